"""Each rule that a server sets changes what happens on it: real bot, real network, real sockets.

Every test replaces the whole policy by a file of its own. The pictures are abstract.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain import Action, OutcomeStatus, VerdictKind
from bot.evidence.policies import PolicyStore
from bot.measures import Mode
from bot.rulebook import from_data, read_toml, write_toml
from bot.sandbox.client import Json, Person
from bot.sandbox.world import BOT_ROLE_ID, GUILD_ID, MODERATOR_ROLE_ID
from bot.steps import Actor, Step, StepKind
from tests.wire.bypass import EXPLICIT, Stage, benign, done, is_notice, stage_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = "This is for those who may manage the server."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path_factory.mktemp("policy")) as started:
        yield started


async def said(person: Person, command: str, *files: tuple[str, bytes], **options: str) -> Json:
    """Run a command in #general and return its private answer."""
    number = await person.command("general", f"flashguard {command}", options, *files)
    return await person.answer(number)


async def rules(stage: Stage, toml: str) -> None:
    """Replace the server's rules by these."""
    answer = await said(stage.margot, "policy import", ("rules.toml", toml.encode()), file="0")
    assert "from now on" in answer["content"] or "so already" in answer["content"], answer


async def explicit_post(stage: Stage, who: Person, channel: str) -> Json:
    data = EXPLICIT + next(stage.numbers).to_bytes(4, "big")
    return await who.post(channel, "", ("picture.jpg", data))


# ------------------------------------------------------------------------------- the commands


async def test_a_rule_is_set_shown_and_taken_back(stage: Stage) -> None:
    await rules(stage, "")
    answer = await said(stage.margot, "policy set", key="flagged", value="remove")
    assert "flagged: (default) → remove" in answer["content"]
    shown = str((await said(stage.tomasz, "policy show"))["embeds"])
    assert "a notice without a copy" in shown and "flagged = remove" in shown
    assert f"<@{stage.margot.id}>" in shown
    again = await said(stage.margot, "policy set", key="flagged", value="remove")
    assert "nothing was changed" in again["content"]
    answer = await said(stage.margot, "policy undo")
    assert "flagged: remove → (default)" in answer["content"]
    answer = await said(stage.margot, "policy undo")
    assert "flagged: (default) → remove" in answer["content"]
    history = await PolicyStore(stage.store.database).history(GUILD_ID)
    assert [v.user_id for v in history[:3]] == [int(stage.margot.id)] * 3
    assert history[0].note.startswith("undo ") and history[2].note == "flagged = remove"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("flaged", "remove", "Did you mean flagged?"),
        ("flagged", "gone", "write one of blur, remove, alert"),
        ("thresholds.BUTTOCKS_EXPOSED.explicit", "40", "less than or equal to 1"),
        ("thresholds.BUTTOCKS_EXPOSED.suspect", "0.9", "Let suspect be the lower one"),
        ("escalation", "often: ban", "2 in 30d: timeout 24h"),
        ("jurisdiction", "ZZ", "no guidance for the place ZZ"),
        ("raid_posts", "many", "integer"),
    ],
)
async def test_a_wrong_value_is_refused_in_one_sentence(
    stage: Stage, key: str, value: str, says: str
) -> None:
    before = await PolicyStore(stage.store.database).history(GUILD_ID)
    answer = await said(stage.margot, "policy set", key=key, value=value)
    assert says in answer["content"] and "othing was changed" in answer["content"]
    assert await PolicyStore(stage.store.database).history(GUILD_ID) == before


async def test_what_is_exported_is_what_is_imported(stage: Stage) -> None:
    toml = 'strictness = "strict"\n[newcomers]\nmember_days = 3\nhold = true\n'
    await rules(stage, toml)
    answer = await said(stage.tomasz, "policy export")
    (file,) = answer["attachments"]
    data = await stage.client.download(file["local_url"])
    assert read_toml(data, "it") == read_toml(toml, "it")
    assert write_toml(read_toml(data, "it")).encode() in data


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("strictness = ", "rules.toml is not valid TOML"),
        ('strictnes = "strict"', "Did you mean strictness?"),
        ("[channels.123456789012345678]\nexempt = 7", "channels.123456789012345678.exempt"),
        ("x = 1\n" * 20_000, "larger than 64 KiB"),
        ("[[escalation]]\ncases=2\nwithin='30d'\naction='shout'", "timeout, timeout 24h, kick"),
    ],
)
async def test_a_wrong_file_changes_nothing(stage: Stage, toml: str, says: str) -> None:
    before = await PolicyStore(stage.store.database).history(GUILD_ID)
    answer = await said(stage.margot, "policy import", ("rules.toml", toml.encode()), file="0")
    assert says in answer["content"] and "othing was changed" in answer["content"]
    assert await PolicyStore(stage.store.database).history(GUILD_ID) == before


@pytest.mark.parametrize("command", ["policy undo", "policy set", "policy import", "setup"])
async def test_a_moderator_cannot_change_the_rules(stage: Stage, command: str) -> None:
    options = {"policy set": {"key": "mode", "value": "observe"}, "policy import": {"file": "0"}}
    files = [("rules.toml", b"")] if "import" in command else []
    answer = await said(stage.tomasz, command, *files, **options.get(command, {}))
    assert answer["content"] == REFUSED


async def test_a_channel_and_a_role_at_once_is_a_riddle(stage: Stage) -> None:
    answer = await said(
        stage.margot,
        "policy set",
        key="exempt",
        value="true",
        channel=await stage.client.channel_id("general", None),
        role=str(MODERATOR_ROLE_ID),
    )
    assert "not both" in answer["content"]


# ------------------------------------------------------------------------- what a post meets


async def test_flagged_remove_leaves_a_notice_without_a_copy(stage: Stage) -> None:
    await rules(stage, 'flagged = "remove"')
    channel = await stage.channel()
    sent = await explicit_post(stage, stage.rowan, channel)
    case = await stage.case(sent["id"])
    assert done(case) == {Action.REMOVE, Action.NOTICE, Action.ALERT_MODERATORS}
    (notice,) = [m for m in await stage.ines.messages(channel) if is_notice(m)]
    assert notice["attachments"] == [] and "removed" in notice["content"]
    assert case.decision.policy_version.startswith("guild/")


async def test_flagged_alert_leaves_the_post(stage: Stage) -> None:
    await rules(stage, 'flagged = "alert"')
    channel = await stage.channel()
    sent = await explicit_post(stage, stage.rowan, channel)
    case = await stage.case(sent["id"])
    assert case.decision.verdict.kind is VerdictKind.EXPLICIT
    assert done(case) == {Action.ALERT_MODERATORS}
    assert [m["id"] for m in await stage.ines.messages(channel)] == [sent["id"]]


async def test_the_channel_wins_over_its_category_and_this_over_the_server(stage: Stage) -> None:
    (category,) = await stage.margot.make_channels("studio", kind="category")
    inside = await stage.channel(parent_id=category["id"])
    other = await stage.channel(parent_id=category["id"])
    await rules(stage, 'flagged = "alert"')
    await said(
        stage.margot, "policy set", key="flagged", value="remove", channel=str(category["id"])
    )
    answer = await said(stage.margot, "policy set", key="flagged", value="blur", channel=inside)
    assert f"channels.{inside}.flagged" in answer["content"]
    outside = await stage.channel()
    met = []
    for channel in (inside, other, outside):
        sent = await explicit_post(stage, stage.rowan, channel)
        met.append(done(await stage.case(sent["id"])) - {Action.ALERT_MODERATORS})
    assert met == [{Action.REMOVE, Action.REPOST_BLURRED}, {Action.REMOVE, Action.NOTICE}, set()]
    (thread,) = [await stage.margot.start_thread(inside, "of the channel")]
    sent = await explicit_post(stage, stage.rowan, str(thread["id"]))
    assert Action.REPOST_BLURRED in done(await stage.case(sent["id"]))


async def test_an_exempt_channel_and_an_exempt_role_are_left_alone(stage: Stage) -> None:
    channel, other = await stage.channel(), await stage.channel()
    await rules(
        stage,
        f"[channels.{channel}]\nexempt = true\n[roles.{MODERATOR_ROLE_ID}]\nexempt = true\n",
    )
    alone = [
        await explicit_post(stage, stage.rowan, channel),
        await explicit_post(stage, stage.tomasz, other),
    ]
    sent = await explicit_post(stage, stage.rowan, other)
    await stage.removed(sent)
    for message in alone:
        await stage.left_alone(message)


async def test_a_role_only_ever_adds_strictness(stage: Stage) -> None:
    channel = await stage.channel()
    await rules(
        stage,
        f'flagged = "alert"\n[roles.{MODERATOR_ROLE_ID}]\nflagged = "blur"\n',
    )
    sent = await explicit_post(stage, stage.tomasz, channel)
    assert Action.REMOVE in done(await stage.case(sent["id"]))
    await rules(
        stage,
        f'flagged = "blur"\n[roles.{MODERATOR_ROLE_ID}]\nflagged = "alert"\n',
    )
    sent = await explicit_post(stage, stage.tomasz, channel)
    assert Action.REMOVE in done(await stage.case(sent["id"]))


async def test_newcomers_are_met_more_strictly(stage: Stage) -> None:
    channel = await stage.channel()
    # Nothing is explicit by these thresholds but for somebody new.
    high = "".join(
        f"[thresholds.{label}]\nexplicit = 1.0\nsuspect = 1.0\n"
        for label in (
            "ANUS_EXPOSED", "BUTTOCKS_EXPOSED", "FEMALE_BREAST_EXPOSED",
            "FEMALE_GENITALIA_EXPOSED", "MALE_GENITALIA_EXPOSED",
        )
    )  # fmt: skip
    await rules(stage, f'{high}[newcomers]\nmember_days = 7\nstrictness = "strict"\n')
    old = await explicit_post(stage, stage.ines, channel)
    await stage.removed(await explicit_post(stage, stage.rowan, channel))
    await stage.left_alone(old)


async def test_a_newcomers_unscreenable_picture_is_held(stage: Stage) -> None:
    channel = await stage.channel()
    await rules(stage, "[newcomers]\nmember_days = 7\nhold = true\n")
    broken = b"\xff\xd8\xff\xe0" + b"broken" * 20
    old = await stage.ines.post(channel, "", ("a.jpg", broken + b"1"))
    new = await stage.rowan.post(channel, "", ("b.jpg", broken + b"2"))
    case = await stage.case(new["id"])
    assert case.decision.verdict.kind is VerdictKind.UNSCREENED and Action.REMOVE in done(case)
    assert done(await stage.case(old["id"])) == {Action.ALERT_MODERATORS}


# ---------------------------------------------------------------------- escalation and observing


async def test_repeated_cases_end_in_a_timeout_a_kick_and_a_ban(stage: Stage) -> None:
    kofi, channel = stage.people["kofi"], await stage.channel()
    await stage.client.permissions(None, str(BOT_ROLE_ID), allow=["kick_members", "ban_members"])
    toml = 'escalation = "2 in 30d: timeout 2h; 3 in 30d: kick; 4 in 30d: ban"\n'
    await rules(stage, toml)
    first = await stage.case((await explicit_post(stage, kofi, channel))["id"])
    assert not {Action.TIMEOUT, Action.KICK, Action.BAN} & set(first.decision.actions)
    second = await stage.case((await explicit_post(stage, kofi, channel))["id"])
    timeout = second.outcome_of(Action.TIMEOUT)
    assert timeout is not None and timeout.status is OutcomeStatus.DONE
    assert timeout.detail == "for 2 hours"
    # What a moderator overturns counts no more: the third is the second again.
    step = Step(StepKind.OVERTURNED, first.opened_at, Actor.MODERATOR, int(stage.tomasz.id))
    await stage.store.add_step(first.case_id, step)
    await stage.client.advance_clock(3 * 3600)
    third = await stage.case((await explicit_post(stage, kofi, channel))["id"])
    assert Action.TIMEOUT in third.decision.actions and Action.KICK not in third.decision.actions


async def test_a_kick_and_a_ban_reach_the_member(stage: Stage) -> None:
    yuki, channel = stage.people["yuki"], await stage.channel()
    await stage.client.permissions(None, str(BOT_ROLE_ID), allow=["kick_members", "ban_members"])
    await rules(stage, 'escalation = "1 in 30d: kick; 2 in 30d: ban"\n')
    case = await stage.case((await explicit_post(stage, yuki, channel))["id"])
    assert Action.KICK in done(case)
    await yuki.join(str(GUILD_ID))
    case = await stage.case((await explicit_post(stage, yuki, channel))["id"])
    assert Action.BAN in done(case) and Action.KICK not in case.decision.actions


async def test_nobody_above_the_bot_is_touched_and_the_case_says_so(stage: Stage) -> None:
    channel = await stage.channel()
    await rules(stage, 'escalation = "1 in 30d: ban"\n')
    case = await stage.case((await explicit_post(stage, stage.margot, channel))["id"])
    ban = case.outcome_of(Action.BAN)
    assert ban is not None and ban.status is OutcomeStatus.SKIPPED
    assert ban.detail == "the server's owner cannot be banned"
    assert Action.REMOVE in done(case)


async def test_observe_mode_leaves_no_trace_but_the_moderators_entry(stage: Stage) -> None:
    # Ines: whoever has cases already from other tests has strikes.
    channel = await stage.channel()
    await rules(stage, 'mode = "observe"\nescalation = "1 in 30d: timeout 24h"\n')
    before = {m["id"] for m in await stage.tomasz.messages("moderators")}
    sent = await explicit_post(stage, stage.ines, channel)
    case = await stage.case(sent["id"])
    assert case.decision.mode is Mode.OBSERVE
    simulated = {o.action for o in case.outcomes if o.status is OutcomeStatus.SIMULATED}
    assert simulated == {Action.REMOVE, Action.REPOST_BLURRED, Action.TIMEOUT}
    assert done(case) == {Action.ALERT_MODERATORS}
    assert [m["id"] for m in await stage.ines.messages(channel)] == [sent["id"]]
    acts = [
        e
        for e in await stage.client.log()
        if e.get("method") in ("DELETE", "PATCH", "PUT") and sent["id"] in str(e.get("path"))
    ]
    assert acts == []
    entries = [m for m in await stage.tomasz.messages("moderators") if m["id"] not in before]
    assert any("Observe mode: nothing was done" in str(m["embeds"]) for m in entries)
    report = (await said(stage.tomasz, "policy report"))["content"]
    assert "and it goes on: 1 case." in report
    assert "posts removed: 1" in report and "members timed out: 1" in report
    # Switched on, the next one is acted on; what was only observed is no strike against anybody.
    await rules(stage, 'escalation = "2 in 30d: timeout 24h"\n')
    sent = await explicit_post(stage, stage.ines, channel)
    case = await stage.removed(sent)
    assert Action.TIMEOUT not in case.decision.actions
    report = (await said(stage.tomasz, "policy report"))["content"]
    assert "until" in report and "posts removed: 1" in report


async def test_two_admins_at_once_lose_nothing(stage: Stage) -> None:
    await rules(stage, "")
    numbers = await asyncio.gather(
        *(
            stage.margot.command("general", "flashguard policy set", {"key": k, "value": v})
            for k, v in (("raid_posts", "7"), ("raid_seconds", "90"), ("appeals", "false"))
        )
    )
    for number in numbers:
        assert "from now on" in (await stage.margot.answer(number))["content"]
    (newest, *_) = await PolicyStore(stage.store.database).history(GUILD_ID)
    document = from_data(newest.document, "it")
    assert (document.raid_posts, document.raid_seconds, document.appeals) == (7, 90, False)


async def test_a_picture_that_is_clean_meets_nothing(stage: Stage) -> None:
    await rules(stage, 'strictness = "strict"\nescalation = "1 in 30d: ban"\n')
    channel = await stage.channel()
    sent = await stage.ines.post(channel, "", ("a.png", benign(next(stage.numbers))))
    after = await explicit_post(stage, stage.margot, channel)
    await stage.case(after["id"])
    await stage.left_alone(sent)
