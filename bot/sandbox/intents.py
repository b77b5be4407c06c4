"""What a session is sent of an event: by its intents, and by what the bot may see."""

from __future__ import annotations

from bot.sandbox.backend import (
    EVENT_INTENTS,
    Backend,
    Json,
    censor_message,
    channel_accessible,
    required_intent,
)

_BITS = {
    "guilds": 0,
    "members": 1,
    "moderation": 2,
    "emojis_and_stickers": 3,
    "integrations": 4,
    "webhooks": 5,
    "invites": 6,
    "voice_states": 7,
    "presences": 8,
    "guild_messages": 9,
    "guild_reactions": 10,
    "guild_typing": 11,
    "dm_messages": 12,
    "dm_reactions": 13,
    "dm_typing": 14,
    "message_content": 15,
    "guild_scheduled_events": 16,
    "auto_moderation_configuration": 20,
    "auto_moderation_execution": 21,
    "guild_polls": 24,
    "dm_polls": 25,
}
"""Bit numbers of the reference (Gateway Intents), under simcord's names for them."""
_HIDDEN_CHANNEL_FLAG = 1 << 17
assert {n for pair in EVENT_INTENTS.values() for n in pair if n} <= set(_BITS)


def wants(bits: int, event: str, payload: Json) -> bool:
    """Tell whether a session with these intents is sent this event."""
    name = required_intent(event, payload)
    return name is None or bool(bits >> _BITS[name] & 1)


def censored(payload: Json, event: str, backend: Backend) -> Json:
    """Blank, in place, the content that is not the bot's to read without the content intent."""
    bot_id = backend.bot_user.id
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        censor_message(payload, bot_id, backend=backend)
    elif event == "INTERACTION_CREATE":
        if isinstance(payload.get("message"), dict):
            censor_message(payload["message"], bot_id, backend=backend, exempt_root=True)
        data = payload.get("data") or {}
        for message_id, message in ((data.get("resolved") or {}).get("messages") or {}).items():
            chosen = str(data.get("target_id")) == str(message_id)
            censor_message(message, bot_id, backend=backend, exempt_root=chosen)
    return payload


def guild_as_seen(payload: Json, bits: int, backend: Backend) -> Json:
    """Reduce GUILD_CREATE to the bot's own member and to channels that it may view.

    Since November 2026 channels that a bot cannot view arrive nameless, under a flag; this is
    known from third parties only, Discord's reference does not say it yet.
    """
    bot = backend.bot_user.id
    if not bits >> _BITS["presences"] & 1:
        payload["members"] = [m for m in payload["members"] if m["user"]["id"] == str(bot)]
    for channel in payload["channels"]:
        if not backend.allowed(bot, int(channel["id"]), "view_channel"):
            obfuscated(channel)
    # Only live threads that the bot can see (reference: Guild Create).
    payload["threads"] = [
        thread
        for thread in payload["threads"]
        if not thread["thread_metadata"]["archived"]
        and channel_accessible(backend, int(thread["id"]), bot)
    ]
    return payload


def obfuscated(channel: Json) -> Json:
    """Take, in place, the name from a channel that the bot may not view."""
    flags = channel.get("flags", 0) | _HIDDEN_CHANNEL_FLAG
    channel.update(name="___hidden___", topic=None, flags=flags)
    return channel
