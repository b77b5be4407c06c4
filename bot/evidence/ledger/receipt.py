"""Receipts: what a person takes along to show later what the log said of a case.

A receipt needs neither database nor network to be checked, only the log's public key, which its
holder must have from somewhere else. docs/evidence.md says what it proves, and what not.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ReceiptError
from bot.evidence.ledger import merkle, stamp
from bot.evidence.ledger.leaf import (
    CASE,
    KIND,
    TIME,
    LeafError,
    Opening,
    commitments_of,
    open_leaf,
    parse,
)
from bot.evidence.ledger.note import MAX_NOTE, Checkpoint, Verifier

FORMAT: Final = "flashguard-receipt/1"
MAX_BYTES = 4 * 1024 * 1024
"""Bytes of the largest receipt that is read; those of a case have a few thousand."""
ALWAYS = frozenset({KIND, CASE, TIME})
"""Fields that every receipt opens."""
MAX_ENTRIES, MAX_FIELDS, MAX_TEXT, MAX_TIMESTAMPS = 1000, 1000, 1_000_000, 8


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Proved(_Model):
    """One entry: where it stands, its leaf, the fields that are opened, and the way to the root."""

    position: Annotated[int, Field(ge=0, lt=2**63)]
    leaf: Annotated[str, Field(max_length=MAX_TEXT)]
    disclosures: Annotated[
        list[Annotated[str, Field(max_length=MAX_TEXT)]], Field(max_length=MAX_FIELDS)
    ]
    proof: Annotated[list[Annotated[str, Field(max_length=44)]], Field(max_length=merkle.MAX_PROOF)]


class Timestamp(_Model):
    """An authority's answer on an earlier state of the log, and the way from that to the receipt's.

    `response` is RFC 3161's TimeStampResp in Base64, `checkpoint` the note that it is of.
    """

    checkpoint: Annotated[str, Field(max_length=MAX_NOTE)]
    response: Annotated[str, Field(max_length=MAX_TEXT)]
    proof: Annotated[
        list[Annotated[str, Field(max_length=44)]], Field(max_length=merkle.MAX_PROOF + 2)
    ]


class Receipt(_Model):
    """The proof of a case's entries. `key` is a reminder of the log's key, and proves nothing.

    `certificates` are those of the timestamps' authority in PEM, a reminder too.
    """

    format: Literal["flashguard-receipt/1"] = FORMAT
    key: Annotated[str, Field(max_length=1000)]
    checkpoint: Annotated[str, Field(max_length=MAX_NOTE)]
    entries: Annotated[list[Proved], Field(min_length=1, max_length=MAX_ENTRIES)]
    timestamps: Annotated[list[Timestamp], Field(max_length=MAX_TIMESTAMPS)] = []
    certificates: Annotated[str, Field(max_length=stamp.MAX_CERTIFICATES)] = ""

    def to_json(self) -> str:
        """Return the receipt as the text of its file."""
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the receipt in a text from anybody, unchecked; raise ReceiptError for none."""
        if len(text) > MAX_BYTES:
            raise ReceiptError(
                "The receipt is too large to be one of Flashguard's. Check that it is the right "
                "file."
            )
        try:
            return cls.model_validate(parse(text if isinstance(text, str) else text.decode()))
        except ValidationError as error:
            field = ".".join(str(part) for part in error.errors()[0]["loc"][:3]) or "the whole"
            detail = f"its part {_plain(field)} is missing or wrong"
        except LeafError as error:
            detail = str(error)
        except UnicodeDecodeError:
            detail = "it is not text"
        raise ReceiptError(
            f"This is not a Flashguard receipt: {detail}. Check that it is the right file, whole."
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry that a receipt has proved: its fields that are opened, and names of the others."""

    position: int
    fields: Mapping[str, Opening]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An earlier state of the log that leads to the receipt's, and an authority's answer to it.

    What the answer is worth is not checked yet (`bot.evidence.ledger.stamp`).
    """

    size: int
    note: str
    response: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt has proved: the signed state of the log, and the entries in it."""

    checkpoint: Checkpoint
    case_id: str
    entries: tuple[Shown, ...]
    answered: tuple[Answered, ...] = ()


def verify(receipt: Receipt, verifier: Verifier) -> Verified:
    """Return what a receipt proves, by a key that its holder trusts.

    Raises ReceiptError, saying in one sentence what is wrong, unless every part holds: signature,
    every inclusion proof, and every opened field.
    """
    checkpoint = verifier.open(receipt.checkpoint)
    shown: list[Shown] = []
    for entry in receipt.entries:
        if shown and entry.position <= shown[-1].position:
            raise ReceiptError("The receipt is damaged: its entries are not in the log's order.")
        where = f"Entry {entry.position} of the receipt does not hold"
        try:
            merkle.verify_inclusion(
                merkle.leaf_hash(entry.leaf.encode("utf-8")),
                entry.position,
                checkpoint.size,
                [_decode(each) for each in entry.proof],
                checkpoint.root,
            )
            opened = open_leaf(entry.leaf, entry.disclosures)
        except ValueError as error:
            raise ReceiptError(f"{where}: {_plain(str(error))}.") from None
        if missing := ALWAYS - opened.keys():
            raise ReceiptError(f"{where}: it does not show the field {min(missing)}.")
        others = commitments_of(entry.leaf).keys() - opened.keys()
        shown.append(Shown(entry.position, opened, tuple(sorted(others))))
    cases = {each.fields[CASE].value for each in shown}
    case_id = cases.pop()
    if cases or not isinstance(case_id, str):
        raise ReceiptError("The receipt is damaged: its entries are not of one case.")
    answered = tuple(_answered(each, checkpoint, verifier) for each in receipt.timestamps)
    return Verified(checkpoint, case_id, tuple(shown), answered)


def _answered(timestamp: Timestamp, checkpoint: Checkpoint, verifier: Verifier) -> Answered:
    """Return a timestamp's answer, once its checkpoint is the start of the receipt's."""
    before = verifier.open(timestamp.checkpoint)
    try:
        merkle.verify_consistency(
            before.size,
            checkpoint.size,
            [_decode(each) for each in timestamp.proof],
            before.root,
            checkpoint.root,
        )
        response = b64decode(timestamp.response, validate=True)
    except ValueError as error:
        raise ReceiptError(
            f"A timestamp of the receipt does not hold: {_plain(str(error))}."
        ) from None
    return Answered(before.size, timestamp.checkpoint, response)


def stamped_at(receipt: Receipt) -> list[tuple[int, datetime]]:
    """Return of each timestamp its number of entries, and the time that it names, unchecked.

    Raises StampError for what is none; `receipt` is one that was made here.
    """
    return [
        (
            int(each.checkpoint.split("\n")[1]),
            stamp.time_of(b64decode(each.response)),
        )
        for each in receipt.timestamps
    ]


def encode(hashed: bytes) -> str:
    """Return a hash as text, in standard Base64."""
    return b64encode(hashed).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        hashed = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise merkle.ProofError("a hash is not Base64") from None
    if encode(hashed) != text:
        raise merkle.ProofError("a hash is not Base64")
    return hashed


def _plain(text: str) -> str:
    """Return a text of the receipt's own as one short line that no screen acts upon."""
    return "".join(char if char.isprintable() else "?" for char in text)[:100]
