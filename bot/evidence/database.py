"""The database: opened, migrated, and used in transactions of one writer at a time.

Every table's owner (cases, progress) shares one `Database`. What differs between SQLite and
PostgreSQL is in `dialects`.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreError
from bot.evidence.dialects import FOREIGN, Address, Backend, Held, backend_of

_TURN_S = 10.0
"""Seconds that a writer waits for its turn: behind a database out of reach the queue would grow."""

_FAILURES: tuple[type[Exception], ...] = (exc.SQLAlchemyError, OSError, *FOREIGN)

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
    """One database. Safe for concurrent tasks, and beside other processes."""

    def __init__(self, engine: AsyncEngine, backend: Backend) -> None:
        """Use `open` instead."""
        self.engine = engine
        self._backend = backend
        self._held: Held | None = None
        # One writer at a time; waiting here is fairer than the database's own queue.
        self._writing = asyncio.Lock()

    @classmethod
    async def open(
        cls, address: Address, migrations: Path, *, alone: bool = False, patience: float = 0.0
    ) -> Self:
        """Open the database, making a SQLite file and bringing the tables up to date.

        `migrations` is the folder of the Alembic scripts. A file and a folder made for it are for
        the owner alone. `alone` holds the database until `close` or the end of the process, against
        every other process that asks for the same: it is waited for `patience` seconds. Raises
        StoreError with the mend.
        """
        if not await asyncio.to_thread((migrations / "env.py").is_file):
            raise StoreError(
                f"The database's migrations are not in {migrations}. Set FLASHGUARD_CONFIG_DIR to "
                "the config folder of the release."
            )
        backend = backend_of(address)
        await backend.prepare()
        database = cls(backend.engine(), backend)
        try:
            if alone:
                with database._translated():
                    database._held = await backend.hold(database.engine, patience)
            await database._migrate(migrations)
        except BaseException:
            await database.close()
            raise
        return database

    async def _migrate(self, migrations: Path) -> None:
        engine = self._backend.engine(patient=True)
        try:
            async with self._connection(engine.execution_options(writes=True)) as connection:
                await connection.run_sync(_upgrade, migrations)
        finally:
            await engine.dispose()

    @property
    def name(self) -> str:
        """Return what messages call it: never with a password."""
        return self._backend.name

    async def close(self) -> None:
        """Close every connection, and let others have the database."""
        if self._held is not None:
            await self._held.release()
            self._held = None
        await self.engine.dispose()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Return a transaction for reading, of one moment; it does not wait for a writer."""
        return self._connection(self.engine.execution_options(**self._backend.reading))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Yield the one writer's transaction, which commits at the end.

        A method that uses it should be `whole`. Raises StoreError with the mend.
        """
        try:
            async with asyncio.timeout(_TURN_S):
                await self._writing.acquire()
        except TimeoutError:
            raise StoreError(
                f"The database {self.name} does not keep up. {self._backend.mend}",
                f"no turn to write within {_TURN_S:g} s",
            ) from None
        try:
            async with self._connection(self.engine.execution_options(writes=True)) as connection:
                if self._held is not None and not await self._held.check(connection):
                    raise StoreError(
                        f"Another bot has taken over the database {self.name}. Stop one of the two."
                    )
                yield connection
        finally:
            self._writing.release()

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Yield a transaction that commits at the end; translate what SQLAlchemy raises."""
        with self._translated():
            async with engine.begin() as connection:
                yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            cause = self._backend.cause(error)
            raise StoreError(
                f"The database {self.name} cannot be used ({cause}). {self._backend.mend}", cause
            ) from error
        except CommandError as error:
            raise StoreError(
                f"A newer version of Flashguard made the database {self.name}. Install that "
                f"version, or {self._backend.other}.",
                str(error),
            ) from error


def _upgrade(connection: Connection, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
