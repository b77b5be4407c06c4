"""Carries out actions on Discord: one REST call or two each, and an Outcome whatever happens."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import discord
import structlog

from bot.discord_adapter import texts
from bot.discord_adapter.views import NoticeView, notice_id
from bot.domain import Action, Case, Outcome, OutcomeStatus

log = structlog.get_logger(__name__)

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
"""Discord's JSON error codes for what is no longer there."""

_HISTORY = 100
"""How many messages after a post are searched for a notice that an earlier process posted."""


class DiscordEnforcer:
    """Acts through a connected client."""

    def __init__(self, client: discord.Client, *, moderators_channel: str) -> None:
        """Take the client, and the name or id of each server's channel for moderators."""
        self._client = client
        self._moderators_channel = moderators_channel

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool = False
    ) -> Outcome:
        """Carry out one action; a failure of any kind is its outcome, and spares the others."""
        status, detail, message_id = OutcomeStatus.DONE, "", None
        try:
            match action:
                case Action.REMOVE:
                    detail = await self._remove(case)
                case Action.REPOST_BLURRED:
                    detail, message_id = await self._notice(case, copies, resumed)
                case Action.NOTICE:
                    detail, message_id = await self._notice(case, {}, resumed)
                case Action.ALERT_MODERATORS:
                    message_id = await self._alert(case)
                case _:
                    status, detail = OutcomeStatus.SKIPPED, "not available"
        except discord.Forbidden as error:
            status, detail = OutcomeStatus.FAILED, _missing(action, case, error)
        except _NoModeratorsChannel as error:
            status, detail = OutcomeStatus.FAILED, str(error)
        except Exception as error:
            status, detail = OutcomeStatus.FAILED, f"Discord answered {type(error).__name__}"
            log.error("action_failed", action=action.value, case=case.case_id, exc_info=error)
        if status is OutcomeStatus.FAILED:
            log.error(
                "action_failed", action=action.value, message_id=case.post.message_id, detail=detail
            )
        return Outcome(action, status, datetime.now(UTC), detail, message_id)

    async def _remove(self, case: Case) -> str:
        post = case.post
        reason = f"Flashguard case {case.number}" if case.recorded else "Flashguard"
        try:
            # Message.delete() takes no reason for the audit log; the call beneath it does.
            await self._client.http.delete_message(
                post.place.channel_id, post.message_id, reason=reason
            )
        except discord.NotFound as error:
            if error.code in (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE):
                return "it was gone already"
            raise
        return ""

    async def _notice(
        self, case: Case, copies: Mapping[str, bytes], resumed: bool
    ) -> tuple[str, int]:
        channel = self._client.get_partial_messageable(
            case.post.place.channel_id, guild_id=case.post.place.guild_id
        )
        if resumed and (found := await self._posted_notice(channel, case)):
            return "it was posted already", found
        try:
            message = await self._send_notice(channel, case, copies)
        except discord.Forbidden:
            if not copies:
                raise
            message = await self._send_notice(channel, case, {})
            return "without the copy: Attach Files is missing", message.id
        return "", message.id

    async def _send_notice(
        self, channel: discord.PartialMessageable, case: Case, copies: Mapping[str, bytes]
    ) -> discord.Message:
        files = [
            discord.File(
                io.BytesIO(png),
                filename=f"unrecognisable-{n}.png",
                description="An unrecognisable copy: coarse colours only.",
            )
            for n, png in enumerate(copies.values(), 1)
        ]
        return await channel.send(
            texts.notice(case, len(files)),
            files=files,
            view=NoticeView(case),
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _posted_notice(self, channel: discord.PartialMessageable, case: Case) -> int | None:
        assert self._client.user is not None, "actions come after the login"
        wanted = notice_id(case)
        after = discord.Object(case.post.message_id)
        async for message in channel.history(after=after, limit=_HISTORY, oldest_first=True):
            if message.author.id == self._client.user.id and any(
                getattr(child, "custom_id", None) == wanted
                for row in message.components
                for child in getattr(row, "children", ())
            ):
                return message.id
        return None

    async def _alert(self, case: Case) -> int:
        channel = self._find_moderators_channel(case)
        embed = texts.moderators_entry(case)
        before = case.outcome_of(Action.ALERT_MODERATORS)
        if before is not None and before.message_id is not None:
            try:
                await channel.get_partial_message(before.message_id).edit(embed=embed)
                return before.message_id
            except discord.NotFound:
                pass  # a moderator deleted the entry: it is posted anew
        message = await channel.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())
        return message.id

    def _find_moderators_channel(self, case: Case) -> discord.TextChannel:
        guild = self._client.get_guild(case.post.place.guild_id or 0)
        wanted = self._moderators_channel
        for channel in guild.text_channels if guild else ():
            if wanted in (channel.name, str(channel.id)):
                return channel
        raise _NoModeratorsChannel(
            f"there is no text channel named or numbered {wanted} that the bot can see; create it,"
            " or set FLASHGUARD_MODERATORS_CHANNEL"
        )


class _NoModeratorsChannel(Exception):
    pass


def _missing(action: Action, case: Case, error: discord.Forbidden) -> str:
    permission = {
        Action.REMOVE: "Manage Messages",
        Action.REPOST_BLURRED: "Send Messages",
        Action.NOTICE: "Send Messages",
        Action.ALERT_MODERATORS: "Send Messages and Embed Links in the moderators' channel",
    }.get(action, "a permission")
    where = "" if action is Action.ALERT_MODERATORS else f" in #{case.post.place.channel_name}"
    return f"the bot lacks {permission}{where} (Discord's error {error.code})"
