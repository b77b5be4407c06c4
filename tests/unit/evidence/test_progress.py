"""Checkpoints only go forward, gaps grow together, and a server's rows go with it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.evidence.database import Database
from bot.evidence.progress import Progress
from bot.gaps import Checkpoint, Gap, GapReason

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def gap(from_id: int, to_id: int, reason: GapReason = GapReason.NO_HISTORY) -> Gap:
    return Gap(1, 10, from_id, to_id, reason, NOW)


async def test_checkpoints_only_go_forward(database: Database) -> None:
    progress = Progress(database)
    await progress.save({10: Checkpoint(1, 50), 11: Checkpoint(1, 7)})
    await progress.save({10: Checkpoint(1, 40), 11: Checkpoint(1, 8), 12: Checkpoint(2, 2**63 - 1)})
    assert await Progress(database).checkpoints() == {
        10: Checkpoint(1, 50),
        11: Checkpoint(1, 8),
        12: Checkpoint(2, 2**63 - 1),
    }


async def test_a_server_is_first_seen_once(database: Database) -> None:
    progress = Progress(database)
    await progress.first_seen(1, 100)
    await progress.first_seen(1, 200)
    assert await progress.servers() == {1: 100}


async def test_gaps_that_go_on_where_one_ends_grow_together(database: Database) -> None:
    progress = Progress(database)
    await progress.save({}, [gap(1, 5), gap(5, 9), gap(6, 8), gap(9, 12, GapReason.DELETED)])
    await progress.save({}, [gap(20, 30)])
    found = [(g.from_id, g.to_id, g.reason) for g in await progress.gaps(1)]
    assert found == [
        (20, 30, GapReason.NO_HISTORY),
        (9, 12, GapReason.DELETED),
        (1, 9, GapReason.NO_HISTORY),
    ]
    newest = (await progress.gaps(1))[0]
    assert (newest.noticed_at, newest.count) == (NOW, 1)
    assert await progress.gaps(2) == []


async def test_what_was_screened_after_all_is_no_gap_any_more(database: Database) -> None:
    progress = Progress(database)
    await progress.save({}, [gap(1, 5), gap(8, 12)])
    await progress.close_gaps(10, 0, 10)
    assert [(g.from_id, g.to_id) for g in await progress.gaps(1)] == [(8, 12)]


async def test_a_server_that_the_bot_left_is_forgotten(database: Database) -> None:
    progress = Progress(database)
    await progress.first_seen(1, 100)
    await progress.save({10: Checkpoint(1, 90), 20: Checkpoint(2, 5, True)})
    await progress.save({}, [gap(1, 5)])
    await progress.forget(1)
    assert await progress.servers() == {}
    assert await progress.checkpoints() == {20: Checkpoint(2, 5, True)}
    assert await progress.gaps(1) == []


async def test_a_channel_that_is_gone_leaves_its_gaps(database: Database) -> None:
    progress = Progress(database)
    await progress.save({10: Checkpoint(1, 90), 11: Checkpoint(1, 5)}, [gap(1, 5)])
    await progress.forget_channel(10)
    assert await progress.checkpoints() == {11: Checkpoint(1, 5)}
    assert len(await progress.gaps(1)) == 1
