"""Where consent is kept: each permission with its times. A new one takes the place of the last.

What has ended stays for as long as a case does, because a case may have to be read beside it; then
it is purged (`lifecycle`). Whoever gave it can have it erased at any time (`people`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consents import MOST, Consent, ConsentState
from bot.domain import Post
from bot.errors import ConsentError
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.tables import consents


class Consents:
    """Permissions in an open database. Whatever a method returns from has been committed."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database, which others may use too."""
        self._database = database

    @whole
    async def allow(self, giver: int, sender: int, until: datetime | None, at: datetime) -> Consent:
        """Give a permission from `at` on, until a moment or (None) until it is taken back.

        One that is in force ends with it. Raises ConsentError for oneself, for an end that is not
        after the beginning, and where a person has given `MOST` of them.
        """
        if giver == sender:
            raise ConsentError("A permission is for somebody else. Name another person.")
        if until is not None and until <= at:
            raise ConsentError("A permission ends after it begins. Name a longer time.")
        async with self._database.write() as connection:
            await _end(connection, giver, sender, at)
            query = select(func.count()).where(consents.c.giver_id == giver, _holds(at))
            if (await connection.execute(query)).scalar_one() >= MOST:
                raise ConsentError(
                    f"There are {MOST} permissions of yours already. Take one of them back first."
                )
            given = Consent(giver, sender, at, until)
            await connection.execute(
                insert(consents).values(
                    giver_id=giver,
                    sender_id=sender,
                    given_at=records.microseconds(at),
                    expires_at=records.microseconds(until) if until else None,
                )
            )
        return given

    @whole
    async def revoke(self, giver: int, sender: int, at: datetime) -> bool:
        """Take a permission back; return whether there was one in force."""
        async with self._database.write() as connection:
            return await _end(connection, giver, sender, at)

    @whole
    async def given_by(self, user: int) -> list[Consent]:
        """Return every permission that a person gave and that is kept, the newest first."""
        async with self._database.read() as connection:
            return await load(connection, consents.c.giver_id == user)

    @whole
    async def in_force(self, giver: int, sender: int, at: datetime) -> Consent | None:
        """Return the permission of one person to another that is in force, or None."""
        async with self._database.read() as connection:
            found = await held(connection, [giver], sender, at)
        return found[0] if found else None


async def held(
    connection: AsyncConnection, givers: Collection[int], sender: int, at: datetime
) -> list[Consent]:
    """Return what these people have permitted one sender, as far as it is in force at a moment."""
    theirs = consents.c.giver_id.in_(givers) & (consents.c.sender_id == sender)
    return await load(connection, theirs & _holds(at))


async def state(connection: AsyncConnection, post: Post) -> ConsentState:
    """Return the state of consent when a post was sent, for its case.

    That is the message's own time; where an id carries none of its own (`Post.subject`), it is when
    the bot received it.
    """
    at = post.received_at if post.subject else post.posted_at
    asked = post.addressed_to
    found = await held(connection, asked, post.sender.user_id, at) if asked else []
    return ConsentState(at, asked, tuple(found))


async def load(connection: AsyncConnection, which: Any) -> list[Consent]:
    """Return the permissions of a condition over the table, the newest first."""
    rows = await connection.execute(
        select(consents).where(which).order_by(consents.c.given_at.desc(), consents.c.id.desc())
    )
    return [_consent(row) for row in rows]


async def _end(connection: AsyncConnection, giver: int, sender: int, at: datetime) -> bool:
    ended = await connection.execute(
        update(consents)
        .where(consents.c.giver_id == giver, consents.c.sender_id == sender, _holds(at))
        .values(revoked_at=records.microseconds(at))
    )
    return ended.rowcount > 0


def _holds(at: datetime) -> Any:
    """Return `Consent.holds` as a condition (a test holds the two against each other)."""
    now = records.microseconds(at)
    return (
        (consents.c.given_at <= now)
        & or_(consents.c.expires_at.is_(None), consents.c.expires_at > now)
        & or_(consents.c.revoked_at.is_(None), consents.c.revoked_at > now)
    )


def _consent(row: Row[Any]) -> Consent:
    def moment(value: int | None) -> datetime | None:
        return None if value is None else records.instant(value)

    return Consent(
        row.giver_id,
        row.sender_id,
        records.instant(row.given_at),
        moment(row.expires_at),
        moment(row.revoked_at),
    )
