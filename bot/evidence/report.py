"""Reports for the police: a case as a PDF, typeset by Typst from `config/report/`.

`report_words` holds all wording, the template the look. What came from people (names, file names)
goes in as data, a JSON text in `sys.inputs`, and is never part of Typst's source. There is no image
in a report, and no unrecognisable copy either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typst

from bot.domain import Case, Policy
from bot.errors import ReportError
from bot.evidence.ledger.log import Recorded
from bot.evidence.ledger.receipt import Receipt
from bot.evidence.report_data import data_of
from bot.evidence.report_words import document_of


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read: the page's address, its own date, the day it was read, its kind."""

    url: str
    dated: str
    read: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about law or platform, with its source; `label` heads it, where there is one."""

    text: str
    source: Source
    label: str = ""


@dataclass(frozen=True, slots=True)
class OfficerPage:
    """What helps an officer in one place; every statement has its source."""

    place: str
    laws: tuple[Fact, ...] = ()
    preservation: tuple[Fact, ...] = ()
    requests: tuple[Fact, ...] = ()
    deprivation: tuple[Fact, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A link in the chain of custody: when, what happened, who did it, and the ledger's entry."""

    at: datetime
    what: str
    who: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that goes into a report.

    `earlier` are the same sender's cases on the same server, oldest first. `policy` is the one
    that decided the case, or None where it is not known any more; `network` and `decoders` name
    software with its hash or version. `timezone` is an IANA name ("Europe/London").
    """

    case: Case
    made_at: datetime
    made_for: str
    version: str
    timezone: str = "UTC"
    earlier: Sequence[Case] = ()
    steps: Sequence[Step] = ()
    policy: Policy | None = None
    network: Mapping[str, str] | None = None
    decoders: Mapping[str, str] | None = None
    words: str | None = None
    officer: OfficerPage | None = None
    receipt: Receipt | None = None


def custody(entries: Iterable[Recorded]) -> list[Step]:
    """Return the steps that the ledger has of a case, oldest first."""
    return [
        Step(
            datetime.fromisoformat(entry.openings["at"].value),
            entry.openings["kind"].value,
            str(entry.openings["by"].value) if "by" in entry.openings else "",
            entry.position,
        )
        for entry in entries
    ]


def typeset(report: Report, folder: Path) -> bytes:
    """Return a report as a PDF; the same data give the same bytes.

    `folder` is `config/report`. It takes about a second of computing, so run it in a thread.
    Raises ReportError with the mend.
    """
    (pdf,) = _compile(report, folder, "pdf")
    return pdf


def pictures(report: Report, folder: Path) -> list[bytes]:
    """Return a report's pages as PNG, to look at them; otherwise as `typeset`."""
    return _compile(report, folder, "png")


def _compile(report: Report, folder: Path, kind: str) -> list[bytes]:
    inputs = {
        "data": json.dumps(document_of(data_of(report)).to_json()),
        "receipt": report.receipt.to_json() if report.receipt else "",
    }
    try:
        fonts = typst.Fonts(font_paths=[str(folder / "fonts")])
        made = typst.Compiler(
            str(folder / "report.typ"), root=str(folder), font_paths=fonts
        ).compile(
            format="pdf" if kind == "pdf" else "png",
            ppi=110,
            sys_inputs=inputs,
            timestamp=int(report.made_at.timestamp()),
        )
    except (RuntimeError, OSError, ValueError) as error:
        raise ReportError(
            f"The report cannot be typeset with the template in {folder}. Restore config/report "
            "from the release.",
            str(error),
        ) from error
    return made if isinstance(made, list) else [made or b""]
