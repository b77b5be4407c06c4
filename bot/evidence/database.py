"""The database file: opened, migrated, and used in transactions of one writer at a time.

Every table's owner (cases, progress) shares one `Database`, because SQLite has one writer.
"""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, event, exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError

_BUSY_MS = 5000
"""How long a writer waits for another process's transaction."""

P = ParamSpec("P")
T = TypeVar("T")


def whole(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Carry a transaction to its end even where the task that asked for it is cancelled.

    The driver's thread cannot be interrupted; a connection given up in the middle of its work
    would go on holding the writer's lock.
    """

    @functools.wraps(method)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        work = asyncio.ensure_future(method(*args, **kwargs))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise

    return run


class Database:
    """One SQLite file. Safe for concurrent tasks, and beside a second process."""

    def __init__(self, engine: AsyncEngine, path: Path) -> None:
        """Use `open` instead."""
        self.engine = engine
        self._path = path
        # SQLite has one writer at a time; waiting here is fairer than its busy loop.
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, migrations: Path) -> Self:
        """Open the database, making the file and bringing its tables up to date.

        `migrations` is the folder of the Alembic scripts. The file and a folder made for it are
        for the owner alone. Raises StoreError with the mend.
        """
        if not await asyncio.to_thread((migrations / "env.py").is_file):
            raise StoreError(
                f"The database's migrations are not in {migrations}. Set FLASHGUARD_CONFIG_DIR to "
                "the config folder of the release."
            )
        try:
            await asyncio.to_thread(_make_private, path)
        except OSError as error:
            raise StoreError(
                f"The database {path} cannot be opened ({error.strerror}). Check the folder's "
                "permissions, or set FLASHGUARD_DATABASE to another file.",
                str(error),
            ) from None
        # Not as text: a "?" or "%" in the path would mean something in a URL.
        engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin)
        database = cls(engine, path)
        try:
            async with database.write() as connection:
                await connection.run_sync(_migrate, migrations)
        except BaseException:
            await engine.dispose()
            raise
        return database

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Return a transaction for reading; it does not wait for a writer."""
        return self._connection(self.engine)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Yield the one writer's transaction, which commits at the end.

        A method that uses it should be `whole`. Raises StoreError with the mend.
        """
        writer = self.engine.execution_options(writes=True)
        async with self._writing, self._connection(writer) as connection:
            yield connection

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Yield a transaction that commits at the end; translate what SQLAlchemy raises."""
        try:
            async with engine.begin() as connection:
                yield connection
        except (exc.SQLAlchemyError, OSError) as error:
            raise StoreError(
                f"The database {self._path} cannot be used ({_cause(error)}). Check that it is a "
                "Flashguard database, that the disk has room, and that this user may write there.",
                str(error),
            ) from error
        except CommandError as error:
            raise StoreError(
                f"A newer version of Flashguard made the database {self._path}. Install that "
                "version, or set FLASHGUARD_DATABASE to another file.",
                str(error),
            ) from error


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


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a read that turns into a write could not wait for it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _cause(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).splitlines()[0].rstrip(".")
