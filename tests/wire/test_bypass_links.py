"""Links and edits that get an image past other bots, each by its number.

Over real sockets, with the real bot process: the preview is hidden, the post removed, or the image
recorded as unscreened. The pictures are abstract and show nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain import Action, OutcomeStatus, Surface, UnscreenedReason, VerdictKind
from bot.media import DISCORD_HOSTS
from bot.sandbox.client import Json
from tests.wire.bypass import EXPLICIT, Stage, benign, done, explicit, stage_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

_NUMBERS = itertools.count()
EIGHT_DAYS = 8 * 24 * 3600


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path_factory.mktemp("links")) as started:
        yield started


async def linked(stage: Stage, *files: bytes, host: str = "pics.example", **fields: object) -> str:
    """Put files at an address of the web outside, and return the address."""
    url = f"https://{host}/{next(_NUMBERS)}.jpg"
    await stage.client.site(url, *(files or (EXPLICIT,)), **fields)
    return url


async def test_a_link_whose_preview_is_there_at_once(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=0)
    sent = await stage.rowan.post(place, f"look {url}")
    assert sent["embeds"]
    case = await stage.hidden(sent)
    assert {f.media.surface for f in case.findings} == {Surface.EMBED}


async def test_13_a_preview_that_arrives_later(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1.5)
    sent = await stage.rowan.post(place, url)
    assert sent["embeds"] == []
    await stage.hidden(sent)


async def test_13_a_preview_whose_event_is_lost(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1.5)
    await stage.client.fault("drop_event", event="MESSAGE_UPDATE")
    await stage.hidden(await stage.rowan.post(place, url))
    await stage.client.mend()


async def test_13_a_second_preview_that_lands_after_the_first_was_hidden(stage: Stage) -> None:
    place = await stage.channel()
    soon, late = await linked(stage, delay=0), await linked(stage, delay=4)
    sent = await stage.rowan.post(place, f"{soon} {late}")
    await stage.hidden(sent)

    def hidden_twice(counts: Json) -> bool:
        return int(counts["messages"][sent["id"]]["suppressed"]) >= 2

    await stage.client.wait_counts(hidden_twice)
    (now, *_) = await stage.ines.messages(place)
    assert now["id"] == sent["id"] and now["embeds"] == []
    case = await stage.case(
        sent["id"],
        lambda c: sum(o.action is Action.SUPPRESS_PREVIEW for o in c.outcomes) >= 2,
    )
    assert len(case.findings) == 2


async def test_14_a_benign_attachment_and_an_image_link(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1)
    sent = await stage.rowan.post(place, url, ("a.png", benign()))
    case = await stage.hidden(sent)
    kinds = {f.media.surface: f.verdict and f.verdict.kind for f in case.findings}
    assert kinds[Surface.EMBED] is VerdictKind.EXPLICIT


async def test_14_an_explicit_attachment_and_an_image_link_are_removed(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=0)
    await stage.removed(await stage.rowan.post(place, url, ("x.jpg", EXPLICIT)))


async def test_15_https_in_capitals(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1)
    await stage.hidden(await stage.rowan.post(place, url.replace("https", "HTTPS")))


@pytest.mark.parametrize("shape", ["||{}||", "[text]({})", "(see {})", "**{}**", "> {}"])
async def test_16_links_in_other_shapes(stage: Stage, shape: str) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1)
    await stage.hidden(await stage.rowan.post(place, shape.format(url)))


async def test_17_an_edit_that_changes_only_attachments(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.rowan.post(place, "words", ("a.png", benign()))
    await stage.rowan.edit(sent, None, ("x.jpg", EXPLICIT), keep=[sent["attachments"][0]["id"]])
    case = await stage.removed(sent)
    assert len([f for f in case.findings if f.media.filename == "x.jpg"]) == 1


async def test_17_an_edit_that_brings_a_link(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=1)
    sent = await stage.rowan.post(place, "words")
    edited = await stage.rowan.edit(sent, f"words {url}")
    await stage.hidden(edited)


async def test_18_a_benign_video_and_an_explicit_image_in_one_embed(stage: Stage) -> None:
    place = await stage.channel()
    url = await linked(
        stage, benign(1, "GIF"), EXPLICIT, embed={"type": "rich", "video": 0, "image": 1}
    )
    case = await stage.hidden(await stage.rowan.post(place, url))
    assert len(case.findings) == 2


@pytest.mark.parametrize("part", ["image", "thumbnail", "video", "author", "footer"])
async def test_18_any_one_of_an_embeds_pictures(stage: Stage, part: str) -> None:
    place = await stage.channel()
    embed: Json = {"type": "rich", "title": "t"}
    names = ["image", "thumbnail", "video", "author", "footer"]
    for number, name in enumerate(names):
        words = {"author": {"name": "a"}, "footer": {"text": "f"}}.get(name)
        embed[name] = words | {"icon": number} if words else number
    files = [EXPLICIT if name == part else benign(n) for n, name in enumerate(names)]
    url = await linked(stage, *files, embed=embed)
    case = await stage.hidden(await stage.rowan.post(place, url))
    assert len(case.findings) == 5


async def test_18_several_embeds_at_one_address(stage: Stage) -> None:
    place = await stage.channel()
    embeds = [{"type": "rich", "image": n} for n in range(4)]
    files = [benign(1), benign(2), benign(3), EXPLICIT]
    url = await linked(stage, *files, embeds=embeds)
    case = await stage.hidden(await stage.rowan.post(place, url))
    assert len(case.findings) == 4


@pytest.mark.parametrize("host", ["tenor.com", "media.giphy.com", "klipy.com", "c.tenor.com"])
async def test_19_hosts_of_gif_pickers(stage: Stage, host: str) -> None:
    place = await stage.channel()
    url = await linked(
        stage,
        explicit("GIF", 3),
        benign(),
        host=host,
        delay=1,
        embed={"type": "gifv", "video": 0, "thumbnail": 1},
    )
    await stage.hidden(await stage.rowan.post(place, url))


async def test_20_an_origin_that_shows_the_bot_another_image(stage: Stage) -> None:
    place = await stage.channel()
    url = await linked(stage, EXPLICIT, benign(), origin=1, delay=1)
    await stage.hidden(await stage.rowan.post(place, url))
    asked = {str(entry["host"]) for entry in await stage.client.log() if entry.get("host")}
    assert "images-ext-1.discordapp.net" in asked
    assert asked <= DISCORD_HOSTS


@pytest.mark.parametrize("says", [None, 10, 10**9])
async def test_21_no_content_length_or_one_that_lies(stage: Stage, says: int | None) -> None:
    place, name = await stage.channel(), f"length-{says}.jpg"
    lie = {} if says is None else {"says": says}
    await stage.client.fault("cdn_length", path=f"*/{name}", times=10, **lie)
    sent = await stage.rowan.post(place, "", (name, EXPLICIT))
    if says is None:
        await stage.removed(sent)
    else:
        case = await stage.case(sent["id"])
        assert case.decision.verdict.kind in (VerdictKind.EXPLICIT, VerdictKind.UNSCREENED)
        assert Action.ALERT_MODERATORS in done(case)
    await stage.client.mend()


async def test_21_a_declared_size_that_lies(stage: Stage) -> None:
    place = await stage.channel()
    small = await stage.rowan.post(
        place, "", ("x.jpg", EXPLICIT), claims={"0": {"size": 5, "content_type": "text/plain"}}
    )
    await stage.removed(small)
    large = await stage.rowan.post(place, "", ("x.jpg", EXPLICIT), claims={"0": {"size": 10**12}})
    await stage.unscreened(large, UnscreenedReason.TOO_LARGE)


async def test_22_a_redirect_loop(stage: Stage) -> None:
    place = await stage.channel()
    await stage.client.fault("cdn_redirect", path="*/loop.jpg", times=100)
    sent = await stage.rowan.post(place, "", ("loop.jpg", EXPLICIT))
    await stage.unscreened(sent, UnscreenedReason.FETCH_FAILED)
    await stage.client.mend()


async def test_22_a_slow_body(stage: Stage) -> None:
    place = await stage.channel()
    await stage.client.fault("cdn_slow", path="*/slow.jpg", seconds=40, times=100)
    slow = await stage.rowan.post(place, "", ("slow.jpg", EXPLICIT))
    # Whoever waits for it does not keep the others waiting.
    await stage.removed(await stage.rowan.post(place, "", ("x.jpg", EXPLICIT)))
    await stage.unscreened(slow, UnscreenedReason.TIMEOUT)
    await stage.client.mend()


async def test_a_preview_in_a_channel_where_the_bot_may_not_hide_it(stage: Stage) -> None:
    place, url = await stage.channel(), await linked(stage, delay=0)
    bot_id = (await stage.client.state())["bot"]["id"]
    await stage.client.permissions(place, bot_id, deny=["manage_messages"])
    sent = await stage.rowan.post(place, url)
    case = await stage.case(sent["id"])
    outcome = case.outcome_of(Action.SUPPRESS_PREVIEW)
    assert outcome is not None and outcome.status is OutcomeStatus.FAILED
    assert "lacks Manage Messages in #place-" in outcome.detail
    shown = await stage.ines.messages(place)
    assert [m["id"] for m in shown] == [sent["id"]], "no notice of what could not be hidden"
    refused = [
        entry
        for entry in await stage.client.log()
        if entry.get("status") == 403 and f"/channels/{place}/" in entry["path"]
    ]
    assert len(refused) == 1


async def test_17_an_edit_of_a_message_older_than_seven_days(stage: Stage) -> None:
    """The last one, because it pushes the clock."""
    place, url = await stage.channel(), await linked(stage, delay=0)
    with_file = await stage.rowan.post(place, "words")
    with_link = await stage.rowan.post(place, "words")
    await stage.client.advance_clock(EIGHT_DAYS)
    await stage.rowan.edit(with_file, "words", ("x.jpg", EXPLICIT))
    edited = await stage.rowan.edit(with_link, f"words {url}")
    await stage.removed(with_file)
    case = await stage.case(edited["id"])
    assert Action.SUPPRESS_PREVIEW in done(case)


async def test_what_was_sent_and_answered_holds_against_discords_description(
    stage: Stage,
) -> None:
    """The last one, because it is about all the others."""
    stage.holds()
