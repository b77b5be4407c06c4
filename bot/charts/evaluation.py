"""Draws the curves of an evaluation."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.evaluate import Counts, Evaluation, Proportion

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Blue, orange and grey of Okabe and Ito's palette, which stay apart for colour-blind readers.
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#555555"


def draw(found: Evaluation, title: str) -> bytes:
    """Return a PNG of two charts: precision over recall, and both error rates over the threshold.

    The bands are intervals of 95 %. Crosses are what the preset itself does, whose thresholds
    differ by label.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 5.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    _precision_over_recall(left, found)
    _rates_over_threshold(right, found)
    figure.suptitle(title, fontsize=10)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=120, metadata={"Software": None})
    return out.getvalue()


def _precision_over_recall(axes: Axes, found: Evaluation) -> None:
    # A recall between two points is reached at the next lower threshold, with its precision.
    counts = [found.points[0].counts, *(p.counts for p in found.points)] if found.points else []
    recall = [0.0, *(_share(c.recall) for c in counts[1:])] if counts else []
    precision = [_share(c.precision) for c in counts]
    axes.step(recall, precision, where="pre", color=_BLUE, marker=".", label="any threshold")
    _mark(axes, found.removed, "x", "removed by the preset")
    _mark(axes, found.noticed, "+", "removed or shown to moderators")
    _frame(axes, "Precision over recall", "recall", "precision")


def _mark(axes: Axes, counts: Counts, marker: str, label: str) -> None:
    if counts.precision.share is None or counts.recall.share is None:
        return
    axes.plot(
        [counts.recall.share], [counts.precision.share], marker, color=_ORANGE, markersize=11,
        markeredgewidth=2, label=label, clip_on=False,
    )  # fmt: skip


def _rates_over_threshold(axes: Axes, found: Evaluation) -> None:
    _band(axes, found, lambda counts: counts.recall, _BLUE, "recall", "-")
    label = "false positive rate (bands: 95 %)"
    _band(axes, found, lambda counts: counts.false_positives, _ORANGE, label, "--")
    _frame(axes, "Rates over one threshold for all labels", "threshold", "share of the folder")


def _band(
    axes: Axes, found: Evaluation, rate: Callable[[Counts], Proportion], colour: str, label: str,
    style: str,
) -> None:  # fmt: skip
    # A point's rate holds for every threshold above the next lower point, up to its own; over the
    # highest point nothing is flagged.
    x = [0.0, *(p.threshold for p in reversed(found.points)), 1.0]
    steps = [rate(p.counts) for p in reversed(found.points)]
    steps.append(Proportion(0, rate(found.removed).of))
    held = [steps[0], *steps]
    low, high = zip(*(step.interval for step in held), strict=True)
    axes.fill_between(x, low, high, step="pre", color=colour, alpha=0.15, linewidth=0)
    axes.step(x, [_share(r) for r in held], where="pre", color=colour, linestyle=style, label=label)


def _frame(axes: Axes, title: str, across: str, up: str) -> None:
    axes.set(title=title, xlabel=across, ylabel=up, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    axes.grid(color=_GREY, alpha=0.2)
    # Below the chart, where it hides no curve.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False, fontsize=8)


def _share(proportion: Proportion) -> float:
    return float("nan") if proportion.share is None else proportion.share
