"""No request leaves for a host that is not Discord's, from no process and no library."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from bot.sandbox.client import FindPerson, SandboxClient, components
from bot.sandbox.server import Sandbox
from bot.settings import ROOT

TRIGGER = ROOT / "tests" / "fixtures" / "trigger_anus.jpg"


async def test_the_bot_and_its_workers_call_nobody_but_the_sandbox(
    sandbox: Sandbox, client: SandboxClient, person: FindPerson, tmp_path: Path
) -> None:
    """strace watches every connection that the bot and its workers try, from start to end."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    home, log = tmp_path / "home", tmp_path / "strace"
    home.mkdir()
    bot = await asyncio.create_subprocess_exec(
        *(strace, "-f", "-qq", "-o", str(log), "-e", "trace=connect,sendto"),
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DISCORD_TOKEN": sandbox.token,
            "FLASHGUARD_SANDBOX": f"{sandbox.tls_port}:{sandbox.ca_path}",
            "FLASHGUARD_WORKERS": "1",
            "FLASHGUARD_DATABASE": str(tmp_path / "cases.db"),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await client.wait_online(120)
        sender = await person("newcomer")
        await sender.post("general", "", ("x.jpg", TRIGGER.read_bytes()))
        await sender.wait_for(
            "message",
            lambda d: any(c.get("label") == "Get help" for c in components(d["message"])),
            within=60,
        )
    finally:
        # strace itself ends with the bot, its only child.
        children = Path(f"/proc/{bot.pid}/task/{bot.pid}/children").read_text("ascii").split()
        for child in children:
            os.kill(int(child), signal.SIGTERM)
        await bot.wait()

    lines = log.read_text(errors="replace").splitlines()
    internet = [line for line in lines if "AF_INET" in line]
    assert len(internet) >= 3, "strace saw the bot connect: REST, gateway and content host"
    here = re.compile(
        rf'sin_port=htons\({sandbox.tls_port}\), sin_addr=inet_addr\("127\.0\.0\.1"\)'
    )
    elsewhere = [line for line in internet if not here.search(line)]
    assert elsewhere == []
    assert list(home.rglob("*")) == []


async def test_the_bot_itself_never_loads_the_network_or_opencv() -> None:
    """What is not imported cannot phone home: decoders and the network live in the workers."""
    script = "import sys, bot.app, bot.doctor, bot.cli; print(sorted(sys.modules))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    loaded = out.decode()
    assert process.returncode == 0
    for name in ("onnxruntime", "nudenet", "cv2", "av", "pillow_heif", "simcord"):
        assert f"'{name}'" not in loaded, name
