"""A worker that was taken over can do nothing: each barrier is tried from inside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import WorkerError
from bot.screening import lockdown
from bot.screening import process as process_module
from bot.screening.pool import ScreeningPool

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="full isolation is Linux's"
)

ATTACKS = {
    "read a file": "open('/etc/passwd').read()",
    "read the environment": "open('/proc/self/environ').read()",
    "read the parent's memory": "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "list a folder": "os.listdir('/')",
    "stat a file": "os.stat('/etc/passwd')",
    "write a file": "open('/tmp/flashguard-was-here', 'w')",
    "remove a file": "os.unlink('/tmp/flashguard-nothing')",
    "open a socket": "socket.socket()",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "make a pipe": "os.pipe()",
    "copy a descriptor": "os.dup(0)",
    "fork": "os._exit(0) if os.fork() == 0 else None",
    "run a program": "os.execv('/bin/true', ['true'])",
    "signal the parent": "os.kill(os.getppid(), 0)",
    "signal a group": "os.killpg(0, 0)",
    "map code": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "take much memory": "bytearray(2 * 1024**3)",
    "raise a limit": "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    "make a file in memory": "os.memfd_create('x')",
    "trace the parent": "fail(ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0))",
    "start a ring": "fail(ctypes.CDLL(None).syscall(425, 8, bytes(120)))",
    "become dumpable": "fail(ctypes.CDLL(None).prctl(4, 1, 0, 0, 0))",
}
SCRIPT = """
import ctypes, json, mmap, os, resource, socket, sys, encodings.idna
sys.path.append(sys.argv[1])
from bot.screening import lockdown

def fail(result):
    if result < 0:
        raise PermissionError

lockdown.die_with_parent(os.getppid())
keep = os.dup(1)
held = lockdown.lock(keep)
refused = {}
for name, attack in json.loads(sys.argv[2]).items():
    try:
        exec(attack)
        refused[name] = "it worked"
    except (OSError, MemoryError, ValueError) as error:
        refused[name] = None
os.write(keep, json.dumps([held, refused]).encode())
"""


def test_nothing_that_a_taken_over_worker_tries_works() -> None:
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, root, json.dumps(ATTACKS)],
        stdout=subprocess.PIPE,
        env={"PATH": "/usr/bin", "LC_ALL": "C.UTF-8"},
        check=True,
        timeout=60,
    )
    held, refused = json.loads(done.stdout)
    assert refused == dict.fromkeys(ATTACKS)
    assert held == dict.fromkeys(held, True), held
    assert not Path("/tmp/flashguard-was-here").exists()


def test_the_proof_sees_what_does_not_hold() -> None:
    """The proof without filter, limits and Landlock: it must not say that they hold."""
    without = (
        "lockdown.seccomp.install = lambda: False\n"
        "lockdown._limit = lambda: None\n"
        "lockdown._landlock = lambda: False\n"
    )
    script = SCRIPT.replace("lockdown.die_with", without + "lockdown.die_with").replace(
        "lockdown.die_with_parent(os.getppid())\n", ""
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, str(Path(__file__).parents[3]), "{}"],
        stdout=subprocess.PIPE,
        env={"PATH": "/usr/bin", "A_SECRET": "x"},
        check=True,
        timeout=60,
    )
    held, _ = json.loads(done.stdout)
    assert held == dict.fromkeys(held, False), held


async def test_every_worker_says_what_holds() -> None:
    async with ScreeningPool(2, strict=True) as pool:
        report = pool.describe()
        assert report.reduced == () and len(report.workers) == 2
        for worker in report.workers:
            assert len(worker.isolation) == 9 and all(worker.isolation.values())
            status = Path(f"/proc/{worker.pid}/status").read_text()
            assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status
            limits = Path(f"/proc/{worker.pid}/limits").read_text()
            assert f"Max address space         {lockdown.MEMORY}" in limits
        assert report.model == "320n@c15d8273adad" and len(report.model_sha256) == 64


async def test_strict_refuses_to_start_on_less(monkeypatch: pytest.MonkeyPatch) -> None:
    crippled = process_module._ENTRY.replace(
        "from bot.screening.worker",
        "from bot.screening import lockdown as l; l.seccomp.install = lambda: False; "
        "from bot.screening.worker",
    )
    monkeypatch.setattr(process_module, "_ENTRY", crippled)
    with pytest.raises(WorkerError, match="limited system calls"):
        await ScreeningPool(1, strict=True).start()
    async with ScreeningPool(1) as pool:
        assert "limited system calls" in pool.describe().reduced
        assert await pool.canary(), "reduced isolation still screens"
