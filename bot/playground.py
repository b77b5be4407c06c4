"""Runs the local Discord, and the bot against it as a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StartError
from bot.evidence.export import case_json
from bot.evidence.store import CaseStore
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


async def run_sandbox(
    settings: Settings, *, with_bot: bool, announce: Callable[[str], None]
) -> None:
    """Run the local Discord, with the bot in it as a process of its own, until cancelled.

    `announce` is called with the page's address once both are there. Cases go into a database of
    their own that ends with the sandbox, unless FLASHGUARD_DATABASE names one. Raises StartError
    where the port is taken, or the bot ends.
    """
    from bot.sandbox.server import Sandbox  # heavy, and the bot itself never needs it

    async with AsyncExitStack() as stack:
        database = settings.database
        if "database" not in settings.model_fields_set:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="flashguard-"))
            database = Path(folder) / "sandbox.db"
        store = await CaseStore.open(database, settings.config_dir / "migrations")
        stack.push_async_callback(store.close)

        async def case_feed() -> list[dict[str, object]]:
            return [case_json(case) for case in await store.recent()]

        sandbox = Sandbox(port=settings.sandbox_port, case_feed=case_feed)
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        if not with_bot:
            announce(sandbox.url)
            await asyncio.Event().wait()
        bot = await stack.enter_async_context(bot_process(sandbox, database))
        announce(sandbox.url)
        code = await bot.wait()
        raise StartError(
            f"The bot in the sandbox ended with status {code}; the lines above say why."
        )


@asynccontextmanager
async def bot_process(
    sandbox: Sandbox, database: Path, *, stderr: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `flashguard run` against a sandbox, as an operator would; end it with the block.

    It has a process of its own, and of this one's environment only what it needs. `stderr` is
    where its log goes, as in `asyncio.create_subprocess_exec`.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("FLASHGUARD_") or name in ("PATH", "HOME", "LANG", "LC_ALL", "TERM")
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        stderr=stderr,
        env=kept
        | {
            "DISCORD_TOKEN": sandbox.token,
            "FLASHGUARD_SANDBOX": f"{sandbox.tls_port}:{sandbox.ca_path}",
            "FLASHGUARD_DATABASE": str(database),
            "FLASHGUARD_LEDGER_KEY": str(database.with_name("ledger.key")),
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
