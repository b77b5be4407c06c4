"""Moderators' decisions: the first one stands, an appeal opens the question once more."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Case
from bot.evidence.database import Database
from bot.evidence.ledger import entries
from bot.evidence.ledger.log import entries_of
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.reviews import Reviews
from bot.evidence.store import CaseStore
from bot.reviews import Decided, Review, decided
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

MINUTE = timedelta(minutes=1)
KIND = {Review.UPHELD: StepKind.REVIEWED, Review.OVERTURNED: StepKind.OVERTURNED}


async def opened(store: CaseStore) -> Case:
    post = make_post()
    return await store.open_case(post, (finding(post),), DECISION, NOW)


async def test_a_decision_is_recorded_with_who_and_when(
    database: Database, store: CaseStore
) -> None:
    case = await opened(store)
    found = await Reviews(database).decide(
        case.case_id, 77, Review.OVERTURNED, NOW + MINUTE, note="a cake"
    )
    assert found == Decided(Review.OVERTURNED, 77, NOW + MINUTE, is_new=True)
    after = await store.case(case.case_id)
    assert after is not None and after.steps == (
        Step(StepKind.OVERTURNED, NOW + MINUTE, Actor.MODERATOR, 77, "a cake"),
    )
    async with database.read() as connection:
        recorded = await entries_of(connection, case.case_id)
    assert recorded[-1].openings["kind"].value == "case.reviewed"
    assert recorded[-1].openings["by"].value == "77"
    assert entries.differences(after, recorded) == []


async def test_of_decisions_at_once_the_first_wins_and_the_others_are_told(
    database: Database, store: CaseStore
) -> None:
    case, reviews = await opened(store), Reviews(database)
    asked = [Review.UPHELD, Review.OVERTURNED] * 4
    found = await asyncio.gather(
        *(reviews.decide(case.case_id, n, each, NOW) for n, each in enumerate(asked, 1))
    )
    new = [each for each in found if each is not None and each.is_new]
    assert len(new) == 1 and {(d.review, d.by) for d in found if d} == {(new[0].review, new[0].by)}
    after = await store.case(case.case_id)
    assert after is not None and [s.user_id for s in after.steps] == [new[0].by]


async def test_an_appeal_opens_the_question_for_one_more_decision(
    database: Database, store: CaseStore
) -> None:
    case, reviews = await opened(store), Reviews(database)
    await reviews.decide(case.case_id, 1, Review.UPHELD, NOW)
    await store.add_step(case.case_id, Step(StepKind.APPEALED, NOW, Actor.SENDER))
    second = await reviews.decide(case.case_id, 2, Review.OVERTURNED, NOW)
    third = await reviews.decide(case.case_id, 3, Review.UPHELD, NOW)
    assert second is not None and second.is_new
    assert third == Decided(Review.OVERTURNED, 2, NOW)


async def test_a_case_that_is_gone_is_not_decided(database: Database, store: CaseStore) -> None:
    case = await opened(store)
    step = Step(StepKind.ERASED, NOW, Actor.OPERATOR)
    await Lifecycle(database).erase_case(case.case_id, step)
    assert await Reviews(database).decide(case.case_id, 1, Review.UPHELD, NOW) is None


@given(st.lists(st.sampled_from(StepKind)))
def test_what_stands_is_the_last_decision_that_no_appeal_followed(kinds: list[StepKind]) -> None:
    steps = [Step(kind, NOW + n * MINUTE, Actor.PROGRAM) for n, kind in enumerate(kinds)]
    found = decided(steps)
    questions = [n for n, kind in enumerate(kinds) if kind is StepKind.APPEALED]
    since = kinds[questions[-1] + 1 :] if questions else kinds
    answers = [kind for kind in since if kind in KIND.values()]
    if answers:
        assert found is not None and KIND[found.review] is answers[-1] and not found.is_new
    else:
        assert found is None
