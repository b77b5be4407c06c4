"""What the inbox's commands and buttons draw on; the client carries it."""

from __future__ import annotations

from typing import Any

import discord

from bot.letters import InboxStore
from bot.postroom import PostRoom
from bot.reading import ReadingRoom


def postroom_of(interaction: discord.Interaction[Any]) -> PostRoom:
    """Return what takes and delivers letters; the client carries it as `postroom`."""
    postroom: PostRoom = interaction.client.postroom
    return postroom


def reading_of(interaction: discord.Interaction[Any]) -> ReadingRoom:
    """Return what recipients are served by; the client carries it as `reading`."""
    reading: ReadingRoom = interaction.client.reading
    return reading


def inboxes_of(interaction: discord.Interaction[Any]) -> InboxStore:
    """Return who has an inbox; the client carries it as `inboxes`."""
    inboxes: InboxStore = interaction.client.inboxes
    return inboxes
