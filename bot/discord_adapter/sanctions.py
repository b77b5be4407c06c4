"""What is done to a sender: a timeout, a kick, a ban; never beyond what the bot's role allows.

What Discord never allows is said without asking for it: owner, administrators, webhooks, and
members whose highest role is not below the bot's.
"""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.domain import OutcomeStatus, Sender

LONGEST_TIMEOUT = timedelta(days=28)
"""Discord's limit."""
DEFAULT_TIMEOUT = timedelta(hours=24)
"""Long enough that a moderator comes by."""

ALREADY = "they were timed out already"
"""What a timeout's outcome says where somebody else's stands: it is not the case's to lift."""

_UNKNOWN_MEMBER, _UNKNOWN_USER = 10007, 10013
_LEFT = "they are not on the server any more"


class NotDoneError(Exception):
    """An action that there is no use in trying, and why."""

    def __init__(self, why: str, status: OutcomeStatus = OutcomeStatus.SKIPPED) -> None:
        """Say why, and how the action's outcome is to be counted."""
        super().__init__(why)
        self.status = status


async def time_out(
    guild: discord.Guild, sender: Sender, time: timedelta | None, reason: str
) -> str:
    """Time a sender out, for a day where no time is given; return what is to be said of it.

    A longer timeout that they have already stays. Raises NotDoneError.
    """
    member = await _member(guild, sender, "timed out")
    time = min(time or DEFAULT_TIMEOUT, LONGEST_TIMEOUT)
    until = discord.utils.utcnow() + time
    if member.timed_out_until is not None and member.timed_out_until >= until:
        return ALREADY
    await member.timeout(until, reason=reason)
    return f"for {_hours(time)}"


async def kick(guild: discord.Guild, sender: Sender, reason: str) -> None:
    """Remove a sender from the server; they may come back by an invite. Raises NotDoneError."""
    member = await _member(guild, sender, "removed")
    await guild.kick(member, reason=reason)


async def ban(guild: discord.Guild, sender: Sender, reason: str) -> str:
    """Ban a sender, whether they are still there or not, and delete none of their messages.

    Returns what is to be said of it. Raises NotDoneError.
    """
    said = ""
    try:
        await _member(guild, sender, "banned")
    except _LeftError:
        said = "they had left already"
    await guild.ban(discord.Object(sender.user_id), delete_message_seconds=0, reason=reason)
    return said


class _LeftError(NotDoneError):
    """The sender is not on the server any more."""


async def _member(guild: discord.Guild, sender: Sender, done: str) -> discord.Member:
    """Return the member that a sender is, where the bot may act on them."""
    if sender.webhook_id is not None:
        raise NotDoneError(f"a webhook cannot be {done}; remove it under Integrations")
    if not sender.user_id:
        raise NotDoneError("Discord does not say who it was")
    if sender.user_id == guild.owner_id:
        raise NotDoneError(f"the server's owner cannot be {done}")
    try:
        # What the cache has may be old; this decides over people.
        member = await guild.fetch_member(sender.user_id)
    except discord.NotFound as error:
        if error.code in (_UNKNOWN_MEMBER, _UNKNOWN_USER):
            raise _LeftError(_LEFT) from error
        raise
    if member.guild_permissions.administrator:
        raise NotDoneError(f"an administrator cannot be {done}")
    if member.top_role >= guild.me.top_role:
        raise NotDoneError(
            f"their highest role is not below mine, so they cannot be {done}: move my role up"
            " under Server Settings, Roles",
            OutcomeStatus.FAILED,
        )
    return member


def _hours(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes % 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    return "1 hour" if hours == 1 else f"{hours} hours"
