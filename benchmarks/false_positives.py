"""How often ordinary pictures are flagged: by one look, and by the looks that confirm one.

    python -m benchmarks.false_positives DIR [--parts 8] [--json FILE]

DIR holds ordinary, harmless pictures; none come with the program, and none are fetched. Each is
looked at whole and in parts (crops of half to nine tenths of its sides, and reduced ones), which
are more pictures, but not independent ones. Per threshold it counts those that show some exposed
label: to the plain look alone, and as `fast` and `standard` settle it. The abstract fixtures,
whole and changed as senders change pictures, have to stay flagged. Prints tables in Markdown.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from PIL import Image, ImageEnhance, ImageOps

from bot.domain import Depth, Label
from bot.screening import decode, views
from bot.screening.depth import EXPOSED, Finding, Plan
from bot.screening.detector import Detector
from bot.settings import ROOT

THRESHOLDS = (0.2, 0.35, 0.4)
WAYS = ("plain", "fast", "standard")
FACES = frozenset({Label.FACE_FEMALE, Label.FACE_MALE})
FACE_FROM = 0.5
"""Score of a face from which on a picture counts as one with people."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Scores:
    """The best score of an exposed label in one picture, as each way of looking settles it."""

    name: str
    whole: bool
    people: bool
    plain: float
    fast: float
    standard: float


class Looker:
    """Looks at pictures, as a screening worker does, without one."""

    def __init__(self) -> None:
        decode.prepare()
        self._detector = Detector()
        side = self._detector.model.side
        self._plans = {depth: Plan(depth, side) for depth in (Depth.FAST, Depth.STANDARD)}

    def open(self, data: bytes) -> Image.Image:
        """Return a file's first picture, decoded as for `standard`."""
        media = decode.open_media(data, self._plans[Depth.STANDARD])
        return next(iter(media.stream)).pictures[0].image

    def scores(self, name: str, image: Image.Image, whole: bool = True) -> Scores:
        """Return what the three ways of looking say of an RGB picture."""
        plan = self._plans[Depth.FAST]
        first = plan.first_views(*image.size)[0]
        plain = views.take(self._detector, views.Canvas(image), first)
        settled = {depth: self._settled(image, self._plans[depth]) for depth in self._plans}
        return Scores(
            name,
            whole,
            any(f.label in FACES and f.score >= FACE_FROM for f in plain),
            _best(plain),
            _best(settled[Depth.FAST]),
            _best(settled[Depth.STANDARD]),
        )

    def _settled(self, image: Image.Image, plan: Plan) -> list[Finding]:
        # Decoding for `fast` reduces a picture before it is looked at.
        factor = plan.reduction(*image.size)
        small = image.reduce(factor) if factor > 1 else image
        return views.examine(self._detector, small, plan, lambda: False)[0]


def _best(findings: list[Finding]) -> float:
    return max((f.score for f in findings if f.label in EXPOSED), default=0.0)


def parts(image: Image.Image, count: int, chance: random.Random) -> Iterator[Image.Image]:
    """Yield crops of a picture, every other one mirrored, every third one reduced."""
    for number in range(count):
        share = chance.uniform(0.5, 0.9)
        width, height = round(image.width * share), round(image.height * share)
        left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
        part = image.crop((left, top, left + width, top + height))
        if number % 2:
            part = ImageOps.mirror(part)
        if number % 3 == 2:
            part = part.resize((max(1, width // 2), max(1, height // 2)), Image.Resampling.BICUBIC)
        yield part


def ordinary(looker: Looker, folder: Path, count: int) -> Iterator[Scores]:
    """Yield the scores of a folder's pictures and of their parts; say which cannot be read."""
    chance = random.Random(SEED)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            image = looker.open(path.read_bytes())
        except Exception as error:  # noqa: BLE001 - a folder may hold anything; it is said
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        yield looker.scores(path.name, image)
        for part in parts(image, count, chance):
            yield looker.scores(path.name, part, whole=False)


def positives(looker: Looker) -> Iterator[Scores]:
    """Yield the scores of the abstract fixtures, and of copies changed as senders change them."""
    for path in sorted((ROOT / "tests" / "fixtures").glob("*.jpg")):
        image = looker.open(path.read_bytes())
        out = io.BytesIO()
        image.save(out, "JPEG", quality=60)
        changed = {
            "as it is": image,
            "mirrored": ImageOps.mirror(image),
            "half": image.resize((320, 240), Image.Resampling.BICUBIC),
            "double": image.resize((1280, 960), Image.Resampling.BICUBIC),
            "recompressed": looker.open(out.getvalue()),
            "cropped": image.crop((16, 12, 624, 468)),
            "brighter": ImageEnhance.Brightness(image).enhance(1.2),
            "with a border": ImageOps.expand(image, 60, (49, 51, 56)),
        }
        for change, copy in changed.items():
            yield looker.scores(f"{path.stem}, {change}", copy, change == "as it is")


def _flagged(scores: list[Scores], way: str, threshold: float) -> int:
    return sum(getattr(one, way) >= threshold for one in scores)


def table(title: str, scores: list[Scores]) -> str:
    """Return how many of some pictures each way of looking flags, as a table in Markdown."""
    lines = [
        f"| {title} ({len(scores):,}) | one look | `fast` | `standard` |",
        "|---|---:|---:|---:|",
    ]
    for threshold in THRESHOLDS:
        counts = (_flagged(scores, way, threshold) for way in WAYS)
        lines.append(f"| flagged from {threshold:g} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure a folder, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--parts", type=int, default=8, help="of each picture")
    parser.add_argument("--json", type=Path, help="write every picture's scores there")
    options = parser.parse_args()
    looker = Looker()
    seen = list(ordinary(looker, options.folder, options.parts))
    if not seen:
        sys.exit(f"{options.folder} holds no picture.")
    wanted = list(positives(looker))
    whole = [one for one in seen if one.whole]
    people = [one for one in seen if one.people]
    tables = {"ordinary pictures": whole, "and their parts": seen, "of these, with a face": people}
    print("\n\n".join(table(title, scores) for title, scores in tables.items()))
    print("\n" + table("fixtures and changed copies, all to be flagged", wanted))
    if options.json:
        rows = {"ordinary": seen, "positive": wanted}
        text = json.dumps({name: [asdict(one) for one in some] for name, some in rows.items()})
        options.json.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
