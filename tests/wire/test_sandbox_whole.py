"""The whole way once: an unmodified discord.py client in the sandbox, over real sockets."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from bot.sandbox.client import FindPerson, Person, SandboxClient
from bot.sandbox.connect import connector
from bot.sandbox.server import Sandbox

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x02\x00\x00\x00"
    b"\x12\x16\xf1M" + b"\x00" * 40
)


class Help(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Get help", custom_id="help")
    async def get_help(
        self, interaction: discord.Interaction, button: discord.ui.Button[Help]
    ) -> None:
        await interaction.response.send_message("Only you see this.", ephemeral=True)


class Bot(discord.Client):
    """Downloads, deletes and reposts whatever has a file."""

    def __init__(self, connector: aiohttp.BaseConnector) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        super().__init__(intents=intents, connector=connector, guild_ready_timeout=0.05)
        self.downloaded: list[bytes] = []
        self.up = asyncio.Event()

    async def on_ready(self) -> None:
        self.up.set()

    async def setup_hook(self) -> None:
        self.add_view(Help())

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user or not message.attachments:
            return
        self.downloaded.append(await message.attachments[0].read())
        await message.delete()
        copy = discord.File(io.BytesIO(b"blurred"), "copy.png")
        await message.channel.send("Taken down.", file=copy, view=Help())


@pytest.fixture
async def bot(sandbox: Sandbox, client: SandboxClient) -> AsyncIterator[Bot]:
    started = Bot(connector(sandbox.tls_port, sandbox.ca_path))
    task = asyncio.create_task(started.start(sandbox.token))
    try:
        async with asyncio.timeout(10):
            await started.up.wait()
        yield started
    finally:
        await started.close()
        await task


async def test_image_is_taken_down_and_help_is_private(
    bot: Bot, client: SandboxClient, person: FindPerson
) -> None:
    rowan, ines = await person("newcomer"), await person("ines")
    posted = await rowan.post("general", "look", ("a picture.png", PNG))
    assert posted["attachments"][0]["filename"] == "a_picture.png"
    assert (posted["attachments"][0]["width"], posted["attachments"][0]["height"]) == (3, 2)

    await ines.wait_for("message_delete", lambda data: data["id"] == posted["id"])
    notice = (await ines.wait_for("message", lambda d: d["message"]["author"]["bot"]))["message"]
    assert bot.downloaded == [PNG]
    assert await client.download(notice["attachments"][0]["local_url"]) == b"blurred"

    answer = await ines.answer(await ines.click_label(notice, "Get help"))
    assert answer["content"] == "Only you see this."
    assert not [f for f in await rowan.views() if f["event"] == "ephemeral"]
    assert [m["id"] for m in await rowan.messages("general")] == [notice["id"]]


async def test_people_are_held_to_their_permissions(person: FindPerson) -> None:
    rowan: Person = await person("newcomer")
    assert {c["name"] for c in (await rowan.client.state(rowan.id))["channels"]} == {
        "general",
        "after-dark",
    }
