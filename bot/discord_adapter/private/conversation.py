"""The conversation with the bot: what is sent or forwarded there is looked at, and answered.

Only the person and the bot see it. Nothing is recorded, and nobody is ever asked for an image: what
comes without one is answered by what the bot can do, once in a while.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

import discord
import structlog

from bot.discord_adapter.collector import collect
from bot.discord_adapter.desk import Desk
from bot.discord_adapter.panel import PanelButton, Spot
from bot.discord_adapter.private import texts
from bot.discord_adapter.private.desk import PrivateDesk
from bot.discord_adapter.private.looks import hides_a_forward
from bot.discord_adapter.private.memory import Seen
from bot.discord_adapter.views import HelpButton
from bot.domain import MediaRef, Post

log = structlog.get_logger(__name__)

_REMEMBERED = 1_000
"""Messages of which it is known what was looked at, so that an edit brings only what is new."""


class Conversation:
    """Answers what people write to the bot. One person's messages are answered in turn."""

    def __init__(self, desk: Desk, private: PrivateDesk) -> None:
        """Draw on these."""
        self._desk, self._private = desk, private
        self._known: OrderedDict[int, frozenset[str]] = OrderedDict()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def hear(self, message: discord.Message, raw: Mapping[str, Any], *, edit: bool) -> None:
        """Answer a message in the bot's own conversation, or the images that an edit brought.

        The preview of a link comes as an edit. What the bot and other bots write is passed over.
        """
        if message.author.bot:
            return
        turn = self._turns.setdefault(message.author.id, asyncio.Lock())
        async with turn:
            post = replace(collect(message, raw), text="")
            known = self._known.get(message.id)
            if edit and known is None:
                return  # from before the bot was there
            fresh = tuple(m for m in post.media if m.media_id not in (known or ()))
            self._known[message.id] = frozenset(m.media_id for m in post.media)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            try:
                if fresh:
                    await self._look(message, post, fresh)
                elif not edit:
                    await self._reply_in_words(message, post, raw)
            except discord.HTTPException as error:
                # They blocked the bot meanwhile, or closed their messages: that is their answer.
                log.info("conversation_not_answered", status=error.status, code=error.code)

    async def _look(
        self, message: discord.Message, post: Post, fresh: tuple[MediaRef, ...]
    ) -> None:
        channel, private = message.channel, self._private
        words = self._desk.public_for(None)
        assert isinstance(channel, discord.DMChannel), "the client hands on no others"
        who, ref = message.author.id, f"m.{channel.id}.{message.id}"
        if not private.pace.begin(who, datetime.now(UTC)):
            await _reply(message, words.say("screen-busy"))
            return
        try:
            findings = await private.examiner.examine(fresh)
        finally:
            private.pace.end(who)
        copies = texts.copies_of(findings)
        view = discord.ui.View(timeout=None)
        view.add_item(HelpButton(ref, words.say("button-help")))
        danger = discord.ButtonStyle.danger
        view.add_item(PanelButton("minor", Spot(ref), words.say("go-minor"), style=danger))
        foot = words.say("screen-foot-conversation")
        sent = await _reply(
            message,
            texts.answer(findings, words, copies=len(copies), foot=foot),
            files=copies,
            view=view,
        )

        async def take_back() -> None:
            # Not Message.edit, which would send the flags again.
            await channel.get_partial_message(sent.id).edit(attachments=[])

        seen = Seen(post, datetime.now(UTC), findings, take_back=take_back if copies else None)
        private.memory.keep(who, ref, seen)

    async def _reply_in_words(
        self, message: discord.Message, post: Post, raw: Mapping[str, Any]
    ) -> None:
        words, greetings, who = (
            self._desk.public_for(None),
            self._private.greetings,
            message.author.id,
        )
        if hides_a_forward(raw):
            await _reply(message, words.say("screen-none-forward"))
        elif not post.awaits_preview and greetings.begin(who, datetime.now(UTC)):
            greetings.end(who)
            await _reply(message, words.say("screen-hello"))


async def _reply(message: discord.Message, text: str, **more: Any) -> discord.Message:
    return await message.channel.send(
        text,
        reference=message.to_reference(fail_if_not_exists=False),
        mention_author=False,
        allowed_mentions=discord.AllowedMentions.none(),
        **more,
    )
