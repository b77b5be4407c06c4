"""The whole way: the process that `flashguard run` starts, against the sandbox, over sockets.

Network, workers, SQLite and discord.py are real; the pictures are abstract and show nothing.
"""

from __future__ import annotations

import asyncio
import io
import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from bot.domain import (
    Action,
    Case,
    CaseState,
    OutcomeStatus,
    Surface,
    UnscreenedReason,
    VerdictKind,
)
from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, components
from bot.sandbox.server import Sandbox
from bot.screening.pool import ScreeningPool
from bot.settings import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
TRIGGERS = sorted(FIXTURES.glob("*.jpg"))
NEWCOMER, MODERATOR, MEMBER = "rowan", "tomasz", "ines"


def ordinary_picture() -> bytes:
    """Return a PNG with a gradient: nothing that the network looks for."""
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


@dataclass
class Running:
    """A running bot: its database, its log, and its home directory."""

    process: asyncio.subprocess.Process
    store: CaseStore
    folder: Path

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    async def case(self, count: int = 1) -> Case:
        """Wait until there are this many cases and all are closed; return the newest."""
        async with asyncio.timeout(60):
            while True:
                cases = await self.store.recent()
                if len(cases) >= count and all(c.state is CaseState.CLOSED for c in cases):
                    assert len(cases) == count
                    return cases[0]
                await asyncio.sleep(0.05)


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.chdir(tmp_path)
    database = tmp_path / "data" / "cases.db"
    store = await CaseStore.open(database, ROOT / "config" / "migrations")
    with (tmp_path / "log").open("wb") as log:
        async with bot_process(sandbox, database, stderr=log.fileno()) as process:
            try:
                await client.wait_online(120)
                yield Running(process, store, tmp_path)
            finally:
                await store.close()


async def notice(person: Person) -> Json:
    """Wait for the bot's notice, as a person's client is sent it."""

    def offers_help(data: Json) -> bool:
        return any(c.get("label") == "Get help" for c in components(data["message"]))

    message: Json = (await person.wait_for("message", offers_help))["message"]
    return message


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda p: p.stem)
async def test_a_flagged_post_is_replaced_for_everybody_and_recorded(
    bot: Running, client: SandboxClient, person: FindPerson, trigger: Path
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    sent = await sender.post("general", "look", (trigger.name, trigger.read_bytes()))
    await other.wait_for("message_delete", lambda d: d["id"] == sent["id"])

    shown = await notice(other)
    case = await bot.case()
    assert f"Case {case.number}" in shown["content"]
    assert len(shown["attachments"]) == 1
    assert [c["label"] for c in components(shown) if c.get("label")] == [
        "Get help",
        "Why was this removed?",
    ]
    assert [m["id"] for m in await other.messages("general")] == [shown["id"]]

    assert case.decision.verdict.kind is VerdictKind.EXPLICIT
    assert case.post.message_id == int(sent["id"])
    assert case.post.sender.user_id == int(sender.id)
    (finding,) = case.findings
    assert finding.screening is not None and finding.screening.sha256 is not None
    assert (finding.screening.width, finding.screening.height) == (640, 480)
    assert {o.action: o.status for o in case.outcomes} == {
        Action.REMOVE: OutcomeStatus.DONE,
        Action.REPOST_BLURRED: OutcomeStatus.DONE,
        Action.ALERT_MODERATORS: OutcomeStatus.DONE,
    }


async def test_what_is_posted_in_its_place_is_the_workers_copy_and_nothing_else(
    bot: Running, client: SandboxClient, person: FindPerson
) -> None:
    """That such a copy is a function of at most 12 by 12 colours, the tests of redact show."""
    original = TRIGGERS[0].read_bytes()
    sender, other = await person(NEWCOMER), await person(MEMBER)
    await sender.post("general", "", ("x.jpg", original))
    shown = await notice(other)
    copy = await client.download(shown["attachments"][0]["local_url"])
    async with ScreeningPool(1) as pool:
        assert copy == (await pool.screen(original)).redacted


async def test_an_age_restricted_channel_and_an_ordinary_picture_are_left_alone(
    bot: Running, person: FindPerson
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    in_private = await sender.post("after-dark", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    harmless = await sender.post("general", "", ("sunset.png", ordinary_picture()))
    # A later flagged post shows that the bot has had its turn with both.
    await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    await bot.case()
    assert in_private["id"] in [m["id"] for m in await other.messages("after-dark")]
    assert harmless["id"] in [m["id"] for m in await other.messages("general")]


async def test_two_flagged_images_in_one_post_are_one_removal_one_notice_one_case(
    bot: Running, client: SandboxClient, person: FindPerson
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    files = [(t.name, t.read_bytes()) for t in TRIGGERS[:2]]
    await sender.post("general", "", *files)
    case = await bot.case()
    assert len(case.findings) == 2
    assert all(f.verdict and f.verdict.kind is VerdictKind.EXPLICIT for f in case.findings)
    (shown,) = await other.messages("general")
    assert len(shown["attachments"]) == 2
    deletes = [e for e in await client.log() if e.get("method") == "DELETE"]
    assert len(deletes) == 1


async def test_the_second_image_counts_whatever_the_first_one_is(
    bot: Running, person: FindPerson
) -> None:
    sender = await person(NEWCOMER)
    await sender.post(
        "general", "", ("notes.txt", b"just text"), ("noext", TRIGGERS[0].read_bytes())
    )
    case = await bot.case()
    verdicts = {f.media.filename: f.verdict for f in case.findings}
    assert verdicts["noext"] and verdicts["noext"].kind is VerdictKind.EXPLICIT
    text = verdicts["notes.txt"]
    assert text is not None and text.reason is UnscreenedReason.UNSUPPORTED


async def test_bad_files_are_unscreened_and_the_bot_goes_on(
    bot: Running, person: FindPerson
) -> None:
    sender, moderator = await person(NEWCOMER), await person(MODERATOR)
    huge = bytearray(ordinary_picture())
    huge[16:24] = (30_000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(bytes(huge[12:29])).to_bytes(4, "big")
    posted = {
        "text": b"hello",
        "empty.png": b"",
        "truncated.jpg": TRIGGERS[0].read_bytes()[:300],
        "huge.png": bytes(huge),
    }
    for name, data in posted.items():
        await sender.post("general", "", (name, data))
    await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    async with asyncio.timeout(60):
        while VerdictKind.EXPLICIT not in {
            c.decision.verdict.kind for c in await bot.store.recent()
        }:
            await asyncio.sleep(0.05)
    await moderator.wait_for("message", lambda d: "may contain" in str(d["message"]["embeds"]))
    reasons = {
        c.findings[0].media.filename: c.decision.verdict.reason
        for c in await bot.store.recent()
        if c.decision.verdict.kind is VerdictKind.UNSCREENED
    }
    assert reasons.pop("huge.png") is UnscreenedReason.TOO_LARGE
    assert set(reasons.values()) <= {
        UnscreenedReason.UNDECODABLE,
        UnscreenedReason.UNSUPPORTED,
    }
    assert "truncated.jpg" in reasons
    assert len(re.findall(r"\] unscreened ", bot.log())) == len(posted)


async def test_moderators_get_an_entry_without_a_picture(bot: Running, person: FindPerson) -> None:
    sender, moderator, member = (
        await person(NEWCOMER),
        await person(MODERATOR),
        await person(MEMBER),
    )
    await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    case = await bot.case()
    (entry,) = [m for m in await moderator.messages("moderators") if m["embeds"]]
    assert entry["attachments"] == []
    (embed,) = entry["embeds"]
    assert embed["title"].startswith(f"Case {case.number}: may contain")
    assert "image" not in embed and "thumbnail" not in embed
    assert sender.id in str(embed["fields"])
    assert case.post.link in str(embed["fields"])
    assert not any(
        entry["id"] == f["data"].get("message", {}).get("id") for f in await member.views()
    )


async def test_why_was_this_removed_says_what_the_software_reported(
    bot: Running, person: FindPerson
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    trigger = FIXTURES / "trigger_male_genitalia.jpg"
    await sender.post("general", "", ("x.jpg", trigger.read_bytes()))
    answer = await other.answer(
        await other.click_label(await notice(other), "Why was this removed?")
    )
    case = await bot.case()
    assert "exposed male genitals" in answer["content"]
    assert f"case {case.number}" in answer["content"]


async def test_help_me_and_case_answer_their_people_alone(bot: Running, person: FindPerson) -> None:
    sender, moderator, member = (
        await person(NEWCOMER),
        await person(MODERATOR),
        await person(MEMBER),
    )
    panel = await member.answer(await member.command("general", "help-me"))
    assert "owe nobody a reply" in panel["content"]
    await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    case = await bot.case()
    entry = await moderator.answer(
        await moderator.command("general", "flashguard case", {"number": case.number})
    )
    assert f"Case {case.number}" in entry["embeds"][0]["title"]
    none = await moderator.answer(
        await moderator.command("general", "flashguard case", {"number": 999})
    )
    assert "no case 999" in none["content"]


async def test_a_forwarded_image_is_removed_too(bot: Running, person: FindPerson) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    source = await sender.post("after-dark", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    forward = {"channel_id": source["channel_id"], "message_id": source["id"]}
    sent = await sender.post("general", forward=forward)
    await other.wait_for("message_delete", lambda d: d["id"] == sent["id"])
    case = await bot.case()
    assert case.findings[0].media.surface is Surface.FORWARD


async def test_a_missing_permission_is_told_and_the_image_still_recorded(
    bot: Running, client: SandboxClient, person: FindPerson
) -> None:
    sender = await person(NEWCOMER)
    state = await client.state()
    bot_id = state["bot"]["id"]
    await client.permissions("general", bot_id, deny=["manage_messages"])
    await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    case = await bot.case()
    removal = case.outcome_of(Action.REMOVE)
    assert removal is not None and removal.status is OutcomeStatus.FAILED
    assert "Manage Messages" in removal.detail
    moderator = await person(MODERATOR)
    (entry,) = [m for m in await moderator.messages("moderators") if m["embeds"]]
    assert "lacks Manage Messages in #general" in str(entry["embeds"])
    assert "removed here" not in str(await sender.messages("general"))


async def test_no_bytes_of_an_original_are_anywhere(
    bot: Running, client: SandboxClient, person: FindPerson, sandbox: Sandbox
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    original = TRIGGERS[0].read_bytes()
    sent = await sender.post("general", "my secret words", ("x.jpg", original))
    link = sent["attachments"][0]["url"].split("?")[0]
    case = await bot.case()
    shown = await notice(other)
    copy = await client.download(shown["attachments"][0]["local_url"])

    bot.process.terminate()
    await bot.process.wait()
    pieces = [original[i : i + 24] for i in range(0, len(original) - 24, 4096)]
    written = [p for p in bot.folder.rglob("*") if p.is_file()]
    assert any(p.name == "cases.db" for p in written)
    for content in [*(p.read_bytes() for p in written), copy]:
        assert not any(piece in content for piece in pieces)
        assert b"my secret words" not in content
        assert link.encode() not in content
        assert sandbox.token.encode() not in content
    assert not list((bot.folder / "home").rglob("*")), "nothing is written under the home folder"
    assert case.findings[0].screening is not None
    assert case.findings[0].screening.redacted is None


async def test_a_bot_that_was_killed_finishes_its_case_at_the_next_start(
    sandbox: Sandbox, client: SandboxClient, person: FindPerson, bot: Running
) -> None:
    sender, other = await person(NEWCOMER), await person(MEMBER)
    # Hold the notice back, and kill the bot meanwhile: whether it was posted, it cannot know.
    await client.fault("latency", method="POST", path="/channels/*/messages", seconds=1)
    sent = await sender.post("general", "", ("x.jpg", TRIGGERS[0].read_bytes()))
    await other.wait_for("message_delete", lambda d: d["id"] == sent["id"])
    bot.process.kill()
    await bot.process.wait()
    (left,) = await bot.store.recent()
    assert left.state is CaseState.OPEN

    async with bot_process(sandbox, bot.folder / "data" / "cases.db"):
        case = await bot.case()
    assert {o.action for o in case.outcomes} == {
        Action.REMOVE,
        Action.REPOST_BLURRED,
        Action.ALERT_MODERATORS,
    }
    notices = [m for m in await other.messages("general") if "removed here" in m["content"]]
    assert len(notices) == 1
    assert re.search(r"Case \d", notices[0]["content"])
