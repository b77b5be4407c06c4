"""Images beside the messages: profiles, reactions and the server's own pictures.

Over real sockets, with the real bot process. The operator has switched everything on: the members
intent, timeouts, and the clearing of the server's pictures. The pictures are abstract.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain import Action, Case, OutcomeStatus, Surface, VerdictKind
from bot.sandbox.client import Json
from bot.sandbox.world import BOT_ROLE_ID, GUILD_ID, MODERATOR_ROLE_ID
from tests.wire.bypass import EXPLICIT, OTHER, Stage, benign, done, explicit, stage_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOT_ROLE = str(BOT_ROLE_ID)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    switches = {"MEMBERS_INTENT": "true", "PROFILES": "timeout", "SERVER_IMAGES": "remove"}
    async with stage_in(tmp_path_factory.mktemp("surroundings"), **switches) as started:
        yield started


async def entry(stage: Stage, case: Case) -> str:
    """Return the moderators' entry of a case as text."""

    def of_case(data: Json) -> bool:
        return any(
            str(embed.get("title")).startswith(f"Case {case.number}:")
            for embed in data["message"]["embeds"]
        )

    return str((await stage.tomasz.wait_for("message", of_case))["message"]["embeds"])


async def requests(stage: Stage, method: str, path: str) -> list[Json]:
    """Return what the bot asked of Discord at a path."""
    return [
        e
        for e in await stage.client.log()
        if e.get("method") == method and str(e.get("path")).split("?")[0].endswith(path)
    ]


async def test_11_a_per_server_avatar(stage: Stage) -> None:
    kofi = stage.people["kofi"]
    picture = (await kofi.picture("member_avatar", EXPLICIT))["hash"]
    sent = await kofi.post(await stage.channel(), "only words")
    case = await stage.case(f"avatar:{GUILD_ID}:{kofi.id}:{picture}")
    assert case.findings[0].media.surface is Surface.AVATAR
    assert done(case) == {Action.TIMEOUT, Action.ALERT_MODERATORS}
    text = await entry(stage, case)
    assert "A member's avatar" in text and kofi.id in text
    await stage.left_alone(sent)
    (asked,) = await requests(stage, "PATCH", f"/guilds/{GUILD_ID}/members/{kofi.id}")
    assert asked["status"] == 200 and f"case {case.number}" in asked["reason"]


async def test_11_an_avatar_that_changes_without_a_message(stage: Stage) -> None:
    yuki = stage.people["yuki"]
    await yuki.post(await stage.channel(), "so that the bot knows her")
    picture = (await yuki.picture("avatar", explicit("GIF", 3)))["hash"]
    assert picture.startswith("a_")
    case = await stage.case(f"avatar:{GUILD_ID}:{yuki.id}:{picture}")
    assert Action.TIMEOUT in done(case)


async def test_11_an_avatar_and_a_banner_at_a_join(stage: Stage) -> None:
    ines = stage.ines
    await ines.leave(str(GUILD_ID))
    avatar = (await ines.picture("avatar", OTHER))["hash"]
    await ines.join(str(GUILD_ID))
    case = await stage.case(f"avatar:{GUILD_ID}:{ines.id}:{avatar}")
    assert Action.TIMEOUT in done(case)
    await ines.picture("avatar", None)


async def test_11_the_owner_cannot_be_timed_out(stage: Stage) -> None:
    picture = (await stage.margot.picture("member_banner", EXPLICIT))["hash"]
    await stage.margot.post(await stage.channel(), "only words")
    case = await stage.case(f"banner:{GUILD_ID}:{stage.margot.id}:{picture}")
    outcome = case.outcome_of(Action.TIMEOUT)
    assert outcome is not None and outcome.status is OutcomeStatus.SKIPPED
    assert "owner" in outcome.detail
    assert Action.ALERT_MODERATORS in done(case)
    assert await requests(stage, "PATCH", f"/members/{stage.margot.id}") == []
    await stage.margot.picture("member_banner", None)


async def test_a_benign_avatar_makes_no_case(stage: Stage) -> None:
    picture = (await stage.rowan.picture("avatar", benign(9)))["hash"]
    place = await stage.channel()
    await stage.rowan.post(place, "words")
    # A later post shows that the bot has had its turn with the avatar.
    await stage.removed(await stage.rowan.post(place, "", ("x.jpg", EXPLICIT)))
    assert await stage.store.case_of(GUILD_ID, f"avatar:{GUILD_ID}:{stage.rowan.id}:{picture}") is (
        None
    )


async def cleared(stage: Stage, message: Json, times: int) -> None:
    """Wait until the bot has cleared reactions of a message this often."""
    await stage.client.wait_counts(
        lambda c: int(c["messages"][message["id"]]["reactions_cleared"]) == times
    )


async def test_10_a_reaction_and_the_same_again(stage: Stage) -> None:
    emoji = await stage.margot.add_emoji("reacted", explicit("GIF", 3), external=True)
    place = await stage.channel()
    sent = await stage.margot.post(place, "words")
    await stage.margot.react(sent, "👍")
    await stage.rowan.react(sent, emoji["reaction"])
    await cleared(stage, sent, 1)
    case = await stage.case(f"reaction:{sent['id']}:{emoji['id']}")
    assert done(case) == {Action.REMOVE, Action.ALERT_MODERATORS}
    assert case.post.sender.user_id == int(stage.rowan.id)
    assert "Reaction cleared" in await entry(stage, case)
    (now,) = await stage.rowan.messages(place)
    assert [r["emoji"]["name"] for r in now["reactions"]] == ["👍"]
    await stage.rowan.react(sent, emoji["reaction"])
    await cleared(stage, sent, 2)
    # The notice is gone from nobody's sight: a reaction has none.
    assert len(await stage.rowan.messages(place)) == 1


async def test_10_a_reaction_where_the_bot_may_not_clear_it(stage: Stage) -> None:
    emoji = await stage.margot.add_emoji("uncleared", EXPLICIT, external=True)
    place = await stage.channel()
    bot_id = (await stage.client.state())["bot"]["id"]
    await stage.client.permissions(place, bot_id, deny=["manage_messages"])
    sent = await stage.margot.post(place, "words")
    await stage.rowan.react(sent, emoji["reaction"])
    case = await stage.case(f"reaction:{sent['id']}:{emoji['id']}")
    outcome = case.outcome_of(Action.REMOVE)
    assert outcome is not None and outcome.status is OutcomeStatus.FAILED
    assert "lacks Manage Messages in #place-" in outcome.detail
    assert "lacks Manage Messages" in await entry(stage, case)


async def test_the_servers_emoji_and_stickers(stage: Stage) -> None:
    refused = await stage.margot.add_emoji("refused", EXPLICIT)
    case = await stage.case(f"emoji:{refused['id']}")
    outcome = case.outcome_of(Action.REMOVE)
    assert outcome is not None and outcome.status is OutcomeStatus.FAILED
    assert outcome.detail.startswith("the bot lacks Manage Expressions")

    await stage.client.permissions(None, BOT_ROLE, allow=["manage_expressions"])
    emoji = await stage.margot.add_emoji("own", explicit("GIF", 3))
    sticker = await stage.margot.add_sticker("own", explicit("PNG"))
    for key, path in (
        (f"emoji:{emoji['id']}", f"/emojis/{emoji['id']}"),
        (f"sticker:{sticker['id']}", f"/stickers/{sticker['id']}"),
    ):
        case = await stage.case(key, lambda c: Action.REMOVE in done(c))
        assert done(case) == {Action.REMOVE, Action.ALERT_MODERATORS}
        (asked,) = await requests(stage, "DELETE", path)
        assert asked["status"] == 204


@pytest.mark.parametrize(
    ("of", "key", "surface"),
    [
        ("icon", "icon", Surface.SERVER_ICON),
        ("server_banner", "server_banner", Surface.SERVER_BANNER),
        ("splash", "splash", Surface.SERVER_SPLASH),
        ("discovery_splash", "discovery", Surface.SERVER_SPLASH),
    ],
)
async def test_the_servers_own_pictures(stage: Stage, of: str, key: str, surface: Surface) -> None:
    await stage.client.permissions(None, BOT_ROLE, allow=["manage_guild"])
    picture = (await stage.margot.picture(of, EXPLICIT))["hash"]
    case = await stage.case(f"{key}:{GUILD_ID}:{picture}")
    assert case.decision.verdict.kind is VerdictKind.EXPLICIT
    assert case.findings[0].media.surface is surface
    assert done(case) == {Action.REMOVE, Action.ALERT_MODERATORS}
    assert "cleared" in await entry(stage, case)
    # Put up again, the same picture is cleared again.
    path = f"/guilds/{GUILD_ID}"
    before = len(await requests(stage, "PATCH", path))
    await stage.margot.picture(of, EXPLICIT)
    async with asyncio.timeout(60):
        while len(await requests(stage, "PATCH", path)) == before:
            await asyncio.sleep(0.05)


async def test_a_roles_icon(stage: Stage) -> None:
    await stage.client.permissions(None, BOT_ROLE, allow=["manage_roles"])
    where = {"role_id": str(MODERATOR_ROLE_ID)}
    picture = (await stage.margot.picture("role_icon", EXPLICIT, **where))["hash"]
    case = await stage.case(f"role_icon:{MODERATOR_ROLE_ID}:{picture}")
    assert done(case) == {Action.REMOVE, Action.ALERT_MODERATORS}


async def test_an_events_cover(stage: Stage) -> None:
    made = await stage.margot.picture("event_cover", EXPLICIT, name="Open day")
    key = f"event_cover:{made['event_id']}:{made['hash']}"
    case = await stage.case(key)
    outcome = case.outcome_of(Action.REMOVE)
    assert outcome is not None and outcome.status is OutcomeStatus.FAILED
    assert outcome.detail.startswith("the bot lacks Manage Events")
    await stage.client.permissions(None, BOT_ROLE, allow=["manage_events"])
    made = await stage.margot.picture("event_cover", OTHER, event_id=made["event_id"])
    case = await stage.case(f"event_cover:{made['event_id']}:{made['hash']}")
    assert done(case) == {Action.REMOVE, Action.ALERT_MODERATORS}


async def test_what_was_sent_and_answered_holds_against_discords_description(
    stage: Stage,
) -> None:
    """The last one, because it is about all the others."""
    stage.holds()
