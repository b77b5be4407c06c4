"""Payloads in which simcord 3.2.1 departs from Discord where this bot lives, put right.

Each correction says what Discord does. They replace simcord's payload builders inside this
process; nothing else runs simcord here (docs/decisions/0002-sandbox-on-simcord.md).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from simcord.backend import access, serializers
from simcord.backend.models import (
    Channel,
    Guild,
    Member,
    Message,
    Role,
    ScheduledEvent,
    Sticker,
    User,
)
from simcord.backend.models import channel as channel_models
from simcord.backend.ops import base
from simcord.http.routes import channels as simcord_channels
from simcord.http.routes import messages as simcord_messages

from bot.sandbox.cdn import unsigned
from bot.sandbox.sites import unfurled

SUPPRESS_EMBEDS = 1 << 2

_message_payload = serializers.message_payload
_member_payload = serializers.member_payload
_role_payload = serializers.role_payload
_guild_payload = serializers.guild_create_payload
_event_payload = serializers.scheduled_event_payload
_sticker_payload = serializers.sticker_payload
_channel_payload = serializers.channel_payload
_channel_accessible = access.channel_accessible
_snapshot_payload = serializers.message_snapshot_payload


def user_payload(user: User) -> dict[str, Any]:
    """Other people's users carry neither `verified` nor `locale`, and a null display name stays."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": user.discriminator,
        "global_name": user.global_name,
        "avatar": user.avatar,
        "bot": user.bot,
        "system": user.system,
        "public_flags": user.public_flags,
        "flags": user.public_flags,
        "primary_guild": None,
    }


def channel_accessible(
    backend: Any, channel_id: int, viewer_id: int, *, history: bool = False
) -> bool:
    """Conversations are seen by those in them; of all these the bot sees only its own."""
    channel = backend.channels.get(channel_id)
    if channel is None or channel.guild_id is not None:
        return bool(_channel_accessible(backend, channel_id, viewer_id, history=history))
    if viewer_id == backend.bot_user.id:
        return channel.id in backend.dm_channels.values()
    return viewer_id in channel.recipient_ids


def channel_payload(backend: Any, channel: Channel) -> Any:
    """Channels say whether they are age-restricted, and carry flags."""
    payload: Any = dict(_channel_payload(backend, channel))
    payload.setdefault("flags", 0)
    if channel.guild_id is not None and not channel.is_thread:
        payload["nsfw"] = channel.id in backend.nsfw_channels
    if channel.type == 3:  # a group conversation
        for key in ("position", "permission_overwrites"):
            payload.pop(key)
        people = [user_payload(backend.users[i]) for i in channel.recipient_ids]
        owner = {"owner_id": str(channel.owner_id), "icon": None}
        payload |= owner | {"recipients": people, "last_message_id": payload["last_message_id"]}
    if channel.type == 16:  # media channels carry what forums carry
        payload["available_tags"] = list(channel.available_tags)
        payload["default_reaction_emoji"] = channel.default_reaction_emoji
    return payload


def message_payload(backend: Any, message: Message, *, for_user: int | None = None) -> Any:
    """Put right what a message says of its interaction, its files and what it answers."""
    payload: Any = _message_payload(backend, message, for_user=for_user)
    del payload["nonce"]
    payload["components"] = [_component(part) for part in payload["components"]]
    shown = _referenced_files(payload)
    payload["attachments"] = [a for a in payload["attachments"] if unsigned(a["url"]) not in shown]
    if message.flags & SUPPRESS_EMBEDS:
        payload["embeds"] = []
    if message.type == 19:
        # A reply to a message that was deleted since says so with a null.
        payload.setdefault("referenced_message", None)
    if message.interaction_metadata is not None:
        payload["application_id"] = payload["webhook_id"] = str(backend.application_id)
        payload["interaction_metadata"] = interaction_metadata(
            backend, int(message.interaction_metadata["id"])
        )
    elif message.author_id == backend.bot_user.id:
        payload["application_id"] = str(backend.application_id)
    for reaction in payload["reactions"]:
        mark_animated(backend, reaction["emoji"])
    for answer in payload.get("poll", {}).get("answers", []):
        mark_animated(backend, answer["poll_media"].get("emoji"))
    if message.webhook_id is not None and message.webhook_id in backend.webhooks:
        payload["author"] |= {"discriminator": "0000", "global_name": None}
        if not str(message.author_avatar).startswith("http"):
            payload["author"]["avatar"] = message.author_avatar or payload["author"]["avatar"]
    return payload | backend.extras.get(message.id, {})


def mark_animated(backend: Any, emoji: dict[str, Any] | None) -> None:
    """Partial emoji say whether they are animated, which simcord leaves out."""
    if emoji and emoji.get("id"):
        emoji["animated"] = int(emoji["id"]) in backend.animated_emoji


def sticker_payload(backend: Any, sticker: Sticker) -> Any:
    """Stickers carry no address: clients build it from the id and the format."""
    payload: Any = dict(_sticker_payload(backend, sticker))
    return {k: v for k, v in payload.items() if k != "url" and not (k == "user" and v is None)}


def interaction_metadata(backend: Any, interaction_id: int) -> dict[str, Any]:
    """Say which interaction a message answers, in the shape of the reference."""
    record = backend.interactions[interaction_id]
    facts = backend.facts[interaction_id]
    metadata: dict[str, Any] = {
        "id": str(record.id),
        "type": int(record.type),
        "user": user_payload(backend.users[record.user_id]),
        "authorizing_integration_owners": facts.owners,
    }
    if record.type == 2:
        metadata["name"] = record.command_name
        metadata["command_type"] = record.command_type
        if record.command_type == 2 and record.target_id is not None:
            metadata["target_user"] = user_payload(backend.users[record.target_id])
        elif record.command_type == 3 and record.target_id is not None:
            metadata["target_message_id"] = str(record.target_id)
    elif record.type == 3:
        metadata["interacted_message_id"] = str(record.source_message_id)
    elif record.type == 5:
        metadata["triggering_interaction_metadata"] = interaction_metadata(backend, facts.parent)
    return metadata


def member_payload(backend: Any, guild: Guild, member: Member, *, with_user: bool = True) -> Any:
    """Members may have a banner of their own."""
    payload: Any = dict(_member_payload(backend, guild, member, with_user=with_user))
    return payload | {"banner": getattr(member, "banner", None)}


def role_payload(role: Role) -> Any:
    """Roles may have an icon."""
    icon, emoji = getattr(role, "icon", None), getattr(role, "unicode_emoji", None)
    return dict(_role_payload(role)) | {"icon": icon, "unicode_emoji": emoji}


def guild_create_payload(backend: Any, guild: Guild) -> Any:
    """Servers have pictures of their own."""
    keys = ("icon", "banner", "splash", "discovery_splash")
    return dict(_guild_payload(backend, guild)) | {k: getattr(guild, k, None) for k in keys}


def event_payload(backend: Any, event: ScheduledEvent) -> Any:
    """Events may have a cover."""
    return dict(_event_payload(backend, event)) | {
        "image": backend.event_covers.get(event.id),
        "recurrence_rule": None,
        "guild_scheduled_event_exceptions": [],
    }


def _component(part: dict[str, Any]) -> dict[str, Any]:
    """Spell out what Discord fills in: an answer's components have every field."""
    part = {
        key: [_component(c) for c in value] if key == "components" else value
        for key, value in part.items()
    }
    kind = part["type"]
    if kind == 17:
        part = {"accent_color": None, "spoiler": False} | part
    elif kind == 12:
        blank = {"description": None, "spoiler": False}
        part["items"] = [blank | i | {"media": _media(i["media"])} for i in part["items"]]
    elif kind == 11:
        part = {"description": None, "spoiler": False} | part | {"media": _media(part["media"])}
    elif kind == 13:
        blank = {"spoiler": False, "name": None, "size": None}
        part = blank | part | {"file": _media(part["file"])}
    elif kind == 9:
        part["accessory"] = _component(part["accessory"])
    return part


def _media(media: dict[str, Any]) -> dict[str, Any]:
    return {"id": media.get("attachment_id", "0")} | media


def snapshot_payload(backend: Any, message: Message) -> dict[str, Any]:
    """A forward of a forward shows what the first one showed; files lie where they are shown."""
    if message.snapshots:
        return deepcopy(message.snapshots[0])
    snapshot: dict[str, Any] = _snapshot_payload(backend, message)
    snapshot["message"]["components"] = [_component(c) for c in snapshot["message"]["components"]]
    shown = _referenced_files(snapshot["message"])
    files = snapshot["message"]["attachments"]
    snapshot["message"]["attachments"] = [a for a in files if unsigned(a["url"]) not in shown]
    if message.flags & SUPPRESS_EMBEDS:
        snapshot["message"]["embeds"] = []
    return snapshot


def install() -> None:
    """Put the payload corrections in place; simcord looks all of them up in its module."""
    patched: Any = serializers
    # Threads of announcement channels are of a type that simcord does not know.
    models: Any = channel_models
    models.THREAD_TYPES = (10, 11, 12)
    patched.user_payload = user_payload
    patched.member_payload = member_payload
    patched.channel_payload = channel_payload
    for module in (access, base, simcord_channels, simcord_messages):
        holder: Any = module
        holder.channel_accessible = channel_accessible
    patched.role_payload = role_payload
    patched.guild_create_payload = guild_create_payload
    patched.scheduled_event_payload = event_payload
    patched.sticker_payload = sticker_payload
    patched.message_payload = message_payload
    patched.message_snapshot_payload = snapshot_payload


def resolve_embeds(embeds: list[dict[str, Any]], files: list[dict[str, Any]]) -> None:
    """Point `attachment://name` in embeds at the uploaded file, and give every embed a type."""
    by_name = {f["filename"]: f for f in files}
    for embed in embeds:
        embed.setdefault("type", "rich")
        for key in ("image", "thumbnail"):
            media = embed.get(key)
            if not isinstance(media, dict) or not str(media.get("url")).startswith("attachment://"):
                continue
            if file := by_name.get(media["url"].removeprefix("attachment://")):
                shown = ("url", "proxy_url", "width", "height", "content_type")
                media.update({k: file[k] for k in shown if k in file})
        for key in ("author", "footer"):
            part: dict[str, Any] = embed.get(key) or {}
            icon = str(part.get("icon_url"))
            if file := by_name.get(icon.removeprefix("attachment://")):
                part["icon_url"], part["proxy_icon_url"] = file["url"], file["proxy_url"]


def _referenced_files(payload: dict[str, Any]) -> set[str]:
    """Find the files that an embed or component shows: they are not in `attachments`."""
    urls: set[str] = set()
    for embed in payload["embeds"]:
        urls |= {unsigned(str((embed.get(k) or {}).get("url"))) for k in ("image", "thumbnail")}
        urls |= {unsigned(str((embed.get(k) or {}).get("icon_url"))) for k in ("author", "footer")}
    return urls | {unsigned(media["url"]) for media in unfurled(payload["components"])}
