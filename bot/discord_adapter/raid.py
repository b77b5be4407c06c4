"""Raids: moderators are told once, and can be stricter or have Discord pause invites and DMs.

Where the server's policy says so, both are done at once. Whatever is done ends by itself, also
across a restart; Discord ends its own pause even if the bot is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import discord
import structlog

from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.history import TRANSIENT
from bot.discord_adapter.link import Link
from bot.discord_adapter.raid_view import over, text, view_of
from bot.domain import Case, Policy
from bot.errors import StoreError
from bot.measures import Mode, RaidResponse
from bot.raids import LASTS, Raid, RaidWatch, stricter
from bot.steps import Actor

log = structlog.get_logger(__name__)

_EVERY = 5.0
"""Seconds between two looks for a raid whose time is over."""


class RaidStore(Protocol):
    """Where raids are kept. Each method has committed when it returns, or raises StoreError."""

    async def raids(self) -> list[Raid]:
        """Return the raids that are kept."""
        ...

    async def keep(self, raid: Raid, what: str, by: Actor, at: datetime) -> None:
        """Keep a raid as it now stands, and note what was done."""
        ...

    async def name_message(self, raid: Raid) -> None:
        """Keep which message tells the moderators of a raid."""
        ...

    async def end(self, guild_id: int, by: Actor, at: datetime) -> None:
        """Forget a raid."""
        ...


class Raids:
    """The raids of all servers. One instance serves the whole bot."""

    def __init__(
        self,
        link: Link,
        store: RaidStore,
        settings_for: SettingsFor,
        *,
        lasts: timedelta = LASTS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together; `clock` returns aware UTC times."""
        self._link, self._store, self._settings_for = link, store, settings_for
        self._lasts, self._clock = lasts, clock
        self._watch = RaidWatch()
        self._raids: dict[int, Raid] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Take up the raids that were on when the bot was stopped. Raises StoreError."""
        self._raids = {raid.guild_id: raid for raid in await self._store.raids()}

    def policy_during(self, policy: Policy, guild_id: int | None) -> Policy:
        """Return a server's policy as it is now: stricter during a raid, where that is on."""
        raid = self._raids.get(guild_id or 0)
        return stricter(policy) if raid is not None and raid.is_strict(self._clock()) else policy

    def flagged(self, case: Case, policy: Policy) -> None:
        """Take note of a flagged post; the rest happens beside it."""
        now = self._clock()
        if not self._watch.flagged(case, policy, now):
            return
        guild_id = case.post.place.guild_id or 0
        if guild_id not in self._raids:
            raid = Raid(guild_id, now, now + self._lasts, policy.raid_posts, policy.raid_seconds)
            # Before anything is waited for: a raid is noticed once.
            self._raids[guild_id] = raid
            self._spawn(self._begin(raid, policy))

    async def run(self) -> None:
        """End what is over, until cancelled."""
        while True:
            now = self._clock()
            for raid in [r for r in self._raids.values() if r.until <= now]:
                try:
                    await self.end(raid.guild_id, Actor.PROGRAM)
                except StoreError as error:
                    log.error("raid_not_ended", guild_id=raid.guild_id, detail=error.detail)
            await asyncio.sleep(_EVERY)

    # ------------------------------------------------------------------------------ what is done

    async def _begin(self, raid: Raid, policy: Policy) -> None:
        log.warning("raid_began", guild_id=raid.guild_id, posts=raid.posts)
        await self._keep(raid, "began", Actor.PROGRAM)
        problem = ""
        # In observe mode nothing is done to the server.
        if policy.raid_response is RaidResponse.PAUSE and policy.mode is Mode.ACT:
            await self.be_strict(raid.guild_id, Actor.PROGRAM, show=False)
            problem = await self.pause(raid.guild_id, Actor.PROGRAM, show=False)
        await self._show(raid.guild_id, problem)

    async def be_strict(self, guild_id: int, by: Actor, *, show: bool = True) -> str:
        """Be stricter for a while; return why that is not done, or nothing."""
        async with self._turn:
            raid = self._raids.get(guild_id)
            if raid is None:
                return "That raid is over."
            until = self._clock() + self._lasts
            await self._keep(
                replace(raid, strict_until=until, until=max(raid.until, until)), "stricter", by
            )
        if show:
            await self._show(guild_id)
        return ""

    async def pause(self, guild_id: int, by: Actor, *, show: bool = True) -> str:
        """Have Discord pause invites and DMs for a while; return why it is not done, or nothing."""
        async with self._turn:
            raid = self._raids.get(guild_id)
            if raid is None:
                return "That raid is over."
            until = self._clock() + self._lasts
            if problem := await self._ask_to_pause(guild_id, until):
                return problem
            await self._keep(
                replace(raid, paused_until=until, until=max(raid.until, until)), "paused", by
            )
        if show:
            await self._show(guild_id)
        return ""

    async def end(self, guild_id: int, by: Actor) -> str:
        """Go back to normal; return what of it is not done, or nothing."""
        async with self._turn:
            raid, now = self._raids.get(guild_id), self._clock()
            if raid is None:
                return "It is over already."
            if raid.is_paused(now) and (problem := await self._ask_to_pause(guild_id, None)):
                return problem
            await self._store.end(guild_id, by, now)
            del self._raids[guild_id]
        log.info("raid_ended", guild_id=guild_id, by=by.value)
        await self._write(raid, over(raid, by, now), discord.ui.View(timeout=None))
        return ""

    def is_paused(self, guild_id: int) -> bool:
        """Return whether a server's invites and DMs are paused because of a raid."""
        raid = self._raids.get(guild_id)
        return raid is not None and raid.is_paused(self._clock())

    async def _keep(self, raid: Raid, what: str, by: Actor) -> None:
        """Keep a raid; without the database it holds until the bot ends."""
        self._raids[raid.guild_id] = raid
        try:
            await self._store.keep(raid, what, by, self._clock())
        except StoreError as error:
            log.error("raid_not_kept", guild_id=raid.guild_id, detail=error.detail)

    async def _ask_to_pause(self, guild_id: int, until: datetime | None) -> str:
        client = await self._link.ready()
        at = until.isoformat() if until is not None else None
        payload: Any = {"invites_disabled_until": at, "dms_disabled_until": at}
        try:
            await client.http.edit_incident_actions(guild_id, payload=payload)
        except discord.Forbidden:
            return "I cannot pause invites and direct messages: give my role **Manage Server**."
        except (discord.HTTPException, *TRANSIENT) as error:
            log.error("not_paused", guild_id=guild_id, error=str(error))
            return "Discord did not take the pause just now. Please try again."
        return ""

    # --------------------------------------------------------------------------- what is shown

    async def _show(self, guild_id: int, problem: str = "") -> None:
        raid = self._raids.get(guild_id)
        if raid is None:
            return
        message_id = await self._write(raid, text(raid, problem), view_of(raid, self._clock()))
        if message_id is not None and message_id != raid.message_id:
            async with self._turn:
                if guild_id in self._raids:
                    raid = replace(self._raids[guild_id], message_id=message_id)
                    self._raids[guild_id] = raid
                    await self._store.name_message(raid)

    async def _write(self, raid: Raid, text: str, view: discord.ui.View) -> int | None:
        client = await self._link.ready()
        guild = client.get_guild(raid.guild_id)
        channel = moderators_channel(guild, self._settings_for) if guild is not None else None
        if channel is None:
            log.error("raid_not_told", guild_id=raid.guild_id, why="no channel for moderators")
            return None
        try:
            if raid.message_id is not None:
                try:
                    message = channel.get_partial_message(raid.message_id)
                    await message.edit(content=text, view=view)
                    return raid.message_id
                except discord.NotFound:
                    pass  # a moderator deleted it: it is posted anew
            nobody = discord.AllowedMentions.none()
            return (await channel.send(text, view=view, allowed_mentions=nobody)).id
        except (discord.HTTPException, *TRANSIENT) as error:
            log.error("raid_not_told", guild_id=raid.guild_id, error=str(error))
            return None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._reported(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reported(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            # The task reporter: a raid that cannot be told ends nothing else.
            log.exception("raid_failed")
