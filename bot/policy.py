"""A server's rules, as pure functions: no I/O, no clock.

`judge` turns what was measured on one media item into a verdict; `decide` turns the verdicts on a
post, with the surface of each and the sender's earlier cases, into the actions that follow. Both
only read their arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import (
    Action,
    Decision,
    Policy,
    Post,
    ProfileResponse,
    Response,
    Screening,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.known import KnownAs
from bot.measures import Escalation, Flagged, History, Sanction

_PROFILE = frozenset({Surface.AVATAR, Surface.BANNER})
_EXPRESSIONS = frozenset({Surface.SERVER_EMOJI, Surface.SERVER_STICKER})
_SERVER_IMAGES = frozenset(
    {
        Surface.SERVER_ICON,
        Surface.SERVER_BANNER,
        Surface.SERVER_SPLASH,
        Surface.ROLE_ICON,
        Surface.EVENT_COVER,
    }
)

_GRAVITY = {
    VerdictKind.CLEAN: 0,
    VerdictKind.UNSCREENED: 1,
    VerdictKind.SUSPECT: 2,
    VerdictKind.EXPLICIT: 3,
}

_RESPONSE_GRAVITY = [Response.ALLOW, Response.ALERT, Response.REMOVE]

_SUSPICIOUS = frozenset({KnownAs.ELSEWHERE, KnownAs.EDITED})

_ORDER = (
    # What people are seeing goes first; moderators last, because their entry tells how the other
    # actions ended.
    Action.REMOVE,
    Action.SUPPRESS_PREVIEW,
    Action.TIMEOUT,
    Action.KICK,
    Action.BAN,
    Action.REPOST_BLURRED,
    Action.NOTICE,
    Action.ALERT_MODERATORS,
)

_REMOVED = frozenset({Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS})
_REMOVED_WITHOUT_A_COPY = frozenset({Action.REMOVE, Action.NOTICE, Action.ALERT_MODERATORS})
# The link stays in the text: a copy beside it would say what it leads to.
_PREVIEW_HIDDEN = frozenset({Action.SUPPRESS_PREVIEW, Action.NOTICE, Action.ALERT_MODERATORS})
_TAKEN_AWAY = frozenset({Action.REMOVE, Action.ALERT_MODERATORS})
_TIMED_OUT = frozenset({Action.TIMEOUT, Action.ALERT_MODERATORS})
_TOLD = frozenset({Action.ALERT_MODERATORS})

_SANCTIONS = {
    Sanction.TIMEOUT: Action.TIMEOUT,
    Sanction.KICK: Action.KICK,
    Sanction.BAN: Action.BAN,
}
SANCTIONS = frozenset(_SANCTIONS.values())
"""What is done to a sender and not to a post."""


def applies_to(post: Post, surface: Surface, policy: Policy) -> bool:
    """Return whether an image on one surface of a post is screened at all.

    An age-restricted channel is left alone unless the policy says otherwise; what shows everywhere
    on the server (profiles, its emoji, its icon) is screened wherever it was noticed. Nothing is
    where the policy exempts it.
    """
    if policy.exempt:
        return False
    if not post.subject or surface is Surface.REACTION:
        return policy.screen_age_restricted or not post.place.age_restricted
    if surface in _PROFILE:
        return policy.profiles is not ProfileResponse.ALLOW
    if surface in _EXPRESSIONS:
        return policy.server_expressions is not Response.ALLOW
    if surface in _SERVER_IMAGES:
        return policy.server_images is not Response.ALLOW
    return True


def judge(screening: Screening, policy: Policy) -> Verdict:
    """Return the verdict on one media item.

    A detection at or over its label's threshold decides, the gravest first and among these the
    highest score. Where none does, an item that was not looked at to its end is UNSCREENED: a
    failure is never CLEAN. The reason stands beside an EXPLICIT or SUSPECT verdict too.
    """
    best = Verdict(VerdictKind.CLEAN)
    for detection in screening.detections:
        threshold = policy.thresholds.get(detection.label)
        if threshold is None or detection.score < threshold.suspect:
            continue
        kind = (
            VerdictKind.EXPLICIT if detection.score >= threshold.explicit else VerdictKind.SUSPECT
        )
        if (_GRAVITY[kind], detection.score) > (_GRAVITY[best.kind], best.score or 0.0):
            best = Verdict(kind, screening.unscreened, detection.label, detection.score)
    if best.kind is VerdictKind.CLEAN and screening.unscreened is not None:
        return Verdict(VerdictKind.UNSCREENED, screening.unscreened)
    return best


def respond(verdict: Verdict, policy: Policy) -> Response:
    """Return what the policy says follows for one verdict.

    An explicit image is removed. For what was not looked at the policy names the response by
    reason; a reason that it does not name alerts moderators. What the lists raised suspicion of is
    told to moderators, and never removed for that alone.
    """
    told = Response.ALERT if verdict.known in _SUSPICIOUS else Response.ALLOW
    return max(_response(verdict, policy), told, key=_RESPONSE_GRAVITY.index)


def _response(verdict: Verdict, policy: Policy) -> Response:
    match verdict.kind:
        case VerdictKind.EXPLICIT:
            return Response.REMOVE
        case VerdictKind.SUSPECT:
            return policy.suspect if verdict.label is not None else Response.ALERT
        case VerdictKind.UNSCREENED:
            assert verdict.reason is not None, "judge gives every UNSCREENED its reason"
            return policy.unscreened.get(verdict.reason, Response.ALERT)
        case VerdictKind.CLEAN:
            return Response.ALLOW


def may_be_shown(verdict: Verdict, policy: Policy) -> bool:
    """Return whether an image may be posted for somebody after it was looked at (a gate).

    Nobody waits for its removal, so all that is not clean stays away: what was not looked at to its
    end whatever the response to that, and what is suspect unless the policy lets it pass.
    """
    if verdict.kind is VerdictKind.SUSPECT:
        return verdict.reason is None and policy.suspect is Response.ALLOW
    return verdict.kind is VerdictKind.CLEAN


def graver(verdict: Verdict, other: Verdict) -> bool:
    """Return whether a verdict is graver than another: what is recorded never gets milder."""
    return _GRAVITY[verdict.kind] > _GRAVITY[other.kind]


def decide(
    found: Iterable[tuple[Verdict, Surface]],
    policy: Policy,
    *,
    in_message: bool = True,
    history: History | None = None,
) -> Decision:
    """Return the decision on a post: its gravest verdict, and the actions that follow in order.

    `found` has each image's verdict and surface. `in_message` says that all of them are part of
    one message, a webhook's avatar too: where anything but previews is to go, the message goes as
    a whole. The gravest verdict that calls for the strongest response is the one quoted, so that a
    case says what it was opened for. A post with no verdicts at all is CLEAN, with no actions.
    `history` has the sender's earlier cases; without it nothing follows from them.
    """
    verdict, response = Verdict(VerdictKind.CLEAN), Response.ALLOW
    actions: set[Action] = set()
    for candidate, surface in found:
        answer = respond(candidate, policy)
        actions |= _actions(answer, surface, policy, in_message=in_message)
        if _rank(answer, candidate) > _rank(response, verdict):
            verdict, response = candidate, answer
    if Action.REMOVE in actions:
        # The previews go with the message, and one notice tells of both.
        actions.discard(Action.SUPPRESS_PREVIEW)
    if Action.REPOST_BLURRED in actions:
        actions.discard(Action.NOTICE)
    step = escalated(policy, history) if verdict.kind is VerdictKind.EXPLICIT else None
    if step is not None:
        # One sanction alone: an escalation is never milder than what an avatar calls for.
        actions = (actions - SANCTIONS) | {_SANCTIONS[step.sanction]}
    return Decision(
        verdict,
        policy.version,
        tuple(a for a in _ORDER if a in actions),
        policy.thresholds,
        policy.recording,
        policy.mode,
        step.timeout if step is not None and step.sanction is Sanction.TIMEOUT else None,
        policy.review_picture,
    )


def escalated(policy: Policy, history: History | None) -> Escalation | None:
    """Return the gravest step of the escalation that a sender's cases have reached, or None."""
    if history is None:
        return None
    order = list(Sanction)
    return max(
        (e for e in policy.escalation if history.cases_within(e.within) >= e.cases),
        key=lambda e: (order.index(e.sanction), e.timeout),
        default=None,
    )


def _actions(
    response: Response, surface: Surface, policy: Policy, *, in_message: bool
) -> frozenset[Action]:
    """Return what a response to one image means on its surface: the lever that there is."""
    if response is Response.ALLOW:
        return frozenset()
    if response is Response.ALERT:
        return _TOLD
    if in_message or surface is Surface.REACTION:
        if policy.flagged is Flagged.ALERT:
            return _TOLD
        if not in_message:
            return _TAKEN_AWAY
        if surface is Surface.EMBED:
            return _PREVIEW_HIDDEN
        return _REMOVED if policy.flagged is Flagged.BLUR else _REMOVED_WITHOUT_A_COPY
    if surface in _PROFILE:
        return _TIMED_OUT if policy.profiles is ProfileResponse.TIMEOUT else _TOLD
    if surface in _EXPRESSIONS:
        return _TAKEN_AWAY if policy.server_expressions is Response.REMOVE else _TOLD
    if surface in _SERVER_IMAGES:
        return _TAKEN_AWAY if policy.server_images is Response.REMOVE else _TOLD
    return _TAKEN_AWAY


def _rank(response: Response, verdict: Verdict) -> tuple[int, int, float]:
    return (_RESPONSE_GRAVITY.index(response), _GRAVITY[verdict.kind], verdict.score or 0.0)
