"""Which looks are taken at a picture, and what they say together. Pure: numbers in, numbers out.

A look is a View: a part of the picture, turned, recoloured and scaled. A picture's first looks
follow from the depth; whatever they find from NEAR on is confirmed by further looks at the same
place, and its score becomes the mean of all but the best of them, so that one noisy look neither
flags nor clears, and the look that found something has no say by itself (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.domain import Depth, Label

PLAIN = "plain"
"""Name of the look at the whole picture as it stands, at the network's own size."""
_SMALLER, _LITTLE_LARGER, _LARGER = 0.8, 1.15, 1.3
"""Scales of the looks that confirm one, of its own."""
_TURNED = 0.6
"""Scale of the first turned looks, of the plain one's: below it the network soon sees less."""
_LEAST = 40
"""Network pixels, across and down in the mean, from which on the plain look has a say in what a
larger one found: clear faces of that size are seen (docs/decisions/0009)."""
_SCALES = (3.2, 5.12, 8.192)
"""Scales of the larger looks of `deep`: after the double one, 1.6 times more each. Things at 0.8
to 1.3 of the size that the network likes best are seen, so these steps leave no gap."""
NEAR = 0.10
"""From this score of one look on, a finding that could matter is looked at again. No preset has a
threshold below .15, and a mean of looks can only pass it where some of them do."""
SURE = 0.5
"""A label fused at this score needs no second place in the same picture confirmed."""
MAX_CONFIRMED = 8
"""Places in one picture that are confirmed: the plain look's first, then the strongest."""

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
    trained, and looks first. `wanted` are the labels whose findings are confirmed.
    """

    depth: Depth
    side: int
    wanted: frozenset[Label] = EXPOSED

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
        plain = View(PLAIN, scale)
        if self.depth is Depth.FAST:
            return [plain]
        views = [plain, View("double", 2 * scale)]
        # Turned pictures are rare and the three looks are many: they are taken smaller.
        views += [View(f"turned {turn}", _TURNED * scale, turn=turn) for turn in (90, 180, 270)]
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
        """Return the further looks at a finding, the cheapest first.

        Four for what the plain look found: at 0.8 of its scale, mirrored, at 1.15 and at 1.3. Five
        for what only another look did: at 0.8 and at 1.3 straight and mirrored, and mirrored at its
        own scale. But what fills a good part of the picture has to show in the whole of it, and not
        in a magnified look alone: such a thing is looked at in the plain look's scale and in the
        one between instead. A look smaller than the plain one only proposes: its finding is
        confirmed at the plain one's scale, and straight at that, too.

        They see the finding's surroundings, as wide as the network's side, or the whole of a
        picture that is no larger.
        """
        view, plain = finding.view, self.side / max(width, height)
        scale = max(view.scale, plain)
        if _is_plain(finding):
            looks = [(_SMALLER * scale, False), (scale, True)]
            looks += [(_LITTLE_LARGER * scale, False), (_LARGER * scale, False)]
        elif plain < _SMALLER * scale and plain * _area(finding.box) ** 0.5 >= _LEAST:
            between = (plain * scale) ** 0.5
            looks = [(plain, False), (plain, True), (between, False), (between, True)]
            looks += [(scale, True)]
        else:
            looks = [(_SMALLER * scale, False), (_SMALLER * scale, True), (scale, True)]
            looks += [(_LARGER * scale, False), (_LARGER * scale, True)]
        if view.scale < scale:
            looks.append((scale, False))
        return [self._again(finding, size, flip, scale, (width, height)) for size, flip in looks]

    def counts(self, view: View, width: int, height: int) -> bool:
        """Return whether a look has a say in what it found, or, being smaller than the plain one,
        only proposes it.
        """
        return view.scale >= self.side / max(width, height)

    def _again(
        self, finding: Finding, size: float, flip: bool, scale: float, whole: tuple[int, int]
    ) -> View:
        """Return a further look at a finding, at a scale; as wide as at its own, or wider."""
        view = finding.view
        words = [view.name] if not _is_plain(finding) else []
        words += ["mirrored"] * flip + ["smaller"] * (size < scale) + ["larger"] * (size > scale)
        part = _surroundings(
            finding.box, self.side / (size if size < _SMALLER * scale else scale), *whole
        )
        mirror = view.mirror != flip
        return replace(view, name=", ".join(words), part=part, scale=size, mirror=mirror)


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


def to_confirm(findings: Sequence[Finding], wanted: frozenset[Label] = EXPOSED) -> list[Finding]:
    """Return the findings that need further looks: for each place the plain look's, and the
    strongest of the others; the plain look's come first, then the strongest.
    """
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (not _is_plain(f), -f.score)):
        if finding.label not in wanted or finding.score < NEAR:
            continue
        rivals = (other for other in chosen if _is_plain(other) == _is_plain(finding))
        if not any(_same(finding, other) for other in rivals):
            chosen.append(finding)
    return chosen[:MAX_CONFIRMED]


def fuse(finding: Finding, looks: Sequence[Sequence[Finding]], planned: int) -> Finding:
    """Return a finding with the mean score of its looks, the best of them left out.

    `looks` holds what its first look saw, where that counts, and its further ones; `planned` is
    how many they were to be. A look that does not see the label at that place counts as 0. The
    look with the best score is the one named.
    """
    best = _best(finding, looks)
    strongest = max(chain([finding], filter(None, best)), key=lambda f: f.score)
    return replace(finding, score=_score(best, planned), view=strongest.view)


def is_refuted(finding: Finding, looks: Sequence[Sequence[Finding]], planned: int) -> bool:
    """Return whether no further look can make a finding matter: each can only lower its mean."""
    return len(looks) >= planned - 1 and _score(_best(finding, looks), planned) < REDACT_FROM


def _best(finding: Finding, looks: Sequence[Sequence[Finding]]) -> list[Finding | None]:
    return [
        max((f for f in look if _same(finding, f)), key=lambda f: f.score, default=None)
        for look in looks
    ]


def _score(best: Sequence[Finding | None], planned: int) -> float:
    scores = sorted(f.score if f is not None else 0.0 for f in best)
    return sum(scores[: planned - 1]) / (planned - 1)


def _is_plain(finding: Finding) -> bool:
    return finding.view.name == PLAIN


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
    return sorted([*_distinct(fused), *_distinct(rest)], key=lambda f: -f.score)


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
