"""Help, over real sockets: from the notice to the last card, and out again at once.

What people read is tested over the whole product in tests/unit/guidance; here it is the way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.evidence.wishes import Wishes
from bot.guidance import INCIDENTS
from bot.sandbox.client import FindPerson, SandboxClient, SandboxError, components
from bot.sandbox.server import Sandbox
from tests.wire.helping import (
    DE,
    EN,
    MEMBER,
    MODERATOR,
    OTHER,
    about,
    cards,
    choose,
    flagged,
    keys,
    panel,
    press,
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


async def test_a_recipient_walks_each_incident_from_the_notice_to_the_last_card(
    bot: Runs, person: FindPerson
) -> None:
    case, ines, kofi = await flagged(bot, person), await person(MEMBER), await person(OTHER)
    kofi.locale = "de"
    for what in INCIDENTS:
        for who, words in ((ines, EN), (kofi, DE)):
            start = await panel(who)  # the notice has the server's language
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
            ways = {"go-close", "go-exit", "go-minor"}
            assert all(ways <= keys(page, words) for page in (start, chosen, *pages))
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
        shown = await ines.wait_for("message", about(case.number))
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
    ines, people = await person(MEMBER), Wishes(bot.store.database)
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
