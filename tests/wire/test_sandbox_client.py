"""An unmodified discord.py client on every surface: it parses all, and all it sends holds.

Both directions are held against Discord's own description, and no event may raise in the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.sandbox import world
from bot.sandbox.client import SandboxClient
from bot.sandbox.connect import connector
from bot.sandbox.rest import Exchange
from bot.sandbox.server import Sandbox
from tests.wire.test_sandbox_openapi import discords_description
from tests.wire.test_sandbox_surfaces import picture

BOT_ROLE = str(world.BOT_ROLE_ID)


class Ear(discord.Client):
    """Hears every event and hands them on in order."""

    def __init__(self, sandbox: Sandbox) -> None:
        way = connector(sandbox.tls_port, sandbox.ca_path)
        super().__init__(
            intents=discord.Intents.all(),
            connector=way,
            guild_ready_timeout=0.05,
            max_messages=None,
        )
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def on_ready(self) -> None:
        self.heard.put_nowait(("ready", None))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        self.heard.put_nowait(("error", event_method))

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        if event != "ready" and hasattr(self, "heard"):
            self.heard.put_nowait((event, args[-1] if args else None))

    async def next(self, name: str) -> Any:
        """Return what the next event of this name is about."""
        async with asyncio.timeout(20):
            while True:
                event, about = await self.heard.get()
                assert event != "error", about
                if event == name:
                    return about


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
async def sandbox(exchanges: list[Exchange]) -> AsyncIterator[Sandbox]:
    started = Sandbox(port=0, witness=exchanges.append)
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
async def ear(sandbox: Sandbox, exchanges: list[Exchange]) -> AsyncIterator[Ear]:
    started = Ear(sandbox)
    task = asyncio.create_task(started.start(sandbox.token))
    await started.next("ready")
    yield started
    await started.close()
    await task
    description, faults = discords_description(), []
    for e in exchanges:
        if e.status < 400:
            faults += description.faults_of_request(e.method, e.path, e.sent)
        faults += description.faults_of_answer(e.method, e.path, e.status, e.answered)
    assert not faults, "\n".join(faults)


async def test_messages_of_every_kind(ear: Ear, client: SandboxClient) -> None:
    margot, rowan = await client.person("margot"), await client.person("rowan")
    await client.site("https://pics.example/late.png", picture(1), delay=0.2)
    linked = await rowan.post("general", "https://pics.example/late.png")
    edit: discord.RawMessageUpdateEvent = await ear.next("raw_message_edit")
    assert edit.message.embeds[0].thumbnail.proxy_url
    channel = ear.get_partial_messageable(world.GENERAL_ID)
    await (await channel.fetch_message(int(linked["id"]))).edit(suppress=True)
    assert (await ear.next("raw_message_edit")).message.embeds == []

    for data, kind in (
        (picture(2), "png"),
        (picture(3, "PNG", 3), "apng"),
        (picture(4, "GIF", 2), "gif"),
    ):
        sticker = await margot.add_sticker(kind, data)
        await rowan.post("general", sticker_ids=[sticker["id"]])
        (item,) = (await ear.next("message")).stickers
        assert item.format.name == kind and await item.read() == data
        assert (await item.fetch()).name == kind

    emoji = await margot.add_emoji("odd", picture(5, "GIF", 3), external=True)
    posted = await rowan.post("general", emoji["text"])
    await rowan.react(posted, emoji["reaction"])
    reaction: discord.RawReactionActionEvent = await ear.next("raw_reaction_add")
    assert reaction.emoji.animated and await reaction.emoji.read() == picture(5, "GIF", 3)
    assert reaction.message_author_id == int(rowan.id)
    message = await channel.fetch_message(reaction.message_id)
    await message.clear_reaction(reaction.emoji)
    assert (await ear.next("raw_reaction_clear_emoji")).emoji.id == int(emoji["id"])

    await rowan.post("general", poll={"question": "?", "answers": [{"text": "a", "emoji": "🙂"}]})
    assert (await ear.next("message")).poll.answers[0].emoji.name == "🙂"
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    await client.automated("general", "", ("a.png", picture(6)), components=[gallery])
    shown = (await ear.next("message")).components[0]
    assert shown.items[0].media.proxy_url
    forwarded = await rowan.post("general", "", ("b.png", picture(7)))
    await ear.next("message")
    await rowan.post("general", forward=forwarded)
    (snapshot,) = (await ear.next("message")).message_snapshots
    assert await snapshot.attachments[0].read() == picture(7)
    await client.automated("general", "x", by="app", as_=rowan.id)
    answer = await ear.next("message")
    assert answer.interaction_metadata.user.id == int(rowan.id)
    await client.automated("general", "x", by="crosspost")
    assert (await ear.next("message")).flags.is_crossposted
    assert len([m async for m in channel.history(limit=None)]) == 11


async def test_threads_and_their_past(ear: Ear, client: SandboxClient) -> None:
    margot, rowan = await client.person("margot"), await client.person("rowan")
    (forum,) = await margot.make_channels("the-forum", kind="forum")
    post = await rowan.start_thread(forum["id"], "First", "text", ("a.png", picture(1)))
    message = await ear.next("message")
    assert isinstance(message.channel, discord.Thread) and message.id == message.channel.id
    thread = await rowan.start_thread("after-dark", "sketches")
    await rowan.post(thread["id"], "in it")
    while (message := await ear.next("message")).content != "in it":
        pass
    assert message.channel.is_nsfw() and message.channel.parent.name == "after-dark"
    await rowan.change_thread(post, archived=True)
    assert (await ear.next("raw_thread_update")).thread_id == int(post["id"])
    parent = ear.get_channel(int(forum["id"]))
    assert isinstance(parent, discord.ForumChannel)
    assert [t.name async for t in parent.archived_threads()] == ["First"]
    guild = ear.get_guild(world.GUILD_ID)
    assert guild is not None
    assert [t.name for t in await guild.active_threads()] == ["sketches"]


async def test_pictures_beyond_messages_are_heard_and_cleared(
    ear: Ear, client: SandboxClient
) -> None:
    margot, rowan = await client.person("margot"), await client.person("rowan")
    names = ("manage_guild", "manage_roles", "manage_events", "manage_expressions")
    await client.permissions(None, BOT_ROLE, allow=names)
    await rowan.picture("member_avatar", picture(1))
    member: discord.Member = await ear.next("member_update")
    assert member.guild_avatar is not None and await member.guild_avatar.read() == picture(1)
    await rowan.picture("avatar", picture(2, "GIF", 3))
    user: discord.User = await ear.next("user_update")
    assert user.avatar is not None and await user.avatar.read() == picture(2, "GIF", 3)

    await margot.picture("icon", picture(3))
    guild: discord.Guild = await ear.next("guild_update")
    assert guild.icon is not None and await guild.icon.read() == picture(3)
    await guild.edit(icon=None, banner=None, splash=None, discovery_splash=None)
    assert (await ear.next("guild_update")).icon is None

    await margot.picture("role_icon", picture(4), role_id=str(world.MODERATOR_ROLE_ID))
    role: discord.Role = await ear.next("guild_role_update")
    assert isinstance(role.display_icon, discord.Asset)
    assert await role.display_icon.read() == picture(4)
    await role.edit(display_icon=None)
    assert (await ear.next("guild_role_update")).display_icon is None

    await margot.picture("event_cover", picture(5))
    event: discord.ScheduledEvent = await ear.next("scheduled_event_create")
    assert event.cover_image is not None and await event.cover_image.read() == picture(5)
    no_image: Any = None
    await event.edit(image=no_image)
    assert (await ear.next("scheduled_event_update")).cover_image is None

    await margot.add_emoji("own", picture(6))
    (emoji,) = await ear.next("guild_emojis_update")
    assert await emoji.read() == picture(6)
    await emoji.delete(reason="Flagged")
    assert await ear.next("guild_emojis_update") == ()
    await margot.add_sticker("own", picture(7))
    (sticker,) = await ear.next("guild_stickers_update")
    assert await sticker.read() == picture(7)
    await sticker.delete(reason="Flagged")
    assert await ear.next("guild_stickers_update") == ()
