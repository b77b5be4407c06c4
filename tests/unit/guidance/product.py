"""The whole product that tests run over: places, incidents, languages; and the facts as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import yaml

from bot.domain import Card
from bot.guidance import INCIDENTS, Guidance
from bot.locales import Locales
from bot.settings import ROOT

FOLDER = ROOT / "config" / "guidance"
READ = date(2026, 11, 22)
LINK = "https://discord.com/channels/1/2/175928847299117063"
LONGEST_LINK = "https://discord.com/channels/" + "/".join(["9" * 20] * 3)
OF_ME = ("image_shared", "threat_to_share", "deepfake", "taken_without_consent")

LOCALES = Locales.load(ROOT / "config" / "locales")
GUIDANCE = Guidance.load(FOLDER, LOCALES, today=lambda: READ)
PLACES: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((FOLDER / "jurisdictions").glob("*.yaml"))
}
COMMON: Any = yaml.safe_load((FOLDER / "common.yaml").read_text("utf-8"))
_BODIES: Any = yaml.safe_load((FOLDER / "bodies.yaml").read_text("utf-8"))
BODIES: dict[str, list[str]] = _BODIES["hosts"]
LAW_HOSTS: dict[str, list[str]] = _BODIES["laws"]


@cache
def cards(
    code: str, what: str | None, language: str = "en", minor: bool = False, case: int | None = 7
) -> tuple[Card, ...]:
    """Return the cards of one place, incident and language, with the longest link there is."""
    return GUIDANCE.cards(
        code,
        what,
        language=language,
        minor=minor,
        message_link=LONGEST_LINK if case else None,
        case_number=case,
    )


def every(language: str) -> Iterator[tuple[str, Card]]:
    """Yield every card in a language with a name for it: all places, incidents and routes."""
    for code in PLACES:
        for what in (None, *INCIDENTS):
            for minor in (False, True):
                for case in (7, None):
                    for n, card in enumerate(cards(code, what, language, minor, case)):
                        yield f"{code} {what} {'minor' if minor else 'adult'} {case} {n}", card
        for n, card in enumerate(GUIDANCE.danger(code, language=language)):
            yield f"{code} danger {n}", card
        for n, card in enumerate(GUIDANCE.law(code, language=language)):
            yield f"{code} law {n}", card


def words(card: Card) -> str:
    """Return all that a person reads on a card; the addresses behind its links are not read."""
    lines = [card.title, card.footer, *(link.label for link in card.links)]
    return "\n".join(lines + [part for section in card.sections for part in section])


def all_words(found: tuple[Card, ...]) -> str:
    return "\n".join(map(words, found))


def part(found: tuple[Card, ...], heading: str) -> str:
    """Return the text under a heading, wherever it stands; cut ones are put together."""
    return "\n".join(t for card in found for h, t in card.sections if h == heading)


def chain(code: str) -> list[Any]:
    found = [PLACES[code]]
    while found[-1]["parent"]:
        found.append(PLACES[found[-1]["parent"]])
    return found


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a tree of facts."""
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(child, dict | list):
            yield from nodes(child)


def whole(text: str) -> re.Pattern[str]:
    """Return a pattern for a text as a whole: the number 116 is not in 116 123."""
    return re.compile(rf"(?<![\w.-])(?<!\d ){re.escape(text)}(?![\w-]| \d)")
