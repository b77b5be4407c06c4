"""From the gateway's event to the DELETE on the wire, with every real part in its place.

The sandbox runs here and notes when it wrote the MESSAGE_CREATE and when the DELETE arrived; the
bot is a process of its own, as `flashguard run` starts it. One post a second, one after the other,
so that no rate limit is measured. The share of the network itself is measured in the same run, on
the same pictures, with the same looks.
"""

from __future__ import annotations

import asyncio
import io
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from bot.domain import Depth
from bot.playground import bot_process
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.screening.detector import Detector
from bot.screening.engine import Engine
from bot.screening.protocol import Request
from bot.settings import ROOT

FIXTURE = ROOT / "tests" / "fixtures" / "trigger_male_genitalia.jpg"
SIZES = {"0.3 MP JPEG": (640, 480), "1.2 MP JPEG": (1280, 960), "12 MP JPEG": (4000, 3000)}
POSTS = 40
PAUSE_S = 1.0


def picture(size: tuple[int, int], number: int = 0) -> bytes:
    """Return the abstract trigger as a JPEG of a size.

    `number` makes the file another one: what was screened once is not looked at again.
    """
    out = io.BytesIO()
    image = Image.open(FIXTURE).resize(size, Image.Resampling.LANCZOS)
    image.save(out, "JPEG", quality=90, comment=f"number {number}")
    return out.getvalue()


async def latencies(posts: int = POSTS) -> dict[str, list[float]]:
    """Return seconds from MESSAGE_CREATE to DELETE for each post, by kind of picture."""
    measured: dict[str, list[float]] = {}
    sandbox = Sandbox(port=0)
    await sandbox.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with (
                bot_process(sandbox, Path(folder) / "cases.db", stderr=asyncio.subprocess.DEVNULL),
                SandboxClient(sandbox.url) as client,
            ):
                await client.wait_online(60)
                for kind, size in SIZES.items():
                    measured[kind] = await _measure(client, size, posts)
    finally:
        await sandbox.stop()
    return measured


async def memory(posts: int = 20) -> float:
    """Return megabytes of the whole bot with one screening process, after some removals.

    Memory that its processes share counts once (proportional set size).
    """
    os.environ["FLASHGUARD_WORKERS"] = "1"
    sandbox = Sandbox(port=0)
    await sandbox.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with (
                bot_process(
                    sandbox, Path(folder) / "cases.db", stderr=asyncio.subprocess.DEVNULL
                ) as bot,
                SandboxClient(sandbox.url) as client,
            ):
                await client.wait_online(60)
                for size in SIZES.values():
                    await _measure(client, size, posts // len(SIZES))
                return sum(_share(pid) for pid in _family(bot.pid))
    finally:
        await sandbox.stop()
        del os.environ["FLASHGUARD_WORKERS"]


def _family(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(child) for t in tasks for child in (t / "children").read_text().split()]
    return [pid, *(other for child in children for other in _family(child))]


def _share(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(x.split()[1]) for x in text.splitlines() if x.startswith("Pss:")) / 1024


async def _measure(client: SandboxClient, size: tuple[int, int], posts: int) -> list[float]:
    sender = await client.person("newcomer")
    found: list[float] = []
    for number in range(posts + 1):
        sent = await sender.post("general", "", ("picture.jpg", picture(size, number)))

        def is_delete(entry: dict[str, Any], ending: str = f"/messages/{sent['id']}") -> bool:
            return entry.get("method") == "DELETE" and entry["path"].endswith(ending)

        deleted = await client.wait_log(is_delete)
        created = await client.wait_log(
            lambda e, wanted=sent["id"]: e.get("event") == "MESSAGE_CREATE" and e["id"] == wanted  # type: ignore[misc]
        )
        found.append(deleted["at"] - created["at"])
        await asyncio.sleep(PAUSE_S)
    return found[1:]  # the first one warms caches up


def network_seconds(data: bytes, runs: int = 20) -> float:
    """Return the median seconds that the network alone takes for the looks at a picture."""
    detector = Detector()
    engine, look, spent = Engine(detector), detector.look_at, [0.0]

    def timed(images: list[Image.Image]) -> Any:
        started = time.perf_counter()
        try:
            return look(images)
        finally:
            spent[0] += time.perf_counter() - started

    detector.look_at = timed  # type: ignore[method-assign]
    totals = []
    for _ in range(runs):
        spent[0] = 0.0
        engine.screen(data, Request(Depth.FAST, 10.0))
        totals.append(spent[0])
    return statistics.median(totals)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share (0..1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def main() -> str:
    """Measure, and return the table in Markdown."""
    rows = [
        f"| one post, {POSTS} times each | median | 99th percentile | of the median, the network |",
        "|---|---|---|---|",
    ]
    for kind, seconds in asyncio.run(latencies()).items():
        median = statistics.median(seconds)
        share = network_seconds(picture(SIZES[kind])) / median
        rows.append(
            f"| {kind} | {median * 1000:.0f} ms | {percentile(seconds, 0.99) * 1000:.0f} ms "
            f"| {share:.0%} |"
        )
    whole = asyncio.run(memory())
    rows += ["", f"The whole bot with one screening process holds {whole:.0f} MB after 20 posts."]
    return "\n".join(rows)
