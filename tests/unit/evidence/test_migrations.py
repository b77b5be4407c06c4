"""Databases of every earlier version become today's, with their cases intact."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.domain import (
    Action,
    CaseState,
    Decision,
    Label,
    MediaFinding,
    MediaRef,
    OutcomeStatus,
    Place,
    Post,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.errors import StoreError
from bot.evidence.database import Database
from bot.evidence.store import CaseStore
from bot.evidence.tables import metadata
from bot.settings import ROOT

MIGRATIONS = ROOT / "config" / "migrations"
AT = 1_767_323_045_678_901  # microseconds: 2026-01-02 03:04:05.678901 UTC
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MESSAGE = 9_007_199_254_740_993  # more than a floating-point number can tell apart

POST = {
    "message_id": MESSAGE,
    "place": {
        "guild_id": 1,
        "guild_name": "Säröver",
        "channel_id": 2,
        "channel_name": "general",
        "parent_id": None,
        "age_restricted": False,
    },
    "sender": {
        "user_id": 3,
        "name": "n",
        "display_name": "N",
        "account_created_at": "2026-01-02T03:04:05.678901Z",
        "joined_at": None,
        "role_ids": [4],
        "is_bot": False,
        "webhook_id": None,
    },
    "received_at": "2026-01-02T03:04:05.678901Z",
    "media": [],
    "reply_to_user_id": None,
    "mentioned_user_ids": [],
    "audience_size": None,
}
"""A post as version 0001 wrote it: with neither subject nor preview."""

VERDICT = {"kind": "explicit", "reason": None, "label": "ANUS_EXPOSED", "score": 0.75}
DECISION = {"verdict": VERDICT, "policy_version": "v/1", "actions": ["remove"]}


def finding(media_id: str, verdict: object) -> str:
    media = {
        "media_id": media_id,
        "surface": "attachment",
        "url": "",
        "filename": "a.png",
        "content_type": None,
        "size": 5,
    }
    return json.dumps({"media": media, "screening": None, "verdict": verdict})


def make_0001(path: Path, *, cases: int = 1) -> None:
    """Make a database as the first version did, with cases, and one that was erased."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    database = sqlite3.connect(path)
    database.execute("INSERT INTO counters VALUES (1, ?)", (cases + 1,))
    for n in range(cases):
        case_id, message = f"{n:024x}", MESSAGE + n
        database.execute(
            "INSERT INTO cases VALUES (?, 1, ?, ?, 3, ?, 'open', ?, ?)",
            (
                case_id,
                n + 1,
                message,
                AT,
                json.dumps(POST | {"message_id": message}),
                json.dumps(DECISION),
            ),
        )
        database.execute(
            "INSERT INTO media VALUES (?, 'm', ?, 0, 'explicit', 'ab', ?)",
            (message, case_id, finding("m", VERDICT)),
        )
        database.execute(
            "INSERT INTO media VALUES (?, 'later', ?, 1, NULL, NULL, ?)",
            (message, case_id, finding("later", None)),
        )
        database.execute(
            "INSERT INTO outcomes VALUES (?, ?, 'remove', 'failed', ?, 'why', NULL)",
            (10 + 2 * n, case_id, AT),
        )
        database.execute(
            "INSERT INTO outcomes VALUES (?, ?, 'alert_moderators', 'done', ?, '', 77)",
            (11 + 2 * n, case_id, AT),
        )
    database.commit()
    database.close()


async def test_a_case_of_the_first_version_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_0001(path)
    store = await CaseStore.open(path, MIGRATIONS)
    (case,) = await store.unfinished()
    sender = Sender(3, "n", "N", NOW, None, (4,))
    media = MediaRef("m", Surface.ATTACHMENT, "", "a.png", None, 5)
    verdict = Verdict(VerdictKind.EXPLICIT, None, Label.ANUS_EXPOSED, 0.75)
    later = replace(media, media_id="later")
    place = Place(1, "Säröver", 2, "general")
    assert case.post == Post(MESSAGE, place, sender, NOW, (media, later))
    assert (case.number, case.state, case.opened_at) == (1, CaseState.OPEN, NOW)
    assert case.findings == (MediaFinding(media, None, verdict), MediaFinding(later))
    assert case.decision == Decision(verdict, "v/1", (Action.REMOVE,))
    assert [(o.action, o.status, o.detail, o.message_id) for o in case.outcomes] == [
        (Action.REMOVE, OutcomeStatus.FAILED, "why", None),
        (Action.ALERT_MODERATORS, OutcomeStatus.DONE, "", 77),
    ]
    await store.close()


async def test_a_message_that_had_a_case_keeps_it_and_its_number(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_0001(path)
    store = await CaseStore.open(path, MIGRATIONS)
    before = await store.case_of(1, str(MESSAGE))
    assert before is not None
    again = await store.open_case(before.post, before.findings, before.decision, NOW)
    assert again == before
    reaction = replace(before.post, subject=f"reaction:{MESSAGE}:5")
    other = await store.open_case(reaction, (), before.decision, NOW)
    # The second number was given to a case that was erased.
    assert (again.number, other.number) == (1, 3)
    await store.close()


async def test_no_case_is_lost_or_doubled(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_0001(path, cases=300)
    store = await CaseStore.open(path, MIGRATIONS)
    found = await store.unfinished()
    assert [c.number for c in found] == list(range(1, 301))
    assert [c.post.key for c in found] == [str(MESSAGE + n) for n in range(300)]
    assert all(len(c.findings) == len(c.outcomes) == 2 for c in found)
    await store.close()
    await (await CaseStore.open(path, MIGRATIONS)).close()
    database = sqlite3.connect(path)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert not [name for name in tables if "0001" in name]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    # Erasing a case still takes its media and outcomes along.
    database.execute("PRAGMA foreign_keys=ON")
    database.execute("DELETE FROM cases")
    for table in ("media", "outcomes"):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    database.close()


async def test_an_old_database_gets_exactly_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_0001(path)
    await (await Database.open(path, MIGRATIONS)).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


async def test_a_migration_that_fails_leaves_the_old_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    make_0001(path)
    database = sqlite3.connect(path)
    # Somebody's own table in the way of the second step.
    database.execute("CREATE TABLE media_0001 (x)")
    database.commit()
    before = list(database.iterdump())
    database.close()
    with pytest.raises(StoreError, match="media_0001"):
        await CaseStore.open(path, MIGRATIONS)
    database = sqlite3.connect(path)
    assert list(database.iterdump()) == before
    database.close()
