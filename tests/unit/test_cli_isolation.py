"""FLASHGUARD_ISOLATION: strict starts nothing where a barrier around the workers is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot import app, batch, doctor
from bot.checks import Check
from bot.errors import WorkerError
from bot.screening import process
from bot.settings import Settings, load_settings

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="full isolation is Linux's"
)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)  # where no .env lies


@pytest.fixture
def without_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every worker start without its system-call filter, as an old kernel would."""
    crippled = process._ENTRY.replace(
        "from bot.screening.worker",
        "from bot.screening import lockdown as l; l.seccomp.install = lambda: False; "
        "from bot.screening.worker",
    )
    assert crippled != process._ENTRY
    monkeypatch.setattr(process, "_ENTRY", crippled)


def settings(folder: Path, **given: object) -> Settings:
    fields: dict[str, object] = {"workers": 1, "database": folder / "cases.db", "sandbox": None}
    return load_settings(**fields | given)


async def _checks(given: Settings) -> dict[str, Check]:
    return {check.name: check async for check in doctor.examine(given)}


async def test_strict_says_that_everything_holds(tmp_path: Path) -> None:
    check = (await _checks(settings(tmp_path, isolation="strict")))["workers"]
    assert check.ok and "locked down" in check.text
    assert check.text.endswith("FLASHGUARD_ISOLATION=strict")


@pytest.mark.usefixtures("without_a_filter")
async def test_strict_refuses_and_says_what_is_missing_and_the_mend(tmp_path: Path) -> None:
    strict = settings(tmp_path, isolation="strict")
    check = (await _checks(strict))["workers"]
    assert not check.ok
    assert "limited system calls" in check.text and "FLASHGUARD_ISOLATION=any" in check.text
    with pytest.raises(WorkerError, match="limited system calls"):
        await batch.pool_for(strict).start()
    with pytest.raises(WorkerError, match="FLASHGUARD_ISOLATION=any"):
        # Where it did not refuse, it would fail at this address, and not ask Discord.
        nowhere = f"9:{tmp_path / 'missing'}"
        await app.run(settings(tmp_path, isolation="strict", DISCORD_TOKEN="x", sandbox=nowhere))


@pytest.mark.usefixtures("without_a_filter")
async def test_any_starts_on_less_and_names_it(tmp_path: Path) -> None:
    check = (await _checks(settings(tmp_path)))["workers"]
    assert check.ok and "reduced isolation" in check.text and "limited system calls" in check.text
    assert check.text.endswith("FLASHGUARD_ISOLATION=any")
