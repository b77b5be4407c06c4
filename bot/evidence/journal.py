"""Writes what happens to cases into the ledger, in the transaction of what happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Case
from bot.evidence import records
from bot.evidence.export import step_json
from bot.evidence.ledger import entries, log
from bot.evidence.ledger.entries import Kind
from bot.evidence.tables import cases
from bot.steps import Actor, Step, StepKind

_KINDS = {
    StepKind.REVIEWED: Kind.REVIEWED,
    StepKind.OVERTURNED: Kind.REVIEWED,
    StepKind.APPEALED: Kind.APPEALED,
    StepKind.EXPORTED: Kind.EXPORTED,
    StepKind.HELD: Kind.HELD,
    StepKind.RELEASED: Kind.RELEASED,
    StepKind.TIMED_OUT: Kind.ACTED,
    StepKind.BANNED: Kind.ACTED,
    StepKind.LIFTED: Kind.ACTED,
    StepKind.SHIELDED: Kind.ACTED,
    StepKind.LISTED: Kind.ACTED,
    StepKind.UNLISTED: Kind.ACTED,
}


class LedgerJournal:
    """The `Journal` of a life cycle that the ledger keeps."""

    async def stepped(self, connection: AsyncConnection, case_id: str, step: Step) -> None:
        """Note a later step of a case; one that is gone has nothing to be added to."""
        kind = _KINDS.get(step.kind)
        for case in await records.load(connection, select(cases).filter_by(case_id=case_id)):
            if kind is not None:
                by = str(step.user_id) if step.by is Actor.MODERATOR else step.by.value
                fields = {"by": by, "step": step_json(step)}
                await log.append(connection, entries.step(kind, case, step.at, **fields))

    async def erased(
        self, connection: AsyncConnection, case_ids: Collection[str], reason: str, at: datetime
    ) -> None:
        """Delete what the ledger discloses of these cases; the leaves stay, and prove the rest."""
        await log.erase(connection, case_ids, reason, at)

    async def restated(self, connection: AsyncConnection, case: Case, at: datetime) -> None:
        """Note a case as it now stands, after what was disclosed of it was deleted."""
        await log.append(connection, entries.updated(case, at))
