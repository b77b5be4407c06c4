"""A backup holds everything, is of one moment, and is restored whole or not at all."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Table

from bot.domain import Case
from bot.errors import StoreError
from bot.evidence import backup as backup_module
from bot.evidence.backup import backup, restore
from bot.evidence.database import Database
from bot.evidence.gates import GateStore
from bot.evidence.lifecycle import Lifecycle
from bot.evidence.progress import Progress
from bot.evidence.store import CaseStore
from bot.evidence.tables import metadata
from bot.gaps import Checkpoint, Gap, GapReason
from tests.postgres import PostgresServer
from tests.unit.evidence.conftest import MIGRATIONS, Where
from tests.unit.evidence.test_gates import GATE, SHARE
from tests.unit.evidence.test_lifecycle import WHY, opened
from tests.unit.evidence.test_store import DECISION, NOW, finding, make_post


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Another database, of either kind, to restore into."""
    if request.param == "sqlite":
        database = await Database.open(tmp_path / "restored" / "cases.db", MIGRATIONS)
        yield database
        await database.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = await server.create()
    database = await Database.open(server.address(name), MIGRATIONS)
    yield database
    await database.close()
    await server.drop(name)


async def fill(database: Database) -> CaseStore:
    store = CaseStore(database)
    for n in (1, 2, 3):
        case = await opened(store, n)
    await Lifecycle(database).hold(case.case_id, WHY)
    await Lifecycle(database).keep_for(1, 30)
    progress = Progress(database)
    await progress.first_seen(1, 5)
    gates = GateStore(database)
    await gates.begin(GATE)
    await gates.record(SHARE)
    await progress.save({10: Checkpoint(1, 2**63 - 1)}, [Gap(1, 10, 1, 2, GapReason.HIDDEN, NOW)])
    return store


async def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.read() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in await connection.execute(table.select())), key=repr
            )
            for table in metadata.sorted_tables
        }


async def test_what_was_saved_is_all_there_again_on_either_database(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    store = await fill(database)
    path = tmp_path / "backup.jsonl"
    counts = await backup(database, path, NOW)
    assert (counts["cases"], counts["outcomes"], counts["steps"]) == (3, 3, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert await restore(empty, path) == counts
    before, after = await rows(database), await rows(empty)
    assert before == after
    # And it goes on from there: numbers and rows' own ids count on.
    again = CaseStore(empty)
    assert sorted(c.case_id for c in await again.recent()) == sorted(
        c.case_id for c in await store.recent()
    )
    assert (await opened(again, 9)).number == 4
    held = await again.by_number(1, 3)
    assert held is not None and held.held and held.steps == (WHY,)


async def test_a_backup_is_of_one_moment(
    database: Database,
    where: Where,
    empty: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A case that comes between two tables is not half in it."""
    await fill(database)
    encoded, came = backup_module._encoded, list[Case]()

    async def come() -> None:
        other = await Database.open(where.address, MIGRATIONS)
        came.append(await opened(CaseStore(other), 4))
        await other.close()

    def interrupted(table: Table, row: object) -> dict[str, object]:
        if table.name == "cases" and not came:
            with ThreadPoolExecutor(1) as thread:
                thread.submit(asyncio.run, come()).result()
        return encoded(table, row)

    monkeypatch.setattr(backup_module, "_encoded", interrupted)
    path = tmp_path / "backup.jsonl"
    counts = await backup(database, path, NOW)
    assert [case.number for case in came] == [4]
    assert (counts["cases"], counts["media"]) == (3, 3)
    assert (await restore(empty, path))["cases"] == 3


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def signed(made: list[bytes]) -> bytes:
    """Return lines with an end that fits them, as somebody who changes a backup would."""
    counts: dict[str, int] = {}
    for line in made[1:]:
        name = json.loads(line)[0]
        counts[name] = counts.get(name, 0) + 1
    end = {"end": True, "rows": counts, "sha256": sha256(b"".join(made)).hexdigest()}
    return b"".join(made) + json.dumps(end).encode() + b"\n"


async def test_a_file_that_is_not_whole_restores_nothing(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    await fill(database)
    path = tmp_path / "backup.jsonl"
    await backup(database, path, NOW)
    good = lines(path)
    case = next(n for n, line in enumerate(good) if line.startswith(b'["cases"'))
    media = next(n for n, line in enumerate(good) if line.startswith(b'["media"'))
    changed = good[case].replace(b'"general"', b'"private"')
    assert changed != good[case]
    unreadable = good[case].replace(b'"state":"open"', b'"state":"odd"')
    damaged = {
        "truncated": b"".join(good[:-1]),
        "cut in a line": b"".join(good)[:-9],
        "a row less": b"".join(good[:case] + good[case + 1 :]),
        "a row twice": b"".join([*good[:media], good[media], *good[media:]]),
        "changed": b"".join([*good[:case], changed, *good[case + 1 :]]),
        "two swapped": b"".join([*good[:case], good[case + 1], good[case], *good[case + 2 :]]),
        "empty": b"",
        "no backup": b'{"format":"something"}\n{}\n',
        "unreadable case": signed([*good[:case], unreadable, *good[case + 1 : -1]]),
        "no parent": signed([*good[:case], *good[case + 1 : -1]]),
        "unknown table": signed([*good[:-1], b'["sqlite_master",{}]\n']),
        "missing column": signed([*good[:-1], b'["counters",{"guild_id":9}]\n']),
        "other schema": b"".join(good).replace(b'"schema":"', b'"schema":"x'),
    }
    for name, content in damaged.items():
        path.write_bytes(content)
        with pytest.raises(StoreError):
            await restore(empty, path)
        assert not any((await rows(empty)).values()), name
    path.write_bytes(b"".join(good))
    assert (await restore(empty, path))["cases"] == 3


async def test_a_database_with_something_in_it_is_left_alone(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    await fill(database)
    path = tmp_path / "backup.jsonl"
    await backup(database, path, NOW)
    store = CaseStore(empty)
    post = make_post()
    await store.open_case(post, (finding(post),), DECISION, NOW)
    before = await rows(empty)
    with pytest.raises(StoreError, match="not empty"):
        await restore(empty, path)
    assert await rows(empty) == before


async def test_no_backup_writes_over_another_or_leaves_half_a_file(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "backup.jsonl"
    await backup(database, path, NOW)
    with pytest.raises(StoreError, match="there already"):
        await backup(database, path, NOW)
    with pytest.raises(StoreError, match="cannot be written"):
        await backup(database, tmp_path / "missing" / "b.jsonl", NOW)
    with pytest.raises(StoreError, match="cannot be read"):
        await restore(database, tmp_path / "missing.jsonl")
    assert not list(tmp_path.glob("*.part"))
