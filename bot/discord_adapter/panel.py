"""The private help panel: one screen after the other in the same message, safety first.

All of it is persistent: what a button needs is in its custom id, so one that is pressed after a
restart works. Nothing that a person chooses is kept, unless they ask for it. The answer "someone
may be under 18" overrides everything: no way leads from its route to another, and it leaves no
fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import discord
import structlog

from bot.discord_adapter import member_texts, own_records
from bot.discord_adapter.card_view import add_links, embed_of
from bot.discord_adapter.desk import NO_REF, REF, About, Desk, desk_of, words_of
from bot.discord_adapter.inbox.forgetting import empty, forget
from bot.discord_adapter.panel_acts import erase_fingerprints, tell_moderators
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.private.minors import forget_what_was_seen
from bot.discord_adapter.private.records import KeepButton, is_keepable
from bot.discord_adapter.review import hide
from bot.domain import Card
from bot.errors import StoreError
from bot.guidance import FALLBACK, INCIDENTS
from bot.locales import Words

log = structlog.get_logger(__name__)

_SCREENS = (
    *("start", "danger", "what", "where", "card", "minor", "me"),
    *("tell", "named", "unnamed", "record", "remember", "forget", "close", "exit"),
)
_MENU_LIMIT = 25
"""Entries of a menu (Discord's API reference)."""
_SPOT = (
    r"(?P<route>[am]):(?P<what>[a-z_]+|-):(?P<where>[A-Z]{2,4}(?:-[A-Z]{2,3})?|-)"
    rf":(?P<page>\d):{REF}"
)
_TURN, _NAV = 3, 4
"""Rows: of what turns the pages, and of what every screen has. Links and menus stand above."""


@dataclass(frozen=True)
class Spot:
    """Where a person is in the panel; all of it stands in the custom ids.

    `minor` is the route where somebody may be under 18.
    """

    ref: str = NO_REF
    what: str | None = None
    where: str | None = None
    page: int = 0
    minor: bool = False

    def __str__(self) -> str:
        route = "m" if self.minor else "a"
        return f"{route}:{self.what or '-'}:{self.where or '-'}:{self.page}:{self.ref}"

    @classmethod
    def of(cls, match: re.Match[str]) -> Spot:
        """Read it from a custom id; an incident that is not there any more counts as none."""
        what = match["what"] if match["what"] in INCIDENTS else None
        where = None if match["where"] == "-" else match["where"]
        return cls(match["ref"], what, where, int(match["page"]), match["route"] == "m")


@dataclass(frozen=True)
class Screen:
    """What the panel's message shows: a text or a card, and what can be pressed."""

    view: discord.ui.View
    text: str | None = None
    card: Card | None = None


async def open_panel(interaction: discord.Interaction[Any], ref: str = NO_REF) -> None:
    """Show a person, privately, the first screen."""
    screen = _start(words_of(interaction), Spot(ref), keepable=is_keepable(interaction, ref))
    await interaction.response.send_message(screen.text, view=screen.view, ephemeral=True)


class PanelButton(
    PersistentButton,
    template=rf"fg:go:(?P<screen>{'|'.join(_SCREENS)}):{_SPOT}",
):
    """A button of the panel: it leads to a screen."""

    def __init__(
        self,
        screen: str,
        spot: Spot,
        label: str = "·",
        row: int | None = None,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        """Make the button that leads to a screen."""
        self.screen, self.spot = screen, spot
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=f"fg:go:{screen}:{spot}"),
            row=row,
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["screen"], Spot.of(match))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Go there, in the same private message."""
        await _go(interaction, self.screen, self.spot)


class PanelMenu(
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"fg:pick:(?P<screen>where|card):(?P<n>\d):{_SPOT}",
):
    """A menu of the panel: of what happened (it leads on to `where`), or of places (`card`)."""

    def __init__(
        self,
        screen: str,
        n: int,
        spot: Spot,
        options: list[discord.SelectOption],
        placeholder: str = "·",
        row: int | None = None,
    ) -> None:
        """Make the n-th menu of a screen."""
        self.screen, self.spot = screen, spot
        super().__init__(
            discord.ui.Select(
                custom_id=f"fg:pick:{screen}:{n}:{spot}", placeholder=placeholder, options=options
            ),
            row=row,
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
        menu = cls(match["screen"], int(match["n"]), Spot.of(match), item.options)
        menu.item = item
        return menu

    async def callback(self, interaction: discord.Interaction) -> None:
        """Go on with what was chosen, past the question for the place where it is remembered."""
        chosen = self.item.values[0]
        if self.screen == "card":
            await _go(interaction, "card", replace(self.spot, where=chosen, page=0))
            return
        spot = replace(self.spot, what=chosen if chosen in INCIDENTS else None)
        home = await desk_of(interaction).home(interaction.user.id)
        if home is None:
            await _go(interaction, "where", spot)
        else:
            await _go(interaction, "card", replace(spot, where=home, page=0))


async def _go(interaction: discord.Interaction[Any], screen: str, spot: Spot) -> None:
    """Show a screen in place of the one that was pressed on."""
    desk, words, response = desk_of(interaction), words_of(interaction), interaction.response
    if screen == "close":
        text = words.say("panel-closed")
        await response.edit_message(content=text, embed=None, view=None)
        return
    if screen == "exit":
        await response.defer()
        await interaction.delete_original_response()
        return
    about = await desk.about(spot.ref, interaction.guild_id)
    if screen in ("minor", "me"):
        what = spot.what or ("image_shared" if screen == "me" else None)
        screen, spot = "card", replace(spot, what=what, page=0, minor=True)
    forgotten, letter = await forget(interaction, spot.ref) if spot.minor else (False, None)
    forgotten = (spot.minor and await erase_fingerprints(desk, about.case)) or forgotten
    if screen == "record":
        await own_records.give(interaction, spot.ref, where=spot.where, minor=spot.minor)
        return
    record = own_records.can_keep(about, interaction.user.id)
    told_here = desk.tells_in(interaction)
    match screen:
        case "start":
            shown = _start(words, spot, keepable=is_keepable(interaction, spot.ref))
        case "what":
            shown = _what(words, spot)
        case "where":
            shown = _where(desk, words, spot)
        case "danger":
            shown = _danger(desk, words, spot, await desk.home(interaction.user.id))
        case "tell":
            shown = _ask(words, spot, about)
        case "named" | "unnamed":
            told = await tell_moderators(
                interaction, spot.ref, about, named=screen == "named", minor=spot.minor
            )
            shown = _told(words, spot, about, told)
        case _ if spot.minor:
            shown = _minor(
                desk, words, spot, about, forgotten=forgotten, record=record, told_here=told_here
            )
        case _:
            said = await _home_changed(desk, words, interaction.user.id, screen, spot)
            home = await desk.home(interaction.user.id)
            card = _card(desk, words, spot, about, home, record=record, told_here=told_here)
            shown = replace(card, text=said)
    embed = embed_of(shown.card) if shown.card is not None else None
    # An answer that showed an unrecognisable copy becomes the panel: the copy goes.
    await response.edit_message(content=shown.text, embed=embed, view=shown.view, attachments=[])
    # After the answer, for which Discord waits three seconds.
    if spot.minor:
        await forget_what_was_seen(interaction, spot.ref)
        await empty(interaction, letter)
        if about.case is not None:
            await hide(interaction, about.case)


async def _home_changed(
    desk: Desk, words: Words, user_id: int, screen: str, spot: Spot
) -> str | None:
    """Remember or forget where a person lives, if that was pressed; return what to say of it."""
    try:
        if screen == "forget":
            await desk.people.forget_home(user_id)
            return words.say("forgotten")
        if screen == "remember" and spot.where is not None:
            await desk.people.remember_home(user_id, spot.where)
    except StoreError as error:
        log.error("home_not_changed", detail=error.detail)
        return words.say("error-command")
    if screen == "remember" and spot.where is not None:
        names = dict(desk.guidance.jurisdictions(words.code))
        return words.say("remembered", place=names.get(spot.where, spot.where))
    return None


# ------------------------------------------------------------------------------------ screens


def _start(words: Words, spot: Spot, *, keepable: bool) -> Screen:
    view, say = discord.ui.View(timeout=None), words.say
    danger, primary = discord.ButtonStyle.danger, discord.ButtonStyle.primary
    view.add_item(PanelButton("danger", spot, say("go-danger"), 0, danger))
    view.add_item(PanelButton("minor", spot, say("go-minor"), 0, danger))
    view.add_item(PanelButton("what", spot, say("go-on"), 1, primary))
    _ways_out(view, words, spot, row=1)
    if keepable:
        view.add_item(KeepButton(spot.ref, say("button-keep-private"), row=2))
    return Screen(view, text=say("panel-start"))


def _what(words: Words, spot: Spot) -> Screen:
    view, say = discord.ui.View(timeout=None), words.say
    options = [
        discord.SelectOption(
            value=what,
            label=say(f"what-{what}"),
            description=say(f"what-{what}-more") if words.has(f"what-{what}-more") else None,
        )
        for what in INCIDENTS
    ]
    view.add_item(PanelMenu("where", 0, spot, options, say("panel-what-menu"), row=0))
    _nav(view, words, spot, back="start")
    return Screen(view, text=say("panel-what"))


def _where(desk: Desk, words: Words, spot: Spot) -> Screen:
    view = discord.ui.View(timeout=None)
    _add_places(view, desk, words, spot, row=0)
    _nav(view, words, spot, back="what")
    return Screen(view, text=words.say("panel-where"))


def _danger(desk: Desk, words: Words, spot: Spot, home: str | None) -> Screen:
    card = desk.guidance.danger(spot.where or home, language=words.code)[0]
    view = discord.ui.View(timeout=None)
    add_links(view, card)
    view.add_item(PanelButton("what", spot, words.say("go-on-after"), _TURN))
    _nav(view, words, spot, back="start")
    return Screen(view, card=card)


def _card(
    desk: Desk,
    words: Words,
    spot: Spot,
    about: About,
    home: str | None,
    *,
    record: bool,
    told_here: bool,
) -> Screen:
    cards = desk.guidance.cards(
        spot.where,
        spot.what,
        language=words.code,
        message_link=about.link,
        case_number=about.number,
    )
    spot, card = _page(spot, cards)
    view = discord.ui.View(timeout=None)
    add_links(view, card)
    _turn(view, words, spot, len(cards), before="where", row=_TURN)
    if about.link is not None and told_here:
        view.add_item(PanelButton("tell", spot, words.say("go-tell"), _TURN))
    if record:
        view.add_item(PanelButton("record", spot, words.say("go-record"), _TURN))
    if home is not None:
        view.add_item(PanelButton("forget", spot, words.say("go-forget"), _TURN))
    elif spot.where not in (None, FALLBACK):
        view.add_item(PanelButton("remember", spot, words.say("go-remember"), _TURN))
    _nav(view, words, spot)
    return Screen(view, card=card)


def _minor(
    desk: Desk,
    words: Words,
    spot: Spot,
    about: About,
    *,
    forgotten: bool,
    record: bool,
    told_here: bool,
) -> Screen:
    cards = desk.guidance.cards(
        spot.where,
        spot.what,
        language=words.code,
        minor=True,
        message_link=about.link,
        case_number=about.number,
        forgotten=forgotten,
    )
    spot, card = _page(spot, cards)
    view = discord.ui.View(timeout=None)
    add_links(view, card)
    _add_places(view, desk, words, spot, row=2)
    _turn(view, words, spot, len(cards), before=None, row=_NAV)
    if spot.what is None and spot.page == 0:
        view.add_item(PanelButton("me", spot, words.say("go-me"), _NAV))
    if about.link is not None and told_here:
        view.add_item(PanelButton("tell", spot, words.say("go-tell"), _NAV))
    if record and spot.page == len(cards) - 1:  # the row has room for it on the last page
        view.add_item(PanelButton("record", spot, words.say("go-record"), _NAV))
    _ways_out(view, words, spot, row=_NAV)
    return Screen(view, card=card)


def _ask(words: Words, spot: Spot, about: About) -> Screen:
    view, say = discord.ui.View(timeout=None), words.say
    view.add_item(PanelButton("named", spot, say("tell-with-name"), 0))
    view.add_item(PanelButton("unnamed", spot, say("tell-without-name"), 0))
    _nav(view, words, spot, back="card")
    return Screen(view, text=say("tell-ask", about=member_texts.about(about, words)))


def _told(words: Words, spot: Spot, about: About, told: str) -> Screen:
    view = discord.ui.View(timeout=None)
    _nav(view, words, spot, back="card")
    values = {"about": member_texts.about(about, words)} if told == "tell-failed" else {}
    return Screen(view, text=words.say(told, **values))


# -------------------------------------------------------------------------------------- parts


def _page(spot: Spot, cards: Sequence[Card]) -> tuple[Spot, Card]:
    page = spot.page if spot.page < len(cards) else 0
    return replace(spot, page=page), cards[page]


def _turn(
    view: discord.ui.View, words: Words, spot: Spot, pages: int, *, before: str | None, row: int
) -> None:
    """Add the buttons to the card before (or to the screen before the first), and after."""
    back, following = replace(spot, page=spot.page - 1), replace(spot, page=spot.page + 1)
    if spot.page > 0:
        view.add_item(PanelButton("card", back, words.say("go-back"), row))
    elif before is not None:
        view.add_item(PanelButton(before, spot, words.say("go-back"), row))
    if following.page < pages:
        primary = discord.ButtonStyle.primary
        view.add_item(PanelButton("card", following, words.say("go-next"), row, primary))


def _nav(view: discord.ui.View, words: Words, spot: Spot, *, back: str | None = None) -> None:
    """Add what every screen has: the way back, the answer that overrides all, the ways out."""
    if back is not None:
        view.add_item(PanelButton(back, spot, words.say("go-back"), _NAV))
    if not spot.minor:
        view.add_item(PanelButton("minor", spot, words.say("go-minor"), _NAV))
    _ways_out(view, words, spot, row=_NAV)


def _ways_out(view: discord.ui.View, words: Words, spot: Spot, *, row: int) -> None:
    view.add_item(PanelButton("close", spot, words.say("go-close"), row))
    view.add_item(PanelButton("exit", spot, words.say("go-exit"), row))


def _add_places(view: discord.ui.View, desk: Desk, words: Words, spot: Spot, *, row: int) -> None:
    """Offer every place that has guidance, in menus of at most 25 entries."""
    places = [*desk.guidance.jurisdictions(words.code), (FALLBACK, words.place(FALLBACK, FALLBACK))]
    for n, start in enumerate(range(0, len(places), _MENU_LIMIT)):
        options = [
            discord.SelectOption(label=name, value=code, default=code == spot.where)
            for code, name in places[start : start + _MENU_LIMIT]
        ]
        placeholder = words.say("panel-where-more" if n else "panel-where-menu")
        view.add_item(PanelMenu("card", n, spot, options, placeholder, row=row + n))
