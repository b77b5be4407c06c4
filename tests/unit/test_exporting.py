"""Files about a case: a step first, then the report with its proof, for whom it is made."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from bot.domain import Case
from bot.evidence.database import Database
from bot.evidence.ledger.log import Ledger
from bot.evidence.ledger.receipt import Receipt
from bot.evidence.ledger.receipt import verify as prove
from bot.evidence.store import CaseStore
from bot.exporting import IDS, Exporter
from bot.guidance.loader import load
from bot.settings import ROOT
from bot.steps import Actor, StepKind
from bot.verify import checked
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_report import make_case

FACTS = load(ROOT / "config" / "guidance")
AT = datetime.fromisoformat("2026-07-15T08:00:00+00:00")
INES, KOFI, TOMASZ = 701_701_701_701_701_701, 702_702_702_702_702_702, 704_704_704_704_704_704


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "cases.db", ROOT / "config" / "migrations")
    yield opened
    await opened.close()


@pytest.fixture
async def case(database: Database) -> Case:
    made = make_case()
    post = replace(made.post, reply_to_user_id=KOFI, mentioned_user_ids=(INES,))
    return await CaseStore(database).open_case(
        post, made.findings, made.decision, AT - timedelta(hours=1)
    )


async def exporter(database: Database, *, started: bool = True) -> Exporter:
    ledger = Ledger(KEY)
    if started:
        async with database.read() as connection:
            await ledger.start(connection, None)
    return Exporter(database, ledger, FACTS, ROOT / "config" / "report", "GB-EAW")


@pytest.mark.parametrize("form", ["pdf", "html", "json", "case"])
async def test_moderators_get_every_format_and_the_custody_says_who(
    database: Database, case: Case, tmp_path: Path, form: str
) -> None:
    file = await (await exporter(database)).for_moderators(case, form, TOMASZ, AT)
    assert file.proved and file.name.startswith("case-1-report.")
    path = tmp_path / file.name
    path.write_bytes(file.data)
    found = checked(path, str(KEY.verifier))
    assert found.proved.case_id == case.case_id
    after = await CaseStore(database).case(case.case_id)
    assert after is not None
    (step,) = after.steps
    assert (step.kind, step.by, step.user_id, step.note) == (
        StepKind.EXPORTED,
        Actor.MODERATOR,
        TOMASZ,
        form,
    )
    if form == "json":
        told = json.loads(file.data)
        assert told["custody"][-1]["who"] == str(TOMASZ)
        assert told["officer"]["place"] == "England and Wales"
        assert str(KOFI) in file.data.decode()


async def test_a_recipient_gets_a_receipt_and_a_copy_without_others(
    database: Database, case: Case
) -> None:
    receipt, report = await (await exporter(database)).for_recipient(case, INES, "US-TX", AT)
    assert [receipt.name, report.name] == ["case-1-receipt.json", "case-1-report.pdf"]
    proved = prove(Receipt.from_json(receipt.data), KEY.verifier)
    assert proved.entries[0].fields["sender"].value["id"] == str(case.post.sender.user_id)
    assert {"reply_to_user_id", "mentioned_user_ids", "steps"} <= {*proved.entries[0].withheld}
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(report.data)).pages)
    assert "Texas" in text and str(INES) in text
    assert str(KOFI) not in text and str(KOFI) not in receipt.data.decode()


async def test_where_somebody_may_be_under_18_only_ids_are_shown(
    database: Database, case: Case
) -> None:
    (receipt,) = await (await exporter(database)).ids_only(case, AT)
    proved = prove(Receipt.from_json(receipt.data), KEY.verifier)
    assert {*proved.entries[0].fields} == IDS | {"kind", "case_id", "at"}
    screening = case.findings[0].screening
    assert screening is not None and screening.sha256 and screening.pdq
    for told in (screening.sha256, screening.pdq, "EXPOSED", case.post.sender.name):
        assert told not in receipt.data.decode()


async def test_a_ledger_that_cannot_sign_costs_the_proof_and_not_the_report(
    database: Database, case: Case
) -> None:
    silent = await exporter(database, started=False)
    file = await silent.for_moderators(case, "json", TOMASZ, AT)
    told = json.loads(file.data)
    assert not file.proved and told["receipt"] is None and len(told["custody"]) == 2
    (report,) = await silent.for_recipient(case, INES, None, AT)
    assert report.name.endswith(".pdf") and not report.proved
    assert await silent.ids_only(case, AT) == ()
