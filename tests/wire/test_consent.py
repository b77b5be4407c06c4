"""Permissions over real sockets: given, listed and taken back in private, and told to nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.evidence.consents import Consents
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient
from bot.sandbox.server import Sandbox
from tests.wire.helping import DE, EN
from tests.wire.running import Runs, runs


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


async def consent(who: Person, name: str, install: str = "user", **options: object) -> Json:
    pressed = await who.command("general", f"consent {name}", options, install=install)
    return await who.answer(pressed)


async def test_a_permission_is_given_seen_and_taken_back_by_its_giver_alone(
    bot: Runs, person: FindPerson
) -> None:
    ines, kofi, yuki = await person("ines"), await person("kofi"), await person("yuki")
    store, him, her = Consents(bot.store.database), int(kofi.id), int(yuki.id)
    frames = len(await kofi.views())

    given = await consent(ines, "allow", person=kofi.id)
    said = given["content"]
    for key in ("consent-limits", "consent-open"):
        assert EN.say(key) in said
    assert f"<@{kofi.id}>" in said and "/consent revoke" in said
    held = await store.in_force(int(ines.id), him, datetime.now(UTC))
    assert held is not None and held.expires_at is None
    # Added to a server it works as well, and for a time.
    await consent(ines, "allow", install="guild", person=yuki.id, days=7)
    until = await store.in_force(int(ines.id), her, datetime.now(UTC))
    assert until is not None and until.expires_at is not None
    assert until.expires_at - until.given_at == timedelta(days=7)

    (embed,) = (await consent(ines, "list"))["embeds"]
    lines = embed["description"].splitlines()
    assert len(lines) == 2 and f"<@{yuki.id}>" in lines[0] and f"<@{kofi.id}>" in lines[1]
    assert f"<t:{int(until.expires_at.timestamp())}:f>" in lines[0]
    # What they were permitted is not theirs to see.
    kofi.locale = "de"
    assert (await consent(kofi, "list"))["content"] == DE.say("consent-nobody")

    taken = await consent(ines, "revoke", person=kofi.id)
    assert taken["content"] == EN.say("consent-revoked", person=f"<@{kofi.id}>")
    assert await store.in_force(int(ines.id), him, datetime.now(UTC)) is None
    again = await consent(ines, "revoke", person=kofi.id)
    assert again["content"] == EN.say("consent-none", person=f"<@{kofi.id}>")
    own = await consent(ines, "allow", person=ines.id)
    assert own["content"] == EN.say("consent-self")

    seen = [f for f in (await kofi.views())[frames:] if "message" in f["event"]]
    assert seen == [], "whoever was permitted something is told nothing"


async def test_who_has_given_very_many_is_told_how_to_go_on(
    bot: Runs, person: FindPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    store, now = Consents(bot.store.database), datetime.now(UTC)
    for stranger in range(1, 51):
        await store.allow(int(ines.id), 10**18 + stranger, None, now - timedelta(hours=1))
    refused = await consent(ines, "allow", person=kofi.id)
    assert refused["content"] == EN.say("consent-too-many", most=50)
    (embed,) = (await consent(ines, "list"))["embeds"]
    assert len(embed["description"].splitlines()) == 50


async def test_a_failure_is_told_and_leaves_nobody_waiting(bot: Runs, person: FindPerson) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    async with bot.store.database.write() as connection:
        await connection.execute(text("ALTER TABLE consents RENAME TO hidden"))
    said = await consent(ines, "allow", person=kofi.id)
    assert said["content"] == EN.say("error-command")
    assert "no such table" in bot.log() and "no such table" not in said["content"]
