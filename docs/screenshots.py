"""Makes the pictures of README and guides: `make screenshots`. Needs Chromium, as e2e tests do."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bot.evidence.export import case_json
from bot.evidence.store import CaseStore
from bot.playground import bot_process
from bot.sandbox import world
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from tests.e2e.conftest import ARGUMENTS, find_chromium, person

IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "bot" / "sandbox" / "samples"


async def main() -> None:
    """Start the sandbox with the bot in it, act as its people, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cases.db"
        store = await CaseStore.open(database, ROOT / "config" / "migrations")

        async def case_feed() -> list[dict[str, object]]:
            return [case_json(case) for case in await store.recent()]

        sandbox = Sandbox(port=0, case_feed=case_feed)
        await sandbox.start()
        async with (
            bot_process(sandbox, database, stderr=asyncio.subprocess.DEVNULL),
            SandboxClient(sandbox.url) as client,
            async_playwright() as playwright,
        ):
            await client.wait_online(60)
            browser = await playwright.chromium.launch(
                executable_path=find_chromium(), args=list(ARGUMENTS)
            )
            context = await browser.new_context(
                viewport={"width": 1360, "height": 860},
                locale="en-GB",
                color_scheme="light",
                reduced_motion="reduce",
            )
            await _take(await context.new_page(), sandbox.url, client)
            await _set_up(await context.new_page(), sandbox.url, client)
            await _letter(await context.new_page(), sandbox.url, client)
            await browser.close()
        await sandbox.stop()
        await store.close()


async def _take(page: Page, url: str, client: SandboxClient) -> None:
    ines = await client.person("ines")
    rowan = await client.person("rowan")
    await ines.post("general", "Morning walk, before the rain", _sample("ordinary_hills.jpg"))
    await page.goto(f"{url}/#/{person('rowan')}/{world.GENERAL_ID}")
    await expect(page.locator("#composer-text")).to_be_visible()
    await rowan.post("general", "", _sample("trigger_male_genitalia.jpg"))
    await expect(page.locator("#case").get_by_role("heading", name="Case 1")).to_be_visible()
    await expect(page.locator("#case")).to_contain_text("Tell the moderators")
    # The line that says how fast the post went stands in for some seconds only.
    await page.screenshot(path=IMAGES / "sandbox.png")

    await page.goto(f"{url}/#/{person('ines')}/{world.GENERAL_ID}")
    chat = page.locator("#chat")
    await chat.get_by_role("button", name="Get help").click()
    await expect(chat.get_by_text("you owe nobody a reply")).to_be_visible()
    await page.screenshot(path=IMAGES / "panel.png")
    await chat.get_by_role("button", name="Neither: go on").click()
    await chat.get_by_text("What happened?").last.click()
    await page.get_by_text("Someone sent me a sexual image I did not want").last.click()
    await chat.get_by_text("Where do you live?").last.click()
    await page.get_by_text("England", exact=True).last.click()
    await expect(chat.get_by_text("First steps")).to_be_visible()
    await page.wait_for_timeout(300)
    await page.screenshot(path=IMAGES / "help.png")

    await chat.get_by_role("button", name="Next").last.click()
    await chat.get_by_role("button", name="Keep a record for me").last.click()
    await expect(chat.get_by_text("Your record of case 1")).to_be_visible(timeout=30_000)
    await page.wait_for_timeout(300)
    await page.screenshot(path=IMAGES / "record.png")

    await page.goto(f"{url}/#/{person('tomasz')}/{world.MODERATORS_ID}")
    await expect(chat.get_by_text("Case 1: may contain a sexual image")).to_be_visible()
    await page.screenshot(path=IMAGES / "moderators.png")

    await page.goto(f"{url}/#/{person('rowan')}/{world.GENERAL_ID}")
    await chat.get_by_role("button", name="Why was this removed?").click()
    await chat.get_by_role("button", name="Appeal", exact=True).click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Why do you think it is a mistake?").fill("That is a cake I baked.")
    await form.locator("input[type=file]").set_input_files(SAMPLES / "trigger_male_genitalia.jpg")
    await form.get_by_role("button", name="Submit").click()
    await expect(chat.get_by_text("Your appeal is with the moderators")).to_be_visible(
        timeout=30_000
    )

    await page.goto(f"{url}/#/{person('tomasz')}/{world.MODERATORS_ID}")
    await expect(chat.get_by_text("Case 1: may contain a sexual image")).to_be_visible()
    await expect(chat.get_by_text("Appeal against case 1")).to_be_visible()
    await page.screenshot(path=IMAGES / "appeal.png")


async def _set_up(page: Page, url: str, client: SandboxClient) -> None:
    """Take a second server from nothing to a checked bot, as its owner does (admin-guide.md)."""
    margot = await client.person("margot")
    club = await margot.make_guild("Printmakers", channels=["general", "staff"])
    ids = {channel["name"]: channel["id"] for channel in club["channels"]}
    await client.permissions(ids["staff"], club["id"], deny=["view_channel"])
    await client.permissions(ids["staff"], club["bot_role_id"], allow=["view_channel"])
    await page.goto(f"{url}/?guild={club['id']}#/{margot.id}/{ids['general']}")
    await expect(page.locator("#composer-text")).to_be_visible()
    await margot.command(ids["general"], "flashguard setup")
    chat = page.locator("#chat")

    async def choose(menu: str, entry: str) -> None:
        await chat.get_by_text(menu, exact=True).last.click()
        await page.get_by_text(entry).last.click()

    await choose("The moderators' channel", "#staff")
    await expect(chat.get_by_role("button", name="Next")).to_be_visible()
    await choose("Not named: no law is shown", "England")
    await expect(chat.get_by_text("England").last).to_be_visible()
    await page.screenshot(path=IMAGES / "setup-where.png")
    await chat.get_by_role("button", name="Next").click()
    await expect(chat.get_by_text("Set-up, 2 of 2")).to_be_visible()
    await page.screenshot(path=IMAGES / "setup-rules.png")
    await chat.get_by_role("button", name="Save and check").click()
    await expect(chat.get_by_text("Checked: all is well")).to_be_visible()
    await page.screenshot(path=IMAGES / "setup-checked.png")
    await chat.get_by_role("button", name="Try it").click()
    await expect(chat.get_by_text("Tried: all is well")).to_be_visible()
    await page.screenshot(path=IMAGES / "setup-tried.png")


async def _letter(page: Page, url: str, client: SandboxClient) -> None:
    """Take both sides of a letter in which something is flagged."""
    ines, rowan = await client.person("ines"), await client.person("rowan")
    await ines.answer(await ines.command("general", "inbox open"))
    chat = page.locator("#chat")
    await page.goto(f"{url}/#/{person('rowan')}/{world.GENERAL_ID}")
    await expect(page.locator("#composer-text")).to_be_visible()
    opened = await rowan.command("general", "send", {"person": ines.id})
    await expect(page.get_by_role("dialog", name="Write a letter")).to_be_visible()
    await page.keyboard.press("Escape")
    text, picture = "Thought you might like this.", _sample("trigger_male_genitalia.jpg")
    await rowan.submit(opened, {"text": text}, files=[picture])
    await expect(chat.get_by_text("Before anything is sent")).to_be_visible(timeout=30_000)
    await page.wait_for_timeout(300)
    await page.screenshot(path=IMAGES / "inbox-sender.png")
    await chat.get_by_role("button", name="Send it all the same").click()
    await expect(chat.get_by_text("Your letter is on its way.")).to_be_visible()

    await page.goto(f"{url}/#/{person('ines')}/{await ines.talk_to_bot()}")
    await expect(chat.get_by_role("button", name="View once")).to_be_visible(timeout=30_000)
    await page.wait_for_timeout(300)
    await page.screenshot(path=IMAGES / "inbox-recipient.png")


def _sample(name: str) -> tuple[str, bytes]:
    return name, (SAMPLES / name).read_bytes()


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    asyncio.run(main())
