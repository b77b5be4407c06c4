"""Buttons that work after a restart: all that one needs is in its custom id."""

from __future__ import annotations

import re
from typing import Any, Self

import discord


class PersistentButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """A button that is made again from its custom id whenever somebody presses it.

    A subclass names the template of its custom ids, and makes itself from what was matched.
    """

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Return the button that a custom id stands for."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button again; discord.py calls this."""
        return cls.made_from(match)
