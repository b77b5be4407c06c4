"""What people write: messages, edits, reactions, polls. Checked as a client would be."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.sandbox import installs
from bot.sandbox.api_error import ApiError, bad_form
from bot.sandbox.backend import (
    FILES_LIMIT,
    Backend,
    BackendError,
    Json,
    Message,
    MessageSticker,
    Poll,
    PollAnswer,
    Upload,
    api_error,
    reaction_permissions,
    serializers,
)
from bot.sandbox.corrections import SUPPRESS_EMBEDS
from bot.sandbox.hub import Hub
from bot.sandbox.sites import PREVIEWS_LIMIT, Site, fresh
from bot.sandbox.views import Views


class Posting:
    """Does what people ask for, or raises ApiError as Discord would refuse it."""

    def __init__(self, hub: Hub, views: Views) -> None:
        self._hub = hub
        self._views = views

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    # ------------------------------------------------------------------------------- messages

    def send(self, user_id: int, channel_id: int, body: Json, files: list[Upload]) -> Json:
        """Post a message: text, files, a reply, a forward, stickers or a poll.

        `claims` says, by file number, what the attachment's object says instead of the truth
        (`{"0": {"content_type": null, "size": 5}}`; null leaves a field out).
        """
        self.may_post(user_id, channel_id, bool(files))
        return self.shown(self.write(user_id, channel_id, body, files))

    def may_post(self, user_id: int, channel_id: int, files: bool) -> None:
        """Check that somebody may post in a channel, or raise ApiError."""
        backend, channel = self._backend, self._backend.get_channel(channel_id)
        if channel.guild_id is None:
            self.require(user_id, channel_id)
            others = [i for i in channel.recipient_ids if i != user_id] or [backend.bot_user.id]
            if len(others) == 1 and not installs.reaches(backend, user_id, others[0]):
                raise ApiError(403, 50007, "Cannot send messages to this user")
            return
        say = "send_messages_in_threads" if channel.is_thread else "send_messages"
        self.require(user_id, channel_id, say, *["attach_files"] * files)
        if channel.type in (4, 15, 16):
            raise ApiError(400, 50024, "Cannot execute action on this channel type")

    def write(
        self, user_id: int, channel_id: int, body: Json, files: list[Upload], **more: Any
    ) -> Message:
        """Make a message of what `send` takes, with `more` of simcord's fields, and publish it."""
        message = self.prepare(user_id, channel_id, body, files, **more)
        return self.publish(message)

    def prepare(
        self, user_id: int, channel_id: int, body: Json, files: list[Upload], **more: Any
    ) -> Message:
        """Make a message that nobody has been shown yet."""
        backend = self._backend
        if len(files) > FILES_LIMIT:
            raise bad_form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
        reference: Json | None = None
        if body.get("reply_to"):
            reference = {"channel_id": str(channel_id), "message_id": str(body["reply_to"])}
            self.message(user_id, channel_id, int(body["reply_to"]))
        if body.get("forward"):
            reference = {**body["forward"], "type": 1}
        content = str(body.get("content") or "")
        stickers = [self._sticker(user_id, channel_id, i) for i in body.get("sticker_ids") or []]
        poll = self._poll(user_id, channel_id, body["poll"]) if body.get("poll") else None
        given = (
            content,
            files,
            reference,
            stickers,
            poll,
            more.get("embeds"),
            more.get("components"),
        )
        if not any(given):
            raise ApiError(400, 50006, "Cannot send an empty message")
        if len(content) > 2000:
            raise bad_form("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
        if body.get("reply_to"):
            reference = backend.normalize_message_reference(channel_id, reference)
        attachments = self._store(channel_id, files, dict(body.get("claims") or {}))
        try:
            return backend.prepare_message(
                channel_id,
                user_id,
                content,
                reference=reference,
                attachments=attachments,
                stickers=stickers,
                poll=poll,
                **more,
            )
        except BackendError as error:
            raise api_error(error) from error

    def publish(self, message: Message) -> Message:
        """Show a prepared message to everybody, previews that are cached already in it."""
        backend = self._backend
        late = self._preview(message)
        thread = backend.get_channel(message.channel_id)
        if thread.thread_metadata is not None and thread.thread_metadata.archived:
            backend.edit_channel(thread.id, {}, thread_metadata={"archived": False})
        message = backend.commit_message(message)
        self._await_previews(message, late)
        return message

    def edit(
        self, user_id: int, channel_id: int, message_id: int, body: Json, files: list[Upload]
    ) -> Json:
        """Edit one's own message; files are added to those that it has."""
        message = self.message(user_id, channel_id, message_id)
        if message.author_id != user_id:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        self.require(user_id, channel_id, *["attach_files"] * bool(files))
        return self.shown(self.change(message, body, files))

    def change(self, message: Message, body: Json, files: list[Upload]) -> Message:
        """Change a message's text, add files to it, or replace its files (`keep`: ids)."""
        fields: Json = {"content": str(body["content"])} if "content" in body else {}
        kept = message.attachments
        if "keep" in body:
            kept = [a for a in kept if a["id"] in body["keep"]]
        if files or "keep" in body:
            claims = dict(body.get("claims") or {})
            fields["attachments"] = kept + self._store(message.channel_id, files, claims)
        late: list[Site] = []
        if "content" in fields and fields["content"] != message.content:
            message.content = fields["content"]
            late = self._preview(message)
        message = self._backend.edit_message(message.channel_id, message.id, fields)
        self._await_previews(message, late)
        return message

    def delete(self, user_id: int, channel_id: int, message_id: int) -> None:
        """Delete one's own message, another's with Manage Messages, or dismiss an answer."""
        message = self.message(user_id, channel_id, message_id)
        if message.author_id != user_id and not message.is_ephemeral:
            self.require(user_id, channel_id, "manage_messages")
        self._backend.delete_message(channel_id, message_id)

    def read(self, user_id: int, channel_id: int, limit: int, before: int | None) -> list[Json]:
        """Return what this person's client shows of a channel, oldest first."""
        self.require(user_id, channel_id, "read_message_history")
        messages = sorted(self._backend.messages[channel_id].values(), key=lambda m: m.id)
        seen = [m for m in messages if m.visible_to(user_id) and (before is None or m.id < before)]
        return [self.shown(m, user_id) for m in seen[-limit:]]

    def shown(self, message: Message, user_id: int | None = None) -> Json:
        """Return a message as clients get it: links signed, local links beside them."""
        payload = serializers.message_payload(self._backend, message, for_user=user_id)
        shown: Json = self._views.localised(self._backend.attachments.signed(payload))
        return shown

    def react(
        self, user_id: int, channel_id: int, message_id: int, emoji: str, reacted: bool
    ) -> None:
        """Add or take back a reaction; `emoji` is a character, or `name:id` of a custom one."""
        message = self.message(user_id, channel_id, message_id)
        self.require(user_id, channel_id, *reaction_permissions(message, emoji, reacted=reacted))
        _, _, number = emoji.partition(":")
        if number and message.reaction_for(emoji) is None:
            self._may_use(user_id, channel_id, int(number), "external_emojis")
        self._backend.set_reaction(channel_id, message_id, emoji, user_id, reacted)

    # --------------------------------------------------------------------------- link previews

    def _preview(self, message: Message, within: float = 0.0) -> list[Site]:
        """Show the previews of a message's links that take `within` seconds or less.

        Returns the sites that are still to come. A preview needs the author's Embed Links. A
        forward previews the links of what it shows.
        """
        backend, shown = self._backend, _shown(message)
        target: list[Json] = shown["embeds"] if shown is not None else message.embeds
        sites = backend.sites.linked(shown["content"] if shown is not None else message.content)
        if not sites and not target:
            return []
        guild = backend.guilds.get(backend.get_channel(message.channel_id).guild_id or 0)
        if (
            guild
            and message.author_id in guild.members
            and not backend.allowed(message.author_id, message.channel_id, "embed_links")
        ):
            return []
        there = {embed.get("url") for embed in target}
        ready = [s for s in sites if s.delay <= within or s.url in there]
        # Only a bot has embeds of its own; a forward carries those of whoever it shows.
        own = shown is not None or backend.users[message.author_id].bot
        kept = [e for e in target if own and not backend.sites.find(str(e.get("url")))]
        target[:] = (kept + [e for s in ready for e in fresh(s.embeds)])[:PREVIEWS_LIMIT]
        return [s for s in sites if s not in ready]

    def _await_previews(self, message: Message, late: list[Site]) -> None:
        for delay in {site.delay for site in late}:
            self._hub.later(delay, partial(self._land, message, delay))

    def _land(self, message: Message, within: float) -> None:
        """Show the previews that took their time, in an update that edits nothing.

        Suppressing embeds before they are there does not hold, as third parties report: the
        preview shows all the same, and must be suppressed once more.
        """
        if self._backend.messages.get(message.channel_id, {}).get(message.id) is not message:
            return
        message.flags &= ~SUPPRESS_EMBEDS
        self._preview(message, within)
        payload: Json = dict(serializers.message_payload(self._backend, message))
        self._backend.emit("MESSAGE_UPDATE", payload)

    # --------------------------------------------------------------------------------- checks

    def require(self, user_id: int, channel_id: int, *names: str) -> None:
        """Check that a person sees a channel and has permissions in it, or raise ApiError."""
        channel = self._backend.get_channel(channel_id)
        try:
            self._backend.require_permissions(channel.guild_id, user_id, channel_id, *names)
        except BackendError as error:
            raise api_error(error) from error

    def message(self, user_id: int, channel_id: int, message_id: int) -> Message:
        """Return a message that this person sees, or raise ApiError."""
        self.require(user_id, channel_id)
        message = self._backend.messages[channel_id].get(message_id)
        if message is None or not message.visible_to(user_id):
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def _may_use(self, user_id: int, channel_id: int, number: int, permission: str) -> None:
        """Emoji and stickers of another server need a permission (and Nitro, which all have)."""
        guild = self._backend.guilds.get(self._backend.get_channel(channel_id).guild_id or 0)
        if guild and number not in guild.emojis and number not in guild.stickers:
            self.require(user_id, channel_id, permission)

    def _sticker(self, user_id: int, channel_id: int, number: Any) -> MessageSticker:
        sticker = self._backend.known_stickers.get(int(number))
        if sticker is None:
            raise ApiError(404, 10060, "Unknown sticker")
        self._may_use(user_id, channel_id, sticker.id, "external_stickers")
        return MessageSticker(sticker.id, sticker.name, sticker.format_type, sticker.guild_id)

    def _poll(self, user_id: int, channel_id: int, body: Json) -> Poll:
        """Make a poll of {question, answers: [{text, emoji}], hours, multiple}."""
        self.require(user_id, channel_id, "send_polls")
        answers = [
            PollAnswer(n, answer.get("text"), answer.get("emoji"))
            for n, answer in enumerate(body["answers"], 1)
        ]
        if not 1 <= len(answers) <= 10:
            raise bad_form("poll.answers", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10.")
        expiry = self._backend.iso_after(float(body.get("hours") or 24) * 3600)
        return Poll(str(body["question"]), answers, expiry, bool(body.get("multiple")))

    def _store(self, channel_id: int, files: list[Upload], claims: Json) -> list[Json]:
        backend, stored = self._backend, []
        for number, f in enumerate(files):
            attachment = backend.attachments.store(
                backend.snowflake(), channel_id, f.filename, f.fp.getvalue(), f.description
            )
            said = attachment | dict(claims.get(str(number)) or {})
            stored.append({k: v for k, v in said.items() if v is not None})
        return stored


def _shown(message: Message) -> Json | None:
    """Return what a forward shows, or None for a message of its own."""
    shown: Json | None = message.snapshots[0]["message"] if message.snapshots else None
    return shown
