"""Routes through which a bot sees and clears pictures beyond messages; simcord 3.2.1 has none."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from simcord.backend import serializers
from simcord.backend.errors import BackendError, invalid_form_body
from simcord.http.router import Handler, RequestContext, route

from bot.sandbox.corrections import user_payload
from bot.sandbox.routes import corrects

SERVER_PICTURES = {
    "icon": "icons",
    "banner": "banners",
    "splash": "splashes",
    "discovery_splash": "discovery-splashes",
}
"""A server's pictures by their field, and the folder of the content host that they lie in."""
_NEVER = {
    "home_header": None,
    "region": "deprecated",
    "widget_enabled": False,
    "widget_channel_id": None,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "safety_alerts_channel_id": None,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}
_ONLY_IN_CREATE = (
    "members",
    "channels",
    "threads",
    "presences",
    "voice_states",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
    "joined_at",
    "large",
    "unavailable",
    "member_count",
)


def guild_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a server as REST and GUILD_UPDATE have it: GUILD_CREATE carries much more."""
    return _NEVER | {k: v for k, v in payload.items() if k not in _ONLY_IN_CREATE}


@corrects("GET", "/guilds/{guild_id}")
def _guild(original: Handler, ctx: RequestContext) -> Any:
    """A server without its channels and members, with what it has paused."""
    backend: Any = ctx.backend
    paused = backend.incidents.get(ctx.int_arg("guild_id"))
    return guild_payload(original(ctx)) | {"incidents_data": paused}


@corrects("PATCH", "/guilds/{guild_id}")
def _edit_guild(original: Handler, ctx: RequestContext) -> Any:
    """Icon, banner and splashes can be set and cleared with Manage Server."""
    backend: Any = ctx.backend
    guild_id, changes = ctx.int_arg("guild_id"), _taken(ctx, *SERVER_PICTURES)
    ctx.require_guild_permissions(guild_id, "manage_guild")
    guild = backend.get_guild(guild_id)
    for key, value in changes.items():
        setattr(guild, key, _stored(ctx, f"{SERVER_PICTURES[key]}/{guild_id}", value))
    if ctx.json or not changes:
        return guild_payload(original(ctx))
    payload: Any = dict(serializers.guild_create_payload(backend, guild))
    backend.emit("GUILD_UPDATE", payload)
    return guild_payload(payload)


@corrects("PATCH", "/guilds/{guild_id}/roles/{role_id}")
def _edit_role(original: Handler, ctx: RequestContext) -> Any:
    """A role's icon can be set and cleared with Manage Roles, below one's own highest role."""
    backend: Any = ctx.backend
    guild_id, role_id = ctx.int_arg("guild_id"), ctx.int_arg("role_id")
    changes = _taken(ctx, "icon", "unicode_emoji")
    if changes:
        ctx.require_guild_permissions(guild_id, "manage_roles")
        backend.require_role_assignable(guild_id, backend.bot_user.id, role_id)
        role = backend.get_role(guild_id, role_id)
        role.unicode_emoji = changes.get("unicode_emoji")
        if "icon" in changes:
            role.icon = _stored(ctx, f"role-icons/{role_id}", changes["icon"])
    return original(ctx)


@corrects("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}")
def _edit_event(original: Handler, ctx: RequestContext) -> Any:
    """An event's cover can be set and cleared with Manage Events."""
    backend: Any = ctx.backend
    guild_id, event_id = ctx.int_arg("guild_id"), ctx.int_arg("event_id")
    changes = _taken(ctx, "image")
    if changes:
        ctx.require_guild_permissions(guild_id, "manage_events")
        backend.get_scheduled_event(guild_id, event_id)
        backend.event_covers[event_id] = _stored(ctx, f"guild-events/{event_id}", changes["image"])
    return original(ctx)


@corrects("GET", "/users/{user_id}")
def _user(original: Handler, ctx: RequestContext) -> Any:
    """Somebody's banner is told to who asks for the user alone."""
    user = ctx.backend.get_user(ctx.int_arg("user_id"))
    return user_payload(user) | {"banner": getattr(user, "banner", None), "accent_color": None}


@route("GET", "/stickers/{sticker_id}")
def _sticker(ctx: RequestContext) -> Any:
    """A sticker that was seen in a message can be looked up, whatever server it is of."""
    backend: Any = ctx.backend
    sticker = backend.known_stickers.get(ctx.int_arg("sticker_id"))
    if sticker is None:
        raise BackendError(404, 10060, "Unknown sticker")
    payload: Any = serializers.sticker_payload(backend, sticker)
    return payload


def _taken(ctx: RequestContext, *keys: str) -> dict[str, Any]:
    """Take fields out of a request's body, so that simcord does not trip over them."""
    body = dict(ctx.body())
    taken = {key: body.pop(key) for key in keys if key in body}
    ctx.json = body
    return taken


def _stored(ctx: RequestContext, folder: str, value: str | None) -> str | None:
    """Keep a picture given as a data URI and return its hash; None clears it."""
    if value is None:
        return None
    backend: Any = ctx.backend
    try:
        data = base64.b64decode(value.partition("base64,")[2], validate=True)
    except (binascii.Error, ValueError):
        raise invalid_form_body("image: Invalid image data") from None
    digest: str = backend.assets.put_hashed(folder, data)
    return digest
