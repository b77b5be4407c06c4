"""Posts that no person writes: by webhooks, other bots, people's apps, followed channels."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import Backend, Json, Message, Upload, User, serializers, walk_components
from bot.sandbox.hub import Hub
from bot.sandbox.posting import Posting

KINDS = ("webhook", "bot", "app", "crosspost")
IS_CROSSPOST, COMPONENTS_V2 = 1 << 1, 1 << 15
_KNOWN_COMPONENTS = frozenset({*range(1, 15), 17})


class Automated:
    """Posts in the name of what is no person. Whoever it is by is made when first named."""

    def __init__(self, hub: Hub, posting: Posting) -> None:
        self._hub = hub
        self._posting = posting

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def post(
        self, channel_id: int, body: Json, files: list[Upload], avatar: bytes | None, user_id: int
    ) -> Json:
        """Post {by, name, content, embeds, components, flags, …}; `avatar` is its picture.

        `by` is one of KINDS, `name` tells several of a kind apart, `user_id` who runs the app.
        Where the channel forbids external apps, an app's answer is private: {"ephemeral": true}.
        """
        kind, name = body.get("by"), str(body.get("name") or "Captain Hook")
        if kind not in KINDS:
            raise ApiError(400, 0, f"`by` is one of {', '.join(KINDS)}.")
        parent = self._backend.channels[channel_id].permission_channel_id()
        more: Json = {}
        extras: Json = {}
        if kind == "bot":
            author = self._bot(name, channel_id)
            self._posting.require(author.id, channel_id, "send_messages")
        elif kind == "app":
            if not self._backend.allowed(user_id, channel_id, "use_external_apps"):
                return {"ephemeral": True}
            author = self._user(name)
            extras = self._run_by(author, user_id, name)
        else:
            webhook = self._webhook(parent, name, user_id, body.get("webhook_id"))
            author = self._backend.users[webhook.webhook_user_id]
            more = {"webhook_id": webhook.id, "author_name": body.get("username")}
        if avatar is not None:
            picture = self._backend.assets.put_hashed(f"avatars/{author.id}", avatar)
            if kind in ("webhook", "crosspost"):
                more["author_avatar"] = picture
            else:
                author.avatar = picture
        if kind == "crosspost":
            extras["message_reference"] = self._source(channel_id)
        message = self._message(author, channel_id, body, files, more)
        if kind == "crosspost":
            message.flags |= IS_CROSSPOST
        self._backend.extras[message.id] = extras
        return self._posting.shown(self._posting.publish(message))

    def edit(self, channel_id: int, message_id: int, body: Json, files: list[Upload]) -> Json:
        """Edit such a post: text, files, embeds."""
        message = self._backend.get_message(channel_id, message_id)
        if not self._backend.users[message.author_id].bot:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        if body.get("embeds") is not None:
            message.embeds = list(body["embeds"])
        return self._posting.shown(self._posting.change(message, body, files))

    def _message(
        self, author: User, channel_id: int, body: Json, files: list[Upload], more: Json
    ) -> Message:
        components = list(body.get("components") or [])
        flags = int(body.get("flags") or 0) | (COMPONENTS_V2 if components else 0)
        if body.get("flags") is not None:
            flags = int(body["flags"])
        known = all(part.get("type") in _KNOWN_COMPONENTS for part in walk_components(components))
        if known:
            more = more | {"components": components, "flags": flags}
        text = body.get("content") or (None if known or files else "\u200b")
        message = self._posting.prepare(
            author.id,
            channel_id,
            body | {"content": text},
            files,
            embeds=list(body.get("embeds") or []),
            **more,
        )
        if not known:
            # simcord knows no component that Discord may bring next; it is sent as it is given.
            message.components, message.flags = components, flags
            message.content = body.get("content") or ""
        return message

    def _run_by(self, app: User, user_id: int, name: str) -> Json:
        """Say that a message is an app's answer to a command that a person ran."""
        backend = self._backend
        return {
            "type": 20,
            "application_id": str(app.id),
            "webhook_id": str(app.id),
            "interaction_metadata": {
                "id": str(backend.snowflake()),
                "type": 2,
                "user": dict(serializers.user_payload(backend.users[user_id])),
                "authorizing_integration_owners": {"1": str(user_id)},
                "name": name.lower().replace(" ", "-"),
                "command_type": 1,
            },
        }

    def _source(self, channel_id: int) -> Json:
        """Name the message in the followed channel, which lies in a server without the bot."""
        guild_id, source_id, message_id = (self._backend.snowflake() for _ in range(3))
        return {
            "type": 0,
            "guild_id": str(guild_id),
            "channel_id": str(source_id),
            "message_id": str(message_id),
        }

    def _webhook(self, channel_id: int, name: str, user_id: int, webhook_id: Any) -> Any:
        backend = self._backend
        if webhook_id is not None:
            return backend.get_webhook(int(webhook_id))
        for known in backend.webhooks.values():
            if known.channel_id == channel_id and known.name == name:
                return known
        return backend.create_webhook(channel_id, name, user_id)

    def _bot(self, name: str, channel_id: int) -> User:
        user = self._user(name)
        guild_id = self._backend.get_channel(channel_id).guild_id or 0
        if user.id not in self._backend.get_guild(guild_id).members:
            self._backend.add_member(guild_id, user.id, announce=True)
        return user

    def _user(self, name: str) -> User:
        taken = {*self._backend.webhooks, self._backend.bot_user.id}
        for known in self._backend.users.values():
            if known.bot and known.name == name and known.id not in taken:
                return known
        return self._backend.make_user(name, bot=True)
