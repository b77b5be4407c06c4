"""Reviews in the database: one decision a question, whoever presses first."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select

from bot.errors import ListError
from bot.evidence import known, records
from bot.evidence.database import Database, whole
from bot.evidence.journal import LedgerJournal
from bot.evidence.tables import cases
from bot.known import KnownList
from bot.reviews import KINDS, Decided, Review, decided
from bot.steps import Actor, Step

log = structlog.get_logger(__name__)


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
        case is gone. What is overturned goes on the server's allow list with the same commit, where
        the case keeps a fingerprint, so that the sender can post it again.
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
            if review is Review.OVERTURNED:
                try:
                    await known.put(connection, case, KnownList.ALLOW, by, at)
                except ListError as error:
                    log.info("not_allowed_again", case=case_id, why=error.message)
        return Decided(review, by, at, is_new=True)
