"""The ledger in the database: entries go in, checkpoints and proofs come out.

Every function works in a transaction of the caller's, so that an entry is committed together with
what it records, or not at all. There is one writer at a time (`Database.write`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LedgerError, ReceiptError
from bot.evidence.ledger import merkle, tables
from bot.evidence.ledger.leaf import Entry, Opening, commit, open_leaf
from bot.evidence.ledger.merkle import Node, Span
from bot.evidence.ledger.note import Checkpoint, Signer, Verifier, origin_of
from bot.evidence.ledger.receipt import ALWAYS, Proved, Receipt, Timestamp, encode

ERASED = "record.erased"
"""The entry that says which entries' disclosures were deleted, and why; it is never erased."""
CONTINUED = "ledger.continued"
"""The entry that says which lost or foreign checkpoint the log goes on from regardless."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FETCHED = 400
"""Nodes asked for at once: two variables each, of the 999 that old SQLite takes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in the log: its position (from 0), leaf and opened fields by name."""

    position: int
    leaf: str
    openings: Mapping[str, Opening]


async def append(connection: AsyncConnection, entry: Entry) -> int:
    """Append an entry in the transaction of what it records; return its position, from 0.

    Raises LeafError for fields that are not JSON.
    """
    leaf, disclosures = commit(entry)
    position = await size_of(connection)
    made = [(Node(0, position), merkle.leaf_hash(leaf.encode("utf-8")))]
    completed = merkle.completed_by(position)
    lefts = await _fetch(connection, [Node(n.level - 1, 2 * n.ordinal) for n in completed])
    for node in completed:
        left = lefts[Node(node.level - 1, 2 * node.ordinal)]
        made.append((node, merkle.node_hash(left, made[-1][1])))
    await connection.execute(insert(tables.leaves).values(position=position, leaf=leaf))
    await connection.execute(
        insert(tables.nodes),
        [{"level": n.level, "ordinal": n.ordinal, "hash": value} for n, value in made],
    )
    await connection.execute(
        insert(tables.disclosures).values(
            position=position, case_id=entry.case_id, kind=entry.kind, disclosures=disclosures
        )
    )
    return position


async def erase(
    connection: AsyncConnection, case_ids: Collection[str], reason: str, at: datetime
) -> int:
    """Delete the disclosures of cases, and append the entry that says so; return how many.

    The leaves stay, and say nothing any more. `reason` must not name anybody: it is kept for good
    ("retention", "request", "server_left", ...). Nothing to delete is no work.
    """
    found = tables.disclosures.c
    chosen = found.case_id.in_([each for each in case_ids if each])
    query = select(found.position).where(chosen).order_by(found.position)
    positions = list((await connection.execute(query)).scalars())
    if positions:
        await connection.execute(delete(tables.disclosures).where(chosen))
        await append(connection, Entry(ERASED, "", at, {"entries": positions, "reason": reason}))
    return len(positions)


async def entries_of(connection: AsyncConnection, case_id: str) -> list[Recorded]:
    """Return what the log holds of a case, oldest first; none where it was erased.

    Raises LedgerError where a record is not what its leaf commits to.
    """
    return await _recorded(connection, tables.disclosures.c.case_id == case_id)


async def size_of(connection: AsyncConnection) -> int:
    """Return the number of entries."""
    last = await connection.execute(select(func.max(tables.leaves.c.position)))
    found: int | None = last.scalar_one()
    return 0 if found is None else found + 1


async def root_of(connection: AsyncConnection, size: int) -> bytes:
    """Return the root over the first entries; raise LedgerError where they are not all there."""
    span = merkle.root_span(size)
    hashes = await _fetch(connection, merkle.nodes_of(span))
    return merkle.span_hash(span, hashes.__getitem__)


async def newest(connection: AsyncConnection) -> str | None:
    """Return the note of the checkpoint that was signed last, or None before the first."""
    query = select(tables.checkpoints.c.note).order_by(tables.checkpoints.c.id.desc()).limit(1)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


class Ledger:
    """Signs the log, once it has been held against what was last seen of it.

    Until `start` has found the log consistent, and after it has not, `sign` and `receipt` raise
    LedgerError; entries can be appended all the same, so that nothing is lost.
    """

    def __init__(self, signer: Signer, certificates: str = "") -> None:
        """Sign with a key; nothing is signed before `start`.

        `certificates` (PEM) of the authority that stamps checkpoints go into receipts.
        """
        self._signer, self._certificates = signer, certificates
        self._last: Checkpoint | None = None
        self.refusal: LedgerError | None = LedgerError(
            "The ledger was not checked yet, so nothing is signed. Wait until the bot has started."
        )

    @property
    def verifier(self) -> Verifier:
        """Return the public key, which everybody should know."""
        return self._signer.verifier

    async def start(self, connection: AsyncConnection, posted: str | None) -> int | None:
        """Check the log against the last posted checkpoint and the last signed one.

        `posted` is the newest note that the bot posted, or None where none can be read. Returns
        the number of entries up to which the post shows the log to be unchanged, or None where
        there was no post to compare with. Raises LedgerError, and signs nothing from then on,
        for a log that was rolled back, cut, rewritten, or signed by another key.
        """
        try:
            seen = await self._held(connection, posted) if posted is not None else None
            stored = await newest(connection)
            own = await self._held(connection, stored) if stored is not None else None
        except LedgerError as refusal:
            self.refusal = refusal
            raise
        self._last = max((c for c in (seen, own) if c), key=lambda c: c.size, default=None)
        self.refusal = None
        return seen.size if seen else None

    async def go_on(self, connection: AsyncConnection, posted: str | None, at: datetime) -> None:
        """Go on after a loss, with a new key: the operator's decision, recorded for good.

        Appends the entry that quotes the checkpoints which the log cannot continue. Raises
        LedgerError where one of them is of this very key: a key never signs two histories.
        """
        stored = await newest(connection)
        for note in dict.fromkeys(each for each in (posted, stored) if each is not None):
            if _origin(note) != self.verifier.name:
                fields = {"previous": note, "key": str(self.verifier)}
                await append(connection, Entry(CONTINUED, "", at, fields))
        await self.start(connection, posted)

    async def sign(self, connection: AsyncConnection, at: datetime) -> str | None:
        """Return the checkpoint of the log as it stands, signed and stored; None for no entries.

        To be called in a writing transaction; tell `committed` once that has succeeded. A log
        that has not grown keeps its checkpoint. Raises LedgerError where the log does not continue
        the last checkpoint.
        """
        if self.refusal is not None:
            raise self.refusal
        stored = await newest(connection)
        try:
            own = await self._held(connection, stored) if stored is not None else None
            # Mostly it is the stored one, which has just been looked at.
            if self._last is not None and self._last != own:
                await self._continues(connection, self._last)
        except LedgerError as refusal:
            self.refusal = refusal
            raise
        size = await size_of(connection)
        if own is not None and own.size == size:
            return stored
        if size == 0:
            return None
        root = await root_of(connection, size)
        note = self._signer.sign(size, root)
        await connection.execute(
            insert(tables.checkpoints).values(
                size=size, note=note, signed_at=(at - _EPOCH) // timedelta(microseconds=1)
            )
        )
        return note

    def committed(self, note: str) -> None:
        """Remember a checkpoint of `sign` whose transaction was committed.

        From now on nothing is signed that does not continue it, whatever the database says. Only
        such a checkpoint may be posted or given away.
        """
        checkpoint = self.verifier.open(note)
        if self._last is None or checkpoint.size > self._last.size:
            self._last = checkpoint

    async def receipt(
        self, connection: AsyncConnection, case_id: str, names: Collection[str], at: datetime
    ) -> Receipt | None:
        """Return the proof of a case with the fields that are named opened; None for no entries.

        To be called in a writing transaction, because it signs where the newest checkpoint does
        not cover the case. What happened, when and to which case is always opened.
        """
        found = await entries_of(connection, case_id)
        if not found or (note := await self.sign(connection, at)) is None:
            return None
        size = self.verifier.open(note).size
        spans = {each.position: merkle.inclusion_spans(each.position, size) for each in found}
        hashes = await _span_hashes(connection, [s for each in spans.values() for s in each])
        proved = [
            Proved(
                position=each.position,
                leaf=each.leaf,
                disclosures=[
                    o.disclosure for o in each.openings.values() if o.name in {*names, *ALWAYS}
                ],
                proof=[encode(hashes[span]) for span in spans[each.position]],
            )
            for each in found
        ]
        return Receipt(
            key=str(self.verifier),
            checkpoint=note,
            entries=proved,
            timestamps=await self._timestamps(connection, list(spans), size),
            certificates=self._certificates,
        )

    async def _timestamps(
        self, connection: AsyncConnection, positions: list[int], size: int
    ) -> list[Timestamp]:
        """Return the earliest stamp of the first entry, and of the last that has one."""
        stamps, points = tables.stamps.c, tables.checkpoints.c
        query = (
            select(stamps.id, points.size, points.note, stamps.response)
            .join_from(tables.stamps, tables.checkpoints)
            # What another key signed is another log.
            .where(points.note.startswith(f"{self.verifier.name}\n", autoescape=True))
            .order_by(points.size, stamps.id)
            .limit(1)
        )
        found: dict[int, Timestamp] = {}
        reach = (
            await connection.execute(query.order_by(None).order_by(points.size.desc()))
        ).first()
        covered = [p for p in positions if reach is not None and p < reach.size]
        for position in {*covered[:1], *covered[-1:]}:
            row = (await connection.execute(query.where(points.size > position))).one()
            spans = merkle.consistency_spans(row.size, size)
            hashes = await _span_hashes(connection, spans)
            found[row.id] = Timestamp(
                checkpoint=row.note,
                response=encode(row.response),
                proof=[encode(hashes[span]) for span in spans],
            )
        return [found[each] for each in sorted(found)]

    async def _held(self, connection: AsyncConnection, note: str) -> Checkpoint | None:
        """Return the checkpoint of a note that the log continues.

        None for one of another log, where the operator has decided to go on from it.
        """
        if (origin := _origin(note)) != self.verifier.name:
            kind = tables.disclosures.c.kind == CONTINUED
            for entry in await _recorded(connection, kind):
                if (entry.openings["previous"].value, entry.openings["key"].value) == (
                    note,
                    str(self.verifier),
                ):
                    return None
            raise LedgerError(
                f"The ledger was last signed by {origin}, and the key here is another one. Nothing "
                "is signed. Restore the key's file; docs/evidence.md says how to go on without it."
            )
        try:
            checkpoint = self.verifier.open(note)
        except ReceiptError as error:
            raise LedgerError(
                "The last checkpoint of the ledger was changed. Nothing is signed. "
                "docs/evidence.md says what to do.",
                error.message,
            ) from None
        await self._continues(connection, checkpoint)
        return checkpoint

    async def _continues(self, connection: AsyncConnection, seen: Checkpoint) -> None:
        size = await size_of(connection)
        if size < seen.size:
            raise LedgerError(
                f"ENTRIES ARE MISSING FROM THE LEDGER: the database has {size}, but {seen.size} "
                "were signed. An old backup was restored, or rows were deleted. Nothing is signed. "
                "Restore the newest database; docs/evidence.md says what to do where it is lost."
            )
        if await root_of(connection, seen.size) != seen.root:
            raise LedgerError(
                f"THE LEDGER WAS REWRITTEN: its first {seen.size} entries are not those that were "
                "signed. Nothing is signed. Keep this database as it is, restore the last one "
                "known to be good, and read docs/evidence.md."
            )


async def _recorded(connection: AsyncConnection, which: object) -> list[Recorded]:
    query = (
        select(tables.leaves.c.position, tables.leaves.c.leaf, tables.disclosures.c.disclosures)
        .join_from(tables.leaves, tables.disclosures)
        .where(which)  # type: ignore[arg-type]
        .order_by(tables.leaves.c.position)
    )
    found = []
    for row in await connection.execute(query):
        try:
            found.append(Recorded(row.position, row.leaf, open_leaf(row.leaf, row.disclosures)))
        except ValueError as error:
            raise LedgerError(
                f"Entry {row.position} of the ledger was changed: {error}. Nothing of it can be "
                "proved. Restore a backup from before the change."
            ) from error
    return found


async def _span_hashes(connection: AsyncConnection, spans: Iterable[Span]) -> dict[Span, bytes]:
    needed = {span: merkle.nodes_of(span) for span in spans}
    hashes = await _fetch(connection, [node for each in needed.values() for node in each])
    return {span: merkle.span_hash(span, hashes.__getitem__) for span in needed}


async def _fetch(connection: AsyncConnection, wanted: Iterable[Node]) -> dict[Node, bytes]:
    """Return the hashes of nodes; raise LedgerError where one is not there."""
    nodes, asked = tables.nodes.c, list(dict.fromkeys(wanted))
    found: dict[Node, bytes] = {}
    for start in range(0, len(asked), _FETCHED):
        levels: dict[int, list[int]] = {}
        for node in asked[start : start + _FETCHED]:
            levels.setdefault(node.level, []).append(node.ordinal)
        # Not as pairs, (level, ordinal) IN (...): for two or more SQLite reads the whole table.
        part = or_(*(and_(nodes.level == n, nodes.ordinal.in_(o)) for n, o in levels.items()))
        rows = await connection.execute(select(nodes.level, nodes.ordinal, nodes.hash).where(part))
        found |= {Node(row.level, row.ordinal): row.hash for row in rows}
    if len(found) != len(asked):
        raise LedgerError(
            "Parts of the ledger are missing from the database. Nothing can be added or proved. "
            "Restore the newest backup that is whole."
        )
    return found


def _origin(note: str) -> str:
    try:
        return origin_of(note)
    except ReceiptError as error:
        raise LedgerError(
            "The last checkpoint of the ledger cannot be read. Nothing is signed. "
            "docs/evidence.md says what to do.",
            error.message,
        ) from None
