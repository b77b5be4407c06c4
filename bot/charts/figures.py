"""Draws a server's figures for its moderators: four small charts on one card.

The card has a dark ground of its own, so that it reads the same in Discord's light and dark themes.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from bot.domain import UnscreenedReason
from bot.figures import Ended, Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GROUND, _INK, _FAINT = "#1e2026", "#e8eaf0", "#5b606c"
# Okabe and Ito's palette, which stays apart for colour-blind readers, lightened for a dark ground.
_COLOURS = {
    Ended.TAKEN_DOWN: "#56B4E9",
    Ended.TOLD: "#F0E442",
    Ended.FAILED: "#E8743B",
    Ended.OBSERVED: "#9AA0AC",
    Ended.OVERTURNED: "#CC79A7",
}
_NAMES = {
    Ended.TAKEN_DOWN: "taken down",
    Ended.TOLD: "moderators told",
    Ended.FAILED: "could not be taken down",
    Ended.OBSERVED: "observed only",
    Ended.OVERTURNED: "overturned: a mistake",
}
_WITHIN = (1, 2, 5, 10, 30, 60, 300, float("inf"))
"""Upper ends of the classes of time to removal, in seconds."""
_CLASSES = ("1 s", "2 s", "5 s", "10 s", "30 s", "1 min", "5 min", "longer")


def draw(figures: Figures, title: str) -> bytes:
    """Return a PNG of 1200 × 760 pixels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6.33), layout="constrained", facecolor=_GROUND)
    (days, unscreened), (reviews, removals) = figure.subplots(
        2, 2, gridspec_kw={"width_ratios": (3, 2), "height_ratios": (3, 2)}
    )
    _days(days, figures)
    _unscreened(unscreened, figures)
    _removals(reviews, figures)
    _reviews(removals, figures)
    figure.suptitle(title, color=_INK, fontsize=13)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=120, metadata={"Software": None})
    return out.getvalue()


def _days(axes: Axes, figures: Figures) -> None:
    at, below = list(range(len(figures.days))), [0] * len(figures.days)
    for how in Ended:
        counts = [day.get(how, 0) for day in figures.days.values()]
        if any(counts):
            axes.bar(at, counts, bottom=below, color=_COLOURS[how], width=0.8, label=_NAMES[how])
            below = [low + count for low, count in zip(below, counts, strict=True)]
    step = max(1, len(at) // 8)
    axes.set_xticks(at[::step], [_day(day) for day in list(figures.days)[::step]])
    axes.set_ylim(0, max([1, *below]) * 1.35)  # room for the legend
    _whole_numbers(axes, "y")
    _frame(axes, f"Cases a day, {figures.cases} in all")
    if figures.cases:
        axes.legend(loc="upper left", frameon=False, fontsize=8, labelcolor=_INK, ncols=2)


def _unscreened(axes: Axes, figures: Figures) -> None:
    found = [(r, figures.unscreened.get(r, 0)) for r in reversed(UnscreenedReason)]
    axes.barh([r.value.replace("_", " ") for r, _ in found], [n for _, n in found], color="#9AA0AC")
    axes.set_xlim(0, max([1, *(n for _, n in found)]) * 1.1)
    _whole_numbers(axes, "x")
    _frame(axes, f"Images not screened, {sum(figures.unscreened.values())}")


def _removals(axes: Axes, figures: Figures) -> None:
    counts = [0] * len(_WITHIN)
    for seconds in figures.removals:
        counts[next(n for n, end in enumerate(_WITHIN) if seconds <= end)] += 1
    axes.bar(_CLASSES, counts, color=_COLOURS[Ended.TAKEN_DOWN], width=0.8)
    axes.set_ylim(0, max([1, *counts]) * 1.1)
    _whole_numbers(axes, "y")
    middle = figures.median_removal
    said = "no message was" if middle is None else f"half within {middle:.1f} s"
    _frame(axes, f"Messages removed within …: {said}")


def _reviews(axes: Axes, figures: Figures) -> None:
    upheld, overturned = figures.upheld, figures.overturned
    axes.barh(["upheld", "overturned"], [upheld, overturned], height=0.6,
              color=["#009E73", _COLOURS[Ended.OVERTURNED]])  # fmt: skip
    axes.invert_yaxis()
    axes.set_xlim(0, max(1, upheld, overturned) * 1.1)
    _whole_numbers(axes, "x")
    share = figures.mistaken
    said = "none yet" if share is None else f"{share:.0%} were mistakes"
    _frame(axes, f"Reviews: {said}")


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _whole_numbers(axes: Axes, along: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axis = axes.yaxis if along == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y" if along == "y" else "x", color=_FAINT, alpha=0.4)


def _frame(axes: Axes, title: str) -> None:
    axes.set_title(title, color=_INK, fontsize=10, loc="left")
    axes.set_facecolor(_GROUND)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, labelsize=8, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
