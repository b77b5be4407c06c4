"""The guidance that the rest of the program asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bot.domain import Card
from bot.guidance.cards import Situation, Writer
from bot.guidance.loader import Facts, load
from bot.guidance.schema import FALLBACK, INCIDENTS, What
from bot.locales import SOURCE, Locales, sorted_by_name


def _today() -> date:
    return datetime.now(UTC).date()


class Guidance:
    """Facts per place, and the cards that are made of them, in every language."""

    def __init__(self, facts: Facts, locales: Locales, today: Callable[[], date] = _today) -> None:
        """Take facts that were checked; see `load`."""
        self.facts = facts
        self.locales = locales
        self._today = today

    @classmethod
    def load(
        cls, folder: Path, locales: Locales, *, today: Callable[[], date] = _today
    ) -> Guidance:
        """Return the guidance of a folder (`config/guidance`).

        `today` is asked whenever a card is made, so that a running bot sees a penalty grow
        stale. Raises GuidanceError, naming the file and the field, for facts that do not fit the
        schema.
        """
        return cls(load(folder), locales, today)

    def jurisdictions(self, language: str | None = SOURCE) -> list[tuple[str, str]]:
        """Return (code, name) of the places to offer, by name in a language, without INTL.

        A place about which nothing that could be shown is verified is not offered: its cards
        would be INTL's.
        """
        words = self.locales.of(language)
        return sorted_by_name(
            [
                (place.code, words.place(place.code, place.name))
                for place in self.facts.places.values()
                if place.offered and self._writer(place.code, SOURCE).knows_more()
            ]
        )

    def cards(
        self,
        where: str | None,
        what: str | None = None,
        *,
        language: str | None = SOURCE,
        minor: bool = False,
        message_link: str | None = None,
        case_number: int | None = None,
        forgotten: bool = False,
    ) -> tuple[Card, ...]:
        """Return what helps, as cards in the order in which they are to be read; never none.

        `where` is a code (`GB-ENG`); one that is not known, and None, fall back along the
        parents to INTL. `what` is one of `INCIDENTS`. `minor` overrides all else: links, reports
        and child helplines only. `message_link` and `case_number` are those of the message;
        `forgotten` says that its fingerprints were erased. Raises LookupError for another `what`.
        """
        about = Situation(incident(what), message_link, case_number, forgotten)
        writer = self._writer(where, language)
        return writer.minor(about) if minor else writer.adult(about)

    def danger(self, where: str | None, *, language: str | None = SOURCE) -> tuple[Card, ...]:
        """Return what to do where somebody is in danger."""
        return self._writer(where, language).danger()

    def law(self, where: str | None, *, language: str | None = SOURCE) -> tuple[Card, ...]:
        """Return the law of a place on unwanted images, for whoever posted one; maybe nothing."""
        return self._writer(where, language).law()

    def knows(self, where: str) -> bool:
        """Return whether there is a file for a place."""
        return where in self.facts.places

    def _writer(self, where: str | None, language: str | None) -> Writer:
        chain = self.facts.chain(where)
        return Writer(self.facts, chain, self.locales.of(language), self._today())


def incident(value: str | None) -> What | None:
    """Return the incident of this name; raises LookupError where there is none."""
    if value is None:
        return None
    for known in INCIDENTS:
        if known == value:
            return known
    raise LookupError(f"There is no incident {value!r}. Choose one of {', '.join(INCIDENTS)}.")


__all__ = ["FALLBACK", "INCIDENTS", "Guidance", "incident"]
