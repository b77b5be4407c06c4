"""What can be made to break between the bot and Discord, each as the bot meets it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import Wire

GENERAL = f"/channels/{world.GENERAL_ID}/messages"
DATA = bytes(range(256)) * 40


async def fetch(wire: Wire, url: str) -> tuple[int, bytes]:
    async with wire.session.get(url, allow_redirects=False) as response:
        return response.status, await response.read()


async def test_events_can_come_in_another_order(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        await client.fault("reorder_event", event="MESSAGE_CREATE", seconds=30)
        await rowan.post("general", "first")
        await rowan.post("general", "second")
        frames = [await socket.event("MESSAGE_CREATE") for _ in range(2)]
        assert [f["d"]["content"] for f in frames] == ["second", "first"]
        assert frames[0]["s"] < frames[1]["s"]
        await client.fault("reorder_event", event="MESSAGE_CREATE", seconds=0.05)
        await rowan.post("general", "late, but not lost")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "late, but not lost"


async def test_payloads_can_be_malformed(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        await client.fault("malformed_event", event="MESSAGE_CREATE", data={"id": "x"})
        await rowan.post("general", "unreadable")
        assert (await socket.event("MESSAGE_CREATE"))["d"] == {"id": "x"}
        await client.fault("gateway_garbage", text="{not json")
        assert (await socket.raw.receive(timeout=5)).data == "{not json"
        await rowan.post("general", "readable")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "readable"


@pytest.mark.parametrize("resumable", [True, False])
async def test_the_gateway_can_be_cut_off_for_a_while(
    wire: Wire, client: SandboxClient, person: FindPerson, resumable: bool
) -> None:
    rowan = await person("rowan")
    async with wire.gateway() as socket:
        ready = await socket.identify()
        sequence = (await socket.event("GUILD_CREATE"))["s"]
        await client.fault("disconnect", seconds=0.5, resumable=resumable)
        message = await socket.raw.receive(timeout=5)
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert not (await client.state())["bot_online"]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with wire.gateway():
            pass
    assert refused.value.status == 503
    await rowan.post("general", "meanwhile")
    assert (await wire.call("GET", GENERAL)).body[0]["content"] == "meanwhile"
    while (await client.faults())["cut_off"]:
        await asyncio.sleep(0.02)
    resume = {"token": world.TOKEN, "session_id": ready["session_id"], "seq": sequence}
    async with wire.gateway() as socket:
        await socket.send(6, resume)
        frame = await socket.frame()
        assert frame["d"]["content"] == "meanwhile" if resumable else frame["op"] == 9


async def test_all_of_discord_can_be_out_of_reach(wire: Wire, client: SandboxClient) -> None:
    await client.fault("disconnect", seconds=60, everything=True)
    with pytest.raises(aiohttp.ClientError):
        await wire.call("GET", "/users/@me")
    with pytest.raises(aiohttp.ClientError):
        async with wire.gateway():
            pass
    await client.mend()
    assert (await wire.call("GET", "/users/@me")).status == 200


async def test_downloads_lie_redirect_and_fail_by_their_path(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    posted = await rowan.post("general", "", ("a.png", DATA), ("b.png", DATA))
    first, second = (a["url"] for a in posted["attachments"])
    await client.fault("cdn_status", path="*/a.png", status=500)
    assert await fetch(wire, second) == (200, DATA)
    assert (await fetch(wire, first))[0] == 500
    await client.fault("cdn_redirect")
    async with wire.session.get(first, allow_redirects=False) as response:
        assert response.status == 302 and response.headers["Location"].startswith(first[:40])
    await client.fault("cdn_redirect", location="https://elsewhere.example/a.png")
    async with wire.session.get(first, allow_redirects=False) as response:
        assert response.headers["Location"] == "https://elsewhere.example/a.png"
    await client.fault("cdn_length")
    async with wire.session.get(first) as response:
        assert response.content_length is None and await response.read() == DATA
    await client.fault("cdn_length", says=len(DATA) * 2)
    with pytest.raises(aiohttp.ClientPayloadError):
        await fetch(wire, first)
    await client.fault("cdn_length", says=10)
    assert await fetch(wire, first) == (200, DATA[:10])
    # People's own browsers are not what breaks, and use no fault up.
    await client.fault("cdn_status", status=503)
    assert await client.download(posted["attachments"][0]["local_url"]) == DATA
    assert (await fetch(wire, first))[0] == 503


async def test_rate_limits_have_scopes(wire: Wire, client: SandboxClient) -> None:
    for fields, scope in (({"shared": True}, "shared"), ({"global": True}, "global"), ({}, "user")):
        await client.fault("rate_limited", retry_after=0.1, **fields)
        answer = await wire.call("GET", "/users/@me")
        assert answer.status == 429 and answer.headers["X-RateLimit-Scope"] == scope
        assert answer.body["global"] is (scope == "global")


async def test_faults_that_wait_are_listed_and_can_be_mended(
    wire: Wire, client: SandboxClient
) -> None:
    await client.fault("http_status", path="/users/*", status=503, times=2)
    (waiting,) = (await client.faults())["waiting"]
    assert waiting == {"kind": "http_status", "path": "/users/*", "status": 503, "times": 2}
    assert (await wire.call("GET", "/users/@me")).status == 503
    assert (await client.faults())["waiting"][0]["times"] == 1
    await client.mend()
    assert (await client.faults())["waiting"] == []
    assert (await wire.call("GET", "/users/@me")).status == 200
    for wrong in ({"kind": "disconnect", "minutes": 1}, {"kind": "gateway_close", "times": 2}, {}):
        with pytest.raises(SandboxError):
            await client.request("POST", "/api/faults", json=wrong)
