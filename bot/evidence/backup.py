"""The whole database as one file, and back: the same form for SQLite and PostgreSQL.

A backup is text, a JSON value a line: a head (form, schema, time), one line for each row
(`["table", {"column": value}]`), and an end with the number of rows and the SHA-256 of all lines
before it. It is written from one moment of the database, while a bot goes on. It holds everything
that the database does, so it is for its owner alone, and as long-lived as the operator lets it be.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from alembic.migration import MigrationContext
from pydantic import ValidationError
from sqlalchemy import Connection, Integer, LargeBinary, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.tables import cases, metadata
from bot.files import private_file

FORMAT = "flashguard-backup/1"

_AT_ONCE = 500


async def backup(database: Database, path: Path, at: datetime) -> dict[str, int]:
    """Write the database to a new file; return the number of rows of each table.

    Raises StoreError where the file cannot be written, or is there already.
    """
    if await asyncio.to_thread(path.exists):
        raise StoreError(f"{path} is there already. Name another file, or move that one away.")
    try:
        with private_file(path) as file:
            return await _write(database, file, at)
    except OSError as error:
        raise StoreError(
            f"The backup {path} cannot be written ({error.strerror}). Name another file, or make"
            " room."
        ) from error


async def _write(database: Database, file: BinaryIO, at: datetime) -> dict[str, int]:
    hashed, counts = hashlib.sha256(), {}

    def write(value: object) -> None:
        line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        hashed.update(line)
        file.write(line)

    async with database.read() as connection:
        schema = await connection.run_sync(_schema)
        write({"format": FORMAT, "schema": schema, "made_at": at.isoformat()})
        for table in metadata.sorted_tables:
            counts[table.name] = 0
            rows = await connection.stream(select(table).order_by(*table.primary_key.columns))
            async for row in rows:
                write([table.name, _encoded(table, row._mapping)])
                counts[table.name] += 1
    end = {"end": True, "rows": counts, "sha256": hashed.hexdigest()}
    file.write(json.dumps(end, separators=(",", ":")).encode() + b"\n")
    return counts


@whole
async def restore(database: Database, path: Path) -> dict[str, int]:
    """Fill an empty database from a backup; return the number of rows of each table.

    All of it or nothing: the file must be whole and of this schema, every row must fit, and every
    case must be readable. Raises StoreError otherwise, and the database stays empty.
    """
    try:
        with path.open("rb") as file:
            async with database.write() as connection:
                return await _read(connection, path, file)
    except OSError as error:
        raise StoreError(
            f"The backup {path} cannot be read ({error.strerror}). Check its name and its rights."
        ) from error


async def _read(connection: AsyncConnection, path: Path, file: BinaryIO) -> dict[str, int]:
    tables = {table.name: table for table in metadata.sorted_tables}
    for table in tables.values():
        query = select(func.count()).select_from(select(table).limit(1).subquery())
        if (await connection.execute(query)).scalar_one():
            raise StoreError(
                "The database is not empty. Name a new one in FLASHGUARD_DATABASE or DATABASE_URL,"
                " restore into that, and use it from then on."
            )
    lines = _lines(path, file)
    schema = await connection.run_sync(_schema)
    head = next(lines)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise StoreError(f"{path} is no backup of Flashguard's.")
    if head.get("schema") != schema:
        raise StoreError(
            f"The backup {path} was made by another version of Flashguard (its schema is"
            f" {head.get('schema')}, this one's is {schema}). Restore it with that version, and"
            " then start this one."
        )
    counts, batch, filling = dict.fromkeys(tables, 0), list[dict[str, Any]](), ""
    for line in lines:
        name, row = _row(path, tables, line)
        if batch and (name != filling or len(batch) == _AT_ONCE):
            await connection.execute(insert(tables[filling]), batch)
            batch = []
        filling = name
        batch.append(row)
        counts[name] += 1
    if batch:
        await connection.execute(insert(tables[filling]), batch)
    await _check(connection, path)
    if connection.dialect.name == "postgresql":
        await _count_on(connection, tables.values())
    return counts


def _lines(path: Path, file: BinaryIO) -> Iterator[object]:
    """Yield each line's value but the end's; raise StoreError where the file is not whole."""
    hashed, rows, previous = hashlib.sha256(), -1, b""
    for line in file:
        if previous:
            yield _value(path, previous)
            hashed.update(previous)
            rows += 1
        previous = line
    end = _value(path, previous)
    if (
        not isinstance(end, dict)
        or not isinstance(end.get("rows"), dict)
        or (end.get("sha256"), sum(end["rows"].values())) != (hashed.hexdigest(), rows)
    ):
        raise _damaged(path)


def _value(path: Path, line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _damaged(path) from None


def _row(path: Path, tables: dict[str, Table], line: object) -> tuple[str, dict[str, Any]]:
    match line:
        case [str() as name, dict() as row] if name in tables:
            if row.keys() == {column.name for column in tables[name].columns}:
                try:
                    return name, _decoded(tables[name], row)
                except (ValueError, TypeError):
                    raise _damaged(path) from None
    raise _damaged(path)


async def _check(connection: AsyncConnection, path: Path) -> None:
    """Read every case, as the program will."""
    after = ""
    query = select(cases).order_by(cases.c.case_id).limit(_AT_ONCE)
    try:
        while found := await records.load(connection, query.where(cases.c.case_id > after)):
            after = found[-1].case_id
    except (ValidationError, ValueError):
        raise _damaged(path) from None


async def _count_on(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL count on from the numbers that were restored."""
    for table in tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            following = func.coalesce(func.max(column), 0) + 1
            await connection.execute(select(func.setval(sequence, following, False)))


def _schema(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _encoded(table: Table, row: Any) -> dict[str, Any]:
    values = dict(row)
    for column in table.columns:
        if isinstance(column.type, LargeBinary) and values[column.name] is not None:
            values[column.name] = base64.b64encode(values[column.name]).decode("ascii")
    return values


def _decoded(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    for column in table.columns:
        if isinstance(column.type, LargeBinary) and row[column.name] is not None:
            row[column.name] = base64.b64decode(row[column.name], validate=True)
    return row


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"The backup {path} is damaged or was changed: nothing was restored. Take another one."
    )
