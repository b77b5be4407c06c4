"""The control interface and the sandbox's own life."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.errors import StartError, StoreError
from bot.sandbox import tray, world
from bot.sandbox.acts import Acts
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from bot.sandbox.connect import connector
from bot.sandbox.control import Control
from bot.sandbox.faults import IMMEDIATE, QUEUED
from bot.sandbox.gateway import Gateway
from bot.sandbox.hub import Hub
from bot.sandbox.posting import Posting
from bot.sandbox.server import Sandbox
from bot.sandbox.views import Views
from tests.wire.discord_wire import Wire


async def test_the_world_is_as_documented(client: SandboxClient, person: FindPerson) -> None:
    state = await client.state()
    assert [p["role"] for p in state["people"]] == ["admin", "moderator"] + ["member"] * 3 + [
        "newcomer"
    ]
    assert state["guild"] == {"id": str(world.GUILD_ID), "name": "Riverside Arts Club"}
    assert [(c["name"], c["nsfw"]) for c in state["channels"]] == [
        ("general", False),
        ("after-dark", True),
        ("moderators", False),
    ]
    assert state["bot"]["role"] == "bot" and state["bot_online"] is False
    rowan = await person("newcomer")
    assert rowan.name == "rowan"
    assert "moderators" not in [c["name"] for c in (await client.state(rowan.id))["channels"]]


async def test_people_are_held_to_what_they_may_do(person: FindPerson) -> None:
    rowan, tomasz = await person("rowan"), await person("tomasz")
    said = await tomasz.post("general", "Welcome")
    for act in (
        rowan.post(str(world.MODERATORS_ID), "hello"),
        rowan.messages(str(world.MODERATORS_ID)),
        rowan.delete(said),
        rowan.edit(said, "Go away"),
        rowan.post("general", ""),
        rowan.post("general", "x" * 2001),
        rowan.post("general", "re", reply_to="1"),
    ):
        with pytest.raises(SandboxError):
            await act
    assert (await rowan.messages("general"))[0]["content"] == "Welcome"
    reply = await rowan.post("general", "Thanks", reply_to=said["id"])
    assert reply["referenced_message"]["id"] == said["id"]
    await tomasz.delete(reply)
    assert [m["id"] for m in await rowan.messages("general", before=reply["id"])] == [said["id"]]


async def test_only_this_machines_pages_are_answered(client: SandboxClient) -> None:
    async with aiohttp.ClientSession() as session:
        for headers, status in (
            ({"Host": "evil.example"}, 403),
            ({"Host": "127.0.0.1:1"}, 403),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": client.url}, 200),
        ):
            async with session.get(client.url + "/api/state", headers=headers) as response:
                assert response.status == status, headers
        form = {"Content-Type": "text/plain"}
        url = f"{client.url}/api/reset"
        async with session.post(url, data=b"{}", headers=form) as response:
            assert response.status == 415


async def test_refusals_are_one_sentence(client: SandboxClient) -> None:
    for path, status in (
        ("/api/channels/1/messages?as=1", 404),
        (f"/api/channels/1/messages?as={world.PEOPLE[0].id}", 404),
        ("/api/channels/x/messages", 404),
        (f"/api/log?since=x&as={world.PEOPLE[0].id}", 400),
        ("/api/nothing", 404),
        ("/server.py", 404),
        ("/..%2Fserver.py", 404),
    ):
        with pytest.raises(SandboxError) as refused:
            await client.request("GET", path)
        assert refused.value.status == status, path
        assert str(refused.value).endswith((".", "Unknown Channel"))


async def test_the_page_is_served_with_a_policy(client: SandboxClient) -> None:
    async with aiohttp.ClientSession() as session, session.get(client.url) as response:
        assert response.status == 200 and response.content_type == "text/html"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


async def test_events_stream_live_to_whom_they_concern(
    client: SandboxClient, person: FindPerson
) -> None:
    rowan, tomasz = await person("rowan"), await person("tomasz")
    async with aiohttp.ClientSession() as session:
        url = f"{client.url}/api/events?as={rowan.id}"
        async with session.get(url) as stream:
            assert stream.content_type == "text/event-stream"
            assert await stream.content.readline() == b": open\n"
            await tomasz.post("moderators", "not for members")
            await tomasz.post("general", "for everybody")
            lines = [await stream.content.readline() for _ in range(4)]
    assert lines[2] == b"event: message\n"
    assert json.loads(lines[3].removeprefix(b"data: "))["message"]["content"] == "for everybody"


async def test_cases_are_for_the_staff_and_come_live() -> None:
    cases: list[dict[str, Any]] = [{"number": 1, "state": "open"}]

    async def feed() -> list[dict[str, Any]]:
        return cases

    sandbox = Sandbox(port=0, case_feed=feed)
    await sandbox.start()
    try:
        async with SandboxClient(sandbox.url) as client, aiohttp.ClientSession() as session:
            tomasz, rowan = await client.person("tomasz"), await client.person("rowan")
            listed = await client.request("GET", "/api/cases", params={"as": tomasz.id})
            assert listed == {"cases": cases}
            with pytest.raises(SandboxError):
                await client.request("GET", "/api/cases", params={"as": rowan.id})
            async with session.get(f"{sandbox.url}/api/events?as={tomasz.id}"):
                await tomasz.wait_for("case", lambda d: d["case"]["state"] == "open")
                cases[0] = {"number": 1, "state": "closed"}
                await tomasz.wait_for("case", lambda d: d["case"]["state"] == "closed")
            assert not await rowan.views()
    finally:
        await sandbox.stop()


async def test_a_feed_that_fails_does_not_end_the_watch() -> None:
    calls = 0

    async def feed() -> list[dict[str, Any]]:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise StoreError("The database is away.")
        return [{"number": 7}]

    sandbox = Sandbox(port=0, case_feed=feed)
    await sandbox.start()
    try:
        async with SandboxClient(sandbox.url) as client, aiohttp.ClientSession() as session:
            tomasz = await client.person("tomasz")
            with pytest.raises(SandboxError, match="The database is away"):
                await client.request("GET", "/api/cases", params={"as": tomasz.id})
            async with session.get(f"{sandbox.url}/api/events?as={tomasz.id}"):
                await tomasz.wait_for("case", lambda d: d["case"]["number"] == 7)
    finally:
        await sandbox.stop()


async def test_reset_brings_the_shipped_world_back(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    command = {"name": "report", "description": "Report"}
    await wire.call("PUT", f"/applications/{world.BOT_ID}/commands", json=[command])
    async with wire.gateway() as socket:
        await socket.identify()
        posted = await rowan.post("general", "hello", ("a.png", b"x"))
        await client.permissions("general", str(world.BOT_ROLE_ID), deny=["send_messages"])
        await client.reset()
        gone = (await socket.event("MESSAGE_DELETE_BULK"))["d"]
        assert gone["ids"] == [posted["id"]]
        assert (await socket.event("GUILD_CREATE"))["d"]["id"] == str(world.GUILD_ID)
        assert await rowan.messages("general") == []
        assert [f["event"] for f in await rowan.views()] == ["state"]
        assert (await client.state())["commands"][0]["name"] == "report"
        messages = f"/channels/{world.GENERAL_ID}/messages"
        assert (await wire.call("POST", messages, json={"content": "x"})).status == 200
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "x"


async def test_a_taken_port_is_said_with_the_mend(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    second = Sandbox(port=port)
    with pytest.raises(StartError, match=r"taken.*--port.*FLASHGUARD_SANDBOX_PORT"):
        await second.start()
    await second.stop()


async def test_nothing_secret_is_on_disk_and_nothing_stays() -> None:
    sandbox = Sandbox(port=0)
    await sandbox.start()
    folder = sandbox.ca_path.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    files = await asyncio.to_thread(lambda: list(folder.iterdir()))
    assert files and all(f.stat().st_mode & 0o777 == 0o600 for f in files)
    assert not any(b"PRIVATE" in f.read_bytes() for f in files)
    await sandbox.stop()
    assert not folder.exists()


async def test_every_host_leads_to_the_sandbox_and_only_its_authority_is_trusted(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    way = connector(sandbox.tls_port, sandbox.ca_path)
    async with aiohttp.ClientSession(connector=way) as session:
        for url in ("https://example.org/", "https://192.0.2.1/"):
            # Both reach the sandbox, whose certificate is for Discord's names alone.
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await session.get(url)
    stranger = Sandbox(port=0)
    await stranger.start()
    try:
        way = connector(sandbox.tls_port, stranger.ca_path)
        async with aiohttp.ClientSession(connector=way) as session:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await session.get("https://discord.com/api/v10/gateway")
    finally:
        await stranger.stop()


async def test_the_document_keeps_up(client: SandboxClient, sandbox: Sandbox) -> None:
    text = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")
    posting = Posting(hub := Hub(), views := Views(hub))
    control = Control(hub, views, Acts(hub, views, posting), posting, Gateway(hub))
    for resource in control.app().router.resources():
        path = resource.canonical.replace("{channel}", "C").replace("{message}", "M")
        assert path.startswith(("/cdn", "/{name")) or path in ("/", "") or path in text, path
    for word in (*QUEUED, *IMMEDIATE, *(p.name for p in world.PEOPLE)):
        assert f"`{word}`" in text, word
    for person in world.PEOPLE:
        assert str(person.id) in text
    for channel in (world.GENERAL_ID, world.AFTER_DARK_ID, world.MODERATORS_ID, world.GUILD_ID):
        assert str(channel) in text


async def test_the_bots_side_imports_no_server() -> None:
    code = "import sys, bot.sandbox.connect, bot.sandbox.client as c; " + (
        "print([m for m in sys.modules if m.startswith(('simcord', 'trustme', 'discord'))"
        " or m == 'bot.sandbox.server'])"
    )
    import sys

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    output, _ = await process.communicate()
    assert output.strip() == b"[]"


async def test_the_sample_pictures_are_offered_and_nothing_beside_them(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    samples = await client.request("GET", "/api/samples")
    assert [s["name"] for s in samples] == list(tray.SAMPLES)
    for sample in samples:
        assert (await client.download(sandbox.url + sample["url"])).startswith(b"\xff\xd8")
    for name in ("nothing.jpg", "..%2fcontrol.py"):
        with pytest.raises(SandboxError):
            await client.download(f"{sandbox.url}/samples/{name}")
