"""What a server is in the midst of outlives a restart; figures are counted from the record."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.evidence.database import Database
from bot.evidence.figures import FigureStore
from bot.evidence.ledger import entries, log
from bot.evidence.moments import Moments
from bot.evidence.reviews import Reviews
from bot.evidence.store import CaseStore
from bot.figures import Ended, since, week_of
from bot.raids import Raid
from bot.reviews import Review
from bot.steps import Actor
from tests.unit.evidence.test_known import opened, screening
from tests.unit.evidence.test_store import NOW

HOUR = timedelta(hours=1)
RAID = Raid(1, NOW, NOW + HOUR)


async def test_a_raid_is_found_again_as_it_was_left(database: Database) -> None:
    moments = Moments(database)
    await moments.keep(RAID, "began", Actor.PROGRAM, NOW)
    assert await moments.raids() == [RAID]
    strict = replace(RAID, strict_until=NOW + HOUR, message_id=9)
    await moments.keep(strict, "stricter", Actor.MODERATOR, NOW)
    await moments.name_message(strict)
    other = Raid(2, NOW, NOW + HOUR, paused_until=NOW + HOUR)
    await moments.keep(other, "paused", Actor.PROGRAM, NOW)
    assert sorted(await Moments(database).raids(), key=lambda r: r.guild_id) == [strict, other]
    await moments.keep(replace(strict, strict_until=None), "began", Actor.PROGRAM, NOW)
    assert replace(strict, strict_until=None) in await moments.raids()
    await moments.end(1, Actor.MODERATOR, NOW)
    assert await moments.raids() == [other]
    async with database.read() as connection:
        told = [
            (e.openings["what"].value, e.openings["by"].value)
            for e in await log.entries_of(connection, "")
            if e.openings["kind"].value == entries.RAID_CHANGED
        ]
    assert told[0] == ("began", "program") and told[-1] == ("ended", "moderator")


async def test_a_digest_is_taken_once_a_week_whoever_asks(database: Database) -> None:
    moments, week = Moments(database), week_of(NOW)
    asked = await asyncio.gather(*(moments.claim_digest(1, week) for _ in range(5)))
    assert sorted(asked) == [False] * 4 + [True]
    assert not await Moments(database).claim_digest(1, week)
    assert await moments.claim_digest(2, week)
    assert await moments.claim_digest(1, week + timedelta(days=7))
    assert not await moments.claim_digest(1, week), "a week that is over does not come back"
    assert await moments.raids() == []


async def test_figures_are_those_of_one_server_and_its_days(
    database: Database, store: CaseStore
) -> None:
    cases = [await opened(store, n, found=screening(f"{n:064x}")) for n in range(1, 8)]
    await opened(store, 9, guild_id=2)
    await Reviews(database).decide(cases[0].case_id, 7, Review.OVERTURNED, NOW)
    await Reviews(database).decide(cases[1].case_id, 7, Review.UPHELD, NOW)
    today = since(1, NOW)
    found = await FigureStore(database).figures(1, today, today + timedelta(days=1))
    assert (found.first, found.last) == (NOW.date(), NOW.date())
    assert (found.cases, found.overturned, found.upheld) == (7, 1, 1)
    assert found.ended(Ended.OVERTURNED) == 1
    before = await FigureStore(database).figures(1, today - timedelta(days=7), today)
    assert before.cases == 0 and len(before.days) == 7
