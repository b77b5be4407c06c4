"""A single row that was changed, taken away or put in is named; erasing a case is none of it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain import Action, Outcome, OutcomeStatus
from bot.evidence.check import whole_record
from bot.evidence.journal import LedgerJournal
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.store import CaseStore
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

CHANGED = {
    "a case is gone": ("DELETE FROM cases WHERE number = 2", "is missing, and was never erased"),
    "an image is gone": (
        "DELETE FROM media WHERE case_id = (SELECT case_id FROM cases WHERE number = 1)",
        "media were changed",
    ),
    "an outcome is gone": ("DELETE FROM outcomes WHERE id = 1", "outcomes were changed"),
    "an outcome is put in": (
        "INSERT INTO outcomes (case_id, action, status, at, detail)"
        " SELECT case_id, 'ban', 'done', 0, '' FROM cases WHERE number = 1",
        "outcomes were changed",
    ),
    "a step is gone": ("DELETE FROM steps", "steps were changed"),
    "a case is put in": (
        "INSERT INTO cases (case_id, guild_id, number, key, message_id, sender_id, opened_at,"
        " state, post, decision, held) SELECT 'ffff', guild_id, 99, 'x', message_id, sender_id,"
        " opened_at, state, post, decision, held FROM cases WHERE number = 1",
        "case ffff",
    ),
    "consent is changed": ("UPDATE cases SET consent = NULL WHERE number = 1", "consent"),
}


async def filled(store: CaseStore) -> None:
    for n in (1, 2, 3):
        post = make_post(n << 22)
        case = await store.open_case(post, (finding(post),), DECISION, NOW)
        await store.record(case.case_id, (Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW),))
    await store.add_step(case.case_id, Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 9, "seen"))


async def found(store: CaseStore) -> tuple[int, list[str]]:
    async with store.database.read() as connection:
        return await whole_record(connection, KEY.verifier)


@pytest.mark.parametrize("what", CHANGED)
async def test_a_row_that_is_not_as_the_ledger_has_it_is_named(store: CaseStore, what: str) -> None:
    statement, said = CHANGED[what]
    await filled(store)
    assert await found(store) == (3, [])
    async with store.database.write() as connection:
        await connection.execute(text(statement))
    _, wrong = await found(store)
    assert len(wrong) == 1 and said in wrong[0]


async def test_an_erased_case_is_no_missing_one(store: CaseStore) -> None:
    await filled(store)
    case = await store.by_number(1, 2)
    assert case is not None
    life = Lifecycle(store.database, journal=LedgerJournal())
    await life.erase_case(case.case_id, Step(StepKind.ERASED, NOW, Actor.OPERATOR))
    assert await found(store) == (2, [])
