"""What members are shown, in every language: within Discord's limits, and as it is meant."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.appeals import TIME, Appeal, Match, Refusal
from bot.discord_adapter import appeals, member_texts, panel
from bot.discord_adapter.card_view import embed_of
from bot.discord_adapter.desk import About, Desk
from bot.discord_adapter.panel import PanelButton, PanelMenu, Spot
from bot.discord_adapter.panel_acts import erase_fingerprints
from bot.discord_adapter.private.records import KeepButton
from bot.discord_adapter.views import NoticeView
from bot.domain import (
    Action,
    Case,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Strictness,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import StoreError
from bot.guidance import INCIDENTS
from bot.locales import LANGUAGES, Words
from bot.reviews import Decided, Review
from bot.steps import Actor, Step, StepKind
from tests.unit.discord_adapter.test_texts import FLAGGED, LINK, NOW, case
from tests.unit.guidance.product import GUIDANCE, LOCALES, PLACES

EN = LOCALES.of("en")
every_language = pytest.mark.parametrize("language", LANGUAGES)
LONGEST = "m." + "9" * 20 + "." + "9" * 20


def desk() -> Desk:
    nothing: object = object()
    return Desk(GUIDANCE, nothing, nothing, LOCALES, nothing, nothing)  # type: ignore[arg-type]


def screens(words: Words) -> list[tuple[str, panel.Screen]]:
    """Return every screen of the panel, for every incident and a long place."""
    at, about = desk(), About(case(Surface.ATTACHMENT), "https://discord.com/channels/1/2/3")
    spot, also = Spot(LONGEST), {"record": True, "told_here": True}
    found = [
        *(("start", panel._start(words, spot, keepable=keepable)) for keepable in (False, True)),
        ("what", panel._what(words, spot)),
        ("ask", panel._ask(words, spot, about)),
        ("told", panel._told(words, spot, about, "tell-failed")),
    ]
    for where in (None, "GB-ENG", "INTL", "US"):
        found.append(
            (f"danger {where}", panel._danger(at, words, replace(spot, where=where), None))
        )
        for what in (None, *INCIDENTS):
            here = replace(spot, what=what, where=where)
            found.append((f"where {what}", panel._where(at, words, here)))
            for page in range(3):
                turned = replace(here, page=page)
                name = f"{what} {where} {page}"
                found.append((name, panel._card(at, words, turned, about, None, **also)))
                found.append(
                    (
                        f"home {name}",
                        panel._card(at, words, turned, about, "GB", **also),
                    )
                )
                aside = replace(turned, minor=True)
                for forgotten in (False, True):
                    shown = panel._minor(at, words, aside, about, forgotten=forgotten, **also)
                    found.append((f"minor {name}", shown))
    return found


@every_language
async def test_every_screen_fits_and_offers_the_way_out(language: str) -> None:
    words = LOCALES.of(language)
    for name, screen in screens(words):
        rows = screen.view.to_components()
        assert len(rows) <= 5, name
        items = [item for row in rows for item in row["components"]]
        assert len(items) <= 25 and all(len(row["components"]) <= 5 for row in rows), name
        ids = [i["custom_id"] for i in items if "custom_id" in i]
        assert len(set(ids)) == len(ids) and all(len(i) <= 100 for i in ids), name
        for item in items:
            assert len(item.get("label") or "") <= 80, name
            for option in item.get("options", ()):
                assert 0 < len(option["label"]) <= 100, name
                assert len(option.get("description") or "") <= 100, name
        assert {words.say("go-close"), words.say("go-exit")} <= {i.get("label") for i in items}, (
            name
        )
        if screen.card is None:
            assert screen.text and len(screen.text) <= 2000, name
        else:
            embed = embed_of(screen.card)
            assert len(embed) <= 6000 and len(embed.fields) <= 25, name
        if "minor" in name:
            assert all(":m:" in i for i in ids), name
        elif name not in ("start",):
            assert words.say("go-minor") in {i.get("label") for i in items}, name


@every_language
async def test_every_button_is_found_again_by_its_custom_id(language: str) -> None:
    button = PanelButton.__discord_ui_compiled_template__
    menu = PanelMenu.__discord_ui_compiled_template__
    keep = KeepButton.__discord_ui_compiled_template__
    for name, screen in screens(LOCALES.of(language))[:60]:
        for row in screen.view.to_components():
            for item in row["components"]:
                if (custom_id := item.get("custom_id")) is None:
                    continue
                if keep.fullmatch(custom_id):
                    continue
                pattern = menu if item["type"] == 3 else button
                match = pattern.fullmatch(custom_id)
                assert match is not None, (name, custom_id)
                assert str(Spot.of(match)) in custom_id, custom_id


def test_an_incident_that_is_not_there_any_more_counts_as_none() -> None:
    template = PanelButton.__discord_ui_compiled_template__
    match = template.fullmatch("fg:go:card:a:parking:GB:0:-")
    assert match is not None and Spot.of(match) == Spot(where="GB")


class Broken:
    """A database that cannot be used."""

    def __getattr__(self, name: str) -> object:
        async def fail(*_: object) -> None:
            raise StoreError("The disk is full.", "SQLITE_FULL")

        return fail


async def test_help_is_there_where_the_database_is_not() -> None:
    broken: Any = Broken()
    at = replace(desk(), cases=broken, people=broken)
    assert await at.home(7) is None
    assert await at.about("a" * 24, 500) == About()
    assert await at.about("m.1.2", 500) == About(link="https://discord.com/channels/500/1/2")
    message: Any = SimpleNamespace(id=2, channel=SimpleNamespace(id=1))
    assert await at.ref_of(message, 500) == "m.1.2"
    said = await panel._home_changed(at, EN, 7, "remember", Spot(where="GB"))
    assert said == EN.say("error-command")
    # Nothing is claimed to be gone that is not.
    assert await erase_fingerprints(at, case(Surface.ATTACHMENT)) is False
    assert await erase_fingerprints(at, None) is False


# ------------------------------------------------------------------------------ texts of a case


def unscreened() -> Case:
    about = case(Surface.ATTACHMENT)
    verdict = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.TIMEOUT)
    return replace(about, decision=replace(about.decision, verdict=verdict))


def hidden() -> Case:
    done = Outcome(Action.SUPPRESS_PREVIEW, OutcomeStatus.DONE, NOW)
    return case(Surface.EMBED, outcomes=(done,))


def test_a_hidden_preview_is_not_called_removed() -> None:
    text = member_texts.notice(hidden(), 0, EN, hidden=True)
    assert "preview" in text and "removed" not in text
    assert "still stands" in text and "Case 7" in text
    assert "http" not in text


def test_a_removed_post_that_is_only_suspect_is_counted() -> None:
    about = case(Surface.ATTACHMENT)
    suspect = replace(FLAGGED, kind=VerdictKind.SUSPECT)
    other = MediaRef("n", Surface.EMOJI, LINK)
    findings = (
        replace(about.findings[0], verdict=suspect),
        MediaFinding(other, verdict=Verdict(VerdictKind.CLEAN)),
        MediaFinding(other, verdict=Verdict(VerdictKind.UNSCREENED, UnscreenedReason.TIMEOUT)),
    )
    decision = replace(about.decision, verdict=suspect)
    text = member_texts.notice(replace(about, findings=findings, decision=decision), 1, EN)
    assert "A post with 3 images was removed" in text and "1 of them may contain" in text
    assert "The picture below is an unrecognisable copy." in text


@every_language
async def test_a_notice_claims_no_more_than_may_and_has_its_buttons(language: str) -> None:
    words = LOCALES.of(language)
    for about in (case(Surface.ATTACHMENT), unscreened(), hidden()):
        for copies in (0, 1, 3):
            text = member_texts.notice(about, copies, words)
            assert len(text) <= 2000 and words.say("case-number", case="7") in text
            assert "cdn.discordapp.com" not in text
    for only_hidden, why in ((False, "button-why"), (True, "button-why-hidden")):
        rows = NoticeView(hidden(), words, hidden=only_hidden).to_components()
        labels = [c["label"] for r in rows for c in r["components"]]
        assert labels == [words.say("button-help"), words.say(why)]
    unnamed = member_texts.notice(replace(hidden(), recorded=False), 0, words)
    assert "7" not in unnamed


@every_language
@pytest.mark.parametrize("strictness", Strictness)
def test_the_sender_reads_what_the_rule_the_law_and_no_accusation(
    language: str, strictness: Strictness
) -> None:
    words = LOCALES.of(language)
    for code in PLACES:
        law = GUIDANCE.law(code, language=language)
        for about in (case(Surface.ATTACHMENT), unscreened(), hidden()):
            card = member_texts.sender(about, words, strictness, law, Refusal.TOO_LATE)
            embed: discord.Embed = embed_of(card)
            assert len(embed) <= 6000 and all(0 < len(f.value or "") <= 1024 for f in embed.fields)
            text = "\n".join(f"{f.name}\n{f.value}" for f in embed.fields)
            assert words.say(f"sender-rule-{strictness.value}") in text
            assert words.say("why-mistake-case", case="7") in text
            assert (words.say("sender-law-foot") in text) is bool(law)
            assert card.footer.startswith(words.say("disclaimer"))
            assert words.say("sender-rule-nsfw") in text
            strict = member_texts.sender(about, words, strictness, law, everywhere=True)
            assert words.say("sender-rule-nsfw") not in strict.sections[1][1]


@every_language
def test_the_sender_reads_how_to_appeal_and_how_an_appeal_stands(language: str) -> None:
    words, about = LOCALES.of(language), case(Surface.ATTACHMENT)
    card = member_texts.sender(about, words, Strictness.STANDARD, ())
    heading, text = card.sections[-1]
    last = words.day((about.opened_at + TIME).date())
    assert heading == words.say("sender-mistake")
    assert words.say("appeal-how", day=last) in text and words.say("button-appeal") in text
    assert words.say("case-number", case="7") in text
    appealed = Step(StepKind.APPEALED, NOW, Actor.SENDER)
    for kind, stands in (
        (StepKind.EXPORTED, "open"),
        (StepKind.REVIEWED, "upheld"),
        (StepKind.OVERTURNED, "overturned"),
    ):
        later = replace(about, steps=(appealed, Step(kind, NOW, Actor.MODERATOR, 7)))
        card = member_texts.sender(later, words, Strictness.STANDARD, (), Refusal.ALREADY)
        yours = words.say("appeal-yours"), words.say(f"appeal-stands-{stands}")
        assert card.sections[-1] == yours
    nothing = Refusal.NOTHING_TO_APPEAL
    card = member_texts.sender(about, words, Strictness.STANDARD, (), nothing)
    assert card.sections[-1][1] == words.say("appeal-overturned")


@every_language
async def test_the_form_fits_and_asks_for_no_picture_where_somebody_may_be_under_18(
    language: str,
) -> None:
    words, about = LOCALES.of(language), case(Surface.ATTACHMENT)
    for upload in (True, False):
        data = appeals.form(about, words, upload=upload).to_dict()
        kinds = [part["component"]["type"] for part in data["components"]]
        assert kinds == ([4, 19] if upload else [4])
        assert len(data["title"]) <= 45 and "7" in data["title"]
        for part in data["components"]:
            assert len(part["label"]) <= 45 and len(part["description"]) <= 100
        assert data["components"][0]["component"]["max_length"] == 500


@pytest.mark.parametrize(
    "reason",
    [
        "@everyone <@77> <@&88> see https://evil.example/x and discord.gg/abc",
        "``` **out** ```\n# shout\n> quote",
        "\u202egnp.exe\u200b\x1b[2J\x00",
        "\n\n\n",
        "",
        "x" * 500,
    ],
)
def test_a_senders_words_are_shown_to_moderators_as_dead_text(reason: str) -> None:
    about = case(Surface.ATTACHMENT)
    appeal = Appeal("c", NOW, reason, Match.EDITED, VerdictKind.EXPLICIT)
    embed = appeals.entry(about, appeal, None)
    assert embed.title == "Appeal against case 7" and embed.image.url is None and not embed.url
    assert embed.description is not None
    head, fenced, rest = embed.description.split("```")
    assert "asks for another look" in head and rest == ""
    assert all(c.isprintable() or c == "\n" for c in fenced) and "`" not in fenced
    assert len(embed) <= 6000 and len(embed.description) <= 4096
    told = [f.value or "" for f in embed.fields]
    assert "edited" in told[0] and "found again that it may contain" in told[0]
    upheld = appeals.entry(about, appeal, Decided(Review.UPHELD, 77, NOW))
    assert "Upheld by <@77>" in (upheld.fields[-1].value or "")
    erased = appeals.entry(about, appeal, Decided(Review.OVERTURNED, -5, NOW))
    assert "Overturned," in (erased.fields[-1].value or "") and "-5" not in str(erased.to_dict())


@pytest.mark.parametrize("label", Label)
def test_why_names_what_was_reported_in_every_language(label: Label) -> None:
    about = case(Surface.ATTACHMENT)
    verdict = replace(FLAGGED, label=label)
    about = replace(about, decision=replace(about.decision, verdict=verdict))
    for language in LANGUAGES:
        words = LOCALES.of(language)
        text = member_texts.why(about, words)
        assert words.say(f"label-{label.value}") in text and len(text) <= 2000
        assert re.search(r"\b7\b|7", text)
    assert "case 7" not in member_texts.why(None, EN)
