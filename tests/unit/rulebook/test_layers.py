"""Which rule wins, as properties: the most specific place, and never anything milder for a role."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import (
    Detection,
    Label,
    MediaRef,
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
from bot.measures import Flagged, ServerSettings
from bot.rulebook.layers import Layer, Newcomers, Rulebook, for_newcomer, over, stricter
from bot.settings import Settings, load_installation

NOW = datetime(2026, 5, 1, tzinfo=UTC)
INSTALLATION = load_installation(Settings(_env_file=None))  # type: ignore[call-arg]
LABELS = [Label.BUTTOCKS_EXPOSED, Label.ANUS_EXPOSED, Label.FEMALE_BREAST_EXPOSED]
RESPONSES = [Response.ALLOW, Response.ALERT, Response.REMOVE]
FLAGGED = [Flagged.ALERT, Flagged.BLUR, Flagged.REMOVE]

scores = st.floats(0, 1).map(lambda score: round(score, 3))
thresholds = st.tuples(scores, scores).map(lambda pair: Threshold(max(pair), min(pair)))
by_label = st.dictionaries(st.sampled_from(LABELS), thresholds, max_size=3)


@st.composite
def layers(draw: st.DrawFn, *, exempt: bool = True) -> Layer:
    strictness = draw(st.none() | st.sampled_from(Strictness))
    return Layer(
        exempt=draw(st.none() | st.booleans()) if exempt else None,
        strictness=strictness,
        preset=INSTALLATION.presets[strictness] if strictness else {},
        thresholds=draw(by_label),
        unscreened=draw(
            st.dictionaries(st.sampled_from(UnscreenedReason), st.sampled_from(Response))
        ),
        suspect=draw(st.none() | st.sampled_from(Response)),
        flagged=draw(st.none() | st.sampled_from(Flagged)),
        screen_age_restricted=draw(st.none() | st.booleans()),
        keep_text=draw(st.none() | st.booleans()),
    )


policies = layers(exempt=False).map(lambda layer: over(INSTALLATION.policy, layer))
screenings = st.lists(
    st.builds(lambda label, score: (label, score), st.sampled_from(LABELS), st.floats(0, 1)),
    max_size=4,
)
SETTINGS = ServerSettings("moderators", "en-GB")
SERVER, CATEGORY, CHANNEL, THREAD, ROLE, OTHER_ROLE = range(10, 16)


def make_post(
    *,
    channel: int = CHANNEL,
    parent: int | None = None,
    category: int | None = CATEGORY,
    roles: tuple[int, ...] = (),
    subject: str = "",
    surface: Surface = Surface.ATTACHMENT,
    joined: datetime | None = NOW - timedelta(days=400),
    made: datetime = NOW - timedelta(days=900),
) -> Post:
    milliseconds = int(NOW.timestamp() * 1000) - 1_420_070_400_000
    return Post(
        message_id=milliseconds << 22,
        place=Place(SERVER, "s", channel, "c", parent, category_id=category),
        sender=Sender(3, "n", "N", made, joined, roles),
        received_at=NOW,
        media=(MediaRef("m", surface, "https://cdn.discordapp.com/m"),),
        subject=subject,
    )


@settings(deadline=None)
@given(policies, layers(), layers(), layers())
def test_the_most_specific_place_that_says_something_wins(
    policy: Policy, category: Layer, channel: Layer, thread: Layer
) -> None:
    book = Rulebook(
        policy,
        SETTINGS,
        channels={CHANNEL: channel, THREAD: thread},
        categories={CATEGORY: category},
    )
    found = book.policy_for(make_post(channel=THREAD, parent=CHANNEL))
    order = (thread, channel, category)
    for name in ("flagged", "suspect", "strictness", "screen_age_restricted", "keep_text"):
        said = [getattr(layer, name) for layer in order if getattr(layer, name) is not None]
        assert getattr(found, name) == (said[0] if said else getattr(policy, name))
    said = [layer.exempt for layer in order if layer.exempt is not None]
    assert found.exempt is (said[0] if said else False)
    for reason in UnscreenedReason:
        answers = [layer.unscreened[reason] for layer in order if reason in layer.unscreened]
        assert found.unscreened.get(reason) == (
            answers[0] if answers else policy.unscreened.get(reason)
        )
    for label, threshold in thread.thresholds.items():
        assert found.thresholds[label] == threshold


@settings(deadline=None)
@given(policies, layers(), layers())
def test_a_channel_does_not_know_of_others(policy: Policy, one: Layer, other: Layer) -> None:
    book = Rulebook(policy, SETTINGS, channels={99: one}, categories={98: other})
    assert book.policy_for(make_post()) == policy


@settings(deadline=None)
@given(policies, layers(), layers(), screenings)
def test_a_role_only_adds_strictness_and_the_order_of_roles_does_not_matter(
    policy: Policy, one: Layer, other: Layer, seen: list[tuple[Label, float]]
) -> None:
    one, other = replace(one, exempt=None), replace(other, exempt=None)
    book = Rulebook(policy, SETTINGS, roles={ROLE: one, OTHER_ROLE: other})
    found = book.policy_for(make_post(roles=(ROLE, OTHER_ROLE)))
    assert found == book.policy_for(make_post(roles=(OTHER_ROLE, ROLE)))
    assert_not_milder(found, policy, seen)
    assert stricter(found, one) == found, "a role counts once"


@settings(deadline=None)
@given(policies, layers(), st.floats(0, 0.5), st.booleans(), screenings)
def test_a_newcomer_is_never_met_more_mildly(
    policy: Policy, layer: Layer, by: float, hold: bool, seen: list[tuple[Label, float]]
) -> None:
    rule = Newcomers(timedelta(days=7), None, replace(layer, exempt=None), by, hold)
    found = for_newcomer(policy, rule)
    assert_not_milder(found, policy, seen)
    if hold:
        assert Response.ALERT not in {found.suspect, *found.unscreened.values()}


@settings(deadline=None)
@given(policies, layers(), st.booleans())
def test_whoever_has_an_exempt_role_is_exempt_whatever_else_holds(
    policy: Policy, other: Layer, young: bool
) -> None:
    newcomers = Newcomers(timedelta(days=10_000), layer=other) if young else None
    roles = {ROLE: Layer(exempt=True), OTHER_ROLE: other}
    book = Rulebook(policy, SETTINGS, roles=roles, newcomers=newcomers)
    post = make_post(roles=(OTHER_ROLE, ROLE))
    assert not rules.applies_to(post, Surface.ATTACHMENT, book.policy_for(post))


def test_what_shows_on_the_whole_server_is_in_no_channel() -> None:
    silent = Layer(exempt=True)
    book = Rulebook(INSTALLATION.policy, SETTINGS, channels={CHANNEL: silent})
    avatar = make_post(subject="avatar:1:2:k", surface=Surface.AVATAR)
    reaction = make_post(subject="reaction:1:2", surface=Surface.REACTION)
    assert not book.policy_for(avatar).exempt and book.policy_for(reaction).exempt


def test_somebody_is_new_up_to_the_very_day() -> None:
    rule = Newcomers(account=timedelta(days=7), member=timedelta(days=3))

    def is_new(made: float, joined: float | None) -> bool:
        sender = make_post(
            made=NOW - timedelta(days=made),
            joined=None if joined is None else NOW - timedelta(days=joined),
        ).sender
        return rule.has(sender, NOW)

    assert is_new(6.99, 400) and not is_new(7, 400)
    assert is_new(900, 2.99) and not is_new(900, 3)
    assert not is_new(900, None), "Discord does not say since when"
    webhook = replace(make_post(made=NOW).sender, webhook_id=5)
    assert not rule.has(webhook, NOW)


def assert_not_milder(found: Policy, than: Policy, seen: list[tuple[Label, float]]) -> None:
    """Hold that no verdict and no answer to one is milder under one policy than under another."""
    order = list(RESPONSES)
    assert order.index(found.suspect) >= order.index(than.suspect)
    assert FLAGGED.index(found.flagged) >= FLAGGED.index(than.flagged)
    for reason in UnscreenedReason:
        answers = [p.unscreened.get(reason, Response.ALERT) for p in (found, than)]
        assert order.index(answers[0]) >= order.index(answers[1])
    screening = Screening(
        detections=tuple(Detection(label, score, (0, 0, 1, 1)) for label, score in seen)
    )
    one, other = rules.judge(screening, found), rules.judge(screening, than)
    assert not rules.graver(other, one)


def test_a_verdict_follows_from_the_place() -> None:
    lenient = Layer(thresholds={Label.ANUS_EXPOSED: Threshold(1.0, 1.0)})
    book = Rulebook(INSTALLATION.policy, SETTINGS, channels={CHANNEL: lenient})
    seen = Screening(detections=(Detection(Label.ANUS_EXPOSED, 0.8, (0, 0, 1, 1)),))
    here = rules.judge(seen, book.policy_for(make_post()))
    there = rules.judge(seen, book.policy_for(make_post(channel=77)))
    assert here == Verdict(VerdictKind.CLEAN) and there.kind is VerdictKind.EXPLICIT
