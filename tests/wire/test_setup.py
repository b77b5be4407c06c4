"""From a server that has just invited the bot to one that is tuned and checked, by commands alone.

A second server is made for each test; real bot, real network, real sockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.domain import Action
from bot.evidence.policies import PolicyStore
from bot.measures import Flagged
from bot.rulebook import PolicyDocument, from_data
from bot.sandbox.client import Json, Person, SandboxError, components
from tests.wire.bypass import EXPLICIT, Stage, done, stage_in
from tests.wire.helping import choose, step

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path_factory.mktemp("setup")) as started:
        yield started


@dataclass
class Club:
    """A second server, its owner's way of talking to the bot in it."""

    stage: Stage
    about: Json
    owner: Person

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def bot_role(self) -> str:
        return str(self.about["bot_role_id"])

    def channel(self, name: str) -> str:
        return str(next(c["id"] for c in self.about["channels"] if c["name"] == name))

    async def command(self, name: str, who: Person | None = None) -> Json:
        person = who or self.owner
        return await person.answer(await person.command(self.channel("general"), name))

    async def document(self) -> PolicyDocument:
        (newest, *_) = await PolicyStore(self.stage.store.database).history(self.id)
        return from_data(newest.document, "it")


async def club(stage: Stage, *channels: str) -> Club:
    """Make a server with a private channel for moderators that the bot may write to."""
    made = await stage.margot.make_guild(
        f"Second {next(stage.numbers)}", channels=["general", "staff", *channels]
    )
    found = Club(stage, made, stage.margot)
    staff = found.channel("staff")
    await stage.client.permissions(staff, str(found.id), deny=["view_channel"])
    await stage.client.permissions(staff, found.bot_role, allow=["view_channel"])
    return found


async def shown(person: Person, message: Json, matches: Callable[[Json], bool]) -> Json:
    """Wait until a private message has become what is waited for."""
    data = await person.wait_for(
        "ephemeral_update", lambda d: d["message"]["id"] == message["id"] and matches(d["message"])
    )
    changed: Json = data["message"]
    return changed


async def press(person: Person, message: Json, label: str) -> str:
    return await person.click_label(message, label)


def titled(start: str) -> Callable[[Json], bool]:
    return lambda m: any(str(e.get("title")).startswith(start) for e in m["embeds"])


def lines(message: Json) -> str:
    return "\n".join(f"{e.get('title')}\n{e.get('description')}" for e in message["embeds"])


async def test_an_empty_server_is_set_up_checked_and_works(stage: Stage) -> None:
    place = await club(stage)
    margot = stage.margot
    page = await place.command("flashguard setup")
    assert "Set-up, 1 of 2" in page["content"]
    assert not any(c.get("label") == "Next" for c in components(page)), "no channel is chosen yet"
    menu = next(c for c in components(page) if c["type"] == 8)
    page = await step(margot, page, menu["custom_id"], place.channel("staff"))
    page = await choose(margot, page, "de")
    page = await choose(margot, page, "DE")
    page = await step(
        margot, page, next(c["custom_id"] for c in components(page) if c.get("label") == "Next")
    )
    assert "Set-up, 2 of 2" in page["content"]
    for value in ("strict", "remove"):
        page = await choose(margot, page, value)
    # Nothing is kept before it is saved.
    assert await PolicyStore(stage.store.database).history(place.id) == []
    await press(margot, page, "Save and check")
    summary = await shown(margot, page, titled("Checked"))
    assert "guild/1" in lines(summary) and "all is well" in lines(summary)
    assert place.channel("staff") in lines(summary) and "DE" in lines(summary)
    document = await place.document()
    assert document.flagged is Flagged.REMOVE and document.language == "de"
    assert document.moderators_channel == place.channel("staff")

    tried = await margot.answer(await press(margot, summary, "Try it"))
    text = lines(tried)
    assert "all is well" in text and "abstract test picture was flagged" in text
    assert "written, read, erased" in text
    # The ledger's checkpoint may stand there too: the new rules are an entry of it.
    entries = await margot.messages(place.channel("staff"))
    assert [titled("Test:")(message) for message in entries].count(True) == 1
    assert await stage.store.search(guild_id=place.id) == []

    sent = await stage.rowan.post(place.channel("general"), "", ("a.jpg", EXPLICIT))
    async with asyncio.timeout(60):
        while not (cases := await stage.store.search(guild_id=place.id)) or not done(cases[0]) >= {
            Action.REMOVE,
            Action.NOTICE,
            Action.ALERT_MODERATORS,
        }:
            await asyncio.sleep(0.1)
    assert cases[0].post.message_id == int(sent["id"])
    assert cases[0].decision.policy_version == "guild/1"
    # The notice has the server's own language, the entry the server's own channel.
    (notice,) = await stage.ines.messages(place.channel("general"))
    assert "Fall 1" in notice["content"]
    assert any(titled("Case 1:")(m) for m in await margot.messages(place.channel("staff")))


async def test_every_thing_that_is_missing_has_its_mend(stage: Stage) -> None:
    place = await club(stage, "quiet", "locked", "secret")
    client, role = stage.client, place.bot_role
    await client.permissions(None, role, deny=["moderate_members", "manage_messages"])
    await client.permissions(place.channel("locked"), role, deny=["read_message_history"])
    await client.permissions(place.channel("secret"), role, deny=["view_channel"])
    text = lines(await place.command("flashguard doctor"))
    assert "There is no text channel moderators" in text
    assert "My role lacks Manage Messages" in text and "Server Settings, Roles" in text
    assert f"I lack Read Message History in <#{place.channel('locked')}>" in text
    # Discord hides the secret one's name, and the sandbox does as it does.
    assert "Discord hides one channel from me" in text
    assert "Take **Use External Apps** from @everyone" in text
    assert "private threads" in text and "Manage Threads" in text
    assert "The ledger is checked and signed" in text and "Screening processes" in text
    assert text.index("⚠️") < text.index("ℹ️") < text.index("✅")


async def test_a_channel_that_everybody_reads_is_no_channel_for_moderators(stage: Stage) -> None:
    place = await club(stage, "moderators")
    text = lines(await place.command("flashguard doctor"))
    assert f"Everybody can read <#{place.channel('moderators')}>" in text


async def test_what_the_rules_leave_alone_is_told(stage: Stage) -> None:
    place = await club(stage, "moderators", "gallery")
    margot = stage.margot
    toml = (
        f"[channels.{place.channel('gallery')}]\nexempt = true\n"
        f"[roles.{place.bot_role}]\nexempt = true\n"
    )
    number = await margot.command(
        place.channel("general"), "flashguard policy import", {"file": "0"},
        ("rules.toml", toml.encode()),
    )  # fmt: skip
    await margot.answer(number)
    text = lines(await place.command("flashguard doctor"))
    assert f"Your rules leave <#{place.channel('gallery')}> alone" in text
    assert f"Nothing is screened of whoever has <@&{place.bot_role}>" in text


async def test_nobody_else_can_go_on_with_somebodys_set_up(stage: Stage) -> None:
    place = await club(stage)
    page = await place.command("flashguard setup")
    menu = next(c for c in components(page) if c["type"] == 8)
    with pytest.raises(SandboxError):
        await stage.rowan.click(page, menu["custom_id"], [place.channel("staff")])
    # Somebody who has lost the right meanwhile is refused by the button itself.
    with pytest.raises(SandboxError):
        await place.command("flashguard setup", stage.rowan)


async def test_the_set_up_goes_on_after_a_restart(stage: Stage) -> None:
    """All of it is in the custom ids: a page of any age, with any choices, can be saved."""
    place = await club(stage)
    page = await place.command("flashguard setup")
    menu = next(c for c in components(page) if c["type"] == 8)
    page = await step(stage.margot, page, menu["custom_id"], place.channel("staff"))
    ids = {str(c["custom_id"]) for c in components(page) if c.get("custom_id")}
    assert all(place.channel("staff") in i and len(i) <= 100 for i in ids)


async def test_both_invite_links_are_told(stage: Stage) -> None:
    place = await club(stage)
    text = (await place.command("flashguard invite"))["content"]
    assert "scope=bot" in text and "integration_type=1" in text


async def test_each_server_has_its_own_rules(stage: Stage) -> None:
    one, other = await club(stage, "moderators"), await club(stage, "moderators")
    margot = stage.margot
    for place, value in ((one, "alert"), (other, "blur")):
        number = await margot.command(
            place.channel("general"), "flashguard policy set", {"key": "flagged", "value": value}
        )
        await margot.answer(number)
    posts = [
        await stage.rowan.post(p.channel("general"), "", ("a.jpg", EXPLICIT)) for p in (one, other)
    ]
    async with asyncio.timeout(60):
        while True:
            found = [
                await stage.store.case_of(place.id, message["id"])
                for place, message in zip((one, other), posts, strict=True)
            ]
            if all(c is not None and Action.ALERT_MODERATORS in done(c) for c in found):
                break
            await asyncio.sleep(0.1)
    assert [Action.REMOVE in done(c) for c in found if c is not None] == [False, True]
