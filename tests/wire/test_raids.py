"""Raids, known images, figures and the digest, over real sockets and across restarts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.domain import VerdictKind
from bot.evidence.known_exchange import FORMAT
from bot.evidence.moments import Moments
from bot.evidence.policies import PolicyStore
from bot.figures import week_of
from bot.known import KnownAs
from bot.raids import Raid
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ROLE_ID, GUILD_ID
from bot.steps import Actor, StepKind
from tests.wire.bypass import OTHER
from tests.wire.discord_wire import Wire
from tests.wire.helping import MEMBER, MODERATOR, SENDER, flagged
from tests.wire.reviewing import case_now, entry, labels, pressed, said
from tests.wire.running import EXPLICIT, Runs, explicit, harmless, runs

OWNER = "margot"


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Runs]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLASHGUARD_WORKERS", "1")
    async with runs(sandbox, client, tmp_path) as prepared:
        yield prepared


async def ruled(bot: Runs, **rules: object) -> None:
    """Give the server rules of its own before the bot starts."""
    await PolicyStore(bot.store.database).add(GUILD_ID, rules, None, datetime.now(UTC))


async def told(person: Person, start: str) -> list[Json]:
    return [m for m in await person.messages("moderators") if m["content"].startswith(start)]


async def raid(bot: Runs, person: FindPerson, count: int = 2) -> Json:
    """Have a raid, and return what the moderators are told of it."""
    rowan, tomasz = await person(SENDER), await person(MODERATOR)
    for number in range(count):
        await rowan.post("general", "", explicit(number))

    async def known() -> bool:
        return bool(await told(tomasz, "🚨"))

    await bot.until(known)
    (message,) = await told(tomasz, "🚨")
    return message


async def paused(wire: Wire) -> dict[str, str | None]:
    found = (await wire.call("GET", f"/guilds/{GUILD_ID}")).body["incidents_data"]
    return found or {}


async def test_a_raid_is_told_once_and_moderators_can_be_stricter_pause_and_go_back(
    bot: Runs, client: SandboxClient, person: FindPerson, wire: Wire
) -> None:
    await ruled(bot, raid_posts=2)
    await bot.start()
    message = await raid(bot, person, 3)
    tomasz, margot = await person(MODERATOR), await person(OWNER)
    await bot.cases()
    assert len(await told(tomasz, "🚨")) == 1 and await paused(wire) == {}
    assert labels(message) == [
        "Be stricter for an hour",
        "Pause invites and DMs for an hour",
        "Back to normal",
    ]
    refused = await pressed(tomasz, message, "Pause invites and DMs for an hour")
    assert "Manage Server" in refused["content"]
    lacking = await pressed(margot, message, "Pause invites and DMs for an hour")
    assert "give my role **Manage Server**" in lacking["content"] and await paused(wire) == {}
    await pressed(tomasz, message, "Be stricter for an hour")
    await client.permissions(None, str(BOT_ROLE_ID), allow=["manage_guild"])
    await pressed(margot, message, "Pause invites and DMs for an hour")
    (message,) = await told(tomasz, "🚨")
    assert "Stricter until" in message["content"] and "paused until" in message["content"]
    assert labels(message) == ["Back to normal"]
    assert all((await paused(wire)).values())

    await (await person(SENDER)).post("general", "", explicit(9))
    await bot.until(lambda: _count(bot, 4))
    newest = (await bot.cases())[0]
    assert newest.decision.policy_version.endswith("+raid")
    assert len(await told(tomasz, "🚨")) == 1, "further posts are the same raid"

    await bot.stop()
    await bot.start()
    refused = await pressed(tomasz, message, "Back to normal")
    assert "Manage Server" in refused["content"], "the pause is not for moderators to end"
    await pressed(margot, message, "Back to normal")
    assert not any((await paused(wire)).values())
    (message,) = await told(tomasz, "🚨")
    assert "A moderator ended it" in message["content"] and labels(message) == []


async def test_where_the_policy_says_so_a_raid_pauses_the_server_at_once_and_a_restart_ends_it(
    bot: Runs, client: SandboxClient, person: FindPerson, wire: Wire
) -> None:
    await client.permissions(None, str(BOT_ROLE_ID), allow=["manage_guild"])
    await ruled(bot, raid_posts=2, raid_response="pause")
    await bot.start()
    await raid(bot, person)
    tomasz = await person(MODERATOR)

    async def both() -> bool:
        (message,) = await told(tomasz, "🚨")
        return "Stricter until" in message["content"] and "paused until" in message["content"]

    await bot.until(both)
    assert all((await paused(wire)).values())
    await bot.cases()
    await bot.stop()

    # Its time runs out while the bot is away.
    moments, ago = Moments(bot.store.database), datetime.now(UTC) - timedelta(minutes=1)
    (kept,) = await moments.raids()
    over = Raid(kept.guild_id, kept.since, ago, strict_until=ago, message_id=kept.message_id)
    await moments.keep(over, "began", Actor.PROGRAM, ago)
    await bot.start()

    async def ended() -> bool:
        return "Its time was over" in (await told(tomasz, "🚨"))[0]["content"]

    await bot.until(ended)
    assert await moments.raids() == []
    await (await person(SENDER)).post("general", "", explicit(9))
    await bot.until(lambda: _count(bot, 3))
    assert not (await bot.cases())[0].decision.policy_version.endswith("+raid")


async def test_known_images_come_and_go_by_commands(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    await bot.start()
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    margot, ines, rowan = await person(OWNER), await person(MEMBER), await person(SENDER)

    async def command(who: Person, name: str, options: Json, *files: tuple[str, bytes]) -> Json:
        asked = await who.command("moderators", f"flashguard known {name}", options, *files)
        return await who.answer(asked)

    added = await command(tomasz, "add", {"case": case.number, "list": "allow"})
    assert "1 image is on the allow list" in added["content"]
    assert f"Put on a list of known images (allow) · <@{tomasz.id}>" not in added["content"]
    passed = await ines.post("general", "", explicit(1))
    marker = await ines.post("general", "", ("other.jpg", OTHER))
    await bot.removed(marker["id"])
    assert passed["id"] in {m["id"] for m in await ines.messages("general")}

    blocked = await command(tomasz, "add", {"case": case.number, "list": "block"})
    assert "1 image is on the block list" in blocked["content"]
    again = await rowan.post("general", "", ("small.png", _turned()))
    await bot.removed(again["id"])
    newest = (await bot.cases())[0]
    assert newest.decision.verdict.known is KnownAs.BLOCKED
    assert "on this server's list of blocked images" in said(await entry(tomasz, newest))

    listed = await command(tomasz, "list", {})
    assert "1 blocked, 0 let pass" in listed["content"]
    exported = await command(tomasz, "export", {})
    (file,) = exported["attachments"]
    data = await client.download(file["local_url"])
    (image,) = json.loads(data)["images"]
    assert set(image) == {"list", "sha256", "pdq"}

    # A stranger's list: the very picture is told to moderators, and stays.
    one = (f"{1}.png", _stripes())
    shown = await ines.post("general", "", one)
    theirs = json.dumps({"format": FORMAT, "server": "B", "images": [_fingerprint(one[1])]})
    refused = await command(tomasz, "import", {"file": 0}, ("a.json", theirs.encode()))
    assert "may manage the server" in refused["content"]
    taken = await command(margot, "import", {"file": 0}, ("a.json", theirs.encode()))
    assert "1 images from “B”" in taken["content"]
    hostile = json.dumps({"format": FORMAT, "images": [{"list": "block", "pdq": "x"}]}).encode()
    bad = await command(margot, "import", {"file": 0}, ("a.json", hostile))
    assert "image 1, its “pdq”" in bad["content"]
    before = len(await bot.store.recent())
    shown = await ines.post("general", "", one)
    await bot.until(lambda: _count(bot, before + 1))
    newest = (await bot.cases())[0]
    assert newest.decision.verdict.kind is VerdictKind.SUSPECT
    assert newest.decision.verdict.known is KnownAs.ELSEWHERE
    assert shown["id"] in {m["id"] for m in await ines.messages("general")}
    steps = [s.kind for s in (await case_now(bot, case)).steps]
    assert steps == [StepKind.LISTED, StepKind.LISTED]
    gone = await command(margot, "remove", {"source": "B"})
    assert "1 images from “B” are off" in gone["content"]


async def test_moderators_see_figures_and_last_week_once(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    await bot.start()
    case, tomasz = await flagged(bot, person), await person(MODERATOR)
    await pressed(tomasz, await entry(tomasz, case), "Uphold")
    answer = await tomasz.answer(
        await tomasz.command("moderators", "flashguard stats", {"days": 7})
    )
    assert "1 cases" in answer["content"] and "Of 1 reviewed, 0 were mistakes" in answer["content"]
    chart, table = [await client.download(a["local_url"]) for a in answer["attachments"]]
    assert Image.open(io.BytesIO(chart)).size == (1200, 759)
    rows = list(csv.reader(io.StringIO(table.decode())))
    assert rows[7][:2] == [datetime.now(UTC).date().isoformat(), "1"]
    assert await told(tomasz, "📊") == [], "there was nothing last week"
    await bot.stop()

    # The case is last week's, and this week's digest was not posted yet.
    database = bot.store.database
    monday = int(week_of(datetime.now(UTC)).timestamp() * 1_000_000)
    async with database.write() as connection:
        await connection.exec_driver_sql(f"UPDATE cases SET opened_at = {monday - 1}")
        await connection.exec_driver_sql("DELETE FROM moments")
    for _ in range(2):
        await bot.start()

        async def there() -> bool:
            return len(await told(tomasz, "📊")) == 1

        await bot.until(there)
        await bot.stop()
    (digest,) = await told(tomasz, "📊")
    assert "Last week" in digest["content"] and len(digest["attachments"]) == 1
    for name in (SENDER, MODERATOR):
        assert name not in digest["content"].lower()


async def _count(bot: Runs, number: int) -> bool:
    return len(await bot.store.recent()) >= number


def _turned() -> bytes:
    """Return the explicit picture smaller, mirrored and in another format."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(EXPLICIT)).convert("RGB")
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((400, 300)).save(out, "PNG")
    return out.getvalue()


def _stripes() -> bytes:
    """Return a harmless picture."""
    return harmless(77)[1]


def _fingerprint(data: bytes) -> dict[str, str]:
    from hashlib import sha256

    return {"list": "block", "sha256": sha256(data).hexdigest()}
