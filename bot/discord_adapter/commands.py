"""Slash commands: help for everybody, and a look into cases for moderators."""

from __future__ import annotations

import discord
import structlog
from discord import app_commands

from bot.discord_adapter import texts
from bot.discord_adapter.views import desk_of, open_panel

log = structlog.get_logger(__name__)


def add_to(tree: app_commands.CommandTree[discord.Client]) -> None:
    """Add every command to a tree."""
    tree.add_command(_help_me)
    tree.add_command(_Flashguard())
    tree.error(_report)


@app_commands.command(
    name="help-me", description="Private help if you were sent a sexual image you did not want"
)
@app_commands.guild_only()
async def _help_me(interaction: discord.Interaction) -> None:
    await open_panel(interaction)


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class _Flashguard(app_commands.Group):
    """What moderators can ask the bot."""

    def __init__(self) -> None:
        super().__init__(name="flashguard", description="For moderators: cases on this server")

    @app_commands.command(name="case", description="Show one case by its number")
    @app_commands.describe(number="The number in the notice and in the moderators' entry")
    async def case(
        self, interaction: discord.Interaction, number: app_commands.Range[int, 1]
    ) -> None:
        """Show the entry of one case of this server, privately."""
        assert interaction.guild_id is not None, "the group is for servers only"
        case = await desk_of(interaction).cases.by_number(interaction.guild_id, number)
        if case is None:
            await interaction.response.send_message(
                f"There is no case {number} on this server.", ephemeral=True
            )
        else:
            await interaction.response.send_message(
                embed=texts.moderators_entry(case), ephemeral=True
            )


async def _report(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Tell the person that a command failed, and the log why."""
    log.error("command_failed", command=getattr(interaction.command, "name", "?"), exc_info=error)
    text = "That did not work, and the reason is in the bot's log. Please tell a moderator."
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
