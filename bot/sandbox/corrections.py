"""Where simcord 3.2.1 departs from Discord in what this bot relies on, put right.

Each correction says what Discord does. They replace simcord's payload builders and routes inside
this process; nothing else runs simcord here (docs/decisions/0002-sandbox-on-simcord.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError, invalid_form_body, missing_permissions
from simcord.backend.models import Channel, Message, User
from simcord.components import walk_components
from simcord.http import router
from simcord.http import routes as _routes  # noqa: F401 - importing registers simcord's routes
from simcord.http._helpers import message_response
from simcord.http.router import Handler, RequestContext

from bot.sandbox.cdn import unsigned

FILE_LIMIT_BYTES = 10 * 1024 * 1024
"""What a bot, or a person without Nitro, may upload a file (reference: Uploading Files)."""
FILES_LIMIT = 10
TIMEOUT_LIMIT = datetime.timedelta(days=28)
BULK_DELETE_AGE = datetime.timedelta(days=14)
SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
NSFW_CHANNELS: set[int] = set()
"""Age-restricted channels; simcord's channel model has no such field."""

_message_payload = serializers.message_payload
_channel_payload = serializers.channel_payload
_snapshot_payload = serializers.message_snapshot_payload

Correction = Callable[[Handler, RequestContext], Any]


def tree(path: str, code: str, message: str) -> BackendError:
    """Return a 50035 with its tree of errors (rest.py turns the text into the tree)."""
    return invalid_form_body(f"{path}: {message}")


def corrects(method: str, template: str) -> Callable[[Correction], Correction]:
    """Replace one of simcord's routes by a function that is given the original handler."""
    parts = template.strip("/").split("/")

    def replace(function: Correction) -> Correction:
        routes = router._ROUTES.setdefault(method, [])
        original = next(handler for known, handler in routes if known == parts)
        routes[:] = [entry for entry in routes if entry[0] != parts]
        routes.append((parts, partial(function, original)))
        return function

    return replace


# ------------------------------------------------------------------------------ payloads


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


def channel_payload(backend: Any, channel: Channel) -> Any:
    """Channels say whether they are age-restricted, and carry flags."""
    payload: Any = dict(_channel_payload(backend, channel))
    payload.setdefault("flags", 0)
    if channel.guild_id is not None and not channel.is_thread:
        payload["nsfw"] = channel.id in NSFW_CHANNELS
    return payload


def message_payload(backend: Any, message: Message, *, for_user: int | None = None) -> Any:
    """Put right what a message says of its interaction, its files and what it answers."""
    payload: Any = _message_payload(backend, message, for_user=for_user)
    del payload["nonce"]
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
    return payload


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


def snapshot_payload(backend: Any, message: Message) -> dict[str, Any]:
    """A forward of a forward shows what the first one showed."""
    return (
        deepcopy(message.snapshots[0]) if message.snapshots else _snapshot_payload(backend, message)
    )


def install() -> None:
    """Put the payload corrections in place; simcord looks all of them up in its module."""
    patched: Any = serializers
    patched.user_payload = user_payload
    patched.channel_payload = channel_payload
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
            part = embed.get(key)
            if isinstance(part, dict) and str(part.get("icon_url")).startswith("attachment://"):
                if file := by_name.get(part["icon_url"].removeprefix("attachment://")):
                    part["icon_url"], part["proxy_icon_url"] = file["url"], file["proxy_url"]


def _referenced_files(payload: dict[str, Any]) -> set[str]:
    """Find the files that an embed or component shows: they are not in `attachments`."""
    urls: set[str] = set()
    for embed in payload["embeds"]:
        urls |= {unsigned(str((embed.get(k) or {}).get("url"))) for k in ("image", "thumbnail")}
        urls |= {unsigned(str((embed.get(k) or {}).get("icon_url"))) for k in ("author", "footer")}
    for part in walk_components(payload["components"]):
        media = [part.get("media"), part.get("file")]
        media += [item.get("media") for item in part.get("items") or []]
        urls |= {unsigned(str(m.get("url"))) for m in media if isinstance(m, dict)}
    return urls


# -------------------------------------------------------------------------------- routes


@corrects("GET", "/channels/{channel_id}/messages")
def _history(original: Handler, ctx: RequestContext) -> Any:
    """`after` pages forward from the id, not back from the newest; the answer is newest first."""
    backend = ctx.backend
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"))
    limit = int(ctx.params.get("limit", 50))
    if not 1 <= limit <= 100:
        raise tree("limit", "NUMBER_TYPE_MIN", "int value should be between 1 and 100.")
    # Without Read Message History Discord answers with an empty list, not an error.
    if not channel_accessible(backend, channel.id, backend.bot_user.id, history=True):
        return []
    page = page_of(list(backend.messages[channel.id].values()), limit, ctx.params)
    return [message_response(ctx, m, for_user=backend.bot_user.id) for m in page]


def page_of(messages: list[Message], limit: int, params: dict[str, Any]) -> list[Message]:
    """Choose one page of messages by before, after or around (ids), newest first."""
    ordered = sorted((m for m in messages if not m.is_ephemeral), key=lambda m: m.id)
    if "around" in params:
        around, half = int(params["around"]), limit // 2
        older = [m for m in ordered if m.id < around][-half:] if half else []
        newer = [m for m in ordered if m.id >= around][: limit - half]
        ordered = older + newer
    elif "after" in params:
        ordered = [m for m in ordered if m.id > int(params["after"])][:limit]
    else:
        before = int(params.get("before", 1 << 63))
        ordered = [m for m in ordered if m.id < before][-limit:]
    return ordered[::-1]


@corrects("POST", "/channels/{channel_id}/messages")
def _send(original: Handler, ctx: RequestContext) -> Any:
    """Files, embeds and replies each need a permission; a nonce is honoured once."""
    backend: Any = ctx.backend
    channel_id, body = ctx.int_arg("channel_id"), ctx.body()
    needs = ["attach_files"] * bool(ctx.files) + ["embed_links"] * bool(body.get("embeds"))
    if backend.get_channel(channel_id).guild_id is not None:
        ctx.require_channel_permissions(channel_id, "send_messages", *needs)
        if body.get("message_reference", {}).get("type", 0) == 0 and "message_reference" in body:
            try:
                ctx.require_channel_permissions(channel_id, "read_message_history")
            except BackendError:
                raise BackendError(
                    403, 160002, "Cannot reply without permission to read message history"
                ) from None
            _require_reply_target(ctx, channel_id, body["message_reference"])
    if body.get("enforce_nonce") and (known := backend.nonces.get((channel_id, body.get("nonce")))):
        return message_response(ctx, backend.get_message(channel_id, known))
    answer = original(ctx)
    if body.get("nonce") is not None:
        backend.nonces[(channel_id, body["nonce"])] = int(answer["id"])
        while len(backend.nonces) > 1000:
            backend.nonces.pop(next(iter(backend.nonces)))
    return answer


def _require_reply_target(ctx: RequestContext, channel_id: int, reference: dict[str, Any]) -> None:
    known = ctx.backend.messages.get(channel_id, {})
    if reference.get("fail_if_not_exists", True) and int(reference["message_id"]) not in known:
        raise tree("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")


@corrects("PATCH", "/channels/{channel_id}/messages/{message_id}")
def _edit(original: Handler, ctx: RequestContext) -> Any:
    """Manage Messages allows suppressing the embeds of other people's messages."""
    backend: Any = ctx.backend
    channel_id, message_id = ctx.int_arg("channel_id"), ctx.int_arg("message_id")
    message = ctx.require_message(channel_id, message_id)
    if message.author_id == backend.bot_user.id or set(ctx.body()) != {"flags"}:
        return original(ctx)
    ctx.require_channel_permissions(channel_id, "manage_messages")
    flags = int(ctx.body()["flags"]) & SUPPRESS_EMBEDS
    message.flags = (message.flags & ~SUPPRESS_EMBEDS) | flags
    backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(backend, message)))
    return message_response(ctx, message)


@corrects("DELETE", "/channels/{channel_id}/messages/{message_id}")
def _delete(original: Handler, ctx: RequestContext) -> Any:
    """Deleting another person's message leaves an entry in the audit log, with the reason."""
    backend = ctx.backend
    channel_id = ctx.int_arg("channel_id")
    message = ctx.require_message(channel_id, ctx.int_arg("message_id"))
    original(ctx)
    guild_id = backend.get_channel(channel_id).guild_id
    if guild_id is not None and message.author_id != backend.bot_user.id:
        backend.record_audit_log(
            guild_id,
            72,  # MESSAGE_DELETE
            target_id=message.author_id,
            options={"channel_id": str(channel_id), "count": "1"},
            reason=ctx.reason,
        )


@corrects("POST", "/channels/{channel_id}/messages/bulk-delete")
def _bulk_delete(original: Handler, ctx: RequestContext) -> Any:
    """One message older than two weeks fails the whole call."""
    oldest = ctx.backend.clock.now() - BULK_DELETE_AGE
    floor = (int(oldest.timestamp() * 1000) - 1420070400000) << 22
    if any(int(i) < floor for i in ctx.body().get("messages") or []):
        raise BackendError(
            400, 50034, "You can only bulk delete messages that are under 14 days old."
        )
    return original(ctx)


@corrects("POST", "/webhooks/{webhook_id}/{token}")
def _follow_up(original: Handler, ctx: RequestContext) -> Any:
    """Where only a user install authorises, an interaction has five follow-ups."""
    backend: Any = ctx.backend
    record_id = backend.interaction_tokens.get(ctx.args["token"])
    if record_id is not None:
        record = backend.interactions[record_id]
        if "0" not in backend.facts[record_id].owners and len(record.followup_ids) >= 5:
            raise BackendError(
                400, 40094, "You have reached the limit of follow-up messages for this interaction"
            )
    return original(ctx)


@corrects("PATCH", "/guilds/{guild_id}/members/{user_id}")
def _edit_member(original: Handler, ctx: RequestContext) -> Any:
    """A timeout lasts 28 days at most, and not on administrators."""
    until = ctx.body().get("communication_disabled_until")
    if until is not None:
        backend, guild_id = ctx.backend, ctx.int_arg("guild_id")
        if backend.compute_permissions(guild_id, ctx.int_arg("user_id")) & 1 << 3:
            raise missing_permissions()
        if datetime.datetime.fromisoformat(until) > backend.clock.now() + TIMEOUT_LIMIT:
            raise tree(
                "communication_disabled_until",
                "GUILD_COMMUNICATION_DISABLED_MAX",
                "Must be within 28 days of now.",
            )
    return original(ctx)


@corrects("PUT", "/guilds/{guild_id}/bans/{user_id}")
def _ban(original: Handler, ctx: RequestContext) -> Any:
    """A ban takes the person's recent messages along, if it says so."""
    original(ctx)
    backend = ctx.backend
    body = ctx.body()
    seconds = int(
        body.get("delete_message_seconds") or 86400 * int(body.get("delete_message_days") or 0)
    )
    since = backend.clock.now() - datetime.timedelta(seconds=seconds)
    for channel_id in list(backend.get_guild(ctx.int_arg("guild_id")).channel_ids):
        mine = [
            m.id
            for m in backend.messages[channel_id].values()
            if m.author_id == ctx.int_arg("user_id")
            and datetime.datetime.fromisoformat(m.timestamp) >= since
        ]
        if mine:
            backend.bulk_delete_messages(channel_id, mine)


@corrects("GET", "/users/@me")
def _me(original: Handler, ctx: RequestContext) -> Any:
    """The bot's own user says a little more than other people's."""
    return user_payload(ctx.backend.bot_user) | {
        "mfa_enabled": True,
        "locale": "en-US",
        "premium_type": 0,
        "email": None,
        "verified": True,
    }


@corrects("GET", "/users/@me/guilds")
def _my_guilds(original: Handler, ctx: RequestContext) -> Any:
    """A list of partial servers, not whole ones."""
    backend = ctx.backend
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == backend.bot_user.id,
            "permissions": str(backend.compute_permissions(guild.id, backend.bot_user.id)),
            "features": [],
        }
        for guild in sorted(backend.guilds.values(), key=lambda g: g.id)
    ]


@corrects("GET", "/oauth2/applications/@me")
def _application(original: Handler, ctx: RequestContext) -> Any:
    """The application as the portal has it: its owner is a person, its flags say the intents."""
    backend: Any = ctx.backend
    return {
        "id": str(backend.application_id),
        "name": backend.bot_user.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": user_payload(backend.bot_user),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": backend.application_flags,
        "flags_new": str(backend.application_flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_payload(backend.users[backend.owner_id]),
        "approximate_guild_count": len(backend.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "integration_types_config": {"0": {}, "1": {}},
        "eligible_oauth2_scopes": [],
    }


def _sync(original: Handler, ctx: RequestContext) -> Any:
    """Every command has a version; names are capped a type (reference: Application Commands)."""
    kinds = [int(command.get("type", 1)) for command in ctx.json or []]
    if any(kinds.count(kind) > cap for kind, cap in ((1, 100), (2, 15), (3, 15))):
        raise BackendError(400, 30032, "Maximum number of application commands reached")
    registered = original(ctx)
    for command in registered:
        command["version"] = str(ctx.backend.snowflake())
        command["nsfw"] = False
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
    return registered


corrects("PUT", "/applications/{application_id}/commands")(_sync)
corrects("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")(_sync)
