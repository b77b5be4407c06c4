"""The words for an appeal, and its rules: who may, until when, and whether a picture is the same.

Pure: nothing is fetched, kept or sent from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import Case, MediaFinding, Screening, VerdictKind
from bot.known import EDITED, SAME, TEXTURE
from bot.reviews import Review, decided
from bot.steps import StepKind

TIME = timedelta(days=14)
"""For how long after a case was opened its sender can appeal: long enough to come back to it."""
LONGEST_REASON = 500
"""Characters of an appeal's reason."""


class Match(StrEnum):
    """How a picture that a sender uploads again compares with what the case is about."""

    NOT_SENT = "not_sent"
    SAME = "same"
    EDITED = "edited"
    OTHER = "other"
    NOT_COMPARED = "not_compared"


class Refusal(StrEnum):
    """Why somebody cannot appeal."""

    NOT_THE_SENDER = "not-yours"
    ALREADY = "already"
    TOO_LATE = "late"
    NOTHING_TO_APPEAL = "overturned"


@dataclass(frozen=True, slots=True)
class Appeal:
    """The sender's request to look at a case again; one for each case.

    `reason` has at most 500 characters, and is empty once its writer had it erased. `match` and
    `seen` (the verdict of a new look) are all that is kept of a picture that was uploaded again.
    `entry_id` is the moderators' message, None while it is not posted.
    """

    case_id: str
    at: datetime
    reason: str
    match: Match = Match.NOT_SENT
    seen: VerdictKind | None = None
    entry_id: int | None = None


def refusal(case: Case, user_id: int, now: datetime) -> Refusal | None:
    """Return why somebody cannot appeal against a case now, or None where they can."""
    if case.post.sender.user_id != user_id:
        return Refusal.NOT_THE_SENDER
    if any(step.kind is StepKind.APPEALED for step in case.steps):
        return Refusal.ALREADY
    standing = decided(case.steps)
    if standing is not None and standing.review is Review.OVERTURNED:
        return Refusal.NOTHING_TO_APPEAL
    return Refusal.TOO_LATE if now > case.opened_at + TIME else None


def compared(findings: Iterable[MediaFinding], again: Screening) -> Match:
    """Return how a picture compares with those of a case: the closest of them counts.

    The bytes decide where they are equal, else the look (PDQ). Where there is no fingerprint to
    compare with, or none that says enough, it is NOT_COMPARED: that is no answer, not OTHER.
    """
    distances: list[int] = []
    for finding in findings:
        known = finding.screening
        if known is None:
            continue
        if known.sha256 is not None and known.sha256 == again.sha256:
            return Match.SAME
        if _tells(known) and _tells(again):
            assert known.pdq is not None and again.pdq is not None
            distances.append(distance(known.pdq, again.pdq))
    if not distances:
        return Match.NOT_COMPARED
    closest = min(distances)
    if closest <= SAME:
        return Match.SAME
    return Match.EDITED if closest <= EDITED else Match.OTHER


def distance(one: str, other: str) -> int:
    """Return in how many of their 256 bits two PDQs (64 hex digits each) differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _tells(screening: Screening) -> bool:
    return screening.pdq is not None and (screening.pdq_quality or 0) >= TEXTURE
