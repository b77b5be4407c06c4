"""What the tests of the bypasses share: one bot process a module, and what "not clean" means."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from bot.domain import Action, Case, CaseState, OutcomeStatus, UnscreenedReason, VerdictKind
from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox.client import Json, Person, SandboxClient, components
from bot.sandbox.rest import Exchange
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GUILD_ID
from bot.settings import ROOT
from tests.wire.test_sandbox_openapi import discords_description

EXPLICIT = (ROOT / "tests" / "fixtures" / "trigger_anus.jpg").read_bytes()
OTHER = (ROOT / "tests" / "fixtures" / "trigger_male_genitalia.jpg").read_bytes()
"""Abstract pictures that show nothing, and that the network takes for explicit."""

SUPPRESSED = 1 << 2


def benign(number: int = 0, kind: str = "PNG") -> bytes:
    """Return a picture of two plain gradients; each number gives another one."""
    out = io.BytesIO()
    ramp = Image.linear_gradient("L").resize((160, 120))
    level = Image.new("L", ramp.size, number * 5 % 256)
    Image.merge("RGB", (ramp, level, ramp.rotate(180))).save(out, kind)
    return out.getvalue()


def explicit(kind: str, frames: int = 1) -> bytes:
    """Return the explicit picture in another format; animated, its first frame is benign."""
    picture = Image.open(io.BytesIO(EXPLICIT)).convert("RGB")
    first = Image.new("RGB", picture.size, "white")
    out = io.BytesIO()
    if frames == 1:
        picture.save(out, kind)
    else:
        first.save(out, kind, save_all=True, append_images=[picture] * (frames - 1), duration=200)
    return out.getvalue()


@dataclass
class Stage:
    """A sandbox with a real bot process in it, and people."""

    sandbox: Sandbox
    client: SandboxClient
    store: CaseStore
    process: asyncio.subprocess.Process
    folder: Path
    people: dict[str, Person]
    exchanges: list[Exchange]
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def rowan(self) -> Person:
        """Who posts: a newcomer."""
        return self.people["rowan"]

    @property
    def ines(self) -> Person:
        """Who sees it: a member."""
        return self.people["ines"]

    @property
    def margot(self) -> Person:
        """The owner."""
        return self.people["margot"]

    @property
    def tomasz(self) -> Person:
        """A moderator."""
        return self.people["tomasz"]

    async def channel(self, **fields: object) -> str:
        """Make a channel of its own for a test, and return its id."""
        (made,) = await self.margot.make_channels(f"place-{next(self.numbers)}", **fields)
        return str(made["id"])

    async def case(self, key: str, ready: Callable[[Case], bool] = lambda case: True) -> Case:
        """Wait until a post's case is there, closed, and as `ready` wants it."""
        case = None
        try:
            async with asyncio.timeout(60):
                while case is None or case.state is not CaseState.CLOSED or not ready(case):
                    await asyncio.sleep(0.05)
                    case = await self.store.case_of(GUILD_ID, key)
        except TimeoutError:
            log = (self.folder / "log").read_text("utf-8")[-4000:]
            raise AssertionError(f"the case of {key} is {case}; the bot says:\n{log}") from None
        return case

    async def removed(self, message: Json) -> Case:
        """Wait until a message is gone for everybody, and hold its case against what happened."""
        await self.ines.wait_for("message_delete", lambda d: d["id"] == message["id"])
        case = await self.case(message["id"], lambda c: c.outcome_of(Action.REMOVE) is not None)
        assert case.decision.verdict.kind is VerdictKind.EXPLICIT
        assert done(case) >= {Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS}
        count = (await self.client.counts())["messages"][message["id"]]
        assert count["deleted"] == 1
        return case

    async def hidden(self, message: Json) -> Case:
        """Wait until a message's previews are hidden for everybody and its text still stands."""
        await self.ines.wait_for(
            "message_update",
            lambda d: d["message"]["id"] == message["id"] and d["message"]["flags"] & SUPPRESSED,
        )
        case = await self.case(message["id"])
        assert case.decision.verdict.kind is VerdictKind.EXPLICIT
        assert done(case) == {Action.SUPPRESS_PREVIEW, Action.NOTICE, Action.ALERT_MODERATORS}
        shown = await self.ines.messages(message["channel_id"])
        (now,) = [m for m in shown if m["id"] == message["id"]]
        assert now["embeds"] == [] and now["content"] == message["content"]
        (notice,) = [m for m in shown if is_notice(m)]
        assert "preview" in notice["content"] and "http" not in notice["content"]
        assert notice["attachments"] == []
        return case

    async def unscreened(self, message: Json, reason: UnscreenedReason) -> Case:
        """Wait until it stands in a case, told to moderators, that an image was not looked at."""
        case = await self.case(message["id"])
        assert any(f.verdict and f.verdict.reason is reason for f in case.findings)
        assert Action.ALERT_MODERATORS in done(case)
        return case

    def holds(self) -> None:
        """Hold all that the bot sent and was answered until now against Discord's description."""
        description = discords_description()
        faults = set()
        for e in self.exchanges:
            found = description.faults_of_answer(e.method, e.path, e.status, e.answered)
            if e.status < 400:
                found += description.faults_of_request(e.method, e.path, e.sent)
            faults |= {f"{e.method} {e.path} ({e.status}): {fault}" for fault in found}
        assert self.exchanges and not faults, "\n".join(sorted(faults))

    async def left_alone(self, message: Json) -> None:
        """Hold that a message still stands as it was, with no case."""
        shown = await self.ines.messages(message["channel_id"])
        assert message["id"] in [m["id"] for m in shown]
        assert await self.store.case_of(GUILD_ID, message["id"]) is None


def done(case: Case) -> set[Action]:
    """Return the actions of a case that were carried out."""
    return {o.action for o in case.outcomes if o.status is OutcomeStatus.DONE}


def is_notice(message: Json) -> bool:
    """Tell whether a message is a notice of the bot's."""
    return any(c.get("label") == "Get help" for c in components(message))


@asynccontextmanager
async def stage_in(folder: Path, **settings: str) -> AsyncIterator[Stage]:
    """Start a sandbox and a bot in it, and wait until the bot is online."""
    (folder / "home").mkdir()
    database = folder / "data" / "cases.db"
    exchanges: list[Exchange] = []
    sandbox = Sandbox(port=0, witness=exchanges.append)
    await sandbox.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        for name, value in {"WORKERS": "1", **settings}.items():
            patch.setenv(f"FLASHGUARD_{name}", value)
        patch.chdir(folder)
        try:
            async with SandboxClient(sandbox.url) as client:
                store = await CaseStore.open(database, ROOT / "config" / "migrations")
                with (folder / "log").open("wb") as log:
                    async with bot_process(sandbox, database, stderr=log.fileno()) as process:
                        try:
                            await client.wait_online(120)
                            names = ("rowan", "ines", "margot", "tomasz", "kofi", "yuki")
                            people = {name: await client.person(name) for name in names}
                            yield Stage(sandbox, client, store, process, folder, people, exchanges)
                        finally:
                            await store.close()
        finally:
            await sandbox.stop()
