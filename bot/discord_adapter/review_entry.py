"""One message for each case in the moderators' channel: found again, and brought up to date."""

from __future__ import annotations

from typing import Any

import discord
import structlog

from bot.discord_adapter import texts
from bot.discord_adapter.desk import desk_of
from bot.discord_adapter.gap_report import moderators_channel
from bot.domain import Action, Case
from bot.reviews import Review, decided

_DECIDED = {Review.UPHELD: "upheld", Review.OVERTURNED: "overturned"}

log = structlog.get_logger(__name__)


async def refresh(interaction: discord.Interaction[Any], case: Case, view: discord.ui.View) -> None:
    """Write a case's entry anew, wherever its button was pressed.

    One that a moderator deleted stays deleted. Where somebody may be under 18 whatever was
    attached goes too.
    """
    told = case.outcome_of(Action.ALERT_MODERATORS)
    guild, pressed = interaction.guild, interaction.message
    if told is None or told.message_id is None or guild is None:
        return
    settings_for = desk_of(interaction).settings_for
    channel: Any = (
        interaction.channel
        if pressed is not None and pressed.id == told.message_id
        else moderators_channel(guild, settings_for)
    )
    if channel is None:
        return
    kept: dict[str, Any] = {"attachments": []} if case.shielded else {}
    try:
        # PartialMessage: Message.edit would send the flags again.
        await channel.get_partial_message(told.message_id).edit(
            embed=texts.moderators_entry(case), view=view, **kept
        )
    except discord.NotFound:
        pass
    except discord.HTTPException as error:
        log.error("entry_not_refreshed", case=case.case_id, status=error.status, code=error.code)


async def close_appeal(interaction: discord.Interaction[Any], case: Case) -> None:
    """Say under an appeal's entry that its case is decided, and take its buttons away."""
    desk, guild, standing = desk_of(interaction), interaction.guild, decided(case.steps)
    appeal = await desk.after.appeals.appeal(case.case_id)
    channel = moderators_channel(guild, desk.settings_for) if guild is not None else None
    if appeal is None or appeal.entry_id is None or standing is None or channel is None:
        return
    by = f" by <@{standing.by}>" if standing.by is not None and standing.by > 0 else ""
    try:
        await channel.get_partial_message(appeal.entry_id).edit(
            content=f"Decided: {_DECIDED[standing.review]}{by}.", view=None
        )
    except discord.NotFound:
        pass
    except discord.HTTPException as error:
        log.error("appeal_not_closed", case=case.case_id, status=error.status, code=error.code)
