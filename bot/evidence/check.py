"""The whole record held against the ledger: every leaf, every checkpoint, every case."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LedgerError
from bot.evidence import records
from bot.evidence.ledger import entries, tables
from bot.evidence.ledger.audit import audit
from bot.evidence.ledger.log import entries_of
from bot.evidence.ledger.note import Verifier
from bot.evidence.tables import cases

_AT_ONCE = 500


async def whole_record(connection: AsyncConnection, verifier: Verifier) -> tuple[int, list[str]]:
    """Return the number of cases, and in words whatever is not as the ledger has it."""
    wrong = [*(await audit(connection, verifier)).findings]
    number, after = 0, ""
    query = select(cases).order_by(cases.c.case_id).limit(_AT_ONCE)
    while found := await records.load(connection, query.where(cases.c.case_id > after)):
        for case in found:
            try:
                fields = entries.differences(case, await entries_of(connection, case.case_id))
            except LedgerError as error:
                wrong.append(error.message)
                continue
            if fields:
                wrong.append(f"case {case.case_id}: {', '.join(fields)} were changed")
        number, after = number + len(found), found[-1].case_id
    # An erased case has no disclosures any more: what has some must still be there.
    told = tables.disclosures.c
    gone = (
        select(told.case_id)
        .distinct()
        .where(told.case_id != "", told.case_id.not_in(select(cases.c.case_id)))
        .order_by(told.case_id)
    )
    for case_id in (await connection.execute(gone)).scalars():
        wrong.append(f"case {case_id} is missing, and was never erased")
    return number, wrong
