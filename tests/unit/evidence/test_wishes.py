"""Where people live is kept while they want it; shielded cases keep no fingerprint for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain import (
    Decision,
    Label,
    MediaFinding,
    MediaRef,
    Place,
    Post,
    Screening,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.evidence.ledger import entries
from bot.evidence.ledger.log import entries_of
from bot.evidence.ledger.tables import disclosures
from bot.evidence.store import CaseStore
from bot.evidence.wishes import FINGERPRINTS, Wishes
from bot.settings import ROOT

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHA, PDQ = "ab" * 32, "cd" * 32
SUSPECT = Verdict(VerdictKind.SUSPECT, label=Label.ANUS_EXPOSED, score=0.3)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CaseStore]:
    opened = await CaseStore.open(tmp_path / "cases.db", ROOT / "config" / "migrations")
    yield opened
    await opened.close()


def finding(verdict: Verdict = SUSPECT) -> MediaFinding:
    media = MediaRef("m", Surface.ATTACHMENT, "", "x.jpg")
    return MediaFinding(media, Screening(sha256=SHA, pdq=PDQ, pdq_quality=90, width=4), verdict)


async def opened(store: CaseStore) -> str:
    sender = Sender(7, "rowan", "Rowan", NOW)
    post = Post(1 << 60, Place(5, "Club", 6, "general"), sender, NOW, (finding().media,))
    case = await store.open_case(post, (finding(),), Decision(SUSPECT, "p"), NOW)
    return case.case_id


async def test_a_home_is_remembered_changed_and_forgotten(store: CaseStore) -> None:
    people = Wishes(store.database)
    assert await people.home(7) is None
    await people.remember_home(7, "GB-ENG")
    await people.remember_home(7, "FR")
    await people.remember_home(8, "DE")
    assert await people.home(7) == "FR"
    await people.forget_home(7)
    await people.forget_home(7)
    assert await people.home(7) is None and await people.home(8) == "DE"


async def test_a_shielded_case_loses_its_fingerprints_and_nothing_else(store: CaseStore) -> None:
    people, case_id = Wishes(store.database), await opened(store)
    before = await store.case(case_id)
    assert before is not None and before.findings[0].screening is not None
    assert before.findings[0].screening.sha256 == SHA and not await people.is_shielded(case_id)
    await people.shield(case_id)
    await people.shield(case_id)
    after = await store.case(case_id)
    assert after is not None and await people.is_shielded(case_id)
    empty = replace(before.findings[0].screening, sha256=None, pdq=None, pdq_quality=None)
    found = (replace(before.findings[0], screening=empty),)
    assert after == replace(before, findings=found, shielded=True)


async def test_no_bytes_of_the_fingerprints_stay_in_the_file(
    store: CaseStore, tmp_path: Path
) -> None:
    case_id = await opened(store)
    await Wishes(store.database).shield(case_id)
    await store.close()
    written = b"".join([p.read_bytes() for p in sorted(tmp_path.iterdir())])
    assert written and SHA.encode() not in written and PDQ.encode() not in written


async def test_a_graver_look_later_brings_no_fingerprint_back(store: CaseStore) -> None:
    case_id = await opened(store)
    await Wishes(store.database).shield(case_id)
    case = await store.case(case_id)
    assert case is not None
    graver = finding(replace(SUSPECT, kind=VerdictKind.EXPLICIT))
    await store.update_case(replace(case, findings=(graver,)))
    after = await store.case(case_id)
    assert after is not None and after.findings[0].verdict == graver.verdict
    screening = after.findings[0].screening
    assert screening is not None and screening.width == 4
    assert [getattr(screening, name) for name in FINGERPRINTS] == [None, None, None]


async def test_shields_at_once_do_not_get_in_each_others_way(store: CaseStore) -> None:
    people, case_id = Wishes(store.database), await opened(store)
    await asyncio.gather(*(people.shield(case_id) for _ in range(5)))
    assert await people.is_shielded(case_id)


async def test_the_ledger_tells_no_fingerprint_any_more_and_still_holds(store: CaseStore) -> None:
    case_id = await opened(store)
    async with store.database.read() as connection:
        before = await entries_of(connection, case_id)
    assert SHA in str(before)
    await Wishes(store.database).shield(case_id)
    case = await store.case(case_id)
    assert case is not None
    async with store.database.read() as connection:
        after = await entries_of(connection, case_id)
        rows = await connection.execute(select(disclosures.c.disclosures))
        assert SHA not in str(after) and SHA not in str(rows.all())
        assert entries.differences(case, after) == []
