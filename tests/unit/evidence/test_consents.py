"""A permission is one person's to one other, ends when they say so, and is a fact in a case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.consents import Consent, ConsentState, in_force
from bot.domain import Case, Post
from bot.errors import ConsentError
from bot.evidence import consents as module
from bot.evidence.consents import Consents
from bot.evidence.database import Database
from bot.evidence.export import case_json
from bot.evidence.ledger import entries
from bot.evidence.ledger.log import entries_of
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People, PersonErased
from bot.evidence.records import microseconds
from bot.evidence.store import CaseStore
from bot.evidence.tables import consents as table
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

INES, KOFI, YUKI = 811_111_111_111_111_111, 822_222_222_222_222_222, 833_333_333_333_333_333
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def consents(database: Database) -> Consents:
    return Consents(database)


# ------------------------------------------------------------------------------ when it holds


def test_it_holds_from_when_it_was_given_until_it_ends() -> None:
    consent = Consent(INES, KOFI, NOW, NOW + DAY)
    assert [consent.holds(NOW + t) for t in (-HOUR, 0 * HOUR, DAY - HOUR, DAY, 2 * DAY)] == [
        *(False, True, True, False, False)
    ]
    revoked = replace(consent, revoked_at=NOW + HOUR)
    assert [revoked.holds(NOW + t) for t in (0 * HOUR, HOUR, 2 * HOUR)] == [True, False, False]
    assert replace(consent, expires_at=None).holds(NOW + 9999 * DAY)
    assert in_force([consent, revoked], NOW + 2 * HOUR) == (consent,)


MOMENTS = st.integers(0, 6).map(lambda n: NOW + n * HOUR)


@given(st.lists(st.tuples(MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS), max_size=8), MOMENTS)
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_the_database_and_the_rule_agree_on_what_is_in_force(
    database: Database,
    times: Sequence[tuple[datetime, datetime | None, datetime | None]],
    at: datetime,
) -> None:
    async with database.write() as connection:
        await connection.execute(table.delete())
        for given_at, expires_at, revoked_at in times:
            one = Consent(INES, KOFI, given_at, expires_at, revoked_at)
            values = [
                None if moment is None else microseconds(moment)
                for moment in (one.given_at, one.expires_at, one.revoked_at)
            ]
            names = ("given_at", "expires_at", "revoked_at")
            row = {"giver_id": INES, "sender_id": KOFI} | dict(zip(names, values, strict=True))
            await connection.execute(table.insert().values(**row))
    everything = await Consents(database).given_by(INES)
    assert len(everything) == len(times)
    async with database.read() as connection:
        found = await module.held(connection, [INES], KOFI, at)
    assert tuple(found) == in_force(everything, at)


# ------------------------------------------------------------------------------ given and taken


async def test_it_is_for_one_person_and_one_direction(consents: Consents) -> None:
    given_now = await consents.allow(INES, KOFI, None, NOW)
    assert given_now == Consent(INES, KOFI, NOW)
    assert await consents.in_force(INES, KOFI, NOW) == given_now
    for giver, sender in ((KOFI, INES), (INES, YUKI), (YUKI, KOFI)):
        assert await consents.in_force(giver, sender, NOW) is None
    assert await consents.in_force(INES, KOFI, NOW - HOUR) is None


async def test_it_ends_by_its_time_or_by_the_givers_word(consents: Consents) -> None:
    await consents.allow(INES, KOFI, NOW + 7 * DAY, NOW)
    assert await consents.in_force(INES, KOFI, NOW + 6 * DAY) is not None
    assert await consents.in_force(INES, KOFI, NOW + 7 * DAY) is None
    assert not await consents.revoke(INES, KOFI, NOW + 8 * DAY)
    await consents.allow(INES, KOFI, None, NOW + 8 * DAY)
    assert not await consents.revoke(KOFI, INES, NOW + 9 * DAY)
    assert await consents.revoke(INES, KOFI, NOW + 9 * DAY)
    assert await consents.in_force(INES, KOFI, NOW + 9 * DAY) is None
    # What was, stays known with its times.
    assert await consents.given_by(INES) == [
        Consent(INES, KOFI, NOW + 8 * DAY, None, NOW + 9 * DAY),
        Consent(INES, KOFI, NOW, NOW + 7 * DAY),
    ]
    assert await consents.in_force(INES, KOFI, NOW + 8 * DAY + HOUR) is not None


async def test_a_new_one_takes_the_place_of_the_last(consents: Consents) -> None:
    await consents.allow(INES, KOFI, None, NOW)
    await consents.allow(INES, KOFI, NOW + 2 * DAY, NOW + DAY)
    assert await consents.given_by(INES) == [
        Consent(INES, KOFI, NOW + DAY, NOW + 2 * DAY),
        Consent(INES, KOFI, NOW, None, NOW + DAY),
    ]
    assert await consents.in_force(INES, KOFI, NOW + 3 * DAY) is None


async def test_what_cannot_be_permitted_is_refused(
    consents: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConsentError, match="Name another person"):
        await consents.allow(INES, INES, None, NOW)
    with pytest.raises(ConsentError, match="Name a longer time"):
        await consents.allow(INES, KOFI, NOW, NOW)
    monkeypatch.setattr(module, "MOST", 2)
    for sender in (KOFI, YUKI):
        await consents.allow(INES, sender, None, NOW)
    with pytest.raises(ConsentError, match="2 permissions of yours"):
        await consents.allow(INES, 7, None, NOW)
    # One's own can be renewed all the same, others have their own, and room comes back.
    await consents.allow(INES, KOFI, NOW + DAY, NOW)
    await consents.allow(YUKI, KOFI, None, NOW)
    await consents.allow(INES, 7, None, NOW + 2 * DAY)


# ------------------------------------------------------------------------------ in a case


def addressed(n: int = 1) -> Post:
    post = replace(make_post(n << 22), reply_to_user_id=INES, mentioned_user_ids=(YUKI, INES))
    return replace(post, sender=replace(post.sender, user_id=KOFI))


async def opened(store: CaseStore, post: Post, **decided: object) -> Case:
    return await store.open_case(post, (finding(post),), DECISION, NOW)


async def test_a_case_holds_what_was_permitted_when_the_post_was_sent(
    consents: Consents, store: CaseStore, database: Database
) -> None:
    post = addressed(int((NOW.timestamp() - 1_420_070_400) * 1000))
    earlier = post.posted_at - DAY
    permitted = await consents.allow(INES, KOFI, NOW + DAY, earlier)
    await consents.allow(INES, YUKI, None, earlier)  # about another sender
    await consents.allow(YUKI, KOFI, None, post.posted_at + timedelta(seconds=1))  # too late
    case = await opened(store, post)
    assert case.consent == ConsentState(post.posted_at, (INES, YUKI), (permitted,))
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.consent == case.consent
    told = json.loads(json.dumps(case_json(loaded)))["consent"]
    assert told["asked"] == [str(INES), str(YUKI)]
    assert told["held"][0]["giver_id"] == str(INES) and told["held"][0]["revoked_at"] is None
    # What happens to a permission afterwards changes nothing in the case, nor in its entries.
    await consents.revoke(INES, KOFI, NOW + HOUR)
    again = await store.case(case.case_id)
    assert again == loaded
    async with database.read() as connection:
        recorded = await entries_of(connection, case.case_id)
    assert entries.differences(loaded, recorded) == []
    assert recorded[0].openings["consent"].value == told


async def test_what_bears_no_time_of_its_own_is_asked_about_when_it_came(store: CaseStore) -> None:
    post = replace(addressed(), subject="reaction:1:2")
    case = await opened(store, post)
    assert case.consent == ConsentState(post.received_at, (INES, YUKI))


async def test_a_post_to_nobody_in_particular_asked_nobody(store: CaseStore) -> None:
    post = replace(addressed(), reply_to_user_id=None, mentioned_user_ids=(KOFI,))
    assert (await opened(store, post)).consent == ConsentState(post.posted_at)


async def test_a_case_from_before_says_nothing_of_consent(
    store: CaseStore, database: Database, where: Where
) -> None:
    case = await opened(store, addressed())
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE cases SET consent = NULL")
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.consent is None
    assert case_json(loaded)["consent"] is None
    async with database.read() as connection:
        recorded = await entries_of(connection, case.case_id)
    # That somebody took it out of a case is seen.
    assert entries.differences(loaded, recorded) == ["consent"]
    # An entry of an older version lacks the field, and nothing was taken out.
    openings = {n: o for n, o in recorded[0].openings.items() if n != "consent"}
    assert entries.differences(loaded, [replace(recorded[0], openings=openings)]) == []


# ------------------------------------------------------------------------------ its life


async def test_what_has_ended_stays_as_long_as_a_case(
    consents: Consents, database: Database, where: Where
) -> None:
    life = Lifecycle(database, retention_days=10)
    await consents.allow(INES, KOFI, None, NOW - 400 * DAY)  # never taken back
    await consents.allow(INES, YUKI, NOW - 11 * DAY, NOW - 12 * DAY)
    await consents.allow(YUKI, INES, NOW - 9 * DAY, NOW - 12 * DAY)
    await consents.allow(YUKI, KOFI, None, NOW - 12 * DAY)
    await consents.revoke(YUKI, KOFI, NOW - 11 * DAY)
    await life.purge(NOW)
    assert await where.rows("SELECT giver_id, sender_id FROM consents ORDER BY id") == [
        (INES, KOFI),
        (YUKI, INES),
    ]


async def test_the_giver_gets_and_erases_their_own(
    consents: Consents, database: Database, where: Where
) -> None:
    people = People(database)
    await consents.allow(INES, KOFI, NOW + DAY, NOW)
    await consents.allow(YUKI, KOFI, None, NOW)
    told = json.loads(json.dumps(await people.export(INES, NOW)))
    (own,) = told["consents"]
    assert (own["giver_id"], own["sender_id"]) == (str(INES), str(KOFI))
    assert own["expires_at"] == "2026-01-03T03:04:05.678Z"
    assert await people.erase(INES, NOW) == PersonErased(consents=1)
    assert await where.rows("SELECT giver_id FROM consents") == [(YUKI,)]


async def test_who_was_permitted_something_learns_nothing_of_it(
    consents: Consents, store: CaseStore, database: Database, where: Where
) -> None:
    people = People(database)
    await consents.allow(INES, KOFI, None, NOW - 9999 * DAY)
    await opened(store, addressed())
    with_it = await people.export(KOFI, NOW)
    await consents.revoke(INES, KOFI, NOW)
    assert await people.export(KOFI, NOW) == with_it and with_it["consents"] == []
    assert str(INES) not in json.dumps(with_it)
    (case,) = json.loads(json.dumps(with_it))["as_sender"]
    assert "consent" not in case
    assert await people.erase(KOFI, NOW) == PersonErased(kept=1)
    assert await where.rows("SELECT * FROM consents") == []


async def test_a_recipient_is_erased_from_the_state_too(
    consents: Consents, store: CaseStore, database: Database, where: Where
) -> None:
    await consents.allow(INES, KOFI, None, NOW - 9999 * DAY)
    case = await opened(store, addressed())
    people = People(database)
    told = json.loads(json.dumps(await people.export(INES, NOW)))["as_recipient"]
    assert [list(each["consent"][0]) for each in told] == [["given_at", "expires_at", "revoked_at"]]
    assert (
        json.loads(json.dumps(await people.export(YUKI, NOW)))["as_recipient"][0]["consent"] == []
    )
    assert await people.erase(INES, NOW) == PersonErased(pseudonymised=1, consents=1)
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.consent is not None
    stranger = loaded.post.reply_to_user_id
    assert stranger is not None and stranger < 0
    assert loaded.consent.asked == (stranger, YUKI)
    assert [c.giver for c in loaded.consent.held] == [stranger]
    for name in ("cases", "consents"):
        assert str(INES) not in str(await where.rows(f"SELECT * FROM {name}"))
