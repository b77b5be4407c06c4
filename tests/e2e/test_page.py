"""What people do on the sandbox's page, done by a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.sandbox import world
from bot.sandbox.server import Sandbox

from .conftest import Visit, person, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

DROP = """([names, bytes]) => {
  const files = new DataTransfer();
  for (const name of names) {
    files.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  }
  window.dropped = files;
  const zone = document.querySelector("#chat-scroll");
  const about = { dataTransfer: files, bubbles: true, cancelable: true };
  zone.dispatchEvent(new DragEvent("dragenter", about));
}"""
LET_GO = """() => document.querySelector("#chat-scroll").dispatchEvent(
  new DragEvent("drop", { dataTransfer: window.dropped, bubbles: true, cancelable: true }))"""


async def test_first_one_chooses_who_to_be_and_can_change_it(visit: Visit) -> None:
    page = visit.page
    await page.goto(visit.sandbox.url)
    await expect(page.get_by_role("heading", name="Who do you want to be?")).to_be_visible()
    await expect(page.locator("#who [data-person]")).to_have_count(len(world.PEOPLE))

    await page.click(f'[data-person="{person("rowan")}"]')
    await expect(page.locator("#switch")).to_contain_text("Rowan")
    await expect(page.locator("#switch")).to_contain_text("Newcomer")
    await expect(page.locator("#channels button")).to_have_count(2)

    await page.click("#switch")
    await page.click(f'[data-person="{person("tomasz")}"]')
    await expect(page.locator("#switch")).to_contain_text("Tomasz")
    await expect(page.locator("#channels button")).to_have_count(3)


async def test_pictures_by_file_input_are_previewed_and_reach_the_others(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.choose(*[(name, picture()) for name in ("one.png", "two.png", "three.png")])
    tray = visit.page.locator(".tray li")
    await expect(tray).to_have_count(3)
    await visit.page.get_by_role("button", name="Remove three.png").click()
    await expect(tray).to_have_count(2)
    await visit.page.fill("#composer-text", "Two **prints**")
    await visit.page.press("#composer-text", "Enter")

    for pane in (visit.chat, visit.others):
        message = pane.locator(".message").last
        await expect(message.locator("strong")).to_have_text("prints")
        await expect(message.locator(".picture img")).to_have_count(2)
        await expect(message.locator(".picture img").first).to_have_js_property("naturalWidth", 320)
    await expect(tray).to_have_count(0)


async def test_pictures_are_dropped_onto_a_visible_target(visit: Visit) -> None:
    await visit.open_as("rowan")
    target = visit.page.locator(".drop-target")
    await expect(target).to_be_hidden()
    await visit.page.evaluate(DROP, [["a.png", "b.png"], list(picture())])
    await expect(target).to_be_visible()
    await expect(target).to_contain_text("Drop into #general")
    await visit.page.evaluate(LET_GO)
    await expect(target).to_be_hidden()
    await expect(visit.page.locator(".tray li")).to_have_count(2)
    await visit.page.get_by_role("button", name="Send").click()
    await expect(visit.others.locator(".message .picture img")).to_have_count(2)


async def test_a_removed_post_vanishes_for_the_others_at_once(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("soon gone", ("x.png", picture()))
    await expect(visit.others.locator(".message .picture")).to_have_count(1)
    await visit.chat.locator(".message").last.hover()
    await visit.chat.get_by_role("button", name="More about the message of Rowan").click()
    await visit.page.get_by_role("menuitem", name="Delete message").click()
    for pane in (visit.chat, visit.others):
        await expect(pane.locator(".message")).to_have_count(0)
        await expect(pane.locator(".vanished")).to_contain_text("Rowan’s post was removed")


async def test_members_are_offered_no_delete_of_others_posts(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("mine")
    await visit.others.locator(".message").last.hover()
    await visit.others.get_by_role("button", name="More about").click()
    await expect(visit.page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    await visit.page.keyboard.press("Escape")
    await expect(visit.page.locator(".menu")).to_have_count(0)


async def test_the_keyboard_alone_chooses_writes_and_deletes(visit: Visit) -> None:
    page = visit.page
    await page.goto(visit.sandbox.url)
    await expect(page.locator(f'[data-person="{person("rowan")}"]')).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-text")).to_be_focused()
    await page.keyboard.type("by hand")
    await page.keyboard.press("Enter")
    await expect(visit.others.locator(".message")).to_contain_text("by hand")

    await expect(page.locator("#composer-text")).to_be_focused()
    for _ in range(10):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.dataset.messageId !== undefined"):
            break
    await page.keyboard.press("Tab")  # reply
    await page.keyboard.press("Tab")  # more
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Delete message")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(visit.others.locator(".message")).to_have_count(0)


async def test_a_reply_names_what_it_answers(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("Which paper?")
    await visit.chat.locator(".message").last.hover()
    await visit.chat.get_by_role("button", name="Reply to Rowan").click()
    await expect(visit.page.locator(".reply-bar")).to_contain_text("Which paper?")
    await visit.post("Cold pressed")
    answer = visit.others.locator(".message").last
    await expect(answer.locator(".reply-line")).to_contain_text("Which paper?")


async def test_a_file_over_the_limit_is_refused_in_plain_words(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.choose(("big.png", bytes(11 * 1024 * 1024)))
    await expect(visit.page.locator("#composer .form-error")).to_have_text(
        "“big.png” is 11 MB; the limit here is 10 MB."
    )
    await expect(visit.page.locator(".tray li")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 375])
async def test_a_phone_scrolls_in_one_direction_only(visit: Visit, width: int) -> None:
    page = visit.page
    await page.set_viewport_size({"width": width, "height": 740})
    await visit.open_as_on_phone("rowan")
    await visit.post("w" * 300, ("x.png", picture(size=(1600, 400))))
    await visit.post("```\n" + "x" * 400 + "\n```")
    await expect(visit.chat.locator(".message")).to_have_count(2)
    for view, pane in (
        ("sidebar", "#sidebar"),
        ("others", "#others"),
        ("case", "#case"),
        ("chat", "#chat"),
    ):
        await page.click(f'#tabs [data-view="{view}"]')
        await expect(page.locator(pane)).to_be_visible()
        await expect(
            page.locator("#app > :is(nav#sidebar, main, section, aside):visible")
        ).to_have_count(1)
        for selector in ("html", "body", "#chat-scroll", "#others-scroll", "#case-body"):
            over = await page.evaluate(
                """(selector) => {
                  const box = document.querySelector(selector);
                  return box.scrollWidth - box.clientWidth;
                }""",
                selector,
            )
            assert over <= 0, f"{selector} is {over} px too wide in {view}"


async def test_a_lost_connection_is_said_and_mended(visit: Visit) -> None:
    visit.errors_expected = True  # the browser logs each refused connection
    await visit.open_as("rowan")
    banner = visit.page.locator("#banner")
    await expect(banner).to_contain_text("The bot is offline")
    port = int(visit.sandbox.url.rpartition(":")[2])
    await visit.sandbox.stop()
    await expect(banner).to_contain_text("Connection lost")
    await visit.page.fill("#composer-text", "still there?")
    await visit.page.press("#composer-text", "Enter")
    await expect(visit.page.locator("#composer .form-error")).to_contain_text("does not answer")
    await expect(visit.page.locator("#composer-text")).to_have_value("still there?")

    again = Sandbox(port=port)
    await again.start()
    try:
        await expect(banner).to_contain_text("The bot is offline", timeout=20_000)
        await visit.page.press("#composer-text", "Enter")
        await expect(visit.others.locator(".message")).to_contain_text("still there?")
    finally:
        await again.stop()


async def test_one_person_sees_no_channel_that_is_closed_to_them(visit: Visit) -> None:
    await visit.open_as("tomasz", world.MODERATORS_ID)
    await visit.page.select_option("#watch-select", label="Ines")
    await expect(visit.others).to_contain_text("Ines cannot see this channel.")


async def test_the_age_restricted_channel_is_marked(visit: Visit) -> None:
    await visit.open_as("rowan", world.AFTER_DARK_ID)
    await expect(visit.page.locator("#channel-badge")).to_have_text("18+")


async def test_escape_closes_dialogs_but_the_first_choice(page: Page, visit: Visit) -> None:
    await visit.open_as("ines")
    await page.click("#switch")
    await expect(page.locator("#who")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#who")).to_have_count(0)
    await expect(page.locator("#switch")).to_contain_text("Ines")
    await expect(page).to_have_url(re.compile(person("ines")))


async def test_a_picture_is_pasted(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.page.evaluate(
        """(bytes) => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
          const about = { clipboardData: files, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new ClipboardEvent("paste", about));
        }""",
        list(picture()),
    )
    await expect(visit.page.locator(".tray li")).to_contain_text("pasted.png")


async def test_a_reset_empties_the_channel_for_everybody(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("before")
    await expect(visit.others.locator(".message")).to_have_count(1)
    answer = await visit.page.request.post(f"{visit.sandbox.url}/api/reset", data={})
    assert answer.ok
    for pane in (visit.chat, visit.others):
        await expect(pane.locator(".message")).to_have_count(0)
    await visit.post("after")
    await expect(visit.others.locator(".message")).to_have_count(1)
