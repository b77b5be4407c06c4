"""What is taken away, surface by surface, and again where it shows once more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Action,
    CaseState,
    Depth,
    OutcomeStatus,
    ProfileResponse,
    Response,
    Screening,
    Surface,
    UnscreenedReason,
    VerdictKind,
)
from bot.errors import FetchError
from tests.flow.world import (
    CLEAN,
    EXPLICIT,
    NOW,
    OVERLOADED,
    POLICY,
    SUSPECT,
    World,
    make_post,
)

ACTIONS = {action.value for action in Action}
SUPPRESS, REMOVE, NOTICE = "suppress_preview", "remove", "notice"
REPOST, ALERT, TIMEOUT = "repost_blurred", "alert_moderators", "timeout"


def acts(world: World) -> list[str]:
    return [e for e in world.events if e.removesuffix(" resumed") in ACTIONS]


async def test_an_explicit_preview_alone_is_hidden_and_a_notice_says_so() -> None:
    world = World({"file": CLEAN, "e": EXPLICIT})
    handled = await world.handle(make_post("file", embeds=["e"]))
    assert acts(world) == [SUPPRESS, NOTICE, ALERT]
    assert world.events.index("open") < world.events.index(SUPPRESS)
    assert handled.case is not None and not handled.deeper


@pytest.mark.parametrize("slow", ["file", "e"])
async def test_a_mixed_message_is_removed_whatever_is_found_first(slow: str) -> None:
    world = World({"file": EXPLICIT, "e": EXPLICIT})
    world.holds[slow] = asyncio.Event()
    task = asyncio.create_task(world.handle(make_post("file", embeds=["e"])))
    while not acts(world):
        await asyncio.sleep(0)
    world.holds[slow].set()
    await task
    first = [SUPPRESS] if slow == "file" else []
    assert acts(world) == [*first, REMOVE, REPOST, ALERT]


@pytest.mark.parametrize(
    "surface", [Surface.FORWARD, Surface.STICKER, Surface.EMOJI, Surface.COMPONENT, Surface.AVATAR]
)
async def test_whatever_else_a_message_carries_goes_with_it(surface: Surface) -> None:
    world = World({"a": EXPLICIT})
    await world.handle(make_post("a", surface=surface))
    assert acts(world) == [REMOVE, REPOST, ALERT]


@pytest.mark.parametrize(
    ("surface", "subject", "expected"),
    [
        (Surface.REACTION, "reaction:1:2", [REMOVE, ALERT]),
        (Surface.AVATAR, "avatar:3:abc", [TIMEOUT, ALERT]),
        (Surface.BANNER, "banner:3:abc", [TIMEOUT, ALERT]),
        (Surface.SERVER_EMOJI, "emoji:2", [REMOVE, ALERT]),
        (Surface.SERVER_STICKER, "sticker:2", [REMOVE, ALERT]),
        (Surface.SERVER_ICON, "icon:1:abc", [REMOVE, ALERT]),
        (Surface.EVENT_COVER, "event_cover:5:abc", [REMOVE, ALERT]),
    ],
)
async def test_what_is_no_message_has_a_case_and_a_lever_of_its_own(
    surface: Surface, subject: str, expected: list[str]
) -> None:
    policy = replace(POLICY, profiles=ProfileResponse.TIMEOUT, server_images=Response.REMOVE)
    world = World({"a": EXPLICIT, "m": SUSPECT}, policy)
    # The message that it hangs on has a case too, and another server has one of the same subject.
    await world.handle(make_post("m"))
    one = await world.case(make_post("a", surface=surface, subject=subject))
    other = await world.case(make_post("a", surface=surface, subject=subject, guild_id=2))
    assert one is not None and other is not None
    assert len({c.case_id for c in world.cases.values()}) == 3
    assert acts(world) == [ALERT, *expected, *expected]


async def test_what_is_switched_off_is_not_even_fetched() -> None:
    off = replace(
        POLICY,
        profiles=ProfileResponse.ALLOW,
        server_expressions=Response.ALLOW,
        server_images=Response.ALLOW,
    )
    world = World({"a": EXPLICIT}, off)
    for surface in (Surface.AVATAR, Surface.SERVER_EMOJI, Surface.SERVER_ICON):
        handled = await world.handle(make_post("a", surface=surface, subject=surface.value))
        assert handled.case is None and not handled.deeper
    assert world.events == []


# ---------------------------------------------------------------- what comes back


async def test_a_preview_that_shows_again_is_hidden_again() -> None:
    world = World({"e": EXPLICIT})
    await world.handle(make_post(embeds=["e"]))
    world.now = NOW + timedelta(seconds=2)
    # Events that are older than the action ask for nothing.
    await world.handle(make_post(embeds=["e"], seconds=-1))
    assert acts(world) == [SUPPRESS, NOTICE, ALERT]
    assert "refetch" not in world.events
    world.fresh = make_post(embeds=["e"])
    case = await world.case(make_post(embeds=["e"], seconds=1))
    assert acts(world) == [SUPPRESS, NOTICE, ALERT, SUPPRESS, ALERT]
    assert world.events.count("fetch e") == 1
    assert case is not None and case.state is CaseState.CLOSED
    kept = world.cases[1, case.post.key].outcomes
    assert [o.action for o in kept].count(Action.SUPPRESS_PREVIEW) == 2
    assert kept == case.outcomes


async def test_a_message_whose_preview_is_gone_is_left_in_peace() -> None:
    world = World({"e": EXPLICIT, "file": CLEAN})
    await world.handle(make_post("file", embeds=["e"]))
    await world.handle(make_post("file", seconds=1))
    assert acts(world) == [SUPPRESS, NOTICE, ALERT]


@pytest.mark.parametrize("clean", ["file", "new"])
async def test_an_event_that_names_a_preview_which_is_hidden_by_now_asks_for_nothing(
    clean: str,
) -> None:
    world = World({"e": EXPLICIT, "file": CLEAN, "new": SUSPECT})
    await world.handle(make_post("file", embeds=["e"]))
    world.now = NOW + timedelta(seconds=2)
    for fresh in (make_post("file"), None):
        world.fresh = fresh
        handled = await world.handle(make_post(clean, embeds=["e"], seconds=1))
        assert not handled.retry
    assert acts(world).count(SUPPRESS) == 1


@pytest.mark.parametrize("answers", [True, False])
async def test_whether_a_preview_is_back_is_asked_again_where_discord_fails(answers: bool) -> None:
    world = World({"e": EXPLICIT})
    await world.handle(make_post(embeds=["e"]))
    world.now = NOW + timedelta(seconds=2)
    world.fresh = FetchError(UnscreenedReason.FETCH_FAILED, "status 503", transient=True)
    again = make_post(embeds=["e"], seconds=1)
    assert (await world.handle(again)).retry
    world.fresh = again if answers else FetchError(UnscreenedReason.FETCH_FAILED, "status 403")
    assert not (await world.handle(again)).retry
    assert acts(world).count(SUPPRESS) == 2


async def test_another_explicit_preview_in_the_same_message_is_hidden_too() -> None:
    world = World({"e": EXPLICIT, "f": EXPLICIT})
    first = await world.case(make_post(embeds=["e"]))
    second = await world.case(make_post(embeds=["e", "f"], seconds=1))
    assert acts(world) == [SUPPRESS, NOTICE, ALERT, SUPPRESS, ALERT]
    assert first is not None and second is not None and first.case_id == second.case_id
    assert len(second.findings) == 2


async def test_who_shows_a_hidden_preview_again_and_again_loses_the_message() -> None:
    world = World({"e": EXPLICIT})
    world.fresh = make_post(embeds=["e"])
    for n in range(8):
        world.now = NOW + timedelta(seconds=n)
        await world.handle(make_post(embeds=["e"], seconds=n - 0.5 if n else 0))
    assert acts(world).count(SUPPRESS) == 3
    assert acts(world).count(REMOVE) == 1
    assert acts(world).count(NOTICE) == 1


async def test_a_message_with_a_hidden_preview_is_removed_for_what_an_edit_adds() -> None:
    world = World({"e": EXPLICIT, "file": EXPLICIT})
    await world.handle(make_post(embeds=["e"]))
    case = await world.case(make_post("file", embeds=["e"], seconds=1))
    assert case is not None and REMOVE in acts(world)
    # One case has one notice.
    assert REPOST not in acts(world) and acts(world).count(NOTICE) == 1


async def test_a_reaction_that_is_used_again_is_cleared_again() -> None:
    world = World({"a": EXPLICIT})
    post = make_post("a", surface=Surface.REACTION, subject="reaction:1:2")
    await asyncio.gather(*(world.handle(post) for _ in range(5)))
    assert acts(world) == [REMOVE, ALERT]
    await world.handle(replace(post, received_at=NOW + timedelta(seconds=1)))
    assert acts(world) == [REMOVE, ALERT, REMOVE, ALERT]
    assert world.events.count("fetch a") == 1


async def test_an_avatar_that_is_seen_again_times_nobody_out_again() -> None:
    world = World({"a": EXPLICIT}, replace(POLICY, profiles=ProfileResponse.TIMEOUT))
    post = make_post("a", surface=Surface.AVATAR, subject="avatar:1:3:abc")
    await world.handle(post)
    world.restarted()
    await world.handle(replace(post, received_at=NOW + timedelta(seconds=1)))
    assert acts(world) == [TIMEOUT, ALERT]


async def test_a_removed_message_is_not_removed_again_by_a_late_event() -> None:
    world = World({"a": EXPLICIT})
    await world.handle(make_post("a"))
    await world.handle(make_post("a", seconds=1))
    world.restarted()
    await world.handle(make_post("a", seconds=2))
    assert acts(world) == [REMOVE, REPOST, ALERT]


async def test_what_failed_is_tried_again_when_the_message_is_seen_again() -> None:
    world = World({"a": EXPLICIT})
    world.refuse = {Action.REMOVE}
    await world.handle(make_post("a"))
    assert acts(world) == [REMOVE, ALERT]
    world.refuse = set()
    world.restarted()  # and the message is read from the channel's history
    world.now = NOW + timedelta(seconds=2)
    case = await world.case(make_post("a", seconds=1))
    assert case is not None
    assert [e.removesuffix(" resumed") for e in acts(world)[2:]] == [REMOVE, REPOST, ALERT]
    last = case.outcome_of(Action.REPOST_BLURRED)
    assert last is not None and last.status is OutcomeStatus.DONE


@pytest.mark.parametrize("status", [Action.REMOVE, Action.SUPPRESS_PREVIEW])
async def test_no_notice_says_that_what_still_stands_is_gone(status: Action) -> None:
    world = World({"a": EXPLICIT})
    world.refuse = {status}
    post = make_post("a") if status is Action.REMOVE else make_post(embeds=["a"])
    case = await world.case(post)
    assert case is not None and acts(world) == [status.value, ALERT]
    skipped = [o for o in case.outcomes if o.status is OutcomeStatus.SKIPPED]
    assert [o.detail for o in skipped] == [
        "the post could not be removed"
        if status is Action.REMOVE
        else "the preview could not be hidden"
    ]
    assert case.decision.verdict.kind is VerdictKind.EXPLICIT


# ---------------------------------------------------------------- whatever comes

ANSWERS: dict[str, Screening | FetchError] = {
    "explicit": EXPLICIT,
    "suspect": SUSPECT,
    "clean": CLEAN,
    "overloaded": OVERLOADED,
    "failed": Screening.failed(UnscreenedReason.UNDECODABLE, "damaged"),
    "broken": FetchError(UnscreenedReason.FETCH_FAILED, "status 503", transient=True),
}
answers = st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=3)
images = st.lists(st.tuples(st.booleans(), answers), min_size=1, max_size=4)
sightings = st.lists(
    st.tuples(st.integers(0, 15), st.sampled_from(Depth), st.booleans()), min_size=1, max_size=6
)


@settings(max_examples=150, deadline=None)
@given(images, sightings)
async def test_whatever_comes_in_whatever_order_nothing_explicit_stays_and_nothing_is_doubled(
    images: list[tuple[bool, list[str]]], sightings: list[tuple[int, Depth, bool]]
) -> None:
    """Show some of a message's images at each sighting, at any depth, with a restart at times."""
    world = World(
        {f"m{n}": [ANSWERS[name] for name in names] for n, (_, names) in enumerate(images)}
    )
    for turn, (mask, depth, restart) in enumerate(sightings):
        world.now = NOW + timedelta(seconds=10 * turn + 5)
        if restart:
            world.restarted()
        names = [n for n in range(len(images)) if mask >> n & 1]
        post = make_post(
            *(f"m{n}" for n in names if not images[n][0]),
            embeds=[f"m{n}" for n in names if images[n][0]],
            seconds=10 * turn,
        )
        handled = await world.handle(post, depth=depth)
        assert not (handled.retry and handled.deeper)
    case = world.cases.get((1, post.key))
    done = [o.action.value for o in case.outcomes] if case else []
    assert done.count(REMOVE) <= 1
    assert done.count(NOTICE) + done.count(REPOST) <= 1
    explicit = {
        f.media
        for f in (case.findings if case else ())
        if f.verdict and f.verdict.kind is VerdictKind.EXPLICIT
    }
    assert {m.media_id for m in explicit} == world.explicit
    for media in explicit:
        assert REMOVE in done or (media.surface is Surface.EMBED and SUPPRESS in done)
    assert (case is not None) or not acts(world)
    assert case is None or case.state is CaseState.CLOSED
