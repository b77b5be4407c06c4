"""The case store: SQLAlchemy over SQLite. Whatever a method returns from has been committed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Post,
    VerdictKind,
)
from bot.evidence.database import Database, whole
from bot.evidence.tables import cases, counters, media, outcomes, shielded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POST: TypeAdapter[Post] = TypeAdapter(Post)
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
_FINDING: TypeAdapter[MediaFinding] = TypeAdapter(MediaFinding)

_BY_GRAVITY = (
    VerdictKind.CLEAN,
    VerdictKind.UNSCREENED,
    VerdictKind.SUSPECT,
    VerdictKind.EXPLICIT,
)
"""A verdict that is kept gives way to a graver one alone (a test holds it against the policy)."""


class CaseStore:
    """Cases in a database. Safe for concurrent tasks, and beside a second process."""

    def __init__(self, database: Database) -> None:
        """Keep cases in an open database, which others may use too."""
        self.database = database

    @classmethod
    async def open(cls, path: Path, migrations: Path) -> Self:
        """Open the database at a path as `Database.open` does, for the cases."""
        return cls(await Database.open(path, migrations))

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()

    @whole
    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        """Commit a new case, or return the one that this post's key already has, unchanged.

        A key has one case on each server: the same avatar can be seen on several. Numbers count
        from 1 on each server and are never given twice.
        """
        async with self.database.write() as connection:
            guild_id = post.place.guild_id or 0
            known = select(cases).filter_by(guild_id=guild_id, key=post.key)
            if existing := await _load(connection, known):
                return existing[0]
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
                    key=post.key,
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

    @whole
    async def update_case(self, case: Case) -> None:
        """Commit a case's findings, decision and state as they now stand.

        A finding that already has its verdict keeps it, unless a deeper look found a graver one:
        what is recorded never gets milder.
        """
        async with self.database.write() as connection:
            await connection.execute(
                update(cases)
                .filter_by(case_id=case.case_id)
                .values(
                    decision=_DECISION.dump_python(case.decision, mode="json"),
                    state=case.state.value,
                )
            )
            await _save_findings(connection, case)

    @whole
    async def record(self, case_id: str, done: tuple[Outcome, ...]) -> None:
        """Append outcomes; none is no work."""
        if not done:
            return
        async with self.database.write() as connection:
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

    @whole
    async def close_case(self, case_id: str) -> None:
        """Mark a case as having its outcomes."""
        async with self.database.write() as connection:
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

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        """Return the case that a post's key has on a server, or None."""
        return _first(await self._read(select(cases).filter_by(guild_id=guild_id or 0, key=key)))

    async def by_number(self, guild_id: int, number: int) -> Case | None:
        """Return a server's case by the number that people quote, or None."""
        return _first(await self._read(select(cases).filter_by(guild_id=guild_id, number=number)))

    async def recent(self, limit: int = 50) -> list[Case]:
        """Return the newest cases, newest first."""
        return await self._read(select(cases).order_by(cases.c.case_id.desc()).limit(limit))

    @whole
    async def _read(self, query: Select[Any]) -> list[Case]:
        async with self.database.read() as connection:
            return await _load(connection, query)


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
    known = await connection.execute(select(shielded).filter_by(case_id=case.case_id))
    may_be_minor = known.first() is not None
    for position, finding in enumerate(case.findings):
        screening = finding.screening
        if may_be_minor and screening is not None:
            screening = replace(screening, sha256=None, pdq=None, pdq_quality=None)
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
                case_id=case.case_id,
                media_id=finding.media.media_id,
                position=position,
                **values,
            )
            .on_conflict_do_update(
                index_elements=[media.c.case_id, media.c.media_id],
                set_=values,
                where=or_(media.c.verdict.is_(None), media.c.verdict.in_(_milder(finding))),
            )
        )


def _milder(finding: MediaFinding) -> list[str]:
    """Return the verdicts that a finding's own may replace."""
    if finding.verdict is None:
        return []
    return [kind.value for kind in _BY_GRAVITY[: _BY_GRAVITY.index(finding.verdict.kind)]]


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
