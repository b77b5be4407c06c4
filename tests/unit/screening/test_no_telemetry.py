"""Invariant 7: no worker writes under the home directory or tries a connection."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import Depth
from bot.screening import protocol
from bot.screening.pool import canary_bytes
from bot.screening.process import _ENTRY, _ROOT


def test_a_run_writes_nothing_at_home_and_calls_nobody(tmp_path: Path) -> None:
    """strace watches every file opened for writing, and every network call."""
    home, log = tmp_path / "home", tmp_path / "strace"
    home.mkdir()
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    request = protocol.request_header(protocol.Request(Depth.FAST, 30.0))
    data = canary_bytes()
    watch = [strace, "-f", "-qq", "-o", str(log), "-e", "trace=%network,%file"]
    # The worker's parent is strace itself, whose id only the shell knows.
    worker = ["/bin/sh", "-c", 'exec "$0" -I -B -c "$1" $PPID "$2"', sys.executable, _ENTRY, _ROOT]
    done = subprocess.run(
        [*watch, *worker],
        input=protocol.pack(request, data) + data,
        capture_output=True,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "ORT_DISABLE_TELEMETRY": "1",
        },
        timeout=120,
        check=True,
    )
    assert b"MALE_GENITALIA_EXPOSED" in done.stdout, "the worker did its work"
    assert list(home.rglob("*")) == []
    lines = log.read_text(errors="replace").splitlines()
    assert len(lines) > 100, "strace saw the worker"
    writing = ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "unlink", "rename")
    opened = [x for x in lines if any(w in x for w in writing) and "ENOENT" not in x]
    assert [x for x in opened if "/dev/null" not in x] == []
    network = ("connect(", "sendto(", "sendmsg(", "bind(", "socket(AF_INET")
    tried = [x for x in lines if any(call in x for call in network)]
    # The worker's own proof tries one socket, in vain.
    assert len(tried) == 1 and "EPERM" in tried[0], tried
