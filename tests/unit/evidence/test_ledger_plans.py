"""What a case costs must not grow with the log: nothing on its way reads a whole table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bot.evidence.database import Database
from bot.evidence.ledger.log import Ledger, append
from tests.unit.evidence.test_ledger import KEY, NOW, case, database, fill

__all__ = ["database"]


async def test_appending_signing_and_proving_read_no_table_whole(database: Database) -> None:
    await fill(database, range(1, 40))
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        if "ledger_" in statement:
            asked.append((statement, values))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    ledger = Ledger(KEY)
    async with database.write() as connection:
        await ledger.start(connection, None)
        await append(connection, case(40))
        assert await ledger.sign(connection, NOW)
        assert await ledger.receipt(connection, "case-7", ["number"], NOW)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert len(asked) > 10
    plans = []
    async with database.read() as connection:
        for statement, values in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            plans += [(row[-1], statement) for row in rows]
    assert any("ledger_nodes USING" in plan for plan, _ in plans)
    # `max` and a limit of one take the end of an index.
    ends = ("max(", "LIMIT")
    assert [
        (plan, statement)
        for plan, statement in plans
        if plan.startswith("SCAN ledger_") and not any(end in statement for end in ends)
    ] == []
