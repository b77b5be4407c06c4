"""What the help panel does beside showing: tell the moderators, and erase what is left."""

from __future__ import annotations

from typing import Any

import discord
import structlog

from bot.discord_adapter import member_texts
from bot.discord_adapter.desk import About, Desk, desk_of
from bot.discord_adapter.gap_report import moderators_channel
from bot.domain import Action, Case
from bot.errors import StoreError

log = structlog.get_logger(__name__)


async def tell_moderators(
    interaction: discord.Interaction[Any], ref: str, about: About, *, named: bool, minor: bool
) -> str:
    """Tell the moderators that somebody asks for help; return the key of what to say of it.

    They get the case's number or the message's link, never the picture, and the person's name only
    if the person wants that. `minor` says that somebody may be under 18.
    """
    desk, person, guild = desk_of(interaction), interaction.user, interaction.guild
    if desk.has_told(person.id, ref):
        return "tell-already"
    words = desk.public_for(interaction.guild_id)
    subject = member_texts.about(about, words)
    who = f"{person.mention} (`{person.id}`)"
    lines = [
        words.say("tell-message-named", who=who, about=subject)
        if named
        else words.say("tell-message-unnamed", about=subject),
        about.link or "",
        words.say("tell-message-minor") if minor else "",
        f"-# {words.say('tell-message-foot')}",
    ]
    channel = moderators_channel(guild, desk.settings_for) if guild is not None else None
    if channel is None:
        log.error("moderators_not_told", why="there is no channel for moderators")
        return "tell-failed"
    try:
        await channel.send(
            "\n".join(line for line in lines if line),
            allowed_mentions=discord.AllowedMentions.none(),
            suppress_embeds=True,
        )
    except discord.HTTPException as error:
        log.error("moderators_not_told", status=error.status, code=error.code)
        return "tell-failed"
    desk.note_told(person.id, ref)
    return "tell-done"


async def erase_fingerprints(desk: Desk, case: Case | None) -> bool:
    """Erase the fingerprints of a case in which somebody may be under 18.

    Return whether they are gone, so that nothing is said that is not so.
    """
    if case is None or not case.recorded:
        return False
    try:
        await desk.people.shield(case.case_id)
    except StoreError as error:
        log.error("fingerprints_not_erased", case=case.case_id, detail=error.detail)
        return False
    return True


async def remove_copy(client: discord.Client, desk: Desk, case: Case | None) -> None:
    """Take the unrecognisable copy out of a case's notice; the notice itself stays."""
    outcome = case.outcome_of(Action.REPOST_BLURRED) if case is not None else None
    if case is None or outcome is None or outcome.message_id is None:
        return
    place = case.post.place
    channel = client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)
    try:
        # PartialMessage: Message.edit would send the flags again, and unhide link previews.
        await channel.get_partial_message(outcome.message_id).edit(
            content=member_texts.notice(case, 0, desk.public_for(place.guild_id)), attachments=[]
        )
    except discord.NotFound:
        pass  # somebody deleted the notice, and the copy with it
    except discord.HTTPException as error:
        log.error("copy_not_removed", case=case.case_id, status=error.status, code=error.code)
