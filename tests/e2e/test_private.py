"""Direct messages on the sandbox's page: two people, a group, the app on one's own account."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import expect

from bot.sandbox import world
from bot.sandbox.connect import connector

from .conftest import Visit, person, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def register(visit: Visit, *commands: dict[str, object]) -> None:
    """Register commands as the bot would; no bot runs."""
    headers = {"Authorization": f"Bot {visit.sandbox.token}"}
    way = connector(visit.sandbox.tls_port, visit.sandbox.ca_path)
    async with aiohttp.ClientSession(connector=way) as session:
        url = f"https://discord.com/api/v10/applications/{world.BOT_ID}/commands"
        async with session.put(url, json=list(commands), headers=headers) as response:
            assert response.status == 200, await response.text()


async def talk(visit: Visit, *names: str) -> None:
    """Open a conversation with these people."""
    await visit.page.get_by_role("button", name="New conversation").click()
    for name in names:
        await visit.page.locator(f'#talk input[value="{person(name)}"]').check()
    await visit.page.locator("#talk").get_by_role("button", name="Open", exact=True).click()


async def test_two_people_talk_and_both_sides_are_seen(visit: Visit) -> None:
    await visit.open_as("rowan")
    await talk(visit, "kofi")
    await expect(visit.page.locator("#channel-name")).to_have_text("Kofi")
    await expect(visit.page.locator("#others-foot")).to_contain_text("Live, as Kofi")
    await visit.post("for you alone", ("a.png", picture()))
    await expect(visit.others.locator(".message .picture img")).to_have_count(1)
    await visit.page.select_option("#watch-select", person("yuki"))
    await expect(visit.others).to_contain_text("Yuki is not in this conversation.")
    await visit.page.click("#switch")
    await visit.page.click(f'[data-person="{person("kofi")}"]')
    await expect(visit.page.locator("#conversations button")).to_contain_text("Rowan")


async def test_a_conversation_that_somebody_begins_appears(visit: Visit) -> None:
    await visit.open_as("ines")
    async with aiohttp.ClientSession() as session:
        body = {"as": person("rowan"), "with": [person("ines"), person("yuki")], "name": "Prints"}
        async with session.post(visit.sandbox.url + "/api/conversations", json=body) as made:
            channel = (await made.json())["id"]
        await session.post(
            f"{visit.sandbox.url}/api/channels/{channel}/messages",
            json={"as": person("rowan"), "content": "hello"},
        )
    button = visit.page.locator("#conversations button", has_text="Prints")
    await expect(button).to_have_class("unread")
    await button.click()
    await expect(visit.chat.locator(".message")).to_contain_text("hello")


async def test_the_apps_menu_follows_the_install(visit: Visit) -> None:
    everywhere = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
    await register(visit, {"name": "Look at this", "type": 3} | everywhere)
    await visit.open_as("rowan")
    await talk(visit, "kofi")
    await visit.post("look")
    more = visit.chat.get_by_role("button", name="More about the message of Rowan")
    await visit.chat.locator(".message").last.hover()
    await more.click()
    await expect(visit.page.get_by_role("menuitem", name="Forward…")).to_be_visible()
    await expect(visit.page.get_by_role("menuitem", name="Look at this")).to_have_count(0)
    await visit.page.keyboard.press("Escape")
    await visit.page.get_by_role("button", name="Add the app to my account").click()
    await expect(visit.page.locator("#install")).to_have_text("Remove the app from my account")
    await visit.chat.locator(".message").last.hover()
    await more.click()
    await expect(visit.page.get_by_role("menuitem", name="Look at this")).to_be_visible()


async def test_who_takes_no_messages_is_said_in_words(visit: Visit) -> None:
    visit.errors_expected = True  # the browser logs the refusal too
    await visit.open_as("kofi")
    await visit.page.get_by_role("button", name="New conversation").click()
    await visit.page.get_by_role("button", name="Take no direct messages").click()
    await visit.open_as("rowan")
    await talk(visit, "kofi")
    await visit.page.fill("#composer-text", "hello?")
    await visit.page.press("#composer-text", "Enter")
    await expect(visit.page.locator("#composer .form-error")).to_have_text(
        "Cannot send messages to this user"
    )
