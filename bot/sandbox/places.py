"""Channels, threads and servers: made by people in any number, as the bot then meets them."""

from __future__ import annotations

from typing import Any

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import (
    Backend,
    BackendError,
    Channel,
    Json,
    MessageType,
    Overwrite,
    OverwriteType,
    Upload,
    api_error,
    permission_flag,
    serializers,
)
from bot.sandbox.hub import Hub
from bot.sandbox.posting import Posting

KINDS = {
    "text": 0,
    "voice": 2,
    "category": 4,
    "announcement": 5,
    "stage": 13,
    "forum": 15,
    "media": 16,
}
"""Channels by their types (reference: Channel Types)."""
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
_NAMES = {number: name for name, number in KINDS.items()} | dict.fromkeys((10, 11, 12), "thread")
HAS_THREAD = 1 << 5


class Places:
    """Makes and lists places. Whoever makes one needs the permission for it."""

    def __init__(self, hub: Hub, posting: Posting) -> None:
        self._hub = hub
        self._posting = posting

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def listed(self, user_id: int, guild_id: int) -> list[Json]:
        """Return a server's channels and live threads that somebody sees, threads last."""
        backend = self._backend
        guild = backend.get_guild(guild_id)
        return [
            {
                "id": str(c.id),
                "name": c.name,
                "topic": c.topic,
                "nsfw": c.permission_channel_id() in backend.nsfw_channels,
                "kind": _NAMES[c.type],
                "parent_id": str(c.parent_id) if c.parent_id else None,
            }
            for c in (backend.channels[i] for i in [*guild.channel_ids, *guild.thread_ids])
            if backend.sees(user_id, "CHANNEL_UPDATE", {"id": c.id, "guild_id": guild_id})
        ]

    def make_channels(self, user_id: int, body: Json) -> list[Channel]:
        """Make {name, kind, nsfw, count, guild_id, hidden, parent_id}.

        `hidden` is from everybody but staff, `parent_id` the category. Several get numbers after
        their name. The bot is not staff: it does not see hidden ones.
        """
        backend, guild_id = self._backend, int(body.get("guild_id") or world.GUILD_ID)
        self.require(user_id, guild_id, "manage_channels")
        kind, count = str(body.get("kind") or "text"), int(body.get("count") or 1)
        if kind not in KINDS or not 1 <= count <= 500:
            raise ApiError(
                400, 0, f"A channel's kind is one of {', '.join(KINDS)}; 1 to 500 of it."
            )
        view = permission_flag("view_channel")
        made = []
        for number in range(1, count + 1):
            name = str(body["name"]) + (f"-{number}" if count > 1 else "")
            overwrites = [Overwrite(guild_id, OverwriteType.ROLE, deny=view)]
            channel = backend.create_channel(
                guild_id,
                name,
                type=KINDS[kind],
                topic=body.get("topic"),
                overwrites=overwrites if body.get("hidden") else [],
                parent_id=int(body["parent_id"]) if body.get("parent_id") else None,
                announce=False,
            )
            if body.get("nsfw"):
                backend.nsfw_channels.add(channel.id)
            backend.emit("CHANNEL_CREATE", self.shown(channel))
            made.append(channel)
        return made

    def start_thread(
        self, user_id: int, channel_id: int, body: Json, files: list[Upload]
    ) -> Channel:
        """Start a thread {name, private, message_id}, or a forum post with text and files.

        A forum post's first message has the thread's own id; so has a thread from a message.
        """
        backend = self._backend
        parent = backend.get_channel(channel_id)
        forum = parent.type in (KINDS["forum"], KINDS["media"])
        private = bool(body.get("private"))
        may = "send_messages" if forum else f"create_{'private' if private else 'public'}_threads"
        self._posting.require(user_id, channel_id, may, *["attach_files"] * bool(files))
        starter = None
        if forum:
            # Prepared first: what cannot be posted must leave no empty thread behind.
            starter = self._posting.prepare(user_id, channel_id, body, files)
        source = body.get("message_id")
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        if parent.type == KINDS["announcement"]:
            kind = ANNOUNCEMENT_THREAD
        thread = backend.create_thread(
            channel_id,
            str(body["name"]),
            user_id,
            type=kind,
            message_id=int(source) if source else None,
            broadcast=False,
        )
        if starter is not None:
            starter.id, starter.channel_id = thread.id, thread.id
        backend.announce_thread_create(thread)
        if starter is not None:
            parent.last_message_id = thread.id
            self._posting.publish(starter)
        elif source:
            message = backend.get_message(channel_id, int(source))
            message.flags |= HAS_THREAD
            backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(backend, message)))
        elif not private:
            backend.create_system_message(
                channel_id, MessageType.THREAD_CREATED, user_id, target_channel_id=thread.id
            )
        return thread

    def change_thread(self, user_id: int, thread_id: int, body: Json) -> Channel:
        """Archive or open a thread {archived}, or add somebody to it {add: user id}."""
        backend = self._backend
        thread = backend.get_thread(thread_id)
        owner = thread.owner_id == user_id
        self._posting.require(user_id, thread_id, *["manage_threads"] * (not owner))
        if body.get("add"):
            backend.add_thread_member(thread_id, int(body["add"]))
            if int(body["add"]) == world.BOT_ID:
                # Who is added to a thread is told of the thread itself (reference: Threads).
                backend.emit("THREAD_CREATE", dict(serializers.thread_payload(backend, thread)))
        if "archived" in body:
            metadata = {"archived": bool(body["archived"]), "archive_timestamp": backend.now_iso()}
            backend.edit_channel(thread_id, {}, thread_metadata=metadata)
        return thread

    def delete_channel(self, user_id: int, channel_id: int) -> None:
        """Delete a channel or a thread with all its messages."""
        channel = self._backend.get_channel(channel_id)
        may = "manage_threads" if channel.is_thread else "manage_channels"
        self._posting.require(user_id, channel_id, may)
        self._backend.delete_channel(channel_id)

    def require(self, user_id: int, guild_id: int, *names: str) -> None:
        """Check a person's permissions in a server, or raise ApiError."""
        try:
            self._backend.require_permissions(guild_id, user_id, None, *names)
        except BackendError as error:
            raise api_error(error) from error

    def shown(self, channel: Channel) -> Any:
        """Return a channel as clients get it."""
        return serializers.channel_payload(self._backend, channel)
