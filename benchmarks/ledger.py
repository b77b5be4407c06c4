"""`python -m benchmarks.ledger`: what the ledger costs by its size; prints a Markdown table.

Every case is of real form (one image, five detections, two actions) and goes in as the bot puts it
in: each entry in a transaction of its own, SQLite in WAL mode with synchronous=FULL, and a signed
checkpoint after each case. To reach a size quickly, the cases in between are copies of a few
hundred real ones, written in bulk in their true place: as many rows, bytes and hashes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, text

from bot.consents import ConsentState
from bot.domain import (
    Action,
    Case,
    Decision,
    Depth,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Post,
    Screening,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.evidence.database import Database
from bot.evidence.ledger import entries, tables
from bot.evidence.ledger.audit import audit
from bot.evidence.ledger.leaf import Entry, commit
from bot.evidence.ledger.log import Ledger, append, entries_of, size_of
from bot.evidence.ledger.merkle import Builder, leaf_hash
from bot.evidence.ledger.note import Signer
from bot.evidence.ledger.receipt import verify
from bot.settings import ROOT

SIZES = (1_000, 10_000, 100_000)
_MILLION = 1_000_000
_MEASURED = 100
"""Cases that are appended one by one, each transaction as the bot's, to take the time."""
_POOL, _BATCH = 300, 3000
"""Cases that the bulk is copied from, and entries that are written at once."""
_ENTRIES = 3
"""Entries of a case: opened, outcomes, closed."""
_NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured at a size: seconds, and bytes of the whole database."""

    cases: int
    append: float
    receipt: float
    receipt_check: float
    audit: float
    stored: int


def main(sizes: tuple[int, ...] = SIZES) -> str:
    """Measure at each size of a growing ledger; return the table."""
    found = asyncio.run(_measure(sizes))
    lines = [
        "| Cases | Appended per second | Bytes per case | Receipt | Checking it | Full check |",
        "|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {each.cases:,} | {1 / each.append:,.0f} | {each.stored / each.cases:,.0f} | "
            f"{each.receipt * 1000:,.1f} ms | {each.receipt_check * 1000:,.1f} ms | "
            f"{_seconds(each.audit)} |"
            for each in found
        ),
    ]
    last = found[-1]
    if last.cases < _MILLION:
        times = _MILLION / last.cases
        lines.append(
            f"| {_MILLION:,} (extrapolated) | | {last.stored / last.cases:,.0f} | | | "
            f"{_seconds(last.audit * times)} |"
        )
    growth = ""
    if len(found) > 1:
        before = found[-2]
        growth = (
            f" From {before.cases:,} to {last.cases:,} cases the full check takes "
            f"{last.audit / before.audit:.1f} times as long, an append "
            f"{last.append / before.append:.1f} times, a receipt "
            f"{last.receipt / before.receipt:.1f} times."
        )
    extrapolated = (
        f" The million is {times:.0f} times the row above it, because the full check reads every "
        "entry once."
        if last.cases < _MILLION
        else ""
    )
    lines += [
        "",
        f"A case has {_ENTRIES} entries, each in its own transaction, and a signed checkpoint; the "
        "bytes are the whole ledger's in SQLite, indexes included, without the case tables."
        f"{growth}{extrapolated}",
    ]
    return "\n".join(lines)


async def _measure(sizes: tuple[int, ...]) -> list[Figures]:
    found: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "cases.db", ROOT / "config" / "migrations")
        ledger, bulk = Ledger(Signer(Ed25519PrivateKey.generate())), _Bulk()
        async with database.write() as connection:
            await ledger.start(connection, None)
        empty, done = await _stored(database), list[int]()
        for size in sizes:
            await bulk.fill(database, (size - _MEASURED) * _ENTRIES)
            fresh = [_case(number) for number in range(size - _MEASURED, size)]
            start = time.perf_counter()
            for case in fresh:
                await _append(database, ledger, case)
            appended = (time.perf_counter() - start) / _MEASURED
            async with database.read() as connection:
                for case in fresh:
                    bulk.tree([e.leaf for e in await entries_of(connection, case.case_id)])
            done += range(size - _MEASURED, size)
            found.append(await _at(database, ledger, size, done, appended, empty))
        await database.close()
    return found


async def _at(
    database: Database, ledger: Ledger, size: int, done: list[int], appended: float, empty: int
) -> Figures:
    """Measure what is read of a ledger of a size; receipts are those of cases in `done`."""
    proofs = []
    start = time.perf_counter()
    for number in done[:: len(done) // 50]:
        async with database.write() as connection:
            proof = await ledger.receipt(connection, _id(number), entries.RECIPIENT, _NOW)
        assert proof is not None
        proofs.append(proof)
    made = (time.perf_counter() - start) / len(proofs)
    start = time.perf_counter()
    for proof in proofs:
        verify(proof, ledger.verifier)
    checked = (time.perf_counter() - start) / len(proofs)
    start = time.perf_counter()
    async with database.read() as connection:
        result = await audit(connection, ledger.verifier)
        assert await size_of(connection) == size * _ENTRIES
    whole = time.perf_counter() - start
    assert result.sound, result.findings
    return Figures(size, appended, made, checked, whole, await _stored(database) - empty)


class _Bulk:
    """Writes many entries at once, in the places that `append` would give them."""

    def __init__(self) -> None:
        self._tree = Builder()
        made = [(entry, *commit(entry)) for n in range(_POOL) for entry in _entries(_case(-n))]
        self._pool = cycle(made)

    def tree(self, leaves: list[str]) -> None:
        """Count in what was appended one by one."""
        for leaf in leaves:
            self._tree.add(leaf_hash(leaf.encode("utf-8")))

    async def fill(self, database: Database, size: int) -> None:
        """Write entries until there are `size`."""
        while self._tree.size < size:
            leaves, nodes, records = [], [], []
            for _ in range(min(_BATCH, size - self._tree.size)):
                entry, leaf, disclosures = next(self._pool)
                place = self._tree.size
                leaves.append({"position": place, "leaf": leaf})
                records.append(
                    {
                        "position": place,
                        "case_id": entry.case_id,
                        "kind": entry.kind,
                        "disclosures": disclosures,
                    }
                )
                for node, value in self._tree.add(leaf_hash(leaf.encode("utf-8"))):
                    nodes.append({"level": node.level, "ordinal": node.ordinal, "hash": value})
            async with database.write() as connection:
                await connection.execute(insert(tables.leaves), leaves)
                await connection.execute(insert(tables.nodes), nodes)
                await connection.execute(insert(tables.disclosures), records)


async def _append(database: Database, ledger: Ledger, case: Case) -> None:
    """Append a case as the bot does, a transaction for each entry, and sign after it."""
    for entry in _entries(case):
        async with database.write() as connection:
            await append(connection, entry)
            note = None
            if entry.kind == entries.Kind.CLOSED:
                note = await ledger.sign(connection, _NOW)
        if note is not None:
            ledger.committed(note)


def _entries(case: Case) -> list[Entry]:
    at = case.opened_at + timedelta(seconds=2)
    return [
        entries.opened(replace(case, outcomes=())),
        entries.outcomes(case, case.outcomes, at),
        entries.step(entries.Kind.CLOSED, case, at),
    ]


async def _stored(database: Database) -> int:
    async with database.write() as connection:
        pages: int = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        size: int = (await connection.execute(text("PRAGMA page_size"))).scalar_one()
    return pages * size


def _id(number: int) -> str:
    return f"{number & (2**128 - 1):032x}"


def _case(number: int) -> Case:
    """Return a case of the usual size: one image, five detections, two actions."""
    media = MediaRef("1526690028590202881", Surface.ATTACHMENT, "", "IMG_2041.jpg", "image/jpeg", 9)
    sender = Sender(815735085465600005, "rowan_83", "Rowan", _NOW, _NOW, (1526690028590202882,))
    place = Place(1080278227353600001, "A server", 1080278227353600011, "general")
    post = Post(1526690028590202880 + abs(number), place, sender, _NOW, (media,), None, (7,), 41)
    label = Label.MALE_GENITALIA_EXPOSED
    screening = Screening(
        tuple(Detection(label, 0.9 - n / 10, (10, 20, 300, 400)) for n in range(5)),
        format="JPEG",
        size=48211,
        width=1536,
        height=2048,
        frames=1,
        frames_screened=1,
        sha256=os.urandom(32).hex(),
        pdq=os.urandom(32).hex(),
        pdq_quality=98,
        model="320n",
        depth=Depth.STANDARD,
        elapsed_ms=81.5,
    )
    verdict = Verdict(VerdictKind.EXPLICIT, None, label, 0.9)
    outcomes = (
        Outcome(Action.REMOVE, OutcomeStatus.DONE, _NOW),
        Outcome(Action.NOTICE, OutcomeStatus.DONE, _NOW, "", 1526690028590202883),
    )
    return Case(
        _id(number),
        abs(number) + 1,
        post,
        (MediaFinding(media, screening, verdict),),
        Decision(verdict, "2026-11-22/standard", (Action.REMOVE, Action.NOTICE)),
        _NOW,
        outcomes=outcomes,
        consent=ConsentState(_NOW, (7,)),
    )


def _seconds(value: float) -> str:
    return f"{value:,.1f} s" if value < 100 else f"{value / 60:,.1f} min"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of cases, growing")
    print(main(tuple(parser.parse_args().sizes) or SIZES))
