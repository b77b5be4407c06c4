"""Gates and what was shared through them: what puts a channel back as it was, whatever happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence.database import Database, whole
from bot.evidence.records import instant, microseconds
from bot.evidence.tables import gate_overwrites, gates, shares
from bot.gates import Before, Gate, GateState, Kind, Share

_AT_ONCE = 500


class GateStore:
    """Gates in the database of the cases. Every method has committed when it returns."""

    def __init__(self, database: Database) -> None:
        """Use a database that is open."""
        self._database = database

    # -------------------------------------------------------------------------------- the gates

    @whole
    async def begin(self, gate: Gate) -> None:
        """Keep a new gate with all that it is to put back; to be called before any change."""
        async with self._database.write() as connection:
            await connection.execute(
                insert(gates).values(
                    channel_id=gate.channel_id,
                    guild_id=gate.guild_id,
                    state=gate.state.value,
                    by_user_id=gate.by_user_id,
                    since=microseconds(gate.since),
                )
            )
            await _remember(connection, gate.channel_id, gate.before, 0)

    @whole
    async def remember(self, channel_id: int, fresh: Sequence[Before]) -> None:
        """Keep what a gate is to put back besides; to be called before any change."""
        async with self._database.write() as connection:
            query = select(func.max(gate_overwrites.c.position)).filter_by(channel_id=channel_id)
            last = (await connection.execute(query)).scalar_one()
            await _remember(connection, channel_id, fresh, 0 if last is None else last + 1)

    @whole
    async def move(self, channel_id: int, state: GateState) -> None:
        """Keep where a gate stands."""
        async with self._database.write() as connection:
            await connection.execute(
                update(gates).filter_by(channel_id=channel_id).values(state=state.value)
            )

    @whole
    async def end(self, channel_id: int) -> None:
        """Forget a gate with all that it was to put back; one that is not there is no error."""
        async with self._database.write() as connection:
            await connection.execute(delete(gates).filter_by(channel_id=channel_id))

    @whole
    async def gate(self, channel_id: int) -> Gate | None:
        """Return the gate of a channel, or None."""
        async with self._database.read() as connection:
            found = await _load(connection, channel_id=channel_id)
        return found[0] if found else None

    @whole
    async def all(self) -> list[Gate]:
        """Return every gate of every server, the oldest first."""
        async with self._database.read() as connection:
            return await _load(connection)

    # ------------------------------------------------------------------------------- the shares

    @whole
    async def record(self, share: Share) -> None:
        """Keep who had a message posted."""
        async with self._database.write() as connection:
            await connection.execute(
                insert(shares).values(
                    message_id=share.message_id,
                    guild_id=share.guild_id,
                    channel_id=share.channel_id,
                    user_id=share.user_id,
                    at=microseconds(share.at),
                )
            )

    @whole
    async def share(self, message_id: int) -> Share | None:
        """Return who had a message posted, or None where it is not known (any more)."""
        async with self._database.read() as connection:
            query = select(shares).filter_by(message_id=message_id)
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Share(row.message_id, row.guild_id, row.channel_id, row.user_id, instant(row.at))

    @whole
    async def last_share(self, channel_id: int, user_id: int) -> datetime | None:
        """Return when somebody last shared in a channel, as far as it still stands there."""
        async with self._database.read() as connection:
            newest = func.max(shares.c.at)
            query = select(newest).filter_by(channel_id=channel_id, user_id=user_id)
            at = (await connection.execute(query)).scalar_one()
        return None if at is None else instant(at)

    @whole
    async def shared_in(self) -> set[int]:
        """Return the channels and threads in which something was shared that may still stand."""
        async with self._database.read() as connection:
            found = await connection.execute(select(shares.c.channel_id).distinct())
            return set(found.scalars())

    @whole
    async def forget(self, message_ids: Collection[int]) -> None:
        """Forget who had messages posted that are gone."""
        ids = sorted(message_ids)
        async with self._database.write() as connection:
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                await connection.execute(delete(shares).where(shares.c.message_id.in_(some)))

    @whole
    async def forget_channel(self, channel_id: int) -> None:
        """Forget the gate of a channel or thread that is gone, and what was shared there."""
        async with self._database.write() as connection:
            await connection.execute(delete(gates).filter_by(channel_id=channel_id))
            await connection.execute(delete(shares).filter_by(channel_id=channel_id))


async def of_person(connection: AsyncConnection, user_id: int) -> list[dict[str, object]]:
    """Return what gates hold of a person, ready for JSON."""
    found: list[dict[str, object]] = []
    for row in await connection.execute(select(shares).filter_by(user_id=user_id)):
        found.append(
            {
                "what": "shared",
                "server_id": str(row.guild_id),
                "channel_id": str(row.channel_id),
                "message_id": str(row.message_id),
                "at": instant(row.at).isoformat(),
            }
        )
    for row in await connection.execute(select(gates).filter_by(by_user_id=user_id)):
        found.append(
            {
                "what": "closed_the_gate",
                "server_id": str(row.guild_id),
                "channel_id": str(row.channel_id),
                "at": instant(row.since).isoformat(),
            }
        )
    theirs = {"target_id": user_id, "kind": int(Kind.MEMBER)}
    for row in await connection.execute(select(gate_overwrites).filter_by(**theirs)):
        found.append(
            {
                "what": "channel_permissions_before_the_gate",
                "channel_id": str(row.channel_id),
                "allowed": str(row.allow),
                "denied": str(row.deny),
            }
        )
    return found


async def erase_person(connection: AsyncConnection, user_id: int, pseudonym: int) -> None:
    """Take a person out of the gates. What they shared is known as long as it stands.

    A permission of their own that a gate took away is not given back to them.
    """
    named = update(gates).filter_by(by_user_id=user_id)
    await connection.execute(named.values(by_user_id=pseudonym))
    await connection.execute(
        delete(gate_overwrites).filter_by(target_id=user_id, kind=int(Kind.MEMBER))
    )


async def _remember(
    connection: AsyncConnection, channel_id: int, before: Iterable[Before], first: int
) -> None:
    rows = [
        {
            "channel_id": channel_id,
            "target_id": b.target_id,
            "position": position,
            "kind": int(b.kind),
            "existed": b.existed,
            "allow": b.allow,
            "deny": b.deny,
        }
        for position, b in enumerate(before, first)
    ]
    if rows:
        await connection.execute(insert(gate_overwrites), rows)


async def _load(connection: AsyncConnection, **which: int) -> list[Gate]:
    remembered: dict[int, list[Before]] = {}
    query = select(gate_overwrites).filter_by(**which)
    for row in await connection.execute(query.order_by(gate_overwrites.c.position)):
        before = Before(row.target_id, Kind(row.kind), row.existed, row.allow, row.deny)
        remembered.setdefault(row.channel_id, []).append(before)
    rows = await connection.execute(select(gates).filter_by(**which).order_by(gates.c.since))
    return [
        Gate(
            row.channel_id,
            row.guild_id,
            GateState(row.state),
            row.by_user_id,
            instant(row.since),
            tuple(remembered.get(row.channel_id, ())),
        )
        for row in rows
    ]
