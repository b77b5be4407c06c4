"""The CDN: links that are signed and run out, and bytes that come late or not whole."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import Wire

MESSAGES = f"/channels/{world.GENERAL_ID}/messages"
DATA = bytes(range(256)) * 40


async def fetch(wire: Wire, url: str) -> tuple[int, bytes]:
    async with wire.session.get(url) as response:
        return response.status, await response.read()


async def test_links_are_signed_and_run_out(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    posted = await (await person("rowan")).post("general", "", ("a.png", DATA))
    link = posted["attachments"][0]["url"]
    assert await fetch(wire, link) == (200, DATA)
    assert await fetch(wire, posted["attachments"][0]["proxy_url"]) == (200, DATA)
    assert (await fetch(wire, link.partition("?")[0]))[0] == 404
    assert (await fetch(wire, link.replace("hm=", "hm=0")))[0] == 404
    assert (await fetch(wire, link.replace("a.png", "b.png")))[0] == 404
    await client.advance_clock(24 * 3600)
    assert (await fetch(wire, link))[0] == 404
    # The documented way to renew a link is to fetch the message again.
    fetched = (await wire.call("GET", f"{MESSAGES}/{posted['id']}")).body
    assert await fetch(wire, fetched["attachments"][0]["url"]) == (200, DATA)


async def test_links_can_be_born_expired(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    posted = await rowan.post("general", "", ("a.png", DATA))
    await client.fault("expired_links", times=2)  # an attachment has two links
    path = f"{MESSAGES}/{posted['id']}"
    stale = (await wire.call("GET", path)).body["attachments"][0]
    assert (await fetch(wire, stale["url"]))[0] == 404
    fresh = (await wire.call("GET", path)).body["attachments"][0]
    assert await fetch(wire, fresh["url"]) == (200, DATA)


async def test_what_was_deleted_is_gone_but_not_what_was_forwarded(
    wire: Wire, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    first = await rowan.post("general", "", ("a.png", DATA))
    second = await rowan.post("general", "", ("b.png", DATA))
    source = {"channel_id": first["channel_id"], "message_id": first["id"]}
    forward = await ines.post("general", forward=source)
    again = await ines.post(
        "general", forward={"channel_id": forward["channel_id"], "message_id": forward["id"]}
    )
    for message in (first, second):
        await rowan.delete(message)
    assert (await fetch(wire, second["attachments"][0]["url"]))[0] == 404
    for shown in (forward, again):
        assert shown["attachments"] == [] and shown["message_reference"]["type"] == 1
        (snapshot,) = shown["message_snapshots"]
        assert await fetch(wire, snapshot["message"]["attachments"][0]["url"]) == (200, DATA)


async def test_bytes_can_come_slowly_or_not_whole(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    posted = await (await person("rowan")).post("general", "", ("a.png", DATA))
    link = posted["attachments"][0]["url"]
    await client.fault("cdn_truncated", bytes=100)
    with pytest.raises(aiohttp.ClientPayloadError):
        await fetch(wire, link)
    await client.fault("cdn_status", status=503)
    assert (await fetch(wire, link))[0] == 503
    await client.fault("cdn_slow", seconds=0.05)
    assert await fetch(wire, link) == (200, DATA)


async def test_people_see_the_same_bytes_on_loopback(
    client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    posted = await rowan.post("general", "", ("a.png", DATA))
    local = posted["attachments"][0]["local_url"]
    assert local.startswith(client.url) and await client.download(local) == DATA
    await rowan.delete(posted)
    with pytest.raises(SandboxError):
        await client.download(local)


async def test_claims_may_lie(person: FindPerson) -> None:
    claims: dict[str, Any] = {
        "0": {"content_type": None, "size": 5},
        "1": {"content_type": "text/plain"},
    }
    files = ("a.png", DATA), ("b.png", DATA)
    posted = await (await person("rowan")).post("general", "", *files, claims=claims)
    first, second = posted["attachments"]
    assert "content_type" not in first and first["size"] == 5
    assert second["content_type"] == "text/plain"


async def test_an_edit_may_change_only_the_attachments(person: FindPerson) -> None:
    rowan = await person("rowan")
    posted = await rowan.post("general", "same", ("a.png", DATA), ("b.png", DATA))
    kept = posted["attachments"][1]["id"]
    edited = await rowan.edit(posted, None, ("c.png", DATA), keep=[kept])
    assert edited["content"] == "same"
    assert [a["filename"] for a in edited["attachments"]] == ["b.png", "c.png"]
