"""REST as strict as Discord's where bots get it wrong."""

from __future__ import annotations

import datetime
import json

import aiohttp
import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError
from tests.wire.discord_wire import Wire

GENERAL = f"/channels/{world.GENERAL_ID}"
MESSAGES = f"{GENERAL}/messages"
BOT_ROLE = str(world.BOT_ROLE_ID)
BUTTON = {
    "type": 1,
    "components": [{"type": 2, "style": 1, "label": "Help", "custom_id": "help"}],
}


@pytest.mark.parametrize("token", ["Bot wrong", "sandbox.token.not-a-secret", ""])
async def test_wrong_tokens_are_refused(wire: Wire, token: str) -> None:
    answer = await wire.call("GET", "/users/@me", headers={"Authorization": token})
    assert (answer.status, answer.body["message"]) == (401, "401: Unauthorized")


async def test_forms_are_read_strictly(wire: Wire) -> None:
    text = {"Content-Type": "application/json; charset=utf-8"}
    typed = await wire.call("POST", MESSAGES, data=b"{}", headers=text)
    assert typed.body["errors"]["_errors"][0]["code"] == "CONTENT_TYPE_INVALID"
    kind = {"Content-Type": "application/json"}
    assert (await wire.call("POST", MESSAGES, data=b"{", headers=kind)).code == 50109
    assert (await wire.call("GET", "/api/v5/users/@me")).code == 50041
    assert (await wire.call("POST", MESSAGES, json={})).code == 50006
    long = await wire.call("POST", MESSAGES, json={"content": "x" * 2001})
    assert long.body["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    label = {"type": 1, "components": [BUTTON["components"][0] | {"label": "x" * 81}]}  # type: ignore[index]
    tree = (await wire.call("POST", MESSAGES, json={"content": "x", "components": [label]})).body
    assert tree["code"] == 50035 and tree["errors"]["components"]["0"]
    assert (await wire.call("POST", f"{GENERAL}/typing/odd")).status == 501


async def test_what_is_not_there_is_unknown(wire: Wire) -> None:
    assert (await wire.call("DELETE", f"{MESSAGES}/1")).code == 10008
    assert (await wire.call("GET", "/channels/1")).code == 10003
    sent = await wire.call("POST", MESSAGES, json={"content": "once"})
    assert (await wire.call("DELETE", f"{MESSAGES}/{sent.body['id']}")).status == 204
    assert (await wire.call("DELETE", f"{MESSAGES}/{sent.body['id']}")).code == 10008


async def test_permissions_are_checked_one_by_one(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    posted = await rowan.post("general", "hello")

    async def refused(*denied: str, **body: object) -> int:
        await client.permissions("general", BOT_ROLE, deny=denied)
        return (await wire.call("POST", MESSAGES, json={"content": "x", **body})).code

    assert await refused("send_messages") == 50013
    assert await refused("embed_links", embeds=[{"title": "x"}]) == 50013
    assert await refused("view_channel") == 50001
    reply = {"message_reference": {"message_id": posted["id"]}}
    assert await refused("read_message_history", **reply) == 160002
    assert (await wire.call("GET", MESSAGES)).body == []
    await client.permissions("general", BOT_ROLE, deny=["attach_files"])
    assert (await wire.post_files(MESSAGES, {}, ("a.png", b"x"))).code == 50013
    await client.permissions("general", BOT_ROLE, deny=["manage_messages"])
    assert (await wire.call("DELETE", f"{MESSAGES}/{posted['id']}")).code == 50013
    assert (await wire.call("PATCH", f"{MESSAGES}/{posted['id']}", json={"flags": 4})).code == 50013
    assert (
        await wire.call("PATCH", f"{MESSAGES}/{posted['id']}", json={"content": ""})
    ).code == 50005
    assert (await rowan.messages("general"))[0]["content"] == "hello"


async def test_uploads_are_limited_by_size_and_number(wire: Wire, person: FindPerson) -> None:
    limit = 10 * 1024 * 1024
    held = await wire.post_files(MESSAGES, {"attachments": []}, ("a.bin", bytes(limit)))
    assert held.body["attachments"][0]["size"] == limit
    for size in (limit + 1, 3 * limit):
        over = await wire.post_files(MESSAGES, {}, ("a.bin", bytes(size)))
        assert (over.status, over.code) == (413, 40005)
    many = [(f"{n}.txt", b"x") for n in range(11)]
    assert (await wire.post_files(MESSAGES, {}, *many)).code == 50035
    with pytest.raises(SandboxError) as refused:
        await (await person("rowan")).post("general", "", ("a.bin", bytes(limit + 1)))
    assert refused.value.code == 40005


async def test_files_are_matched_to_their_attachments(wire: Wire) -> None:
    names = [{"id": 1, "filename": "SPOILER_b.png", "description": "B"}, {"id": 0}]
    sent = await wire.post_files(MESSAGES, {"attachments": names}, ("a.txt", b"a"), ("b", b"bb"))
    first, second = sent.body["attachments"]
    assert (first["filename"], first["size"], first.get("flags")) == ("a.txt", 1, None)
    assert (second["filename"], second["size"], second["flags"]) == ("SPOILER_b.png", 2, 8)
    assert second["description"] == "B"


async def test_an_edit_may_number_its_files_as_it_likes(wire: Wire) -> None:
    sent = (await wire.post_files(MESSAGES, {}, ("a.txt", b"a"))).body
    kept, new = {"id": sent["attachments"][0]["id"]}, {"id": "3", "filename": "c.txt"}
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps({"attachments": [kept, new]}))
    form.add_field("files[3]", b"ccc", filename="whatever")
    edited = await wire.call("PATCH", f"{MESSAGES}/{sent['id']}", data=form)
    assert [(a["filename"], a["size"]) for a in edited.body["attachments"]] == [
        ("a.txt", 1),
        ("c.txt", 3),
    ]


async def test_embedded_files_are_not_listed_as_attachments(wire: Wire) -> None:
    embed = {"title": "x", "image": {"url": "attachment://a.png"}}
    sent = await wire.post_files(MESSAGES, {"embeds": [embed]}, ("a.png", b"x"))
    assert sent.body["attachments"] == []
    image = sent.body["embeds"][0]["image"]
    assert image["url"].startswith("https://cdn.discordapp.com/attachments/")
    assert image["proxy_url"].startswith("https://media.discordapp.net/attachments/")


async def test_history_pages_both_ways(wire: Wire, person: FindPerson) -> None:
    rowan = await person("rowan")
    ids = [(await rowan.post("general", str(n)))["id"] for n in range(6)]

    async def page(**params: str) -> list[int]:
        query = {"limit": "2", **params}
        found = (await wire.patiently("GET", MESSAGES, params=query)).body
        return [ids.index(message["id"]) for message in found]

    assert await page() == [5, 4]
    assert await page(before=ids[4]) == [3, 2]
    assert await page(after=ids[1]) == [3, 2]
    assert await page(after="0") == [1, 0]
    assert (await page(around=ids[3]), await page(around=ids[3], limit="3")) == ([3, 2], [4, 3, 2])
    assert (await wire.patiently("GET", MESSAGES, params={"limit": "101"})).code == 50035


async def test_a_nonce_is_repeated_and_honoured_once(wire: Wire, person: FindPerson) -> None:
    body = {"content": "x", "nonce": "7", "enforce_nonce": True}
    first, second = [await wire.call("POST", MESSAGES, json=body) for _ in range(2)]
    assert first.body["id"] == second.body["id"] and first.body["nonce"] == "7"
    assert len(await (await person("rowan")).messages("general")) == 1
    fetched = await wire.call("GET", f"{MESSAGES}/{first.body['id']}")
    assert "nonce" not in fetched.body and "guild_id" not in fetched.body


async def test_others_embeds_can_be_suppressed(wire: Wire, person: FindPerson) -> None:
    posted = await (await person("rowan")).post("general", "https://example.org")
    done = await wire.call("PATCH", f"{MESSAGES}/{posted['id']}", json={"flags": 4})
    assert done.status == 200 and done.body["flags"] == 4 and done.body["embeds"] == []


async def test_content_needs_the_intent_over_rest_too(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    posted = await (await person("rowan")).post("general", "secret", ("a.png", b"x"))
    await client.portal(message_content=False)
    fetched = (await wire.call("GET", f"{MESSAGES}/{posted['id']}")).body
    assert (fetched["content"], fetched["attachments"]) == ("", [])


async def test_reasons_are_decoded(wire: Wire, client: SandboxClient, person: FindPerson) -> None:
    posted = await (await person("rowan")).post("general", "x")
    reason = {"X-Audit-Log-Reason": "Caf%C3%A9%20case%201"}
    await wire.call("DELETE", f"{MESSAGES}/{posted['id']}", headers=reason)
    assert (await client.log())[-1]["reason"] == "Café case 1"


async def test_bulk_deletion_fails_whole_on_an_old_message(wire: Wire, person: FindPerson) -> None:
    rowan = await person("rowan")
    ids = [(await rowan.post("general", str(n)))["id"] for n in range(2)]
    old = {"messages": [*ids, str(world.GENERAL_ID)]}
    assert (await wire.call("POST", f"{MESSAGES}/bulk-delete", json=old)).code == 50034
    assert len(await rowan.messages("general")) == 2


async def test_timeouts_end_and_spare_administrators(wire: Wire, person: FindPerson) -> None:
    def member(name: str) -> str:
        return (
            f"/guilds/{world.GUILD_ID}/members/{next(p.id for p in world.PEOPLE if p.name == name)}"
        )

    def until(days: int) -> dict[str, str]:
        then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        return {"communication_disabled_until": then.isoformat()}

    assert (await wire.call("PATCH", member("rowan"), json=until(29))).code == 50035
    assert (await wire.call("PATCH", member("margot"), json=until(1))).code == 50013
    assert (await wire.call("PATCH", member("rowan"), json=until(27))).status == 200
    with pytest.raises(SandboxError) as refused:
        await (await person("rowan")).post("general", "I am back")
    assert refused.value.code == 50013


async def test_buckets_empty_and_say_so(wire: Wire) -> None:
    answers = [await wire.call("POST", MESSAGES, json={"content": str(n)}) for n in range(6)]
    assert [a.status for a in answers] == [200] * 5 + [429]
    assert [a.headers["X-RateLimit-Remaining"] for a in answers] == ["4", "3", "2", "1", "0", "0"]
    last = answers[-1]
    assert last.headers["Via"] and last.headers["X-RateLimit-Scope"] == "user"
    assert 0 < last.body["retry_after"] <= 5 and last.body["global"] is False
    other = f"/channels/{world.AFTER_DARK_ID}/messages"
    assert (await wire.call("POST", other, json={"content": "x"})).status == 200


async def test_fifty_requests_a_second_in_all(wire: Wire) -> None:
    answers = [await wire.call("GET", "/users/@me") for _ in range(120)]
    refused = [a for a in answers if a.status == 429]
    assert refused and all(a.body["global"] for a in refused)
    assert {a.status for a in answers[:50]} == {200}


async def test_ordered_faults_meet_requests(wire: Wire, client: SandboxClient) -> None:
    await client.fault("http_status", method="POST", path="/channels/*/messages", status=502)
    await client.fault("rate_limited", path="/users/*", retry_after=0.25)
    assert (await wire.call("POST", MESSAGES, json={"content": "x"})).status == 502
    limited = await wire.call("GET", "/users/@me")
    assert (limited.status, limited.body["retry_after"]) == (429, 0.251)
    assert (await wire.call("POST", MESSAGES, json={"content": "x"})).status == 200
    with pytest.raises(SandboxError, match="no fault called"):
        await client.fault("earthquake")
    with pytest.raises(SandboxError, match="no field called"):
        await client.fault("cdn_slow", minutes=1)


async def test_other_hosts_are_noted_not_served(wire: Wire, client: SandboxClient) -> None:
    async with wire.session.get("https://evil.discord.com/collect") as response:
        assert response.status == 404
    assert (await client.log())[-1]["host"] == "evil.discord.com"
