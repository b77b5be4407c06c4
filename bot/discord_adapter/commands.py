"""Slash commands: help for everybody, and a look into cases for moderators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.discord_adapter import (
    consent,
    exports,
    gap_report,
    invites,
    own_records,
    permits,
    policy_texts,
    privacy,
    setup,
    texts,
)
from bot.discord_adapter.backfill import ProgressStore
from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.gate import commands as gates
from bot.discord_adapter.inbox import commands as inbox
from bot.discord_adapter.known_commands import KnownGroup
from bot.discord_adapter.panel import open_panel
from bot.discord_adapter.policy_commands import PolicyGroup
from bot.discord_adapter.private import looks
from bot.discord_adapter.private.desk import private_of
from bot.discord_adapter.private.looks import everywhere
from bot.discord_adapter.private.memory import Seen
from bot.discord_adapter.private.records import may_be_kept
from bot.discord_adapter.scan import SINCE_HELP, Target, parse_since, scans_of
from bot.discord_adapter.stats_command import stats

log = structlog.get_logger(__name__)


def add_to(tree: app_commands.CommandTree[discord.Client]) -> None:
    """Add every command to a tree."""
    tree.add_command(_help_me)
    tree.add_command(_get_help)
    tree.add_command(own_records.my_records)
    moderators = _Flashguard()
    tree.add_command(moderators)
    gates.add_to(tree, moderators)
    looks.add_to(tree)
    privacy.add_to(tree)
    consent.add_to(tree)
    inbox.add_to(tree)
    tree.error(_report)


def keep_to_servers(tree: app_commands.CommandTree[discord.Client]) -> None:
    """Offer no command to whoever installed the app, where the portal does not allow that.

    Conversations between people then go too: they are there by such an install alone.
    """
    for command in tree.get_commands():
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        contexts = command.allowed_contexts
        if contexts is not None and contexts.private_channel:
            command.allowed_contexts = app_commands.AppCommandContext(
                guild=contexts.guild, dm_channel=contexts.dm_channel, private_channel=False
            )


@everywhere
@app_commands.command(
    name="help-me", description="Private help if you were sent a sexual image you did not want"
)
async def _help_me(interaction: discord.Interaction) -> None:
    await open_panel(interaction)


@everywhere
@app_commands.context_menu(name="Get help with this")
async def _get_help(interaction: discord.Interaction, message: discord.Message) -> None:
    ref = await desk_of(interaction).ref_of(message, interaction.guild_id)
    post = looks.received(interaction, message)
    keepable = may_be_kept(post, interaction.user.id, ref)
    seen = Seen(post, datetime.now(UTC), keepable=keepable)
    private_of(interaction).memory.keep(interaction.user.id, ref, seen)
    await open_panel(interaction, ref)


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class _Flashguard(app_commands.Group):
    """What moderators can ask the bot."""

    def __init__(self) -> None:
        super().__init__(name="flashguard", description="For moderators: cases, rules and checks")
        self.add_command(PolicyGroup())
        self.add_command(KnownGroup())
        self.add_command(stats)
        self.add_command(exports.export)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let only moderators in, whatever the server's settings for commands say."""
        return permits.require(interaction, permits.MODERATE)

    @app_commands.command(name="setup", description="Set me up for this server, and check it all")
    async def setup(self, interaction: discord.Interaction) -> None:
        """Begin the set-up, privately."""
        permits.require(interaction, permits.ADMINISTER)
        await setup.begin(interaction)

    @app_commands.command(
        name="doctor", description="Check what I can see, read and do here, each with its mend"
    )
    async def doctor(self, interaction: discord.Interaction) -> None:
        """Show everything that is not as it should be, privately."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = policy_texts.checked("Checked", await setup.examined(interaction))
        await interaction.followup.send(embed=found, ephemeral=True)

    @app_commands.command(name="invite", description="Links that add me to a server or to a person")
    async def invite(self, interaction: discord.Interaction) -> None:
        """Show both links, privately."""
        assert interaction.application_id is not None, "it comes with the interaction"
        await interaction.response.send_message(
            invites.text(interaction.application_id), ephemeral=True, suppress_embeds=True
        )

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
                words_of(interaction).say("error-case", case=str(number)), ephemeral=True
            )
        else:
            await interaction.response.send_message(
                embed=texts.moderators_entry(case), ephemeral=True
            )

    @app_commands.command(
        name="gaps", description="What was posted here that the bot could not screen, and why"
    )
    async def gaps(self, interaction: discord.Interaction) -> None:
        """List this server's gaps, privately."""
        assert interaction.guild_id is not None, "the group is for servers only"
        found = await progress_of(interaction).gaps(interaction.guild_id)
        await interaction.response.send_message(gap_report.listed(found), ephemeral=True)

    @app_commands.command(
        name="scan", description="Screen what was posted in the past: one channel, or everything"
    )
    @app_commands.describe(
        channel="The channel with its threads; without it the whole server",
        since="From when on: 24h, 7d, 2026-11-20, a message's link, or all; else the last 24 hours",
    )
    async def scan(
        self,
        interaction: discord.Interaction,
        channel: Target | None = None,
        since: str = "24h",
    ) -> None:
        """Begin a scan; its progress is shown to the moderators."""
        assert interaction.guild_id is not None, "the group is for servers only"
        scans, answer = scans_of(interaction), interaction.response
        try:
            after = parse_since(since, datetime.now(UTC))
        except (ValueError, OverflowError):
            await answer.send_message(
                f"I do not understand “since”. Write {SINCE_HELP}.", ephemeral=True
            )
            return
        if scans.is_running(interaction.guild_id):
            await answer.send_message(
                "A scan is running already. Wait until it is finished, or stop it with its button.",
                ephemeral=True,
            )
        else:
            await scans.start(interaction, channel, after)


def progress_of(interaction: discord.Interaction[Any]) -> ProgressStore:
    """Return where gaps are kept; the client carries it as `progress`."""
    progress: ProgressStore = interaction.client.progress
    return progress


async def _report(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Tell the person that a command failed, and the log why."""
    if isinstance(error, app_commands.MissingPermissions):
        await interaction.response.send_message(
            words_of(interaction).say(
                "error-permission-server"
                if permits.ADMINISTER in error.missing_permissions
                else "error-permission"
            ),
            ephemeral=True,
        )
        return
    log.error("command_failed", command=getattr(interaction.command, "name", "?"), exc_info=error)
    text = words_of(interaction).say("error-command")
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
    elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        # It would say "thinking…" for ever.
        await interaction.edit_original_response(content=text)
    else:
        await interaction.followup.send(text, ephemeral=True)
