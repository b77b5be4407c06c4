"""What moderators do with a case, as the tests have them do it."""

from __future__ import annotations

from bot.domain import Case
from bot.sandbox.client import Json, Person, components
from tests.wire.running import Runs


async def entry(person: Person, case: Case) -> Json:
    """Return the case's entry as the moderators' channel shows it now; there is one alone."""
    (found,) = [
        m
        for m in await person.messages("moderators")
        if m["embeds"] and str(m["embeds"][0].get("title")).startswith(f"Case {case.number}")
    ]
    return found


def labels(message: Json) -> list[str]:
    return [str(c["label"]) for c in components(message) if c.get("label")]


def said(message: Json) -> str:
    """Return an entry's whole text."""
    return "\n".join(
        str(text)
        for e in message["embeds"]
        for text in (
            e.get("title"),
            e.get("description"),
            *(f"{f['name']}: {f['value']}" for f in e.get("fields", ())),
        )
    )


async def pressed(person: Person, message: Json, label: str) -> Json:
    """Press a button and return the private answer."""
    return await person.answer(await person.click_label(message, label))


async def case_now(bot: Runs, case: Case) -> Case:
    found = await bot.store.case(case.case_id)
    assert found is not None
    return found
