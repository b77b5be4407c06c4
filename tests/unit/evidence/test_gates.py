"""A gate's intent outlives everything until it is put back; who shared what, while it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreError
from bot.evidence.database import Database
from bot.evidence.gates import GateStore
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People
from bot.gates import GATED, Before, Gate, GateState, Kind, Share
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import NOW

ADMIN, MEMBER, OTHER = 111_111_111_111_111_111, 222_222_222_222_222_222, 333_333_333_333_333_333
BEFORE = (
    Before(9, Kind.ROLE, True, 0, GATED),
    Before(5, Kind.ROLE, False, 0, 0),
    Before(MEMBER, Kind.MEMBER, True, GATED, 0),
)
GATE = Gate(10, 1, GateState.CLOSING, ADMIN, NOW, BEFORE)
SHARE = Share(2**62, 1, 10, MEMBER, NOW)
WHY = Step(StepKind.ERASED, NOW, Actor.OPERATOR, note="asked")


@pytest.fixture
def store(database: Database) -> GateStore:
    return GateStore(database)


async def test_a_gate_is_read_back_as_it_was_kept_in_its_order(store: GateStore) -> None:
    await store.begin(GATE)
    await store.begin(replace(GATE, channel_id=11, before=()))
    assert await store.gate(10) == GATE
    assert await store.gate(12) is None
    assert {g.channel_id: g.before for g in await store.all()} == {10: BEFORE, 11: ()}
    more = Before(4, Kind.ROLE, False, 0, 0)
    await store.remember(10, [more])
    await store.remember(11, [more])
    await store.move(10, GateState.CLOSED)
    assert await store.gate(10) == replace(GATE, state=GateState.CLOSED, before=(*BEFORE, more))
    await store.end(10)
    await store.end(10)
    assert [g.channel_id for g in await store.all()] == [11]


async def test_a_channel_has_one_gate_and_a_refused_one_leaves_nothing(
    store: GateStore, where: Where
) -> None:
    await store.begin(GATE)
    with pytest.raises(StoreError):
        await store.begin(
            replace(GATE, by_user_id=OTHER, before=(Before(1, Kind.ROLE, True, 0, 0),))
        )
    assert await store.gate(10) == GATE
    await store.end(10)
    assert await where.rows("SELECT * FROM gate_overwrites") == []


async def test_a_share_is_known_until_it_is_gone(store: GateStore) -> None:
    later = replace(SHARE, message_id=2**62 + 1, at=NOW + timedelta(minutes=5))
    for share in (SHARE, later, replace(SHARE, message_id=3, channel_id=12)):
        await store.record(share)
    assert await store.share(SHARE.message_id) == SHARE
    assert await store.last_share(10, MEMBER) == later.at
    assert await store.last_share(10, OTHER) is None
    assert await store.shared_in() == {10, 12}
    await store.forget({later.message_id, 99})
    assert await store.last_share(10, MEMBER) == SHARE.at
    await store.begin(GATE)
    await store.forget_channel(10)
    assert (await store.share(SHARE.message_id), await store.gate(10)) == (None, None)
    assert await store.shared_in() == {12}


async def test_a_person_is_told_all_of_it_and_taken_out(
    store: GateStore, database: Database
) -> None:
    await store.begin(GATE)
    await store.record(SHARE)
    people = People(database)

    async def gates_of(user_id: int) -> Any:
        return (await people.export(user_id, NOW))["gates"]

    shared, permissions = await gates_of(MEMBER)
    assert (shared["what"], shared["message_id"]) == ("shared", str(SHARE.message_id))
    assert permissions["allowed"] == str(GATED)
    assert str(ADMIN) not in str(await people.export(MEMBER, NOW))
    (closed,) = await gates_of(ADMIN)
    assert (closed["what"], closed["channel_id"]) == ("closed_the_gate", "10")

    for person in (MEMBER, ADMIN):
        await people.erase(person, NOW)
    gate = await store.gate(10)
    assert gate is not None and gate.by_user_id < 0 and gate.before == BEFORE[:2]
    # Whoever received it may ask who it was, as long as it stands.
    assert await store.share(SHARE.message_id) == SHARE


async def test_the_operator_erases_a_senders_and_a_servers_shares(
    store: GateStore, database: Database
) -> None:
    for share in (SHARE, replace(SHARE, message_id=1, user_id=OTHER)):
        await store.record(share)
    life = Lifecycle(database)
    await life.erase_sender(MEMBER, WHY)
    assert await store.share(SHARE.message_id) is None
    assert await store.share(1) is not None
    await life.erase_server(1, WHY)
    assert await store.share(1) is None


async def test_shares_go_as_cases_do_and_gates_with_the_server(
    store: GateStore, database: Database
) -> None:
    life = Lifecycle(database, retention_days=180, left_server_days=30)
    await store.begin(GATE)
    await store.record(SHARE)
    await store.record(replace(SHARE, message_id=1, at=NOW - timedelta(days=181)))
    await store.record(replace(SHARE, message_id=2, guild_id=2, at=NOW - timedelta(days=31)))
    await life.keep_for(2, 30)
    await life.purge(NOW)
    assert [await store.share(n) for n in (1, 2)] == [None, None]
    assert await store.share(SHARE.message_id) == SHARE

    await life.left(1, NOW)
    await life.purge(NOW + timedelta(days=29))
    assert await store.gate(10) == GATE
    await life.purge(NOW + timedelta(days=30))
    assert (await store.gate(10), await store.share(SHARE.message_id)) == (None, None)
