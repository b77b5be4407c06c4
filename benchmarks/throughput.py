"""How many posts a second the whole bot takes, and what a flood does to the time to the DELETE.

The sandbox runs here and counts; the bot is a process of its own, as `flashguard run` starts it,
so both share this machine's cores. Every file is another one: what was screened once is not looked
at again. A post is done when its channel's checkpoint, which is written once a second, has passed
it.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.latency import SIZES, percentile, picture
from bot.evidence.progress import Progress
from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox.client import Person, SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import ROOT

POSTS, CHANNELS = 1000, 20
SAMPLES = 40
PAUSE_S = 1.0
_BULK = 1000
_SIZE = SIZES["0.3 MP JPEG"]

Json = dict[str, Any]


def plain_pictures() -> Iterator[tuple[str, bytes]]:
    """Yield files of a gradient, each another one, of the size that is measured."""
    import io

    out = io.BytesIO()
    Image.linear_gradient("L").resize(_SIZE).convert("RGB").save(out, "JPEG", quality=90)
    for number in itertools.count():
        yield f"{number}.jpg", out.getvalue() + number.to_bytes(4, "big")


class Bench:
    """A running sandbox with a bot, channels to flood, and a quiet one."""

    def __init__(
        self, client: SandboxClient, store: CaseStore, channels: list[str], people: list[Person]
    ) -> None:
        self.client, self.store, self.people = client, store, people
        self.flooded, self.quiet = channels[:-1], channels[-1]
        self.files = plain_pictures()

    def posts(self, count: int, people: list[Person]) -> list[Json]:
        """Return posts with one picture each, spread over channels and people."""
        return [
            {
                "as": people[number % len(people)].id,
                "channel_id": self.flooded[number % len(self.flooded)],
                "files": [next(self.files)],
            }
            for number in range(count)
        ]

    async def flood(self, posts: list[Json], seconds: float = 0.0) -> list[str]:
        """Post all of them, spread over some seconds; return their ids."""
        parts = [posts[start : start + _BULK] for start in range(0, len(posts), _BULK)]
        return [
            message_id
            for part in parts
            for message_id in await self.client.bulk(part, seconds * len(part) / len(posts))
        ]

    async def done(self, ids: list[str]) -> float:
        """Wait until the bot is done with messages; return when that was (Unix time)."""
        messages = (await self.client.counts())["messages"]
        newest: dict[int, int] = {}
        for message_id in ids:
            channel = int(messages[message_id]["channel_id"])
            newest[channel] = max(newest.get(channel, 0), int(message_id))
        progress = Progress(self.store.database)
        async with asyncio.timeout(600):
            while True:
                reached = await progress.checkpoints()
                if all(c in reached and reached[c].last_id >= last for c, last in newest.items()):
                    return time.time()
                await asyncio.sleep(0.1)

    async def latencies(self, sender: Person, first: int) -> list[float]:
        """Return seconds from event to DELETE of flagged posts, one a second."""
        ids = []
        for number in range(SAMPLES):
            sent = await sender.post(
                self.quiet, "", ("picture.jpg", picture(_SIZE, first + number))
            )
            ids.append(sent["id"])
            await asyncio.sleep(PAUSE_S)
        counts = await self.client.wait_counts(
            lambda c: all(c["messages"][i]["deleted"] for i in ids), within=300
        )
        found = [counts["messages"][i] for i in ids]
        return [message["deleted_at"] - message["sent_at"] for message in found]


@asynccontextmanager
async def bot_in(sandbox: Sandbox, database: Path) -> AsyncIterator[None]:
    """Run the bot until the block ends."""
    async with bot_process(sandbox, database, stderr=asyncio.subprocess.DEVNULL):
        yield


async def measure() -> str:
    """Run all measurements and return the tables in Markdown."""
    sandbox = Sandbox(port=0)
    await sandbox.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "cases.db"
            store = await CaseStore.open(database, ROOT / "config" / "migrations")
            async with SandboxClient(sandbox.url) as client:
                margot = await client.person("margot")
                made = await margot.make_channels("bench", count=CHANNELS + 1)
                people = [await client.person(name) for name in ("ines", "kofi", "yuki", "rowan")]
                bench = Bench(client, store, [c["id"] for c in made], people)
                try:
                    return await _measure(bench, sandbox, database)
                finally:
                    await store.close()
    finally:
        await sandbox.stop()


async def _measure(bench: Bench, sandbox: Sandbox, database: Path) -> str:
    *crowd, rowan = bench.people
    rows: dict[str, list[float]] = {}
    async with bot_in(sandbox, database):
        await bench.client.wait_online(120)
        await bench.done(await bench.flood(bench.posts(50, crowd)))  # warms caches up
        rows["alone"] = await bench.latencies(rowan, 0)

        ids = await bench.flood(bench.posts(POSTS, crowd))
        began = min(m["sent_at"] for m in (await _messages(bench, ids)).values())
        sustained = POSTS / (await bench.done(ids) - began)

        seconds = SAMPLES * (PAUSE_S + 0.2)
        half = asyncio.create_task(
            bench.flood(bench.posts(int(sustained / 2 * seconds), crowd), seconds)
        )
        rows[f"beside {sustained / 2:.0f} posts a second"] = await bench.latencies(rowan, 1000)
        await bench.done(await half)

        flood = bench.posts(int(sustained * seconds * 1.5), crowd)
        waiting = asyncio.create_task(bench.flood(flood))
        rows[f"while {len(flood)} posts of others wait"] = await bench.latencies(rowan, 2000)
        await bench.done(await waiting)

    ids = await bench.flood(bench.posts(POSTS, crowd))
    before = (await bench.client.log())[-1]["n"]
    async with bot_in(sandbox, database):
        ended = await bench.done(ids)
        read = [e for e in await bench.client.log(before) if _reads_history(e)]
        backfill = POSTS / (ended - read[0]["at"])

    table = [
        f"| from the event to the DELETE, {SAMPLES} posts | median | 99th percentile |",
        "|---|---|---|",
        *(
            f"| {name} | {statistics.median(found) * 1000:.0f} ms "
            f"| {percentile(found, 0.99) * 1000:.0f} ms |"
            for name, found in rows.items()
        ),
    ]
    return (
        f"{sustained:.0f} posts a second with one 0.3 MP JPEG each, sustained over {POSTS} posts "
        f"from end to end; {backfill:.0f} a second when they are read back from {CHANNELS} "
        "channels' history after a start.\n\n" + "\n".join(table)
    )


async def _messages(bench: Bench, ids: list[str]) -> dict[str, Json]:
    messages = (await bench.client.counts())["messages"]
    return {message_id: messages[message_id] for message_id in ids}


def _reads_history(entry: Json) -> bool:
    return entry.get("method") == "GET" and entry["path"].endswith("/messages")


def main() -> str:
    """Measure, and return the tables in Markdown."""
    return asyncio.run(measure())
