"""Reads a server's past: which channels and threads there are, and what is in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
import structlog

from bot.gaps import GapReason

log = structlog.get_logger(__name__)

Json = dict[str, Any]
Channel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread

PAGE = 100
"""The most messages that Discord returns at once."""

TRANSIENT = (discord.DiscordServerError, aiohttp.ClientError, TimeoutError, OSError)
"""Failures that a later try may not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message from history; None where its JSON cannot be made sense of."""

    message_id: int
    message: discord.Message | None
    raw: Json


async def history(
    client: discord.Client, channel: Any, *, after: int, until: int | None = None
) -> AsyncIterator[Found]:
    """Yield messages newer than an id, oldest first, up to and with `until`.

    Raises discord.HTTPException. Discord returns nothing where the bot may not read the history.
    """
    while True:
        page: Any = await client.http.logs_from(channel.id, PAGE, after=after)
        for raw in sorted(page, key=lambda data: int(data["id"])):
            after = int(raw["id"])
            if until is not None and after > until:
                return
            yield parsed(client, channel, raw)
        if len(page) < PAGE:
            return


def parsed(client: discord.Client, channel: Any, raw: Json) -> Found:
    """Return a message of a channel from its JSON."""
    message: discord.Message | None = None
    try:
        message = client._connection.create_message(channel=channel, data=raw)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # discord.py does not take what it does not expect; the others must still be read.
        log.error("malformed_message", message_id=raw["id"], error=repr(error))
    return Found(int(raw["id"]), message, raw)


def channels_of(guild: discord.Guild) -> list[Channel]:
    """Return every channel and open thread of a server in which messages can be."""
    kinds = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel)
    found: list[Channel] = [c for c in guild.channels if isinstance(c, kinds)]
    return found + list(guild.threads)


async def archived(parents: Iterable[Any], since: datetime) -> AsyncIterator[discord.Thread]:
    """Yield the threads of these channels that were archived after a time.

    Of private ones those that the bot is in, or all where it may manage threads. A channel that
    cannot be asked is passed over: whatever keeps it from being asked makes it a gap by itself.
    """
    for parent in parents:
        if not isinstance(parent, discord.TextChannel | discord.ForumChannel):
            continue
        may = parent.permissions_for(parent.guild.me)
        if not (may.view_channel and may.read_message_history):
            continue
        lists = [parent.archived_threads(limit=None)]
        if isinstance(parent, discord.TextChannel) and not parent.is_news():
            mine = not may.manage_threads
            lists.append(parent.archived_threads(private=True, joined=mine, limit=None))
        for threads in lists:
            try:
                async for thread in threads:
                    if thread.archive_timestamp >= since:
                        yield thread
                    elif not thread.is_private():
                        break  # public ones come by that time, the newest first
            except (discord.HTTPException, *TRANSIENT) as error:
                log.warning("threads_not_listed", channel_id=parent.id, error=str(error))


def obstacle(channel: Channel) -> GapReason | None:
    """Return which missing permission keeps a channel's past from being read, or None."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return None  # nothing is known of it: Discord says whether it can be read
    may = channel.permissions_for(channel.guild.me)
    if not may.view_channel:
        return GapReason.NO_VIEW
    if isinstance(channel, discord.VoiceChannel | discord.StageChannel) and not may.connect:
        return GapReason.NO_CONNECT
    return None if may.read_message_history else GapReason.NO_HISTORY


def hidden_among(guild: discord.Guild, is_known: Callable[[int], bool]) -> int:
    """Return how many channels the bot may not view and has never seen; forums count too."""
    return sum(
        not channel.permissions_for(guild.me).view_channel and not is_known(channel.id)
        for channel in guild.channels
        if not isinstance(channel, discord.CategoryChannel)
    )
