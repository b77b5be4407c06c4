"""The case flow over hand-written fakes: what happens, in which order, and what a failure does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Depth,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Policy,
    Post,
    Response,
    Screening,
    Sender,
    Strictness,
    Surface,
    Threshold,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError, StoreError
from bot.moderator import Moderator

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
POLICY = Policy(
    version="test/1",
    strictness=Strictness.STANDARD,
    thresholds={Label.MALE_GENITALIA_EXPOSED: Threshold(0.35, 0.2)},
    unscreened={UnscreenedReason.UNSUPPORTED: Response.ALLOW},
)
COPY = b"unrecognisable"
EXPLICIT = Screening(
    detections=(Detection(Label.MALE_GENITALIA_EXPOSED, 0.9, (0, 0, 9, 9)),), redacted=COPY
)
SUSPECT = Screening(detections=(Detection(Label.MALE_GENITALIA_EXPOSED, 0.25, (0, 0, 9, 9)),))
CLEAN = Screening()


def make_post(*names: str, message_id: int = 1 << 60, age_restricted: bool = False) -> Post:
    return Post(
        message_id=message_id,
        place=Place(1, "server", 2, "general", age_restricted=age_restricted),
        sender=Sender(3, "someone", "Someone", NOW),
        received_at=NOW,
        media=tuple(MediaRef(n, Surface.ATTACHMENT, f"https://cdn/{n}") for n in names),
    )


class World:
    """All four parts behind the moderator, sharing one list of what happened in which order."""

    def __init__(self, screenings: Mapping[str, Screening | FetchError]) -> None:
        self.events: list[str] = []
        self.screenings = screenings
        self.holds: dict[str, asyncio.Event] = {}
        self.cases: dict[int, Case] = {}
        self.broken = False
        self.copies: Mapping[str, bytes] = {}
        self.refuse: set[Action] = set()
        self.moderator = Moderator(
            media=self,
            screener=self,
            store=self,
            enforcer=self,
            policy_for=lambda place: POLICY,
            clock=lambda: NOW,
        )

    # MediaSource and Screener
    async def fetch(self, media: MediaRef) -> bytes:
        self.events.append(f"fetch {media.media_id}")
        found = self.screenings[media.media_id]
        if isinstance(found, FetchError):
            raise found
        return media.media_id.encode()

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        name = data.decode()
        if name in self.holds:
            await self.holds[name].wait()
        found = self.screenings[name]
        assert isinstance(found, Screening)
        return found

    # CaseStore
    def _check(self) -> None:
        if self.broken:
            raise StoreError("The database cannot be written.", "disk full")

    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        self._check()
        if post.message_id not in self.cases:
            number = len(self.cases) + 1
            self.cases[post.message_id] = Case(f"c{number}", number, post, findings, decision, at)
            self.events.append("open")
        return self.cases[post.message_id]

    async def update_case(self, case: Case) -> None:
        self._check()
        self.events.append("update")
        self.cases[case.post.message_id] = case

    async def record(self, case_id: str, outcomes: tuple[Outcome, ...]) -> None:
        self._check()
        case = next(c for c in self.cases.values() if c.case_id == case_id)
        self.cases[case.post.message_id] = case.with_outcomes(outcomes)

    async def close_case(self, case_id: str) -> None:
        self._check()
        case = next(c for c in self.cases.values() if c.case_id == case_id)
        self.cases[case.post.message_id] = replace(case, state=CaseState.CLOSED)
        self.events.append("close")

    # Enforcer
    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        self.events.append(action.value + (" resumed" if resumed else ""))
        if action is Action.REPOST_BLURRED:
            self.copies = copies
        self.case_at_alert = case
        failed = action in self.refuse
        return Outcome(action, OutcomeStatus.FAILED if failed else OutcomeStatus.DONE, NOW)


async def test_an_explicit_image_is_recorded_before_the_post_is_touched() -> None:
    world = World({"a": EXPLICIT})
    case = await world.moderator.handle(make_post("a"))
    assert world.events == [
        "fetch a",
        "open",
        "remove",
        "update",
        "repost_blurred",
        "alert_moderators",
        "close",
    ]
    assert case is not None
    assert case.state is CaseState.CLOSED
    assert [o.action for o in world.cases[case.post.message_id].outcomes] == [
        Action.REMOVE,
        Action.REPOST_BLURRED,
        Action.ALERT_MODERATORS,
    ]
    assert world.copies == {"a": COPY}


async def test_an_ordinary_image_leaves_nothing_behind() -> None:
    world = World({"a": CLEAN})
    assert await world.moderator.handle(make_post("a")) is None
    assert world.events == ["fetch a"]


async def test_an_age_restricted_channel_is_not_even_fetched_from() -> None:
    world = World({"a": EXPLICIT})
    assert await world.moderator.handle(make_post("a", age_restricted=True)) is None
    assert world.events == []


async def test_two_flagged_images_are_one_removal_one_notice_and_two_media_in_one_case() -> None:
    world = World({"a": EXPLICIT, "b": EXPLICIT})
    case = await world.moderator.handle(make_post("a", "b"))
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
    task = asyncio.create_task(world.moderator.handle(make_post("slow", "b")))
    while "remove" not in world.events:
        await asyncio.sleep(0)
    assert not task.done()
    opened = world.cases[1 << 60]
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
    case = await world.moderator.handle(make_post("a", "b"))
    assert case is not None and "remove" in world.events


@pytest.mark.parametrize("reason", set(UnscreenedReason) - {UnscreenedReason.UNSUPPORTED})
async def test_what_could_not_be_screened_is_told_to_moderators(reason: UnscreenedReason) -> None:
    world = World({"a": Screening.failed(reason, "why")})
    case = await world.moderator.handle(make_post("a"))
    assert case is not None
    assert case.decision.verdict == Verdict(VerdictKind.UNSCREENED, reason)
    assert "alert_moderators" in world.events
    assert "remove" not in world.events


async def test_a_failed_commit_still_protects_people_and_tells_moderators() -> None:
    world = World({"a": EXPLICIT})
    world.broken = True
    case = await world.moderator.handle(make_post("a"))
    assert world.events == ["fetch a", "remove", "repost_blurred", "alert_moderators"]
    assert case is not None and not case.recorded
    assert not world.case_at_alert.recorded


async def test_a_commit_that_fails_half_way_does_not_stop_the_rest() -> None:
    world = World({"slow": CLEAN, "b": EXPLICIT})
    world.holds["slow"] = asyncio.Event()
    task = asyncio.create_task(world.moderator.handle(make_post("slow", "b")))
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
    case = await world.moderator.handle(make_post("a"))
    assert "alert_moderators" in world.events
    assert world.events.count("remove") == 1
    # No notice says that something was removed which still stands.
    assert "repost_blurred" not in world.events
    skipped = case.outcome_of(Action.REPOST_BLURRED) if case else None
    assert skipped is not None and skipped.status is OutcomeStatus.SKIPPED


async def test_an_event_that_comes_twice_is_handled_once() -> None:
    world = World({"a": EXPLICIT})
    await asyncio.gather(*(world.moderator.handle(make_post("a")) for _ in range(5)))
    assert world.events.count("remove") == 1
    assert world.events.count("fetch a") == 1


async def test_an_edit_that_adds_an_image_has_only_that_one_screened() -> None:
    world = World({"a": CLEAN, "b": EXPLICIT})
    assert await world.moderator.handle(make_post("a")) is None
    case = await world.moderator.handle(make_post("a", "b"))
    assert case is not None and [f.media.media_id for f in case.findings] == ["b"]
    assert world.events.count("fetch a") == 1


async def test_an_edit_can_turn_a_suspect_post_into_a_removed_one() -> None:
    world = World({"a": SUSPECT, "b": EXPLICIT})
    first = await world.moderator.handle(make_post("a"))
    assert first is not None and first.decision.verdict.kind is VerdictKind.SUSPECT
    second = await world.moderator.handle(make_post("a", "b"))
    assert second is not None and second.number == first.number
    assert {f.media.media_id for f in second.findings} == {"a", "b"}
    assert world.events.count("remove") == 1
    assert world.events.count("alert_moderators") == 2  # the same entry, written again


async def test_a_restart_finishes_what_was_left_and_gives_every_image_its_end() -> None:
    world = World({})
    post = make_post("a", "b")
    verdict = Verdict(VerdictKind.EXPLICIT, None, Label.MALE_GENITALIA_EXPOSED, 0.9)
    removed = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    actions = (Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS)
    findings = (MediaFinding(post.media[0], EXPLICIT, verdict), MediaFinding(post.media[1]))
    case = Case("c1", 1, post, findings, Decision(verdict, "test/1", actions), NOW)
    world.cases[post.message_id] = case.with_outcomes((removed,))

    await world.moderator.reconcile(list(world.cases.values()))

    assert world.events == [
        "update",
        "repost_blurred resumed",
        "alert_moderators resumed",
        "close",
    ]
    after = world.cases[post.message_id]
    assert after.state is CaseState.CLOSED
    assert after.findings[1].verdict == Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)
