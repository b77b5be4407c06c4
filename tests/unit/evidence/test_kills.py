"""SIGKILL at every step of a case's way, on both databases: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import Action, CaseState, OutcomeStatus, VerdictKind
from bot.evidence.check import whole_record
from bot.evidence.ledger.audit import audit
from bot.evidence.ledger.log import newest
from bot.evidence.notary import Notary
from bot.evidence.store import CaseStore
from bot.settings import ROOT
from tests.postgres import PostgresServer
from tests.unit.evidence.conftest import MIGRATIONS, PostgresDatabase, SqliteFile, Where
from tests.unit.evidence.killed import POINTS, POST, World, moderator

LEAVES = "SELECT position FROM ledger_leaves"
ACTIONS = (Action.REMOVE, Action.REPOST_BLURRED, Action.ALERT_MODERATORS)


class Killer:
    """Takes the post through the flow in processes of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def run(self, where: Where, folder: Path, ends_at: int = 0, full_from: str = "") -> int:
        """End a process at a point; return its exit status, negative for a signal.

        0 is no point. From the point `full_from` on the disk is full.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        address = where.address
        word = str(address) if isinstance(address, Path) else address.get_secret_value()
        order: dict[str, object] = {"address": word, "folder": str(folder), "ends_at": ends_at}
        order["full_from"] = full_from
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(60):
            return int(await self._process.stdout.readline())


@pytest.fixture
async def killer() -> AsyncIterator[Killer]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.unit.evidence.killed",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Killer(process)
    assert process.stdin is not None
    process.stdin.close()
    await process.communicate()


@pytest.fixture(params=["sqlite", "postgresql"])
async def places(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[AsyncIterator[Where]]:
    """As many databases of one kind as are asked for, with the tables made."""
    if request.param == "sqlite":

        async def files() -> AsyncIterator[Where]:
            for n in range(1000):
                yield SqliteFile(tmp_path / str(n) / "cases.db")

        yield files()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = await server.create()
    await (await CaseStore.open(server.address(template), MIGRATIONS)).close()
    made = [template]

    async def databases() -> AsyncIterator[Where]:
        while True:
            made.append(await server.create(template))
            yield PostgresDatabase(server, made[-1])

    yield databases()
    for name in reversed(made):
        await server.drop(name)


async def test_whenever_the_bot_is_killed_nothing_is_lost_or_done_without_intent(
    places: AsyncIterator[Where], killer: Killer, tmp_path: Path
) -> None:
    names: list[str] = []
    async for where in places:
        ends_at = len(names) + 1
        world = World(tmp_path / f"world{ends_at}")
        world.folder.mkdir()
        status = await killer.run(where, world.folder, ends_at)
        passed = world.read(POINTS)
        if status != 0:
            assert status == -signal.SIGKILL and len(passed) == ends_at
            names.append(passed[-1]["name"])
        store = await CaseStore.open(where.address, MIGRATIONS)
        await check_what_was_left(store, world)
        await check_the_ledger(store, world)
        await check_the_next_start(store, world, where)
        assert await check_the_ledger(store, world) == len(await where.rows(LEAVES))
        await store.close()
        if status == 0:
            break
    # Every transition was met, from both sides and in the middle of its transaction.
    assert {"open", "update", "record", "close"} <= {name.split()[-1] for name in names}
    for action in ACTIONS:
        assert f"before {action.value}" in names and f"after {action.value}" in names
    assert names.count("before commit") >= 12
    assert names.count("before post") == names.count("after post") >= 6


async def check_what_was_left(store: CaseStore, world: World) -> None:
    """What was acknowledged is there, and no action without the case that intends it."""
    case = await store.case_of(1, POST.key)
    for line in world.read("acknowledged"):
        assert case is not None
        if line["what"] == "open":
            assert (case.case_id, case.number) == (line["case"], line["number"])
        elif line["what"] == "update":
            left = {f.media.media_id for f in case.findings if f.verdict is None}
            assert not [name for name, ended in line["verdicts"].items() if ended and name in left]
        elif line["what"] == "record":
            assert all(case.outcome_of(Action(action)) for action in line["actions"])
        else:
            assert case.state is CaseState.CLOSED
    for line in world.read("acts"):
        assert case is not None and Action(line["action"]) in case.decision.actions


async def check_the_ledger(store: CaseStore, world: World) -> int:
    """Whatever was shown to moderators holds, and the ledger goes on from it; return its size."""
    notary, shown = Notary(store.database, world.ledger(), world), world.read("posted")
    verifier = world.ledger().verifier
    async with store.database.read() as connection:
        found = await audit(connection, verifier, [line["note"] for line in shown])
        assert found.findings == ()
        assert (await whole_record(connection, verifier))[1] == []
    # The next process takes up what was signed, and signs what came since.
    await notary.start()
    await notary.sign()
    assert world.read("warned") == []
    async with store.database.read() as connection:
        note = await newest(connection)
    return verifier.open(note).size if note is not None else 0


async def check_the_next_start(store: CaseStore, world: World, where: Where) -> None:
    """The next process finishes it: one case, one end for each image, each action once."""
    world.removed.set()
    flow = moderator(store, world)
    await flow.reconcile(await store.unfinished())
    # What was never acknowledged is brought again: its channel's checkpoint has not moved.
    await flow.handle(POST)
    (case,) = await store.recent()
    assert case.number == 1 and case.state is CaseState.CLOSED
    assert await store.unfinished() == []
    ended = await where.rows("SELECT media_id, verdict FROM media ORDER BY media_id")
    assert [media_id for media_id, _ in ended] == ["first", "second"]
    assert ended[0][1] == VerdictKind.EXPLICIT and ended[1][1] in (
        VerdictKind.EXPLICIT,
        VerdictKind.UNSCREENED,
    )
    for action in ACTIONS:
        outcome = case.outcome_of(action)
        assert outcome is not None and outcome.status is OutcomeStatus.DONE, action
    acts = [line["action"] for line in world.read("acts") if not line["again"]]
    assert sorted(acts) == sorted(action.value for action in ACTIONS)
