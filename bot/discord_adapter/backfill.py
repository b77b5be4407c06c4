"""Reads what was posted while nobody listened: channels, threads, forums and voice chat.

After each start and each new session every channel whose newest message is newer than its
checkpoint is read, oldest first, behind live traffic. What cannot be read is a gap.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import discord
import structlog

from bot.discord_adapter import surroundings
from bot.discord_adapter.collector import collect, place_of
from bot.discord_adapter.history import (
    PAGE,
    TRANSIENT,
    Channel,
    Found,
    Json,
    archived,
    channels_of,
    hidden_among,
    history,
    obstacle,
    parsed,
)
from bot.domain import Place, Post, snowflake_time
from bot.gaps import Gap, GapReason
from bot.intake import Intake, Lane, OnDone, Overloaded

log = structlog.get_logger(__name__)

_AT_ONCE = 3
"""Channels that are read at once: live actions need their share of 50 requests a second."""
_RECENT = timedelta(days=1)
"""How long a channel stays among those that are looked over for edits and lost events."""
_LONGEST_PAUSE = 60.0
_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far this machine's clock may be ahead of Discord's."""
_PROFILES = 50_000
"""Avatars and banners that are remembered as handed on; the oldest are forgotten first."""


class ProgressStore(Protocol):
    """Where servers and gaps are kept; every method has committed."""

    async def servers(self) -> dict[int, int]:
        """Return by server the newest id that there was when the bot first saw it."""
        ...

    async def first_seen(self, guild_id: int, since: int) -> None:
        """Note a new server."""
        ...

    async def gaps(self, guild_id: int, limit: int = 50) -> list[Gap]:
        """Return a server's gaps, the newest first."""
        ...

    async def close_gaps(self, channel_id: int, from_id: int, to_id: int) -> None:
        """Take away a channel's gaps that lie within what was screened by now."""
        ...

    async def forget(self, guild_id: int) -> None:
        """Take away all that is kept of a server."""
        ...

    async def forget_channel(self, channel_id: int) -> None:
        """Take away a channel's checkpoint."""
        ...


class Teller(Protocol):
    """What tells moderators of gaps."""

    async def tell(self, guild: discord.Guild, found: list[Gap]) -> None:
        """Tell a server's moderators; one message for each cause."""
        ...


class Backfill:
    """Catches up with what was missed; one for each client, over the process's intake."""

    def __init__(
        self,
        client: discord.Client,
        intake: Intake,
        progress: ProgressStore,
        teller: Teller,
        *,
        patrol_every: float,
    ) -> None:
        """Tie the parts together; `patrol_every` is in seconds."""
        self._client = client
        self._intake, self._marks = intake, intake.marks
        self._progress, self._teller = progress, teller
        self._patrol_every = patrol_every
        # What was there before the bot came is no matter of the patrol's.
        self._since: dict[int, int] = {}
        self._profiles: OrderedDict[str, None] = OrderedDict()
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def catch_up(self, guilds: Iterable[discord.Guild]) -> None:
        """Read what was missed on these servers. To be called after every new session."""
        await asyncio.gather(*(self._surely(guild) for guild in guilds if not guild.unavailable))
        log.info("caught_up")

    async def forget_left(self) -> None:
        """Take away what is kept of servers that the bot is no member of any more."""
        for guild_id in (await self._progress.servers()).keys() - {
            guild.id for guild in self._client.guilds
        }:
            await self.forget(guild_id)

    async def forget(self, guild_id: int) -> None:
        """Take away what is kept of a server's progress."""
        self._marks.forget(guild_id)
        await self._progress.forget(guild_id)

    async def forget_channel(self, channel_id: int) -> None:
        """Take away the checkpoint of a channel or thread that is gone."""
        self._marks.forget_channel(channel_id)
        await self._progress.forget_channel(channel_id)

    async def follow_misses(self) -> None:
        """Read channels again in which a full queue made something be missed; never returns."""
        while True:
            place = await self._intake.missed()
            channel = self._channel(place)
            if channel is not None:
                gap = await self._catch_up_channel(channel, place.channel_id)
                if gap is not None:
                    await self._teller.tell(channel.guild, [gap])

    async def patrol(self) -> None:
        """Read again what was posted lately, for events that never came; never returns.

        Discord may lose an event with nobody noticing. Nothing is looked at twice for it: the
        moderator knows what was seen.
        """
        since: dict[int, int] = {}
        start = discord.utils.time_snowflake(datetime.now(UTC) - _CLOCKS_DIFFER)
        while True:
            await asyncio.sleep(self._patrol_every)
            for guild in self._client.guilds:
                for channel in channels_of(guild):
                    newest = self._marks.newest(channel.id)
                    after = since.get(channel.id, max(start, self._since.get(guild.id, 0)))
                    since[channel.id] = newest
                    if _near(newest, _now_id()) and obstacle(channel) is None:
                        await self._patrol_channel(channel, after)

    async def _patrol_channel(self, channel: Channel, after: int) -> None:
        try:
            async with self._at_once:
                async for found in history(self._client, channel, after=after):
                    await self.take(found, channel)
        except (discord.HTTPException, *TRANSIENT) as error:
            log.warning("patrol_failed", channel_id=channel.id, error=type(error).__name__)

    # ---------------------------------------------------------------------------- one server

    async def _surely(self, guild: discord.Guild) -> None:
        pause = 1.0
        while True:
            try:
                await self._server(guild)
                return
            except Exception:
                # The task reporter: the other servers go on, and this one is tried again.
                log.exception("catching_up_failed", guild_id=guild.id, next_try_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _server(self, guild: discord.Guild) -> None:
        since = (await self._progress.servers()).get(guild.id)
        channels = {
            channel.id: channel
            for channel in channels_of(guild)
            if self._marks.is_known(channel.id) or obstacle(channel) is not GapReason.NO_VIEW
        }
        latest = self._marks.latest(guild.id)
        starts: dict[int, int] = {}
        if since is None:
            # What was there before the bot is read on request only (`/flashguard scan`). Ids of
            # the server itself are taken, so that no clock of ours decides.
            ids = [c.last_message_id or c.id for c in channels.values()]
            since = max([guild.id, *channels, *ids])
            starts = {c.id: c.last_message_id or since for c in channels.values()}
        else:
            cutoff = snowflake_time(latest or since) - _RECENT
            async for thread in archived(guild.channels, cutoff):
                channels[thread.id] = thread
        reached = {channel_id: self._marks.reached(channel_id) for channel_id in channels}
        found = await asyncio.gather(
            *(
                self._catch_up_channel(channel, starts.get(channel_id, max(since, channel_id - 1)))
                for channel_id, channel in channels.items()
            )
        )
        gaps = [gap for gap in found if gap is not None]
        gaps += await self._rest(guild, since, channels)
        self._marks.settle(guild.id)
        await self._intake.save()
        await self._progress.first_seen(guild.id, since)
        self._since[guild.id] = since
        gaps += await self._hidden(guild, since, hidden_among(guild, self._marks.is_known))
        if gaps:
            await self._teller.tell(guild, gaps)
        for channel_id, channel in channels.items():
            if _near(reached[channel_id], latest) and obstacle(channel) is None:
                await self._look_over(channel, reached[channel_id])
        for post in surroundings.server(guild):
            await self.submit(post)

    async def _rest(self, guild: discord.Guild, since: int, read: dict[int, Channel]) -> list[Gap]:
        """Deal with channels that were not listed: new threads, and what has been deleted."""
        gaps = []
        for channel_id, is_thread in self._marks.behind(guild.id).items():
            channel = guild.get_channel_or_thread(channel_id)
            place = Place(guild.id, guild.name, channel_id, "", 0 if is_thread else None)
            if channel_id in read:
                continue
            if isinstance(channel, Channel):
                gap = await self._catch_up_channel(channel, max(since, channel_id - 1))
                gaps += [gap] if gap is not None else []
                continue
            after, turn = self._marks.start_reading(place, max(since, channel_id - 1))
            self._marks.finish_reading(channel_id, turn)
            # An archived thread in which nothing was posted is not listed; a channel always is.
            if not is_thread and channel is None and await self._is_gone(channel_id):
                gaps.append(self._gap(place, after, _now_id(), GapReason.DELETED))
                await self._intake.save()
                await self.forget_channel(channel_id)
        return gaps

    async def _is_gone(self, channel_id: int) -> bool:
        try:
            await self._client.http.get_channel(channel_id)
        except discord.NotFound:
            return True
        except (discord.HTTPException, *TRANSIENT):
            return False
        return False

    async def _hidden(self, guild: discord.Guild, since: int, count: int) -> list[Gap]:
        """Return the gap of channels that were never seen, where their number has changed."""
        known = [g for g in await self._progress.gaps(guild.id) if g.reason is GapReason.HIDDEN]
        if not count or count == (known[0].count if known else 0):
            return []
        return [
            self._gap(Place(guild.id, guild.name, 0, ""), since, _now_id(), GapReason.HIDDEN, count)
        ]

    # --------------------------------------------------------------------------- one channel

    async def _catch_up_channel(self, channel: Channel, default: int) -> Gap | None:
        """Read a channel from its checkpoint on; return the gap where that cannot be done.

        A failure that may pass is tried again for as long as it lasts: the channel stays behind.
        """
        place, pause = place_of(channel, channel.guild), 1.0
        while True:
            after, turn = self._marks.start_reading(place, default)
            last = channel.last_message_id
            if last is None and not isinstance(channel, discord.Thread):
                last = 0
            if last is not None and max(last, self._marks.newest(channel.id)) <= after:
                self._marks.finish_reading(channel.id, turn)
                return None
            reason = obstacle(channel)
            try:
                if reason is None:
                    async with self._at_once:
                        await self._read(channel, after)
            except discord.Forbidden:
                reason = GapReason.REFUSED  # never tried again: too many 403 ban the address
            except discord.NotFound:
                reason = GapReason.DELETED
            except (discord.HTTPException, *TRANSIENT) as error:
                log.warning("channel_not_read", channel_id=channel.id, error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            end = max(last or 0, self._marks.newest(channel.id), after)
            if reason is not None:
                # The checkpoint moves on: what lies before it stands in the gap from now on.
                gap = self._gap(place, after, end, reason)
                self._marks.read_to(channel.id, end)
            self._marks.finish_reading(channel.id, turn)
            return gap if reason is not None else None

    async def _read(self, channel: Channel, after: int) -> None:
        count = 0
        async for found in history(self._client, channel, after=after):
            await self.take(found, channel)
            self._marks.read_to(channel.id, found.message_id)
            count += 1
        if count:
            log.info("channel_read", channel_id=channel.id, messages=count)

    async def _look_over(self, channel: Channel, reached: int) -> None:
        """Take from the newest messages before a checkpoint those that were edited after it."""
        moment = snowflake_time(reached)
        try:
            async with self._at_once:
                page: Any = await self._client.http.logs_from(channel.id, PAGE, before=reached + 1)
        except (discord.HTTPException, *TRANSIENT) as error:
            log.warning("edits_not_looked_for", channel_id=channel.id, error=type(error).__name__)
            return
        for raw in reversed(page):
            found = parsed(self._client, channel, raw)
            edited = discord.utils.parse_time(raw.get("edited_timestamp"))
            if edited is not None and edited > moment:
                await self.take(found, channel)
            elif found.message is not None:
                for post in surroundings.reactions(found.message):
                    await self.submit(post)

    async def take(self, found: Found, channel: Channel, on_done: OnDone | None = None) -> int:
        """Hand a message from history on, with its reactions; return how many posts it gave.

        The bot's own messages give none. `on_done` is called for each post.
        """
        me = self._client.user
        place = place_of(channel, channel.guild)
        if found.message is None:
            self.malformed(place, found.message_id)
        elif me is None or found.message.author.id != me.id:
            post = self.collected(found.message, found.raw)
            posts = [*([post] if post else []), *surroundings.reactions(found.message)]
            self.show(surroundings.author(found.message, found.raw))
            for post in posts:
                await self.submit(post, on_done)
            return len(posts)
        return 0

    def show(self, profiles: Iterable[Post]) -> None:
        """Hand on avatars and banners that were not handed on before; messages come first."""
        for post in profiles:
            if post.subject in self._profiles:
                self._profiles.move_to_end(post.subject)
            elif not isinstance(self._intake.submit(post, Lane.BACKFILL), Overloaded):
                self._profiles[post.subject] = None
                if len(self._profiles) > _PROFILES:
                    self._profiles.popitem(last=False)
            # Where there is no room, the person's next message brings it again.

    def collected(self, message: discord.Message, raw: Json | None) -> Post | None:
        """Return a message as a Post; what cannot be made one is a gap."""
        try:
            return collect(message, raw)
        except Exception:
            # A sender must not be able to have the messages beside theirs passed over.
            log.exception("not_collected", message_id=message.id)
            self.malformed(place_of(message.channel, message.guild), message.id)
            return None

    def malformed(self, place: Place, message_id: int) -> None:
        """Note a message that cannot be made sense of."""
        self._gap(place, message_id - 1, message_id, GapReason.MALFORMED)

    async def submit(self, post: Post, on_done: OnDone | None = None) -> None:
        """Hand a post to the intake behind live traffic, as soon as there is room."""
        while isinstance(self._intake.submit(post, Lane.BACKFILL, on_done), Overloaded):
            await self._intake.room(Lane.BACKFILL)

    def _channel(self, place: Place) -> Channel | None:
        guild = self._client.get_guild(place.guild_id or 0)
        channel = guild.get_channel_or_thread(place.channel_id) if guild else None
        return channel if isinstance(channel, Channel) else None

    def _gap(self, place: Place, after: int, end: int, reason: GapReason, count: int = 1) -> Gap:
        """Have a gap recorded together with the checkpoint that passes it; return it."""
        log.warning("gap", channel_id=place.channel_id, after=after, until=end, reason=reason.value)
        guild_id, now = place.guild_id or 0, datetime.now(UTC)
        gap = Gap(guild_id, place.channel_id, after, end, reason, now, count)
        self._intake.note(gap)
        return gap


def _near(message_id: int, other: int) -> bool:
    return bool(message_id) and snowflake_time(other) - snowflake_time(message_id) < _RECENT


def _now_id() -> int:
    return discord.utils.time_snowflake(datetime.now(UTC))
