"""How it goes on a server, in numbers over days: pure, and without anybody's name."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.domain import Action, Case, OutcomeStatus, UnscreenedReason, VerdictKind
from bot.measures import Mode
from bot.reviews import Review, decided


class Ended(StrEnum):
    """How a case ended, each in one way: what a chart stacks."""

    TAKEN_DOWN = "taken_down"
    TOLD = "told"
    FAILED = "failed"
    OBSERVED = "observed"
    OVERTURNED = "overturned"


_LEVERS = (Action.REMOVE, Action.SUPPRESS_PREVIEW)


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened on the days from `first` to `last`, both included, in UTC.

    `days` has each day's cases by how they ended; `unscreened` the images that could not be looked
    at, by reason; `upheld` and `overturned` the cases that moderators decided on. `removals` are
    the seconds from a message to its removal, sorted; what is no message has none.
    """

    first: date
    last: date
    days: Mapping[date, Mapping[Ended, int]]
    unscreened: Mapping[UnscreenedReason, int]
    upheld: int = 0
    overturned: int = 0
    removals: tuple[float, ...] = ()

    @property
    def cases(self) -> int:
        """Return how many cases there were."""
        return sum(sum(day.values()) for day in self.days.values())

    @property
    def mistaken(self) -> float | None:
        """Return the share of reviewed cases that were a mistake, in 0..1; None without reviews."""
        reviewed = self.upheld + self.overturned
        return self.overturned / reviewed if reviewed else None

    @property
    def median_removal(self) -> float | None:
        """Return the seconds within which half of the messages were removed."""
        return median(self.removals) if self.removals else None

    @property
    def slow_removal(self) -> float | None:
        """Return the seconds within which 95 % of the messages were removed."""
        return self.removals[int(0.95 * (len(self.removals) - 1))] if self.removals else None

    def ended(self, how: Ended) -> int:
        """Return how many cases ended in one way."""
        return sum(day.get(how, 0) for day in self.days.values())


def figures_of(cases: Iterable[Case], first: date, last: date) -> Figures:
    """Return the figures of cases that were opened on these days; others are left out."""
    days: dict[date, Counter[Ended]] = {
        first + timedelta(days=n): Counter() for n in range((last - first).days + 1)
    }
    unscreened: Counter[UnscreenedReason] = Counter()
    reviews: Counter[Review] = Counter()
    removals = []
    for case in cases:
        day = case.opened_at.astimezone(UTC).date()
        if day not in days:
            continue
        days[day][_ended(case)] += 1
        unscreened.update(
            finding.verdict.reason
            for finding in case.findings
            if finding.verdict is not None
            and finding.verdict.kind is VerdictKind.UNSCREENED
            and finding.verdict.reason is not None
        )
        if standing := decided(case.steps):
            reviews[standing.review] += 1
        if (seconds := _removed_after(case)) is not None:
            removals.append(seconds)
    return Figures(
        first,
        last,
        days,
        unscreened,
        reviews[Review.UPHELD],
        reviews[Review.OVERTURNED],
        tuple(sorted(removals)),
    )


def since(days: int, now: datetime) -> datetime:
    """Return the midnight (UTC) at which the last so many days begin, today among them."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)


def week_of(now: datetime) -> datetime:
    """Return the Monday midnight (UTC) of a moment's week."""
    return since(now.astimezone(UTC).weekday() + 1, now)


def table(figures: Figures) -> bytes:
    """Return the figures as CSV, a line a day; the counts that are not by day stand below."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["day", *(how.value for how in Ended)])
    for day, ended in figures.days.items():
        rows.writerow([day.isoformat(), *(ended.get(how, 0) for how in Ended)])
    rows.writerow([])
    rows.writerow(["what", "count"])
    for reason in UnscreenedReason:
        rows.writerow([f"images not screened: {reason.value}", figures.unscreened.get(reason, 0)])
    rows.writerow(["cases upheld", figures.upheld])
    rows.writerow(["cases overturned", figures.overturned])
    rows.writerow(["messages removed", len(figures.removals)])
    for name, value in (
        ("seconds to removal, median", figures.median_removal),
        ("seconds to removal, 95 %", figures.slow_removal),
    ):
        rows.writerow([name, "" if value is None else f"{value:.2f}"])
    return out.getvalue().encode()


def _ended(case: Case) -> Ended:
    standing = decided(case.steps)
    if standing is not None and standing.review is Review.OVERTURNED:
        return Ended.OVERTURNED
    if case.decision.mode is Mode.OBSERVE:
        return Ended.OBSERVED
    levers = [o for lever in _LEVERS if (o := case.outcome_of(lever)) is not None]
    if any(o.status is OutcomeStatus.DONE for o in levers):
        return Ended.TAKEN_DOWN
    return Ended.FAILED if levers else Ended.TOLD


def _removed_after(case: Case) -> float | None:
    removal = case.outcome_of(Action.REMOVE)
    if case.post.subject or removal is None or removal.status is not OutcomeStatus.DONE:
        return None
    return max(0.0, (removal.at - case.post.posted_at).total_seconds())
