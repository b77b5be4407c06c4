"""How a card of the guidance looks on Discord: an embed, and its links as buttons."""

from __future__ import annotations

import discord

from bot.domain import Card

_COLOUR = discord.Colour(0x2563EB)
_ROW = 5
"""Buttons in a row (Discord's API reference)."""


def embed_of(card: Card) -> discord.Embed:
    """Return a card as an embed."""
    embed = discord.Embed(title=card.title, colour=_COLOUR)
    for heading, text in card.sections:
        embed.add_field(name=heading, value=text, inline=False)
    embed.set_footer(text=card.footer)
    return embed


def add_links(view: discord.ui.View, card: Card) -> None:
    """Add a card's links as buttons, in the first rows."""
    for n, link in enumerate(card.links):
        view.add_item(discord.ui.Button(label=link.label, url=link.url, row=n // _ROW))
