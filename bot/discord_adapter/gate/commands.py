"""What moderators ask of gates: close, open and list them, and who shared a post."""

from __future__ import annotations

from typing import Any, Literal

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.collector import place_of
from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.gate import words
from bot.discord_adapter.gate.hooks import Gateable
from bot.discord_adapter.gate.keeper import GateKeeper
from bot.discord_adapter.gate.share import share, sharing_of
from bot.errors import GateError, StoreError

log = structlog.get_logger(__name__)


def add_to(tree: app_commands.CommandTree[Any], group: app_commands.Group) -> None:
    """Add the commands about gates: to a tree, and the moderators' to their group."""
    group.add_command(_gate)
    group.add_command(_gates)
    tree.add_command(share)
    tree.add_command(_who)


def keeper_of(interaction: discord.Interaction[Any]) -> GateKeeper:
    """Return what keeps the gates; the client carries it as `gates`."""
    keeper: GateKeeper = interaction.client.gates
    return keeper


@app_commands.command(
    name="gate", description="A channel in which pictures are screened before anybody sees them"
)
@app_commands.describe(
    channel="The channel; its threads are behind the gate too",
    state="On closes the gate, off opens it and puts all permissions back",
)
@app_commands.checks.has_permissions(manage_messages=True)
async def _gate(
    interaction: discord.Interaction,
    channel: discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel,
    state: Literal["on", "off"],
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    keeper = keeper_of(interaction)
    try:
        if state == "on":
            _require_sense(interaction, channel)
            await keeper.close(channel, interaction.user.id)
            text = words.closed(channel)
        else:
            _require_place(interaction, channel)
            await keeper.open(channel)
            text = words.opened(channel)
    except GateError as error:
        text = error.message
    except StoreError as error:
        log.error("gate_not_kept", error=error.message, detail=error.detail)
        text = words_of(interaction).say("error-command")
    await interaction.edit_original_response(content=text)


def _require_place(interaction: discord.Interaction, channel: Gateable) -> None:
    """Raise GateError where a moderator is none in that channel."""
    assert isinstance(interaction.user, discord.Member), "the group is for servers only"
    if not channel.permissions_for(interaction.user).manage_messages:
        raise GateError(words.not_yours(channel))


def _require_sense(interaction: discord.Interaction, channel: Gateable) -> None:
    """Raise GateError where a gate would do nothing, or too much."""
    _require_place(interaction, channel)
    rules = desk_of(interaction).servers.rulebook_of(channel.guild.id)
    policy = rules.policy_in(place_of(channel, channel.guild))
    if channel.is_nsfw() and not policy.screen_age_restricted:
        raise GateError(words.not_screened(channel))
    if isinstance(channel, discord.ForumChannel) and channel.is_media():
        raise GateError(words.needs_pictures(channel))


@app_commands.command(name="gates", description="Which channels have a gate")
async def _gates(interaction: discord.Interaction) -> None:
    assert interaction.guild_id is not None, "the group is for servers only"
    found = keeper_of(interaction).of(interaction.guild_id)
    await interaction.response.send_message(words.listed(found), ephemeral=True)


@app_commands.context_menu(name="Who shared this")
@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
@app_commands.checks.has_permissions(manage_messages=True)
async def _who(interaction: discord.Interaction, message: discord.Message) -> None:
    known = await sharing_of(interaction).book.share(message.id)
    if known is None:
        text = "I have no note of that: it was not shared through a gate, or too long ago."
    else:
        when = discord.utils.format_dt(known.at, "f")
        text = f"<@{known.user_id}> shared this through the gate {when} (`{known.user_id}`)."
    await interaction.response.send_message(text, ephemeral=True)
