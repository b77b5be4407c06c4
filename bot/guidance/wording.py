"""Which texts of the facts people read: what the languages have to translate."""

from __future__ import annotations

from collections.abc import Iterator

from bot.guidance.loader import Facts
from bot.guidance.schema import Contact, EvidenceItem, Law, Statement


def shown_texts(facts: Facts) -> list[str]:
    """Return every English text of the facts that a card can show, each once, in a fixed order.

    Names of statutes and of bodies are not among them: they stay what they are.
    """
    return list(dict.fromkeys(_all(facts)))


def _all(facts: Facts) -> Iterator[str]:
    discord, evidence = facts.common.discord, facts.common.evidence
    statements: list[Statement | EvidenceItem] = [*discord.steps, *discord.facts]
    statements += [*discord.law_enforcement, *evidence.items, *evidence.do_not]
    for statement in statements:
        if statement.verified and statement.plain is not None:
            yield statement.plain
    for place in facts.places.values():
        for right in place.rights:
            if right.verified and right.plain is not None:
                yield right.plain
        for contact in place.contacts:
            yield from _of_contact(contact)
        for law in place.law:
            yield from _of_law(law)


def _of_contact(contact: Contact) -> Iterator[str]:
    if not contact.shown:
        return
    yield contact.purpose
    phone = contact.phone
    if phone is not None and phone.verified:
        if any(character.isalpha() for character in phone.number):
            yield phone.number
        if contact.hours is not None:
            yield contact.hours


def _of_law(law: Law) -> Iterator[str]:
    if not law.verified or law.plain is None:
        return
    yield law.plain
    if law.penalty is not None and law.penalty.verified:
        yield law.penalty.text
