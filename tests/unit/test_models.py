"""`flashguard models`, as an operator uses it: in a process of its own, with real networks."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot import doctor, models
from bot.errors import ModelError
from bot.screening import model
from bot.settings import ROOT, load_settings
from tests.unit.screening import model_files as files

TRIGGER = ROOT / "tests" / "fixtures" / "trigger_male_genitalia.jpg"


def flashguard(
    folder: Path, *arguments: str | Path, stdin: int = subprocess.DEVNULL, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, with no setting but those given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "TERM": "dumb"} | settings,
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # where no .env lies
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "Mine.onnx"
    path.write_bytes(files.another())
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_network_is_added_on_the_operators_word_then_used(tmp_path: Path, network: Path) -> None:
    refused = flashguard(tmp_path, "models", "add", network)
    assert refused.returncode == 1 and "Nothing was added" in refused.stderr
    assert sha256(network) in refused.stderr and not (tmp_path / "var").exists()

    trust = ("--trust-sha256", sha256(network).upper())
    added = flashguard(tmp_path, "models", "add", network, *trust, "--licence", "Our own")
    assert added.returncode == 0, added.stderr
    assert "FLASHGUARD_MODEL=mine" in added.stdout and "canary 0.9" in added.stdout
    folder = tmp_path / "var" / "models"
    assert {p.name for p in folder.iterdir()} == {"mine.onnx", "manifest.toml"}
    assert (folder / "mine.onnx").read_bytes() == network.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}

    listed = flashguard(tmp_path, "models", FLASHGUARD_MODEL="mine")
    assert listed.returncode == 0
    assert "mine  in use" in listed.stdout and "320n  in use" not in listed.stdout
    assert sha256(network) in listed.stdout and "Our own" in listed.stdout
    assert "not added yet: flashguard models add 640m.onnx" in listed.stdout

    looked = flashguard(tmp_path, "screen", TRIGGER, "--json", FLASHGUARD_MODEL="mine")
    assert looked.returncode == 1
    assert json.loads(looked.stdout)["model"] == f"mine@{sha256(network)[:12]}"

    again = flashguard(tmp_path, "models", "add", network)
    assert again.returncode == 0, "its hash is in the operator's manifest already"
    assert (folder / "manifest.toml").read_text("utf-8").count("[mine]") == 1

    (folder / "mine.onnx").write_bytes(files.original())
    changed = flashguard(tmp_path, "screen", TRIGGER, FLASHGUARD_MODEL="mine")
    assert changed.returncode == 1 and changed.stdout == ""
    assert "mine.onnx is not the one in" in changed.stderr and "Traceback" not in changed.stderr
    listed = flashguard(tmp_path, "models", FLASHGUARD_MODEL="mine")
    assert "is not the one in" in listed.stdout


def test_an_unknown_network_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    for command in (("screen", TRIGGER), ("models",)):
        done = flashguard(tmp_path, *command, FLASHGUARD_MODEL="641m")
        assert done.returncode == 1, command
        assert "no network named '641m'. Known are 320n, 640m" in done.stderr
        assert "Traceback" not in done.stderr
    missing = flashguard(tmp_path, "screen", TRIGGER, FLASHGUARD_MODEL="640m")
    assert missing.returncode == 1
    assert "640m.onnx cannot be read" in missing.stderr and "models add FILE" in missing.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_somebody_at_a_terminal_is_asked(
    tmp_path: Path, network: Path, answer: str, code: int
) -> None:
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer.encode())
        done = flashguard(tmp_path, "models", "add", network, stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == code, done.stderr
    assert "Trust it?" in done.stdout and sha256(network) in done.stdout
    assert (tmp_path / "var" / "models" / "mine.onnx").exists() == (code == 0)


async def test_another_file_than_the_one_that_is_trusted_is_never_tried(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.screening.trial._ENTRY", "this is no program")
    with pytest.raises(ModelError, match=f"sha256 is {sha256(network)}, not the one"):
        await models.examine(network, tmp_path / "models", trust_sha256="ab" * 32)


async def test_names_that_are_taken_or_impossible_are_refused(
    network: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    with pytest.raises(ModelError, match="named 640m already, and its file is another"):
        await models.examine(network, folder, name="640m")
    with pytest.raises(ModelError, match=r"'\.\./x' is no name"):
        await models.examine(network, folder, name="../x")
    with pytest.raises(ModelError, match="licence is not one line"):
        await models.examine(network, folder, licence="a\nb")
    same = tmp_path / "same.onnx"
    same.write_bytes(files.original())
    with pytest.raises(ModelError, match="This is 320n, which comes with the program"):
        await models.examine(same, folder)


async def test_what_is_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=r"cannot be read .No such file"):
        await models.examine(tmp_path / "missing.onnx", tmp_path)
    with pytest.raises(ModelError, match=r"no regular file|cannot be read"):
        await models.examine(tmp_path, tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.onnx")
        with pytest.raises(ModelError, match="no regular file"):
            await models.examine(tmp_path / "pipe.onnx", tmp_path)
    monkeypatch.setattr(models, "MAX_BYTES", 2**20)
    (tmp_path / "large.onnx").write_bytes(bytes(2**20 + 1))
    with pytest.raises(ModelError, match="more than 1 MiB"):
        await models.examine(tmp_path / "large.onnx", tmp_path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: files.with_weights(bytes(4)), "does not flag the canary"),
        (files.without_names, "does not say which labels"),
    ],
)
async def test_an_unknown_file_must_see_and_name_its_labels(
    tmp_path: Path, make: object, message: str
) -> None:
    assert callable(make)
    (tmp_path / "blind.onnx").write_bytes(make())
    trusted = sha256(tmp_path / "blind.onnx")
    with pytest.raises(ModelError, match=message):
        await models.examine(tmp_path / "blind.onnx", tmp_path / "models", trust_sha256=trusted)


async def test_a_pinned_network_that_does_not_know_the_canary_is_added_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary was made for 320n: a pinned network may be what it should be, and not flag it."""
    data = files.with_weights(bytes(4))
    (tmp_path / "file").write_bytes(data)
    manifest = (model.models_dir() / "manifest.toml").read_text("utf-8")
    pinned = model.known_models()["640m"].sha256
    (tmp_path / "manifest.toml").write_text(
        manifest.replace(pinned, hashlib.sha256(data).hexdigest()), "utf-8"
    )
    monkeypatch.setattr(model, "models_dir", lambda: tmp_path)
    folder = tmp_path / "own" / "models"
    candidate = await models.examine(tmp_path / "file", folder)
    assert candidate.name == "640m" and candidate.trusted
    added = models.add(candidate, folder, date(2026, 11, 22))
    assert added.side == 640 and added.canary is not None and added.canary < 0.1
    assert added.licence == "AGPL-3.0 (repository)"
    settings = load_settings(model="640m", models_dir=folder, database=tmp_path / "db", workers=1)
    checks = {check.name: check async for check in doctor.examine(settings)}
    assert checks["network"].ok and "640m@" in checks["network"].text
    assert "640 pixels" in checks["network"].text
    assert checks["canary"].ok and checks["canary"].text.startswith("not proven")


async def test_the_default_network_that_sees_nothing_is_not_excused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = files.with_weights(bytes(4))
    manifest = (model.models_dir() / "manifest.toml").read_text("utf-8")
    manifest = manifest.replace('package = "nudenet"\n', "").replace(
        model.load_manifest().sha256, hashlib.sha256(data).hexdigest()
    )
    (tmp_path / "manifest.toml").write_text(manifest, "utf-8")
    (tmp_path / "models").mkdir(mode=0o700)
    (tmp_path / "models" / "320n.onnx").write_bytes(data)
    monkeypatch.setattr(model, "models_dir", lambda: tmp_path)
    settings = load_settings(models_dir=tmp_path / "models", database=tmp_path / "db", workers=1)
    checks = {check.name: check async for check in doctor.examine(settings)}
    assert not checks["canary"].ok and "The bot is blind" in checks["canary"].text


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, network: Path) -> None:
    (tmp_path / "models").write_text("in the way", "utf-8")
    candidate = await models.examine(network, tmp_path / "models")
    with pytest.raises(ModelError, match=r"cannot be copied into .*FLASHGUARD_MODELS_DIR"):
        models.add(candidate, tmp_path / "models", date(2026, 11, 22))
