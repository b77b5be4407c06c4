"""Who has opened an inbox, and whom they keep out of it. Without a row nobody is written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import InboxError
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.tables import blocks, inboxes
from bot.inbox import Inbox

MOST = 50
"""People that one person keeps out: a list of them fits into one answer."""


class Inboxes:
    """Inboxes in an open database. Whatever a method returns from has been committed."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database, which others may use too."""
        self._database = database

    @whole
    async def inbox(self, owner_id: int) -> Inbox | None:
        """Return somebody's inbox, or None where it is closed."""
        async with self._database.read() as connection:
            return await _inbox(connection, owner_id)

    @whole
    async def admits(self, owner_id: int, sender_id: int) -> Inbox | None:
        """Return somebody's inbox if it is open, and open to this sender."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(blocks.c.at).filter_by(owner_id=owner_id, blocked_id=sender_id)
            )
            return await _inbox(connection, owner_id) if found.first() is None else None

    @whole
    async def open(self, owner_id: int, language: str, at: datetime) -> bool:
        """Open somebody's inbox, in one of Discord's locales; return whether it was closed.

        One that is open already takes the language.
        """
        async with self._database.write() as connection:
            was_closed = await _inbox(connection, owner_id) is None
            await connection.execute(
                upsert(connection, inboxes)
                .values(user_id=owner_id, language=language, opened_at=records.microseconds(at))
                .on_conflict_do_update(
                    index_elements=[inboxes.c.user_id], set_={"language": language}
                )
            )
        return was_closed

    @whole
    async def close(self, owner_id: int) -> bool:
        """Close somebody's inbox; return whether it was open. Whom they keep out stays noted."""
        async with self._database.write() as connection:
            done = await connection.execute(delete(inboxes).filter_by(user_id=owner_id))
        return done.rowcount > 0

    @whole
    async def block(self, owner_id: int, blocked_id: int, at: datetime) -> bool:
        """Keep a sender out; return whether that is new.

        Raises InboxError for oneself, and where `MOST` are kept out already.
        """
        if owner_id == blocked_id:
            raise InboxError("You cannot keep yourself out. Name another person.")
        async with self._database.write() as connection:
            theirs = select(func.count()).select_from(blocks).filter_by(owner_id=owner_id)
            known = theirs.filter_by(blocked_id=blocked_id)
            if (await connection.execute(known)).scalar_one():
                return False
            if (await connection.execute(theirs)).scalar_one() >= MOST:
                raise InboxError(f"You keep {MOST} people out already. Let one of them in first.")
            await connection.execute(
                insert(blocks).values(
                    owner_id=owner_id, blocked_id=blocked_id, at=records.microseconds(at)
                )
            )
        return True

    @whole
    async def unblock(self, owner_id: int, blocked_id: int) -> bool:
        """Let a sender in again; return whether they were kept out."""
        async with self._database.write() as connection:
            done = await connection.execute(
                delete(blocks).filter_by(owner_id=owner_id, blocked_id=blocked_id)
            )
        return done.rowcount > 0

    @whole
    async def blocked(self, owner_id: int) -> list[int]:
        """Return whom somebody keeps out, the newest first."""
        async with self._database.read() as connection:
            return await blocked_by(connection, owner_id)


async def blocked_by(connection: AsyncConnection, owner_id: int) -> list[int]:
    """Return whom somebody keeps out, the newest first."""
    found = await connection.execute(
        select(blocks.c.blocked_id)
        .filter_by(owner_id=owner_id)
        .order_by(blocks.c.at.desc(), blocks.c.blocked_id)
    )
    return list(found.scalars())


async def export_of(connection: AsyncConnection, user_id: int) -> dict[str, object]:
    """Return what somebody's inbox is, ready for JSON. Who keeps them out is others' own."""
    inbox = await _inbox(connection, user_id)
    return {
        "open_since": inbox.opened_at.isoformat() if inbox else None,
        "language": inbox.language if inbox else None,
        "kept_out": [str(user) for user in await blocked_by(connection, user_id)],
    }


async def erase_of(connection: AsyncConnection, user_id: int) -> None:
    """Close somebody's inbox and erase whom they keep out; who keeps them out is others' own."""
    await connection.execute(delete(inboxes).filter_by(user_id=user_id))
    await connection.execute(delete(blocks).filter_by(owner_id=user_id))


async def _inbox(connection: AsyncConnection, owner_id: int) -> Inbox | None:
    row = (await connection.execute(select(inboxes).filter_by(user_id=owner_id))).first()
    return Inbox(row.user_id, row.language, records.instant(row.opened_at)) if row else None
