"""Every change behind the ledger's back is found by reading it whole; erasing is no change."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.evidence.ledger.audit import Audit
from bot.evidence.ledger.log import Ledger, erase
from tests.unit.evidence.test_ledger import KEY, NOW, audited, fill, opened, tamper

SWAP = (
    "UPDATE {0} SET position = -1 WHERE position = 2",
    "UPDATE {0} SET position = 2 WHERE position = 3",
    "UPDATE {0} SET position = 3 WHERE position = -1",
)
TAMPERED: dict[str, tuple[str, ...]] = {
    "a leaf changed": (
        "UPDATE ledger_leaves SET leaf = replace(leaf, 'leaf/1', 'leaf/9') WHERE position = 3",
    ),
    "a leaf blank": ("UPDATE ledger_leaves SET leaf = '' WHERE position = 0",),
    "a leaf removed": ("DELETE FROM ledger_leaves WHERE position = 3",),
    "an entry removed whole": (
        "DELETE FROM ledger_leaves WHERE position = 3",
        "DELETE FROM ledger_disclosures WHERE position = 3",
    ),
    "the first entry removed": ("DELETE FROM ledger_leaves WHERE position = 0",),
    "the last entries removed": ("DELETE FROM ledger_leaves WHERE position > 5",),
    "entries reordered": tuple(s.format("ledger_leaves") for s in SWAP),
    "entries reordered with their records": tuple(
        s.format(table) for table in ("ledger_leaves", "ledger_disclosures") for s in SWAP
    ),
    "a leaf inserted at the end": (
        "INSERT INTO ledger_leaves SELECT 8, leaf FROM ledger_leaves WHERE position = 3",
    ),
    "a leaf inserted before the first": (
        "INSERT INTO ledger_leaves SELECT -1, leaf FROM ledger_leaves WHERE position = 3",
    ),
    "a leaf far behind": (
        "INSERT INTO ledger_leaves SELECT 99, leaf FROM ledger_leaves WHERE position = 3",
    ),
    "a record changed": (
        "UPDATE ledger_disclosures SET disclosures = replace(disclosures, 'Rowan', 'Yuki')"
        " WHERE position = 4",
    ),
    "a record exchanged": (
        "UPDATE ledger_disclosures SET disclosures ="
        " (SELECT disclosures FROM ledger_disclosures WHERE position = 3) WHERE position = 4",
    ),
    "a record's field removed": (
        "UPDATE ledger_disclosures SET disclosures = json_remove(disclosures, '$[2]')"
        " WHERE position = 4",
    ),
    "a record emptied": ("UPDATE ledger_disclosures SET disclosures = '[]' WHERE position = 4",),
    "a record removed": ("DELETE FROM ledger_disclosures WHERE position = 4",),
    "a record filed elsewhere": (
        "UPDATE ledger_disclosures SET case_id = 'case-1' WHERE position = 4",
    ),
    "a record of another kind": (
        "UPDATE ledger_disclosures SET kind = 'record.erased' WHERE position = 4",
    ),
    "a node changed": (
        "UPDATE ledger_nodes SET hash = zeroblob(32) WHERE level = 1 AND ordinal = 1",
    ),
    "a node removed": ("DELETE FROM ledger_nodes WHERE level = 0 AND ordinal = 2",),
    "a node added": ("INSERT INTO ledger_nodes VALUES (1, 77, zeroblob(32))",),
    "a checkpoint changed": (
        "UPDATE ledger_checkpoints SET note = replace(note, '\n5\n', '\n6\n')",
    ),
    "a checkpoint blank": ("UPDATE ledger_checkpoints SET note = '' WHERE size = 5",),
    "the erasure's record removed": (
        "DELETE FROM ledger_disclosures WHERE kind = 'record.erased'",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
async def test_every_change_behind_its_back_is_found(tmp_path: Path, name: str) -> None:
    database = await opened(tmp_path)
    await fill(database, range(1, 8))
    async with database.write() as connection:
        assert await erase(connection, ["case-2"], "retention", NOW) == 1
        ledger = Ledger(KEY)
        await ledger.start(connection, None)
        note = await ledger.sign(connection, NOW)
    assert note is not None
    before = await audited(database, note)
    assert before == Audit(8, 1, 8, ())
    await database.close()
    tamper(tmp_path, *TAMPERED[name])
    database = await opened(tmp_path)
    found = await audited(database, note)
    await database.close()
    assert found.findings, name
    assert all(each.endswith(".") and "\n" not in each for each in found.findings)


async def test_a_record_that_came_back_is_found(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    await fill(database, range(1, 4))
    async with database.write() as connection:
        rows = (await connection.execute(text("SELECT * FROM ledger_disclosures"))).all()
        await erase(connection, ["case-2"], "request", NOW)
        await connection.execute(
            text("INSERT INTO ledger_disclosures VALUES (:p, :c, :k, :d)"),
            dict(zip("pckd", rows[1], strict=True)),
        )
    assert "there again" in (await audited(database)).findings[0]
    await database.close()
