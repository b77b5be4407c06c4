"""Up to where each channel is done, and the gaps: what makes a restart lose nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.tables import checkpoints, gaps, servers
from bot.gaps import Checkpoint, Gap, GapReason

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Checkpoints = Mapping[int, Checkpoint]
"""By channel."""


class Progress:
    """Checkpoints and gaps in the database that the cases are in. Every method has committed."""

    def __init__(self, database: Database) -> None:
        """Use a database that is open."""
        self._database = database

    @whole
    async def save(self, moved: Checkpoints, found: Sequence[Gap] = ()) -> None:
        """Move checkpoints forward, and add gaps, in one transaction.

        A gap that goes on where one of the same channel and reason ends makes that one longer.
        """
        async with self._database.write() as connection:
            await _move(connection, moved)
            for gap in found:
                await _add(connection, gap)

    @whole
    async def checkpoints(self) -> dict[int, Checkpoint]:
        """Return all checkpoints."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(checkpoints))
            return {
                row.channel_id: Checkpoint(row.guild_id, row.last_id, row.thread) for row in rows
            }

    @whole
    async def servers(self) -> dict[int, int]:
        """Return by server the newest id that there was when the bot first saw it."""
        async with self._database.read() as connection:
            return {row.guild_id: row.since for row in await connection.execute(select(servers))}

    @whole
    async def first_seen(self, guild_id: int, since: int) -> None:
        """Note a new server; one that is known stays as it is."""
        async with self._database.write() as connection:
            await connection.execute(
                upsert(connection, servers)
                .values(guild_id=guild_id, since=since)
                .on_conflict_do_nothing()
            )

    @whole
    async def gaps(self, guild_id: int, limit: int = 50) -> list[Gap]:
        """Return a server's gaps, the newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(gaps).filter_by(guild_id=guild_id).order_by(gaps.c.to_id.desc()).limit(limit)
            )
            return [
                Gap(
                    guild_id=row.guild_id,
                    channel_id=row.channel_id,
                    from_id=row.from_id,
                    to_id=row.to_id,
                    reason=GapReason(row.reason),
                    noticed_at=_EPOCH + timedelta(microseconds=row.noticed_at),
                    count=row.channels,
                    gap_id=row.id,
                )
                for row in rows
            ]

    @whole
    async def close_gaps(self, channel_id: int, from_id: int, to_id: int) -> None:
        """Take away a channel's gaps that lie within what was screened by now."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(gaps).where(
                    gaps.c.channel_id == channel_id,
                    gaps.c.from_id >= from_id,
                    gaps.c.to_id <= to_id,
                )
            )

    @whole
    async def forget(self, guild_id: int) -> None:
        """Take away all that is kept here of a server."""
        async with self._database.write() as connection:
            for table in (servers, checkpoints, gaps):
                await connection.execute(delete(table).where(table.c.guild_id == guild_id))

    @whole
    async def forget_channel(self, channel_id: int) -> None:
        """Take away the checkpoint of a channel that is gone; its gaps stay."""
        async with self._database.write() as connection:
            await connection.execute(delete(checkpoints).filter_by(channel_id=channel_id))


async def _move(connection: AsyncConnection, moved: Checkpoints) -> None:
    if not moved:
        return
    statement = upsert(connection, checkpoints)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[checkpoints.c.channel_id],
            set_={"last_id": statement.excluded.last_id},
            where=statement.excluded.last_id > checkpoints.c.last_id,
        ),
        [{"channel_id": channel_id, **mark._asdict()} for channel_id, mark in moved.items()],
    )


async def _add(connection: AsyncConnection, gap: Gap) -> None:
    noticed_at = (gap.noticed_at - _EPOCH) // timedelta(microseconds=1)
    longer = await connection.execute(
        update(gaps)
        .filter_by(guild_id=gap.guild_id, channel_id=gap.channel_id, reason=gap.reason.value)
        .where(gaps.c.from_id <= gap.from_id, gaps.c.to_id >= gap.from_id)
        .values(
            to_id=case((gaps.c.to_id > gap.to_id, gaps.c.to_id), else_=gap.to_id),
            channels=gap.count,
            noticed_at=noticed_at,
        )
    )
    if longer.rowcount:
        return
    await connection.execute(
        insert(gaps).values(
            guild_id=gap.guild_id,
            channel_id=gap.channel_id,
            from_id=gap.from_id,
            to_id=gap.to_id,
            reason=gap.reason.value,
            channels=gap.count,
            noticed_at=noticed_at,
        )
    )
