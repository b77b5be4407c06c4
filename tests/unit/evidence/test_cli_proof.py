"""What an operator hands out holds, offline; and what is changed behind the ledger is found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.cli_evidence import NoSuchCase
from bot.cli_proof import Unsound
from bot.errors import FlashguardError, LedgerError
from bot.evidence.dialects import Address
from bot.evidence.ledger.note import Signer
from bot.evidence.report_export import Format
from bot.verify import told, verified
from tests.unit.evidence.test_cli_evidence import address, fill

__all__ = ["address"]


def ask(*words: str) -> str:
    result = CliRunner().invoke(cli, ["evidence", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("form", Format)
def test_a_report_of_each_form_carries_its_proof(
    address: Address, tmp_path: Path, form: Format
) -> None:
    fill(address, 30, 20)
    assert "case-1-1" in ask("export", "1/1", "--format", form.value, "--where", "GB-EAW")
    path = tmp_path / f"case-1-1{form.suffix}"
    assert path.stat().st_mode & 0o077 == 0
    key = Signer.load_or_make(tmp_path / "var" / "ledger.key").verifier
    text = "\n".join(told(verified(path, str(key))))
    assert "case.opened" in text and "case.exported" in text
    assert "exported" in ask("show", "1/1")
    with pytest.raises(FlashguardError, match="is there already"):
        ask("export", "1/1", "--format", form.value)


def test_another_key_does_not_vouch_for_a_report(address: Address, tmp_path: Path) -> None:
    fill(address, 30)
    ask("export", "1/1", "--format", "json")
    other = Signer.load_or_make(tmp_path / "other.key").verifier
    with pytest.raises(FlashguardError):
        verified(tmp_path / "case-1-1.json", str(other))


def test_a_case_that_is_not_there_is_not_exported(address: Address) -> None:
    fill(address, 30)
    with pytest.raises(NoSuchCase):
        ask("export", "1/9")


def test_what_is_erased_is_no_tampering(address: Address) -> None:
    fill(address, 30, 20)
    ask("hold", "1/1", "--why", "the police asked")
    ask("erase", "1/2", "--yes")
    assert "1 cases are as it has them" in ask("verify")


def test_a_row_that_somebody_changed_is_found(tmp_path: Path, address: Address) -> None:
    if not isinstance(address, Path):
        pytest.skip("changed with SQLite's own library")
    fill(address, 30, 20)
    ask("verify")
    with sqlite3.connect(address) as connection:
        connection.execute("UPDATE cases SET sender_id = sender_id, held = 1 WHERE number = 2")
    connection.close()
    with pytest.raises(Unsound, match="1 things are not"):
        ask("verify")


def test_after_a_loss_the_ledger_goes_on_with_a_new_key_alone(
    address: Address, tmp_path: Path
) -> None:
    fill(address, 30)
    ask("export", "1/1", "--format", "json")  # signs
    key = tmp_path / "var" / "ledger.key"
    key.rename(tmp_path / "old.key")
    with pytest.raises(LedgerError, match="the key here is another one"):
        ask("export", "1/1", "--format", "html")
    assert "goes on" in ask("go-on")
    ask("export", "1/1", "--format", "html")
