"""The bot's flow on a real database, in a process that ends by SIGKILL at a point of its way.

Run as a program it is told on standard input, one JSON object a line, where to end; it forks for
each, so that what is imported is imported once. What the outside world has seen (actions, answers)
is in files that outlive the process.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event

from bot import logs
from bot.domain import (
    Action,
    Case,
    Decision,
    Depth,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Policy,
    Post,
    Screening,
    Sender,
    Strictness,
    Surface,
    Threshold,
)
from bot.evidence.dialects import Address
from bot.evidence.ledger.log import Ledger
from bot.evidence.ledger.note import Signer
from bot.evidence.notary import Notary
from bot.evidence.store import CaseStore
from bot.measures import Mode
from bot.moderator import Moderator
from bot.settings import ROOT

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MIGRATIONS = ROOT / "config" / "migrations"
LABEL = Label.MALE_GENITALIA_EXPOSED
POLICY = Policy("test/1", Strictness.STANDARD, {LABEL: Threshold(0.35, 0.2)}, {})
POST = Post(
    message_id=1 << 60,
    place=Place(1, "server", 2, "general"),
    sender=Sender(3, "someone", "Someone", NOW),
    received_at=NOW,
    media=tuple(
        MediaRef(name, Surface.ATTACHMENT, f"https://cdn/{name}") for name in ("first", "second")
    ),
)
POINTS = "points"
SMALL = 4096
"""Bytes: more than the world writes into a file, less than a database does."""


@dataclass
class World:
    """Discord as the process finds it, and what it was told: lines in files of a folder."""

    folder: Path
    point: Callable[[str], None] = lambda name: None
    removed: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, name: str, /, **line: object) -> None:
        file = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, json.dumps(line).encode() + b"\n")
        os.close(file)

    def read(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / name
        return (
            [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []
        )

    # MediaSource and Screener: the second image takes until the first has led to a removal.
    async def fetch(self, media: MediaRef) -> bytes:
        return media.media_id.encode()

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        if data == b"second":
            await self.removed.wait()
        return Screening((Detection(LABEL, 0.9, (0, 0, 1, 1)),), sha256=data.hex())

    # Enforcer: what is on Discord already is found, and not done twice.
    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        self.point(f"before {action.value}")
        known = [line for line in self.read("acts") if line["action"] == action.value]
        if not known or action is Action.ALERT_MODERATORS:
            self.write("acts", action=action.value, again=bool(known), recorded=case.recorded)
        self.point(f"after {action.value}")
        self.removed.set()
        return Outcome(action, OutcomeStatus.DONE, NOW, message_id=1)

    # Witness: what moderators were shown outlives the process.
    async def newest(self) -> list[str]:
        return [line["note"] for line in self.read("posted")][-1:]

    async def post(self, note: str) -> None:
        self.point("before post")
        self.write("posted", note=note)
        self.point("after post")

    async def warn(self, text: str) -> None:
        self.write("warned", text=text)

    def ledger(self) -> Ledger:
        return Ledger(Signer.load_or_make(self.folder / "ledger.key"))


class Store:
    """A case store that notes what it has acknowledged, and can be ended around each call.

    The notary signs after each: the bot's looks every few seconds, so it may be anywhere between.
    """

    def __init__(self, store: CaseStore, world: World, notary: Notary | None) -> None:
        self._store, self._world, self._notary = store, world, notary

    async def _acknowledged(self, **line: object) -> None:
        self._world.write("acknowledged", **line)
        self._world.point(f"after {line['what']}")
        if self._notary is not None:
            await self._notary.sign()

    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        self._world.point("before open")
        case = await self._store.open_case(post, findings, decision, at)
        await self._acknowledged(what="open", case=case.case_id, number=case.number)
        return case

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        return await self._store.case_of(guild_id, key)

    async def strikes(self, post: Post, mode: Mode, since: datetime) -> tuple[datetime, ...]:
        return await self._store.strikes(post, mode, since)

    async def update_case(self, case: Case) -> None:
        self._world.point("before update")
        await self._store.update_case(case)
        verdicts = {f.media.media_id: f.verdict is not None for f in case.findings}
        await self._acknowledged(what="update", verdicts=verdicts)

    async def record(self, case_id: str, outcomes: tuple[Outcome, ...]) -> None:
        self._world.point("before record")
        await self._store.record(case_id, outcomes)
        await self._acknowledged(what="record", actions=[o.action.value for o in outcomes])

    async def close_case(self, case_id: str) -> None:
        self._world.point("before close")
        await self._store.close_case(case_id)
        await self._acknowledged(what="close")


def moderator(store: CaseStore, world: World, notary: Notary | None = None) -> Moderator:
    """Return the real flow over a store and a world."""
    kept = Store(store, world, notary)
    ticks = iter(range(10_000))
    return Moderator(
        media=world,
        screener=world,
        store=kept,
        enforcer=world,
        policy_for=lambda post: POLICY,
        clock=lambda: NOW + timedelta(seconds=next(ticks)),
    )


async def handle(address: Address, folder: Path, ends_at: int, full_from: str) -> None:
    """Take the post through the flow, and end at a point of it, counted from 1.

    From the point of the name `full_from` on no file can grow: the disk is full.
    """
    passed = 0

    def point(name: str) -> None:
        nonlocal passed
        passed += 1
        world.write(POINTS, name=name)
        if passed == ends_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == full_from:
            resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))

    world = World(folder, point)
    store = await CaseStore.open(address, MIGRATIONS)
    # Inside each transaction of a writer: all is written, and nothing committed.
    event.listen(store.database.engine.sync_engine, "commit", lambda _: point("before commit"))
    notary = None if full_from else Notary(store.database, world.ledger(), world)
    if notary is not None:
        await notary.start()
    await moderator(store, world, notary).handle(POST)
    await store.close()


def main() -> None:
    """Fork for each line of standard input, and say how each process ended."""
    logs.configure("json", level=logging.CRITICAL)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            word = order["address"]
            address = SecretStr(word) if "://" in word else Path(word)
            folder, ends_at = Path(order["folder"]), order["ends_at"]
            asyncio.run(handle(address, folder, ends_at, order["full_from"]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
