"""Tries whether the record can be written, read and erased, and leaves nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.errors import StoreError
from bot.evidence.database import Database, whole
from bot.evidence.ledger import log
from bot.evidence.ledger.leaf import Entry

_TRIAL = "trial"
"""What the entry is filed under while it is there."""


@whole
async def try_record(database: Database) -> None:
    """Write an entry, read it again, erase it, and take all of it back.

    Everything happens in one transaction that is rolled back: a ledger has no trial entries.
    Raises StoreError or LedgerError where any of it does not work.
    """
    try:
        async with database.write() as connection:
            at = datetime.now(UTC)
            await log.append(connection, Entry("trial", _TRIAL, at, {"says": "a trial"}))
            if len(await log.entries_of(connection, _TRIAL)) != 1:
                raise StoreError("What was written to the record is not there. Check the database.")
            await log.erase(connection, [_TRIAL], _TRIAL, at)
            if await log.entries_of(connection, _TRIAL):
                raise StoreError("What was erased from the record is still there.")
            raise _TakenBack
    except _TakenBack:
        return


class _TakenBack(Exception):
    """Rolls the trial's transaction back."""
