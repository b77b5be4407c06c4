"""Help, over real sockets: what moderators and senders are told, and in which language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import Action
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, components
from bot.sandbox.server import Sandbox
from tests.wire.helping import (
    DE,
    EN,
    MEMBER,
    MODERATOR,
    OTHER,
    SENDER,
    cards,
    choose,
    flagged,
    notice,
    press,
    step,
    text,
    walk,
)
from tests.wire.running import Runs, runs


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.setenv("FLASHGUARD_JURISDICTION", "GB-ENG")
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


async def told(person: Person) -> list[Json]:
    """Return what the moderators' channel holds beside the cases' entries."""
    messages = await person.messages("moderators")
    return [m for m in messages if not m["embeds"] and "Checkpoint" not in m["content"]]


async def test_moderators_are_told_by_the_number_without_the_picture_and_by_name_if_wanted(
    bot: Runs, person: FindPerson
) -> None:
    case = await flagged(bot, person)
    ines, kofi, moderator = await person(MEMBER), await person(OTHER), await person(MODERATOR)
    for who, key in ((ines, "tell-without-name"), (kofi, "tell-with-name")):
        card = (await walk(who, "unsolicited_image", "GB-ENG"))[-1]
        ask = await press(who, card, "go-tell")
        assert f"case number {case.number}" in ask["content"]
        custom_id = next(c["custom_id"] for c in components(ask) if c.get("label") == EN.say(key))
        done = await step(who, ask, custom_id)
        assert done["content"] == EN.say("tell-done")
        again = await step(
            who, await press(who, await press(who, done, "go-back"), "go-tell"), custom_id
        )
        assert again["content"] == EN.say("tell-already")
    first, second = await told(moderator)
    for message in (first, second):
        assert f"case number {case.number}" in message["content"]
        assert message["attachments"] == [] and case.post.link in message["content"]
    assert ines.id not in first["content"] and ines.name not in first["content"]
    assert kofi.id in second["content"]


async def test_get_help_with_this_works_for_a_message_that_was_not_flagged(
    bot: Runs, person: FindPerson
) -> None:
    rowan, ines, moderator = await person(SENDER), await person(MEMBER), await person(MODERATOR)
    said = await rowan.post("general", "you should hurt yourself")
    opened = await ines.command("general", "Get help with this", type=3, target_id=said["id"])
    message = await ines.answer(opened)
    pages = await cards(
        ines,
        await choose(
            ines, await choose(ines, await press(ines, message, "go-on"), "harmful_message"), "AU"
        ),
    )
    read = "\n".join(map(text, pages))
    link = f"https://discord.com/channels/{said['guild_id']}/{said['channel_id']}/{said['id']}"
    assert link in read and "Report Message" in read and "hurt yourself" not in read.lower()
    assert await bot.store.recent() == []
    ask = await press(ines, pages[-1], "go-tell")
    custom_id = next(
        c["custom_id"] for c in components(ask) if c.get("label") == EN.say("tell-without-name")
    )
    await step(ines, ask, custom_id)
    (message,) = await told(moderator)
    assert link in message["content"] and "hurt yourself" not in message["content"]


async def test_get_help_with_this_knows_the_case_of_a_message_that_still_stands(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    bot_id = (await client.state())["bot"]["id"]
    await client.permissions("general", bot_id, deny=["manage_messages"])
    case, ines = await flagged(bot, person), await person(MEMBER)
    target = str(case.post.message_id)
    opened = await ines.command("general", "Get help with this", type=3, target_id=target)
    question = await press(ines, await ines.answer(opened), "go-on")
    card = await choose(ines, await choose(ines, question, "unsolicited_image"), "IE")
    assert f"Case {case.number}" in text(card)


# --------------------------------------------------------------------------------- the sender


async def test_the_sender_is_told_why_by_pressing_and_by_no_private_message(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    case, rowan, ines = await flagged(bot, person), await person(SENDER), await person(MEMBER)
    label = EN.say("button-why")
    answer = await rowan.answer(await rowan.click_label(await notice(rowan), label))
    read = text(answer)
    assert "may contain" in read and "section 66A" in read and EN.say("sender-law-foot") in read
    assert f"**Case {case.number}.**" in read and "2 years" not in read
    assert "not legal advice" in read
    other = await ines.answer(await ines.click_label(await notice(ines), label))
    assert other["embeds"] == [] and "66A" not in other["content"]
    posted = [e["path"] for e in await client.log() if e.get("method") == "POST"]
    assert not any(p.endswith("/users/@me/channels") for p in posted)


async def test_public_texts_have_the_servers_language_and_private_ones_the_persons(
    sandbox: Sandbox,
    client: SandboxClient,
    person: FindPerson,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.setenv("FLASHGUARD_LANGUAGE", "de")
    async with runs(sandbox, client, tmp_path) as bot:
        await bot.start()
        case, ines = await flagged(bot, person), await person(MEMBER)
        shown = await notice(ines, DE)
        assert (
            DE.say("notice-one") in shown["content"] and f"Fall {case.number}" in shown["content"]
        )
        assert case.outcome_of(Action.REPOST_BLURRED) is not None
        private = await ines.answer(await ines.click_label(shown, DE.say("button-help")))
        assert private["content"] == EN.say("panel-start")
