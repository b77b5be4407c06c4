"""Nothing lost, nothing twice at once, fair, in the right order, and no checkpoint too far."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Case,
    Decision,
    Depth,
    MediaRef,
    Place,
    Post,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.errors import StoreError
from bot.gaps import Checkpoint, Gap, GapReason
from bot.intake import Accepted, Intake, Lane, Marks, Overloaded
from bot.intake.intake import MAX_TRIES
from bot.intake.lanes import FairQueue, RankedQueue
from bot.intake.marks import Checkpoints

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OLD = NOW - timedelta(days=1000)


def post(
    message_id: int,
    *,
    guild: int = 1,
    channel: int = 10,
    sender: int = 100,
    media: Sequence[str] = ("a",),
    awaits_preview: bool = False,
    account: datetime = OLD,
    webhook: int | None = None,
    subject: str = "",
) -> Post:
    return Post(
        message_id,
        place(channel, guild),
        Sender(sender, "s", "S", account, webhook_id=webhook),
        NOW,
        tuple(MediaRef(m, Surface.ATTACHMENT, "https://x") for m in media),
        awaits_preview=awaits_preview,
        subject=subject,
    )


def place(channel: int = 10, guild: int = 1) -> Place:
    return Place(guild, "server", channel, "channel")


def case_of(of: Post) -> Case:
    return Case("c", 1, of, (), Decision(Verdict(VerdictKind.EXPLICIT), "1"), NOW)


@dataclass(frozen=True)
class Result:
    case: Case | None = None
    retry: bool = False
    deeper: bool = False


class World:
    """Handler, refetcher and sink in one: it sees every call, and holds the invariants."""

    def __init__(self) -> None:
        self.handled: list[tuple[Post, Depth | None]] = []
        self.at_once: Counter[str] = Counter()
        self.done: set[tuple[str, str]] = set()
        self.reconciled: list[str] = []
        self.saved: dict[int, int] = {}
        self.gaps: list[Gap] = []
        self.result: Callable[[Post, Depth | None], Result] = lambda post, depth: Result()
        self.pause: Callable[[Post], float] = lambda post: 0
        self.fresh: dict[int, Post | None] = {}
        self.refetched: list[int] = []
        self.failing_saves = 0
        self.gate: asyncio.Event | None = None

    async def handle(self, post: Post, *, depth: Depth | None = None) -> Result:
        self.at_once[post.key] += 1
        assert self.at_once[post.key] == 1, "a key was in hand twice at once"
        try:
            self.handled.append((post, depth))
            if self.gate is not None:
                await self.gate.wait()
            await asyncio.sleep(self.pause(post))
            result = self.result(post, depth)
            if not result.retry:
                self.done |= {(post.key, m.media_id) for m in post.media}
            return result
        finally:
            self.at_once[post.key] -= 1

    async def reconcile(self, cases: Iterable[Case]) -> None:
        for case in cases:
            key = case.post.key
            self.at_once[key] += 1
            assert self.at_once[key] == 1, "a key was in hand twice at once"
            await asyncio.sleep(0)
            self.reconciled.append(key)
            self.at_once[key] -= 1

    async def refetch(self, post: Post) -> Post | None:
        self.refetched.append(post.message_id)
        await asyncio.sleep(0)
        return self.fresh.get(post.message_id, replace(post, awaits_preview=False))

    async def save(self, checkpoints: Checkpoints, gaps: Sequence[Gap]) -> None:
        if self.failing_saves:
            self.failing_saves -= 1
            raise StoreError("no room")
        for channel, (_, last, _) in checkpoints.items():
            assert last >= self.saved.get(channel, 0), "a checkpoint went back"
            self.saved[channel] = last
        self.gaps += gaps

    def ids(self) -> list[int]:
        return [p.message_id for p, _ in self.handled]


def intake_for(world: World, marks: Marks | None = None, **options: object) -> Intake:
    if marks is None:
        marks = Marks()
        for guild in range(10):
            marks.settle(guild)
    quick = {"preview_pause": 0.01, "retry_pause": 0.0005, "save_every": 0.001}
    return Intake(world, world, world, marks, **{**quick, **options})  # type: ignore[arg-type]


async def emptied(intake: Intake) -> None:
    async with asyncio.timeout(60):
        while intake.waiting:
            await asyncio.sleep(0.001)


# ------------------------------------------------------------------------------------ the lanes


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 4), st.integers(0, 3))), max_size=80))
def test_no_server_and_no_sender_waits_longer_than_one_round(
    steps: list[tuple[int, int] | None],
) -> None:
    queue: FairQueue[tuple[int, int, int]] = FairQueue()
    waiting: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    passed_over: Counter[int] = Counter()
    passed_inside: Counter[tuple[int, int]] = Counter()
    for number, step in enumerate([*steps, *[None] * len(steps)]):
        if step is not None:
            server, sender = step
            queue.put((server, sender, number), server=server, sender=sender)
            waiting[server][sender].append(number)
            continue
        before = {g: set(s) for g, s in waiting.items()}
        item = queue.take()
        if item is None:
            assert not waiting
            continue
        server, sender, taken = item
        assert waiting[server][sender].pop(0) == taken, "a sender's own order is kept"
        for other, senders in before.items():
            passed_over[other] = 0 if other == server else passed_over[other] + 1
            assert passed_over[other] <= 4, "a server was passed over by more than all others"
            for one in senders if other == server else ():
                key = (server, one)
                passed_inside[key] = 0 if one == sender else passed_inside[key] + 1
                assert passed_inside[key] <= 3
        if not waiting[server][sender]:
            del waiting[server][sender]
        if not waiting[server]:
            del waiting[server]
    assert len(queue) == 0


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-50, 0))), st.integers(1, 10))
def test_a_full_ranked_queue_keeps_what_comes_first(ranks: list[tuple[int, int]], n: int) -> None:
    queue: RankedQueue[tuple[int, int]] = RankedQueue(n)
    gone = [queue.put(rank, rank) for rank in ranks]
    kept = [queue.take() for _ in range(min(n, len(ranks)))]
    assert kept == sorted(ranks)[:n]
    assert queue.take() is None
    assert len([g for g in gone if g is not None]) == max(0, len(ranks) - n)


# ------------------------------------------------------------------------------- nothing is lost


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 25),  # message: few of them, so that edits and doubles happen
            st.sampled_from([Lane.LIVE, Lane.BACKFILL]),
            st.sets(st.sampled_from("abc"), max_size=3),
            st.booleans(),  # awaits a preview
            st.integers(0, 2),  # how often it comes back to be tried again
        ),
        max_size=60,
    ),
    st.integers(0, 2**32),
    st.integers(1, 5),
)
def test_everything_submitted_is_handled_and_no_checkpoint_passes_what_is_not(
    steps: list[tuple[int, Lane, set[str], bool, int]], seed: int, parallel: int
) -> None:
    chance = random.Random(seed)
    world = World()
    fails: Counter[str] = Counter()
    submitted: dict[str, set[str]] = defaultdict(set)

    def result(of: Post, depth: Depth | None) -> Result:
        if fails[of.key] > 0 and depth is None:
            fails[of.key] -= 1
            if chance.random() < 0.3:
                raise RuntimeError("a bug")
            return Result(retry=True)
        return Result(deeper=chance.random() < 0.5)

    async def save(checkpoints: Checkpoints, gaps: Sequence[Gap]) -> None:
        for channel, (_, last, _) in checkpoints.items():
            for key, media in submitted.items():
                if int(key) % 3 == channel and int(key) not in first_seen_late[channel]:
                    open_media = {m for m in media if (key, m) not in world.done}
                    assert int(key) > last or not open_media, "passed something unfinished"
        await World.save(world, checkpoints, gaps)

    first_seen_late: dict[int, set[int]] = defaultdict(set)
    world.result, world.save = result, save  # type: ignore[method-assign]
    world.pause = lambda of: chance.random() * 0.002

    async def scenario() -> None:
        intake = intake_for(
            world, parallel=parallel, depths=(Depth.STANDARD, Depth.DEEP), slot_seconds=0.001
        )
        intake.start()
        for message, lane, media, preview, failures in steps:
            channel = message % 3
            if message <= world.saved.get(channel, 0):
                # An edit of what is behind the checkpoint takes nothing back.
                first_seen_late[channel].add(message)
            submitted[str(message)] |= media
            fails[str(message)] += failures
            answer = intake.submit(
                post(
                    message,
                    guild=message % 2,
                    channel=channel,
                    sender=message % 5,
                    media=sorted(media),
                    awaits_preview=preview,
                ),
                lane,
            )
            assert isinstance(answer, Accepted)
            if chance.random() < 0.3:
                await asyncio.sleep(0.001)
        await emptied(intake)
        await intake.close(10)

    asyncio.run(scenario())
    for key, media in submitted.items():
        assert {m for k, m in world.done if k == key} == media
    newest: dict[int, int] = defaultdict(int)
    for message, *_ in steps:
        newest[message % 3] = max(newest[message % 3], message)
    assert world.saved == newest
    assert not world.gaps


async def test_live_comes_before_what_was_missed_and_that_before_deeper_looks() -> None:
    world = World()
    world.gate = asyncio.Event()
    world.result = lambda of, depth: Result(deeper=depth is None)
    intake = intake_for(world, parallel=1, depths=(Depth.STANDARD,))
    intake.start()
    intake.submit(post(1))
    for number in range(2, 5):
        intake.submit(post(number), Lane.BACKFILL)
    for number in range(5, 8):
        intake.submit(post(number))
    await asyncio.sleep(0)
    world.gate.set()
    await emptied(intake)
    async with asyncio.timeout(10):
        while len(world.handled) < 14:
            await asyncio.sleep(0.001)
    await intake.close(1)
    assert world.ids()[:7] == [1, 5, 6, 7, 2, 3, 4]
    assert [d for _, d in world.handled] == [None] * 7 + [Depth.STANDARD] * 7
    assert world.ids()[7:] == [7, 6, 5, 4, 3, 2, 1], "deeper looks: the newest first"


async def test_least_trusted_senders_are_looked_at_more_deeply_first() -> None:
    world = World()
    world.result = lambda of, depth: Result(deeper=depth is None)
    intake = intake_for(world, parallel=8, depths=(Depth.STANDARD,))
    intake.submit(post(3))
    intake.submit(post(2, account=NOW - timedelta(days=1)))
    intake.submit(post(1, webhook=7))
    intake.start()
    async with asyncio.timeout(10):
        while len(world.handled) < 6:
            await asyncio.sleep(0.001)
    await intake.close(1)
    assert world.ids()[3:] == [1, 2, 3]


async def test_a_flood_on_one_server_does_not_keep_another_waiting() -> None:
    world = World()
    intake = intake_for(world, parallel=1)
    for number in range(1, 201):
        intake.submit(post(number, guild=1, sender=1))
    intake.submit(post(500, guild=2, channel=20))
    intake.submit(post(600, guild=1, sender=2))
    intake.start()
    await emptied(intake)
    await intake.close(1)
    assert world.ids().index(500) <= 1
    assert world.ids().index(600) <= 3


# ------------------------------------------------------------------------------------- overload


async def test_a_full_queue_is_a_typed_answer_and_the_channel_is_read_again() -> None:
    world = World()
    world.gate = asyncio.Event()
    intake = intake_for(world, parallel=1, live_limit=4)
    intake.start()
    answers = [intake.submit(post(number)) for number in range(1, 8)]
    assert [type(a) for a in answers] == [Accepted] * 4 + [Overloaded] * 3
    assert isinstance(intake.submit(post(8, media=())), Accepted), "nothing to look at, no load"
    assert isinstance(intake.submit(post(2, media=("b",))), Accepted), "an edit of what waits"
    world.gate.set()
    async with asyncio.timeout(10):
        assert await intake.missed() == place()
    await emptied(intake)
    await intake.save()
    assert world.saved[10] == 4, "the checkpoint stays before what was not taken"

    after, turn = intake.marks.start_reading(place(), 0)
    assert after == 4
    for number in range(5, 8):
        await intake.room(Lane.BACKFILL)
        intake.submit(post(number), Lane.BACKFILL)
    intake.submit(post(9))
    intake.marks.read_to(10, 7)
    intake.marks.finish_reading(10, turn)
    await emptied(intake)
    await intake.close(1)
    assert sorted(set(world.ids())) == [1, 2, 3, 4, 5, 6, 7, 9]
    assert world.saved[10] == 9


async def test_what_is_missed_while_a_channel_is_read_has_it_read_again() -> None:
    marks = Marks()
    marks.settle(1)
    marks.begin(place(), 1)
    marks.finish(10, 1)
    marks.miss(place(), 2)
    _, turn = marks.start_reading(place(), 0)
    marks.miss(place(), 5)
    marks.read_to(10, 4)
    marks.finish_reading(10, turn)
    assert list(marks.behind(1)) == [10]
    assert marks.changed() == {10: Checkpoint(1, 4)}
    after, turn = marks.start_reading(place(), 0)
    assert after == 4
    marks.read_to(10, 5)
    marks.finish_reading(10, turn)
    assert marks.behind(1) == {}


async def test_room_is_waited_for() -> None:
    world = World()
    world.gate = asyncio.Event()
    intake = intake_for(world, parallel=1, backfill_limit=1)
    intake.start()
    await intake.room(Lane.BACKFILL)
    intake.submit(post(1), Lane.BACKFILL)
    assert isinstance(intake.submit(post(2), Lane.BACKFILL), Overloaded)
    waits = asyncio.create_task(intake.room(Lane.BACKFILL))
    await asyncio.sleep(0.01)
    assert not waits.done()
    world.gate.set()
    async with asyncio.timeout(10):
        await waits
    await intake.close(1)


async def test_deeper_looks_give_way_when_there_are_too_many() -> None:
    world = World()
    world.result = lambda of, depth: Result(deeper=depth is None)
    intake = intake_for(world, parallel=50, deeper_limit=3, depths=(Depth.STANDARD,))
    gate = world.gate = asyncio.Event()
    for number in range(1, 21):
        intake.submit(post(number))
    intake.start()
    await asyncio.sleep(0)
    gate.set()
    await emptied(intake)
    await asyncio.sleep(0.05)
    await intake.close(1)
    assert sorted(world.ids()[:20]) == list(range(1, 21)), "coverage gives nothing away"
    assert len(world.ids()[20:]) < 20
    assert 20 in world.ids()[20:]


# ------------------------------------------------------------------- again, previews, left open


async def test_a_post_that_never_succeeds_becomes_a_gap() -> None:
    world = World()
    world.result = lambda of, depth: Result(retry=True)
    intake = intake_for(world)
    intake.start()
    intake.submit(post(5))
    intake.submit(post(6))
    await emptied(intake)
    await intake.close(1)
    assert Counter(world.ids()) == {5: MAX_TRIES, 6: MAX_TRIES}
    gaps = {(g.from_id, g.to_id, g.reason) for g in world.gaps}
    assert gaps == {(4, 5, GapReason.GAVE_UP), (5, 6, GapReason.GAVE_UP)}
    assert world.saved[10] == 6


async def test_a_lost_preview_is_looked_for() -> None:
    world = World()
    world.fresh[1] = post(1, media=("late",))
    intake = intake_for(world)
    intake.start()
    intake.submit(post(1, media=(), awaits_preview=True))
    intake.submit(post(2, media=("own",), awaits_preview=True))
    await emptied(intake)
    await intake.close(1)
    assert sorted(world.refetched) == [1, 2]
    assert world.done == {("1", "late"), ("2", "own")}
    assert world.saved[10] == 2


async def test_an_edit_that_brings_the_preview_spares_the_look() -> None:
    world = World()
    intake = intake_for(world, preview_pause=0.2)
    intake.start()
    intake.submit(post(1, media=(), awaits_preview=True))
    intake.submit(post(1, media=("late",)))
    await emptied(intake)
    await intake.close(1)
    assert world.refetched == []
    assert world.done == {("1", "late")}


async def test_a_message_that_is_gone_is_done() -> None:
    world = World()
    world.fresh[1] = None
    intake = intake_for(world)
    intake.start()
    results: list[object] = []
    intake.submit(post(1, media=(), awaits_preview=True), on_done=results.append)
    await emptied(intake)
    await intake.close(1)
    assert results == [None] and world.handled == [] and world.saved[10] == 1


async def test_what_was_left_open_is_finished_before_the_same_post_is_looked_at() -> None:
    world = World()
    intake = intake_for(world)
    left = post(1)
    intake.hold([case_of(left)])
    intake.start()
    intake.submit(left, Lane.BACKFILL)
    intake.submit(post(2), Lane.BACKFILL)
    await asyncio.sleep(0.02)
    assert world.ids() == [2] and world.reconciled == []
    await intake.save()
    assert world.saved[10] == 0, "the held post keeps the checkpoint before it"
    intake.release()
    await emptied(intake)
    await intake.close(1)
    assert world.reconciled == ["1"]
    assert world.ids() == [2, 1]
    assert world.saved[10] == 2


async def test_posts_that_are_no_messages_leave_the_checkpoint_alone() -> None:
    world = World()
    intake = intake_for(world)
    intake.start()
    intake.submit(post(900, subject="avatar:5:abc"))
    await emptied(intake)
    await intake.close(1)
    assert world.ids() == [900] and world.saved == {}


# ---------------------------------------------------------------------------------- checkpoints


async def test_a_new_session_freezes_every_checkpoint_until_the_channel_was_read() -> None:
    world = World()
    intake = intake_for(world, Marks({10: Checkpoint(1, 50)}))
    intake.start()
    intake.submit(post(100))
    intake.submit(post(7, channel=11))
    await emptied(intake)
    await intake.save()
    assert world.saved == {}
    assert sorted(intake.marks.behind(1)) == [10, 11]
    after, turn = intake.marks.start_reading(place(), 999)
    assert after == 50
    intake.marks.read_to(10, 80)
    await intake.save()
    assert world.saved == {10: 80}
    intake.marks.finish_reading(10, turn)
    await intake.close(1)
    assert world.saved == {10: 100}


def test_a_freeze_holds_what_was_settled_and_can_be_for_one_server() -> None:
    marks = Marks()
    for guild in (1, 2):
        marks.settle(guild)
        marks.skip(place(10 * guild, guild), 5)
    marks.saved(marks.changed())
    marks.freeze(2)
    marks.skip(place(10, 1), 9)
    marks.skip(place(20, 2), 9)
    marks.skip(place(21, 2), 9)
    assert marks.changed() == {10: Checkpoint(1, 9)}
    assert sorted(marks.behind(2)) == [20, 21] and not marks.behind(1)
    marks.freeze()
    marks.skip(place(10, 1), 12)
    marks.saved(marks.changed())
    assert marks.start_reading(place(10, 1), 0)[0] == 9
    assert marks.start_reading(place(21, 2), 3)[0] == 3


async def test_checkpoints_that_could_not_be_saved_are_saved_later() -> None:
    world = World()
    world.failing_saves = 3
    intake = intake_for(world)
    intake.start()
    intake.note(Gap(1, 10, 0, 1, GapReason.DELETED, NOW))
    intake.submit(post(1))
    await emptied(intake)
    async with asyncio.timeout(10):
        while not world.saved:
            await asyncio.sleep(0.001)
    await intake.close(1)
    assert world.saved == {10: 1} and len(world.gaps) == 1


async def test_what_is_in_hand_is_finished_at_the_end_and_the_rest_is_left_for_the_next_start() -> (
    None
):
    world = World()
    world.pause = lambda of: 0.05 if of.message_id == 1 else 60
    intake = intake_for(world, parallel=2)
    intake.start()
    for number in (1, 2, 3):
        intake.submit(post(number))
    await asyncio.sleep(0.01)
    ending = asyncio.create_task(intake.close(0.3))
    await asyncio.sleep(0.01)
    assert isinstance(intake.submit(post(4)), Overloaded)
    intake.submit(post(5, media=()))
    await ending
    assert world.saved == {10: 1}
    assert world.done == {("1", "a")}


async def test_a_post_that_waits_for_discord_makes_room_for_others() -> None:
    world = World()
    world.pause = lambda of: 30 if of.message_id == 1 else 0
    intake = intake_for(world, parallel=1, slot_seconds=0.01)
    intake.start()
    intake.submit(post(1))
    intake.submit(post(2))
    async with asyncio.timeout(10):
        while ("2", "a") not in world.done:
            await asyncio.sleep(0.001)
    await intake.close(0)


@pytest.mark.parametrize("lane", [Lane.LIVE, Lane.BACKFILL])
async def test_the_same_post_again_while_it_is_in_hand_is_handled_afterwards(lane: Lane) -> None:
    world = World()
    world.gate = asyncio.Event()
    intake = intake_for(world)
    intake.start()
    intake.submit(post(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    intake.submit(post(1, media=("b",)), lane)
    intake.submit(post(1, media=("c",)), lane)
    world.gate.set()
    await emptied(intake)
    await intake.close(1)
    assert world.ids() == [1, 1]
    assert world.done == {("1", "a"), ("1", "b"), ("1", "c")}
