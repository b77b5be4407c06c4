"""What a server's lists of known images change of a verdict, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain import Detection, Label, Policy, Screening, Threshold, Verdict, VerdictKind
from bot.known import TEXTURE, KnownAs, KnownImage, KnownList, Likeness, Match, Seen

_SURER, _SAME_PLACE = 0.1, 0.7
"""By how much a score may be higher, and how far boxes must overlap, for what a moderator let pass
to be the same finding in a copy of the picture (`benchmarks/known.py` measures both)."""


def weigh(
    verdict: Verdict, screening: Screening, matches: Sequence[Match], policy: Policy
) -> Verdict:
    """Return a verdict with what the server's lists of known images say of the picture.

    The server's own block list makes it EXPLICIT. Its own allow list makes it CLEAN where the file
    is the same, or where the picture is and the network reports nothing there that it did not
    report in the one that a moderator let pass (`_covers`). Anything else raises suspicion at most:
    a list from another server, and a picture that is possibly an edited one; another server's allow
    list says nothing.
    """
    if any(_is(m, KnownList.BLOCK) and m.image.own for m in matches):
        if verdict.kind is VerdictKind.EXPLICIT:
            return replace(verdict, known=KnownAs.BLOCKED)
        return Verdict(VerdictKind.EXPLICIT, screening.unscreened, known=KnownAs.BLOCKED)
    if verdict.kind is not VerdictKind.CLEAN and any(
        _is(m, KnownList.ALLOW) and m.image.own and _covers(m, screening, policy) for m in matches
    ):
        return Verdict(VerdictKind.CLEAN, known=KnownAs.ALLOWED)
    blocked = [m for m in matches if m.image.on is KnownList.BLOCK]
    if not blocked:
        return verdict
    elsewhere = any(m.likeness is not Likeness.EDITED for m in blocked)
    known = KnownAs.ELSEWHERE if elsewhere else KnownAs.EDITED
    if verdict.kind is VerdictKind.CLEAN:
        return Verdict(VerdictKind.SUSPECT, known=known)
    return replace(verdict, known=known)


def remembered(screening: Screening, thresholds: Mapping[Label, Threshold]) -> tuple[Seen, ...]:
    """Return what the network reported that counts, as an entry of the allow list keeps it.

    Nothing where the picture's size is not known: then the entry lets the same file pass alone.
    """
    if not screening.width or not screening.height:
        return ()
    return tuple(
        Seen(d.label.value, d.score, _shares(d, screening.width, screening.height))
        for d in screening.detections
        if d.label in thresholds and d.score >= thresholds[d.label].suspect
    )


def _is(match: Match, on: KnownList) -> bool:
    return match.image.on is on and match.likeness is not Likeness.EDITED


def _covers(match: Match, screening: Screening, policy: Policy) -> bool:
    """Return whether a moderator's decision on one picture holds for what was found in another.

    It holds for the very file. A picture that only looks the same may have an explicit one set into
    it, a turned one is another picture to the network, and an animation's fingerprint is its first
    frame's: all of these are looked at as if nothing were known.
    """
    if match.likeness is Likeness.SAME_FILE:
        return True
    if match.turned or not match.image.still or screening.frames != 1 or screening.unscreened:
        return False
    if (screening.pdq_quality or 0) < TEXTURE:
        return False
    found = remembered(screening, policy.thresholds)
    return bool(found) and all(_was_seen(each, match.image) for each in found)


def _was_seen(found: Seen, image: KnownImage) -> bool:
    """Return whether something was reported in a known picture too: there, and not less surely."""
    return any(
        found.label == seen.label
        and found.score <= seen.score + _SURER
        and overlap(found.box, seen.box) >= _SAME_PLACE
        for seen in image.seen
    )


def _shares(detection: Detection, width: int, height: int) -> tuple[float, float, float, float]:
    x, y, w, h = detection.box
    return (
        round(x / width, 4), round(y / height, 4), round(w / width, 4), round(h / height, 4)
    )  # fmt: skip


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Return the share of their common area that two boxes have in both (IoU), in 0..1."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    both = across * down
    return both / (a[2] * a[3] + b[2] * b[3] - both)
