"""The rules, as properties: whatever was measured, a failure is never clean, and what is explicit
never stays where there is a lever for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import (
    Action,
    Detection,
    Label,
    Place,
    Policy,
    Post,
    ProfileResponse,
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

POLICY = Policy(
    version="v",
    strictness=Strictness.STANDARD,
    thresholds={
        Label.MALE_GENITALIA_EXPOSED: Threshold(0.35, 0.2),
        Label.BUTTOCKS_EXPOSED: Threshold(0.5, 0.3),
    },
    unscreened={
        UnscreenedReason.UNSUPPORTED: Response.ALLOW,
        UnscreenedReason.TOO_LARGE: Response.REMOVE,
    },
)
detections = st.builds(
    Detection,
    label=st.sampled_from(Label),
    score=st.floats(0, 1),
    box=st.just((0, 0, 1, 1)),
)
screenings = st.builds(
    Screening,
    detections=st.lists(detections, max_size=6).map(tuple),
    unscreened=st.none() | st.sampled_from(UnscreenedReason),
)


def attached(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, Surface]]:
    return [(v, Surface.ATTACHMENT) for v in verdicts]


@given(screenings)
def test_a_failure_is_never_clean(screening: Screening) -> None:
    if screening.unscreened is not None:
        verdict = rules.judge(screening, POLICY)
        assert verdict.kind is not VerdictKind.CLEAN
        assert verdict.reason is screening.unscreened


@given(screenings)
def test_the_gravest_detection_decides_and_others_never_soften_it(screening: Screening) -> None:
    verdict = rules.judge(screening, POLICY)
    explicit = [
        d.score
        for d in screening.detections
        if d.label in POLICY.thresholds and d.score >= POLICY.thresholds[d.label].explicit
    ]
    assert (verdict.kind is VerdictKind.EXPLICIT) == bool(explicit)
    if explicit:
        assert verdict.score == max(explicit)


@given(screenings, st.lists(detections, max_size=3))
def test_more_detections_never_make_a_verdict_milder(
    screening: Screening, more: list[Detection]
) -> None:
    order = [
        VerdictKind.CLEAN,
        VerdictKind.UNSCREENED,
        VerdictKind.SUSPECT,
        VerdictKind.EXPLICIT,
    ]
    before = rules.judge(screening, POLICY).kind
    richer = Screening(detections=(*screening.detections, *more), unscreened=screening.unscreened)
    assert order.index(rules.judge(richer, POLICY).kind) >= order.index(before)


def test_a_threshold_is_reached_at_its_very_score() -> None:
    def kind(score: float) -> VerdictKind:
        found = Detection(Label.MALE_GENITALIA_EXPOSED, score, (0, 0, 1, 1))
        return rules.judge(Screening(detections=(found,)), POLICY).kind

    assert kind(0.35) is VerdictKind.EXPLICIT
    assert kind(0.3499) is VerdictKind.SUSPECT
    assert kind(0.2) is VerdictKind.SUSPECT
    assert kind(0.1999) is VerdictKind.CLEAN


@given(st.lists(screenings, max_size=10))
def test_one_explicit_image_among_any_others_removes_the_post(many: list[Screening]) -> None:
    verdicts = [rules.judge(s, POLICY) for s in many]
    decision = rules.decide(attached(verdicts), POLICY)
    if any(v.kind is VerdictKind.EXPLICIT for v in verdicts):
        assert decision.verdict.kind is VerdictKind.EXPLICIT
        assert decision.actions[0] is Action.REMOVE
    if all(v.kind is VerdictKind.CLEAN for v in verdicts):
        assert decision.actions == ()


@given(st.permutations(list(UnscreenedReason)))
def test_the_order_of_images_does_not_matter(reasons: list[UnscreenedReason]) -> None:
    verdicts = [Verdict(VerdictKind.UNSCREENED, r) for r in reasons]
    assert rules.decide(attached(verdicts), POLICY).actions == (
        Action.REMOVE,
        Action.REPOST_BLURRED,
        Action.ALERT_MODERATORS,
    )
    assert rules.decide(attached(verdicts), POLICY).verdict.reason is UnscreenedReason.TOO_LARGE


def test_a_reason_without_a_rule_alerts_and_an_allowed_one_does_nothing() -> None:
    crashed = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)
    assert rules.decide(attached([crashed]), POLICY).actions == (Action.ALERT_MODERATORS,)
    text_file = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.UNSUPPORTED)
    assert rules.decide(attached([text_file]), POLICY).actions == ()


REMOVE, SUPPRESS, TIMEOUT = Action.REMOVE, Action.SUPPRESS_PREVIEW, Action.TIMEOUT
REPOST, NOTICE, ALERT = Action.REPOST_BLURRED, Action.NOTICE, Action.ALERT_MODERATORS
EXPLICIT = Verdict(VerdictKind.EXPLICIT, None, Label.MALE_GENITALIA_EXPOSED, 0.9)
SUSPECT = Verdict(VerdictKind.SUSPECT, None, Label.MALE_GENITALIA_EXPOSED, 0.3)
CLEAN = Verdict(VerdictKind.CLEAN)
FAILED = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.TIMEOUT)
IGNORED = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.UNSUPPORTED)
PROFILE = (Surface.AVATAR, Surface.BANNER)
EXPRESSIONS = (Surface.SERVER_EMOJI, Surface.SERVER_STICKER)
SERVER_IMAGES = (
    Surface.SERVER_ICON,
    Surface.SERVER_BANNER,
    Surface.SERVER_SPLASH,
    Surface.ROLE_ICON,
    Surface.EVENT_COVER,
)
verdicts = st.sampled_from([EXPLICIT, SUSPECT, CLEAN, FAILED, IGNORED])
found = st.lists(st.tuples(verdicts, st.sampled_from(Surface)), max_size=6)
policies = st.builds(
    replace,
    st.just(POLICY),
    suspect=st.sampled_from(Response),
    profiles=st.sampled_from(ProfileResponse),
    server_expressions=st.sampled_from(Response),
    server_images=st.sampled_from(Response),
)


@given(found, policies)
def test_nothing_explicit_is_left_in_a_message(
    found: list[tuple[Verdict, Surface]], policy: Policy
) -> None:
    actions = rules.decide(found, policy).actions
    explicit = [surface for verdict, surface in found if verdict is EXPLICIT]
    if any(surface is not Surface.EMBED for surface in explicit):
        assert REMOVE in actions
    elif explicit:
        assert REMOVE in actions or SUPPRESS in actions


@given(found, policies, st.booleans())
def test_actions_come_once_in_order_and_never_at_cross_purposes(
    found: list[tuple[Verdict, Surface]], policy: Policy, in_message: bool
) -> None:
    actions = rules.decide(found, policy, in_message=in_message).actions
    order = [REMOVE, SUPPRESS, TIMEOUT, REPOST, NOTICE, ALERT]
    assert list(actions) == [a for a in order if a in actions]
    assert not {REMOVE, SUPPRESS} <= set(actions)
    assert not {REPOST, NOTICE} <= set(actions)
    # Whatever is done is told, and a notice says what was done.
    assert (not actions) or actions[-1] is ALERT
    assert REPOST not in actions or REMOVE in actions
    assert NOTICE not in actions or SUPPRESS in actions


@given(found, policies, st.booleans(), st.randoms())
def test_the_order_of_surfaces_does_not_matter(
    found: list[tuple[Verdict, Surface]], policy: Policy, in_message: bool, random: Random
) -> None:
    shuffled = found[:]
    random.shuffle(shuffled)
    one = rules.decide(found, policy, in_message=in_message)
    assert rules.decide(shuffled, policy, in_message=in_message) == one


@pytest.mark.parametrize("surface", set(Surface) - {Surface.EMBED})
def test_whatever_a_message_carries_goes_with_it(surface: Surface) -> None:
    for policy in (POLICY, replace(POLICY, profiles=ProfileResponse.ALLOW)):
        assert rules.decide([(EXPLICIT, surface)], policy).actions == (REMOVE, REPOST, ALERT)
        assert rules.decide([(SUSPECT, surface)], policy).actions == (ALERT,)
        assert rules.decide([(IGNORED, surface)], policy).actions == ()


def test_a_preview_alone_is_hidden_and_a_mixed_message_is_removed() -> None:
    embed, file = Surface.EMBED, Surface.ATTACHMENT
    for others in ([], [(CLEAN, file)], [(SUSPECT, file)], [(FAILED, file)], [(EXPLICIT, embed)]):
        decision = rules.decide([(EXPLICIT, embed), *others], POLICY)
        assert decision.actions == (SUPPRESS, NOTICE, ALERT)
        assert decision.verdict == EXPLICIT
    for found in ([(EXPLICIT, embed), (EXPLICIT, file)], [(SUSPECT, embed), (EXPLICIT, file)]):
        assert rules.decide(found, POLICY).actions == (REMOVE, REPOST, ALERT)
    strict = replace(POLICY, suspect=Response.REMOVE)
    assert rules.decide([(SUSPECT, embed)], strict).actions == (SUPPRESS, NOTICE, ALERT)
    assert rules.decide([(SUSPECT, file)], strict).actions == (REMOVE, REPOST, ALERT)


def lever(surface: Surface, policy: Policy, verdict: Verdict = EXPLICIT) -> tuple[Action, ...]:
    return rules.decide([(verdict, surface)], policy, in_message=False).actions


def test_a_reaction_is_cleared_without_a_notice() -> None:
    assert lever(Surface.REACTION, POLICY) == (REMOVE, ALERT)
    assert lever(Surface.REACTION, POLICY, SUSPECT) == (ALERT,)


@pytest.mark.parametrize("surface", PROFILE)
def test_a_profile_is_told_and_its_member_timed_out_where_the_policy_says_so(
    surface: Surface,
) -> None:
    assert lever(surface, POLICY) == (ALERT,)
    timeout = replace(POLICY, profiles=ProfileResponse.TIMEOUT)
    assert lever(surface, timeout) == (TIMEOUT, ALERT)
    assert lever(surface, timeout, SUSPECT) == (ALERT,)
    assert lever(surface, timeout, FAILED) == (ALERT,)
    assert lever(surface, timeout, CLEAN) == ()


@pytest.mark.parametrize("surface", [*EXPRESSIONS, *SERVER_IMAGES])
def test_what_belongs_to_the_server_is_taken_away_where_the_policy_says_so(
    surface: Surface,
) -> None:
    removing = replace(POLICY, server_expressions=Response.REMOVE, server_images=Response.REMOVE)
    telling = replace(POLICY, server_expressions=Response.ALERT, server_images=Response.ALERT)
    assert lever(surface, removing) == (REMOVE, ALERT)
    assert lever(surface, telling) == (ALERT,)
    assert lever(surface, removing, SUSPECT) == (ALERT,)
    # By itself: emoji and stickers go, the server's face is for its moderators to change.
    assert lever(surface, POLICY) == ((REMOVE, ALERT) if surface in EXPRESSIONS else (ALERT,))


def a_post(*, subject: str = "", age_restricted: bool = False) -> Post:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    place = Place(1, "server", 2, "channel", age_restricted=age_restricted)
    return Post(1, place, Sender(3, "n", "N", now), now, subject=subject)


@pytest.mark.parametrize("subject", ["", "reaction:1:2"])
def test_age_restricted_places_are_left_alone_unless_the_policy_says_otherwise(
    subject: str,
) -> None:
    post = a_post(subject=subject, age_restricted=True)
    surface = Surface.REACTION if subject else Surface.ATTACHMENT
    assert not rules.applies_to(post, surface, POLICY)
    assert rules.applies_to(post, surface, replace(POLICY, screen_age_restricted=True))
    assert rules.applies_to(a_post(subject=subject), surface, POLICY)


@pytest.mark.parametrize("surface", [*PROFILE, *EXPRESSIONS, *SERVER_IMAGES])
def test_what_shows_everywhere_is_screened_unless_it_is_switched_off(surface: Surface) -> None:
    off = replace(
        POLICY,
        profiles=ProfileResponse.ALLOW,
        server_expressions=Response.ALLOW,
        server_images=Response.ALLOW,
    )
    post = a_post(subject="something", age_restricted=True)
    assert rules.applies_to(post, surface, POLICY)
    assert not rules.applies_to(post, surface, off)
    # A webhook's avatar is part of its message.
    assert rules.applies_to(a_post(), surface, off)
