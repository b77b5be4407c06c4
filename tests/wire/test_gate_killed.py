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
        self.killed_at: list[str] = []

    def witness(self, exchange: Exchange) -> None:
        step = f"{exchange.method} {exchange.path}"
        if self.left and self.process is not None and _STEPS.search(step):
            self.left -= 1
            if not self.left:
                self.killed_at.append(step)
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

    async def order(state: str, step: int = 0) -> bool:
        """Ask for a gate, and kill the bot at a step (0: never); return whether it came to that."""
        options = {"channel": str(GENERAL_ID), "state": state}
        deaths, process = len(mortal.killed_at), mortal.process
        assert process is not None
        mortal.left = step
        ran = await tomasz.command("moderators", "flashguard gate", options)
        answer = asyncio.create_task(tomasz.answer(ran))
        death = asyncio.create_task(process.wait())
        await asyncio.wait([answer, death], return_when=asyncio.FIRST_COMPLETED)
        mortal.left = 0
        answer.cancel()
        if died := len(mortal.killed_at) > deaths:
            await process.wait()
            await mortal.start()
        death.cancel()
        return died

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

    # Each step is the last of a life, until an order comes to its end before the kill does.
    step, closing, opening = 0, True, True
    while closing or opening:
        step += 1
        closing = closing and await order("on", step)
        # Nothing is changed before the intent is kept: without it all is as it was.
        if not await until_settled({True, False}):
            await order("on")
        assert await until_settled({True})
        opening = opening and await order("off", step)
        if await until_settled({True, False}):
            await order("off")
        assert not await until_settled({False})
        assert same(await client.overwrites("general")) == before
    done = "\n".join(mortal.killed_at)
    for what in (
        f"GET /channels/{GENERAL_ID}",
        "POST /channels",
        "PUT",
        "DELETE /webhooks",
        "PATCH",
    ):
        assert what in done, f"the bot was never killed at {what}:\n{done}"
    assert len(mortal.killed_at) >= 15
    assert await store.all() == []
    told = [m for m in await tomasz.messages("moderators", 100) if _is_about_gates(m)]
    assert told, "moderators are told of what was finished for them"


def _is_about_gates(message: Json) -> bool:
    return "I was interrupted while I" in message["content"]
