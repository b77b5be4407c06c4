"""What a report tells an officer about law and platform: guidance facts that have a source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.evidence.report import Fact, OfficerPage, Source
from bot.guidance import schema
from bot.guidance.loader import Facts

_INCIDENT = "unsolicited_image"
_DEPRIVATION = "deprivation_order"
_PORTAL, _PRESERVATION = "portal", "preservation"
_REQUESTS = ("ids_for_police", "warrant", "sender_is_told")
_PENALTY_DAYS = 366
"""A penalty is shown for a year after its source was last read (docs/guidance.md)."""


def officer_page(facts: Facts, code: str | None, today: date) -> OfficerPage:
    """Return the officer's page for a place (`GB-EAW`); an unknown one falls back as help does.

    Only what is verified is on it. A place without a law or without deprivation orders in the
    guidance has a page without them.
    """
    chain = facts.chain(code)
    rights = [right for place in chain for right in place.rights if right.id == _DEPRIVATION]
    orders = [right for right in rights if right.verified]
    discord = facts.common.discord.law_enforcement
    return OfficerPage(
        place=chain[0].name,
        laws=tuple(
            fact
            for place in chain
            for law in place.law
            if _INCIDENT in law.incidents and law.verified
            for fact in _law(law, today)
        ),
        preservation=_facts(each for each in discord if each.id == _PRESERVATION),
        # The portal's own text speaks of what is not printed; an officer needs the page it is from.
        requests=tuple(
            _fact(each.source.url, each.source, "Discord's page for the police")
            for each in discord
            if each.id == _PORTAL and each.verified and each.source
        )
        + _facts(each for each in discord if each.id in _REQUESTS),
        deprivation=tuple(
            _fact(text, right.source, label)
            for right in orders
            for text, label in ((right.text, ""), (right.caveat, "Note"))
            if text
        ),
        questions=tuple(question for right in orders for question in right.ask_the_officer),
    )


def _law(law: schema.Law, today: date) -> Iterable[Fact]:
    yield _fact(law.covers, law.source, law.statute)
    if law.must_be_shown:
        yield _fact(law.must_be_shown, law.source, "What it turns on")
    if law.not_covered:
        yield _fact(law.not_covered, law.source, "Not covered")
    read = law.source.read if law.source else date.min
    if law.penalty and law.penalty.verified and (today - read).days <= _PENALTY_DAYS:
        yield _fact(law.penalty.text, law.source, "Penalty")
    if law.in_force and law.in_force.verified:
        yield _fact(law.in_force.since, law.source, "In force since")


def _facts(statements: Iterable[schema.Statement]) -> tuple[Fact, ...]:
    return tuple(_fact(each.text, each.source) for each in statements if each.verified)


def _fact(text: str, source: schema.Source | None, label: str = "") -> Fact:
    # A verified fact without a source does not pass the schema.
    assert source is not None
    return Fact(
        text, Source(source.url, source.dated, source.read.isoformat(), source.kind or ""), label
    )
