"""`/flashguard policy`: a server's rules shown, set, taken back, and as a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import discord
import structlog
from discord import app_commands

from bot.discord_adapter import permits, policy_texts
from bot.discord_adapter.desk import desk_of
from bot.errors import ConfigError, FlashguardError, StoreError
from bot.measures import PolicyVersion
from bot.rulebook import PolicyDocument, read_toml, write_toml
from bot.rulebook.document import MOST_BYTES
from bot.rulebook.keys import DEFAULT, keys, with_value
from bot.servers import Servers

log = structlog.get_logger(__name__)

Place = (
    discord.TextChannel
    | discord.ForumChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.CategoryChannel
)
"""What can have rules of its own beside a role."""

_FILE = "flashguard-policy.toml"
_HOSTS = ("cdn.discordapp.com", "media.discordapp.net")
_CHOICES = 25
"""Choices that a client shows while somebody types (Discord's reference)."""


class PolicyGroup(app_commands.Group):
    """What a server's rules can be asked and told; changing them needs Manage Server."""

    def __init__(self) -> None:
        """Make the group, to be added to `/flashguard`."""
        super().__init__(name="policy", description="This server's rules: show, set, undo, files")

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let only moderators in."""
        return permits.require(interaction, permits.MODERATE)

    @app_commands.command(name="show", description="Show this server's rules, and who set them")
    async def show(self, interaction: discord.Interaction) -> None:
        """Show what holds, what of it is the server's own, and the newest changes."""
        guild_id, servers = _server(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        history = await _or_said(interaction, servers.history(guild_id))
        if history is not None:
            embed = policy_texts.shown(
                servers.rulebook_of(guild_id), servers.document_of(guild_id), history
            )
            await interaction.followup.send(embed=embed, ephemeral=True)

    @app_commands.command(name="set", description="Set one of this server's rules")
    @app_commands.describe(
        key="What to set",
        value="Its new value; “default” for none of its own",
        channel="Only for this channel or category",
        role="Only for whoever has this role",
    )
    async def set(
        self,
        interaction: discord.Interaction,
        key: str,
        value: str,
        channel: Place | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Set one key, for the server or for one of its parts."""
        permits.require(interaction, permits.ADMINISTER)
        if channel is not None and role is not None:
            await _say(interaction, "Name a channel or a role, not both: nothing was changed.")
            return
        path = key.strip()
        if channel is not None:
            kind = "categories" if isinstance(channel, discord.CategoryChannel) else "channels"
            path = f"{kind}.{channel.id}.{path}"
        elif role is not None:
            path = f"roles.{role.id}.{path}"
        await _change(interaction, lambda d: with_value(d, path, value), f"{path} = {value}"[:200])

    @set.autocomplete("key")
    async def _keys(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the keys that contain what was typed."""
        given = interaction.namespace
        override = bool(given.channel or given.role)
        found = [k.name for k in keys(override=override) if typed.strip().lower() in k.name.lower()]
        # The long families of scores and reasons come last.
        found.sort(key=lambda name: name.count("."))
        return [app_commands.Choice(name=name, value=name) for name in found[:_CHOICES]]

    @set.autocomplete("value")
    async def _values(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Offer what the key takes."""
        given = interaction.namespace
        override = bool(given.channel or given.role)
        known = {k.name: k.choices for k in keys(override=override)}
        choices = [*known.get(str(given.key or ""), ()), DEFAULT]
        found = [c for c in choices if typed.strip().lower() in c.lower()]
        return [app_commands.Choice(name=c, value=c) for c in found[:_CHOICES]]

    @app_commands.command(name="undo", description="Take back the last change of the rules")
    async def undo(self, interaction: discord.Interaction) -> None:
        """Make a new version that equals the one before the newest."""
        permits.require(interaction, permits.ADMINISTER)
        guild_id, servers = _server(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        before = servers.document_of(guild_id)
        work = servers.undo(guild_id, by=interaction.user.id, at=datetime.now(UTC))
        await _told(interaction, work, before, "There is no change that could be taken back.")

    @app_commands.command(name="export", description="This server's rules as a file")
    async def export(self, interaction: discord.Interaction) -> None:
        """Send what the server has set of its own as TOML."""
        guild_id, servers = _server(interaction)
        text = write_toml(servers.document_of(guild_id))
        version = servers.rulebook_of(guild_id).policy.version
        head = f"# Flashguard's rules of one server, {version} (docs/policy.md).\n"
        await interaction.response.send_message(
            "What this server has set of its own. `/flashguard policy import` takes it again, here"
            " or on another server.",
            file=discord.File(io.BytesIO((head + text).encode()), _FILE),
            ephemeral=True,
        )

    @app_commands.command(name="import", description="Replace this server's rules by a file's")
    @app_commands.describe(file="A TOML file, as export makes it")
    async def import_(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Replace the whole document, or nothing of it."""
        permits.require(interaction, permits.ADMINISTER)
        name = discord.utils.escape_markdown(file.filename[:80])
        if file.size > MOST_BYTES:
            await _say(
                interaction,
                f"{name} is larger than {MOST_BYTES // 1024} KiB, so it is no"
                " policy file. Nothing was changed.",
            )
            return
        if urlsplit(file.url).hostname not in _HOSTS:
            await _say(interaction, f"{name} does not lie with Discord. Nothing was changed.")
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            data = await file.read()
        except discord.HTTPException as error:
            await _say(
                interaction,
                f"Discord did not hand out {name} (error {error.status}). Try"
                " again; nothing was changed.",
            )
            return
        await _change(interaction, lambda _: read_toml(data, name), f"import {name}"[:200])

    @app_commands.command(
        name="report", description="What would have happened in observe mode, in numbers"
    )
    async def report(self, interaction: discord.Interaction) -> None:
        """Show what observe mode has found since it began."""
        guild_id, servers = _server(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            observation = await servers.observation(guild_id)
        except FlashguardError as error:
            await _failed(interaction, error)
            return
        await interaction.followup.send(policy_texts.report(observation), ephemeral=True)


def _server(interaction: discord.Interaction[Any]) -> tuple[int, Servers]:
    assert interaction.guild_id is not None, "the group is for servers only"
    return interaction.guild_id, desk_of(interaction).servers


async def _change(
    interaction: discord.Interaction[Any],
    edit: Callable[[PolicyDocument], PolicyDocument],
    note: str,
) -> None:
    guild_id, servers = _server(interaction)
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    before = servers.document_of(guild_id)
    work = servers.change(guild_id, edit, by=interaction.user.id, at=datetime.now(UTC), note=note)
    await _told(interaction, work, before, "That is so already: nothing was changed.")


async def _told(
    interaction: discord.Interaction[Any],
    work: Any,
    before: PolicyDocument,
    nothing: str,
) -> None:
    """Wait for a change, and say what is different now, or why nothing is."""
    guild_id, servers = _server(interaction)
    try:
        change: PolicyVersion | None = await work
    except FlashguardError as error:
        await _failed(interaction, error)
        return
    text = nothing
    if change is not None:
        text = policy_texts.changed(change, before, servers.document_of(guild_id))
    await interaction.followup.send(text, ephemeral=True)


async def _or_said(interaction: discord.Interaction[Any], work: Any) -> Any:
    try:
        return await work
    except FlashguardError as error:
        await _failed(interaction, error)
        return None


async def _failed(interaction: discord.Interaction[Any], error: FlashguardError) -> None:
    """Say what is wrong with somebody's input; of the inside only that it failed."""
    if isinstance(error, ConfigError):
        await _say(interaction, f"{error.message} Nothing was changed.")
        return
    assert isinstance(error, StoreError | FlashguardError)
    log.error("policy_not_kept", error=error.message, detail=error.detail)
    await _say(
        interaction,
        "The record cannot be used just now, so nothing was changed; the reason is in the bot's"
        " log. Try again later.",
    )


async def _say(interaction: discord.Interaction[Any], text: str) -> None:
    nobody = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(text[:2000], ephemeral=True, allowed_mentions=nobody)
    else:
        await interaction.response.send_message(
            text[:2000], ephemeral=True, allowed_mentions=nobody
        )
