"""Carries out actions on Discord: one REST call or two each, and an Outcome whatever happens."""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import discord
import structlog
from discord.http import handle_message_parameters

from bot.discord_adapter import member_texts, sanctions, texts
from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.review import review_view
from bot.discord_adapter.rights import Where, lacking, needed
from bot.discord_adapter.sanctions import NotDoneError
from bot.discord_adapter.surroundings import Subject
from bot.discord_adapter.views import NoticeView, notice_id
from bot.domain import Action, Case, Outcome, OutcomeStatus
from bot.locales import Locales
from bot.measures import ReviewPicture

log = structlog.get_logger(__name__)

GONE = frozenset({10003, 10004, 10008, 10011, 10014, 10060, 10070})
"""Discord's JSON error codes for what is no longer there: channel, server, message, role, emoji,
sticker, scheduled event."""

_GONE_ALREADY = "it was gone already"

_HISTORY = 100
"""How many messages are searched for what an earlier process posted for a case."""

_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far this machine's clock may be ahead of Discord's."""

_PICTURES = {
    Subject.ICON: "icon",
    Subject.SERVER_BANNER: "banner",
    Subject.SPLASH: "splash",
    Subject.DISCOVERY: "discovery_splash",
}
"""A server's own pictures, as Discord's API names them."""


class DiscordEnforcer:
    """Acts through a connected client."""

    def __init__(
        self, client: discord.Client, *, settings_for: SettingsFor, locales: Locales
    ) -> None:
        """Take the client, each server's settings, and the languages of public notices."""
        self._client = client
        self._settings_for = settings_for
        self._locales = locales

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool = False
    ) -> Outcome:
        """Carry out one action; a failure of any kind is its outcome, and spares the others.

        What is no longer there counts as done. Nothing that Discord forbids is tried again.
        """
        status, detail, message_id = OutcomeStatus.DONE, "", None
        try:
            match action:
                case Action.REMOVE:
                    detail = await self._remove(case)
                case Action.SUPPRESS_PREVIEW:
                    detail = await self._suppress(case)
                case Action.TIMEOUT:
                    time, guild = case.decision.timeout, self._guild(case)
                    detail = await sanctions.time_out(guild, case.post.sender, time, _reason(case))
                case Action.KICK:
                    await sanctions.kick(self._guild(case), case.post.sender, _reason(case))
                case Action.BAN:
                    detail = await sanctions.ban(self._guild(case), case.post.sender, _reason(case))
                case Action.REPOST_BLURRED | Action.NOTICE:
                    detail, message_id = await self._notice(action, case, copies, resumed)
                case Action.ALERT_MODERATORS:
                    message_id = await self._alert(case, copies, resumed)
                case _:
                    status, detail = OutcomeStatus.SKIPPED, "not available"
        except NotDoneError as error:
            status, detail = error.status, str(error)
        except discord.Forbidden as error:
            status, detail = (
                OutcomeStatus.FAILED,
                lacking(action, case, error, self._where(action, case)),
            )
        except discord.HTTPException as error:
            status = OutcomeStatus.FAILED
            detail = f"Discord answered {error.status} (error {error.code})"
        except Exception as error:
            status, detail = OutcomeStatus.FAILED, f"it broke off with {type(error).__name__}"
            log.error("action_broke", action=action.value, case=case.case_id, exc_info=error)
        if status is OutcomeStatus.FAILED:
            log.error("action_failed", action=action.value, key=case.post.key, detail=detail)
        return Outcome(action, status, datetime.now(UTC), detail, message_id)

    async def _remove(self, case: Case) -> str:
        """Take away what the post is: the message, the emoji, the icon."""
        try:
            return await self._take_away(case)
        except discord.NotFound as error:
            if error.code in GONE:
                return _GONE_ALREADY
            raise

    async def _take_away(self, case: Case) -> str:
        post, reason, http = case.post, _reason(case), self._client.http
        kind, ids = _parts(post.subject)
        if not kind:
            # Message.delete() takes no reason for the audit log; the call beneath it does.
            await http.delete_message(post.place.channel_id, post.message_id, reason=reason)
            return ""
        guild = self._guild(case)
        match kind:
            case Subject.REACTION:
                emoji = f"{post.media[0].filename}:{ids[-1]}"
                await http.clear_single_reaction(post.place.channel_id, post.message_id, emoji)
            case Subject.EMOJI:
                await http.delete_custom_emoji(guild.id, int(ids[0]), reason=reason)
            case Subject.STICKER:
                await http.delete_guild_sticker(guild.id, int(ids[0]), reason=reason)
            case Subject.ICON | Subject.SERVER_BANNER | Subject.SPLASH | Subject.DISCOVERY:
                name = _PICTURES[Subject(kind)]
                if not _is(getattr(guild, name), ids):
                    return _GONE_ALREADY
                await http.edit_guild(guild.id, reason=reason, **{name: None})
            case Subject.ROLE_ICON:
                role = guild.get_role(int(ids[0]))
                if role is None or not _is(role.icon, ids):
                    return _GONE_ALREADY
                await http.edit_role(guild.id, role.id, reason=reason, icon=None)
            case Subject.EVENT_COVER:
                event = guild.get_scheduled_event(int(ids[0]))
                if event is None or not _is(event.cover_image, ids):
                    return _GONE_ALREADY
                await http.edit_scheduled_event(guild.id, event.id, reason=reason, image=None)
            case _:
                raise NotDoneError("a profile is its owner's: nobody else can change it")
        return ""

    async def _suppress(self, case: Case) -> str:
        """Hide the embeds of somebody's message, and change nothing else about it."""
        flags = discord.MessageFlags(suppress_embeds=True)
        try:
            with handle_message_parameters(flags=flags) as params:
                await self._client.http.edit_message(
                    case.post.place.channel_id, case.post.message_id, params=params
                )
        except discord.NotFound as error:
            if error.code in GONE:
                return _GONE_ALREADY
            raise
        return ""

    def _where(self, action: Action, case: Case) -> Where | None:
        """Return where an action's permissions are looked up: a channel, or the server."""
        guild = self._client.get_guild(case.post.place.guild_id or 0)
        if guild is None or action is Action.ALERT_MODERATORS:
            return guild and self._moderators(guild)
        if "view_channel" not in needed(action, case):
            return guild
        return guild.get_channel_or_thread(case.post.place.channel_id)

    def _guild(self, case: Case) -> discord.Guild:
        guild = self._client.get_guild(case.post.place.guild_id or 0)
        if guild is None:
            raise NotDoneError("the bot is not on that server any more")
        return guild

    async def _notice(
        self, action: Action, case: Case, copies: Mapping[str, bytes], resumed: bool
    ) -> tuple[str, int]:
        if action is Action.NOTICE:
            # The link may still stand, and a copy would say what it leads to; or the policy wants
            # none.
            copies = {}
        channel = self._client.get_partial_messageable(
            case.post.place.channel_id, guild_id=case.post.place.guild_id
        )
        if resumed and (found := await self._posted_notice(channel, case)):
            return "it was posted already", found
        try:
            message = await self._send_notice(channel, action, case, copies)
        except discord.NotFound as error:
            if error.code in GONE:
                raise NotDoneError("the channel is gone") from error
            raise
        except discord.Forbidden:
            if not copies:
                raise
            message = await self._send_notice(channel, action, case, {})
            return "without the copy: Attach Files is missing", message.id
        return "", message.id

    async def _send_notice(
        self,
        channel: discord.PartialMessageable,
        action: Action,
        case: Case,
        copies: Mapping[str, bytes],
    ) -> discord.Message:
        words = self._locales.of(self._settings_for(case.post.place.guild_id).language)
        files = _files(copies)
        return await channel.send(
            member_texts.notice(
                case, len(files), words, hidden=Action.REMOVE not in case.decision.actions
            ),
            files=files,
            view=NoticeView(case, words, hidden=Action.REMOVE not in case.decision.actions),
            allowed_mentions=discord.AllowedMentions.none(),
            nonce=_nonce("notice", case),
        )

    async def _posted_notice(self, channel: discord.PartialMessageable, case: Case) -> int | None:
        wanted = notice_id(case)
        async for message in self._own_messages(channel, case):
            if any(
                getattr(child, "custom_id", None) == wanted
                for row in message.components
                for child in getattr(row, "children", ())
            ):
                return message.id
        return None

    async def _posted_entry(self, channel: discord.TextChannel, case: Case) -> int | None:
        start = texts.case_title(case)
        async for message in self._own_messages(channel, case):
            if any((embed.title or "").startswith(start) for embed in message.embeds):
                return message.id
        return None

    async def _own_messages(
        self, channel: discord.abc.Messageable, case: Case
    ) -> AsyncIterator[discord.Message]:
        """Yield what the bot itself posted in a channel since a case was opened, oldest first."""
        assert self._client.user is not None, "actions come after the login"
        after = case.opened_at - _CLOCKS_DIFFER
        async for message in channel.history(after=after, limit=_HISTORY, oldest_first=True):
            if message.author.id == self._client.user.id:
                yield message

    async def _alert(self, case: Case, copies: Mapping[str, bytes], resumed: bool) -> int:
        channel = self._moderators(self._guild(case))
        if channel is None:
            raise NotDoneError(
                f"there is no text channel named or numbered"
                f" {self._settings_for(case.post.place.guild_id).moderators_channel} that the bot"
                " can see; create it, or choose another with `/flashguard setup`",
                OutcomeStatus.FAILED,
            )
        embed, view = texts.moderators_entry(case), review_view(case)
        without = case.shielded or case.decision.review_picture is ReviewPicture.NONE
        before = case.outcome_of(Action.ALERT_MODERATORS)
        known = before.message_id if before is not None else None
        if known is None and resumed and case.recorded:
            known = await self._posted_entry(channel, case)
        if known is not None:
            try:
                await channel.get_partial_message(known).edit(embed=embed, view=view)
                return known
            except discord.NotFound:
                pass  # a moderator deleted the entry: it is posted anew

        async def send(shown: Mapping[str, bytes]) -> int:
            message = await channel.send(
                embed=embed,
                view=view,
                files=_files(shown, spoiler=True),
                allowed_mentions=discord.AllowedMentions.none(),
                nonce=_nonce(f"entry {known}", case),
            )
            return message.id

        try:
            return await send({} if without else copies)
        except discord.Forbidden:
            if without or not copies:
                raise
            return await send({})  # Attach Files is missing: better told without the copy

    def _moderators(self, guild: discord.Guild) -> discord.TextChannel | None:
        return moderators_channel(guild, self._settings_for)


def _files(copies: Mapping[str, bytes], *, spoiler: bool = False) -> list[discord.File]:
    return [
        discord.File(
            io.BytesIO(png),
            filename=f"unrecognisable-{n}.png",
            spoiler=spoiler,
            description="An unrecognisable copy: coarse colours only.",
        )
        for n, png in enumerate(copies.values(), 1)
    ]


def _parts(subject: str) -> tuple[str, list[str]]:
    kind, *ids = subject.split(":")
    return kind, ids


def _is(asset: discord.Asset | None, ids: list[str]) -> bool:
    """Return whether a picture is still the one that was screened."""
    return asset is not None and asset.key == ids[-1]


def _reason(case: Case) -> str:
    return f"Flashguard case {case.number}" if case.recorded else "Flashguard"


def _nonce(what: str, case: Case) -> str:
    """Return what Discord tells a repeated post by: it posts it once, and returns that one again.

    It holds for some minutes (Discord's reference, "Create Message", `enforce_nonce`), which is
    what a process that was killed in the midst of posting needs. At most 25 characters.
    """
    about = f"{what} {case.post.place.guild_id} {case.post.key} {case.case_id}"
    return hashlib.sha256(about.encode()).hexdigest()[:25]
