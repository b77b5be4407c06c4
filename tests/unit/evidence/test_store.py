"""The case store on both databases: durable, idempotent, private, and honest about failures."""

from __future__ import annotations

import asyncio
import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Post,
    Screening,
    Sender,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import StoreError
from bot.evidence.database import Database
from bot.evidence.export import case_json
from bot.evidence.store import CaseStore
from bot.evidence.tables import cases, counters, metadata
from bot.policy import graver
from tests.unit.evidence.conftest import MIGRATIONS, Where

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
EXPLICIT = Verdict(VerdictKind.EXPLICIT, None, Label.ANUS_EXPOSED, 0.75)
DECISION = Decision(EXPLICIT, "v/1", (Action.REMOVE, Action.ALERT_MODERATORS))
REDACTED = b"REDACTED-COPY-BYTES"


def make_post(message_id: int = 7 << 22, guild_id: int | None = 1) -> Post:
    return Post(
        message_id=message_id,
        place=Place(guild_id, "Säröver 🌊", 2, "general", 9, True),
        sender=Sender(3, "n", "N\u202e", NOW, NOW, (4, 5), True, 6),
        received_at=NOW,
        media=(MediaRef("m", Surface.ATTACHMENT, "https://cdn.discordapp.com/secret-link"),),
        reply_to_user_id=8,
        mentioned_user_ids=(10, 11),
        audience_size=12,
    )


def finding(post: Post, verdict: Verdict | None = EXPLICIT) -> MediaFinding:
    screening = Screening(
        detections=(Detection(Label.ANUS_EXPOSED, 0.75, (1, 2, 3, 4)),),
        sha256="ab" * 32,
        redacted=REDACTED,
    )
    return MediaFinding(post.media[0], screening if verdict else None, verdict)


async def test_a_case_is_committed_when_open_case_returns(store: CaseStore, where: Where) -> None:
    post = make_post()
    case = await store.open_case(post, (finding(post),), DECISION, NOW)
    assert await where.rows("SELECT case_id, number, state FROM cases") == [
        (case.case_id, 1, "open")
    ]
    assert await where.rows("SELECT media_id, verdict, sha256 FROM media") == [
        ("m", "explicit", "ab" * 32)
    ]
    await store.record(case.case_id, (Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW),))
    assert await where.rows("SELECT action, status FROM outcomes") == [("remove", "done")]
    await store.close_case(case.case_id)
    assert await where.rows("SELECT state FROM cases") == [("closed",)]


async def test_sqlite_commits_are_synchronous_and_deletions_overwrite(tmp_path: Path) -> None:
    store = await CaseStore.open(tmp_path / "cases.db", MIGRATIONS)
    async with store.database.engine.connect() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("secure_delete", 1),
            ("busy_timeout", 5000),
        ):
            found = (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one()
            assert found == value, pragma
    await store.close()


async def test_numbers_count_on_each_server_under_load(store: CaseStore) -> None:
    async def open_one(n: int) -> Case:
        post = make_post(message_id=n << 22, guild_id=n % 2)
        return await store.open_case(post, (finding(post),), DECISION, NOW)

    opened = await asyncio.gather(*(open_one(n) for n in range(1, 101)))
    for guild in (0, 1):
        numbers = sorted(c.number for c in opened if c.post.place.guild_id == guild)
        assert numbers == list(range(1, 51))


async def test_a_message_has_one_case(store: CaseStore) -> None:
    post = make_post()
    first, *others = await asyncio.gather(
        *(store.open_case(post, (finding(post),), DECISION, NOW) for _ in range(10))
    )
    assert {c.case_id for c in others} == {first.case_id}
    assert await store.by_number(1, 2) is None


async def test_a_subject_has_a_case_of_its_own_on_each_server(store: CaseStore) -> None:
    message = make_post()
    reaction = replace(message, subject=f"reaction:{message.message_id}:99")
    elsewhere = replace(reaction, place=replace(reaction.place, guild_id=2))
    opened = [
        await store.open_case(post, (finding(post),), DECISION, NOW)
        for post in (message, reaction, elsewhere, reaction)
    ]
    assert [c.number for c in opened] == [1, 2, 1, 2]
    assert len({c.case_id for c in opened}) == 3
    for post, case in zip((message, reaction, elsewhere), opened, strict=False):
        found = await store.case_of(post.place.guild_id, post.key)
        assert found is not None and found.case_id == case.case_id
        assert found.post.subject == post.subject
    assert await store.case_of(3, message.key) is None


@pytest.mark.parametrize("before", [None, *VerdictKind])
@pytest.mark.parametrize("after", [None, *VerdictKind])
async def test_a_verdict_only_ever_gets_graver(
    store: CaseStore, before: VerdictKind | None, after: VerdictKind | None
) -> None:
    old = Verdict(before, UnscreenedReason.CRASHED) if before else None
    new = Verdict(after, UnscreenedReason.CRASHED) if after else None
    post = make_post()
    case = await store.open_case(post, (finding(post, old),), DECISION, NOW)
    await store.update_case(replace(case, findings=(finding(post, new),)))
    loaded = await store.case(case.case_id)
    assert loaded is not None
    # The policy says what is graver.
    expected = new if old is None or (new is not None and graver(new, old)) else old
    assert loaded.findings[0].verdict == expected


async def test_an_image_that_an_edit_adds_stands_behind_the_others(store: CaseStore) -> None:
    post = make_post()
    case = await store.open_case(post, (finding(post),), DECISION, NOW)
    added = replace(finding(post), media=replace(post.media[0], media_id="a"))
    await store.update_case(replace(case, findings=(finding(post), added)))
    loaded = await store.case(case.case_id)
    assert loaded is not None and [f.media.media_id for f in loaded.findings] == ["m", "a"]


def test_a_case_as_data_says_what_it_is_about() -> None:
    post = make_post()
    case = Case("c", 1, post, (finding(post),), DECISION, NOW)
    told = case_json(case)
    assert (told["key"], told["subject"]) == (str(post.message_id), None)
    avatar = replace(
        case,
        post=replace(post, subject="avatar:1:3:abc"),
        findings=(replace(finding(post), media=replace(post.media[0], surface=Surface.AVATAR)),),
    )
    told = case_json(avatar)
    assert told["key"] == told["subject"] == "avatar:1:3:abc"
    assert told["message_id"] == str(post.message_id)
    (media,) = json.loads(json.dumps(told))["media"]
    assert media["surface"] == "avatar"


async def test_unfinished_cases_come_back_whole(store: CaseStore) -> None:
    opened = []
    for n in (1, 2, 3):
        post = make_post(n << 22)
        at = NOW + timedelta(seconds=n)
        opened.append(await store.open_case(post, (finding(post),), DECISION, at))
    failed = Outcome(Action.REMOVE, OutcomeStatus.FAILED, NOW, "why", 99)
    done = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    await store.record(opened[0].case_id, (failed,))
    await store.record(opened[0].case_id, (done, failed))
    await store.close_case(opened[1].case_id)
    left = await store.unfinished()
    assert [c.case_id for c in left] == [opened[0].case_id, opened[2].case_id]
    assert left[0].outcomes == (failed, done, failed)
    await store.update_case(replace(opened[1], state=CaseState.OPEN))
    assert len(await store.unfinished()) == 3
    assert [c.number for c in await store.recent(2)] == [3, 2]


async def test_neither_links_nor_copies_are_kept(
    store: CaseStore, where: Where, tmp_path: Path
) -> None:
    post = make_post()
    case = await store.open_case(post, (finding(post, None),), DECISION, NOW)
    await store.update_case(replace(case, findings=(finding(post),)))
    kept = str([await where.rows(f"SELECT * FROM {table}") for table in metadata.tables])
    assert "general" in kept and "secret-link" not in kept and REDACTED.decode() not in kept
    for file in tmp_path.rglob("*.db*"):
        assert b"secret-link" not in file.read_bytes()
        assert REDACTED not in file.read_bytes()
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.findings[0].media.url == ""


async def test_file_and_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "cases.db"
    database = await Database.open(path, MIGRATIONS, alone=True)
    assert stat.S_IMODE((tmp_path / "sub").stat().st_mode) == 0o700
    for file in (tmp_path / "sub").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await database.close()


instants = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
ids = st.integers(0, 2**63 - 1)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
verdicts = st.builds(
    Verdict,
    kind=st.sampled_from(VerdictKind),
    reason=st.none() | st.sampled_from(UnscreenedReason),
    label=st.none() | st.sampled_from(Label),
    score=st.none() | st.floats(0, 1),
)
findings = st.builds(
    MediaFinding,
    media=st.builds(MediaRef, media_id=words, surface=st.sampled_from(Surface), url=st.just("")),
    screening=st.none()
    | st.builds(Screening, detail=words, pdq_quality=st.none() | st.integers(0, 100)),
    verdict=verdicts,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sender=st.builds(
        Sender,
        user_id=ids,
        name=words,
        display_name=words,
        account_created_at=instants,
        joined_at=st.none() | instants,
        role_ids=st.lists(ids, max_size=3).map(tuple),
    ),
    place=st.builds(
        Place, guild_id=st.none() | ids, guild_name=words, channel_id=ids, channel_name=words
    ),
    found=st.lists(findings, max_size=4, unique_by=lambda f: f.media.media_id).map(tuple),
    message_id=ids,
    subject=words,
    at=instants,
)
async def test_what_is_stored_comes_back(
    store: CaseStore,
    sender: Sender,
    place: Place,
    found: tuple[MediaFinding, ...],
    message_id: int,
    subject: str,
    at: datetime,
) -> None:
    async with store.database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if not table.name.startswith("ledger_"):  # nobody can empty that one
                await connection.execute(table.delete())
    post = Post(message_id, place, sender, at, tuple(f.media for f in found), subject=subject)
    opened = await store.open_case(post, found, DECISION, at)
    assert await store.case(opened.case_id) == opened
    assert case_json(opened)["case_id"] == opened.case_id


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(store: CaseStore) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with store.database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_cancelled_writes_do_not_keep_the_database_locked(store: CaseStore) -> None:
    async def open_one(n: int) -> Case:
        post = make_post(message_id=n << 22)
        return await store.open_case(post, (finding(post),), DECISION, NOW)

    for step in range(25):
        tasks = [asyncio.create_task(open_one(10 * step + n)) for n in range(5)]
        await asyncio.sleep(step * 0.0003)  # another moment of the transaction each time
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        last = await open_one(10 * step + 9)
    assert sorted(c.number for c in await store.recent(1000)) == list(range(1, last.number + 1))


async def test_reading_does_not_wait_for_a_writer(store: CaseStore, where: Where) -> None:
    await store.open_case(make_post(), (finding(make_post()),), DECISION, NOW)
    other = await Database.open(where.address, MIGRATIONS)
    async with other.write() as connection:
        await connection.execute(update(cases).values(state="closed"))
        (read,) = await store.recent()
        assert read.state is CaseState.OPEN
    assert (await store.recent())[0].state is CaseState.CLOSED
    await other.close()


async def test_writers_of_two_processes_take_turns(store: CaseStore, where: Where) -> None:
    """What one has read cannot change before it has written, as if they were one."""
    other = CaseStore(await Database.open(where.address, MIGRATIONS))
    async with store.database.write() as connection:
        await connection.execute(insert(counters).values(guild_id=1, last_number=0))

    async def count_one(n: int) -> None:
        async with (store, other)[n % 2].database.write() as connection:
            number = (await connection.execute(select(counters.c.last_number))).scalar_one()
            await asyncio.sleep(0)
            await connection.execute(update(counters).values(last_number=number + 1))

    await asyncio.gather(*(count_one(n) for n in range(40)))
    assert await where.rows("SELECT last_number FROM counters") == [(40,)]
    await other.close()


async def test_no_outcomes_are_no_work(store: CaseStore) -> None:
    post = make_post()
    case = await store.open_case(post, (finding(post),), DECISION, NOW)
    await store.record(case.case_id, ())
    assert await store.case(case.case_id) == replace(
        case,
        post=replace(post, media=(replace(post.media[0], url=""),)),
        findings=tuple(
            replace(
                f,
                media=replace(f.media, url=""),
                screening=f.screening and replace(f.screening, redacted=None),
            )
            for f in case.findings
        ),
    )


async def test_a_broken_write_is_a_store_error(store: CaseStore) -> None:
    unknown = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        await store.record("nobody", (unknown,))
