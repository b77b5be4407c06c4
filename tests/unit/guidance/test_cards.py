"""Every card of every place: what it must hold, and what it must never hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Card
from bot.guidance import Guidance
from bot.settings import ROOT
from tests.unit.guidance.readability import grade

FOLDER = ROOT / "config" / "guidance"
READ = date(2026, 11, 22)
LINK = "https://discord.com/channels/1/2/175928847299117063"
LAW = "What the law says"

PLACES: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((FOLDER / "jurisdictions").glob("*.yaml"))
}
COMMON: Any = yaml.safe_load((FOLDER / "common.yaml").read_text("utf-8"))
GUIDANCE = Guidance.load(FOLDER, today=lambda: READ)

every_card = pytest.mark.parametrize("minor", [False, True], ids=["adult", "minor"])
every_place = pytest.mark.parametrize("code", PLACES)
every_case = pytest.mark.parametrize("case", [7, None], ids=["case", "no_case"])


def _card(code: str | None, minor: bool, case: int | None = 7) -> Card:
    return GUIDANCE.help_card(
        code, minor=minor, message_link=LINK if case else None, case_number=case
    )


def _words(card: Card) -> str:
    """Return all that a person reads on a card; the addresses behind its links are not read."""
    lines = [card.title, card.footer, *(link.label for link in card.links)]
    return "\n".join(lines + [part for section in card.sections for part in section])


def _part(card: Card, heading: str) -> str:
    return dict(card.sections).get(heading, "")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a tree of facts."""
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(child, dict | list):
            yield from _nodes(child)


# ---------------------------------------------------------------- what every card keeps to


@every_place
@every_card
@every_case
def test_a_card_fits_discords_limits(code: str, minor: bool, case: int | None) -> None:
    card = _card(code, minor, case)
    assert 0 < len(card.title) <= 256
    assert all(0 < len(h) <= 256 and 0 < len(t) <= 1024 for h, t in card.sections)
    assert len(card.sections) <= 25
    assert sum(len(h) + len(t) for h, t in card.sections) + len(card.title + card.footer) <= 5500
    assert len(card.links) <= 10
    assert all(0 < len(link.label) <= 80 and len(link.url) <= 512 for link in card.links)
    assert len({link.url for link in card.links}) == len(card.links)


@every_place
@every_card
def test_every_link_is_https_and_stands_verified_in_the_data(code: str, minor: bool) -> None:
    chain = [PLACES[code]]
    while chain[-1]["parent"]:
        chain.append(PLACES[chain[-1]["parent"]])
    if minor and code == "INTL":
        chain = list(PLACES.values())  # whoever chose no place sees every child helpline
    known = {COMMON["discord"]["help"]["address"]}
    for place in chain:
        for contact in place.get("contacts", []):
            link = contact.get("link", {})
            if contact["confidence"] == link.get("confidence") == "verified":
                known.add(link["address"])
        for law in place.get("law", []):
            if law["confidence"] == "verified" and law["source"]["kind"] == "statute":
                known.add(law["source"]["url"])
    for link in _card(code, minor).links:
        assert link.url.startswith("https://")
        assert link.url in known


def _graded(confidence: str) -> set[str]:
    """Return the texts of one confidence: statutes, penalties, numbers and addresses."""
    fields = ("statute", "covers", "name", "number", "address", "text", "plain")
    found = {
        str(node[field])
        for tree in [*PLACES.values(), COMMON]
        for node in _nodes(tree)
        if node.get("confidence") == confidence
        for field in fields
        if field in node
    }
    if confidence == "recalled":  # with a fact, all that hangs on it is recalled
        for tree in PLACES.values():
            for node in [*tree.get("law", []), *tree.get("contacts", [])]:
                if node["confidence"] == "recalled":
                    found |= {str(n[f]) for n in _nodes(node) for f in fields if f in n}
    return found


RECALLED = _graded("recalled") - _graded("verified")


def test_there_is_something_recalled_to_look_for() -> None:
    assert {"https://www.scotland.police.uk/", "112", "0800 160 1985"} & RECALLED
    assert len(RECALLED) > 100


@every_place
@every_card
def test_nothing_recalled_is_shown(code: str, minor: bool) -> None:
    card = _card(code, minor)
    shown = _words(card) + "\n" + "\n".join(link.url for link in card.links)
    shown = shown.replace(LINK, "")
    for text in RECALLED:
        # Whole numbers only: 116 is not in 116 123.
        assert not re.search(rf"(?<![\w-])(?<!\d ){re.escape(text)}(?![\w-]| \d)", shown), text


FORBIDDEN = [
    r"victim",
    r"a crime (was|has been) committed",
    r"committed (a crime|an offence)",
    r"this (is|was) (a crime|an offence|illegal)",
    r"(is|was) (not )?a crime\b",
    r"you (have been|were) (assaulted|abused)",
    r"(police|court|courts|discord) will",
    r"will be (arrested|charged|convicted|prosecuted|punished|removed|deleted|banned)",
    r"\bguilty\b",
    r"\b(perpetrator|criminal|predator)s?\b(?! (code|law|justice))",
    r"definitely|guarantee|for certain|no longer exists|gone for good|gone forever",
    r"you should (not )?have|why (did|was|were) you",
    r"you must report|you have to report",
    r"(send|upload|show|describe)( us)? (it|the picture|the image) to (us|the bot|moderators)",
]


@every_place
@every_card
@every_case
def test_no_forbidden_claim_is_made(code: str, minor: bool, case: int | None) -> None:
    words = _words(_card(code, minor, case)).replace("Victim Support", "")  # its name
    for claim in FORBIDDEN:
        assert not re.search(claim, words, re.IGNORECASE), claim


@every_place
@every_card
def test_the_disclaimer_and_the_date_stand_on_every_card(code: str, minor: bool) -> None:
    assert _card(code, minor).footer == (
        "General information, not legal advice. Facts last checked 22 November 2026."
    )


@every_place
@every_card
@every_case
def test_the_steps_read_at_grade_eight_at_most(code: str, minor: bool, case: int | None) -> None:
    for heading, text in _card(code, minor, case).sections:
        if heading != LAW:  # statutes have their own words
            without_names = re.sub(r"^• \*\*.*?\*\*.*?: ", "", text, flags=re.MULTILINE)
            assert grade(f"{heading}\n{without_names}") <= 8, heading


def test_the_grade_tells_plain_from_hard() -> None:
    assert grade("The cat sat on the mat. It was warm.") < 1
    # 19 words, 1 sentence, 38 syllables counted by hand: 0.39*19 + 11.8*2 - 15.59 = 15.4
    hard = (
        "The prosecution must establish beyond reasonable doubt that the defendant intentionally "
        "transmitted the image to cause alarm or humiliation."
    )
    assert grade(hard) == pytest.approx(15.4, abs=2)


# ---------------------------------------------------------------- what single cards say


@pytest.mark.parametrize("code", ["GB-ENG", "GB-WLS"])
def test_england_and_wales_name_section_66a_with_its_penalty(code: str) -> None:
    law = _part(_card(code, minor=False), LAW)
    assert "section 66A" in law
    assert "31 January 2024" in law
    assert "2 years" in law
    assert "alarmed, distressed or humiliated" in law and "reckless" in law


def test_the_order_is_that_of_need() -> None:
    assert [heading for heading, _ in _card("GB-ENG", minor=False).sections] == [
        "First: are you safe?",
        "Note where it was, not the picture",
        "Tell the police, if you want to",
        "Tell Discord",
        "Somebody to talk to",
        LAW,
        "You owe nobody a reply",
    ]


def test_the_case_stands_for_the_message() -> None:
    card = _card("GB-ENG", minor=False)
    note = _part(card, "Note where it was, not the picture")
    assert "Case 7" in note and LINK in note
    assert "30 April 2016 at 11:18:25 UTC" in note  # the example id of Discord's API reference
    assert "case number **7**" in _part(card, "Tell Discord")
    # A removal can have failed, so none is claimed of this message.
    assert "What was removed here can no longer be reported by you" in _part(card, "Tell Discord")
    assert "Is the message still there" in _part(card, "Tell Discord")
    assert "was removed" not in note


def test_without_a_case_nothing_is_said_of_a_removal() -> None:
    for minor in (False, True):
        words = _words(_card("GB-ENG", minor, None))
        assert "removed here" not in words and "Case" not in words
        assert "Is the message still there?" in words


def test_only_links_to_discord_messages_are_shown() -> None:
    card = GUIDANCE.help_card("GB-ENG", message_link="https://example.org/channels/1/2/3")
    assert "example.org" not in _words(card)


@every_place
def test_the_minors_card_has_nothing_on_law_keeping_or_describing(code: str) -> None:
    card = _card(code, minor=True)
    words = _words(card).lower()
    assert LAW not in dict(card.sections)
    for word in ("hash", "fingerprint", "screenshot", "section 66a", "penalty", "crime", "diary"):
        assert word not in words
    assert "do not save, copy, forward or show the picture" in words
    assert "stopncii" not in words and "take it down" not in words  # they need the picture
    assert "report it as child safety" in words
    assert "How to report to Discord" in {link.label for link in card.links}


@pytest.mark.parametrize("code", ["GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "GB"])
def test_minors_in_the_united_kingdom_are_shown_childline(code: str) -> None:
    labels = " ".join(link.label for link in _card(code, minor=True).links)
    assert "Childline" in labels and "Internet Watch Foundation" in labels
    assert "Report Remove" in labels


def test_minors_who_choose_no_place_still_find_helplines() -> None:
    card = _card(None, minor=True)
    assert "Child Helpline International" in _words(card) and "Childline" in _words(card)


def test_services_for_the_person_shown_are_kept_from_who_only_received() -> None:
    for code in PLACES:
        words = _words(_card(code, minor=False))
        for name in ("StopNCII", "Take It Down", "Revenge Porn Helpline"):
            assert name not in words


# ---------------------------------------------------------------- time and place


def test_a_penalty_disappears_from_a_running_bot_after_twelve_months() -> None:
    days = [date(2027, 11, 22)]
    guidance = Guidance.load(FOLDER, today=lambda: days[0])
    before = _part(guidance.help_card("GB-ENG"), LAW)
    days[0] = date(2027, 11, 23)
    after = _part(guidance.help_card("GB-ENG"), LAW)
    assert "2 years" in before and "2 years" not in after
    assert "section 66A" in after


def test_a_recalled_date_of_commencement_is_not_shown() -> None:
    recalled = 0
    for code, place in PLACES.items():
        shown = _part(_card(code, minor=False), LAW)
        for law in place.get("law", []):
            since = law.get("in_force", {})
            if law["statute"] in shown and since.get("confidence") == "recalled":
                recalled += 1
                assert f"**{law['statute']}**: " in shown, (code, law["statute"])
    assert recalled >= 3


def test_no_penalty_of_any_place_outlives_its_reading() -> None:
    guidance = Guidance.load(FOLDER, today=lambda: date(2028, 1, 1))
    for code in PLACES:
        assert "What a court can order" not in _part(guidance.help_card(code), LAW)
    shown = [code for code in PLACES if "What a court can order" in _part(_card(code, False), LAW)]
    assert len(shown) > 10


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (None, "INTL"),
        ("", "INTL"),
        ("XX", "INTL"),
        ("XX-YY-ZZ", "INTL"),
        ("US-NY", "US"),
        ("GB-XYZ", "GB"),
        ("under18", "INTL"),
    ],
)
def test_unknown_places_fall_back_along_their_parents(asked: str | None, answered: str) -> None:
    for minor in (False, True):
        assert _card(asked, minor) == _card(answered, minor)


def test_a_part_of_the_uk_has_what_all_of_it_has() -> None:
    card = _card("GB-NIR", minor=False)
    assert "**999**" in _part(card, "First: are you safe?")
    assert "Samaritans" in _part(card, "Somebody to talk to")


def test_an_unverified_emergency_number_is_not_named() -> None:
    assert "your local emergency number" in _part(_card("US", False), "First: are you safe?")


def test_the_menu_offers_places_by_name_and_not_the_fallback() -> None:
    offered = GUIDANCE.jurisdictions()
    codes = [code for code, _ in offered]
    assert {"GB-ENG", "GB-WLS"} <= set(codes) <= set(PLACES)
    assert not {"INTL", "GB", "GB-EAW"} & set(codes)
    assert [name for _, name in offered] == sorted(name for _, name in offered)
    assert all(0 < len(name) <= 100 for _, name in offered)  # an option of a Discord menu


def test_only_places_that_we_know_something_about_are_offered() -> None:
    codes = {code for code, _ in GUIDANCE.jurisdictions()}
    elsewhere = _card("INTL", minor=False)
    for code, place in PLACES.items():
        card = _card(code, minor=False)
        same = (card.sections, card.links) == (elsewhere.sections, elsewhere.links)
        if place.get("offered", True):
            assert (code in codes) is not same, code
    assert len(codes) >= 20


@given(where=st.none() | st.text(), minor=st.booleans(), case=st.none() | st.integers(0, 2**31))
def test_any_place_gets_a_card(where: str | None, minor: bool, case: int | None) -> None:
    card = GUIDANCE.help_card(where, minor=minor, case_number=case)
    assert card.sections and card.footer.startswith("General information, not legal advice.")


def test_every_file_is_named_in_the_documentation_of_the_facts() -> None:
    text = (Path(ROOT) / "docs" / "guidance.md").read_text("utf-8")
    for name in ("common.yaml", "bodies.yaml", "jurisdictions/"):
        assert name in text
