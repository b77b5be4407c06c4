"""SIGKILL at every step of closing and opening a gate, on both databases.

The bot dies at the moment at which the sandbox has done what a request asked, before the answer
leaves: whatever the bot would have committed next is not committed.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.evidence.database import Database
from bot.evidence.dialects import Address
from bot.evidence.gates import GateStore
from bot.gates import GateState
from bot.sandbox.client import Json, SandboxClient
from bot.sandbox.rest import Exchange
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ID, GENERAL_ID
from bot.settings import ROOT
from tests.postgres import MISSING, PostgresServer, binaries
from tests.wire.gating import MAY, permit, same, shut

_STEPS = re.compile(
    r"(GET|PUT|DELETE) /channels/\d+/permissions/|GET /channels/\d+$|/channels/\d+/webhooks$"
    r"|DELETE /webhooks/\d+|PATCH /webhooks/\d+/[^/]+/messages/@original"
)
"""The requests of which closing and opening consist, the answer to the moderator being the last."""


class Mortal:
    """A bot that is killed when it has made its n-th request of those."""

    def __init__(self, sandbox: Sandbox, address: Address, folder: Path) -> None:
        self.sandbox, self.address, self.folder = sandbox, address, folder
        self.process: asyncio.subprocess.Process | None = None
        self.left = 0
        self.steps: list[str] = []

    def witness(self, exchange: Exchange) -> None:
        step = f"{exchange.method} {exchange.path}"
        if not _STEPS.search(step) or self.process is None:
            return
        self.steps.append(step)
        if self.left:
            self.left -= 1
            if not self.left:
                self.process.kill()

    async def start(self) -> None:
        """Start the bot as an operator does, and wait until it has looked after its gates."""
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LC_ALL")}
        environment = kept | {
            "DISCORD_TOKEN": self.sandbox.token,
            "FLASHGUARD_SANDBOX": f"{self.sandbox.tls_port}:{self.sandbox.ca_path}",
            "FLASHGUARD_LEDGER_KEY": str(self.folder / "ledger.key"),
            "FLASHGUARD_WORKERS": "1",
        }
        if isinstance(self.address, Path):
            environment["FLASHGUARD_DATABASE"] = str(self.address)
        else:
            environment["DATABASE_URL"] = self.address.get_secret_value()
        with (self.folder / "log").open("ab") as log:
            begun = log.tell()
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", stderr=log.fileno(), env=environment, cwd=ROOT
            )
        async with asyncio.timeout(120):
            while b"caught_up" not in (self.folder / "log").read_bytes()[begun:]:
                assert self.process.returncode is None, (self.folder / "log").read_text("utf-8")
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Address]:
    if request.param == "sqlite":
        yield tmp_path / "data" / "cases.db"
        return
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer() as server:
        yield server.address(await server.create())


@pytest.mark.timeout(1200)
async def test_a_kill_at_any_step_is_finished_at_the_next_start(
    address: Address, tmp_path: Path
) -> None:
    mortal: Mortal

    sandbox = Sandbox(port=0, witness=lambda exchange: mortal.witness(exchange))
    mortal = Mortal(sandbox, address, tmp_path)
    await sandbox.start()
    database = await Database.open(address, ROOT / "config" / "migrations")
    try:
        async with SandboxClient(sandbox.url) as client:
            await _every_step(mortal, client, GateStore(database))
    finally:
        await mortal.stop()
        await database.close()
        await sandbox.stop()


async def _every_step(mortal: Mortal, client: SandboxClient, store: GateStore) -> None:
    await permit(client)
    ines, tomasz = await client.person("ines"), await client.person("tomasz")
    role = await client.request("POST", "/api/roles", json={"name": "Artists"})
    await client.permissions("general", role["id"], allow=[*MAY, "send_polls"])
    await client.permissions("general", ines.id, allow=["attach_files"], deny=["connect"])
    before = same(await client.overwrites("general"))
    await mortal.start()

    async def order(state: str, step: int) -> list[str]:
        """Ask for a gate, kill the bot at a step (0: never), and return the steps until then."""
        mortal.steps.clear()
        mortal.left = step
        options = {"channel": str(GENERAL_ID), "state": state}
        ran = await tomasz.command("moderators", "flashguard gate", options)
        process = mortal.process
        assert process is not None
        if step:
            async with asyncio.timeout(60):
                await process.wait()
            return list(mortal.steps)
        await tomasz.answer(ran)
        return list(mortal.steps)

    async def settled() -> bool | None:
        """Return whether the gate is closed, or None while it is half done."""
        gate = await store.gate(GENERAL_ID)
        overwrites = await client.overwrites("general")
        hooks = [h for h in await client.webhooks("general") if h["creator_id"] == str(BOT_ID)]
        if gate is None:
            return False if same(overwrites) == before and not hooks else None
        closed = gate.state is GateState.CLOSED and shut(overwrites)
        return True if closed and len(hooks) == 1 else None

    async def until_settled(wanted: set[bool]) -> bool:
        async with asyncio.timeout(60):
            while (found := await settled()) is None or found not in wanted:
                await asyncio.sleep(0.05)
        return found

    # How many steps there are is seen once; each is then the last of a life.
    closing, opening = await order("on", 0), await order("off", 0)
    assert same(await client.overwrites("general")) == before
    assert len(closing) >= 8 and len(opening) >= 7, (closing, opening)

    died = 0
    for step in range(1, max(len(closing), len(opening)) + 1):
        if step <= len(closing):
            await order("on", step)
            died += 1
            await mortal.start()
        # Nothing was changed before the intent was kept: without it the gate is as it was.
        if not await until_settled({True, False}):
            assert same(await client.overwrites("general")) == before
            await order("on", 0)
        assert await until_settled({True})
        if step <= len(opening):
            await order("off", step)
            died += 1
            await mortal.start()
        if await until_settled({True, False}):
            await order("off", 0)
        assert not await until_settled({False})
        assert same(await client.overwrites("general")) == before
    assert died == len(closing) + len(opening)
    assert await store.all() == []
    told = [m for m in await tomasz.messages("moderators", 100) if _is_about_gates(m)]
    assert told, "moderators are told of what was finished for them"


def _is_about_gates(message: Json) -> bool:
    return "I was interrupted while I" in message["content"]
