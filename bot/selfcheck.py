"""Looks at the running bot from inside: screening, database and ledger, for a server's admins."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot import policy as rules
from bot.checks import Check
from bot.domain import Action, Depth, Screening, Surface, VerdictKind
from bot.errors import FlashguardError
from bot.evidence.database import Database
from bot.evidence.ledger.log import Ledger
from bot.evidence.trial import try_record
from bot.measures import Mode
from bot.screening.pool import ScreeningPool, canary_bytes
from bot.servers import Servers

_WHAT = {
    Action.REMOVE: "remove the post",
    Action.REPOST_BLURRED: "post a notice with an unrecognisable copy",
    Action.NOTICE: "post a notice without a copy",
    Action.ALERT_MODERATORS: "tell the moderators",
}


class SelfCheck:
    """What a server's admins can have looked at. One instance serves all servers."""

    def __init__(
        self,
        pool: ScreeningPool,
        database: Database,
        ledger: Ledger,
        servers: Servers,
        *,
        depth: Depth,
        isolation: Callable[[], str],
    ) -> None:
        """Take the running parts; `isolation` says how well the workers are locked in."""
        self._pool = pool
        self._database = database
        self._ledger = ledger
        self._servers = servers
        self._depth = depth
        self._isolation = isolation

    async def inside(self, guild_id: int) -> list[Check]:
        """Return the state of what the operator runs, and of a server's rules."""
        found = [await self._record(), self._ledger_state(), self._workers()]
        broken = self._servers.broken.get(guild_id)
        if broken is not None:
            found.append(
                Check(
                    "policy",
                    False,
                    f"What this server has set does not fit any more: {broken}",
                    "Set it again with `/flashguard setup`, or import a corrected file.",
                )
            )
        return found

    async def try_out(self, guild_id: int) -> list[Check]:
        """Send a synthetic positive through screening and this server's rules, and try the record.

        The picture is abstract and shows nothing. Nothing is posted, and nothing is kept.
        """
        # Other bytes each time: what was seen before must not answer for the workers.
        data = canary_bytes() + secrets.token_bytes(8)
        screening = await self._pool.screen(data, depth=self._depth)
        return [self._judged(screening, guild_id), await self._record(), self._ledger_state()]

    def _judged(self, screening: Screening, guild_id: int) -> Check:
        policy = self._servers.rulebook_of(guild_id).policy
        verdict = rules.judge(screening, policy)
        if verdict.kind is not VerdictKind.EXPLICIT:
            why = f" ({screening.detail})" if screening.detail else ""
            return Check(
                "canary",
                False,
                f"An abstract test picture was not flagged: {verdict.kind.value}{why}.",
                "Choose another strictness, take away thresholds of your own, or ask the operator"
                " to run `flashguard doctor`.",
            )
        decision = rules.decide([(verdict, Surface.ATTACHMENT)], policy)
        would = ", ".join(_WHAT[a] for a in decision.actions if a in _WHAT)
        how = "would only have noted that it would" if policy.mode is Mode.OBSERVE else "would"
        return Check(
            "canary",
            True,
            f"An abstract test picture was flagged (score {verdict.score:.2f}, policy"
            f" {policy.version}). For a post with it I {how} {would}.",
        )

    async def _record(self) -> Check:
        try:
            await try_record(self._database)
        except FlashguardError as error:
            return Check(
                "record",
                False,
                "The record of cases cannot be written.",
                f"Tell the operator: {error.message}",
            )
        return Check("record", True, "A trial entry was written, read, erased and taken back.")

    def _ledger_state(self) -> Check:
        refusal = self._ledger.refusal
        if refusal is None:
            return Check("ledger", True, "The ledger is checked and signed.")
        return Check(
            "ledger",
            False,
            "The ledger is not signed; cases are recorded all the same.",
            f"Tell the operator: {refusal.message}",
        )

    def _workers(self) -> Check:
        return Check("workers", True, f"Screening processes: {self._isolation()}.")
