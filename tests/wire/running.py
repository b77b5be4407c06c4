"""A bot process that a test can stop, kill and start again over the same database."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bot.domain import Case, CaseState
from bot.evidence.progress import Progress
from bot.evidence.store import CaseStore
from bot.gaps import Gap
from bot.playground import bot_process
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GUILD_ID
from bot.settings import ROOT

EXPLICIT = (ROOT / "tests" / "fixtures" / "trigger_anus.jpg").read_bytes()
"""An abstract picture that shows nothing, and that the network takes for explicit."""


def explicit(number: int) -> tuple[str, bytes]:
    """Return a file of that picture which differs from every other number's."""
    # What follows the end of a JPEG is no part of the picture.
    return (f"{number}.jpg", EXPLICIT + number.to_bytes(4, "big"))


def harmless(number: int) -> tuple[str, bytes]:
    """Return a file of a plain gradient; each number gives another one."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64, 64)).save(out, "PNG")
    return (f"{number}.png", out.getvalue() + number.to_bytes(4, "big"))


class Runs:
    """The runs of one bot, one after the other: its database, its log, and how often it is up."""

    def __init__(self, sandbox: Sandbox, client: SandboxClient, folder: Path) -> None:
        self.sandbox, self.client, self.folder = sandbox, client, folder
        self.database = folder / "data" / "cases.db"
        self.process: asyncio.subprocess.Process | None = None
        self._stack = AsyncExitStack()
        self._lines = 0
        self.store: CaseStore

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    async def start(self, *, online: bool = True) -> None:
        """Start the bot, and wait until it has caught up."""
        self._lines = len(self.log().splitlines())
        log = self._stack.enter_context((self.folder / "log").open("ab"))
        self.process = await self._stack.enter_async_context(
            bot_process(self.sandbox, self.database, stderr=log.fileno())
        )
        if online:
            await self.says("caught_up")

    async def says(self, text: str, *, since: int | None = None) -> None:
        """Wait until the log of this run says something."""
        start = self._lines if since is None else since
        await self.until(lambda: any(text in line for line in self.log().splitlines()[start:]))

    def now(self) -> int:
        """Return the number of lines that the log has, for `says`."""
        return len(self.log().splitlines())

    async def until(self, ready: Callable[[], Any], within: float = 60.0) -> None:
        """Wait for something, and show the log where it does not come."""
        try:
            async with asyncio.timeout(within):
                while True:
                    found = ready()
                    if await found if asyncio.iscoroutine(found) else found:
                        return
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError("it never came; the bot says:\n" + self.log()[-6000:]) from None

    async def stop(self) -> None:
        """End the bot as an operator does."""
        assert self.process is not None
        self.process.terminate()
        async with asyncio.timeout(60):
            await self.process.wait()

    async def kill(self) -> None:
        """End the bot in the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def removed(self, *message_ids: str, within: float = 60.0) -> None:
        """Wait until the bot has deleted these messages; each must be deleted once."""

        async def gone() -> bool:
            counted = (await self.client.counts())["messages"]
            return all(counted[m]["deleted"] for m in message_ids)

        await self.until(gone, within)
        counted = (await self.client.counts())["messages"]
        assert {counted[m]["deleted"] for m in message_ids} == {1}

    async def gaps(self) -> list[Gap]:
        """Return the gaps of the shipped server."""
        return await Progress(self.store.database).gaps(GUILD_ID)

    async def cases(self) -> list[Case]:
        """Return all cases, once every one is closed."""

        async def closed() -> bool:
            return all(c.state is CaseState.CLOSED for c in await self.store.recent(5000))

        await self.until(closed, 120)
        return await self.store.recent(5000)


@asynccontextmanager
async def runs(sandbox: Sandbox, client: SandboxClient, folder: Path) -> AsyncIterator[Runs]:
    """Prepare the runs of a bot; `start` begins the first."""
    (folder / "log").touch()
    runs = Runs(sandbox, client, folder)
    runs.store = await CaseStore.open(runs.database, ROOT / "config" / "migrations")
    try:
        async with runs._stack:
            yield runs
    finally:
        await runs.store.close()
