"""Letters over real sockets: both sides of the conversation, and that nobody else sees anything."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.server import Sandbox
from tests.wire.helping import DE, EN, text
from tests.wire.inboxing import (
    arrived,
    changed,
    conversation,
    go_on,
    gone,
    inbox,
    kept,
    labels,
    press,
    rows,
    send,
    settled,
    shape,
    shown,
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
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


async def test_a_clean_letter_arrives_and_is_viewed_by_its_recipient_alone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    ines.locale = "de"
    opened = await inbox(ines, "open")
    assert DE.say("command-inbox-close.name") in opened["content"]
    picture = harmless(1)
    said = await send(rowan, ines, "Hello *there* <@1> https://example.org", picture)
    assert said["content"] == SENT and not said["embeds"]

    letter = await arrived(bot, ines)
    (embed,) = letter["embeds"]
    assert embed["title"] == DE.say("letter-title", name="Rowan")
    assert f"<@{rowan.id}>" in str(embed["fields"]) and "Riverside Arts Club" in str(
        embed["fields"]
    )
    assert DE.say("letter-plain", files=1) in str(embed["fields"])
    # The text neither pings nor formats nor links, and no file came with it.
    assert embed["description"] == r"Hello \*there\* \<\@1\> https\://example.org"
    assert letter["attachments"] == [] and letter["content"] == ""
    assert DE.say("button-letter-view") in labels(letter)
    (kept_letter,) = await kept(bot)
    assert kept_letter.text == "" and not kept_letter.shielded and kept_letter.warned_at is None

    for _ in range(2):  # what is clean may be viewed again
        answer = await ines.answer(await press(ines, letter, "button-letter-view", DE))
        assert answer["content"] == DE.say("letter-view")
        (file,) = answer["attachments"]
        assert await client.download(file["local_url"]) == picture[1]
    sha = hashlib.sha256(picture[1]).hexdigest()
    assert await shown_to(client, [picture[1]]) == {"ines": {sha}}
    assert await bot.cases() == []


async def test_a_flagged_letter_warns_its_sender_and_is_viewed_once(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    picture = explicit(1)
    warned = await send(rowan, ines, "look", picture)
    told = text(warned)
    assert EN.say("letter-warned-law") in told and EN.say("letter-warned-then") in told
    assert "1\\.jpg" in told or "1.jpg" in told
    assert labels(warned) == {EN.say("button-letter-go"), EN.say("button-letter-cancel")}
    await settled(bot)
    assert not [m for m in await ines.messages(await ines.talk_to_bot()) if m["embeds"]]
    assert (await changed(rowan, warned, "button-letter-go"))["content"] == SENT

    letter = await arrived(bot, ines)
    assert EN.say("letter-shielded", files=1) in text(letter) and "look" in text(letter)
    assert EN.say("button-letter-view-once") in labels(letter)
    (preview,) = letter["attachments"]
    assert preview["filename"] == "unrecognisable-1.png"
    assert await shown_to(client, [picture[1]]) == {}

    # Twice at once: it is shown once.
    pressed = await asyncio.gather(
        *(press(ines, letter, "button-letter-view-once") for _ in range(2))
    )
    answers = [await ines.answer(number) for number in pressed]
    (shown,) = [a for a in answers if a["attachments"]]
    assert shown["content"] == EN.say("letter-view-once")
    (file,) = shown["attachments"]
    assert await client.download(file["local_url"]) == picture[1]

    async def once() -> bool:
        return EN.say("button-letter-view-once") not in labels(await arrived(bot, ines))

    await bot.until(once)
    (after,) = await kept(bot)
    assert after.seen_at and after.warned_at and after.went_on_at
    assert after.warned_at < after.went_on_at < after.seen_at
    assert [f.media.url for f in after.findings] == [""]  # nothing to fetch it by any more
    sha = hashlib.sha256(picture[1]).hexdigest()
    assert await shown_to(client, [picture[1]]) == {"ines": {sha}}


async def test_whoever_is_warned_and_cancels_leaves_nothing(bot: Runs, person: FindPerson) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    frames = len(await ines.views())
    warned = await send(rowan, ines, "look", explicit(1))
    assert (await changed(rowan, warned, "button-letter-cancel"))["content"] == EN.say(
        "letter-cancelled"
    )
    assert await kept(bot) == []
    assert len(await ines.views()) == frames


async def test_declined_leaves_nothing_and_blocked_keeps_out(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    await go_on(rowan, ines, "first", explicit(1))
    letter = await arrived(bot, ines)
    await press(ines, letter, "button-letter-decline")
    await gone(bot, ines)
    (emptied,) = await conversation(ines)
    assert emptied["content"] == EN.say("letter-declined")
    assert emptied["embeds"] == emptied["attachments"] == emptied["components"] == []
    assert await kept(bot) == []

    await send(rowan, ines, "second")
    await press(ines, await arrived(bot, ines), "button-letter-block")
    await gone(bot, ines)
    assert (await conversation(ines))[-1]["content"] == EN.say("letter-blocked")
    assert await kept(bot) == []
    listed = await inbox(ines, "blocked")
    assert rowan.id in listed["embeds"][0]["description"]
    before = len(await ines.views())
    assert (await send(rowan, ines, "third"))["content"] == SENT
    await settled(bot)
    assert len(await ines.views()) == before and await kept(bot) == []

    said = await inbox(ines, "unblock", person=rowan.id)
    assert said["content"] == EN.say("inbox-unblocked")
    assert (await inbox(ines, "blocked"))["content"] == EN.say("inbox-list-empty")
    for name, key in (("block", "inbox-blocked"), ("block", "inbox-blocked-already")):
        assert (await inbox(ines, name, person=rowan.id))["content"] == EN.say(key)
    assert (await inbox(ines, "block", person=ines.id))["content"] == EN.say("inbox-block-self")
    said = await inbox(ines, "unblock", person=(await person("kofi")).id)
    assert said["content"] == EN.say("inbox-unblocked-not")
    assert await shown_to(client, [explicit(1)[1]]) == {}


async def test_a_sender_is_told_the_same_whatever_becomes_of_the_letter(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, margot = await person("rowan"), await person("margot")
    kofi, yuki, ines = await person("kofi"), await person("yuki"), await person("ines")
    for who in (kofi, yuki, ines, margot):
        assert EN.say("inbox-open").split("**")[1] in (await inbox(who, "open"))["content"]
    bot_id = (await client.state())["bot_id"]
    await inbox(kofi, "block", person=rowan.id)
    await yuki.contacts(closed=True)  # closed direct messages
    await ines.contacts(block=bot_id)  # blocked the bot
    await inbox(margot, "close")
    tomasz = await person("tomasz")  # never had an inbox
    before = {p.name: len(await p.views()) for p in (kofi, yuki, ines, margot, tomasz)}
    told = []
    for number, to in enumerate((kofi, yuki, ines, margot, tomasz)):
        clean = await send(rowan, to, "hello", harmless(number))
        warned = await send(rowan, to, "look", explicit(number))
        said = await changed(rowan, warned, "button-letter-go")
        told.append((shape(clean), shape(warned, str(number)), shape(said)))
        await settled(bot)
    assert all(each == told[0] for each in told)
    assert told[0][0][0] == told[0][2][0] == SENT
    # Nothing is left behind, and nobody was shown anything.
    assert await kept(bot) == []
    assert {p.name: len(await p.views()) for p in (kofi, yuki, ines, margot, tomasz)} == before
    originals = [f[1] for n in range(5) for f in (harmless(n), explicit(n))]
    assert await shown_to(client, originals) == {}
    # Whoever cannot be written to any more has to open it again, and is told why it fails.
    assert await rows(bot, "SELECT user_id FROM inboxes") == [(int(kofi.id),)]
    assert (await inbox(yuki, "open"))["content"] == EN.say("inbox-unreachable")
    assert await rows(bot, "SELECT user_id FROM inboxes") == [(int(kofi.id),)]


async def test_bad_letters_are_one_private_sentence_and_leave_nothing(
    bot: Runs, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    before = len(await ines.views())
    own = await rowan.answer(await rowan.command("general", "send", {"person": rowan.id}))
    assert own["content"] == EN.say("letter-refused-self")
    bot_id = (await rowan.client.state())["bot_id"]
    machine = await rowan.answer(await rowan.command("general", "send", {"person": bot_id}))
    assert machine["content"] == EN.say("letter-refused-bot")
    empty = await send(rowan, ines, "  ")
    assert empty["content"] == EN.say("letter-refused-empty")
    odd = await send(rowan, ines, "read", ("notes.txt", b"hello"), harmless(1))
    why = EN.say("letter-reason-unsupported")
    assert f"**notes.txt**: {why}" in odd["content"] and "1.png" not in odd["content"]
    await rowan.client.fault("cdn_status", path="*/2.png", status=404)
    lost = await send(rowan, ines, "read", harmless(2))
    assert EN.say("letter-reason-fetch_failed") in lost["content"]
    assert await kept(bot) == []
    assert len(await ines.views()) == before
    # What failed counts as well: trying has its limits.
    assert (await send(rowan, ines, "1"))["content"] == SENT
    assert (await send(rowan, ines, "2"))["content"] == EN.say("letter-refused-a_day_to_one")


async def test_ten_files_at_once_are_shown_in_as_many_answers_as_it_takes(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    # Two of them fill a message each; what follows the end of a picture is no part of it.
    files = [harmless(n) for n in range(8)]
    files += [(f"{n}.png", harmless(n)[1] + bytes(7 * 1024 * 1024)) for n in (8, 9)]
    assert (await send(rowan, ines, "", *files))["content"] == SENT
    letter = await arrived(bot, ines)
    pressed = await press(ines, letter, "button-letter-view")
    await ines.answer(pressed)

    async def all_of_them() -> bool:
        return len(await shown(ines, pressed)) == 10

    await bot.until(all_of_them)
    assert await shown_to(client, [data for _, data in files]) == {
        "ines": {hashlib.sha256(data).hexdigest() for _, data in files}
    }


async def test_files_that_are_gone_are_said_to_be_gone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    await go_on(rowan, ines, "look", explicit(1))
    letter = await arrived(bot, ines)
    await client.fault("cdn_status", path="*/1.jpg", status=503, times=3)
    later = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert later["content"] == EN.say("letter-no-view-later")
    await client.fault("cdn_truncated", path="*/1.jpg", bytes=400)
    await client.fault("cdn_length", path="*/1.jpg", says=400)
    other = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert (
        other["content"] in (EN.say("letter-no-view-changed"), EN.say("letter-no-view-later"))
        and other["attachments"] == []
    )
    await client.mend()
    await client.fault("cdn_status", path="*/1.jpg", status=404)
    last = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert last["content"] == EN.say("letter-no-view-lapsed")
    assert await shown_to(client, [explicit(1)[1]]) == {}
    (after,) = await kept(bot)
    assert [f.media.url for f in after.findings] == [""]


async def test_consent_means_no_blur_and_no_hint(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await inbox(ines, "open")
    before = await send(rowan, ines, "look", explicit(1))
    await changed(rowan, before, "button-letter-cancel")
    await ines.answer(await ines.command("general", "consent allow", {"person": rowan.id}))
    after = await send(rowan, ines, "look", explicit(1))
    assert text(before) == text(after)
    assert (await changed(rowan, after, "button-letter-go"))["content"] == SENT
    letter = await arrived(bot, ines)
    assert EN.say("letter-permitted", files=1) in text(letter) and letter["attachments"] == []
    for _ in range(2):
        answer = await ines.answer(await press(ines, letter, "button-letter-view"))
        assert len(answer["attachments"]) == 1
    # Taken back, it counts for what has come already too.
    await ines.answer(await ines.command("general", "consent revoke", {"person": rowan.id}))
    answer = await ines.answer(await press(ines, letter, "button-letter-view"))
    assert answer["content"] == EN.say("letter-no-view-shielded") and not answer["attachments"]
    sha = hashlib.sha256(explicit(1)[1]).hexdigest()
    assert await shown_to(client, [explicit(1)[1]]) == {"ines": {sha}}
    assert await bot.cases() == []
