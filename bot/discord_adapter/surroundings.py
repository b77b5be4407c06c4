"""Turns what shows an image beside the messages into Posts: profiles, reactions, the server's own.

Each Post names by its `subject` what it is, once and for all, so that calling these functions
again and again is harmless. What they need from the gateway, none of it privileged but the last:

    reactions           intent GUILD_MESSAGE_REACTIONS (`guild_reactions`)
    emoji and stickers  intent GUILD_EXPRESSIONS (`expressions`)
    event covers        intent GUILD_SCHEDULED_EVENTS (`guild_scheduled_events`)
    icons, role icons   intent GUILDS
    profiles            ride on every message; at joins and changes the privileged GUILD_MEMBERS
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import discord

from bot.discord_adapter.collector import emoji_ref, picture_ref, place_of, sender_of
from bot.discord_adapter.payloads import payload_of
from bot.domain import MediaRef, Place, Post, Sender, Surface, snowflake_time


class Subject(StrEnum):
    """How a subject starts; ids follow, each after a colon."""

    REACTION = "reaction"  # message, emoji
    AVATAR = "avatar"  # server, user, hash
    BANNER = "banner"  # server, user, hash
    EMOJI = "emoji"  # emoji
    STICKER = "sticker"  # sticker
    ICON = "icon"  # server, hash
    SERVER_BANNER = "server_banner"  # server, hash
    SPLASH = "splash"  # server, hash
    DISCOVERY = "discovery"  # server, hash
    ROLE_ICON = "role_icon"  # role, hash
    EVENT_COVER = "event_cover"  # event, hash


NOBODY = Sender(0, "", "", snowflake_time(0))
"""Who put up what Discord does not say of whom it is; the user id is 0."""


def author(message: discord.Message, raw: Mapping[str, Any] | None = None) -> list[Post]:
    """Return the avatars and banners that a message's author shows, as of this message.

    `raw` is the message's JSON: discord.py keeps a member that it knows as it was, avatar and all.
    A webhook has none here: what it shows is part of its message.
    """
    if message.guild is None or message.webhook_id is not None:
        return []
    payload = payload_of(message) if raw is None else raw
    user, member = (_node(payload, key) for key in ("author", "member"))
    shown = [user.get("avatar"), user.get("banner"), member.get("avatar"), member.get("banner")]
    return _profile(message.author, message.guild, shown, message)


def profile(member: discord.Member) -> list[Post]:
    """Return the avatars and banners that somebody shows on a server, at a join or a change."""
    assets = (member.avatar, member.banner, member.guild_avatar, member.guild_banner)
    return _profile(member, member.guild, [a and a.key for a in assets])


def _profile(
    who: discord.Member | discord.User,
    guild: discord.Guild,
    shown: Iterable[Any],
    message: discord.Message | None = None,
) -> list[Post]:
    """Return a Post for each of the hashes of avatar, banner, and the server's own two.

    The server is part of the subject: each server's moderators decide.
    """
    own = f"guilds/{guild.id}/users/{who.id}"
    kinds = (
        (Subject.AVATAR, Surface.AVATAR, f"avatars/{who.id}"),
        (Subject.BANNER, Surface.BANNER, f"banners/{who.id}"),
        (Subject.AVATAR, Surface.AVATAR, f"{own}/avatars"),
        (Subject.BANNER, Surface.BANNER, f"{own}/banners"),
    )
    return [
        _post(
            f"{subject}:{guild.id}:{who.id}:{key}",
            picture_ref(path, key, surface),
            guild,
            sender=sender_of(who),
            channel=message.channel if message else None,
            message_id=message.id if message else None,
        )
        for (subject, surface, path), key in zip(kinds, shown, strict=True)
        if isinstance(key, str) and key
    ]


def reaction(client: discord.Client, event: discord.RawReactionActionEvent) -> list[Post]:
    """Return the custom emoji that somebody reacted with on a server."""
    guild = client.get_guild(event.guild_id or 0)
    if guild is None or event.emoji.id is None:
        return []
    channel = client.get_channel(event.channel_id) or client.get_partial_messageable(
        event.channel_id, guild_id=guild.id
    )
    sender = sender_of(event.member) if event.member else NOBODY
    return [_reaction(event.emoji, event.message_id, channel, guild, sender)]


def reactions(message: discord.Message) -> list[Post]:
    """Return the custom emoji under a message from history; who reacted is not told there."""
    guild = message.guild
    if guild is None:
        return []
    return [
        _reaction(r.emoji, message.id, message.channel, guild, NOBODY)
        for r in message.reactions
        if not isinstance(r.emoji, str) and r.emoji.id is not None
    ]


def server(guild: discord.Guild) -> list[Post]:
    """Return every image of a server itself, as it is now."""
    return [
        *images(guild),
        *emojis(guild, guild.emojis),
        *stickers(guild, guild.stickers),
        *(post for role in guild.roles for post in role_icon(role)),
        *(post for event in guild.scheduled_events for post in event_cover(event)),
    ]


def images(guild: discord.Guild) -> list[Post]:
    """Return a server's icon, banner and splashes."""
    shown = [
        (Subject.ICON, Surface.SERVER_ICON, guild.icon),
        (Subject.SERVER_BANNER, Surface.SERVER_BANNER, guild.banner),
        (Subject.SPLASH, Surface.SERVER_SPLASH, guild.splash),
        (Subject.DISCOVERY, Surface.SERVER_SPLASH, guild.discovery_splash),
    ]
    return [
        _post(f"{subject}:{guild.id}:{asset.key}", _asset(asset, surface), guild)
        for subject, surface, asset in shown
        if asset is not None
    ]


def emojis(guild: discord.Guild, now: Iterable[discord.Emoji]) -> list[Post]:
    """Return a server's emoji."""
    return [
        _post(
            f"{Subject.EMOJI}:{emoji.id}",
            emoji_ref(emoji.id, emoji.name, Surface.SERVER_EMOJI),
            guild,
            sender=sender_of(emoji.user) if emoji.user else NOBODY,
        )
        for emoji in now
    ]


def stickers(guild: discord.Guild, now: Iterable[discord.GuildSticker]) -> list[Post]:
    """Return a server's stickers."""
    return [
        _post(
            f"{Subject.STICKER}:{sticker.id}",
            MediaRef(f"sticker:{sticker.id}", Surface.SERVER_STICKER, sticker.url, sticker.name),
            guild,
            sender=sender_of(sticker.user) if sticker.user else NOBODY,
        )
        for sticker in now
    ]


def role_icon(role: discord.Role) -> list[Post]:
    """Return a role's icon, which shows beside the name of everybody who has it."""
    if role.icon is None:
        return []
    subject = f"{Subject.ROLE_ICON}:{role.id}:{role.icon.key}"
    return [_post(subject, _asset(role.icon, Surface.ROLE_ICON, role.name), role.guild)]


def event_cover(event: discord.ScheduledEvent) -> list[Post]:
    """Return a scheduled event's cover."""
    if event.cover_image is None or event.guild is None:
        return []
    subject = f"{Subject.EVENT_COVER}:{event.id}:{event.cover_image.key}"
    sender = sender_of(event.creator) if event.creator else NOBODY
    media = _asset(event.cover_image, Surface.EVENT_COVER, event.name)
    return [_post(subject, media, event.guild, sender=sender)]


def _reaction(
    emoji: discord.PartialEmoji | discord.Emoji,
    message_id: int,
    channel: object,
    guild: discord.Guild,
    sender: Sender,
) -> Post:
    assert emoji.id is not None, "only custom emoji come here"
    return _post(
        f"{Subject.REACTION}:{message_id}:{emoji.id}",
        # The lever needs the name again; an emoji that was deleted meanwhile has none.
        emoji_ref(emoji.id, emoji.name or "_", Surface.REACTION),
        guild,
        sender=sender,
        channel=channel,
        message_id=message_id,
    )


def _post(
    subject: str,
    media: MediaRef,
    guild: discord.Guild,
    *,
    sender: Sender = NOBODY,
    channel: object = None,
    message_id: int | None = None,
) -> Post:
    now = datetime.now(UTC)
    return Post(
        message_id=message_id or discord.utils.time_snowflake(now),
        # What is in no channel has the channel id 0.
        place=place_of(channel, guild) if channel else Place(guild.id, guild.name, 0, ""),
        sender=sender,
        received_at=now,
        media=(media,),
        subject=subject,
    )


def _asset(asset: discord.Asset, surface: Surface, name: str = "") -> MediaRef:
    return MediaRef(asset.key, surface, asset.url, name)


def _node(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = payload.get(key)
    return value if isinstance(value, Mapping) else {}
