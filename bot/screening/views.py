"""Takes the looks: turns a View into pixels, and what is seen there back into the picture's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from PIL import Image, ImageOps

from bot.domain import Detection
from bot.screening import depth as rules
from bot.screening.depth import Box, Finding, View
from bot.screening.detector import Detector
from bot.screening.protocol import MAX_VIEW

MAX_LOOK = 640 * 640
"""Network pixels of one look: 372 MiB of address space; larger ones are looked at in tiles."""
TILE = 640
LAP = 192
"""Network pixels that neighbouring tiles share: what is smaller lies whole in one of them, and of
what is as large as the network likes best, 320 pixels, one of them sees four fifths."""

_FILTER = Image.Resampling.BILINEAR
Part = tuple[int, int, int, int]


class Canvas:
    """An RGB picture that is looked at several times."""

    def __init__(self, image: Image.Image) -> None:
        self.size = image.size
        self._image = image
        self._last: tuple[Image.Image, object] | None = None

    def scaled(self, part: Part, size: tuple[int, int]) -> Image.Image:
        """Return a part of the picture in a size. The last one is kept: turns share it."""
        key = part, size
        if self._last is None or self._last[1] != key:
            small = self._image.resize(size, _FILTER, box=part, reducing_gap=1.5)
            self._last = small, key
        return self._last[0]


def take(detector: Detector, canvas: Canvas, view: View) -> list[Finding]:
    """Return what the network sees of a picture in one view, in the picture's pixels."""
    part = view.part or (0, 0, *canvas.size)
    left, top, right, bottom = part
    width, height = right - left, bottom - top
    size = max(1, round(width * view.scale)), max(1, round(height * view.scale))
    small = _colour(canvas.scaled(part, size), view.colour)
    if view.turn:
        small = small.rotate(view.turn, expand=True)
    if view.mirror:
        small = ImageOps.mirror(small)
    seen: list[Finding] = []
    for x, y, tile in _tiles(small):
        for hit in detector.look(tile):
            box = hit.box[0] + x, hit.box[1] + y, hit.box[2] + x, hit.box[3] + y
            inside = _back(box, view, size)
            across, down = width / size[0], height / size[1]
            placed = (
                left + inside[0] * across,
                top + inside[1] * down,
                left + inside[2] * across,
                top + inside[3] * down,
            )
            seen.append(Finding(hit.label, hit.score, placed, view))
    return seen


def examine(
    detector: Detector, image: Image.Image, plan: rules.Plan, expired: Callable[[], bool]
) -> tuple[list[Finding], bool]:
    """Return a picture's findings, and whether every look was taken before time had run out.

    The plan's first looks are taken, then those that confirm what they found. The first look is
    always taken; a finding that could not be confirmed in time stands with its raw score.
    """
    canvas = Canvas(image)
    taken: dict[View, list[Finding]] = {}

    def look(view: View) -> list[Finding]:
        key = replace(view, name="")  # several findings may ask for the same look
        if key not in taken:
            taken[key] = take(detector, canvas, view)
        return taken[key]

    findings: list[Finding] = []
    for number, view in enumerate(plan.first_views(*image.size)):
        if number and expired():
            return rules.settle(findings, []), False
        findings += look(view)
    fused: list[Finding] = []
    for finding in rules.to_confirm(findings, plan.wanted):
        if any(f.label is finding.label and f.score >= rules.SURE for f in fused):
            continue
        if expired():
            return rules.settle(findings, fused), False
        further = plan.confirming_views(finding, *image.size)
        seen = [[finding]] if plan.counts(finding.view, *image.size) else []
        planned = len(seen) + len(further)
        for view in further:
            seen.append(look(view))
            if rules.is_refuted(finding, seen, planned):
                break
        fused.append(rules.fuse(finding, seen, planned))
    return rules.settle(findings, fused), True


def detection(finding: Finding, frame: int, variant: str, scale: tuple[float, float]) -> Detection:
    """Return a finding as the rest of the program knows it.

    `scale` is full-size pixels per pixel of the decoded picture, across and down; `variant` names
    which rendering of the file it was ("" for the ordinary one).
    """
    left, top, right, bottom = finding.box
    x, y = round(left * scale[0]), round(top * scale[1])
    box = (x, y, max(0, round(right * scale[0]) - x), max(0, round(bottom * scale[1]) - y))
    name = f"{variant}, {finding.view.name}" if variant else finding.view.name
    return Detection(finding.label, min(1.0, finding.score), box, frame, name[:MAX_VIEW])


def _colour(image: Image.Image, colour: str) -> Image.Image:
    if colour == "grey":
        return image.convert("L").convert("RGB")
    if colour == "inverted":
        return ImageOps.invert(image)
    if colour == "swapped":
        return Image.merge("RGB", image.split()[::-1])
    return image


def _tiles(image: Image.Image) -> Iterator[tuple[int, int, Image.Image]]:
    """Yield (left, top, tile) so that all of a picture is covered, with a lap."""
    width, height = image.size
    if width * height <= MAX_LOOK:
        yield 0, 0, image
        return
    for y in _starts(height, width):
        for x in _starts(width, height):
            box = (x, y, min(width, x + _tile(height)), min(height, y + _tile(width)))
            yield x, y, image.crop(box)


def _tile(other: int) -> int:
    """Return a tile's side, longer where the other side of the picture is short."""
    return TILE if other >= TILE else MAX_LOOK // max(other, 32)


def _starts(length: int, other: int) -> list[int]:
    tile = _tile(other)
    if length <= tile:
        return [0]
    return [*range(0, length - tile, tile - LAP), length - tile]


def _back(box: Box, view: View, size: tuple[int, int]) -> Box:
    """Undo a view's mirror and turn; `size` is that of the part before both."""
    left, top, right, bottom = box
    width, height = size
    if view.mirror:
        across = height if view.turn in (90, 270) else width
        left, right = across - right, across - left
    if view.turn == 90:
        return width - bottom, left, width - top, right
    if view.turn == 180:
        return width - right, height - bottom, width - left, height - top
    if view.turn == 270:
        return top, height - right, bottom, height - left
    return left, top, right, bottom
