"""Who asked for a record is tied to a case until they withdraw, and the case lives no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import Case
from bot.evidence import own_records as module
from bot.evidence.database import Database
from bot.evidence.ledger.log import entries_of
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.own_records import OwnRecords
from bot.evidence.people import People
from bot.evidence.reviews import Reviews
from bot.evidence.store import CaseStore
from bot.reviews import Review, Standing
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

DAY = timedelta(days=1)
INES, KOFI = 501_501_501_501_501_501, 502_502_502_502_502_502


async def opened(store: CaseStore, n: int = 1, guild_id: int = 1) -> Case:
    post = make_post(n << 22, guild_id)
    return await store.open_case(post, (finding(post),), DECISION, NOW)


@pytest.fixture
def life(database: Database) -> Lifecycle:
    return Lifecycle(database, retention_days=180, left_server_days=30)


@pytest.fixture
def own(database: Database, life: Lifecycle) -> OwnRecords:
    return OwnRecords(database, life)


async def test_a_record_is_kept_once_and_its_step_names_nobody(
    own: OwnRecords, store: CaseStore, database: Database
) -> None:
    case = await opened(store)
    assert await own.keep(INES, case, NOW)
    assert not await own.keep(INES, case, NOW + DAY)
    assert await own.keep(KOFI, case, NOW)
    after = await store.case(case.case_id)
    step = Step(StepKind.EXPORTED, NOW, Actor.RECIPIENT, None, "record")
    assert after is not None and after.steps == (step, step)
    async with database.read() as connection:
        recorded = await entries_of(connection, case.case_id)
    assert [e.openings["by"].value for e in recorded[1:]] == ["recipient"] * 2
    assert str(INES) not in str(recorded) and str(KOFI) not in str(recorded)


async def test_what_is_kept_is_told_newest_first_with_how_it_stands(
    own: OwnRecords, store: CaseStore, database: Database, life: Lifecycle
) -> None:
    open_, upheld, overturned, held = [await opened(store, n) for n in range(1, 5)]
    for n, case in enumerate((open_, upheld, overturned, held)):
        await own.keep(INES, case, NOW + n * DAY)
    reviews = Reviews(database)
    await reviews.decide(upheld.case_id, 9, Review.UPHELD, NOW)
    await reviews.decide(overturned.case_id, 9, Review.OVERTURNED, NOW)
    await life.hold(held.case_id, Step(StepKind.HELD, NOW, Actor.OPERATOR, note="asked"))
    assert [(r.number, r.standing, r.until) for r in await own.kept(INES)] == [
        (4, Standing.OPEN, None),
        (3, Standing.OVERTURNED, NOW + 180 * DAY),
        (2, Standing.UPHELD, NOW + 180 * DAY),
        (1, Standing.OPEN, NOW + 180 * DAY),
    ]
    assert await own.kept(KOFI) == []


async def test_withdrawing_cuts_the_tie_and_nothing_else(own: OwnRecords, store: CaseStore) -> None:
    case = await opened(store)
    await own.keep(INES, case, NOW)
    await own.keep(KOFI, case, NOW)
    before = await store.case(case.case_id)
    assert await own.withdraw(INES, case.case_id)
    assert not await own.withdraw(INES, case.case_id)
    assert await own.kept(INES) == [] and len(await own.kept(KOFI)) == 1
    assert await store.case(case.case_id) == before


async def test_a_case_with_a_record_goes_when_its_time_is_over_and_the_tie_after_it(
    own: OwnRecords, store: CaseStore, life: Lifecycle, where: Where
) -> None:
    case, asked = await opened(store), await opened(store, 2)
    await own.keep(INES, case, NOW)
    await own.keep(INES, asked, NOW)
    assert await life.ends(case) == NOW + 180 * DAY
    await life.keep_for(1, 10)
    assert await life.ends(case) == NOW + 10 * DAY
    erased = Step(StepKind.ERASED, NOW + 5 * DAY, Actor.OPERATOR, note="request")
    await life.erase_case(asked.case_id, erased)
    await life.purge(NOW + 10 * DAY + DAY)
    told = {r.number: (r.standing, r.until, r.is_gone) for r in await own.kept(INES)}
    assert told == {1: (Standing.EXPIRED, None, True), 2: (Standing.ERASED, None, True)}
    # That it was erased is kept as long as a case may be; then nothing is left of either.
    await life.purge(NOW + 30 * DAY)
    assert await own.kept(INES) == []
    assert await where.rows("SELECT count(*) FROM own_records") == [(0,)]


async def test_a_server_that_the_bot_left_takes_the_ties_along(
    own: OwnRecords, store: CaseStore, life: Lifecycle, where: Where
) -> None:
    case = await opened(store)
    await own.keep(INES, case, NOW)
    await life.left(1, NOW)
    assert await life.ends(case) == NOW + 30 * DAY
    await life.purge(NOW + 31 * DAY)
    assert await where.rows("SELECT count(*) FROM own_records") == [(0,)]


async def test_a_person_gets_their_records_told_and_can_have_them_erased(
    own: OwnRecords, store: CaseStore, database: Database
) -> None:
    case = await opened(store)
    await own.keep(INES, case, NOW)
    await own.keep(KOFI, case, NOW)
    people = People(database)
    told = await people.export(INES, NOW)
    assert told["kept_records"] == [
        {"server_id": "1", "case_number": 1, "asked_at": NOW.isoformat()}
    ]
    await people.erase(INES, NOW)
    assert (await people.export(INES, NOW))["kept_records"] == []
    assert len(await own.kept(KOFI)) == 1


async def test_keeping_and_withdrawing_in_turns_cannot_fill_a_case(
    own: OwnRecords, store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_STEPS", 3)
    case = await opened(store)
    for _ in range(6):
        assert await own.keep(INES, case, NOW)
        await own.withdraw(INES, case.case_id)
    after = await store.case(case.case_id)
    assert after is not None and len(after.steps) == 3


async def test_a_case_that_is_gone_has_no_record(
    own: OwnRecords, store: CaseStore, life: Lifecycle
) -> None:
    case = await opened(store)
    await life.erase_case(case.case_id, Step(StepKind.ERASED, NOW, Actor.OPERATOR))
    assert not await own.keep(INES, case, NOW)
    assert await own.kept(INES) == []
