"""An interaction as the bot gets it: who, where, by which install, and what was asked."""

from __future__ import annotations

import secrets

from bot.sandbox import installs
from bot.sandbox.backend import FILE_LIMIT_BYTES, Backend, Facts, Interaction, Json, serializers

_COMMAND, _ON_MESSAGE = 2, 3


def interaction(
    backend: Backend,
    kind: int,
    user_id: int,
    channel_id: int,
    data: Json,
    owners: dict[str, str],
    parent: int | None = None,
) -> tuple[Interaction, Json]:
    """Record an interaction and return it with the payload of its INTERACTION_CREATE.

    `owners` is its authorizing_integration_owners, `parent` the interaction whose form this
    one submits. Its token is good for 15 minutes, and nobody can guess it.
    """
    channel = backend.get_channel(channel_id)
    record = backend.new_interaction(kind, channel_id, user_id, channel.guild_id)
    if kind == _COMMAND:
        record.command_name, record.command_type = data["name"], int(data["type"])
        if data.get("target_id"):
            record.target_id, record.target_type = int(data["target_id"]), record.command_type
        if record.command_type == _ON_MESSAGE:
            record.target_channel_id = channel_id
    del backend.interaction_tokens[record.token]
    record.token = secrets.token_urlsafe(96)
    backend.interaction_tokens[record.token] = record.id
    backend.facts[record.id] = Facts(owners=owners, parent=parent)
    context = installs.context_of(backend, channel)
    payload: Json = {
        "id": str(record.id),
        "application_id": str(backend.application_id),
        "type": kind,
        "token": record.token,
        "version": 1,
        "data": data,
        "channel_id": str(channel_id),
        "channel": dict(serializers.channel_payload(backend, channel)),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": owners,
        "context": context,
        "attachment_size_limit": FILE_LIMIT_BYTES,
        "app_permissions": str(installs.app_permissions(backend, user_id, channel)),
    }
    user: Json = dict(serializers.user_payload(backend.get_user(user_id)))
    if channel.guild_id is None:
        payload["user"] = user
        if context == installs.IN_PRIVATE:
            # Whoever acts is not among the recipients of their own conversation.
            others = [r for r in payload["channel"]["recipients"] if r["id"] != str(user_id)]
            payload["channel"]["recipients"] = others
        return record, payload
    guild = backend.get_guild(channel.guild_id)
    member: Json = dict(serializers.member_payload(backend, guild, guild.members[user_id]))
    member["permissions"] = str(backend.compute_permissions(guild.id, user_id, channel_id))
    # A server without the bot is known to it by this much alone.
    partial = {"id": str(guild.id), "locale": "en-US", "features": []}
    payload |= {"guild_id": str(guild.id), "guild": partial, "guild_locale": "en-US"}
    return record, payload | {"member": member}
