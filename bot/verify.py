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
from bot.evidence.ledger import stamp
from bot.evidence.ledger.note import Verifier
from bot.evidence.ledger.receipt import Verified
from bot.evidence.ledger.receipt import verify as check
from bot.evidence.report_read import Compared, compare, read
from bot.stamps import Stamp

_MAX_KEY, _MAX_FILE = 4096, 32 * 1024 * 1024
"""Bytes of a file that holds a key, and of a report."""


def verify(
    file: Annotated[Path, typer.Argument(help="A receipt, or a report in any format.")],
    key: Annotated[
        str, typer.Option(help="The log's key (name+1a2b3c4d+…), or a file that holds it.")
    ],
    tsa_cert: Annotated[
        Path | None,
        typer.Option(help="Certificates (PEM) of the timestamping authority, from the authority."),
    ] = None,
) -> None:
    """Check a receipt or a report offline: that the log with this key recorded what it says."""
    found = checked(file, key, tsa_cert)
    for line in told(found.proved, found.form, found.compared, found.stamps):
        typer.echo(line)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that holds: what kind it is, what its receipt proves, and what was compared."""

    form: str
    proved: Verified
    compared: Compared
    stamps: Stamps


@dataclass(frozen=True, slots=True)
class Stamps:
    """The timestamps that hold, each with the number of entries that it is of.

    `given` says that their certificates were given by whoever checks, and not by the file itself;
    `unchecked` are the numbers of entries of those for which there are no certificates.
    """

    held: tuple[tuple[int, Stamp], ...] = ()
    unchecked: tuple[int, ...] = ()
    given: bool = False


def checked(file: Path, key: str, tsa_cert: Path | None = None) -> Checked:
    """Check a receipt's or a report's file by a key, or by the key in a file.

    `tsa_cert` is a file with the certificates of the timestamps' authority; without it those in the
    receipt are taken. Raises ConfigError where a file cannot be read, ReceiptError or StampError
    where anything does not hold.
    """
    verifier = Verifier.parse(_key(key))
    carried = read(_read(file, _MAX_FILE))
    proved = check(carried.receipt, verifier)
    pem = carried.receipt.certificates
    if tsa_cert is not None:
        pem = _read(tsa_cert, stamp.MAX_CERTIFICATES).decode("ascii", "replace")
    found = _stamps(proved, pem, given=tsa_cert is not None)
    return Checked(carried.form, proved, compare(carried, proved), found)


def _stamps(proved: Verified, pem: str, *, given: bool) -> Stamps:
    if not pem or not proved.answered:
        return Stamps((), tuple(each.size for each in proved.answered), given)
    certificates = stamp.certificates_of(pem)
    held = [(a.size, stamp.check(a.response, a.note, certificates)) for a in proved.answered]
    return Stamps(tuple(held), (), given)


def verified(file: Path, key: str) -> Verified:
    """Return what a file's receipt proves; otherwise as `checked`."""
    return checked(file, key).proved


def told(
    result: Verified,
    form: str = "receipt",
    compared: Compared | None = None,
    stamps: Stamps | None = None,
) -> Iterator[str]:
    """Yield the lines that say what was checked, what that shows, and what it does not."""
    point, compared, stamps = result.checkpoint, compared or Compared(), stamps or Stamps()
    where = "" if form == "receipt" else f" (in a {form})"
    yield f"The receipt holds. Case {_line(result.case_id)}{where}"
    yield ""
    yield "Checked:"
    yield f"- the checkpoint was signed by the log {_line(point.origin)}, with the key given here"
    count = "1 entry is" if len(result.entries) == 1 else f"{len(result.entries)} entries are"
    yield f"- {count} in that log, among the {point.size} that the checkpoint covers"
    yield "- every field below is exactly what was committed to when its entry was made"
    for size, held in stamps.held:
        yield f"- the first {size} entries existed on {held.at:%Y-%m-%d at %H:%M:%S} UTC, by the"
        yield f"  clock of the timestamping authority {_line(held.authority)}: it signed"
        yield "  their checkpoint's hash, with a certificate that leads to"
        whose = "the one given here" if stamps.given else "one in this very file"
        yield f"  {whose} (SHA-256 {held.root})"
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
    if stamps.unchecked:
        sizes = ", ".join(map(str, stamps.unchecked))
        yield "Not checked, because it needs the authority's certificates (--tsa-cert):"
        yield f"- timestamps of the first {sizes} entries"
        yield ""
    if stamps.held and not stamps.given:
        yield "Not checked, because this file brings its own certificates:"
        yield "- that they are the authority's: compare the SHA-256 above with what it publishes,"
        yield "  or give its certificates with --tsa-cert"
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
