"""What a server is in the midst of, kept so that a restart ends it too and repeats nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.ledger import entries, log
from bot.evidence.tables import moments
from bot.raids import Raid
from bot.steps import Actor

_RAID, _STRICT, _PAUSED, _DIGEST = "raid", "strict", "paused", "digest"


class Moments:
    """Raids that are on, and digests that were posted. Every change has committed."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database."""
        self._database = database

    @whole
    async def raids(self) -> list[Raid]:
        """Return the raids that are kept, those that are over but not ended yet among them."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(moments))).all()
        until = {(row.guild_id, row.what): row.until for row in rows}

        def moment(guild_id: int, what: str) -> datetime | None:
            found = until.get((guild_id, what))
            return records.instant(found) if found is not None else None

        return [
            Raid(
                row.guild_id,
                records.instant(row.at),
                records.instant(row.until),
                strict_until=moment(row.guild_id, _STRICT),
                paused_until=moment(row.guild_id, _PAUSED),
                message_id=row.message_id,
            )
            for row in rows
            if row.what == _RAID
        ]

    @whole
    async def keep(self, raid: Raid, what: str, by: Actor, at: datetime) -> None:
        """Keep a raid as it now stands, and note in the ledger `what` was done, and by whom.

        The ledger says "a moderator" and not which: Discord's own audit log does.
        """
        ends = {_RAID: raid.until, _STRICT: raid.strict_until, _PAUSED: raid.paused_until}
        async with self._database.write() as connection:
            for kind, until in ends.items():
                await self._set(connection, raid, kind, until)
            await log.append(connection, entries.raid_changed(raid.guild_id, what, by.value, at))

    @whole
    async def name_message(self, raid: Raid) -> None:
        """Keep which message tells the moderators of a raid."""
        async with self._database.write() as connection:
            await self._set(connection, raid, _RAID, raid.until)

    @whole
    async def end(self, guild_id: int, by: Actor, at: datetime) -> None:
        """Forget a raid that is over, or that somebody ended."""
        async with self._database.write() as connection:
            kinds = moments.c.what.in_((_RAID, _STRICT, _PAUSED))
            await connection.execute(delete(moments).where(moments.c.guild_id == guild_id, kinds))
            await log.append(connection, entries.raid_changed(guild_id, "ended", by.value, at))

    async def _set(
        self, connection: AsyncConnection, raid: Raid, what: str, until: datetime | None
    ) -> None:
        if until is None:
            await connection.execute(delete(moments).filter_by(guild_id=raid.guild_id, what=what))
            return
        values = {
            "at": records.microseconds(raid.since),
            "until": records.microseconds(until),
            "message_id": raid.message_id,
        }
        await connection.execute(
            upsert(connection, moments)
            .values(guild_id=raid.guild_id, what=what, **values)
            .on_conflict_do_update(index_elements=[moments.c.guild_id, moments.c.what], set_=values)
        )

    @whole
    async def claim_digest(self, guild_id: int, week: datetime) -> bool:
        """Take a server's digest of a week; return whether it had not been taken yet.

        Taken before it is posted: one that a crash swallows is missing, and none comes twice.
        """
        at = records.microseconds(week)
        async with self._database.write() as connection:
            done = await connection.execute(
                upsert(connection, moments)
                .values(guild_id=guild_id, what=_DIGEST, at=at)
                .on_conflict_do_update(
                    index_elements=[moments.c.guild_id, moments.c.what],
                    set_={"at": at},
                    where=moments.c.at < at,
                )
            )
        return done.rowcount == 1
