"""Letters later: reported, kept, forgotten, and over the bot's restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evidence.letters import Letters
from bot.evidence.private_records import PrivateRecords
from bot.inbox import LetterState
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient
from bot.sandbox.server import Sandbox
from tests.wire.helping import EN, text
from tests.wire.helping import press as go
from tests.wire.inboxing import (
    arrived,
    changed,
    conversation,
    fill_in,
    form,
    go_on,
    gone,
    inbox,
    kept,
    labels,
    letters,
    press,
    rows,
    send,
    settled,
    shown_to,
)
from tests.wire.running import Runs, explicit, harmless, runs

SENT = EN.say("letter-sent")


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.setenv("FLASHGUARD_JURISDICTION", "GB-ENG")
    monkeypatch.setenv("FLASHGUARD_KEEP_TEXT", "true")
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


async def private(person: Person) -> list[Json]:
    return [f for f in await person.views() if "ephemeral" in f["event"]]


async def test_a_report_says_that_the_sender_was_warned_and_tells_moderators_at_the_recipients_word(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines, tomasz = await person("rowan"), await person("ines"), await person("tomasz")
    await inbox(ines, "open")
    warned = await send(rowan, ines, "look *here*", explicit(1))
    # The law is that of the operator's jurisdiction, as the guidance has it.
    assert "66A" in text(warned) and EN.say("letter-warned-law") not in text(warned)
    await changed(rowan, warned, "button-letter-go")
    letter = await arrived(bot, ines)
    (before,) = await kept(bot)
    seen = len(await rowan.views())

    ask = await ines.answer(await press(ines, letter, "button-letter-report"))
    assert EN.say("letter-report-ask", server="Riverside Arts Club") == ask["content"]
    entries = await tomasz.messages("moderators")
    kept_for_me = await changed(ines, ask, "button-letter-keep")
    assert kept_for_me["content"] == EN.say("letter-report-kept", number="1")
    assert await tomasz.messages("moderators") == entries and await bot.cases() == []
    (own,) = await PrivateRecords(bot.store.database).of(int(ines.id))
    assert own.post.letter is not None and own.post.letter.warned_at == before.warned_at
    assert own.post.text == "" and own.post.sender.user_id == int(rowan.id)

    ask = await ines.answer(await press(ines, letter, "button-letter-report"))
    told = await changed(ines, ask, "button-letter-tell")
    assert told["content"] == EN.say("letter-report-told", case="1")
    (case,) = await bot.cases()
    assert case.post.letter is not None and case.post.mentioned_user_ids == (int(ines.id),)
    facts = case.post.letter
    assert (facts.warned_at, facts.went_on_at) == (before.warned_at, before.went_on_at)
    assert case.post.text == "look *here*"  # as it was written, where the policy keeps texts
    assert all(f.media.url == "" for f in case.findings)
    entry = (await tomasz.messages("moderators"))[-1]
    assert "a letter was reported" in text(entry)
    (embed,) = entry["embeds"]
    assert "told what it may contain" in embed["description"] and "went on" in embed["description"]
    assert f"<@{ines.id}>" in embed["description"] and entry["attachments"] == []
    disclosed = str(await rows(bot, "SELECT disclosures FROM ledger_disclosures"))
    assert "sender_warned_at" in disclosed and "sender_went_on_at" in disclosed
    again = await changed(
        ines,
        await ines.answer(await press(ines, letter, "button-letter-report")),
        "button-letter-tell",
    )
    assert again["content"] == told["content"]
    assert (await tomasz.messages("moderators"))[-1]["id"] == entry["id"]
    # The sender is told nothing of all this, and no original was shown to anybody.
    assert len(await rowan.views()) == seen
    assert await shown_to(client, [explicit(1)[1]]) == {}


async def test_whoever_is_on_another_server_is_not_told_of_there(
    bot: Runs, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    den = await rowan.make_guild("Den")
    await ines.leave(den["id"])
    await send(rowan, ines, "from afar", channel=den["channels"][0]["id"])
    letter = await arrived(bot, ines)
    assert "Den" in text(letter)
    ask = await ines.answer(await press(ines, letter, "button-letter-report"))
    assert ask["content"] == EN.say("letter-report-own")
    assert labels(ask) == {EN.say("button-letter-keep"), EN.say("button-help")}
    told = await changed(ines, ask, "button-letter-keep")
    assert told["content"] == EN.say("letter-report-kept", number="1")
    assert await bot.cases() == []


async def test_letters_go_from_and_to_private_conversations(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await rowan.install()
    own = await ines.talk_to_bot()
    opened = await ines.answer(await ines.command(own, "inbox open"))
    assert EN.say("command-inbox-close.name") in opened["content"]
    between = await rowan.conversation(ines)
    for channel in (between, await rowan.talk_to_bot()):
        said = await send(rowan, ines, "in private", harmless(1), channel=channel)
        assert said["content"] == SENT
    letter = await arrived(bot, ines, 2)
    # Where two people talk is nothing that a letter tells, or that the record has.
    assert EN.say("letter-where") not in text(letter)
    assert {(found.place.guild_id, found.place.channel_name) for found in await kept(bot)} == {
        (None, "")
    }
    answer = await ines.answer(await press(ines, letter, "button-letter-view"))
    assert len(answer["attachments"]) == 1


async def test_where_somebody_may_be_under_18_a_letter_is_forgotten(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    await go_on(rowan, ines, "look", explicit(1))
    letter = await arrived(bot, ines)
    ask = await ines.answer(await press(ines, letter, "button-letter-report"))
    await changed(ines, ask, "button-letter-tell")
    (case,) = await bot.cases()
    assert case.findings[0].screening is not None and case.findings[0].screening.sha256

    panel = await ines.answer(await press(ines, letter, "button-help"))
    minor = await go(ines, panel, "go-minor")
    assert EN.say("minor-forgotten") in text(minor)
    assert await kept(bot) == []
    (after,) = await bot.cases()
    kept_screening = after.findings[0].screening
    assert kept_screening is not None and kept_screening.sha256 is kept_screening.pdq is None

    async def emptied() -> bool:
        (message,) = [m for m in await conversation(ines) if m["id"] == letter["id"]]
        left = message["attachments"] or message["embeds"] or message["components"]
        return not left and message["content"] == EN.say("letter-forgotten")

    await bot.until(emptied)
    assert await shown_to(client, [explicit(1)[1]]) == {}


async def test_every_button_and_form_works_after_a_restart(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    opened = await form(rowan, ines)
    await bot.stop()
    await bot.start()
    warned = await fill_in(rowan, opened, "look", [explicit(1)])
    assert EN.say("button-letter-go") in labels(warned)
    await bot.kill()
    await bot.start()
    assert (await changed(rowan, warned, "button-letter-go"))["content"] == SENT
    letter = await arrived(bot, ines)
    assert len(letter["attachments"]) == 1  # the preview was made anew: none was kept
    await bot.kill()
    await bot.start()
    answer = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert len(answer["attachments"]) == 1
    ask = await ines.answer(await press(ines, letter, "button-letter-report"))
    await bot.stop()
    await bot.start()
    told = await changed(ines, ask, "button-letter-tell")
    assert told["content"] == EN.say("letter-report-told", case="1")
    await press(ines, letter, "button-letter-decline")
    await gone(bot, ines)


async def test_what_a_crash_left_is_delivered_once(bot: Runs, person: FindPerson) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    await go_on(rowan, ines, "look", explicit(1))
    await arrived(bot, ines)
    (letter,) = await kept(bot)
    store = Letters(bot.store.database)
    await bot.kill()
    # As if it had ended after it wrote to Discord, before it noted that it had.
    undone = replace(
        letter, state=LetterState.ACCEPTED, text="look", delivered_at=None, message_id=None
    )
    assert await store.change(undone)
    # And another was accepted, and never sent.
    second = replace(undone, letter_id="f" * 24, snowflake=letter.snowflake + 1, revision=0)
    await store.put(second)
    await bot.start()
    await settled(bot)
    found = await letters(ines)
    assert len(found) == 2
    after = {kept_letter.letter_id: kept_letter.message_id for kept_letter in await kept(bot)}
    assert after[letter.letter_id] == letter.message_id
    assert {str(number) for number in after.values()} == {m["id"] for m in found}
