"""Records of one's own: files for the person who received an image, and how their cases stand."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.desk import REF, About, Desk, desk_of, words_of
from bot.discord_adapter.persistent import PersistentButton
from bot.domain import Case
from bot.errors import FlashguardError
from bot.exports import ExportFile
from bot.locales import Words
from bot.own_records import OwnRecord
from bot.reviews import Standing

log = structlog.get_logger(__name__)


def can_keep(about: About, user_id: int) -> bool:
    """Return whether a panel offers a record: there is a case, and it is not one's own post."""
    case = about.case
    return case is not None and case.recorded and case.post.sender.user_id != user_id


async def give(
    interaction: discord.Interaction[Any], ref: str, *, where: str | None, minor: bool
) -> None:
    """Give a person, privately, their record of a case, and tie them to it.

    `ref` is what their panel is about, `where` is the place that they chose. Where somebody may be
    under 18 (`minor`, or so it was said before) there is no report, and the receipt shows ids
    alone.
    """
    await interaction.response.defer(ephemeral=True, thinking=True)
    desk, words = desk_of(interaction), words_of(interaction)
    try:
        case = await desk.case_for(ref, interaction.guild_id)
        if case is None or not can_keep(About(case), interaction.user.id):
            await interaction.followup.send(words.say("record-gone"), ephemeral=True)
        elif not await _can_see(interaction, case):
            await interaction.followup.send(words.say("record-not-yours"), ephemeral=True)
        else:
            await _give(interaction, desk, words, case, where, minor=minor)
    except FlashguardError as error:
        log.error("record_not_given", error=error.message, detail=error.detail)
        await interaction.followup.send(words.say("error-command"), ephemeral=True)


async def _give(
    interaction: discord.Interaction[Any],
    desk: Desk,
    words: Words,
    case: Case,
    where: str | None,
    *,
    minor: bool,
) -> None:
    person, now, after = interaction.user.id, datetime.now(UTC), desk.after
    minor = minor or await desk.people.is_shielded(case.case_id)
    await after.records.keep(person, case, now)
    files = (
        await after.exporter.ids_only(case, now)
        if minor
        else await after.exporter.for_recipient(case, person, where, now)
    )
    view = discord.ui.View(timeout=None)
    view.add_item(WithdrawButton(case.case_id, words.say("go-withdraw")))
    await interaction.followup.send(
        _told(words, case, files, await after.records.ends(case), minor=minor),
        files=[attached(each) for each in files],
        view=view,
        ephemeral=True,
    )


async def _can_see(interaction: discord.Interaction[Any], case: Case) -> bool:
    """Return whether somebody is one whom the image reached, or sees where it was posted."""
    post, person = case.post, interaction.user
    if person.id in (post.reply_to_user_id, *post.mentioned_user_ids):
        return True
    if not post.place.channel_id or interaction.channel_id == post.place.channel_id:
        return True  # a server's own picture; or they press in that very channel
    if interaction.guild is None or not isinstance(person, discord.Member):
        return False
    channel = interaction.guild.get_channel_or_thread(post.place.channel_id)
    if channel is None or not channel.permissions_for(person).view_channel:
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        try:
            await channel.fetch_member(person.id)
        except discord.HTTPException:
            return False
    return True


def attached(file: ExportFile) -> discord.File:
    """Return a file as Discord takes it."""
    return discord.File(io.BytesIO(file.data), filename=file.name)


def _told(
    words: Words, case: Case, files: Sequence[ExportFile], until: datetime | None, *, minor: bool
) -> str:
    """Return what is said beside the files: what they are for, and until when the case is kept."""
    say, number = words.say, str(case.number)
    lines = [say("record-head", case=number), ""]
    if minor:
        lines.append(say("record-ids", link=case.post.link, sender=str(case.post.sender.user_id)))
    names = " ".join(each.name for each in files)
    if "receipt" in names:
        lines.append(say("record-receipt"))
    else:
        lines.append(say("record-unsigned"))
    if "report" in names:
        lines.append(say("record-report"))
    lines += ["", _until(words, until), say("record-later")]
    return "\n".join(lines)


def _until(words: Words, until: datetime | None) -> str:
    if until is None:
        return words.say("record-held")
    return words.say("record-until", day=words.day(until.date()))


class WithdrawButton(PersistentButton, template=rf"fg:record:forget:{REF}"):
    """Cuts the tie between the person who presses and a case."""

    def __init__(self, ref: str, label: str = "·") -> None:
        """Make the button for a case."""
        self.ref = ref
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.secondary,
                custom_id=f"fg:record:forget:{ref}",
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls(match["ref"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Withdraw, and take the button away."""
        await _withdraw(interaction, self.ref)


class WithdrawMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"fg:records:forget"):
    """Cuts the tie to a case that is chosen from the list."""

    def __init__(
        self, options: Sequence[discord.SelectOption] = (), placeholder: str = "·"
    ) -> None:
        """Make the menu; its values are cases' ids."""
        super().__init__(
            discord.ui.Select(
                custom_id="fg:records:forget", placeholder=placeholder, options=list(options)
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
        """Make the menu again; its entries come with the message."""
        assert isinstance(item, discord.ui.Select)
        menu = cls(item.options)
        menu.item = item
        return menu

    async def callback(self, interaction: discord.Interaction) -> None:
        """Withdraw from the case that was chosen."""
        await _withdraw(interaction, self.item.values[0])


async def _withdraw(interaction: discord.Interaction[Any], case_id: str) -> None:
    words = words_of(interaction)
    try:
        await desk_of(interaction).after.records.withdraw(interaction.user.id, case_id)
    except FlashguardError as error:
        log.error("record_not_withdrawn", error=error.message, detail=error.detail)
        await interaction.response.send_message(words.say("error-command"), ephemeral=True)
        return
    await interaction.response.edit_message(content=words.say("record-withdrawn"), view=None)


@app_commands.command(
    name="my-records", description="How the cases stand that you asked to hear about"
)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def my_records(interaction: discord.Interaction) -> None:
    """List, privately, a person's records and appeals."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    records, words = desk_of(interaction).after.records, words_of(interaction)
    try:
        kept = await records.kept(interaction.user.id)
        appealed = await records.appealed(interaction.user.id)
    except FlashguardError as error:
        log.error("records_not_listed", error=error.message, detail=error.detail)
        await interaction.followup.send(words.say("error-command"), ephemeral=True)
        return
    if not kept and not appealed:
        await interaction.followup.send(words.say("records-none"), ephemeral=True)
        return
    view, client = discord.ui.View(timeout=None), interaction.client
    if kept:
        options = [
            discord.SelectOption(
                label=words.say(
                    "records-option", case=str(each.number), server=_server(client, each)
                )[:100],
                value=each.case_id,
            )
            for each in kept
        ]
        view.add_item(WithdrawMenu(options, words.say("records-menu")))
    lines = [
        *_section(words, "records-head", [_line(words, client, each) for each in kept]),
        *_section(
            words, "records-appeals", [_line(words, client, e, appeal=True) for e in appealed]
        ),
    ]
    await interaction.followup.send(_fit(lines), view=view, ephemeral=True)


def _section(words: Words, head: str, lines: list[str]) -> list[str]:
    return [words.say(head), *lines, ""] if lines else []


def _line(words: Words, client: discord.Client, record: OwnRecord, *, appeal: bool = False) -> str:
    """Return a case's line; until when it is kept concerns those who asked for it alone."""
    case = words.say("case-number", case=str(record.number))
    stands = f"standing-{record.standing.value}"
    line = f"• **{case}** · {_server(client, record)} · {words.say(stands)}"
    if appeal or record.standing in (Standing.EXPIRED, Standing.ERASED):
        return line
    return f"{line}\n  -# {_until(words, record.until)}"


def _server(client: discord.Client, record: OwnRecord) -> str:
    """Return a server's name so that it can neither format nor ping, else its id."""
    guild = client.get_guild(record.guild_id)
    name = guild.name if guild is not None else record.guild_name
    name = discord.utils.escape_mentions(discord.utils.escape_markdown(name[:60]))
    return name or str(record.guild_id)


def _fit(lines: list[str], limit: int = 2000) -> str:
    """Join lines within a message's limit; the oldest go first."""
    kept = lines[:]
    while len("\n".join(kept).strip()) > limit:
        kept = [*kept[:-2], "…"]
    return "\n".join(kept).strip()
