"""Records that belong to a person: kept at their word, seen, exported and erased by them alone.

They are cases like all others, with their entries in the ledger, but for whom they belong to: in
the column `guild_id` stands minus the owner's id, which no server has. So they have numbers of
their own, and nothing that asks for a server's cases ever comes upon them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select

from bot.consents import ConsentState
from bot.domain import Case, CaseState, Decision, MediaFinding, Post
from bot.errors import PrivateRecordError
from bot.evidence import consents, records
from bot.evidence.database import Database, whole
from bot.evidence.journal import LedgerJournal
from bot.evidence.ledger import entries, log
from bot.evidence.lifecycle import REQUEST, Journal, erase
from bot.evidence.tables import cases, counters, shielded, steps
from bot.steps import Actor, Step, StepKind

MOST = 100
"""Records that one person may keep at a time, so that nobody fills the operator's disk."""


class PrivateRecords:
    """People's own records in an open database. Whatever a method returns from is committed."""

    def __init__(self, database: Database, *, retention_days: int = 180) -> None:
        """Keep them in an open database, for as long as the operator keeps any case."""
        self._database = database
        self._retention = timedelta(days=retention_days)
        self._journal = LedgerJournal()

    @whole
    async def keep(
        self,
        owner_id: int,
        post: Post,
        findings: tuple[MediaFinding, ...],
        decision: Decision,
        at: datetime,
        *,
        minor: bool = False,
    ) -> Case:
        """Commit a record of a message for one person, or return the one that they have of it.

        It holds who sent it, when and where, and what was found; not what it answers, whom it
        mentions, or what it says. `minor` says that somebody may be under 18: no fingerprint is
        ever kept then. Raises PrivateRecordError where a person has `MOST` of them.
        """
        async with self._database.write() as connection:
            known = await records.load(connection, owned_by(owner_id).filter_by(key=post.key))
            if known:
                return known[0]
            count = select(func.count()).select_from(owned_by(owner_id).subquery())
            if (await connection.execute(count)).scalar_one() >= MOST:
                raise PrivateRecordError(
                    f"You keep {MOST} records already. Erase one of them first: /privacy records."
                )
            sender_id = post.sender.user_id
            held = await consents.held(connection, [owner_id], sender_id, post.posted_at)
            case = Case(
                case_id=records.new_id(at),
                number=await records.next_number(connection, -owner_id),
                post=_theirs(post),
                findings=tuple(map(_without_fingerprints, findings)) if minor else findings,
                decision=replace(decision, actions=()),
                opened_at=at,
                # Nothing is to be done about it, so nothing is left for the next start.
                state=CaseState.CLOSED,
                earlier=await records.earlier_cases(connection, -owner_id, sender_id),
                consent=ConsentState(post.posted_at, (owner_id,), tuple(held)),
                owner_id=owner_id,
            )
            await records.insert_case(connection, case)
            if minor:
                await connection.execute(shielded.insert().values(case_id=case.case_id))
            await log.append(connection, entries.opened(case))
        return case

    @whole
    async def of(self, owner_id: int) -> list[Case]:
        """Return a person's own records, newest first."""
        async with self._database.read() as connection:
            newest = owned_by(owner_id).order_by(cases.c.number.desc())
            return await records.load(connection, newest)

    @whole
    async def by_number(self, owner_id: int, number: int) -> Case | None:
        """Return a person's own record by its number, or None."""
        return await self._one(owned_by(owner_id).filter_by(number=number))

    @whole
    async def of_message(self, owner_id: int, key: str) -> Case | None:
        """Return the record that a person keeps of a message (`Post.key`), or None."""
        return await self._one(owned_by(owner_id).filter_by(key=key))

    async def _one(self, query: Select[Any]) -> Case | None:
        async with self._database.read() as connection:
            found = await records.load(connection, query)
        return found[0] if found else None

    def kept_until(self, case: Case) -> datetime:
        """Return when a record is erased by itself, at the latest a day later."""
        return case.opened_at + self._retention

    @whole
    async def erase(self, owner_id: int, number: int, at: datetime) -> bool:
        """Erase one of a person's own records; return whether there was one."""
        step = Step(StepKind.ERASED, at, Actor.PERSON, note=REQUEST)
        async with self._database.write() as connection:
            found = await connection.execute(owned_by(owner_id).filter_by(number=number))
            rows = found.all()
            await erase(connection, rows, step, self._journal)
        return bool(rows)

    @whole
    async def exported(self, case: Case, form: str, at: datetime) -> None:
        """Note that its owner took a record out, and as what."""
        step = Step(StepKind.EXPORTED, at, Actor.PERSON, note=form)
        async with self._database.write() as connection:
            await records.insert_step(connection, case.case_id, case.book, case.number, step)
            await self._journal.stepped(connection, case.case_id, step)


def owned_by(owner_id: int) -> Select[Any]:
    """Return the query for a person's own records."""
    return select(cases).filter_by(guild_id=-owner_id)


async def erase_all_of(
    database: Database, owner_id: int, step: Step, journal: Journal | None
) -> int:
    """Erase every record of a person's own with all that names its owner; return how many.

    Their numbers begin anew afterwards: what keeps them would name the person.
    """
    async with database.write() as connection:
        rows = (await connection.execute(owned_by(owner_id))).all()
        if rows:
            await erase(connection, rows, step, journal)
        await connection.execute(delete(steps).filter_by(guild_id=-owner_id))
        await connection.execute(delete(counters).filter_by(guild_id=-owner_id))
    return len(rows)


def _theirs(post: Post) -> Post:
    """Return a post without other people than its sender, and without its words."""
    return replace(
        post,
        sender=replace(post.sender, role_ids=(), joined_at=None),
        reply_to_user_id=None,
        mentioned_user_ids=(),
        audience_size=None,
        text="",
    )


def _without_fingerprints(finding: MediaFinding) -> MediaFinding:
    if finding.screening is None:
        return finding
    bare = replace(finding.screening, sha256=None, pdq=None, pdq_quality=None)
    return replace(finding, screening=bare)
