"""The weekly digest: last week's figures in each server's channel for moderators."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import discord
import structlog

from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.history import TRANSIENT
from bot.discord_adapter.link import Link
from bot.discord_adapter.stats_command import FigureStore, chart_of, sentences
from bot.errors import StoreError
from bot.figures import week_of

log = structlog.get_logger(__name__)

_WEEK = timedelta(days=7)
_EVERY = 600.0
"""Seconds between two looks for a week that has ended."""


class DigestStore(Protocol):
    """Where it is kept which week's digest a server had."""

    async def claim_digest(self, guild_id: int, week: datetime) -> bool:
        """Take a server's digest of a week; return whether it had not been taken yet."""
        ...


class WeeklyDigest:
    """Posts last week's figures in each server's channel for moderators, if there were any."""

    def __init__(
        self,
        link: Link,
        figures: FigureStore,
        digests: DigestStore,
        settings_for: SettingsFor,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together; `clock` returns aware UTC times."""
        self._link, self._figures, self._digests = link, figures, digests
        self._settings_for, self._clock = settings_for, clock

    async def run(self) -> None:
        """Post what is due now and every few minutes, until cancelled."""
        while True:
            client = await self._link.ready()
            for guild in list(client.guilds):
                try:
                    await self._post(guild)
                except (StoreError, discord.HTTPException, *TRANSIENT) as error:
                    log.error("digest_not_posted", guild_id=guild.id, error=str(error))
            await asyncio.sleep(_EVERY)

    async def _post(self, guild: discord.Guild) -> None:
        week = week_of(self._clock())
        channel = moderators_channel(guild, self._settings_for)
        if channel is None:
            return
        if not await self._digests.claim_digest(guild.id, week):
            return
        found = await self._figures.figures(guild.id, week - _WEEK, week)
        if not found.cases:
            return
        await channel.send(
            f"📊 **Last week on this server.** {sentences(found)}\n"
            "-# `/flashguard stats` shows any other time.",
            file=await chart_of(found, f"flashguard-week-{found.first}.png"),
            allowed_mentions=discord.AllowedMentions.none(),
        )
