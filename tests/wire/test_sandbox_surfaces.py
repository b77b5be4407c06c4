"""Every way a picture reaches a member, as the bot gets it and as its hosts serve it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import Wire
from tests.wire.test_sandbox_openapi import discords_description

EXT = "https://images-ext-1.discordapp.net/external/"
GENERAL = f"/channels/{world.GENERAL_ID}/messages"
Json = dict[str, Any]


def picture(colour: int, kind: str = "PNG", frames: int = 1) -> bytes:
    """A small picture, unlike any of another colour."""
    file = io.BytesIO()
    images = [Image.new("RGB", (32, 20), (colour, n * 9, 99)) for n in range(frames)]
    images[0].save(file, kind, save_all=frames > 1, append_images=images[1:])
    return file.getvalue()


async def fetch(wire: Wire, url: str) -> tuple[int, bytes]:
    async with wire.session.get(url) as response:
        return response.status, await response.read()


async def test_a_cached_link_is_in_the_create_and_an_uncached_one_in_an_update(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await client.site("https://pics.example/a.png", picture(1))
    await client.site("https://pics.example/late.png", picture(2), delay=0.3)
    async with wire.gateway() as socket:
        await socket.identify()
        await rowan.post("general", "look https://pics.example/a.png")
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        (embed,) = created["embeds"]
        assert embed["type"] == "image" and embed["url"] == "https://pics.example/a.png"
        shown = embed["thumbnail"]
        assert shown["proxy_url"].startswith(EXT) and (shown["width"], shown["height"]) == (32, 20)
        assert await fetch(wire, shown["proxy_url"]) == (200, picture(1))

        await rowan.post("general", "https://pics.example/late.png and more")
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["embeds"] == []
        updated = (await socket.event("MESSAGE_UPDATE"))["d"]
        assert updated["id"] == created["id"] and updated["edited_timestamp"] is None
        assert updated["content"] == created["content"] and updated["member"]["joined_at"]
        proxied = updated["embeds"][0]["thumbnail"]["proxy_url"]
        assert await fetch(wire, proxied) == (200, picture(2))
        fetched = (await wire.call("GET", f"{GENERAL}/{created['id']}")).body
        assert fetched["embeds"] == updated["embeds"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTPS://PICS.example/a.png", 1),
        ("||https://pics.example/a.png||", 1),
        ("[text](https://pics.example/a.png)", 1),
        ("(see https://pics.example/a.png)", 1),
        ("**https://pics.example/a.png**", 1),
        ("https://pics.example/a.png https://pics.example/a.png", 1),
        ("https://pics.example/a.png https://pics.example/b.png", 2),
        ("<https://pics.example/a.png>", 0),
        ("`https://pics.example/a.png`", 0),
        ("https://pics.example/other.png", 0),
    ],
)
async def test_which_links_have_previews(
    client: SandboxClient, person: FindPerson, text: str, shown: int
) -> None:
    for name in ("a", "b"):
        await client.site(f"https://pics.example/{name}.png", picture(1))
    assert len((await (await person("rowan")).post("general", text))["embeds"]) == shown


async def test_previews_need_embed_links_and_follow_edits(
    client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await client.site("https://pics.example/a.png", picture(1))
    posted = await rowan.post("general", "nothing yet")
    edited = await rowan.edit(posted, "now https://pics.example/a.png")
    assert len(edited["embeds"]) == 1 and edited["edited_timestamp"]
    assert (await rowan.edit(edited, "gone"))["embeds"] == []
    await client.permissions("general", str(world.GUILD_ID), deny=["embed_links"])
    assert (await rowan.post("general", "https://pics.example/a.png"))["embeds"] == []


async def test_several_pictures_in_one_embed(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    files = [picture(n) for n in range(5)]
    embed = {
        "type": "video",
        "title": "A film",
        "video": 0,
        "image": 1,
        "thumbnail": 2,
        "author": {"name": "a", "icon": 3},
        "footer": {"text": "f", "icon": 4},
    }
    await client.site("https://films.example/watch?v=1", *files, embed=embed)
    posted = await (await person("rowan")).post("general", "https://films.example/watch?v=1")
    (shown,) = posted["embeds"]
    proxied = [shown[k]["proxy_url"] for k in ("video", "image", "thumbnail")]
    proxied += [shown[k]["proxy_icon_url"] for k in ("author", "footer")]
    assert [(await fetch(wire, url))[1] for url in proxied] == files
    for key, name in (("image", "local_url"), ("author", "local_icon_url")):
        assert (await client.download(shown[key][name])) in files


async def test_the_proxy_shows_one_picture_and_the_address_itself_another(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    await client.site("https://two-faced.example/a.png", picture(1), picture(2), origin=1)
    posted = await (await person("rowan")).post("general", "https://two-faced.example/a.png")
    thumbnail = posted["embeds"][0]["thumbnail"]
    assert await fetch(wire, thumbnail["proxy_url"]) == (200, picture(1))
    assert not [e for e in await client.log() if e.get("host", "").endswith(".example")]
    # Whoever asks the address itself is served, and is found out.
    assert await fetch(wire, thumbnail["url"]) == (200, picture(2))
    asked = [e for e in await client.log() if e.get("host") == "two-faced.example"]
    assert [e["method"] for e in asked] == ["CONNECT", "GET"]


async def test_suppressed_embeds_are_hidden_until_a_late_preview_lands(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await client.site("https://pics.example/a.png", picture(1))
    await client.site("https://pics.example/late.png", picture(2), delay=0.4)
    flags = {"json": {"flags": 1 << 2}}
    async with wire.gateway() as socket:
        await socket.identify()
        posted = await rowan.post("general", "https://pics.example/a.png")
        path = f"{GENERAL}/{posted['id']}"
        hidden = await wire.call("PATCH", path, **flags)
        assert hidden.status == 200 and hidden.body["embeds"] == []
        assert (await socket.event("MESSAGE_UPDATE"))["d"]["flags"] == 1 << 2
        posted = await rowan.post("general", "https://pics.example/late.png")
        path = f"{GENERAL}/{posted['id']}"
        assert (await wire.call("PATCH", path, **flags)).body["flags"] == 1 << 2
        assert (await socket.event("MESSAGE_UPDATE"))["d"]["embeds"] == []
        landed = (await socket.event("MESSAGE_UPDATE"))["d"]
        assert landed["embeds"] and not landed["flags"] & 1 << 2
        assert (await wire.call("PATCH", path, **flags)).body["embeds"] == []
        assert (await wire.call("GET", path)).body["embeds"] == []


async def test_stickers_of_every_format(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan = await person("margot"), await person("rowan")
    lottie = b'{"v":"5.5.0","layers":[]}'
    media, cdn = "https://media.discordapp.net", "https://cdn.discordapp.com"
    formats = [
        (picture(1), 1, cdn, "png"),
        (picture(2, "PNG", 3), 2, cdn, "png"),
        (lottie, 3, cdn, "json"),
        (picture(4, "GIF", 3), 4, media, "gif"),
    ]
    async with wire.gateway() as socket:
        await socket.identify()
        for data, number, host, ending in formats:
            sticker = await margot.add_sticker(f"sticker{number}", data, external=number == 1)
            assert sticker["format_type"] == number and "url" not in sticker
            await rowan.post("general", sticker_ids=[sticker["id"]])
            created = (await socket.event("MESSAGE_CREATE"))["d"]
            (item,) = created["sticker_items"]
            assert item == {"id": sticker["id"], "name": f"sticker{number}", "format_type": number}
            assert await fetch(wire, f"{host}/stickers/{item['id']}.{ending}") == (200, data)
            if number == 4:
                assert (await fetch(wire, f"{cdn}/stickers/{item['id']}.gif"))[0] == 404
    with pytest.raises(SandboxError):
        await rowan.add_sticker("mine", picture(9))


async def test_emoji_in_text_polls_and_reactions(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan, ines = [await person(n) for n in ("margot", "rowan", "ines")]
    gif = picture(1, "GIF", 3)
    async with wire.gateway() as socket:
        await socket.identify()
        own = await margot.add_emoji("own", picture(1))
        listed = (await socket.event("GUILD_EMOJIS_UPDATE"))["d"]["emojis"]
        assert [e["id"] for e in listed] == [own["id"]]
        moving = await margot.add_emoji("moving", gif, external=True)
        assert own["text"] == f"<:own:{own['id']}>" and moving["text"].startswith("<a:moving:")
        posted = await rowan.post("general", f"{own['text']} {moving['text']}")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == posted["content"]

        base = "https://cdn.discordapp.com/emojis/"
        assert await fetch(wire, f"{base}{own['id']}.png") == (200, picture(1))
        assert (await fetch(wire, f"{base}{own['id']}.gif"))[0] == 415
        assert await fetch(wire, f"{base}{moving['id']}.gif") == (200, gif)
        assert await fetch(wire, f"{base}{moving['id']}.webp?animated=true") == (200, gif)
        still = Image.open(io.BytesIO((await fetch(wire, f"{base}{moving['id']}.png"))[1]))
        assert getattr(still, "n_frames", 1) == 1 and still.size == (32, 20)

        await rowan.react(posted, moving["reaction"])
        await ines.react(posted, moving["reaction"])
        await ines.react(posted, "🙂")
        added = (await socket.event("MESSAGE_REACTION_ADD"))["d"]
        assert added["emoji"] == {"id": moving["id"], "name": "moving", "animated": True}
        assert added["user_id"] == rowan.id and added["message_author_id"] == rowan.id
        reactions = (await wire.call("GET", f"{GENERAL}/{posted['id']}")).body["reactions"]
        assert [(r["emoji"].get("animated"), r["count"]) for r in reactions] == [
            (True, 2),
            (None, 1),
        ]
        path = f"{GENERAL}/{posted['id']}/reactions/moving%3A{moving['id']}"
        assert (await wire.call("DELETE", path)).status == 204
        cleared = (await socket.event("MESSAGE_REACTION_REMOVE_EMOJI"))["d"]
        assert cleared["emoji"]["id"] == moving["id"]
        assert len((await wire.call("GET", f"{GENERAL}/{posted['id']}")).body["reactions"]) == 1

        answers = [{"text": "yes", "emoji": moving["reaction"]}, {"text": "no", "emoji": "🙂"}]
        await rowan.post("general", poll={"question": "Which?", "answers": answers})
        poll = (await socket.event("MESSAGE_CREATE"))["d"]["poll"]
        emoji = poll["answers"][0]["poll_media"]["emoji"]
        assert emoji == {"id": moving["id"], "name": "moving", "animated": True}


async def test_webhooks_bots_apps_and_crossposts(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        hooked = await client.automated(
            "general", "hi", ("a.png", picture(1)), username="Margot", avatar=picture(2)
        )
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["webhook_id"] == created["author"]["id"] and "member" not in created
        assert created["author"]["username"] == "Margot"
        avatar = f"/avatars/{created['author']['id']}/{created['author']['avatar']}.png"
        assert await fetch(wire, f"https://cdn.discordapp.com{avatar}") == (200, picture(2))
        plain = await client.automated("general", "no picture of its own")
        assert plain["webhook_id"] == hooked["webhook_id"] and plain["author"]["avatar"] is None

        await client.automated("general", "beep", by="bot", name="Relay")
        await socket.event("MESSAGE_CREATE")
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["author"]["bot"] and created["member"] and "webhook_id" not in created

        await client.automated("general", "", ("a.png", picture(1)), by="app", as_=rowan.id)
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["type"] == 20 and created["application_id"] == created["author"]["id"]
        assert created["interaction_metadata"]["user"]["id"] == rowan.id
        assert created["interaction_metadata"]["authorizing_integration_owners"] == {"1": rowan.id}

        await client.automated("general", "news", by="crosspost")
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["flags"] & 2 and created["message_reference"]["type"] == 0
        assert created["message_reference"]["guild_id"] != str(world.GUILD_ID)
    await client.permissions("general", str(world.GUILD_ID), deny=["use_external_apps"])
    assert await client.automated("general", "x", by="app", as_=rowan.id) == {"ephemeral": True}


async def test_components_of_every_kind_even_unknown(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    await client.site("https://pics.example/far.png", picture(9))
    text = {"type": 10, "content": "t"}
    components: list[Json] = [
        {
            "type": 9,
            "components": [text],
            "accessory": {"type": 11, "media": {"url": "attachment://a.png"}},
        },
        {
            "type": 17,
            "components": [
                text,
                {"type": 12, "items": [{"media": {"url": "https://pics.example/far.png"}}]},
                {"type": 13, "file": {"url": "attachment://b.png"}},
            ],
        },
    ]
    files = [("a.png", picture(1)), ("b.png", picture(2)), ("c.png", picture(3))]
    async with wire.gateway() as socket:
        await socket.identify()
        await client.automated("general", "", *files, components=components)
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert [a["filename"] for a in created["attachments"]] == ["c.png"]
        section, container = created["components"]
        shown = [
            section["accessory"]["media"],
            container["components"][1]["items"][0]["media"],
            container["components"][2]["file"],
        ]
        assert [(await fetch(wire, m["proxy_url"]))[1] for m in shown] == [
            picture(1),
            picture(9),
            picture(2),
        ]
        unknown = [{"type": 99, "slides": [{"picture": {"url": "attachment://a.png"}}]}]
        posted = await client.automated("general", "", files[0], by="bot", components=unknown)
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert created["id"] == posted["id"] and created["attachments"] == []
        media = created["components"][0]["slides"][0]["picture"]
        assert await fetch(wire, media["proxy_url"]) == (200, picture(1))


async def test_what_a_forward_shows(wire: Wire, client: SandboxClient, person: FindPerson) -> None:
    margot, rowan = await person("margot"), await person("rowan")
    await client.site("https://pics.example/a.png", picture(1))
    await client.site("https://pics.example/late.png", picture(2), delay=0.3)
    sticker = await margot.add_sticker("s", picture(3))
    emoji = await margot.add_emoji("e", picture(4), external=True)
    component = [{"type": 12, "items": [{"media": {"url": "attachment://x.png"}}]}]
    sources = {
        "attachments": await rowan.post("general", "", ("f.png", picture(5))),
        "embeds": await rowan.post("general", "https://pics.example/a.png"),
        "sticker_items": await rowan.post("general", sticker_ids=[sticker["id"]]),
        "content": await rowan.post("general", emoji["text"]),
        "components": await client.automated(
            "general", "", ("x.png", picture(6)), components=component
        ),
    }
    async with wire.gateway() as socket:
        await socket.identify()
        for key, source in sources.items():
            await rowan.post("after-dark", forward=source)
            created = (await socket.event("MESSAGE_CREATE"))["d"]
            assert not created[key], "what is forwarded is not the message's own"
            assert created["message_snapshots"][0]["message"][key]
        media = created["message_snapshots"][0]["message"]["components"][0]["items"][0]["media"]
        await margot.delete(sources["components"])
        assert await fetch(wire, media["proxy_url"]) == (200, picture(6))
        late = await rowan.post("general", "https://pics.example/late.png")
        await socket.event("MESSAGE_CREATE")
        await rowan.post("after-dark", forward=late)
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        while (updated := (await socket.event("MESSAGE_UPDATE"))["d"])["id"] != created["id"]:
            pass
        assert updated["message_snapshots"][0]["message"]["embeds"]


async def test_every_surface_holds_against_discords_description(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan = await person("margot"), await person("rowan")
    embed = {
        "type": "article",
        "title": "t",
        "image": 0,
        "author": {"name": "a", "icon": 1},
        "footer": {"text": "f", "icon": 1},
    }
    await client.site("https://pics.example/page", picture(1), picture(2), embed=embed)
    await client.site("https://pics.example/a.png", picture(1))
    emoji = await margot.add_emoji("e", picture(4, "GIF", 3))
    sticker = await margot.add_sticker("s", picture(3))
    linked = await rowan.post("general", "https://pics.example/page https://pics.example/a.png")
    await rowan.react(linked, emoji["reaction"])
    await rowan.post("general", sticker_ids=[sticker["id"]])
    answers = [{"text": "yes", "emoji": emoji["reaction"]}, {"text": "no"}]
    await rowan.post("general", poll={"question": "?", "answers": answers})
    gallery = {"type": 12, "items": [{"media": {"url": "https://pics.example/a.png"}}]}
    part: Json = {"type": 13, "file": {"url": "attachment://a.png"}}
    box = {"type": 17, "components": [gallery, part]}
    shown = await client.automated("general", "", ("a.png", picture(1)), components=[box])
    await client.automated(
        "general", "x", by="bot", embeds=[{"image": {"url": "https://x.example/"}}]
    )
    await client.automated("general", "x", by="app", as_=rowan.id)
    await client.automated("general", "x", by="crosspost", avatar=picture(1))
    for source in (linked, shown):
        await rowan.post("general", forward=source)
    listed = (await wire.call("GET", GENERAL)).body
    assert len(listed) == 9
    faults = discords_description().faults_of_answer("GET", GENERAL, 200, listed)
    assert not faults, "\n".join(faults)
