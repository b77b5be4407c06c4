"""What can be wrong with a database file, and what is said then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.evidence.database import Database
from bot.settings import ROOT

MIGRATIONS = ROOT / "config" / "migrations"


async def failure(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        await Database.open(path, MIGRATIONS)
    return str(caught.value)


async def test_what_is_no_database_says_so_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, this is no database. " * 100, "utf-8")
    before = file.read_bytes()
    assert "file is not a database" in await failure(file)
    assert file.read_bytes() == before


async def test_a_folder_in_place_of_the_file_says_so(tmp_path: Path) -> None:
    message = await failure(tmp_path)
    assert "Is a directory" in message and "FLASHGUARD_DATABASE" in message


async def test_a_place_where_nobody_may_write_says_so() -> None:
    message = await failure(Path("/proc/flashguard/cases.db"))
    assert "cannot be opened" in message and "FLASHGUARD_DATABASE" in message


async def test_a_database_of_a_newer_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "cases.db"
    await (await Database.open(path, MIGRATIONS)).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert "newer version" in await failure(path)


@pytest.mark.parametrize("folder", ["a?mode=memory", "100%25 sure", "new#1", "Säröver"])
async def test_any_path_is_taken_as_it_is(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "cases.db"
    database = await Database.open(path, MIGRATIONS)
    async with database.write() as connection:
        await connection.exec_driver_sql("INSERT INTO counters VALUES (1, 1)")
    await database.close()
    assert path.stat().st_size > 0
    assert [entry.name for entry in tmp_path.iterdir()] == [folder]


async def test_missing_migrations_are_not_taken_for_a_newer_version(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="FLASHGUARD_CONFIG_DIR"):
        await Database.open(tmp_path / "cases.db", tmp_path / "nowhere")
    assert not (tmp_path / "cases.db").exists()
