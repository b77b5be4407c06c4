"""The gateway: sessions, what they are sent, and what breaks them."""

from __future__ import annotations

import asyncio
import json
import zlib

import aiohttp
import discord
import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from bot.sandbox.connect import connector
from bot.sandbox.server import Sandbox
from tests.wire.discord_wire import ALL_INTENTS, Wire

CONTENT, MEMBERS = 1 << 15, 1 << 1


async def test_a_session_begins_with_the_server(wire: Wire) -> None:
    async with wire.gateway() as socket:
        ready = await socket.identify(shard=[0, 1])
        assert ready["guilds"] == [{"id": str(world.GUILD_ID), "unavailable": True}]
        assert ready["shard"] == [0, 1] and ready["application"]["flags"]
        guild = (await socket.event("GUILD_CREATE"))["d"]
        assert [c["name"] for c in guild["channels"]] == ["general", "after-dark", "moderators"]
        assert [c["nsfw"] for c in guild["channels"]] == [False, True, False]
        assert {r["name"] for r in guild["roles"]} >= {"@everyone", "Admin", "Moderator"}


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(2, {"token": "wrong", "intents": 0})], 4004),
        ([(2, {"token": world.TOKEN, "intents": 1 << 40})], 4013),
        ([(2, {"token": world.TOKEN, "intents": 0, "shard": [1, 1]})], 4010),
        ([(8, {"guild_id": "1"})], 4003),
        ([(2, "not an object")], 4002),
        ([(2, {"token": world.TOKEN, "intents": 0})] * 2, 4005),
        ([(2, {"token": world.TOKEN, "intents": 0}), (99, None)], 4001),
    ],
)
async def test_what_closes_a_connection(
    wire: Wire, frames: list[tuple[int, object]], code: int
) -> None:
    async with wire.gateway() as socket:
        for op, data in frames:
            await socket.send(op, data)
        assert await socket.closed() == code


async def test_garbage_closes_a_connection(wire: Wire) -> None:
    async with wire.gateway() as socket:
        await socket.raw.send_str("not json")
        assert await socket.closed() == 4002


async def test_a_client_without_heartbeats_is_cut_off(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.gateway.HEARTBEAT_MS", 100)
    async with wire.gateway() as socket:
        await socket.identify(0)
        assert await socket.closed() == 4009


async def test_unapproved_intents_are_refused_to_an_unmodified_client(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    await client.portal(message_content=False)
    intents = discord.Intents(guilds=True, message_content=True)
    bot = discord.Client(intents=intents, connector=connector(sandbox.tls_port, sandbox.ca_path))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await asyncio.wait_for(bot.start(sandbox.token), 10)
    await bot.close()
    other = discord.Client(intents=intents, connector=connector(sandbox.tls_port, sandbox.ca_path))
    with pytest.raises(discord.LoginFailure):
        await asyncio.wait_for(other.start("wrong"), 10)
    await other.close()


async def test_zlib_stream_is_one_stream(wire: Wire, person: FindPerson) -> None:
    url = "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream"
    async with wire.session.ws_connect(url) as raw:
        inflate = zlib.decompressobj()
        assert json.loads(inflate.decompress(await raw.receive_bytes()))["op"] == 10
        body = {"token": world.TOKEN, "intents": 0, "properties": {}}
        await raw.send_json({"op": 2, "d": body})
        data = await raw.receive_bytes()
        assert data.endswith(b"\x00\x00\xff\xff")
        assert json.loads(inflate.decompress(data))["t"] == "READY"


async def test_events_follow_intents(wire: Wire, person: FindPerson) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as blind, wire.gateway() as deaf:
        await blind.identify(ALL_INTENTS & ~CONTENT)
        await deaf.identify(1)
        await rowan.post("general", "secret", ("a.png", b"x"))
        seen = (await blind.event("MESSAGE_CREATE"))["d"]
        assert (seen["content"], seen["attachments"]) == ("", [])
        assert seen["member"]["joined_at"] and seen["guild_id"] == str(world.GUILD_ID)
        assert "MESSAGE_CREATE" not in [f["t"] for f in await deaf.quiet()]


async def test_events_follow_view_channel(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        await client.permissions("general", str(world.BOT_ROLE_ID), deny=["view_channel"])
        await rowan.post("general", "unseen")
        await rowan.post("after-dark", "seen")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "seen"
    async with wire.gateway() as socket:
        await socket.identify()
        guild = (await socket.event("GUILD_CREATE"))["d"]
        assert guild["channels"][0]["name"] == "___hidden___"
        assert guild["channels"][0]["flags"] & 1 << 17


async def test_an_edit_is_sent_whole(wire: Wire, person: FindPerson) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        posted = await rowan.post("general", "before", ("a.png", b"a"))
        await rowan.edit(posted, "after", ("b.png", b"b"))
        edit = (await socket.event("MESSAGE_UPDATE"))["d"]
        assert edit["content"] == "after" and edit["edited_timestamp"]
        assert [a["filename"] for a in edit["attachments"]] == ["a.png", "b.png"]
        assert {"type", "components", "embeds", "flags", "author", "member"} <= set(edit)


async def test_resume_replays_what_was_missed(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        ready = await socket.identify()
        sequence = (await socket.event("GUILD_CREATE"))["s"]
        await client.fault("gateway_close", code=4000)
        assert await socket.closed() == 4000
    await rowan.post("general", "while you were away")
    resume = {"token": world.TOKEN, "session_id": ready["session_id"], "seq": sequence}
    async with wire.gateway() as socket:
        await socket.send(6, resume)
        assert (await socket.frame())["d"]["content"] == "while you were away"
        assert (await socket.event("RESUMED"))["d"] == {}
    async with wire.gateway() as socket:
        await socket.send(6, resume | {"session_id": "unknown"})
        assert await socket.frame() == {"op": 9, "d": False, "s": None, "t": None}


@pytest.mark.parametrize("code", [4007, 4009, 1000])
async def test_some_closes_end_the_session(wire: Wire, client: SandboxClient, code: int) -> None:
    async with wire.gateway() as socket:
        ready = await socket.identify()
        if code == 1000:
            await socket.raw.close(code=1000)
        else:
            await client.fault("gateway_close", code=code)
            assert await socket.closed() == code
    async with wire.gateway() as socket:
        session = {"token": world.TOKEN, "session_id": ready["session_id"], "seq": 1}
        await socket.send(6, session)
        assert (await socket.frame())["op"] == 9


async def test_a_dead_bots_session_takes_no_faults_and_is_forgotten(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        ready = await socket.identify()
        await client.fault("gateway_abort")
    await client.fault("drop_event", event="MESSAGE_CREATE")
    await rowan.post("general", "kept for the one that may resume")
    assert (await client.faults())["waiting"]
    assert "MESSAGE_CREATE" not in (await client.counts())["events"]
    async with wire.gateway() as socket:
        await socket.identify()
        await rowan.post("general", "lost")
        await rowan.post("general", "heard")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "heard"
    async with wire.gateway() as socket:
        resume = {"token": world.TOKEN, "session_id": ready["session_id"], "seq": 2}
        await socket.send(6, resume)
        assert (await socket.frame())["op"] == 9


async def test_members_are_sent_when_asked_for(wire: Wire) -> None:
    async with wire.gateway() as socket:
        await socket.identify()
        ask = {"guild_id": str(world.GUILD_ID), "query": "", "limit": 0, "nonce": "n"}
        await socket.send(8, ask)
        chunk = (await socket.event("GUILD_MEMBERS_CHUNK"))["d"]
        assert len(chunk["members"]) == len(world.PEOPLE) + 1 and chunk["nonce"] == "n"
        await socket.send(8, {"guild_id": str(world.GUILD_ID), "user_ids": ["5"], "limit": 0})
        assert (await socket.event("GUILD_MEMBERS_CHUNK"))["d"]["not_found"] == ["5"]
    async with wire.gateway() as socket:
        await socket.identify(ALL_INTENTS & ~MEMBERS)
        await socket.send(8, ask)
        assert "GUILD_MEMBERS_CHUNK" not in [f["t"] for f in await socket.quiet()]


async def test_events_can_be_doubled_and_lost(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        await client.fault("drop_event", event="MESSAGE_CREATE")
        await rowan.post("general", "lost")
        await client.fault("duplicate_event", event="MESSAGE_CREATE")
        await rowan.post("general", "twice")
        contents = [f["d"]["content"] for f in await socket.quiet() if f["t"] == "MESSAGE_CREATE"]
        assert contents == ["twice", "twice"]


async def test_reconnects_and_invalid_sessions_can_be_ordered(
    wire: Wire, client: SandboxClient
) -> None:
    with pytest.raises(SandboxError, match="not connected"):
        await client.fault("gateway_reconnect")
    async with wire.gateway() as socket:
        await socket.identify(0)
        await client.fault("gateway_reconnect")
        assert (await socket.frame())["op"] == 7
        await client.fault("invalid_session", resumable=True)
        assert (await socket.frame())["d"] is True
        await client.fault("gateway_abort")
        message = await socket.raw.receive(timeout=5)
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert not (await client.state())["bot_online"]


async def test_an_unmodified_client_resumes_after_an_abort(
    sandbox: Sandbox, client: SandboxClient, person: FindPerson
) -> None:
    class Bot(discord.Client):
        def __init__(self) -> None:
            way = connector(sandbox.tls_port, sandbox.ca_path)
            super().__init__(intents=discord.Intents.all(), connector=way, guild_ready_timeout=0.05)
            self.heard: asyncio.Queue[str] = asyncio.Queue()

        async def on_ready(self) -> None:
            self.heard.put_nowait("ready")

        async def on_resumed(self) -> None:
            self.heard.put_nowait("resumed")

        async def on_message(self, message: discord.Message) -> None:
            self.heard.put_nowait(message.content)

    rowan, bot = await person("rowan"), Bot()
    task = asyncio.create_task(bot.start(sandbox.token))
    try:
        async with asyncio.timeout(10):
            assert await bot.heard.get() == "ready"
            assert len(bot.guilds[0].members) == len(world.PEOPLE) + 1
            await client.fault("gateway_abort")
            await rowan.post("general", "missed")
            assert {await bot.heard.get(), await bot.heard.get()} == {"missed", "resumed"}
    finally:
        await bot.close()
        await task
