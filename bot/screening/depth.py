"""Which looks are taken at a picture, and what they say together. Pure: numbers in, numbers out.

A look is a View: a part of the picture, turned, recoloured and scaled. A picture's first looks
follow from the depth; whatever they find from NEAR on is confirmed by further looks at the same
place, and its score becomes the mean of them all, so that one noisy look neither flags nor clears.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.domain import Depth, Label

_LARGER = 1.3
"""Scale of the largest of the looks that confirm one."""
_SCALES = (3.2, 5.12, 8.192)
"""Scales of the larger looks of `deep`: after the double one, 1.6 times more each. Things at 0.8
to 1.3 of the size that the network likes best are seen, so these steps leave no gap."""
NEAR = 0.10
"""From this score of one look on, a finding that could matter is looked at again. No preset has a
threshold below .15, and the mean of four looks can only pass it where one of them does."""
SURE = 0.5
"""A label fused at this score needs no second place in the same picture confirmed."""
MAX_CONFIRMED = 8
"""Places in one picture that are confirmed, strongest first."""

EXPOSED = frozenset(
    {
        Label.FEMALE_GENITALIA_EXPOSED,
        Label.MALE_GENITALIA_EXPOSED,
        Label.ANUS_EXPOSED,
        Label.FEMALE_BREAST_EXPOSED,
        Label.BUTTOCKS_EXPOSED,
    }
)
"""The labels whose findings are confirmed. Covered ones are common on ordinary pictures."""
SENSITIVE = EXPOSED | {
    Label.FEMALE_GENITALIA_COVERED,
    Label.ANUS_COVERED,
    Label.FEMALE_BREAST_COVERED,
    Label.BUTTOCKS_COVERED,
}
REDACT_FROM = 0.15
"""From this score of a sensitive label on, an unrecognisable copy is made: the lowest threshold
of any preset, so that whatever a policy acts on has its copy."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """One look. `scale` is network pixels per picture pixel; `part` is (left, top, right, bottom)
    in picture pixels, None for the whole; `turn` is degrees counter-clockwise.
    """

    name: str
    scale: float
    part: tuple[int, int, int, int] | None = None
    turn: int = 0
    mirror: bool = False
    colour: str = "rgb"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a view; `box` is (left, top, right, bottom) in picture pixels."""

    label: Label
    score: float
    box: Box
    view: View


@dataclass(frozen=True, slots=True)
class Plan:
    """The looks at a depth. `side` is the network's own: pixels of the longer side at which it was
    trained, and looks first.
    """

    depth: Depth
    side: int

    def reduction(self, width: int, height: int) -> int:
        """Return the whole factor by which a picture may be reduced while it is decoded.

        What is left is as large as the largest look at that depth, confirmation included, so
        nothing that is looked at is lost; for the look along a long picture its shorter side
        counts.
        """
        longest, shortest = max(width, height), min(width, height)
        largest = _LARGER * self.side
        if self.depth is Depth.DEEP:
            return 1
        if self.depth is Depth.FAST:
            return max(1, int(longest // largest))
        return max(1, int(min(longest // (2 * largest), shortest // largest)))

    def first_views(self, width: int, height: int) -> list[View]:
        """Return the looks that a picture (decoded size, in pixels) always gets."""
        longest = max(width, height)
        scale = self.side / longest
        plain = View("plain", scale)
        if self.depth is Depth.FAST:
            return [plain]
        views = [plain, View("double", 2 * scale)]
        # Turned pictures are rare and the three looks are many: they are taken smaller.
        views += [View(f"turned {turn}", 2 / 3 * scale, turn=turn) for turn in (90, 180, 270)]
        views += self._strip(width, height)
        if self.depth is Depth.DEEP:
            larger = [factor * scale for factor in _SCALES if factor * scale < 1]
            views += [View(f"{round(size * longest)} px", size) for size in larger]
            views.append(replace(plain, name="mirror", mirror=True))
            views += [
                replace(plain, name=colour, colour=colour)
                for colour in ("grey", "inverted", "swapped")
            ]
        return views

    def _strip(self, width: int, height: int) -> list[View]:
        """Return the look along a long picture: its shorter side as the network likes it."""
        longest, shortest = max(width, height), min(width, height)
        if longest <= 2 * shortest:
            return []
        return [View("strip", min(2.0, self.side / shortest))]

    def confirming_views(self, finding: Finding, width: int, height: int) -> list[View]:
        """Return the three further looks at a finding: mirrored, at 0.8 and at 1.3 of its scale.

        A finding of a look smaller than the plain one is confirmed at the plain one's scale.

        They see the finding's surroundings, as wide as the network's side, or the whole of a
        picture that is no larger. The whole of an ordinary picture then is looked at plain,
        mirrored, at 256 and at 416 pixels: on 1,908 ordinary pictures the mean of these four
        flagged 28 where one look flagged 36 (threshold .35; 19 and 29 at .4), and kept every
        positive (benchmarks/false_positives.py).
        """
        view = finding.view
        scale = max(view.scale, self.side / max(width, height))
        other = scale * 0.8 if view.scale == scale else scale
        part = _surroundings(finding.box, self.side / scale, width, height)
        first = "" if view.name == "plain" else f"{view.name}, "
        return [
            replace(view, name=f"{first}mirrored", part=part, scale=scale, mirror=not view.mirror),
            replace(view, name=f"{first}smaller", part=part, scale=other),
            replace(view, name=f"{first}larger", part=part, scale=scale * _LARGER),
        ]


def _surroundings(
    box: Box, side: float, width: int, height: int
) -> tuple[int, int, int, int] | None:
    across = _span(box[0], box[2], side, width)
    down = _span(box[1], box[3], side, height)
    if across == (0, width) and down == (0, height):
        return None
    return across[0], down[0], across[1], down[1]


def _span(low: float, high: float, side: float, limit: int) -> tuple[int, int]:
    length = min(limit, round(max(side, 1.5 * (high - low))))
    start = min(max(0, round((low + high - length) / 2)), limit - length)
    return start, start + length


def to_confirm(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that need further looks, strongest first, one for each place."""
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda f: -f.score):
        if finding.label not in EXPOSED or finding.score < NEAR:
            continue
        if not any(_same(finding, other) for other in chosen):
            chosen.append(finding)
    return chosen[:MAX_CONFIRMED]


def fuse(finding: Finding, looks: Sequence[Sequence[Finding]]) -> Finding:
    """Return a finding with the mean score of its first look and the confirming ones.

    A look that does not see the label at that place counts as 0. The look with the best score
    is the one named.
    """
    best = [
        max((f for f in look if _same(finding, f)), key=lambda f: f.score, default=None)
        for look in looks
    ]
    total = finding.score + sum(f.score for f in best if f is not None)
    strongest = max(chain([finding], filter(None, best)), key=lambda f: f.score)
    return replace(finding, score=total / (1 + len(looks)), view=strongest.view)


def settle(findings: Sequence[Finding], fused: Sequence[Finding]) -> list[Finding]:
    """Return what a picture's looks say in the end: fused findings, and what needed no fusing.

    Near a fused place its label's raw scores go: the fused score stands for them. Elsewhere a
    label that is SURE is not confirmed again, and no raw score of it passes the fused one. Raw
    scores beyond MAX_CONFIRMED stand as they are, rather than not at all.
    """
    sure = {f.label: f.score for f in reversed(fused) if f.score >= SURE}
    rest = [
        replace(f, score=min(f.score, sure.get(f.label, 1.0)))
        for f in findings
        if not any(_same(f, other) for other in fused)
    ]
    return sorted([*fused, *_distinct(rest)], key=lambda f: -f.score)


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: -f.score):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _same(a: Finding, b: Finding) -> bool:
    """Return whether two looks mean one thing: its label, and boxes of which one covers a good
    part of the other (looks at another scale draw boxes differently).
    """
    if a.label is not b.label:
        return False
    width = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    height = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    if width <= 0 or height <= 0:
        return False
    smaller = min(_area(a.box), _area(b.box))
    return width * height >= 0.3 * smaller


def _area(box: Box) -> float:
    return max(1e-6, (box[2] - box[0]) * (box[3] - box[1]))
