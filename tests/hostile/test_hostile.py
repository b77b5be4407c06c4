"""Whatever the bytes: a typed answer within the deadline, a living pool, nothing left behind."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from files import crafted, mutated, valid
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Depth, Screening, UnscreenedReason
from bot.screening import decode
from bot.screening.detector import Detector
from bot.screening.engine import Engine
from bot.screening.pool import ScreeningPool
from bot.screening.protocol import Request, answer_header, parse_answer

COUNT = int(os.environ.get("FLASHGUARD_HOSTILE", "300"))
"""Mutated files beside the cut and the crafted ones; the full run has 5000."""
DEADLINE = 10.0


def typed(found: Screening) -> bool:
    """Return whether an answer says what it means: looked at, or why not."""
    if found.unscreened is None:
        return found.frames_screened >= 1 and found.width is not None and found.pdq is not None
    return bool(found.detail)


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
            status = Path(f"/proc/{worker.pid}/status").read_text()
            resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            assert int(resident.split()[1]) < 200_000, resident
        pids = [worker.pid for worker in pool.describe().workers]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.fixture(scope="module")
def engine() -> Engine:
    decode.prepare()
    return Engine(Detector())


_HEADS = [data[:size] for data in valid().values() for size in (16, 64)]


@given(head=st.sampled_from(_HEADS), tail=st.binary(max_size=300), depth=st.sampled_from(Depth))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_behind_a_known_head_get_an_answer_that_passes_the_schema(
    engine: Engine, head: bytes, tail: bytes, depth: Depth
) -> None:
    found, grid = engine.screen(head + tail, Request(depth, 20.0))
    again, _ = parse_answer(answer_header(found, grid), grid.colours if grid else b"")
    assert typed(again)


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_at_all_get_an_answer(engine: Engine, data: bytes) -> None:
    found, _ = engine.screen(data, Request(Depth.FAST, 20.0))
    assert typed(found)
