"""The ledger in a database: what was signed cannot be changed, lost or reordered unnoticed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text

from bot.errors import LedgerError, StoreError
from bot.evidence.database import Database
from bot.evidence.ledger import merkle
from bot.evidence.ledger.audit import Audit, audit
from bot.evidence.ledger.leaf import Entry, LeafError
from bot.evidence.ledger.log import Ledger, append, entries_of, erase, newest, root_of, size_of
from bot.evidence.ledger.note import Signer
from bot.evidence.ledger.receipt import verify
from bot.evidence.tables import metadata
from bot.settings import ROOT

MIGRATIONS = ROOT / "config" / "migrations"
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
KEY = Signer(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
OTHER_KEY = Signer(Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))


def case(number: int, kind: str = "case.opened", **fields: object) -> Entry:
    return Entry(kind, f"case-{number}", NOW, {"number": number, "sender": "Rowan 🌊", **fields})


async def opened(path: Path) -> Database:
    return await Database.open(path / "cases.db", MIGRATIONS)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await opened(tmp_path)
    yield database
    await database.close()


async def fill(database: Database, numbers: range, posted: str | None = None) -> list[str]:
    """Append cases, and sign after each; return the notes."""
    ledger, notes = Ledger(KEY), []
    async with database.write() as connection:
        await ledger.start(connection, posted)
    for number in numbers:
        async with database.write() as connection:
            await append(connection, case(number))
            note = await ledger.sign(connection, NOW)
        assert note is not None
        ledger.committed(note)
        notes.append(note)
    return notes


async def started(database: Database, posted: str | None, signer: Signer = KEY) -> Ledger:
    ledger = Ledger(signer)
    async with database.read() as connection:
        await ledger.start(connection, posted)
    return ledger


async def audited(database: Database, *posted: str, signer: Signer = KEY) -> Audit:
    async with database.read() as connection:
        return await audit(connection, signer.verifier, posted)


def tamper(path: Path, *statements: str) -> None:
    """Change the file behind the program's back, past the triggers."""
    connection = sqlite3.connect(path / "cases.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, statement
    connection.commit()
    connection.close()


async def test_the_tree_in_the_database_is_that_of_its_leaves(database: Database) -> None:
    builder, notes = merkle.Builder(), await fill(database, range(1, 20))
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT leaf FROM ledger_leaves ORDER BY position"))
        for size, (leaf,) in enumerate(rows.all(), 1):
            builder.add(merkle.leaf_hash(leaf.encode()))
            assert await root_of(connection, size) == builder.root()
            checkpoint = KEY.verifier.open(notes[size - 1])
            assert (checkpoint.size, checkpoint.root) == (size, builder.root())
        assert await size_of(connection) == 19
        assert await newest(connection) == notes[-1]
    found = await audited(database, *notes)
    assert found == Audit(19, 0, 19, ())


async def test_an_entry_is_committed_with_its_case_or_not_at_all(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await append(connection, case(1))
            raise ZeroDivisionError
    with pytest.raises(LeafError):
        async with database.write() as connection:
            await append(connection, case(1))
            await append(connection, case(2, bad=2**60))
    await fill(database, range(3, 5))
    assert (await audited(database)).size == 2
    async with database.read() as connection:
        assert await entries_of(connection, "case-1") == []
        (found,) = await entries_of(connection, "case-3")
    assert (found.position, found.openings["sender"].value) == (0, "Rowan 🌊")


async def test_a_checkpoint_whose_commit_failed_binds_nothing(database: Database) -> None:
    await fill(database, range(1, 4))
    ledger = await started(database, None)
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await append(connection, case(4))
            assert await ledger.sign(connection, NOW)
            raise ZeroDivisionError
    async with database.write() as connection:
        await append(connection, case(5))
        assert await ledger.sign(connection, NOW)
    assert (await audited(database)).sound


async def test_a_log_that_has_not_grown_keeps_its_checkpoint(database: Database) -> None:
    ledger = await started(database, None)
    async with database.write() as connection:
        assert await ledger.sign(connection, NOW) is None
    notes = await fill(database, range(1, 4))
    ledger = await started(database, notes[-1])
    async with database.write() as connection:
        assert await ledger.sign(connection, NOW) == notes[-1]
    assert (await audited(database)).checkpoints == 3


async def test_nothing_is_signed_before_the_check(database: Database) -> None:
    async with database.write() as connection:
        await append(connection, case(1))
        with pytest.raises(LedgerError, match="not checked yet"):
            await Ledger(KEY).sign(connection, NOW)


async def test_starting_says_up_to_where_a_post_vouches(database: Database) -> None:
    notes = await fill(database, range(1, 9))
    async with database.read() as connection:
        assert await Ledger(KEY).start(connection, notes[4]) == 5
        assert await Ledger(KEY).start(connection, None) is None


async def test_a_restored_backup_is_noticed_and_nothing_signed(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    await fill(database, range(1, 6))
    await database.close()
    backup = (tmp_path / "cases.db").read_bytes()
    database = await opened(tmp_path)
    notes = await fill(database, range(6, 9))
    await database.close()
    (tmp_path / "cases.db").write_bytes(backup)
    database = await opened(tmp_path)
    ledger = Ledger(KEY)
    async with database.write() as connection:
        with pytest.raises(LedgerError, match=r"MISSING.*5, but 8.*backup"):
            await ledger.start(connection, notes[-1])
        # Cases are recorded all the same; they are only not signed.
        await append(connection, case(9))
        for number in range(10, 15):
            await append(connection, case(number))
        for refused in (
            ledger.sign(connection, NOW),
            ledger.receipt(connection, "case-9", [], NOW),
        ):
            with pytest.raises(LedgerError, match="MISSING"):
                await refused
        # And growing past the lost part does not heal it.
        with pytest.raises(LedgerError, match="REWRITTEN"):
            await ledger.start(connection, notes[-1])
    assert not (await audited(database, notes[-1])).sound
    await database.close()


async def test_rows_that_go_while_the_bot_runs_stop_the_signing(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    notes = await fill(database, range(1, 9))
    ledger = await started(database, notes[-1])
    await database.close()
    tamper(
        tmp_path,
        "DELETE FROM ledger_checkpoints WHERE size > 6",
        "DELETE FROM ledger_disclosures WHERE position > 5",
        "DELETE FROM ledger_nodes WHERE (ordinal + 1) << level > 6",
        "DELETE FROM ledger_leaves WHERE position > 5",
    )
    database = await opened(tmp_path)
    assert (await audited(database)).sound  # All that is left looks well by itself…
    async with database.write() as connection:
        with pytest.raises(LedgerError, match="MISSING"):
            await ledger.sign(connection, NOW)
    assert not (await audited(database, notes[-1])).sound  # …but not beside a note of others.
    await database.close()


async def test_a_rewritten_log_is_noticed_at_the_start(tmp_path: Path) -> None:
    """Somebody without the key rebuilds all of it, checkpoints aside."""
    (tmp_path / "b").mkdir()
    database = await opened(tmp_path)
    notes = await fill(database, range(1, 9))
    await database.close()
    forged = await opened(tmp_path / "b")
    async with forged.write() as connection:
        for number in range(1, 12):
            await append(connection, case(number + 100))
    for posted in (notes[-1], notes[3]):
        ledger = Ledger(KEY)
        async with forged.read() as connection:
            with pytest.raises(LedgerError, match="REWRITTEN"):
                await ledger.start(connection, posted)
    assert not (await audited(forged, notes[3])).sound
    await forged.close()


async def test_a_changed_post_and_a_changed_checkpoint_are_noticed(database: Database) -> None:
    notes = await fill(database, range(1, 4))
    for bad, problem in (
        (notes[1].replace("\n2\n", "\n3\n"), "was changed"),
        ("not a note", "cannot be read"),
        (OTHER_KEY.sign(2, b"x" * 32), "another one"),
    ):
        async with database.read() as connection:
            ledger = Ledger(KEY)
            with pytest.raises(LedgerError, match=problem):
                await ledger.start(connection, bad)
            assert ledger.refusal is not None


async def test_a_lost_key_is_noticed_and_can_be_gone_on_from(database: Database) -> None:
    notes = await fill(database, range(1, 4))
    ledger = Ledger(OTHER_KEY)
    async with database.write() as connection:
        with pytest.raises(LedgerError, match="Restore the key"):
            await ledger.start(connection, notes[-1])
        with pytest.raises(LedgerError, match="Restore the key"):
            await ledger.start(connection, None)
        await ledger.go_on(connection, notes[-1], NOW)
        note = await ledger.sign(connection, NOW)
    assert note is not None and OTHER_KEY.verifier.open(note).size == 4
    # From then on both the old post and the new one are understood.
    for posted in (notes[-1], note, None):
        await started(database, posted, OTHER_KEY)
    # Not so another post of the old key, or a third key.
    with pytest.raises(LedgerError):
        await started(database, notes[0], OTHER_KEY)
    with pytest.raises(LedgerError):
        await started(database, notes[-1])
    assert (await audited(database, note, signer=OTHER_KEY)).sound


async def test_a_lost_database_can_be_gone_on_from_only_with_a_new_key(database: Database) -> None:
    lost = KEY.sign(50, b"x" * 32)
    await fill(database, range(1, 4))
    async with database.write() as connection:
        with pytest.raises(LedgerError, match="MISSING"):
            await Ledger(KEY).go_on(connection, lost, NOW)
    ledger = Ledger(OTHER_KEY)
    async with database.write() as connection:
        await ledger.go_on(connection, lost, NOW)
        assert await ledger.sign(connection, NOW)
        (first, second) = (
            await connection.execute(
                text("SELECT disclosures FROM ledger_disclosures WHERE kind = 'ledger.continued'")
            )
        ).scalars()
    quoted = [json.loads(each)[2] for row in (first, second) for each in json.loads(row)]
    assert lost in quoted
    assert (await audited(database, signer=OTHER_KEY)).sound


async def test_erasing_takes_the_record_and_leaves_the_proof(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    ledger = await started(database, None)
    async with database.write() as connection:
        await append(connection, case(1, secret="UNMISTAKABLE-NAME"))
        await append(connection, case(2))
        await append(connection, case(1, "case.outcomes", outcomes=["UNMISTAKABLE-NAME"]))
        receipt = await ledger.receipt(connection, "case-1", ["secret"], NOW)
        assert receipt is not None
        assert await erase(connection, ["case-1", ""], "request", NOW) == 2
        assert await erase(connection, ["case-1"], "request", NOW) == 0
        note = await ledger.sign(connection, NOW)
        assert await entries_of(connection, "case-1") == []
        assert len(await entries_of(connection, "case-2")) == 1
        assert await ledger.receipt(connection, "case-1", ["secret"], NOW) is None
    assert note is not None
    assert await audited(database, note, receipt.checkpoint) == Audit(4, 2, 2, ())
    await database.close()
    for path in tmp_path.iterdir():
        assert b"UNMISTAKABLE" not in path.read_bytes()
    # Who kept a receipt can still prove what it opens.
    assert verify(receipt, KEY.verifier).entries[0].fields["secret"].value == "UNMISTAKABLE-NAME"


async def test_the_program_itself_cannot_change_what_stands(database: Database) -> None:
    await fill(database, range(1, 4))
    for statement in (
        "UPDATE ledger_leaves SET leaf = 'x'",
        "DELETE FROM ledger_leaves",
        "UPDATE ledger_nodes SET hash = 'x'",
        "DELETE FROM ledger_nodes",
        "UPDATE ledger_checkpoints SET note = 'x'",
        "DELETE FROM ledger_checkpoints",
        "UPDATE ledger_disclosures SET kind = 'x'",
    ):
        with pytest.raises(StoreError, match="append-only"):
            async with database.write() as connection:
                await connection.execute(text(statement))
    assert (await audited(database)).sound


async def test_a_receipt_covers_all_of_a_case_and_opens_what_was_asked(database: Database) -> None:
    await fill(database, range(1, 12))
    ledger = await started(database, None)
    async with database.write() as connection:
        await append(connection, case(5, "case.outcomes", outcomes=["removed"]))
        receipt = await ledger.receipt(connection, "case-5", ["sender"], NOW)
        assert await ledger.receipt(connection, "case-77", [], NOW) is None
        assert await newest(connection) == getattr(receipt, "checkpoint", None)
    assert receipt is not None
    shown = verify(receipt, KEY.verifier)
    assert [each.position for each in shown.entries] == [4, 11]
    assert shown.case_id == "case-5" and shown.checkpoint.size == 12
    assert shown.entries[1].fields.keys() == {"kind", "case_id", "at", "sender"}
    assert shown.entries[1].withheld == ("number", "outcomes")


async def test_a_changed_record_gives_no_receipt(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    await fill(database, range(1, 4))
    await database.close()
    tamper(
        tmp_path,
        "UPDATE ledger_disclosures SET disclosures = replace(disclosures, 'Rowan', 'X')"
        " WHERE position = 1",
    )
    database = await opened(tmp_path)
    ledger = await started(database, None)
    async with database.write() as connection:
        with pytest.raises(LedgerError, match="Entry 1 of the ledger was changed"):
            await ledger.receipt(connection, "case-2", [], NOW)
    await database.close()


async def test_missing_nodes_are_an_error_and_not_a_wrong_root(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    await fill(database, range(1, 4))
    await database.close()
    tamper(tmp_path, "DELETE FROM ledger_nodes WHERE level = 1")
    database = await opened(tmp_path)
    async with database.write() as connection:
        for used in (root_of(connection, 3), append(connection, case(4))):
            with pytest.raises(LedgerError, match="missing from the database"):
                await used
    await database.close()


async def test_the_migration_makes_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'cases.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
