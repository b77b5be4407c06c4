"""What a person does with the help panel, as the tests have them do it."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import Case
from bot.locales import Locales, Words
from bot.sandbox.client import FindPerson, Json, Person, components
from bot.settings import ROOT
from tests.wire.running import Runs, explicit

LOCALES = Locales.load(ROOT / "config" / "locales")
EN, DE = LOCALES.of("en-US"), LOCALES.of("de")
SENDER, MEMBER, OTHER, MODERATOR = "rowan", "ines", "kofi", "tomasz"


async def flagged(bot: Runs, person: FindPerson, number: int = 1) -> Case:
    """Have something flagged posted, and return its case once it is closed."""
    before = len(await bot.store.recent())
    await (await person(SENDER)).post("general", "", explicit(number))

    async def there() -> bool:
        return len(await bot.store.recent()) > before

    await bot.until(there)
    return (await bot.cases())[0]


async def notice(person: Person, words: Words = EN) -> Json:
    label = words.say("button-help")
    shown = await person.wait_for(
        "message", lambda d: any(c.get("label") == label for c in components(d["message"]))
    )
    message: Json = shown["message"]
    return message


def about(number: int) -> Callable[[Json], bool]:
    """Return whether a frame brings the notice of this case."""
    return lambda data: f"Case {number} " in data["message"]["content"]


async def panel(person: Person, words: Words = EN) -> Json:
    """Open the panel from the notice."""
    label = words.say("button-help")
    return await person.answer(await person.click_label(await notice(person, words), label))


async def step(person: Person, message: Json, custom_id: str, *values: str) -> Json:
    """Press or choose in a private message that changes itself; return it as it then is."""
    pressed = await person.click(message, custom_id, values)
    await person.wait_for("interaction_done", lambda d: d["interaction_id"] == pressed)
    changed: list[Json] = [
        f["data"]["message"] for f in await person.views() if f["event"] == "ephemeral_update"
    ]
    return [m for m in changed if m["id"] == message["id"]][-1]


async def press(person: Person, message: Json, key: str, words: Words = EN) -> Json:
    """Press the button that carries a text of the languages."""
    assert key in keys(message, words), f"no {key} among {sorted(keys(message, words))}"
    custom_id = next(
        str(c["custom_id"]) for c in components(message) if c.get("label") == words.say(key)
    )
    return await step(person, message, custom_id)


async def choose(person: Person, message: Json, value: str) -> Json:
    """Choose an entry of a menu."""
    menu = next(
        c for c in components(message) for o in c.get("options") or () if o["value"] == value
    )
    return await step(person, message, menu["custom_id"], value)


def keys(message: Json, words: Words = EN) -> set[str]:
    """Return which of the panel's buttons a message has."""
    labels = {c.get("label") for c in components(message)}
    known = ("danger", "minor", "on", "on-after", "back", "next", "close", "exit", "tell", "record")
    more = ("remember", "forget", "me")
    return {f"go-{k}" for k in (*known, *more) if words.say(f"go-{k}") in labels}


def text(message: Json) -> str:
    embeds = [f"{e['title']} {e['fields']} {e['footer']}" for e in message["embeds"]]
    return "\n".join([message["content"], *embeds])


async def cards(person: Person, message: Json, words: Words = EN) -> list[Json]:
    """Turn all pages, from the first on."""
    pages = [message]
    while "go-next" in keys(pages[-1], words):
        pages.append(await press(person, pages[-1], "go-next", words))
    return pages


async def walk(person: Person, what: str, where: str, words: Words = EN) -> list[Json]:
    """Go from the notice to the last card; return every message on the way."""
    seen = [await panel(person, words)]
    seen.append(await press(person, seen[-1], "go-on", words))
    seen.append(await choose(person, seen[-1], what))
    seen.append(await choose(person, seen[-1], where))
    return [*seen[:-1], *await cards(person, seen[-1], words)]
