"""Tells moderators what was not screened: plain sentences, each with its mend."""

from __future__ import annotations

from collections.abc import Callable

import discord
import structlog

from bot.domain import snowflake_time
from bot.gaps import Gap, GapReason
from bot.measures import ServerSettings

log = structlog.get_logger(__name__)

SettingsFor = Callable[[int | None], ServerSettings]
"""The one lookup of what a server has of its own, by its id (None: a direct message)."""

_NAMED = 15
"""Channels that one message names; the rest is a number."""
_LISTED = 20
"""Gaps that a list shows."""
_LIMIT = 2000
"""Characters of a message (Discord's reference)."""

_SCAN = "Then have the past screened with `/flashguard scan`."
_TEXTS: dict[GapReason, tuple[str, str]] = {
    GapReason.NO_VIEW: (
        "I cannot see {places} any more, so what is posted there is not screened.",
        f"Give my role **View Channel** there. {_SCAN}",
    ),
    GapReason.NO_HISTORY: (
        "While I was away something was posted in {places} that I cannot read back, so it was not "
        "screened.",
        f"Give my role **Read Message History** there. {_SCAN}",
    ),
    GapReason.NO_CONNECT: (
        "While I was away something was posted in the chat of {places} that I cannot read back, so "
        "it was not screened.",
        f"Give my role **Connect** there: Discord asks for it before it shows a voice channel's "
        f"past. {_SCAN}",
    ),
    GapReason.HIDDEN: (
        "Discord hides {places} from me, so nothing that is posted there is screened.",
        "If you want them screened, give my role **View Channel** there.",
    ),
    GapReason.REFUSED: (
        "Discord did not let me read what was posted in {places} while I was away, so it was not "
        "screened.",
        f"Check that my role has **View Channel** and **Read Message History** there. {_SCAN}",
    ),
    GapReason.DELETED: (
        "While I was away {places} disappeared, with whatever was posted there.",
        "Nothing can be done about it; this is for your records.",
    ),
    GapReason.MALFORMED: (
        "Discord sent a message in {places} that I cannot make sense of, so it was not screened.",
        "Please look at it yourselves.",
    ),
    GapReason.GAVE_UP: (
        "Something in {places} could not be screened, although it was tried several times.",
        "Please look at it yourselves; the reason is in the bot's log.",
    ),
    GapReason.OVERLOADED: (
        "There was too much at once in {places}, and some of it was not screened.",
        "Have it screened with `/flashguard scan`.",
    ),
}


def told(reason: GapReason, gaps: list[Gap]) -> str:
    """Return what moderators are told of gaps that have one cause."""
    what, mend = _TEXTS[reason]
    return f"⚠️ {what.format(places=_places(reason, gaps))}\n{mend}"[:_LIMIT]


def listed(gaps: list[Gap]) -> str:
    """Return the list of a server's gaps, newest first."""
    if not gaps:
        return "There are no gaps: everything posted since I have been here was screened."
    lines = ["**Not screened**, the newest first:"]
    for gap in gaps[:_LISTED]:
        what = _TEXTS[gap.reason][1].removesuffix(_SCAN).strip()
        since, until = (snowflake_time(i) for i in (gap.from_id, gap.to_id))
        when = f"{discord.utils.format_dt(since, 'f')} – {discord.utils.format_dt(until, 'f')}"
        line = f"• {_places(gap.reason, [gap])}, {when}: {_WHY[gap.reason]}. {what}"
        if sum(map(len, lines)) + len(line) > _LIMIT - 200:
            break
        lines.append(line)
    left = len(gaps) - (len(lines) - 1)
    if left:
        lines.append(f"… and {left} older ones.")
    lines.append("`/flashguard scan` screens a channel's past; what it covers leaves this list.")
    return "\n".join(lines)


_WHY = {
    GapReason.NO_VIEW: "I cannot see it",
    GapReason.NO_HISTORY: "I may not read its past",
    GapReason.NO_CONNECT: "I may not connect to it",
    GapReason.HIDDEN: "hidden from me",
    GapReason.REFUSED: "Discord did not let me read it",
    GapReason.DELETED: "it was deleted meanwhile",
    GapReason.MALFORMED: "a message that makes no sense to me",
    GapReason.GAVE_UP: "it failed several times",
    GapReason.OVERLOADED: "too much at once",
}


def _places(reason: GapReason, gaps: list[Gap]) -> str:
    if reason is GapReason.HIDDEN:
        count = sum(gap.count for gap in gaps)
        return f"{count} channels" if count > 1 else "one channel"
    ids = list(dict.fromkeys(gap.channel_id for gap in gaps))
    if reason is GapReason.DELETED:
        # A mention of what is gone shows nothing.
        return f"{len(ids)} channels" if len(ids) > 1 else f"a channel (`{ids[0]}`)"
    names = ", ".join(f"<#{channel_id}>" for channel_id in ids[:_NAMED])
    return f"{names} and {len(ids) - _NAMED} more" if len(ids) > _NAMED else names


def moderators_channel(
    guild: discord.Guild, settings_for: SettingsFor
) -> discord.TextChannel | None:
    """Return a server's channel for moderators by its name or id, or None."""
    wanted = settings_for(guild.id).moderators_channel
    for channel in guild.text_channels:
        if wanted in (channel.name, str(channel.id)):
            return channel
    return None


class GapReport:
    """Posts in each server's channel for moderators: one message for each cause."""

    def __init__(self, settings_for: SettingsFor) -> None:
        """Take each server's settings."""
        self._settings_for = settings_for
        # What was told in this process: further gaps of the same cause go into the same message.
        self._told: dict[tuple[int, GapReason], tuple[int, list[Gap]]] = {}

    async def tell(self, guild: discord.Guild, found: list[Gap]) -> None:
        """Tell a server's moderators; where that is not possible, the log says so."""
        channel = moderators_channel(guild, self._settings_for)
        for reason in dict.fromkeys(gap.reason for gap in found):
            message_id, known = self._told.get((guild.id, reason), (0, []))
            fresh = [gap for gap in found if gap.reason is reason]
            gaps = fresh if reason is GapReason.HIDDEN else [*known, *fresh]
            try:
                if channel is None:
                    raise LookupError("there is no channel for moderators")
                message_id = await self._show(channel, message_id, told(reason, gaps))
            except (discord.HTTPException, LookupError) as error:
                log.error("gap_not_told", guild_id=guild.id, reason=reason.value, error=str(error))
                continue
            self._told[guild.id, reason] = (message_id, gaps)

    async def _show(self, channel: discord.TextChannel, message_id: int, text: str) -> int:
        if message_id:
            try:
                await channel.get_partial_message(message_id).edit(content=text)
                return message_id
            except discord.NotFound:
                pass  # a moderator deleted it: it is posted anew
        nobody = discord.AllowedMentions.none()
        return (await channel.send(text, allowed_mentions=nobody)).id
