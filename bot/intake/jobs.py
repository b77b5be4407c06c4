"""A post on its way, and the queues in which it waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum, auto

from bot.domain import Case, Depth, Post
from bot.intake.lanes import FairQueue, Lane, Rank, RankedQueue
from bot.intake.seams import OnDone

_YOUNG = timedelta(days=7)
"""Accounts and memberships younger than this come first for deeper looks."""


class State(Enum):
    """Where a job is. PAUSED waits before a retry, EXPECTING for a link's preview."""

    QUEUED = auto()
    IN_HAND = auto()
    PAUSED = auto()
    EXPECTING = auto()


@dataclass(slots=True, eq=False)
class Job:
    """One key's post; `case` is what a crash left open and is finished in its stead."""

    post: Post
    lane: Lane
    depth: Depth | None = None
    case: Case | None = None
    state: State = State.PAUSED
    # An entry in a queue holds only with the job's present ticket.
    ticket: int = 0
    tries: int = 0
    # Whether the channel's checkpoint waits for it.
    marked: bool = False
    looked_again: bool = False
    # What came for the same key while the job was in hand.
    next: tuple[Post, Lane] | None = None
    timer: asyncio.TimerHandle | None = None
    holds_slot: bool = False
    on_done: list[OnDone] = field(default_factory=list)

    def expects_preview(self) -> bool:
        """Return whether its message must be looked at again for a preview."""
        return self.post.awaits_preview and not self.looked_again and self.lane is not Lane.DEEPER


class Queues:
    """The three lanes' queues. A job that moves leaves a stale entry, which is passed over."""

    def __init__(self, deeper_limit: int) -> None:
        self._fair: dict[Lane, FairQueue[tuple[Job, int]]] = {
            Lane.LIVE: FairQueue(),
            Lane.BACKFILL: FairQueue(),
        }
        self._deeper: RankedQueue[tuple[Job, int]] = RankedQueue(deeper_limit)
        self._tickets = 0

    def put(self, job: Job) -> Job | None:
        """Queue a job in its lane; return one that had to give up its place, or None."""
        self._tickets += 1
        job.state, job.ticket = State.QUEUED, self._tickets
        entry = (job, job.ticket)
        if job.lane is Lane.DEEPER:
            gone = self._deeper.put(entry, _rank(job.post))
            return gone[0] if gone is not None and _holds(gone) else None
        sender = job.post.sender
        self._fair[job.lane].put(
            entry,
            server=job.post.place.guild_id or 0,
            sender=sender.webhook_id or sender.user_id,
        )
        return None

    def take(self, lane: Lane) -> Job | None:
        """Remove and return a lane's next job, or None where there is none."""
        queue = self._deeper if lane is Lane.DEEPER else self._fair[lane]
        while (entry := queue.take()) is not None:
            if _holds(entry):
                return entry[0]
        return None


def merged(older: Post, newer: Post) -> Post:
    """Return the newer snapshot with what only the older one shows: people saw that too."""
    fresh = {m.media_id for m in newer.media}
    return replace(
        newer, media=newer.media + tuple(m for m in older.media if m.media_id not in fresh)
    )


def _holds(entry: tuple[Job, int]) -> bool:
    job, ticket = entry
    return job.ticket == ticket and job.state is State.QUEUED


def _rank(post: Post) -> Rank:
    """Return the place among deeper looks: who is least known first, then what is newest."""
    sender = post.sender
    if sender.webhook_id is not None:
        trust = 0
    else:
        since = max(sender.account_created_at, sender.joined_at or sender.account_created_at)
        trust = 1 if post.received_at - since < _YOUNG else 2
    return trust, -post.message_id
