"""Signs the ledger as it grows, once it continues what was posted of it; the last word is loud."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol

import structlog

from bot.errors import LedgerError
from bot.evidence.database import Database
from bot.evidence.ledger.log import Ledger

log = structlog.get_logger(__name__)


class Witness(Protocol):
    """Where checkpoints are shown to others than the operator, and can be read again."""

    async def newest(self) -> list[str]:
        """Return the newest note that each place shows, as far as they can be read."""
        ...

    async def post(self, note: str) -> None:
        """Show a note; a place where that fails is in the log."""
        ...

    async def warn(self, text: str) -> None:
        """Tell everybody concerned that nothing is signed any more, and why."""
        ...


class Notary:
    """Holds the ledger against what was posted of it, then signs what is new and posts that."""

    def __init__(
        self, database: Database, ledger: Ledger, witness: Witness, *, every: float = 5.0
    ) -> None:
        """Look for new entries every so many seconds."""
        self._database, self._ledger, self._witness = database, ledger, witness
        self._every = every
        self._posted: str | None = None

    async def run(self) -> None:
        """Sign until cancelled, or until the ledger does not continue what others have seen.

        Entries are appended all the same: nothing is lost, it only is not vouched for.
        """
        started = False
        while True:
            try:
                if not started:
                    await self.start()
                    started = True
                await self.sign()
            except LedgerError as refusal:
                log.error("ledger_not_signed", error=refusal.message, detail=refusal.detail)
                await self._witness.warn(refusal.message)
                return
            except Exception:
                # A lost connection or a stopped database must not end this unseen (the task
                # reporter): what is not signed now is signed at the next round.
                log.exception("ledger_not_signed")
            await asyncio.sleep(self._every)

    async def start(self) -> None:
        """Hold the ledger against what was posted; raise LedgerError where it does not go on."""
        notes: list[str | None] = [*await self._witness.newest()]
        seen = None
        for posted in notes or [None]:
            async with self._database.read() as connection:
                seen = await self._ledger.start(connection, posted)
        log.info("ledger_continues", key=str(self._ledger.verifier), entries_posted=seen)

    async def sign(self) -> None:
        """Sign what is new, and post that once it is committed; raise LedgerError as `start`."""
        async with self._database.write() as connection:
            note = await self._ledger.sign(connection, datetime.now(UTC))
        if note is not None and note != self._posted:
            self._ledger.committed(note)
            await self._witness.post(note)
            self._posted = note
