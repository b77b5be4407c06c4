"""The bot's own webhook in each channel with a gate: found, made, deleted.

Nothing of it is kept on disk: its token is a secret, and Discord tells it again to whoever made it.
"""

from __future__ import annotations

import discord

Gateable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
"""What can have a gate; its threads are behind it too."""

REASON = "Flashguard: the gate of this channel"
_NAME = "Flashguard"


class Hooks:
    """The webhooks of one client. What Discord refuses is raised as discord.HTTPException."""

    def __init__(self, client: discord.Client) -> None:
        """Take the client that makes them."""
        self._client = client
        self._known: dict[int, discord.Webhook] = {}

    async def of(self, channel: Gateable) -> discord.Webhook:
        """Return the bot's webhook in a channel: known, found, or made."""
        known = self._known.get(channel.id)
        if known is None:
            found = await self._own(channel)
            known = found[0] if found else await channel.create_webhook(name=_NAME, reason=REASON)
            self._known[channel.id] = known
        return known

    def lost(self, channel_id: int) -> None:
        """Take note that a channel's webhook is not there any more."""
        self._known.pop(channel_id, None)

    async def delete(self, channel: Gateable) -> None:
        """Delete the bot's webhooks in a channel; what is gone already is no error."""
        self.lost(channel.id)
        for hook in await self._own(channel):
            try:
                await hook.delete(reason=REASON)
            except discord.NotFound:
                continue

    async def _own(self, channel: Gateable) -> list[discord.Webhook]:
        me = self._client.user
        return [
            hook
            for hook in await channel.webhooks()
            if hook.token and hook.user is not None and me is not None and hook.user.id == me.id
        ]
