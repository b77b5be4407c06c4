"""What differs between the two databases: how one is opened, locked, and what is said of it.

SQLite: one file, WAL, a commit that was acknowledged is on the disk (synchronous=FULL). PostgreSQL:
an address, whose password never shows. Both have one writer at a time, and can be held by one bot.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import asyncpg  # type: ignore[import-untyped]
from pydantic import SecretStr
from sqlalchemy import URL, Connection, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError

Address = Path | SecretStr
"""A SQLite file, or the address of a PostgreSQL database, which holds a password."""

FOREIGN: tuple[type[Exception], type[Exception]] = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What the driver of PostgreSQL raises by itself where there is no connection yet."""

_BUSY_MS = 5000
"""How long a writer waits for another process's transaction in SQLite."""
_CONNECT_S, _COMMAND_S = 5.0, 10.0
"""Seconds until PostgreSQL counts as out of reach: people wait for what follows a failed commit."""
_POLL_S = 0.25
_SCHEMES = ("postgres", "postgresql", "postgresql+asyncpg")
"""`postgres` is how several hosting platforms spell it."""

_BOT, _WRITER = (0x464C4153, 1), (0x464C4153, 2)
"""PostgreSQL's advisory locks: "FLAS", and which of the two. They hold within one database."""


class Held(Protocol):
    """A database that is held by this process alone among bots."""

    async def check(self, connection: AsyncConnection) -> bool:
        """Return whether it still is, and try to hold it again where it is not."""
        ...

    async def release(self) -> None:
        """Let others have it."""
        ...


class Backend(Protocol):
    """One of the two databases.

    `name` is what messages call it, `mend` how a message ends, `other` how to use another database.
    `reading` are the options of a transaction that sees one moment throughout.
    """

    name: str
    mend: str
    other: str
    reading: Mapping[str, object]

    async def prepare(self) -> None:
        """Make what must be there before the first connection; raise StoreError."""
        ...

    def engine(self, *, patient: bool = False) -> AsyncEngine:
        """Return an engine whose transactions with the option `writes` are one at a time.

        A `patient` one waits for a statement however long it takes: migrations of large tables.
        """
        ...

    async def hold(self, engine: AsyncEngine, patience: float) -> Held:
        """Hold the database for this process; raise StoreError where another one has it.

        `patience` is how many seconds it is waited for, for a bot that is just stopping.
        """
        ...

    def cause(self, error: BaseException) -> str:
        """Return in one line what the driver said, without any secret."""
        ...


def backend_of(address: Address) -> Backend:
    """Return the database at an address; raise StoreError where it is none."""
    return Sqlite(address) if isinstance(address, Path) else Postgres(address)


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of the connection's database that can say ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


# ---------------------------------------------------------------------------------------- SQLite


class Sqlite:
    """A file, for its owner alone."""

    mend = (
        "Check that it is a Flashguard database, that the disk has room, and that this user may"
        " write there."
    )
    other = "set FLASHGUARD_DATABASE to another file"
    reading: Mapping[str, object] = MappingProxyType({})

    def __init__(self, path: Path) -> None:
        """Describe the file; nothing is opened."""
        self._path = path
        self.name = str(path)

    async def prepare(self) -> None:
        """Make the file and its folder where they are missing."""
        try:
            await asyncio.to_thread(_make_private, self._path)
        except OSError as error:
            raise StoreError(
                f"The database {self.name} cannot be opened ({error.strerror}). Check the folder's "
                "permissions, or set FLASHGUARD_DATABASE to another file.",
                str(error),
            ) from None

    def engine(self, *, patient: bool = False) -> AsyncEngine:
        """Return an engine on the file; its statements are never cut short."""
        # Not as text: a "?" or "%" in the path would mean something in a URL.
        url = URL.create("sqlite+aiosqlite", database=str(self._path))
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    async def hold(self, engine: AsyncEngine, patience: float) -> Held:
        """Lock a file beside the database, for as long as this process lives."""
        path = self._path.with_name(self._path.name + ".lock")
        deadline = time.monotonic() + patience
        try:
            file = await asyncio.to_thread(os.open, path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"The lock file {path} cannot be opened ({error.strerror}). Check the folder's "
                "permissions.",
                str(error),
            ) from None
        while not _lock(file):
            if time.monotonic() >= deadline:
                os.close(file)
                raise _in_use(self)
            await asyncio.sleep(_POLL_S)
        return _HeldFile(file)

    def cause(self, error: BaseException) -> str:
        """Return what SQLite said."""
        return _first_line(getattr(error, "orig", None) or error)


class _HeldFile:
    """A locked file. The system lets go of it when the process ends, however it ends."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    async def check(self, connection: AsyncConnection) -> bool:
        return True

    async def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _lock(file: int) -> bool:
    """Lock an open file against every other process; return whether that worked."""
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            locking: Any = msvcrt
            locking.locking(file, locking.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _configure(connection: Any, _record: object) -> None:
    """Set what holds for every connection of SQLite."""
    # The driver's own way of opening transactions leaves reads and DDL outside of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        # A commit that was acknowledged survives a power cut.
        "synchronous=FULL",
        f"busy_timeout={_BUSY_MS}",
        "foreign_keys=ON",
        # What is deleted is overwritten, not only unlinked.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a read that turns into a write could not wait for it.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


# ------------------------------------------------------------------------------------ PostgreSQL


class Postgres:
    """A database on a server. Its address is handed to the driver as it is, and to nobody else."""

    mend = (
        "Check that the server runs and can be reached, that its disk has room, and that"
        " DATABASE_URL is right."
    )
    other = "name another one in DATABASE_URL"
    reading: Mapping[str, object] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )

    def __init__(self, address: SecretStr) -> None:
        """Read an address, as `postgresql://user:password@host:port/name`; raise StoreError."""
        url = address.get_secret_value().strip()
        try:
            parts = urlsplit(url)
            if parts.scheme not in _SCHEMES:
                raise ValueError
            host, _ = parts.hostname or "this machine", parts.port
        except ValueError:
            # Not the error's own words: they may quote the address.
            raise StoreError(
                "DATABASE_URL is no address of a PostgreSQL database. Write "
                "postgresql://user:password@host:port/name, with anything but letters and digits "
                "in the password as %XX, or leave it out to use a SQLite file."
            ) from None
        self._dsn = "postgresql://" + url.split("://", 1)[1]
        self._secrets = {url, self._dsn, parts.password or "", unquote(parts.password or "")} - {""}
        self.name = f"{unquote(parts.path.lstrip('/')) or '(default)'} on {host}"

    async def prepare(self) -> None:
        """Do nothing: the database is made by whoever runs the server."""

    def engine(self, *, patient: bool = False) -> AsyncEngine:
        """Return an engine that knows the address, and whose own URL does not."""
        engine = create_async_engine(
            "postgresql+asyncpg://",
            connect_args={
                "dsn": self._dsn,
                "timeout": _CONNECT_S,
                "command_timeout": None if patient else _COMMAND_S,
                "server_settings": {"application_name": "flashguard"},
            },
            # A connection that broke while nobody used it is replaced and not reported.
            pool_pre_ping=True,
            # Names and words of people are no matter of the log.
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "begin", _begin_postgres)
        return engine

    async def hold(self, engine: AsyncEngine, patience: float) -> Held:
        """Take the advisory lock in a session of its own."""
        held = _HeldSession(engine)
        deadline = time.monotonic() + patience
        while not await held.take():
            if time.monotonic() >= deadline:
                raise _in_use(self)
            await asyncio.sleep(_POLL_S)
        return held

    def cause(self, error: BaseException) -> str:
        """Return what the server or the driver said, without the password."""
        said = _first_line(getattr(error, "orig", None) or error)
        for secret in self._secrets:
            said = said.replace(secret, "…")
        return re.sub(r"^<class '[\w.]+'>: ", "", said)


class _HeldSession:
    """A session that has the advisory lock; the server lets go of it when the session ends."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._pid = 0

    async def take(self) -> bool:
        connection = await self._engine.connect()
        try:
            # No transaction stands open for the life of the bot: that would keep the server from
            # ever cleaning up.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = await connection.execute(
                text("SELECT pg_try_advisory_lock(:a, :b), pg_backend_pid()"), _keys(_BOT)
            )
            got, self._pid = taken.one()
        except BaseException:
            await connection.invalidate()
            raise
        if got:
            self._connection = connection
        else:
            await connection.close()
        return bool(got)

    async def check(self, connection: AsyncConnection) -> bool:
        found = await connection.execute(
            text(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND classid = :a AND objid = :b AND pid = :pid)"
            ),
            _keys(_BOT) | {"pid": self._pid},
        )
        if found.scalar_one():
            return True
        await self.release()
        return await self.take()

    async def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Closed for good, and not given back to the pool with its lock.
            await connection.invalidate()
            await connection.close()


def _keys(lock: tuple[int, int]) -> dict[str, int]:
    return {"a": lock[0], "b": lock[1]}


def _begin_postgres(connection: Connection) -> None:
    """Let writers of all processes take turns, as SQLite does."""
    if _writes(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), _keys(_WRITER))


def _in_use(backend: Backend) -> StoreError:
    return StoreError(
        f"Another bot uses the database {backend.name} already. Stop that one first, or"
        f" {backend.other}."
    )


def _first_line(error: object) -> str:
    lines = str(error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
