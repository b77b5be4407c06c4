"""Both databases: every test that takes `where` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.evidence.database import Database
from bot.evidence.dialects import Address
from bot.evidence.store import CaseStore
from bot.settings import ROOT
from tests.postgres import MISSING, PostgresServer, binaries

MIGRATIONS = ROOT / "config" / "migrations"


class Where(Protocol):
    """Where a test's database is: its address, and a look at what was committed."""

    @property
    def address(self) -> Address:
        """Return what the database is opened by."""
        ...

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask through a connection of its own, which sees only what was committed."""
        ...


@dataclass
class SqliteFile:
    """A file in a folder of its own."""

    address: Path

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.address, isolation_level=None)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


class PostgresDatabase:
    """A database of its own on the server of the session."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        self.server, self.name = server, name
        self.address: Address = server.address(name)

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        return await self.server.query(self.name, query)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests; each has a database of its own there."""
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer() as server:
        yield server


@pytest.fixture
async def postgres(postgres_server: PostgresServer) -> AsyncIterator[PostgresDatabase]:
    """An empty database on the server."""
    name = await postgres_server.create()
    yield PostgresDatabase(postgres_server, name)
    await postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """Where there is no database yet (SQLite), or an empty one (PostgreSQL)."""
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "sub" / "cases.db")
    found: Where = request.getfixturevalue("postgres")
    return found


@pytest.fixture
async def database(where: Where) -> AsyncIterator[Database]:
    """An open database of either kind."""
    opened = await Database.open(where.address, MIGRATIONS)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> CaseStore:
    """A case store on either kind."""
    return CaseStore(database)
