"""The operator's commands on a real database of either kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli_evidence import NoSuchCase, evidence_cli
from bot.errors import StoreError
from bot.evidence.dialects import Address
from bot.evidence.store import CaseStore
from bot.settings import Settings
from tests.postgres import PostgresServer
from tests.unit.evidence.conftest import MIGRATIONS
from tests.unit.evidence.test_people import RECIPIENT, SENDER, post_of
from tests.unit.evidence.test_store import DECISION, finding

NOW = datetime.now(UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Address]:
    """An empty database that the environment names, as an operator's does."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FLASHGUARD_{name.upper()}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # Logging belongs to pytest in this process.
    monkeypatch.setattr("bot.cli_evidence.logs.configure", lambda *_args, **_options: None)
    if request.param == "sqlite":
        monkeypatch.setenv("FLASHGUARD_DATABASE", str(tmp_path / "cases.db"))
        yield tmp_path / "cases.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = asyncio.run(server.create())
    monkeypatch.setenv("DATABASE_URL", server.address(name).get_secret_value())
    yield server.address(name)
    asyncio.run(server.drop(name))


def ask(*words: str, answer: str = "") -> str:
    result = CliRunner().invoke(evidence_cli, list(words), input=answer)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def fill(address: Address, *ages: int) -> None:
    async def work() -> None:
        store = await CaseStore.open(address, MIGRATIONS)
        for n, days in enumerate(ages, 1):
            post = post_of(n, sender=SENDER + n % 2, guild_id=1 + n // 3)
            await store.open_case(post, (finding(post),), DECISION, NOW - timedelta(days=days))
        await store.close()

    run(work())


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def listed(*words: str) -> list[str]:
    found = [json.loads(line) for line in ask("list", "--json", *words).splitlines()]
    return [f"{case['guild']['id']}/{case['number']}" for case in found]


def test_cases_are_listed_and_shown(address: Address) -> None:
    fill(address, 3, 2, 1)
    assert listed() == ["2/1", "1/2", "1/1"]
    assert listed("--server", "1") == ["1/2", "1/1"]
    assert listed("--sender", str(SENDER + 1)) == ["2/1", "1/1"]
    assert listed("--limit", "1") == ["2/1"]
    assert "1/2 " in ask("list") and "sender-name" in ask("list")
    shown = json.loads(ask("show", "1/2"))
    assert shown["number"] == 2 and json.loads(ask("show", shown["case_id"])) == shown


def test_a_case_that_is_not_there_is_said_so(address: Address) -> None:
    with pytest.raises(NoSuchCase, match="no case 1/99"):
        ask("show", "1/99")
    with pytest.raises(NoSuchCase, match="SERVER/NUMBER"):
        ask("hold", "twelve", "--why", "x")


def test_what_is_held_outlives_its_time_until_it_is_released(address: Address) -> None:
    fill(address, 200, 200, 1)
    ask("hold", "1/1", "--why", "the police asked")
    assert listed("--held") == ["1/1"]
    assert ask("purge") == "1 cases erased. 1 are held, and stay.\n"
    assert listed() == ["2/1", "1/1"]
    (step,) = json.loads(ask("show", "1/1"))["steps"]
    assert (step["kind"], step["by"], step["note"]) == ("held", "operator", "the police asked")
    assert "1 are held" in ask("erase", "1/1", "--yes")
    ask("release", "1/1", "--why", "they have it")
    assert ask("purge") == "1 cases erased.\n" and listed() == ["2/1"]


def test_a_servers_own_time_is_shown_and_set(address: Address) -> None:
    fill(address, 20, 20, 20)
    assert "180 days" in ask("retention", "1")
    assert "10 days" in ask("retention", "1", "10")
    assert ask("purge") == "2 cases erased.\n" and listed() == ["2/1"]
    assert "180 days" in ask("retention", "1", "--default")


def test_nothing_is_erased_unasked_and_only_what_was_named(address: Address) -> None:
    fill(address, 4, 3, 2, 1)
    runner = CliRunner()
    assert runner.invoke(evidence_cli, ["erase", "1/1"], input="n\n").exit_code != 0
    assert runner.invoke(evidence_cli, ["erase", "--yes"]).exit_code == 2
    assert runner.invoke(evidence_cli, ["erase", "1/1", "--server", "1"]).exit_code == 2
    assert len(listed()) == 4
    ask("erase", "1/1", answer="y\n")
    assert listed() == ["2/2", "2/1", "1/2"]
    ask("erase", "--sender", str(SENDER + 1), "--yes")
    assert listed() == ["2/2", "1/2"]
    ask("erase", "--server", "2", "--yes")
    assert listed() == ["1/2"]


def test_a_person_is_shown_and_taken_out(address: Address) -> None:
    fill(address, 2, 1)
    assert len(json.loads(ask("person", str(RECIPIENT)))["as_recipient"]) == 2
    assert "2 cases and 0 steps" in ask("erase", "--person", str(RECIPIENT), "--yes")
    assert json.loads(ask("person", str(RECIPIENT)))["as_recipient"] == []
    assert len(listed()) == 2


def test_a_backup_is_restored_into_an_empty_database(
    address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(address, 2, 1)
    file = tmp_path / "b.jsonl"
    assert ask("backup", str(file)).startswith("2 cases")
    with pytest.raises(StoreError, match="not empty"):
        ask("restore", str(file))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("FLASHGUARD_DATABASE", str(tmp_path / "new.db"))
    assert ask("restore", str(file)).startswith("2 cases")
    assert listed() == ["1/2", "1/1"]
