"""A flood, and a bot that is killed in the middle of it: nothing is lost, nothing is done twice.

The sandbox counts, not the bot. By default the flood is small and there are four kills; with
FLASHGUARD_FLOOD=full there are 1,000 messages in a minute over 20 channels, and 20 kills.
FLASHGUARD_FLOOD_SEED gives other places to kill at.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import VerdictKind
from bot.evidence.progress import Progress
from bot.sandbox.client import FindPerson, Json, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GENERAL_ID, GUILD_ID, MODERATORS_ID
from tests.wire.running import Runs, explicit, harmless, runs

FULL = os.environ.get("FLASHGUARD_FLOOD") == "full"
SEED = int(os.environ.get("FLASHGUARD_FLOOD_SEED", "20261122"))
MESSAGES, SECONDS, CHANNELS, KILLS = (1000, 60, 20, 20) if FULL else (160, 10, 8, 4)
EXPLICIT_EVERY = 12


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("FLASHGUARD_WORKERS", "2")
    monkeypatch.chdir(tmp_path)
    async with runs(sandbox, client, tmp_path) as prepared:
        yield prepared


async def settled(bot: Runs, wanted: list[str], within: float) -> Json:
    """Wait until these messages are deleted and all cases closed; return the counts."""

    async def gone() -> bool:
        await asyncio.sleep(0.5)
        messages = (await bot.client.counts())["messages"]
        return all(messages[m]["deleted"] for m in wanted)

    await bot.until(gone, within)
    await bot.cases()
    return await bot.client.counts()


async def hold_to_account(bot: Runs, ids: list[str], flagged: list[str], counts: Json) -> None:
    """Check what the sandbox counted, and that the cases are just these."""
    deleted = {m: counts["messages"][m]["deleted"] for m in ids}
    assert {m: n for m, n in deleted.items() if n} == dict.fromkeys(flagged, 1)
    cases = await bot.cases()
    assert Counter(str(c.post.message_id) for c in cases) == Counter(flagged)
    assert {c.decision.verdict.kind for c in cases} == {VerdictKind.EXPLICIT}
    assert sorted(c.number for c in cases) == list(range(1, len(cases) + 1))
    notices = {c.case_id: counts["custom_ids"].get(f"fg:help:{c.case_id}", 0) for c in cases}
    assert set(notices.values()) == {1}, notices
    raids = counts["custom_ids"].get("fg:raid:strict", 0)
    assert raids <= 1, "a raid is told once, however often the bot was killed meanwhile"
    besides = counts["posts"][str(MODERATORS_ID)] - len(cases) - raids
    assert besides in (0, 1), "one entry for each case, and one checkpoint a day"
    assert await bot.gaps() == []


async def test_fifty_images_in_one_burst_with_the_explicit_one_last(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await bot.start()
    files = [harmless(number) for number in range(49)] + [explicit(50)]
    ids = await client.bulk(
        [
            {"as": rowan.id, "channel_id": str(GENERAL_ID), "files": files[start : start + 10]}
            for start in range(0, 50, 10)
        ]
    )
    counts = await settled(bot, ids[-1:], 60)
    await hold_to_account(bot, ids, ids[-1:], counts)


async def test_what_a_full_queue_does_not_take_is_read_afterwards(
    bot: Runs, client: SandboxClient, person: FindPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHGUARD_QUEUE", "10")
    rowan, margot = await person("rowan"), await person("margot")
    channels = [c["id"] for c in await margot.make_channels("flood", count=3)]
    await bot.start()
    posts = [
        {
            "as": rowan.id,
            "channel_id": channels[number % 3],
            "files": [explicit(number) if number % 20 == 19 else harmless(number)],
        }
        for number in range(100)
    ]
    ids = await client.bulk(posts)
    counts = await settled(bot, ids[19::20], 120)
    await hold_to_account(bot, ids, ids[19::20], counts)
    assert "overloaded" in bot.log()


@pytest.mark.timeout(1200 if FULL else 300)
async def test_a_bot_that_is_killed_again_and_again_in_a_flood(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    chance = random.Random(SEED)
    margot = await person("margot")
    people = [await person(name) for name in ("rowan", "ines", "kofi", "yuki")]
    channels = [c["id"] for c in await margot.make_channels("flood", count=CHANNELS)]
    await bot.start()
    posts = [
        {
            "as": chance.choice(people).id,
            "channel_id": channels[number % CHANNELS],
            "files": [explicit(number) if number % EXPLICIT_EVERY == 7 else harmless(number)],
        }
        for number in range(MESSAGES)
    ]
    flood = asyncio.create_task(client.bulk(posts, SECONDS))
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        await bot.kill()
        since = bot.now()
        await bot.start(online=False)
        await bot.says(" ready ", since=since)
    ids = await flood
    flagged = [m for number, m in enumerate(ids) if number % EXPLICIT_EVERY == 7]
    counts = await settled(bot, flagged, 600 if FULL else 180)
    await hold_to_account(bot, ids, flagged, counts)

    await bot.stop()
    reached = await Progress(bot.store.database).checkpoints()
    newest = {channel: max(int(m) for m in ids[n::CHANNELS]) for n, channel in enumerate(channels)}
    assert all(reached[int(channel)].last_id >= last for channel, last in newest.items())
    assert {mark.guild_id for mark in reached.values()} == {GUILD_ID}
