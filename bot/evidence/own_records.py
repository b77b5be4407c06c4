"""Records that people asked for: who wants to hear of which case, and how those cases stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Case
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.journal import LedgerJournal
from bot.evidence.lifecycle import RETENTION, Lifecycle
from bot.evidence.tables import appeals, cases, own_records, steps
from bot.own_records import OwnRecord
from bot.reviews import Standing, standing
from bot.steps import Actor, Step, StepKind

_LISTED = 25
"""Records that are listed, the newest first: as many as a menu of Discord's has entries."""
_MOST_STEPS = 100
"""Steps of this kind in one case. Somebody who keeps and withdraws in turns cannot fill the case:
a receipt has room for 1,000 entries."""


class OwnRecords:
    """Ties people to cases, and cuts the tie again. Every change has committed."""

    def __init__(self, database: Database, life: Lifecycle) -> None:
        """Use an open database; `life` knows when a case's time is over."""
        self._database = database
        self._life = life
        self._journal = LedgerJournal()

    @whole
    async def keep(self, user_id: int, case: Case, at: datetime) -> bool:
        """Note that a person asked for a record of a case; return whether that is new.

        What is new is a step of the case, by "recipient": the ledger does not name them. A case is
        not kept any longer for it.
        """
        async with self._database.write() as connection:
            there = select(cases.c.case_id).filter_by(case_id=case.case_id)
            if (await connection.execute(there)).first() is None:
                return False
            guild_id = case.post.place.guild_id or 0
            made = await connection.execute(
                upsert(connection, own_records)
                .values(
                    user_id=user_id,
                    case_id=case.case_id,
                    guild_id=guild_id,
                    number=case.number,
                    at=records.microseconds(at),
                )
                .on_conflict_do_nothing()
            )
            if made.rowcount != 1:
                return False
            step = Step(StepKind.EXPORTED, at, Actor.RECIPIENT, note="record")
            alike = select(func.count()).select_from(steps)
            alike = alike.filter_by(case_id=case.case_id, kind=step.kind.value, by=step.by.value)
            if (await connection.execute(alike)).scalar_one() < _MOST_STEPS:
                await records.insert_step(connection, case.case_id, guild_id, case.number, step)
                await self._journal.stepped(connection, case.case_id, step)
        return True

    @whole
    async def withdraw(self, user_id: int, case_id: str) -> bool:
        """Cut a person's tie to a case, and nothing else; return whether there was one."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(own_records).filter_by(user_id=user_id, case_id=case_id)
            )
        return gone.rowcount == 1

    async def kept(self, user_id: int) -> list[OwnRecord]:
        """Return the newest 25 cases of which a person asked for a record, newest first."""
        async with self._database.read() as connection:
            query = select(own_records).filter_by(user_id=user_id)
            newest = query.order_by(own_records.c.at.desc()).limit(_LISTED)
            rows = (await connection.execute(newest)).all()
            wanted = cases.c.case_id.in_([row.case_id for row in rows])
            found = {
                c.case_id: c for c in await records.load(connection, select(cases).where(wanted))
            }
            why = {
                row.case_id: await _why_erased(connection, row.case_id)
                for row in rows
                if row.case_id not in found
            }
        return [
            await self._told(found[row.case_id])
            if row.case_id in found
            else OwnRecord(row.case_id, row.number, row.guild_id, "", why[row.case_id])
            for row in rows
        ]

    async def appealed(self, user_id: int) -> list[OwnRecord]:
        """Return the newest 25 cases against which a person appealed, newest first."""
        async with self._database.read() as connection:
            theirs = and_(cases.c.sender_id == user_id, appeals.c.case_id == cases.c.case_id)
            query = select(cases).join(appeals, theirs).order_by(appeals.c.at.desc()).limit(_LISTED)
            found = await records.load(connection, query)
        return [await self._told(case) for case in found]

    async def ends(self, case: Case) -> datetime | None:
        """Return when a case's time is over, or None for one that is held."""
        return await self._life.ends(case)

    async def _told(self, case: Case) -> OwnRecord:
        place = case.post.place
        return OwnRecord(
            case.case_id,
            case.number,
            place.guild_id or 0,
            place.guild_name,
            standing(case.steps),
            await self._life.ends(case),
        )


async def _why_erased(connection: AsyncConnection, case_id: str) -> Standing:
    query = select(steps.c.note).filter_by(case_id=case_id, kind=StepKind.ERASED.value).limit(1)
    why = (await connection.execute(query)).scalar_one_or_none()
    return Standing.EXPIRED if why in (RETENTION, None) else Standing.ERASED
