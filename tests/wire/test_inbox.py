"""Letters over real sockets: both sides of the conversation, and that nobody else sees anything."""

from __future__ import annotations

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
    inbox,
    kept,
    labels,
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
    assert f"<@{rowan.id}>" in str(embed["fields"]) and "Riverside" in str(embed["fields"])
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

    answer = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert answer["content"] == EN.say("letter-view-once")
    (file,) = answer["attachments"]
    assert await client.download(file["local_url"]) == picture[1]

    async def once() -> bool:
        return EN.say("button-letter-view-once") not in labels(await arrived(bot, ines))

    await bot.until(once)
    again = await ines.answer(await press(ines, letter, "button-letter-view-once"))
    assert again["content"] == EN.say("letter-no-view-seen") and again["attachments"] == []
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
    for key in ("button-letter-go", "button-letter-cancel"):
        pressed = await press(rowan, warned, key)
        await rowan.wait_for("interaction_done", lambda d, p=pressed: d["interaction_id"] == p)
    assert await rows(bot, "SELECT * FROM letters") == []
