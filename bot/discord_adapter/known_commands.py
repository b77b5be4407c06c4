"""`/flashguard known`: the server's lists of known images, for its moderators."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.discord_adapter import permits
from bot.discord_adapter.desk import desk_of
from bot.errors import FlashguardError, ListError
from bot.known import KnownImage, KnownList

_LONGEST_NAME = 60


class Listed(Protocol):
    """What is on a server's lists, in numbers, and its newest entries."""

    @property
    def blocked(self) -> int:
        """Own entries of the block list."""
        ...

    @property
    def allowed(self) -> int:
        """Own entries of the allow list."""
        ...

    @property
    def elsewhere(self) -> tuple[tuple[str, int], ...]:
        """Lists that were taken in, by name, and how many entries each has."""
        ...

    @property
    def newest(self) -> tuple[KnownImage, ...]:
        """The newest entries of the server's own."""
        ...


class Brought(Protocol):
    """What a file brings."""

    @property
    def server(self) -> str:
        """The name of the server that it is from, as the file says."""
        ...

    @property
    def blocked(self) -> tuple[KnownImage, ...]:
        """The entries of its block list."""
        ...

    @property
    def allowed(self) -> int:
        """How many entries its allow list has; none of them is taken in."""
        ...


class Lists(Protocol):
    """The lists, and their files. Each method raises FlashguardError with the mend."""

    most_bytes: int
    most_images: int

    async def add(self, case_id: str, on: KnownList, by: int, at: datetime) -> int:
        """Put what a case was opened for on one of its server's lists."""
        ...

    async def listed(self, guild_id: int) -> Listed:
        """Return what is on a server's lists."""
        ...

    async def remove(
        self, guild_id: int, entry_id: int, by: int, at: datetime
    ) -> KnownImage | None:
        """Take one entry off."""
        ...

    async def remove_source(self, guild_id: int, source: str, at: datetime) -> int:
        """Take all that one import brought off."""
        ...

    async def own(self, guild_id: int, limit: int) -> list[KnownImage]:
        """Return a server's own entries, the newest first."""
        ...

    async def take_in(
        self, guild_id: int, source: str, images: Sequence[KnownImage], by: int, at: datetime
    ) -> int:
        """Take in another server's block list."""
        ...

    def dump(self, server: str, images: Sequence[KnownImage], at: datetime) -> bytes:
        """Return entries as a file."""
        ...

    def load(self, data: bytes) -> Brought:
        """Return what a file brings."""
        ...


def lists_of(interaction: discord.Interaction[Any]) -> Lists:
    """Return the lists; the client carries them as `lists`."""
    lists: Lists = interaction.client.lists
    return lists


class KnownGroup(app_commands.Group):
    """What moderators can do with the lists."""

    def __init__(self) -> None:
        """Make the group."""
        super().__init__(name="known", description="Images that this server knows again")

    @app_commands.command(
        name="add", description="Put the images of a case on one of this server's lists"
    )
    @app_commands.describe(
        case="The case's number",
        list="Block: take it down whenever it comes. Allow: let it pass",
    )
    async def add(
        self, interaction: discord.Interaction, case: app_commands.Range[int, 1], list: KnownList
    ) -> None:
        """Put a case's images on a list."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(await _said(_add(interaction, case, list)), ephemeral=True)

    @app_commands.command(name="list", description="What is on this server's lists")
    async def show(self, interaction: discord.Interaction) -> None:
        """Show numbers and the newest entries."""
        assert interaction.guild_id is not None, "the group is for servers only"
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(
            await _said(_shown(interaction)),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @app_commands.command(
        name="remove",
        description="Take images off the lists: one entry, or all that one import brought",
    )
    @app_commands.describe(
        entry="The entry's number, as the list shows it",
        source="The name under which a list was taken in",
    )
    async def remove(
        self,
        interaction: discord.Interaction,
        entry: app_commands.Range[int, 1] | None = None,
        source: app_commands.Range[str, 1, 80] | None = None,
    ) -> None:
        """Take one entry off, or an import, for those who may manage the server."""
        if source is not None:
            permits.require(interaction, permits.ADMINISTER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(
            await _said(_removed(interaction, entry, source)), ephemeral=True
        )

    @app_commands.command(
        name="export", description="This server's own lists as a file, for other servers"
    )
    async def export(self, interaction: discord.Interaction) -> None:
        """Give the server's own entries as a private file."""
        guild, lists = interaction.guild, lists_of(interaction)
        assert guild is not None, "the group is for servers only"
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            images = await lists.own(guild.id, lists.most_images)
        except FlashguardError as error:
            await interaction.followup.send(error.message, ephemeral=True)
            return
        data = lists.dump(guild.name, images, datetime.now(UTC))
        full = " These are the newest; no file holds more." * (len(images) == lists.most_images)
        await interaction.followup.send(
            f"{len(images):,} images, as fingerprints: no picture, no case and nobody's name is in"
            f" the file. Where others take it in, it makes images suspect and removes none.{full}",
            file=discord.File(io.BytesIO(data), "flashguard-known-images.json"),
            ephemeral=True,
        )

    @app_commands.command(
        name="import",
        description="Take in another server's block list: it raises suspicion, and never removes"
        " anything",
    )
    @app_commands.describe(
        file="A file that /flashguard known export made", name="What to call that list here"
    )
    async def take_in(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        name: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Take in a file, for those who may manage the server."""
        permits.require(interaction, permits.ADMINISTER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(
            await _said(_taken_in(interaction, file, name)), ephemeral=True
        )


async def _said(work: Any) -> str:
    """Return what somebody is told: what was done, or why it was not and the mend."""
    try:
        told: str = await work
    except FlashguardError as error:
        return error.message
    return told


async def _add(interaction: discord.Interaction[Any], number: int, on: KnownList) -> str:
    assert interaction.guild_id is not None, "the group is for servers only"
    case = await desk_of(interaction).cases.by_number(interaction.guild_id, number)
    if case is None:
        return f"There is no case {number} on this server."
    count = await lists_of(interaction).add(
        case.case_id, on, interaction.user.id, datetime.now(UTC)
    )
    images = "1 image is" if count == 1 else f"{count} images are"
    if on is KnownList.BLOCK:
        return (
            f"{images} on the block list now: the same picture is taken down whenever it comes,"
            " smaller, turned or mirrored too."
        )
    return (
        f"{images} on the allow list now: the same file passes from now on, and a copy of it as"
        " long as nothing else is found in it."
    )


async def _shown(interaction: discord.Interaction[Any]) -> str:
    assert interaction.guild_id is not None, "the group is for servers only"
    found = await lists_of(interaction).listed(interaction.guild_id)
    lines = [
        f"**Known images of this server**: {found.blocked:,} blocked, {found.allowed:,} let pass."
    ]
    for source, count in found.elsewhere:
        lines.append(
            f"• {_plain(source)}: {count:,} from another server; they raise suspicion, no more."
        )
    if found.newest:
        lines.append("The newest of its own:")
    for image in found.newest:
        assert image.added_at is not None, "entries of the database have it"
        case = f"case {image.case_number}" if image.case_number is not None else "no case"
        who = f" by <@{image.user_id}>" if image.user_id and image.user_id > 0 else ""
        when = discord.utils.format_dt(image.added_at, "R")
        lines.append(f"• `{image.entry_id}` {image.on.value}, {case},{who} {when}")
    lines.append("-# `/flashguard known remove` takes one off, by its number.")
    return "\n".join(lines)[:2000]


async def _removed(
    interaction: discord.Interaction[Any], entry: int | None, source: str | None
) -> str:
    assert interaction.guild_id is not None, "the group is for servers only"
    lists, guild_id, now = lists_of(interaction), interaction.guild_id, datetime.now(UTC)
    if (entry is None) == (source is None):
        return "Say either which `entry` is to go, or all of which `source`."
    if source is not None:
        count = await lists.remove_source(guild_id, source, now)
        return (
            f"{count:,} images from “{_plain(source)}” are off the lists."
            if count
            else "There is no list of that name; `/flashguard known list` shows which there are."
        )
    assert entry is not None
    image = await lists.remove(guild_id, entry, interaction.user.id, now)
    if image is None:
        return "There is no such entry; `/flashguard known list` shows the newest."
    return f"Entry {entry} is off the {image.on.value} list."


async def _taken_in(
    interaction: discord.Interaction[Any], file: discord.Attachment, name: str | None
) -> str:
    assert interaction.guild_id is not None, "the group is for servers only"
    lists = lists_of(interaction)
    if file.size > lists.most_bytes:
        raise ListError(f"The file is larger than {lists.most_bytes // 2**20} MiB. Split it.")
    try:
        brought = lists.load(await file.read())
    except discord.HTTPException:
        raise ListError("Discord did not hand out the file. Please try again.") from None
    source = _named(name or brought.server)
    if not source:
        raise ListError("The file does not say whose it is: give it a `name`.")
    count = await lists.take_in(
        interaction.guild_id, source, brought.blocked, interaction.user.id, datetime.now(UTC)
    )
    lines = [
        f"{count:,} images from “{_plain(source)}” are known now, as another server's: the same"
        " picture is shown to you as suspect, and never removed for that alone."
    ]
    if known := len(brought.blocked) - count:
        lines.append(f"{known:,} were known from there already.")
    if brought.allowed:
        lines.append(
            f"{brought.allowed:,} that they let pass were left out: what passes here is up to you."
        )
    return "\n".join(lines)


def _named(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()[:_LONGEST_NAME]


def _plain(text: str) -> str:
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))
