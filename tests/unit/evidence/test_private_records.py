"""What somebody keeps for themselves is theirs alone: to be seen, taken out and erased."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import Case, CaseState, Post
from bot.errors import PrivateRecordError
from bot.evidence import private_records as own
from bot.evidence.database import Database
from bot.evidence.journal import LedgerJournal
from bot.evidence.ledger import entries
from bot.evidence.ledger.log import entries_of
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People
from bot.evidence.private_records import PrivateRecords
from bot.evidence.store import CaseStore
from bot.evidence.wishes import Wishes
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

OWNER, OTHER, SENDER = 222_222_222_222_222_222, 333_333_333_333_333_333, 111_111_111_111_111_111


def received(n: int = 1, guild_id: int | None = None) -> Post:
    post = make_post(n << 22, guild_id or 1)
    return replace(
        post,
        place=replace(post.place, guild_id=guild_id, guild_name=""),
        sender=replace(post.sender, user_id=SENDER, role_ids=(5,)),
        reply_to_user_id=OWNER,
        mentioned_user_ids=(OWNER, OTHER),
        audience_size=7,
        text="what was said",
    )


@pytest.fixture
def mine(database: Database) -> PrivateRecords:
    return PrivateRecords(database, retention_days=30)


async def kept(mine: PrivateRecords, post: Post, owner: int = OWNER, **more: Any) -> Case:
    return await mine.keep(owner, post, (finding(post),), DECISION, NOW, **more)


async def everything(where: Where) -> str:
    tables = ("cases", "media", "outcomes", "steps", "counters", "ledger_disclosures")
    return str([await where.rows(f"SELECT * FROM {table}") for table in tables])


async def test_a_record_holds_the_sender_and_the_fingerprints_and_no_others(
    mine: PrivateRecords, where: Where
) -> None:
    case = await kept(mine, received())
    (again,) = await mine.of(OWNER)
    assert again == replace(case, findings=again.findings, post=again.post)
    assert (again.number, again.owner_id, again.state) == (1, OWNER, CaseState.CLOSED)
    assert again.post.sender.user_id == SENDER and again.post.link.endswith(f"/{1 << 22}")
    assert "/@me/" in again.post.link
    screening = again.findings[0].screening
    assert screening is not None and screening.sha256 and screening.redacted is None
    assert again.decision.actions == () and again.consent is not None
    text = await everything(where)
    assert "what was said" not in text and str(OTHER) not in text


async def test_numbers_count_each_persons_own_and_a_message_has_one_record(
    mine: PrivateRecords, store: CaseStore
) -> None:
    await store.open_case(make_post(9 << 22, 1), (), DECISION, NOW)
    first, twice = await kept(mine, received(1)), await kept(mine, received(1))
    second, theirs = await kept(mine, received(2)), await kept(mine, received(1), OTHER)
    assert first == replace(twice, findings=first.findings, post=first.post)
    assert (first.number, second.number, theirs.number) == (1, 2, 1)
    assert [c.number for c in await mine.of(OWNER)] == [2, 1]
    assert second.earlier.numbers == (1,) and theirs.earlier.count == 0
    at_once = await asyncio.gather(*(kept(mine, received(3)) for _ in range(4)))
    assert {c.number for c in at_once} == {3}


async def test_nobody_else_ever_comes_upon_it(
    mine: PrivateRecords, store: CaseStore, database: Database
) -> None:
    case = await kept(mine, received(1, guild_id=1))
    assert await store.recent() == [] and await store.search(sender_id=SENDER) == []
    assert await store.by_number(1, case.number) is None
    assert await store.case_of(1, case.post.key) is None and await store.unfinished() == []
    assert await mine.of(OTHER) == [] and await mine.by_number(OTHER, 1) is None
    assert not await mine.erase(OTHER, 1, NOW)
    people = People(database, LedgerJournal())
    for somebody in (SENDER, OTHER):
        assert str(case.case_id) not in str(await people.export(somebody, NOW))
        done = await people.erase(somebody, NOW)
        assert (done.erased, done.kept, done.pseudonymised) == (0, 0, 0)
    opened = await store.open_case(replace(case.post, sender=case.post.sender), (), DECISION, NOW)
    assert opened.owner_id is None and opened.number == 1 and opened.earlier.count == 0
    assert (await mine.of_message(OWNER, case.post.key)) is not None


async def test_its_owner_has_it_in_their_copy_and_erases_it(
    mine: PrivateRecords, database: Database, where: Where
) -> None:
    case = await kept(mine, received(1))
    await mine.exported(case, "pdf", NOW)
    people = People(database, LedgerJournal())
    told: Any = await people.export(OWNER, NOW)
    assert [c["case_id"] for c in told["private_records"]] == [case.case_id]
    assert told["as_recipient"] == [] and "private_records" in told["explained"]
    await kept(mine, received(2))
    assert await mine.erase(OWNER, 1, NOW) and not await mine.erase(OWNER, 1, NOW)
    assert [c.number for c in await mine.of(OWNER)] == [2]
    assert (await kept(mine, received(3))).number == 3
    assert (await people.erase(OWNER, NOW)).erased == 2
    assert str(OWNER) not in await everything(where) and await mine.of(OWNER) == []


async def test_it_stands_in_the_ledger_as_it_stands_in_the_tables(
    mine: PrivateRecords, database: Database
) -> None:
    case = await kept(mine, received(1))
    await mine.exported(case, "pdf", NOW)
    (stored,) = await mine.of(OWNER)
    async with database.read() as connection:
        assert entries.differences(stored, await entries_of(connection, case.case_id)) == []


async def test_a_record_in_which_somebody_may_be_under_18_has_no_fingerprint(
    mine: PrivateRecords, database: Database, where: Where
) -> None:
    post = received(1)
    screening = finding(post).screening
    assert screening is not None and screening.sha256
    case = await kept(mine, post, minor=True)
    assert await Wishes(database).is_shielded(case.case_id)
    assert screening.sha256 not in await everything(where)
    await kept(mine, received(2))
    (later, _) = await mine.of(OWNER)
    await Wishes(database).shield(later.case_id)
    assert screening.sha256 not in await everything(where)


async def test_it_goes_when_its_time_is_over_and_not_when_the_bot_leaves_a_server(
    mine: PrivateRecords, database: Database
) -> None:
    case = await kept(mine, received(1, guild_id=1))
    journal = LedgerJournal()
    life = Lifecycle(database, retention_days=30, left_server_days=5, journal=journal)
    await life.present({2}, NOW)
    await life.left(1, NOW)
    assert (await life.purge(NOW + timedelta(days=29))).cases == 0
    assert mine.kept_until(case) == NOW + timedelta(days=30)
    assert (await life.purge(NOW + timedelta(days=31))).cases == 1


async def test_there_is_a_most_of_them(
    mine: PrivateRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "MOST", 2)
    await kept(mine, received(1))
    await kept(mine, received(2))
    with pytest.raises(PrivateRecordError, match="Erase one"):
        await kept(mine, received(3))
    assert (await kept(mine, received(2))).number == 2
