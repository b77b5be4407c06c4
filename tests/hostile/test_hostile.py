"""Whatever the bytes: a typed answer within the deadline, a living pool, nothing left behind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Depth, Screening, UnscreenedReason
from bot.screening.pool import ScreeningPool

from .files import bombs, crafted, valid
from .run import DEADLINE, typed

COUNT = int(os.environ.get("FLASHGUARD_HOSTILE", "300"))
"""Files of the run; the full one has 5000."""
MARGIN = 8
"""MiB by which a run may leave a process larger than it was after one file of each kind: 5,000
files left the parent and the workers 1 larger."""
ROOT = Path(__file__).parents[2]


async def test_valid_files_are_looked_at() -> None:
    async with ScreeningPool(1) as pool:
        for name, data in valid().items():
            found = await pool.screen(data)
            assert found.unscreened is None and typed(found), (name, found)


async def test_crafted_files_get_an_answer() -> None:
    async with ScreeningPool(2, deadline=DEADLINE) as pool:
        for name, data in (crafted() | bombs()).items():
            found = await pool.screen(data)
            assert typed(found), (name, found)
            assert found.unscreened is not UnscreenedReason.CRASHED, (name, found)
            assert found.elapsed_ms < (DEADLINE + 5) * 1000, name
        assert await pool.canary()


@pytest.mark.timeout(3600)
def test_a_run_leaves_nothing_behind() -> None:
    """Two workers, one file after the other on each; in a process that nothing else uses."""
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    command = [sys.executable, "-m", "tests.hostile.run", str(COUNT)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, "the parent crashed"
    report = json.loads(done.stdout)
    print(done.stdout)
    assert report["files"] == COUNT == sum(report["answers"].values())
    assert report["hangs"] == [] and report["untyped"] == []
    assert len(report["deaths"]) <= COUNT // 100, report["deaths"]
    assert not report["blind"]
    for kind in ("descriptors", "processes", "files"):
        assert report[f"leaked_{kind}"] == 0, kind
    assert report["worker_after"] < report["worker_before"] + MARGIN
    assert report["parent_after"] < report["parent_before"] + MARGIN


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
