"""Reviews in the database: one decision a question, whoever presses first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.journal import LedgerJournal
from bot.evidence.tables import cases
from bot.reviews import KINDS, Decided, Review, decided
from bot.steps import Actor, Step


class Reviews:
    """Takes moderators' decisions on cases; the ledger has each of them."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database
        self._journal = LedgerJournal()

    @whole
    async def decide(
        self, case_id: str, by: int, review: Review, at: datetime, *, note: str = ""
    ) -> Decided | None:
        """Record a moderator's decision, unless there is one; return the one that stands.

        Of decisions at once the first wins, and the others are given that one: look at `is_new`.
        After an appeal there is one more to take. `note` says why, in few words. None where the
        case is gone.
        """
        async with self._database.write() as connection:
            found = await records.load(connection, select(cases).filter_by(case_id=case_id))
            if not found:
                return None
            (case,) = found
            if standing := decided(case.steps):
                return standing
            step = Step(KINDS[review], at, Actor.MODERATOR, by, note)
            guild_id = case.post.place.guild_id or 0
            await records.insert_step(connection, case_id, guild_id, case.number, step)
            await self._journal.stepped(connection, case_id, step)
        return Decided(review, by, at, is_new=True)
