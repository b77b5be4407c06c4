"""Help, over real sockets: from the notice or a command to the last card, and out again at once.

What people read is tested over the whole product in tests/unit/guidance; here it is the way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import Action, Case
from bot.evidence.people import People
from bot.guidance import INCIDENTS
from bot.locales import Locales, Words
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, SandboxError, components
from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from tests.wire.running import Runs, explicit, runs

LOCALES = Locales.load(ROOT / "config" / "locales")
EN, DE = LOCALES.of("en-US"), LOCALES.of("de")
SENDER, MEMBER, OTHER, MODERATOR = "rowan", "ines", "kofi", "tomasz"


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


async def flagged(bot: Runs, person: FindPerson, number: int = 1) -> Case:
    """Have something flagged posted, and return its case once it is closed."""
    before = len(await bot.store.recent())
    await (await person(SENDER)).post("general", "", explicit(number))

    async def there() -> bool:
        return len(await bot.store.recent()) > before

    await bot.until(there)
    return (await bot.cases())[0]


async def notice(person: Person, words: Words = EN) -> Json:
    label = words.say("button-help")
    shown = await person.wait_for(
        "message", lambda d: any(c.get("label") == label for c in components(d["message"]))
    )
    message: Json = shown["message"]
    return message


async def panel(person: Person, words: Words = EN) -> Json:
    """Open the panel from the notice."""
    label = words.say("button-help")
    return await person.answer(await person.click_label(await notice(person, words), label))


async def step(person: Person, message: Json, custom_id: str, *values: str) -> Json:
    """Press or choose in a private message that changes itself; return it as it then is."""
    pressed = await person.click(message, custom_id, values)
    await person.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)
    changed: list[Json] = [
        f["data"]["message"] for f in await person.views() if f["event"] == "ephemeral_update"
    ]
    return [m for m in changed if m["id"] == message["id"]][-1]


async def press(person: Person, message: Json, key: str, words: Words = EN) -> Json:
    """Press the button that carries a text of the languages."""
    assert key in keys(message, words), f"no {key} among {sorted(keys(message, words))}"
    custom_id = next(
        str(c["custom_id"]) for c in components(message) if c.get("label") == words.say(key)
    )
    return await step(person, message, custom_id)


async def choose(person: Person, message: Json, value: str) -> Json:
    """Choose an entry of a menu."""
    menu = next(
        c for c in components(message) for o in c.get("options") or () if o["value"] == value
    )
    return await step(person, message, menu["custom_id"], value)


def keys(message: Json, words: Words = EN) -> set[str]:
    """Return which of the panel's buttons a message has."""
    labels = {c.get("label") for c in components(message)}
    known = ("danger", "minor", "on", "on-after", "back", "next", "close", "exit", "tell")
    more = ("remember", "forget", "me")
    return {f"go-{k}" for k in (*known, *more) if words.say(f"go-{k}") in labels}


def text(message: Json) -> str:
    embeds = [f"{e['title']} {e['fields']} {e['footer']}" for e in message["embeds"]]
    return "\n".join([message["content"], *embeds])


async def cards(person: Person, message: Json, words: Words = EN) -> list[Json]:
    """Turn all pages, from the first on."""
    pages = [message]
    while "go-next" in keys(pages[-1], words):
        pages.append(await press(person, pages[-1], "go-next", words))
    return pages


async def walk(person: Person, what: str, where: str, words: Words = EN) -> list[Json]:
    """Go from the notice to the last card; return every message on the way."""
    seen = [await panel(person, words)]
    seen.append(await press(person, seen[-1], "go-on", words))
    seen.append(await choose(person, seen[-1], what))
    seen.append(await choose(person, seen[-1], where))
    return [*seen[:-1], *await cards(person, seen[-1], words)]


# ------------------------------------------------------------------------------------ the ways


async def test_a_recipient_walks_each_incident_from_the_notice_to_the_last_card(
    bot: Runs, person: FindPerson
) -> None:
    case, ines, kofi = await flagged(bot, person), await person(MEMBER), await person(OTHER)
    kofi.locale = "de"
    for what in INCIDENTS:
        for who, words in ((ines, EN), (kofi, DE)):
            public = EN  # the notice has the server's language, the answers the person's
            start = await who.answer(
                await who.click_label(await notice(who, public), public.say("button-help"))
            )
            assert start["content"] == words.say("panel-start")
            chosen = await choose(who, await press(who, start, "go-on", words), what)
            pages = await cards(who, await choose(who, chosen, "GB-ENG"), words)
            assert len(pages) == 3
            read = "\n".join(map(text, pages))
            assert words.say("disclaimer") in text(pages[-1])
            assert words.say("reply-text") in read
            assert words.say(f"now-{what}").split("\n")[0] in read
            assert f"**{words.say('case-number', case=str(case.number))}" in read
            assert ("StopNCII" in read) == (what in ("image_shared", "threat_to_share")) or (
                what in ("deepfake", "taken_without_consent")
            )
            for page in (start, chosen, *pages):
                assert {"go-close", "go-exit", "go-minor"} <= keys(page, words)
            links = [c["url"] for page in pages for c in components(page) if c.get("url")]
            assert links and all(url.startswith("https://") for url in links)
    seen = [f for f in await (await person(MODERATOR)).views() if "ephemeral" in f["event"]]
    assert seen == []


async def test_crisis_lines_come_first_where_somebody_is_told_to_hurt_themselves(
    bot: Runs, person: FindPerson
) -> None:
    await flagged(bot, person)
    ines = await person(MEMBER)
    pages = await walk(ines, "harmful_message", "GB-ENG")
    fields = pages[3]["embeds"][0]["fields"]
    assert "999" in fields[0]["value"] and "116 123" in fields[1]["value"]
    back = pages[-1]
    for _ in range(2):
        back = await press(ines, back, "go-back")
    assert text(back) == text(pages[3])
    danger = await press(ines, await panel(ines), "go-danger")
    assert "999" in text(danger) and "Find A Helpline" in text(danger)
    assert "What happened?" in text(await press(ines, danger, "go-on-after"))


async def test_the_answer_under_18_overrides_at_any_point_and_leaves_no_fingerprint(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines = await person(MEMBER)
    for point in range(8):
        case = await flagged(bot, person, point)
        (finding,) = case.findings
        assert finding.screening is not None and finding.screening.sha256 and finding.screening.pdq
        fingerprints = finding.screening.sha256, finding.screening.pdq
        shown = await ines.wait_for(
            "message", lambda d, n=case.number: f"Case {n} " in d["message"]["content"]
        )
        pressed = await ines.click_label(shown["message"], EN.say("button-help"))
        message = await ines.answer(pressed)
        if point == 1:
            message = await press(ines, message, "go-danger")
        if point >= 2:
            message = await press(ines, message, "go-on")
        if point >= 3:
            message = await choose(ines, message, "unsolicited_image")
        if point >= 4:
            message = await choose(ines, message, "GB-ENG")
        for _ in range({5: 1, 6: 2}.get(point, 0)):
            message = await press(ines, message, "go-next")
        if point == 7:
            message = await press(ines, message, "go-tell")
        minor = await press(ines, message, "go-minor")
        assert EN.say("card-minor") in minor["embeds"][0]["title"]
        assert "66A" not in text(minor) and EN.say("law") not in text(minor)
        assert EN.say("minor-forgotten") in text(minor)
        assert "Childline" in text(minor)

        # No way leads back to the other route: every way but those out stays on it.
        route = await cards(ines, minor)
        for page in route:
            ids = [str(c["custom_id"]) for c in components(page) if c.get("custom_id")]
            assert all(":m:" in i for i in ids), ids
        elsewhere = await choose(ines, route[-1], "INTL")
        assert "66A" not in text(elsewhere) and "Child Helpline" in text(elsewhere)

        (after,) = [c for c in await bot.store.recent() if c.number == case.number]
        (kept,) = after.findings
        assert kept.screening is not None
        assert (kept.screening.sha256, kept.screening.pdq, kept.screening.pdq_quality) == (
            None,
        ) * 3

        async def without_copy(number: int = case.number) -> bool:
            found = [m for m in await ines.messages("general") if f"Case {number} " in m["content"]]
            return len(found) == 1 and found[0]["attachments"] == []

        await bot.until(without_copy)
        sqlite3.connect(bot.database).execute("PRAGMA wal_checkpoint(TRUNCATE)")
        written = b"".join(p.read_bytes() for p in bot.database.parent.iterdir())
        for value in fingerprints:
            assert value.encode() not in written, point


async def test_the_picture_of_oneself_has_its_own_helpers_on_the_route_for_minors(
    bot: Runs, person: FindPerson
) -> None:
    await flagged(bot, person)
    ines = await person(MEMBER)
    minor = await press(ines, await panel(ines), "go-minor")
    assert "Report Remove" not in text(minor) and "Take It Down" not in text(minor)
    mine = await choose(ines, await press(ines, minor, "go-me"), "GB-SCT")
    assert "Report Remove" in text(mine) and "Take It Down" in text(mine)
    assert "StopNCII" not in text(mine)


async def test_a_restart_in_the_middle_breaks_no_button(bot: Runs, person: FindPerson) -> None:
    case, ines = await flagged(bot, person), await person(MEMBER)
    pages = await walk(ines, "deepfake", "GB-NIR")
    question = await press(ines, await panel(ines), "go-on")
    await bot.kill()
    with pytest.raises(SandboxError):
        await ines.answer(await ines.click_label(pages[-1], EN.say("go-back")))
    await bot.start()
    back = await press(ines, pages[-1], "go-back")
    assert text(back) == text(pages[-2]) and f"**{case.number}**" in text(back)
    assert "Where do you live?" in text(await choose(ines, question, "deepfake"))
    assert EN.say("card-minor") in text(await press(ines, back, "go-minor"))


async def test_leaving_is_one_press_from_every_screen(bot: Runs, person: FindPerson) -> None:
    await flagged(bot, person)
    ines = await person(MEMBER)
    pages = await walk(ines, "image_shared", "INTL")
    closed = await press(ines, pages[-1], "go-close")
    assert closed["embeds"] == [] and "Nobody was told" in closed["content"]
    assert components(closed) == []
    start = await panel(ines)
    custom_id = next(
        c["custom_id"] for c in components(start) if c.get("label") == EN.say("go-exit")
    )
    await ines.click(start, custom_id)
    gone = await ines.wait_for("ephemeral_delete")
    assert gone["id"] == start["id"]


async def test_where_one_lives_is_remembered_only_if_asked_and_forgotten_if_asked(
    bot: Runs, person: FindPerson
) -> None:
    await flagged(bot, person)
    ines, people = await person(MEMBER), People(bot.store.database)
    pages = await walk(ines, "unsolicited_image", "GB-WLS")
    assert await people.home(int(ines.id)) is None
    kept = await press(ines, pages[-1], "go-remember")
    assert "Wales" in kept["content"] and await people.home(int(ines.id)) == "GB-WLS"
    question = await press(ines, await panel(ines), "go-on")
    card = await choose(ines, question, "deepfake")  # straight on, without the question
    assert "Wales" in card["embeds"][0]["title"]
    forgotten = await press(ines, card, "go-forget")
    assert forgotten["content"] == EN.say("forgotten")
    assert await people.home(int(ines.id)) is None
    again = await choose(ines, await press(ines, await panel(ines), "go-on"), "deepfake")
    assert again["content"] == EN.say("panel-where")


# ------------------------------------------------------------------------- telling the moderators


async def told(person: Person) -> list[Json]:
    """Return what the moderators' channel holds beside the cases' entries."""
    return [m for m in await person.messages("moderators") if not m["embeds"]]


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
    assert f"case {case.number}" in read and "2 years" not in read
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
