"""Shows the ledger's checkpoints in the moderators' channels, and finds them there again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import discord
import structlog

from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.history import TRANSIENT
from bot.discord_adapter.link import Link

log = structlog.get_logger(__name__)

_HEAD = "🔏 **Checkpoint of the ledger.** "
_WHY = (
    "Whoever keeps this text can show later that no case before it was changed or taken away"
    " unnoticed (docs/evidence.md).\n"
)
_FENCE = "```"
_HISTORY = 500
"""How many messages of a moderators' channel are searched for the newest checkpoint."""


class ModeratorsWitness:
    """One message a day in each server's channel for moderators, edited as the ledger grows.

    Discord shows that a message was edited; what it showed before stays with whoever copied it.
    """

    def __init__(self, link: Link, settings_for: SettingsFor) -> None:
        """Take the way to the client, and each server's settings."""
        self._link = link
        self._settings_for = settings_for
        self._shown: dict[int, tuple[date, int]] = {}

    async def newest(self) -> list[str]:
        """Return the newest note that each server's channel shows."""
        client = await self._link.ready()
        notes = []
        for channel in self._channels(client):
            try:
                async for message in channel.history(limit=_HISTORY):
                    note = _note_in(message.content)
                    if client.user is not None and message.author.id == client.user.id and note:
                        notes.append(note)
                        # Today's goes on; it is edited only once the ledger is known to go on too.
                        self._shown[channel.id] = message.created_at.date(), message.id
                        break
            except (discord.HTTPException, *TRANSIENT) as error:
                log.error("checkpoint_not_read", channel_id=channel.id, error=str(error))
        return notes

    async def post(self, note: str) -> None:
        """Show a note in every server's channel."""
        client, today = await self._link.ready(), datetime.now(UTC).date()
        text = f"{_HEAD}{_WHY}{_FENCE}\n{note}{_FENCE}"
        for channel in self._channels(client):
            day, message_id = self._shown.get(channel.id, (today, 0))
            try:
                if day != today or not message_id or not await _edit(channel, message_id, text):
                    message_id = await _send(channel, text)
                self._shown[channel.id] = today, message_id
            except (discord.HTTPException, *TRANSIENT) as error:
                log.error("checkpoint_not_posted", channel_id=channel.id, error=str(error))

    async def warn(self, text: str) -> None:
        """Tell every server's moderators that nothing is signed any more."""
        for channel in self._channels(await self._link.ready()):
            try:
                await _send(channel, f"⚠️ **The ledger is not signed any more.** {text}"[:2000])
            except (discord.HTTPException, *TRANSIENT) as error:
                log.error("warning_not_posted", channel_id=channel.id, error=str(error))

    def _channels(self, client: discord.Client) -> list[discord.TextChannel]:
        found = (moderators_channel(guild, self._settings_for) for guild in client.guilds)
        return [channel for channel in found if channel is not None]


async def _edit(channel: discord.TextChannel, message_id: int, text: str) -> bool:
    try:
        await channel.get_partial_message(message_id).edit(content=text)
    except discord.NotFound:
        return False  # a moderator deleted it: it is posted anew
    return True


async def _send(channel: discord.TextChannel, text: str) -> int:
    return (await channel.send(text, allowed_mentions=discord.AllowedMentions.none())).id


def _note_in(text: str) -> str | None:
    if not text.startswith(_HEAD):
        return None
    return text.partition(f"{_FENCE}\n")[2].removesuffix(_FENCE) or None
