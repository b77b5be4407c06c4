"""The button by which whoever shared something deletes it again."""

from __future__ import annotations

import re
from typing import Any, Self

import aiohttp
import discord
import structlog

from bot.discord_adapter.desk import words_of
from bot.discord_adapter.persistent import PersistentButton
from bot.errors import StoreError

log = structlog.get_logger(__name__)

_FAILED = (discord.HTTPException, aiohttp.ClientError, OSError)


class UnshareButton(
    PersistentButton,
    template=r"fg:unshare:(?P<channel>\d{1,20})\.(?P<message>\d{1,20})",
):
    """Deletes what somebody shared, for whoever shared it."""

    def __init__(self, channel_id: int, message_id: int, label: str = "·") -> None:
        """Make the button for a message."""
        self.channel_id, self.message_id = channel_id, message_id
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.secondary,
                custom_id=f"fg:unshare:{channel_id}.{message_id}",
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(int(match["channel"]), int(match["message"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Delete the message, and say so."""
        words = words_of(interaction)
        book = interaction.client.sharing.book
        await interaction.response.defer()
        try:
            known = await book.share(self.message_id)
            if known is None or known.user_id != interaction.user.id:
                text = words.say("unshare-gone")
            else:
                text = words.say("unshare-done")
                try:
                    await interaction.client.http.delete_message(known.channel_id, self.message_id)
                except discord.NotFound:
                    text = words.say("unshare-gone")
                await book.forget([self.message_id])
        except (StoreError, *_FAILED) as error:
            log.error("unshare_failed", error=str(error))
            await interaction.followup.send(words.say("unshare-failed"), ephemeral=True)
            return
        await interaction.edit_original_response(content=text, view=None)
