"""What members read, in their own language: Fluent catalogues, and the facts' translations.

`config/locales/<language>/*.ftl` hold the fixed words, a file for each part of the product. What
the facts of the guidance say stands in English in `config/guidance/`, and is looked up by that
English text in `config/locales/facts/*.yaml`: a fact that is corrected loses its old translations
by itself, and is shown in English until there are new ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from babel import Locale
from babel.dates import format_date, format_skeleton
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as syntax

from bot.errors import ConfigError

SOURCE = "en"
"""The language that the others are translated from."""
LANGUAGES = (SOURCE, "es", "fr", "de", "pt-BR", "pl", "ja")
"""The languages there are, by Discord's codes; its regional ones fall back to their language."""

_CLDR = {SOURCE: "en_GB", "pt-BR": "pt_BR"}
"""Where CLDR's name for a language (dates, countries) is not Discord's."""
_TERRITORY = re.compile(r"[A-Z]{2}")


class Words:
    """One language: fixed words by their key, facts by their English text, dates, places."""

    def __init__(self, code: str, bundle: FluentBundle, facts: Mapping[str, str]) -> None:
        """Use `Locales.load` instead."""
        self.code = code
        self._bundle = bundle
        self._facts = facts
        self._cldr = Locale.parse(_CLDR.get(code, code))

    def say(self, key: str, /, **values: str | int) -> str:
        """Return a text. `key` is a message ("notice-one") or an attribute ("command.name").

        A number is written as the language does, and a number given as a string as it stands.
        Raises LookupError for a key that is not there, or a value that it lacks.
        """
        name, _, attribute = key.partition(".")
        pattern = None
        if self._bundle.has_message(name):
            message = self._bundle.get_message(name)
            pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            raise LookupError(f"The language {self.code} has no text {key!r}.")
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise LookupError(f"The text {key!r} in {self.code}: {errors[0]}")
        return str(text)

    def has(self, key: str) -> bool:
        """Return whether there is such a text."""
        name, _, attribute = key.partition(".")
        if not self._bundle.has_message(name):
            return False
        message = self._bundle.get_message(name)
        return attribute in message.attributes if attribute else message.value is not None

    def fact(self, english: str) -> str:
        """Return what a fact says; in English where nobody has translated these very words."""
        return self._facts.get(english, english)

    def day(self, day: date) -> str:
        """Return a day, written out."""
        return format_date(day, "long", locale=self._cldr)

    def since(self, value: str) -> str:
        """Return a date that may lack its day or its month ("2016-10")."""
        match value.count("-"):
            case 2:
                return self.day(date.fromisoformat(value))
            case 1:
                month = date.fromisoformat(f"{value}-01")
                return format_skeleton("yMMMM", month, locale=self._cldr)
            case _:
                return value

    def place(self, code: str, english: str) -> str:
        """Return the name of a place: our own words, else the country's name, else the English."""
        if self.has(f"place-{code}"):
            return self.say(f"place-{code}")
        if _TERRITORY.fullmatch(code):
            return str(self._cldr.territories.get(code, english))
        return english


@dataclass(frozen=True)
class Locales:
    """Every language there is."""

    languages: Mapping[str, Words]

    @classmethod
    def load(cls, folder: Path) -> Locales:
        """Read the catalogues of a folder (`config/locales`).

        English says which files there are. Raises ConfigError, naming the file and the entry, where
        one is missing, is not Fluent or YAML, defines a text twice, or lacks a text that English
        has.
        """
        facts = _facts(folder / "facts")
        names = sorted(path.name for path in (folder / SOURCE).glob("*.ftl"))
        if not names:
            raise _bad(folder / SOURCE / "*.ftl", "(all)", "is missing")
        languages = {}
        for code in LANGUAGES:
            bundle = FluentBundle([code], use_isolating=False)
            seen: set[str] = set()
            for name in names:
                source, resource = (_catalogue(folder / c / name) for c in (SOURCE, code))
                path, given, wanted = folder / code / name, keys(resource), keys(source)
                if missing := wanted - given:
                    raise _bad(path, min(missing), "is missing; English has it")
                if unknown := given - wanted:
                    raise _bad(path, min(unknown), "is not in English, so nothing shows it")
                if twice := seen & given:
                    raise _bad(path, min(twice), "stands in another file too")
                seen |= given
                bundle.add_resource(resource)
            languages[code] = Words(code, bundle, facts.get(code, {}))
        return cls(languages)

    def of(self, locale: str | None) -> Words:
        """Return the words for one of Discord's locales ("es-419", "en-US"), else English."""
        wanted = locale or SOURCE
        for code in (wanted, wanted.partition("-")[0]):
            if code in self.languages:
                return self.languages[code]
        return self.languages[SOURCE]


def keys(resource: syntax.Resource) -> set[str]:
    """Return every key that `Words.say` takes of a parsed catalogue."""
    found = set()
    for entry in resource.body:
        if isinstance(entry, syntax.Message):
            if entry.value is not None:
                found.add(entry.id.name)
            found |= {f"{entry.id.name}.{a.id.name}" for a in entry.attributes}
    return found


def sorted_by_name(places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (code, name) pairs by name, an accented letter beside the plain one."""
    return sorted(places, key=lambda p: unicodedata.normalize("NFKD", p[1]).casefold())


def _catalogue(path: Path) -> syntax.Resource:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, "(all)", f"cannot be read ({type(error).__name__})") from None
    resource = FluentParser().parse(text)
    seen: set[str] = set()
    for entry in resource.body:
        if isinstance(entry, syntax.Junk):
            line = (entry.content or "").strip().partition("\n")[0]
            raise _bad(path, line[:60], f"is not Fluent ({entry.annotations[0].message})")
        if isinstance(entry, syntax.Message):
            if entry.id.name in seen:
                raise _bad(path, entry.id.name, "stands twice")
            seen.add(entry.id.name)
    return resource


def _facts(folder: Path) -> dict[str, dict[str, str]]:
    """Return, by language, what each English text of the facts is there."""
    found: dict[str, dict[str, str]] = {code: {} for code in LANGUAGES}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entries = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise _bad(path, "(all)", f"cannot be read ({type(error).__name__})") from None
        if not isinstance(entries, list):
            raise _bad(path, "(all)", "should be a list of entries")
        for number, entry in enumerate(entries, 1):
            named = f"entry {number}"
            if not isinstance(entry, dict) or not all(
                isinstance(v, str) and v for v in entry.values()
            ):
                raise _bad(path, named, "should give a text for each language")
            if unknown := entry.keys() - set(LANGUAGES):
                raise _bad(path, named, f"has the unknown language {min(map(str, unknown))}")
            if SOURCE not in entry:
                raise _bad(path, named, "lacks the English text that it translates")
            for code, text in entry.items():
                if code != SOURCE and found[code].setdefault(entry[SOURCE], text) != text:
                    raise _bad(path, named, f"is translated twice, differently, to {code}")
    return found


def _bad(path: Path, entry: str, problem: str) -> ConfigError:
    return ConfigError(
        f"{path.parent.name}/{path.name}: {entry} {problem}. Mend it as docs/languages.md says.",
        str(path),
    )
