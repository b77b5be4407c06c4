"""The guidance that the rest of the program asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bot.domain import Card
from bot.guidance import cards
from bot.guidance.loader import Facts, bad, load, path_of

_LONGEST_LINK = "https://discord.com/channels/" + "/".join(["9" * 20] * 3)
_LONGEST_CASE = 9_999_999


def _today() -> date:
    return datetime.now(UTC).date()


class Guidance:
    """Facts per place, and the cards that are made of them."""

    def __init__(self, facts: Facts, today: Callable[[], date]) -> None:
        """Take facts that were checked; see `load`."""
        self._facts = facts
        self._today = today

    @classmethod
    def load(cls, folder: Path, *, today: Callable[[], date] = _today) -> Guidance:
        """Return the guidance of a folder (`config/guidance`).

        `today` is asked whenever a card is made, so that a running bot sees a penalty grow
        stale. Raises GuidanceError, naming the file and the field, for facts that do not fit the
        schema or that make a card which Discord would not show.
        """
        facts = load(folder)
        guidance = cls(facts, today)
        # Parents first, so that the file that is named is the one to mend.
        for code in sorted(facts.places, key=lambda code: len(facts.chain(code))):
            for minor in (False, True):
                card = guidance.help_card(
                    code, minor=minor, message_link=_LONGEST_LINK, case_number=_LONGEST_CASE
                )
                if problem := cards.problem_of(card):
                    raise bad(path_of(folder, code), "(card)", problem)
        return guidance

    def jurisdictions(self) -> list[tuple[str, str]]:
        """Return (code, name) of the places to offer, by name; INTL is not among them.

        A place about which nothing that could be shown is verified is not offered: its card
        would be INTL's.
        """
        offered = [
            (place.code, place.name)
            for place in self._facts.places.values()
            if place.offered and cards.knows_more(self._facts.chain(place.code))
        ]
        return sorted(offered, key=lambda place: place[1])

    def help_card(
        self,
        where: str | None,
        *,
        minor: bool = False,
        message_link: str | None = None,
        case_number: int | None = None,
    ) -> Card:
        """Return what helps a person who received an unwanted image in a Discord server.

        `where` is a code (`GB-ENG`); one that is not known, and None, fall back along the
        parents to INTL. `minor` overrides all else: links, reports and child helplines only.
        `message_link` and `case_number` are those of the removed message.
        """
        chain = self._facts.chain(where)
        if minor:
            return cards.under_18(
                self._facts, chain, message_link=message_link, case_number=case_number
            )
        return cards.recipient(
            self._facts,
            chain,
            self._today(),
            message_link=message_link,
            case_number=case_number,
        )
