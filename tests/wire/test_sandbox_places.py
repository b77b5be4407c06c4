"""Channels, threads, forums and what the bot is told of those that it may not see."""

from __future__ import annotations

import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import Wire

GUILD = f"/guilds/{world.GUILD_ID}"


async def test_channels_of_every_kind_take_posts(wire: Wire, person: FindPerson) -> None:
    margot, rowan = await person("margot"), await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        for kind, number in (("text", 0), ("announcement", 5), ("voice", 2), ("stage", 13)):
            (channel,) = await margot.make_channels(f"a-{kind}", kind=kind, nsfw=kind == "text")
            created = (await socket.event("CHANNEL_CREATE"))["d"]
            assert created["type"] == number and created["nsfw"] is (kind == "text")
            await rowan.post(channel["id"], "hi", ("a.png", b"x"))
            posted = (await socket.event("MESSAGE_CREATE"))["d"]
            assert posted["channel_id"] == channel["id"] and posted["attachments"]
    made = await margot.make_channels("many", count=20)
    assert [c["name"] for c in made][::19] == ["many-1", "many-20"]
    with pytest.raises(SandboxError):
        await rowan.make_channels("mine")


async def test_threads_forums_and_private_threads(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan, ines = [await person(n) for n in ("margot", "rowan", "ines")]
    async with wire.gateway() as socket:
        await socket.identify()
        thread = await rowan.start_thread("after-dark", "sketches")
        created = (await socket.event("THREAD_CREATE"))["d"]
        assert created["parent_id"] == str(world.AFTER_DARK_ID) and created["newly_created"]
        await rowan.post(thread["id"], "in it")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["type"] == 18
        assert (await socket.event("MESSAGE_CREATE"))["d"]["channel_id"] == thread["id"]

        asked = await rowan.post("general", "a question")
        thread = await rowan.start_thread("general", "answers", message_id=asked["id"])
        assert thread["id"] == asked["id"]
        assert (await socket.event("MESSAGE_UPDATE"))["d"]["flags"] & 1 << 5

        for kind in ("forum", "media"):
            (forum,) = await margot.make_channels(f"the-{kind}", kind=kind)
            with pytest.raises(SandboxError):
                await rowan.post(forum["id"], "not here")
            post = await rowan.start_thread(forum["id"], "First", "text", ("a.png", b"x"))
            assert (await socket.event("THREAD_CREATE"))["d"]["parent_id"] == forum["id"]
            starter = (await socket.event("MESSAGE_CREATE"))["d"]
            while starter["channel_id"] != post["id"]:
                starter = (await socket.event("MESSAGE_CREATE"))["d"]
            assert starter["id"] == post["id"] and starter["attachments"]

        private = await rowan.start_thread("general", "between us", private=True)
        await rowan.post(private["id"], "unseen by the bot")
        assert "MESSAGE_CREATE" not in [f["t"] for f in await socket.quiet()]
        with pytest.raises(SandboxError):
            await ines.messages(private["id"])
        assert (await wire.call("GET", f"/channels/{private['id']}/messages")).code == 50001
        await rowan.change_thread(private, add=str(world.BOT_ID))
        assert (await socket.event("THREAD_CREATE"))["d"]["id"] == private["id"]
        await rowan.post(private["id"], "seen now")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "seen now"
    listed = (await client.state(rowan.id))["channels"]
    assert {c["kind"] for c in listed} == {"text", "thread", "forum", "media"}
    assert [c["nsfw"] for c in listed if c["name"] == "sketches"] == [True]


async def test_archived_threads_are_paged_and_open_when_written_in(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    threads = []
    for number in range(5):
        threads.append(await rowan.start_thread("general", f"t{number}"))
        await client.advance_clock(60)
    for thread in threads[:4]:
        await rowan.change_thread(thread, archived=True)
        await client.advance_clock(60)
    path = f"/channels/{world.GENERAL_ID}/threads/archived/public"
    page = (await wire.call("GET", path, params={"limit": 3})).body
    assert [t["name"] for t in page["threads"]] == ["t3", "t2", "t1"] and page["has_more"]
    before = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
    rest = (await wire.call("GET", path, params={"limit": 3, "before": before})).body
    assert [t["name"] for t in rest["threads"]] == ["t0"] and not rest["has_more"]
    active = (await wire.call("GET", f"{GUILD}/threads/active")).body["threads"]
    assert [t["name"] for t in active] == ["t4"]
    async with wire.gateway() as socket:
        await socket.identify()
        assert [t["name"] for t in (await socket.event("GUILD_CREATE"))["d"]["threads"]] == ["t4"]
        await rowan.post(threads[0]["id"], "again")
        updated = (await socket.event("THREAD_UPDATE"))["d"]
        assert updated["thread_metadata"]["archived"] is False


async def test_what_the_bot_may_not_see_has_no_name(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot = await person("margot")
    async with wire.gateway() as socket:
        await socket.identify()
        (hidden,) = await margot.make_channels("secret", hidden=True)
        created = (await socket.event("CHANNEL_CREATE"))["d"]
        assert created["id"] == hidden["id"] and created["name"] == "___hidden___"
        assert created["flags"] & 1 << 17
        await margot.post(hidden["id"], "unseen")
        assert "MESSAGE_CREATE" not in [f["t"] for f in await socket.quiet()]
    known = (await wire.call("GET", f"{GUILD}/channels")).body
    assert hidden["id"] not in [c["id"] for c in known]
    assert (await wire.call("GET", f"/channels/{hidden['id']}")).code == 50001


async def test_voice_chat_history_needs_connect(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    margot = await person("margot")
    (voice,) = await margot.make_channels("lounge", kind="voice")
    await margot.post(voice["id"], "hello")
    path = f"/channels/{voice['id']}/messages"
    assert (await wire.call("GET", path)).body[0]["content"] == "hello"
    await client.permissions(voice["id"], str(world.BOT_ROLE_ID), deny=["connect"])
    assert (await wire.call("GET", path)).status == 403
