"""A report as one HTML file: no scripts, nothing fetched, legible in any browser and on paper.

It sets the tree that the PDF is set from. Every text goes through `html.escape`, in element content
and between the double quotes of the few attributes; the policy in the head lets a browser load
nothing, whatever the file says.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from html import escape

from bot.errors import ReceiptError
from bot.evidence.ledger.receipt import MAX_BYTES
from bot.evidence.report_document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    Together,
)

_STYLE = """
:root { color-scheme: light }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: #fff; color: #000;
  font: 1rem/1.45 "Libertinus Serif", Georgia, "Times New Roman", serif; overflow-wrap: anywhere }
h1 { font-size: 1.8rem; margin: 0 }
header { border-bottom: 2px solid #000; margin-bottom: 1rem; padding-bottom: .4rem }
h2 { font-size: 1.3rem; border-bottom: 2px solid #000; padding-bottom: .2rem; margin: 2rem 0 .8rem }
h3 { font-size: 1.05rem; margin: 1.2rem 0 .5rem }
p { margin: .6rem 0 }
.box { background: #f0f0f0; padding: .8rem }
blockquote { border-left: 2px solid #666; margin: .6rem 0; padding: .2rem .8rem }
.command { margin-left: .6rem }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: .6rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .4rem; border-top: 1px solid #aaa }
thead th, tr:first-child > :is(th, td) { border-top: 0 }
tbody tr:first-child > td { border-top: 1px solid #aaa }
.facts th { width: 27%; font-size: .9rem }
.facts tbody tr:first-child > td { border-top: 0 }
thead th, .quiet, footer, sup { font-size: .85rem }
sup { line-height: 0; font-size: .7rem }
code { font: .82rem/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace }
ul { padding-left: 1.2rem }
li { margin: .25rem 0 }
footer { border-top: 1px solid #aaa; margin-top: 2rem; padding-top: .5rem }
@page { size: A4; margin: 20mm }
@media print {
  :root { font-size: 10pt }
  body { margin: 0; max-width: none; padding: 0 }
  h2, h3, thead { break-after: avoid }
  .new-page { break-before: page }
  .together, tr, li, .box { break-inside: avoid }
  .box { border: 1px solid #666 }
}
"""
_WIDTH = 168
"""Millimetres of a page's text, of which a table's columns have so many."""
_RECEIPT = re.compile(
    rb'<a id="receipt" download="receipt\.json" href="data:application/json;base64,([^"]*)">'
)
_MAX_ENCODED = MAX_BYTES * 4 // 3 + 4


def html_of(document: Document, receipt: str) -> bytes:
    """Return a report as an HTML file in UTF-8; `receipt` is its receipt's text, or "".

    The receipt is a link that saves it, so that it goes where the file goes.
    """
    title = escape(document.title)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        '<meta name="generator" content="Flashguard">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<header>\n<h1>{title}</h1>\n<p>{_text(document.subtitle)}</p>\n</header>",
        "<main>",
        *map(_block, document.blocks),
    ]
    if receipt:
        encoded = b64encode(receipt.encode("utf-8")).decode("ascii")
        parts.append(
            '<p><a id="receipt" download="receipt.json" '
            f'href="data:application/json;base64,{encoded}">'
            f"{escape(document.receipt_label)} (receipt.json)</a></p>"
        )
    parts += [
        "</main>",
        f"<footer>{escape(document.footer)} Case {escape(document.number)}, "
        f"<code>{escape(document.case_id)}</code></footer>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode("utf-8", "replace")


def receipt_in(page: bytes) -> bytes:
    """Return the receipt that an HTML report carries; raise ReceiptError where it has none.

    Nothing but the exact link that `html_of` writes is read. It proves itself or is refused.
    """
    found = _RECEIPT.findall(page)
    if len(found) == 1 and len(found[0]) <= _MAX_ENCODED:
        try:
            return b64decode(found[0], validate=True)
        except Base64Error:
            pass
    raise ReceiptError(
        "This page has no receipt that can be read. Save receipt.json by its link in section 10, "
        "and give that file."
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level, text, new_page):
            mark = ' class="new-page"' if new_page else ""
            return f"<h{level + 1}{mark}>{_text(text)}</h{level + 1}>"
        case Paragraph(text, "quote"):
            return f"<blockquote>{_text(text)}</blockquote>"
        case Paragraph(text, tone):
            mark = f' class="{tone}"' if tone else ""
            return f"<p{mark}>{_text(text)}</p>"
        case Bullets(items):
            return "<ul>\n" + "\n".join(f"<li>{_text(each)}</li>" for each in items) + "\n</ul>"
        case Facts(rows):
            lines = [
                f'<tr><th scope="row">{_text(what)}</th><td>{_text(value)}</td></tr>'
                for what, value in rows
            ]
            return _table("facts", "", lines)
        case Table(widths, header, cells):
            columns = "".join(
                f'<col style="width: {width / _WIDTH:.0%}">' if width else "<col>"
                for width in widths
            )
            head = "".join(f'<th scope="col">{_text(each)}</th>' for each in header)
            lines = [
                "<tr>" + "".join(f"<td>{_text(each)}</td>" for each in row) + "</tr>"
                for row in cells
            ]
            return _table("", f"{columns}\n<thead><tr>{head}</tr></thead>\n", lines)
        case Together(blocks):
            return '<section class="together">\n' + "\n".join(map(_block, blocks)) + "\n</section>"


def _table(mark: str, head: str, lines: list[str]) -> str:
    start = f'<table class="{mark}">' if mark else "<table>"
    rows = "\n".join(lines)
    return f"{start}\n{head}<tbody>\n{rows}\n</tbody>\n</table>"


def _text(text: Text) -> str:
    return "".join(map(_run, text))


def _run(run: Run) -> str:
    shown = escape(run.text)
    match run.style:
        case "break":
            return "<br>"
        case "mono":
            shown = f"<code>{shown}</code>"
        case "name":
            # Its own direction of writing stays within it.
            shown = f"<bdi>{shown}</bdi>"
        case "quiet":
            shown = f'<span class="quiet">{shown}</span>'
        case "source":
            shown = f"<sup>{shown}</sup>"
    shown = f"<em>{shown}</em>" if run.emph else shown
    return f"<strong>{shown}</strong>" if run.strong else shown
