"""A gate over real sockets: closed and opened again bit by bit, and shut when somebody opens it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.discord_adapter.gate import words
from bot.gates import GATED
from bot.sandbox.client import FindPerson, Json, SandboxClient, SandboxError
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ROLE_ID, GENERAL_ID, GUILD_ID, MODERATOR_ROLE_ID
from tests.wire.gating import MAY, gate, permit, same, shut
from tests.wire.running import Runs, explicit, harmless, runs


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Runs]:
    folder = tmp_path_factory.mktemp("gate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASHGUARD_WORKERS", "1")
        async with runs(sandbox, client, folder) as running:
            await running.start()
            yield running


async def told(person: FindPerson, text: str) -> Json:
    moderator = await person("tomasz")
    found: Json = await moderator.wait_for("message", lambda d: text in d["message"]["content"])
    return found


async def test_a_gate_closes_and_opens_bit_by_bit(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, ines, kofi = await person("tomasz"), await person("ines"), await person("kofi")
    await permit(client)
    role = await client.request(
        "POST", "/api/roles", json={"name": "Artists", "members": [ines.id]}
    )
    await client.permissions("general", role["id"], allow=[*MAY, "send_polls"], deny=["connect"])
    await client.permissions("general", kofi.id, allow=["attach_files"], deny=["embed_links"])
    before = await client.overwrites("general")

    assert "is closed" in await gate(tomasz, "on")
    closed = await client.overwrites("general")
    assert shut(closed)
    by_id = {o["id"]: o for o in closed}
    assert not int(by_id[role["id"]]["allow"]) & GATED
    assert not int(by_id[kofi.id]["allow"]) & GATED
    for member in (ines, kofi, await person("rowan"), await person("yuki")):
        with pytest.raises(SandboxError) as refused:
            await member.post("general", "", harmless(1))
        assert refused.value.code == 50013
        await member.post("general", "words need no gate")
    await tomasz.post("general", "moderators do", harmless(2))
    assert "closed already" in await gate(tomasz, "on")
    listed = await tomasz.answer(await tomasz.command("moderators", "flashguard gates"))
    assert f"<#{GENERAL_ID}>: closed, since" in listed["content"]
    (hook,) = await client.webhooks("general")
    assert hook["name"] == "Flashguard"

    assert "is open" in await gate(tomasz, "off")
    assert same(await client.overwrites("general")) == same(before)
    assert await client.webhooks("general") == []
    assert "has no gate" in await gate(tomasz, "off")
    await ines.post("general", "", harmless(3))


async def test_what_admins_change_meanwhile_stays_and_holes_are_shut(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, yuki = await person("tomasz"), await person("yuki")
    await permit(client)
    gone = await client.request("POST", "/api/roles", json={"name": "Gone"})
    await client.permissions("general", gone["id"], allow=["attach_files"])
    before = {o["id"]: o for o in await client.overwrites("general")}
    await gate(tomasz, "on")

    # A role that comes later with Attach Files is no hole; an overwrite for it is one.
    late = await client.request(
        "POST",
        "/api/roles",
        json={"name": "Late", "permissions": ["attach_files"], "members": [yuki.id]},
    )
    with pytest.raises(SandboxError):
        await yuki.post("general", "", harmless(1))
    await client.permissions("general", late["id"], allow=["attach_files", "send_polls"])

    async def shut_again() -> bool:
        found = {o["id"]: o for o in await client.overwrites("general")}
        return not int(found[late["id"]]["allow"]) & GATED

    await bot.until(shut_again)
    await told(person, "I closed it again")
    with pytest.raises(SandboxError):
        await yuki.post("general", "", harmless(1))

    # A moderators' role comes, and one goes; a role that the gate remembers is deleted.
    helpers = await client.request(
        "POST", "/api/roles", json={"name": "Helpers", "permissions": ["manage_messages"]}
    )

    async def let_in() -> bool:
        found = {o["id"]: o for o in await client.overwrites("general")}
        return bool(int(found.get(helpers["id"], {"allow": 0})["allow"]) & GATED)

    await bot.until(let_in)
    await client.permissions(None, helpers["id"], deny=["manage_messages"])

    async def shut_out() -> bool:
        return not await let_in()

    await bot.until(shut_out)
    await client.request("DELETE", f"/api/roles/{gone['id']}")

    # Bits that are not the gate's are changed on everybody's overwrite.
    overwrites = {o["id"]: o for o in await client.overwrites("general")}
    everyone = overwrites[str(GUILD_ID)]
    assert int(everyone["deny"]) == GATED
    await client.permissions("general", str(GUILD_ID), allow=["send_polls"], deny=[*MAY, "connect"])

    await gate(tomasz, "off")
    after = {o["id"]: o for o in await client.overwrites("general")}
    assert gone["id"] not in after
    assert int(after[str(GUILD_ID)]["deny"]) & GATED == 0
    assert int(after[str(GUILD_ID)]["allow"]) and int(after[str(GUILD_ID)]["deny"])
    # The late role's overwrite is as its admin set it.
    assert int(after[late["id"]]["allow"]) & GATED
    assert helpers["id"] not in after or not int(after[helpers["id"]]["allow"])
    assert after[str(BOT_ROLE_ID)] == before[str(BOT_ROLE_ID)]
    assert str(MODERATOR_ROLE_ID) not in after


async def test_each_missing_right_is_one_sentence_and_changes_nothing(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, margot = await person("tomasz"), await person("margot")
    before = await client.overwrites("general")

    async def refused(text: str, channel: str = "general") -> None:
        answer = await gate(tomasz, "on", channel)
        assert text in answer and answer.count("\n") == 0, answer
        assert "<#" in answer or "my role" in answer

    await refused("I need **Manage Permissions** and **Manage Webhooks** in <#")
    # With Manage Roles from the server the bot takes away only what it has itself.
    await client.permissions(None, str(BOT_ROLE_ID), allow=["manage_roles", "manage_webhooks"])
    await client.permissions(None, str(GUILD_ID), deny=["external_stickers", "use_external_apps"])
    await refused("I lack **Use External Stickers** and **Use External Apps**")
    assert same(await client.overwrites("general")) == same(before)
    await client.permissions(None, str(GUILD_ID), allow=["external_stickers", "use_external_apps"])

    for number in range(15):
        path = f"/api/channels/{GENERAL_ID}/webhooks"
        await client.request("POST", path, json={"name": f"hook {number}"})
    await refused("as many webhooks as Discord allows")
    assert same(await client.overwrites("general")) == same(before)

    (nsfw,) = await margot.make_channels("studio", nsfw=True)
    await refused("age-restricted", nsfw["id"])
    (media,) = await margot.make_channels("prints", kind="media")
    await refused("must begin with a picture", media["id"])
    (other,) = await margot.make_channels("open")
    await client.permissions(other["id"], str(GUILD_ID), allow=["manage_messages"])
    await refused("Everybody may manage messages", other["id"])
    (theirs,) = await margot.make_channels("theirs")
    await client.permissions(theirs["id"], str(MODERATOR_ROLE_ID), deny=["manage_messages"])
    await refused("You need **Manage Messages**", theirs["id"])
    # Nothing is left behind of any of it, and with Manage Roles alone a gate works.
    listed = await tomasz.answer(await tomasz.command("moderators", "flashguard gates"))
    assert "No channel of this server has a gate" in listed["content"]
    (plain,) = await margot.make_channels("plain")
    assert "is closed" in await gate(tomasz, "on", plain["id"])


async def test_a_refusal_in_the_middle_is_undone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz = await person("tomasz")
    await permit(client)
    before = await client.overwrites("general")
    path = f"/channels/{GENERAL_ID}/permissions/{GUILD_ID}"
    await client.fault("http_status", method="PUT", path=path, status=403, code=50013)
    assert "error 50013" in await gate(tomasz, "on")
    assert same(await client.overwrites("general")) == same(before)
    assert await client.webhooks("general") == []
    assert "is closed" in await gate(tomasz, "on")

    # Opening is refused: it stays begun, moderators are told, and a new permission sets it going.
    await client.fault("http_status", method="PUT", path="/channels/*/permissions/*", status=403)
    await client.fault("http_status", method="DELETE", path="/channels/*/permissions/*", status=403)
    assert "error" in await gate(tomasz, "off")
    await client.mend()
    await permit(client)
    await told(person, "It is open now")
    assert same(await client.overwrites("general")) == same(before)


async def test_something_that_keeps_undoing_a_gate_is_told(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, ines = await person("tomasz"), await person("ines")
    await permit(client)
    await gate(tomasz, "on")
    for number in range(1, 7):
        await client.permissions("general", ines.id, allow=["attach_files"])

        async def answered(number: int = number) -> bool:
            posts = [f["data"]["message"] for f in await tomasz.views() if f["event"] == "message"]
            texts = [m["content"] for m in posts]
            again = texts.count(words.closed_again(GENERAL_ID))
            return again == number if number < 6 else words.gave_up(GENERAL_ID) in texts

        await bot.until(answered)
    assert "is open" in await gate(tomasz, "off")


async def test_a_deleted_channel_takes_its_gate_along(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, margot = await person("tomasz"), await person("margot")
    (made,) = await margot.make_channels("short-lived")
    await permit(client, made["id"])
    await gate(tomasz, "on", made["id"])
    await margot.delete_channel(made)

    async def forgotten() -> bool:
        listed = await tomasz.answer(await tomasz.command("moderators", "flashguard gates"))
        return "No channel" in listed["content"]

    await bot.until(forgotten)
    # And one that was deleted while the bot was away.
    (made,) = await margot.make_channels("short-lived-too")
    await permit(client, made["id"])
    await gate(tomasz, "on", made["id"])
    await bot.stop()
    await margot.delete_channel(made)
    await bot.start()
    await bot.until(forgotten)


async def test_what_a_moderator_posts_behind_a_gate_is_screened_as_everywhere(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    tomasz, ines = await person("tomasz"), await person("ines")
    await permit(client)
    await gate(tomasz, "on")
    sent = await tomasz.post("general", "", explicit(1))
    await bot.removed(sent["id"])
    # The bot itself may show its copy there.
    notice = await ines.wait_for("message", lambda d: "Case 1" in d["message"]["content"])
    assert len(notice["message"]["attachments"]) == 1
