"""Every place in a message where an image can be, read by discord.py's own parsers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_adapter.collector import MAX_MEDIA, collect, media_of
from bot.domain import Post, Surface
from bot.media import DISCORD_HOSTS
from tests.unit.discord_adapter.conftest import (
    ADULT_THREAD,
    ADULTS,
    GENERAL,
    HASH,
    POST,
    THEN,
    THREAD,
    VOICE,
    WEBHOOK,
    Discord,
    Json,
    message,
    user,
)

PROXY = "https://images-ext-1.discordapp.net/external/signature/https/example.com"
ORIGIN = "https://example.com"


def attachment(number: int, name: str = "a.png", **more: Any) -> Json:
    path = f"attachments/{GENERAL}/{number}/{name}"
    links = {"url": f"https://cdn.discordapp.com/{path}?ex=1&is=1&hm=a&"}
    links["proxy_url"] = f"https://media.discordapp.net/{path}?ex=1&is=1&hm=a&"
    return {"id": str(number), "filename": name, "size": 10} | links | more


def picture(name: str, **more: Any) -> Json:
    return {"url": f"{ORIGIN}/{name}", "proxy_url": f"{PROXY}/{name}"} | more


def snapshot(**more: Any) -> Json:
    lists: Json = {k: [] for k in ("mentions", "mention_roles", "attachments", "embeds")}
    fixed = {"type": 0, "content": "", "timestamp": THEN, "edited_timestamp": None, "flags": 0}
    return {"message": lists | fixed | {"components": []} | more}


def forward(**more: Any) -> Json:
    reference = {"type": 1, "message_id": "77", "channel_id": str(GENERAL)}
    return message(message_reference=reference, message_snapshots=[snapshot(**more)])


def both_ways(wire: Discord, data: Json) -> Post:
    """Collect a message with its JSON, and hold it against what discord.py's objects give."""
    heard, raw = wire.said(data)
    post, without = collect(heard, raw), collect(heard)
    assert {(m.media_id, m.surface, m.url) for m in post.media} == {
        (m.media_id, m.surface, m.url) for m in without.media
    }
    assert post.awaits_preview == without.awaits_preview
    return post


def found(post: Post) -> list[tuple[Surface, str]]:
    return [(m.surface, m.url.partition("?")[0].rsplit("/", 1)[-1]) for m in post.media]


async def test_attachments_keep_their_ids_names_and_claims(wire: Discord) -> None:
    files = [attachment(1, "é.JPG", content_type="text/plain"), attachment(2, "noext")]
    post = both_ways(wire, message(attachments=files))
    assert [(m.media_id, m.filename, m.content_type, m.size) for m in post.media] == [
        ("1", "é.JPG", "text/plain", 10),
        ("2", "noext", None, 10),
    ]
    assert post.media[0].url == files[0]["url"]


async def test_every_picture_of_an_embed_comes_from_discords_proxy(wire: Discord) -> None:
    embed = {
        "type": "rich",
        "url": ORIGIN,
        "title": "t",
        "image": picture("image.png"),
        "thumbnail": picture("thumbnail.png"),
        "video": picture("video.mp4"),
        "author": {
            "name": "a",
            "icon_url": f"{ORIGIN}/author.png",
            "proxy_icon_url": f"{PROXY}/author.png",
        },
        "footer": {
            "text": "f",
            "icon_url": f"{ORIGIN}/footer.png",
            "proxy_icon_url": f"{PROXY}/footer.png",
        },
    }
    second = {"type": "rich", "url": ORIGIN, "image": picture("second.png")}
    post = both_ways(wire, message(embeds=[embed, second]))
    assert {m.surface for m in post.media} == {Surface.EMBED}
    assert {m.url for m in post.media} == {
        f"{PROXY}/{name}"
        for name in (
            *("image.png", "thumbnail.png", "video.mp4"),
            *("author.png", "footer.png", "second.png"),
        )
    }


async def test_a_picture_without_a_proxy_is_an_item_and_its_origin_is_not_asked(
    wire: Discord,
) -> None:
    embed = {
        "type": "rich",
        "image": {"url": f"{ORIGIN}/only-here.png"},
        "video": {"url": "https://www.youtube.com/embed/x"},
    }
    (item,) = both_ways(wire, message(embeds=[embed])).media
    assert item.url == ""


async def test_ids_of_previews_outlive_a_new_signature(wire: Discord) -> None:
    def shown(query: str) -> str:
        link = f"https://media.discordapp.net/attachments/1/2/a.png?{query}"
        embeds = [{"type": "image", "thumbnail": {"url": link, "proxy_url": link}}]
        return both_ways(wire, message(embeds=embeds)).media[0].media_id

    assert shown("ex=1&is=1&hm=a&") == shown("ex=2&is=2&hm=b&")


@pytest.mark.parametrize(
    ("content", "embeds", "expected"),
    [
        ("no link", [], False),
        ("https://example.com/a.png", [], True),
        ("HTTPS://EXAMPLE.COM/a.png", [], True),
        ("||https://example.com/a.png||", [], True),
        ("[look](https://example.com/a.png)", [], True),
        ("(https://example.com/a.png)", [], True),
        ("<https://example.com/a.png>", [], False),
        ("https://example.com/a.png", ["https://example.com/a.png"], False),
        ("[look](https://example.com/a.png)", ["https://example.com/a.png"], False),
        ("https://example.com/a https://example.com/b", ["https://example.com/a"], True),
    ],
)
async def test_a_link_whose_preview_is_yet_to_come(
    wire: Discord, content: str, embeds: list[str], expected: bool
) -> None:
    shown = [{"type": "link", "url": url} for url in embeds]
    assert both_ways(wire, message(content=content, embeds=shown)).awaits_preview is expected
    forwarded = both_ways(wire, forward(content=content, embeds=shown))
    assert forwarded.awaits_preview is expected


async def test_where_previews_are_suppressed_none_is_awaited(wire: Discord) -> None:
    data = message(content="https://example.com/a.png", flags=1 << 2)
    assert not both_ways(wire, data).awaits_preview


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (1, "https://cdn.discordapp.com/stickers/90.png"),
        (2, "https://cdn.discordapp.com/stickers/90.png"),
        (3, "https://cdn.discordapp.com/stickers/90.json"),
        (4, "https://media.discordapp.net/stickers/90.gif"),
    ],
)
async def test_stickers_of_all_formats(wire: Discord, kind: int, url: str) -> None:
    sticker = {"id": "90", "name": "wave", "format_type": kind}
    post = both_ways(wire, message(sticker_items=[sticker]))
    assert [(m.surface, m.url) for m in post.media] == [(Surface.STICKER, url)]
    post = both_ways(wire, forward(sticker_items=[sticker]))
    assert [(m.surface, m.url) for m in post.media] == [(Surface.FORWARD, url)]


async def test_custom_emoji_once_each_as_the_client_shows_them(wire: Discord) -> None:
    one, two = "123456789012345678", "223456789012345678"
    post = both_ways(
        wire, message(content=f"<:a:{one}> hi <a:b:{two}><a:other:{one}> :c: <@{one}>")
    )
    assert [(m.media_id, m.filename, m.surface) for m in post.media] == [
        (f"emoji:{one}", "a", Surface.EMOJI),
        (f"emoji:{two}", "b", Surface.EMOJI),
    ]
    assert post.media[0].url == f"https://cdn.discordapp.com/emojis/{one}.webp?animated=true"


async def test_emoji_in_polls_buttons_menus_and_embeds(wire: Discord) -> None:
    ids = [f"{n}23456789012345678" for n in range(1, 7)]
    poll = {
        "question": {"text": f"<:q:{ids[0]}>?"},
        "answers": [
            {"answer_id": 1, "poll_media": {"text": "x", "emoji": {"id": ids[1], "name": "e"}}},
            {"answer_id": 2, "poll_media": {"text": "y", "emoji": {"id": None, "name": "🐈"}}},
        ],
        "expiry": THEN,
        "allow_multiselect": False,
        "layout_type": 1,
    }
    option = {"label": "l", "value": "v", "emoji": {"id": ids[2], "name": "o"}}
    button = {"type": 2, "style": 5, "label": "b", "url": f"{ORIGIN}/page.png"}
    rows = [
        {"type": 1, "components": [button | {"emoji": {"id": ids[3], "name": "b"}}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "m", "options": [option]}]},
    ]
    field = {"name": f"<:n:{ids[4]}>", "value": f"<a:v:{ids[5]}>", "inline": False}
    embed = {"type": "rich", "fields": [field]}
    post = both_ways(wire, message(poll=poll, components=rows, embeds=[embed]))
    assert {m.media_id for m in post.media} == {f"emoji:{i}" for i in ids}
    surfaces = {m.media_id: m.surface for m in post.media}
    assert surfaces[f"emoji:{ids[1]}"] is Surface.EMOJI
    assert surfaces[f"emoji:{ids[3]}"] is Surface.COMPONENT
    assert surfaces[f"emoji:{ids[5]}"] is Surface.EMBED


def nested() -> list[Json]:
    section = {
        "type": 9,
        "components": [{"type": 10, "content": "text <:t:123456789012345678>"}],
        "accessory": {"type": 11, "media": picture("thumbnail.png")},
    }
    items = [{"media": picture("one.png")}, {"media": picture("two.png", attachment_id="55")}]
    gallery = {"type": 12, "items": items}
    file = {"type": 13, "file": picture("file.png", attachment_id="56"), "name": "f", "size": 1}
    return [{"type": 17, "components": [section, gallery, file]}]


async def test_components_at_any_depth(wire: Discord) -> None:
    post = both_ways(wire, message(components=nested(), flags=1 << 15))
    assert {s for s, _ in found(post)} == {Surface.COMPONENT}
    names = {m.url.rsplit("/", 1)[-1] for m in post.media}
    assert names >= {"thumbnail.png", "one.png", "two.png", "file.png"}
    assert {"55", "56"} <= {m.media_id for m in post.media}
    assert len(post.media) == 5
    forwarded = both_ways(wire, forward(components=nested()))
    assert len(forwarded.media) == 5
    assert {m.surface for m in forwarded.media} == {Surface.FORWARD}


async def test_component_types_that_discord_py_drops_are_walked_in_the_json(wire: Discord) -> None:
    unknown = {"type": 99, "picture": picture("new.png"), "deeper": [{"x": nested()}]}
    heard, raw = wire.said(message(components=[unknown], flags=1 << 15))
    assert heard.components == []
    assert len(collect(heard, raw).media) == 6


async def test_a_component_whose_picture_is_loading_is_looked_at_again(wire: Discord) -> None:
    loading = {"url": f"{ORIGIN}/late.png", "loading_state": 1}
    heard, raw = wire.said(message(components=[{"type": 11, "media": loading}]))
    post = collect(heard, raw)
    assert (post.media, post.awaits_preview) == ((), True)


async def test_a_forward_is_collected_whole(wire: Discord) -> None:
    embed = {"type": "image", "url": ORIGIN, "thumbnail": picture("preview.png")}
    post = both_ways(
        wire,
        forward(
            content="<:e:123456789012345678>",
            attachments=[attachment(1)],
            embeds=[embed],
            sticker_items=[{"id": "90", "name": "s", "format_type": 1}],
        ),
    )
    assert {m.surface for m in post.media} == {Surface.FORWARD}
    assert len(post.media) == 4


async def test_what_is_in_text_and_in_a_preview_needs_the_message_gone(wire: Discord) -> None:
    emoji = "<:e:123456789012345678>"
    data = message(content=emoji, embeds=[{"type": "rich", "description": emoji}])
    assert [s for s, _ in found(both_ways(wire, data))] == [Surface.EMOJI]


async def test_a_webhooks_avatar_is_part_of_its_message(wire: Discord) -> None:
    data = message(webhook_id=str(WEBHOOK), author=user(WEBHOOK, "hook", avatar=HASH, bot=True))
    del data["member"]
    post = both_ways(wire, data)
    (avatar,) = post.media
    assert avatar.surface is Surface.AVATAR
    assert avatar.url == f"https://cdn.discordapp.com/avatars/{WEBHOOK}/{HASH}.png?size=1024"
    assert post.sender.webhook_id == WEBHOOK and post.subject == ""
    assert both_ways(wire, message(author=user(701, "rowan", avatar=HASH))).media == ()


@pytest.mark.parametrize(
    ("channel", "restricted"),
    [
        (GENERAL, False),
        (ADULTS, True),
        (THREAD, False),
        (ADULT_THREAD, True),
        (POST, True),
        (VOICE, False),
        (599, False),
    ],
)
async def test_threads_follow_the_channel_above_and_unknown_ones_are_screened(
    wire: Discord, channel: int, restricted: bool
) -> None:
    post = both_ways(wire, message(channel=channel, attachments=[attachment(1)]))
    assert post.place.age_restricted is restricted
    assert post.place.channel_id == channel
    assert len(post.media) == 1


async def test_an_edit_gives_the_same_ids(wire: Discord) -> None:
    data = message(
        content="<:e:123456789012345678> https://example.com/a.png",
        attachments=[attachment(1)],
        components=nested(),
    )
    heard, raw = wire.said(data)
    edited = data | {"embeds": [{"type": "image", "thumbnail": picture("late.png")}]}
    again = wire.client._connection.create_message(
        channel=heard.channel,
        data=edited,  # type: ignore[arg-type]
    )
    first, second = collect(heard, raw), collect(again, edited)
    assert second.media[: len(first.media)] == first.media
    assert [m.surface for m in second.media[len(first.media) :]] == [Surface.EMBED]
    assert first.awaits_preview


async def test_what_is_over_the_bound_is_an_item_of_its_own(wire: Discord) -> None:
    galleries = [
        {"type": 12, "items": [{"media": picture(f"{n}-{i}.png")} for i in range(10)]}
        for n in range(30)
    ]
    post = both_ways(wire, message(components=galleries))
    assert len(post.media) == MAX_MEDIA + 1
    rest = post.media[-1]
    assert (rest.url, rest.media_id) == ("", "over-the-limit")
    assert str(300 - MAX_MEDIA) in rest.filename


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("media", "url", "proxy_url", "items", "emoji", "id", "type", "content"),
                    *("message", "embeds", "attachments", "components", "thumbnail", "icon_url"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("attachments", "embeds", "components", "sticker_items", "content", "poll"),
                *("message_snapshots", "flags"),
            ]
        ),
        json,
    )
)
def test_no_json_makes_it_raise_and_ids_are_unique(payload: Json) -> None:
    media, _ = media_of(payload)
    ids = [m.media_id for m in media]
    assert len(ids) == len(set(ids))
    assert media_of(payload)[0] == media


def test_only_discords_hosts_are_ever_collected_from_what_a_sender_links() -> None:
    foreign = picture("a.png", proxy_url="", icon_url=f"{ORIGIN}/i.png")
    media, _ = media_of({"embeds": [{"image": foreign, "thumbnail": picture("b.png")}]})
    for item in media:
        assert item.url == "" or item.url.split("/")[2] in DISCORD_HOSTS
