"""Records of one's own, and reports for moderators, over real sockets."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pypdf
import pytest

from bot.domain import Case
from bot.evidence.ledger.note import Signer
from bot.evidence.ledger.receipt import Receipt, verify
from bot.evidence.reviews import Reviews
from bot.evidence.wishes import Wishes
from bot.reviews import Review
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, SandboxError, components
from bot.sandbox.server import Sandbox
from bot.steps import Actor, StepKind
from tests.wire.helping import (
    EN,
    MEMBER,
    MODERATOR,
    OTHER,
    SENDER,
    choose,
    flagged,
    keys,
    notice,
    panel,
    press,
    step,
    walk,
)
from tests.wire.running import Runs, explicit, runs


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


async def ask(person: Person, message: Json) -> Json:
    """Press "Keep a record for me"; return the private answer."""
    assert "go-record" in keys(message), keys(message)
    return await person.answer(await person.click_label(message, EN.say("go-record")))


async def files(client: SandboxClient, message: Json) -> dict[str, bytes]:
    return {
        a["filename"]: await client.download(a.get("local_url") or a["url"])
        for a in message["attachments"]
    }


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def receipt(bot: Runs, data: bytes) -> Json:
    """Return the fields that a receipt proves of its case's first entry."""
    key = Signer.load_or_make(bot.database.with_name("ledger.key")).verifier
    proved = verify(Receipt.from_json(data), key)
    return {name: each.value for name, each in proved.entries[0].fields.items()}


async def test_a_recipient_keeps_a_record_hears_how_it_stands_and_withdraws(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, rowan, kofi = await person(MEMBER), await person(SENDER), await person(OTHER)
    mentions = f"<@{kofi.id}> and <@{ines.id}>"
    await rowan.post("general", mentions, explicit(1))
    await bot.until(lambda: bot.store.recent())
    (case,) = await bot.cases()
    assert set(case.post.mentioned_user_ids) == {int(kofi.id), int(ines.id)}
    last = (await walk(ines, "unsolicited_image", "GB-SCT"))[-1]
    answer = await ask(ines, last)
    found = await files(client, answer)
    assert sorted(found) == ["case-1-receipt.json", "case-1-report.pdf"]
    assert EN.say("record-head", case="1") in answer["content"]
    until = EN.say("record-until", day="x").split("x")[0]
    assert until in answer["content"]
    shown = receipt(bot, found["case-1-receipt.json"])
    assert shown["sender"]["id"] == rowan.id and shown["link"] == case.post.link
    printed = words(found["case-1-report.pdf"])
    assert "Scotland" in printed and ines.id in printed and kofi.id not in printed
    assert kofi.id.encode() not in found["case-1-receipt.json"]

    # A second press gives the files again, and no second step.
    again = await files(client, await ask(ines, last))
    assert sorted(again) == sorted(found)
    (after,) = await bot.cases()
    assert [(s.kind, s.by, s.user_id) for s in after.steps] == [
        (StepKind.EXPORTED, Actor.RECIPIENT, None)
    ]

    listed = await ines.answer(await ines.command("general", "my-records"))
    assert "Case 1" in listed["content"] and EN.say("standing-open") in listed["content"]
    await Reviews(bot.store.database).decide(case.case_id, 7, Review.UPHELD, case.opened_at)
    await bot.kill()
    await bot.start()
    listed = await ines.answer(await ines.command("general", "my-records"))
    assert EN.say("standing-upheld") in listed["content"]
    forgotten = await choose(ines, listed, case.case_id)
    assert forgotten["content"] == EN.say("record-withdrawn") and components(forgotten) == []
    listed = await ines.answer(await ines.command("general", "my-records"))
    assert listed["content"] == EN.say("records-none")
    # The button under the answer still works after the restart, and twice does no harm.
    gone = await step(ines, answer, f"fg:record:forget:{case.case_id}")
    assert gone["content"] == EN.say("record-withdrawn")
    assert (await bot.cases())[0].steps[:1] == after.steps


async def test_under_18_there_is_a_receipt_of_ids_alone_for_everybody(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    case, ines, kofi = await flagged(bot, person), await person(MEMBER), await person(OTHER)
    other = (await walk(kofi, "unsolicited_image", "GB-ENG"))[-1]
    minor = await press(ines, await panel(ines), "go-minor")
    while "go-next" in keys(minor):
        minor = await press(ines, minor, "go-next")
    moderator = await person(MODERATOR)
    for who, message in ((ines, minor), (kofi, other)):
        answer = await ask(who, message)
        found = await files(client, answer)
        assert sorted(found) == ["case-1-receipt.json"]
        assert case.post.link in answer["content"]
        shown = receipt(bot, found["case-1-receipt.json"])
        assert {*shown} <= {"kind", "case_id", "at", "number", "message_id", "link", "posted_at"}
    screening = case.findings[0].screening
    assert screening is not None and screening.sha256 and screening.pdq
    for value in (screening.sha256, screening.pdq):
        assert value.encode() not in found["case-1-receipt.json"]
    asked = await moderator.command("moderators", "flashguard export", {"case": 1})
    refused = await moderator.answer(asked)
    assert refused["attachments"] == [] and "may be under 18" in refused["content"]


async def test_who_cannot_see_the_channel_any_more_gets_no_record_and_the_sender_is_offered_none(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    case, ines, rowan = await flagged(bot, person), await person(MEMBER), await person(SENDER)
    last = (await walk(ines, "image_shared", "INTL"))[-1]
    own = (await walk(rowan, "unsolicited_image", "INTL"))[-1]
    assert "go-record" not in keys(own) and case.post.sender.user_id == int(rowan.id)
    await client.permissions("general", ines.id, deny=["view_channel"])
    with pytest.raises(SandboxError) as refused:
        await ask(ines, last)
    assert refused.value.code == 50001  # Discord's own answer: Missing Access
    assert (await bot.cases())[0].steps == ()


@pytest.mark.parametrize("form", ["pdf", "html", "json", "case"])
async def test_moderators_export_a_report_and_the_custody_has_it(
    bot: Runs, client: SandboxClient, person: FindPerson, form: str
) -> None:
    await flagged(bot, person)
    moderator = await person(MODERATOR)
    options = {"case": 1, "format": form}
    answer = await moderator.answer(
        await moderator.command("moderators", "flashguard export", options)
    )
    ((name, data),) = (await files(client, answer)).items()
    assert name.startswith("case-1-report.") and "no picture" in answer["content"]
    (case,) = await bot.cases()
    assert [(s.kind, s.user_id, s.note) for s in case.steps] == [
        (StepKind.EXPORTED, int(moderator.id), form)
    ]
    if form == "json":
        assert json.loads(data)["custody"][-1]["who"] == moderator.id
    missing = await moderator.answer(
        await moderator.command("moderators", "flashguard export", {"case": 99})
    )
    assert missing["content"] == EN.say("error-case", case="99")


async def test_a_case_is_not_shielded_by_a_record(bot: Runs, person: FindPerson) -> None:
    case: Case = await flagged(bot, person)
    ines = await person(MEMBER)
    await ask(ines, (await walk(ines, "unsolicited_image", "GB-ENG"))[-1])
    assert not await Wishes(bot.store.database).is_shielded(case.case_id)
    assert (await notice(ines))["attachments"]
