"""What the bot itself sends, held against Discord's own description."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox.client import Person, SandboxClient, components
from bot.sandbox.rest import Exchange
from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from tests.wire.test_sandbox_openapi import discords_description

TRIGGER = ROOT / "tests" / "fixtures" / "trigger_female_genitalia.jpg"


async def test_what_the_bot_sends_and_is_answered_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.chdir(tmp_path)
    database = tmp_path / "cases.db"
    await (await CaseStore.open(database, ROOT / "config" / "migrations")).close()
    exchanges: list[Exchange] = []
    sandbox = Sandbox(port=0, witness=exchanges.append)
    await sandbox.start()
    try:
        with (tmp_path / "log").open("wb") as log:
            async with (
                SandboxClient(sandbox.url) as client,
                bot_process(sandbox, database, stderr=log.fileno()),
            ):
                await client.wait_online(30)
                await one_of_each(client)
    finally:
        await sandbox.stop()

    description = discords_description()
    faults = []
    for exchange in exchanges:
        where = f"{exchange.method} {exchange.path}"
        if exchange.status < 400:
            found = description.faults_of_request(exchange.method, exchange.path, exchange.sent)
            faults += [f"sent to {where}: {fault}" for fault in found]
        found = description.faults_of_answer(
            exchange.method, exchange.path, exchange.status, exchange.answered
        )
        faults += [f"answered to {where}: {fault}" for fault in found]
    seen = {f"{e.method} {e.path.split('/')[1]}" for e in exchanges if e.status < 300}
    assert {"DELETE channels", "POST channels", "POST interactions"} <= seen
    assert not faults, "\n".join(faults)


async def one_of_each(client: SandboxClient) -> None:
    """Have a post taken down, press every button, and run every command without options."""
    rowan, ines, tomasz = [await client.person(n) for n in ("rowan", "ines", "tomasz")]
    posted = await rowan.post("general", "look", (TRIGGER.name, TRIGGER.read_bytes()))
    await ines.wait_for("message_delete", lambda d: d["id"] == posted["id"], 30)
    shown = await ines.wait_for("message", lambda d: bool(components(d["message"])), 30)
    notice = shown["message"]
    for part in components(notice):
        if part.get("custom_id"):
            pressed = await ines.click(notice, part["custom_id"])
            await ines.wait_for("interaction_done", lambda d, i=pressed: d["interaction_id"] == i)  # type: ignore[misc]
    for command in (await client.state(tomasz.id))["commands"]:
        needs = [o for o in command["options"] or [] if o.get("required") or o["type"] in (1, 2)]
        if command["type"] == 1 and not needs:
            run = await tomasz.command("general", command["name"])
            await tomasz.wait_for("interaction_done", lambda d, i=run: d["interaction_id"] == i)  # type: ignore[misc]
    await in_private(rowan, ines)


async def in_private(rowan: Person, ines: Person) -> None:
    """Have a received picture looked at and kept, hand the record out, and write to the bot."""
    await ines.install()
    picture = (TRIGGER.name, TRIGGER.read_bytes())
    received = await rowan.post(await ines.conversation(rowan), "", picture)
    where = received["channel_id"], "Screen image"
    answer = await ines.answer(await ines.command(*where, type=3, target_id=received["id"]))
    kept = next(c for c in components(answer) if str(c.get("custom_id")).startswith("fg:own:keep"))
    await ines.answer(await ines.click(answer, kept["custom_id"]))
    own = await ines.talk_to_bot()
    await ines.answer(await ines.command(own, "privacy records", {"number": 1}))
    for content, files in (("hello", ()), ("", (picture,))):
        said = await ines.post(own, content, *files)
        await ines.wait_for(
            "message",
            lambda d, i=said["id"]: (  # type: ignore[misc]
                (d["message"].get("message_reference") or {}).get("message_id") == i
            ),
        )
