"""The Discord client: which events are heard, and that none of them ends the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.discord_adapter import commands
from bot.discord_adapter.collector import collect
from bot.discord_adapter.views import Desk, HelpButton, StepButton, WhereSelect, WhyButton
from bot.domain import Post
from bot.moderator import Handled

log = structlog.get_logger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    moderate_members=True,
)
"""What the invite link asks for, and no more."""


class Handler(Protocol):
    """What is done with a post."""

    async def handle(self, post: Post) -> Handled:
        """Screen a post and do what the policy says."""
        ...


def intents() -> discord.Intents:
    """Return the gateway intents that the bot needs; message content is a privileged one."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.message_content = True
    return wanted


def invite_link(application_id: int) -> str:
    """Return the address that adds the bot to a server with exactly what it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS)


class FlashguardClient(discord.Client):
    """Hears messages and edits, and hands each to the moderator as a Post."""

    def __init__(
        self,
        *,
        desk: Desk,
        on_first_ready: Callable[[], Awaitable[None]],
        connector: aiohttp.BaseConnector | None = None,
        guild_ready_timeout: float = 2.0,
    ) -> None:
        """Make a client that is not connected yet; `handler` must be set before it is.

        `on_first_ready` is awaited once, in a task of its own, when all servers are known.
        """
        super().__init__(
            intents=intents(),
            connector=connector,
            # Messages are not kept: raw events carry all that is needed, and the less a process
            # remembers of what people write, the better.
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
        )
        self.desk = desk
        self.handler: Handler | None = None
        self.tree = app_commands.CommandTree(self)
        self._on_first_ready = on_first_ready
        self._was_ready = False
        self._background: set[asyncio.Task[None]] = set()
        commands.add_to(self.tree)

    async def setup_hook(self) -> None:
        """Register the persistent buttons and publish the commands."""
        self.add_dynamic_items(HelpButton, WhyButton, WhereSelect, StepButton)
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Say so in the log; at the first time let what a crash left be finished."""
        log.info("ready", servers=len(self.guilds), user=str(self.user))
        if not self._was_ready:
            self._was_ready = True
            task = asyncio.create_task(self._first_ready())
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _first_ready(self) -> None:
        try:
            await self._on_first_ready()
        except Exception:
            log.exception("start_task_failed")

    async def on_message(self, message: discord.Message) -> None:
        """Handle a new message."""
        await self._handle(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Handle an edited message; the raw event comes for messages of any age."""
        await self._handle(payload.message)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Report what escaped an event's task: the bot goes on (the task reporter)."""
        log.exception("event_failed", event=event_method)

    async def _handle(self, message: discord.Message) -> None:
        received_at = datetime.now(UTC)
        # Only the bot's own messages are passed over: webhooks and other bots post images too.
        if self.user is None or message.author.id == self.user.id:
            return
        if message.guild is None:
            return  # nothing can be removed from a private conversation
        post = collect(message, received_at=received_at)
        if post.media and self.handler is not None:
            await self.handler.handle(post)
