"""Interactions: who sees the answer, how long a bot has, and how often it may answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, SandboxError
from tests.wire.discord_wire import Socket, Wire

GENERAL = str(world.GENERAL_ID)
MESSAGES = f"/channels/{GENERAL}/messages"
ROW = {
    "type": 1,
    "components": [
        {"type": 2, "style": 1, "label": "Help", "custom_id": "help"},
        {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True},
    ],
}
COMMANDS: list[Json] = [
    {
        "name": "report",
        "description": "Report",
        "type": 1,
        "options": [
            {"type": 6, "name": "who", "description": "Whom", "required": True},
            {"type": 4, "name": "times", "description": "How often", "max_value": 3},
            {"type": 11, "name": "file", "description": "A picture"},
        ],
    },
    {"name": "audit", "description": "Audit", "type": 1, "default_member_permissions": "8192"},
    {"name": "Check this", "type": 3},
    {"name": "Check them", "type": 2},
]


async def pressed(wire: Wire, socket: Socket, person: Person) -> Json:
    """Post a message with a button, press it, and return the interaction that the bot gets."""
    sent = await wire.call("POST", MESSAGES, json={"content": "x", "components": [ROW]})
    await person.click(sent.body, "help")
    interaction: Json = (await socket.event("INTERACTION_CREATE"))["d"]
    return interaction


async def callback(wire: Wire, interaction: Json, kind: int, **data: Any) -> int:
    path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
    answer = await wire.call("POST", path, json={"type": kind, "data": data})
    return answer.status if answer.body is None else answer.code


async def test_an_interaction_says_who_and_where(wire: Wire, person: FindPerson) -> None:
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await pressed(wire, socket, await person("ines"))
    assert interaction["member"]["user"]["username"] == "ines"
    assert interaction["authorizing_integration_owners"] == {"0": str(world.GUILD_ID)}
    assert interaction["attachment_size_limit"] == 10 * 1024 * 1024
    assert int(interaction["app_permissions"]) & 1 << 13
    assert interaction["message"]["components"] and interaction["context"] == 0
    assert "simcord" not in interaction["token"]


async def test_an_answer_may_be_given_once(wire: Wire, person: FindPerson) -> None:
    ines, rowan = await person("ines"), await person("rowan")
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await pressed(wire, socket, ines)
        assert await callback(wire, interaction, 4, content="only you", flags=64) == 204
        assert await callback(wire, interaction, 4, content="again") == 40060
    shown = await ines.answer(interaction["id"])
    assert shown["content"] == "only you"
    assert not [f for f in await rowan.views() if f["event"].startswith("ephemeral")]
    assert shown["id"] not in [m["id"] for m in await rowan.messages("general")]
    assert (await wire.call("GET", f"{MESSAGES}/{shown['id']}")).code == 10008
    assert (await wire.call("DELETE", f"{MESSAGES}/{shown['id']}")).code == 10008
    with pytest.raises(SandboxError, match="Unknown Message"):
        await rowan.delete(shown)
    await ines.delete(shown)
    await ines.wait_for("ephemeral_delete", lambda d: d["id"] == shown["id"])


async def test_a_late_answer_is_unknown_and_the_person_is_told(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    ines = await person("ines")
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await pressed(wire, socket, ines)
        failed = await ines.wait_for(
            "interaction_failed", lambda d: d["interaction_id"] == interaction["id"]
        )
        assert failed["message"] == "The application did not respond"
        assert await callback(wire, interaction, 4, content="late") == 10062
    with pytest.raises(SandboxError, match="did not respond"):
        await ines.answer(interaction["id"])


async def test_a_token_lives_fifteen_minutes(
    wire: Wire, client: SandboxClient, person: FindPerson
) -> None:
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await pressed(wire, socket, await person("ines"))
        assert await callback(wire, interaction, 5, flags=64) == 204
        path = f"/webhooks/{world.BOT_ID}/{interaction['token']}"
        assert (await wire.call("GET", f"{path}/messages/@original")).status == 200
        await client.advance_clock(15 * 60)
        late = await wire.call("PATCH", f"{path}/messages/@original", json={"content": "x"})
        assert (late.status, late.code) == (401, 50027)


@pytest.mark.parametrize(("install", "allowed"), [("user", 5), ("guild", 6)])
async def test_follow_ups_are_counted_where_only_the_person_installed_the_app(
    wire: Wire, person: FindPerson, install: str, allowed: int
) -> None:
    ines = await person("ines")
    await wire.call("PUT", f"/applications/{world.BOT_ID}/commands", json=COMMANDS)
    async with wire.gateway() as socket:
        await socket.identify()
        posted = await ines.post("general", "what is this")
        await ines.command("general", "Check this", type=3, target_id=posted["id"], install=install)
        interaction = (await socket.event("INTERACTION_CREATE"))["d"]
        assert interaction["data"]["resolved"]["messages"][posted["id"]]["content"]
        assert set(interaction["authorizing_integration_owners"]) == {
            "1" if install == "user" else "0"
        }
        assert await callback(wire, interaction, 4, content="1", flags=64) == 204
        metadata = (await ines.answer(interaction["id"]))["interaction_metadata"]
        assert metadata["target_message_id"] == posted["id"]
        path = f"/webhooks/{world.BOT_ID}/{interaction['token']}"
        body = {"content": "more", "flags": 64}
        answers = [await wire.patiently("POST", path, json=body) for _ in range(6)]
    assert [a.status for a in answers].count(200) == allowed


async def test_commands_are_checked_as_a_client_would(wire: Wire, person: FindPerson) -> None:
    ines, tomasz = await person("ines"), await person("tomasz")
    await wire.call("PUT", f"/applications/{world.BOT_ID}/commands", json=COMMANDS)
    assert {c["name"] for c in (await ines.client.state(ines.id))["commands"]} == {
        "report",
        "Check this",
        "Check them",
    }
    async with wire.gateway() as socket:
        await socket.identify()
        for options, said in (
            ({}, "needs the option 'who'"),
            ({"who": "5"}, "nobody and nothing"),
            ({"who": tomasz.id, "times": 4}, "must be"),
            ({"who": tomasz.id, "odd": 1}, "has no option"),
            ({"who": tomasz.id, "file": "0"}, "names no uploaded file"),
        ):
            with pytest.raises(SandboxError, match=said):
                await ines.command("general", "report", options)
        for name, code in (("audit", 50105), ("nothing", 10063)):
            with pytest.raises(SandboxError) as refused:
                await ines.command("general", name)
            assert refused.value.code == code
        options = {"who": tomasz.id, "times": 2, "file": "0"}
        await ines.command("general", "report", options, ("a.png", b"x"))
        data = (await socket.event("INTERACTION_CREATE"))["d"]["data"]
        assert data["options"][0] == {"name": "who", "type": 6, "value": tomasz.id}
        assert data["resolved"]["users"][tomasz.id]["username"] == "tomasz"
        (attachment,) = data["resolved"]["attachments"].values()
        assert (
            attachment["url"].startswith("https://cdn.discordapp.com/")
            and "hm=" in attachment["url"]
        )
        await tomasz.command("general", "Check them", type=2, target_id=ines.id)
        data = (await socket.event("INTERACTION_CREATE"))["d"]["data"]
        assert data["resolved"]["members"][ines.id]


async def test_forms_carry_files(wire: Wire, person: FindPerson) -> None:
    ines = await person("ines")
    upload = {"type": 19, "custom_id": "proof", "required": False}
    text = {"type": 4, "custom_id": "what", "style": 1, "label": "What"}
    form = {
        "title": "Report",
        "custom_id": "report",
        "components": [
            {"type": 1, "components": [text]},
            {"type": 18, "label": "Proof", "component": upload},
        ],
    }
    async with wire.gateway() as socket:
        await socket.identify()
        interaction = await pressed(wire, socket, ines)
        assert await callback(wire, interaction, 9, **form) == 204
        shown = await ines.wait_for("modal")
        assert shown["title"] == "Report" and len(shown["components"]) == 2
        with pytest.raises(SandboxError, match="has no field"):
            await ines.submit(shown["interaction_id"], {"odd": "x"})
        await ines.submit(shown["interaction_id"], {"what": "It"}, proof=[("a.png", b"x")])
        data = (await socket.event("INTERACTION_CREATE"))["d"]["data"]
        assert data["components"][0]["components"][0]["value"] == "It"
        (attachment,) = data["resolved"]["attachments"].values()
        assert data["components"][1]["component"]["values"] == [attachment["id"]]
        with pytest.raises(SandboxError, match="no such form"):
            await ines.submit(shown["interaction_id"], {"what": "again"})


async def test_what_cannot_be_pressed(wire: Wire, person: FindPerson) -> None:
    ines = await person("ines")
    sent = (await wire.call("POST", MESSAGES, json={"content": "x", "components": [ROW]})).body
    for custom_id in ("off", "nothing"):
        with pytest.raises(SandboxError, match="no such button"):
            await ines.click(sent, custom_id)
    hidden = f"/channels/{world.MODERATORS_ID}/messages"
    secret = (await wire.call("POST", hidden, json={"content": "x", "components": [ROW]})).body
    with pytest.raises(SandboxError) as refused:
        await ines.click(secret, "help")
    assert refused.value.code == 50001
