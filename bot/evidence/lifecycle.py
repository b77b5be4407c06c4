"""How long a case lives: retention, preservation, erasure, and what follows when the bot leaves.

A case goes when its time is over, when it is to be erased, or when the bot has left its server,
unless it is held. What stays is a step that says that number so-and-so was erased, when and why;
it goes too once it is as old as a case may become, and a permission once it has ended so long ago.
Each change is one transaction, the journal's share in it included.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Case
from bot.errors import StoreError
from bot.evidence import letters, policies, records
from bot.evidence.database import Database, whole
from bot.evidence.dialects import upsert
from bot.evidence.tables import (
    cases,
    consents,
    gates,
    known_images,
    moments,
    own_records,
    rules,
    shares,
    steps,
)
from bot.steps import Actor, Step, StepKind

log = structlog.get_logger(__name__)

RETENTION, SERVER_LEFT, REQUEST = "retention", "server_left", "request"
"""Why a case was erased, where nobody gave another reason; these words name nobody."""

_OF_SERVERS = (known_images, moments)
"""What is kept of a server beside its cases: it goes when the server's last case has gone."""

_DAY = timedelta(days=1) // timedelta(microseconds=1)
_AT_ONCE = 200
"""Cases of one transaction: others have their turn in between."""


class Journal(Protocol):
    """What is told of each change, in the change's own transaction (the ledger)."""

    async def stepped(self, connection: AsyncConnection, case_id: str, step: Step) -> None:
        """Note a later step of a case."""
        ...

    async def erased(
        self, connection: AsyncConnection, case_ids: Collection[str], reason: str, at: datetime
    ) -> None:
        """Erase what is held of these cases, and note that; `reason` names nobody."""
        ...

    async def restated(self, connection: AsyncConnection, case: Case, at: datetime) -> None:
        """Note a case as it now stands: what was held of it has just been erased."""
        ...


@dataclass(frozen=True, slots=True)
class Erased:
    """How many cases were erased, and how many stay because they are held."""

    cases: int = 0
    held: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(self.cases + other.cases, self.held + other.held)


class Lifecycle:
    """Ends the life of cases, or keeps them. Whatever a method returns from has been committed."""

    def __init__(
        self,
        database: Database,
        *,
        retention_days: int = 180,
        left_server_days: int = 30,
        journal: Journal | None = None,
    ) -> None:
        """Use an open database; the numbers hold where a server has none of its own."""
        self._database = database
        self._retention_days = retention_days
        self._left_server_days = left_server_days
        self._journal = journal

    # ------------------------------------------------------------------------------- retention

    async def purge(self, now: datetime) -> Erased:
        """Erase the cases whose time is over, on every server; to be called once a day."""
        done = Erased()
        for reason, due in ((RETENTION, self._outlived(now)), (SERVER_LEFT, self._left(now))):
            step = Step(StepKind.ERASED, now, Actor.PROGRAM, note=reason)
            done += await self._erase_all(due, step)
        await self._forget(now)
        return done

    def _outlived(self, now: datetime) -> ColumnElement[bool]:
        return cases.c.opened_at < self._cutoff(now)

    def _cutoff(self, now: datetime) -> ColumnElement[int]:
        """Return the moment before which a case of the joined server is too old."""
        days = func.coalesce(rules.c.retention_days, self._retention_days)
        return literal(records.microseconds(now), BigInteger) - cast(days, BigInteger) * literal(
            _DAY, BigInteger
        )

    def _left(self, now: datetime) -> ColumnElement[bool]:
        return rules.c.left_at <= records.microseconds(now) - self._left_server_days * _DAY

    @whole
    async def _forget(self, now: datetime) -> None:
        """Take away what was kept of cases and servers that are gone, and what ended long ago."""
        gone = ~select(cases.c.case_id).where(cases.c.case_id == steps.c.case_id).exists()
        old = steps.join(rules, rules.c.guild_id == steps.c.guild_id, isouter=True)
        outdated = select(steps.c.id).select_from(old).where(gone, steps.c.at < self._cutoff(now))
        empty = ~select(cases.c.case_id).where(cases.c.guild_id == rules.c.guild_id).exists()
        left = select(rules.c.guild_id).where(self._left(now), empty)
        shared = shares.join(rules, rules.c.guild_id == shares.c.guild_id, isouter=True)
        due = (shares.c.at < self._cutoff(now)) | self._left(now)
        forgotten = select(shares.c.message_id).select_from(shared).where(due)
        behind = select(rules.c.guild_id).where(self._left(now))
        async with self._database.write() as connection:
            await connection.execute(delete(steps).where(steps.c.id.in_(outdated)))
            await connection.execute(delete(shares).where(shares.c.message_id.in_(forgotten)))
            # Nobody can put a channel back there any more; what to do by hand is in docs/gate.md.
            await connection.execute(delete(gates).where(gates.c.guild_id.in_(behind)))
            servers = list((await connection.execute(left)).scalars())
            await policies.forget_servers(connection, servers, SERVER_LEFT, now)
            await policies.forget_old(connection, self._cutoff(now), RETENTION, now)
            await connection.execute(delete(steps).where(steps.c.guild_id.in_(servers)))
            for table in (rules, *_OF_SERVERS):
                await connection.execute(delete(table).where(table.c.guild_id.in_(servers)))
            # Permissions belong to no server, so the operator's number holds.
            ended = func.coalesce(consents.c.revoked_at, consents.c.expires_at)
            kept_from = records.microseconds(now) - self._retention_days * _DAY
            await connection.execute(delete(consents).where(ended < kept_from))
            await connection.execute(delete(own_records).where(_nothing_to_tell()))
            await letters.purge(connection, now)

    async def retention(self, guild_id: int) -> int:
        """Return for how many days a server's cases are kept."""
        async with self._database.read() as connection:
            query = select(rules.c.retention_days).filter_by(guild_id=guild_id)
            days = (await connection.execute(query)).scalar_one_or_none()
        return self._retention_days if days is None else days

    async def ends(self, case: Case) -> datetime | None:
        """Return when a case's time is over, or None for one that is held.

        Where the bot has left the server that may be sooner than by the case's age.
        """
        if case.held:
            return None
        guild_id = case.post.place.guild_id or 0
        days = await self.retention(guild_id)
        async with self._database.read() as connection:
            query = select(rules.c.left_at).filter_by(guild_id=guild_id)
            left_at = (await connection.execute(query)).scalar_one_or_none()
        end = case.opened_at + timedelta(days=days)
        if left_at is None:
            return end
        return min(end, records.instant(left_at) + timedelta(days=self._left_server_days))

    @whole
    async def keep_for(self, guild_id: int, days: int | None) -> None:
        """Keep a server's cases for so many days, at least 1; None is the operator's number."""
        if days is not None and days < 1:
            raise ValueError("a case is kept for at least a day")
        await self._rule(guild_id, retention_days=days)

    # --------------------------------------------------------------------------------- servers

    @whole
    async def present(self, guild_ids: Collection[int], now: datetime) -> None:
        """Take note of the servers that the bot is on, all of them: the others it has left."""
        async with self._database.read() as connection:
            known = set[int]()
            for table in (cases, *_OF_SERVERS):
                found = await connection.execute(select(table.c.guild_id).distinct())
                known.update(found.scalars())
            known |= await policies.servers_with_one(connection)
            marked = set(
                (
                    await connection.execute(
                        select(rules.c.guild_id).where(rules.c.left_at.is_not(None))
                    )
                ).scalars()
            )
        for guild_id in {g for g in known if g > 0} - set(guild_ids) - marked:
            await self._rule(guild_id, left_at=records.microseconds(now))
        for guild_id in marked & set(guild_ids):
            await self._rule(guild_id, left_at=None)
        async with self._database.write() as connection:
            await letters.left(connection, await letters.servers(connection) - set(guild_ids))

    @whole
    async def left(self, guild_id: int, now: datetime) -> None:
        """Take note that the bot left a server: its cases go when the days for that are over."""
        await self._rule(guild_id, left_at=records.microseconds(now))
        async with self._database.write() as connection:
            await letters.left(connection, {guild_id})

    @whole
    async def joined(self, guild_id: int) -> None:
        """Take note that the bot is on a server (again): its cases stay."""
        await self._rule(guild_id, left_at=None)

    async def _rule(self, guild_id: int, **values: int | None) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                upsert(connection, rules)
                .values(guild_id=guild_id, **values)
                .on_conflict_do_update(index_elements=[rules.c.guild_id], set_=values)
            )

    # ------------------------------------------------------------------------------------ holds

    async def hold(self, case_id: str, step: Step) -> Case | None:
        """Keep a case whatever its age; return it as it then is, or None where there is none.

        `step` is of kind HELD, and its note says why.
        """
        return await self._set_held(case_id, step, held=True)

    async def release(self, case_id: str, step: Step) -> Case | None:
        """Let a case go when its time is over; `step` is of kind RELEASED."""
        return await self._set_held(case_id, step, held=False)

    @whole
    async def _set_held(self, case_id: str, step: Step, *, held: bool) -> Case | None:
        async with self._database.write() as connection:
            found = await records.load(connection, select(cases).filter_by(case_id=case_id))
            if not found:
                return None
            (case,) = found
            if case.held is held:
                return case
            await connection.execute(update(cases).filter_by(case_id=case_id).values(held=held))
            await records.insert_step(connection, case_id, case.book, case.number, step)
            if self._journal:
                await self._journal.stepped(connection, case_id, step)
        return replace(case, held=held, steps=(*case.steps, step))

    # ---------------------------------------------------------------------------------- erasure

    async def erase_case(self, case_id: str, step: Step) -> Erased:
        """Erase one case, unless it is held; `step` is of kind ERASED."""
        return await self._erase_all(cases.c.case_id == case_id, step)

    async def erase_sender(self, user_id: int, step: Step) -> Erased:
        """Erase all cases of a sender, on every server, unless they are held.

        Who had something posted through a gate is forgotten too.
        """
        await self._forget_shares(shares.c.user_id == user_id)
        return await self._erase_all(cases.c.sender_id == user_id, step)

    async def erase_server(self, guild_id: int, step: Step) -> Erased:
        """Erase all cases of a server, unless they are held. Numbers are never given again.

        Who had something posted through a gate there is forgotten too.
        """
        await self._forget_shares(shares.c.guild_id == guild_id)
        return await self._erase_all(cases.c.guild_id == guild_id, step)

    @whole
    async def _forget_shares(self, which: ColumnElement[bool]) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(shares).where(which))

    async def _erase_all(self, which: ColumnElement[bool], step: Step) -> Erased:
        number = 0
        while some := await self._erase_some(which, step):
            number += some
        async with self._database.read() as connection:
            query = select(func.count()).select_from(_joined()).where(which, cases.c.held)
            held = (await connection.execute(query)).scalar_one()
        return Erased(number, held)

    @whole
    async def _erase_some(self, which: ColumnElement[bool], step: Step) -> int:
        query = (
            select(cases.c.case_id, cases.c.guild_id, cases.c.number)
            .select_from(_joined())
            .where(and_(which, ~cases.c.held))
            .order_by(cases.c.case_id)
            .limit(_AT_ONCE)
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(query)).all()
            if rows:
                await erase(connection, rows, step, self._journal)
        return len(rows)


async def purge_daily(life: Lifecycle, *, every: float = 86_400.0) -> None:
    """Purge now and every so many seconds, until cancelled; a failure waits for the next time."""
    while True:
        try:
            done = await life.purge(datetime.now(UTC))
            if done != Erased():
                log.info("purged", cases=done.cases, held=done.held)
        except StoreError as error:
            log.error("not_purged", error=error.message, detail=error.detail)
        await asyncio.sleep(every)


def _nothing_to_tell() -> ColumnElement[bool]:
    """Return whether neither a record's case is there any more, nor the step that says why."""
    case, step = (table.c.case_id == own_records.c.case_id for table in (cases, steps))
    return and_(
        ~select(cases.c.case_id).where(case).exists(), ~select(steps.c.id).where(step).exists()
    )


def _joined() -> Any:
    return cases.join(rules, rules.c.guild_id == cases.c.guild_id, isouter=True)


async def erase(
    connection: AsyncConnection, rows: Sequence[Any], step: Step, journal: Journal | None
) -> None:
    """Erase cases, given as rows of (case_id, guild_id, number), in the caller's transaction."""
    gone = [row.case_id for row in rows]
    await connection.execute(delete(steps).where(steps.c.case_id.in_(gone)))
    # Their media and outcomes go along (ON DELETE CASCADE).
    await connection.execute(delete(cases).where(cases.c.case_id.in_(gone)))
    for row in rows:
        await records.insert_step(connection, row.case_id, row.guild_id, row.number, step)
    if journal:
        await journal.erased(connection, gone, step.note or REQUEST, step.at)
