"""What lists of known images change of a verdict: others' never remove, none skips a look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import (
    Action,
    Detection,
    Label,
    Policy,
    Response,
    Screening,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.known import KnownAs, KnownImage, KnownList, Likeness, Match, Seen, likeness
from bot.listed import remembered, weigh
from tests.unit.test_policy import POLICY, screenings

MALE, REAR = Label.MALE_GENITALIA_EXPOSED, Label.BUTTOCKS_EXPOSED
STRICT = replace(POLICY, suspect=Response.REMOVE)
SHOWN = Screening(
    detections=(Detection(MALE, 0.8, (10, 10, 40, 40)),),
    width=100, height=100, frames=1, sha256="a" * 64, pdq="0" * 64, pdq_quality=90,
)  # fmt: skip
PASSED = KnownImage(
    KnownList.ALLOW, "b" * 64, "0" * 64, seen=remembered(SHOWN, POLICY.thresholds), still=True
)
SAME = Match(PASSED, Likeness.SAME_PICTURE, 3)

images = st.builds(
    KnownImage,
    on=st.sampled_from(KnownList),
    source=st.sampled_from(["", "another server"]),
    still=st.booleans(),
    seen=st.just(()) | st.just((Seen(MALE.value, 1.0, (0.0, 0.0, 1.0, 1.0)),)),
)
found = st.lists(
    st.builds(Match, images, st.sampled_from(Likeness), st.integers(0, 60), st.booleans()),
    max_size=4,
)
policies = st.sampled_from([POLICY, STRICT])


def weighed(screening: Screening, *matches: Match) -> Verdict:
    return weigh(rules.judge(screening, POLICY), screening, matches, POLICY)


@given(screenings, found, policies)
def test_a_list_from_elsewhere_removes_nothing_and_lets_nothing_pass(
    screening: Screening, matches: list[Match], policy: Policy
) -> None:
    theirs = [m for m in matches if m.image.source]
    before = rules.judge(screening, policy)
    after = weigh(before, screening, theirs, policy)
    order = [Response.ALLOW, Response.ALERT, Response.REMOVE]
    was, now = (order.index(rules.respond(v, policy)) for v in (before, after))
    assert was <= now
    assert (order[now] is Response.REMOVE) == (order[was] is Response.REMOVE)


@given(screenings, found, policies)
def test_a_possibly_edited_picture_is_never_acted_on_alone(
    screening: Screening, matches: list[Match], policy: Policy
) -> None:
    alike = [replace(m, likeness=Likeness.EDITED) for m in matches]
    before = rules.judge(screening, policy)
    after = weigh(before, screening, alike, policy)
    removes = [rules.respond(v, policy) is Response.REMOVE for v in (before, after)]
    assert removes[0] == removes[1]
    assert not rules.graver(before, after)
    if any(m.image.on is KnownList.BLOCK for m in alike):
        assert after.known is KnownAs.EDITED


@given(screenings, found)
def test_what_is_on_the_own_block_list_goes_whatever_the_network_says(
    screening: Screening, matches: list[Match]
) -> None:
    blocked = Match(KnownImage(KnownList.BLOCK), Likeness.SAME_PICTURE, 31, turned=True)
    verdict = weigh(rules.judge(screening, POLICY), screening, [*matches, blocked], POLICY)
    assert verdict.kind is VerdictKind.EXPLICIT and verdict.known is KnownAs.BLOCKED
    actions = rules.decide([(verdict, Surface.ATTACHMENT)], POLICY).actions
    assert Action.REMOVE in actions


@given(screenings, found)
def test_only_the_own_allow_list_lowers_a_verdict(
    screening: Screening, matches: list[Match]
) -> None:
    before = rules.judge(screening, POLICY)
    after = weigh(before, screening, matches, POLICY)
    if rules.graver(before, after):
        assert after.known is KnownAs.ALLOWED
        assert any(m.image.own and m.image.on is KnownList.ALLOW for m in matches)


def test_the_file_that_a_moderator_let_pass_passes() -> None:
    same = Match(replace(PASSED, seen=(), still=False), Likeness.SAME_FILE)
    for screening in (SHOWN, replace(SHOWN, unscreened=UnscreenedReason.TIMEOUT, detections=())):
        assert weighed(screening, same) == Verdict(VerdictKind.CLEAN, known=KnownAs.ALLOWED)


def test_a_copy_of_it_passes_with_what_was_reported_before() -> None:
    copy = replace(SHOWN, detections=(Detection(MALE, 0.88, (12, 11, 38, 41)),))
    assert weighed(copy, SAME).kind is VerdictKind.CLEAN


@pytest.mark.parametrize(
    "change",
    [
        {"detections": (Detection(REAR, 0.6, (10, 10, 40, 40)),)},
        {"detections": (*SHOWN.detections, Detection(MALE, 0.8, (60, 60, 30, 30)))},
        {"detections": (Detection(MALE, 0.95, (10, 10, 40, 40)),)},
        {"frames": 2},
        {"frames": None},
        {"unscreened": UnscreenedReason.TIMEOUT},
        {"pdq_quality": 49},
        {"width": None},
    ],
    ids=["label", "place", "surer", "animation", "frames", "half", "texture", "size"],
)
def test_a_picture_that_looks_like_it_is_judged_as_any_other(change: dict[str, object]) -> None:
    """Bypass 41: a known safe picture with something set into it, or behind its first frame."""
    screening = replace(SHOWN, **change)  # type: ignore[arg-type]
    assert weighed(screening, SAME).kind is VerdictKind.EXPLICIT


@pytest.mark.parametrize(
    "match",
    [
        replace(SAME, likeness=Likeness.EDITED, distance=32),
        replace(SAME, turned=True),
        replace(SAME, image=replace(PASSED, source="another server")),
        replace(SAME, image=replace(PASSED, still=False)),
        replace(SAME, image=replace(PASSED, seen=())),
    ],
    ids=["edited", "turned", "elsewhere", "animation", "nothing remembered"],
)
def test_no_other_likeness_lets_it_pass(match: Match) -> None:
    assert weighed(SHOWN, match).kind is VerdictKind.EXPLICIT


def test_what_was_not_looked_at_keeps_its_reason_and_its_response() -> None:
    large = Screening.failed(UnscreenedReason.TOO_LARGE, "")
    theirs = Match(KnownImage(KnownList.BLOCK, source="another server"), Likeness.SAME_FILE)
    verdict = weighed(large, theirs)
    assert verdict.kind is VerdictKind.UNSCREENED and verdict.known is KnownAs.ELSEWHERE
    assert rules.respond(verdict, POLICY) is Response.REMOVE
    small = weighed(Screening.failed(UnscreenedReason.UNSUPPORTED, ""), theirs)
    assert rules.respond(small, POLICY) is Response.ALERT


def test_the_limits_are_those_of_the_fingerprint() -> None:
    assert [likeness(d) for d in (0, 31, 32, 60, 61)] == [
        Likeness.SAME_PICTURE, Likeness.SAME_PICTURE, Likeness.EDITED, Likeness.EDITED, None,
    ]  # fmt: skip
