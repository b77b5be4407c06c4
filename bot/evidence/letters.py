"""Where letters are kept: from when they are taken until they are declined, or their time is over.

A letter is a document with columns for what is looked up. Its files are in it as links, for as long
as they can be fetched by them and nobody has viewed what is shielded; its text, until it has been
delivered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.tables import letters, sendings
from bot.inbox import DAY, DECIDE_WITHIN, DELIVER_WITHIN, KEEP, LetterState, Refusal, Tally, over
from bot.letters import Letter

_LETTER: TypeAdapter[Letter] = TypeAdapter(Letter)


class Letters:
    """Letters in an open database. Whatever a method returns from has been committed."""

    def __init__(self, database: Database) -> None:
        """Keep them in an open database, which others may use too."""
        self._database = database

    @whole
    async def enter(self, sender_id: int, recipient_id: int, at: datetime) -> Refusal | None:
        """Count one more letter of a sender, or return the limit that it would break."""
        async with self._database.write() as connection:
            refusal = over(await _tally(connection, sender_id, recipient_id, at))
            if refusal is None:
                await connection.execute(
                    insert(sendings).values(
                        sender_id=sender_id, recipient_id=recipient_id, at=records.microseconds(at)
                    )
                )
        return refusal

    @whole
    async def put(self, letter: Letter) -> None:
        """Keep a new letter."""
        async with self._database.write() as connection:
            await connection.execute(
                insert(letters).values(letter_id=letter.letter_id, **_columns(letter))
            )

    @whole
    async def letter(self, letter_id: str) -> Letter | None:
        """Return a letter, or None where there is none (any more)."""
        async with self._database.read() as connection:
            found = await load(connection, letters.c.letter_id == letter_id)
        return found[0] if found else None

    @whole
    async def waiting(self) -> list[Letter]:
        """Return the letters that are to be delivered, oldest first."""
        async with self._database.read() as connection:
            return await load(connection, letters.c.state == LetterState.ACCEPTED.value)

    @whole
    async def change(self, letter: Letter) -> bool:
        """Keep a letter as it now is, unless it was changed or erased since it was read."""
        async with self._database.write() as connection:
            return await _change(connection, letter)

    @whole
    async def drop(self, letter_id: str, *states: LetterState) -> Letter | None:
        """Erase a letter that stands in one of these states (in any, where none is named).

        Return it as it was, or None where there was none.
        """
        which = letters.c.letter_id == letter_id
        if states:
            which &= letters.c.state.in_([state.value for state in states])
        async with self._database.write() as connection:
            found = await load(connection, which)
            await connection.execute(delete(letters).where(which))
        return found[0] if found else None

    @whole
    async def purge(self, now: datetime) -> None:
        """Erase what has outlived its time: letters, links to their files, and counts."""
        async with self._database.write() as connection:
            await purge(connection, now)


async def servers(connection: AsyncConnection) -> set[int]:
    """Return the ids of the servers that letters belong to."""
    found = await connection.execute(select(letters.c.guild_id).distinct())
    return set(found.scalars()) - {0}


async def left(connection: AsyncConnection, guild_ids: Collection[int]) -> None:
    """Take note, in the caller's transaction, that the bot is not on these servers any more.

    Letters from there belong to no server: nobody there can be told of them.
    """
    for guild_id in guild_ids:
        for letter in await load(connection, letters.c.guild_id == guild_id):
            place = replace(letter.place, guild_id=None, guild_name="")
            await _change(connection, replace(letter, place=place))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Erase, in the caller's transaction, what has outlived its time."""

    def older(than: Any) -> int:
        return records.microseconds(now - than)

    state, sent_at = letters.c.state, letters.c.sent_at
    outlived = or_(
        and_(state == LetterState.WARNED.value, sent_at <= older(DECIDE_WITHIN)),
        and_(state == LetterState.ACCEPTED.value, sent_at <= older(DELIVER_WITHIN)),
        sent_at <= older(KEEP),
    )
    await connection.execute(delete(letters).where(outlived))
    await connection.execute(delete(sendings).where(sendings.c.at <= older(DAY)))
    lapsed = letters.c.linked & (letters.c.lapses_at <= records.microseconds(now))
    for letter in await load(connection, lapsed):
        await _change(connection, letter.without_links())


async def export_of(connection: AsyncConnection, user_id: int) -> dict[str, object]:
    """Return what letters hold of a person, ready for JSON.

    Of what they wrote it says when, and not what became of it: that is the recipients' own. Of what
    reached them it leaves out who wrote it.
    """
    sent = await connection.execute(
        select(sendings.c.at).filter_by(sender_id=user_id).order_by(sendings.c.id)
    )
    got = (LetterState.DELIVERED.value, LetterState.SEEN.value)
    mine = (letters.c.recipient_id == user_id) & letters.c.state.in_(got)
    return {
        "sent_at": [records.instant(at).isoformat() for at in sent.scalars()],
        "received": [_received(letter) for letter in await load(connection, mine)],
    }


async def erase_of(connection: AsyncConnection, user_id: int) -> None:
    """Erase the letters to a person, and those of theirs that have not arrived.

    What of theirs has arrived is the recipient's, who may need it to report it: it goes when its
    time is over. So do the counts, within a day: nobody gets new limits by having them erased.
    """
    under_way = (LetterState.WARNED.value, LetterState.ACCEPTED.value)
    own = (letters.c.sender_id == user_id) & letters.c.state.in_(under_way)
    await connection.execute(delete(letters).where(own | (letters.c.recipient_id == user_id)))
    await connection.execute(
        update(sendings).filter_by(recipient_id=user_id).values(recipient_id=0)
    )


async def load(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Letter]:
    """Return the letters of a condition over the table, oldest first."""
    rows = await connection.execute(
        select(letters).where(which).order_by(letters.c.sent_at, letters.c.letter_id)
    )
    return [_letter(row) for row in rows]


async def _tally(
    connection: AsyncConnection, sender_id: int, recipient_id: int, at: datetime
) -> Tally:
    warned = and_(
        letters.c.state == LetterState.WARNED.value,
        letters.c.sent_at > records.microseconds(at - DECIDE_WITHIN),
    )
    under_way = or_(warned, letters.c.state == LetterState.ACCEPTED.value)
    pending = (
        select(func.count()).select_from(letters).where(letters.c.sender_id == sender_id, under_way)
    )
    counted = (
        select(func.count())
        .select_from(sendings)
        .where(sendings.c.sender_id == sender_id, sendings.c.at > records.microseconds(at - DAY))
    )
    to_one = counted.where(sendings.c.recipient_id == recipient_id)
    return Tally(
        *[(await connection.execute(query)).scalar_one() for query in (pending, counted, to_one)]
    )


async def _change(connection: AsyncConnection, letter: Letter) -> bool:
    as_read = and_(letters.c.letter_id == letter.letter_id, letters.c.revision == letter.revision)
    after = replace(letter, revision=letter.revision + 1)
    changed = await connection.execute(update(letters).where(as_read).values(_columns(after)))
    return changed.rowcount == 1


def _columns(letter: Letter) -> dict[str, Any]:
    return {
        "revision": letter.revision,
        "state": letter.state.value,
        "sender_id": letter.sender.user_id,
        "recipient_id": letter.recipient_id,
        "guild_id": letter.place.guild_id or 0,
        "sent_at": records.microseconds(letter.sent_at),
        "lapses_at": records.microseconds(letter.lapses_at),
        "linked": any(finding.media.url for finding in letter.findings),
        "letter": _LETTER.dump_python(letter, mode="json"),
    }


def _letter(row: Row[Any]) -> Letter:
    return _LETTER.validate_python(row.letter)


def _received(letter: Letter) -> dict[str, object]:
    return {
        "sent_at": letter.sent_at.isoformat(),
        "delivered_at": letter.delivered_at.isoformat() if letter.delivered_at else None,
        "viewed_at": letter.seen_at.isoformat() if letter.seen_at else None,
        "server_id": str(letter.place.guild_id or 0),
        "files": len(letter.findings),
        "flagged": len(letter.flagged),
    }
