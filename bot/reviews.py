"""What moderators decide about a case: the words for it, and where a case stands; pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.steps import Step, StepKind


class Review(StrEnum):
    """A moderator's decision on a case: what the bot did was right, or a mistake."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands on a case, who decided it and when.

    `by` is a moderator's id, negative for one whose data was erased, None where nobody is named.
    `is_new` says that it was decided just now, and not before by somebody else.
    """

    review: Review
    by: int | None
    at: datetime
    is_new: bool = False


class Standing(StrEnum):
    """Where a case stands, for somebody whom it concerns."""

    OPEN = "open"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    EXPIRED = "expired"
    ERASED = "erased"


_REVIEWS = {StepKind.REVIEWED: Review.UPHELD, StepKind.OVERTURNED: Review.OVERTURNED}
KINDS = {review: kind for kind, review in _REVIEWS.items()}
"""By what step each decision is recorded."""


def decided(steps: Sequence[Step]) -> Decided | None:
    """Return the decision that stands on a case; None before the first, and during an appeal.

    `steps` come oldest first. An appeal opens the question again, once.
    """
    for step in reversed(steps):
        if step.kind is StepKind.APPEALED:
            return None
        if step.kind in _REVIEWS:
            return Decided(_REVIEWS[step.kind], step.user_id, step.at)
    return None


def standing(steps: Sequence[Step]) -> Standing:
    """Return where a case that is still there stands: OPEN until a decision stands on it."""
    found = decided(steps)
    return Standing(found.review.value) if found is not None else Standing.OPEN
