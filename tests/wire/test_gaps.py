"""What happens while the bot does not listen: it is screened afterwards, or it is a known gap.

The process that `flashguard run` starts, against the sandbox, over sockets; the sandbox counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.gaps import GapReason
from bot.sandbox.client import FindPerson, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ID
from tests.wire.running import Runs, explicit, harmless, runs

BOT = str(BOT_ID)


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    monkeypatch.chdir(tmp_path)
    async with runs(sandbox, client, tmp_path) as prepared:
        yield prepared


async def away(bot: Runs, how: str) -> None:
    """Have the bot not listen."""
    if how == "restart":
        await bot.stop()
    elif how == "kill":
        await bot.kill()
    else:
        await bot.client.fault("disconnect", seconds=600, resumable=how == "resume")


async def back(bot: Runs, how: str) -> None:
    """Have the bot listen again."""
    if how in ("restart", "kill"):
        await bot.start()
    else:
        await bot.client.mend()


@pytest.mark.parametrize("how", ["new session", "resume", "restart", "kill"])
async def test_everything_posted_meanwhile_is_screened(
    bot: Runs, client: SandboxClient, person: FindPerson, how: str
) -> None:
    margot, rowan, ines = await person("margot"), await person("rowan"), await person("ines")
    places = [
        (await margot.make_channels(f"a-{kind}", kind=kind))[0]["id"]
        for kind in ("announcement", "voice", "stage")
    ]
    (forum,) = await margot.make_channels("forum", kind="forum")
    old_thread = await ines.start_thread("general", "older")
    quiet = await ines.start_thread("general", "to be archived")
    secret = await ines.start_thread("general", "private, to be archived", private=True)
    for who in (rowan.id, str(BOT_ID)):
        await ines.change_thread(secret, add=who)
    await bot.start()
    before = await rowan.post("general", "nothing to see yet")
    lines = bot.now()
    await away(bot, how)

    sent = [
        (await rowan.post(place, "", harmless(number), explicit(number)))["id"]
        for number, place in enumerate(
            ["general", *places, old_thread["id"], quiet["id"], secret["id"]]
        )
    ]
    for thread in (quiet, secret):
        await margot.change_thread(thread, archived=True)
    new_thread = await rowan.start_thread("general", "newer")
    sent.append((await rowan.post(new_thread["id"], "", explicit(20)))["id"])
    post = await rowan.start_thread(forum["id"], "a post", "look", explicit(21))
    sent.append(post["id"])
    (new,) = await margot.make_channels("made-meanwhile")
    sent.append((await rowan.post(new["id"], "", explicit(22)))["id"])
    await rowan.edit(before, "now there is", explicit(23))
    sent.append(before["id"])

    await back(bot, how)
    await bot.removed(*sent, within=120)
    assert len(await bot.cases()) == len(sent)
    assert await bot.gaps() == []
    if how == "resume":
        assert not any("caught_up" in line for line in bot.log().splitlines()[lines:])


async def test_a_live_post_moves_no_checkpoint_past_what_was_missed(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await bot.start()
    await rowan.post("general", "before")
    lines = bot.now()
    await client.fault("disconnect", seconds=3, resumable=False)
    missed = await rowan.post("general", "", explicit(1))
    # Its history comes late, so that the live post is dealt with first.
    await client.fault("latency", method="GET", path="/channels/*/messages", seconds=25, times=9)
    await bot.says(" ready ", since=lines)
    live = await rowan.post("general", "", explicit(2))
    await bot.removed(live["id"])
    await asyncio.sleep(2.5)  # what moves is saved every second
    await bot.kill()
    await client.mend()
    await bot.start()
    await bot.removed(missed["id"])


async def test_what_cannot_be_read_is_a_gap_that_moderators_are_told_and_can_close(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    margot, rowan, tomasz = await person("margot"), await person("rowan"), await person("tomasz")
    (mute,) = await margot.make_channels("mute")
    (voice,) = await margot.make_channels("voice", kind="voice")
    (blind,) = await margot.make_channels("blind")
    (doomed,) = await margot.make_channels("doomed")
    await bot.start()
    for channel in (mute, voice, blind, doomed):
        await rowan.post(channel["id"], "before")
    await bot.stop()

    await client.permissions(mute["id"], BOT, deny=["read_message_history"])
    await client.permissions(voice["id"], BOT, deny=["connect"])
    await client.permissions(blind["id"], BOT, deny=["view_channel"])
    await margot.make_channels("secret", hidden=True, count=3)
    in_mute = await rowan.post(mute["id"], "", explicit(1))
    in_voice = await rowan.post(voice["id"], "", explicit(2))
    await rowan.post(blind["id"], "", explicit(3))
    await margot.delete_channel(doomed)
    seen = await rowan.post("general", "", explicit(4))
    await bot.start()

    await bot.removed(seen["id"])
    gaps = {g.reason: g for g in await bot.gaps()}
    assert set(gaps) == {
        GapReason.NO_HISTORY,
        GapReason.NO_CONNECT,
        GapReason.NO_VIEW,
        GapReason.HIDDEN,
        GapReason.DELETED,
    }
    gap = gaps[GapReason.NO_HISTORY]
    assert gap.channel_id == int(mute["id"])
    assert gap.from_id < int(in_mute["id"]) <= gap.to_id
    assert gaps[GapReason.NO_CONNECT].from_id < int(in_voice["id"])
    assert gaps[GapReason.HIDDEN].count == 3

    told = [m["content"] for m in await tomasz.messages("moderators") if "⚠️" in m["content"]]
    assert len(told) == 5, "one message for each cause"
    (history,) = [text for text in told if "Read Message History" in text and "cannot read" in text]
    assert f"<#{mute['id']}>" in history and "`/flashguard scan`" in history
    (hidden,) = [text for text in told if "hides" in text]
    assert "3 channels" in hidden

    listed = await tomasz.answer(await tomasz.command("general", "flashguard gaps"))
    assert f"<#{mute['id']}>" in listed["content"] and "may not read its past" in listed["content"]
    assert (await client.counts())["messages"][in_mute["id"]]["deleted"] == 0

    await bot.stop()
    await client.permissions(mute["id"], BOT, allow=["read_message_history"])
    await bot.start()
    retold = [m["content"] for m in await tomasz.messages("moderators") if "⚠️" in m["content"]]
    assert len(retold) == 5, "what was told is not told again"
    asked = await tomasz.command(
        "general", "flashguard scan", {"channel": mute["id"], "since": "1h"}
    )
    assert "has begun" in (await tomasz.answer(asked))["content"]
    await bot.removed(in_mute["id"])
    await tomasz.wait_for("message_update", lambda d: "past: finished" in d["message"]["content"])
    assert GapReason.NO_HISTORY not in {g.reason for g in await bot.gaps()}


async def test_the_past_is_screened_on_request_alone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan, tomasz = await person("rowan"), await person("tomasz")
    thread = await rowan.start_thread("general", "older")
    old = [
        (await rowan.post("general", "", explicit(1)))["id"],
        (await rowan.post(thread["id"], "", explicit(2)))["id"],
    ]
    plain = (await rowan.post("general", "", harmless(3)))["id"]
    await bot.start()
    await bot.stop()
    await bot.start()
    counted = (await client.counts())["messages"]
    assert not any(counted[m]["deleted"] for m in old)

    odd = await tomasz.command("general", "flashguard scan", {"since": "yesterdayish"})
    assert "do not understand" in (await tomasz.answer(odd))["content"]
    asked = await tomasz.command("general", "flashguard scan", {"since": "all"})
    assert "<#1080278227353600013>" in (await tomasz.answer(asked))["content"]
    await bot.removed(*old)
    board = await tomasz.wait_for(
        "message_update", lambda d: "past: finished" in d["message"]["content"]
    )
    assert "2 with a case" in board["message"]["content"]
    assert board["message"]["components"] == []
    assert plain in {m["id"] for m in await rowan.messages("general")}
    assert len(await bot.cases()) == 2


async def test_a_scan_can_be_stopped(bot: Runs, client: SandboxClient, person: FindPerson) -> None:
    rowan, tomasz = await person("rowan"), await person("tomasz")
    for number in range(3):
        await rowan.post("general", "", harmless(number))
    await bot.start()
    await client.fault("latency", method="GET", path="/channels/*/messages", seconds=30, times=50)
    await tomasz.command("general", "flashguard scan", {"since": "all"})
    board = await tomasz.wait_for("message", lambda d: "past: running" in d["message"]["content"])
    again = await tomasz.command("general", "flashguard scan", {})
    assert "running already" in (await tomasz.answer(again))["content"]
    pressed = await tomasz.click_label(board["message"], "Stop the scan")
    assert "being stopped" in (await tomasz.answer(pressed))["content"]
    await tomasz.wait_for("message_update", lambda d: "past: stopped" in d["message"]["content"])


async def test_whatever_ends_the_connection_nothing_is_lost(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await client.fault("disconnect", seconds=3)
    await bot.start()  # its first connection fails
    number = 0
    for fault, fields in (
        ("malformed_event", {"event": "MESSAGE_CREATE"}),
        ("malformed_event", {"event": "MESSAGE_CREATE", "data": {"id": "1", "channel_id": []}}),
        ("gateway_garbage", {"text": "no json"}),
        ("gateway_close", {"code": 4000}),
        ("gateway_close", {"code": 4009}),
        ("invalid_session", {"resumable": False}),
        ("gateway_reconnect", {}),
    ):
        number += 1
        await client.fault(fault, **fields)
        sent = await rowan.post("general", "", explicit(number))
        await bot.removed(sent["id"])
        await client.wait_online()
    assert len(await bot.cases()) == number
    assert await bot.gaps() == []


async def test_events_that_come_twice_late_or_never(
    bot: Runs, client: SandboxClient, person: FindPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHGUARD_PATROL_MINUTES", "0.05")
    rowan = await person("rowan")
    await bot.start()
    await client.fault("duplicate_event", event="MESSAGE_CREATE")
    sent = [(await rowan.post("general", "", explicit(1)))["id"]]
    await client.fault("reorder_event", event="MESSAGE_CREATE", seconds=2)
    sent.append((await rowan.post("general", "", explicit(2)))["id"])
    sent.append((await rowan.post("general", "", explicit(3)))["id"])
    await client.fault("drop_event", event="MESSAGE_CREATE")
    sent.append((await rowan.post("general", "", explicit(4)))["id"])
    await rowan.post("general", "somebody goes on")
    await bot.removed(*sent)
    # A preview whose only event is lost is looked for.
    await client.site("https://pics.example/a.jpg", explicit(5)[1], delay=1.0)
    await client.fault("drop_event", event="MESSAGE_UPDATE")
    link = (await rowan.post("general", "https://pics.example/a.jpg"))["id"]
    await client.wait_counts(lambda c: c["messages"][link]["suppressed"] == 1)
    assert len(await bot.cases()) == 5


async def test_history_that_fails_for_a_while_is_read_all_the_same(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await bot.start()
    await rowan.post("general", "before")
    await bot.stop()
    sent = await rowan.post("general", "", explicit(1))
    await client.fault(
        "http_status", method="GET", path="/channels/*/messages", status=503, times=3
    )
    await bot.start(online=False)
    await bot.removed(sent["id"], within=120)
    assert await bot.gaps() == []
