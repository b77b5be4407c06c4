"""Brings letters to people, in their conversation with the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import aiohttp
import discord
import structlog

from bot.discord_adapter.inbox.recipient import LetterView, letter_of
from bot.discord_adapter.inbox.shown import copies_of, letter_embed, written
from bot.errors import CourierError
from bot.letters import Letter
from bot.locales import Locales

log = structlog.get_logger(__name__)

_RECENT = 100
"""Messages of the conversation in which a letter is looked for that an earlier try may have
brought: as many as one request answers. Nobody gets as many letters in the time of a try."""


class Connected(Protocol):
    """Where a connected client is found."""

    async def ready(self) -> discord.Client:
        """Wait for a client that is connected, and return it."""
        ...


class DiscordCourier:
    """Writes to people who opened an inbox, and to nobody else: the flow asks for no other."""

    def __init__(self, link: Connected, locales: Locales) -> None:
        """Take where the client is found, and the languages."""
        self._link = link
        self._locales = locales

    async def bring(
        self, letter: Letter, language: str, copies: Mapping[str, bytes], *, resumed: bool
    ) -> tuple[int, int] | None:
        """Bring a letter; return the channel's and the message's ids.

        None says that Discord does not let the bot write to this person: gone, or closed to it.
        Raises CourierError for whatever a later try may not find again.
        """
        client, words = await self._link.ready(), self._locales.of(language)
        try:
            channel = await client.create_dm(discord.Object(letter.recipient_id))
            known = await _brought(channel, letter) if resumed else None
            if known is None:
                sent = await channel.send(
                    embed=letter_embed(letter, words, len(copies)),
                    files=copies_of(copies),
                    view=LetterView(letter, words),
                    # Discord keeps what is sent twice within minutes to one message.
                    nonce=letter.snowflake,
                )
                known = sent.id
        except (discord.Forbidden, discord.NotFound) as error:
            log.info("letter_refused", status=error.status, code=error.code)
            return None
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CourierError("A letter could not be brought.", type(error).__name__) from error
        return channel.id, known

    async def text_of(self, letter: Letter) -> str:
        """Return a letter's text as its message has it; empty where that is gone."""
        if letter.channel_id is None or letter.message_id is None:
            return ""
        client = await self._link.ready()
        channel = client.get_partial_messageable(letter.channel_id)
        try:
            message = await channel.fetch_message(letter.message_id)
        except (TimeoutError, discord.HTTPException, aiohttp.ClientError):
            return ""
        return written(message.embeds[0].description or "") if message.embeds else ""


async def _brought(channel: discord.DMChannel, letter: Letter) -> int | None:
    """Return the message that brought a letter already, or None."""
    async for message in channel.history(limit=_RECENT):
        if letter_of(message) == letter.letter_id:
            return message.id
    return None
