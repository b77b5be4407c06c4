"""Conversations, the app on one's own account, and what of both the bot is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, SandboxError
from tests.wire.discord_wire import Socket, Wire
from tests.wire.openapi import Description

BOT = str(world.BOT_ID)
GENERAL = str(world.GENERAL_ID)
BOTH: Json = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
COMMANDS: list[Json] = [
    {"name": "Look at this", "type": 3, **BOTH},
    {"name": "Mine alone", "type": 3, "integration_types": [1], "contexts": [0, 1, 2]},
    {"name": "here", "description": "Servers", "type": 1, "integration_types": [0]},
    {"name": "apart", "description": "x", "type": 1, "integration_types": [0, 1], "contexts": [2]},
]


async def registered(wire: Wire) -> None:
    await wire.call("PUT", f"/applications/{BOT}/commands", json=COMMANDS)


async def callback(wire: Wire, interaction: Json, kind: int, **data: Any) -> int:
    path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
    answer = await wire.call("POST", path, json={"type": kind, "data": data})
    return answer.status if answer.body is None else answer.code


async def looked_at(
    wire: Wire, socket: Socket, who: Person, message: Json, name: str = "Look at this"
) -> Json:
    await who.command(message["channel_id"], name, type=3, target_id=message["id"])
    interaction: Json = (await socket.event("INTERACTION_CREATE"))["d"]
    return interaction


async def names(person: Person, channel: str) -> set[str]:
    return {command["name"] for command in await person.commands(channel)}


async def test_people_talk_in_private_and_the_bot_is_told_nothing(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines, kofi = await person("rowan"), await person("ines"), await person("kofi")
    async with wire.gateway() as socket:
        await socket.identify()
        channel = await rowan.conversation(ines)
        assert await ines.conversation(rowan) == channel
        said = await rowan.post(channel, "only you", ("a.png", b"x"))
        await ines.wait_for("message", lambda d: d["message"]["id"] == said["id"])
        await ines.edit(await ines.post(channel, "a"), "b")
        await ines.post("general", "last")
        told = await socket.event("MESSAGE_CREATE")
    assert told["d"]["content"] == "last"
    assert not [f for f in await kofi.views() if f["event"] == "message" and "last" not in str(f)]
    for path in (f"/channels/{channel}", f"/channels/{channel}/messages"):
        assert (await wire.call("GET", path)).code == 50001
    with pytest.raises(SandboxError, match="Missing Access"):
        await kofi.messages(channel)
    sent = await wire.call("POST", f"/channels/{channel}/messages", json={"content": "x"})
    assert sent.code == 50001
    shown = (await client.state(ines.id))["conversations"]
    assert [(c["id"], c["kind"], c["name"]) for c in shown] == [(channel, "dm", "Rowan")]
    assert (await client.state(kofi.id))["conversations"] == []


async def test_the_bot_hears_its_own_conversation_with_content_without_the_intent(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    await client.portal(message_content=False)
    ines = await person("ines")
    async with wire.gateway() as socket:
        await socket.identify(intents=1 << 0 | 1 << 9 | 1 << 12)
        channel = await ines.talk_to_bot()
        await ines.post("general", "blank to it")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == ""
        said = await ines.post(channel, "hello", ("a.png", b"x"))
        heard = (await socket.event("MESSAGE_CREATE"))["d"]
    assert heard["id"] == said["id"] and heard["content"] == "hello" and heard["attachments"]
    assert "guild_id" not in heard and "member" not in heard


async def test_without_the_intent_for_it_the_bot_hears_no_direct_message(
    wire: Wire, person: FindPerson
) -> None:
    ines = await person("ines")
    async with wire.gateway() as socket:
        await socket.identify(intents=1 << 0 | 1 << 9)
        await ines.post(await ines.talk_to_bot(), "hello")
        await ines.post("general", "there")
        assert "guild_id" in (await socket.event("MESSAGE_CREATE"))["d"]


async def test_direct_messages_come_on_the_first_shard_alone(
    wire: Wire, person: FindPerson
) -> None:
    ines = await person("ines")
    channel = await ines.talk_to_bot()
    async with wire.gateway() as first, wire.gateway() as second:
        await first.identify(shard=[0, 2])
        await second.identify(shard=[1, 2])
        await ines.post(channel, "hello")
        assert (await first.event("MESSAGE_CREATE"))["d"]["content"] == "hello"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await second.event("MESSAGE_CREATE")


async def test_the_bot_writes_to_whoever_lets_it(wire: Wire, person: FindPerson) -> None:
    ines = await person("ines")
    opened = await wire.call("POST", "/users/@me/channels", json={"recipient_id": ines.id})
    assert opened.body["type"] == 1 and opened.body["recipients"][0]["id"] == ines.id
    faults = Description().faults_of_answer("POST", "/users/@me/channels", 200, opened.body)
    assert not faults
    path = f"/channels/{opened.body['id']}/messages"
    sent = await wire.call("POST", path, json={"content": "hello"})
    assert not Description().faults_of_answer("POST", path, 200, sent.body)
    await ines.wait_for("message", lambda d: d["message"]["content"] == "hello")
    assert await ines.talk_to_bot() == opened.body["id"]
    for setting in ({"closed": True}, {"closed": False, "block": BOT}):
        await ines.contacts(**setting)
        assert (await wire.call("POST", path, json={"content": "x"})).code == 50007
    with pytest.raises(SandboxError) as refused:
        await ines.post(opened.body["id"], "to one whom I block")
    assert refused.value.code == 50007
    await ines.contacts(unblock=BOT)
    assert (await wire.call("POST", path, json={"content": "again"})).status == 200


async def test_without_a_common_server_it_takes_an_install(wire: Wire, person: FindPerson) -> None:
    kofi = await person("kofi")
    await kofi.leave(str(world.GUILD_ID))
    opened = await wire.call("POST", "/users/@me/channels", json={"recipient_id": kofi.id})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await wire.call("POST", path, json={"content": "x"})).code == 50007
    with pytest.raises(SandboxError):
        await kofi.talk_to_bot()
    await kofi.install()
    assert (await wire.call("POST", path, json={"content": "x"})).status == 200
    assert await kofi.talk_to_bot() == opened.body["id"]


async def test_people_may_close_their_messages_and_block(person: FindPerson) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    channel = await rowan.conversation(ines)
    for setting in ({"closed": True}, {"closed": False, "block": rowan.id}):
        await ines.contacts(**setting)
        with pytest.raises(SandboxError) as refused:
            await rowan.post(channel, "hello?")
        assert refused.value.code == 50007
    await ines.contacts(unblock=rowan.id)
    assert await rowan.post(channel, "hello")


async def test_a_group_is_seen_by_those_in_it(client: SandboxClient, person: FindPerson) -> None:
    rowan, ines, kofi, yuki = [await person(n) for n in ("rowan", "ines", "kofi", "yuki")]
    channel = await rowan.conversation(ines, kofi, name="Prints")
    await rowan.post(channel, "hello both")
    await kofi.wait_for("message", lambda d: d["message"]["channel_id"] == channel)
    with pytest.raises(SandboxError):
        await yuki.post(channel, "let me in")
    (shown,) = (await client.state(kofi.id))["conversations"]
    assert (shown["kind"], shown["name"], len(shown["people"])) == ("group", "Prints", 2)
    for wrong, said in (([], "Say with whom"), ([BOT, ines.id], "Say who acts")):
        with pytest.raises(SandboxError, match=said):
            await rowan.conversation(*wrong)


async def test_commands_follow_installs_and_contexts(wire: Wire, person: FindPerson) -> None:
    await registered(wire)
    rowan, ines = await person("rowan"), await person("ines")
    private, own = await ines.conversation(rowan), await ines.talk_to_bot()
    assert await names(ines, "general") == {"Look at this", "here"}
    assert await names(ines, own) == {"Look at this", "here"}
    assert await names(ines, private) == set()
    await ines.install()
    assert await names(ines, "general") == {"Look at this", "Mine alone", "here"}
    assert await names(ines, own) == {"Look at this", "Mine alone", "here"}
    assert await names(ines, private) == {"Look at this", "Mine alone", "apart"}
    assert await names(rowan, private) == set()
    said = await rowan.post(private, "x")
    with pytest.raises(SandboxError) as refused:
        await rowan.command(private, "Look at this", type=3, target_id=said["id"])
    assert refused.value.code == 50105
    await ines.uninstall()
    assert await names(ines, private) == set()


async def test_a_message_command_works_where_the_bot_is_not(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    await registered(wire)
    await client.portal(message_content=False)
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    channel = await ines.conversation(rowan)
    source = await rowan.post("general", "the source", ("b.png", b"y"))
    forwarded = await rowan.post(channel, forward=source)
    said = await rowan.post(channel, "look", ("a.png", b"x"))
    async with wire.gateway() as socket:
        await socket.identify(intents=1 << 0 | 1 << 9 | 1 << 12)
        interaction = await looked_at(wire, socket, ines, said)
        again = await looked_at(wire, socket, ines, forwarded)
        assert interaction["context"] == 2 and "guild_id" not in interaction
        assert interaction["authorizing_integration_owners"] == {"1": ines.id}
        assert interaction["user"]["id"] == ines.id and "member" not in interaction
        assert [r["id"] for r in interaction["channel"]["recipients"]] == [rowan.id]
        resolved = interaction["data"]["resolved"]["messages"][said["id"]]
        assert resolved["content"] == "look" and resolved["attachments"][0]["filename"] == "a.png"
        (snapshot,) = again["data"]["resolved"]["messages"][forwarded["id"]]["message_snapshots"]
        assert snapshot["message"]["attachments"][0]["filename"] == "b.png"
        assert await callback(wire, interaction, 5, flags=64) == 204
        path = f"/webhooks/{BOT}/{interaction['token']}"
        done = await wire.call("PATCH", f"{path}/messages/@original", json={"content": "seen"})
        assert done.status == 200
        assert (await ines.answer(interaction["id"]))["content"] == "seen"
        assert not [f for f in await rowan.views() if f["event"].startswith("ephemeral")]
        body = {"content": "more", "flags": 64}
        answers = [await wire.patiently("POST", path, json=body) for _ in range(6)]
        assert [a.status for a in answers] == [200] * 5 + [400] and answers[5].code == 40094
        await client.advance_clock(15 * 60)
        late = await wire.call("PATCH", f"{path}/messages/@original", json={"content": "x"})
        assert (late.status, late.code) == (401, 50027)


async def test_an_open_answer_in_a_conversation_is_seen_by_both(
    wire: Wire, person: FindPerson
) -> None:
    await registered(wire)
    rowan, ines, kofi = await person("rowan"), await person("ines"), await person("kofi")
    await ines.install()
    channel = await ines.conversation(rowan)
    said = await rowan.post(channel, "look")
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "B", "custom_id": "b"}]}
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await looked_at(wire, socket, ines, said)
        assert await callback(wire, interaction, 4, content="for both", components=[row]) == 204
        seen = (await rowan.wait_for("message", lambda d: d["message"]["content"] == "for both"))[
            "message"
        ]
        await rowan.click(seen, "b")
        pressed = (await socket.event("INTERACTION_CREATE"))["d"]
        # Who pressed has not installed the app: it is there by whoever asked for the message.
        assert pressed["authorizing_integration_owners"] == {"1": ines.id}
        assert pressed["user"]["id"] == rowan.id and pressed["context"] == 2
    assert not [f for f in await kofi.views() if f["event"] == "message"]


async def test_in_a_server_without_the_bot_external_apps_decide_who_sees_the_answer(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    await registered(wire)
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    guild = await rowan.make_guild("Elsewhere", bot=False)
    channel = guild["channels"][0]["id"]
    said = await rowan.post(channel, "look", ("a.png", b"x"))
    async with wire.gateway() as socket:
        await socket.identify()
        assert (await wire.call("GET", f"/channels/{channel}")).code == 50001
        interaction = await looked_at(wire, socket, ines, said)
        assert interaction["context"] == 0 and interaction["guild_id"] == guild["id"]
        assert interaction["guild"] == {"id": guild["id"], "locale": "en-US", "features": []}
        assert interaction["authorizing_integration_owners"] == {"1": ines.id}
        assert await callback(wire, interaction, 4, content="open") == 204
        await rowan.wait_for("message", lambda d: d["message"]["content"] == "open")
        await client.permissions(channel, guild["id"], deny=["use_external_apps"])
        interaction = await looked_at(wire, socket, ines, said)
        assert await callback(wire, interaction, 4, content="closed") == 204
        assert (await ines.answer(interaction["id"]))["flags"] & 64
        path = f"/webhooks/{BOT}/{interaction['token']}"
        more = await wire.call("POST", path, json={"content": "more"})
        assert more.body["flags"] & 64
    assert "closed" not in str(await rowan.views()) and "more" not in str(await rowan.views())


async def test_with_both_installs_both_authorise(wire: Wire, person: FindPerson) -> None:
    await registered(wire)
    ines = await person("ines")
    await ines.install()
    async with wire.gateway() as socket:
        await socket.identify()
        said = await ines.post("general", "x")
        interaction = await looked_at(wire, socket, ines, said)
        assert interaction["authorizing_integration_owners"] == {
            "0": str(world.GUILD_ID),
            "1": ines.id,
        }
        channel = await ines.talk_to_bot()
        said = await ines.post(channel, "x")
        interaction = await looked_at(wire, socket, ines, said)
        assert interaction["authorizing_integration_owners"] == {"0": "0", "1": ines.id}
        assert interaction["context"] == 1


async def test_a_form_with_files_works_in_a_conversation(wire: Wire, person: FindPerson) -> None:
    await registered(wire)
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    said = await rowan.post(await ines.conversation(rowan), "x")
    upload = {"type": 19, "custom_id": "files", "max_values": 10}
    form = {"type": 18, "label": "Files", "component": upload}
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await looked_at(wire, socket, ines, said)
        modal = {"custom_id": "form", "title": "Send", "components": [form]}
        assert await callback(wire, interaction, 9, **modal) == 204
        files = [(f"{n}.png", bytes([n])) for n in range(10)]
        await ines.submit(interaction["id"], {}, files=files)
        sent = (await socket.event("INTERACTION_CREATE"))["d"]
    given = sent["data"]["resolved"]["attachments"]
    assert sorted(a["filename"] for a in given.values()) == [f"{n}.png" for n in range(10)]
    assert all(a["ephemeral"] for a in given.values())
    assert sent["authorizing_integration_owners"] == {"1": ines.id} and sent["context"] == 2


async def test_a_reset_forgets_what_is_private(client: SandboxClient, person: FindPerson) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    await rowan.post(await rowan.conversation(ines), "x")
    await client.reset()
    state = await client.state(ines.id)
    assert not state["installed"] and state["conversations"] == []


async def test_files_of_a_conversation_are_served(
    client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    said = await rowan.post(await rowan.conversation(ines), "", ("a.png", b"bytes"))
    assert await client.download(said["attachments"][0]["local_url"]) == b"bytes"
