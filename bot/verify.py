"""`flashguard verify`: checks a receipt with nothing but the log's public key; no database."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigError, ReceiptError
from bot.evidence.ledger.leaf import LeafError, parse
from bot.evidence.ledger.note import Verifier
from bot.evidence.ledger.receipt import MAX_BYTES, Receipt, Verified
from bot.evidence.ledger.receipt import verify as check

_MAX_KEY, _MAX_FILE = 4096, 32 * 1024 * 1024
"""Bytes of a file that holds a key, and of a report."""


def verify(
    file: Annotated[Path, typer.Argument(help="A receipt, or a PDF or JSON report with one.")],
    key: Annotated[
        str, typer.Option(help="The log's key (name+1a2b3c4d+…), or a file that holds it.")
    ],
) -> None:
    """Check a receipt offline: that the log which has this key recorded what it says."""
    for line in told(verified(file, key)):
        typer.echo(line)


def verified(file: Path, key: str) -> Verified:
    """Return what a receipt's file proves by a key, or by the key in a file.

    Raises ConfigError where a file cannot be read, ReceiptError where anything does not hold.
    """
    verifier = Verifier.parse(_key(key))
    data = _read(file, _MAX_FILE)
    return check(_receipt(_attached(data) if data.startswith(b"%PDF-") else data), verifier)


def told(result: Verified) -> Iterator[str]:
    """Yield the lines that say what was checked, what that shows, and what it does not."""
    point = result.checkpoint
    yield f"The receipt holds. Case {_line(result.case_id)}"
    yield ""
    yield "Checked:"
    yield f"- the checkpoint was signed by the log {_line(point.origin)}, with the key given here"
    count = "1 entry is" if len(result.entries) == 1 else f"{len(result.entries)} entries are"
    yield f"- {count} in that log, among the {point.size} that the checkpoint covers"
    yield "- every field below is exactly what was committed to when its entry was made"
    for entry in result.entries:
        yield ""
        yield f"Entry {entry.position}"
        for name, opening in entry.fields.items():
            yield f"  {_line(name)}: {_line(_text(opening.value))}"
        if entry.withheld:
            yield f"  not shown in this receipt: {', '.join(_line(n) for n in entry.withheld)}"
    yield ""
    yield "Not checked, because no receipt can show it:"
    yield "- that what was recorded is true, and that the times in it are right: the log's own"
    yield "  machine wrote them (the message's id carries Discord's time)"
    yield "- that this is the log's only history: any checkpoint of the same size that others have"
    yield f"  kept, {point.size}, must have the same root, {point.root.hex()}"


def _key(given: str) -> str:
    """Return the key, from the file of that name where there is one."""
    if "+" in given:
        return given
    return _read(Path(given), _MAX_KEY).decode("utf-8", "replace")


def _receipt(data: bytes) -> Receipt:
    """Return the receipt in a file: alone, or as the `receipt` of a report."""
    try:
        found = parse(data.decode("utf-8"))
    except (LeafError, UnicodeDecodeError):
        found = None
    if isinstance(found, dict) and isinstance(inner := found.get("receipt"), dict):
        return Receipt.from_json(json.dumps(inner))
    return Receipt.from_json(data)


def _attached(pdf: bytes) -> bytes:
    """Return the receipt that a report has attached, as the typesetter wrote it.

    What is taken out proves itself or is refused, so a report that another program wrote anew is
    only not understood. At most MAX_BYTES are unpacked.
    """
    start = pdf.find(b"/Type/EmbeddedFile")
    start = pdf.find(b"stream\n", start) + len(b"stream\n") if start >= 0 else -1
    try:
        unpacked = zlib.decompressobj().decompress(pdf[start:], MAX_BYTES + 1)
    except zlib.error:
        unpacked = b""
    if start < len(b"stream\n") or not unpacked:
        raise ReceiptError(
            "This PDF has no receipt that can be read. Save the attached receipt.json with a PDF "
            "viewer, and give that file."
        )
    return unpacked


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise ConfigError(
            f"The file {path} cannot be read ({error.strerror}). Check the spelling."
        ) from None
    if len(data) > most:
        raise ReceiptError(
            f"The file {path} is larger than any that Flashguard makes for this. Check that it is "
            "the right one."
        )
    return data


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(text: str) -> str:
    """Return text as a terminal can safely show it: no control, no direction, no line break."""
    return "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else f"<U+{ord(char):04X}>"
        for char in text
    )
