"""What a case holds, in full and at the least, and what is added to it later."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from bot.domain import Decision, Label, MediaFinding, MediaRef, Recording, Threshold
from bot.evidence.export import case_json
from bot.evidence.store import CaseStore
from bot.steps import Actor, Earlier, Step, StepKind
from tests.unit.evidence.conftest import Where
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post

THRESHOLDS = {Label.ANUS_EXPOSED: Threshold(0.4, 0.25)}
FULL = replace(DECISION, thresholds=THRESHOLDS)


def whole_finding(text: str = "s.png") -> MediaFinding:
    found = finding(make_post())
    assert found.screening is not None
    screening = replace(
        found.screening,
        redacted=None,
        model_sha256="cd" * 32,
        software=("av 18", "pillow 13"),
        pdq="ef" * 32,
        pdq_quality=90,
    )
    media = MediaRef("m", found.media.surface, "", text, "image/png", 77)
    return replace(found, media=media, screening=screening, screened_at=NOW)


async def test_the_whole_record_comes_back(store: CaseStore) -> None:
    post = replace(make_post(), text="look at <@8>")
    case = await store.open_case(post, (whole_finding(),), FULL, NOW)
    loaded = await store.case(case.case_id)
    assert loaded == replace(case, post=replace(post, media=(whole_finding().media,)))
    told = case_json(case)
    assert told["thresholds"] == {"ANUS_EXPOSED": {"explicit": 0.4, "suspect": 0.25}}
    assert (told["audience_size"], told["text"], told["held"]) == (12, "look at <@8>", False)
    (media,) = json.loads(json.dumps(told))["media"]
    assert media["model_sha256"] == "cd" * 32 and media["software"] == ["av 18", "pillow 13"]
    assert media["screened_at"] == "2026-01-02T03:04:05.678Z"


async def test_the_least_record_leaves_out_people_words_and_details(
    store: CaseStore, where: Where
) -> None:
    post = replace(make_post(), text="unwanted words")
    decision = replace(FULL, recording=Recording.MINIMAL)
    await store.open_case(post, (whole_finding("private-name.png"),), decision, NOW)
    (loaded,) = await store.recent()
    assert loaded.post.text == "" and loaded.post.audience_size is None
    assert loaded.post.reply_to_user_id is None and loaded.post.mentioned_user_ids == ()
    assert loaded.post.sender.role_ids == () and loaded.post.sender.user_id == 3
    (found,) = loaded.findings
    assert found.media.filename == "" and found.screening is not None
    assert found.screening.detections == () and found.screening.pdq is None
    assert loaded.consent is None
    # What the case was opened for, and what the file can be known again by, stays.
    assert found.verdict == DECISION.verdict and found.screening.sha256 == "ab" * 32
    assert loaded.decision.recording is Recording.MINIMAL
    # An image that comes to it later is recorded no fuller.
    later = replace(whole_finding("second.png"), media=MediaRef("n", found.media.surface, "", "b"))
    await store.update_case(replace(loaded, findings=(*loaded.findings, later)))
    tables = ("cases", "media", "ledger_disclosures")
    kept = str([await where.rows(f"SELECT * FROM {table}") for table in tables])
    for word in ("unwanted", "private-name", "second.png", "efef"):
        assert word not in kept


async def test_a_case_knows_the_senders_earlier_ones_on_that_server(store: CaseStore) -> None:
    async def opened(n: int, guild_id: int = 1, sender: int = 3) -> Earlier:
        post = make_post(n << 22, guild_id)
        post = replace(post, sender=replace(post.sender, user_id=sender))
        return (await store.open_case(post, (finding(post),), DECISION, NOW)).earlier

    assert await opened(1) == Earlier(0, ())
    assert await opened(2) == Earlier(1, (1,))
    assert await opened(3, sender=4) == Earlier(0, ())
    assert await opened(4, guild_id=2) == Earlier(0, ())
    assert await opened(5) == Earlier(2, (2, 1))
    newest = await store.by_number(1, 4)
    assert newest is not None and newest.earlier == Earlier(2, (2, 1))


async def test_of_very_many_earlier_cases_the_newest_are_named(store: CaseStore) -> None:
    for n in range(60):
        post = make_post((n + 1) << 22)
        case = await store.open_case(post, (finding(post),), DECISION, NOW + timedelta(seconds=n))
    assert case.earlier == Earlier(59, tuple(range(59, 9, -1)))


async def test_later_steps_say_who_and_when(store: CaseStore) -> None:
    post = make_post()
    case = await store.open_case(post, (finding(post),), DECISION, NOW)
    steps = (
        Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 99, "upheld"),
        Step(StepKind.EXPORTED, NOW + timedelta(days=1), Actor.OPERATOR),
    )
    for step in steps:
        await store.add_step(case.case_id, step)
    await store.add_step("gone", steps[0])
    loaded = await store.case(case.case_id)
    assert loaded is not None and loaded.steps == steps
    assert case_json(loaded)["steps"] == [
        {
            "kind": "reviewed",
            "at": "2026-01-02T03:04:05.678Z",
            "by": "moderator",
            "user_id": "99",
            "note": "upheld",
        },
        {
            "kind": "exported",
            "at": "2026-01-03T03:04:05.678Z",
            "by": "operator",
            "user_id": None,
            "note": "",
        },
    ]


async def test_cases_from_before_all_this_are_full_and_without_thresholds(
    store: CaseStore, where: Where
) -> None:
    post = make_post()
    await store.open_case(post, (finding(post),), Decision(DECISION.verdict, "v/1"), NOW)
    async with store.database.write() as connection:
        await connection.exec_driver_sql("UPDATE cases SET earlier = NULL")
    (loaded,) = await store.recent()
    assert loaded.earlier == Earlier() and loaded.decision.thresholds == {}
    assert loaded.decision.recording is Recording.FULL
