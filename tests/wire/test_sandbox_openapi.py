"""What a bot sends and what the sandbox answers, both held against Discord's own description."""

from __future__ import annotations

import asyncio
import datetime
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.sandbox.client import FindPerson, SandboxClient, components
from bot.sandbox.connect import connector
from bot.sandbox.server import Sandbox
from tests.wire.openapi import Description, payload_of

API = "/api/v10"


def discords_description() -> Description:
    """Return the description with what Discord's reference has and the description not yet.

    Forwards are references of type 1, media channels are of type 16 (reference: Message
    Reference Types, Channel Types).
    """
    description = Description()
    schemas = description.document["components"]["schemas"]
    schemas["MessageReferenceType"]["oneOf"].append({"title": "FORWARD", "const": 1})
    schemas["ChannelTypes"]["oneOf"].append({"title": "GUILD_MEDIA", "const": 16})
    return description


@dataclass
class Exchange:
    """One request and its answer as they crossed the wire."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    status: int = 0


class Recorder(aiohttp.TraceConfig):
    """Notes every exchange of the bot's own HTTP session, byte for byte."""

    def __init__(self) -> None:
        super().__init__()
        self.exchanges: list[Exchange] = []
        self.on_request_start.append(self._start)
        self.on_request_headers_sent.append(self._headers)
        self.on_request_chunk_sent.append(self._chunk)
        self.on_response_chunk_received.append(self._answer)
        self.on_request_end.append(self._end)

    async def _start(self, session: Any, context: SimpleNamespace, params: Any) -> None:
        context.exchange = Exchange(params.method, params.url.path.removeprefix(API))
        if params.url.host == "discord.com":
            self.exchanges.append(context.exchange)

    async def _headers(self, session: Any, context: SimpleNamespace, params: Any) -> None:
        context.exchange.headers.update({k.lower(): v for k, v in params.headers.items()})

    async def _chunk(self, session: Any, context: SimpleNamespace, params: Any) -> None:
        context.exchange.sent += params.chunk

    async def _answer(self, session: Any, context: SimpleNamespace, params: Any) -> None:
        context.exchange.received += params.chunk

    async def _end(self, session: Any, context: SimpleNamespace, params: Any) -> None:
        context.exchange.status = params.response.status


class Form(discord.ui.Modal, title="Tell us more"):
    what: discord.ui.Label[Form] = discord.ui.Label(
        text="What happened?", component=discord.ui.TextInput(custom_id="what")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Thank you.", ephemeral=True)


class Panel(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Help", custom_id="help", style=discord.ButtonStyle.primary)
    async def help(self, interaction: discord.Interaction, _: discord.ui.Button[Panel]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        file = discord.File(io.BytesIO(b"%PDF-"), "receipt.pdf", description="A receipt")
        await interaction.edit_original_response(content="Help is here.", attachments=[file])
        await interaction.followup.send("And more.", ephemeral=True)

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Panel]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="kind", options=[discord.SelectOption(label=x, value=x) for x in ("a", "b")]
    )
    async def kind(
        self, interaction: discord.Interaction, chosen: discord.ui.Select[Panel]
    ) -> None:
        await interaction.response.edit_message(content=f"You chose {chosen.values[0]}.")


class Layout(discord.ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        gallery = discord.ui.MediaGallery[Layout](discord.MediaGalleryItem("attachment://copy.png"))
        self.add_item(discord.ui.Container(discord.ui.TextDisplay("Taken down."), gallery))


class Bot(discord.Client):
    def __init__(self, way: aiohttp.BaseConnector, recorder: Recorder) -> None:
        intents = discord.Intents(
            guilds=True, members=True, guild_messages=True, message_content=True
        )
        super().__init__(
            intents=intents, connector=way, http_trace=recorder, guild_ready_timeout=0.05
        )
        self.tree = app_commands.CommandTree(self)
        self.up = asyncio.Event()
        self.done = asyncio.Event()
        self.failures: list[BaseException] = []

        @self.tree.command(description="Say how things are")
        @app_commands.describe(who="Of whom")
        @app_commands.allowed_installs(guilds=True, users=True)
        async def status(interaction: discord.Interaction, who: discord.Member) -> None:
            await interaction.response.send_message(f"{who} is well.", ephemeral=True)

        @self.tree.command(description="For moderators")
        @app_commands.default_permissions(manage_messages=True)
        async def cases(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            await interaction.followup.send("None.", embed=discord.Embed(title="Cases"))
            await interaction.delete_original_response()

        @self.tree.context_menu(name="Check this")
        async def check(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(message.content, ephemeral=True)

    async def setup_hook(self) -> None:
        self.add_view(Panel())
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.up.set()

    async def on_error(self, event: str, *args: Any) -> None:
        raise AssertionError(event)

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user or not message.attachments:
            return
        channel = message.channel
        assert isinstance(channel, discord.TextChannel)
        await self.http.delete_message(channel.id, message.id, reason="Flagged: café")
        embed = discord.Embed(title="Removed", description="An image", colour=0x7C3AED)
        embed.set_image(url="attachment://copy.png")
        embed.add_field(name="Case", value="1")
        copy = discord.File(io.BytesIO(b"blurred"), "copy.png", description="A blurred copy")
        sent = await channel.send("Taken down.", embed=embed, file=copy, view=Panel())
        await sent.edit(content="Taken down. Case 1.")
        fetched = await channel.fetch_message(sent.id)
        newest = [m async for m in channel.history(limit=10)]
        assert newest[0] == fetched
        await channel.send(view=Layout(), file=discord.File(io.BytesIO(b"x"), "copy.png"))
        await channel.send("Noted.", reference=sent, mention_author=False)
        assert isinstance(message.author, discord.Member)
        await message.author.timeout(discord.utils.utcnow() + datetime.timedelta(minutes=5))
        await message.author.timeout(None)
        await self.fetch_channel(channel.id)
        with pytest.raises(discord.NotFound):
            await channel.fetch_message(message.id)
        with pytest.raises(discord.Forbidden):
            await message.author.ban()
        with pytest.raises(discord.HTTPException) as bad:
            await channel.send("x" * 2001)
        assert bad.value.code == 50035
        assert "In content: Must be 2000 or fewer in length." in str(bad.value)
        self.done.set()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[tuple[Bot, Recorder]]:
    recorder = Recorder()
    started = Bot(connector(sandbox.tls_port, sandbox.ca_path), recorder)
    task = asyncio.create_task(started.start(sandbox.token))
    try:
        async with asyncio.timeout(10):
            await started.up.wait()
        yield started, recorder
    finally:
        await started.close()
        await task


async def test_both_directions_hold_against_discords_description(
    bot: tuple[Bot, Recorder], client: SandboxClient, person: FindPerson
) -> None:
    running, recorder = bot
    rowan, ines, tomasz = await person("rowan"), await person("ines"), await person("tomasz")
    await rowan.post("general", "look", ("a.png", b"\x89PNG not really"))
    async with asyncio.timeout(15):
        await running.done.wait()
    notice = next(m for m in await ines.messages("general") if components(m))

    helped = await ines.click_label(notice, "Help")
    assert (await ines.answer(helped))["attachments"][0]["filename"] == "receipt.pdf"
    await ines.wait_for("ephemeral", lambda d: d["message"]["content"] == "And more.")
    shown = await ines.click_label(notice, "Form")
    await ines.wait_for("modal", lambda d: d["interaction_id"] == shown)
    assert (await ines.answer(await ines.submit(shown, {"what": "It"})))["content"] == "Thank you."
    await ines.click(notice, "kind", ["b"])
    await rowan.wait_for("message_update", lambda d: d["message"]["content"] == "You chose b.")
    asked = await ines.command("general", "status", {"who": rowan.id})
    assert (await ines.answer(asked))["content"] == "rowan is well."
    checked = await ines.command("general", "Check this", type=3, target_id=notice["id"])
    assert (await ines.answer(checked))["content"] == "You chose b."
    await tomasz.command("general", "cases")
    await tomasz.wait_for("message", lambda d: d["message"]["type"] == 20)
    await client.wait_log(lambda e: e.get("method") == "DELETE" and "@original" in e["path"])

    description = discords_description()
    faults: list[str] = []
    for exchange in list(recorder.exchanges):
        where = f"{exchange.method} {exchange.path}"
        sent = payload_of(exchange.headers.get("content-type", ""), bytes(exchange.sent))
        answered = json.loads(exchange.received) if exchange.received else None
        if exchange.status < 400:
            for fault in description.faults_of_request(exchange.method, exchange.path, sent):
                faults.append(f"sent to {where}: {fault}")
        for fault in description.faults_of_answer(
            exchange.method, exchange.path, exchange.status, answered
        ):
            faults.append(f"answered to {where} ({exchange.status}): {fault}")
    assert len(recorder.exchanges) > 25
    assert not faults, "\n".join(faults)


def test_the_description_finds_faults() -> None:
    description = Description()
    faults = description.faults_of_answer
    assert faults("GET", "/users/@me", 200, {"id": "1", "username": "x"})
    assert faults("GET", "/channels/1/messages", 200, [{"id": 7}])
    assert description.faults_of_request("POST", "/channels/1/messages", {"content": 7})
    with pytest.raises(LookupError):
        description.operation("GET", "/nothing/here")
