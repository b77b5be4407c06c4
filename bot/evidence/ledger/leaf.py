"""What a leaf of the ledger is: canonical JSON of salted commitments to the fields of one entry.

A field is opened by its *disclosure*, the canonical JSON text of `[salt, name, value]`; its
commitment is the SHA-256 of that text's UTF-8 bytes. This is how SD-JWT (RFC 9901) discloses
claims, in RFC 8785's canonical form. The leaf holds nothing but names and commitments:

    {"commitments":{"<name>":"<hash>",...},"format":"flashguard-leaf/1"}

Without the salt (128 random bits a field) a commitment says nothing about its value, however few
values there could be; so erasing the disclosures erases the record, and the leaf, which holds no
personal data, keeps its place and its proof. docs/evidence.md describes the form for others.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NoReturn

import rfc8785
from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = "flashguard-leaf/1"
SALT_BYTES = 16
"""128 bits, what SD-JWT recommends (RFC 9901, section 9.3)."""

KIND, CASE, TIME = "kind", "case_id", "at"
"""The fields that every entry has: what happened, to which case ("" for none), and when."""


class LeafError(ValueError):
    """Text is not a leaf, or not a disclosure of it; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to record: what happened, to which case, when (aware), and the fields to keep.

    Field values are JSON: text, booleans, null, numbers, lists, objects with text as keys. Ids go
    in as text, because canonical JSON's integers end at 2**53 - 1. `kind` is a word of
    docs/evidence.md ("case.opened", "case.outcomes", ...).
    """

    kind: str
    case_id: str
    at: datetime
    fields: Mapping[str, object]

    def named(self) -> dict[str, object]:
        """Return all fields by name, those that every entry has among them."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        own: dict[str, object] = {KIND: self.kind, CASE: self.case_id, TIME: at}
        if taken := own.keys() & self.fields.keys():
            raise LeafError(f"a field may not be called {min(taken)}")
        return own | dict(self.fields)


@dataclass(frozen=True, slots=True)
class Opening:
    """One field of an entry, opened: its name, its value, and the disclosure that proves it."""

    name: str
    value: Any
    disclosure: str


class _Leaf(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    commitments: dict[str, str]
    format: str


def canonical(value: object) -> str:
    """Return a value's canonical JSON text (RFC 8785); raise LeafError where it has none."""
    try:
        return rfc8785.dumps(value).decode("utf-8")  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise LeafError(f"a value has no canonical JSON ({error})") from error


def commit(entry: Entry) -> tuple[str, list[str]]:
    """Return an entry's leaf and its disclosures, with fresh salts.

    Raises LeafError for values that are not JSON, or numbers that JSON would change.
    """
    disclosures = {
        name: canonical([_text(secrets.token_bytes(SALT_BYTES)), name, value])
        for name, value in sorted(entry.named().items())
    }
    commitments = {name: commitment(each) for name, each in disclosures.items()}
    leaf = canonical({"commitments": commitments, "format": FORMAT})
    # What could not be opened again must not go in: 2.0**53 is written as an integer too large.
    open_leaf(leaf, disclosures.values())
    return leaf, list(disclosures.values())


def commitment(disclosure: str) -> str:
    """Return the commitment to a disclosure: its SHA-256 in URL-safe Base64 without padding."""
    return _text(sha256(disclosure.encode("utf-8")).digest())


def open_leaf(
    leaf: str, disclosures: Iterable[str], *, canonical_form: bool = True
) -> dict[str, Opening]:
    """Return the fields of a leaf that disclosures open, by name, in their order.

    Raises LeafError unless leaf and disclosures are canonical and each opens a field of its own.
    Whether the texts are canonical takes most of the time; for those of this very log, which
    `commit` has made, it need not be asked again (`canonical_form=False`).
    """
    commitments = commitments_of(leaf, canonical_form=canonical_form)
    opened: dict[str, Opening] = {}
    for disclosure in disclosures:
        match parsed := parse(disclosure):
            case [str(), str(name), value] if not canonical_form or canonical(parsed) == disclosure:
                pass
            case _:
                raise LeafError("a disclosure is not canonical JSON of salt, name and value")
        if name in opened:
            raise LeafError(f"the field {name} is opened twice")
        if commitments.get(name) != commitment(disclosure):
            raise LeafError(f"the field {name} is not what was committed to")
        opened[name] = Opening(name, value, disclosure)
    return opened


def commitments_of(leaf: str, *, canonical_form: bool = True) -> dict[str, str]:
    """Return the commitments of a leaf by the fields' names; raise LeafError for anything else."""
    data = parse(leaf)
    try:
        found = _Leaf.model_validate(data)
    except ValidationError:
        raise LeafError("a leaf does not have the form of one") from None
    if found.format != FORMAT:
        raise LeafError("a leaf is of another version")
    if canonical_form and canonical(data) != leaf:
        raise LeafError("a leaf is not canonical JSON")
    return found.commitments


def parse(text: str) -> Any:
    """Return the value of JSON text from anybody.

    Raises LeafError for what is not JSON, for names that stand twice in an object, for NaN and
    its like, and for what is nested too deep or too long to be read.
    """
    try:
        return _DECODER.decode(text)
    except LeafError:
        raise
    except (ValueError, RecursionError):
        raise LeafError("it is not JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LeafError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise LeafError(f"{name} is not JSON")


# Made once: a check of the whole log reads millions of short texts.
_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
