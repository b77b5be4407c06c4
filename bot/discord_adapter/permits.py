"""Who may do what: checked in every command and button, beside what Discord itself checks."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_adapter.rights import PERMISSION_NAMES

MODERATE = "manage_messages"
"""Whoever looks after the server: cases, reviews, exports, scans."""
ADMINISTER = "manage_guild"
"""Whoever sets its rules: set-up and policy."""


def may(interaction: discord.Interaction[Any], permission: str) -> bool:
    """Return whether a person has a permission where the interaction is, administrators all."""
    held = interaction.permissions
    return held.administrator or bool(getattr(held, permission))


def require(interaction: discord.Interaction[Any], permission: str) -> bool:
    """Return True, or raise MissingPermissions, which the command tree answers."""
    if not may(interaction, permission):
        raise app_commands.MissingPermissions([permission])
    return True


async def refuse(interaction: discord.Interaction[Any], permission: str) -> bool:
    """Return False for somebody who has a permission; else say privately that they lack it."""
    if may(interaction, permission):
        return False
    await interaction.response.send_message(
        f"For this you need the permission **{PERMISSION_NAMES[permission]}**.", ephemeral=True
    )
    return True
