"""The sender's appeal, over real sockets: the form, the moderators' entry, and the decision."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.appeals import Match
from bot.domain import Case, VerdictKind
from bot.evidence.appeals import Appeals
from bot.reviews import Review, decided
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, components
from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from bot.steps import Actor, StepKind
from tests.wire.helping import EN, MEMBER, MODERATOR, SENDER, flagged, notice, panel, press, text
from tests.wire.running import EXPLICIT, Runs, runs

OTHER_MODERATOR = "margot"
WHY = "It is a <@1> cake, see https://example.com/cake"


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    async with runs(sandbox, client, tmp_path) as prepared:
        await prepared.start()
        yield prepared


def edited() -> bytes:
    """Return that abstract picture with its upper quarter painted over."""
    picture = Image.open(io.BytesIO(EXPLICIT)).convert("RGB")
    width, height = picture.size
    ImageDraw.Draw(picture).rectangle([0, 0, width, height // 4], fill="white")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


ANOTHER = (ROOT / "bot" / "sandbox" / "samples" / "trigger_male_genitalia.jpg").read_bytes()
SAME_LOOK = EXPLICIT + b"other bytes behind it"


async def why(person: Person) -> Json:
    """Press "Why was this removed?"; return the private answer."""
    shown = await notice(person)
    return await person.answer(await person.click_label(shown, EN.say("button-why")))


async def form(person: Person) -> str:
    """Open the form from the private answer; return its interaction."""
    pressed = await person.click_label(await why(person), EN.say("button-appeal"))
    shown = await person.wait_for("modal", lambda d: d["interaction_id"] == pressed)
    return str(shown["interaction_id"])


async def entries(moderator: Person) -> list[Json]:
    """Return the moderators' entries of appeals."""
    found = await moderator.messages("moderators")
    return [m for m in found if any(e["title"].startswith("Appeal ") for e in m["embeds"])]


async def entry(bot: Runs, moderator: Person) -> Json:
    async def there() -> bool:
        return bool(await entries(moderator))

    await bot.until(there)
    (found,) = await entries(moderator)
    return found


async def decided_entry(bot: Runs, moderator: Person) -> Json:
    """Return the appeal's entry once it says what was decided."""

    async def says() -> bool:
        return "Decided" in told(await entry(bot, moderator))

    await bot.until(says)
    return await entry(bot, moderator)


async def _done(person: Person, pressed: str) -> None:
    await person.wait_for("interaction_done", lambda d: bool(d["interaction_id"] == pressed))


def told(message: Json) -> str:
    (embed,) = message["embeds"]
    return f"{embed['description']} {embed['fields']}"


async def now(bot: Runs) -> Case:
    (case,) = await bot.cases()
    return case


async def test_a_sender_appeals_in_words_and_learns_the_outcome_when_they_ask(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    case, rowan, tomasz = await flagged(bot, person), await person(SENDER), await person(MODERATOR)
    shown = await form(rowan)
    answer = await rowan.answer(await rowan.submit(shown, {"reason": WHY}))
    assert answer["content"] == EN.say("appeal-sent")
    posted = await entry(bot, tomasz)
    assert posted["attachments"] == [] and not posted["embeds"][0].get("image")
    assert f"```text\n{WHY}\n```" in told(posted)
    assert "No picture was uploaded again" in told(posted)
    assert (await now(bot)).steps[-1].by is Actor.SENDER

    # Once a case: the button is gone, and the answer says how it stands.
    waiting = await why(rowan)
    assert EN.say("appeal-stands-open") in text(waiting)
    assert EN.say("button-appeal") not in [c.get("label") for c in components(waiting)]
    pressed = await tomasz.click_label(posted, "Overturn: it was a mistake")
    await tomasz.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)
    ruled = await decided_entry(bot, tomasz)
    assert "Overturned by" in told(ruled) and components(ruled) == []
    stands = decided((await now(bot)).steps)
    assert stands is not None and (stands.review, stands.by) == (
        Review.OVERTURNED,
        int(tomasz.id),
    )
    assert EN.say("appeal-stands-overturned") in text(await why(rowan))
    listed = await rowan.answer(await rowan.command("general", "my-records"))
    assert EN.say("records-appeals") in listed["content"]
    assert EN.say("standing-overturned") in listed["content"]
    # Nobody is written to unasked.
    posts = [e["path"] for e in await client.log() if e.get("method") == "POST"]
    assert not any(p.endswith("/users/@me/channels") for p in posts)
    assert case.number == 1


@pytest.mark.parametrize(
    ("picture", "match", "seen", "words"),
    [
        (SAME_LOOK, Match.SAME, VerdictKind.EXPLICIT, "The same picture"),
        (edited(), Match.EDITED, None, "Possibly an edited one"),
        (ANOTHER, Match.OTHER, VerdictKind.EXPLICIT, "Another picture"),
        (b"no picture", Match.NOT_COMPARED, VerdictKind.UNSCREENED, "could not be compared"),
    ],
    ids=["same", "edited", "other", "damaged"],
)
async def test_a_picture_that_is_sent_again_is_compared_and_forgotten(
    bot: Runs,
    client: SandboxClient,
    person: FindPerson,
    picture: bytes,
    match: Match,
    seen: VerdictKind | None,
    words: str,
) -> None:
    case, rowan, tomasz = await flagged(bot, person), await person(SENDER), await person(MODERATOR)
    sent = await rowan.submit(await form(rowan), {"reason": WHY}, picture=[("a.png", picture)])
    assert (await rowan.answer(sent))["content"] == EN.say("appeal-sent")
    posted = await entry(bot, tomasz)
    assert words in told(posted) and posted["attachments"] == []
    kept = await Appeals(bot.store.database).appeal(case.case_id)
    assert kept is not None and kept.match is match
    assert seen is None or kept.seen is seen
    # What was known of the case is all that is known: no second fingerprint anywhere.
    assert (await now(bot)).findings == case.findings
    written = b"".join(p.read_bytes() for p in bot.database.parent.iterdir() if p.is_file())
    assert picture not in written and picture[:64] not in written
    again = [m for m in await tomasz.messages("general") if m["attachments"]]
    assert len(again) == 1  # the notice's own unrecognisable copy


async def test_a_form_that_was_open_over_a_restart_is_not_lost(
    bot: Runs, person: FindPerson
) -> None:
    await flagged(bot, person)
    rowan, tomasz = await person(SENDER), await person(MODERATOR)
    shown = await form(rowan)
    await bot.kill()
    await bot.start()
    answer = await rowan.answer(await rowan.submit(shown, {"reason": WHY}))
    assert answer["content"] == EN.say("appeal-sent")
    posted = await entry(bot, tomasz)
    await bot.kill()
    await bot.start()
    pressed = await tomasz.click_label(posted, "Uphold")
    await tomasz.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)
    await decided_entry(bot, tomasz)
    stands = decided((await now(bot)).steps)
    assert stands is not None and stands.review is Review.UPHELD
    assert EN.say("appeal-stands-upheld") in text(await why(rowan))


async def test_two_moderators_at_once_make_one_decision(bot: Runs, person: FindPerson) -> None:
    await flagged(bot, person)
    rowan, one, two = await person(SENDER), await person(MODERATOR), await person(OTHER_MODERATOR)
    await rowan.answer(await rowan.submit(await form(rowan), {"reason": WHY}))
    posted = await entry(bot, one)
    first = await one.click_label(posted, "Uphold")
    second = await two.click_label(posted, "Overturn: it was a mistake")
    for who, pressed in ((one, first), (two, second)):
        await _done(who, pressed)

    async def told_one() -> bool:
        frames = [f for who in (one, two) for f in await who.views() if f["event"] == "ephemeral"]
        return any("decided already" in f["data"]["message"]["content"] for f in frames)

    await bot.until(told_one)
    case = await now(bot)
    assert len([s for s in case.steps if s.kind in (StepKind.REVIEWED, StepKind.OVERTURNED)]) == 1
    stands = decided(case.steps)
    assert stands is not None
    assert f"{stands.review.value.title()} by <@{stands.by}>" in told(await entry(bot, one))


async def test_only_the_sender_can_appeal_and_only_moderators_decide(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    await flagged(bot, person)
    ines, rowan = await person(MEMBER), await person(SENDER)
    answer = await why(ines)
    assert EN.say("button-appeal") not in [c.get("label") for c in components(answer)]
    await rowan.answer(await rowan.submit(await form(rowan), {"reason": "  \n "}))
    assert await Appeals(bot.store.database).unposted() == []
    assert (await now(bot)).steps == ()
    await rowan.answer(await rowan.submit(await form(rowan), {"reason": WHY}))
    await entry(bot, await person(MODERATOR))
    channel = "moderators"
    await client.permissions(channel, ines.id, allow=["view_channel"])
    posted = await entry(bot, ines)
    refused = await ines.answer(await ines.click_label(posted, "Uphold"))
    assert refused["content"] == EN.say("error-permission")
    assert decided((await now(bot)).steps) is None


async def test_where_somebody_may_be_under_18_no_picture_is_asked_for_or_looked_at(
    bot: Runs, person: FindPerson
) -> None:
    case, rowan, ines = await flagged(bot, person), await person(SENDER), await person(MEMBER)
    open_before = await form(rowan)
    await press(ines, await panel(ines), "go-minor")
    pressed = await rowan.click_label(await why(rowan), EN.say("button-appeal"))
    shown = await rowan.wait_for("modal", lambda d: d["interaction_id"] == pressed)
    assert [part["component"]["type"] for part in shown["components"]] == [4]
    # The form that was open before has a place for a picture: what is put there is not touched.
    sent = await rowan.submit(open_before, {"reason": WHY}, picture=[("a.png", SAME_LOOK)])
    assert (await rowan.answer(sent))["content"] == EN.say("appeal-sent")
    kept = await Appeals(bot.store.database).appeal(case.case_id)
    assert kept is not None and (kept.match, kept.seen) == (Match.NOT_SENT, None)


async def test_an_appeal_that_could_not_be_posted_is_posted_at_the_next_session(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    await flagged(bot, person)
    rowan, tomasz = await person(SENDER), await person(MODERATOR)
    shown = await form(rowan)
    bot_id = (await client.state())["bot"]["id"]
    await client.permissions("moderators", bot_id, deny=["send_messages"])
    answer = await rowan.answer(await rowan.submit(shown, {"reason": WHY}))
    assert answer["content"] == EN.say("appeal-kept")
    assert len(await Appeals(bot.store.database).unposted()) == 1
    await client.permissions("moderators", bot_id, allow=["send_messages"])
    await bot.kill()
    await bot.start()
    assert WHY in told(await entry(bot, tomasz))

    async def noted() -> bool:
        return await Appeals(bot.store.database).unposted() == []

    await bot.until(noted)
