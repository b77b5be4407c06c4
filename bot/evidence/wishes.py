"""What people asked for: where they live, remembered; and cases that keep no fingerprint."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.journal import LedgerJournal
from bot.evidence.known import forget
from bot.evidence.tables import cases, homes, media, shielded

FINGERPRINTS = ("sha256", "pdq", "pdq_quality")
"""The fields of a screening by which a picture could be found again."""
MAY_BE_MINOR = "may_involve_a_child"
"""Why the ledger's disclosures of a case were erased."""


class Wishes:
    """Wishes of people, in the database of the cases."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database."""
        self._database = database
        self._journal = LedgerJournal()

    @whole
    async def home(self, user_id: int) -> str | None:
        """Return where a person asked to have it remembered that they live, or None."""
        async with self._database.read() as connection:
            found = await connection.execute(select(homes.c.place).filter_by(user_id=user_id))
            place: str | None = found.scalar_one_or_none()
            return place

    @whole
    async def remember_home(self, user_id: int, place: str) -> None:
        """Remember where a person lives."""
        async with self._database.write() as connection:
            await connection.execute(
                upsert(connection, homes)
                .values(user_id=user_id, place=place)
                .on_conflict_do_update(index_elements=[homes.c.user_id], set_={"place": place})
            )

    @whole
    async def forget_home(self, user_id: int) -> None:
        """Forget where a person lives."""
        async with self._database.write() as connection:
            await connection.execute(delete(homes).filter_by(user_id=user_id))

    @whole
    async def shield(self, case_id: str) -> None:
        """Erase the fingerprints of a case in which somebody may be under 18, for good.

        They leave the server's lists of known images too.
        Doing it twice is doing it once; what is screened later for this case keeps none either.
        """
        async with self._database.write() as connection:
            await connection.execute(
                upsert(connection, shielded).values(case_id=case_id).on_conflict_do_nothing()
            )
            for case in await records.load(connection, select(cases).filter_by(case_id=case_id)):
                await forget(connection, case)
            rows = await connection.execute(select(media).filter_by(case_id=case_id))
            for row in rows.all():
                await connection.execute(
                    update(media)
                    .filter_by(case_id=case_id, media_id=row.media_id)
                    .values(sha256=None, finding=without_fingerprints(row.finding))
                )
            await self._restate(connection, case_id)

    async def _restate(self, connection: AsyncConnection, case_id: str) -> None:
        """Erase what the ledger tells of a case, and let it tell the rest again."""
        at = datetime.now(UTC)
        for case in await records.load(connection, select(cases).filter_by(case_id=case_id)):
            await self._journal.erased(connection, [case_id], MAY_BE_MINOR, at)
            await self._journal.restated(connection, case, at)

    @whole
    async def is_shielded(self, case_id: str) -> bool:
        """Return whether a case keeps no fingerprint."""
        async with self._database.read() as connection:
            found = await connection.execute(select(shielded).filter_by(case_id=case_id))
            return found.first() is not None


def without_fingerprints(finding: dict[str, Any]) -> dict[str, Any]:
    """Return a finding's document with nothing by which its picture could be found again."""
    screening = finding.get("screening")
    if not screening:
        return finding
    return {**finding, "screening": {**screening, **dict.fromkeys(FINGERPRINTS)}}
