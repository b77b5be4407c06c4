"""The rules, as properties: whatever was measured, a failure is never clean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import (
    Action,
    Detection,
    Label,
    Place,
    Policy,
    Response,
    Screening,
    Strictness,
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
    decision = rules.decide(verdicts, POLICY)
    if any(v.kind is VerdictKind.EXPLICIT for v in verdicts):
        assert decision.verdict.kind is VerdictKind.EXPLICIT
        assert decision.actions[0] is Action.REMOVE
    if all(v.kind is VerdictKind.CLEAN for v in verdicts):
        assert decision.actions == ()


@given(st.permutations(list(UnscreenedReason)))
def test_the_order_of_images_does_not_matter(reasons: list[UnscreenedReason]) -> None:
    verdicts = [Verdict(VerdictKind.UNSCREENED, r) for r in reasons]
    assert rules.decide(verdicts, POLICY).actions == (
        Action.REMOVE,
        Action.REPOST_BLURRED,
        Action.ALERT_MODERATORS,
    )
    assert rules.decide(verdicts, POLICY).verdict.reason is UnscreenedReason.TOO_LARGE


def test_a_reason_without_a_rule_alerts_and_an_allowed_one_does_nothing() -> None:
    crashed = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)
    assert rules.decide([crashed], POLICY).actions == (Action.ALERT_MODERATORS,)
    text_file = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.UNSUPPORTED)
    assert rules.decide([text_file], POLICY).actions == ()


def test_age_restricted_places_are_left_alone_unless_the_policy_says_otherwise() -> None:
    place = Place(1, "server", 2, "channel", age_restricted=True)
    assert not rules.applies_to(place, POLICY)
    assert rules.applies_to(Place(1, "server", 2, "channel"), POLICY)
