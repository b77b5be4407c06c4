"""Looks that one person asks for: "Screen image" on a message, and `/screen` for their own file.

Both answer privately, and work where the bot is no member: Discord sends the message along with the
command. Nothing is recorded. There is one answer, edited in, and no follow-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.collector import collect
from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.panel import PanelButton, Spot
from bot.discord_adapter.private import texts
from bot.discord_adapter.private.desk import PrivateDesk, private_of
from bot.discord_adapter.private.memory import Seen
from bot.discord_adapter.private.records import KeepButton, may_be_kept
from bot.discord_adapter.views import HelpButton
from bot.domain import MediaFinding, MediaRef, Post, Surface
from bot.errors import StoreError
from bot.locales import Words

log = structlog.get_logger(__name__)

Command = TypeVar("Command")
IS_FORWARD = 1 << 14
"""A message's flag HAS_SNAPSHOT (Discord's reference)."""


def everywhere(command: Command) -> Command:
    """Offer a command on servers with the bot and to whoever installed it, in every place."""
    installs = app_commands.allowed_installs(guilds=True, users=True)
    contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return installs(contexts(command))


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    """Add "Screen image" and `/screen` to a tree."""
    tree.add_command(_screen_image)
    tree.add_command(_screen)


def message_json(interaction: discord.Interaction[Any], message: discord.Message) -> Any:
    """Return the message that a command was used on, as Discord sent it along."""
    data: Any = interaction.data or {}
    return data.get("resolved", {}).get("messages", {}).get(str(message.id), {})


def received(interaction: discord.Interaction[Any], message: discord.Message) -> Post:
    """Return the message that a command was used on, with all its media and without its words."""
    return replace(collect(message, message_json(interaction, message)), text="")


def hides_a_forward(raw: Mapping[str, Any]) -> bool:
    """Return whether a message is a forward of which Discord did not pass on what it shows."""
    return bool(int(raw.get("flags") or 0) & IS_FORWARD) and not raw.get("message_snapshots")


def _nothing_to_see(raw: Mapping[str, Any], awaits_preview: bool, words: Words) -> str:
    if hides_a_forward(raw):
        return words.say("screen-none-forward")
    return words.say("screen-none-preview" if awaits_preview else "screen-none")


@everywhere
@app_commands.context_menu(name="Screen image")
async def _screen_image(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    desk, words = private_of(interaction), words_of(interaction)
    post = received(interaction, message)
    ref = await desk_of(interaction).ref_of(message, interaction.guild_id)
    view = discord.ui.View(timeout=None)
    view.add_item(HelpButton(ref, words.say("button-help")))
    if not post.media:
        raw = message_json(interaction, message)
        text = _nothing_to_see(raw, post.awaits_preview, words)
        await interaction.edit_original_response(content=text, view=view)
        return
    findings = await _looked(desk, interaction.user.id, post.media)
    if findings is None:
        await interaction.edit_original_response(content=words.say("screen-busy"))
        return
    now = datetime.now(UTC)
    if await _consented(desk, interaction.user.id, post.sender.user_id, now):
        foot = words.say("screen-consented")
        text = texts.answer(findings, words, foot=foot, advice=False)
        await interaction.edit_original_response(content=text, view=view)
        return

    async def take_back() -> None:
        await interaction.edit_original_response(attachments=[])

    copies = texts.copies_of(findings)
    keepable = may_be_kept(post, interaction.user.id, ref)
    desk.memory.keep(
        interaction.user.id, ref, Seen(post, now, findings, keepable, take_back if copies else None)
    )
    if keepable:
        view.add_item(KeepButton(ref, words.say("button-keep-private")))
    view.add_item(_minor_button(ref, words))
    await interaction.edit_original_response(
        content=texts.answer(findings, words, copies=len(copies)), attachments=copies, view=view
    )


@everywhere
@app_commands.command(
    name="screen", description="Have a file of yours looked at before you post it, privately"
)
@app_commands.describe(file="The picture or video; nobody else sees it, and it is not kept")
async def _screen(interaction: discord.Interaction, file: discord.Attachment) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    media = MediaRef(
        media_id=str(file.id),
        surface=Surface.ATTACHMENT,
        url=file.url,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
    )
    words = words_of(interaction)
    findings = await _looked(private_of(interaction), interaction.user.id, (media,))
    text = words.say("screen-busy") if findings is None else texts.own_upload(findings, words)
    await interaction.edit_original_response(content=text)


def _minor_button(ref: str, words: Words) -> PanelButton:
    style = discord.ButtonStyle.danger
    return PanelButton("minor", Spot(ref), words.say("go-minor"), style=style)


async def _looked(
    desk: PrivateDesk,
    user_id: int,
    media: tuple[MediaRef, ...],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[MediaFinding, ...] | None:
    """Return what was found, or None where this person asks for too much at a time."""
    if not desk.pace.begin(user_id, clock()):
        return None
    try:
        return await desk.examiner.examine(media)
    finally:
        desk.pace.end(user_id)


async def _consented(desk: PrivateDesk, user_id: int, sender_id: int, at: datetime) -> bool:
    """Return whether a person permitted this sender; where that cannot be read, they did not."""
    try:
        return await desk.consents.in_force(user_id, sender_id, at) is not None
    except StoreError as error:
        log.error("consent_not_read", detail=error.detail)
        return False
