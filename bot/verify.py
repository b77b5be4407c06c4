"""`flashguard verify`: checks a receipt or a report with nothing but the log's key; no database."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigError, ReceiptError
from bot.evidence.ledger.note import Verifier
from bot.evidence.ledger.receipt import Verified
from bot.evidence.ledger.receipt import verify as check
from bot.evidence.report_read import Compared, compare, read

_MAX_KEY, _MAX_FILE = 4096, 32 * 1024 * 1024
"""Bytes of a file that holds a key, and of a report."""


def verify(
    file: Annotated[Path, typer.Argument(help="A receipt, or a report in any format.")],
    key: Annotated[
        str, typer.Option(help="The log's key (name+1a2b3c4d+…), or a file that holds it.")
    ],
) -> None:
    """Check a receipt or a report offline: that the log with this key recorded what it says."""
    found = checked(file, key)
    for line in told(found.proved, found.form, found.compared):
        typer.echo(line)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that holds: what kind it is, what its receipt proves, and what was compared."""

    form: str
    proved: Verified
    compared: Compared


def checked(file: Path, key: str) -> Checked:
    """Check a receipt's or a report's file by a key, or by the key in a file.

    Raises ConfigError where a file cannot be read, ReceiptError where anything does not hold.
    """
    verifier = Verifier.parse(_key(key))
    carried = read(_read(file, _MAX_FILE))
    proved = check(carried.receipt, verifier)
    return Checked(carried.form, proved, compare(carried, proved))


def verified(file: Path, key: str) -> Verified:
    """Return what a file's receipt proves; otherwise as `checked`."""
    return checked(file, key).proved


def told(
    result: Verified, form: str = "receipt", compared: Compared | None = None
) -> Iterator[str]:
    """Yield the lines that say what was checked, what that shows, and what it does not."""
    point, compared = result.checkpoint, compared or Compared()
    where = "" if form == "receipt" else f" (in a {form})"
    yield f"The receipt holds. Case {_line(result.case_id)}{where}"
    yield ""
    yield "Checked:"
    yield f"- the checkpoint was signed by the log {_line(point.origin)}, with the key given here"
    count = "1 entry is" if len(result.entries) == 1 else f"{len(result.entries)} entries are"
    yield f"- {count} in that log, among the {point.size} that the checkpoint covers"
    yield "- every field below is exactly what was committed to when its entry was made"
    if compared.agreed:
        yield "- the report says the same as the receipt of: " + _names(compared.agreed)
    for entry in result.entries:
        yield ""
        yield f"Entry {entry.position}"
        for name, opening in entry.fields.items():
            yield f"  {_line(name)}: {_line(_text(opening.value))}"
        if entry.withheld:
            yield f"  not shown in this receipt: {', '.join(_line(n) for n in entry.withheld)}"
    yield ""
    if form != "receipt" and not compared.agreed:
        yield "Not checked: the report, which is not signed. Compare it with the fields above."
        yield ""
    elif compared.unshown:
        yield "Not checked, because the receipt does not show it:"
        yield f"- what the report says of: {_names(compared.unshown)}"
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


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(_line(name.replace("_", " ")) for name in names)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(text: str) -> str:
    """Return text as a terminal can safely show it: no control, no direction, no line break."""
    return "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else f"<U+{ord(char):04X}>"
        for char in text
    )
