"""Appeals: one a case, committed before moderators are told, and its words go when asked."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.appeals import Appeal, Match
from bot.domain import Case, VerdictKind
from bot.evidence.appeals import Appeals
from bot.evidence.database import Database
from bot.evidence.ledger.log import entries_of
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.own_records import OwnRecords
from bot.evidence.people import People
from bot.evidence.store import CaseStore
from bot.reviews import Standing
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

SENDER = 601_601_601_601_601_601
MINUTE = timedelta(minutes=1)


async def opened(store: CaseStore, n: int = 1) -> Case:
    post = make_post(n << 22)
    post = replace(post, sender=replace(post.sender, user_id=SENDER))
    return await store.open_case(post, (finding(post),), DECISION, NOW)


def appeal(case: Case, reason: str = "it is a cake") -> Appeal:
    return Appeal(case.case_id, NOW + MINUTE, reason, Match.EDITED, VerdictKind.CLEAN)


@pytest.fixture
def appeals(database: Database) -> Appeals:
    return Appeals(database)


async def test_an_appeal_is_kept_with_its_step_and_waits_for_its_entry(
    appeals: Appeals, store: CaseStore, database: Database
) -> None:
    case = await opened(store)
    assert await appeals.appeal(case.case_id) is None
    assert await appeals.lodge(appeal(case))
    assert await appeals.appeal(case.case_id) == appeal(case)
    after = await store.case(case.case_id)
    step = Step(StepKind.APPEALED, NOW + MINUTE, Actor.SENDER, None, "edited")
    assert after is not None and after.steps == (step,)
    async with database.read() as connection:
        recorded = await entries_of(connection, case.case_id)
    assert recorded[-1].openings["kind"].value == "case.appealed"
    assert recorded[-1].openings["by"].value == "sender" and "cake" not in str(recorded)
    assert await appeals.unposted() == [(after, appeal(case))]
    await appeals.posted(case.case_id, 77)
    assert await appeals.unposted() == []
    assert await appeals.appeal(case.case_id) == replace(appeal(case), entry_id=77)


async def test_a_case_has_one_appeal_however_often_it_is_sent(
    appeals: Appeals, store: CaseStore
) -> None:
    case = await opened(store)
    made = await asyncio.gather(*(appeals.lodge(appeal(case, str(n))) for n in range(6)))
    assert sorted(made) == [False] * 5 + [True]
    after = await store.case(case.case_id)
    assert after is not None and len(after.steps) == 1


async def test_a_sender_sees_how_their_appeals_stand_and_gets_what_they_wrote(
    appeals: Appeals, store: CaseStore, database: Database
) -> None:
    case, people = await opened(store), People(database)
    await opened(store, 2)
    await appeals.lodge(appeal(case))
    own = OwnRecords(database, Lifecycle(database))
    (found,) = await own.appealed(SENDER)
    assert (found.number, found.standing) == (1, Standing.OPEN)
    assert await own.appealed(8) == []
    told = await people.export(SENDER, NOW)
    assert told["appeals"] == [
        {
            "server_id": "1",
            "case_number": 1,
            "at": (NOW + MINUTE).isoformat(),
            "reason": "it is a cake",
            "match": "edited",
            "seen": "clean",
        }
    ]
    assert (await people.export(8, NOW))["appeals"] == []


async def test_the_words_go_when_their_writer_has_them_erased_and_stay_in_what_is_held(
    appeals: Appeals, store: CaseStore, database: Database
) -> None:
    case, held = await opened(store), await opened(store, 2)
    for each in (case, held):
        await appeals.lodge(appeal(each))
    step = Step(StepKind.HELD, NOW, Actor.OPERATOR, note="asked")
    await Lifecycle(database).hold(held.case_id, step)
    await People(database).erase(SENDER, NOW)
    found = [await appeals.appeal(each.case_id) for each in (case, held)]
    assert [each and each.reason for each in found] == ["", "it is a cake"]


async def test_an_appeal_goes_with_its_case(
    appeals: Appeals, store: CaseStore, database: Database, where: Where
) -> None:
    case = await opened(store)
    await appeals.lodge(appeal(case))
    erased = Step(StepKind.ERASED, NOW, Actor.OPERATOR)
    await Lifecycle(database).erase_case(case.case_id, erased)
    assert await where.rows("SELECT count(*) FROM appeals") == [(0,)]
    assert not await appeals.lodge(appeal(case))
