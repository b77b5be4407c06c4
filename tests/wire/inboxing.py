"""What people do with letters, as the tests have them do it, and what each of them was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text as statement

from bot.evidence.letters import Letters
from bot.letters import Letter
from bot.locales import Words
from bot.sandbox.client import Json, Person, SandboxClient, SandboxError, components
from tests.wire.helping import EN
from tests.wire.running import Runs

File = tuple[str, bytes]
PEOPLE = ("margot", "tomasz", "ines", "kofi", "yuki", "rowan")


async def inbox(who: Person, name: str, **options: object) -> Json:
    """Run a command of the inbox, and return the private answer."""
    return await who.answer(await who.command("general", f"inbox {name}", options))


async def form(who: Person, to: Person, channel: str = "general") -> str:
    """Open the form of a letter; return the id of the interaction that it answers."""
    pressed = await who.command(channel, "send", {"person": to.id})
    await who.wait_for("modal", lambda d: d["interaction_id"] == pressed)
    return pressed


async def send(
    who: Person, to: Person, text: str = "", *files: File, channel: str = "general"
) -> Json:
    """Write a letter and send it; return what its sender is told."""
    opened = await form(who, to, channel)
    return await fill_in(who, opened, text, files)


async def fill_in(who: Person, opened: str, text: str, files: Sequence[File] = ()) -> Json:
    """Send a form that was opened; return what the sender is told."""
    uploads: Any = {"files": list(files)} if files else {}
    return await who.answer(await who.submit(opened, {"text": text}, **uploads))


async def press(who: Person, message: Json, key: str, words: Words = EN) -> str:
    """Press the button that carries a text of the languages; return the interaction's id."""
    return await who.click_label(message, words.say(key))


async def changed(who: Person, message: Json, key: str, words: Words = EN) -> Json:
    """Press a button in a private answer that changes itself; return it as it then is."""
    pressed = await press(who, message, key, words)
    await done(who, pressed)
    update = await who.wait_for(
        "ephemeral_update",
        lambda d: d["message"]["id"] == message["id"] and not components(d["message"]),
    )
    found: Json = update["message"]
    return found


async def go_on(who: Person, to: Person, text: str, *files: File) -> None:
    """Send a letter in which something is flagged, and go on after the warning."""
    await changed(who, await send(who, to, text, *files), "button-letter-go")


async def done(who: Person, pressed: str) -> None:
    """Wait until a press has been answered."""
    await who.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)


async def conversation(who: Person) -> list[Json]:
    """Return what stands in somebody's conversation with the bot, but for the first message."""
    seen: list[Json] = await who.messages(await who.talk_to_bot())
    return [m for m in seen if not m["content"].startswith("**Your inbox is open.**")]


async def shown(who: Person, interaction_id: str) -> list[Json]:
    """Return the files of all private answers to an interaction."""
    found: dict[str, list[Json]] = {}
    for frame in await who.views():
        message = frame["data"].get("message")
        if message and frame["data"].get("interaction_id") == interaction_id:
            found[message["id"]] = message["attachments"]
    return [file for files in found.values() for file in files]


def shape(message: Json, number: str = "") -> tuple[str, str, str]:
    """Return what a sender can tell of an answer; `number` is that of the file in it."""
    embeds = str([(e["title"], e["fields"], e["footer"]) for e in message["embeds"]])
    return message["content"], embeds.replace(f"{number}.jpg", "n.jpg"), str(labels(message))


async def letters(who: Person) -> list[Json]:
    """Return the letters in somebody's conversation with the bot, as they are now."""
    seen: list[Json] = await who.messages(await who.talk_to_bot())
    return [m for m in seen if "fg:letter:" in str(m["components"])]


async def arrived(bot: Runs, who: Person, number: int = 1) -> Json:
    """Wait until somebody has so many letters; return the newest, once the record has it too."""

    async def there() -> bool:
        got = await letters(who)
        waiting = await Letters(bot.store.database).waiting()
        return len(got) == number and not waiting

    await bot.until(there)
    return (await letters(who))[-1]


async def gone(bot: Runs, who: Person) -> None:
    """Wait until neither somebody's conversation nor the record has any letter."""

    async def empty() -> bool:
        return not await letters(who) and not await kept(bot)

    await bot.until(empty)


async def settled(bot: Runs) -> None:
    """Wait until no letter waits to be delivered."""

    async def done() -> bool:
        return not await Letters(bot.store.database).waiting()

    await bot.until(done)


async def kept(bot: Runs) -> list[Letter]:
    """Return every letter that the record has."""
    ids = [row[0] for row in await rows(bot, "SELECT letter_id FROM letters")]
    found = [await Letters(bot.store.database).letter(str(number)) for number in ids]
    return [letter for letter in found if letter is not None]


async def rows(bot: Runs, query: str) -> list[tuple[object, ...]]:
    """Ask the bot's database."""
    async with bot.store.database.read() as connection:
        return [tuple(row) for row in await connection.execute(statement(query))]


def labels(message: Json) -> set[str]:
    """Return the labels of a message's buttons."""
    return {str(c["label"]) for c in components(message) if c.get("label")}


async def shown_to(client: SandboxClient, originals: Sequence[bytes]) -> dict[str, set[str]]:
    """Return who was ever shown which originals by the bot, in any frame: their SHA-256 by name.

    Every file of every message by the bot in every frame of every person is downloaded.
    """
    known = {hashlib.sha256(data).hexdigest() for data in originals}
    hashes: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    bot_id = (await client.state())["bot_id"]
    for name in PEOPLE:
        person = await client.person(name)
        for frame in await person.views():
            message = frame["data"].get("message")
            if not isinstance(message, dict) or message["author"]["id"] != bot_id:
                continue
            for file in message["attachments"]:
                url = file["local_url"]
                if url not in hashes:
                    try:
                        hashes[url] = hashlib.sha256(await client.download(url)).hexdigest()
                    except SandboxError:
                        hashes[url] = "gone"
                if hashes[url] in known:
                    found.setdefault(name, set()).add(hashes[url])
    return found
