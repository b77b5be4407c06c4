"""Routes in which simcord 3.2.1 departs from Discord where this bot lives, put right.

Each correction says what Discord does, and is given simcord's own handler to build on.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from simcord.backend import serializers
from simcord.backend.errors import BackendError, invalid_form_body, missing_permissions
from simcord.backend.models import Message
from simcord.http import router
from simcord.http import routes as _routes  # noqa: F401 - importing registers simcord's routes
from simcord.http._helpers import message_response
from simcord.http.router import Handler, RequestContext

from bot.sandbox import installs
from bot.sandbox.corrections import SUPPRESS_EMBEDS, channel_accessible, user_payload

TIMEOUT_LIMIT = datetime.timedelta(days=28)
BULK_DELETE_AGE = datetime.timedelta(days=14)

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


@corrects("GET", "/channels/{channel_id}/messages")
def _history(original: Handler, ctx: RequestContext) -> Any:
    """`after` pages forward from the id, not back from the newest; the answer is newest first."""
    backend = ctx.backend
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"))
    limit = int(ctx.params.get("limit", 50))
    if not 1 <= limit <= 100:
        raise tree("limit", "NUMBER_TYPE_MIN", "int value should be between 1 and 100.")
    if channel.type in (2, 13):  # the text chat of voice and stage channels needs Connect too
        ctx.require_channel_permissions(channel.id, "connect")
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
    channel = backend.get_channel(channel_id)
    if channel.guild_id is not None:
        say = "send_messages_in_threads" if channel.is_thread else "send_messages"
        ctx.require_channel_permissions(channel_id, say, *needs)
        if body.get("message_reference", {}).get("type", 0) == 0 and "message_reference" in body:
            try:
                ctx.require_channel_permissions(channel_id, "read_message_history")
            except BackendError:
                raise BackendError(
                    403, 160002, "Cannot reply without permission to read message history"
                ) from None
            _require_reply_target(ctx, channel_id, body["message_reference"])
    else:
        ctx.require_channel_permissions(channel_id)
        if not installs.reaches(backend, backend.bot_user.id, channel.recipient_ids[0]):
            raise BackendError(403, 50007, "Cannot send messages to this user")
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
    """Manage Messages allows suppressing the embeds of other people's messages.

    discord.py says `tts: false` in every edit, and Discord takes that.
    """
    backend: Any = ctx.backend
    channel_id, message_id = ctx.int_arg("channel_id"), ctx.int_arg("message_id")
    message = ctx.require_message(channel_id, message_id)
    if message.author_id == backend.bot_user.id or set(ctx.body()) - {"tts"} != {"flags"}:
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


@corrects("POST", "/interactions/{interaction_id}/{token}/callback")
def _callback(original: Handler, ctx: RequestContext) -> Any:
    """Where there is no message yet, the answer does not name one; some must be private."""
    backend: Any = ctx.backend
    record = backend.interactions.get(ctx.int_arg("interaction_id"))
    if record is not None and ctx.body()["type"] in (4, 5):
        _keep_private(backend, record, ctx.body().setdefault("data", {}))
    answer = original(ctx)
    if answer["interaction"]["response_message_id"] is None:
        for key in ("id", "loading", "ephemeral"):
            del answer["interaction"][f"response_message_{key}"]
    return answer


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
        _keep_private(backend, record, ctx.body())
    return original(ctx)


def _keep_private(backend: Any, record: Any, body: dict[str, Any]) -> None:
    """Make an answer ephemeral where the person alone has the app and may not use it publicly."""
    if installs.forced_private(backend, record):
        body["flags"] = int(body.get("flags") or 0) | 1 << 6


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
        command["integration_types"] = command.get("integration_types") or [0]
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
    return registered


corrects("PUT", "/applications/{application_id}/commands")(_sync)
corrects("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")(_sync)
