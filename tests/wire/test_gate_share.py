"""What is shared through a gate is what was looked at; what is not shown is told to one person."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
from collections.abc import AsyncIterator

import discord
import pytest
from PIL import Image

from bot.domain import CaseState
from bot.evidence.gates import GateStore
from bot.sandbox.client import FindPerson, Json, Person, SandboxClient, SandboxError, components
from bot.sandbox.rest import Exchange
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GENERAL_ID
from tests.wire import bypass
from tests.wire.gating import EN, gate, opened, permit, seen, sent, sha, share, urls
from tests.wire.helping import LOCALES
from tests.wire.running import EXPLICIT, Runs, explicit, harmless, runs

DE = LOCALES.of("de")


@pytest.fixture
async def bot(
    sandbox: Sandbox,
    client: SandboxClient,
    person: FindPerson,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Runs]:
    """A bot with the gate of #general closed."""
    folder = tmp_path_factory.mktemp("share")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASHGUARD_WORKERS", "1")
        async with runs(sandbox, client, folder) as running:
            await running.start()
            await permit(client)
            assert "is closed" in await gate(await person("tomasz"), "on")
            yield running


def said(key: str, **values: str) -> str:
    return EN.say(key, **values)


async def posted(bot: Runs, person: Person, answer: Json) -> Json:
    """Return the message that an answer links, as somebody is shown it."""
    number = answer["content"].rsplit("/", 1)[1]
    found: Json = (await person.wait_for("message", lambda d: d["message"]["id"] == number))[
        "message"
    ]
    return found


async def note(bot: Runs, message: Json) -> int | None:
    known = await GateStore(bot.store.database).share(int(message["id"]))
    return known.user_id if known is not None else None


async def test_a_clean_picture_is_posted_as_it_is_under_its_senders_name(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    face = io.BytesIO()
    Image.linear_gradient("L").save(face, "PNG")
    await ines.picture("avatar", face.getvalue())
    pictures = [harmless(n) for n in range(10)]
    answer = await share(ines, *pictures, text="my best @everyone <@1>")
    message = await posted(bot, kofi, answer)
    assert message["author"]["username"] == "Ines" and message["webhook_id"]
    assert message["author"]["avatar"] == sha(face.getvalue())[:32]
    assert message["content"] == "my best @everyone <@1>"
    assert not message["mention_everyone"] and message["mentions"] == []
    shown = [await client.download(a["local_url"]) for a in message["attachments"]]
    assert [hashlib.sha256(d).hexdigest() for d in shown] == [sha(d) for _, d in pictures]
    assert [a["filename"] for a in message["attachments"]] == [name for name, _ in pictures]
    assert await note(bot, message) == int(ines.id)
    # It goes through the live screening as any other post, and stays.
    tomasz = await person("tomasz")
    who = await tomasz.command("general", "Who shared this", type=3, target_id=message["id"])
    assert f"<@{ines.id}> shared this" in (await tomasz.answer(who))["content"]
    with pytest.raises(SandboxError):
        await kofi.command("general", "Who shared this", type=3, target_id=message["id"])
    assert await bot.cases() == []


async def test_what_is_flagged_or_unscreened_is_told_to_its_sender_alone(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    rowan.locale = "de"
    files = (
        harmless(1),
        explicit(1),
        ("my_notes.txt", b"no picture"),
        ("broken.png", b"\x89PNG\r\n\x1a\n"),
    )
    answer = await share(rowan, *files, text="look")
    lines = answer["content"].splitlines()
    assert lines[0] == DE.say("share-held") and lines[-1] == DE.say("share-kept")
    assert len(lines) == 5
    label = DE.say("label-ANUS_EXPOSED")
    assert DE.say("share-file-flagged", file="1.jpg", label=label) in lines
    assert DE.say("share-file-unread", file="my\\_notes.txt") in lines
    assert answer["attachments"] == [] and components(answer) == []
    for other in ("ines", "kofi", "tomasz", "margot"):
        for frame in await (await person(other)).views():
            if frame["event"] == "message":
                assert frame["data"]["message"]["channel_id"] != str(GENERAL_ID)
    assert await bot.store.recent() == []
    log = bot.log()
    assert "1.jpg" not in log and sha(explicit(1)[1]) not in log


@pytest.mark.timeout(900)
async def test_two_hundred_posts_and_nobody_ever_sees_what_was_flagged(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    people = [await person(name) for name in ("rowan", "ines", "kofi", "yuki")]
    flagged, clean, by_hand = set[str](), set[str](), set[str]()

    async def post(member: Person, number: int, chance: random.Random) -> None:
        files = [harmless(number)]
        if bad := chance.random() < 0.4:
            files.insert(chance.randint(0, 1), explicit(number))
            flagged.add(sha(explicit(number)[1]))
        if number % 5 == 4:
            # By hand, past the gate: the server itself refuses it, clean or not.
            by_hand.update(sha(data) for _, data in files)
            with pytest.raises(SandboxError) as refused:
                await member.post("general", "", *files)
            assert refused.value.code == 50013
            return
        answer = await share(member, *files)
        if bad:
            assert answer["content"].startswith(said("share-held"))
        else:
            clean.add(sha(files[0][1]))
            assert answer["content"].startswith("Posted for everybody")

    async def posts(member: Person, first: int) -> None:
        chance = random.Random(first)
        for number in range(first, first + 50):
            await post(member, number, chance)

    await asyncio.gather(*(posts(member, 50 * n) for n, member in enumerate(people)))
    assert len(flagged) > 50 and len(clean) > 50 and len(by_hand) >= 40
    everybody = [*people, await person("margot"), await person("tomasz")]
    for name, hashes in (await seen(client, everybody)).items():
        assert hashes >= clean, name
        assert not hashes & (flagged | by_hand), name
        assert sha(EXPLICIT) not in hashes
    assert await bot.cases() == []


async def test_a_post_is_deleted_by_whoever_shared_it_even_after_a_restart(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    answer = await share(ines, harmless(1))
    message = await posted(bot, kofi, answer)
    await bot.stop()
    await bot.start()
    pressed = await ines.click_label(answer, said("button-unshare"))
    await kofi.wait_for("message_delete", lambda d: d["id"] == message["id"])
    await ines.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)

    async def forgotten() -> bool:
        return await note(bot, message) is None

    await bot.until(forgotten)
    # Whatever deletes a post ends the note of it.
    second = await posted(bot, kofi, await share(ines, harmless(2)))
    assert await note(bot, second) == int(ines.id)
    tomasz = await person("tomasz")
    await tomasz.delete(second)

    async def gone() -> bool:
        return await note(bot, second) is None

    await bot.until(gone)


async def test_a_form_that_was_opened_before_a_restart_is_heard_after_it(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    form = await opened(ines)
    await bot.kill()
    await bot.start()
    answer = await ines.answer(await sent(ines, form, [harmless(1)]))
    message = await posted(bot, kofi, answer)
    assert await client.download(message["attachments"][0]["local_url"]) == harmless(1)[1]
    # There is still one webhook: it was found again.
    assert len(await client.webhooks("general")) == 1


async def test_threads_forums_and_voice_chats_are_behind_the_gate_too(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi = await person("ines"), await person("kofi")
    margot, tomasz = await person("margot"), await person("tomasz")
    thread = await ines.start_thread("general", "sketches")
    with pytest.raises(SandboxError):
        await kofi.post(thread["id"], "", harmless(1))
    message = await posted(bot, kofi, await share(ines, harmless(2), channel=thread["id"]))
    assert message["channel_id"] == thread["id"]
    await ines.change_thread(thread, archived=True)
    message = await posted(bot, kofi, await share(ines, harmless(3), channel=thread["id"]))
    assert message["channel_id"] == thread["id"]

    (forum,) = await margot.make_channels("salon", kind="forum")
    (voice,) = await margot.make_channels("lounge", kind="voice")
    for made in (forum, voice):
        await permit(client, made["id"])
        await client.permissions(
            made["id"],
            str((await client.state())["bot_role_id"]),
            allow=["view_channel", "manage_roles", "manage_webhooks", "connect"],
        )
        assert "is closed" in await gate(tomasz, "on", made["id"])
    with pytest.raises(SandboxError):
        await ines.start_thread(forum["id"], "a picture first", "look", harmless(4))
    post = await ines.start_thread(forum["id"], "words first", "look")
    message = await posted(bot, kofi, await share(ines, harmless(5), channel=post["id"]))
    assert message["channel_id"] == post["id"]
    message = await posted(bot, kofi, await share(ines, harmless(6), channel=voice["id"]))
    assert message["channel_id"] == voice["id"]


async def test_no_other_picture_passes_a_gate(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    """Links, emoji and stickers of elsewhere, apps: refused, private, or mere words."""
    ines, kofi, rowan = await person("ines"), await person("kofi"), await person("rowan")
    await client.site("https://pics.example/a.png", EXPLICIT)
    linked = await rowan.post("general", "https://pics.example/a.png")
    assert linked["embeds"] == []
    message = await posted(
        bot, kofi, await share(rowan, harmless(1), text="see https://pics.example/a.png")
    )
    assert message["embeds"] == []
    emoji = await rowan.add_emoji("odd", EXPLICIT, external=True)
    message = await posted(bot, kofi, await share(rowan, harmless(2), text=f"hi {emoji['text']}"))
    assert message["content"] == "hi :odd:"
    with pytest.raises(SandboxError):
        await rowan.react(message, emoji["reaction"])
    sticker = await rowan.add_sticker("odd", bypass.explicit("PNG"), external=True)
    with pytest.raises(SandboxError):
        await rowan.post("general", "", sticker_ids=[sticker["id"]])
    answer = await client.automated(
        "general", "", explicit(1), by="app", name="Paint", as_=rowan.id
    )
    assert answer == {"ephemeral": True}
    # A profile picture that may be explicit does not get in this way either.
    await rowan.picture("avatar", EXPLICIT)
    message = await posted(bot, kofi, await share(rowan, harmless(3)))
    assert message["author"]["avatar"] is None
    assert sha(EXPLICIT) not in {
        sha(await client.download(url)) for f in await ines.views() for url in urls(f["data"])
    }


async def test_each_thing_that_can_go_wrong_is_one_private_sentence(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    ines, kofi, tomasz = await person("ines"), await person("kofi"), await person("tomasz")

    async def refused(key: str, *files: tuple[str, bytes], **values: str) -> None:
        text = (await share(ines, *(files or [harmless(1)])))["content"]
        assert text == said(key, **values), text

    # Elsewhere there is no gate.
    ran = await ines.command("after-dark", "share")
    assert (await ines.answer(ran))["content"] == said("share-no-gate")
    # An upload that expired.
    await client.fault("expired_links")
    text = (await share(ines, harmless(1)))["content"]
    assert said("share-file-expired", file="1.png") in text
    # A webhook that somebody deleted is made anew; where there is no room, that is said.
    (hook,) = await client.webhooks("general")
    path = f"/api/channels/{GENERAL_ID}/webhooks"
    await client.request("DELETE", f"{path}/{hook['id']}")
    await posted(bot, kofi, await share(ines, harmless(2)))
    (hook,) = await client.webhooks("general")
    await client.request("DELETE", f"{path}/{hook['id']}")
    fillers = [
        (await client.request("POST", path, json={"name": f"hook {n}"}))["id"] for n in range(15)
    ]
    await refused("share-webhook-full")
    for number in fillers:
        await client.request("DELETE", f"{path}/{number}")
    role = (await client.state())["bot_role_id"]
    had = next(o for o in await client.overwrites("general") if o["id"] == role)
    names = [name for name, on in discord.Permissions(int(had["allow"])) if on]
    without = [name for name in names if name != "manage_webhooks"]
    await client.permissions("general", role, allow=without)
    await refused("share-webhook-right")
    await client.permissions("general", role, allow=names)
    # Discord does not answer.
    for _ in range(6):
        await client.fault("http_status", method="POST", path="/webhooks/*/*", status=500)
    await refused("share-failed")
    await client.mend()
    # Too large for what Discord lets a bot post; people with Nitro may upload more.
    form = await opened(ines)
    many = {"fg:share:files": [harmless(7), harmless(8)]}
    large: Json = {"size": (10 << 20) + 1}
    answer = await ines.answer(await ines.submit(form, {}, [{}, large], **many))
    assert answer["content"] == said("share-too-large", file="8.png", limit="10")
    # Slow mode holds for what is shared as for what is written.
    slow = f"/api/channels/{GENERAL_ID}/slowmode"
    await client.request("PUT", slow, json={"seconds": 3600})
    await posted(bot, ines, await share(kofi, harmless(3)))
    text = (await share(kofi, harmless(4)))["content"]
    assert "Slow mode is on here" in text and "<t:" in text
    await client.request("PUT", slow, json={"seconds": 0})
    # Somebody who may not write there.
    await client.permissions("general", kofi.id, deny=["send_messages"])
    assert (await share(kofi, harmless(5)))["content"] == said("share-may-not")
    # A form that was opened before the gate was.
    form = await opened(ines)
    assert "is open" in await gate(tomasz, "off")
    answer = await ines.answer(await sent(ines, form, [harmless(6)]))
    assert answer["content"] == said("share-no-gate")
    assert await bot.cases() == []


async def test_what_is_looked_at_is_not_kept_anywhere(
    bot: Runs, client: SandboxClient, person: FindPerson
) -> None:
    rowan = await person("rowan")
    await share(rowan, explicit(1))
    await share(rowan, harmless(1))
    states = [case.state for case in await bot.store.recent()]
    assert CaseState.OPEN not in states and states == []
    needle = explicit(1)[1][1000:1064]
    for path in bot.folder.rglob("*"):
        if path.is_file():
            assert needle not in path.read_bytes(), path
            assert sha(explicit(1)[1]).encode() not in path.read_bytes(), path


async def test_a_bots_requests_are_as_discord_describes_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Every exchange of a gate's whole life is held against Discord's own description."""
    from tests.wire.test_sandbox_openapi import discords_description

    exchanges: list[Exchange] = []
    sandbox = Sandbox(port=0, witness=exchanges.append)
    await sandbox.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FLASHGUARD_WORKERS", "1")
            async with (
                SandboxClient(sandbox.url) as client,
                runs(sandbox, client, tmp_path_factory.mktemp("described")) as bot,
            ):
                await bot.start()
                await permit(client)
                tomasz, ines = await client.person("tomasz"), await client.person("ines")
                await gate(tomasz, "on")
                await share(ines, harmless(1), text="hello")
                await gate(tomasz, "off")
                await bot.stop()
    finally:
        await sandbox.stop()
    description = discords_description()
    faults = set()
    for e in exchanges:
        found = description.faults_of_answer(e.method, e.path, e.status, e.answered)
        # The description has an overwrite's bits as numbers; the reference has them as text.
        if e.status < 400 and "/permissions/" not in e.path:
            found += description.faults_of_request(e.method, e.path, e.sent)
        faults |= {f"{e.method} {e.path} ({e.status}): {fault}" for fault in found}
    assert exchanges and not faults, "\n".join(sorted(faults))
