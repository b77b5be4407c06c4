"""Every language has every text, says the same with the same values, and fits where it is shown."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.appeals import Refusal
from bot.discord_adapter import commands
from bot.discord_adapter.translator import CommandTranslator
from bot.domain import Label, Strictness
from bot.errors import ConfigError
from bot.guidance import INCIDENTS
from bot.locales import LANGUAGES, SOURCE, Locales, keys
from bot.reviews import Standing
from bot.settings import ROOT
from tests.unit.guidance.product import LOCALES, PLACES

FOLDER = ROOT / "config" / "locales"
OTHERS = [code for code in LANGUAGES if code != SOURCE]
every_language = pytest.mark.parametrize("code", LANGUAGES)
every_other = pytest.mark.parametrize("code", OTHERS)


def catalogue(code: str) -> ast.Resource:
    texts = (p.read_text("utf-8") for p in sorted((FOLDER / code).glob("*.ftl")))
    return FluentParser().parse("\n".join(texts))


class _Values(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:
        self.found.add(f"${node.id.name}")

    def visit_MessageReference(self, node: Any) -> None:
        self.found.add(node.id.name)


def values(code: str) -> dict[str, set[str]]:
    """Return the placeholders of each text."""
    found = {}
    for entry in catalogue(code).body:
        if isinstance(entry, ast.Message):
            parts: list[tuple[str, Any]] = [(entry.id.name, entry.value)]
            parts += [(f"{entry.id.name}.{a.id.name}", a.value) for a in entry.attributes]
            for key, node in parts:
                if node is not None:
                    visitor = _Values()
                    visitor.visit(node)
                    found[key] = visitor.found
    return found


TEXTS = {code: values(code) for code in LANGUAGES}


@every_other
def test_no_text_is_missing_and_none_too_many(code: str) -> None:
    assert keys(catalogue(code)) == keys(catalogue(SOURCE))


@every_other
def test_placeholders_are_the_same_in_every_language(code: str) -> None:
    assert TEXTS[code] == TEXTS[SOURCE]


@every_language
def test_the_selectors_of_a_language_are_its_own_plurals(code: str) -> None:
    words = LOCALES.of(code)
    one, many = (words.say("notice-copies", copies=n) for n in (1, 2))
    assert one and many and (one != many) is (code != "ja")


SAME = {
    "card-place": "values and a separator only",
    "card-more": "values and brackets only",
    "safe-number": "values and a separator only",
    "command-flashguard.name": "the product's name",
    "place-GB-ENG": "German calls it the same",
    "place-GB-WLS": "German calls it the same",
}
"""Texts that may be as in English, and why."""


@every_other
def test_nothing_is_left_in_english(code: str) -> None:
    ours, english = LOCALES.of(code), LOCALES.of(SOURCE)
    for key, names in TEXTS[SOURCE].items():
        given: dict[str, str | int] = {n.removeprefix("$"): "7" for n in names if n.startswith("$")}
        if key == "notice-copies":
            given = {"copies": 2}
        if ours.say(key, **given) == english.say(key, **given):
            assert key in SAME, (code, key)


def _longest(code: str, key: str) -> str:
    given: dict[str, str | int] = {
        n.removeprefix("$"): "9" * 7 for n in TEXTS[code][key] if n.startswith("$")
    }
    if key == "notice-copies":
        given = {"copies": 10}
    return LOCALES.of(code).say(key, **given)


BOUNDS = {
    r"(go|button)-.*|tell-with.*": 38,
    r"what-\w+(-more)?": 60,
    r"place-.*": 60,
    r"panel-.*-menu|panel-where-more": 100,
    r"privacy-would|panel-\w+|tell-(ask|done|already|failed)|why-.*|notice-.*": 1400,
    r"appeal-(form|reason|picture)": 45,
    r"appeal-(reason|picture)-more": 100,
    r"record-\w+|records-\w+|appeal-\w+": 400,
    r"card-.*": 100,
    r"command-[a-z-]+\.name": 32,
    r"command-[a-z-]+\.description": 100,
}
"""The most characters of a text, by its key. Discord allows 80 on a button, 100 in an option of a
menu, 150 as its placeholder, 2000 in a message, 45 in a form's title and labels; buttons are kept
to what a phone shows whole."""


@every_language
def test_every_label_fits(code: str) -> None:
    for key in TEXTS[code]:
        for pattern, bound in BOUNDS.items():
            if re.fullmatch(pattern, key):
                assert len(_longest(code, key)) <= bound, (code, key, _longest(code, key))
                break
        else:
            assert len(_longest(code, key)) <= 600, (code, key)


@every_language
def test_every_line_fits_a_field_of_an_embed(code: str) -> None:
    words = LOCALES.of(code)
    assert all(len(text) <= 1000 for text in words._facts.values())


MADE = [
    *(rf"{kind}-{what}" for what in INCIDENTS for kind in ("what", "now")),
    *(f"label-{label.value}" for label in Label),
    *(f"sender-rule-{strictness.value}" for strictness in Strictness),
    *(f"law-{scope}" for scope in ("specific", "general", "contested")),
    *(f"standing-{standing.value}" for standing in Standing),
    *(f"appeal-stands-{standing}" for standing in ("open", "upheld", "overturned")),
    *(f"appeal-{refusal.value}" for refusal in Refusal),
    *("what-taken_without_consent-more", "what-threat_to_share-more"),
    *(f"place-{code}" for code in PLACES),
]
"""Keys that the code puts together."""


def test_no_text_is_unused() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "bot").rglob("*.py"))
    commands_known = set(_command_keys())
    for key in TEXTS[SOURCE]:
        used = f'"{key}"' in code or f"'{key}'" in code or key in MADE or key in commands_known
        assert used, key


def test_every_text_that_the_code_names_is_there() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r'\bsay\(\s*"([a-z][\w.-]+)"', code))
    assert len(named) > 40
    assert named <= set(TEXTS[SOURCE])
    for incident in INCIDENTS:
        assert {f"what-{incident}", f"now-{incident}"} <= set(TEXTS[SOURCE])
    assert {f"label-{label.value}" for label in Label} <= set(TEXTS[SOURCE])


def test_the_moderators_and_the_members_words_for_a_label_are_the_same() -> None:
    from bot.discord_adapter import texts

    for label, text in texts.LABELS.items():
        assert LOCALES.of("en").say(f"label-{label.value}") == text


# -------------------------------------------------------------------------------- commands


def _tree() -> app_commands.CommandTree[Any]:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    commands.add_to(tree)
    return tree


def _every_command() -> list[Any]:
    tree = _tree()
    found: list[Any] = list(tree.walk_commands())
    for kind in (discord.AppCommandType.user, discord.AppCommandType.message):
        found += tree.get_commands(type=kind)
    return found


def _command_keys() -> list[str]:
    found = []
    for command in _every_command():
        name = f"command-{command.qualified_name.lower().replace(' ', '-')}"
        found.append(f"{name}.name")
        if not isinstance(command, app_commands.ContextMenu):
            found.append(f"{name}.description")
        for parameter in getattr(command, "parameters", []):
            found += [f"{name}-{parameter.name}.name", f"{name}-{parameter.name}.description"]
    return found


def test_every_command_is_in_the_catalogues_as_it_is_in_the_code() -> None:
    known = {key for key in TEXTS[SOURCE] if key.startswith("command-")}
    assert set(_command_keys()) == known
    english = LOCALES.of(SOURCE)
    for command in _every_command():
        if not isinstance(command, app_commands.ContextMenu):
            name = f"command-{command.qualified_name.replace(' ', '-')}"
            assert english.say(f"{name}.name") == command.name
            assert english.say(f"{name}.description") == command.description
            for parameter in getattr(command, "parameters", []):
                said = english.say(f"{name}-{parameter.name}.description")
                assert said == str(parameter.description)


@every_other
async def test_commands_are_listed_in_every_language(code: str) -> None:
    tree = _tree()
    await tree.set_translator(CommandTranslator(LOCALES))
    translator = tree.translator
    assert translator is not None
    locale = {"es": "es-ES"}.get(code, code)
    for command in tree.get_commands(type=discord.AppCommandType.chat_input):
        data = await command.get_translated_payload(tree, translator)
        waiting = [data]
        while waiting:
            part = waiting.pop()
            waiting += part.get("options") or []
            name = part["name_localizations"].get(locale)
            if part["name"] != "flashguard":
                assert name and name != part["name"], part["name"]
                assert re.fullmatch(r"[-_'\w]{1,32}", name) and name == name.lower(), name
            assert 0 < len(part["description_localizations"][locale]) <= 100
    (menu,) = tree.get_commands(type=discord.AppCommandType.message)
    data = await menu.get_translated_payload(tree, translator)
    assert 0 < len(data["name_localizations"][locale]) <= 32


def test_every_description_in_the_code_fits_discord() -> None:
    for command in _every_command():
        if not isinstance(command, app_commands.ContextMenu):
            assert 0 < len(command.description) <= 100, command.qualified_name
            for parameter in getattr(command, "parameters", []):
                assert 0 < len(str(parameter.description)) <= 100, parameter.name


# ------------------------------------------------------------------------------ the loader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogues, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "locales"))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("de/members.ftl", "go-back = Zurück\n", "", "go-back"),
        ("de/members.ftl", "go-back = Zurück\n", "go-back = Zurück\ngo-home = Heim\n", "go-home"),
        ("de/members.ftl", "go-back = Zurück\n", "go-back\n", "go-back"),
        ("en/members.ftl", "go-back = Back\n", "go-back = Back\ngo-back = Go back\n", "go-back"),
        ("facts/steps.yaml", "- en: ", "- xx: ", "xx"),
        ("facts/steps.yaml", "- en: ", "- en: 7\n  de: ", "entry"),
        ("facts/steps.yaml", "- en: ", "- ", "steps.yaml"),
    ],
)
def test_what_does_not_fit_is_refused_by_file_and_entry(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigError) as caught:
        Locales.load(folder)
    assert said in str(caught.value) and name in str(caught.value)


def test_a_missing_catalogue_is_named(folder: Path) -> None:
    (folder / "pl" / "members.ftl").unlink()
    with pytest.raises(ConfigError, match=r"pl/members\.ftl"):
        Locales.load(folder)


def test_a_text_has_one_file(folder: Path) -> None:
    for code in LANGUAGES:
        (folder / code / "more.ftl").write_text("go-back = x\n", "utf-8")
    with pytest.raises(ConfigError, match=r"en/more\.ftl: go-back stands in another file too"):
        Locales.load(folder)


def test_a_file_that_a_language_lacks_is_named(folder: Path) -> None:
    (folder / "en" / "more.ftl").write_text("go-home = Home\n", "utf-8")
    with pytest.raises(ConfigError, match=r"es/more\.ftl"):
        Locales.load(folder)


def test_a_corrected_fact_loses_its_old_translations() -> None:
    german = LOCALES.of("de")
    assert german.fact("Up to 5 years") == "Bis zu 5 Jahre"
    assert german.fact("Up to 6 years") == "Up to 6 years"


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        *[("en-US", "en"), ("en-GB", "en"), ("es-419", "es"), ("es-ES", "es"), ("de", "de")],
        *[("pt-BR", "pt-BR"), ("pl", "pl"), ("ja", "ja"), ("tr", "en"), (None, "en"), ("", "en")],
    ],
)
def test_a_persons_locale_finds_its_language(locale: str | None, code: str) -> None:
    assert LOCALES.of(locale).code == code


def test_dates_and_places_are_written_as_the_language_does() -> None:
    day = date(2026, 11, 2)
    assert LOCALES.of("en").day(day) == "2 November 2026"
    assert LOCALES.of("ja").day(day) == "2026年11月2日"
    assert LOCALES.of("pl").since("2016-10") == "październik 2016"
    assert LOCALES.of("fr").since("2014") == "2014"
    assert LOCALES.of("es").place("JP", "Japan") == "Japón"
    assert LOCALES.of("es").place("GB-ENG", "England") == "Inglaterra"
    assert LOCALES.of("es").place("ZZ-TOP", "Nowhere") == "Nowhere"


def test_a_text_that_is_not_there_or_lacks_a_value_is_an_error() -> None:
    words = LOCALES.of("de")
    for key in ("nothing", "go-back.name", "command-help-me"):
        with pytest.raises(LookupError):
            words.say(key)
        assert not words.has(key)
    with pytest.raises(LookupError):
        words.say("case-number")
