"""`python -m benchmarks.known`: a look-up among known images by their number; a Markdown table.

What is timed is what the bot does for each image that it screens: `KnownImages.matches`, its query
of the database (SQLite) among it. Every other picture is a copy that differs from a known one by 31
bits, the rest are unknown; each comes with its seven turned fingerprints. The list has random
fingerprints, as unrelated pictures have. With `--copies` it measures instead how far re-encoded
copies of the abstract fixtures lie from each other: what `bot/listed.py` sets its limits by.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from sqlalchemy import insert

from bot.domain import Screening
from bot.evidence.database import Database
from bot.evidence.known import KnownImages
from bot.evidence.tables import known_images
from bot.known import Likeness
from bot.listed import overlap, remembered
from bot.screening.pool import ScreeningPool
from bot.settings import ROOT, load_policy, load_settings

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GUILD, _LOOKS, _ROWS = 1, 400, 5_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured at a size: seconds of look-ups, of the first one, and bytes in memory.

    `computed` are the look-ups' seconds of processor time: they tell the same on a busy machine.
    """

    size: int
    looks: list[float]
    computed: list[float]
    first: float
    memory: int


def main(sizes: tuple[int, ...] = SIZES) -> str:
    """Measure at each size; return the table."""
    lines = [
        "| Known images | Look-up, median | 99 % within | Of the median, processor"
        " | The first reads all | Memory |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for found in asyncio.run(_measure(sizes)):
        looks = sorted(found.looks)
        lines.append(
            f"| {found.size:,} | {1000 * statistics.median(looks):.1f} ms"
            f" | {1000 * looks[int(0.99 * len(looks))]:.1f} ms"
            f" | {1000 * statistics.median(found.computed):.1f} ms | {found.first:.2f} s"
            f" | {found.memory / 2**20:.0f} MiB |"
        )
    return "\n".join(lines)


async def _measure(sizes: tuple[int, ...]) -> list[Figures]:
    chance = random.Random(1)
    figures, have = [], 0
    with tempfile.TemporaryDirectory(prefix="flashguard-bench-") as folder:
        database = await Database.open(Path(folder) / "known.db", ROOT / "config" / "migrations")
        kept: list[bytes] = []
        for size in sizes:
            await _fill(database, size - have, have, chance, kept)
            have = size
            figures.append(await _look(database, size, chance, kept))
        await database.close()
    return figures


async def _fill(
    database: Database, count: int, start: int, chance: random.Random, kept: list[bytes]
) -> None:
    for begin in range(start, start + count, _ROWS):
        numbers = range(begin, min(begin + _ROWS, start + count))
        codes = [chance.randbytes(32) for _ in numbers]
        kept += codes[:_LOOKS]
        rows = [
            {
                "guild_id": _GUILD, "on_list": "block", "source": "", "key": f"{n:064x}",
                "sha256": f"{n:064x}", "pdq": code.hex(), "seen": [], "still": True, "added_at": n,
            }
            for n, code in zip(numbers, codes, strict=True)
        ]  # fmt: skip
        async with database.write() as connection:
            await connection.execute(insert(known_images), rows)


async def _look(database: Database, size: int, chance: random.Random, kept: list[bytes]) -> Figures:
    lists, before, began = KnownImages(database), _resident(), time.perf_counter()
    await lists.matches(_GUILD, _picture(chance.randbytes(32), chance))
    first, looks, computed = time.perf_counter() - began, list[float](), list[float]()
    for number in range(_LOOKS):
        known = number % 2 == 0
        code = _changed(chance.choice(kept), 31, chance) if known else chance.randbytes(32)
        picture = _picture(code, chance)
        began, worked = time.perf_counter(), time.process_time()
        found = await lists.matches(_GUILD, picture)
        looks.append(time.perf_counter() - began)
        computed.append(time.process_time() - worked)
        if known != any(m.likeness is Likeness.SAME_PICTURE for m in found):
            sys.exit("a look-up among known images was wrong")
    return Figures(size, looks, computed, first, _resident() - before)


def _picture(code: bytes, chance: random.Random) -> Screening:
    turned = tuple(chance.randbytes(32).hex() for _ in range(7))
    sha256 = chance.randbytes(32).hex()
    return Screening(sha256=sha256, pdq=code.hex(), pdq_quality=100, turned=turned)


def _changed(code: bytes, bits: int, chance: random.Random) -> bytes:
    value = int.from_bytes(code, "big")
    for bit in chance.sample(range(256), bits):
        value ^= 1 << bit
    return value.to_bytes(32, "big")


def _resident() -> int:
    """Return the bytes of memory that this process has; the most so far where that is all."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


# ------------------------------------------------------------------------------------- the copies


async def copies() -> str:
    """Return how much surer the network is of copies, and how far their boxes still overlap."""
    thresholds = load_policy(load_settings()).thresholds
    lines = ["| Picture | PDQ apart, at most | Surer by, at most | Boxes overlap, at least | New |"]
    lines.append("|---|--:|--:|--:|--:|")
    async with ScreeningPool(1, cache_size=0, deadline=60.0) as pool:
        for path in sorted((ROOT / "tests" / "fixtures").glob("*.jpg")):
            original = await pool.screen(path.read_bytes())
            seen = remembered(original, thresholds)
            apart, surer, overlaps, new = 0, 0.0, 1.0, 0
            for data in _reencoded(path):
                copy = await pool.screen(data)
                apart = max(apart, _apart(original, copy))
                for found in remembered(copy, thresholds):
                    alike = [s for s in seen if s.label == found.label]
                    best = max(alike, key=lambda s: overlap(s.box, found.box), default=None)
                    if best is None:
                        new += 1
                        continue
                    surer = max(surer, found.score - best.score)
                    overlaps = min(overlaps, overlap(best.box, found.box))
            lines.append(f"| {path.stem} | {apart} | {surer:.2f} | {overlaps:.2f} | {new} |")
    return "\n".join(lines)


def _apart(one: Screening, other: Screening) -> int:
    assert one.pdq is not None and other.pdq is not None, "each of them is a picture"
    return (int(one.pdq, 16) ^ int(other.pdq, 16)).bit_count()


def _reencoded(path: Path) -> list[bytes]:
    """Return the copies that senders make: smaller, coarser, of another format."""
    found = []
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    for scale in (1.0, 0.75, 0.5):
        size = (round(picture.width * scale), round(picture.height * scale))
        for kind, quality in (("JPEG", 90), ("JPEG", 60), ("WEBP", 75), ("PNG", 0)):
            out = io.BytesIO()
            picture.resize(size).save(out, kind, quality=quality)
            found.append(out.getvalue())
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", action="store_true", help="measure re-encoded copies instead")
    print(f"{datetime.now(UTC):%Y-%m-%d}")
    print(asyncio.run(copies()) if parser.parse_args().copies else main())
