"""Routes about channels and threads in which simcord 3.2.1 departs from Discord, put right."""

from __future__ import annotations

from typing import Any

from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.models import Channel
from simcord.http.router import Handler, RequestContext

from bot.sandbox.routes import corrects

PAGE = 50
"""Threads in one answer where the request names no limit."""


@corrects("GET", "/guilds/{guild_id}/channels")
def _channels(original: Handler, ctx: RequestContext) -> Any:
    """Channels that the bot may not view are left out (third parties; since November 2026)."""
    backend, bot_id = ctx.backend, ctx.backend.bot_user.id
    known = original(ctx)
    return [c for c in known if channel_accessible(backend, int(c["id"]), bot_id)]


@corrects("GET", "/guilds/{guild_id}/threads/active")
def _active(original: Handler, ctx: RequestContext) -> Any:
    """Only threads that the bot sees."""
    threads = ctx.backend.active_threads(ctx.int_arg("guild_id"))
    seen = [t for t in threads if _seen(ctx, t)]
    return serializers.thread_list_payload(ctx.backend, seen, has_more=False)


@corrects("GET", "/channels/{channel_id}/threads/archived/public")
def _public(original: Handler, ctx: RequestContext) -> Any:
    """Newest archived first, a page at a time before an ISO timestamp."""
    return _archived(ctx, (10, 11), by_id=False)


@corrects("GET", "/channels/{channel_id}/threads/archived/private")
def _private(original: Handler, ctx: RequestContext) -> Any:
    """As the public ones, with Manage Threads."""
    ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_threads")
    return _archived(ctx, (12,), by_id=False)


@corrects("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def _joined(original: Handler, ctx: RequestContext) -> Any:
    """Those the bot is in, newest first, a page at a time before an id."""
    return _archived(ctx, (12,), by_id=True)


def _archived(ctx: RequestContext, kinds: tuple[int, ...], *, by_id: bool) -> Any:
    backend, bot_id = ctx.backend, ctx.backend.bot_user.id
    parent = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "read_message_history")
    found = [
        c
        for c in backend.channels.values()
        if c.parent_id == parent.id and c.type in kinds and _when(c) is not None and _seen(ctx, c)
    ]
    before = ctx.params.get("before")
    if by_id:
        found = [c for c in found if bot_id in c.thread_members]
        found = [c for c in found if before is None or c.id < int(before)]
        found.sort(key=lambda c: -c.id)
    else:
        found = [c for c in found if before is None or str(_when(c)) < before]
        found.sort(key=lambda c: str(_when(c)), reverse=True)
    limit = int(ctx.params.get("limit") or PAGE)
    return serializers.thread_list_payload(backend, found[:limit], has_more=len(found) > limit)


def _when(thread: Channel) -> str | None:
    metadata = thread.thread_metadata
    return metadata.archive_timestamp if metadata is not None and metadata.archived else None


def _seen(ctx: RequestContext, thread: Channel) -> bool:
    return channel_accessible(ctx.backend, thread.id, ctx.backend.bot_user.id)
