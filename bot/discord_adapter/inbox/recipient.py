"""What the one whom a letter was written to can do with it.

The buttons are persistent and know their letter by its id. Files are shown in answers that only
this person sees, and only after they pressed; they come from the sender's own upload each time.
"""

from __future__ import annotations

import io
import re
from typing import Any, Self

import discord
import structlog

from bot.discord_adapter.desk import words_of
from bot.discord_adapter.inbox.reach import reading_of
from bot.discord_adapter.inbox.shown import short
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.views import HelpButton
from bot.domain import Action, OutcomeStatus
from bot.errors import InboxError, PrivateRecordError, StoreError
from bot.inbox import packed
from bot.letters import Letter
from bot.locales import Words
from bot.reading import NoView, Viewing

log = structlog.get_logger(__name__)

_ID = r"(?P<letter>[0-9a-f]{24})"
_ACTS = ("view", "decline", "report", "block", "tell", "keep")
_OF = re.compile(rf"fg:letter:\w+:{_ID}")


class LetterButton(
    PersistentButton,
    template=rf"fg:letter:(?P<act>{'|'.join(_ACTS)}):{_ID}",
):
    """A button under a letter, or under the question that one of them asks."""

    def __init__(
        self,
        act: str,
        letter_id: str,
        label: str = "·",
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        row: int | None = None,
    ) -> None:
        """Make the button that does something with a letter."""
        self.act, self.letter_id = act, letter_id
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=f"fg:letter:{act}:{letter_id}"),
            row=row,
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["act"], match["letter"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it, for the one whom the letter was written to; say so where it cannot be done."""
        try:
            match self.act:
                case "view":
                    await _view(interaction, self.letter_id)
                case "decline" | "block":
                    await _end(interaction, self.letter_id, blocks=self.act == "block")
                case "report":
                    await _ask(interaction, self.letter_id)
                case "tell":
                    await _tell(interaction, self.letter_id)
                case _:
                    await _keep(interaction, self.letter_id)
        except StoreError as error:
            log.error("letter_button_failed", act=self.act, detail=error.detail)
            await _answer(interaction, words_of(interaction).say("error-command"))


class LetterView(discord.ui.View):
    """The buttons under a letter."""

    def __init__(self, letter: Letter, words: Words, *, viewable: bool = True) -> None:
        """Make them; `viewable` says whether its files can be viewed (still)."""
        super().__init__(timeout=None)
        say, number = words.say, letter.letter_id
        if letter.findings and viewable:
            label = say("button-letter-view-once" if letter.shielded else "button-letter-view")
            self.add_item(LetterButton("view", number, label, discord.ButtonStyle.primary))
        self.add_item(LetterButton("decline", number, say("button-letter-decline")))
        self.add_item(LetterButton("report", number, say("button-letter-report")))
        danger = discord.ButtonStyle.danger
        self.add_item(LetterButton("block", number, say("button-letter-block"), danger))
        self.add_item(HelpButton(f"l.{number}", say("button-help")))


def letter_of(message: discord.Message) -> str | None:
    """Return the id of the letter that a message of the bot's brought, or None."""
    for row in message.components:
        for child in getattr(row, "children", ()):
            match = _OF.fullmatch(getattr(child, "custom_id", None) or "")
            if match is not None:
                return match["letter"]
    return None


# -------------------------------------------------------------------------------------- to view


async def _view(interaction: discord.Interaction[Any], letter_id: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    room, words = reading_of(interaction), words_of(interaction)
    found = await room.view(letter_id, interaction.user.id)
    if isinstance(found, Viewing):
        await _show(interaction, found, words)
    else:
        await interaction.edit_original_response(content=words.say(f"letter-no-view-{found.value}"))
    letter = await room.letter(letter_id, interaction.user.id)
    if found is NoView.SHIELDED and letter is not None:
        await _change_buttons(interaction, LetterView(letter, words))
    elif letter is not None and (
        found in (NoView.LAPSED, NoView.SEEN) or (isinstance(found, Viewing) and letter.shielded)
    ):
        await _change_buttons(interaction, LetterView(letter, words, viewable=False))


async def _show(interaction: discord.Interaction[Any], viewing: Viewing, words: Words) -> None:
    """Show files to the person who asked, in answers that nobody else sees."""
    key = "letter-view-once" if viewing.letter.shielded else "letter-view"
    try:
        for n, positions in enumerate(packed([len(data) for _, data in viewing.files])):
            files = [
                discord.File(io.BytesIO(viewing.files[p][1]), viewing.files[p][0] or f"file-{p}")
                for p in positions
            ]
            if n == 0:
                await interaction.edit_original_response(content=words.say(key), attachments=files)
            else:
                await interaction.followup.send(files=files, ephemeral=True)
    except discord.HTTPException as error:
        log.error("letter_not_shown", status=error.status, code=error.code)
        await reading_of(interaction).put_back(viewing)
        await interaction.edit_original_response(
            content=words.say("letter-no-view-later"), attachments=[]
        )


async def _change_buttons(interaction: discord.Interaction[Any], view: discord.ui.View) -> None:
    message = interaction.message
    if message is None:
        return
    try:
        # PartialMessage: Message.edit would send the flags again.
        channel = interaction.client.get_partial_messageable(message.channel.id)
        await channel.get_partial_message(message.id).edit(view=view)
    except discord.HTTPException as error:
        log.error("letter_not_changed", status=error.status, code=error.code)


# ------------------------------------------------------------------------------- to be rid of it


async def _end(interaction: discord.Interaction[Any], letter_id: str, *, blocks: bool) -> None:
    await interaction.response.defer()
    room, words, who = reading_of(interaction), words_of(interaction), interaction.user.id
    key = "letter-declined"
    if blocks:
        try:
            letter = await room.block(letter_id, who)
        except InboxError:
            await _answer(interaction, words.say("inbox-full"))
            return
        key = "letter-blocked" if letter is not None else "letter-block-gone"
    else:
        await room.decline(letter_id, who)
    await interaction.edit_original_response(
        content=words.say(key), embed=None, attachments=[], view=None
    )


# ------------------------------------------------------------------------------------ to report


async def _ask(interaction: discord.Interaction[Any], letter_id: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    room, words = reading_of(interaction), words_of(interaction)
    letter = await room.letter(letter_id, interaction.user.id)
    if letter is None:
        await _answer(interaction, words.say("letter-report-gone"))
        return
    server = await _common_server(interaction, letter)
    view = discord.ui.View(timeout=None)
    text = words.say("letter-report-own")
    if server is not None:
        text = words.say("letter-report-ask", server=short(server.name))
        primary = discord.ButtonStyle.primary
        view.add_item(LetterButton("tell", letter_id, words.say("button-letter-tell"), primary))
    view.add_item(LetterButton("keep", letter_id, words.say("button-letter-keep")))
    view.add_item(HelpButton(f"l.{letter_id}", words.say("button-help")))
    await interaction.edit_original_response(content=text, view=view)


async def _common_server(
    interaction: discord.Interaction[Any], letter: Letter
) -> discord.Guild | None:
    """Return the server where a letter was sent from, if its recipient is a member of it.

    A sender may have used a server of their own friends: nobody there is to learn of the recipient.
    """
    guild: discord.Guild | None = interaction.client.get_guild(letter.place.guild_id or 0)
    if guild is None:
        return None
    try:
        await guild.fetch_member(interaction.user.id)
    except discord.HTTPException:
        return None
    return guild


async def _tell(interaction: discord.Interaction[Any], letter_id: str) -> None:
    """Make the server's case and have its moderators told; time may have passed since the ask."""
    await interaction.response.defer()
    room, words, who = reading_of(interaction), words_of(interaction), interaction.user.id
    letter, case = await room.letter(letter_id, who), None
    if letter is not None and await _common_server(interaction, letter) is not None:
        case = await room.report(letter_id, who)
    if case is None:
        text = words.say("letter-report-gone")
    else:
        told = case.outcome_of(Action.ALERT_MODERATORS)
        done = told is not None and told.status is OutcomeStatus.DONE
        key = "letter-report-told" if done else "letter-report-failed"
        text = words.say(key, case=str(case.number))
    await interaction.edit_original_response(content=text, view=None)


async def _keep(interaction: discord.Interaction[Any], letter_id: str) -> None:
    """Keep the record of a letter for its recipient alone."""
    await interaction.response.defer()
    words = words_of(interaction)
    try:
        case = await reading_of(interaction).keep(letter_id, interaction.user.id)
        text = words.say("letter-report-gone")
        if case is not None:
            text = words.say("letter-report-kept", number=str(case.number))
    except PrivateRecordError:
        text = words.say("private-full")
    await interaction.edit_original_response(content=text, view=None)


async def _answer(interaction: discord.Interaction[Any], text: str) -> None:
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)
