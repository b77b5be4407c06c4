"""Reads what `report_export` has written: the receipt in a file, and the facts beside it.

Files come from anybody. A receipt proves itself or is refused; facts count only where they are what
the receipt shows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.errors import ReceiptError
from bot.evidence.ledger.leaf import KIND, TIME, LeafError, parse
from bot.evidence.ledger.receipt import MAX_BYTES, Receipt, Verified
from bot.evidence.ledger.replay import replayed
from bot.evidence.report_html import receipt_in

_CASE, _STEPS = "CASE/UCO report", "custody"
_NAMES, _ACCOUNT = "uco-observable:DigitalAccountFacet", "uco-observable:AccountFacet"
_OF_THE_FILE = frozenset(
    {"format", "made_at", "made_for", "version", "timezone", "left_out", "receipt"}
)
"""Keys of a JSON report that are about the report itself, not about the case."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file has: its form in words, its receipt, and the facts that can be compared."""

    form: str
    receipt: Receipt
    facts: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Names of a file's facts: those that the receipt shows just so, and those it does not show."""

    agreed: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()


def read(data: bytes) -> Carried:
    """Return what a receipt's or a report's file has; raise ReceiptError for no receipt."""
    if data.startswith(b"%PDF-"):
        return Carried("PDF report", Receipt.from_json(_attached(data)))
    if data[:100].lstrip().lower().startswith(b"<!doctype html"):
        return Carried("HTML report", Receipt.from_json(receipt_in(data)))
    try:
        found = parse(data.decode("utf-8"))
    except (LeafError, UnicodeDecodeError):
        found = None
    if isinstance(found, dict) and "@graph" in found:
        return _graph(found)
    if isinstance(found, dict) and isinstance(inner := found.get("receipt"), dict):
        case = found.get("case")
        facts = dict(case) if isinstance(case, dict) else {}
        others = found.keys() - _OF_THE_FILE - {"case"}
        if isinstance(steps := found.get("custody"), list):
            facts["custody"] = steps
            others -= {"custody"}
        receipt = Receipt.from_json(json.dumps(inner))
        return Carried("JSON report", receipt, facts, tuple(sorted(others)))
    return Carried("receipt", Receipt.from_json(data))


def compare(carried: Carried, proved: Verified) -> Compared:
    """Return which of a file's facts the receipt shows.

    Raises ReceiptError where a fact is not what the receipt shows of it, or is missing.
    """
    if not carried.facts:
        return Compared((), carried.others)
    entries = [{name: each.value for name, each in e.fields.items()} for e in proved.entries]
    told, shown = dict(carried.facts), replayed(entries) or {}
    if carried.form == _CASE:
        shown = _core(shown)
    elif _STEPS in told:
        made = {
            each.position: {"at": fields[TIME], "what": fields[KIND]}
            for each, fields in zip(proved.entries, entries, strict=True)
        }
        steps = [step for step in told.pop(_STEPS) if _position(step) in made]
        if steps:
            told[_STEPS] = [{name: step.get(name) for name in ("at", "what")} for step in steps]
            shown[_STEPS] = [made[step["position"]] for step in steps]
    wrong = sorted(name for name in shown if told.get(name, ...) != shown[name])
    if wrong:
        names = "".join(char if char.isprintable() else "?" for char in ", ".join(wrong))[:150]
        raise ReceiptError(
            f"The report was changed: it is not what its receipt shows in {names}. Rely on the "
            "receipt alone, or ask for the report again."
        )
    unshown = told.keys() - shown.keys()
    return Compared(tuple(sorted(shown)), tuple(sorted({*unshown, *carried.others})))


def _position(step: object) -> int | None:
    found = step.get("position") if isinstance(step, dict) else None
    return found if type(found) is int else None


def _graph(data: dict[str, Any]) -> Carried:
    """Return what a CASE/UCO report has, in the form in which `report_case` writes it."""
    receipt, told, hashes = None, _core({}), []
    for node in _nodes(data):
        match node:
            case {"@type": "uco-observable:ContentDataFacet", "uco-observable:dataPayload": text}:
                if receipt is not None or not isinstance(text, str):
                    raise ReceiptError("This graph has more than one receipt, or a damaged one.")
                receipt = text.encode("utf-8", "surrogatepass")
            case {"@type": "uco-observable:MessageFacet"}:
                told["message_id"] = node.get("uco-observable:messageID")
                told["posted_at"] = _instant(node.get("uco-observable:sentTime"))
            case {"@type": "uco-observable:ApplicationAccount", "uco-core:hasFacet": [*facets]}:
                kinds = {str(each.get("@type")): each for each in facets if isinstance(each, dict)}
                if _NAMES in kinds and _ACCOUNT in kinds:
                    told["sender"] = kinds[_ACCOUNT].get("uco-observable:accountIdentifier")
            case {"@type": "uco-types:Hash", "uco-types:hashValue": {"@value": str(value)}}:
                hashes.append(value)
    if receipt is None:
        raise ReceiptError(
            "This graph has no receipt that can be read. Give the payload of its file receipt.json "
            "as a file of its own."
        )
    # The receipt is a file with a hash, too.
    told["sha256"] = sorted({*hashes} - {sha256(receipt).hexdigest()})
    return Carried(_CASE, Receipt.from_json(receipt), told, ("everything else",))


def _core(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a case by which others can be found, from what a receipt shows of it."""
    try:
        subject = shown.get("subject")
        is_message = subject is None or subject.startswith("reaction:")
        return {
            "message_id": shown["message_id"] if is_message else None,
            "posted_at": _instant(shown["posted_at"]) if is_message else None,
            "sender": shown["sender"]["id"],
            "sha256": sorted({m["sha256"] for m in shown["media"] if m.get("sha256")}),
        }
    except (KeyError, TypeError, AttributeError):
        return {}


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """Yield all objects in JSON, without recursion: it may be nested as deep as it is read."""
    waiting = [data]
    while waiting:
        match waiting.pop():
            case dict() as node:
                yield node
                waiting.extend(node.values())
            case list() as values:
                waiting.extend(values)


def _instant(told: object) -> datetime | None:
    text = told.get("@value") if isinstance(told, dict) else told
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


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
