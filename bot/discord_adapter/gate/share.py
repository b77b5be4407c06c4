"""Posts pictures for members in channels with a gate, after looking at them: `/share`.

The form's answer is read from the interaction itself, so one that was opened before a restart is
heard after it. What is posted are the very bytes that were looked at. Whatever is not posted is
told to its sender alone, and nothing of it is kept (docs/decisions/0015-what-a-gate-posts.md).
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.discord_adapter.collector import CDN, place_of, sender_of
from bot.discord_adapter.desk import words_of
from bot.discord_adapter.gate.hooks import Gateable
from bot.discord_adapter.gate.keeper import GateKeeper
from bot.discord_adapter.gate.plain import safe_name, safe_text, shown_name
from bot.discord_adapter.gate.unshare import UnshareButton
from bot.discord_adapter.gate.words import is_too_many_webhooks
from bot.domain import MediaRef, Post, Surface, UnscreenedReason
from bot.errors import StoreError
from bot.gates import GateState, Share
from bot.locales import Words
from bot.vetting import Vetted, Vetting

log = structlog.get_logger(__name__)

FORM, _FILES, _TEXT = "fg:share", "fg:share:files", "fg:share:text"
MOST_FILES = 10
"""Discord's limit for one message, and for one field of a form."""
_MOST_TEXT = 2000
_IS_SPOILER = 1 << 3
_UNKNOWN_WEBHOOK = 10015
_FAILED = (discord.HTTPException, aiohttp.ClientError, OSError)

_WHY = {
    UnscreenedReason.TOO_LARGE: "share-file-large",
    UnscreenedReason.UNDECODABLE: "share-file-unread",
    UnscreenedReason.UNSUPPORTED: "share-file-unread",
    UnscreenedReason.FETCH_FAILED: "share-file-expired",
}
"""What the sender is told of a file that could not be looked at; of every other reason, that a
second try may help."""


class ShareBook(Protocol):
    """Where it is kept who shared what. Each method has committed, or raises StoreError."""

    async def record(self, share: Share) -> None:
        """Keep who had a message posted."""
        ...

    async def share(self, message_id: int) -> Share | None:
        """Return who had a message posted, or None where it is not known."""
        ...

    async def last_share(self, channel_id: int, user_id: int) -> datetime | None:
        """Return when somebody last shared in a channel, as far as it still stands there."""
        ...

    async def shared_in(self) -> set[int]:
        """Return the channels and threads in which something was shared that may still stand."""
        ...

    async def forget(self, message_ids: Collection[int]) -> None:
        """Forget who had messages posted that are gone."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asked to have posted: their files as Discord describes them, and a text."""

    files: tuple[Mapping[str, Any], ...]
    text: str

    @property
    def media(self) -> tuple[MediaRef, ...]:
        return tuple(
            MediaRef(
                media_id=str(file["id"]),
                surface=Surface.ATTACHMENT,
                url=str(file["url"]),
                filename=str(file.get("filename") or ""),
                content_type=file.get("content_type"),
                size=int(file.get("size") or 0),
            )
            for file in self.files
        )

    def uploads(self, looked_at: Sequence[Vetted]) -> list[discord.File]:
        """Return the files to be posted, from the very bytes that were looked at."""
        return [
            discord.File(
                io.BytesIO(vetted.data or b""),
                vetted.media.filename,
                spoiler=bool(int(file.get("flags") or 0) & _IS_SPOILER)
                or vetted.media.filename.startswith("SPOILER_"),
            )
            for file, vetted in zip(self.files, looked_at, strict=True)
        ]


class _Refused(Exception):
    """Nothing is posted, and the sender is told why: the text, in their language."""


class Sharing:
    """Hears `/share`'s form; one for each client."""

    def __init__(self, keeper: GateKeeper, book: ShareBook, vetting: Vetting) -> None:
        """Take the gates, where it is kept who shared what, and what looks at files."""
        self._keeper = keeper
        self.book = book
        self._vetting = vetting
        self._busy: set[int] = set()
        self._shared_in: set[int] | None = None

    async def hear(self, interaction: discord.Interaction[Any]) -> None:
        """Take the answer to a form of `/share`, whichever process showed it."""
        data: Any = interaction.data
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        if data.get("custom_id") != FORM or interaction.guild is None:
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        words, user_id = words_of(interaction), interaction.user.id
        view: discord.ui.View | None = None
        if user_id in self._busy:
            text = words.say("share-busy")
        else:
            self._busy.add(user_id)
            try:
                text, view = await self._share(interaction, _asked(data), words)
            except _Refused as refusal:
                text = str(refusal)
            except StoreError as error:
                log.error("share_failed", error=error.message, detail=error.detail)
                text = words.say("share-failed")
            except _FAILED as error:
                log.error("share_failed", error=repr(error))
                text = words.say("share-failed")
            finally:
                self._busy.discard(user_id)
        nobody = discord.AllowedMentions.none()
        await interaction.edit_original_response(content=text, view=view, allowed_mentions=nobody)

    async def _share(
        self, interaction: discord.Interaction[Any], asked: _Asked, words: Words
    ) -> tuple[str, discord.ui.View]:
        channel, thread = self.behind_a_gate(interaction, words)
        await self._may_post(interaction, thread, words)
        if not asked.files:
            raise _Refused(words.say("share-none"))
        limit = channel.guild.filesize_limit
        if large := [m for m in asked.media if (m.size or 0) > limit]:
            named = shown_name(large[0].filename)
            raise _Refused(words.say("share-too-large", file=named, limit=str(limit >> 20)))
        picture = _picture(interaction.user)
        media = (*asked.media, *([picture] if picture is not None else []))
        post = Post(
            interaction.id,
            place_of(channel, channel.guild),
            sender_of(interaction.user),
            datetime.now(UTC),
            media,
        )
        async with self._vetting.looked_at(post) as found:
            looked_at = found[: len(asked.files)]
            if any(vetted.data is None for vetted in looked_at):
                raise _Refused(_held(looked_at, words))
            # A profile picture that may be explicit is not posted for anybody either.
            shows_face = picture is None or found[-1].data is not None
            avatar = str(interaction.user.display_avatar.url) if shows_face else None
            if self._keeper.state(channel.id) is not GateState.CLOSED:
                raise _Refused(words.say("share-no-gate"))
            message = await self._post(interaction, channel, thread, asked, looked_at, avatar)
        where = thread.id if thread is not None else channel.id
        await self._note(interaction, channel.guild.id, where, message.id, words)
        link = f"https://discord.com/channels/{channel.guild.id}/{where}/{message.id}"
        view = discord.ui.View(timeout=None)
        view.add_item(UnshareButton(where, message.id, words.say("button-unshare")))
        return words.say("share-done", link=link), view

    def behind_a_gate(
        self, interaction: discord.Interaction[Any], words: Words
    ) -> tuple[Gateable, discord.Thread | None]:
        """Return the channel with the gate, and the thread under it in which somebody is.

        Raises _Refused where there is no gate.
        """
        assert interaction.guild is not None, "the command is for servers only"
        where = interaction.channel
        thread = where if isinstance(where, discord.Thread) else None
        channel_id = thread.parent_id if thread is not None else interaction.channel_id
        channel = interaction.guild.get_channel(channel_id or 0)
        closed = self._keeper.state(channel_id or 0) is GateState.CLOSED
        if not closed or not isinstance(channel, Gateable):
            raise _Refused(words.say("share-no-gate"))
        return channel, thread

    async def _may_post(
        self, interaction: discord.Interaction[Any], thread: discord.Thread | None, words: Words
    ) -> None:
        """Raise _Refused where Discord would not let somebody post by themselves."""
        may, user = interaction.permissions, interaction.user
        assert isinstance(user, discord.Member), "the command is for servers only"
        if user.is_timed_out():
            raise _Refused(words.say("share-timeout"))
        if not (may.send_messages_in_threads if thread is not None else may.send_messages):
            raise _Refused(words.say("share-may-not"))
        if thread is not None and thread.locked and not may.manage_threads:
            raise _Refused(words.say("share-locked"))
        pause = getattr(thread or interaction.channel, "slowmode_delay", 0)
        if pause and not (may.manage_messages or may.manage_channels):
            assert interaction.channel_id is not None, "a form is answered in a channel"
            last = await self.book.last_share(interaction.channel_id, user.id)
            again = None if last is None else last + timedelta(seconds=pause)
            if again is not None and again > datetime.now(UTC):
                when = discord.utils.format_dt(again, "R")
                raise _Refused(words.say("share-slow", when=when))

    async def _post(
        self,
        interaction: discord.Interaction[Any],
        channel: Gateable,
        thread: discord.Thread | None,
        asked: _Asked,
        looked_at: Sequence[Vetted],
        avatar: str | None,
    ) -> discord.WebhookMessage:
        """Post through the channel's webhook; one that was deleted is made anew, once."""
        words = words_of(interaction)
        own = {emoji.id for emoji in channel.guild.emojis}
        for last_try in (False, True):
            try:
                hook = await self._keeper.hooks.of(channel)
                return await hook.send(
                    safe_text(asked.text, own)[:_MOST_TEXT],
                    username=safe_name(interaction.user.display_name),
                    avatar_url=avatar or discord.utils.MISSING,
                    files=asked.uploads(looked_at),
                    allowed_mentions=discord.AllowedMentions.none(),
                    thread=thread if thread is not None else discord.utils.MISSING,
                    # A preview would be a picture that nobody has looked at.
                    suppress_embeds=True,
                    wait=True,
                )
            except discord.NotFound as error:
                if error.code != _UNKNOWN_WEBHOOK or last_try:
                    raise
                self._keeper.hooks.lost(channel.id)
            except discord.Forbidden:
                raise _Refused(words.say("share-webhook-right")) from None
            except discord.HTTPException as error:
                if is_too_many_webhooks(error):
                    raise _Refused(words.say("share-webhook-full")) from None
                raise
        raise AssertionError("the loop returns or raises")

    async def _note(
        self,
        interaction: discord.Interaction[Any],
        guild_id: int,
        channel_id: int,
        message_id: int,
        words: Words,
    ) -> None:
        """Keep who shared it; what cannot be noted is taken back, so that nothing is nobody's."""
        share = Share(message_id, guild_id, channel_id, interaction.user.id, datetime.now(UTC))
        try:
            await self.book.record(share)
        except StoreError as error:
            log.error("share_not_kept", error=error.message, detail=error.detail)
            await interaction.client.http.delete_message(channel_id, message_id)
            raise _Refused(words.say("share-failed")) from error
        if self._shared_in is not None:
            self._shared_in.add(channel_id)

    async def deleted(self, channel_id: int, message_ids: Collection[int]) -> None:
        """Forget who shared messages that are gone."""
        if self._shared_in is None:
            self._shared_in = await self.book.shared_in()
        if channel_id in self._shared_in:
            await self.book.forget(message_ids)


def sharing_of(interaction: discord.Interaction[Any]) -> Sharing:
    """Return what hears `/share`; the client carries it as `sharing`."""
    sharing: Sharing = interaction.client.sharing
    return sharing


@app_commands.command(
    name="share",
    description="Post pictures in a channel with a gate: screened before anybody sees them",
)
@app_commands.guild_only()
async def share(interaction: discord.Interaction) -> None:
    """Show the form, or say that there is no gate here."""
    words = words_of(interaction)
    try:
        sharing_of(interaction).behind_a_gate(interaction, words)
    except _Refused as refusal:
        await interaction.response.send_message(str(refusal), ephemeral=True)
        return
    await interaction.response.send_modal(_Form(words))


class _Form(discord.ui.Modal):
    """Asks for the files and a text. `Sharing.hear` takes the answer."""

    def __init__(self, words: Words) -> None:
        super().__init__(title=words.say("share-title"), custom_id=FORM)
        files = discord.ui.FileUpload[Any](custom_id=_FILES, min_values=1, max_values=MOST_FILES)
        text = discord.ui.TextInput[Any](
            custom_id=_TEXT,
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=_MOST_TEXT,
        )
        self.add_item(
            discord.ui.Label(
                text=words.say("share-files"),
                description=words.say("share-files-hint"),
                component=files,
            )
        )
        self.add_item(discord.ui.Label(text=words.say("share-text"), component=text))


def _asked(data: Mapping[str, Any]) -> _Asked:
    """Read the answer to the form from the interaction's JSON."""
    resolved = (data.get("resolved") or {}).get("attachments") or {}
    files: list[Mapping[str, Any]] = []
    text = ""
    for row in data.get("components") or ():
        field = row.get("component") or {}
        if field.get("custom_id") == _FILES:
            files += [resolved[i] for i in field.get("values") or () if i in resolved]
        elif field.get("custom_id") == _TEXT:
            text = str(field.get("value") or "")
    return _Asked(tuple(files[:MOST_FILES]), text)


def _picture(user: discord.User | discord.Member) -> MediaRef | None:
    """Return the profile picture under which something is posted; None for Discord's own ones."""
    asset = user.display_avatar
    if not asset.url.startswith(CDN) or "/embed/avatars/" in asset.url:
        return None
    return MediaRef(f"avatar:{asset.key}", Surface.AVATAR, asset.url)


def _held(looked_at: Sequence[Vetted], words: Words) -> str:
    """Return what a sender is told whose files were not posted."""
    lines = [words.say("share-held")]
    for vetted in looked_at:
        file, verdict = shown_name(vetted.media.filename), vetted.verdict
        if vetted.data is not None:
            continue
        if verdict.label is not None:
            label = words.say(f"label-{verdict.label.value}")
            lines.append(words.say("share-file-flagged", file=file, label=label))
        else:
            assert verdict.reason is not None, "what is not clean has a label or a reason"
            lines.append(words.say(_WHY.get(verdict.reason, "share-file-later"), file=file))
    lines.append(words.say("share-kept"))
    return "\n".join(lines)
