"""A case's report in any format; each carries the receipt, by which `flashguard verify` checks."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from bot.evidence.report import Report, typeset
from bot.evidence.report_case import case_of
from bot.evidence.report_data import data_of
from bot.evidence.report_html import html_of
from bot.evidence.report_json import json_of
from bot.evidence.report_words import document_of


class Format(StrEnum):
    """What a report can be exported as; `case` is CASE/UCO JSON-LD."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    CASE = "case"

    @property
    def suffix(self) -> str:
        """Return the end of the file's name, with its dot."""
        return ".jsonld" if self is Format.CASE else f".{self.value}"


def export(report: Report, form: Format, folder: Path) -> bytes:
    """Return a report's file; the same data give the same bytes.

    `folder` is `config/report`, which only a PDF needs; that one takes about a second of
    computing, so run it in a thread. Raises ReportError with the mend.
    """
    match form:
        case Format.PDF:
            return typeset(report, folder)
        case Format.HTML:
            receipt = report.receipt.to_json() if report.receipt else ""
            return html_of(document_of(data_of(report)), receipt)
        case Format.JSON:
            return json_of(report)
        case Format.CASE:
            return case_of(report)
