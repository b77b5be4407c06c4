"""Slash commands by which somebody permits one other person to send them images without blur.

`add_to` adds them to a tree; the client carries the store as `consents`. Answers are seen by the
giver alone, wherever the command is used: the other person is never told.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.consents import MOST, Consent, in_force
from bot.discord_adapter.desk import words_of
from bot.errors import ConsentError
from bot.locales import Words

_LONGEST = 365
"""Days; what is to hold for longer has no end but the giver's word."""


class ConsentStore(Protocol):
    """Where permissions are kept."""

    async def allow(self, giver: int, sender: int, until: datetime | None, at: datetime) -> Consent:
        """Give a permission; raise ConsentError where a person has given too many."""
        ...

    async def revoke(self, giver: int, sender: int, at: datetime) -> bool:
        """Take a permission back; return whether there was one in force."""
        ...

    async def given_by(self, user: int) -> list[Consent]:
        """Return every permission that a person gave and that is kept, the newest first."""
        ...


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    """Add `/consent allow`, `/consent list` and `/consent revoke` to a tree."""
    tree.add_command(ConsentGroup())


def consents_of(interaction: discord.Interaction[Any]) -> ConsentStore:
    """Return where permissions are kept; the client carries it as `consents`."""
    store: ConsentStore = interaction.client.consents
    return store


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ConsentGroup(app_commands.Group):
    """One person's permissions: giving, seeing and taking them back."""

    def __init__(self) -> None:
        """Make the group."""
        super().__init__(name="consent", description="Whose images you want to see without blur")

    @app_commands.command(
        name="allow", description="Let one person's images reach you without blur, until you say so"
    )
    @app_commands.describe(
        person="Whose images you want to see without blur",
        days="For how many days; without a number it holds until you take it back",
    )
    async def allow(
        self,
        interaction: discord.Interaction,
        person: discord.User,
        days: app_commands.Range[int, 1, _LONGEST] | None = None,
    ) -> None:
        """Give a permission, and say privately what it means and what it does not."""
        words, now = words_of(interaction), datetime.now(UTC)
        if person.id == interaction.user.id:
            await interaction.response.send_message(words.say("consent-self"), ephemeral=True)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        until = now + timedelta(days=days) if days else None
        try:
            given = await consents_of(interaction).allow(interaction.user.id, person.id, until, now)
        except ConsentError:
            text = words.say("consent-too-many", most=MOST)
        else:
            text = "\n\n".join(
                [
                    f"{words.say('consent-given', person=person.mention)} {_end(given, words)}",
                    words.say("consent-limits"),
                    words.say("consent-untold"),
                ]
            )
        await interaction.edit_original_response(content=text)

    @app_commands.command(name="list", description="See whom you have given a permission")
    async def list(self, interaction: discord.Interaction) -> None:
        """Show the permissions of whoever asks that are in force."""
        words = words_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        given = await consents_of(interaction).given_by(interaction.user.id)
        current = in_force(given, datetime.now(UTC))
        if not current:
            await interaction.edit_original_response(content=words.say("consent-nobody"))
            return
        await interaction.edit_original_response(embed=listed(current, words))

    @app_commands.command(name="revoke", description="Take a permission back")
    @app_commands.describe(person="Whose images you want to see blurred again")
    async def revoke(self, interaction: discord.Interaction, person: discord.User) -> None:
        """Take a permission back, and say privately that it has ended."""
        words = words_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = await consents_of(interaction).revoke(
            interaction.user.id, person.id, datetime.now(UTC)
        )
        key = "consent-revoked" if ended else "consent-none"
        await interaction.edit_original_response(content=words.say(key, person=person.mention))


def listed(current: tuple[Consent, ...], words: Words) -> discord.Embed:
    """Return a list of permissions, at most `MOST` of them, for whoever gave them."""
    lines = [f"- <@{consent.sender}>: {_end(consent, words)}" for consent in current]
    return discord.Embed(title=words.say("consent-title"), description="\n".join(lines))


def _end(consent: Consent, words: Words) -> str:
    if consent.expires_at is None:
        return words.say("consent-open")
    # The client writes the moment out, in the reader's own time and language.
    end = discord.utils.format_dt(consent.expires_at, "f")
    return words.say("consent-until", end=end)
