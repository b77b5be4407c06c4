"""What the sender of a letter is asked and told: the form, the warning, the two buttons under it.

Whatever becomes of a letter, its sender is told the same: nothing here knows whether the other has
an inbox. A form is read from the interaction itself, so that one that is sent after a restart of
the bot is a letter like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

import discord
import structlog

from bot.discord_adapter.card_view import add_links, embed_of
from bot.discord_adapter.collector import place_of, sender_of
from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.inbox.reach import postroom_of
from bot.discord_adapter.inbox.shown import unscreened_in, warning
from bot.discord_adapter.persistent import PersistentButton
from bot.domain import MediaRef, Place, Surface
from bot.errors import StoreError
from bot.inbox import MAX_FILES, MAX_TEXT, Refusal
from bot.letters import Letter
from bot.locales import Words
from bot.postroom import Draft

log = structlog.get_logger(__name__)

_FORM = re.compile(r"fg:send:(\d{1,20})")
_TEXT, _FILES = "text", "files"


class LetterForm(discord.ui.Modal):
    """The form in which a letter is written. `submitted` reads it; it waits for nothing itself."""

    def __init__(self, recipient_id: int, words: Words) -> None:
        """Make the form of a letter to somebody."""
        say = words.say
        super().__init__(title=say("letter-form"), custom_id=f"fg:send:{recipient_id}")
        self.add_item(
            discord.ui.Label(
                text=say("letter-form-text"),
                component=discord.ui.TextInput(
                    custom_id=_TEXT,
                    style=discord.TextStyle.paragraph,
                    required=False,
                    max_length=MAX_TEXT,
                ),
            )
        )
        self.add_item(
            discord.ui.Label(
                text=say("letter-form-files"),
                description=say("letter-form-files-more"),
                component=discord.ui.FileUpload(
                    custom_id=_FILES, required=False, min_values=0, max_values=MAX_FILES
                ),
            )
        )


async def submitted(interaction: discord.Interaction[Any]) -> None:
    """Take a letter where an interaction is its form; anything else is passed over."""
    data: Any = interaction.data or {}
    match = _FORM.fullmatch(str(data.get("custom_id", "")))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    room, words = postroom_of(interaction), words_of(interaction)
    text, media = _filled_in(data)
    draft = Draft(
        snowflake=interaction.id,
        sender=sender_of(interaction.user),
        recipient_id=int(match[1]),
        place=_place(interaction),
        text=text,
        media=media,
    )
    taken = await room.take(draft)
    if taken.refusal is Refusal.UNSCREENED:
        text = words.say("letter-refused-unscreened", files=unscreened_in(taken.findings, words))
        await interaction.edit_original_response(content=text)
    elif taken.refusal is not None:
        await interaction.edit_original_response(
            content=words.say(f"letter-refused-{taken.refusal.value}")
        )
    elif taken.letter is not None and taken.letter.warned_at is not None:
        await _warn(interaction, taken.letter, words)
    elif taken.letter is not None:
        await interaction.edit_original_response(content=words.say("letter-sent"))
        # After the answer: how long delivery takes is nothing that a sender could measure.
        room.send_off(taken.letter.letter_id)


def _filled_in(data: Any) -> tuple[str, tuple[MediaRef, ...]]:
    """Return the text of a form, and its files with their links."""
    text, files = "", list[str]()
    for field in _fields(data.get("components") or ()):
        if field.get("custom_id") == _TEXT:
            text = str(field.get("value") or "")
        elif field.get("custom_id") == _FILES:
            files += [str(number) for number in field.get("values") or ()]
    known = (data.get("resolved") or {}).get("attachments") or {}
    return text, tuple(
        MediaRef(
            media_id=number,
            surface=Surface.ATTACHMENT,
            url=str(known[number].get("url") or ""),
            filename=str(known[number].get("filename") or ""),
            content_type=known[number].get("content_type"),
            size=known[number].get("size"),
        )
        for number in files
        if number in known
    )


def _fields(components: Any) -> Iterator[dict[str, Any]]:
    for part in components:
        if part.get("component"):
            yield part["component"]
        yield from _fields(part.get("components") or ())


def _place(interaction: discord.Interaction[Any]) -> Place:
    """Return where a letter was sent from: a server with the bot in it, or nowhere in particular.

    Names of other servers, and of people's conversations, are nothing that a letter needs.
    """
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None or interaction.channel is None:
        return Place(None, "", interaction.channel_id or 0, "")
    return place_of(interaction.channel, guild)


async def _warn(interaction: discord.Interaction[Any], letter: Letter, words: Words) -> None:
    """Tell a sender what their letter may contain, before anything is sent, and ask."""
    desk = desk_of(interaction)
    where = desk.settings_for(interaction.guild_id).jurisdiction
    law = desk.guidance.law(where, language=words.code) if where else ()
    card = warning(letter, words, law)
    view = discord.ui.View(timeout=None)
    add_links(view, card)
    for act, style in (("cancel", discord.ButtonStyle.primary), ("go", discord.ButtonStyle.danger)):
        view.add_item(
            SendingButton(act, letter.letter_id, words.say(f"button-letter-{act}"), style)
        )
    await interaction.edit_original_response(embed=embed_of(card), view=view)


class SendingButton(
    PersistentButton,
    template=r"fg:sending:(?P<act>go|cancel):(?P<letter>[0-9a-f]{24})",
):
    """What a sender who was warned decides."""

    def __init__(
        self,
        act: str,
        letter_id: str,
        label: str = "·",
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        """Make the button that cancels a letter, or sends it all the same."""
        self.act, self.letter_id = act, letter_id
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=f"fg:sending:{act}:{letter_id}"),
            row=4,
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["act"], match["letter"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do as the sender decided, in the same private message."""
        await interaction.response.defer()
        room, words, who = postroom_of(interaction), words_of(interaction), interaction.user.id
        goes = False
        try:
            if self.act == "go":
                goes = await room.go_on(self.letter_id, who)
                key = "letter-sent" if goes else "letter-run-out"
            else:
                stopped = await room.cancel(self.letter_id, who)
                key = "letter-cancelled" if stopped else "letter-too-late"
        except StoreError as error:
            log.error("letter_not_decided", act=self.act, detail=error.detail)
            key = "letter-refused-broken"
        await interaction.edit_original_response(content=words.say(key), embed=None, view=None)
        if goes:
            room.send_off(self.letter_id)
