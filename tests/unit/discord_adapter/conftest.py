"""discord.py's own state and parsers, fed with events as Discord sends them."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.discord_adapter.payloads import Payloads

Json = dict[str, Any]

GUILD, GENERAL, ADULTS, FORUM = 500, 511, 512, 513
ADULT_THREAD, THREAD, POST, VOICE = 521, 522, 523, 531
BOT, ROWAN, WEBHOOK, OWNER = 700, 701, 702, 703
ADMIN_ROLE, BOT_ROLE = 801, 802
HASH = "0123456789abcdef0123456789abcdef"
THEN = "2026-11-22T12:00:00.000000+00:00"


def user(number: int, name: str, **more: Any) -> Json:
    fields: Json = {"id": str(number), "username": name, "discriminator": "0", "avatar": None}
    return fields | {"global_name": name.title(), "public_flags": 0} | more


def member(number: int, name: str, *roles: int, **more: Any) -> Json:
    own = {"roles": [str(r) for r in roles], "joined_at": THEN, "flags": 0}
    return {"user": user(number, name), "deaf": False, "mute": False} | own | more


def message(number: int = 9001, channel: int = GENERAL, **more: Any) -> Json:
    """Return MESSAGE_CREATE's data: complete, with the fields given in place of the usual ones."""
    fields: Json = {
        "id": str(number),
        "channel_id": str(channel),
        "guild_id": str(GUILD),
        "author": user(ROWAN, "rowan"),
        "member": {k: v for k, v in member(ROWAN, "rowan").items() if k != "user"},
        "content": "",
        "timestamp": THEN,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "pinned": False,
        "type": 0,
        "flags": 0,
    }
    lists = ("mentions", "mention_roles", "attachments", "embeds", "components")
    return fields | {name: [] for name in lists} | more


def _channel(number: int, name: str, kind: int = 0, **more: Any) -> Json:
    place: Json = {"id": str(number), "name": name, "type": kind, "position": 0, "nsfw": False}
    rates: Json = {"permission_overwrites": [], "parent_id": None, "rate_limit_per_user": 0}
    if kind == 2:
        rates |= {"bitrate": 64000, "user_limit": 0}
    return place | rates | more


def _thread(number: int, parent: int, kind: int = 11) -> Json:
    meta = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": THEN}
    return {
        "id": str(number),
        "guild_id": str(GUILD),
        "parent_id": str(parent),
        "owner_id": str(ROWAN),
        "name": f"thread-{number}",
        "type": kind,
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": meta | {"locked": False},
    }


def _role(number: int, name: str, position: int, permissions: discord.Permissions) -> Json:
    look: Json = {"color": 0, "hoist": False, "icon": None, "unicode_emoji": None, "flags": 0}
    return look | {
        "id": str(number),
        "name": name,
        "position": position,
        "permissions": str(permissions.value),
        "managed": False,
        "mentionable": False,
    }


def guild_create(**more: Any) -> Json:
    """Return GUILD_CREATE's data."""
    fields: Json = {
        "id": str(GUILD),
        "name": "Riverside",
        "owner_id": str(OWNER),
        "unavailable": False,
        "member_count": 3,
        "icon": None,
        "features": [],
        "roles": [
            _role(GUILD, "@everyone", 0, discord.Permissions.text()),
            _role(ADMIN_ROLE, "Admin", 9, discord.Permissions(administrator=True)),
            _role(BOT_ROLE, "Flashguard", 5, discord.Permissions(moderate_members=True)),
        ],
        "channels": [
            _channel(GENERAL, "general"),
            _channel(ADULTS, "after-dark", nsfw=True),
            _channel(FORUM, "gallery", 15, nsfw=True, available_tags=[], flags=0),
            _channel(VOICE, "studio", 2),
        ],
        "threads": [_thread(ADULT_THREAD, ADULTS), _thread(THREAD, GENERAL), _thread(POST, FORUM)],
        "members": [member(BOT, "flashguard", BOT_ROLE), member(ROWAN, "rowan")],
        "emojis": [],
        "stickers": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "afk_timeout": 300,
        "premium_tier": 0,
        "preferred_locale": "en-GB",
        "system_channel_flags": 0,
    }
    return fields | more


class Discord:
    """A client that is not connected, but is told of events as the gateway would tell it."""

    def __init__(self) -> None:
        self.client = discord.Client(
            intents=discord.Intents.all(), max_messages=None, guild_ready_timeout=0
        )
        self.payloads = Payloads(self.client)
        self.messages: list[discord.Message] = []
        self.tell("READY", self._ready())
        self.tell("GUILD_CREATE", guild_create())
        dispatch = self.client.dispatch

        def note(event: str, /, *args: Any, **kwargs: Any) -> None:
            if event == "message":
                self.messages.append(args[0])
            dispatch(event, *args, **kwargs)

        self.client._connection.dispatch = note

    @staticmethod
    def _ready() -> Json:
        guilds = [{"id": str(GUILD), "unavailable": True}]
        application = {"id": str(BOT), "flags": 0}
        me = user(BOT, "flashguard", bot=True)
        return {"user": me, "guilds": guilds, "session_id": "s", "application": application}

    def tell(self, event: str, data: Json) -> None:
        """Hand an event to discord.py's parser."""
        self.client._connection.parsers[event](data)

    def said(self, data: Json) -> tuple[discord.Message, Json]:
        """Hand over a new message; return it as the bot gets it: the object and its JSON."""
        self.tell("MESSAGE_CREATE", data)
        heard = self.messages.pop()
        raw = self.payloads.take(heard.id)
        assert raw is data
        return heard, raw

    @property
    def guild(self) -> discord.Guild:
        """Return the one server."""
        guild = self.client.get_guild(GUILD)
        assert guild is not None
        return guild


@pytest.fixture
async def wire() -> Discord:
    """discord.py with one server in its state."""
    return Discord()
