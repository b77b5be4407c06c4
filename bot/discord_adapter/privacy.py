"""Slash commands by which people use their rights over their own data.

`add_to` adds them to a tree; the client carries the record's side as `people`, and registers
`EraseButton` among its dynamic items. Answers are seen by the person alone.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import re
from datetime import UTC, datetime
from typing import Any, Protocol, Self

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.desk import words_of
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.private.records import records
from bot.errors import FlashguardError
from bot.locales import Words

log = structlog.get_logger(__name__)

_MOST_BYTES = 8 * 1024 * 1024
"""A bot's file may have 10 MiB; what is larger goes compressed."""


class ErasedNumbers(Protocol):
    """What an erasure did, in numbers."""

    @property
    def erased(self) -> int:
        """Cases that are gone."""
        ...

    @property
    def pseudonymised(self) -> int:
        """Cases that name a random number now."""
        ...

    @property
    def steps(self) -> int:
        """A moderator's steps that name a random number now."""
        ...

    @property
    def consents(self) -> int:
        """Permissions that the person had given, and that are gone."""
        ...

    @property
    def kept(self) -> int:
        """The person's own cases that stay until their time is over."""
        ...

    @property
    def held(self) -> int:
        """Cases that are kept for an authority."""
        ...


class PeopleStore(Protocol):
    """The record, as far as it is about one person."""

    async def export(self, user_id: int, at: datetime) -> dict[str, object]:
        """Return all that is held of a person, ready for JSON."""
        ...

    async def erase(self, user_id: int, at: datetime) -> ErasedNumbers:
        """Erase what a person can have erased on their own word."""
        ...


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    """Add `/privacy export` and `/privacy erase` to a tree."""
    tree.add_command(Privacy())


def people_of(interaction: discord.Interaction[Any]) -> PeopleStore:
    """Return the record's side; the client carries it as `people`."""
    people: PeopleStore = interaction.client.people
    return people


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class Privacy(app_commands.Group):
    """What somebody can ask about their own data."""

    def __init__(self) -> None:
        """Make the group."""
        super().__init__(name="privacy", description="Your data in this bot's record")
        # A copy takes a look through the whole record: one at a time, whoever asks.
        self._turn = asyncio.Lock()
        self.add_command(records)

    @app_commands.command(name="export", description="A copy of all that is recorded about you")
    async def export(self, interaction: discord.Interaction) -> None:
        """Send a person what the record holds of them, on every server."""
        # It may take longer than the three seconds that an answer has.
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = words_of(interaction)
        if self._turn.locked():
            await interaction.followup.send(words.say("privacy-busy"), ephemeral=True)
            return
        async with self._turn:
            try:
                told = await people_of(interaction).export(interaction.user.id, datetime.now(UTC))
            except FlashguardError as error:
                await interaction.followup.send(_failed(error, words), ephemeral=True)
                return
        name, data = await asyncio.to_thread(_file, told)
        if len(data) > _MOST_BYTES:
            await interaction.followup.send(words.say("privacy-too-much"), ephemeral=True)
            return
        await interaction.followup.send(
            _summary(told, words), file=discord.File(io.BytesIO(data), name), ephemeral=True
        )

    @app_commands.command(name="erase", description="Erase your data from this bot's record")
    async def erase(self, interaction: discord.Interaction) -> None:
        """Say what would be erased and what not, and ask."""
        words, view = words_of(interaction), discord.ui.View(timeout=None)
        view.add_item(EraseButton(words.say("go-erase")))
        await interaction.response.send_message(
            words.say("privacy-would"), view=view, ephemeral=True
        )


class EraseButton(PersistentButton, template=r"fg:privacy:erase"):
    """Erases the data of whoever presses it; only the person who asked sees it."""

    def __init__(self, label: str = "·") -> None:
        """Make the button."""
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.danger,
                custom_id="fg:privacy:erase",
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        """Erase, and say in numbers what was done."""
        await interaction.response.defer(ephemeral=True)
        words = words_of(interaction)
        try:
            done = await people_of(interaction).erase(interaction.user.id, datetime.now(UTC))
        except FlashguardError as error:
            await interaction.edit_original_response(content=_failed(error, words))
            return
        await interaction.edit_original_response(content=_told(done, words), view=None)


def _failed(error: FlashguardError, words: Words) -> str:
    """Note why in the log, and return what the person is told: nothing of the inside."""
    log.error("privacy_failed", error=error.message, detail=error.detail)
    return words.say("privacy-failed")


def _file(told: dict[str, object]) -> tuple[str, bytes]:
    data = json.dumps(told, indent=2, ensure_ascii=False).encode()
    if len(data) <= _MOST_BYTES:
        return "flashguard-my-data.json", data
    return "flashguard-my-data.json.gz", gzip.compress(data)


def _summary(told: dict[str, object], words: Words) -> str:
    about = ("format", "made_at", "person_id", "explained")
    found = any(_holds(part) for name, part in told.items() if name not in about)
    return words.say("privacy-all" if found else "privacy-nothing")


def _holds(found: object) -> bool:
    """Return whether a part of the copy says anything of the person."""
    if isinstance(found, dict):
        return any(map(_holds, found.values()))
    return bool(found)


def _told(done: ErasedNumbers, words: Words) -> str:
    lines = [words.say("privacy-done", cases=done.erased + done.pseudonymised, steps=done.steps)]
    if done.consents:
        lines.append(words.say("privacy-consents", permissions=done.consents))
    if done.kept:
        lines.append(words.say("privacy-kept", cases=done.kept))
    if done.held:
        lines.append(words.say("privacy-held", cases=done.held))
    return "\n".join(lines)
