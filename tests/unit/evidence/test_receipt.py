"""Receipts are checked offline; whatever was changed in one is refused in one clear sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.errors import ConfigError, FlashguardError, ReceiptError
from bot.evidence.ledger import merkle
from bot.evidence.ledger.leaf import Entry, commit
from bot.evidence.ledger.note import Signer
from bot.evidence.ledger.receipt import Proved, Receipt, encode, verify
from bot.settings import ROOT
from bot.verify import told, verified
from bot.verify import verify as command

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
KEY = Signer(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))


def receipt(
    cases: tuple[str, ...] = ("a", "b", "a", "c"),
    case_id: str = "a",
    names: tuple[str, ...] = ("name",),
    signer: Signer = KEY,
    **fields: object,
) -> Receipt:
    """Return a receipt over a log that was made by hand, with no database."""
    made = [commit(Entry("case.opened", c, NOW, {"name": "Rowan", **fields})) for c in cases]
    builder, nodes = merkle.Builder(), dict[merkle.Node, bytes]()
    for leaf, _ in made:
        nodes |= builder.add(merkle.leaf_hash(leaf.encode()))
    wanted = {"kind", "case_id", "at", *names}
    entries = [
        Proved(
            position=position,
            leaf=made[position][0],
            disclosures=[d for d in made[position][1] if json.loads(d)[1] in wanted],
            proof=[
                encode(merkle.span_hash(span, nodes.__getitem__))
                for span in merkle.inclusion_spans(position, len(cases))
            ],
        )
        for position, each in enumerate(cases)
        if each == case_id
    ]
    note = signer.sign(len(cases), builder.root())
    return Receipt(key=str(signer.verifier), checkpoint=note, entries=entries)


GOOD = receipt()
DATA = json.loads(GOOD.to_json())


def refused(data: object) -> str:
    with pytest.raises(ReceiptError) as error:
        verify(Receipt.from_json(json.dumps(data)), KEY.verifier)
    message = error.value.message
    assert message.endswith(".") and message.isprintable() and len(message) < 300
    return message


def entry(number: int = 0, **changes: Any) -> dict[str, Any]:
    entries = [dict(each) for each in DATA["entries"]]
    entries[number] |= changes
    return {**DATA, "entries": entries}


def test_a_receipt_proves_its_entries_and_what_it_opens() -> None:
    found = verify(Receipt.from_json(GOOD.to_json()), KEY.verifier)
    assert found.case_id == "a" and found.checkpoint.size == 4
    assert [each.position for each in found.entries] == [0, 2]
    assert found.entries[0].fields["name"].value == "Rowan"
    assert found.entries[0].withheld == ()
    less = verify(receipt(names=(), more=1), KEY.verifier)
    assert less.entries[0].withheld == ("more", "name")
    assert "Rowan" not in receipt(names=()).to_json()


def test_a_log_of_one_entry_has_receipts_too() -> None:
    assert verify(receipt(("a",)), KEY.verifier).checkpoint.size == 1


def test_each_changed_part_is_refused_with_its_own_reason() -> None:
    first, second = DATA["entries"]
    changed_name = [d.replace("Rowan", "Yuki") for d in first["disclosures"]]
    for data, problem in (
        (entry(disclosures=changed_name), "Entry 0 .*field name is not what was committed"),
        (entry(disclosures=second["disclosures"]), "not what was committed"),
        (entry(disclosures=first["disclosures"][1:]), "does not show the field at"),
        (entry(disclosures=first["disclosures"] * 2), "opened twice"),
        (entry(leaf=second["leaf"]), "does not lead to the checkpoint's root"),
        (entry(leaf=first["leaf"] + " "), "does not lead"),
        (entry(proof=second["proof"]), "does not lead"),
        (entry(proof=first["proof"][:-1]), "too short"),
        (entry(proof=[*first["proof"], first["proof"][0]]), "too long"),
        (entry(proof=["x" * 44, first["proof"][1]]), "not Base64|32 bytes"),
        (entry(proof=[first["proof"][0] + "=", first["proof"][1]]), "proof"),
        (entry(position=1), "does not lead"),
        (entry(position=4), "no entry 4"),
        (entry(1, position=0), "not in the log's order"),
        (DATA | {"entries": [first, first]}, "not in the log's order"),
        (DATA | {"entries": []}, "entries"),
        (DATA | {"entries": DATA["entries"] * 501}, "entries"),
        (DATA | {"checkpoint": OTHER.sign(4, b"x" * 32)}, "not signed by"),
        (DATA | {"checkpoint": KEY.sign(4, b"x" * 32)}, "does not lead"),
        (DATA | {"checkpoint": DATA["checkpoint"].replace("\n4\n", "\n5\n")}, "signature is wrong"),
        (DATA | {"format": "flashguard-receipt/2"}, "format"),
        (DATA | {"more": 1}, "more"),
        ({}, "missing"),
        ([], "not a Flashguard receipt"),
        (entry(position="0"), "position"),
        (entry(position=-1), "position"),
        (entry(position=2**70), "position"),
        (entry(disclosures="text"), "disclosures"),
        (entry(leaf="\ud800"), "not a Flashguard receipt|does not hold"),
        (DATA | {"\x1b[2J\u202e": 1}, "not a Flashguard receipt"),
    ):
        message = refused(data)
        assert re.search(problem, message), (problem, message)


def test_entries_of_two_cases_are_no_receipt() -> None:
    made = [commit(Entry("k", c, NOW, {})) for c in ("a", "b")]
    left, right = (merkle.leaf_hash(leaf.encode()) for leaf, _ in made)
    both = Receipt(
        key="",
        checkpoint=KEY.sign(2, merkle.node_hash(left, right)),
        entries=[
            Proved(position=n, leaf=made[n][0], disclosures=made[n][1], proof=[encode(sibling)])
            for n, sibling in enumerate((right, left))
        ],
    )
    with pytest.raises(ReceiptError, match="not of one case"):
        verify(both, KEY.verifier)


def test_somebody_elses_log_is_not_this_one() -> None:
    with pytest.raises(ReceiptError, match="not signed by"):
        verify(receipt(signer=OTHER), KEY.verifier)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_character_of_a_receipt_matters_nothing(data: st.DataObject) -> None:
    """What is changed is refused, or proves the very same."""
    text = GOOD.to_json()
    where = data.draw(st.integers(0, len(text) - 1))
    changed = text[:where] + data.draw(st.characters()) + text[where + 1 :]
    try:
        found = verify(Receipt.from_json(changed), KEY.verifier)
    except ReceiptError:
        return
    assert found == verify(GOOD, KEY.verifier)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
    max_leaves=10,
)


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.binary(), st.text().map(str.encode), JSON.map(json.dumps).map(str.encode)))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(ReceiptError):
        Receipt.from_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"9" * 100_000,
        b"[1e999]",
        b" " * 5_000_000,
        b'{"format":1,"format":2}',
        b"NaN",
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.json").write_bytes(data)
    with pytest.raises(ReceiptError) as error:
        verified(tmp_path / "r.json", str(KEY.verifier))
    assert len(error.value.message) < 300


def test_files_are_read_with_the_key_given_or_in_a_file(tmp_path: Path) -> None:
    file, key = tmp_path / "receipt.json", tmp_path / "ledger.pub"
    file.write_text(GOOD.to_json(), "utf-8")
    key.write_text(f"{KEY.verifier}\n")
    assert verified(file, str(KEY.verifier)) == verified(file, str(key))
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"case": {}, "receipt": DATA}), "utf-8")
    assert verified(report, str(key)) == verified(file, str(key))
    for wrong_file, wrong_key, kind in (
        (tmp_path / "none", str(key), ConfigError),
        (tmp_path, str(key), ConfigError),
        (file, str(tmp_path / "none"), ConfigError),
        (file, str(file), ReceiptError),
        (file, str(OTHER.verifier), ReceiptError),
        (file, str(KEY.verifier).replace("+", "+0", 1), ReceiptError),
    ):
        with pytest.raises(kind):
            verified(wrong_file, wrong_key)


def test_it_says_what_was_checked_and_what_was_not(tmp_path: Path) -> None:
    found = verify(receipt(names=("name",), secret=1), KEY.verifier)
    text = "\n".join(told(found))
    assert "name: Rowan" in text and "not shown in this receipt: secret" in text
    assert found.checkpoint.root.hex() in text and "Not checked" in text


def test_a_terminal_is_not_fooled_by_a_name() -> None:
    evil = "\x1b[2J\r\nThe receipt holds.\u202e\u2028\u200b\x00\x9b"
    fields: dict[str, Any] = {"name\x1b": evil, "nested": [{evil: evil}]}
    found = verify(receipt(("a",), names=("name\x1b", "nested"), **fields), KEY.verifier)
    lines = list(told(found))
    assert all(line.isprintable() for line in lines)
    assert [line for line in lines if line.startswith("The receipt holds.")] == lines[:1]
    assert "  name<U+001B>: <U+001B>[2J<U+000D><U+000A>The receipt holds.<U+202E>" in "\n".join(
        lines
    )


def test_the_command_says_it_and_a_refusal_is_an_error(tmp_path: Path) -> None:
    cli = typer.Typer()
    cli.command()(command)
    file = tmp_path / "receipt.json"
    file.write_text(GOOD.to_json(), "utf-8")
    result = CliRunner().invoke(cli, [str(file), "--key", str(KEY.verifier)])
    assert result.exit_code == 0 and "The receipt holds. Case a" in result.output
    result = CliRunner().invoke(cli, [str(file), "--key", str(OTHER.verifier)])
    assert isinstance(result.exception, FlashguardError)


def test_verifying_needs_no_database() -> None:
    code = "import sys, bot.verify; print([m for m in ('sqlalchemy', 'aiosqlite', 'discord', "
    code += "'aiohttp', 'onnxruntime') if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
