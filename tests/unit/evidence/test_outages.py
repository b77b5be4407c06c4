"""A full disk, a database out of reach: people are protected, and nothing acknowledged is lost."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain import Action, Case, Outcome, OutcomeStatus
from bot.errors import StoreError
from bot.evidence.store import CaseStore
from tests.postgres import MISSING, PostgresServer, binaries
from tests.unit.evidence.conftest import MIGRATIONS, PostgresDatabase, SqliteFile
from tests.unit.evidence.killed import NOW, POINTS, POST, World, moderator
from tests.unit.evidence.test_kills import (
    ACTIONS,
    Killer,
    check_the_next_start,
    check_what_was_left,
    killer,
)

__all__ = ["killer"]

POINTS_OF_FAILURE = ["before open", "after open", "after remove", "before update", "before close"]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer() as started:
        yield started


@pytest.fixture
def small_server() -> Iterator[PostgresServer]:
    """A server whose disk is soon full."""
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer(file_limit=3 << 20) as started:
        yield started


def told(world: World) -> list[tuple[str, bool]]:
    """Return what was done on Discord, and whether it was said to be recorded."""
    return [(line["action"], line["recorded"]) for line in world.read("acts")]


@pytest.mark.parametrize("full_from", POINTS_OF_FAILURE)
async def test_with_a_full_disk_people_are_protected_and_nothing_is_lost(
    killer: Killer, tmp_path: Path, full_from: str
) -> None:
    where, world = SqliteFile(tmp_path / "db" / "cases.db"), World(tmp_path)
    assert await killer.run(where, tmp_path, full_from=full_from) == 0
    assert full_from in [line["name"] for line in world.read(POINTS)]
    assert [action for action, _ in told(world)] == [action.value for action in ACTIONS]
    if full_from != "before close":
        # Moderators are told that it is not in the record.
        assert told(world)[-1] == ("alert_moderators", False)
    store = await CaseStore.open(where.address, MIGRATIONS)
    if full_from != "before open":
        await check_what_was_left(store, world)
    await check_the_next_start(store, world, where)
    await store.close()


async def test_while_the_server_is_gone_people_are_protected_and_nothing_is_lost(
    server: PostgresServer, tmp_path: Path
) -> None:
    """The same store goes on once the server is back: nobody starts the bot again."""
    for stops_at in POINTS_OF_FAILURE:
        where = PostgresDatabase(server, await server.create())
        world = World(tmp_path / stops_at.replace(" ", "-"))
        world.folder.mkdir()
        store = await CaseStore.open(where.address, MIGRATIONS)
        stopped: list[str] = []

        def point(name: str, stops_at: str = stops_at, stopped: list[str] = stopped) -> None:
            if name == stops_at and not stopped:
                stopped.append(name)
                server.stop()

        world.point = point
        await moderator(store, world).handle(POST)
        assert stopped == [stops_at]
        assert [action for action, _ in told(world)] == [action.value for action in ACTIONS]
        if stops_at != "before close":
            assert told(world)[-1] == ("alert_moderators", False)
        with pytest.raises(StoreError, match="Check that the server runs"):
            await store.recent()
        server.start()
        world.point = lambda name: None
        if stops_at != "before open":
            await check_what_was_left(store, world)
        await check_the_next_start(store, world, where)
        await store.close()


async def test_a_server_with_a_full_disk_loses_nothing_that_it_acknowledged(
    small_server: PostgresServer, tmp_path: Path
) -> None:
    where = PostgresDatabase(small_server, await small_server.create())
    store = await CaseStore.open(where.address, MIGRATIONS)
    (tmp_path / "first").mkdir()
    case = await first_case(store, World(tmp_path / "first"))
    acknowledged = len(case.outcomes)
    with pytest.raises(StoreError, match="disk has room") as caught:
        for _ in range(100):
            detail = secrets.token_hex(100_000)
            await store.record(
                case.case_id, (Outcome(Action.NOTICE, OutcomeStatus.FAILED, NOW, detail),)
            )
            acknowledged += 1
    assert detail not in str(caught.value) + caught.value.detail
    loaded = await store.case(case.case_id)
    assert loaded is not None and len(loaded.outcomes) == acknowledged > 5
    await store.close()


async def first_case(store: CaseStore, world: World) -> Case:
    handled = await moderator(store, world).handle(POST)
    assert handled.case is not None and handled.case.recorded
    return handled.case
