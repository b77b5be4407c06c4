"""Has an outside authority stamp the ledger's checkpoints, where the operator names one.

It runs beside the notary and never in its way: a signature waits for no stamp, and a case for
neither. What fails is in the log, and tried again.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol

import structlog
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StampError, StoreError
from bot.evidence import records
from bot.evidence.database import Database, whole
from bot.evidence.ledger import stamp, tables
from bot.stamps import Stamp, Stamped, is_due

log = structlog.get_logger(__name__)


class Authority(Protocol):
    """Who stamps."""

    async def ask(self, query: bytes) -> bytes:
        """Return the answer to a request of RFC 3161; raise StampError where there is none."""
        ...


class Stamper:
    """Stamps the newest checkpoint when that is due (`bot.stamps`)."""

    def __init__(
        self,
        database: Database,
        authority: Authority,
        certificates: stamp.Certificates,
        *,
        every: float = 60.0,
        again: float = 600.0,
    ) -> None:
        """Look every so many seconds whether a stamp is due, and after a failure `again` later."""
        self._database, self._authority = database, authority
        self._certificates = certificates
        self._every, self._again = every, again

    async def run(self) -> None:
        """Stamp until cancelled."""
        while True:
            pause = self._every
            try:
                done = await self.stamp(datetime.now(UTC))
                if done is not None:
                    log.info("checkpoint_stamped", at=done.at.isoformat(), by=done.authority)
            except StampError as error:
                pause = self._again
                log.error(
                    "checkpoint_not_stamped",
                    failure=error.failure.value,
                    error=error.message,
                    detail=error.detail,
                )
            except StoreError as error:
                log.error("checkpoint_not_stamped", error=error.message, detail=error.detail)
            await asyncio.sleep(pause)

    async def stamp(self, now: datetime) -> Stamp | None:
        """Have the newest checkpoint stamped and keep that, if it is due; else return None.

        Raises StampError where there is no stamp, or one that does not hold: that is not kept.
        """
        async with self._database.read() as connection:
            last = await newest(connection)
            points = tables.checkpoints.c
            query = select(points.id, points.size, points.note).order_by(points.id.desc()).limit(1)
            point = (await connection.execute(query)).first()
        if point is None or not is_due(last, point.size, now):
            return None
        asked = stamp.query(point.note)
        response = await self._authority.ask(asked.data)
        done = stamp.check(response, point.note, self._certificates, nonce=asked.nonce)
        await self._keep(point.id, response, now)
        return done

    @whole
    async def _keep(self, checkpoint_id: int, response: bytes, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                insert(tables.stamps).values(
                    checkpoint_id=checkpoint_id,
                    response=response,
                    kept_at=records.microseconds(now),
                )
            )


async def newest(connection: AsyncConnection) -> Stamped | None:
    """Return what was stamped last, or None where nothing was."""
    query = (
        select(tables.checkpoints.c.size, tables.stamps.c.kept_at)
        .join_from(tables.stamps, tables.checkpoints)
        .order_by(tables.stamps.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).first()
    return None if row is None else Stamped(row.size, records.instant(row.kept_at))
