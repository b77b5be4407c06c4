"""The shapes of a message that get an image past other bots, each by its number.

Over real sockets, with the real bot process: every image is removed, or recorded as unscreened.
The pictures are abstract and show nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain import Action, Case, OutcomeStatus, Surface, UnscreenedReason, VerdictKind
from bot.sandbox.client import Json
from tests.wire.bypass import EXPLICIT, OTHER, Stage, benign, done, explicit, stage_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPONENTS_V2 = 1 << 15
FILE = "attachment://x.jpg"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path_factory.mktemp("messages")) as started:
        yield started


def surfaces(case: Case) -> set[Surface]:
    """Return where the explicit images of a case were."""
    return {
        f.media.surface
        for f in case.findings
        if f.verdict is not None and f.verdict.kind is VerdictKind.EXPLICIT
    }


async def test_01_the_second_of_two_attachments(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.rowan.post(place, "", ("a.png", benign()), ("b.jpg", EXPLICIT))
    case = await stage.removed(sent)
    assert len(case.findings) == 2


async def test_02_the_last_of_ten_attachments(stage: Stage) -> None:
    place = await stage.channel()
    files = [(f"{n}.png", benign(n)) for n in range(9)]
    case = await stage.removed(await stage.rowan.post(place, "", *files, ("x.jpg", EXPLICIT)))
    assert len(case.findings) == 10


async def test_03_a_text_file_and_an_explicit_image(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.rowan.post(place, "", ("notes.txt", b"just text"), ("x.jpg", EXPLICIT))
    case = await stage.removed(sent)
    reasons = {f.media.filename: f.verdict and f.verdict.reason for f in case.findings}
    assert reasons["notes.txt"] is UnscreenedReason.UNSUPPORTED


@pytest.mark.parametrize("status", [404, 500])
async def test_04_the_first_item_cannot_be_had(stage: Stage, status: int) -> None:
    place = await stage.channel()
    await stage.client.fault("cdn_status", path="*/bad.png", status=status, times=20)
    sent = await stage.rowan.post(place, "", ("bad.png", benign()), ("x.jpg", EXPLICIT))
    case = await stage.removed(sent)
    reasons = {f.media.filename: f.verdict and f.verdict.reason for f in case.findings}
    assert reasons["bad.png"] is UnscreenedReason.FETCH_FAILED
    await stage.client.mend()


async def test_04_what_cannot_be_had_at_all_is_recorded(stage: Stage) -> None:
    place = await stage.channel()
    await stage.client.fault("cdn_status", path="*/gone.jpg", status=404, times=50)
    sent = await stage.rowan.post(place, "", ("gone.jpg", EXPLICIT))
    await stage.unscreened(sent, UnscreenedReason.FETCH_FAILED)
    await stage.client.mend()


@pytest.mark.parametrize("name", ["noext", "фото.картинка", "写真", "a.b.c"])
async def test_05_a_file_name_without_a_dot_or_not_ascii(stage: Stage, name: str) -> None:
    place = await stage.channel()
    await stage.removed(await stage.rowan.post(place, "", (name, EXPLICIT)))


@pytest.mark.parametrize("claimed", [None, "text/plain", "application/octet-stream", "video/mp4"])
async def test_06_a_content_type_that_is_missing_or_wrong(
    stage: Stage, claimed: str | None
) -> None:
    place = await stage.channel()
    claims = {"0": {"content_type": claimed}}
    await stage.removed(await stage.rowan.post(place, "", ("x.jpg", EXPLICIT), claims=claims))


@pytest.mark.parametrize(
    "carried",
    ["attachment", "embed", "sticker", "emoji", "link", "components", "rich embed"],
)
async def test_07_a_forward(stage: Stage, carried: str) -> None:
    source, place = "after-dark", await stage.channel()
    name = f"carried{carried}"
    match carried:
        case "attachment":
            sent = await stage.rowan.post(source, "", ("x.jpg", EXPLICIT))
        case "embed":
            url = "https://forwarded.example/at-once.jpg"
            await stage.client.site(url, EXPLICIT)
            sent = await stage.rowan.post(source, url)
        case "rich embed":
            embed = {"title": "t", "image": {"url": FILE}}
            sent = await stage.client.automated(source, "", ("x.jpg", EXPLICIT), embeds=[embed])
        case "sticker":
            sticker = await stage.margot.add_sticker(name, explicit("PNG"), external=True)
            sent = await stage.rowan.post(source, sticker_ids=[sticker["id"]])
        case "emoji":
            emoji = await stage.margot.add_emoji(name, EXPLICIT, external=True)
            sent = await stage.rowan.post(source, emoji["text"])
        case "link":
            await stage.client.site("https://forwarded.example/a.jpg", EXPLICIT, delay=1)
            sent = await stage.rowan.post(source, "https://forwarded.example/a.jpg")
        case _:
            shown = [{"type": 12, "items": [{"media": {"url": FILE}}]}]
            sent = await stage.client.automated(
                source, "", ("x.jpg", EXPLICIT), components=shown, flags=COMPONENTS_V2
            )
    forwarded = await stage.rowan.post(place, forward=sent)
    if "embed" in carried:
        assert forwarded["message_snapshots"][0]["message"]["embeds"]
    case = await stage.removed(forwarded)
    assert surfaces(case) == {Surface.FORWARD}


@pytest.mark.parametrize("by", ["webhook", "bot", "app", "crosspost"])
async def test_08_a_post_by_no_person(stage: Stage, by: str) -> None:
    place = await stage.channel(kind="announcement" if by == "crosspost" else "text")
    fields: Json = {"as_": stage.rowan.id} if by == "app" else {}
    sent = await stage.client.automated(place, "", ("x.jpg", EXPLICIT), by=by, **fields)
    case = await stage.removed(sent)
    assert (case.post.sender.webhook_id is not None) is (by != "bot")


async def test_08_a_proxy_bots_repost_racing_the_deletion(stage: Stage) -> None:
    place = await stage.channel()
    first = await stage.rowan.post(place, "", ("x.jpg", EXPLICIT))
    second = await stage.client.automated(place, "", ("x.jpg", EXPLICIT), username="Rowan")
    for sent in (first, second):
        await stage.removed(sent)


async def test_08_a_webhooks_avatar(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.client.automated(place, "only words", avatar=EXPLICIT, username="Somebody")
    assert surfaces(await stage.removed(sent)) == {Surface.AVATAR}


async def test_08_an_edit_by_a_webhook(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.client.automated(place, "only words")
    await stage.client.edit_automated(sent, "look", ("x.jpg", EXPLICIT))
    await stage.removed(sent)


def component(shape: str) -> Json:
    """Return a component that shows the uploaded file."""
    media: Json = {"url": FILE}
    thumbnail: Json = {
        "type": 9,
        "components": [{"type": 10, "content": "text"}],
        "accessory": {"type": 11, "media": media},
    }
    gallery: Json = {"type": 12, "items": [{"media": media}]}
    shapes: dict[str, Json] = {
        "thumbnail": thumbnail,
        "gallery": gallery,
        "file": {"type": 13, "file": media},
        "nested": {"type": 17, "components": [{"type": 10, "content": "text"}, thumbnail]},
        "nested gallery": {"type": 17, "components": [gallery]},
        "unknown": {"type": 99, "pictures": [{"media": media}]},
        "unknown in known": {"type": 17, "components": [{"type": 98, "inner": gallery}]},
    }
    return shapes[shape]


@pytest.mark.parametrize(
    "shape",
    ["thumbnail", "gallery", "file", "nested", "nested gallery", "unknown", "unknown in known"],
)
async def test_09_components(stage: Stage, shape: str) -> None:
    place = await stage.channel()
    sent = await stage.client.automated(
        place, "", ("x.jpg", EXPLICIT), components=[component(shape)], flags=COMPONENTS_V2
    )
    case = await stage.removed(sent)
    assert surfaces(case) <= {Surface.COMPONENT, Surface.ATTACHMENT}


async def test_09_a_component_with_a_linked_picture(stage: Stage) -> None:
    place, url = await stage.channel(), "https://linked.example/gallery.jpg"
    await stage.client.site(url, EXPLICIT)
    gallery = {"type": 12, "items": [{"media": {"url": url}}]}
    sent = await stage.client.automated(place, components=[gallery], flags=COMPONENTS_V2)
    assert surfaces(await stage.removed(sent)) == {Surface.COMPONENT}


@pytest.mark.parametrize("kind", ["still", "animated GIF", "animated WebP"])
async def test_10_an_external_emoji(stage: Stage, kind: str) -> None:
    data = {
        "still": EXPLICIT,
        "animated GIF": explicit("GIF", 3),
        "animated WebP": explicit("WEBP", 3),
    }[kind]
    name = "odd" + kind.replace(" ", "")
    emoji = await stage.margot.add_emoji(name, data, external=True)
    place = await stage.channel()
    sent = await stage.rowan.post(place, f"hello {emoji['text']} {emoji['text']}")
    case = await stage.removed(sent)
    assert surfaces(case) == {Surface.EMOJI}
    assert len(case.findings) == 1


async def test_10_an_emoji_in_a_poll(stage: Stage) -> None:
    emoji = await stage.margot.add_emoji("polled", EXPLICIT, external=True)
    place = await stage.channel()
    answers = [{"text": "yes"}, {"text": "no", "emoji": emoji["reaction"]}]
    sent = await stage.rowan.post(place, poll={"question": "well?", "answers": answers})
    assert surfaces(await stage.removed(sent)) == {Surface.EMOJI}


async def test_10_an_emoji_in_an_embeds_text(stage: Stage) -> None:
    emoji = await stage.margot.add_emoji("embedded", EXPLICIT, external=True)
    place = await stage.channel()
    sent = await stage.client.automated(place, embeds=[{"description": emoji["text"]}])
    case = await stage.case(sent["id"])
    assert Action.SUPPRESS_PREVIEW in done(case)


@pytest.mark.parametrize("kind", ["PNG", "APNG", "GIF"])
async def test_a_sticker(stage: Stage, kind: str) -> None:
    data = explicit("PNG") if kind == "PNG" else explicit(kind.removeprefix("A"), 3)
    sticker = await stage.margot.add_sticker(f"odd{kind}", data, external=True)
    place = await stage.channel()
    sent = await stage.rowan.post(place, sticker_ids=[sticker["id"]])
    assert surfaces(await stage.removed(sent)) == {Surface.STICKER}


async def test_12_a_thread_under_an_age_restricted_channel_is_exempt(stage: Stage) -> None:
    thread = await stage.rowan.start_thread("after-dark", "sketches")
    exempt = await stage.rowan.post(thread["id"], "", ("x.jpg", EXPLICIT))
    ordinary = await stage.rowan.start_thread(await stage.channel(), "chat")
    await stage.removed(await stage.rowan.post(ordinary["id"], "", ("x.jpg", EXPLICIT)))
    await stage.left_alone(exempt)


async def test_12_a_moderator_as_the_author(stage: Stage) -> None:
    place = await stage.channel()
    for author in (stage.tomasz, stage.margot):
        await stage.removed(await author.post(place, "", ("x.jpg", EXPLICIT)))


@pytest.mark.parametrize("kind", ["announcement", "voice", "stage"])
async def test_channels_of_other_kinds(stage: Stage, kind: str) -> None:
    place = await stage.channel(kind=kind)
    await stage.removed(await stage.rowan.post(place, "", ("x.jpg", EXPLICIT)))


@pytest.mark.parametrize("kind", ["forum", "media"])
async def test_the_first_message_of_a_forum_post(stage: Stage, kind: str) -> None:
    place = await stage.channel(kind=kind)
    post = await stage.rowan.start_thread(place, "Title", "text", ("x.jpg", EXPLICIT))
    await stage.removed({"id": post["id"], "channel_id": post["id"]})


async def test_44_a_second_message_within_seconds(stage: Stage) -> None:
    place = await stage.channel()
    sent = [await stage.rowan.post(place, "", ("x.jpg", d)) for d in (EXPLICIT, OTHER, EXPLICIT)]
    for message in sent:
        await stage.removed(message)


async def test_45_fifty_images_at_once_the_last_explicit(stage: Stage) -> None:
    place = await stage.channel()
    everything = [(f"{n}.png", benign(n)) for n in range(49)] + [("x.jpg", EXPLICIT)]
    sent = [
        await stage.rowan.post(place, "", *everything[start : start + 10])
        for start in range(0, 50, 10)
    ]
    await stage.removed(sent[-1])
    for message in sent[:-1]:
        await stage.left_alone(message)


async def test_46_a_repeat_offender(stage: Stage) -> None:
    place = await stage.channel()
    sent = [await stage.rowan.post(place, "", ("x.jpg", EXPLICIT)) for _ in range(8)]
    cases = [await stage.removed(message) for message in sent]
    assert len({case.number for case in cases}) == 8


async def test_47_the_notice_quotes_links_and_attaches_nothing_of_the_original(
    stage: Stage,
) -> None:
    place = await stage.channel()
    sent = await stage.rowan.post(place, "my own words", ("private-name.jpg", EXPLICIT))
    await stage.removed(sent)
    (notice,) = await stage.ines.messages(place)
    assert "my own words" not in str(notice) and "private-name" not in str(notice)
    assert sent["attachments"][0]["id"] not in str(notice)
    assert "http" not in notice["content"]
    (copy,) = notice["attachments"]
    assert await stage.client.download(copy["local_url"]) != EXPLICIT
    assert not list((stage.folder / "home").rglob("*"))
    left = {p.relative_to(stage.folder).parts[0] for p in stage.folder.iterdir()}
    assert left == {"home", "data", "log"}


async def test_48_two_flagged_attachments_are_one_deletion_and_one_notice(stage: Stage) -> None:
    place = await stage.channel()
    sent = await stage.rowan.post(place, "", ("a.jpg", EXPLICIT), ("b.jpg", OTHER))
    case = await stage.removed(sent)
    (notice,) = await stage.ines.messages(place)
    assert len(notice["attachments"]) == 2
    assert [f.verdict and f.verdict.kind for f in case.findings] == [VerdictKind.EXPLICIT] * 2
    counts = await stage.client.counts()
    assert counts["custom_ids"][f"fg:help:{case.case_id}"] == 1


async def test_a_message_that_is_gone_already_counts_as_removed(stage: Stage) -> None:
    place = await stage.channel()
    path = f"/channels/{place}/messages/*"
    await stage.client.fault("http_status", method="DELETE", path=path, status=404, code=10008)
    sent = await stage.rowan.post(place, "", ("x.jpg", EXPLICIT))
    case = await stage.case(sent["id"])
    outcome = case.outcome_of(Action.REMOVE)
    assert outcome is not None and outcome.detail == "it was gone already"
    assert outcome.status is OutcomeStatus.DONE


@pytest.mark.parametrize("denied", ["send_messages", "attach_files"])
async def test_a_notice_that_may_not_be_posted_is_said_so(stage: Stage, denied: str) -> None:
    place = await stage.channel()
    bot_id = (await stage.client.state())["bot"]["id"]
    await stage.client.permissions(place, bot_id, deny=[denied])
    case = await stage.case((await stage.rowan.post(place, "", ("x.jpg", EXPLICIT)))["id"])
    assert {Action.REMOVE, Action.ALERT_MODERATORS} <= done(case)
    outcome = case.outcome_of(Action.REPOST_BLURRED)
    assert outcome is not None
    if denied == "attach_files":
        assert outcome.detail == "without the copy: Attach Files is missing"
        (notice,) = await stage.ines.messages(place)
        assert notice["attachments"] == []
    else:
        assert outcome.status is OutcomeStatus.FAILED
        assert "lacks Send Messages in #place-" in outcome.detail


async def test_what_was_sent_and_answered_holds_against_discords_description(
    stage: Stage,
) -> None:
    """The last one, because it is about all the others."""
    stage.holds()
