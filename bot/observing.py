"""Observe mode: the whole flow as ever, over a leaf that touches neither posts nor people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.domain import Action, Case, Outcome, OutcomeStatus
from bot.measures import Mode
from bot.ports import Enforcer

NOT_DONE = "observe mode"
"""What the outcome of an action that was only decided says."""


class SimulatingEnforcer:
    """Says SIMULATED of whatever touches members' posts or members; moderators are told for real.

    Their entry is marked (`bot.discord_adapter.texts`), so that nobody takes it for done.
    """

    def __init__(
        self, real: Enforcer, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Take what tells the moderators; `clock` returns aware UTC times."""
        self._real = real
        self._clock = clock

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        """Carry out nothing but the moderators' entry."""
        if action is Action.ALERT_MODERATORS:
            return await self._real.act(action, case, {}, resumed=resumed)
        return Outcome(action, OutcomeStatus.SIMULATED, self._clock(), NOT_DONE)


class EnforcerByMode:
    """Hands each action to the leaf of the mode in which its case was decided."""

    def __init__(self, real: Enforcer) -> None:
        """Take what acts on Discord."""
        self._leaves: dict[Mode, Enforcer] = {
            Mode.ACT: real,
            Mode.OBSERVE: SimulatingEnforcer(real),
        }

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        """Carry out one action of a case, or simulate it."""
        leaf = self._leaves[case.decision.mode]
        return await leaf.act(action, case, copies, resumed=resumed)
