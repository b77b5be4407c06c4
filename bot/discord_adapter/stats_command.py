"""`/flashguard stats`: a chart, a table and a few sentences, without anybody's name."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.charts import figures as chart
from bot.errors import FlashguardError
from bot.figures import Ended, Figures, since, table

_DAYS = 30
_LONGEST = 366


class FigureStore(Protocol):
    """Where figures are counted."""

    async def figures(self, guild_id: int, begin: datetime, end: datetime) -> Figures:
        """Return a server's figures from one midnight (UTC) up to another. Raises StoreError."""
        ...


def figures_in(interaction: discord.Interaction[Any]) -> FigureStore:
    """Return where figures are counted; the client carries it as `figures`."""
    store: FigureStore = interaction.client.figures
    return store


@app_commands.command(
    name="stats", description="How it goes here: a chart and a table, without anybody's name"
)
@app_commands.describe(days="How many days back, 30 if you do not say")
async def stats(
    interaction: discord.Interaction, days: app_commands.Range[int, 1, _LONGEST] = _DAYS
) -> None:
    """Show a server's figures, privately."""
    guild = interaction.guild
    assert guild is not None, "the group is for servers only"
    await interaction.response.defer(ephemeral=True, thinking=True)
    begin = since(days, datetime.now(UTC))
    try:
        found = await figures_in(interaction).figures(guild.id, begin, begin + timedelta(days=days))
    except FlashguardError as error:
        await interaction.followup.send(error.message, ephemeral=True)
        return
    name = f"flashguard-{found.first}-{found.last}"
    files = [
        await chart_of(found, f"{name}.png"),
        discord.File(io.BytesIO(table(found)), f"{name}.csv"),
    ]
    await interaction.followup.send(sentences(found), files=files, ephemeral=True)


async def chart_of(found: Figures, name: str) -> discord.File:
    """Return the chart as a file, with its figures in words for who cannot see it."""
    png = await asyncio.to_thread(chart.draw, found, _title(found))
    return discord.File(io.BytesIO(png), name, description=sentences(found)[:1024])


def _title(found: Figures) -> str:
    return f"{found.first} to {found.last} (UTC)"


def sentences(found: Figures) -> str:
    """Return the figures in words, for who sees no chart."""
    lines = [f"**{_title(found)}**: {found.cases:,} cases."]
    if found.cases:
        lines.append(
            f"Taken down {found.ended(Ended.TAKEN_DOWN):,}, told to moderators"
            f" {found.ended(Ended.TOLD):,}, could not be taken down {found.ended(Ended.FAILED):,}."
        )
    if observed := found.ended(Ended.OBSERVED):
        lines.append(f"In observe mode {observed:,}.")
    if missed := sum(found.unscreened.values()):
        lines.append(f"{missed:,} images could not be screened.")
    reviewed = found.upheld + found.overturned
    if found.mistaken is not None:
        lines.append(
            f"Of {reviewed:,} reviewed, {found.overturned:,} were mistakes ({found.mistaken:.0%})."
        )
    if found.median_removal is not None and found.slow_removal is not None:
        lines.append(
            f"Half of the messages were gone within {found.median_removal:.1f} s, 95 % within"
            f" {found.slow_removal:.1f} s."
        )
    return "\n".join(lines)
