"""What keeps the bot from starting: one clear sentence with the mend, and no traceback."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.evidence.database import Database
from bot.evidence.gates import GateStore
from bot.gates import Gate, GateState
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GENERAL_ID, GUILD_ID
from bot.settings import ROOT
from tests.unit.screening import model_files
from tests.wire.gating import permit

FIXTURES = ROOT / "tests" / "fixtures"


async def flashguard(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command in an environment of its own; return exit status, output and errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "COLUMNS": "200",
            "FLASHGUARD_WORKERS": "1",
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        out, error = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), error.decode()


def against(sandbox: Sandbox) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": sandbox.token,
        "FLASHGUARD_SANDBOX": f"{sandbox.tls_port}:{sandbox.ca_path}",
    }


def one_sentence(error: str) -> str:
    """Return what follows "Error:", having seen that there is no traceback."""
    assert "Traceback" not in error, error
    sentences = [line for line in error.splitlines() if line.startswith("Error: ")]
    assert len(sentences) == 1, error
    return sentences[0]


async def test_no_token(tmp_path: Path) -> None:
    status, _, error = await flashguard(tmp_path, "run")
    assert status == 1
    assert "DISCORD_TOKEN" in one_sentence(error)


async def test_a_wrong_token(tmp_path: Path, sandbox: Sandbox) -> None:
    wrong = against(sandbox) | {"DISCORD_TOKEN": "not.the.token"}
    status, _, error = await flashguard(tmp_path, "run", **wrong)
    assert status == 1
    assert "does not accept this token" in one_sentence(error)
    assert "not.the.token" not in error


async def test_missing_intents(tmp_path: Path, sandbox: Sandbox, client: SandboxClient) -> None:
    await client.portal(message_content=False)
    status, _, error = await flashguard(tmp_path, "run", **against(sandbox))
    assert status == 1
    assert "Message Content" in one_sentence(error)
    status, out, _ = await flashguard(tmp_path, "doctor", **against(sandbox))
    assert status == 1
    assert "fail  discord: The application lacks the Message Content intent" in out


async def test_a_wrong_setting(tmp_path: Path) -> None:
    for command in ("run", "sandbox", "doctor"):
        status, _, error = await flashguard(tmp_path, command, FLASHGUARD_STRICTNESS="very")
        assert status == 1
        assert "FLASHGUARD_STRICTNESS" in one_sentence(error)


async def test_an_unreadable_policy(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = {"FLASHGUARD_CONFIG_DIR": str(tmp_path / "nowhere")}
    status, _, error = await flashguard(tmp_path, "run", **against(sandbox), **folder)
    assert status == 1
    assert "policies.toml cannot be read" in one_sentence(error)


async def test_a_blind_bot_does_not_start(tmp_path: Path, sandbox: Sandbox) -> None:
    """Bypass 50. The network's file loads, and answers; only it sees nothing any more."""
    (tmp_path / "mine.onnx").write_bytes(model_files.another())
    trusted = hashlib.sha256(model_files.another()).hexdigest()
    trust = ("--trust-sha256", trusted)
    status, _, error = await flashguard(tmp_path, "models", "add", "mine.onnx", *trust)
    assert status == 0, error
    blind, folder = model_files.with_weights(bytes(4)), tmp_path / "var" / "models"
    (folder / "mine.onnx").write_bytes(blind)
    manifest = (folder / "manifest.toml").read_text("utf-8")
    manifest = manifest.replace(trusted, hashlib.sha256(blind).hexdigest())
    (folder / "manifest.toml").write_text(manifest, "utf-8")

    mine = against(sandbox) | {"FLASHGUARD_MODEL": "mine"}
    status, _, error = await flashguard(tmp_path, "run", **mine)
    assert status == 1
    assert "The bot is blind" in one_sentence(error)


async def test_a_database_that_cannot_be_opened(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader, " * 1000, "utf-8")
    wrong = {"FLASHGUARD_DATABASE": "letter.txt"}
    status, _, error = await flashguard(tmp_path, "run", **against(sandbox), **wrong)
    assert status == 1
    assert "not a database" in one_sentence(error)


async def test_a_busy_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _, error = await flashguard(tmp_path, "sandbox", "--port", port)
    assert status == 1
    assert port in one_sentence(error) and "--port" in error


async def test_doctor_is_content_where_all_is_well(tmp_path: Path, sandbox: Sandbox) -> None:
    status, out, error = await flashguard(tmp_path, "doctor", **against(sandbox))
    assert status == 0, out + error
    lines = dict(line.removeprefix("ok").strip().split(": ", 1) for line in out.splitlines())
    assert set(lines) == {
        "settings",
        "policy",
        "guidance",
        "network",
        "database",
        "timestamps",
        "gates",
        "workers",
        "canary",
        "discord",
    }
    assert "a synthetic positive was flagged" in lines["canary"]
    assert "permissions are right" in lines["discord"]


async def test_doctor_names_a_missing_permission_and_its_mend(
    tmp_path: Path, sandbox: Sandbox, client: SandboxClient
) -> None:
    bot_id = (await client.state())["bot"]["id"]
    await client.permissions("moderators", bot_id, deny=["send_messages"])
    status, out, _ = await flashguard(tmp_path, "doctor", **against(sandbox))
    assert status == 1
    assert "cannot write to #moderators" in out and "Send Messages" in out


async def test_doctor_names_gates_that_are_half_done_or_out_of_reach(
    tmp_path: Path, sandbox: Sandbox, client: SandboxClient
) -> None:
    file = tmp_path / "var" / "flashguard.db"
    database = await Database.open(file, ROOT / "config" / "migrations")
    closing = Gate(GENERAL_ID, GUILD_ID, GateState.CLOSING, 1, datetime.now(UTC))
    await GateStore(database).begin(closing)
    status, out, _ = await flashguard(tmp_path, "doctor", **against(sandbox))
    assert status == 1
    assert f"fail  gates: half closed or half open is the gate of channel {GENERAL_ID}" in out
    assert "cannot look after the gate of #general" in out and "Manage Permissions" in out
    await GateStore(database).move(GENERAL_ID, GateState.CLOSED)
    await database.close()
    await permit(client)
    status, out, error = await flashguard(tmp_path, "doctor", **against(sandbox))
    assert status == 0, out + error
    assert "gates: 1 closed" in out


async def test_doctor_says_when_the_bot_is_blind(tmp_path: Path) -> None:
    config = tmp_path / "config"
    (config / "guidance").mkdir(parents=True)
    text = (ROOT / "config" / "policies.toml").read_text("utf-8")
    (config / "policies.toml").write_text(
        text.replace("explicit = 0.35", "explicit = 1.0"), "utf-8"
    )
    status, out, _ = await flashguard(tmp_path, "doctor", FLASHGUARD_CONFIG_DIR=str(config))
    assert status == 1
    assert "fail  canary: The bot is blind" in out


async def test_screening_the_fixtures_flags_all_of_them(tmp_path: Path) -> None:
    import json

    status, out, error = await flashguard(tmp_path, "screen", str(FIXTURES), "--json")
    found = {Path(o["path"]).name: o for o in map(json.loads, out.splitlines())}
    pictures = {name: o for name, o in found.items() if name.endswith(".jpg")}
    assert len(pictures) == 7
    assert {o["verdict"] for o in pictures.values()} == {"explicit"}, error
    assert status == 1
    one = pictures["rgb_only_male_genitalia.jpg"]
    assert set(one) == {
        "path",
        "verdict",
        "reason",
        "label",
        "score",
        "detections",
        "format",
        "width",
        "height",
        "frames",
        "frames_screened",
        "sha256",
        "pdq",
        "model",
        "depth",
        "elapsed_ms",
    }
    assert (one["label"], one["format"], one["width"], one["height"], one["frames"]) == (
        "MALE_GENITALIA_EXPOSED",
        "JPEG",
        640,
        480,
        1,
    )


@pytest.mark.parametrize(
    ("names", "expected"), [(["picture.png"], 0), (["picture.png", "text.txt"], 3)]
)
async def test_exit_statuses_of_screen(tmp_path: Path, names: list[str], expected: int) -> None:
    from PIL import Image

    Image.linear_gradient("L").convert("RGB").save(tmp_path / "picture.png")
    (tmp_path / "text.txt").write_text("hello", "utf-8")
    status, _, _ = await flashguard(tmp_path, "screen", *names)
    assert status == expected


@pytest.mark.parametrize(
    "arguments",
    [("screen",), ("screen", "nowhere.png"), ("screen", ".", "--depth", "abyss"), ("dance",)],
)
async def test_wrong_usage_is_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    status, _, error = await flashguard(tmp_path, *arguments)
    assert status == 2
    assert "Traceback" not in error


async def test_copies_are_written_where_asked_and_nowhere_else(tmp_path: Path) -> None:
    picture = tmp_path / "in" / "x.jpg"
    picture.parent.mkdir()
    picture.write_bytes((FIXTURES / "trigger_anus.jpg").read_bytes())
    status, out, _ = await flashguard(tmp_path, "screen", "in", "--blurred", "out")
    assert status == 1 and "explicit" in out
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {"in/x.jpg", "out/in/x.jpg.png"}
