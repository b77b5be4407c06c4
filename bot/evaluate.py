"""Measures a network on folders that an operator has labelled: counts, intervals, curve, table.

The figures are pure functions of what was found; only `gather`, `measure` and `write_table` touch
files. Nothing of an image is written, and no file name unless it is asked for.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot import batch
from bot.domain import Policy, Screening, Verdict, VerdictKind
from bot.errors import ConfigError
from bot.files import write_private
from bot.screening.pool import ScreeningPool
from bot.settings import Settings

Z = 1.959963984540054
"""Quantile of the normal distribution that belongs to an interval of 95 %."""


class Truth(StrEnum):
    """What the operator says a file is: the name of the folder in which it lies."""

    EXPLICIT = "explicit"
    ORDINARY = "ordinary"


# ---------------------------------------------------------------- the figures


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` of `of`; its share has no meaning where `of` is 0."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """Return the share in 0..1, None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's score interval of 95 % in 0..1; all of it where nothing is known.

        Wilson, E. B. (1927), Probable inference, the law of succession, and statistical
        inference, J. Am. Stat. Assoc. 22, 209-212. It holds for few files and for shares near 0
        and 1, where the common ± interval does not.
        """
        if not self.of:
            return 0.0, 1.0
        p, n, z2 = self.hits / self.of, self.of, Z * Z
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        # At 0 and n the interval ends there exactly; rounding would leave 1e-17 beside it.
        low = 0.0 if self.hits == 0 else max(0.0, centre - half)
        high = 1.0 if self.hits == n else min(1.0, centre + half)
        return low, high

    def __str__(self) -> str:
        if self.share is None:
            return "no file to tell from"
        low, high = self.interval
        return f"{self.share:.1%} (95 %: {low:.1%} to {high:.1%}), {self.hits} of {self.of}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files of each truth were flagged, and how many were not."""

    explicit_flagged: int = 0
    explicit_missed: int = 0
    ordinary_flagged: int = 0
    ordinary_passed: int = 0

    @property
    def precision(self) -> Proportion:
        """Return the share of explicit files among those flagged."""
        return Proportion(self.explicit_flagged, self.explicit_flagged + self.ordinary_flagged)

    @property
    def recall(self) -> Proportion:
        """Return the share flagged of the explicit files."""
        return Proportion(self.explicit_flagged, self.explicit_flagged + self.explicit_missed)

    @property
    def false_positives(self) -> Proportion:
        """Return the share flagged of the ordinary files."""
        return Proportion(self.ordinary_flagged, self.ordinary_flagged + self.ordinary_passed)


def count(flags: Iterable[tuple[Truth, bool]]) -> Counts:
    """Return the counts of (truth, flagged) pairs."""
    found = Counter(flags)
    return Counts(
        found[Truth.EXPLICIT, True],
        found[Truth.EXPLICIT, False],
        found[Truth.ORDINARY, True],
        found[Truth.ORDINARY, False],
    )


@dataclass(frozen=True, slots=True)
class Point:
    """What one threshold for every label of the preset would do: at or over it is flagged."""

    threshold: float
    counts: Counts


def curve(scores: Sequence[tuple[Truth, float]]) -> list[Point]:
    """Return the points at which the counts change, highest threshold first.

    `scores` are in 0..1; a file with 0 has no finding, and no threshold flags it.
    """
    ordered = sorted((s for s in scores if s[1] > 0), key=lambda s: -s[1])
    total = Counter(truth for truth, _ in scores)
    flagged: Counter[Truth] = Counter()
    points: list[Point] = []
    for i, (truth, score) in enumerate(ordered):
        flagged[truth] += 1
        if i + 1 < len(ordered) and ordered[i + 1][1] == score:
            continue
        explicit, ordinary = flagged[Truth.EXPLICIT], flagged[Truth.ORDINARY]
        counts = Counts(
            explicit,
            total[Truth.EXPLICIT] - explicit,
            ordinary,
            total[Truth.ORDINARY] - ordinary,
        )
        points.append(Point(score, counts))
    return points


def score(screening: Screening, policy: Policy) -> float:
    """Return the highest score, in 0..1, of the labels that the preset knows; 0 without one."""
    return max((d.score for d in screening.detections if d.label in policy.thresholds), default=0.0)


# ---------------------------------------------------------------- the files


@dataclass(frozen=True, slots=True)
class Labelled:
    """The files of a labelled folder; `left_out` are the names beside the two that are read."""

    root: Path
    files: dict[Path, Truth]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One file: its truth, its number among its folder's files in their order, what was found."""

    truth: Truth
    number: int
    path: Path
    verdict: Verdict
    score: float
    screening: Screening


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured. `removed` counts EXPLICIT verdicts, `noticed` SUSPECT ones too."""

    rows: tuple[Row, ...]
    removed: Counts
    noticed: Counts
    points: tuple[Point, ...]

    @property
    def unscreened(self) -> list[Row]:
        """Return the rows that are in no figure, since there is no verdict on them."""
        return [row for row in self.rows if row.verdict.kind is VerdictKind.UNSCREENED]

    @property
    def contradictions(self) -> int:
        """Return how many different files lie, byte for byte, in both folders."""
        found = [{r.screening.sha256 for r in self.rows if r.truth is truth} for truth in Truth]
        return len(set.intersection(*found) - {None})

    @property
    def repeated(self) -> int:
        """Return how many files are, byte for byte, copies of another one in their folder."""
        files = [(r.truth, r.screening.sha256) for r in self.rows if r.screening.sha256]
        return len(files) - len(set(files))


def gather(root: Path) -> Labelled:
    """Return the files under `root`/explicit and `root`/ordinary, and what else lies there.

    Raises ConfigError where one of the two is missing or has no file.
    """
    files: dict[Path, Truth] = {}
    for truth in Truth:
        folder = root / truth.value
        if not folder.is_dir():
            raise ConfigError(
                f"There is no folder {folder}. The folder to evaluate holds two, explicit/ and"
                " ordinary/, named exactly so."
            )
        found = list(batch.walk([folder]))
        if not found:
            raise ConfigError(f"{folder} has no file. Both folders need some.")
        files |= dict.fromkeys(found, truth)
    others = {entry.name for entry in root.iterdir()} - {truth.value for truth in Truth}
    return Labelled(root, files, tuple(sorted(others)))


async def measure(
    labelled: Labelled,
    pool: ScreeningPool,
    policy: Policy,
    settings: Settings,
    progress: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Screen every labelled file in the pool's workers; `progress` is called after each one."""
    numbers: dict[Path, int] = {}
    seen: Counter[Truth] = Counter()
    for path, truth in labelled.files.items():
        seen[truth] += 1
        numbers[path] = seen[truth]
    rows = []
    async for result in batch.screen_files(list(labelled.files), pool, policy, settings):
        rows.append(_row(result, labelled.files[result.path], numbers[result.path], policy))
        progress()
    rows.sort(key=lambda row: (row.truth, row.number))
    return evaluation(rows)


def _row(result: batch.FileResult, truth: Truth, number: int, policy: Policy) -> Row:
    screening = result.screening
    return Row(truth, number, result.path, result.verdict, score(screening, policy), screening)


def evaluation(rows: Sequence[Row]) -> Evaluation:
    """Return the figures of the rows. UNSCREENED ones are in none of them."""
    known = [row for row in rows if row.verdict.kind is not VerdictKind.UNSCREENED]
    flagged = {VerdictKind.EXPLICIT, VerdictKind.SUSPECT}
    return Evaluation(
        tuple(rows),
        removed=count((row.truth, row.verdict.kind is VerdictKind.EXPLICIT) for row in known),
        noticed=count((row.truth, row.verdict.kind in flagged) for row in known),
        points=tuple(curve([(row.truth, row.score) for row in known])),
    )


# ---------------------------------------------------------------- the report


def summary(found: Evaluation) -> list[str]:
    """Return the figures as lines of text, with what they do not say."""
    lines = []
    for title, counts in (
        ("removed (explicit)", found.removed),
        ("removed or shown to moderators (explicit or suspect)", found.noticed),
    ):
        lines += [
            title,
            f"  precision            {counts.precision}",
            f"  recall               {counts.recall}",
            f"  false positive rate  {counts.false_positives}",
        ]
    if lost := found.unscreened:
        by = Counter(row.truth for row in lost)
        why = Counter(row.verdict.reason.value for row in lost if row.verdict.reason)
        reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(why.items()))
        recall = found.removed.recall
        lines.append(
            f"not screened: {by[Truth.EXPLICIT]} explicit, {by[Truth.ORDINARY]} ordinary"
            f" ({reasons}); in none of the figures above"
        )
        if by[Truth.EXPLICIT]:
            worst = Proportion(recall.hits, recall.of + by[Truth.EXPLICIT])
            lines.append(f"  recall with them counted as not removed: {worst}")
    if found.contradictions:
        lines.append(
            f"Attention: {found.contradictions} files lie in both folders with the same bytes."
            " Their labels contradict each other; mend them and run again."
        )
    if found.repeated:
        lines.append(f"{found.repeated} files are byte-for-byte copies and count each time.")
    return [
        *lines,
        "Precision depends on how many files of each kind the folders hold; on a server explicit"
        " images are far rarer. Intervals hold for images like these, not for others.",
    ]


def write_table(found: Evaluation, labelled: Labelled, path: Path, *, names: bool) -> None:
    """Write one line for each file as CSV; with `names`, its path within the labelled folder.

    Neither hashes nor fingerprints are written: a list of either would name known images.
    """
    columns = [
        "folder", "number", "verdict", "reason", "label", "score", "highest_score", "format",
        "width", "height", "frames", "frames_screened", "elapsed_ms", "model", "depth",
    ]  # fmt: skip
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([*columns, "path"] if names else columns)
    for row in found.rows:
        v, s = row.verdict, row.screening
        line = [
            row.truth.value, row.number, v.kind.value, v.reason and v.reason.value,
            v.label and v.label.value, _round(v.score), _round(row.score), s.format, s.width,
            s.height, s.frames, s.frames_screened, round(s.elapsed_ms, 1), s.model, s.depth.value,
        ]  # fmt: skip
        # It starts with explicit/ or ordinary/, so no spreadsheet takes it for a formula.
        out.writerow([*line, row.path.relative_to(labelled.root)] if names else line)
    write_private(path, text.getvalue().encode("utf-8", "backslashreplace"))


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
