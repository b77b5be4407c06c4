"""What goes when somebody says that a person in a message may be under 18."""

from __future__ import annotations

from typing import Any

import discord
import structlog

from bot.discord_adapter.desk import desk_of
from bot.discord_adapter.private.desk import private_of
from bot.errors import StoreError

log = structlog.get_logger(__name__)


async def forget_what_was_seen(interaction: discord.Interaction[Any], ref: str) -> None:
    """Forget what a look at a message found, take its copies back, and bare a record of it.

    To be called after the answer, for which Discord waits three seconds.
    """
    desk, who = private_of(interaction), interaction.user.id
    seen = desk.memory.may_be_minor(who, ref)
    if seen is not None and seen.take_back is not None:
        try:
            await seen.take_back()
        except discord.HTTPException as error:
            # Dismissed already, or its 15 minutes are over: only this person ever saw it.
            log.info("copies_not_taken_back", status=error.status, code=error.code)
    if not ref.startswith("m."):
        return
    try:
        case = await desk.records.of_message(who, ref.rpartition(".")[2])
        if case is not None:
            await desk_of(interaction).people.shield(case.case_id)
    except StoreError as error:
        log.error("private_record_not_bared", detail=error.detail)
