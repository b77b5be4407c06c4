"""Lists of known images in both databases: looked up, exchanged, and never of a child."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Case, Label, MediaFinding, Screening, Threshold, Verdict, VerdictKind
from bot.errors import ListError
from bot.evidence import known_exchange as exchange
from bot.evidence.database import Database
from bot.evidence.known import KnownImages
from bot.evidence.ledger import entries, log
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.people import People
from bot.evidence.store import CaseStore
from bot.evidence.wishes import Wishes
from bot.known import KnownImage, KnownList, Likeness, Match
from bot.steps import StepKind
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

SHA, OTHER, PDQ = "ab" * 32, "cd" * 32, "0f" * 32
MODERATOR = 77
DECIDED = replace(DECISION, thresholds={Label.ANUS_EXPOSED: Threshold(0.5, 0.3)})


def screening(sha256: str = SHA, pdq: str = PDQ, quality: int = 90) -> Screening:
    return Screening(
        sha256=sha256, pdq=pdq, pdq_quality=quality, width=10, height=10, frames=1,
        detections=finding(make_post()).screening.detections,  # type: ignore[union-attr]
    )  # fmt: skip


def far(bits: int) -> str:
    """Return a fingerprint that differs from the usual one in so many bits."""
    return f"{int(PDQ, 16) ^ ((1 << bits) - 1):064x}"


async def opened(
    store: CaseStore, number: int = 7, guild_id: int = 1, found: Screening | None = None
) -> Case:
    post = make_post(number << 22, guild_id)
    explicit = Verdict(VerdictKind.EXPLICIT, None, Label.ANUS_EXPOSED, 0.75)
    findings = (MediaFinding(post.media[0], found or screening(), explicit),)
    return await store.open_case(post, findings, DECIDED, NOW)


async def looked_up(lists: KnownImages, found: Screening, guild_id: int = 1) -> list[Match]:
    return list(await lists.matches(guild_id, found))


async def test_a_listed_image_is_known_again_on_its_server_alone(
    database: Database, store: CaseStore
) -> None:
    lists, case = KnownImages(database), await opened(store)
    assert await looked_up(lists, screening()) == []
    assert await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW) == 1
    for known in (lists, KnownImages(database)):
        (match,) = await looked_up(known, screening())
        assert match.likeness is Likeness.SAME_FILE and match.image.own
        assert match.image.case_number == case.number and match.image.user_id == MODERATOR
        (match,) = await looked_up(known, screening(OTHER, far(31)))
        assert (match.likeness, match.distance) == (Likeness.SAME_PICTURE, 31)
        (match,) = await looked_up(known, screening(OTHER, far(60)))
        assert (match.likeness, match.distance) == (Likeness.EDITED, 60)
        assert await looked_up(known, screening(OTHER, far(61))) == []
        assert await looked_up(known, screening(OTHER, PDQ, 49)) == [], "it has too little texture"
        assert await looked_up(known, screening(), guild_id=2) == []


async def test_a_turned_copy_is_the_same_picture_and_no_edited_one(
    database: Database, store: CaseStore
) -> None:
    lists = KnownImages(database)
    await lists.add((await opened(store)).case_id, KnownList.BLOCK, MODERATOR, NOW)
    turned = replace(screening(OTHER, "f" * 64), turned=("a" * 64,) * 6 + (far(31),))
    (match,) = await looked_up(lists, turned)
    assert match.turned and match.likeness is Likeness.SAME_PICTURE
    assert await looked_up(lists, replace(turned, turned=(far(32),) * 7)) == []


async def test_a_picture_without_texture_is_known_by_its_file_alone(
    database: Database, store: CaseStore
) -> None:
    lists = KnownImages(database)
    case = await opened(store, found=screening(quality=49))
    await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW)
    assert [m.likeness for m in await looked_up(lists, screening())] == [Likeness.SAME_FILE]
    assert await looked_up(lists, screening(OTHER)) == []


async def test_an_image_is_on_one_list_and_what_was_seen_stays_with_the_allowed(
    database: Database, store: CaseStore
) -> None:
    lists, case = KnownImages(database), await opened(store)
    await looked_up(lists, screening())
    await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW)
    assert [m.image.on for m in await looked_up(lists, screening())] == [KnownList.BLOCK]
    await lists.add(case.case_id, KnownList.ALLOW, MODERATOR, NOW)
    (match,) = await looked_up(lists, screening(OTHER))
    assert match.image.on is KnownList.ALLOW and match.image.still
    (seen,) = match.image.seen
    assert (seen.label, seen.score, seen.box) == ("ANUS_EXPOSED", 0.75, (0.1, 0.2, 0.3, 0.4))
    listed = await lists.listed(1)
    assert (listed.blocked, listed.allowed, len(listed.newest)) == (0, 1, 1)


async def test_what_is_taken_off_is_known_no_more(database: Database, store: CaseStore) -> None:
    lists, others = KnownImages(database), KnownImages(database)
    await lists.add((await opened(store)).case_id, KnownList.BLOCK, MODERATOR, NOW)
    (match,) = await looked_up(others, screening())
    assert await lists.remove(2, match.image.entry_id, MODERATOR, NOW) is None
    removed = await lists.remove(1, match.image.entry_id, MODERATOR, NOW)
    assert removed is not None and removed.sha256 == SHA
    assert await lists.remove(1, match.image.entry_id, MODERATOR, NOW) is None
    assert await looked_up(others, screening()) == await looked_up(lists, screening()) == []


async def test_no_child_is_ever_on_a_list(database: Database, store: CaseStore) -> None:
    lists, wishes = KnownImages(database), Wishes(database)
    case, again = await opened(store, 7), await opened(store, 8)
    await lists.add(again.case_id, KnownList.BLOCK, MODERATOR, NOW)
    theirs = KnownImage(KnownList.BLOCK, SHA)
    await lists.take_in(1, "theirs", [theirs], MODERATOR, NOW)
    await wishes.shield(case.case_id)
    assert await looked_up(lists, screening()) == [], "nor under another case, or from elsewhere"
    with pytest.raises(ListError, match="under 18"):
        await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW)
    with pytest.raises(ListError, match="not there"):
        await lists.add("no such case", KnownList.BLOCK, MODERATOR, NOW)


async def test_a_case_without_fingerprints_cannot_be_listed(
    database: Database, store: CaseStore
) -> None:
    bare = replace(screening(), sha256=None)
    case = await opened(store, found=bare)
    with pytest.raises(ListError, match="no fingerprint"):
        await KnownImages(database).add(case.case_id, KnownList.ALLOW, MODERATOR, NOW)


async def test_a_list_travels_and_arrives_as_a_strangers(
    database: Database, store: CaseStore
) -> None:
    lists = KnownImages(database)
    await lists.add((await opened(store)).case_id, KnownList.BLOCK, MODERATOR, NOW)
    second = await opened(store, 8, found=screening(OTHER, "f" * 64))
    await lists.add(second.case_id, KnownList.ALLOW, MODERATOR, NOW)
    data = exchange.dump("Gärten\n\u202e", await lists.own(1, 10), NOW)
    assert not {"case", "user", str(MODERATOR)} & set(json.loads(data)["images"][0])
    brought = exchange.load(data)
    assert (brought.server, brought.allowed, len(brought.blocked)) == ("Gärten", 1, 1)
    assert await lists.take_in(2, "Gärten", brought.blocked, MODERATOR, NOW) == 1
    assert await lists.take_in(2, "Gärten", brought.blocked, MODERATOR, NOW) == 0
    (match,) = await looked_up(lists, screening(), guild_id=2)
    assert not match.image.own and match.image.source == "Gärten"
    assert await looked_up(lists, screening(OTHER, "f" * 64), guild_id=2) == []
    listed = await lists.listed(2)
    assert (listed.blocked, listed.allowed, listed.elsewhere) == (0, 0, (("Gärten", 1),))
    assert await lists.remove_source(2, "Gärten", NOW) == 1
    assert await looked_up(lists, screening(), guild_id=2) == []


@pytest.mark.parametrize("source", ["", "a"])
async def test_no_import_becomes_the_servers_own_list_or_an_allow_list(
    database: Database, source: str
) -> None:
    on = KnownList.ALLOW if source else KnownList.BLOCK
    with pytest.raises(ListError):
        await KnownImages(database).take_in(1, source, [KnownImage(on, SHA)], MODERATOR, NOW)
    with pytest.raises(ListError):
        await KnownImages(database).remove_source(1, "", NOW)


GOOD = {"list": "block", "sha256": SHA}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no list"),
        ({"format": "another/1", "images": []}, "“format”"),
        ({"images": [GOOD, {"list": "block", "sha256": "AB" * 32}]}, "image 2, its “sha256”"),
        ({"images": [{"list": "block", "sha256": SHA, "pdq": "0f"}]}, "image 1, its “pdq”"),
        ({"images": [{"list": "own", "sha256": SHA}]}, "image 1, its “list”"),
        ({"images": [GOOD | {"source": ""}]}, "image 1, its “source”"),
        ({"images": [{"list": "block"}]}, "image 1 has no fingerprint"),
        ({"images": [GOOD] * 40_001}, "“images”"),
        ({"images": [], "server": "x" * 201}, "“server”"),
        (b" " * (8 * 2**20 + 1), "larger than 8 MiB"),
    ],
)
def test_a_hostile_list_is_refused_whole_and_by_name(told: object, why: str) -> None:
    if isinstance(told, dict):
        told = json.dumps({"format": exchange.FORMAT} | told).encode()
    assert isinstance(told, bytes)
    with pytest.raises(ListError) as error:
        exchange.load(told)
    assert why in error.value.message and SHA not in error.value.message


async def test_it_goes_with_the_server_and_with_the_moderators_data(
    database: Database, store: CaseStore
) -> None:
    lists, people = KnownImages(database), People(database)
    case = await opened(store)
    await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW)
    told = (await people.export(MODERATOR, NOW))["listed"]
    assert [(x["list"], x["case_number"]) for x in told] == [("block", 1)]  # type: ignore[attr-defined]
    await people.erase(MODERATOR, NOW)
    (match,) = await looked_up(lists, screening())
    assert match.image.user_id is not None and match.image.user_id < 0
    assert (await people.export(MODERATOR, NOW))["listed"] == []

    life = Lifecycle(database, left_server_days=30)
    await life.present([2], NOW)
    await life.purge(NOW + timedelta(days=29))
    assert await looked_up(lists, screening())
    await life.purge(NOW + timedelta(days=31))
    assert await looked_up(lists, screening()) == []


async def test_look_ups_at_once_read_each_entry_once(database: Database, store: CaseStore) -> None:
    lists = KnownImages(database)
    await lists.add((await opened(store)).case_id, KnownList.BLOCK, MODERATOR, NOW)
    copy = screening(OTHER, far(5))
    found = await asyncio.gather(*(looked_up(lists, copy) for _ in range(10)))
    assert all(len(each) == 1 for each in found)


async def test_who_lists_what_is_a_step_of_its_case_and_what_strangers_bring_is_in_the_ledger(
    database: Database, store: CaseStore
) -> None:
    lists, case = KnownImages(database), await opened(store)
    await lists.add(case.case_id, KnownList.BLOCK, MODERATOR, NOW)
    (match,) = await looked_up(lists, screening())
    await lists.remove(1, match.image.entry_id, MODERATOR, NOW)
    now = await store.case(case.case_id)
    assert now is not None
    assert [(s.kind, s.user_id, s.note) for s in now.steps] == [
        (StepKind.LISTED, MODERATOR, "block"),
        (StepKind.UNLISTED, MODERATOR, "block"),
    ]
    await lists.take_in(1, "theirs", [KnownImage(KnownList.BLOCK, OTHER)], MODERATOR, NOW)
    await lists.remove_source(1, "theirs", NOW)
    async with database.read() as connection:
        assert entries.differences(now, await log.entries_of(connection, case.case_id)) == []
        found = await log.entries_of(connection, "")
    told = [
        {name: opening.value for name, opening in entry.openings.items()}
        for entry in found
        if entry.openings["kind"].value == entries.LIST_CHANGED
    ]
    assert [(t["what"], t["source"], t["images"]) for t in told] == [
        ("on", "theirs", 1),
        ("off", "theirs", 1),
    ]
    assert str(MODERATOR) not in str(told)
