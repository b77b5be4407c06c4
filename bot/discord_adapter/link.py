"""What stays the same while clients come and go: actions and questions find the connected one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.discord_adapter.client import FlashguardClient
from bot.discord_adapter.enforcer import DiscordEnforcer
from bot.domain import Action, Case, Outcome, OutcomeStatus, Post
from bot.gaps import Gap

_POLL = 0.05
"""Seconds between two looks for a connected client."""


class Link:
    """Acts through whichever client is connected, and waits while there is none."""

    def __init__(self, enforcer_of: Callable[[FlashguardClient], DiscordEnforcer]) -> None:
        """Take how an enforcer is made for a client."""
        self._enforcer_of = enforcer_of
        self._client: FlashguardClient | None = None
        self._enforcer: DiscordEnforcer | None = None

    def use(self, client: FlashguardClient) -> None:
        """Act through this client from now on."""
        self._client, self._enforcer = client, self._enforcer_of(client)

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool = False
    ) -> Outcome:
        """Carry out one action of a case.

        Where the client ended meanwhile, the next one tries again, as after a crash.
        """
        while True:
            client = await self._connected(case.post.place.guild_id)
            enforcer = self._enforcer
            assert enforcer is not None, "it comes with the client"
            outcome = await enforcer.act(action, case, copies, resumed=resumed)
            if outcome.status is not OutcomeStatus.FAILED or not client.is_closed():
                return outcome
            resumed = True

    async def refetch(self, post: Post) -> Post | None:
        """Return a message as it now is, or None where it is gone."""
        return await (await self._connected(post.place.guild_id)).refetch(post)

    def tell(self, gaps: Sequence[Gap]) -> None:
        """Have moderators told of gaps that came up beside a catching up."""
        if self._client is not None:
            self._client.tell_of(gaps)

    async def ready(self) -> FlashguardClient:
        """Wait for a client that knows its servers, and return it."""
        while True:
            client = self._client
            if client is not None and not client.is_closed() and client.is_ready():
                return client
            await asyncio.sleep(_POLL)

    async def _connected(self, guild_id: int | None) -> FlashguardClient:
        """Wait for a client that knows a server."""
        while True:
            client = self._client
            if client is not None and not client.is_closed():
                guild = client.get_guild(guild_id or 0)
                if client.is_ready() or (guild is not None and not guild.unavailable):
                    return client
            await asyncio.sleep(_POLL)
