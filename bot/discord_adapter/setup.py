"""`/flashguard setup`: two pages of choices, then a check of everything, in one private message.

Every choice so far is in the custom ids of the page, so that it works after a restart, and nothing
is kept of a set-up that somebody breaks off. One version of the policy is made at the end.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol, Self, cast

import discord
import structlog

from bot.checks import Check
from bot.discord_adapter import coverage, permits, policy_texts
from bot.discord_adapter.desk import Desk, desk_of
from bot.discord_adapter.gap_report import moderators_channel
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.setup_choices import (
    FLAGGED,
    INTRO,
    LANGUAGES,
    MENU_LIMIT,
    MODES,
    NOWHERE,
    RULES,
    STRICTNESS,
    UNSCREENED,
    Choices,
    choices_of,
)
from bot.errors import ConfigError, FlashguardError

log = structlog.get_logger(__name__)


class Inside(Protocol):
    """What can be looked at in the running bot itself."""

    async def inside(self, guild_id: int) -> list[Check]:
        """Return the state of record, ledger and workers, and of a server's rules."""
        ...

    async def try_out(self, guild_id: int) -> list[Check]:
        """Send a synthetic positive through screening and a server's rules; try the record."""
        ...


async def begin(interaction: discord.Interaction[Any]) -> None:
    """Show the first page, privately."""
    assert interaction.guild is not None, "the command is for servers only"
    desk = desk_of(interaction)
    text, view = _first(desk, choices_of(desk, interaction.guild))
    await interaction.response.send_message(text, view=view, ephemeral=True)


async def examined(interaction: discord.Interaction[Any]) -> list[Check]:
    """Return all that there is to check of the server of an interaction, what is amiss first."""
    guild, desk = interaction.guild, desk_of(interaction)
    assert guild is not None, "for servers only"
    book = desk.servers.rulebook_of(guild.id)
    found = [
        coverage.intents(interaction.client),
        *await inside_of(interaction).inside(guild.id),
        *coverage.audit(guild, book, desk.settings_for),
        await coverage.webhooks(guild),
    ]
    return sorted(found, key=lambda check: (check.ok is not False, check.ok is not None))


def inside_of(interaction: discord.Interaction[Any]) -> Inside:
    """Return what can be looked at in the bot itself; the client carries it as `inside`."""
    inside: Inside = interaction.client.inside
    return inside


# ------------------------------------------------------------------------------------ the pages


def _first(desk: Desk, chosen: Choices) -> tuple[str, discord.ui.View]:
    view = discord.ui.View(timeout=None)
    view.add_item(SetupChannel(chosen))
    view.add_item(SetupMenu("language", chosen, _options(LANGUAGES, chosen.language), "Language"))
    places = [(NOWHERE, "Not named: no law is shown"), *desk.guidance.jurisdictions("en")]
    for n, start in enumerate(range(0, len(places), MENU_LIMIT)):
        options = _options(dict(places[start : start + MENU_LIMIT]), chosen.place)
        view.add_item(
            SetupMenu(f"place{n}", chosen, options, "More places" if n else "Where the server is")
        )
    if not chosen.channel:
        return INTRO, view
    view.add_item(SetupButton("rules", chosen))
    return f"{INTRO}\n\nEntries for moderators go to <#{chosen.channel}>.", view


def _second(chosen: Choices) -> tuple[str, discord.ui.View]:
    view = discord.ui.View(timeout=None)
    for field, texts, hint in (
        ("strictness", STRICTNESS, "What counts"),
        ("flagged", FLAGGED, "What happens to a flagged post"),
        ("unscreened", UNSCREENED, "What happens to what could not be screened"),
        ("mode", MODES, "Observe or act"),
    ):
        known = {key.value: text for key, text in cast(dict[StrEnum, str], texts).items()}
        chosen_now = getattr(chosen, field).value
        view.add_item(SetupMenu(field, chosen, _options(known, chosen_now), hint))
    view.add_item(SetupButton("where", chosen))
    view.add_item(SetupButton("save", chosen))
    return RULES, view


def _last(chosen: Choices) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for act in ("try", "check", "where"):
        view.add_item(SetupButton(act, chosen))
    return view


def _options(texts: dict[str, str], chosen: str) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=text[:100], value=value, default=value == chosen)
        for value, text in texts.items()
    ]


_STATE = r"(?P<state>[0-9]{1,20}\.[A-Za-z.-]{1,70})"


async def _show(interaction: discord.Interaction[Any], page: tuple[str, discord.ui.View]) -> None:
    text, view = page
    await interaction.response.edit_message(content=text, embeds=[], view=view)


class SetupChannel(
    discord.ui.DynamicItem[discord.ui.ChannelSelect[Any]], template=rf"fg:setup:c:{_STATE}"
):
    """Takes the moderators' channel."""

    def __init__(self, chosen: Choices) -> None:
        """Make the menu over what was chosen so far."""
        self.chosen = chosen
        default = [discord.SelectDefaultValue(id=chosen.channel, type=_CHANNEL)]
        super().__init__(
            discord.ui.ChannelSelect(
                custom_id=f"fg:setup:c:{chosen.packed()}",
                channel_types=[discord.ChannelType.text],
                placeholder="The moderators' channel",
                default_values=default if chosen.channel else [],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the menu again from its custom id."""
        return cls(Choices.unpacked(match["state"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Keep the channel for the rest of the set-up."""
        if not await permits.refuse(interaction, permits.ADMINISTER):
            chosen = replace(self.chosen, channel=self.item.values[0].id)
            await _show(interaction, _first(desk_of(interaction), chosen))


class SetupMenu(
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"fg:setup:m:(?P<field>[a-z]+[0-9]?):{_STATE}",
):
    """Takes any other choice."""

    def __init__(
        self,
        field: str,
        chosen: Choices,
        options: list[discord.SelectOption] | None = None,
        hint: str = "",
    ) -> None:
        """Make the menu of a field; the places' second menu is called `place1`."""
        self.field, self.chosen = field, chosen
        super().__init__(
            discord.ui.Select(
                custom_id=f"fg:setup:m:{field}:{chosen.packed()}",
                options=options or [],
                placeholder=hint,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the menu again from its custom id."""
        return cls(match["field"], Choices.unpacked(match["state"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Keep the choice for the rest of the set-up."""
        if await permits.refuse(interaction, permits.ADMINISTER):
            return
        name, value = self.field.rstrip("01"), self.item.values[0]
        kind = type(getattr(self.chosen, name))
        chosen = replace(self.chosen, **{name: kind(value)})
        on_first = name in ("language", "place")
        await _show(
            interaction, _first(desk_of(interaction), chosen) if on_first else _second(chosen)
        )


class SetupButton(
    PersistentButton,
    template=rf"fg:setup:b:(?P<act>[a-z]+):{_STATE}",
):
    """Turns the page, saves, checks again, or tries everything out."""

    def __init__(self, act: str, chosen: Choices) -> None:
        """Make one of the buttons."""
        self.act, self.chosen = act, chosen
        label, style = _BUTTONS[act]
        super().__init__(
            discord.ui.Button(
                label=label, style=style, custom_id=f"fg:setup:b:{act}:{chosen.packed()}"
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        act = match["act"]
        return cls(act if act in _BUTTONS else "check", Choices.unpacked(match["state"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what the button says."""
        if await permits.refuse(interaction, permits.ADMINISTER):
            return
        match self.act:
            case "where":
                await _show(interaction, _first(desk_of(interaction), self.chosen))
            case "rules":
                await _show(interaction, _second(self.chosen))
            case "save":
                await interaction.response.defer()
                if await self._save(interaction):
                    await self._check(interaction)
            case "try":
                await interaction.response.defer(ephemeral=True, thinking=True)
                await _try_out(interaction)
            case _:
                await interaction.response.defer()
                await self._check(interaction)

    async def _save(self, interaction: discord.Interaction[Any]) -> bool:
        """Make a version of the choices; return whether it is kept."""
        assert interaction.guild_id is not None, "the set-up is for servers only"
        try:
            await desk_of(interaction).servers.change(
                interaction.guild_id,
                self.chosen.over,
                by=interaction.user.id,
                at=datetime.now(UTC),
                note="set-up",
            )
        except FlashguardError as error:
            log.error("setup_not_kept", error=error.message, detail=error.detail)
            text = "It could not be kept, and nothing was changed; the reason is in the bot's log."
            if isinstance(error, ConfigError):
                text = f"{error.message} Nothing was changed."
            await interaction.followup.send(text, ephemeral=True)
            return False
        return True

    async def _check(self, interaction: discord.Interaction[Any]) -> None:
        """Show the rules as they are now, and what of the server is not as they need it."""
        assert interaction.guild is not None, "the set-up is for servers only"
        desk = desk_of(interaction)
        book = desk.servers.rulebook_of(interaction.guild.id)
        rules = discord.Embed(
            title=f"Your rules: {book.policy.version}",
            description="\n".join(policy_texts.summary(book)),
            colour=discord.Colour(0x334155),
        )
        found = policy_texts.checked("Checked", await examined(interaction))
        await interaction.edit_original_response(
            content=None, embeds=[rules, found], view=_last(self.chosen)
        )


_CHANNEL = discord.SelectDefaultValueType.channel
_BUTTONS = {
    "where": ("Back to the start", discord.ButtonStyle.secondary),
    "rules": ("Next", discord.ButtonStyle.primary),
    "save": ("Save and check", discord.ButtonStyle.success),
    "check": ("Check again", discord.ButtonStyle.secondary),
    "try": ("Try it", discord.ButtonStyle.primary),
}


async def _try_out(interaction: discord.Interaction[Any]) -> None:
    """Try the whole chain with an abstract picture, and say privately how it went."""
    guild, desk = interaction.guild, desk_of(interaction)
    assert guild is not None, "the set-up is for servers only"
    found = await inside_of(interaction).try_out(guild.id)
    found.append(await _test_entry(guild, desk))
    await interaction.followup.send(embed=policy_texts.checked("Tried", found), ephemeral=True)


async def _test_entry(guild: discord.Guild, desk: Desk) -> Check:
    name = "test entry"
    channel = moderators_channel(guild, desk.settings_for)
    if channel is None:
        return Check(
            name,
            False,
            "There is no moderators' channel to write to.",
            "Choose one on the first page.",
        )
    embed = discord.Embed(
        title="Test: entries for moderators arrive here",
        description=(
            "Somebody with **Manage Server** tried the bot out. No image was posted, and nothing"
            " was recorded."
        ),
        colour=discord.Colour(0x15803D),
    )
    try:
        message = await channel.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())
    except discord.HTTPException as error:
        return Check(
            name,
            False,
            f"I could not write to {channel.mention} (Discord's error {error.code}).",
            "Edit Channel, Permissions, my role: allow **View Channel**, **Send Messages** and"
            " **Embed Links**.",
        )
    return Check(name, True, f"A test entry stands in {channel.mention}: {message.jump_url}")
