"""Who may have a record of a case: whom it was addressed to, and who sees where it was posted."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord_adapter.desk import About
from bot.discord_adapter.own_records import _can_see, can_keep
from bot.domain import Case, Surface
from tests.unit.discord_adapter.conftest import (
    GENERAL,
    GUILD,
    Discord,
    guild_create,
    member,
)
from tests.unit.discord_adapter.test_texts import case

INES = 704
PRIVATE = 599


def posted(channel: int, **more: Any) -> Case:
    about = case(Surface.ATTACHMENT)
    place = replace(about.post.place, channel_id=channel)
    return replace(about, post=replace(about.post, place=place, **more))


@pytest.fixture
def asked(wire: Discord) -> Any:
    """A press by ines, in another channel than the case's."""
    data = guild_create()
    hidden = {"id": str(GUILD), "type": 0, "allow": "0", "deny": str(1 << 10)}
    closed = {**data["channels"][0], "id": str(PRIVATE), "name": "closed"}
    closed["permission_overwrites"] = [hidden]
    data["channels"].append(closed)
    data["roles"][0]["permissions"] = str(discord.Permissions(view_channel=True).value)
    data["members"].append(member(INES, "ines"))
    wire.tell("GUILD_CREATE", data)
    ines = wire.guild.get_member(INES)
    assert ines is not None
    return SimpleNamespace(user=ines, guild=wire.guild, channel_id=1)


async def test_who_sees_the_channel_may(asked: Any) -> None:
    assert await _can_see(asked, posted(GENERAL))


async def test_who_does_not_see_it_may_not_unless_it_was_to_them(asked: Any) -> None:
    assert not await _can_see(asked, posted(PRIVATE))
    assert not await _can_see(asked, posted(123_456))
    assert await _can_see(asked, posted(PRIVATE, mentioned_user_ids=(INES,)))
    assert await _can_see(asked, posted(PRIVATE, reply_to_user_id=INES))
    asked.channel_id = PRIVATE  # Discord lets nobody press in a channel that they do not see
    assert await _can_see(asked, posted(PRIVATE))


async def test_outside_a_server_nobody_sees_its_channels(asked: Any) -> None:
    asked.guild = None
    assert not await _can_see(asked, posted(GENERAL))


def test_the_sender_and_a_case_without_a_record_are_offered_none() -> None:
    about = case(Surface.ATTACHMENT)
    sender = about.post.sender.user_id
    assert can_keep(About(about), sender + 1)
    assert not can_keep(About(about), sender)
    assert not can_keep(About(replace(about, recorded=False)), sender + 1)
    assert not can_keep(About(), sender)
