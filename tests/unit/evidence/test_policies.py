"""Versions of rules on both databases: kept, in the ledger, erased with whom they name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Action, Outcome, OutcomeStatus
from bot.evidence.database import Database
from bot.evidence.journal import LedgerJournal
from bot.evidence.ledger import log
from bot.evidence.ledger.entries import policy_id
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People, PersonErased
from bot.evidence.policies import PolicyStore
from bot.evidence.store import CaseStore
from bot.evidence.trial import try_record
from bot.measures import Mode, Observed
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

DAY = timedelta(days=1)


async def told(database: Database, guild_id: int, version: int) -> list[dict[str, object]]:
    """Return what the ledger discloses of one version."""
    async with database.read() as connection:
        found = await log.entries_of(connection, policy_id(guild_id, version))
    return [{name: o.value for name, o in entry.openings.items()} for entry in found]


async def test_versions_count_up_on_each_server_and_stand_in_the_ledger(
    database: Database,
) -> None:
    store = PolicyStore(database)
    first = await store.add(1, {"mode": "observe"}, 7, NOW, "careful")
    second = await store.add(1, {"thresholds": {"ANUS_EXPOSED": {"explicit": 0.9}}}, None, NOW)
    other = await store.add(2, {}, 7, NOW)
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert await store.history(1) == [second, first]
    assert sorted(await store.newest(), key=lambda v: v.guild_id) == [second, other]
    (entry,) = await told(database, 1, 1)
    assert entry["kind"] == "policy.changed" and entry["by"] == "7" and entry["note"] == "careful"
    assert entry["document"] == {"mode": "observe"} and entry["guild"] == "1"
    (entry,) = await told(database, 1, 2)
    assert entry["by"] == "operator"


async def test_a_person_who_set_rules_can_have_their_id_erased(
    database: Database, where: Where
) -> None:
    store, people = PolicyStore(database), People(database, LedgerJournal())
    await store.add(1, {"mode": "observe"}, 7, NOW, "careful")
    await store.add(1, {}, 8, NOW)
    copy = await people.export(7, NOW)
    assert copy["as_administrator"] == [
        {"server_id": "1", "policy_version": 1, "at": NOW.isoformat(), "note": "careful"}
    ]
    assert await people.erase(7, NOW) == PersonErased(steps=1)
    newest, first = await store.history(1)
    assert newest.user_id == 8 and first.user_id is not None and first.user_id < 0
    (entry,) = await told(database, 1, 1)
    assert entry["by"] == str(first.user_id) and entry["document"] == {"mode": "observe"}
    assert (await people.export(7, NOW))["as_administrator"] == []
    kept = await where.rows("SELECT disclosures FROM ledger_disclosures")
    assert '"by","7"' not in str(kept).replace("\\", "")


async def test_rules_go_with_their_server_and_old_versions_with_the_cases(
    database: Database, where: Where
) -> None:
    store = PolicyStore(database)
    life = Lifecycle(database, retention_days=10, left_server_days=5, journal=LedgerJournal())
    for n in range(4):
        await store.add(1, {"raid_posts": 10 + n}, 7, NOW + n * DAY)
    await store.add(2, {}, 7, NOW)
    await life.present({1}, NOW)
    await life.purge(NOW + 5 * DAY)
    assert await where.rows("SELECT guild_id, version FROM policy_versions ORDER BY version") == [
        (1, 1), (1, 2), (1, 3), (1, 4)
    ]  # fmt: skip
    assert await told(database, 2, 1) == []
    # The first two were replaced more than ten days ago; the last change can still be taken back.
    await life.purge(NOW + 13 * DAY + timedelta(hours=1))
    assert [v.version for v in await store.history(1)] == [4, 3]
    assert await told(database, 1, 1) == [] and len(await told(database, 1, 4)) == 1
    await life.purge(NOW + 500 * DAY)
    assert [v.version for v in await store.history(1)] == [4, 3]
    assert (await store.add(1, {}, 7, NOW)).version == 5


async def test_the_retention_of_a_policy_is_the_records(database: Database) -> None:
    store, life = PolicyStore(database), Lifecycle(database, retention_days=180)
    await life.keep_for(1, 90)
    await store.add(1, {"mode": "observe"}, 7, NOW)
    assert await life.retention(1) == 90, "a policy that says nothing of it changes nothing"
    await store.add(1, {"retention_days": 30}, 7, NOW)
    assert await life.retention(1) == 30
    await store.add(1, {}, 7, NOW)
    assert await life.retention(1) == 180


async def test_strikes_are_explicit_of_one_mode_and_not_overturned(store: CaseStore) -> None:
    observed = replace(DECISION, mode=Mode.OBSERVE)
    cases = []
    for n, decision in enumerate((DECISION, DECISION, observed, DECISION), 1):
        post = make_post(n << 22)
        cases.append(await store.open_case(post, (finding(post),), decision, NOW + n * DAY))
    overturned = Step(StepKind.OVERTURNED, NOW, Actor.MODERATOR, 9)
    await store.add_step(cases[1].case_id, overturned)
    post = make_post(9 << 22)
    assert await store.strikes(post, Mode.ACT, NOW) == (NOW + DAY, NOW + 4 * DAY)
    assert await store.strikes(post, Mode.OBSERVE, NOW) == (NOW + 3 * DAY,)
    assert await store.strikes(post, Mode.ACT, NOW + 2 * DAY) == (NOW + 4 * DAY,)
    # The case itself is no earlier one, and nobody else's are.
    assert await store.strikes(make_post(4 << 22), Mode.ACT, NOW) == (NOW + DAY,)
    assert await store.strikes(make_post(9 << 22, 2), Mode.ACT, NOW) == ()
    # Somebody who reviewed it again and upheld it makes it count again.
    await store.add_step(cases[1].case_id, Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 9))
    assert len(await store.strikes(post, Mode.ACT, NOW)) == 3


async def test_what_was_observed_is_counted_between_two_moments(
    database: Database, store: CaseStore
) -> None:
    observed = replace(DECISION, mode=Mode.OBSERVE)
    for n in (1, 2, 3):
        post = make_post(n << 22)
        case = await store.open_case(post, (finding(post),), observed, NOW + n * DAY)
        outcome = Outcome(Action.REMOVE, OutcomeStatus.SIMULATED, NOW)
        told_them = Outcome(Action.ALERT_MODERATORS, OutcomeStatus.DONE, NOW)
        await store.record(case.case_id, (outcome, outcome, told_them))
    post = make_post(4 << 22)
    await store.open_case(post, (finding(post),), DECISION, NOW + 2 * DAY)
    policies = PolicyStore(database)
    label = DECISION.verdict.label
    assert label is not None
    assert await policies.observed(1, NOW + 2 * DAY, None) == Observed(
        2, {"explicit": 2}, {label.value: 2}, {"remove": 2}
    )
    assert (await policies.observed(1, None, NOW + 3 * DAY)).cases == 2
    assert await policies.observed(2, None, None) == Observed()


async def test_the_trial_of_the_record_leaves_nothing(database: Database, where: Where) -> None:
    await PolicyStore(database).add(1, {}, 7, NOW)
    before = [
        await where.rows(f"SELECT count(*) FROM {table}")
        for table in ("ledger_leaves", "ledger_nodes", "ledger_disclosures")
    ]
    await try_record(database)
    await try_record(database)
    assert before == [
        await where.rows(f"SELECT count(*) FROM {table}")
        for table in ("ledger_leaves", "ledger_nodes", "ledger_disclosures")
    ]
