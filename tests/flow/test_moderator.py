"""The case flow over hand-written fakes: what happens, in which order, and what a failure does."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Label,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Screening,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError
from tests.flow.world import CLEAN, COPY, EXPLICIT, NOW, SUSPECT, World, make_post


async def test_an_explicit_image_is_recorded_before_the_post_is_touched() -> None:
    world = World({"a": EXPLICIT})
    case = await world.case(make_post("a"))
    assert world.events == [
        "fetch a",
        "open",
        "remove",
        "repost_blurred",
        "alert_moderators",
        "close",
    ]
    assert case is not None
    assert case.state is CaseState.CLOSED
    assert [o.action for o in world.cases[1, case.post.key].outcomes] == [
        Action.REMOVE,
        Action.REPOST_BLURRED,
        Action.ALERT_MODERATORS,
    ]
    assert world.copies == {"a": COPY}


async def test_an_ordinary_image_leaves_nothing_behind() -> None:
    world = World({"a": CLEAN})
    assert await world.case(make_post("a")) is None
    assert world.events == ["fetch a"]


async def test_an_age_restricted_channel_is_not_even_fetched_from() -> None:
    world = World({"a": EXPLICIT})
    assert await world.case(make_post("a", age_restricted=True)) is None
    assert world.events == []


async def test_two_flagged_images_are_one_removal_one_notice_and_two_media_in_one_case() -> None:
    world = World({"a": EXPLICIT, "b": EXPLICIT})
    case = await world.case(make_post("a", "b"))
    assert case is not None and len(case.findings) == 2
    assert all(f.verdict and f.verdict.kind is VerdictKind.EXPLICIT for f in case.findings)
    assert [e for e in world.events if e in {"remove", "repost_blurred"}] == [
        "remove",
        "repost_blurred",
    ]
    assert set(world.copies) == {"a", "b"}


async def test_a_slow_image_does_not_delay_the_removal_of_an_explicit_one() -> None:
    world = World({"slow": CLEAN, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    task = asyncio.create_task(world.case(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    assert not task.done()
    opened = world.cases[1, str(1 << 60)]
    assert {f.media.media_id: f.verdict is None for f in opened.findings} == {
        "slow": True,
        "b": False,
    }
    world.holds["slow"].set()
    case = await task
    assert case is not None and all(f.verdict is not None for f in case.findings)


@pytest.mark.parametrize("first", [CLEAN, FetchError(UnscreenedReason.FETCH_FAILED, "gone")])
async def test_a_failing_or_clean_first_image_does_not_hide_the_second(
    first: Screening | FetchError,
) -> None:
    world = World({"a": first, "b": EXPLICIT})
    case = await world.case(make_post("a", "b"))
    assert case is not None and "remove" in world.events


ENDS = set(UnscreenedReason) - {UnscreenedReason.UNSUPPORTED, UnscreenedReason.OVERLOADED}


@pytest.mark.parametrize("reason", ENDS)
async def test_what_could_not_be_screened_is_told_to_moderators(reason: UnscreenedReason) -> None:
    world = World({"a": Screening.failed(reason, "why")})
    case = await world.case(make_post("a"))
    assert case is not None
    assert case.decision.verdict == Verdict(VerdictKind.UNSCREENED, reason)
    assert "alert_moderators" in world.events
    assert "remove" not in world.events


async def test_a_failed_commit_still_protects_people_and_tells_moderators() -> None:
    world = World({"a": EXPLICIT})
    world.broken = True
    case = await world.case(make_post("a"))
    assert world.events == ["fetch a", "remove", "repost_blurred", "alert_moderators"]
    assert case is not None and not case.recorded
    assert not world.case_at_alert.recorded


async def test_a_commit_that_fails_half_way_does_not_stop_the_rest() -> None:
    world = World({"slow": CLEAN, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    task = asyncio.create_task(world.case(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    world.broken = True
    world.holds["slow"].set()
    await task
    assert {"repost_blurred", "alert_moderators"} <= set(world.events)
    assert not world.case_at_alert.recorded


async def test_a_refused_removal_does_not_keep_moderators_from_being_told() -> None:
    world = World({"a": EXPLICIT})
    world.refuse = {Action.REMOVE}
    case = await world.case(make_post("a"))
    assert "alert_moderators" in world.events
    assert world.events.count("remove") == 1
    # No notice says that something was removed which still stands.
    assert "repost_blurred" not in world.events
    skipped = case.outcome_of(Action.REPOST_BLURRED) if case else None
    assert skipped is not None and skipped.status is OutcomeStatus.SKIPPED


async def test_an_event_that_comes_twice_is_handled_once() -> None:
    world = World({"a": EXPLICIT})
    await asyncio.gather(*(world.case(make_post("a")) for _ in range(5)))
    assert world.events.count("remove") == 1
    assert world.events.count("fetch a") == 1


async def test_an_edit_that_adds_an_image_has_only_that_one_screened() -> None:
    world = World({"a": CLEAN, "b": EXPLICIT})
    assert await world.case(make_post("a")) is None
    case = await world.case(make_post("a", "b"))
    assert case is not None and [f.media.media_id for f in case.findings] == ["b"]
    assert world.events.count("fetch a") == 1


async def test_an_edit_can_turn_a_suspect_post_into_a_removed_one() -> None:
    world = World({"a": SUSPECT, "b": EXPLICIT})
    first = await world.case(make_post("a"))
    assert first is not None and first.decision.verdict.kind is VerdictKind.SUSPECT
    second = await world.case(make_post("a", "b"))
    assert second is not None and second.number == first.number
    assert {f.media.media_id for f in second.findings} == {"a", "b"}
    assert world.events.count("remove") == 1
    assert world.events.count("alert_moderators") == 2  # the same entry, written again


async def test_an_edit_that_adds_to_a_suspect_post_is_told_and_its_case_opened_again() -> None:
    world = World({"a": SUSPECT, "b": SUSPECT})
    await world.case(make_post("a"))
    second = await world.case(make_post("a", "b"))
    assert world.events.count("alert_moderators") == 2
    # While moderators are being told, the case is open again.
    assert world.states_at_acts == [CaseState.OPEN, CaseState.OPEN]
    assert second is not None and world.cases[1, second.post.key].state is CaseState.CLOSED


async def test_a_clean_image_that_an_edit_adds_is_no_matter_of_the_case() -> None:
    world = World({"a": SUSPECT, "b": CLEAN})
    await world.case(make_post("a"))
    second = await world.case(make_post("a", "b"))
    assert second is not None and [f.media.media_id for f in second.findings] == ["a"]
    assert world.events.count("alert_moderators") == 1


async def test_a_restart_finishes_what_was_left_and_gives_every_image_its_end() -> None:
    world = World({})
    post = make_post("a", "b")
    verdict = Verdict(VerdictKind.EXPLICIT, None, Label.MALE_GENITALIA_EXPOSED, 0.9)
    removed = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    actions = (Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS)
    findings = (MediaFinding(post.media[0], EXPLICIT, verdict), MediaFinding(post.media[1]))
    case = Case("c1", 1, post, findings, Decision(verdict, "test/1", actions), NOW)
    world.cases[1, post.key] = case.with_outcomes((removed,))

    await world.moderator.reconcile(list(world.cases.values()))

    assert world.events == [
        "update",
        "repost_blurred resumed",
        "alert_moderators resumed",
        "close",
    ]
    after = world.cases[1, post.key]
    assert after.state is CaseState.CLOSED
    assert after.findings[1].verdict == Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)


@pytest.mark.parametrize(
    ("surface", "downloads"),
    [(Surface.EMOJI, 1), (Surface.STICKER, 1), (Surface.AVATAR, 1), (Surface.ATTACHMENT, 2)],
)
async def test_what_discord_never_changes_is_downloaded_once_and_acted_on_each_time(
    surface: Surface, downloads: int
) -> None:
    world = World({"a": EXPLICIT})
    first = await world.case(make_post("a", surface=surface))
    second = await world.case(make_post("a", surface=surface, message_id=(1 << 60) + 1))
    assert first is not None and second is not None and first.case_id != second.case_id
    assert world.events.count("fetch a") == downloads
    assert world.events.count("remove") == 2


async def test_what_was_not_looked_at_to_its_end_is_looked_at_again() -> None:
    failed = Screening.failed(UnscreenedReason.TIMEOUT, "time ran out")
    world = World({"a": [failed, EXPLICIT]})
    await world.case(make_post("a", surface=Surface.EMOJI))
    case = await world.case(make_post("a", surface=Surface.EMOJI, message_id=(1 << 60) + 1))
    assert case is not None and case.decision.verdict.kind is VerdictKind.EXPLICIT
