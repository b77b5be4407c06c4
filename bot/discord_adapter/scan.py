"""Screens the past of channels because moderators asked for it, and shows them how far it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import discord
import structlog

from bot.discord_adapter.backfill import Backfill, ProgressStore
from bot.discord_adapter.gap_report import SettingsFor, moderators_channel
from bot.discord_adapter.history import (
    TRANSIENT,
    Channel,
    archived,
    channels_of,
    history,
    obstacle,
)
from bot.discord_adapter.persistent import PersistentButton
from bot.domain import snowflake_time
from bot.intake import Handled

log = structlog.get_logger(__name__)

Target = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.Thread
)
"""What can be scanned alone; a channel with its threads."""

_SHOWN_EVERY = 5.0
"""Seconds between two edits of the progress: five are allowed in five seconds."""
_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"(\d{1,4})\s*([hdw])", re.IGNORECASE)
_MESSAGE = re.compile(r"(?:https://\S+/)?(\d{15,20})")

SINCE_HELP = "24h, 7d, 4w, a date like 2026-11-20, a message's link, or all"


def parse_since(text: str, now: datetime) -> int:
    """Return the id after which to read, from what a moderator wrote. Raises ValueError."""
    text = text.strip()
    if text.lower() == "all":
        return 0
    if match := _SPAN.fullmatch(text):
        moment = now - int(match[1]) * _SPANS[match[2].lower()]
    elif match := _MESSAGE.fullmatch(text):
        return int(match[1]) - 1
    else:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0, discord.utils.time_snowflake(moment))


@dataclass(slots=True)
class _Scan:
    since: int
    until: int
    channels: int = 0
    finished: int = 0
    read: int = 0
    submitted: int = 0
    screened: int = 0
    cases: set[str] = field(default_factory=set)
    unreadable: list[int] = field(default_factory=list)
    stopped: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def done(self, handled: Handled | None) -> None:
        self.screened += 1
        self.moved.set()
        if handled is not None and handled.case is not None:
            self.cases.add(handled.case.case_id)

    def text(self, state: str) -> str:
        since = "the beginning"
        if self.since:
            since = discord.utils.format_dt(snowflake_time(self.since), "f")
        lines = [
            f"🔎 **Scan of the past: {state}**",
            f"Everything since {since} · {self.finished} of {self.channels} channels and threads",
            f"{self.read} messages read, {self.screened} of {self.submitted} dealt with, "
            f"{len(self.cases)} with a case",
        ]
        if self.unreadable:
            names = ", ".join(f"<#{i}>" for i in self.unreadable[:15])
            lines.append(
                f"I cannot read {names}: give my role View Channel and Read Message History there "
                "(for voice channels also Connect), and scan again."
            )
        return "\n".join(lines)


class StopScan(PersistentButton, template=r"fg:scan:stop"):
    """Ends the scan of the server on which it is pressed."""

    def __init__(self) -> None:
        """Make the button."""
        super().__init__(
            discord.ui.Button(
                label="Stop the scan",
                style=discord.ButtonStyle.secondary,
                custom_id="fg:scan:stop",
            )
        )

    @classmethod
    def made_from(cls, match: re.Match[str]) -> Self:
        """Make the button again from its custom id."""
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        """Stop, and say so to the person alone."""
        if not interaction.permissions.manage_messages:
            text = "Only who may manage messages can stop a scan."
        elif scans_of(interaction).stop(interaction.guild_id or 0):
            text = "The scan is being stopped. What was screened so far stays screened."
        else:
            text = "No scan is running on this server."
        await interaction.response.send_message(text, ephemeral=True)


class Scans:
    """The scans that run, one at most for each server. They end with the process."""

    def __init__(
        self,
        client: discord.Client,
        backfill: Backfill,
        progress: ProgressStore,
        settings_for: SettingsFor,
    ) -> None:
        """Tie the parts together."""
        self._client, self._backfill, self._progress = client, backfill, progress
        self._settings_for = settings_for
        self._running: dict[int, tuple[_Scan, asyncio.Task[None]]] = {}

    def is_running(self, guild_id: int) -> bool:
        """Return whether a scan runs on a server."""
        return guild_id in self._running

    async def start(
        self, interaction: discord.Interaction, target: Target | None, since: int
    ) -> None:
        """Begin a scan, and answer the interaction. One must not be running."""
        guild = interaction.guild
        assert guild is not None and not self.is_running(guild.id), "checked by the command"
        scan = _Scan(since, interaction.id)
        task = asyncio.create_task(self._run(guild, target, scan, interaction))
        self._running[guild.id] = (scan, task)
        task.add_done_callback(lambda _: self._running.pop(guild.id, None))
        place = moderators_channel(guild, self._settings_for)
        where = f"in {place.mention}" if place else "here, for a quarter of an hour"
        await interaction.response.send_message(
            f"The scan has begun. Its progress is shown {where}.", ephemeral=True
        )

    def stop(self, guild_id: int) -> bool:
        """Stop a server's scan; return whether there was one."""
        running = self._running.get(guild_id)
        if running is None:
            return False
        running[0].stopped = True
        running[1].cancel()
        return True

    def close(self) -> None:
        """End all scans, because the client ends."""
        for _, task in self._running.values():
            task.cancel()

    async def _run(
        self,
        guild: discord.Guild,
        target: Target | None,
        scan: _Scan,
        interaction: discord.Interaction,
    ) -> None:
        board = _Board(moderators_channel(guild, self._settings_for), interaction)
        state = "ended by an error, see the bot's log"
        shows = asyncio.create_task(self._show(scan, board))
        try:
            read = await self._read_all(guild, target, scan)
            while scan.screened < scan.submitted:
                scan.moved.clear()
                await scan.moved.wait()
            for channel_id in read:
                await self._progress.close_gaps(channel_id, scan.since, scan.until)
            state = "finished"
        except asyncio.CancelledError:
            state = "stopped" if scan.stopped else "stopped, because the bot lost its connection"
            if not scan.stopped:
                raise
        except Exception:
            # The task reporter: moderators see that it ended, the log says why.
            log.exception("scan_failed", guild_id=guild.id)
        finally:
            shows.cancel()
            await board.write(scan.text(state), running=False)

    async def _show(self, scan: _Scan, board: _Board) -> None:
        while True:
            await board.write(scan.text("running"), running=True)
            await asyncio.sleep(_SHOWN_EVERY)

    async def _read_all(
        self, guild: discord.Guild, target: Target | None, scan: _Scan
    ) -> list[int]:
        """Read every channel; return the ids of those that were read to the end."""
        channels = await _targets(guild, target, scan.since)
        scan.channels = len(channels)
        read = []
        for channel in channels:
            try:
                if obstacle(channel) is not None:
                    scan.unreadable.append(channel.id)
                else:
                    await self._read(channel, scan)
                    read.append(channel.id)
            except (discord.HTTPException, *TRANSIENT) as error:
                log.warning("channel_not_scanned", channel_id=channel.id, error=str(error))
                scan.unreadable.append(channel.id)
            scan.finished += 1
        return read

    async def _read(self, channel: Channel, scan: _Scan) -> None:
        async for found in history(self._client, channel, after=scan.since, until=scan.until):
            scan.read += 1
            scan.submitted += await self._backfill.take(found, channel, scan.done)


class _Board:
    """Where the progress is shown: the moderators' channel, or else the private answer."""

    def __init__(
        self, channel: discord.TextChannel | None, interaction: discord.Interaction
    ) -> None:
        self._channel, self._interaction = channel, interaction
        self._message: discord.Message | None = None
        self._writing = asyncio.Lock()

    async def write(self, text: str, *, running: bool) -> None:
        view = discord.ui.View(timeout=None)
        if running:
            view.add_item(StopScan())
        try:
            async with self._writing:
                if self._channel is None:
                    await self._interaction.edit_original_response(content=text, view=view)
                elif self._message is None:
                    nobody = discord.AllowedMentions.none()
                    self._message = await self._channel.send(
                        text, view=view, allowed_mentions=nobody
                    )
                else:
                    await self._message.edit(content=text, view=view)
        except (discord.HTTPException, *TRANSIENT, RuntimeError) as error:
            log.warning("progress_not_shown", error=str(error))


async def _targets(guild: discord.Guild, target: Target | None, since: int) -> list[Channel]:
    """Return what is to be read: a channel with its threads, or everything on the server."""
    if isinstance(target, discord.Thread):
        return [target]
    parents: Iterable[Any] = guild.channels if target is None else [target]
    channels = [
        channel
        for channel in channels_of(guild)
        if target is None or target.id in (channel.id, getattr(channel, "parent_id", None))
    ]
    channels += [thread async for thread in archived(parents, snowflake_time(since))]
    return list({channel.id: channel for channel in channels}.values())


def scans_of(interaction: discord.Interaction[Any]) -> Scans:
    """Return the scans of the client that an interaction came to."""
    scans = getattr(interaction.client, "scans", None)
    assert isinstance(scans, Scans), "the client of these commands carries scans"
    return scans
