"""A report as a tree of headings, paragraphs, tables and lists, before it has a look.

`report_words` writes it once; Typst (`config/report/report.typ`) and `report_html` set the same
tree, so that no format says what another does not. What came from people is only ever a `Run`'s
text, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

from bot.evidence.report_data import clean

Style = Literal["", "quiet", "mono", "name", "break", "source"]
"""How a run looks: as the text around it, small, as an id, as somebody's words; a line's end; the
number of a source."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    style: Style = ""
    strong: bool = False
    emph: bool = False


Text = list[Run]
BREAK = Run("", "break")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a section) or 2; a section may have to begin on a new page."""

    level: int
    text: Text
    new_page: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: plain, small, in a box, quoted from somebody, or a line to be typed."""

    text: Text
    tone: Literal["", "quiet", "box", "quote", "command"] = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of facts beside what they are."""

    rows: list[tuple[Text, Text]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are the columns' in mm, 0 for what is left."""

    widths: list[int]
    header: list[Text]
    rows: list[list[Text]]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: list[Text]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that no end of a page should part."""

    blocks: list[Heading | Paragraph | Facts | Table | Bullets]
    kind: Literal["together"] = "together"


Block = Heading | Paragraph | Facts | Table | Bullets | Together


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report: its title and the line below it, what each page says, and its blocks."""

    title: str
    number: str
    case_id: str
    subtitle: Text
    footer: str
    receipt_label: str
    blocks: list[Block] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return the tree as JSON-ready objects, each block with its `kind`."""
        return asdict(self)


Value = Run | Iterable[Run] | str | int
_PART = re.compile(r"([*_]|\{\w+\})")


def say(template: str, **values: Value) -> Text:
    """Return our own words as text, with what is told put into their `{places}`.

    In the template `*…*` is strong, `_…_` emphasised, and apostrophes become typographic ones.
    Values are never read as a template.
    """
    found: Text = []
    strong = emph = False
    for part in _PART.split(template.replace("'", "’")):
        if part == "*":
            strong = not strong
        elif part == "_":
            emph = not emph
        elif part.startswith("{"):
            for run in runs(values[part[1:-1]]):
                found.append(Run(run.text, run.style, strong or run.strong, emph or run.emph))
        elif part:
            found.append(Run(part, "", strong, emph))
    return found


def runs(value: Value) -> Text:
    """Return a value as text: a run or runs as they are, anything else plain."""
    if isinstance(value, Run):
        return [value]
    if isinstance(value, str | int):
        return [Run(clean(str(value)))] if value != "" else []
    return list(value)


def plain(text: Text) -> str:
    """Return a text without its look, in one line."""
    return "".join(" " if run.style == "break" else run.text for run in text)


def mono(value: object) -> Run:
    """Return an id, a hash or the like."""
    return Run(clean(str(value)), "mono")


def quiet(template: str, **values: Value) -> Text:
    """Return our own words in small."""
    return [
        Run(run.text, run.style or "quiet", run.strong, run.emph) for run in say(template, **values)
    ]


def joined(parts: Iterable[Value], between: Value) -> Text:
    """Return values one after the other, with something between each two."""
    found: Text = []
    for number, part in enumerate(parts):
        found += [*(runs(between) if number else []), *runs(part)]
    return found
