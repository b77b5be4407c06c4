"""Pictures beyond messages, other servers, and the counts of what really happened."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import ALL_INTENTS, Socket, Wire
from tests.wire.openapi import Description
from tests.wire.test_sandbox_surfaces import fetch, picture

CDN = "https://cdn.discordapp.com"
GUILD = f"/guilds/{world.GUILD_ID}"
BOT_ROLE = str(world.BOT_ROLE_ID)
Json = dict[str, Any]


def holds(method: str, path: str, body: Any, status: int = 200) -> None:
    """Hold an answer against Discord's own description."""
    assert Description().faults_of_answer(method, path, status, body) == []


async def test_avatars_and_banners_of_people(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        own = (await rowan.picture("avatar", picture(1, "GIF", 3)))["hash"]
        assert own.startswith("a_")
        updated = (await socket.event("GUILD_MEMBER_UPDATE"))["d"]
        assert updated["user"]["avatar"] == own and updated["guild_id"] == str(world.GUILD_ID)
        here = (await rowan.picture("member_avatar", picture(2)))["hash"]
        assert (await socket.event("GUILD_MEMBER_UPDATE"))["d"]["avatar"] == here
        banner = (await rowan.picture("member_banner", picture(3)))["hash"]
        assert (await socket.event("GUILD_MEMBER_UPDATE"))["d"]["banner"] == banner
        await rowan.post("general", "hello")
        created = (await socket.event("MESSAGE_CREATE"))["d"]
        assert (created["author"]["avatar"], created["member"]["avatar"]) == (own, here)
        folder = f"{CDN}/guilds/{world.GUILD_ID}/users/{rowan.id}"
        for url, data in (
            (f"{CDN}/avatars/{rowan.id}/{own}.gif?size=1024", picture(1, "GIF", 3)),
            (f"{folder}/avatars/{here}.png", picture(2)),
            (f"{folder}/banners/{banner}.webp", picture(3)),
        ):
            assert await fetch(wire, url) == (200, data)
        wide = (await rowan.picture("banner", picture(4)))["hash"]
        user = (await wire.call("GET", f"/users/{rowan.id}")).body
        assert user["banner"] == wide
        holds("GET", f"/users/{rowan.id}", user)
        await rowan.leave(str(world.GUILD_ID))
        assert (await socket.event("GUILD_MEMBER_REMOVE"))["d"]["user"]["id"] == rowan.id
        with pytest.raises(SandboxError):
            await rowan.post(str(world.GENERAL_ID), "from outside")
        await rowan.join(str(world.GUILD_ID))
        assert (await socket.event("GUILD_MEMBER_ADD"))["d"]["user"]["avatar"] == own
        await rowan.picture("avatar", None)
        assert (await socket.event("GUILD_MEMBER_UPDATE"))["d"]["user"]["avatar"] is None


async def test_members_changes_need_the_intent(wire: Wire, person: FindPerson) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify(ALL_INTENTS & ~(1 << 1))
        await rowan.picture("avatar", picture(1))
        assert "GUILD_MEMBER_UPDATE" not in [f["t"] for f in await socket.quiet()]


async def test_a_servers_pictures_are_set_and_the_bot_clears_them(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan = await person("margot"), await person("rowan")
    folders = {
        "icon": "icons",
        "server_banner": "banners",
        "splash": "splashes",
        "discovery_splash": "discovery-splashes",
    }
    async with wire.gateway() as socket:
        await socket.identify()
        for number, (of, folder) in enumerate(folders.items()):
            key = of.removeprefix("server_")
            digest = (await margot.picture(of, picture(number)))["hash"]
            updated = (await socket.event("GUILD_UPDATE"))["d"]
            assert updated[key] == digest and "channels" not in updated
            url = f"{CDN}/{folder}/{world.GUILD_ID}/{digest}.png"
            assert await fetch(wire, url) == (200, picture(number))
            clear = {"json": {key: None}}
            assert (await wire.call("PATCH", GUILD, **clear)).code == 50013
            await client.permissions(None, BOT_ROLE, allow=["manage_guild"])
            answer = await wire.call("PATCH", GUILD, **clear)
            assert answer.status == 200 and answer.body[key] is None
            holds("PATCH", GUILD, answer.body)
            assert (await socket.event("GUILD_UPDATE"))["d"][key] is None
            await client.permissions(None, BOT_ROLE, deny=["manage_guild"])
        with pytest.raises(SandboxError):
            await rowan.picture("icon", picture(1))
    shown = (await wire.call("GET", GUILD)).body
    holds("GET", GUILD, shown)
    uri = "data:image/png;base64," + base64.b64encode(picture(7)).decode()
    await client.permissions(None, BOT_ROLE, allow=["manage_guild"])
    icon = (await wire.call("PATCH", GUILD, json={"icon": uri})).body["icon"]
    assert await fetch(wire, f"{CDN}/icons/{world.GUILD_ID}/{icon}.png") == (200, picture(7))


async def test_role_icons_and_event_covers(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, role = await person("margot"), f"{GUILD}/roles/{world.MODERATOR_ROLE_ID}"
    async with wire.gateway() as socket:
        await socket.identify()
        where = {"role_id": str(world.MODERATOR_ROLE_ID)}
        icon = (await margot.picture("role_icon", picture(1), **where))["hash"]
        assert (await socket.event("GUILD_ROLE_UPDATE"))["d"]["role"]["icon"] == icon
        url = f"{CDN}/role-icons/{world.MODERATOR_ROLE_ID}/{icon}.png"
        assert await fetch(wire, url) == (200, picture(1))
        clear: Json = {"json": {"icon": None, "unicode_emoji": None}}
        assert (await wire.call("PATCH", role, **clear)).code == 50013
        await client.permissions(None, BOT_ROLE, allow=["manage_roles", "manage_events"])
        cleared = await wire.call("PATCH", role, **clear)
        assert cleared.status == 200 and cleared.body["icon"] is None
        holds("PATCH", role, cleared.body)

        made = await margot.picture("event_cover", picture(2), name="Life drawing")
        created = (await socket.event("GUILD_SCHEDULED_EVENT_CREATE"))["d"]
        assert (created["id"], created["image"]) == (made["event_id"], made["hash"])
        url = f"{CDN}/guild-events/{made['event_id']}/{made['hash']}.png"
        assert await fetch(wire, url) == (200, picture(2))
        other = (await margot.picture("event_cover", picture(3), event_id=made["event_id"]))["hash"]
        assert (await socket.event("GUILD_SCHEDULED_EVENT_UPDATE"))["d"]["image"] == other
        path = f"{GUILD}/scheduled-events/{made['event_id']}"
        answer = await wire.call("PATCH", path, json={"image": None})
        assert answer.status == 200 and answer.body["image"] is None
        holds("PATCH", path, answer.body)
        assert (await socket.event("GUILD_SCHEDULED_EVENT_UPDATE"))["d"]["image"] is None


async def test_the_bot_deletes_emoji_and_stickers(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot = await person("margot")
    emoji = await margot.add_emoji("e", picture(1))
    sticker = await margot.add_sticker("s", picture(2))
    looked_up = (await wire.call("GET", f"/stickers/{sticker['id']}")).body
    holds("GET", f"/stickers/{sticker['id']}", looked_up)
    async with wire.gateway() as socket:
        await socket.identify()
        guild = (await socket.event("GUILD_CREATE"))["d"]
        assert [e["id"] for e in guild["emojis"]] == [emoji["id"]]
        assert [s["id"] for s in guild["stickers"]] == [sticker["id"]]
        paths = [f"{GUILD}/emojis/{emoji['id']}", f"{GUILD}/stickers/{sticker['id']}"]
        assert [(await wire.call("DELETE", p)).code for p in paths] == [50013, 50013]
        await client.permissions(None, BOT_ROLE, allow=["manage_expressions"])
        assert [(await wire.call("DELETE", p)).status for p in paths] == [204, 204]
        assert (await socket.event("GUILD_EMOJIS_UPDATE"))["d"]["emojis"] == []
        assert (await socket.event("GUILD_STICKERS_UPDATE"))["d"]["stickers"] == []
    again = await margot.add_emoji("again", picture(1))
    await margot.delete_expression(again["id"])
    assert (await wire.call("GET", f"{GUILD}/emojis")).body == []


async def guild_create(socket: Socket, guild_id: str) -> Json:
    """Wait until a server is known."""
    while (frame := await socket.event("GUILD_CREATE"))["d"]["id"] != guild_id:
        pass
    return dict(frame["d"])


async def test_a_second_server_and_the_bots_leaving(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, ines, rowan = [await person(n) for n in ("tomasz", "ines", "rowan")]
    async with wire.gateway() as socket:
        await socket.identify()
        made = await tomasz.make_guild("Print Room", members=[ines.id], channels=["prints", "talk"])
        guild = await guild_create(socket, made["id"])
        assert [c["name"] for c in guild["channels"]] == ["prints", "talk"]
        members = {m["user"]["id"] for m in guild["members"]}
        assert members == {tomasz.id, ines.id, str(world.BOT_ID)}
        prints = made["channels"][0]["id"]
        await ines.post(prints, "hello")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["guild_id"] == made["id"]
        with pytest.raises(SandboxError):
            await rowan.post(prints, "not a member")
        assert "message" not in [f["event"] for f in await rowan.views()]
        path = f"/channels/{prints}/messages"
        # Whoever is not in a server hears nothing of it, not even of its members.
        heard = len(await rowan.views())
        await ines.picture("member_avatar", picture(1), guild_id=made["id"])
        assert (await socket.event("GUILD_MEMBER_UPDATE"))["d"]["guild_id"] == made["id"]
        assert len(await rowan.views()) == heard
        assert (await wire.call("POST", path, json={"content": "hi"})).status == 200
        assert (await socket.event("MESSAGE_CREATE"))["d"]["author"]["bot"]
        state = await client.request("GET", "/api/state", params={"as": ines.id})
        assert [g["name"] for g in state["guilds"]] == [world.GUILD_NAME, "Print Room"]

        await tomasz.kick_bot(made["id"])
        assert (await socket.event("GUILD_DELETE"))["d"] == {"id": made["id"]}
        await ines.post(prints, "unheard")
        assert "MESSAGE_CREATE" not in [f["t"] for f in await socket.quiet()]
        assert (await wire.call("GET", path)).status in (403, 404)
        await ines.picture("member_avatar", None, guild_id=made["id"])
        assert "GUILD_MEMBER_UPDATE" not in [f["t"] for f in await socket.quiet()]
        await tomasz.invite_bot(made["id"])
        assert (await guild_create(socket, made["id"]))["name"] == "Print Room"
    async with wire.gateway() as socket:
        assert len((await socket.identify())["guilds"]) == 2


async def test_counts_say_what_really_happened(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan, general = await person("rowan"), f"/channels/{world.GENERAL_ID}/messages"
    async with wire.gateway() as socket:
        await socket.identify()
        posted = await rowan.post("general", "one")
        await socket.event("MESSAGE_CREATE")
        for _ in range(2):
            await wire.call("DELETE", f"{general}/{posted['id']}")
        other = await rowan.post("general", "two")
        await wire.call("PATCH", f"{general}/{other['id']}", json={"flags": 4})
        await client.permissions("general", BOT_ROLE, deny=["manage_messages"])
        await wire.call("DELETE", f"{general}/{other['id']}")
        row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "H", "custom_id": "h:7"}]}
        await wire.call("POST", general, json={"content": "notice", "components": [row]})
        await wire.call("POST", general, json={"content": "", "embeds": []})
    counts = await client.counts()
    first, second = counts["messages"][posted["id"]], counts["messages"][other["id"]]
    assert (first["deleted"], first["unknown"], first["refused"]) == (1, 1, 0)
    assert first["posted_at"] <= first["sent_at"] <= first["deleted_at"]
    assert (second["deleted"], second["refused"], second["suppressed"]) == (0, 1, 1)
    assert counts["custom_ids"] == {"h:7": 1}
    assert counts["posts"] == {str(world.GENERAL_ID): 1}
    assert counts["requests"]["DELETE /channels/*/messages/*"] == {"204": 1, "404": 1, "403": 1}
    assert counts["events"]["MESSAGE_CREATE"] == 3 and len(counts["messages"]) == 2
    await client.reset()
    assert (await client.counts())["messages"] == {}


async def test_a_thousand_posts_over_twenty_channels(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan, ines = [await person(n) for n in ("margot", "rowan", "ines")]
    channels = await margot.make_channels("flood", count=20)
    files = [(f"{n}.png", picture(n)) for n in range(50)]
    posts: list[Json] = []
    for number in range(1000):
        who = rowan if number % 2 else ines
        post = {"as": who.id, "channel_id": channels[number % 20]["id"], "content": str(number)}
        posts.append(post | {"files": [files[number % 50]]})
    posts.append({"by": "webhook", "channel_id": channels[0]["id"], "content": "hook"})
    async with wire.gateway() as socket:
        await socket.identify()
        ids = await client.bulk(posts)
        heard = [(await socket.event("MESSAGE_CREATE"))["d"] for _ in ids]
    assert [m["id"] for m in heard] == ids == sorted(ids, key=int)
    assert heard[999]["attachments"][0]["filename"] == "49.png"
    assert len((await client.counts())["messages"]) == 1001
