"""Forgets a letter in which somebody may be under 18."""

from __future__ import annotations

from typing import Any

import discord
import structlog

from bot.discord_adapter.desk import LETTER, words_of
from bot.discord_adapter.inbox.reach import reading_of
from bot.errors import StoreError
from bot.letters import Letter

log = structlog.get_logger(__name__)


async def forget(interaction: discord.Interaction[Any], ref: str) -> tuple[bool, Letter | None]:
    """Erase the letter that a help panel is about; a case of it loses its fingerprints.

    Return whether nothing of it is kept now, so that nothing is said that is not so, and the letter
    as it was, for `empty`.
    """
    match = LETTER.fullmatch(ref)
    if match is None:
        return False, None
    try:
        return True, await reading_of(interaction).forget(match[1], interaction.user.id)
    except StoreError as error:
        log.error("letter_not_forgotten", detail=error.detail)
        return False, None


async def empty(interaction: discord.Interaction[Any], letter: Letter | None) -> None:
    """Take text, preview and buttons out of the message that brought a letter, if there is one."""
    if letter is None or letter.channel_id is None or letter.message_id is None:
        return
    channel = interaction.client.get_partial_messageable(letter.channel_id)
    try:
        await channel.get_partial_message(letter.message_id).edit(
            content=words_of(interaction).say("letter-forgotten"),
            embed=None,
            attachments=[],
            view=None,
        )
    except discord.NotFound:
        pass  # it is gone, and all with it
    except discord.HTTPException as error:
        log.error("letter_not_emptied", status=error.status, code=error.code)
