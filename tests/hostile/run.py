"""The hostile run, in a process of its own: `python -m tests.hostile.run COUNT [SEED]`.

It screens that many files on two workers as the bot does, and prints what became of them and of
the processes as JSON. In its own process, since a crash of the parent is one of the things that it
counts, and since only there memory, descriptors and children are those of the screening alone.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.domain import Screening, UnscreenedReason
from bot.screening import process
from bot.screening.pool import ScreeningPool

from .files import bombs, crafted, cut, mutated, polyglots, valid
from .lies import lying

DEADLINE = 10.0
GRACE = 2.0
"""Seconds after the deadline from which on the lack of an answer is a hang."""
WORKERS = 2
_TIDY = 1.2
"""Seconds after which a worker gives memory back at its next screening, and a little."""


@dataclass
class Report:
    """What a run counted; memory is resident, in MiB, of the parent and of its largest worker."""

    files: int = 0
    seconds: float = 0.0
    answers: dict[str, int] = field(default_factory=dict)
    hangs: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    timeouts: list[str] = field(default_factory=list)
    slowest: float = 0.0
    respawns: int = 0
    blind: bool = False
    parent_before: float = 0.0
    parent_after: float = 0.0
    worker_before: float = 0.0
    worker_after: float = 0.0
    leaked_descriptors: int = 0
    leaked_processes: int = 0
    leaked_files: int = 0


def chosen(count: int, seed: int) -> list[tuple[str, bytes]]:
    """Return (story, file) of everything that is made once, or an even share of it, then mutations.

    What is made once takes at most half of a run, so that each has mutations too; a run of 5,000
    has all of it.
    """
    once = [*crafted().items(), *bombs().items(), *cut(), *lying(), *polyglots()]
    random.Random(seed).shuffle(once)
    once = once[: max(count // 2, count - 3000)]
    return [*once, *itertools.islice(mutated(seed), count - len(once))]


def typed(found: Screening) -> bool:
    """Return whether an answer says what it means: looked at, or why not."""
    if found.unscreened is None:
        return found.frames_screened >= 1 and found.width is not None and found.pdq is not None
    return bool(found.detail)


def resident(pid: int) -> float:
    """Return a process's resident memory in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def children(pid: int) -> set[int]:
    """Return the processes of which this one is the parent."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


def descriptors() -> int:
    """Return how many descriptors this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def settle(pool: ScreeningPool) -> float:
    """Let every worker tidy up; return the largest one's memory."""
    await asyncio.sleep(_TIDY)
    samples = list(valid().values())[:2]
    await asyncio.gather(*(pool.screen(data + os.urandom(8)) for data in samples))
    await asyncio.sleep(0.3)
    return max(resident(worker.pid) for worker in pool.describe().workers)


async def _one(pool: ScreeningPool, story: str, data: bytes, report: Report) -> None:
    started = time.monotonic()
    try:
        async with asyncio.timeout(DEADLINE + GRACE + 60):
            found = await pool.screen(data)
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is counted here
        report.untyped.append(f"{story}: {error!r}")
        return
    finally:
        took = time.monotonic() - started
        report.slowest = max(report.slowest, round(took, 2))
        if took > DEADLINE + GRACE:
            report.hangs.append(f"{story}: {took:.1f} s")
    kind = found.unscreened.value if found.unscreened else "looked at"
    report.answers[kind] = report.answers.get(kind, 0) + 1
    if not typed(found):
        report.untyped.append(f"{story}: {found}")
    if found.unscreened is UnscreenedReason.TIMEOUT:
        report.timeouts.append(f"{story}: {found.detail}")
    if "the worker ended" in found.detail:
        report.deaths.append(f"{story}: {found.detail}")


async def screen_all(files: list[tuple[str, bytes]], report: Report) -> None:
    """Screen files, as many at once as there are workers, none of which is ever recycled."""
    open_before, started = descriptors(), time.monotonic()
    process.RECYCLE_AFTER_SECONDS = float("inf")  # else memory would be that of a fresh worker
    async with ScreeningPool(WORKERS, deadline=DEADLINE, recycle_after=10**9) as pool:
        for data in valid().values():  # what a first use takes, is taken for good
            await asyncio.gather(pool.screen(data), pool.screen(data + b"\0"))
        report.worker_before = await settle(pool)
        gc.collect()
        report.parent_before = resident(os.getpid())
        pids = [{worker.pid for worker in pool.describe().workers}]
        running: set[asyncio.Task[None]] = set()
        for story, data in files:
            if len(running) == WORKERS:
                _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            running.add(asyncio.create_task(_one(pool, story, data, report)))
            report.files += 1
            if (now := {worker.pid for worker in pool.describe().workers}) != pids[-1]:
                pids.append(now)
        await asyncio.gather(*running)
        report.blind = not await pool.canary()
        report.worker_after = await settle(pool)
        gc.collect()
        report.parent_after = resident(os.getpid())
        pids.append({worker.pid for worker in pool.describe().workers})
        report.respawns = len(set().union(*pids)) - WORKERS
    report.leaked_descriptors = descriptors() - open_before
    report.leaked_processes = len(children(os.getpid()))
    report.seconds = round(time.monotonic() - started, 1)


def main() -> None:
    """Run, and print the report as one JSON object."""
    count, seed = (int(value) for value in [*sys.argv[1:3], "1"][:2])
    with tempfile.TemporaryDirectory() as folder:
        # Every place where a library would put a file is this one, which has to stay empty.
        os.environ |= {"TMPDIR": folder, "HOME": folder, "XDG_CACHE_HOME": folder}
        tempfile.tempdir = None
        os.chdir(folder)
        report = Report()
        asyncio.run(screen_all(chosen(count, seed), report))
        report.leaked_files = sum(path.is_file() for path in Path(folder).rglob("*"))
        os.chdir("/")
    print(json.dumps(asdict(report), indent=1))


if __name__ == "__main__":
    main()
