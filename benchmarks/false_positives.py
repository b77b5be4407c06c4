"""How often ordinary pictures are flagged: by one look, and by the looks that confirm one.

    python -m benchmarks.false_positives DIR [--parts 8] [--deep] [--json FILE]

DIR holds ordinary, harmless pictures; none come with the program, and none are fetched. Each is
looked at whole and in parts (crops of half to nine tenths of its sides, and reduced ones), which
are more pictures, but not independent ones. Per threshold it counts those that show some exposed
label: to the plain look alone, and as `fast`, `standard` and (where it is asked for, as it takes
long) `deep` settle it. The abstract fixtures, whole and changed as senders change pictures, have to
stay flagged; and so have faces that are turned or small, by the same rule: nothing explicit is at
hand to measure by what `standard` still finds, and faces the network knows from the same pictures.
Prints tables in Markdown.
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
FACES = frozenset({Label.FACE_FEMALE, Label.FACE_MALE})
FACE_FROM = 0.5
"""Score of a face from which on a picture counts as one with people."""
CLEAR_FROM = 0.6
"""Score of a face in one look from which on it has to be found turned and small, too."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Scores:
    """The best score of an exposed label in one picture, as each way of looking settles it.

    `by` has a score for "one look", and for each depth by its name.
    """

    name: str
    whole: bool
    people: bool
    by: dict[str, float]


class Looker:
    """Looks at pictures, as a screening worker does, without one."""

    def __init__(self, depths: tuple[Depth, ...], wanted: frozenset[Label] = EXPOSED) -> None:
        decode.prepare()
        self._detector = Detector()
        self._wanted = wanted
        self._plans = {depth: Plan(depth, self._detector.model.side, wanted) for depth in depths}

    def open(self, data: bytes) -> Image.Image:
        """Return a file's first picture, decoded as for the greatest depth."""
        media = decode.open_media(data, list(self._plans.values())[-1])
        return next(iter(media.stream)).pictures[0].image

    def one_look(self, image: Image.Image) -> list[Finding]:
        """Return what the plain look alone sees of an RGB picture."""
        plan = self._plans[Depth.FAST]
        small = _reduced(image, plan)
        view = plan.first_views(*small.size)[0]
        return views.take(self._detector, views.Canvas(small), view)

    def scores(self, name: str, image: Image.Image, whole: bool = True) -> Scores:
        """Return what the ways of looking say of an RGB picture."""
        plain = self.one_look(image)
        by = {"one look": self.best(plain)}
        for depth, each in self._plans.items():
            settled = views.examine(self._detector, _reduced(image, each), each, lambda: False)[0]
            by[depth.value] = self.best(settled)
        people = any(f.label in FACES and f.score >= FACE_FROM for f in plain)
        return Scores(name, whole, people, by)

    def best(self, findings: list[Finding]) -> float:
        """Return the best score of a label that the looker wants, 0 where there is none."""
        return max((f.score for f in findings if f.label in self._wanted), default=0.0)


def _reduced(image: Image.Image, plan: Plan) -> Image.Image:
    """Return a picture as the decoding for a depth leaves it."""
    factor = plan.reduction(*image.size)
    return image.reduce(factor) if factor > 1 else image


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


def faces(looker: Looker, folder: Path) -> Iterator[Scores]:
    """Yield the scores of pictures with a clear face, turned and small; the looker wants faces."""
    chance = random.Random(SEED)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            image = looker.open(path.read_bytes())
        except Exception:  # noqa: BLE001 - as in `ordinary`, which says it
            continue
        if looker.best(looker.one_look(image)) < CLEAR_FROM:
            continue
        turned = image.rotate(chance.choice((90, 180, 270)), expand=True)
        yield looker.scores(f"{path.name}, turned", turned)
        small = image.resize((max(1, image.width * 2 // 5), max(1, image.height * 2 // 5)))
        around = Image.new("RGB", image.size, (110, 120, 115))
        free = image.width - small.width, image.height - small.height
        around.paste(small, (chance.randint(0, free[0]), chance.randint(0, free[1])))
        yield looker.scores(f"{path.name}, small", around)


def table(title: str, scores: list[Scores]) -> str:
    """Return how many of some pictures each way of looking flags, as a table in Markdown."""
    ways = list(scores[0].by)
    lines = [
        f"| {title} ({len(scores):,}) | " + " | ".join(ways) + " |",
        "|---|" + "---:|" * len(ways),
    ]
    for threshold in THRESHOLDS:
        counts = (str(sum(one.by[way] >= threshold for one in scores)) for way in ways)
        lines.append(f"| flagged from {threshold:g} | " + " | ".join(counts) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure a folder, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--parts", type=int, default=8, help="of each picture")
    parser.add_argument("--json", type=Path, help="write every picture's scores there")
    parser.add_argument("--deep", action="store_true", help="look as `deep` does, too")
    options = parser.parse_args()
    depths = tuple(Depth) if options.deep else (Depth.FAST, Depth.STANDARD)
    looker = Looker(depths)
    seen = list(ordinary(looker, options.folder, options.parts))
    if not seen:
        sys.exit(f"{options.folder} holds no picture.")
    wanted = list(positives(looker))
    clear = list(faces(Looker(depths, FACES), options.folder))
    whole = [one for one in seen if one.whole]
    people = [one for one in seen if one.people]
    tables = {"ordinary pictures": whole, "and their parts": seen, "of these, with a face": people}
    print("\n\n".join(table(title, scores) for title, scores in tables.items() if scores))
    print("\n" + table("fixtures and changed copies, all to be flagged", wanted))
    for kind in ("turned", "small"):
        if some := [one for one in clear if one.name.endswith(kind)]:
            print("\n" + table(f"clear faces, {kind}, all to be found", some))
    if options.json:
        rows = {"ordinary": seen, "positive": wanted, "faces": clear}
        text = json.dumps({name: [asdict(one) for one in some] for name, some in rows.items()})
        options.json.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
