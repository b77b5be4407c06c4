"""What a case says goes into the ledger whole, and no claim of a stranger keeps it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.domain import Action, Case, CaseState, Decision, MediaFinding, Outcome, OutcomeStatus
from bot.evidence.database import Database
from bot.evidence.export import case_json
from bot.evidence.ledger import entries
from bot.evidence.ledger.entries import RECIPIENT, Kind
from bot.evidence.ledger.leaf import Entry, commit, open_leaf
from bot.evidence.ledger.log import Ledger, append, entries_of
from bot.evidence.ledger.receipt import verify
from bot.evidence.records import load
from bot.evidence.report import custody
from bot.evidence.store import CaseStore
from bot.evidence.tables import cases
from bot.settings import ROOT
from bot.steps import Actor, Step, StepKind
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_report import make_case

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_new_case_is_committed_with_all_that_is_exported_of_it() -> None:
    case = make_case()
    leaf, disclosures = commit(entries.opened(case))
    values = {name: each.value for name, each in open_leaf(leaf, disclosures).items()}
    assert values.pop("kind") == "case.opened"
    assert values.pop("at") == "2026-07-14T20:41:08.245000Z"
    assert values == case_json(case)


def test_links_to_files_and_copies_never_go_in() -> None:
    case = make_case()
    finding = case.findings[0]
    assert finding.screening is not None
    secret = replace(finding.media, url="https://cdn.discordapp.com/SECRET")
    copy = replace(finding.screening, redacted=b"SECRET")
    case = replace(
        case,
        post=replace(case.post, media=(secret,)),
        findings=(MediaFinding(secret, copy, finding.verdict),),
    )
    for entry in (entries.opened(case), entries.updated(case, NOW)):
        assert "SECRET" not in str(commit(entry))


def test_a_recipient_is_shown_nothing_about_other_people() -> None:
    case = make_case()
    exported = case_json(case)
    assert exported.keys() >= RECIPIENT
    assert exported.keys() - RECIPIENT - {"case_id"} == {
        "reply_to_user_id",
        "mentioned_user_ids",
        "key",
        "state",
        "recorded",
        "recording",
        "thresholds",
        "audience_size",
        "text",
        "earlier",
        "held",
        "steps",
        "consent",
    }


@settings(deadline=None, max_examples=50)
@given(
    st.text(st.characters(exclude_categories=())),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_no_claim_of_a_stranger_spoils_an_entry(name: str, size: int, score: float) -> None:
    case = make_case()
    finding = case.findings[0]
    assert finding.screening is not None
    odd = MediaFinding(
        replace(finding.media, filename=name, size=size, content_type=name),
        replace(finding.screening, elapsed_ms=score, detail=name),
        finding.verdict,
    )
    sender = replace(case.post.sender, name=name, display_name=name)
    case = replace(case, post=replace(case.post, sender=sender), findings=(odd,))
    leaf, disclosures = commit(entries.opened(case))
    opened = open_leaf(leaf, disclosures)["sender"].value
    assert opened["name"] == name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def test_the_steps_of_a_case_are_its_chain_of_custody(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "cases.db", ROOT / "config" / "migrations")
    ledger, case = Ledger(KEY), make_case()
    done = Outcome(Action.NOTICE, OutcomeStatus.DONE, NOW, "", 5)
    closed = replace(case, state=CaseState.CLOSED)
    async with database.write() as connection:
        await ledger.start(connection, None)
        for entry in steps(case, done, closed):
            await append(connection, entry)
        found = await entries_of(connection, case.case_id)
        receipt = await ledger.receipt(connection, case.case_id, RECIPIENT, NOW)
    await database.close()
    assert [(step.what, step.who, step.position) for step in custody(found)] == [
        ("case.opened", "", 0),
        ("case.outcomes", "", 1),
        ("case.closed", "", 2),
        ("case.exported", "7", 3),
    ]
    assert [step.at for step in custody(found)] == [
        case.opened_at,
        NOW,
        NOW,
        NOW + timedelta(days=1),
    ]
    assert receipt is not None
    shown = verify(receipt, KEY.verifier).entries
    (outcome,) = shown[1].fields["outcomes"].value
    assert (outcome["action"], outcome["message_id"]) == ("notice", "5")
    assert shown[3].withheld == ("by", "format", "sha256")
    assert "mentioned_user_ids" in shown[0].withheld


def steps(case: Case, done: Outcome, closed: Case) -> list[Entry]:
    return [
        entries.opened(case),
        entries.outcomes(case, [done], NOW),
        entries.step(Kind.CLOSED, closed, NOW),
        entries.step(
            Kind.EXPORTED, case, NOW + timedelta(days=1), by="7", format="pdf", sha256="ab"
        ),
    ]


async def test_a_case_whose_rows_were_changed_is_not_what_the_ledger_has(tmp_path: Path) -> None:
    store = await CaseStore.open(tmp_path / "cases.db", ROOT / "config" / "migrations")
    made = make_case()
    case = await store.open_case(made.post, made.findings, made.decision, made.opened_at)
    outcome = Outcome(Action.REMOVE, OutcomeStatus.DONE, NOW)
    await store.record(case.case_id, (outcome,))
    moderator = Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 7, "upheld")
    await store.add_step(case.case_id, moderator)

    async def found() -> list[str]:
        now = await store.case(case.case_id)
        assert now is not None
        async with store.database.read() as connection:
            return entries.differences(now, await entries_of(connection, case.case_id))

    assert await found() == []
    await store.close_case(case.case_id)
    assert await found() == []
    for statement, names in (
        (
            "UPDATE cases SET post = replace(post, 'rowan_83', 'yuki')",
            ["channel", "guild", "sender"],
        ),
        ("UPDATE cases SET number = 99", ["number"]),
        ("UPDATE media SET finding = replace(finding, '48211', '48212')", ["media"]),
        ("DELETE FROM media WHERE position = 1", ["media"]),
        ("UPDATE cases SET decision = replace(decision, 'standard', 'strict')", ["policy_version"]),
        ("UPDATE outcomes SET status = 'failed'", ["outcomes"]),
        ("DELETE FROM outcomes", ["outcomes"]),
        ("DELETE FROM steps", ["steps"]),
        ("UPDATE cases SET held = true", ["held"]),
    ):
        with pytest.raises(Undo):
            async with store.database.write() as connection:
                await connection.execute(text(statement))
                changed = await load(connection, select(cases).filter_by(case_id=case.case_id))
                told = entries.differences(changed[0], await entries_of(connection, case.case_id))
                assert told == names
                raise Undo
    assert entries.differences(case, []) == sorted(case_json(case))
    graver = replace(case, decision=Decision(case.decision.verdict, "later"))
    async with store.database.write() as connection:
        await append(connection, entries.updated(graver, NOW))
    assert "policy_version" in await found()
    await store.close()


class Undo(Exception):
    """Ends a transaction."""
