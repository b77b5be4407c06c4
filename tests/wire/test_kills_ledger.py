"""The real bot killed over real sockets at each step of a case, on both databases.

What it was doing at that moment is held still by the local Discord; the operator's own check of the
whole record (`flashguard evidence verify`) must find nothing afterwards.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Action, Case, CaseState, OutcomeStatus
from bot.evidence.dialects import Address
from bot.evidence.ledger.note import Signer
from bot.evidence.store import CaseStore
from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GENERAL_ID, MODERATORS_ID
from bot.settings import ROOT
from tests.postgres import MISSING, PostgresServer, binaries
from tests.wire.running import explicit

_IN = "/channels/{}/messages"
HOLDS: dict[str, dict[str, Any]] = {
    "the case is open": {
        "kind": "http_status",
        "method": "DELETE",
        "path": "/channels/*/messages/*",
        "status": 500,
        "times": 50,
    },
    "the message is gone": {
        "kind": "latency",
        "method": "DELETE",
        "path": "/channels/*/messages/*",
        "seconds": 60,
    },
    "the notice is there": {
        "kind": "latency",
        "method": "POST",
        "path": _IN.format(GENERAL_ID),
        "seconds": 60,
    },
    "the entry is there": {
        "kind": "latency",
        "method": "POST",
        "path": _IN.format(MODERATORS_ID),
        "seconds": 60,
    },
    # The case's entry goes there too, and the client has one request a channel on its way.
    "the checkpoint is shown": {
        "kind": "latency",
        "method": "POST",
        "path": _IN.format(MODERATORS_ID),
        "seconds": 4,
        "times": 5,
    },
}
"""What the bot is in the middle of, and the answer that is withheld from it."""


class Bot:
    """One bot after the other over one database, each a process of its own."""

    def __init__(self, sandbox: Sandbox, folder: Path, address: Address, store: CaseStore) -> None:
        self.folder, self.store = folder, store
        self.process: asyncio.subprocess.Process | None = None
        where = (
            {"FLASHGUARD_DATABASE": str(address)}
            if isinstance(address, Path)
            else {"DATABASE_URL": address.get_secret_value()}
        )
        kept = ("PATH", "LANG", "LC_ALL")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(folder),
            "FLASHGUARD_LEDGER_KEY": str(folder / "ledger.key"),
            **where,
        }
        self._running = self.environment | {
            "DISCORD_TOKEN": sandbox.token,
            "FLASHGUARD_SANDBOX": f"{sandbox.tls_port}:{sandbox.ca_path}",
            "FLASHGUARD_WORKERS": "1",
        }

    def _run(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "bot", *words)

    async def start(self) -> None:
        with (self.folder / "log").open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._run("run"), cwd=self.folder, env=self._running, stderr=log
            )
        await self.until(lambda: _said(self.folder / "log", "caught_up"))

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def until(self, ready: Callable[[], Awaitable[bool]]) -> None:
        try:
            async with asyncio.timeout(90):
                while not await ready():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            log = (self.folder / "log").read_text("utf-8")
            raise AssertionError("it never came; the bot says:\n" + log[-4000:]) from None

    async def verify(self) -> str:
        """Return what the operator's check of the whole record says; it must find nothing."""
        process = await asyncio.create_subprocess_exec(
            *self._run("evidence", "verify"),
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        return out.decode()


async def _said(log: Path, word: str) -> bool:
    return word in log.read_text("utf-8")


@pytest.fixture(params=["sqlite", "postgresql"])
async def bot(
    request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Bot]:
    server = None
    address: Address = tmp_path / "cases.db"
    if request.param == "postgresql":
        if binaries() is None:
            pytest.skip(MISSING)
        server = PostgresServer()
        server.__enter__()
        address = server.address(await server.create())
    store = await CaseStore.open(address, ROOT / "config" / "migrations")
    made = Bot(sandbox, tmp_path, address, store)
    try:
        yield made
    finally:
        if made.process is not None and made.process.returncode is None:
            await made.kill()
        await store.close()
        if server is not None:
            server.__exit__(None, None, None)


@pytest.mark.parametrize("step", HOLDS)
async def test_a_bot_killed_at_any_step_leaves_a_record_that_holds(
    bot: Bot, client: SandboxClient, person: FindPerson, step: str
) -> None:
    rowan, margot = await person("rowan"), await person("margot")

    async def shown() -> list[str]:
        messages = [m["content"] for m in await margot.messages(str(MODERATORS_ID))]
        return [m.split("```")[1].removeprefix("\n") for m in messages if "Checkpoint of" in m]

    async def posts(where: int) -> int:
        return len([m for m in await margot.messages(str(where)) if m["author"].get("bot")])

    async def deleted() -> int:
        return int((await client.counts())["messages"][sent["id"]]["deleted"])

    async def reached() -> bool:
        match step:
            case "the case is open":
                return len(await bot.store.recent()) == 1 and not await deleted()
            case "the message is gone":
                return bool(await deleted())
            case "the notice is there":
                return await posts(GENERAL_ID) > 0
            case "the entry is there":
                return await posts(MODERATORS_ID) > len(await shown())
            case _:
                return bool(await shown())

    async def closed() -> bool:
        return [c.state for c in await bot.store.recent()] == [CaseState.CLOSED]

    async def signed() -> bool:
        return max((verifier.open(n).size for n in await shown()), default=0) == await size(bot)

    await bot.start()
    await client.fault(**HOLDS[step])
    sent = await rowan.post("general", "", explicit(1))
    await bot.until(reached)
    await bot.kill()
    await client.mend()
    assert len(await bot.store.recent()) == 1, "no action without its intent"
    assert "and 1 cases are as it has them" in await bot.verify()

    # The next start finishes it, once, and signs on from what was shown.
    verifier = Signer.load_or_make(bot.folder / "ledger.key").verifier
    await bot.start()
    await bot.until(closed)
    (case,) = await bot.store.recent()
    check(case, step)
    assert await deleted() == 1
    await bot.until(signed)
    assert "ledger_not_signed" not in (bot.folder / "log").read_text("utf-8")
    await bot.kill()
    assert "and 1 cases are as it has them" in await bot.verify()


def check(case: Case, step: str) -> None:
    (finding,) = case.findings
    assert finding.verdict is not None, step
    for action in case.decision.actions:
        outcome = case.outcome_of(action)
        assert outcome is not None and outcome.status is not OutcomeStatus.FAILED, (step, action)
    assert Action.REMOVE in case.decision.actions


async def size(bot: Bot) -> int:
    async with bot.store.database.read() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM ledger_leaves")
        entries: int = found.scalar_one()
    return entries
