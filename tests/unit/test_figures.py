"""Figures: each case counted once, the days whole, and a chart that shows what the table says."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.charts import figures as chart
from bot.domain import (
    Action,
    Case,
    Decision,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Screening,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.figures import Ended, Figures, figures_of, since, table, week_of
from bot.measures import Mode
from bot.steps import Actor, Step, StepKind
from tests.flow.world import NOW, make_post

FIRST = date(2026, 1, 1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
DONE, FAILED = OutcomeStatus.DONE, OutcomeStatus.FAILED
UPHELD = Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 7)
MISTAKE = Step(StepKind.OVERTURNED, NOW, Actor.MODERATOR, 7)


def case(
    hours: float = 0,
    removal: OutcomeStatus | None = DONE,
    seconds: float = 1.0,
    steps: tuple[Step, ...] = (),
    mode: Mode = Mode.ACT,
    reason: UnscreenedReason | None = None,
) -> Case:
    at = MIDNIGHT + timedelta(hours=hours)
    post = make_post("a", message_id=(int((at.timestamp() * 1000) - 1420070400000) << 22))
    kind = VerdictKind.UNSCREENED if reason else VerdictKind.EXPLICIT
    verdict = Verdict(kind, reason)
    found = (MediaFinding(post.media[0], Screening(unscreened=reason), verdict),)
    removed = at + timedelta(seconds=seconds)
    outcomes = (Outcome(Action.REMOVE, removal, removed),) if removal else ()
    decision = Decision(verdict, "v", mode=mode)
    return Case("c", 1, post, found, decision, at, outcomes=outcomes, steps=steps)


def counted(*cases: Case, days: int = 3) -> Figures:
    return figures_of(cases, FIRST, FIRST + timedelta(days=days - 1))


def test_each_case_ends_in_one_way() -> None:
    found = counted(
        case(),
        case(removal=FAILED),
        case(removal=None),
        case(mode=Mode.OBSERVE, removal=OutcomeStatus.SIMULATED),
        case(steps=(MISTAKE,)),
        case(steps=(UPHELD,)),
    )
    assert {how: found.ended(how) for how in Ended} == {
        Ended.TAKEN_DOWN: 2,
        Ended.FAILED: 1,
        Ended.TOLD: 1,
        Ended.OBSERVED: 1,
        Ended.OVERTURNED: 1,
    }
    assert (found.cases, found.upheld, found.overturned, found.mistaken) == (6, 1, 1, 0.5)
    assert counted().mistaken is None and counted().median_removal is None


@given(st.lists(st.integers(-50 * 60, 100 * 60).map(lambda m: m / 60), max_size=30))
def test_a_case_counts_on_the_day_on_which_it_was_opened(hours: list[float]) -> None:
    found = counted(*(case(h) for h in hours))
    assert list(found.days) == [FIRST + timedelta(days=n) for n in range(3)]
    for n, day in enumerate(found.days.values()):
        assert sum(day.values()) == sum(24 * n <= h < 24 * (n + 1) for h in hours)


def test_time_to_removal_is_from_the_message_to_its_deletion() -> None:
    cases = [case(seconds=s) for s in range(1, 101)]
    found = counted(*cases, case(removal=FAILED, seconds=500))
    assert found.median_removal == 50.5 and found.slow_removal == 95.0
    emoji = replace(case(), post=replace(case().post, subject="emoji:1"))
    assert counted(emoji).removals == ()


def test_the_table_says_the_same_and_names_nobody() -> None:
    found = counted(case(), case(25, reason=UnscreenedReason.TIMEOUT, removal=None))
    rows = list(csv.reader(io.StringIO(table(found).decode())))
    assert rows[0] == ["day", "taken_down", "told", "failed", "observed", "overturned"]
    assert rows[1] == ["2026-01-01", "1", "0", "0", "0", "0"]
    assert rows[2] == ["2026-01-02", "0", "1", "0", "0", "0"]
    assert ["images not screened: timeout", "1"] in rows
    assert case().post.sender.name not in table(found).decode()


def test_days_and_weeks_begin_at_midnight() -> None:
    saturday = datetime(2026, 11, 28, 13, 5, tzinfo=UTC)
    assert since(1, saturday) == datetime(2026, 11, 28, tzinfo=UTC)
    assert since(30, saturday) == datetime(2026, 10, 30, tzinfo=UTC)
    assert week_of(saturday) == datetime(2026, 11, 23, tzinfo=UTC)
    assert week_of(week_of(saturday)) == week_of(saturday)


def test_a_chart_is_drawn_with_nothing_and_with_a_lot() -> None:
    many = [case(h, seconds=h % 400, reason=list(UnscreenedReason)[h % 7]) for h in range(24 * 60)]
    for found in (counted(), counted(*many, days=60), counted(case(), days=1)):
        image = Image.open(io.BytesIO(chart.draw(found, "2026-01-01 to 2026-01-03 (UTC)")))
        assert image.size == (1200, 759) and image.format == "PNG"
        assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 20
