"""What a letter looks like: a stranger's text shows as it was written, and as nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_adapter.inbox.recipient import LetterButton, LetterView
from bot.discord_adapter.inbox.sender import LetterForm, SendingButton
from bot.discord_adapter.inbox.shown import letter_embed, plain, seen_in, short, warning, written
from bot.domain import (
    Label,
    MediaFinding,
    MediaRef,
    Place,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.inbox import MAX_FILES, MAX_TEXT
from bot.letters import Letter
from bot.locales import LANGUAGES
from tests.unit.guidance.product import GUIDANCE, LOCALES

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EXPLICIT = Verdict(VerdictKind.EXPLICIT, label=Label.MALE_GENITALIA_EXPOSED, score=0.9)
HOSTILE = (
    "@everyone <@1> <#2> <:a:123456789012345678> [x](https://x.test) https://x.test # big\n> q `c`"
    " **b** ||s|| <t:1:R> ~~d~~ __u__ - l"
)


def make_letter(files: int = 1, *, shielded: bool = True, name: str = "Rowan") -> Letter:
    found = tuple(
        MediaFinding(
            MediaRef(str(n), Surface.ATTACHMENT, "", f"{n}_{'x' * 90}.jpg"), None, EXPLICIT
        )
        for n in range(files)
    )
    sender = Sender(5, name, name, NOW)
    place = Place(7, "River_side", 8, "general")
    return Letter(
        "f" * 24, 1 << 60, sender, 6, place, NOW, NOW, text="hello", findings=found,
        shielded=shielded, warned_at=NOW,
    )  # fmt: skip


@given(st.text())
def test_what_was_written_can_be_had_back(text: str) -> None:
    assert written(plain(text)) == text


@given(st.text(alphabet="<@:#[]()`*_~|>-\\ah/1."))
def test_no_text_says_anything_to_discord(text: str) -> None:
    shown = plain(text)
    # Each such character has a backslash of its own before it.
    assert not re.search(r"(?<!\\)(\\\\)*[<@`*_~|\[:]", shown)


def test_a_hostile_text_has_no_mention_link_or_emoji_left() -> None:
    shown = plain(HOSTILE)
    for part in ("@everyone", "<@", "<:", "](", "https://", "**", "||", "\n>", "<t:"):
        assert part not in shown.replace("\\@everyone", ""), part


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_largest_letter_fits_discord_in_every_language(code: str) -> None:
    words = LOCALES.of(code)
    letter = replace(make_letter(MAX_FILES, name="_" * 200), text="*" * MAX_TEXT)
    embed = letter_embed(letter, words, MAX_FILES)
    assert embed.description is not None and len(embed.description) <= 4096
    assert len(embed.title or "") <= 256 and len(embed) <= 6000
    assert all(len(field.value or "") <= 1024 for field in embed.fields)
    assert len(embed.footer.text or "") <= 2048
    for places in ((), GUIDANCE.law("GB-ENG", language=code)):
        card = warning(letter, words, places)
        assert all(0 < len(text) <= 1024 for _, text in card.sections)
    assert len(seen_in(letter.flagged, words)) <= 1000
    form = LetterForm(6, words).to_dict()
    assert len(form["title"]) <= 45
    for field in form["components"]:
        assert len(field["label"]) <= 45 and len(field.get("description") or "") <= 100


def test_the_law_of_the_operators_place_stands_for_the_general_sentence() -> None:
    words = LOCALES.of("en")
    general = words.say("letter-warned-law")
    without = str(warning(make_letter(), words, ()))
    assert general in without
    with_law = str(warning(make_letter(), words, GUIDANCE.law("GB-ENG", language="en")))
    assert general not in with_law and "66A" in with_law


def test_a_name_is_one_short_line() -> None:
    assert short("a\n\n  b") == "a b"
    assert len(short("x" * 500)) == 80 and short("x" * 500).endswith("…")
    assert short("**x**") == r"\*\*x\*\*"


@pytest.mark.parametrize("shielded", [True, False])
def test_buttons_know_their_letter_and_fit_into_two_rows(shielded: bool) -> None:
    letter, words = make_letter(shielded=shielded), LOCALES.of("en")
    view = LetterView(letter, words)
    assert view.timeout is None and view.is_persistent()
    labels = [getattr(child.item, "label", "") for child in view.children]  # type: ignore[attr-defined]
    assert labels[0] == ("View once" if shielded else "View") and labels[1:4] == [
        "Decline", "Report", "Block"
    ]  # fmt: skip
    viewed = LetterView(letter, words, viewable=False)
    assert len(viewed.children) == len(view.children) - 1
    alone = LetterView(replace(letter, findings=()), words)
    assert len(alone.children) == len(view.children) - 1


@pytest.mark.parametrize(
    ("item", "acts"),
    [
        (LetterButton, ["view", "decline", "report", "block", "tell", "keep"]),
        (SendingButton, ["go", "cancel"]),
    ],
)
def test_every_button_is_found_by_its_own_id(
    item: type[LetterButton | SendingButton], acts: list[str]
) -> None:
    for act in acts:
        button = item(act, "ab" * 12)
        custom_id = button.item.custom_id
        assert custom_id is not None and len(custom_id) <= 100
        match = item.__discord_ui_compiled_template__.fullmatch(custom_id)
        assert match is not None and match["act"] == act and match["letter"] == "ab" * 12
        assert isinstance(button.item, discord.ui.Button)
