"""The Discord client: which events are heard, and that none of them ends the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.discord_adapter import appeals, commands, payloads, surroundings
from bot.discord_adapter.appeals import AppealButton, RulingButton
from bot.discord_adapter.backfill import Backfill, ProgressStore
from bot.discord_adapter.collector import collect, place_of
from bot.discord_adapter.consent import ConsentStore
from bot.discord_adapter.desk import Desk
from bot.discord_adapter.gap_report import GapReport
from bot.discord_adapter.gate import GateBook, GateKeeper, ShareBook, Sharing, UnshareButton
from bot.discord_adapter.history import TRANSIENT
from bot.discord_adapter.inbox.recipient import LetterButton
from bot.discord_adapter.inbox.sender import SendingButton, submitted
from bot.discord_adapter.known_commands import Lists
from bot.discord_adapter.own_records import WithdrawButton, WithdrawMenu
from bot.discord_adapter.panel import PanelButton, PanelMenu
from bot.discord_adapter.privacy import EraseButton, PeopleStore
from bot.discord_adapter.private.conversation import Conversation
from bot.discord_adapter.private.desk import PrivateDesk
from bot.discord_adapter.private.records import EraseRecord, KeepButton
from bot.discord_adapter.raid_view import RaidButton, RaidControl
from bot.discord_adapter.review import ReviewButton
from bot.discord_adapter.review_acts import ReviewDesk
from bot.discord_adapter.scan import Scans, StopScan
from bot.discord_adapter.setup import Inside, SetupButton, SetupChannel, SetupMenu
from bot.discord_adapter.stats_command import FigureStore
from bot.discord_adapter.translator import CommandTranslator
from bot.discord_adapter.views import HelpButton, WhyButton
from bot.domain import Post, UnscreenedReason
from bot.errors import FetchError
from bot.gaps import Gap
from bot.intake import Intake, Overloaded
from bot.letters import InboxStore
from bot.postroom import PostRoom
from bot.reading import ReadingRoom
from bot.vetting import Vetting

log = structlog.get_logger(__name__)


def intents(*, members: bool = False) -> discord.Intents:
    """Return the gateway intents that the bot needs; message content is a privileged one.

    `members` adds the other privileged one: profiles are then seen at joins and changes too.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    wanted.message_content = True
    wanted.guild_reactions = True
    wanted.expressions = True
    wanted.guild_scheduled_events = True
    wanted.members = members
    return wanted


class ServerLife(Protocol):
    """What is told of the servers that the bot is on; the record decides what follows."""

    def present(self, guild_ids: Collection[int], now: datetime) -> Coroutine[Any, Any, None]:
        """Take note of all servers that the bot is on."""
        ...

    def left(self, guild_id: int, now: datetime) -> Coroutine[Any, Any, None]:
        """Take note that the bot left a server."""
        ...

    def joined(self, guild_id: int) -> Coroutine[Any, Any, None]:
        """Take note that the bot is on a server (again)."""
        ...


class GateStore(GateBook, ShareBook, Protocol):
    """Where gates are kept, and who shared what through them."""


class FlashguardClient(discord.Client):
    """Hears what shows an image, and hands it to the intake as a Post.

    It holds nothing that must survive it: a broken one is replaced by another over the same intake.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        private: PrivateDesk,
        intake: Intake,
        progress: ProgressStore,
        people: PeopleStore,
        consents: ConsentStore,
        gates: GateStore,
        vetting: Vetting,
        review: ReviewDesk,
        raids: RaidControl,
        lists: Lists,
        figures: FigureStore,
        inboxes: InboxStore,
        postroom: PostRoom,
        reading: ReadingRoom,
        servers: ServerLife,
        inside: Inside,
        members: bool = False,
        patrol_every: float = 600.0,
        connector: aiohttp.BaseConnector | None = None,
        guild_ready_timeout: float = 2.0,
    ) -> None:
        """Make a client that is not connected yet.

        `patrol_every` and the timeout are in seconds.
        """
        super().__init__(
            intents=intents(members=members),
            connector=connector,
            # Messages are not kept: raw events carry all that is needed, and the less a process
            # remembers of what people write, the better.
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
        )
        self.desk = desk
        self.private = private
        self._conversation = Conversation(desk, private)
        self.progress = progress
        self.people = people
        self.consents = consents
        self.review = review
        self.raids = raids
        self.lists = lists
        self.figures = figures
        self.inside = inside
        self.inboxes = inboxes
        self.postroom = postroom
        self.reading = reading
        self._servers = servers
        self.tree = app_commands.CommandTree(self)
        self._intake = intake
        self._report = GapReport(desk.settings_for)
        self.backfill = Backfill(self, intake, progress, self._report, patrol_every=patrol_every)
        self.scans = Scans(self, self.backfill, progress, desk.settings_for)
        self.gates = GateKeeper(self, gates, desk.settings_for)
        self.sharing = Sharing(self.gates, gates, vetting)
        self._payloads = payloads.Payloads(self)
        self._catching_up: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        commands.add_to(self.tree)

    async def setup_hook(self) -> None:
        """Register the persistent buttons and publish the commands."""
        self.add_dynamic_items(HelpButton, WhyButton, PanelButton, PanelMenu, StopScan, EraseButton)
        self.add_dynamic_items(ReviewButton, RaidButton)
        self.add_dynamic_items(SetupButton, SetupChannel, SetupMenu)
        self.add_dynamic_items(WithdrawButton, WithdrawMenu, AppealButton, RulingButton)
        self.add_dynamic_items(UnshareButton)
        self.add_dynamic_items(LetterButton, SendingButton)
        self.add_dynamic_items(KeepButton, EraseRecord)
        if self.application is not None and self.application.user_integration_config is None:
            log.warning(
                "user_install_is_off", mend="docs/direct-messages.md says how to switch it on"
            )
            commands.keep_to_servers(self.tree)
        await self.tree.set_translator(CommandTranslator(self.desk.locales))
        await self.gates.load()
        await self.tree.sync()
        self._spawn(self.backfill.follow_misses())
        self._spawn(self.backfill.patrol())
        self._spawn(self.gates.watch())

    async def close(self) -> None:
        """End what runs beside the events, and the connection."""
        self.scans.close()
        for task in list(self._background):
            task.cancel()
        await super().close()

    # ----------------------------------------------------------------------------- the session

    async def on_connect(self) -> None:
        """Hold every checkpoint: a session that was not resumed knows nothing of what was before.

        discord.py calls this at READY alone, before it hears anything of the new session.
        """
        self._intake.marks.freeze()

    async def on_ready(self) -> None:
        """Catch up with what was missed, after every session that is not a resumed one."""
        log.info("ready", servers=len(self.guilds), user=str(self.user))
        self._intake.release()
        if self._catching_up is not None:
            self._catching_up.cancel()
        self._catching_up = self._spawn(self._catch_up())
        self._spawn(appeals.tell_of_waiting(self, self.desk))
        self._spawn(self.gates.reconcile())

    async def _catch_up(self) -> None:
        await self._servers.present({guild.id for guild in self.guilds}, datetime.now(UTC))
        await self.backfill.forget_left()
        await self.backfill.catch_up(self.guilds)

    def tell_of(self, gaps: Sequence[Gap]) -> None:
        """Have moderators told of gaps that came up beside a catching up."""
        for guild_id in {gap.guild_id for gap in gaps}:
            if guild := self.get_guild(guild_id):
                own = [gap for gap in gaps if gap.guild_id == guild_id]
                self._spawn(self._report.tell(guild, own))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Catch up with a server that an outage had taken away."""
        if self.is_ready():
            self._intake.marks.freeze(guild.id)
            self._spawn(self.backfill.catch_up([guild]))
            self._spawn(self.gates.reconcile(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note where a new server stands, and keep what there is of it."""
        self._spawn(self._joined(guild))
        self._spawn(self.backfill.catch_up([guild]))
        self._spawn(self.gates.reconcile(guild.id))

    async def _joined(self, guild: discord.Guild) -> None:
        await self._servers.joined(guild.id)
        # What it had set when the bot left may be erased by now.
        await self.desk.servers.load()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot left; its cases go when the days for that are over."""
        self._spawn(self._servers.left(guild.id, datetime.now(UTC)))
        self._spawn(self.backfill.forget(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget where a channel stood that is gone; nothing in it was missed."""
        self._spawn(self.backfill.forget_channel(channel.id))
        self._spawn(self.gates.gone(channel.id))

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """See that a gate is still closed whose channel was changed."""
        self._spawn(self.gates.changed(after.guild, after.id))

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Forget where a thread stood that is gone."""
        self._spawn(self.backfill.forget_channel(event.thread_id))
        self._spawn(self.gates.gone(event.thread_id))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Report what escaped an event's task: the bot goes on (the task reporter)."""
        log.exception("event_failed", heard=event_method)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hear forms, even ones that were shown before a restart; discord.py forgets those."""
        await appeals.answered(interaction)
        await self.sharing.hear(interaction)
        await submitted(interaction)

    # ---------------------------------------------------------------------------- the messages

    async def on_message(self, message: discord.Message) -> None:
        """Hand on a new message, with its author's profile."""
        raw = self._payloads.take(message.id)
        if isinstance(message.channel, discord.DMChannel):
            await self._conversation.hear(message, raw or payloads.payload_of(message), edit=False)
        else:
            self._hear(message, raw)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Hand on an edited message; the raw event comes for messages of any age."""
        if isinstance(payload.message.channel, discord.DMChannel):
            await self._conversation.hear(payload.message, dict(payload.data), edit=True)
        else:
            self._hear(payload.message, payload.data)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Forget who shared a message that is gone."""
        await self.sharing.deleted(event.channel_id, {event.message_id})

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Forget who shared messages that are gone."""
        await self.sharing.deleted(event.channel_id, event.message_ids)

    def _hear(self, message: discord.Message, raw: Any) -> None:
        if self.user is None or message.guild is None:
            return  # nothing can be removed from what belongs to no server
        if message.author.id == self.user.id:
            # Only the bot's own messages are passed over: webhooks and other bots post images too.
            self._intake.marks.skip(place_of(message.channel, message.guild), message.id)
            return
        post = self.backfill.collected(message, raw)
        if post is not None:
            self._intake.submit(post)
        self.backfill.show(surroundings.author(message, raw))

    async def refetch(self, post: Post) -> Post | None:
        """Return a message as it now is, with fresh links; None where it is gone.

        Links of what is no message do not expire: such a post comes back as it is. Raises
        FetchError where Discord cannot be asked.
        """
        if post.subject:
            return post
        channel: Any = self.get_channel(post.place.channel_id) or self.get_partial_messageable(
            post.place.channel_id, guild_id=post.place.guild_id
        )
        try:
            message, raw = await payloads.fetch(self, channel, post.message_id)
        except discord.NotFound:
            return None
        except (discord.HTTPException, *TRANSIENT) as error:
            raise FetchError(
                UnscreenedReason.FETCH_FAILED,
                "Discord did not show the message again.",
                type(error).__name__,
                transient=isinstance(error, TRANSIENT),
            ) from error
        fresh = collect(message, raw, received_at=post.received_at)
        # What is fetched says nothing of the member, and may lack the channel's name.
        return replace(fresh, place=post.place, sender=post.sender)

    # ------------------------------------------------------------------------- the surroundings

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Hand on a custom emoji that somebody reacted with."""
        if self.user is None or event.user_id != self.user.id:
            self._hand_on(surroundings.reaction(self, event))

    async def on_member_join(self, member: discord.Member) -> None:
        """Hand on what a new member shows (with the members intent)."""
        self.backfill.show(surroundings.profile(member))

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Hand on what a member shows now (with the members intent)."""
        self.backfill.show(surroundings.profile(after))

    async def on_user_update(self, before: discord.User, after: discord.User) -> None:
        """Hand on what a user shows now, wherever they are a member (with the members intent)."""
        for guild in after.mutual_guilds:
            if member := guild.get_member(after.id):
                self.backfill.show(surroundings.profile(member))

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """Hand on a server's icon, banner and splashes."""
        self._hand_on(surroundings.images(after))

    async def on_guild_emojis_update(
        self, guild: discord.Guild, before: object, after: Iterable[discord.Emoji]
    ) -> None:
        """Hand on a server's emoji."""
        self._hand_on(surroundings.emojis(guild, after))

    async def on_guild_stickers_update(
        self, guild: discord.Guild, before: object, after: Iterable[discord.GuildSticker]
    ) -> None:
        """Hand on a server's stickers."""
        self._hand_on(surroundings.stickers(guild, after))

    async def on_guild_role_create(self, role: discord.Role) -> None:
        """Hand on a new role's icon, and see that gates are still closed."""
        self._hand_on(surroundings.role_icon(role))
        self._spawn(self.gates.changed(role.guild))

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """See that gates are still closed."""
        self._spawn(self.gates.changed(role.guild))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Hand on a role's icon, and see that gates are still closed."""
        self._hand_on(surroundings.role_icon(after))
        if before.permissions != after.permissions:
            self._spawn(self.gates.changed(after.guild))

    async def on_scheduled_event_create(self, event: discord.ScheduledEvent) -> None:
        """Hand on a new event's cover."""
        self._hand_on(surroundings.event_cover(event))

    async def on_scheduled_event_update(
        self, before: discord.ScheduledEvent, after: discord.ScheduledEvent
    ) -> None:
        """Hand on an event's cover."""
        self._hand_on(surroundings.event_cover(after))

    def _hand_on(self, posts: Iterable[Post]) -> None:
        for post in posts:
            if isinstance(self._intake.submit(post), Overloaded):
                # No history tells of it again: it waits for room.
                self._spawn(self.backfill.submit(post))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._reported(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def _reported(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            # The task reporter: what fails beside the events ends nothing else.
            log.exception("task_failed", task=getattr(work, "__qualname__", ""))
