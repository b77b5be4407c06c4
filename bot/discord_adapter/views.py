"""The buttons under a notice, and the private help panel that they open.

All of them are persistent: what they need is in their custom id, so a button pressed after a
restart works. Answers are ephemeral, seen by the person alone, and nothing chosen is stored.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Protocol, Self

import discord

from bot.discord_adapter import texts
from bot.domain import Card, Case

_NO_CASE = "-"
_CASE = r"(?P<case>[A-Za-z0-9_-]{1,32})"

ANYWHERE = "INTL"
"""The code under which the guidance has what holds everywhere."""

_WHERE = r"(?P<where>[A-Z]{2,4}(?:-[A-Z]{2,3})?)"


class GuidanceSource(Protocol):
    """Where the facts come from."""

    def jurisdictions(self) -> list[tuple[str, str]]:
        """Return (code, name) of the places that have guidance of their own."""
        ...

    def help_card(
        self,
        where: str | None,
        *,
        minor: bool = False,
        message_link: str | None = None,
        case_number: int | None = None,
    ) -> Card:
        """Return what helps a person who received an unwanted image."""
        ...


class CaseLookup(Protocol):
    """Where a button finds its case again."""

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none (any more)."""
        ...

    async def by_number(self, guild_id: int, number: int) -> Case | None:
        """Return a server's case by the number that people quote, or None."""
        ...


class Desk:
    """What answers draw on; the client carries one as `desk`."""

    def __init__(self, guidance: GuidanceSource, cases: CaseLookup) -> None:
        """Take the guidance and the cases."""
        self.guidance = guidance
        self.cases = cases

    async def case_for(self, case_id: str, guild_id: int | None) -> Case | None:
        """Return the case of a button, if it belongs to the server where it was pressed."""
        case = None if case_id == _NO_CASE else await self.cases.case(case_id)
        return case if case is not None and case.post.place.guild_id == guild_id else None


def notice_id(case: Case) -> str:
    """Return the custom id by which the notice of a case is known."""
    return f"fg:help:{case.case_id or _NO_CASE}"


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    """Return what answers draw on."""
    desk = getattr(interaction.client, "desk", None)
    assert isinstance(desk, Desk), "the client of these views carries a desk"
    return desk


class NoticeView(discord.ui.View):
    """The two buttons under a notice."""

    def __init__(self, case: Case) -> None:
        """Make the buttons for a case."""
        super().__init__(timeout=None)
        self.add_item(HelpButton(case.case_id or _NO_CASE))
        self.add_item(WhyButton(case.case_id or _NO_CASE))


class HelpButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"fg:help:{_CASE}"):
    """Opens the help panel."""

    def __init__(self, case_id: str) -> None:
        """Make the button for a case."""
        self.case_id = case_id
        super().__init__(
            discord.ui.Button(
                label="Get help",
                style=discord.ButtonStyle.primary,
                custom_id=f"fg:help:{case_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button again from its custom id."""
        return cls(match["case"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the panel's first page to the person who pressed."""
        await open_panel(interaction, self.case_id)


class WhyButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"fg:why:{_CASE}"):
    """Says why the post was removed."""

    def __init__(self, case_id: str) -> None:
        """Make the button for a case."""
        self.case_id = case_id
        super().__init__(
            discord.ui.Button(
                label="Why was this removed?",
                style=discord.ButtonStyle.secondary,
                custom_id=f"fg:why:{case_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button again from its custom id."""
        return cls(match["case"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the person who pressed, privately."""
        case = await desk_of(interaction).case_for(self.case_id, interaction.guild_id)
        await interaction.response.send_message(texts.why(case), ephemeral=True)


async def open_panel(interaction: discord.Interaction, case_id: str = _NO_CASE) -> None:
    """Show a person, privately, the first page of the help panel."""
    await interaction.response.send_message(
        texts.PANEL, view=PanelView(desk_of(interaction).guidance, case_id), ephemeral=True
    )


class PanelView(discord.ui.View):
    """Where the person lives, whether anyone may be under 18, and the way out."""

    def __init__(self, guidance: GuidanceSource, case_id: str) -> None:
        """Make the panel's first page for a case."""
        super().__init__(timeout=None)
        _add_places(self, guidance, case_id, minor=False)
        self.add_item(StepButton("under18", ANYWHERE, case_id))
        self.add_item(StepButton("close", ANYWHERE, case_id))


def _add_places(
    view: discord.ui.View, guidance: GuidanceSource, case_id: str, *, minor: bool
) -> None:
    """Offer every place that has guidance, in menus of at most 25 entries (Discord's limit)."""
    places = [*guidance.jurisdictions(), (ANYWHERE, "Somewhere else")]
    for start in range(0, len(places), 25):
        view.add_item(WhereSelect(case_id, start // 25, places[start : start + 25], minor=minor))


class WhereSelect(
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"fg:where:(?P<n>\d):(?P<route>all|minor):{_CASE}",
):
    """The menu of places. Once somebody may be under 18, every choice stays on that route."""

    def __init__(self, case_id: str, n: int, places: list[tuple[str, str]], *, minor: bool) -> None:
        """Make the n-th menu with these (code, name) entries."""
        self.case_id, self.minor = case_id, minor
        super().__init__(
            discord.ui.Select(
                custom_id=f"fg:where:{n}:{'minor' if minor else 'all'}:{case_id}",
                placeholder="Where do you live?" if n == 0 else "More places",
                options=[discord.SelectOption(label=name, value=code) for code, name in places],
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the menu again from its custom id; its entries come with the message."""
        assert isinstance(item, discord.ui.Select)
        places = [(o.value, o.label) for o in item.options]
        menu = cls(match["case"], int(match["n"]), places, minor=match["route"] == "minor")
        menu.item = item
        return menu

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the steps for the chosen place."""
        await _show_card(interaction, self.case_id, self.item.values[0], minor=self.minor)


class StepButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"fg:step:(?P<step>under18|back|close):{_WHERE}:{_CASE}",
):
    """A button of the panel: under 18, back to the start, or close."""

    _LABELS: ClassVar = {
        "under18": "Someone in it may be under 18",
        "back": "Back",
        "close": "Not now",
    }

    def __init__(self, step: str, where: str, case_id: str) -> None:
        """Make the button for a step, at a place, of a case's panel."""
        self.step, self.where, self.case_id = step, where, case_id
        super().__init__(
            discord.ui.Button(
                label=self._LABELS[step],
                style=discord.ButtonStyle.secondary,
                custom_id=f"fg:step:{step}:{where}:{case_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button again from its custom id."""
        return cls(match["step"], match["where"], match["case"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Take the step in the same private message."""
        match self.step:
            case "close":
                await interaction.response.edit_message(content=texts.CLOSED, embed=None, view=None)
            case "back":
                view = PanelView(desk_of(interaction).guidance, self.case_id)
                await interaction.response.edit_message(content=texts.PANEL, embed=None, view=view)
            case _:
                await _show_card(interaction, self.case_id, self.where, minor=True)


async def _show_card(
    interaction: discord.Interaction, case_id: str, where: str, *, minor: bool
) -> None:
    desk = desk_of(interaction)
    case = await desk.case_for(case_id, interaction.guild_id)
    card = desk.guidance.help_card(
        where,
        minor=minor,
        message_link=case.post.link if case else None,
        case_number=case.number if case else None,
    )
    view = discord.ui.View(timeout=None)
    for link in card.links:
        view.add_item(discord.ui.Button(label=link.label, url=link.url))
    if minor:
        _add_places(view, desk.guidance, case_id, minor=True)
    else:
        view.add_item(StepButton("under18", where, case_id))
    view.add_item(StepButton("back", where, case_id))
    view.add_item(StepButton("close", where, case_id))
    await interaction.response.edit_message(content=None, embed=_embed(card), view=view)


def _embed(card: Card) -> discord.Embed:
    embed = discord.Embed(title=card.title, colour=discord.Colour(0x2563EB))
    for heading, text in card.sections:
        embed.add_field(name=heading, value=text, inline=False)
    embed.set_footer(text=card.footer)
    return embed
