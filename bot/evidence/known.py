"""The servers' lists of known images: kept, looked up, and exchanged.

The table is the truth. For likeness each server's fingerprints are held in memory too, read when a
picture is first looked up there and caught up with at each look; whatever they point to is read
from the table again, so that what was removed elsewhere is gone at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Case, MediaFinding, Screening, VerdictKind
from bot.errors import ListError
from bot.evidence import known_exchange, records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.journal import LedgerJournal
from bot.evidence.known_index import FingerprintIndex
from bot.evidence.ledger import entries, log
from bot.evidence.tables import cases, known_images, shielded
from bot.known import EDITED, SAME, TEXTURE, KnownImage, KnownList, Likeness, Match, Seen
from bot.known import likeness as likeness_of
from bot.listed import remembered
from bot.steps import Actor, Step, StepKind

MOST = 1_000_000
"""Entries that a server may have: up to there a look-up is measured (`benchmarks/known.py`)."""
_NEAREST = 50
"""So many of those that a picture is like are told of: the nearest."""
_AT_ONCE = 10_000
_LARGE = 20_000
"""From so many on a look-up is not for the event loop."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How many entries a server has: its own blocked and allowed ones, others' by their source."""

    blocked: int
    allowed: int
    elsewhere: tuple[tuple[str, int], ...]
    newest: tuple[KnownImage, ...]


class KnownImages:
    """The lists of all servers. Whatever a method returns from has been committed."""

    most_bytes, most_images = known_exchange.MOST_BYTES, known_exchange.MOST_IMAGES
    dump, load = staticmethod(known_exchange.dump), staticmethod(known_exchange.load)

    def __init__(self, database: Database) -> None:
        """Keep them in an open database."""
        self._database = database
        self._journal = LedgerJournal()
        self._indexes: dict[int, _Index] = {}

    @whole
    async def matches(self, guild_id: int | None, screening: Screening) -> tuple[Match, ...]:
        """Return the entries of a server that a picture is like, the nearest first.

        Turned and mirrored copies are found as the same picture alone. Raises StoreError.
        """
        index = self._indexes.setdefault(guild_id or 0, _Index(guild_id or 0))
        async with self._database.read() as connection:
            near = await index.near(connection, screening)
            if not index.entries:
                return ()
            own, of_server = known_images.c, known_images.c.guild_id == index.guild_id
            # Two queries: of one with OR between the two SQLite makes a walk through all entries.
            wanted = [own.sha256 == screening.sha256, own.id.in_(list(near))][: 1 + bool(near)]
            rows: dict[int, Row[Any]] = {}
            for like in wanted:
                query = select(known_images).where(of_server, like).limit(_NEAREST)
                rows |= {row.id: row for row in await connection.execute(query)}
            found = [_match(_image(r), screening, near.get(r.id)) for r in rows.values()]
        return tuple(sorted(found, key=lambda m: (m.distance, m.image.entry_id)))

    @whole
    async def add(self, case_id: str, on: KnownList, by: int, at: datetime) -> int:
        """Put what a case was opened for on one of its server's lists; return how many images.

        Raises ListError with the mend where that is not possible: the case is gone, keeps no
        fingerprint, or may involve a child.
        """
        async with self._database.write() as connection:
            found = await records.load(connection, select(cases).filter_by(case_id=case_id))
            if not found:
                raise ListError("That case is not there any more, so nothing was put on the list.")
            number = await put(connection, found[0], on, by, at)
            await self._note(connection, found[0], Step(StepKind.LISTED, at, _BY, by, on.value))
        return number

    @whole
    async def listed(self, guild_id: int, newest: int = 10) -> Listed:
        """Return what is on a server's lists, with so many of its own newest entries."""
        own = known_images.c
        async with self._database.read() as connection:
            counted = await connection.execute(
                select(own.source, own.on_list, func.count())
                .where(own.guild_id == guild_id)
                .group_by(own.source, own.on_list)
                .order_by(own.source)
            )
            numbers = {(source, on): count for source, on, count in counted}
            rows = await connection.execute(
                select(known_images)
                .where(own.guild_id == guild_id, own.source == "")
                .order_by(own.id.desc())
                .limit(newest)
            )
            entries = tuple(_image(row) for row in rows)
        return Listed(
            numbers.pop(("", KnownList.BLOCK.value), 0),
            numbers.pop(("", KnownList.ALLOW.value), 0),
            tuple((source, count) for (source, _), count in numbers.items()),
            entries,
        )

    @whole
    async def remove(
        self, guild_id: int, entry_id: int, by: int, at: datetime
    ) -> KnownImage | None:
        """Take one entry off a server's lists; return it, or None where there is none."""
        async with self._database.write() as connection:
            rows = await connection.execute(
                delete(known_images)
                .where(known_images.c.guild_id == guild_id, known_images.c.id == entry_id)
                .returning(*known_images.c)
            )
            row = rows.first()
            if row is None:
                return None
            image = _image(row)
            of_case = select(cases).filter_by(case_id=row.case_id or "")
            for case in await records.load(connection, of_case):
                step = Step(StepKind.UNLISTED, at, _BY, by, image.on.value)
                await self._note(connection, case, step)
        return image

    @whole
    async def remove_source(self, guild_id: int, source: str, at: datetime) -> int:
        """Take all that one import brought off a server's lists; return how many entries."""
        if not source:
            raise ListError("Name the list that is to go; the server's own entries go one by one.")
        async with self._database.write() as connection:
            done = await connection.execute(
                delete(known_images).filter_by(guild_id=guild_id, source=source)
            )
            if done.rowcount:
                await log.append(
                    connection, entries.list_changed(guild_id, "off", source, done.rowcount, at)
                )
        return done.rowcount

    @whole
    async def own(self, guild_id: int, limit: int) -> list[KnownImage]:
        """Return a server's own entries, the newest first, at most so many."""
        query = select(known_images).filter_by(guild_id=guild_id, source="")
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(known_images.c.id.desc()).limit(limit))
            return [_image(row) for row in rows]

    @whole
    async def take_in(
        self, guild_id: int, source: str, images: Sequence[KnownImage], by: int, at: datetime
    ) -> int:
        """Take in another server's block list under a name; return how many entries are new.

        All of it or nothing. Raises ListError for an allow list, which no other server's can be,
        for a name that is empty, and for more than a server may have.
        """
        if not source or any(i.on is not KnownList.BLOCK for i in images):
            raise ListError("Only a block list can be taken in, under a name of its own.")
        added = 0
        async with self._database.write() as connection:
            if await _count(connection, guild_id) + len(images) > MOST:
                raise ListError(
                    f"A server's lists hold {MOST:,} images at most. Take a list off first:"
                    " `/flashguard known remove`."
                )
            for start in range(0, len(images), _ROWS):
                batch = [
                    _row(guild_id, replace(i, source=source, user_id=by, added_at=at))
                    for i in images[start : start + _ROWS]
                ]
                done = await connection.execute(
                    upsert(connection, known_images).values(batch).on_conflict_do_nothing()
                )
                added += done.rowcount
            if added:
                await log.append(
                    connection, entries.list_changed(guild_id, "on", source, added, at)
                )
        return added

    async def _note(self, connection: AsyncConnection, case: Case, step: Step) -> None:
        guild_id = case.post.place.guild_id or 0
        await records.insert_step(connection, case.case_id, guild_id, case.number, step)
        await self._journal.stepped(connection, case.case_id, step)


_BY = Actor.MODERATOR
_ROWS = 50
"""Entries written at once: SQLite before 3.32 takes 999 variables."""


async def put(connection: AsyncConnection, case: Case, on: KnownList, by: int, at: datetime) -> int:
    """Put a case's flagged images on its server's own list, in the caller's transaction.

    An image that is on the other list changes over. Returns how many; raises ListError as
    `KnownImages.add` does.
    """
    if (await connection.execute(select(shielded).filter_by(case_id=case.case_id))).first():
        raise ListError(
            "Somebody in that case may be under 18: its images are never put on a list."
        )
    images = images_of(case, on)
    if not images:
        raise ListError("That case keeps no fingerprint, so there is nothing to know it again by.")
    guild_id = case.post.place.guild_id or 0
    if await _count(connection, guild_id) + len(images) > MOST:
        raise ListError(f"The server's lists are full ({MOST:,} images). Take some off first.")
    for image in images:
        # Anew, and not changed in place: what is new is found by its id.
        values = _row(guild_id, replace(image, user_id=by, added_at=at)) | {"case_id": case.case_id}
        await connection.execute(
            delete(known_images).filter_by(guild_id=guild_id, source="", key=values["key"])
        )
        await connection.execute(upsert(connection, known_images).values(values))
    return len(images)


def images_of(case: Case, on: KnownList) -> list[KnownImage]:
    """Return the images that a case was opened for, as entries of a list."""
    flagged = (
        f
        for f in case.findings
        if f.verdict is not None and f.verdict.kind is not VerdictKind.CLEAN
    )
    images = (_entry(case, finding, on) for finding in flagged)
    return list({image.sha256: image for image in images if image is not None}.values())


def _entry(case: Case, finding: MediaFinding, on: KnownList) -> KnownImage | None:
    screening = finding.screening
    if screening is None or screening.sha256 is None:
        return None
    return KnownImage(
        on,
        screening.sha256,
        screening.pdq if (screening.pdq_quality or 0) >= TEXTURE else None,
        seen=remembered(screening, case.decision.thresholds) if on is KnownList.ALLOW else (),
        still=screening.frames == 1,
        case_number=case.number,
    )


async def forget(connection: AsyncConnection, case: Case) -> None:
    """Take off its server's lists what came from a case that may involve a child.

    The same files go too, whichever case or import they came from. In the caller's transaction.
    """
    own = known_images.c
    same = [f.screening.sha256 for f in case.findings if f.screening and f.screening.sha256]
    await connection.execute(
        delete(known_images).where(
            own.guild_id == (case.post.place.guild_id or 0),
            or_(own.case_id == case.case_id, own.sha256.in_(same)),
        )
    )


class _Index:
    """One server's fingerprints in memory, caught up with by the ids that are new."""

    def __init__(self, guild_id: int) -> None:
        self.guild_id = guild_id
        self.entries = 0
        self._fingerprints: FingerprintIndex | None = None
        self._last = 0
        self._turn = asyncio.Lock()

    async def near(self, connection: AsyncConnection, screening: Screening) -> dict[int, _Near]:
        """Return what is near a picture by its entry's id, the nearest first."""
        async with self._turn:
            await self._catch_up(connection)
            index = self._fingerprints
            if index is None or not len(index) or not _has_texture(screening):
                return {}
            if len(index) > _LARGE:
                return await asyncio.to_thread(_near, index, screening)
            return _near(index, screening)

    async def _catch_up(self, connection: AsyncConnection) -> None:
        own = known_images.c
        query = (
            select(own.id, own.pdq)
            .where(own.guild_id == self.guild_id, own.id > self._last)
            .order_by(own.id)
            .execution_options(yield_per=_AT_ONCE)
        )
        ids, codes, fresh = [], bytearray(), []
        async for row in await connection.stream(query):
            self._last = row.id
            self.entries += 1
            if row.pdq is None:
                continue
            if self._fingerprints is None:
                ids.append(row.id)
                codes += bytes.fromhex(row.pdq)
            else:
                fresh.append(row)
        if self._fingerprints is None:
            self._fingerprints = await asyncio.to_thread(FingerprintIndex, ids, bytes(codes))
        for row in fresh:
            self._fingerprints.add(row.id, row.pdq)


_Near = tuple[int, bool]
"""A distance, and whether it is a turned copy's."""


def _near(index: FingerprintIndex, screening: Screening) -> dict[int, _Near]:
    assert screening.pdq is not None, "asked for only where there is one"
    found: dict[int, _Near] = {
        n.entry_id: (n.distance, False) for n in index.near(screening.pdq, EDITED)
    }
    for digits in screening.turned:
        for near in index.near(digits, SAME):
            if near.distance < found.get(near.entry_id, (SAME + 1, False))[0]:
                found[near.entry_id] = (near.distance, True)
    nearest = sorted(found.items(), key=lambda each: each[1])
    return dict(nearest[:_NEAREST])


def _has_texture(screening: Screening) -> bool:
    return screening.pdq is not None and (screening.pdq_quality or 0) >= TEXTURE


def _match(image: KnownImage, screening: Screening, near: _Near | None) -> Match:
    if image.sha256 is not None and image.sha256 == screening.sha256:
        return Match(image, Likeness.SAME_FILE)
    assert near is not None, "it was found by one of the two"
    distance, turned = near
    like = likeness_of(distance)
    assert like is not None, "nothing further was looked for"
    return Match(image, like, distance, turned)


async def _count(connection: AsyncConnection, guild_id: int) -> int:
    query = select(func.count()).select_from(known_images).filter_by(guild_id=guild_id)
    return int((await connection.execute(query)).scalar_one())


def _row(guild_id: int, image: KnownImage) -> dict[str, Any]:
    assert image.added_at is not None, "whoever adds says when"
    return {
        "guild_id": guild_id,
        "on_list": image.on.value,
        "source": image.source,
        "key": image.sha256 or image.pdq,
        "sha256": image.sha256,
        "pdq": image.pdq,
        "seen": [asdict(each) for each in image.seen],
        "still": image.still,
        "case_number": image.case_number,
        "user_id": image.user_id,
        "added_at": records.microseconds(image.added_at),
    }


def _image(row: Row[Any]) -> KnownImage:
    return KnownImage(
        KnownList(row.on_list),
        row.sha256,
        row.pdq,
        row.source,
        tuple(Seen(s["label"], s["score"], tuple(s["box"])) for s in row.seen),
        row.still,
        row.id,
        row.case_number,
        row.user_id,
        records.instant(row.added_at),
    )
