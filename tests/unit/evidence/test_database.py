"""What can be wrong with a database, and what is said then."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import sys
import traceback
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import text

from bot.errors import StoreError
from bot.evidence.database import Database
from bot.evidence.dialects import Address
from bot.evidence.store import CaseStore
from bot.settings import ROOT
from tests.postgres import PostgresServer
from tests.unit.evidence.conftest import MIGRATIONS, PostgresDatabase, Where


async def failure(address: Address) -> str:
    with pytest.raises(StoreError) as caught:
        await Database.open(address, MIGRATIONS)
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


HOLDER = """
import asyncio, sys
from pathlib import Path
from pydantic import SecretStr
from bot.evidence.database import Database
async def main():
    word, migrations = sys.stdin.readline().strip(), Path(sys.argv[1])
    address = SecretStr(word) if "://" in word else Path(word)
    await Database.open(address, migrations, alone=True)
    print("held", flush=True)
    await asyncio.sleep(300)
asyncio.run(main())
"""


async def holder(where: Where) -> asyncio.subprocess.Process:
    """Start another process that holds the database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(MIGRATIONS),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    address = where.address
    word = str(address) if isinstance(address, Path) else address.get_secret_value()
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{word}\n".encode())
    assert await process.stdout.readline() == b"held\n"
    return process


async def test_a_second_bot_is_refused_until_the_first_is_gone(where: Where) -> None:
    process = await holder(where)
    with pytest.raises(StoreError, match="Another bot uses the database") as caught:
        await Database.open(where.address, MIGRATIONS, alone=True)
    assert str(caught.value).count(". ") == 1  # what is wrong, and the mend
    # Whoever only looks, or does one thing, is let in.
    await (await Database.open(where.address, MIGRATIONS)).close()
    waiting = asyncio.create_task(Database.open(where.address, MIGRATIONS, alone=True, patience=60))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    await (await waiting).close()
    # Closed, it is free again in the same process too.
    await (await Database.open(where.address, MIGRATIONS, alone=True)).close()


async def test_a_bot_whose_lock_is_lost_takes_it_again_or_stops_writing(
    postgres: PostgresDatabase,
) -> None:
    database = await Database.open(postgres.address, MIGRATIONS, alone=True)
    held = "FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND granted"
    end_it = f"SELECT pg_terminate_backend(pid) {held}"
    assert await postgres.rows(f"SELECT count(*) {held}") == [(1,)]
    await postgres.rows(end_it)
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO counters VALUES (1, 1)"))
    assert await postgres.rows(f"SELECT count(*) {held}") == [(1,)]
    await postgres.rows(end_it)
    other = await Database.open(postgres.address, MIGRATIONS, alone=True, patience=60)
    with pytest.raises(StoreError, match="taken over"):
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO counters VALUES (2, 1)"))
    assert await postgres.rows("SELECT guild_id FROM counters") == [(1,)]
    await other.close()
    await database.close()


async def test_the_password_of_postgresql_never_shows(postgres_server: PostgresServer) -> None:
    right = postgres_server.address().get_secret_value()
    wrong = right.replace("flashguard:", "flashguard:s3cret")
    addresses = [
        wrong,
        right.replace("/postgres", "/missing"),
        wrong.replace("127.0.0.1:", "127.0.0.1:x"),
        wrong.replace(f":{postgres_server.port}", ":1"),
        wrong.replace("postgres://", "mysql://"),
        wrong + "?s3cret=1",
        wrong.replace("%", ""),
        wrong.replace("%", "/"),
    ]
    secrets = {"s3cret", postgres_server.password, right.split("@")[0].split(":")[-1]}
    for address in addresses:
        try:
            await Database.open(SecretStr(address), MIGRATIONS)
        except StoreError as error:
            shown = "".join(traceback.format_exception(error)) + error.message + error.detail
            assert not [word for word in secrets if word in shown], shown
        else:
            pytest.fail("an address that is wrong was opened")
    database = await Database.open(postgres_server.address(), MIGRATIONS)
    shown = repr(vars(database)) + repr(database.engine) + str(database.engine.url)
    assert not [word for word in secrets if word in shown]
    assert database.name == "postgres on 127.0.0.1"
    await database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_every_spelling_of_postgresql_is_understood(
    postgres: PostgresDatabase, scheme: str
) -> None:
    rest = postgres.server.address(postgres.name).get_secret_value().split("://")[1]
    await (await Database.open(SecretStr(f"{scheme}://{rest}"), MIGRATIONS)).close()


async def test_a_server_that_is_gone_is_found_again(where: Where) -> None:
    """Every connection is cut; the next use makes another."""
    store = await CaseStore.open(where.address, MIGRATIONS)
    if isinstance(where, PostgresDatabase):
        await where.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert await store.recent() == []
    await store.close()


async def test_a_migration_may_take_long_and_a_statement_may_not(
    postgres: PostgresDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People wait for what follows a statement; nobody is there yet while tables are made."""
    monkeypatch.setattr("bot.evidence.dialects._COMMAND_S", 0.5)
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    config = Config()
    config.set_main_option("script_location", str(folder))
    head = ScriptDirectory.from_config(config).get_current_head()
    (folder / "versions" / "9999_long.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', {head!r}\n"
        "def upgrade() -> None:\n"
        "    op.execute('SELECT pg_sleep(1)')\n",
        "utf-8",
    )
    database = await Database.open(postgres.address, folder)
    with pytest.raises(StoreError, match="TimeoutError"):
        async with database.write() as connection:
            await connection.execute(text("SELECT pg_sleep(30)"))
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await database.close()
