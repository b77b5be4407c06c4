"""The parent survives whatever a worker is given, does, or says."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import re
import signal
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bot.domain import Depth, Screening, UnscreenedReason
from bot.errors import ModelError, WorkerError
from bot.screening import model
from bot.screening import process as process_module
from bot.screening.pool import ScreeningPool


def png_of(width: int, height: int) -> bytes:
    """Return a small PNG that claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def plain_jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (90, 120, 60)).save(out, "JPEG")
    return out.getvalue()


async def test_bad_files_have_their_reasons(pool: ScreeningPool, fixtures: Path) -> None:
    whole = (fixtures / "trigger_anus.jpg").read_bytes()
    blank = plain_jpeg()
    expected = {
        b"just a text\n": UnscreenedReason.UNSUPPORTED,
        b"": UnscreenedReason.UNDECODABLE,
        b"II*\0" + bytes(100): UnscreenedReason.UNSUPPORTED,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>": UnscreenedReason.UNSUPPORTED,
        png_of(30_000, 30_000): UnscreenedReason.TOO_LARGE,
        blank[: len(blank) // 2]: UnscreenedReason.UNDECODABLE,
        whole[:200]: UnscreenedReason.UNDECODABLE,
    }
    for data, reason in expected.items():
        found = await pool.screen(data)
        assert found.unscreened is reason, (data[:20], found)
        assert found.detail and found.redacted is None
        assert found.sha256 == hashlib.sha256(data).hexdigest() and found.size == len(data)
    assert await pool.canary(), "the worker goes on"


async def test_a_truncated_picture_is_seen_as_far_as_clients_show_it(
    pool: ScreeningPool, fixtures: Path
) -> None:
    whole = (fixtures / "trigger_female_breast.jpg").read_bytes()
    found = await pool.screen(whole[: len(whole) * 9 // 10])
    assert found.unscreened is UnscreenedReason.UNDECODABLE
    assert found.detections[0].score > 0.5 and found.redacted is not None


async def test_an_ordinary_picture_is_complete_and_has_no_copy(pool: ScreeningPool) -> None:
    found = await pool.screen(plain_jpeg())
    assert found.unscreened is None and found.detections == () and found.redacted is None
    assert found.model == "320n@c15d8273adad" and found.depth is Depth.FAST
    assert found.elapsed_ms > 0
    assert found.model_sha256 is not None and len(found.model_sha256) == 64
    assert any(re.fullmatch(r"pillow [\d.]+", name) for name in found.software)


async def test_a_file_over_the_byte_limit_never_reaches_a_worker() -> None:
    async with ScreeningPool(1, max_bytes=100) as pool:
        at_limit, over = await pool.screen(bytes(100)), await pool.screen(bytes(101))
    assert at_limit.unscreened is UnscreenedReason.UNSUPPORTED
    assert over.unscreened is UnscreenedReason.TOO_LARGE
    assert over.detail == "the file has 101 bytes, over the limit of 100"


async def test_calls_run_at_once_and_a_full_queue_is_a_typed_result() -> None:
    async with ScreeningPool(2, max_waiting=3) as pool:
        data = plain_jpeg()
        found = await asyncio.gather(*(pool.screen(data + bytes(i)) for i in range(9)))
        assert {s.unscreened for s in found} == {None, UnscreenedReason.OVERLOADED}
        assert (await pool.screen(data)).unscreened is None
        assert len({w.pid for w in pool.describe().workers}) == 2


async def test_the_same_bytes_are_looked_at_once_for_each_depth() -> None:
    """Bypass 40: what `fast` found does not answer for `standard`."""
    async with ScreeningPool(1, max_waiting=0, recycle_after=3) as pool:
        data = plain_jpeg()
        pid = pool.describe().workers[0].pid
        found = await asyncio.gather(*(pool.screen(data) for _ in range(20)))
        assert {s.unscreened for s in found} == {None}
        for _ in range(20):
            assert (await pool.screen(data)).unscreened is None
        assert (await pool.screen(data, depth=Depth.STANDARD)).depth is Depth.STANDARD
        await pool.screen(data + b"x")
        assert pool.describe().workers[0].pid == pid, "three screenings so far"
        await pool.screen(data + b"xy")
        assert pool.describe().workers[0].pid != pid, "and the fourth is one"


async def test_what_is_not_to_be_kept_leaves_nothing_behind() -> None:
    async with ScreeningPool(1) as pool:
        found = await pool.screen(b"not a picture", keep=False)
        assert found.unscreened is UnscreenedReason.UNSUPPORTED
        assert not pool._cache and not pool._jobs
        await pool.screen(b"not a picture")
        assert len(pool._cache) == 1


async def test_worn_workers_are_replaced_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """They wear out together; screening must not stand still while all of them start."""
    async with ScreeningPool(2, recycle_after=2) as pool:
        before = {state.pid for state in pool.describe().workers}
        start = process_module.WorkerProcess.start
        starting = most = 0

        async def counted(worker: process_module.WorkerProcess) -> None:
            nonlocal starting, most
            starting += 1
            most = max(most, starting)
            try:
                await start(worker)
            finally:
                starting -= 1

        monkeypatch.setattr(process_module.WorkerProcess, "start", counted)
        data = plain_jpeg()
        found = await asyncio.gather(*(pool.screen(data + bytes(i)) for i in range(1, 13)))
        assert {s.unscreened for s in found} == {None}
        assert most == 1
        assert before != {state.pid for state in pool.describe().workers}


async def test_the_cache_is_bounded_and_keeps_no_passing_failure() -> None:
    async with ScreeningPool(1, cache_size=2, deadline=1.0) as pool:
        for i in range(5):
            await pool.screen(plain_jpeg() + bytes(i))
        assert len(pool._cache) == 2
        os.kill(pool.describe().workers[0].pid, signal.SIGSTOP)
        lost = await pool.screen(plain_jpeg() + b"y")
        assert lost.unscreened is UnscreenedReason.TIMEOUT
        assert (await pool.screen(plain_jpeg() + b"y")).unscreened is None


async def test_a_cancelled_call_leaves_its_worker_sound(
    pool: ScreeningPool, fixtures: Path
) -> None:
    data = (fixtures / "trigger_buttocks.jpg").read_bytes()
    before = pool.describe().workers[0].pid
    for i in range(3):
        call = asyncio.create_task(pool.screen(data + bytes(i), depth=Depth.DEEP))
        await asyncio.sleep(0.02)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert (await pool.screen(plain_jpeg())).detections == ()
    assert pool.describe().workers[0].pid == before


@pytest.mark.parametrize("which", [signal.SIGSEGV, signal.SIGKILL])
async def test_a_worker_that_dies_is_named_and_replaced(
    pool: ScreeningPool, which: signal.Signals
) -> None:
    pid = pool.describe().workers[0].pid
    os.kill(pid, signal.SIGSTOP)
    call = asyncio.create_task(pool.screen(plain_jpeg()))
    await asyncio.sleep(0.1)
    os.kill(pid, which)
    os.kill(pid, signal.SIGCONT)
    found = await call
    assert found.unscreened is UnscreenedReason.CRASHED and which.name in found.detail
    assert await pool.canary()


async def test_a_worker_that_hangs_is_killed_at_its_deadline() -> None:
    async with ScreeningPool(1, deadline=0.5) as pool:
        pid = pool.describe().workers[0].pid
        os.kill(pid, signal.SIGSTOP)
        found = await pool.screen(plain_jpeg())
        assert found.unscreened is UnscreenedReason.TIMEOUT
        assert "0.5 s" in found.detail
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert await pool.canary()


async def test_workers_are_replaced_after_a_number_of_screenings() -> None:
    async with ScreeningPool(1, recycle_after=2) as pool:
        pids = []
        for i in range(4):
            await pool.screen(plain_jpeg() + bytes(i))
            pids.append(pool.describe().workers[0].pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_after_close_everything_is_a_typed_result_and_no_process_is_left() -> None:
    pool = ScreeningPool(1)
    await pool.start()
    pid = pool.describe().workers[0].pid
    running = asyncio.create_task(pool.screen(plain_jpeg()))
    await asyncio.sleep(0)
    await pool.close()
    await pool.close()
    assert isinstance(await running, Screening)
    assert (await pool.screen(plain_jpeg())).unscreened is UnscreenedReason.CRASHED
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


_LIES = {
    "a huge header": "struct.pack('>II', 2**31, 0)",
    "a huge body": "struct.pack('>II', 10, 2**30)",
    "no JSON": "struct.pack('>II', 4, 0) + b'nope'",
    "a list": "struct.pack('>II', 2, 0) + b'[]'",
    "a pickle": "struct.pack('>II', 17, 0) + b'cos\\nsystem\\n(S\"\"\\ntR.'",
    "other fields": "struct.pack('>II', 2, 0) + b'{}'",
}


@pytest.mark.parametrize("lie", _LIES)
async def test_a_worker_that_lies_is_killed(monkeypatch: pytest.MonkeyPatch, lie: str) -> None:
    script = (
        "import os, struct, sys\n"
        'ready = b\'{"ready":true,"isolation":{}}\'\n'
        "os.write(1, struct.pack('>II', len(ready), 0) + ready)\n"
        "os.read(0, 8)\n"
        f"os.write(1, {_LIES[lie]})\n"
        "import time; time.sleep(60)\n"
    )
    async with ScreeningPool(1, deadline=5) as pool:
        monkeypatch.setattr(process_module, "_ENTRY", script)
        worker = pool._workers[0]
        await worker.stop()
        await worker.start()
        pid = worker.pid
        assert pid is not None
        found = await pool.screen(plain_jpeg())
        assert found.unscreened is UnscreenedReason.CRASHED
        assert "breaks the protocol" in found.detail
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        monkeypatch.undo()
        assert await pool.canary()


async def test_a_worker_that_floods_its_pipe_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """asyncio's wait for a process hangs while its reader is paused: a race, hence the rounds."""
    flood = "import os\nwhile True: os.write(1, b'x' * 65536)"
    monkeypatch.setattr(process_module, "_ENTRY", flood)
    for _ in range(20):
        with pytest.raises(WorkerError, match="does not start"):
            await ScreeningPool(1).start()


async def test_a_worker_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "_ENTRY", "raise SystemExit(3)")
    with pytest.raises(Exception, match="does not start") as caught:
        await ScreeningPool(1).start()
    assert "exit status 3" in getattr(caught.value, "detail", "")


async def test_another_network_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "320n.onnx").write_bytes(b"something else")
    manifest = (model.models_dir() / "manifest.toml").read_text("utf-8")
    manifest = manifest.replace('package = "nudenet"\n', "")
    (tmp_path / "manifest.toml").write_text(manifest, "utf-8")
    monkeypatch.setattr(model, "models_dir", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the one in models/manifest"):
        await ScreeningPool(1).start()
    (tmp_path / "320n.onnx").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        await ScreeningPool(1).start()


async def test_a_worker_has_no_secret_in_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret-that-must-not-leak")
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    async with ScreeningPool(1) as pool:
        pid = pool.describe().workers[0].pid
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        names = {entry.partition(b"=")[0] for entry in environment if entry}
        assert names == {
            b"PATH", b"LC_ALL", b"ORT_DISABLE_TELEMETRY", b"OPENBLAS_NUM_THREADS",
            b"MALLOC_ARENA_MAX",
        }  # fmt: skip


async def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    script = (
        "import asyncio, os\n"
        "from bot.screening.pool import ScreeningPool\n"
        "async def main():\n"
        "    pool = ScreeningPool(1)\n"
        "    await pool.start()\n"
        "    print(pool.describe().workers[0].pid, flush=True)\n"
        "    os._exit(9)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    out, _ = await process.communicate()
    pid = int(out)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or _is_zombie(pid):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the worker lives on")


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
