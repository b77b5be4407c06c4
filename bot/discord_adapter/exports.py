"""A case's report for moderators: `/flashguard export`, and whatever button wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import discord
import structlog
from discord import app_commands

from bot.discord_adapter.desk import desk_of, words_of
from bot.discord_adapter.own_records import attached
from bot.domain import Case
from bot.errors import FlashguardError

log = structlog.get_logger(__name__)

Form = Literal["pdf", "html", "json", "case"]

_FOR_YOU = (
    "The report of case {case}, for you and for whom you give it to: it has personal data, and no"
    " picture. That you took it is noted in the case."
)
_UNPROVED = " It has no proof, because the ledger does not sign just now; the bot's log says why."
_MAY_BE_MINOR = (
    "Somebody in case {case} may be under 18, so I make no report of it here. Its ids: {link},"
    " sender `{sender}`. Report it to Discord as child safety. For an authority that asks, the"
    " operator has `flashguard evidence export`."
)
_TOO_LARGE = (
    "The report of case {case} is larger than Discord takes here. Try another format, or ask the"
    " operator: `flashguard evidence export`."
)


async def export_case(interaction: discord.Interaction[Any], case: Case, form: Form) -> None:
    """Send whoever asked, privately, the report of a case; the case's custody has who it was.

    For moderators: check their permission before. Takes the interaction's first response, unless
    it was deferred already.
    """
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    desk, about = desk_of(interaction), {"case": case.number, "link": case.post.link}
    try:
        if await desk.people.is_shielded(case.case_id):
            text = _MAY_BE_MINOR.format(**about, sender=case.post.sender.user_id)
            await interaction.followup.send(text, ephemeral=True, suppress_embeds=True)
            return
        file = await desk.after.exporter.for_moderators(
            case, form, interaction.user.id, datetime.now(UTC)
        )
    except FlashguardError as error:
        log.error("case_not_exported", error=error.message, detail=error.detail)
        await interaction.followup.send(words_of(interaction).say("error-command"), ephemeral=True)
        return
    if len(file.data) > interaction.filesize_limit:
        await interaction.followup.send(_TOO_LARGE.format(**about), ephemeral=True)
        return
    text = _FOR_YOU.format(**about) + ("" if file.proved else _UNPROVED)
    await interaction.followup.send(text, file=attached(file), ephemeral=True)


@app_commands.command(name="export", description="A case's report as a private file, without image")
@app_commands.describe(
    case="The number in the notice and in the moderators' entry",
    format="pdf and html to read, json and case for programs",
)
@app_commands.checks.has_permissions(manage_messages=True)
async def export(
    interaction: discord.Interaction, case: app_commands.Range[int, 1], format: Form = "pdf"
) -> None:
    """Give a moderator the report of one of this server's cases."""
    assert interaction.guild_id is not None, "the group is for servers only"
    found = await desk_of(interaction).cases.by_number(interaction.guild_id, case)
    if found is None:
        text = words_of(interaction).say("error-case", case=str(case))
        await interaction.response.send_message(text, ephemeral=True)
    else:
        await export_case(interaction, found, format)
