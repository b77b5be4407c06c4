"""What cannot be looked at now is brought again, refreshed or told; deeper looks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Depth,
    MediaFinding,
    MediaRef,
    Screening,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError
from tests.flow.world import CLEAN, EXPLICIT, NOW, OVERLOADED, SUSPECT, World, make_post

BROKEN = FetchError(UnscreenedReason.FETCH_FAILED, "status 503", transient=True)
EXPIRED = FetchError(UnscreenedReason.FETCH_FAILED, "status 404", expired=True)
REFUSED = FetchError(UnscreenedReason.FETCH_FAILED, "status 403")
TIMED_OUT = Screening.failed(UnscreenedReason.TIMEOUT, "too slow")


def kinds(case: Case | None) -> dict[str, VerdictKind | None]:
    assert case is not None
    return {f.media.media_id: f.verdict.kind if f.verdict else None for f in case.findings}


# ---------------------------------------------------------------- brought again


async def test_an_overloaded_screening_is_no_end_and_opens_no_case() -> None:
    world = World({"a": OVERLOADED})
    for _ in range(10):
        handled = await world.handle(make_post("a"))
        assert handled.retry and handled.case is None and not handled.deeper
    assert world.events == ["fetch a"] * 10
    world.screenings["a"] = EXPLICIT
    handled = await world.handle(make_post("a"))
    assert not handled.retry and handled.case is not None and "remove" in world.events


async def test_only_what_was_overloaded_is_looked_at_again() -> None:
    world = World({"a": CLEAN, "b": [OVERLOADED, CLEAN]})
    assert (await world.handle(make_post("a", "b"))).retry
    handled = await world.handle(make_post("a", "b"))
    assert not handled.retry and handled.deeper and handled.case is None
    assert sorted(world.events) == ["fetch a", "fetch b", "fetch b"]


async def test_what_was_overloaded_beside_a_removed_image_has_its_end() -> None:
    world = World({"a": EXPLICIT, "b": OVERLOADED})
    handled = await world.handle(make_post("a", "b"))
    assert not handled.retry
    assert kinds(handled.case) == {"a": VerdictKind.EXPLICIT, "b": VerdictKind.UNSCREENED}
    assert world.cases[1, str(1 << 60)].findings == (handled.case and handled.case.findings)


async def test_what_was_overloaded_in_a_message_that_stands_is_waited_for() -> None:
    world = World({"e": EXPLICIT, "b": [OVERLOADED, CLEAN]})
    post = make_post("b", embeds=["e"])
    handled = await world.handle(post)
    assert handled.retry
    assert kinds(handled.case) == {"e": VerdictKind.EXPLICIT, "b": None}
    handled = await world.handle(post)
    assert not handled.retry
    assert kinds(handled.case) == {"e": VerdictKind.EXPLICIT, "b": VerdictKind.CLEAN}
    assert world.events.count("suppress_preview") == world.events.count("notice") == 1


async def test_a_download_that_may_work_later_is_tried_three_times_and_then_told() -> None:
    world = World({"a": BROKEN})
    for _ in range(2):
        handled = await world.handle(make_post("a"))
        assert handled.retry and handled.case is None
    handled = await world.handle(make_post("a"))
    assert not handled.retry
    assert kinds(handled.case) == {"a": VerdictKind.UNSCREENED}
    assert world.events == ["fetch a"] * 3 + ["open", "alert_moderators", "close"]
    assert not (await world.handle(make_post("a"))).retry


async def test_overload_does_not_use_up_the_tries_of_a_download() -> None:
    world = World({"a": [*[OVERLOADED] * 5, BROKEN]})
    for _ in range(5 + 2):
        assert (await world.handle(make_post("a"))).retry
    assert not (await world.handle(make_post("a"))).retry


async def test_a_refused_download_is_told_at_once() -> None:
    world = World({"a": REFUSED})
    handled = await world.handle(make_post("a"))
    assert not handled.retry and kinds(handled.case) == {"a": VerdictKind.UNSCREENED}
    assert "refetch" not in world.events


async def test_what_breaks_or_is_cancelled_can_be_looked_at_again() -> None:
    world = World({"a": CLEAN, "b": EXPLICIT})
    world.holds["a"] = asyncio.Event()
    task = asyncio.create_task(world.handle(make_post("a")))
    while not world.events:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    world.holds["a"].set()
    assert (await world.handle(make_post("a"))).deeper

    del world.screenings["b"]
    with pytest.raises(KeyError):
        await world.handle(make_post("b", message_id=5))
    world.screenings["b"] = EXPLICIT
    assert (await world.handle(make_post("b", message_id=5))).case is not None


async def test_a_database_that_cannot_be_asked_is_asked_again() -> None:
    world = World({"e": EXPLICIT})
    await world.handle(make_post(embeds=["e"]))
    world.now = NOW + timedelta(seconds=2)
    world.broken = True
    assert (await world.handle(make_post(embeds=["e"], seconds=1))).retry
    world.broken = False
    world.fresh = make_post(embeds=["e"])
    assert not (await world.handle(make_post(embeds=["e"], seconds=1))).retry
    assert world.events.count("suppress_preview") == 2


# ---------------------------------------------------------------- links that ran out


def refreshed(*names: str) -> tuple[MediaRef, ...]:
    return tuple(MediaRef(n, Surface.ATTACHMENT, f"https://cdn/fresh-{n}") for n in names)


async def test_an_expired_link_is_refreshed_once_for_all_images_of_a_message() -> None:
    world = World({"a": EXPIRED, "b": EXPIRED, "fresh-a": CLEAN, "fresh-b": EXPLICIT})
    world.fresh = replace(make_post(), media=refreshed("a", "b"))
    handled = await world.handle(make_post("a", "b"))
    assert kinds(handled.case)["b"] is VerdictKind.EXPLICIT
    assert world.events.count("refetch") == 1
    assert world.events.count("remove") == 1


async def test_a_link_that_is_refused_again_is_told() -> None:
    world = World({"a": EXPIRED, "fresh-a": EXPIRED})
    world.fresh = replace(make_post(), media=refreshed("a"))
    handled = await world.handle(make_post("a"))
    assert not handled.retry and kinds(handled.case) == {"a": VerdictKind.UNSCREENED}
    assert world.events.count("refetch") == 1


@pytest.mark.parametrize("edited", [False, True])
async def test_what_is_gone_before_it_could_be_looked_at_is_no_case(edited: bool) -> None:
    world = World({"a": EXPIRED, "b": CLEAN})
    world.fresh = replace(make_post(), media=refreshed("b")) if edited else None
    handled = await world.handle(make_post("a", "b"))
    assert handled.case is None and not handled.retry
    (gone,) = handled.gone
    assert gone.media.media_id == "a" and gone.screening is not None
    assert gone.verdict == Verdict(VerdictKind.UNSCREENED, UnscreenedReason.FETCH_FAILED)
    what = "the image was taken out of the message" if edited else "the message was deleted"
    assert gone.screening.detail == f"{what} before it could be looked at"
    assert not world.cases


async def test_what_is_gone_stands_in_a_case_that_there_is_anyhow() -> None:
    world = World({"a": EXPIRED, "b": SUSPECT})
    handled = await world.handle(make_post("a", "b"))
    assert kinds(handled.case) == {"a": VerdictKind.UNSCREENED, "b": VerdictKind.SUSPECT}


async def test_an_image_that_the_removal_took_along_has_its_end() -> None:
    world = World({"a": EXPIRED, "b": EXPLICIT})
    world.late["a"] = asyncio.Event()
    task = asyncio.create_task(world.handle(make_post("a", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    assert kinds(world.cases[1, str(1 << 60)]) == {"a": None, "b": VerdictKind.EXPLICIT}
    world.late["a"].set()
    handled = await task
    assert kinds(handled.case) == {"a": VerdictKind.UNSCREENED, "b": VerdictKind.EXPLICIT}
    assert kinds(world.cases[1, str(1 << 60)]) == kinds(handled.case)


async def test_a_message_that_cannot_be_asked_for_now_is_brought_again() -> None:
    world = World({"a": EXPIRED, "fresh-a": CLEAN})
    world.fresh = BROKEN
    assert (await world.handle(make_post("a"))).retry
    world.fresh = replace(make_post(), media=refreshed("a"))
    assert (await world.handle(make_post("a"))).deeper


# ---------------------------------------------------------------- deeper looks


@pytest.mark.parametrize(
    ("names", "deeper"),
    [("clean", True), ("suspect", True), ("failed", False), ("explicit", False)],
)
async def test_a_deeper_look_makes_sense_where_something_was_seen_and_nothing_taken_down(
    names: str, deeper: bool
) -> None:
    world = World({"clean": CLEAN, "suspect": SUSPECT, "failed": TIMED_OUT, "explicit": EXPLICIT})
    assert (await world.handle(make_post(names))).deeper is deeper
    assert not (await world.handle(make_post(names))).deeper  # nothing new: nothing deeper
    assert not (await world.handle(make_post())).deeper


async def test_one_file_that_cannot_be_screened_spares_no_other_a_deeper_look() -> None:
    world = World({"clean": CLEAN, "failed": TIMED_OUT})
    assert (await world.handle(make_post("clean", "failed"))).deeper


@pytest.mark.parametrize("first", [CLEAN, SUSPECT])
async def test_what_a_deeper_look_finds_is_acted_on(first: Screening) -> None:
    world = World({"a": [first, EXPLICIT]})
    before = await world.case(make_post("a"))
    handled = await world.handle(make_post("a"), depth=Depth.DEEP)
    assert kinds(handled.case) == {"a": VerdictKind.EXPLICIT}
    assert world.events.count("remove") == 1
    assert before is None or (handled.case and handled.case.number) == before.number


@pytest.mark.parametrize("first", [CLEAN, SUSPECT])
async def test_a_deeper_look_never_makes_a_finding_milder(first: Screening) -> None:
    world = World({"a": [first, CLEAN], "b": [first, TIMED_OUT]})
    before = await world.case(make_post("a", "b"))
    events = [e for e in world.events if not e.startswith("fetch")]
    handled = await world.handle(make_post("a", "b"), depth=Depth.STANDARD)
    assert not handled.retry
    # Nobody is told of a deeper look that failed: the first one stands.
    assert [e for e in world.events if not e.startswith("fetch")] == events
    assert (before is None) == (not world.cases)


async def test_each_image_is_looked_at_once_at_each_depth() -> None:
    world = World({"a": CLEAN})
    for depth in (Depth.FAST, Depth.STANDARD, Depth.FAST, Depth.STANDARD, Depth.DEEP, None):
        await world.handle(make_post("a"), depth=depth)
    assert world.events == ["fetch a"] * 3


async def test_a_first_look_that_is_a_deep_one_tells_what_it_could_not_see() -> None:
    world = World({"a": TIMED_OUT})
    handled = await world.handle(make_post("a"), depth=Depth.DEEP)
    assert kinds(handled.case) == {"a": VerdictKind.UNSCREENED}


# ---------------------------------------------------------------- many at once, and crashes


async def test_only_so_many_images_are_held_and_one_post_has_half_of_them() -> None:
    names = [f"m{n}" for n in range(20)]
    world = World(dict.fromkeys([*names, "other"], CLEAN))
    world.restarted(parallel=4)
    world.holds = {n: asyncio.Event() for n in names}
    flood = asyncio.create_task(world.handle(make_post(*names)))
    while world.at_once < 2:
        await asyncio.sleep(0)
    # A flood in one message leaves room for the next message.
    await world.handle(make_post("other", message_id=5))
    assert world.most_at_once <= 3
    for hold in world.holds.values():
        hold.set()
    await asyncio.gather(flood, *(world.handle(make_post(n, message_id=6)) for n in names))
    assert world.most_at_once <= 4


async def test_two_events_with_an_explicit_image_each_are_one_removal_and_one_notice() -> None:
    world = World({"a": EXPLICIT, "b": EXPLICIT})
    handled = await asyncio.gather(
        world.handle(make_post("a")), world.handle(make_post("a", "b", seconds=1))
    )
    assert len({h.case.case_id for h in handled if h.case}) == 1
    assert world.events.count("remove") == world.events.count("repost_blurred") == 1
    (case,) = world.cases.values()
    assert set(kinds(case)) == {"a", "b"}


async def test_an_event_that_comes_again_leaves_the_case_to_who_is_at_it() -> None:
    world = World({"slow": EXPLICIT, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    task = asyncio.create_task(world.handle(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    await world.handle(make_post("slow", "b", seconds=1))
    assert "repost_blurred" not in world.events and "close" not in world.events
    world.holds["slow"].set()
    await task
    assert set(world.copies) == {"slow", "b"}


def left_behind(world: World) -> Case:
    """Leave a case as a crash does between its commit and the removal."""
    post = make_post("a")
    verdict = Verdict(VerdictKind.EXPLICIT)
    actions = (Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS)
    found = (MediaFinding(post.media[0], EXPLICIT, verdict),)
    opened = NOW - timedelta(hours=1)
    case = Case("old", 7, post, found, Decision(verdict, "test/1", actions), opened)
    world.cases[1, post.key] = case
    return case


@pytest.mark.parametrize("first", ["history", "reconcile"])
async def test_a_case_that_a_crash_left_is_finished_once_whoever_finds_it_first(
    first: str,
) -> None:
    world = World({"a": EXPLICIT})
    left = left_behind(world)
    both = [world.handle(make_post("a", seconds=1)), world.moderator.reconcile([left])]
    await asyncio.gather(*(both if first == "history" else reversed(both)))
    acted = [e for e in world.events if e.endswith(" resumed")]
    assert acted == ["remove resumed", "repost_blurred resumed", "alert_moderators resumed"]
    case = world.cases[1, left.post.key]
    assert case.number == 7 and case.state is CaseState.CLOSED and len(case.outcomes) == 3


async def test_reconciling_passes_over_what_is_being_screened_right_now() -> None:
    world = World({"slow": CLEAN, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    task = asyncio.create_task(world.handle(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    await world.moderator.reconcile(list(world.cases.values()))
    world.holds["slow"].set()
    handled = await task
    assert kinds(handled.case) == {"slow": VerdictKind.CLEAN, "b": VerdictKind.EXPLICIT}


async def test_a_case_closed_meanwhile_is_left_alone_by_reconciling() -> None:
    world = World({"a": EXPLICIT})
    left = left_behind(world)
    await world.moderator.reconcile([left])
    events = world.events[:]
    await world.moderator.reconcile([left])
    assert world.events == events


async def test_what_was_done_while_the_database_failed_is_recorded_when_it_works() -> None:
    world = World({"slow": CLEAN, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    world.broken = True
    task = asyncio.create_task(world.handle(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    world.broken = False
    world.holds["slow"].set()
    handled = await task
    assert handled.case is not None and handled.case.recorded
    assert world.events.count("remove") == 1
    kept = world.cases[1, handled.case.post.key]
    assert [o.action.value for o in kept.outcomes] == [
        "remove",
        "repost_blurred",
        "alert_moderators",
    ]
