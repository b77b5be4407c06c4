"""Every card there is: every place, incident, route and language, and what none may ever hold."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.guidance import INCIDENTS
from bot.guidance.wording import shown_texts
from bot.locales import LANGUAGES
from bot.settings import ROOT
from tests.unit.guidance.product import (
    BODIES,
    COMMON,
    GUIDANCE,
    LAW_HOSTS,
    LOCALES,
    PLACES,
    cards,
    chain,
    every,
    nodes,
    whole,
    words,
)
from tests.unit.guidance.readability import grade

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_every_card_fits_discords_limits(language: str) -> None:
    count = 0
    for name, card in every(language):
        count += 1
        assert 0 < len(card.title) <= 256, name
        assert 0 < len(card.sections) <= 25, name
        for heading, text in card.sections:
            assert 0 < len(heading) <= 256 and 0 < len(text) <= 1024, (name, heading, len(text))
        total = sum(len(h) + len(t) for h, t in card.sections)
        assert total + len(card.title + card.footer) <= 6000, name
        assert len(card.links) <= 10, name
        assert all(0 < len(x.label) <= 80 and len(x.url) <= 512 for x in card.links), name
        assert len({x.url for x in card.links}) == len(card.links), name
    assert count > 2000


@every_language
def test_no_way_through_the_cards_is_long(language: str) -> None:
    for code in PLACES:
        for what in INCIDENTS:
            assert len(cards(code, what, language)) == 3, (code, what)
        for chosen in (None, *INCIDENTS):
            assert len(cards(code, chosen, language, minor=True)) <= 2, (code, chosen)


def _known(code: str, *, everywhere: bool) -> dict[str, str]:
    """Return the name of the body behind each verified address, by the address."""
    known = {COMMON["discord"]["help"]["address"]: "Discord"}
    for place in PLACES.values() if everywhere else chain(code):
        for contact in place.get("contacts", []):
            link = contact.get("link", {})
            if contact["confidence"] == link.get("confidence") == "verified":
                known[link["address"]] = contact["name"]
        for law in place.get("law", []):
            if law["confidence"] == "verified" and law["source"].get("kind") == "statute":
                known[law["source"]["url"]] = f"law {place['code']}"
    return known


@every_language
def test_every_link_is_https_and_belongs_to_the_body_it_is_named_after(language: str) -> None:
    named = {code: _known(code, everywhere=code == "INTL") for code in PLACES}
    for name, card in every(language):
        for link in card.links:
            parts = urlsplit(link.url)
            assert parts.scheme == "https" and parts.hostname, name
            body = named[name.split()[0]].get(link.url)
            assert body is not None, (name, link.url)
            if body.startswith("law "):
                assert body.removeprefix("law ") in LAW_HOSTS[parts.hostname], (name, link.url)
                assert parts.hostname in link.label
            else:
                assert body in BODIES[parts.hostname], (name, link.url)


def _graded(trees: list[Any], confidence: str) -> set[str]:
    """Return the texts of one confidence: statutes, penalties, numbers, addresses, names."""
    fields = ("statute", "covers", "number", "address", "text", "plain")
    found = set()
    for node in (n for tree in trees for n in nodes(tree) if n.get("confidence") == confidence):
        # With a fact, all that hangs on it is recalled.
        inner = nodes(node) if confidence == "recalled" else [node]
        found |= {str(n[f]) for n in inner for f in fields if f in n}
        if "name" in node:
            found.add(f"**{node['name']}**")
    return found


def _recalled(code: str) -> set[str]:
    """Return what is only recalled of a place and its parents, and not verified beside it."""
    trees = [*chain(code), COMMON]
    verified = "\n".join(_graded(trees, "verified"))
    return {text for text in _graded(trees, "recalled") if text not in verified}


def test_there_is_something_recalled_to_look_for() -> None:
    assert {"https://victimsupport.scot/", "0800 160 1985"} <= _recalled("GB-SCT")
    assert {"112 or 999", "112"} <= _recalled("IE")
    assert sum(len(_recalled(code)) for code in PLACES) > 200


@every_language
def test_nothing_recalled_is_shown(language: str) -> None:
    local = LOCALES.of(language)
    patterns = {
        code: {text: whole(text) for text in _recalled(code)}
        | {t: whole(t) for text in _recalled(code) if (t := local.fact(text)) != text}
        for code in PLACES
    }
    for name, card in every(language):
        shown = words(card) + "\n" + "\n".join(link.url for link in card.links)
        shown = re.sub(r"https://discord\.com/channels/\S+", "", shown)
        for text, pattern in patterns[name.split()[0]].items():
            if text in shown:  # quick, before the exact look
                assert not pattern.search(shown), (name, text)


@every_language
def test_a_penalty_stands_where_it_is_verified_and_nowhere_else(language: str) -> None:
    local = LOCALES.of(language)
    marker = local.say("law-penalty", penalty="?").split("?")[0]
    shown = 0
    for code, place in PLACES.items():
        for law in place.get("law", []):
            for what in set(law["incidents"]) - {"minor_involved"}:
                lines = "\n".join(
                    text for c in cards(code, what, language) for _, text in c.sections
                )
                found = [x for x in lines.split("\n") if x.startswith(f"**{law['statute']}**")]
                if law["confidence"] == "recalled":
                    continue
                told = [x for x in found if local.fact(law["plain"]) in x]
                assert len(told) == 1, (code, law["statute"])
                verified = law.get("penalty", {}).get("confidence") == "verified"
                assert (marker in told[0]) is verified, (code, law["statute"])
                shown += verified
    assert shown > 30


NAMES = re.compile(
    r"Victim Support|«? ?Victims' Code ?»?|Protecting Victims Act"
    r"|sex crime victim support centre"
)
"""Names of bodies and laws that have the word in them."""

FORBIDDEN = {
    "en": [
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
    ],
    "es": [
        r"víctima",
        r"(es|fue|ha sido) (un delito|ilegal|un crimen)",
        r"cometi(ó|do) un delito",
        r"(la policía|el tribunal|discord) (va a|actuará|detendrá|hará|retirará|eliminará)",
        r"ser(á|án) (detenid|condenad|castigad|eliminad|retirad|expulsad)",
        r"\bculpable|delincuente(?! sexual$)(?! sexual\b)|agresor",
        r"para siempre|definitivamente|con seguridad|garanti",
        r"debiste|deberías haber|por qué (lo )?(hiciste|tenías)",
        r"tienes que denunciar|debes denunciar",
    ],
    "fr": [
        r"victime",
        r"(c'est|c'était|est) (un crime|un délit|une infraction|illégal)",
        r"a commis",
        r"(la police|le tribunal|discord) (va|agira|arrêtera|retirera|supprimera|fera)",
        r"ser(a|ont) (arrêté|condamné|puni|supprimé|retiré|banni)",
        r"\bcoupable|agresseur|criminel",
        r"pour toujours|définitivement|à coup sûr|garanti",
        r"tu aurais dû|pourquoi (as-tu|étais-tu)",
        r"tu dois (signaler|porter plainte)",
    ],
    "de": [
        r"\bOpfer",
        r"(ist|war) (eine Straftat|strafbar|illegal|ein Verbrechen)\b",
        r"(Polizei|Gericht|Discord) (wird|werden) ",
        r"(werden|wird) (verhaftet|verurteilt|bestraft|gelöscht|entfernt werden|gesperrt)",
        r"\bschuldig\b|\bTäter|\bVerbrecher",
        r"für immer|endgültig|mit Sicherheit|garantiert",
        r"du hättest|warum hast du",
        r"du musst (es )?(melden|anzeigen)",
    ],
    "pt-BR": [
        r"vítima",
        r"(é|foi) (um )?crime\b|é ilegal",
        r"cometeu",
        r"(a polícia|o tribunal|o discord) (vai|irá|prenderá|removerá|apagará)",
        r"ser(á|ão) (pres|condenad|punid|apagad|removid|banid)",
        r"\bculpad|agressor|criminoso",
        r"para sempre|definitivamente|com certeza|garant",
        r"você deveria ter|por que você",
        r"você (deve|precisa) denunciar",
    ],
    "pl": [
        r"\bofiar",
        r"jest (to )?(przestępstwem|nielegaln|karaln)",
        r"popełni(ł|on)",
        r"(policja|sąd|discord) (zatrzyma|ukarze|usunie|będzie|zrobi)",
        r"zostan(ie|ą) (zatrzyman|skazan|ukaran|usunięt|zbanowan)",
        r"\bwinn(y|a|i)\b|sprawc|\bprzestępca\b(?! seksualny)",
        r"na zawsze|na pewno|definitywnie|gwarant",
        r"trzeba było|dlaczego nie",
        r"musisz (to )?zgłosić",
    ],
    "ja": [
        r"被害者",
        r"(犯罪|違法)(です|でした)",
        r"警察(は|が)(逮捕|処罰|動|必ず)",
        r"(逮捕|有罪|処罰|起訴)されます",
        r"加害者|犯人|犯罪者(?!として)",
        r"必ず|永久に|永遠に|完全に(消|削除)|確実に",
        r"すべきでした|なぜあなた",
        r"(通報|報告|届け出)しなければなりません",
    ],
}


@every_language
def test_no_forbidden_claim_is_made(language: str) -> None:
    patterns = [re.compile(claim, re.IGNORECASE | re.MULTILINE) for claim in FORBIDDEN[language]]
    for name, card in every(language):
        shown = NAMES.sub("", words(card))
        for pattern in patterns:
            found = pattern.search(shown)
            assert found is None, (name, found)


@every_language
def test_the_fixed_words_make_no_forbidden_claim_either(language: str) -> None:
    patterns = [re.compile(claim, re.IGNORECASE | re.MULTILINE) for claim in FORBIDDEN[language]]
    for path in (ROOT / "config" / "locales" / language).glob("*.ftl"):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            for pattern in patterns:
                assert not pattern.search(line), (path.name, line)


@every_language
def test_the_disclaimer_and_the_date_stand_on_every_card(language: str) -> None:
    local = LOCALES.of(language)
    for name, card in every(language):
        assert card.footer.startswith(local.say("disclaimer")), name
        assert re.search(r"22|２２", card.footer) and "2026" in card.footer, name


@every_language
def test_every_fact_is_translated(language: str) -> None:
    local = LOCALES.of(language)
    if language == "en":
        return
    same = {text for text in shown_texts(GUIDANCE.facts) if local.fact(text) == text}
    # A telephone number is the same in every language.
    assert {t for t in same if re.search(r"[a-z]{3}", t)} == set()


@every_language
def test_nothing_is_translated_that_nobody_reads(language: str) -> None:
    shown = set(shown_texts(GUIDANCE.facts))
    names = {c.name for place in GUIDANCE.facts.places.values() for c in place.contacts}
    assert set(LOCALES.of(language)._facts) <= shown | names


def test_the_steps_read_at_grade_eight_at_most() -> None:
    law = LOCALES.of("en").say("law")
    sender = LOCALES.of("en").say("sender-law")
    worst = 0.0
    for name, card in every("en"):
        for heading, text in card.sections:
            if heading in (law, sender):  # statutes have their own words
                continue
            without_names = re.sub(r"^• \*\*.*?\*\*.*?: ", "", text, flags=re.MULTILINE)
            found = grade(f"{heading}\n{without_names}")
            worst = max(worst, found)
            assert found <= 8, (name, heading, found)
    assert worst > 3  # it measures something


def test_the_grade_tells_plain_from_hard() -> None:
    assert grade("The cat sat on the mat. It was warm.") < 1
    # 19 words, 1 sentence, 38 syllables counted by hand: 0.39*19 + 11.8*2 - 15.59 = 15.4
    hard = (
        "The prosecution must establish beyond reasonable doubt that the defendant intentionally "
        "transmitted the image to cause alarm or humiliation."
    )
    assert grade(hard) == pytest.approx(15.4, abs=2)
