"""The case store. Whatever a method returns from has been committed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Case, CaseState, Decision, MediaFinding, Outcome, Post
from bot.evidence import consents, records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import Address
from bot.evidence.journal import LedgerJournal
from bot.evidence.ledger import entries, log
from bot.evidence.ledger.entries import Kind
from bot.evidence.tables import cases, outcomes
from bot.steps import Step

_SERVERS = cases.c.guild_id >= 0
"""Cases that belong to no person of their own (`private_records`)."""


class CaseStore:
    """Cases in a database. Safe for concurrent tasks, and beside a second process."""

    def __init__(self, database: Database) -> None:
        """Keep cases in an open database, which others may use too."""
        self.database = database
        self._journal = LedgerJournal()

    @classmethod
    async def open(cls, address: Address, migrations: Path) -> Self:
        """Open the database at an address as `Database.open` does, for the cases."""
        return cls(await Database.open(address, migrations))

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()

    @whole
    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        """Commit a new case, or return the one that this post's key already has, unchanged.

        A key has one case on each server: the same avatar can be seen on several. Numbers count
        from 1 on each server and are never given twice.
        """
        async with self.database.write() as connection:
            guild_id = post.place.guild_id or 0
            known = select(cases).filter_by(guild_id=guild_id, key=post.key)
            if existing := await records.load(connection, known):
                return existing[0]
            number = await records.next_number(connection, guild_id)
            earlier = await records.earlier_cases(connection, guild_id, post.sender.user_id)
            case = Case(
                case_id=records.new_id(at),
                number=number,
                post=post,
                findings=findings,
                decision=decision,
                opened_at=at,
                earlier=earlier,
                consent=await consents.state(connection, post),
            )
            await records.insert_case(connection, case)
            await log.append(connection, entries.opened(records.kept(case)))
        return case

    @whole
    async def update_case(self, case: Case) -> None:
        """Commit a case's findings, decision and state as they now stand.

        A finding that already has its verdict keeps it, unless a deeper look found a graver one:
        what is recorded never gets milder.
        """
        async with self.database.write() as connection:
            await connection.execute(
                update(cases)
                .filter_by(case_id=case.case_id)
                .values(
                    decision=records.documents(case)["decision"],
                    state=case.state.value,
                )
            )
            await records.save_findings(connection, case)
            for now in await _load(connection, case.case_id):
                await log.append(connection, entries.updated(now, datetime.now(UTC)))

    @whole
    async def record(self, case_id: str, done: tuple[Outcome, ...]) -> None:
        """Append outcomes; none is no work."""
        if not done:
            return
        async with self.database.write() as connection:
            await connection.execute(
                insert(outcomes),
                [
                    {
                        "case_id": case_id,
                        "action": o.action.value,
                        "status": o.status.value,
                        "at": records.microseconds(o.at),
                        "detail": o.detail,
                        "message_id": o.message_id,
                    }
                    for o in done
                ],
            )
            for case in await _load(connection, case_id):
                await log.append(connection, entries.outcomes(case, done, done[-1].at))

    @whole
    async def close_case(self, case_id: str) -> None:
        """Mark a case as having its outcomes."""
        async with self.database.write() as connection:
            await connection.execute(
                update(cases).filter_by(case_id=case_id).values(state=CaseState.CLOSED.value)
            )
            for case in await _load(connection, case_id):
                await log.append(connection, entries.step(Kind.CLOSED, case, datetime.now(UTC)))

    @whole
    async def add_step(self, case_id: str, step: Step) -> None:
        """Add a later step to a case; one that is gone stays gone."""
        async with self.database.write() as connection:
            for case in await _load(connection, case_id):
                await records.insert_step(connection, case_id, case.book, case.number, step)
                await self._journal.stepped(connection, case_id, step)

    async def unfinished(self) -> list[Case]:
        """Return the cases that are open, oldest first."""
        return await self._read(
            select(cases).filter_by(state=CaseState.OPEN.value).order_by(cases.c.case_id)
        )

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none."""
        return _first(await self._read(select(cases).filter_by(case_id=case_id)))

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        """Return the case that a post's key has on a server, or None."""
        return _first(await self._read(select(cases).filter_by(guild_id=guild_id or 0, key=key)))

    async def by_number(self, guild_id: int, number: int) -> Case | None:
        """Return a server's case by the number that people quote, or None."""
        return _first(await self._read(select(cases).filter_by(guild_id=guild_id, number=number)))

    async def recent(self, limit: int = 50, *, own: bool = False) -> list[Case]:
        """Return the newest cases, newest first; with `own` also those that people keep alone."""
        newest = select(cases).order_by(cases.c.case_id.desc()).limit(limit)
        return await self._read(newest if own else newest.where(_SERVERS))

    async def search(
        self,
        *,
        guild_id: int | None = None,
        sender_id: int | None = None,
        held: bool | None = None,
        limit: int = 50,
    ) -> list[Case]:
        """Return the newest cases of a server, of a sender, or that are held, newest first.

        What people keep for themselves is not among them.
        """
        wanted = {"guild_id": guild_id, "sender_id": sender_id, "held": held}
        given = {name: value for name, value in wanted.items() if value is not None}
        newest = select(cases).filter_by(**given).where(_SERVERS).order_by(cases.c.case_id.desc())
        return await self._read(newest.limit(limit))

    @whole
    async def _read(self, query: Select[Any]) -> list[Case]:
        async with self.database.read() as connection:
            return await records.load(connection, query)


async def _load(connection: AsyncConnection, case_id: str) -> list[Case]:
    return await records.load(connection, select(cases).filter_by(case_id=case_id))


def _first(found: list[Case]) -> Case | None:
    return found[0] if found else None
