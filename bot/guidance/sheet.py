"""A card being written: sections with their links, cut so that Discord shows every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain import Card, CardLink
from bot.guidance.schema import Contact, EvidenceItem, Source, Statement
from bot.locales import Words

MAX_HEADING, MAX_TEXT, MAX_CARD = 256, 1024, 5500
"""Characters: an embed's title and field names, its field values; and a whole card, below the
6000 that Discord allows an embed (Discord's API reference, embed limits)."""
MAX_SECTIONS = 25
"""Fields of an embed (Discord's API reference)."""
MAX_LINKS, MAX_LABEL = 10, 80
"""Link buttons of a card, which leaves room for the panel's own among the 25 of a message; and
the characters of a button's label (Discord's API reference)."""


@dataclass
class Section:
    """One part of a card: what it says, and the links that belong to it."""

    heading: str
    lines: list[tuple[str, list[CardLink]]]

    @property
    def links(self) -> list[CardLink]:
        """Return its links, each once."""
        return list({link.url: link for _, links in self.lines for link in links}.values())

    @property
    def text(self) -> str:
        """Return what it says."""
        return "\n".join(line for line, _ in self.lines)

    @property
    def size(self) -> int:
        """Return its characters, at least."""
        return len(self.heading) + len(self.text)


class Sheet:
    """The parts of a card in their order; it remembers when what it shows was read."""

    def __init__(self, words: Words) -> None:
        """Begin an empty sheet in a language."""
        self.words = words
        self.sections: list[Section] = []
        self._links: dict[str, list[CardLink]] = {}
        self._pending: list[CardLink] = []
        self._read: list[date] = []

    def use(self, *sources: Source | None) -> None:
        """Remember when the sources of something that is shown were last read."""
        self._read += [source.read for source in sources if source is not None]

    @property
    def oldest(self) -> date | None:
        """Return the oldest day on which anything shown was read."""
        return min(self._read, default=None)

    def add(self, heading: str, *lines: str) -> None:
        """Add a section with the links since the last one, unless it has nothing to say.

        `heading` is the key of its text.
        """
        self.add_named(self.words.say(heading), *lines)

    def add_named(self, heading: str, *lines: str) -> None:
        """Add a section whose heading is a name."""
        kept = [part for line in lines for part in line.split("\n") if part]
        if kept:
            found = [(line, self._links.get(line, [])) for line in kept]
            found[0] = (kept[0], [*self._pending, *found[0][1]])
            self.sections.append(Section(heading, found))
        self._links, self._pending = {}, []

    def link(self, label: str, url: str) -> None:
        """Add a link button to the section that comes next."""
        self._pending.append(CardLink(_short(label), url))

    def say(self, facts: Iterable[Statement | EvidenceItem], *wanted: str) -> list[str]:
        """Return what people read of the wanted statements, as far as they are verified."""
        by_id = {fact.id: fact for fact in facts if fact.verified}
        lines = []
        for fact in (by_id[i] for i in wanted if i in by_id):
            if fact.plain is not None:
                self.use(fact.source)
                lines.append(self.words.fact(fact.plain))
        return lines

    def contact(self, contact: Contact, place: str = "") -> str:
        """Return the line for a contact, and add its link."""
        words = self.words
        self.use(contact.source)
        name = words.fact(contact.name)
        line = f"• **{place}{name}**"
        if contact.phone is not None and contact.phone.verified:
            self.use(contact.phone.source)
            line += f", {words.fact(contact.phone.number)}"
            if contact.hours is not None:
                line += f" ({words.fact(contact.hours)})"
        line += f": {words.fact(contact.purpose)}"
        if contact.link is not None:
            self.use(contact.link.source)
            self._links[line] = [CardLink(_short(name), contact.link.address)]
        return line

    def cards(self, title: str, footer: str) -> list[Card]:
        """Return the sheet as the fewest cards that Discord shows; seldom more than one."""
        cards: list[Card] = []
        room = MAX_CARD - MAX_HEADING - len(footer)
        for group in _grouped([part for s in self.sections for part in _cut(s)], room):
            number = len(cards) + 1
            named = title if number == 1 else _numbered(self.words, title, number)
            links: dict[str, CardLink] = {}
            for link in (link for part in group for link in part.links):
                links.setdefault(link.url, link)
            shown = tuple((part.heading, part.text) for part in group)
            cards.append(Card(named[:MAX_HEADING], shown, tuple(links.values()), footer))
        return cards


def _numbered(words: Words, title: str, number: int) -> str:
    return words.say("card-more", title=title, number=str(number))


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"


def _cut(section: Section) -> list[Section]:
    """Cut a section between lines where it is longer than a field, or has too many links."""
    parts = [Section(section.heading, [])]
    for line in section.lines:
        assert len(line[0]) <= MAX_TEXT, "the schema and the languages' tests bound every line"
        longer = Section(section.heading, [*parts[-1].lines, line])
        if parts[-1].lines and (len(longer.text) > MAX_TEXT or len(longer.links) > MAX_LINKS):
            parts.append(Section(section.heading, []))
        parts[-1].lines.append(line)
    return parts


def _grouped(parts: list[Section], room: int) -> list[list[Section]]:
    """Put parts on cards, in order, within the room and the links of each."""
    groups: list[list[Section]] = [[]]
    for part in parts:
        together = [*groups[-1], part]
        links = {link.url for section in together for link in section.links}
        full = len(links) > MAX_LINKS or len(together) > MAX_SECTIONS
        if groups[-1] and (full or sum(s.size for s in together) > room):
            groups.append([])
        groups[-1].append(part)
    return [group for group in groups if group]
