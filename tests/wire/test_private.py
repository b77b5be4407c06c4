"""Private looks over real sockets: on what somebody received anywhere, and on their own files."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import world
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, components
from bot.sandbox.server import Sandbox
from tests.wire.helping import DE, EN, press, text
from tests.wire.running import EXPLICIT, Runs, explicit, harmless, runs

SCREEN, HELP = "Screen image", "Get help with this"
BOT = str(world.BOT_ID)


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.setenv("FLASHGUARD_MAX_MEDIA_BYTES", str(1024 * 1024))
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


async def used(person: Person, message: Json, name: str = SCREEN) -> Json:
    """Use a message command, and return its private answer."""
    where = message["channel_id"], name
    return await person.answer(await person.command(*where, type=3, target_id=message["id"]))


async def pressed(person: Person, message: Json, key: str) -> Json:
    """Press a button that is answered by a message of its own."""
    return await person.answer(await person.click_label(message, EN.say(key)))


def labels(message: Json) -> set[str]:
    return {str(c["label"]) for c in components(message) if c.get("label")}


async def nothing_of(client: SandboxClient, *originals: bytes) -> None:
    """Check that the bot sent nobody a file that is one of these, or holds one."""
    known = {hashlib.sha256(data).digest() for data in originals}
    for about in (await client.state())["people"]:
        for frame in await (await client.person(about["name"])).views():
            message = frame["data"].get("message", {})
            if message.get("author", {}).get("id") != BOT:
                continue
            for file in message["attachments"]:
                data = await client.download(file["local_url"]) if file.get("local_url") else b""
                assert hashlib.sha256(data).digest() not in known
                assert not any(data in original or original in data for original in originals)
                assert file["filename"].startswith(("unrecognisable-", "record-"))


def rows(bot: Runs) -> str:
    """Return everything that the database holds of people and messages."""
    connection = sqlite3.connect(bot.database)
    try:
        tables = ("cases", "media", "steps", "outcomes", "counters", "ledger_disclosures")
        return str([connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables])
    finally:
        connection.close()


async def test_what_somebody_received_is_looked_at_for_them_alone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    channel = await ines.conversation(rowan)
    files = [explicit(1), harmless(2), ("broken.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50)]
    received = await rowan.post(channel, "look", *files, ("big.jpg", EXPLICIT + bytes(2**20)))
    answer = await used(ines, received)
    said = answer["content"]
    assert EN.say("screen-flagged") in said and EN.say("screen-foot") in said
    assert f"`1.jpg`: may contain **{EN.say('label-ANUS_EXPOSED')}**" in said
    assert EN.say("screen-line-clean", name="`2.png`") in said
    assert EN.say("screen-why-undecodable") in said and EN.say("screen-why-too_large") in said
    assert [a["filename"] for a in answer["attachments"]] == ["unrecognisable-1.png"]
    keys = ("button-help", "button-keep-private", "go-minor")
    assert labels(answer) == {EN.say(key) for key in keys}
    await nothing_of(client, *(data for _, data in files))
    for other in (rowan, await person("tomasz")):
        assert not [f for f in await other.views() if "ephemeral" in f["event"]]
    assert received["id"] not in rows(bot) and await bot.store.recent(own=True) == []
    assert not [e for e in await client.log() if e.get("event") == "MESSAGE_CREATE"]

    ines.locale = "de"
    group = await ines.conversation(rowan, await person("kofi"))
    clean = await used(ines, await rowan.post(group, "", *(harmless(n) for n in range(10))))
    assert clean["content"].startswith(f"**{DE.say('screen-clean')}**")
    assert all(f"`{n}.png`" in clean["content"] for n in range(10))
    assert DE.say("screen-next") not in clean["content"] and not clean["attachments"]


async def test_it_works_on_servers_without_the_bot_and_on_forwards(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    guild = await rowan.make_guild("Elsewhere", bot=False)
    channel = guild["channels"][0]["id"]
    await client.permissions(channel, guild["id"], deny=["use_external_apps"])
    posted = await rowan.post(channel, "", explicit(1))
    forwarded = await rowan.post(await rowan.conversation(ines), forward=posted)
    for message in (posted, forwarded):
        answer = await used(ines, message)
        assert answer["flags"] & 64 and EN.say("screen-flagged") in answer["content"]
        assert len(answer["attachments"]) == 1
        kept = await pressed(ines, answer, "button-keep-private")
        assert EN.say("private-kept", number="1", day="x").split("{")[0][:12] in kept["content"]
    panel = await used(ines, posted, HELP)
    card = await press(ines, await press(ines, panel, "go-on"), "go-close")
    assert card["content"]
    # Nobody there could be told: the bot has no part in that server.
    assert not [e for e in await client.log() if e.get("status") in (401, 403)]


async def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    channel = await ines.conversation(rowan)
    words = await used(ines, await rowan.post(channel, "only words"))
    assert words["content"] == EN.say("screen-none")
    assert labels(words) == {EN.say("button-help")}
    link = await used(ines, await rowan.post(channel, "https://pics.example/a"))
    assert link["content"] == EN.say("screen-none-preview")
    gone = await rowan.post(channel, "", explicit(1))
    await client.advance_clock(25 * 3600)
    await client.fault("cdn_status", path="*", status=403)
    answer = await used(ines, gone)
    assert EN.say("screen-why-fetch_failed") in answer["content"]
    assert answer["content"].startswith(f"**{EN.say('screen-partly')}**")
    assert EN.say("screen-flagged") in (await used(ines, gone))["content"]


async def test_a_record_is_kept_at_their_word_and_theirs_alone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines, kofi = await person("rowan"), await person("ines"), await person("kofi")
    await ines.install()
    received = await rowan.post(await ines.conversation(rowan), "said so", explicit(1))
    answer = await used(ines, received)
    assert received["id"] not in rows(bot)
    for _ in range(2):
        kept = await pressed(ines, answer, "button-keep-private")
        assert "record 1" in kept["content"]
    (case,) = await bot.store.recent(own=True)
    assert case.owner_id == int(ines.id) and case.post.sender.user_id == int(rowan.id)
    assert case.post.link == (
        f"https://discord.com/channels/@me/{received['channel_id']}/{received['id']}"
    )
    assert case.findings[0].screening is not None and case.findings[0].screening.sha256
    assert "said so" not in rows(bot) and await bot.store.recent() == []

    listed = await ines.answer(await ines.command("general", "privacy records"))
    assert rowan.id in listed["content"] and case.post.link in listed["content"]
    one = {"number": 1}
    handed = await ines.answer(await ines.command("general", "privacy records", one))
    (pdf,) = handed["attachments"]
    assert (await client.download(pdf["local_url"])).startswith(b"%PDF")
    for other in (rowan, kofi):
        none = await other.answer(await other.command("general", "privacy records"))
        assert none["content"] == EN.say("private-none")
        told = await other.answer(await other.command("general", "privacy records", one))
        assert told["content"] == EN.say("private-unknown", number="1")
        copy = await other.answer(await other.command("general", "privacy export"))
        assert "Nothing is recorded" in copy["content"]
    tomasz = await person("tomasz")
    looked = await tomasz.answer(await tomasz.command("general", "flashguard case", one))
    assert looked["content"] == EN.say("error-case", case="1")

    await bot.kill()
    await bot.start()
    erased = await press_erase(ines, handed)
    assert erased["content"] == EN.say("private-erased", number="1") and not erased["attachments"]
    assert received["id"] not in rows(bot) and rowan.id not in rows(bot)
    late = await pressed(ines, answer, "button-keep-private")
    assert late["content"] == EN.say("private-forgotten")
    assert await bot.store.recent(own=True) == []


async def press_erase(person: Person, message: Json) -> Json:
    done = await person.click_label(message, EN.say("button-erase-private"))
    await person.wait_for("interaction_done", lambda d: d["interaction_id"] == done)
    changed = await person.wait_for(
        "ephemeral_update",
        lambda d: d["message"]["id"] == message["id"] and not d["message"]["attachments"],
    )
    found: Json = changed["message"]
    return found


async def test_where_somebody_may_be_under_18_copies_go_and_ids_alone_are_kept(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    channel = await ines.conversation(rowan)
    first = await rowan.post(channel, "", explicit(1))
    answer = await used(ines, first)
    await pressed(ines, answer, "button-keep-private")
    (case,) = await bot.store.recent(own=True)
    print_ = case.findings[0].screening
    assert print_ is not None and print_.sha256 and print_.sha256 in rows(bot)
    card = await press(ines, answer, "go-minor")
    assert not card["attachments"] and EN.say("card-minor") in text(card)
    assert EN.say("go-tell") not in labels(card)
    await bot.until(lambda: str(print_.sha256) not in rows(bot))

    second = await rowan.post(channel, "", explicit(2))
    answer = await used(ines, second)
    panel = await pressed(ines, answer, "button-help")
    await press(ines, panel, "go-minor")
    await ines.wait_for(
        "ephemeral_update",
        lambda d: d["message"]["id"] == answer["id"] and not d["message"]["attachments"],
    )
    assert "record 2" in (await pressed(ines, answer, "button-keep-private"))["content"]
    (later, _) = await bot.store.recent(own=True)
    assert later.post.key == second["id"] and later.findings == ()
    assert later.decision.verdict.label is None


async def test_who_is_permitted_is_shown_without_a_copy_and_without_a_record(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    from datetime import UTC, datetime

    from bot.evidence.consents import Consents

    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    consents, now = Consents(bot.store.database), datetime.now(UTC)
    await consents.allow(int(ines.id), int(rowan.id), None, now)
    received = await rowan.post(await ines.conversation(rowan), "", explicit(1))
    answer = await used(ines, received)
    assert EN.say("screen-consented") in answer["content"] and not answer["attachments"]
    assert labels(answer) == {EN.say("button-help")}
    panel = await pressed(ines, answer, "button-help")
    assert EN.say("button-keep-private") not in labels(panel)
    await consents.revoke(int(ines.id), int(rowan.id), datetime.now(UTC))
    assert (await used(ines, received))["attachments"]


async def test_help_is_there_in_every_context_and_moderators_only_where_there_are_some(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    await ines.install()
    channel = await ines.conversation(rowan)
    received = await rowan.post(channel, "words that hurt")
    for where in (channel, await ines.talk_to_bot(), "general"):
        opened = await ines.answer(await ines.command(where, "help-me"))
        assert opened["content"] == EN.say("panel-start")
    start = await used(ines, received, HELP)
    assert start["content"] == EN.say("panel-start")
    assert EN.say("button-keep-private") in labels(start)
    kept = await pressed(ines, start, "button-keep-private")
    assert "record 1" in kept["content"]
    card = await walked(ines, start)
    assert EN.say("go-tell") not in labels(card)
    read = text(card)
    while EN.say("go-next") in labels(card):
        card = await press(ines, card, "go-next")
        read += text(card)
    assert f"https://discord.com/channels/@me/{channel}/{received['id']}" in read

    said = await rowan.post("general", "words that hurt")
    assert EN.say("go-tell") in labels(await walked(ines, await used(ines, said, HELP)))


async def walked(person: Person, panel: Json) -> Json:
    from tests.wire.helping import choose

    chosen = await choose(person, await press(person, panel, "go-on"), "unsolicited_image")
    return await choose(person, chosen, "GB-ENG")


async def test_ones_own_file_is_looked_at_before_it_is_posted(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, rowan = await person("ines"), await person("rowan")
    for where in ("general", await ines.talk_to_bot()):
        asked = await ines.command(where, "screen", {"file": "0"}, explicit(1))
        answer = await ines.answer(asked)
        assert EN.say("screen-flagged") in answer["content"] and not answer["attachments"]
        assert EN.say("screen-own-flagged") in answer["content"]
    await ines.install()
    private = await ines.conversation(rowan)
    fine = await ines.answer(await ines.command(private, "screen", {"file": "0"}, harmless(1)))
    assert fine["content"].startswith(f"**{EN.say('screen-clean')}**")
    assert not [f for f in await rowan.views() if "ephemeral" in f["event"]]
    assert await bot.store.recent(own=True) == []


# ------------------------------------------------------------------ the conversation with the bot


async def reply_to(person: Person, message: Json) -> Json:
    found = await person.wait_for(
        "message",
        lambda d: (
            d["message"]["author"]["id"] == BOT
            and (d["message"].get("message_reference") or {}).get("message_id") == message["id"]
        ),
    )
    reply: Json = found["message"]
    return reply


async def test_what_comes_into_the_bots_own_conversation_is_looked_at_and_answered(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("rowan"), await person("ines")
    own = await ines.talk_to_bot()
    hello = await reply_to(ines, await ines.post(own, "hi"))
    assert hello["content"] == EN.say("screen-hello") and not hello["attachments"]
    again = await ines.post(own, "are you there?")
    received = await rowan.post(await rowan.conversation(ines), "", explicit(1))
    for message in (
        await ines.post(own, forward=received),
        await ines.post(own, "", explicit(2), harmless(3)),
    ):
        answer = await reply_to(ines, message)
        assert EN.say("screen-flagged") in answer["content"]
        assert EN.say("screen-foot-conversation") in answer["content"]
        assert len(answer["attachments"]) == 1
        assert labels(answer) == {EN.say("button-help"), EN.say("go-minor")}
    await nothing_of(client, explicit(1)[1], explicit(2)[1], harmless(3)[1])
    panel = await pressed(ines, answer, "button-help")
    assert panel["content"] == EN.say("panel-start")
    assert EN.say("button-keep-private") not in labels(panel)
    await press(ines, panel, "go-minor")
    await ines.wait_for(
        "message_update",
        lambda d: d["message"]["id"] == answer["id"] and not d["message"]["attachments"],
    )
    seen = [m for m in await ines.messages(own) if m["author"]["id"] == BOT]
    assert not [
        m for m in seen if (m.get("message_reference") or {}).get("message_id") == again["id"]
    ]
    assert await bot.store.recent(own=True) == [] and ines.id not in rows(bot)
    for other in (rowan, await person("kofi")):
        assert BOT not in str([f for f in await other.views() if f["event"] == "message"])


async def test_a_late_preview_and_what_an_edit_adds_are_looked_at_too(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines = await person("ines")
    own = await ines.talk_to_bot()
    await client.site("https://pics.example/a.jpg", explicit(1)[1], delay=0.3)
    linked = await ines.post(own, "https://pics.example/a.jpg")
    answer = await reply_to(ines, linked)
    assert EN.say("screen-flagged") in answer["content"]
    posted = await ines.post(own, "", harmless(2))
    assert EN.say("screen-clean") in (await reply_to(ines, posted))["content"]
    await ines.edit(posted, None, explicit(3))
    await ines.wait_for(
        "message",
        lambda d: (
            (d["message"].get("message_reference") or {}).get("message_id") == posted["id"]
            and EN.say("screen-flagged") in d["message"]["content"]
        ),
    )


async def test_who_blocks_the_bot_ends_the_conversation_and_nothing_else(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    own = await ines.talk_to_bot()
    await client.fault("latency", method="POST", path="/channels/*/messages", seconds=0.5)
    await ines.post(own, "", explicit(1))
    await ines.contacts(block=BOT)
    await bot.says("conversation_not_answered")
    theirs = await kofi.talk_to_bot()
    assert (await reply_to(kofi, await kofi.post(theirs, "", explicit(2))))["attachments"]
