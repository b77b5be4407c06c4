"""A record of one's own: kept by a button, listed, taken out and erased by `/privacy records`.

Whoever presses is whose record it is; nobody else is ever answered about it.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any, Self

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.desk import REF, words_of
from bot.discord_adapter.persistent import PersistentButton
from bot.discord_adapter.private.desk import private_of
from bot.discord_adapter.private.memory import Seen
from bot.discord_adapter.private.texts import fitting
from bot.domain import Case, Post
from bot.errors import FlashguardError, PrivateRecordError
from bot.locales import Words

log = structlog.get_logger(__name__)


def may_be_kept(post: Post, user_id: int, ref: str) -> bool:
    """Return whether somebody may keep a record of a message: of another person's, and no case."""
    return ref.startswith("m.") and post.sender.user_id != user_id and not post.sender.is_bot


def is_keepable(interaction: discord.Interaction[Any], ref: str) -> bool:
    """Return whether whoever pressed may keep a record of what a panel is about."""
    seen = private_of(interaction).memory.get(interaction.user.id, ref, datetime.now(UTC))
    return seen is not None and seen.keepable


class KeepButton(PersistentButton, template=rf"fg:own:keep:{REF}"):
    """Keeps a record of a message, for whoever presses."""

    def __init__(self, ref: str, label: str = "·", row: int | None = None) -> None:
        """Make the button for a message."""
        self.ref = ref
        super().__init__(discord.ui.Button(label=label, custom_id=f"fg:own:keep:{ref}"), row=row)

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Keep it, and say what is kept and until when."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        desk, words = private_of(interaction), words_of(interaction)
        owner, now = interaction.user.id, datetime.now(UTC)
        seen = desk.memory.get(owner, self.ref, now)
        case: Case | None
        try:
            if seen is not None and seen.keepable:
                case = await _keep(interaction, seen, now)
            else:
                # After a restart, or much later: what was found is not known any more.
                case = await desk.records.of_message(owner, self.ref.rpartition(".")[2])
        except PrivateRecordError:
            text = words.say("private-full")
        except FlashguardError as error:
            log.error("private_record_not_kept", error=error.message, detail=error.detail)
            text = words.say("error-command")
        else:
            text = words.say("private-forgotten")
            if case is not None:
                day = words.day(desk.records.kept_until(case).date())
                text = words.say("private-kept", number=str(case.number), day=day)
        await interaction.edit_original_response(content=text)


async def _keep(interaction: discord.Interaction[Any], seen: Seen, now: datetime) -> Case:
    desk = private_of(interaction)
    findings = seen.findings
    if seen.minor:
        findings = ()  # ids alone: it is not looked at, and nothing of it is measured or described
    elif findings is None:
        findings = await desk.examiner.examine(seen.post.media)
    decision = desk.examiner.decide(findings)
    owner = interaction.user.id
    return await desk.records.keep(owner, seen.post, findings, decision, now, minor=seen.minor)


@app_commands.command(name="records", description="The records that you keep for yourself")
@app_commands.describe(number="One of them: as a PDF, and to erase it")
async def records(
    interaction: discord.Interaction, number: app_commands.Range[int, 1] | None = None
) -> None:
    """List a person's own records, or hand out one of them."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        if number is None:
            text = _listed(
                await private_of(interaction).records.of(interaction.user.id),
                words_of(interaction),
            )
            await interaction.edit_original_response(content=text)
        else:
            await _hand_out(interaction, number)
    except FlashguardError as error:
        log.error("private_record_not_shown", error=error.message, detail=error.detail)
        await interaction.edit_original_response(content=words_of(interaction).say("error-command"))


async def _hand_out(interaction: discord.Interaction[Any], number: int) -> None:
    desk, words = private_of(interaction), words_of(interaction)
    case = await desk.records.by_number(interaction.user.id, number)
    if case is None:
        await interaction.edit_original_response(
            content=words.say("private-unknown", number=str(number))
        )
        return
    pdf = await desk.reports.pdf(case, datetime.now(UTC))
    view = discord.ui.View(timeout=None)
    view.add_item(EraseRecord(number, words.say("button-erase-private")))
    day = words.day(desk.records.kept_until(case).date())
    await interaction.edit_original_response(
        content=f"{_line(case, words)}\n{words.say('private-handed', day=day)}",
        attachments=[discord.File(io.BytesIO(pdf), f"record-{number}.pdf")],
        view=view,
    )


class EraseRecord(PersistentButton, template=r"fg:own:erase:(?P<number>\d{1,9})"):
    """Erases one of the records of whoever presses."""

    def __init__(self, number: int, label: str = "·") -> None:
        """Make the button for a record."""
        self.number = number
        danger = discord.ButtonStyle.danger
        super().__init__(
            discord.ui.Button(label=label, style=danger, custom_id=f"fg:own:erase:{number}")
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Erase it, and take the PDF out of the answer."""
        await interaction.response.defer(ephemeral=True)
        desk, words = private_of(interaction), words_of(interaction)
        number = str(self.number)
        try:
            gone = await desk.records.erase(interaction.user.id, self.number, datetime.now(UTC))
        except FlashguardError as error:
            log.error("private_record_not_erased", error=error.message, detail=error.detail)
            await interaction.followup.send(words.say("error-command"), ephemeral=True)
            return
        text = words.say("private-erased" if gone else "private-unknown", number=number)
        await interaction.edit_original_response(content=text, attachments=[], view=None)


def _listed(found: list[Case], words: Words) -> str:
    if not found:
        return words.say("private-none")
    foot = f"-# {words.say('private-list-foot')}"
    return "\n".join([*fitting([_line(case, words) for case in found], [foot], words), foot])


def _line(case: Case, words: Words) -> str:
    """Return one record in a line: the ids by which the message is found, and never what it shows.

    The sender is named by id: a name could be chosen to say something.
    """
    return words.say(
        "private-line",
        number=str(case.number),
        day=words.day(case.post.posted_at.date()),
        sender=f"`{case.post.sender.user_id}`",
        link=case.post.link,
    )
