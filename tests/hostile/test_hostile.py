"""Whatever the bytes: a typed answer within the deadline, a living pool, nothing left behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Depth, Screening, UnscreenedReason
from bot.screening.pool import ScreeningPool

from .files import crafted, mutated, valid

COUNT = int(os.environ.get("FLASHGUARD_HOSTILE", "300"))
"""Mutated files beside the cut and the crafted ones; the full run has 5000."""
DEADLINE = 10.0


def typed(found: Screening) -> bool:
    """Return whether an answer says what it means: looked at, or why not."""
    if found.unscreened is None:
        return found.frames_screened >= 1 and found.width is not None and found.pdq is not None
    return bool(found.detail)


def resident(pid: int) -> int:
    """Return a process's resident memory in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


async def test_valid_files_are_looked_at() -> None:
    async with ScreeningPool(1) as pool:
        for name, data in valid().items():
            found = await pool.screen(data)
            assert found.unscreened is None and typed(found), (name, found)


async def test_crafted_files_get_an_answer() -> None:
    async with ScreeningPool(2, deadline=DEADLINE) as pool:
        for name, data in crafted().items():
            found = await pool.screen(data)
            assert typed(found), (name, found)
            assert found.unscreened is not UnscreenedReason.CRASHED, (name, found)
            assert found.elapsed_ms < (DEADLINE + 5) * 1000, name
        assert await pool.canary()


async def test_mutated_files_get_an_answer() -> None:
    """All at once, on two workers; at the end nothing is left: descriptors, processes, memory."""
    async with ScreeningPool(2, deadline=DEADLINE, recycle_after=10**6) as pool:
        await pool.canary()
        before = max(resident(worker.pid) for worker in pool.describe().workers)
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        gate = asyncio.Semaphore(8)

        async def one(name: str, data: bytes) -> tuple[str, Screening]:
            async with gate:
                return name, await pool.screen(data)

        answers = await asyncio.gather(*(one(name, data) for name, data in mutated(1, COUNT)))
        untyped = [(name, found) for name, found in answers if not typed(found)]
        assert untyped == []
        died = [name for name, found in answers if "signal" in found.detail]
        assert len(died) <= len(answers) // 100, died
        assert await pool.canary()
        assert len(list(Path("/proc/self/fd").iterdir())) <= descriptors
        await asyncio.sleep(0.2)
        for worker in pool.describe().workers:
            assert resident(worker.pid) < before + 96 * 1024
        pids = [worker.pid for worker in pool.describe().workers]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


Ask = Callable[[bytes, Depth], Screening]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Ask one worker, outside any test's own loop: what hangs a decoder must not hang the tests."""
    with asyncio.Runner() as runner:
        pool = ScreeningPool(1, deadline=5.0, cache_size=0)
        runner.run(pool.start())
        yield lambda data, depth: runner.run(pool.screen(data, depth=depth))
        runner.run(pool.close())


_HEADS = [data[:size] for data in valid().values() for size in (16, 64)]


@given(head=st.sampled_from(_HEADS), tail=st.binary(max_size=300), depth=st.sampled_from(Depth))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_behind_a_known_head_get_an_answer(
    ask: Ask, head: bytes, tail: bytes, depth: Depth
) -> None:
    found = ask(head + tail, depth)
    assert typed(found) and found.elapsed_ms < 10_000


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_at_all_get_an_answer(ask: Ask, data: bytes) -> None:
    assert typed(ask(data, Depth.FAST))
