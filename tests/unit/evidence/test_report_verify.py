"""Reports of any format are checked offline, and `verify` says what it compared, and what not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ReceiptError
from bot.evidence.ledger import entries
from bot.evidence.report_export import Format, export
from bot.evidence.report_read import read
from bot.verify import checked, told
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_report import FOLDER, make_report
from tests.unit.evidence.test_report_formats import EVERYTHING, MARKUP, html, recorded


def verify(folder: Path, data: bytes) -> Any:
    file = folder / "report"
    file.write_bytes(data)
    return checked(file, str(KEY.verifier))


@pytest.mark.parametrize("form", list(Format))
async def test_every_format_can_be_verified(tmp_path: Path, form: Format) -> None:
    report = await recorded(tmp_path, MARKUP)
    data = export(report, form, FOLDER)
    assert data == export(report, form, FOLDER)
    found = verify(tmp_path, data)
    assert found.proved.case_id == report.case.case_id
    assert found.form.lower().startswith(form.value)
    lines = "\n".join(told(found.proved, found.form, found.compared))
    if form in (Format.PDF, Format.HTML):
        assert "Compare it with the fields above" in lines and not found.compared.agreed
    elif form is Format.JSON:
        assert {*found.compared.agreed} == EVERYTHING | {"custody"}
        assert "audience size, decoders" in lines
    else:
        assert found.compared.agreed == ("message_id", "posted_at", "sender", "sha256")
    with pytest.raises(ReceiptError):
        verify(tmp_path, export(replace(report, receipt=None), form, FOLDER))


@pytest.mark.parametrize("form", list(Format))
async def test_a_receipt_of_another_case_is_noticed_where_facts_can_be_compared(
    tmp_path: Path, form: Format
) -> None:
    """On a page they cannot; `verify` says so."""
    report = await recorded(tmp_path)
    other = replace(make_report("yuki"), receipt=report.receipt)
    post = replace(other.case.post, message_id=5)
    data = export(replace(other, case=replace(other.case, post=post)), form, FOLDER)
    if form in (Format.PDF, Format.HTML):
        assert not verify(tmp_path, data).compared.agreed
    else:
        with pytest.raises(ReceiptError, match=r"its receipt shows in .*message_id"):
            verify(tmp_path, data)


CHANGES: list[tuple[Format, str, str, str]] = [
    (Format.JSON, '"id": "15', '"id": "25', "sender"),
    (Format.JSON, '"score": 0.9134', '"score": 0.2134', "media"),
    (Format.JSON, '"score": 0.9134', '"score": 0.2134', "verdict"),
    (Format.JSON, '"sha256": "9f86', '"sha256": "0f86', "media"),
    (Format.JSON, '"state": "closed"', '"state": "open"', "state"),
    (Format.JSON, '"status": "failed"', '"status": "done"', "outcomes"),
    (Format.JSON, '"link": "https', '"lank": "https', "link"),
    (Format.JSON, '"what": "case.closed"', '"what": "case.reviewed"', "custody"),
    (Format.JSON, '"number": 17', '"number": true', "number"),
    (Format.CASE, '"@value": "9f86', '"@value": "0f86', "sha256"),
    (Format.CASE, '"uco-observable:messageID": "1', '"uco-observable:messageID": "2', "message_id"),
    (Format.CASE, '"uco-observable:accountIdentifier": "15', '"x": "25', "sender"),
    (Format.CASE, '"@value": "2026-07-14T20:41:07', '"@value": "2026-07-14T20:42:07', "posted_at"),
]


@pytest.mark.parametrize(("form", "before", "after", "name"), CHANGES)
async def test_a_changed_fact_is_named(
    tmp_path: Path, form: Format, before: str, after: str, name: str
) -> None:
    text = export(await recorded(tmp_path), form, FOLDER).decode()
    body, mark, receipt = text.rpartition('"receipt": {')
    changed = body.replace(before, after) + mark + receipt if mark else text.replace(before, after)
    assert changed != text
    with pytest.raises(ReceiptError, match=f"not what its receipt shows in .*{name}"):
        verify(tmp_path, changed.encode())


async def test_what_a_receipt_does_not_show_is_not_called_checked(tmp_path: Path) -> None:
    report = await recorded(tmp_path, shown=entries.RECIPIENT)
    found = verify(tmp_path, export(report, Format.JSON, FOLDER)).compared
    assert {*found.agreed} == {*entries.RECIPIENT, "case_id", "custody"}
    assert {"mentioned_user_ids", "state", "words"} <= {*found.unshown}
    (tmp_path / "less").mkdir()
    report = await recorded(tmp_path / "less", shown=["number"])
    found = verify(tmp_path, export(report, Format.CASE, FOLDER)).compared
    assert found.agreed == () and "sha256" in found.unshown


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(
        [
            b"<!DOCTYPE html>",
            b'{"@graph":',
            b'{"receipt":{},"case":',
            b"%PDF-",
            b'{"@graph":[{"@type"',
        ]
    ),
    st.binary(max_size=60),
)
def test_no_bytes_break_the_reader(start: bytes, rest: bytes) -> None:
    with pytest.raises(ReceiptError) as error:
        read(start + rest)
    assert error.value.message.isprintable()


@pytest.mark.parametrize(
    "data",
    [
        '{"@graph": %s}' % ("[" * 800 + "]" * 800),
        '{"@graph": [{"@type": "uco-observable:ContentDataFacet", '
        '"uco-observable:dataPayload": 5}]}',
        '{"@graph": [{"@type": ["a"], "uco-core:hasFacet": 1}, 3, null]}',
        '<!doctype html><a id="receipt" download="receipt.json" '
        'href="data:application/json;base64,%%%">',
    ],
)
def test_a_hostile_report_is_refused(data: str) -> None:
    with pytest.raises(ReceiptError):
        read(data.encode())


def test_two_receipts_in_one_file_are_refused() -> None:
    page = html(make_report())
    with pytest.raises(ReceiptError):
        read(page + page)
    graph = json.loads(export(make_report(), Format.CASE, FOLDER))
    graph["more"] = graph["@graph"]
    with pytest.raises(ReceiptError, match="more than one"):
        read(json.dumps(graph).encode())
