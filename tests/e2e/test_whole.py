"""The whole way in a real browser: what a person who tries the sandbox does and sees."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.evidence.export import case_json
from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox import world
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import ROOT

from .conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRIGGER = ROOT / "tests" / "fixtures" / "trigger_male_genitalia.jpg"


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(browser: Browser, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """Start a sandbox with the bot in it, as `flashguard sandbox` does."""
    database = tmp_path / "cases.db"
    store = await CaseStore.open(database, ROOT / "config" / "migrations")

    async def case_feed() -> list[dict[str, object]]:
        return [case_json(case) for case in await store.recent()]

    started = Sandbox(port=0, case_feed=case_feed)
    await started.start()
    try:
        async with bot_process(started, database, stderr=asyncio.subprocess.DEVNULL):
            async with SandboxClient(started.url) as client:
                await client.wait_online(120)
            yield started
    finally:
        await started.stop()
        await store.close()


async def test_a_picture_vanishes_for_the_others_and_help_is_at_hand(visit: Visit) -> None:
    page = visit.page
    await visit.open_as("rowan")
    await page.set_input_files("#file-input", str(TRIGGER))
    await page.press("#composer-text", "Enter")

    for pane in (visit.chat, visit.others):
        await expect(pane.get_by_text("An image was removed here.")).to_be_visible()
        await expect(pane.get_by_role("button", name="Get help")).to_be_visible()
        await expect(pane.locator(".picture img")).to_have_count(1)
    case = page.locator("#case")
    await expect(case.get_by_role("heading", name="Case 1")).to_be_visible()
    await expect(case).to_contain_text("Explicit")
    await expect(case).to_contain_text(re.compile(r"Remove the post\s*\+\d+ ms"))

    await visit.chat.get_by_role("button", name="Get help").click()
    await expect(visit.chat.get_by_text("you owe nobody a reply")).to_be_visible()
    await expect(visit.others.get_by_text("you owe nobody a reply")).to_have_count(0)
    await visit.chat.get_by_role("button", name="Someone may be under 18").click()
    await expect(visit.chat.get_by_text(re.compile("Childline"))).not_to_have_count(0)


async def test_the_age_restricted_channel_is_left_alone(visit: Visit) -> None:
    await visit.open_as("rowan", world.AFTER_DARK_ID)
    await visit.page.set_input_files("#file-input", str(TRIGGER))
    await visit.page.press("#composer-text", "Enter")
    await expect(visit.others.locator(".picture")).to_have_count(1)
    await visit.open_as("rowan")
    await visit.page.set_input_files("#file-input", str(TRIGGER))
    await visit.page.press("#composer-text", "Enter")
    # The bot has had its turn with the later post, so the earlier one is there to stay.
    await expect(visit.others.get_by_text("An image was removed here.")).to_be_visible()
    await visit.open_as("rowan", world.AFTER_DARK_ID)
    await expect(visit.others.locator(".picture")).to_have_count(1)
