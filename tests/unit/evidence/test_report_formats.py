"""All formats of a report say the same, carry its receipt, and are only text to what reads them."""

from __future__ import annotations

import base64
import json
import re
import socket
from collections.abc import Collection
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from case_utils.case_validate import validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.consents import ConsentState
from bot.domain import CaseState, Place
from bot.evidence.database import Database
from bot.evidence.ledger import entries
from bot.evidence.ledger.log import Ledger, append, entries_of
from bot.evidence.ledger.receipt import Receipt
from bot.evidence.report import Report, custody
from bot.evidence.report_data import data_of
from bot.evidence.report_document import Heading, Run, say
from bot.evidence.report_export import Format, export
from bot.evidence.report_json import report_json
from bot.evidence.report_words import document_of
from bot.officer import officer_page
from bot.settings import ROOT
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_report import (
    FACTS,
    FOLDER,
    HOSTILE,
    POSTED,
    SHA256,
    TODAY,
    make_report,
    text_of,
)

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section"),
    *("h1", "h2", "h3", "p", "blockquote", "ul", "li", "table", "col", "thead", "tbody", "tr"),
    *("th", "td", "br", "code", "bdi", "span", "sup", "em", "strong", "a"),
}
MARKUP = (
    "</td></table></body><script>alert(1)</script><img src=//x.test onerror=1 a=\" b=' &amp;<!--"
)
EVERYTHING = frozenset(report_json(make_report())["case"])  # type: ignore[call-overload]


async def recorded(
    folder: Path, name: str = "rowan_83", shown: Collection[str] = EVERYTHING
) -> Report:
    """Return the report of a case that a ledger has recorded step by step, with its receipt."""
    report = make_report(name, name)
    case, ledger = report.case, Ledger(KEY)
    database = await Database.open(folder / "cases.db", ROOT / "config" / "migrations")
    async with database.write() as connection:
        await ledger.start(connection, None)
        await append(connection, entries.opened(replace(case, outcomes=())))
        for each in case.outcomes:
            await append(connection, entries.outcomes(case, [each], each.at))
        await append(connection, entries.step(entries.Kind.CLOSED, case, POSTED))
        await append(connection, entries.step(entries.Kind.EXPORTED, case, POSTED, by="7"))
        steps = custody(await entries_of(connection, case.case_id))
        receipt = await ledger.receipt(connection, case.case_id, shown, POSTED)
    await database.close()
    assert receipt is not None
    closed = replace(case, state=CaseState.CLOSED)
    return replace(report, case=closed, steps=steps, receipt=receipt)


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, attributes and text."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in ("meta", "col", "br"):
            self.open.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += " "

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def html(report: Report) -> bytes:
    return export(report, Format.HTML, FOLDER)


def letters(text: str) -> str:
    return "".join(text.split()).replace("•", "")


def texts(value: Any) -> list[str]:
    """Return all texts of a document, in its order."""
    if isinstance(value, dict):
        if value.keys() == {"text", "style", "strong", "emph"}:
            return [value["text"]]
        return [each for name in value if name != "kind" for each in texts(value[name])]
    if isinstance(value, list | tuple):
        return [each for item in value for each in texts(item)]
    return []


# ---------------------------------------------------------------- one place of all wording


async def test_the_page_says_what_the_paper_says(tmp_path: Path) -> None:
    report = await recorded(tmp_path)
    document = document_of(data_of(report))
    paper = letters(text_of(export(report, Format.PDF, FOLDER)))
    page = letters(Reader(html(report)).text)
    said = [letters(each) for each in texts(document.to_json()) if len(letters(each)) > 3]
    assert len(said) > 150
    # Hashes and long words may be parted by the end of a line or page, words in a cell are not.
    assert [each for each in said if each not in page] == []
    assert [each for each in said if each not in paper] == []
    headings = [b for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert [b.text[0].text.split()[0] for b in headings] == [str(n) for n in range(1, 11)]


def test_what_is_told_is_never_read_as_a_template() -> None:
    evil = "*a* _b_ {name} {0}"
    assert say("*x {name}* _y_ it's", name=evil) == [
        Run("x ", strong=True),
        Run(evil, strong=True),
        Run(" "),
        Run("y", emph=True),
        Run(" it’s"),
    ]


def test_guidance_of_every_place_is_printed_as_it_stands() -> None:
    for code in FACTS.places:
        report = replace(make_report(), officer=officer_page(FACTS, code, TODAY))
        said = texts(document_of(data_of(report)).to_json())
        assert "⟨" not in "".join(said)


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    "name", [*HOSTILE, MARKUP, "]]>", "\x00</p>\x1b"], ids=lambda n: ascii(n)[:16]
)
def test_a_hostile_name_is_only_text_on_the_page(name: str) -> None:
    page = html(make_report(name, name))
    found, plain = Reader(page), Reader(html(make_report()))
    assert found.open == [] and found.tags <= TAGS
    assert {(t, n) for t, n, _ in found.attributes} <= {(t, n) for t, n, _ in plain.attributes}
    if name == MARKUP:
        assert name in found.text
    # Nothing that turns the direction of writing, and no control.
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x09\x0b-\x1f]", page.decode()
    )


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_name_is_only_text_on_the_page(name: str) -> None:
    found = Reader(html(make_report(name, name)))
    assert found.open == [] and found.tags <= TAGS


def test_a_page_loads_and_runs_nothing() -> None:
    page = html(make_report())
    found = Reader(page)
    (policy,) = [v for t, n, v in found.attributes if (t, n) == ("meta", "content") and "'" in v]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    loading = ("href", "src", "srcset", "action")
    addresses = [v for _, n, v in found.attributes if n in loading]
    assert [each.partition(",")[0] for each in addresses] == ["data:application/json;base64"]
    assert not {"script", "img", "link", "iframe", "form", "object", "svg"} & found.tags
    assert not any(name.startswith("on") for _, name, _ in found.attributes)
    style = page.decode().partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style and "@import" not in style


def test_the_receipt_can_be_saved_from_the_page() -> None:
    report = make_report()
    assert report.receipt is not None
    (link,) = [v for t, n, v in Reader(html(report)).attributes if (t, n) == ("a", "href")]
    assert base64.b64decode(link.partition(",")[2]).decode() == report.receipt.to_json()


# ---------------------------------------------------------------- JSON


def keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            name
            for key, each in value.items()
            for name in {f"{path}{key}", *keys(each, f"{path}{key}.")}
        }
    if isinstance(value, list):
        return {name for each in value for name in keys(each, path)}
    return set()


def test_every_key_of_a_json_report_is_documented() -> None:
    docs = (ROOT / "docs" / "evidence.md").read_text("utf-8")
    section = docs.partition("### The report as JSON")[2].partition("\n### ")[0]
    documented = set(re.findall(r"`([a-z0-9_]+)`", section))
    found = json.loads(export(make_report(), Format.JSON, FOLDER))
    for described_elsewhere in ("receipt", "network", "decoders"):
        found[described_elsewhere] = None
    found["policy"]["thresholds"] = None
    names = {each.rpartition(".")[2] for each in keys(found)}
    assert len(names) > 70
    assert sorted(names - documented) == []


def test_a_json_report_is_whole(tmp_path: Path) -> None:
    report = make_report()
    found = json.loads(export(report, Format.JSON, FOLDER))
    assert found["format"] == "flashguard-report/1"
    assert found["case"]["media"][0]["sha256"] == SHA256
    assert found["case"]["message_id"] == str(report.case.post.message_id)
    assert found["audience_size"] == 41 and found["words"] == "rowan_83\nrowan_83"
    assert found["policy"]["thresholds"]["MALE_GENITALIA_EXPOSED"] == {
        "explicit": 0.35,
        "suspect": 0.2,
    }
    assert found["custody"][0]["position"] == 16 and len(found["earlier"]) == 1
    assert any("66A" in law["label"] for law in found["officer"]["laws"])
    assert report.receipt is not None
    assert Receipt.from_json(json.dumps(found["receipt"])) == report.receipt


# ---------------------------------------------------------------- CASE/UCO


# rdflib's and case_utils' own use of what is deprecated; unknown names are another warning.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_case_graphs_validate_with_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    files = []
    reports = [
        make_report(name, name) for name in ("rowan_83", "", HOSTILE[2], HOSTILE[-3], MARKUP)
    ]
    post = reports[0].case.post
    avatar = replace(post, subject="avatar:3:ab", place=Place(None, "", 5, ""))
    reports.append(replace(reports[0], case=replace(reports[0].case, post=avatar)))
    for state in (None, ConsentState(POSTED), ConsentState(POSTED, (-5, 7))):
        reports.append(replace(reports[0], case=replace(reports[0].case, consent=state)))
    reports.append(Report(replace(reports[0].case, findings=(), outcomes=()), POSTED, "", "1"))
    for number, report in enumerate(reports):
        file = tmp_path / f"{number}.jsonld"
        case = replace(report.case, case_id=f"case-{number}")
        earlier = [replace(each, case_id=f"earlier-{number}") for each in report.earlier]
        file.write_bytes(export(replace(report, case=case, earlier=earlier), Format.CASE, FOLDER))
        files.append(str(file))
    result = validate(files)
    assert result.conforms, result.text
    assert not result.undefined_concepts
    # The same check finds what is wrong.
    broken = Path(files[0]).read_text().replace('"uco-types:hashMethod": "SHA256"', '"a": "b"')
    (tmp_path / "broken.jsonld").write_text(broken)
    assert not validate(str(tmp_path / "broken.jsonld")).conforms


def test_a_case_graph_holds_what_was_asked_for() -> None:
    graph = json.loads(export(make_report(), Format.CASE, FOLDER))["@graph"]
    kinds = {str(node["@type"]) for node in graph}
    for kind in (
        "uco-observable:Message",
        "uco-observable:MessageThread",
        "uco-observable:ApplicationAccount",
        "uco-observable:File",
        "uco-analysis:Analysis",
        "uco-analysis:AnalyticResult",
        "case-investigation:InvestigativeAction",
        "case-investigation:ProvenanceRecord",
    ):
        assert kind in kinds
    text = json.dumps(graph)
    for fact in (SHA256, "MALE_GENITALIA_EXPOSED", "0.9134", "rowan_83", "815735085465600005"):
        assert fact in text
    (said,) = [n["uco-core:statement"] for n in graph if "Consent on record" in json.dumps(n)]
    assert "User ID 7 had permitted the sender" in said and "does not count" in said
    defined = [node["@id"] for node in graph]
    assert len(defined) == len(set(defined))
