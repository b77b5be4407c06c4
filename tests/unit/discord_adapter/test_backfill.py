"""Reading back on discord.py's own objects; only the HTTP call beneath them is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import discord
import pytest

from bot.discord_adapter import gap_report
from bot.discord_adapter.backfill import Backfill
from bot.discord_adapter.history import channels_of, hidden_among, history, obstacle
from bot.discord_adapter.scan import parse_since
from bot.domain import Case, Depth, Post, snowflake_time
from bot.gaps import Checkpoint, Gap, GapReason
from bot.intake import Intake, Marks
from bot.intake.marks import Checkpoints
from tests.unit.discord_adapter.conftest import (
    ADULT_THREAD,
    ADULTS,
    GENERAL,
    GUILD,
    POST,
    THREAD,
    VOICE,
    Discord,
    guild_create,
    message,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://cdn.discordapp.com/a.png"
FILE = {"id": "1", "filename": "a.png", "url": URL, "proxy_url": URL, "size": 1}


class World:
    """Handler, store, teller and Discord's history in one."""

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.saved: dict[int, int] = {}
        self.noted: list[Gap] = []
        self.told: list[Gap] = []
        self.known = {GUILD: 100}
        self.pages: dict[int, list[Any]] = {}
        self.asked: list[int] = []
        self.failures: dict[int, list[Exception]] = {}

    async def handle(self, post: Post, *, depth: Depth | None = None) -> Any:
        self.handled.append(post.message_id)
        return Mock(retry=False, deeper=False)

    async def reconcile(self, cases: Iterable[Case]) -> None: ...

    async def refetch(self, post: Post) -> Post | None:
        return None

    async def save(self, checkpoints: Checkpoints, gaps: Sequence[Gap]) -> None:
        self.saved |= {channel: mark.last_id for channel, mark in checkpoints.items()}
        self.noted += gaps

    async def servers(self) -> dict[int, int]:
        return self.known

    async def first_seen(self, guild_id: int, since: int) -> None:
        self.known.setdefault(guild_id, since)

    async def gaps(self, guild_id: int, limit: int = 50) -> list[Gap]:
        return self.noted

    async def close_gaps(self, channel_id: int, from_id: int, to_id: int) -> None: ...

    async def forget(self, guild_id: int) -> None: ...

    async def forget_channel(self, channel_id: int) -> None: ...

    async def tell(self, guild: discord.Guild, found: list[Gap]) -> None:
        self.told += found

    async def logs_from(
        self, channel_id: int, limit: int, before: Any = None, after: int = 0, around: Any = None
    ) -> list[Any]:
        if failures := self.failures.get(channel_id):
            raise failures.pop(0)
        if before is not None:
            return []
        self.asked.append(channel_id)
        newer = [m for m in self.pages.get(channel_id, []) if int(m["id"]) > after]
        return sorted(newer, key=lambda m: int(m["id"]))[:limit][::-1]

    async def no_threads(self, *args: Any, **kwargs: Any) -> Any:
        return {"threads": [], "has_more": False}


def allow(wire: Discord, everyone: discord.Permissions) -> None:
    """Give everybody these permissions, and nobody others."""
    data = guild_create()
    data["roles"] = [r | {"permissions": str(everyone.value)} for r in data["roles"][:1]]
    data["members"] = [m | {"roles": []} for m in data["members"]]
    wire.tell("GUILD_CREATE", data)


def ready(wire: Discord, world: World, marks: dict[int, int]) -> tuple[Backfill, Intake]:
    """Return a back-fill over a history, with these checkpoints and these newest messages."""
    wire.client._ready = asyncio.Event()
    allow(wire, discord.Permissions.all_channel())
    http: Any = wire.client.http
    http.logs_from = world.logs_from
    for kind in ("public", "private", "joined_private"):
        setattr(http, f"get_{kind}_archived_threads", world.no_threads)
    for channel in channels_of(wire.guild):
        ids = [int(m["id"]) for m in world.pages.get(channel.id, [])]
        channel.last_message_id = max(ids, default=None)
    known = {channel: Checkpoint(GUILD, last) for channel, last in marks.items()}
    intake = Intake(world, world, world, Marks(known))
    intake.start()
    return Backfill(wire.client, intake, world, world, patrol_every=600), intake


async def caught_up(wire: Discord, world: World, marks: dict[int, int]) -> None:
    backfill, intake = ready(wire, world, marks)
    async with asyncio.timeout(60):
        await backfill.catch_up([wire.guild])
        while intake.waiting:
            await asyncio.sleep(0.001)
    await intake.close(1)


def said(number: int, channel: int = GENERAL, **more: Any) -> Any:
    return message(number, channel, attachments=[FILE], **more)


async def test_what_is_newer_than_the_checkpoint_is_read_page_by_page(wire: Discord) -> None:
    world = World()
    world.pages = {
        GENERAL: [said(n) for n in range(1000, 1450)],
        ADULTS: [said(2000, ADULTS)],
        ADULT_THREAD: [said(3000, ADULT_THREAD)],
        POST: [said(POST, POST)],
        VOICE: [said(4000, VOICE)],
    }
    await caught_up(wire, world, {GENERAL: 1100, ADULTS: 2000, VOICE: 10})
    assert sorted(world.handled) == [POST, *range(1101, 1450), 3000, 4000]
    assert ADULTS not in world.asked, "nothing new was said there"
    assert world.saved[GENERAL] == 1449 and world.saved[VOICE] == 4000
    assert world.noted == []


async def test_a_malformed_message_is_a_gap_and_the_others_are_read(wire: Discord) -> None:
    world = World()
    broken = said(1002)
    del broken["author"]
    world.pages = {GENERAL: [said(1001), broken, said(1003)]}
    await caught_up(wire, world, {GENERAL: 1000})
    assert sorted(world.handled) == [1001, 1003]
    (gap,) = world.noted
    assert (gap.from_id, gap.to_id, gap.reason) == (1001, 1002, GapReason.MALFORMED)
    assert world.saved[GENERAL] == 1003


def refusal(status: int) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.DiscordServerError)
    return kind(Mock(status=status, reason="no"), {"code": 0, "message": "no"})


@pytest.mark.parametrize(("status", "reason"), [(403, GapReason.REFUSED), (404, GapReason.DELETED)])
async def test_a_refusal_is_a_gap_and_is_not_tried_again(
    wire: Discord, status: int, reason: GapReason
) -> None:
    world = World()
    world.pages = {GENERAL: [said(1001)]}
    world.failures = {GENERAL: [refusal(status)]}
    await caught_up(wire, world, {GENERAL: 1000})
    assert world.handled == []
    assert [(g.channel_id, g.reason) for g in world.told] == [(GENERAL, reason)]
    assert (world.told[0].from_id, world.told[0].to_id) == (1000, 1001)
    assert world.saved[GENERAL] == 1001


async def test_a_failure_that_passes_is_tried_again(wire: Discord) -> None:
    world = World()
    world.pages = {GENERAL: [said(1001)]}
    world.failures = {GENERAL: [refusal(503)]}
    await caught_up(wire, world, {GENERAL: 1000})
    assert world.handled == [1001] and world.told == []


async def test_nothing_older_than_the_bots_coming_is_read(wire: Discord) -> None:
    world = World()
    world.known = {}
    world.pages = {GENERAL: [said(1001)], THREAD: [said(900, THREAD)]}
    await caught_up(wire, world, {})
    assert world.handled == [] and GENERAL not in world.asked
    assert world.known == {GUILD: 1001}
    assert world.saved[GENERAL] == 1001 and world.saved[THREAD] == 900


async def test_history_ends_where_it_is_told_to(wire: Discord) -> None:
    world = World()
    world.pages = {GENERAL: [said(n) for n in range(1, 301)]}
    ready(wire, world, {})
    channel = wire.guild.get_channel(GENERAL)
    read = [f.message_id async for f in history(wire.client, channel, after=50, until=260)]
    assert read == list(range(51, 261))


@pytest.mark.parametrize(
    ("denied", "channel", "reason"),
    [
        ({}, GENERAL, None),
        ({"view_channel": False}, GENERAL, GapReason.NO_VIEW),
        ({"read_message_history": False}, GENERAL, GapReason.NO_HISTORY),
        ({"read_message_history": False}, THREAD, GapReason.NO_HISTORY),
        ({"connect": False}, GENERAL, None),
        ({"connect": False}, VOICE, GapReason.NO_CONNECT),
    ],
)
async def test_what_keeps_a_channel_from_being_read(
    wire: Discord, denied: dict[str, bool], channel: int, reason: GapReason | None
) -> None:
    everyone = discord.Permissions.all_channel()
    everyone.update(**denied)
    allow(wire, everyone)
    place: Any = wire.guild.get_channel_or_thread(channel)
    assert obstacle(place) is reason
    hidden = hidden_among(wire.guild, lambda channel_id: channel_id == ADULTS)
    assert hidden == (3 if "view_channel" in denied else 0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("24h", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("7D", datetime(2026, 11, 15, 12, tzinfo=UTC)),
        (" 2 w ", datetime(2026, 11, 8, 12, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T10:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
    ],
)
def test_since_when(text: str, moment: datetime) -> None:
    assert snowflake_time(parse_since(text, NOW)) == moment


def test_since_a_message_or_everything() -> None:
    assert parse_since("all", NOW) == 0
    assert parse_since("1999-01-01", NOW) == 0
    link = (
        "https://discord.com/channels/1080278227353600001/1080278227353600011/1500000000000000001"
    )
    assert parse_since(link, NOW) == 1500000000000000000
    for wrong in ("", "soon", "3 fortnights", "99999999d"):
        with pytest.raises(ValueError):
            parse_since(wrong, NOW)


@pytest.mark.parametrize("reason", GapReason)
def test_every_reason_is_told_with_its_mend_and_fits_a_message(reason: GapReason) -> None:
    gaps = [Gap(1, 10**18 + n, 1, 2 << 22, reason, NOW) for n in range(200)]
    for text in (gap_report.told(reason, gaps), gap_report.listed(gaps)):
        assert len(text) <= 2000
        assert "{" not in text
    assert "\n" in gap_report.told(reason, gaps[:1])
    assert "There are no gaps" in gap_report.listed([])
