"""From facts to a card, for somebody who received an unwanted image in a Discord server.

The wording here is plain and kind on purpose: short sentences, no blame, no pressure, no promise
about what the police, a court or Discord will do, and never a word on whether a crime happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import get_args
from urllib.parse import urlsplit

from bot.domain import Card, CardLink, snowflake_time
from bot.guidance.loader import Facts
from bot.guidance.schema import (
    Contact,
    EvidenceItem,
    Jurisdiction,
    Law,
    Role,
    Source,
    Statement,
)

MAX_HEADING, MAX_TEXT, MAX_CARD = 256, 1024, 5500
"""Characters: an embed's title and field names, its field values; and a whole card, below the
6000 that Discord allows an embed (Discord's API reference, embed limits)."""
MAX_LINKS, MAX_LABEL = 10, 80
"""Link buttons of a card, which leaves room for the panel's own among the 25 of a message; and
the characters of a button's label (Discord's API reference)."""

DISCLAIMER = "General information, not legal advice."

_PENALTY_MONTHS = 12
_MESSAGE_LINK = re.compile(r"https://discord\.com/channels/(?:\d+|@me)/\d+/(\d+)")
_SCOPE = {
    "specific": "There is a law on such images here.",
    "general": "These laws are not only about such images. They may apply.",
    "contested": "It is disputed whether the law here covers such images. It may be this one.",
}


class _Page:
    """A card being written; it remembers when what it shows was read, for the footer."""

    def __init__(self) -> None:
        self.sections: list[tuple[str, str]] = []
        self.links: list[CardLink] = []
        self._read: list[date] = []

    def use(self, *sources: Source | None) -> None:
        """Remember when the sources of something that is shown were last read."""
        self._read += [source.read for source in sources if source is not None]

    def add(self, heading: str, *lines: str) -> None:
        """Add a section, unless it has nothing to say."""
        text = "\n".join(line for line in lines if line)
        if text:
            self.sections.append((heading, text))

    def link(self, label: str, url: str) -> None:
        """Add a link button, unless the card has it already."""
        if all(link.url != url for link in self.links):
            self.links.append(CardLink(label, url))

    def say(self, facts: Iterable[Statement | EvidenceItem], *wanted: str) -> list[str]:
        """Return what people read of the wanted statements, as far as they are verified."""
        by_id = {fact.id: fact for fact in facts if fact.verified}
        lines = []
        for fact in (by_id[i] for i in wanted if i in by_id):
            if fact.plain is not None:
                self.use(fact.source)
                lines.append(fact.plain)
        return lines

    def contact(self, contact: Contact, place: str = "") -> str:
        """Return the line for a contact, and add its link."""
        self.use(contact.source)
        name = f"**{place}{contact.name}**"
        if contact.phone is not None and contact.phone.verified:
            self.use(contact.phone.source)
            name += f", {contact.phone.number}"
            if contact.hours is not None:
                name += f" ({contact.hours})"
        if contact.link is not None:
            self.use(contact.link.source)
            self.link(contact.name, contact.link.address)
        return f"• {name}: {contact.purpose}."

    def done(self, title: str) -> Card:
        """Return the card, with the oldest day on which anything shown was read."""
        checked = f" Facts last checked {_day(min(self._read))}." if self._read else ""
        return Card(title, tuple(self.sections), tuple(self.links), DISCLAIMER + checked)


def recipient(
    facts: Facts,
    chain: Sequence[Jurisdiction],
    today: date,
    *,
    message_link: str | None,
    case_number: int | None,
) -> Card:
    """Return the steps for an adult who received an unwanted image.

    `chain` leads from where the person lives to INTL. The order is that of need: safety, what to
    note, police before platform, support, law.
    """
    page = _Page()
    discord, evidence = facts.common.discord, facts.common.evidence
    whereabouts = _whereabouts(message_link, case_number)
    page.add(
        "First: are you safe?",
        _emergency(page, chain),
        "You did nothing wrong. Do as much or as little of this as you like.",
    )
    page.add(
        "Note where it was, not the picture",
        *whereabouts,
        *_bullets(page.say(evidence.items, "ids", "time", "platform", "context", "effect")),
    )
    page.add(
        "Tell the police, if you want to",
        *(
            _contacts(page, chain, "police")
            or ["Your local police can tell you how to make a report."]
        ),
        " ".join(
            page.say(evidence.items, "crime_ref")
            + page.say(discord.law_enforcement, "preservation")
        ),
    )
    page.add(
        "Tell Discord",
        *_report(page, facts, case_number),
        *page.say(discord.facts, "links_or_ids"),
        *_contacts(page, chain, "platform"),
    )
    page.add("Somebody to talk to", *_contacts(page, chain, "support"))
    page.add("What the law says", *_law(page, chain, today))
    page.add(
        "You owe nobody a reply",
        "You do not have to answer, explain or decide anything today.",
        *page.say(discord.steps, "block"),
        *page.say(evidence.do_not, "forward", "confront"),
    )
    return page.done("What you can do" + (f" · {chain[0].name}" if len(chain) > 1 else ""))


def under_18(
    facts: Facts,
    chain: Sequence[Jurisdiction],
    *,
    message_link: str | None,
    case_number: int | None,
) -> Card:
    """Return the route where anyone may be under 18, which overrides every other one.

    Links, Discord's report and child helplines only: nothing on the law, and nothing that could
    lead anybody to keep, copy, fingerprint or describe the picture. Where nobody said where they
    live, the child helplines of every place stand in it.
    """
    page = _Page()
    discord = facts.common.discord
    page.add(
        "First: are you safe?",
        _emergency(page, chain),
        "It is not your fault that this was sent.",
    )
    page.add(
        "Leave the picture alone",
        *page.say(facts.common.evidence.do_not, "minor_nothing"),
        "Nobody here will ask you for it.",
    )
    page.add(
        "Tell Discord",
        *_report(page, facts, case_number),
        *page.say(discord.steps, "minor"),
        *_whereabouts(message_link, case_number),
    )
    page.add("Who can help", *_contacts(page, chain, "child"))
    if len(chain) == 1:
        page.add("Who can help, by country", *_child_helplines(page, facts, chain[0]))
    page.add("If the picture is of you", *_contacts(page, chain, "child", person_shown=True))
    page.add(
        "You owe nobody a reply",
        "You do not have to answer anyone. If you are under 18, tell an adult you trust.",
    )
    return page.done("If anyone may be under 18")


def problem_of(card: Card) -> str | None:
    """Return what keeps Discord from showing a card, or None."""
    total = len(card.title) + len(card.footer)
    if len(card.title) > MAX_HEADING:
        return f"the card's title has more than {MAX_HEADING} characters"
    for heading, text in card.sections:
        total += len(heading) + len(text)
        if not 0 < len(heading) <= MAX_HEADING:
            return f"the heading {heading!r} has {len(heading)} characters of at most {MAX_HEADING}"
        if not 0 < len(text) <= MAX_TEXT:
            return f"the part {heading!r} has {len(text)} characters of at most {MAX_TEXT}"
    if len(card.links) > MAX_LINKS:
        return f"the card has {len(card.links)} links of at most {MAX_LINKS}"
    for link in card.links:
        if not 0 < len(link.label) <= MAX_LABEL:
            return f"the link {link.label!r} has more than {MAX_LABEL} characters"
    if total > MAX_CARD:
        return f"the card has {total} characters of at most {MAX_CARD}"
    return None


def knows_more(chain: Sequence[Jurisdiction]) -> bool:
    """Return whether a place or a parent has anything to show that INTL's card has not."""
    return any(
        (place.emergency is not None and place.emergency.verified)
        or _unsolicited(place)
        or any(_showable(place, r, person_shown=False) for r in get_args(Role))
        for place in chain[:-1]
    )


def is_fresh(read: date, today: date) -> bool:
    """Return whether a penalty that was read on a day may still be shown: for twelve months."""
    months = (today.year - read.year) * 12 + today.month - read.month
    return (months, today.day) <= (_PENALTY_MONTHS, read.day)


# ---------------------------------------------------------------- the parts


def _emergency(page: _Page, chain: Sequence[Jurisdiction]) -> str:
    known = next((p.emergency for p in chain if p.emergency is not None), None)
    if known is None or not known.verified:
        return "If you or someone else is in danger, call your local emergency number now."
    page.use(known.source)
    return f"If you or someone else is in danger, call **{known.number}** now."


def _whereabouts(message_link: str | None, case_number: int | None) -> list[str]:
    lines = []
    if case_number is not None:
        lines.append(f"• **Case {case_number}.** This number stands for the message.")
    match = _MESSAGE_LINK.fullmatch(message_link or "")
    if match is not None:
        sent = snowflake_time(int(match[1])).astimezone(UTC)
        lines.append(f"• Link, which still holds the ids: {message_link}")
        lines.append(f"• Sent on {_day(sent.date())} at {sent:%H:%M:%S} UTC.")
    return lines


def _report(page: _Page, facts: Facts, case_number: int | None) -> list[str]:
    """Return how to report to Discord.

    A case number means that the message was most likely removed; not surely, as Discord may have
    refused that, so both ways are told.
    """
    discord = facts.common.discord
    if discord.help.verified:
        page.use(discord.help.source)
        page.link("How to report to Discord", discord.help.address)
    in_app = " ".join(page.say(discord.steps, "in_app"))
    if case_number is None:
        return [
            f"Is the message still there? {in_app}" if in_app else "",
            *page.say(discord.steps, "server_mods"),
            "Tell them who sent it. Do not send them the picture.",
        ]
    return [
        "What was removed here can no longer be reported by you. But the moderators have its ids. "
        f"Give them case number **{case_number}**, and ask them to report the sender to Discord. "
        "Do not send them the picture.",
        f"Is the message still there, or others like it? {in_app}" if in_app else "",
    ]


def _contacts(
    page: _Page, chain: Sequence[Jurisdiction], role: Role, *, person_shown: bool = False
) -> list[str]:
    """Return the lines of what a place and its parents have, nearest first.

    INTL's are lists of services by country, and count only where nothing nearer is known.
    """
    near = [c for p in chain[:-1] for c in _showable(p, role, person_shown=person_shown)]
    far = _showable(chain[-1], role, person_shown=person_shown)
    return [page.contact(contact) for contact in near or far]


def _showable(place: Jurisdiction, role: Role, *, person_shown: bool) -> list[Contact]:
    """Return the contacts that may be shown; never one for which the picture must be kept."""
    return [
        contact
        for contact in place.contacts
        if contact.shown
        and contact.role == role
        and contact.person_shown is person_shown
        and not contact.needs_image
    ]


def _child_helplines(page: _Page, facts: Facts, fallback: Jurisdiction) -> list[str]:
    lines = []
    for place in facts.places.values():
        if place.code != fallback.code:
            name = place.name.partition(" (")[0]
            found = _showable(place, "child", person_shown=False)
            lines += [page.contact(contact, f"{name}: ") for contact in found]
    return lines


def _law(page: _Page, chain: Sequence[Jurisdiction], today: date) -> list[str]:
    laws: list[Law] = []
    for place in chain:
        laws = _unsolicited(place)
        if laws:
            break
    if not laws:
        return ["We have no checked facts on this. The police or a lawyer can tell you more."]
    laws.sort(key=lambda law: list(_SCOPE).index(law.scope))
    lines = [_SCOPE[laws[0].scope]]
    for law in laws:
        lines += _law_lines(page, law, today)
    return [*lines, "Whether it applies to what happened is for the police and courts to decide."]


def _unsolicited(place: Jurisdiction) -> list[Law]:
    return [law for law in place.law if law.verified and "unsolicited_image" in law.incidents]


def _law_lines(page: _Page, law: Law, today: date) -> list[str]:
    assert law.source is not None, "the schema holds a verified law to its source"
    page.use(law.source)
    since = ""
    if law.in_force is not None and law.in_force.verified:
        day = law.in_force.since
        since = f" (since {_day(date.fromisoformat(day)) if len(day) == 10 else day})"
    lines = [f"**{law.statute}**{since}: {law.plain or law.covers}"]
    if law.plain is None:
        if law.must_be_shown is not None:
            lines.append(f"What must be shown: {law.must_be_shown}")
        if law.not_covered is not None:
            lines.append(f"Not covered: {law.not_covered}")
    if law.penalty is not None and law.penalty.verified and is_fresh(law.source.read, today):
        lines.append(f"What a court can order: {law.penalty.text}.")
    if law.source.kind == "statute" and law.source.url.startswith("https://"):
        page.link(f"Read the law ({urlsplit(law.source.url).hostname})", law.source.url)
    return lines


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"• {line}" for line in lines]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
