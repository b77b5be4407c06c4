"""What single cards say, and how facts are chosen among: places, time, confidence."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance import INCIDENTS, Guidance
from bot.guidance.choice import is_fresh
from tests.unit.guidance.product import (
    FOLDER,
    GUIDANCE,
    LINK,
    LOCALES,
    OF_ME,
    PLACES,
    READ,
    all_words,
    cards,
    part,
)

EN = LOCALES.of("en")
LAW, TELL, NOTE, SAFE = (EN.say(k) for k in ("law", "discord", "note", "safe"))
RECEIVED = "unsolicited_image"


@pytest.mark.parametrize("code", ["GB-ENG", "GB-WLS"])
def test_england_and_wales_name_section_66a_with_its_penalty(code: str) -> None:
    law = part(cards(code, RECEIVED), LAW)
    assert "section 66A" in law
    assert "31 January 2024" in law
    assert "2 years" in law
    assert "alarmed, distressed or humiliated" in law and "reckless" in law


def test_the_order_is_that_of_need() -> None:
    assert [[h for h, _ in card.sections] for card in cards("GB-ENG", RECEIVED)] == [
        [SAFE, EN.say("now"), NOTE, EN.say("reply")],
        [
            *(EN.say("police"), EN.say("police-ask"), EN.say("rights")),
            *(TELL, EN.say("platform")),
        ],
        [EN.say("support"), LAW],
    ]


@pytest.mark.parametrize("what", ["threat_to_share", "harmful_message"])
def test_somebody_to_talk_to_comes_before_all_steps_in_a_crisis(what: str) -> None:
    for code in PLACES:
        first = cards(code, what)[0]
        assert [h for h, _ in first.sections[:2]] == [SAFE, EN.say("talk-now")]
    assert "Samaritans" in part(cards("GB-SCT", what)[:1], EN.say("talk-now"))
    assert "Find A Helpline" in part(cards("DE", what)[:1], EN.say("talk-now"))


def test_the_case_stands_for_the_message() -> None:
    found = GUIDANCE.cards("GB-ENG", RECEIVED, message_link=LINK, case_number=7)
    note = part(found, NOTE)
    assert "Case 7" in note and LINK in note
    assert "30 April 2016 at 11:18:25 UTC" in note  # the example id of Discord's API reference
    assert "case number **7**" in part(found, TELL)
    # A removal can have failed, so none is claimed of this message.
    assert "What was removed here can no longer be reported by you" in part(found, TELL)
    assert "Is the message still there" in part(found, TELL)
    assert "was removed" not in note


def test_without_a_case_nothing_is_said_of_a_removal() -> None:
    for minor in (False, True):
        words = all_words(cards("GB-ENG", RECEIVED, minor=minor, case=None))
        assert "removed here" not in words and "Case" not in words
        assert "Is the message still there?" in words


def test_only_links_to_discord_messages_are_shown() -> None:
    found = GUIDANCE.cards("GB-ENG", RECEIVED, message_link="https://example.org/channels/1/2/3")
    assert "example.org" not in all_words(found)


@pytest.mark.parametrize("what", [None, *INCIDENTS])
def test_the_minors_card_has_nothing_on_law_keeping_or_describing(what: str | None) -> None:
    for code in PLACES:
        found = cards(code, what, minor=True)
        words = all_words(found).lower()
        assert all(LAW not in dict(card.sections) for card in found)
        for word in (
            "hash",
            "fingerprint",
            "screenshot",
            "section 66a",
            "penalty",
            "crime",
            "diary",
        ):
            assert word not in words, (code, word)
        assert "do not save, copy, forward or show the picture" in words
        assert "stopncii" not in words  # for adults
        assert "report it as child safety" in words
        assert "How to report to Discord" in {x.label for card in found for x in card.links}
        # What needs the picture is for the person in it alone, on the device that has it.
        assert ("take it down" in words) is (what in OF_ME), (code, what)
        assert ("only on the phone or computer that already has" in words) is (what in OF_ME)


@pytest.mark.parametrize("code", ["GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "GB"])
def test_minors_in_the_united_kingdom_are_shown_childline(code: str) -> None:
    labels = " ".join(
        x.label for card in cards(code, "image_shared", minor=True) for x in card.links
    )
    assert "Childline" in labels and "Internet Watch Foundation" in labels
    assert "Report Remove" in labels


def test_minors_who_choose_no_place_still_find_helplines() -> None:
    words = all_words(GUIDANCE.cards(None, minor=True))
    assert "Child Helpline International" in words and "Childline" in words
    assert "Kids Helpline" in words and "NCMEC" in words


@pytest.mark.parametrize("what", INCIDENTS)
def test_services_for_the_person_shown_are_for_them_alone(what: str) -> None:
    for code in PLACES:
        words = all_words(cards(code, what))
        for name in ("StopNCII", "Take It Down (NCMEC)"):
            assert (name in words) is (what in OF_ME), (code, name)
        if what not in OF_ME:
            for name in ("Revenge Porn Helpline", "Take It Down Act form", "Garante", "Hotline.ie"):
                assert name not in words, (code, name)
    assert "Revenge Porn Helpline" in all_words(cards("GB-ENG", "threat_to_share"))


def test_what_the_police_can_be_asked_for() -> None:
    ask = part(cards("GB-ENG", "image_shared"), EN.say("police-ask"))
    assert "have Discord keep the data" in ask and "Outside the US it takes time" in ask
    assert "deprivation order" in part(cards("GB-ENG", "image_shared"), EN.say("rights"))
    assert "deprivation order" not in all_words(cards("GB-ENG", RECEIVED))
    assert "deprivation order" not in all_words(cards("GB-SCT", "image_shared"))
    assert "Outside the US" not in all_words(cards("US-TX", "image_shared"))


def test_what_came_over_the_air_is_not_reported_to_discord() -> None:
    found = cards("GB-ENG", "proximity_transfer", case=None)
    assert TELL not in [h for card in found for h, _ in card.sections]
    assert "British Transport Police" in all_words(found)
    assert "The name of the device" in part(found, NOTE)


def test_services_for_abroad_are_not_shown_where_there_are_nearer_ones() -> None:
    for what in OF_ME:
        assert "Services outside the UK" not in all_words(cards("GB-ENG", what))
        assert "Services outside the UK" in all_words(cards("DE", what))


def test_what_was_taken_in_the_street_is_not_looked_for_on_discord() -> None:
    found = cards("GB-SCT", "taken_without_consent", case=None)
    assert TELL not in [h for card in found for h, _ in card.sections]
    assert TELL in [
        h for card in cards("GB-SCT", "taken_without_consent") for h, _ in card.sections
    ]
    assert "British Transport Police" in all_words(found)


def test_the_card_for_danger_has_the_number_of_the_place_or_all_that_were_checked() -> None:
    assert "**999**" in part(GUIDANCE.danger("GB-WLS"), SAFE)
    anywhere = all_words(GUIDANCE.danger(None))
    for number in ("999", "000", "911"):
        assert f"**{number}**" in anywhere
    assert "112" not in anywhere  # nobody has checked it
    assert "Find A Helpline" in anywhere


def test_a_sender_is_shown_the_law_without_a_penalty_or_a_claim() -> None:
    (card,) = GUIDANCE.law("GB-ENG")
    assert "section 66A" in all_words((card,)) and "2 years" not in all_words((card,))
    assert EN.say("sender-law-foot") in all_words((card,))
    assert GUIDANCE.law("INTL") == ()


# ---------------------------------------------------------------- time and place


def test_a_penalty_disappears_from_a_running_bot_after_twelve_months() -> None:
    days = [date(2027, 11, 22)]
    guidance = Guidance.load(FOLDER, LOCALES, today=lambda: days[0])
    before = part(guidance.cards("GB-ENG", RECEIVED), LAW)
    days[0] = date(2027, 11, 23)
    after = part(guidance.cards("GB-ENG", RECEIVED), LAW)
    assert "2 years" in before and "2 years" not in after
    assert "section 66A" in after


def test_no_penalty_of_any_place_outlives_its_reading() -> None:
    guidance = Guidance.load(FOLDER, LOCALES, today=lambda: date(2028, 1, 1))
    for code in PLACES:
        for what in INCIDENTS:
            assert "What a court can order" not in all_words(guidance.cards(code, what))
    shown = {
        code
        for code in PLACES
        for what in INCIDENTS
        if "What a court can order" in all_words(cards(code, what))
    }
    assert len(shown) > 10


@given(st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_a_reading_is_fresh_on_its_day_and_stale_after_a_year(read: date) -> None:
    assert is_fresh(read, read)
    if (read.month, read.day) != (2, 29):
        assert is_fresh(read, read.replace(year=read.year + 1))
    assert not is_fresh(read, date(read.year + 2, read.month, 1))


def test_a_recalled_date_of_commencement_is_not_shown() -> None:
    recalled = 0
    for code, place in PLACES.items():
        for law in place.get("law", []):
            since = law.get("in_force", {})
            for what in set(law["incidents"]) - {"minor_involved"}:
                shown = part(cards(code, what), LAW)
                if law["confidence"] == since.get("confidence", "recalled") == "verified":
                    assert f"**{law['statute']}** (since " in shown, (code, law["statute"])
                elif law["confidence"] == "verified" and since.get("confidence") == "recalled":
                    recalled += 1
                    assert f"**{law['statute']}**: " in shown, (code, law["statute"])
    assert recalled >= 3


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
        assert GUIDANCE.cards(asked, minor=minor) == GUIDANCE.cards(answered, minor=minor)


def test_a_part_of_the_uk_has_what_all_of_it_has() -> None:
    found = cards("GB-NIR", RECEIVED)
    assert "**999**" in part(found, SAFE)
    assert "Samaritans" in part(found, EN.say("support"))


def test_a_state_has_its_own_law_and_the_federal_one_where_that_says_more() -> None:
    assert "Federal law" in part(cards("US", RECEIVED), LAW)
    assert "Federal law" not in part(cards("US-TX", RECEIVED), LAW)
    shared = part(cards("US-TX", "image_shared"), LAW)
    assert "section 21.16" in shared and "TAKE IT DOWN Act" in shared


def test_an_unverified_emergency_number_is_not_named() -> None:
    assert "your local emergency number" in part(cards("US", RECEIVED), SAFE)


def test_the_menu_offers_places_by_name_and_not_the_fallback() -> None:
    offered = GUIDANCE.jurisdictions()
    codes = [code for code, _ in offered]
    assert {"GB-ENG", "GB-WLS"} <= set(codes) <= set(PLACES)
    assert not {"INTL", "GB", "GB-EAW"} & set(codes)
    assert [name for _, name in offered] == sorted(name for _, name in offered)
    german = dict(GUIDANCE.jurisdictions("de"))
    assert german["DE"] == "Deutschland" and german["GB-SCT"] == "Schottland"
    assert list(german)[: list(german).index("AU") + 2][-2:] == ["AU", "BR"]


def test_only_places_that_we_know_something_about_are_offered() -> None:
    codes = {code for code, _ in GUIDANCE.jurisdictions()}
    for code, place in PLACES.items():
        if place.get("offered", True):
            same = all(
                [(c.sections, c.links) for c in cards(code, what)]
                == [(c.sections, c.links) for c in cards("INTL", what)]
                for what in INCIDENTS
            )
            assert (code in codes) is not same, code
    assert len(codes) >= 20


@settings(max_examples=50)
@given(
    where=st.none() | st.text(),
    what=st.none() | st.sampled_from(INCIDENTS),
    minor=st.booleans(),
    case=st.none() | st.integers(0, 2**31),
)
def test_any_place_gets_cards(
    where: str | None, what: str | None, minor: bool, case: int | None
) -> None:
    found = GUIDANCE.cards(where, what, minor=minor, case_number=case)
    assert found and all(card.sections and card.footer for card in found)


def test_an_incident_that_there_is_not_is_refused() -> None:
    with pytest.raises(LookupError, match="unsolicited_image"):
        GUIDANCE.cards("GB", "parking")


def test_the_date_is_that_of_the_oldest_fact_that_is_shown() -> None:
    assert date(2026, 11, 22) == READ
    for card in cards("GB-ENG", RECEIVED):
        assert re.search(r"last checked 22 November 2026\.$", card.footer)
