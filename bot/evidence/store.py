"""The case store: SQLAlchemy over SQLite. Whatever a method returns from has been committed."""

from __future__ import annotations

import asyncio
import functools
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from pydantic import TypeAdapter
from sqlalchemy import (
    URL,
    Connection,
    Row,
    Select,
    and_,
    event,
    exc,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Post,
)
from bot.errors import StoreError
from bot.evidence.tables import cases, counters, media, outcomes

_BUSY_MS = 5000
"""How long a writer waits for another process's transaction."""

P = ParamSpec("P")
T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POST: TypeAdapter[Post] = TypeAdapter(Post)
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
_FINDING: TypeAdapter[MediaFinding] = TypeAdapter(MediaFinding)


def _whole(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
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


class CaseStore:
    """Cases in one SQLite file. Safe for concurrent tasks, and for a second process."""

    def __init__(self, engine: AsyncEngine, path: Path) -> None:
        """Use `open` instead."""
        self._engine = engine
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
        store = cls(engine, path)
        try:
            async with store._write() as connection:
                await connection.run_sync(_migrate, migrations)
        except BaseException:
            await engine.dispose()
            raise
        return store

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @_whole
    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        """Commit a new case, or return the one that this message already has, unchanged.

        Numbers count from 1 on each server and are never given twice.
        """
        async with self._write() as connection:
            existing = await _load(connection, select(cases).filter_by(message_id=post.message_id))
            if existing:
                return existing[0]
            guild_id = post.place.guild_id or 0
            number: int = (
                await connection.execute(
                    upsert(counters)
                    .values(guild_id=guild_id, last_number=1)
                    .on_conflict_do_update(
                        index_elements=[counters.c.guild_id],
                        set_={"last_number": counters.c.last_number + 1},
                    )
                    .returning(counters.c.last_number)
                )
            ).scalar_one()
            case = Case(_new_id(at), number, post, findings, decision, at)
            await connection.execute(
                insert(cases).values(
                    case_id=case.case_id,
                    guild_id=guild_id,
                    number=number,
                    message_id=post.message_id,
                    sender_id=post.sender.user_id,
                    opened_at=_microseconds(at),
                    state=case.state.value,
                    post=_POST.dump_python(_without_links(post), mode="json"),
                    decision=_DECISION.dump_python(decision, mode="json"),
                )
            )
            await _save_findings(connection, case)
        return case

    @_whole
    async def update_case(self, case: Case) -> None:
        """Commit a case's findings, decision and state as they now stand.

        A finding that already has its verdict keeps it: terminal states never change.
        """
        async with self._write() as connection:
            await connection.execute(
                update(cases)
                .filter_by(case_id=case.case_id)
                .values(
                    decision=_DECISION.dump_python(case.decision, mode="json"),
                    state=case.state.value,
                )
            )
            await _save_findings(connection, case)

    @_whole
    async def record(self, case_id: str, done: tuple[Outcome, ...]) -> None:
        """Append outcomes; none is no work."""
        if not done:
            return
        async with self._write() as connection:
            await connection.execute(
                insert(outcomes),
                [
                    {
                        "case_id": case_id,
                        "action": o.action.value,
                        "status": o.status.value,
                        "at": _microseconds(o.at),
                        "detail": o.detail,
                        "message_id": o.message_id,
                    }
                    for o in done
                ],
            )

    @_whole
    async def close_case(self, case_id: str) -> None:
        """Mark a case as having its outcomes."""
        async with self._write() as connection:
            await connection.execute(
                update(cases).filter_by(case_id=case_id).values(state=CaseState.CLOSED.value)
            )

    async def unfinished(self) -> list[Case]:
        """Return the cases that are open, oldest first."""
        return await self._read(
            select(cases).filter_by(state=CaseState.OPEN.value).order_by(cases.c.case_id)
        )

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none."""
        return _first(await self._read(select(cases).filter_by(case_id=case_id)))

    async def by_number(self, guild_id: int, number: int) -> Case | None:
        """Return a server's case by the number that people quote, or None."""
        return _first(await self._read(select(cases).filter_by(guild_id=guild_id, number=number)))

    async def recent(self, limit: int = 50) -> list[Case]:
        """Return the newest cases, newest first."""
        return await self._read(select(cases).order_by(cases.c.case_id.desc()).limit(limit))

    @_whole
    async def _read(self, query: Select[Any]) -> list[Case]:
        async with self._connection(self._engine) as connection:
            return await _load(connection, query)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        writer = self._engine.execution_options(writes=True)
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


def _new_id(at: datetime) -> str:
    """Return 24 hexadecimal digits that sort by time: 48 bits of milliseconds, 48 random ones."""
    return f"{_microseconds(at) // 1000:012x}{secrets.token_hex(6)}"


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _without_links(post: Post) -> Post:
    """Return the post without its media: they are rows of their own, and links are no evidence."""
    return replace(post, media=())


async def _save_findings(connection: AsyncConnection, case: Case) -> None:
    for position, finding in enumerate(case.findings):
        screening = finding.screening
        # Links to files and the unrecognisable copy never go into a record.
        kept = MediaFinding(
            replace(finding.media, url=""),
            replace(screening, redacted=None) if screening else None,
            finding.verdict,
        )
        values = {
            "verdict": finding.verdict.kind.value if finding.verdict else None,
            "sha256": screening.sha256 if screening else None,
            "finding": _FINDING.dump_python(kept, mode="json"),
        }
        await connection.execute(
            upsert(media)
            .values(
                message_id=case.post.message_id,
                media_id=finding.media.media_id,
                case_id=case.case_id,
                position=position,
                **values,
            )
            .on_conflict_do_update(
                index_elements=[media.c.message_id, media.c.media_id],
                set_=values,
                where=and_(media.c.verdict.is_(None)),
            )
        )


async def _load(connection: AsyncConnection, query: Select[Any]) -> list[Case]:
    rows = (await connection.execute(query)).all()
    wanted = [row.case_id for row in rows]
    found = await connection.execute(
        select(media).where(media.c.case_id.in_(wanted)).order_by(media.c.position)
    )
    done = await connection.execute(
        select(outcomes).where(outcomes.c.case_id.in_(wanted)).order_by(outcomes.c.id)
    )
    findings_of, outcomes_of = _grouped(found), _grouped(done)
    return [
        _case(row, findings_of.get(row.case_id, []), outcomes_of.get(row.case_id, []))
        for row in rows
    ]


def _grouped(rows: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row.case_id, []).append(row)
    return groups


def _case(row: Row[Any], found: list[Row[Any]], done: list[Row[Any]]) -> Case:
    findings = tuple(_FINDING.validate_python(f.finding) for f in found)
    post = replace(_POST.validate_python(row.post), media=tuple(f.media for f in findings))
    return Case(
        case_id=row.case_id,
        number=row.number,
        post=post,
        findings=findings,
        decision=_DECISION.validate_python(row.decision),
        opened_at=_instant(row.opened_at),
        state=CaseState(row.state),
        outcomes=tuple(
            Outcome(
                Action(o.action), OutcomeStatus(o.status), _instant(o.at), o.detail, o.message_id
            )
            for o in done
        ),
    )


def _first(found: list[Case]) -> Case | None:
    return found[0] if found else None
