"""The ledger of a running bot: signed as it grows, shown to moderators, and held against that."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.evidence.ledger.note import Verifier
from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MODERATORS_ID
from tests.wire.running import Runs, explicit, runs


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.chdir(tmp_path)
    async with runs(sandbox, client, tmp_path) as prepared:
        yield prepared


async def test_a_restored_backup_is_told_and_nothing_is_signed_any_more(
    bot: Runs, person: FindPerson, tmp_path: Path
) -> None:
    margot, rowan = await person("margot"), await person("rowan")

    async def checkpoints() -> list[str]:
        messages = [m["content"] for m in await margot.messages(str(MODERATORS_ID))]
        return [m for m in messages if "Checkpoint of the ledger" in m]

    async def sizes() -> list[int]:
        """Return the sizes that are shown: one message a day, edited."""
        return [int(m.split("```")[1].splitlines()[2]) for m in await checkpoints()]

    async def reaches(least: int) -> None:
        async def shown() -> bool:
            return max(await sizes(), default=0) >= least

        await bot.until(shown)

    async def flagged(number: int) -> None:
        sent = await rowan.post("general", "", explicit(number))
        await bot.removed(sent["id"])
        await bot.cases()

    await bot.start()
    await flagged(1)
    await reaches(3)  # opened, what was done, closed
    (shown,) = await checkpoints()
    line = next(x for x in bot.log().splitlines() if "ledger_continues" in x)
    verifier = Verifier.parse(line.partition("key=")[2].split()[0].strip("'"))
    assert [verifier.open(shown.split("```")[1].removeprefix("\n")).size] == await sizes()

    # The same database goes on, and so does the ledger.
    await bot.stop()
    await bot.store.close()
    shutil.copytree(bot.database.parent, tmp_path / "backup")
    (first,) = await sizes()
    await bot.start()
    sent = await rowan.post("general", "", explicit(2))
    await bot.removed(sent["id"])
    await reaches(first + 3)
    assert len(await checkpoints()) == 1
    await bot.stop()

    # An old backup comes back: what was signed since is missing.
    shutil.rmtree(bot.database.parent)
    shutil.copytree(tmp_path / "backup", bot.database.parent)
    await bot.start(online=False)
    await bot.says("ENTRIES ARE MISSING FROM THE LEDGER")
    before = await checkpoints()
    sent = await rowan.post("general", "", explicit(3))
    await bot.until(lambda: _is_gone(bot, sent["id"]))
    warned = [m["content"] for m in await margot.messages(str(MODERATORS_ID))]
    assert any("ENTRIES ARE MISSING" in m for m in warned)
    assert await checkpoints() == before, "people are protected all the same; nothing is signed"


async def _is_gone(bot: Runs, message_id: str) -> bool:
    return bool((await bot.client.counts())["messages"][message_id]["deleted"])
