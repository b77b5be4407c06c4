"""A server's figures out of its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain import Case
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.tables import cases
from bot.figures import Figures, figures_of

_AT_ONCE = 500


class FigureStore:
    """Counts in an open database; nothing is kept of what is counted."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    @whole
    async def figures(self, guild_id: int, begin: datetime, end: datetime) -> Figures:
        """Return a server's figures from one midnight (UTC) up to another. Raises StoreError."""
        found: list[list[Case]] = []
        after = ""
        async with self._database.read() as connection:
            query = (
                select(cases)
                .filter_by(guild_id=guild_id)
                .where(
                    cases.c.opened_at >= records.microseconds(begin),
                    cases.c.opened_at < records.microseconds(end),
                )
                .order_by(cases.c.case_id)
                .limit(_AT_ONCE)
            )
            while some := await records.load(connection, query.where(cases.c.case_id > after)):
                found.append(some)
                after = some[-1].case_id

        def every() -> Iterator[Case]:
            for some in found:
                yield from some

        return figures_of(every(), begin.date(), (end - timedelta(microseconds=1)).date())
