"""A person gets what the record holds of them and nothing of others, and is erased from it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Case, Post
from bot.evidence.database import Database
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People, PersonErased
from bot.evidence.store import CaseStore
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_lifecycle import Told
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

SENDER, RECIPIENT, MODERATOR = 111_111_111_111_111_111, 222_222_222_222_222_222, 333_333_333_333_333
OTHER = 444_444_444_444_444_444


def post_of(n: int, *, sender: int = SENDER, guild_id: int = 1) -> Post:
    post = make_post(n << 22, guild_id)
    return replace(
        post,
        sender=replace(post.sender, user_id=sender, name="sender-name"),
        reply_to_user_id=RECIPIENT,
        mentioned_user_ids=(RECIPIENT, OTHER),
        text=f"look <@{RECIPIENT}> and <@!{RECIPIENT}> and <@{OTHER}>",
    )


async def opened(store: CaseStore, post: Post) -> Case:
    return await store.open_case(post, (finding(post),), DECISION, NOW)


async def reviewed(store: CaseStore, case: Case, kind: StepKind, days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    await store.add_step(case.case_id, Step(kind, at, Actor.MODERATOR, MODERATOR, "seen"))


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


async def everything(where: Where) -> str:
    tables = ("cases", "media", "outcomes", "steps")
    return str([await where.rows(f"SELECT * FROM {table}") for table in tables])


async def test_a_sender_gets_their_cases_without_other_people(
    store: CaseStore, people: People
) -> None:
    case = await opened(store, post_of(1))
    await opened(store, post_of(2, sender=OTHER))
    await reviewed(store, case, StepKind.REVIEWED)
    told = await people.export(SENDER, NOW)
    (own,) = json.loads(json.dumps(told))["as_sender"]
    assert own["sender"]["name"] == "sender-name" and own["number"] == 1
    assert own["media"][0]["sha256"] == "ab" * 32
    assert own["text"] == "look <@…> and <@…> and <@…>"
    assert own["steps"] == [{"kind": "reviewed", "at": NOW.isoformat()}]
    assert told["as_recipient"] == told["as_moderator"] == []
    for other in (RECIPIENT, OTHER, MODERATOR):
        assert str(other) not in json.dumps(told)


async def test_a_recipient_gets_what_reached_them_without_the_sender(
    store: CaseStore, people: People
) -> None:
    await opened(store, post_of(1))
    await opened(store, replace(post_of(2, guild_id=2), reply_to_user_id=None, text=""))
    told = await people.export(RECIPIENT, NOW)
    found = json.loads(json.dumps(told))["as_recipient"]
    assert sorted((f["server_id"], f["case_number"], f["ways"]) for f in found) == [
        ("1", 1, ["replied_to", "mentioned", "named_in_text"]),
        ("2", 1, ["mentioned"]),
    ]
    assert "sender-name" not in json.dumps(told) and str(SENDER) not in json.dumps(told)


async def test_a_moderator_gets_what_they_did(store: CaseStore, people: People) -> None:
    await reviewed(store, await opened(store, post_of(1)), StepKind.REVIEWED)
    told = await people.export(MODERATOR, NOW)
    assert told["as_moderator"] == [
        {
            "server_id": "1",
            "case_number": 1,
            "what": "reviewed",
            "at": NOW.isoformat(),
            "note": "seen",
        }
    ]
    assert told["as_sender"] == told["as_recipient"] == []


async def test_whose_id_only_looks_alike_is_somebody_else(store: CaseStore, people: People) -> None:
    await opened(store, post_of(1))
    part = int(str(RECIPIENT)[:-1])
    told = await people.export(part, NOW)
    assert told["as_recipient"] == [] == told["as_sender"]
    assert await people.erase(part, NOW) == PersonErased()


async def test_an_erased_recipient_is_one_stranger_throughout(
    store: CaseStore, people: People, where: Where
) -> None:
    first, second = await opened(store, post_of(1)), await opened(store, post_of(2))
    assert await people.erase(RECIPIENT, NOW) == PersonErased(pseudonymised=2)
    assert str(RECIPIENT) not in await everything(where)
    cases = [await store.case(c.case_id) for c in (first, second)]
    strangers = set()
    for case in cases:
        assert case is not None
        strangers.add(case.post.reply_to_user_id)
        stranger = case.post.mentioned_user_ids[0]
        strangers.add(stranger)
        assert case.post.mentioned_user_ids[1] == OTHER
        assert case.post.text == f"look <@{stranger}> and <@{stranger}> and <@{OTHER}>"
        assert [s.kind for s in case.steps] == [StepKind.PSEUDONYMISED]
        assert case.post.sender.user_id == SENDER and case.findings
    (one,) = strangers
    assert one is not None and one < 0
    # Nobody can tell who it was, or that a later request is about the same person.
    assert await people.erase(RECIPIENT, NOW) == PersonErased()
    assert re.search(r"-\d{10,}", await everything(where))


async def test_an_erased_moderator_is_a_stranger_too(
    store: CaseStore, people: People, where: Where
) -> None:
    case = await opened(store, post_of(1))
    await reviewed(store, case, StepKind.REVIEWED)
    assert await people.erase(MODERATOR, NOW) == PersonErased(steps=1)
    assert str(MODERATOR) not in await everything(where)
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.steps[0].note == "seen"
    assert loaded.steps[0].user_id is not None and loaded.steps[0].user_id < 0


async def test_a_sender_cannot_erase_what_others_may_need(
    store: CaseStore, people: People, database: Database
) -> None:
    upheld, mistaken, again = [await opened(store, post_of(n)) for n in (1, 2, 3)]
    await reviewed(store, upheld, StepKind.REVIEWED)
    await reviewed(store, mistaken, StepKind.OVERTURNED)
    await reviewed(store, again, StepKind.OVERTURNED)
    await reviewed(store, again, StepKind.REVIEWED, days=1)
    assert await people.erase(SENDER, NOW) == PersonErased(erased=1, kept=2)
    assert sorted(c.number for c in await store.recent()) == [1, 3]
    # The operator can, after weighing it.
    step = Step(StepKind.ERASED, NOW, Actor.OPERATOR, note="request")
    assert (await Lifecycle(database).erase_sender(SENDER, step)).cases == 2
    assert await store.recent() == []


async def test_what_is_held_stays_as_it_is(
    store: CaseStore, people: People, database: Database, where: Where
) -> None:
    case = await opened(store, post_of(1))
    held = Step(StepKind.HELD, NOW, Actor.MODERATOR, MODERATOR, "the police asked")
    await Lifecycle(database).hold(case.case_id, held)
    before = await everything(where)
    assert await people.erase(RECIPIENT, NOW) == PersonErased(held=1)
    assert await people.erase(MODERATOR, NOW) == PersonErased()
    assert await people.erase(SENDER, NOW) == PersonErased(held=1)
    assert await everything(where) == before


async def test_the_journal_forgets_with_the_record(store: CaseStore, database: Database) -> None:
    told = Told()
    case = await opened(store, post_of(1))
    await reviewed(store, case, StepKind.REVIEWED)
    people = People(database, told)
    await people.erase(RECIPIENT, NOW)
    await people.erase(MODERATOR, NOW)
    kinds = [e[0] for e in told.events if isinstance(e, tuple)]
    assert kinds == ["erased", "restated", "erased", "restated"]
    restated = [e[2] for e in told.events if isinstance(e, tuple) and e[0] == "restated"]
    assert restated[-1] == await store.case(case.case_id)
    assert str(RECIPIENT) not in repr(restated[-1]) and str(MODERATOR) not in repr(restated[-1])


async def test_many_cases_are_gone_through(
    store: CaseStore, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.evidence.people._AT_ONCE", 10)
    for n in range(1, 35):
        await store.open_case(post_of(n), (), DECISION, NOW)
    assert await people.erase(RECIPIENT, NOW) == PersonErased(pseudonymised=34)
    told = json.loads(json.dumps(await people.export(OTHER, NOW)))
    assert len(told["as_recipient"]) == 34
