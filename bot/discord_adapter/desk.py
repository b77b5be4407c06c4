"""What private answers draw on: the guidance, the cases, people's wishes, and the languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

import discord
import structlog

from bot.discord_adapter.afterwards import Afterwards
from bot.discord_adapter.gap_report import SettingsFor
from bot.domain import Card, Case
from bot.errors import StoreError
from bot.locales import Locales, Words
from bot.servers import Servers

log = structlog.get_logger(__name__)

NO_REF = "-"
REF = r"(?P<ref>m\.\d{1,20}\.\d{1,20}|l\.[0-9a-f]{24}|[A-Za-z0-9_-]{1,32})"
"""What a panel is about: a case, a message ("m.<channel>.<message>"), a letter ("l.<its id>"), or
nothing."""

LETTER = re.compile(r"l\.([0-9a-f]{24})")
_MESSAGE = re.compile(r"m\.(\d{1,20})\.(\d{1,20})")
_TOLD_LIMIT = 10_000


class GuidanceSource(Protocol):
    """Where the facts come from."""

    def jurisdictions(self, language: str | None = ...) -> list[tuple[str, str]]:
        """Return (code, name) of the places that have guidance of their own."""
        ...

    def cards(
        self,
        where: str | None,
        what: str | None = None,
        *,
        language: str | None = ...,
        minor: bool = False,
        message_link: str | None = None,
        case_number: int | None = None,
        forgotten: bool = False,
    ) -> tuple[Card, ...]:
        """Return what helps, as cards in the order in which they are to be read."""
        ...

    def danger(self, where: str | None, *, language: str | None = ...) -> tuple[Card, ...]:
        """Return what to do where somebody is in danger."""
        ...

    def law(self, where: str | None, *, language: str | None = ...) -> tuple[Card, ...]:
        """Return the law of a place on unwanted images; maybe nothing."""
        ...


class CaseLookup(Protocol):
    """Where a button finds its case again."""

    async def case(self, case_id: str) -> Case | None:
        """Return a case, or None where there is none (any more)."""
        ...

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        """Return the case that a post's key has on a server, or None."""
        ...

    async def by_number(self, guild_id: int, number: int) -> Case | None:
        """Return a server's case by the number that people quote, or None."""
        ...


class PeopleStore(Protocol):
    """Where people's wishes are kept."""

    async def home(self, user_id: int) -> str | None:
        """Return where a person asked to have it remembered that they live, or None."""
        ...

    async def remember_home(self, user_id: int, place: str) -> None:
        """Remember where a person lives."""
        ...

    async def forget_home(self, user_id: int) -> None:
        """Forget where a person lives."""
        ...

    async def shield(self, case_id: str) -> None:
        """Erase the fingerprints of a case in which somebody may be under 18."""
        ...

    async def is_shielded(self, case_id: str) -> bool:
        """Return whether somebody said so of a case."""
        ...


@dataclass(frozen=True)
class About:
    """What a panel is about, as far as it is known: a case, and the link to a message."""

    case: Case | None = None
    link: str | None = None

    @property
    def number(self) -> int | None:
        """Return the case's number, where there is one to quote."""
        return self.case.number if self.case is not None and self.case.recorded else None


@dataclass
class Desk:
    """What answers draw on; the client carries one as `desk`.

    `after` is for what follows a case. `servers` has each server's rules and settings. `told` are
    (person, what about) who have told the moderators already.
    """

    guidance: GuidanceSource
    cases: CaseLookup
    people: PeopleStore
    locales: Locales
    after: Afterwards
    servers: Servers
    told: dict[tuple[int, str], None] = field(default_factory=dict)

    @property
    def settings_for(self) -> SettingsFor:
        """Return the lookup of what a server has of its own."""
        return self.servers.server_settings_for

    def public_for(self, guild_id: int | None) -> Words:
        """Return the words of what everybody sees on a server."""
        return self.locales.of(self.settings_for(guild_id).language)

    async def case_for(self, case_id: str, guild_id: int | None) -> Case | None:
        """Return the case of a button, if it belongs to the server where it was pressed."""
        case = None if case_id == NO_REF else await self.cases.case(case_id)
        if case is None or case.owner_id is not None:
            return None  # what somebody keeps for themselves is no server's
        return case if case.post.place.guild_id == guild_id else None

    async def about(self, ref: str, guild_id: int | None) -> About:
        """Return what a panel is about; nothing, where the database cannot say.

        Help is there whatever else is broken.
        """
        if LETTER.fullmatch(ref):
            return About()  # it lies in a conversation that nobody else sees
        if match := _MESSAGE.fullmatch(ref):
            link = f"https://discord.com/channels/{guild_id or '@me'}/{match[1]}/{match[2]}"
            return About(link=link)
        try:
            case = await self.case_for(ref, guild_id)
        except StoreError as error:
            log.error("case_not_read", detail=error.detail)
            case = None
        return About(case, case.post.link if case is not None else None)

    async def ref_of(self, message: discord.Message, guild_id: int | None) -> str:
        """Return by what a panel knows a message: by its case, else by its link alone."""
        try:
            case = await self.cases.case_of(guild_id, str(message.id))
        except StoreError as error:
            log.error("case_not_read", detail=error.detail)
            case = None
        return case.case_id if case is not None else f"m.{message.channel.id}.{message.id}"

    async def home(self, user_id: int) -> str | None:
        """Return where a person asked to have it remembered that they live, if that can be read."""
        try:
            return await self.people.home(user_id)
        except StoreError as error:
            log.error("home_not_read", detail=error.detail)
            return None

    def tells_in(self, interaction: discord.Interaction[Any]) -> bool:
        """Return whether there are moderators to be told: on a server that has the bot."""
        return interaction.client.get_guild(interaction.guild_id or 0) is not None

    def has_told(self, user_id: int, ref: str) -> bool:
        """Return whether a person has told the moderators of this, since the bot started."""
        return (user_id, ref) in self.told

    def note_told(self, user_id: int, ref: str) -> None:
        """Note that a person told the moderators; the oldest notes give way."""
        self.told[(user_id, ref)] = None
        if len(self.told) > _TOLD_LIMIT:
            del self.told[next(iter(self.told))]


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    """Return what answers draw on."""
    desk = getattr(interaction.client, "desk", None)
    assert isinstance(desk, Desk), "the client of these views carries a desk"
    return desk


def words_of(interaction: discord.Interaction[Any]) -> Words:
    """Return the words in the language that the person's Discord has."""
    return desk_of(interaction).locales.of(interaction.locale.value)
