"""The whole log, recomputed from its leaves and held against everything that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ReceiptError
from bot.evidence.ledger import merkle, tables
from bot.evidence.ledger.leaf import CASE, KIND, commitments_of, open_leaf
from bot.evidence.ledger.log import CONTINUED, ERASED
from bot.evidence.ledger.merkle import Builder, Node
from bot.evidence.ledger.note import Verifier, origin_of
from bot.evidence.ledger.stamp import stamps

MAX_FINDINGS = 100
"""Findings that are listed; more of them say nothing new."""
_BATCH = 1000
_FIRST = -(2**63) + 1
"""Below every position, the wrong ones too."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found: entries, those whose record was erased, checkpoints, and what is wrong."""

    size: int
    erased: int
    checkpoints: int
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


class _Findings(list[str]):
    def note(self, text: str) -> None:
        if len(self) < MAX_FINDINGS:
            self.append(text)


async def audit(
    connection: AsyncConnection, verifier: Verifier, posted: Sequence[str] = ()
) -> Audit:
    """Read the whole log in one reading transaction, and say what does not fit.

    Held against each other: every leaf and its place, every stored node, every record and the
    commitments in its leaf, every missing record and the entry of its erasure, and every
    checkpoint, those of `posted` (notes that others have kept) among them, and every timestamp.
    Memory grows with the number of erased records only.
    """
    wrong, tree, erasures = _Findings(), Builder(), _Erasures()
    notes = await _notes(connection, verifier, posted, wrong)
    last, whole = _FIRST, True
    while whole and (rows := (await connection.execute(_after(last))).all()):
        made: dict[Node, bytes] = {}
        for row in rows:
            if row.position != tree.size:
                wrong.note(f"Where entry {tree.size} should be, the log has {row.position}.")
                whole = False
                break
            made |= tree.add(merkle.leaf_hash(row.leaf.encode("utf-8")))
            _check_record(row, erasures, wrong)
            for seen in notes.pop(tree.size, ()):
                if seen.root != tree.root():
                    wrong.note(
                        f"The first {tree.size} entries are not those of the checkpoint of "
                        f"{seen.source}."
                    )
        await _check_nodes(connection, made, wrong)
        last = rows[-1].position
    await _check_stamps(connection, wrong)
    expected = sum(tree.size >> level for level in range(tree.size.bit_length()))
    if await _count(connection, tables.nodes) != expected:
        wrong.note("The tree has more nodes than its entries make, or fewer.")
    if await _count(connection, tables.disclosures) != tree.size - len(erasures.missing):
        wrong.note("There are records that belong to no entry.")
    for size in sorted(notes):
        wrong.note(
            f"The log ends at {tree.size} entries, but a checkpoint of {size} was signed "
            f"({notes[size][0].source})."
        )
    erasures.check(wrong)
    signed = await _count(connection, tables.checkpoints)
    return Audit(tree.size, len(erasures.missing), signed, tuple(wrong))


@dataclass(frozen=True, slots=True)
class _Note:
    root: bytes
    source: str


class _Erasures:
    """Records that are missing, and those that the log says were erased."""

    def __init__(self) -> None:
        self.missing: set[int] = set()
        self.said: set[int] = set()

    def check(self, wrong: _Findings) -> None:
        for position in sorted(self.missing - self.said):
            wrong.note(f"The record of entry {position} is missing, and was never erased.")
        for position in sorted(self.said - self.missing):
            wrong.note(f"The record of entry {position} was erased, and is there again.")


async def _notes(
    connection: AsyncConnection, verifier: Verifier, posted: Sequence[str], wrong: _Findings
) -> dict[int, list[_Note]]:
    """Return all checkpoints by size, and note those that this key did not sign."""
    kept = tables.checkpoints.c
    stored = (await connection.execute(select(kept.id, kept.note).order_by(kept.id))).all()
    continued = await _continued(connection)
    found: dict[int, list[_Note]] = {}
    named = [(f"the database (number {row.id})", row.note) for row in stored]
    for source, note in [*named, *(("whoever kept it", note) for note in posted)]:
        try:
            checkpoint = verifier.open(note)
        except ReceiptError as error:
            if _origin(note) not in continued:
                wrong.note(f"The checkpoint of {source} does not hold: {error.message}")
            continue
        found.setdefault(checkpoint.size, []).append(_Note(checkpoint.root, source))
    return found


async def _continued(connection: AsyncConnection) -> set[str]:
    """Return the logs that the operator went on from with another key."""
    query = (
        select(tables.leaves.c.leaf, tables.disclosures.c.disclosures)
        .join_from(tables.leaves, tables.disclosures)
        .where(tables.disclosures.c.kind == CONTINUED)
    )
    found: set[str] = set()
    for row in await connection.execute(query):
        try:
            found.add(origin_of(open_leaf(row.leaf, row.disclosures)["previous"].value))
        except (ValueError, KeyError, AttributeError, ReceiptError):
            continue  # The walk over all entries says what is wrong with it.
    return found


async def _count(connection: AsyncConnection, table: Table) -> int:
    count: int = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
    return count


def _origin(note: str) -> str | None:
    try:
        return origin_of(note)
    except ReceiptError:
        return None


def _after(position: int) -> Select[Any]:
    kept, record = tables.leaves, tables.disclosures
    return (
        select(kept.c.position, kept.c.leaf, record.c.case_id, record.c.kind, record.c.disclosures)
        .outerjoin_from(kept, record)
        .where(kept.c.position > position)
        .order_by(kept.c.position)
        .limit(_BATCH)
    )


async def _check_stamps(connection: AsyncConnection, wrong: _Findings) -> None:
    kept, point = tables.stamps, tables.checkpoints
    query = select(kept.c.id, kept.c.response, point.c.note).join_from(kept, point)
    for row in await connection.execute(query.order_by(kept.c.id)):
        if not stamps(row.response, row.note):
            wrong.note(f"The timestamp {row.id} is not of its checkpoint.")


async def _check_nodes(
    connection: AsyncConnection, made: dict[Node, bytes], wrong: _Findings
) -> None:
    kept = tables.nodes.c
    for level in {node.level for node in made}:
        places = [node.ordinal for node in made if node.level == level]
        query = select(kept.ordinal, kept.hash).where(
            kept.level == level, kept.ordinal.between(min(places), max(places))
        )
        stored = {row.ordinal: row.hash for row in await connection.execute(query)}
        for place in places:
            if stored.get(place) != made[Node(level, place)]:
                wrong.note(f"The tree's node {place} of level {level} does not fit its entries.")


def _check_record(row: Row[Any], erasures: _Erasures, wrong: _Findings) -> None:
    try:
        if row.disclosures is None:
            commitments_of(row.leaf)
            erasures.missing.add(row.position)
            return
        opened = open_leaf(row.leaf, row.disclosures, canonical_form=False)
        if opened.keys() != commitments_of(row.leaf, canonical_form=False).keys():
            wrong.note(f"Entry {row.position}: some of its fields are missing.")
            return
        if (opened[KIND].value, opened[CASE].value) != (row.kind, row.case_id):
            wrong.note(f"Entry {row.position} is filed under another case or kind.")
        if opened[KIND].value == ERASED:
            erasures.said.update(opened["entries"].value)
    except (ValueError, KeyError, TypeError) as error:
        wrong.note(f"Entry {row.position} was changed: {error}.")
