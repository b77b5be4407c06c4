"""Slash commands of the inbox: `/inbox` for whoever wants letters, `/send` for whoever writes one.

They work on servers, in the conversation with the bot, and in any other where the person has
installed the app. Every answer is seen by the person alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.desk import words_of
from bot.discord_adapter.inbox.reach import inboxes_of
from bot.discord_adapter.inbox.sender import LetterForm
from bot.errors import InboxError

log = structlog.get_logger(__name__)


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    """Add `/inbox open`, `close`, `block`, `unblock`, `blocked`, and `/send` to a tree."""
    tree.add_command(InboxGroup())
    tree.add_command(_send)


@app_commands.command(
    name="send", description="Write to somebody who has an inbox: screened before it arrives"
)
@app_commands.describe(person="Whom you want to write to")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def _send(interaction: discord.Interaction, person: discord.User) -> None:
    """Open the form of a letter; whether the other has an inbox plays no part in it."""
    words = words_of(interaction)
    if person.id == interaction.user.id or person.bot:
        key = "letter-refused-bot" if person.bot else "letter-refused-self"
        await interaction.response.send_message(words.say(key), ephemeral=True)
        return
    await interaction.response.send_modal(LetterForm(person.id, words))


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class InboxGroup(app_commands.Group):
    """One person's inbox: opened and closed, and who is kept out."""

    def __init__(self) -> None:
        """Make the group."""
        super().__init__(name="inbox", description="Letters to you, screened before they arrive")

    @app_commands.command(
        name="open", description="Let people write to you through this bot, until you close it"
    )
    async def open(self, interaction: discord.Interaction) -> None:
        """Open a person's inbox, and write them the first message: what cannot come is told."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        store, words, who = inboxes_of(interaction), words_of(interaction), interaction.user
        was_closed = await store.open(who.id, interaction.locale.value, datetime.now(UTC))
        key = "inbox-open" if was_closed else "inbox-open-already"
        if was_closed and not await _welcomed(interaction):
            await store.close(who.id)
            key = "inbox-unreachable"
        await interaction.edit_original_response(content=words.say(key))

    @app_commands.command(name="close", description="Let nobody write to you through this bot")
    async def close(self, interaction: discord.Interaction) -> None:
        """Close a person's inbox."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        was_open = await inboxes_of(interaction).close(interaction.user.id)
        key = "inbox-closed" if was_open else "inbox-closed-already"
        await interaction.edit_original_response(content=words_of(interaction).say(key))

    @app_commands.command(name="block", description="Let one person's letters not reach you")
    @app_commands.describe(person="Whose letters are not to reach you")
    async def block(self, interaction: discord.Interaction, person: discord.User) -> None:
        """Keep a sender out; they are not told."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        store, words = inboxes_of(interaction), words_of(interaction)
        try:
            is_new = await store.block(interaction.user.id, person.id, datetime.now(UTC))
            key = "inbox-blocked" if is_new else "inbox-blocked-already"
        except InboxError:
            own = person.id == interaction.user.id
            key = "inbox-block-self" if own else "inbox-full"
        await interaction.edit_original_response(content=words.say(key))

    @app_commands.command(name="unblock", description="Let a person you blocked write to you again")
    @app_commands.describe(person="Whose letters may reach you again")
    async def unblock(self, interaction: discord.Interaction, person: discord.User) -> None:
        """Let a sender in again; they are not told."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        was_out = await inboxes_of(interaction).unblock(interaction.user.id, person.id)
        key = "inbox-unblocked" if was_out else "inbox-unblocked-not"
        await interaction.edit_original_response(content=words_of(interaction).say(key))

    @app_commands.command(name="blocked", description="Whose letters do not reach you")
    async def blocked(self, interaction: discord.Interaction) -> None:
        """List whom a person keeps out."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = words_of(interaction)
        found = await inboxes_of(interaction).blocked(interaction.user.id)
        if not found:
            await interaction.edit_original_response(content=words.say("inbox-list-empty"))
            return
        lines = [f"<@{user}> · `{user}`" for user in found]
        embed = discord.Embed(title=words.say("inbox-list"), description="\n".join(lines))
        await interaction.edit_original_response(embed=embed)


async def _welcomed(interaction: discord.Interaction[Any]) -> bool:
    """Write the first message to somebody who just opened their inbox; return whether it came."""
    try:
        await interaction.user.send(words_of(interaction).say("inbox-welcome"))
    except discord.HTTPException as error:
        log.info("inbox_unreachable", status=error.status, code=error.code)
        return False
    return True
