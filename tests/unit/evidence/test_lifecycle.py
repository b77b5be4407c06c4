"""Cases go when their time is over, stay when they are held, and take everything along."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Action, Case, Outcome, OutcomeStatus
from bot.errors import StoreError
from bot.evidence.database import Database
from bot.evidence.lifecycle import Erased, Lifecycle, purge_daily
from bot.evidence.store import CaseStore
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

DAY = timedelta(days=1)
WHY = Step(StepKind.HELD, NOW, Actor.MODERATOR, 77, "the police asked")


class Told:
    """A journal that notes what it is told; `broken` fails as a full disk would."""

    def __init__(self) -> None:
        self.events: list[object] = []
        self.broken = False

    async def stepped(self, connection: AsyncConnection, case_id: str, step: Step) -> None:
        self.events.append(("step", case_id, step.kind))

    async def erased(
        self, connection: AsyncConnection, case_ids: Collection[str], reason: str, at: datetime
    ) -> None:
        if self.broken:
            raise StoreError("The ledger cannot be written.")
        self.events.append(("erased", sorted(case_ids), reason))

    async def restated(self, connection: AsyncConnection, case: Case, at: datetime) -> None:
        self.events.append(("restated", case.case_id, case))


async def opened(store: CaseStore, n: int, *, guild_id: int = 1, age: timedelta = DAY) -> Case:
    post = make_post(n << 22, guild_id)
    case = await store.open_case(post, (finding(post),), DECISION, NOW - age)
    await store.record(case.case_id, (Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW),))
    return case


async def numbers(store: CaseStore, guild_id: int = 1) -> list[int]:
    found = await store.recent(10_000)
    return sorted(c.number for c in found if c.post.place.guild_id == guild_id)


async def test_a_case_goes_when_its_time_is_over_and_takes_everything_along(
    database: Database, store: CaseStore, where: Where
) -> None:
    told = Told()
    life = Lifecycle(database, retention_days=10, journal=told)
    old = await opened(store, 1, age=10 * DAY + timedelta(seconds=1))
    await opened(store, 2, age=10 * DAY - timedelta(seconds=1))
    await store.add_step(old.case_id, Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 77))
    assert await life.purge(NOW) == Erased(1, 0)
    assert await numbers(store) == [2]
    for table in ("cases", "media", "outcomes"):
        assert await where.rows(f"SELECT count(*) FROM {table}") == [(1,)]
    # What stays says which number went, when and why, and names nobody.
    assert await where.rows("SELECT number, kind, by, user_id, note FROM steps") == [
        (1, "erased", "program", None, "retention")
    ]
    assert told.events == [("erased", [old.case_id], "retention")]
    # Numbers are never given again.
    assert (await opened(store, 3)).number == 3
    assert await life.purge(NOW) == Erased(0, 0)


async def test_what_stays_of_a_purged_case_goes_in_its_turn(
    database: Database, store: CaseStore, where: Where
) -> None:
    life = Lifecycle(database, retention_days=10)
    await opened(store, 1, age=11 * DAY)
    kept = await opened(store, 2, age=DAY)
    await store.add_step(kept.case_id, Step(StepKind.REVIEWED, NOW - 50 * DAY, Actor.MODERATOR))
    await life.purge(NOW)
    await life.purge(NOW + 8 * DAY)
    assert await where.rows("SELECT number, kind FROM steps ORDER BY id") == [
        (2, "reviewed"),
        (1, "erased"),
    ]
    await life.hold(kept.case_id, WHY)
    await life.purge(NOW + 11 * DAY)
    assert await where.rows("SELECT number FROM steps ORDER BY id") == [(2,), (2,)]


async def test_each_server_has_its_own_time(database: Database, store: CaseStore) -> None:
    life = Lifecycle(database, retention_days=180)
    for guild_id in (1, 2, 3):
        await opened(store, 1, guild_id=guild_id, age=100 * DAY)
    await life.keep_for(1, 30)
    await life.keep_for(2, 3650)
    assert [await life.retention(g) for g in (1, 2, 3)] == [30, 3650, 180]
    assert await life.purge(NOW) == Erased(1, 0)
    assert [await numbers(store, g) for g in (1, 2, 3)] == [[], [1], [1]]
    await life.keep_for(2, None)
    assert await life.purge(NOW + 81 * DAY) == Erased(2, 0)
    with pytest.raises(ValueError, match="at least a day"):
        await life.keep_for(1, 0)


async def test_a_held_case_is_never_purged_or_erased(database: Database, store: CaseStore) -> None:
    told = Told()
    life = Lifecycle(database, retention_days=1, journal=told)
    case = await opened(store, 1, age=500 * DAY)
    held = await life.hold(case.case_id, WHY)
    assert held is not None and held.held and held.steps == (WHY,)
    assert await store.case(case.case_id) == replace(
        held, post=replace(held.post, media=held.post.media)
    )
    erase = Step(StepKind.ERASED, NOW, Actor.OPERATOR, note="request")
    assert await life.purge(NOW) == Erased(0, 1)
    assert await life.erase_case(case.case_id, erase) == Erased(0, 1)
    assert await life.erase_sender(3, erase) == Erased(0, 1)
    assert await life.erase_server(1, erase) == Erased(0, 1)
    assert await numbers(store) == [1]
    # To hold it twice is one step.
    assert await life.hold(case.case_id, replace(WHY, note="again")) == held
    release = Step(StepKind.RELEASED, NOW, Actor.OPERATOR)
    released = await life.release(case.case_id, release)
    assert released is not None and released.steps == (WHY, release) and not released.held
    assert await life.purge(NOW) == Erased(1, 0)
    assert await life.hold("nobody", WHY) is None
    assert [e[0] for e in told.events if isinstance(e, tuple)] == ["step", "step", "erased"]


async def test_a_server_that_the_bot_left_goes_after_some_days(
    database: Database, store: CaseStore, where: Where
) -> None:
    life = Lifecycle(database, left_server_days=30)
    for guild_id in (1, 2):
        for n in (1, 2):
            await opened(store, n, guild_id=guild_id)
    await life.keep_for(1, 90)
    await life.left(1, NOW)
    await life.left(2, NOW)
    held = await store.by_number(2, 2)
    assert held is not None
    await life.hold(held.case_id, WHY)
    # Whoever throws the bot out destroys nothing by it.
    assert await life.purge(NOW + 29 * DAY) == Erased(0, 0)
    assert await life.purge(NOW + 30 * DAY) == Erased(3, 1)
    assert await numbers(store) == [] and await numbers(store, 2) == [2]
    assert await where.rows("SELECT guild_id FROM steps ORDER BY id") == [(2,), (2,)]
    assert await where.rows("SELECT guild_id FROM rules") == [(2,)]


async def test_a_server_to_which_the_bot_comes_back_keeps_its_cases(
    database: Database, store: CaseStore
) -> None:
    life = Lifecycle(database, left_server_days=30)
    await opened(store, 1)
    await opened(store, 1, guild_id=2)
    await life.left(1, NOW)
    await life.joined(1)
    # It left the second one while it was not running.
    await life.present({1, 9}, NOW)
    await life.present({1, 9}, NOW + 20 * DAY)
    assert await life.purge(NOW + 31 * DAY) == Erased(1, 0)
    assert await numbers(store) == [1] and await numbers(store, 2) == []


async def test_many_cases_go_in_several_steps(
    database: Database, store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evidence.lifecycle._AT_ONCE", 20)
    told = Told()
    for n in range(45):
        post = make_post((n + 1) << 22)
        await store.open_case(post, (), DECISION, NOW - 400 * DAY)
    assert await Lifecycle(database, journal=told).purge(NOW) == Erased(45, 0)
    assert [len(e[1]) for e in told.events if isinstance(e, tuple)] == [20, 20, 5]


async def test_an_erasure_of_which_the_journal_knows_nothing_does_not_happen(
    database: Database, store: CaseStore
) -> None:
    told = Told()
    told.broken = True
    case = await opened(store, 1)
    life = Lifecycle(database, journal=told)
    with pytest.raises(StoreError):
        await life.erase_case(case.case_id, Step(StepKind.ERASED, NOW, Actor.OPERATOR))
    assert await store.case(case.case_id) is not None


async def test_the_daily_purge_goes_on_after_a_failure(
    database: Database, store: CaseStore
) -> None:
    told = Told()
    told.broken = True
    for n in range(1, 4):
        await opened(store, n, age=400 * DAY)
    life = Lifecycle(database, journal=told)
    daily = asyncio.create_task(purge_daily(life, every=0.01))
    await asyncio.sleep(0.2)
    assert await numbers(store) == [1, 2, 3] and not daily.done()
    told.broken = False
    async with asyncio.timeout(60):
        while await numbers(store):
            await asyncio.sleep(0.01)
    assert not daily.done()
    daily.cancel()
    await asyncio.wait([daily])
