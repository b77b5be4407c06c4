"""Webhooks and channel overwrites in which simcord 3.2.1 departs from Discord, put right."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from simcord.backend import permissions, serializers
from simcord.backend.errors import BackendError, missing_permissions
from simcord.backend.models import Channel, Message, Webhook
from simcord.enums import OverwriteType
from simcord.http._helpers import commit_bot_message, message_response, prepare_bot_message
from simcord.http.router import Handler, RequestContext
from simcord.http.routes.interactions import _incoming_webhook, _incoming_webhook_body

from bot.sandbox.corrections import SUPPRESS_EMBEDS
from bot.sandbox.routes import corrects, tree
from bot.sandbox.sites import PREVIEWS_LIMIT, fresh

WEBHOOKS_LIMIT = 15
"""Webhooks of one channel (Discord's code 30007, "Maximum number of webhooks reached (15)")."""
_MANAGE_ROLES = permissions.flag("manage_roles")
_NAME = re.compile(r"(?i)clyde|discord")
_FORUMS = (15, 16)

_webhook_payload = serializers.webhook_payload


def webhook_payload(backend: Any, webhook: Webhook, *, include_token: bool = True) -> Any:
    """A webhook says which application made it; its token is for that application alone."""
    payload: Any = dict(_webhook_payload(backend, webhook, include_token=include_token))
    creator = backend.users[webhook.creator_id]
    payload["application_id"] = str(backend.application_id) if creator.bot else None
    if creator.bot and creator.id != backend.bot_user.id:
        payload.pop("token", None)
    return payload


def install() -> None:
    """Put the payload in place; simcord looks it up in its module."""
    patched: Any = serializers
    patched.webhook_payload = webhook_payload


install()

# ---------------------------------------------------------------------------------- overwrites


@corrects("PUT", "/channels/{channel_id}/permissions/{target_id}")
def _overwrite(original: Handler, ctx: RequestContext) -> Any:
    """A bot hands out and takes away only what it has itself, on the server or in the category.

    A Manage Roles overwrite in the channel itself lifts that (reference: Edit Channel Permissions).
    That bits which stay as they are do not count is inferred from what Discord's client does.
    """
    backend, body = ctx.backend, ctx.body()
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_roles")
    target_id, kind = ctx.int_arg("target_id"), OverwriteType(int(body["type"]))
    guild = backend.get_guild(channel.guild_id or 0)
    known = guild.roles if kind is OverwriteType.ROLE else guild.members
    now = next((o for o in channel.overwrites if o.target_id == target_id), None)
    if target_id not in known and now is None:
        raise BackendError(404, 10009, "Unknown Overwrite")
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    changed = (allow ^ (now.allow if now else 0)) | (deny ^ (now.deny if now else 0))
    if changed & ~_own(backend, channel) and not _is_given_here(backend, channel):
        raise missing_permissions()
    return original(ctx)


@corrects("DELETE", "/channels/{channel_id}/permissions/{target_id}")
def _no_overwrite(original: Handler, ctx: RequestContext) -> Any:
    """An overwrite that is not there cannot be deleted."""
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_roles")
    if ctx.int_arg("target_id") not in [o.target_id for o in channel.overwrites]:
        raise BackendError(404, 10009, "Unknown Overwrite")
    return original(ctx)


def _own(backend: Any, channel: Channel) -> int:
    held: int = backend.compute_permissions(channel.guild_id, backend.bot_user.id)
    if channel.parent_id is not None:
        bot_id = backend.bot_user.id
        held |= backend.compute_permissions(channel.guild_id, bot_id, channel.parent_id)
    return held


def _is_given_here(backend: Any, channel: Channel) -> bool:
    member = backend.get_guild(channel.guild_id).members[backend.bot_user.id]
    mine = {member.user_id, *member.role_ids}
    return any(o.target_id in mine and o.allow & _MANAGE_ROLES for o in channel.overwrites)


# ------------------------------------------------------------------------------------ webhooks


@corrects("POST", "/channels/{channel_id}/webhooks")
def _create(original: Handler, ctx: RequestContext) -> Any:
    """A channel has 15 webhooks at most, and their names are not quite free."""
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_webhooks")
    _require_name(ctx.body().get("name"), "name")
    count = sum(w.channel_id == channel.id for w in ctx.backend.webhooks.values())
    if count >= WEBHOOKS_LIMIT:
        raise BackendError(400, 30007, f"Maximum number of webhooks reached ({WEBHOOKS_LIMIT})")
    return original(ctx)


@corrects("POST", "/webhooks/{webhook_id}/{token}")
def _execute(original: Handler, ctx: RequestContext) -> Any:
    """Post as Discord does: in a thread of the channel, with a picture of its own, previews too.

    Without `wait` there is no answer (reference: Execute Webhook).
    """
    backend: Any = ctx.backend
    if ctx.args["token"] in backend.interaction_tokens:
        return original(ctx)
    webhook = _incoming_webhook(ctx)
    body, _ = _incoming_webhook_body(ctx)
    _require_name(body.get("username"), "username")
    channel = _place(ctx, backend.get_channel(webhook.channel_id))
    prepared = prepare_bot_message(
        ctx,
        channel.id,
        author_id=webhook.webhook_user_id,
        webhook_id=webhook.id,
        body=body,
        webhook_execute=True,
    )
    message = prepared[0]
    message.author_avatar = _picture(backend, webhook, body.get("avatar_url"))
    _preview(backend, message)
    if channel.thread_metadata is not None and channel.thread_metadata.archived:
        backend.edit_channel(channel.id, {}, thread_metadata={"archived": False})
    message = commit_bot_message(ctx, channel.id, prepared)
    if str(ctx.params.get("wait", "")).lower() not in ("true", "1"):
        return None
    return message_response(ctx, message, exempt_root=True)


def _require_name(name: Any, field: str) -> None:
    if name is None:
        return
    if not 1 <= len(str(name).strip()) <= 80:
        raise tree(field, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.")
    if found := _NAME.search(str(name)):
        text = f'Username cannot contain "{found[0].lower()}"'
        raise tree(field, "USERNAME_INVALID_CONTAINS", text)


def _place(ctx: RequestContext, channel: Channel) -> Channel:
    """Return where a webhook posts: in its channel, or in a thread under it."""
    thread_id = ctx.params.get("thread_id")
    if thread_id is None:
        if channel.type in _FORUMS and not ctx.body().get("thread_name"):
            raise BackendError(
                400,
                220001,
                "Webhooks posted to forum channels must have a thread_name or thread_id",
            )
        return channel
    thread = ctx.backend.channels.get(int(thread_id))
    if thread is None or not thread.is_thread or thread.parent_id != channel.id:
        raise BackendError(404, 10003, "Unknown Channel")
    return thread


def _picture(backend: Any, webhook: Webhook, url: Any) -> str | None:
    """Fetch the picture that a post is to have; Discord serves it under the webhook's own id."""
    if not isinstance(url, str):
        return None
    parts = urlsplit(url)
    found = backend.assets.find(parts.hostname or "", parts.path)
    if found.status != 200:
        return None
    kept: str = backend.assets.put_hashed(f"avatars/{webhook.webhook_user_id}", found.data)
    return kept


def _preview(backend: Any, message: Message) -> None:
    """Show the previews of a webhook's links: it asks nobody for Embed Links."""
    if not message.flags & SUPPRESS_EMBEDS:
        sites = [s for s in backend.sites.linked(message.content or "") if not s.delay]
        shown = message.embeds + [e for s in sites for e in fresh(s.embeds)]
        message.embeds = shown[:PREVIEWS_LIMIT]
