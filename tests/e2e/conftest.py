"""A real browser on the page of a real sandbox."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    async_playwright,
    expect,
)

from bot.sandbox import world
from bot.sandbox.connect import connector
from bot.sandbox.server import Sandbox

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str:
    """Return the browser to drive, or skip: FLASHGUARD_CHROMIUM names one, else the PATH does."""
    named = os.environ.get("FLASHGUARD_CHROMIUM")
    if named and Path(named).is_file():
        return named
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if named or not found:
        pytest.skip(
            f"FLASHGUARD_CHROMIUM names {named!r}, which is not a file."
            if named
            else "No Chromium found: install it, or set FLASHGUARD_CHROMIUM to its path."
        )
    return str(found)


def picture(
    colour: tuple[int, int, int] = (30, 120, 110), size: tuple[int, int] = (320, 240)
) -> bytes:
    """Return a plain PNG that shows nothing."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def person(name: str) -> str:
    """Return the id of one of the shipped people."""
    return next(str(p.id) for p in world.PEOPLE if p.name == name)


@dataclass
class Visit:
    """One browser page on one sandbox, with all that it asked for and complained of."""

    page: Page
    sandbox: Sandbox
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    errors_expected: bool = False

    @property
    def chat(self) -> Locator:
        return self.page.locator("#chat")

    @property
    def others(self) -> Locator:
        return self.page.locator("#others")

    async def open_as(self, name: str, channel: int = world.GENERAL_ID) -> None:
        """Open the page as somebody, at a channel, and wait until it can be written in."""
        await self.page.goto(f"{self.sandbox.url}/#/{person(name)}/{channel}")
        await expect(self.page.locator("#composer-text")).to_be_visible()
        await expect(self.page.locator("#others-foot")).to_contain_text("Live, as")

    async def open_as_on_phone(self, name: str) -> None:
        """Open the page where one pane shows at a time."""
        await self.page.goto(f"{self.sandbox.url}/#/{person(name)}")
        await expect(self.page.locator("#composer-text")).to_be_visible()

    async def choose(self, *files: tuple[str, bytes]) -> None:
        """Take files (name, bytes) into the message being written."""
        kinds = {".png": "image/png", ".txt": "text/plain"}
        payloads = [
            FilePayload(name=name, mimeType=kinds[Path(name).suffix], buffer=data)
            for name, data in files
        ]
        await self.page.set_input_files("#file-input", payloads)

    async def post(self, text: str, *files: tuple[str, bytes]) -> None:
        """Write a message with pictures (name, bytes) and send it by Enter."""
        if files:
            await self.choose(*files)
        await self.page.fill("#composer-text", text)
        await self.page.press("#composer-text", "Enter")
        await expect(self.page.locator("#composer-text")).to_have_value("")

    async def bot_posts(self, **body: Any) -> None:
        """Post as the bot would, over the bot's own route; no bot runs."""
        headers = {"Authorization": f"Bot {self.sandbox.token}"}
        async with aiohttp.ClientSession(
            connector=connector(self.sandbox.tls_port, self.sandbox.ca_path)
        ) as session:
            url = f"https://discord.com/api/v10/channels/{world.GENERAL_ID}/messages"
            async with session.post(url, json=body, headers=headers) as response:
                assert response.status == 200, await response.text()


# For the package, not the session: it must end before tests with loops of their own run.
@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start one Chromium for all tests; each test has a context of its own."""
    path = find_chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """Start a sandbox on a free port, with no bot in it."""
    started = Sandbox(port=0)
    await started.start()
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Visit]:
    """Open an empty page; at the end nothing was complained of and nobody else was asked."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(10_000)
    made = Visit(page, sandbox)
    page.on("request", lambda request: made.requests.append(request.url))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("console", lambda message: _listen(message, made.complaints))
    yield made
    await context.close()
    hosts = {urlsplit(url).hostname for url in made.requests if url.startswith(("http", "ws"))}
    assert hosts <= {"127.0.0.1"}, "the page asked another host"
    if not made.errors_expected:
        assert made.complaints == []


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # A sandbox without sample pictures answers 404, which the browser logs and the page expects.
    if message.type in ("error", "warning") and not str(message.location.get("url")).endswith(
        "/api/samples"
    ):
        complaints.append(f"{message.text} ({message.location})")


@pytest_asyncio.fixture(loop_scope="session")
async def page(visit: Visit) -> Page:
    """Return the browser's page alone."""
    return visit.page
