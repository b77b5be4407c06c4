"""Profiles, reactions and the server's own pictures, read by discord.py's own parsers."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord_adapter import surroundings
from bot.discord_adapter.collector import collect
from bot.domain import Post, Surface
from tests.unit.discord_adapter.conftest import (
    ADMIN_ROLE,
    ADULT_THREAD,
    ADULTS,
    GENERAL,
    GUILD,
    HASH,
    ROWAN,
    THEN,
    WEBHOOK,
    Discord,
    Json,
    guild_create,
    member,
    message,
    user,
)

CDN = "https://cdn.discordapp.com"
EMOJI = 123456789012345678


def keys(posts: list[Post]) -> list[tuple[str, Surface, str]]:
    return [(p.key, p.media[0].surface, p.media[0].url) for p in posts]


def with_pictures() -> Json:
    data = guild_create(icon=HASH, banner=f"a_{HASH}", splash=HASH, discovery_splash=HASH)
    data["roles"][1] |= {"icon": HASH}
    data["emojis"] = [{"id": str(EMOJI), "name": "wave", "roles": [], "animated": True}]
    sticker: Json = {"id": "90", "name": "hello", "description": None, "tags": "x", "type": 2}
    more = {"available": True, "guild_id": str(GUILD)}
    data["stickers"] = [
        sticker | more | {"format_type": 1},
        sticker | more | {"id": "91", "format_type": 4},
    ]
    data["guild_scheduled_events"] = [
        {
            "id": "95",
            "guild_id": str(GUILD),
            "channel_id": None,
            "creator_id": str(ROWAN),
            "creator": user(ROWAN, "rowan"),
            "name": "Open day",
            "image": HASH,
            "scheduled_start_time": THEN,
            "scheduled_end_time": THEN,
            "privacy_level": 2,
            "status": 1,
            "entity_type": 3,
            "entity_id": None,
            "entity_metadata": {"location": "here"},
        }
    ]
    return data


async def test_everything_that_a_server_shows(wire: Discord) -> None:
    wire.tell("GUILD_CREATE", with_pictures())
    posts = surroundings.server(wire.guild)
    assert keys(posts) == [
        (f"icon:{GUILD}:{HASH}", Surface.SERVER_ICON, f"{CDN}/icons/{GUILD}/{HASH}.png?size=1024"),
        (
            f"server_banner:{GUILD}:a_{HASH}",
            Surface.SERVER_BANNER,
            f"{CDN}/banners/{GUILD}/a_{HASH}.gif?size=1024",
        ),
        (
            f"splash:{GUILD}:{HASH}",
            Surface.SERVER_SPLASH,
            f"{CDN}/splashes/{GUILD}/{HASH}.png?size=1024",
        ),
        (
            f"discovery:{GUILD}:{HASH}",
            Surface.SERVER_SPLASH,
            f"{CDN}/discovery-splashes/{GUILD}/{HASH}.png?size=1024",
        ),
        (f"emoji:{EMOJI}", Surface.SERVER_EMOJI, f"{CDN}/emojis/{EMOJI}.webp?animated=true"),
        ("sticker:90", Surface.SERVER_STICKER, f"{CDN}/stickers/90.png"),
        ("sticker:91", Surface.SERVER_STICKER, "https://media.discordapp.net/stickers/91.gif"),
        (
            f"role_icon:{ADMIN_ROLE}:{HASH}",
            Surface.ROLE_ICON,
            f"{CDN}/role-icons/{ADMIN_ROLE}/{HASH}.png?size=1024",
        ),
        (
            f"event_cover:95:{HASH}",
            Surface.EVENT_COVER,
            f"{CDN}/guild-events/95/{HASH}.png?size=1024",
        ),
    ]
    assert {p.place.channel_id for p in posts} == {0}
    assert posts[-1].sender.user_id == ROWAN
    assert {p.sender.user_id for p in posts[:-1]} == {0}


async def test_a_server_without_pictures_gives_none(wire: Discord) -> None:
    assert surroundings.server(wire.guild) == []


async def test_the_author_of_a_message_brings_avatars_and_banners(wire: Discord) -> None:
    own = {"roles": [], "joined_at": THEN, "flags": 0, "avatar": f"a_{HASH}", "banner": HASH}
    data = message(
        channel=ADULTS, author=user(ROWAN, "rowan", avatar=HASH, banner=f"a_{HASH}"), member=own
    )
    heard, raw = wire.said(data)
    posts = surroundings.author(heard, raw)
    own_path = f"{CDN}/guilds/{GUILD}/users/{ROWAN}"
    assert keys(posts) == [
        (
            f"avatar:{GUILD}:{ROWAN}:{HASH}",
            Surface.AVATAR,
            f"{CDN}/avatars/{ROWAN}/{HASH}.png?size=1024",
        ),
        (
            f"banner:{GUILD}:{ROWAN}:a_{HASH}",
            Surface.BANNER,
            f"{CDN}/banners/{ROWAN}/a_{HASH}.gif?size=1024",
        ),
        (
            f"avatar:{GUILD}:{ROWAN}:a_{HASH}",
            Surface.AVATAR,
            f"{own_path}/avatars/a_{HASH}.gif?size=1024",
        ),
        (
            f"banner:{GUILD}:{ROWAN}:{HASH}",
            Surface.BANNER,
            f"{own_path}/banners/{HASH}.png?size=1024",
        ),
    ]
    assert {p.message_id for p in posts} == {heard.id}
    assert collect(heard, raw).media == ()
    again = surroundings.author(heard, raw)
    assert [p.key for p in again] == [p.key for p in posts]


async def test_the_avatar_of_a_stranger_is_known_without_the_json_too(wire: Discord) -> None:
    own = {"roles": [], "joined_at": THEN, "flags": 0, "avatar": f"a_{HASH}"}
    heard, raw = wire.said(message(author=user(778, "kofi", avatar=HASH), member=own))
    assert len(surroundings.author(heard)) == 2
    assert [p.key for p in surroundings.author(heard)] == [
        p.key for p in surroundings.author(heard, raw)
    ]


async def test_joins_and_changes_bring_them_without_a_message(wire: Discord) -> None:

    wire.tell("GUILD_MEMBER_ADD", member(777, "new") | {"guild_id": str(GUILD), "avatar": HASH})
    someone = wire.guild.get_member(777)
    assert someone is not None
    (post,) = surroundings.profile(someone)
    assert post.key == f"avatar:{GUILD}:777:{HASH}"
    assert post.place.channel_id == 0
    assert abs((post.posted_at - post.received_at).total_seconds()) < 1


async def test_a_change_of_somebody_unknown_is_heard(wire: Discord) -> None:
    heard: list[Post] = []

    def note(event: str, /, *args: Any) -> None:
        if event == "member_update":
            heard.extend(surroundings.profile(args[1]))

    wire.client.dispatch = note  # type: ignore[method-assign]
    wire.client._connection.dispatch = note
    for who, picture in ((779, HASH), (779, f"a_{HASH}"), (ROWAN, HASH)):
        changed = member(who, "kofi") | {"user": user(who, "kofi", avatar=picture)}
        wire.tell("GUILD_MEMBER_UPDATE", changed | {"guild_id": str(GUILD)})
    assert [p.key for p in heard] == [
        f"avatar:{GUILD}:779:{HASH}",
        f"avatar:{GUILD}:779:a_{HASH}",
        f"avatar:{GUILD}:{ROWAN}:{HASH}",
    ]


async def test_a_webhook_has_no_profile(wire: Discord) -> None:
    data = message(webhook_id=str(WEBHOOK), author=user(WEBHOOK, "hook", avatar=HASH))
    del data["member"]
    heard, raw = wire.said(data)
    assert surroundings.author(heard, raw) == surroundings.author(heard) == []


def reacted(wire: Discord, channel: int, emoji: Json) -> list[Post]:
    events: list[discord.RawReactionActionEvent] = []

    def note(event: str, /, *args: object, **kwargs: object) -> None:
        if event == "raw_reaction_add":
            assert isinstance(args[0], discord.RawReactionActionEvent)
            events.append(args[0])

    wire.client._connection.dispatch = note
    wire.tell(
        "MESSAGE_REACTION_ADD",
        {
            "user_id": str(ROWAN),
            "channel_id": str(channel),
            "message_id": "9001",
            "guild_id": str(GUILD),
            "member": member(ROWAN, "rowan"),
            "emoji": emoji,
            "type": 0,
            "burst": False,
        },
    )
    return surroundings.reaction(wire.client, events[0])


async def test_a_custom_reaction(wire: Discord) -> None:
    emoji: Json = {"id": str(EMOJI), "name": "wave", "animated": False}
    (post,) = reacted(wire, GENERAL, emoji)
    assert post.key == f"reaction:9001:{EMOJI}"
    assert (post.message_id, post.sender.user_id) == (9001, ROWAN)
    assert (post.media[0].surface, post.media[0].filename) == (Surface.REACTION, "wave")
    assert not post.place.age_restricted
    assert reacted(wire, ADULT_THREAD, emoji)[0].place.age_restricted
    assert not reacted(wire, 599, emoji)[0].place.age_restricted
    assert reacted(wire, GENERAL, {"id": None, "name": "🐈"}) == []
    assert reacted(wire, GENERAL, emoji | {"name": None})[0].media[0].filename == "_"


async def test_reactions_under_a_message_from_history(wire: Discord) -> None:
    def one(emoji: Json) -> Json:
        return {"emoji": emoji, "count": 1, "me": False, "burst_count": 0}

    data = message(
        reactions=[one({"id": str(EMOJI), "name": "wave"}), one({"id": None, "name": "🐈"})]
    )
    heard, _ = wire.said(data)
    (post,) = surroundings.reactions(heard)
    assert post.key == f"reaction:9001:{EMOJI}"
    assert post.sender is surroundings.NOBODY
