"""What a set-up asks, and the choices made so far; nothing is sent from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import discord

from bot.discord_adapter.desk import Desk
from bot.discord_adapter.gap_report import moderators_channel
from bot.domain import Response, Strictness, UnscreenedReason
from bot.measures import Flagged, Mode
from bot.rulebook import PolicyDocument, from_data

LANGUAGES = {
    "en-GB": "English",
    "es-ES": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt-BR": "Português (Brasil)",
    "pl": "Polski",
    "ja": "日本語",
}
NOWHERE = "-"
MENU_LIMIT = 25
STRICTNESS = {
    Strictness.GENITALS: "Exposed genitals only: nudity as such is allowed here",
    Strictness.STANDARD: "Nude or sexual images: what most servers want",
    Strictness.STRICT: "Earlier and more: for communities of young people",
}
FLAGGED = {
    Flagged.BLUR: "Remove it, show an unrecognisable copy",
    Flagged.REMOVE: "Remove it, show a notice without a copy",
    Flagged.ALERT: "Leave it, tell moderators only",
}
UNSCREENED = {
    Response.ALERT: "Leave it, tell moderators",
    Response.REMOVE: "Remove it, tell moderators",
    Response.ALLOW: "Leave it",
}
MODES = {
    Mode.OBSERVE: "Observe first: tell moderators what would happen",
    Mode.ACT: "Act from now on",
}
_NOT_SHOWN = UnscreenedReason.UNSUPPORTED
"""Files that no client shows as a picture: removing them would take away every text file."""

INTRO = """\
**Set-up, 1 of 2: where I am.** Nothing is changed before you press **Save and check**.
1. The channel in which moderators get an entry for each case. It should be private, with my role \
and theirs in it.
2. The language of what everybody sees.
3. Where the server is: whoever asks why their post was removed is then shown the law there."""
RULES = """\
**Set-up, 2 of 2: what I do.**
1. What counts.
2. What happens to a post that may contain such an image.
3. What happens to a picture that I could not look at.
4. Whether I act, or you watch first what I would do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen so far; `channel` is 0 while none is."""

    channel: int
    place: str
    language: str
    strictness: Strictness
    flagged: Flagged
    unscreened: Response
    mode: Mode

    def packed(self) -> str:
        """Return them for a custom id: at most 60 characters."""
        return ".".join(
            (
                str(self.channel),
                self.place,
                self.language,
                self.strictness.value,
                self.flagged.value,
                self.unscreened.value,
                self.mode.value,
            )
        )

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Return what `packed` made."""
        channel, place, language, strictness, flagged, unscreened, mode = text.split(".")
        return cls(
            int(channel),
            place,
            language,
            Strictness(strictness),
            Flagged(flagged),
            Response(unscreened),
            Mode(mode),
        )

    def over(self, document: PolicyDocument) -> PolicyDocument:
        """Return a server's document with these choices in it; what else it says stays."""
        data = document.as_data()
        data |= {
            "language": self.language,
            "strictness": self.strictness.value,
            "flagged": self.flagged.value,
            "mode": self.mode.value,
        }
        data["unscreened"] = {
            **data.get("unscreened", {}),
            **{r.value: self.unscreened.value for r in UnscreenedReason if r is not _NOT_SHOWN},
        }
        data.pop("jurisdiction", None)
        if self.place != NOWHERE:
            data["jurisdiction"] = self.place
        if self.channel:
            data["moderators_channel"] = str(self.channel)
        return from_data(data, "the policy")


def choices_of(desk: Desk, guild: discord.Guild) -> Choices:
    """Return what holds on a server now, as the choices that it would be."""
    book = desk.servers.rulebook_of(guild.id)
    channel = moderators_channel(guild, desk.settings_for)
    policy, settings = book.policy, book.settings
    return Choices(
        channel.id if channel is not None else 0,
        settings.jurisdiction or NOWHERE,
        settings.language,
        policy.strictness,
        policy.flagged,
        policy.unscreened.get(UnscreenedReason.TOO_LARGE, Response.ALERT),
        policy.mode,
    )
