"""Overwrites and webhooks over REST, as strict as Discord's."""

from __future__ import annotations

from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.world import BOT_ROLE_ID, GENERAL_ID, GUILD_ID, MODERATOR_ROLE_ID
from tests.wire.discord_wire import Json, Wire
from tests.wire.running import harmless

PERMISSIONS = f"/channels/{GENERAL_ID}/permissions"
HOOKS = f"/channels/{GENERAL_ID}/webhooks"
ATTACH, CONNECT, MOVE = 1 << 15, 1 << 20, 1 << 24


def overwrite(allow: int = 0, deny: int = 0, kind: int = 0) -> Json:
    return {"type": kind, "allow": str(allow), "deny": str(deny)}


async def test_an_overwrite_needs_manage_roles_and_only_ones_own_bits(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    everyone = f"{PERMISSIONS}/{GUILD_ID}"
    refused = await wire.call("PUT", everyone, json=overwrite(deny=ATTACH))
    assert (refused.status, refused.code) == (403, 50013)
    await client.permissions(None, str(BOT_ROLE_ID), allow=["manage_roles"])
    assert (await wire.call("PUT", everyone, json=overwrite(deny=ATTACH))).status == 204
    refused = await wire.call("PUT", everyone, json=overwrite(deny=ATTACH | MOVE))
    assert (refused.status, refused.code) == (403, 50013)

    # What somebody else allowed stays as it is, and does not count.
    await client.permissions("general", str(MODERATOR_ROLE_ID), allow=["move_members"])
    moderators = f"{PERMISSIONS}/{MODERATOR_ROLE_ID}"
    kept = await wire.call("PUT", moderators, json=overwrite(allow=MOVE | ATTACH))
    assert kept.status == 204
    # Manage Roles in the channel itself lifts the bound.
    await client.permissions("general", str(BOT_ROLE_ID), allow=["manage_roles"])
    assert (await wire.call("PUT", everyone, json=overwrite(deny=ATTACH | MOVE))).status == 204

    ines = await person("ines")
    member = f"{PERMISSIONS}/{ines.id}"
    assert (await wire.call("PUT", member, json=overwrite(allow=CONNECT, kind=1))).status == 204
    found = {o["id"]: o for o in await client.overwrites("general")}
    assert found[ines.id] == {"id": ines.id, "type": 1, "allow": str(CONNECT), "deny": "0"}
    assert (await wire.call("DELETE", member)).status == 204
    for method, path, body in (
        ("DELETE", member, None),
        ("PUT", f"{PERMISSIONS}/{GUILD_ID + 5}", overwrite()),
    ):
        gone = await wire.call(method, path, json=body)
        assert (gone.status, gone.code) == (404, 10009)


async def test_a_channel_has_fifteen_webhooks_with_names_that_discord_takes(
    wire: Wire, client: SandboxClient
) -> None:
    refused = await wire.call("POST", HOOKS, json={"name": "hook"})
    assert (refused.status, refused.code) == (403, 50013)
    await client.permissions("general", str(BOT_ROLE_ID), allow=["manage_webhooks"])
    for name in ("My Discord", "cLyDe", "", "x" * 81):
        refused = await wire.call("POST", HOOKS, json={"name": name})
        assert (refused.status, refused.code) == (400, 50035), name
    for number in range(15):
        assert (await wire.call("POST", HOOKS, json={"name": f"h{number}"})).status == 200
    full = await wire.call("POST", HOOKS, json={"name": "one more"})
    assert (full.status, full.code) == (400, 30007)
    listed = (await wire.call("GET", HOOKS)).body
    assert len(listed) == 15 and all(h["token"] and h["application_id"] for h in listed)


async def test_a_webhook_posts_under_another_name_and_picture_and_into_threads(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    ines, margot = await person("ines"), await person("margot")
    await client.permissions("general", str(BOT_ROLE_ID), allow=["manage_webhooks"])
    hook = (await wire.call("POST", HOOKS, json={"name": "hook"})).body
    path = f"/webhooks/{hook['id']}/{hook['token']}"
    picture = harmless(1)[1]
    await ines.picture("avatar", picture)
    shown = await ines.post("general", "me")
    url = f"https://cdn.discordapp.com/avatars/{ines.id}/{shown['author']['avatar']}.png"

    silent = await wire.patiently("POST", path, json={"content": "no answer"})
    assert (silent.status, silent.body) == (204, None)
    body = {"content": "hi", "username": "Ines", "avatar_url": url}
    posted = (await wire.patiently("POST", f"{path}?wait=true", json=body)).body
    assert posted["author"]["username"] == "Ines" and posted["author"]["id"] == hook["id"]
    served = f"/avatars/{hook['id']}/{posted['author']['avatar']}.png"
    async with wire.session.get(f"https://cdn.discordapp.com{served}") as file:
        assert await file.read() == picture
    for name in ("discord", ""):
        refused = await wire.patiently("POST", path, json={"content": "x", "username": name})
        assert (refused.status, refused.code) == (400, 50035)

    thread = await ines.start_thread("general", "thread")
    heard = await wire.patiently("POST", f"{path}?wait=true&thread_id={thread['id']}", json=body)
    assert heard.body["channel_id"] == thread["id"]
    (other,) = await margot.make_channels("other")
    elsewhere = await ines.start_thread(other["id"], "elsewhere")
    refused = await wire.patiently("POST", f"{path}?thread_id={elsewhere['id']}", json=body)
    assert (refused.status, refused.code) == (404, 10003)

    # It asks nobody for Embed Links: previews come unless they are suppressed.
    await client.site("https://pics.example/a.png", picture)
    link = {"content": "https://pics.example/a.png"}
    posted = (await wire.patiently("POST", f"{path}?wait=true", json=link)).body
    assert len(posted["embeds"]) == 1
    posted = (await wire.patiently("POST", f"{path}?wait=true", json=link | {"flags": 4})).body
    assert posted["embeds"] == []


async def test_a_forum_takes_a_webhooks_post_in_a_thread_only(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    ines, margot = await person("ines"), await person("margot")
    (forum,) = await margot.make_channels("forum", kind="forum")
    await client.permissions(None, str(BOT_ROLE_ID), allow=["manage_webhooks"])
    made = await wire.call("POST", f"/channels/{forum['id']}/webhooks", json={"name": "hook"})
    path = f"/webhooks/{made.body['id']}/{made.body['token']}"
    refused = await wire.call("POST", path, json={"content": "x"})
    assert (refused.status, refused.code) == (400, 220001)
    post = await ines.start_thread(forum["id"], "post", "first")
    answer = await wire.call("POST", f"{path}?thread_id={post['id']}", json={"content": "second"})
    assert answer.status == 204
    assert [m["content"] for m in await ines.messages(post["id"])] == ["first", "second"]
    # Another application's webhook shows the bot no token.
    assert made.body["application_id"]
    await client.automated("general", "hello", by="webhook", name="Other")
    (theirs,) = (await wire.call("GET", HOOKS)).body
    assert theirs["name"] == "Other" and theirs["application_id"] is None
