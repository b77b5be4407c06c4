"""Appeals in the database: one a case, committed before moderators are told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from bot.appeals import Appeal, Match
from bot.domain import Case, VerdictKind
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.journal import LedgerJournal
from bot.evidence.tables import appeals, cases
from bot.steps import Actor, Step, StepKind


class Appeals:
    """Keeps senders' appeals. Every change has committed."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database
        self._journal = LedgerJournal()

    @whole
    async def lodge(self, appeal: Appeal) -> bool:
        """Record an appeal, and its step in the case; return whether it is the case's first.

        A second one changes nothing. A case that is gone takes none.
        """
        async with self._database.write() as connection:
            found = await records.load(connection, select(cases).filter_by(case_id=appeal.case_id))
            if not found:
                return False
            made = await connection.execute(
                upsert(connection, appeals)
                .values(
                    case_id=appeal.case_id,
                    at=records.microseconds(appeal.at),
                    reason=appeal.reason,
                    match=appeal.match.value,
                    seen=appeal.seen.value if appeal.seen is not None else None,
                )
                .on_conflict_do_nothing()
            )
            if made.rowcount != 1:
                return False
            (case,) = found
            step = Step(StepKind.APPEALED, appeal.at, Actor.SENDER, note=appeal.match.value)
            guild_id = case.post.place.guild_id or 0
            await records.insert_step(connection, case.case_id, guild_id, case.number, step)
            await self._journal.stepped(connection, case.case_id, step)
        return True

    @whole
    async def posted(self, case_id: str, entry_id: int) -> None:
        """Note the message by which moderators were told of an appeal."""
        async with self._database.write() as connection:
            await connection.execute(
                update(appeals).filter_by(case_id=case_id).values(entry_id=entry_id)
            )

    async def appeal(self, case_id: str) -> Appeal | None:
        """Return the appeal against a case, or None."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(appeals).filter_by(case_id=case_id))).first()
        return _appeal(row) if row is not None else None

    async def unposted(self) -> list[tuple[Case, Appeal]]:
        """Return the appeals of which moderators have not been told, oldest first."""
        async with self._database.read() as connection:
            query = select(appeals).where(appeals.c.entry_id.is_(None)).order_by(appeals.c.at)
            waiting = [_appeal(row) for row in await connection.execute(query)]
            wanted = cases.c.case_id.in_([each.case_id for each in waiting])
            found = {
                c.case_id: c for c in await records.load(connection, select(cases).where(wanted))
            }
        return [(found[each.case_id], each) for each in waiting if each.case_id in found]


def _appeal(row: Row[Any]) -> Appeal:
    return Appeal(
        row.case_id,
        records.instant(row.at),
        row.reason,
        Match(row.match),
        VerdictKind(row.seen) if row.seen is not None else None,
        row.entry_id,
    )
