"""Takes posts in, hands them to the moderator in a fair order, and keeps book of what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.domain import Case, Depth, Place, Post
from bot.errors import FetchError, StoreError
from bot.gaps import Gap, GapReason
from bot.intake.jobs import Job, Queues, State, merged
from bot.intake.lanes import Lane
from bot.intake.marks import Marks
from bot.intake.seams import Accepted, Handled, Handler, OnDone, Overloaded, ProgressSink, Refetch

log = structlog.get_logger(__name__)

MAX_TRIES = 8
"""How often a post is tried: over two minutes with the pauses between, then it is a gap."""
_LONGEST_PAUSE = 60.0
_IN_HAND = 256
"""Posts in hand at most, those included that only wait for Discord's rate limits."""
_REFETCHES = 4
"""Messages fetched again at once."""


class Intake:
    """One for the whole process; it outlives every connection.

    Each key is in hand at most once at a time. What comes for it meanwhile is merged and handled
    afterwards; the moderator knows which of its images were looked at already.
    """

    def __init__(
        self,
        handler: Handler,
        refetcher: Refetch,
        sink: ProgressSink,
        marks: Marks,
        *,
        live_limit: int = 10_000,
        backfill_limit: int = 500,
        deeper_limit: int = 1_000,
        parallel: int = 8,
        deeper_parallel: int = 1,
        depths: Sequence[Depth] = (),
        preview_pause: float = 5.0,
        retry_pause: float = 1.0,
        save_every: float = 1.0,
        slot_seconds: float = 2.0,
    ) -> None:
        """Tie the parts together; nothing is handed out before `start`.

        The limits count posts. `parallel` is how many are handed out at once; one that has not
        come back after `slot_seconds` waits for Discord rather than for a worker, and makes room.
        `depths` are the looks after the live one, in order. The other times are seconds.
        """
        self._handler, self._refetcher, self._sink = handler, refetcher, sink
        self.marks = marks
        self._limits = {Lane.LIVE: live_limit, Lane.BACKFILL: backfill_limit}
        self._parallel, self._deeper_parallel = parallel, deeper_parallel
        self._depths = tuple(depths)
        self._preview_pause, self._retry_pause = preview_pause, retry_pause
        self._save_every, self._slot_seconds = save_every, slot_seconds
        self._jobs: dict[str, Job] = {}
        self._queues = Queues(deeper_limit)
        self._count = dict.fromkeys(Lane, 0)
        self._slots = dict.fromkeys(Lane, 0)
        self._in_hand: set[asyncio.Task[None]] = set()
        self._looking: set[asyncio.Task[None]] = set()
        self._fetches = asyncio.Semaphore(_REFETCHES)
        self._waiters: list[asyncio.Future[None]] = []
        self._missed: dict[int, Place] = {}
        self._gaps: list[Gap] = []
        self._saver: asyncio.Task[None] | None = None
        self._started = self._closing = False

    # -------------------------------------------------------------------------------- coming in

    def submit(
        self, post: Post, lane: Lane = Lane.LIVE, on_done: OnDone | None = None
    ) -> Accepted | Overloaded:
        """Take a post; `on_done` is called once it has been dealt with.

        A message in which there is nothing to look at only moves its channel's checkpoint. A full
        LIVE lane takes nothing more: the channel is marked behind, to be read again once there is
        room (`missed`). Readers wait for `room` before they submit to BACKFILL.
        """
        job = self._jobs.get(post.key)
        if not post.media and not post.awaits_preview:
            if not post.subject and not self._closing:
                self.marks.skip(post.place, post.message_id)
            if on_done is not None:
                on_done(None)
            return Accepted()
        if self._closing or (job is None and self._count[lane] >= self._limits[lane]):
            return self._refuse(post, lane)
        if job is None:
            job = self._add(Job(post, lane))
            self._begin(job)
            if post.media:
                self._enqueue(job)
            else:
                self._expect_preview(job)
        else:
            self._begin(job)
            self._merge(job, post, lane)
        if on_done is not None:
            job.on_done.append(on_done)
        return Accepted()

    def hold(self, cases: Iterable[Case]) -> None:
        """Keep posts whose cases a crash left open from being handled before `release`."""
        for case in cases:
            self._add(Job(case.post, Lane.LIVE, case=case))

    def release(self) -> None:
        """Have what was held finished, before everything else of the same posts."""
        for job in list(self._jobs.values()):
            if job.case is not None and job.state is State.PAUSED:
                self._enqueue(job)

    async def room(self, lane: Lane) -> None:
        """Wait until a lane can take a post."""
        await self._until(lambda: not self._closing and self._count[lane] < self._limits[lane])

    async def missed(self) -> Place:
        """Wait until half of LIVE has drained; return a channel in which something was missed."""
        half = self._limits[Lane.LIVE] // 2
        await self._until(lambda: bool(self._missed) and self._count[Lane.LIVE] <= half)
        return self._missed.popitem()[1]

    def note(self, gap: Gap) -> None:
        """Have a gap written with the next checkpoints, in the same transaction."""
        self._gaps.append(gap)

    @property
    def waiting(self) -> int:
        """Return how many posts are not done yet, deeper looks left out."""
        return self._count[Lane.LIVE] + self._count[Lane.BACKFILL]

    def _refuse(self, post: Post, lane: Lane) -> Overloaded:
        if lane is Lane.LIVE and not post.subject:
            channel_id = post.place.channel_id
            self.marks.miss(post.place, post.message_id)
            if channel_id not in self._missed:
                log.warning("overloaded", channel_id=channel_id, waiting=self._count[lane])
            self._missed[channel_id] = post.place
        return Overloaded(self._count[lane])

    def _add(self, job: Job) -> Job:
        self._jobs[job.post.key] = job
        self._count[job.lane] += 1
        return job

    def _begin(self, job: Job) -> None:
        """Have the channel's checkpoint wait for the job's message."""
        if not job.marked and not job.post.subject:
            job.marked = True
            self.marks.begin(job.post.place, job.post.message_id)

    def _merge(self, job: Job, post: Post, lane: Lane) -> None:
        if job.state is State.IN_HAND or job.case is not None:
            known, first = job.next or (post, lane)
            job.next = (merged(known, post), min(first, lane))
            return
        job.post = merged(job.post, post)
        moves = lane < job.lane
        if moves:
            self._move(job, lane)
        # An edit may be faster than the look for its preview; a pause before a retry stays.
        if (job.state is State.QUEUED and moves) or (
            job.state is State.EXPECTING and job.post.media
        ):
            self._enqueue(job)

    def _move(self, job: Job, lane: Lane) -> None:
        self._count[job.lane] -= 1
        self._count[lane] += 1
        if job.lane is Lane.DEEPER:
            job.depth, job.looked_again = None, False
        job.lane = lane

    # ------------------------------------------------------------------------------ handing out

    def _enqueue(self, job: Job) -> None:
        if job.timer is not None:
            job.timer.cancel()
            job.timer = None
        gone = self._queues.put(job)
        if gone is not None:
            self._drop(gone)
        self._hand_out()

    def _hand_out(self) -> None:
        while self._started and not self._closing and len(self._in_hand) < _IN_HAND:
            job = self._next()
            if job is None:
                return
            job.state, job.holds_slot = State.IN_HAND, True
            self._slots[job.lane] += 1
            _spawn(self._work(job), self._in_hand)

    def _next(self) -> Job | None:
        busy = self._slots[Lane.LIVE] + self._slots[Lane.BACKFILL]
        if busy < self._parallel:
            for lane in (Lane.LIVE, Lane.BACKFILL):
                if (job := self._queues.take(lane)) is not None:
                    return job
        # Depth gives way: only where nothing else is there to be looked at.
        if busy or self._slots[Lane.DEEPER] >= self._deeper_parallel:
            return None
        return self._queues.take(Lane.DEEPER)

    async def _work(self, job: Job) -> None:
        lane = job.lane
        slot = asyncio.get_running_loop().call_later(self._slot_seconds, self._let_go, job, lane)
        result: Handled | None = None
        retry = False
        try:
            if job.case is not None:
                await self._handler.reconcile([job.case])
            else:
                result = await self._handler.handle(job.post, depth=job.depth)
                retry = result.retry
        except Exception:
            # One post's failure spares the others; what it was is in the log (the task reporter).
            log.exception("post_failed", message_id=job.post.message_id)
            retry = True
        finally:
            slot.cancel()
            self._let_go(job, lane)
        self._came_back(job, result, retry=retry)
        self._hand_out()

    def _let_go(self, job: Job, lane: Lane) -> None:
        if job.holds_slot:
            job.holds_slot = False
            self._slots[lane] -= 1
            self._hand_out()

    # ------------------------------------------------------------------------------ what follows

    def _came_back(self, job: Job, result: Handled | None, *, retry: bool) -> None:
        if retry and job.lane is not Lane.DEEPER and (job.case is not None or job.next is None):
            self._retry(job, self._enqueue)
        elif job.next is not None:
            self._go_on(job, *job.next)
        elif job.case is None and job.expects_preview():
            self._expect_preview(job)
        else:
            self._finish(job, result)

    def _go_on(self, job: Job, post: Post, lane: Lane) -> None:
        """Handle what came meanwhile."""
        if lane < job.lane:
            self._move(job, lane)
        job.post = post if job.case is not None else merged(job.post, post)
        job.next = job.case = None
        job.tries, job.looked_again = 0, False
        if job.post.media:
            self._enqueue(job)
        else:
            self._expect_preview(job)

    def _retry(self, job: Job, again: Callable[[Job], None]) -> None:
        job.tries += 1
        if job.tries < MAX_TRIES:
            job.state = State.PAUSED if again == self._enqueue else State.EXPECTING
            pause = min(self._retry_pause * 2 ** (job.tries - 1), _LONGEST_PAUSE)
            job.timer = asyncio.get_running_loop().call_later(pause, again, job)
            return
        place, last = job.post.place, job.post.message_id
        log.error("post_given_up", message_id=last, tries=job.tries)
        guild_id, now = place.guild_id or 0, datetime.now(UTC)
        self.note(Gap(guild_id, place.channel_id, last - 1, last, GapReason.GAVE_UP, now))
        if job.next is not None:
            self._go_on(job, *job.next)
        else:
            self._finish(job, None)

    def _expect_preview(self, job: Job) -> None:
        job.state = State.EXPECTING
        loop = asyncio.get_running_loop()
        job.timer = loop.call_later(self._preview_pause, self._start_looking, job)

    def _start_looking(self, job: Job) -> None:
        job.timer = None
        _spawn(self._look_again(job, job.ticket), self._looking)

    async def _look_again(self, job: Job, ticket: int) -> None:
        """Fetch a message whose preview had not come, in case the event with it was lost."""
        fresh: Post | None = None
        failed = False
        try:
            async with self._fetches:
                fresh = await self._refetcher.refetch(job.post)
        except FetchError as error:
            failed = error.transient  # a refusal is not asked for again
        except Exception:
            # As in `_work`.
            log.exception("refetch_failed", message_id=job.post.message_id)
            failed = True
        if job.state is not State.EXPECTING or job.ticket != ticket or job.timer is not None:
            return  # an edit was faster
        if failed:
            self._retry(job, self._start_looking)
            return
        job.looked_again, job.tries = True, 0
        known = {m.media_id for m in job.post.media}
        if fresh is not None and any(m.media_id not in known for m in fresh.media):
            job.post = merged(job.post, fresh)
            self._enqueue(job)
        else:
            self._finish(job, None)

    def _finish(self, job: Job, result: Handled | None) -> None:
        post = job.post
        if job.marked:
            self.marks.finish(post.place.channel_id, post.message_id)
        for call in job.on_done:
            call(result)
        self._drop(job)
        later = self._depths
        if job.depth is not None:
            later = later[later.index(job.depth) + 1 :]
        if result is not None and result.deeper and later:
            self._enqueue(self._add(Job(post, Lane.DEEPER, depth=later[0])))

    def _drop(self, job: Job) -> None:
        del self._jobs[job.post.key]
        self._count[job.lane] -= 1
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def _until(self, ready: Callable[[], bool]) -> None:
        while not ready():
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter

    # -------------------------------------------------------------------------- start and end

    def start(self) -> None:
        """Begin to hand out, and to save checkpoints."""
        self._started = True
        self._saver = asyncio.create_task(self._save_regularly())
        self._hand_out()

    async def close(self, grace: float) -> None:
        """Take nothing more, give what is in hand `grace` seconds to end, and save.

        What does not end is cancelled; its checkpoint stays before it, and the next start finds it.
        """
        self._closing = True
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=grace)
        for job in self._jobs.values():
            if job.timer is not None:
                job.timer.cancel()
        left = [*self._in_hand, *self._looking, *([self._saver] if self._saver else [])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self.save()

    async def save(self) -> None:
        """Commit what moved since the last time; what cannot be saved is tried again later."""
        rows, gaps, self._gaps = self.marks.changed(), self._gaps, []
        if not rows and not gaps:
            return
        try:
            await self._sink.save(rows, gaps)
        except StoreError as error:
            log.error("checkpoints_not_saved", detail=error.detail)
            self._gaps = gaps + self._gaps
        else:
            self.marks.saved(rows)

    async def _save_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._save_every)
            await self.save()


def _spawn(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
