"""A server's rules, as pure functions: no I/O, no clock.

`judge` turns what was measured on one media item into a verdict; `decide` turns the verdicts on a
post into the actions that follow. Both only read their arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import (
    Action,
    Decision,
    Place,
    Policy,
    Response,
    Screening,
    Verdict,
    VerdictKind,
)

_GRAVITY = {
    VerdictKind.CLEAN: 0,
    VerdictKind.UNSCREENED: 1,
    VerdictKind.SUSPECT: 2,
    VerdictKind.EXPLICIT: 3,
}

_ACTIONS: dict[Response, tuple[Action, ...]] = {
    Response.ALLOW: (),
    Response.ALERT: (Action.ALERT_MODERATORS,),
    # Removal first, because people are seeing it; moderators last, because their entry tells how
    # the other actions ended.
    Response.REMOVE: (Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS),
}

_RESPONSE_GRAVITY = [Response.ALLOW, Response.ALERT, Response.REMOVE]


def applies_to(place: Place, policy: Policy) -> bool:
    """Return whether images posted at a place are screened at all."""
    return policy.screen_age_restricted or not place.age_restricted


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
    reason; a reason that it does not name alerts moderators.
    """
    match verdict.kind:
        case VerdictKind.EXPLICIT:
            return Response.REMOVE
        case VerdictKind.SUSPECT:
            return policy.suspect
        case VerdictKind.UNSCREENED:
            assert verdict.reason is not None, "judge gives every UNSCREENED its reason"
            return policy.unscreened.get(verdict.reason, Response.ALERT)
        case VerdictKind.CLEAN:
            return Response.ALLOW


def decide(verdicts: Iterable[Verdict], policy: Policy) -> Decision:
    """Return the decision on a post: its gravest verdict, and the strongest response's actions.

    The gravest verdict that calls for that response is the one quoted, so that a case says what
    it was opened for. A post with no verdicts at all is CLEAN, with no actions.
    """
    verdict, response = Verdict(VerdictKind.CLEAN), Response.ALLOW
    for candidate in verdicts:
        answer = respond(candidate, policy)
        if _rank(answer, candidate) > _rank(response, verdict):
            verdict, response = candidate, answer
    return Decision(verdict, policy.version, _ACTIONS[response])


def _rank(response: Response, verdict: Verdict) -> tuple[int, int, float]:
    return (_RESPONSE_GRAVITY.index(response), _GRAVITY[verdict.kind], verdict.score or 0.0)
