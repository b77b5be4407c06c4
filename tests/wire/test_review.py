"""The review, over real sockets: each button, who may press it, and what a decision undoes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import Action, OutcomeStatus
from bot.evidence.policies import PolicyStore
from bot.sandbox.client import FindPerson, SandboxClient, components
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ROLE_ID, GUILD_ID, MODERATOR_ROLE_ID
from bot.steps import Actor, StepKind
from tests.wire.bypass import OTHER
from tests.wire.helping import EN, MEMBER, MODERATOR, SENDER, flagged, notice, panel, press
from tests.wire.reviewing import case_now, entry, labels, pressed, said
from tests.wire.running import Runs, explicit, runs

OWNER = "margot"


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


async def test_an_entry_moves_with_its_case_and_a_decision_stands(
    bot: Runs, person: FindPerson
) -> None:
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    shown = await entry(tomasz, case)
    assert labels(shown) == [
        "Uphold", "Overturn", "Time out", "Ban", "May involve a child", "Export",
    ]  # fmt: skip
    answer = await pressed(tomasz, shown, "Uphold")
    assert "is upheld" in answer["content"]

    moved = await entry(tomasz, case)
    assert moved["id"] == shown["id"], "one message a case, edited as it moves"
    assert f"Upheld · <@{tomasz.id}>" in said(moved)
    assert labels(moved) == ["Time out", "Ban", "May involve a child", "Export"]
    report = await pressed(tomasz, moved, "Export")
    (file,) = report["attachments"]
    assert (await bot.client.download(file["local_url"])).startswith(b"%PDF")
    steps = (await case_now(bot, case)).steps
    assert [(s.kind, s.by, s.user_id) for s in steps] == [
        (kind, Actor.MODERATOR, int(tomasz.id)) for kind in (StepKind.REVIEWED, StepKind.EXPORTED)
    ]


async def test_two_moderators_at_once_make_one_decision_and_both_know_whose(
    bot: Runs, person: FindPerson
) -> None:
    case, tomasz, margot = await flagged(bot, person), await person(MODERATOR), await person(OWNER)
    shown = await entry(tomasz, case)
    answers = await asyncio.gather(
        pressed(tomasz, shown, "Uphold"), pressed(margot, shown, "Overturn")
    )
    steps = (await case_now(bot, case)).steps
    (decision,) = [s for s in steps if s.kind in (StepKind.REVIEWED, StepKind.OVERTURNED)]
    first = 0 if decision.user_id == int(tomasz.id) else 1
    assert "decided already" not in answers[first]["content"]
    assert f"decided already: <@{decision.user_id}>" in answers[1 - first]["content"]


async def test_an_overturned_case_undoes_every_consequence_and_the_image_passes(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person(SENDER), await person(MEMBER)
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    await client.permissions(None, str(BOT_ROLE_ID), allow=["ban_members"])
    assert "timed out" in (await pressed(tomasz, await entry(tomasz, case), "Time out"))["content"]
    shown = await entry(tomasz, case)
    assert f"Sender timed out · <@{tomasz.id}>" in said(shown)
    with pytest.raises(Exception, match="Missing Permissions"):
        await rowan.post("general", "I am silent")

    # What stood between: the bot is started again, and the old button still works.
    await bot.stop()
    await bot.start()
    answer = await pressed(tomasz, shown, "Overturn")
    for text in ("counts no more", "time-out is lifted", "cannot be brought back", "let pass"):
        assert text in answer["content"], answer["content"]
    assert "time-out" in said(await entry(tomasz, case))

    public = await notice(ines)
    (public,) = [m for m in await ines.messages("general") if m["id"] == public["id"]]
    assert "taken down by mistake" in public["content"] and public["attachments"] == []
    asked = await rowan.answer(await rowan.click_label(public, EN.say("button-why")))
    assert EN.say("sender-overturned") in str(asked["embeds"])

    sent = await rowan.post("general", "again", explicit(1))
    later = await rowan.post("general", "and another one", ("other.jpg", OTHER))
    await bot.removed(later["id"])
    there = {m["id"] for m in await ines.messages("general")}
    assert sent["id"] in there, "the very same file is let pass"
    again = (await bot.cases())[0]
    assert again.post.message_id == int(later["id"])
    assert again.earlier.count == 0, "what was overturned counts no more"


async def test_somebody_is_banned_only_after_a_question_and_comes_back_when_it_was_a_mistake(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    asked = await pressed(tomasz, await entry(tomasz, case), "Ban")
    assert labels(asked) == ["Ban them"] and "Their messages stay" in asked["content"]
    refused = await pressed(tomasz, asked, "Ban them")
    assert "Ban Members" in refused["content"]
    outcome = (await case_now(bot, case)).outcome_of(Action.BAN)
    assert outcome is not None and outcome.status is OutcomeStatus.FAILED

    await client.permissions(None, str(BOT_ROLE_ID), allow=["ban_members"])
    assert "is banned" in (await pressed(tomasz, asked, "Ban them"))["content"]
    outcome = (await case_now(bot, case)).outcome_of(Action.BAN)
    assert outcome is not None and outcome.status is OutcomeStatus.DONE
    undone = await pressed(tomasz, await entry(tomasz, case), "Overturn")
    assert "ban is lifted" in undone["content"]
    kinds = [s.kind for s in (await case_now(bot, case)).steps]
    assert kinds[-2:] == [StepKind.OVERTURNED, StepKind.LIFTED]


@pytest.mark.parametrize(
    ("label", "permission", "called"),
    [
        ("Uphold", "manage_messages", "Manage Messages"),
        ("Overturn", "manage_messages", "Manage Messages"),
        ("May involve a child", "manage_messages", "Manage Messages"),
        ("Export", "manage_messages", "Manage Messages"),
        ("Time out", "moderate_members", "Timeout Members"),
        ("Ban", "ban_members", "Ban Members"),
    ],
)
async def test_whoever_lacks_the_right_is_refused_and_nothing_happens(
    bot: Runs,
    client: SandboxClient,
    person: FindPerson,
    label: str,
    permission: str,
    called: str,
) -> None:
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    await client.permissions(None, str(MODERATOR_ROLE_ID), deny=[permission])
    before = await case_now(bot, case)
    answer = await pressed(tomasz, await entry(tomasz, case), label)
    assert called in answer["content"]
    assert await case_now(bot, case) == before


async def test_nobody_acts_on_who_stands_above_them(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    margot, tomasz = await person(OWNER), await person(MODERATOR)
    await margot.post("general", "", explicit(1))

    async def there() -> bool:
        return bool(await bot.store.recent())

    await bot.until(there)
    case = (await bot.cases())[0]
    answer = await pressed(tomasz, await entry(tomasz, case), "Time out")
    assert "not below yours" in answer["content"]
    assert (await case_now(bot, case)).steps == ()


async def test_where_a_child_may_be_involved_nothing_of_it_stays(
    bot: Runs, person: FindPerson
) -> None:
    case, tomasz, ines = await flagged(bot, person), await person(MODERATOR), await person(MEMBER)
    (finding,) = case.findings
    assert finding.screening is not None and finding.screening.sha256 is not None
    answer = await pressed(tomasz, await entry(tomasz, case), "May involve a child")
    assert "fingerprints and the copy are gone" in answer["content"]
    assert any(c.get("url") for c in components(answer)), "the hotlines for children"

    now = await case_now(bot, case)
    assert now.shielded and now.findings[0].screening is not None
    assert now.findings[0].screening.sha256 is None
    assert [s.kind for s in now.steps] == [StepKind.SHIELDED]
    shown = await entry(tomasz, case)
    assert "may involve a child" in said(shown)
    for told in (finding.media.filename, "score", "Earlier"):
        assert told not in said(shown)
    assert labels(shown) == ["Uphold", "Overturn", "Time out", "Ban", "Export"]
    public = await notice(ines)
    (public,) = [m for m in await ines.messages("general") if m["id"] == public["id"]]
    assert public["attachments"] == []
    overturned = await pressed(tomasz, shown, "Overturn")
    assert "went on no list" in overturned["content"]


async def test_where_the_policy_says_so_moderators_see_the_unrecognisable_copy_until_a_child(
    bot: Runs, person: FindPerson
) -> None:
    await bot.stop()
    rules = {"review_picture": "copy"}
    await PolicyStore(bot.store.database).add(GUILD_ID, rules, None, datetime.now(UTC))
    await bot.start()
    case, tomasz, ines = await flagged(bot, person), await person(MODERATOR), await person(MEMBER)
    (copy,) = (await entry(tomasz, case))["attachments"]
    assert copy["filename"].startswith("SPOILER_unrecognisable")
    (public,) = (await notice(ines))["attachments"]
    shown, posted = [await bot.client.download(c["local_url"]) for c in (copy, public)]
    assert shown == posted, "what everybody sees already, and nothing finer"

    # A member says that somebody may be under 18: the moderators' copy goes as well.
    await press(ines, await panel(ines), "go-minor")

    async def gone() -> bool:
        return not (await entry(tomasz, case))["attachments"]

    await bot.until(gone)
    assert "may involve a child" in said(await entry(tomasz, case))
