"""The whole case flow on one page, over Protocols.

    post → fetch → screen → judge → decide → open the case → act → record

Invariants kept here (docs/data-flow.md): the case is committed before the message is touched; if
that commit fails people are protected all the same and moderators are told; every failure is a
verdict, or is brought again; what a crash interrupted is finished at the next start.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

import structlog

from bot import policy as rules
from bot.casework import URGENT, Casework, Work, may_be_back
from bot.claims import Claims, InHand
from bot.domain import (
    Action,
    Case,
    Depth,
    MediaFinding,
    MediaRef,
    OutcomeStatus,
    Policy,
    Post,
    Screening,
    Surface,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError, StoreError
from bot.judging import judged
from bot.ports import CaseStore, Enforcer, KnownImages, MediaSource, Refetch, Screener, Watch

log = structlog.get_logger(__name__)

_TRIES = 3
"""How often an image that could not be downloaded is brought again before its case says so."""

_TAKES_DOWN = URGENT | {Action.TIMEOUT}

_LASTING = frozenset(Surface) - {
    Surface.ATTACHMENT, Surface.EMBED, Surface.FORWARD, Surface.COMPONENT
}  # fmt: skip
"""Where an image is named by its own id or hash: an emoji, a sticker, an avatar, an icon."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a post.

    `retry`: not all of it could be looked at now, and a later try may; bring it again. `deeper`:
    nothing was taken down, and there is something that a deeper look may find more in. `gone`:
    what nobody can look at any more, because the message or the image in it is gone.
    """

    case: Case | None = None
    retry: bool = False
    deeper: bool = False
    gone: tuple[MediaFinding, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Job(Work):
    """One post on its way through the flow."""

    depth: Depth
    slots: asyncio.Semaphore
    later: list[MediaFinding] = field(default_factory=list)
    gone: list[MediaFinding] = field(default_factory=list)
    refetched: asyncio.Future[Post | None] | None = None
    worth_a_deeper_look: bool = False
    retry: bool = False


class _Look(NamedTuple):
    """What one look found; `later` and `gone` are looks that could not be taken."""

    finding: MediaFinding
    later: bool = False
    gone: bool = False


class Moderator:
    """Runs the flow for each post. One instance serves all servers."""

    def __init__(
        self,
        *,
        media: MediaSource,
        screener: Screener,
        store: CaseStore,
        enforcer: Enforcer,
        policy_for: Callable[[Post], Policy],
        refetch: Refetch | None = None,
        known: KnownImages | None = None,
        watch: Watch | None = None,
        depth: Depth = Depth.FAST,
        parallel: int = 8,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together.

        `parallel` bounds how many images are held in memory at once, half of them of one post;
        whatever waits holds references only. `clock` returns aware UTC times.
        """
        self._media = media
        self._screener = screener
        self._policy_for = policy_for
        self._refetch = refetch
        self._known_images = known
        self._depth = depth
        self._slots = asyncio.Semaphore(parallel)
        self._slots_of_one = max(1, parallel // 2)
        self._clock = clock
        self._casework = Casework(store, enforcer, clock, watch)
        self._claims = Claims()
        self._seen = _Seen()
        self._in_hand = InHand()

    async def handle(self, post: Post, *, depth: Depth | None = None) -> Handled:
        """Screen a post and do what its server's policy says.

        The first explicit image has the post removed at once; the other images of the post are
        screened to the end all the same, and stand in the same case. Events may come twice and
        edits bring known images again: each is screened once at each depth.
        """
        policy = self._policy_for(post)
        shown = tuple(m for m in post.media if rules.applies_to(post, m.surface, policy))
        with self._in_hand.hold(post) as lock:
            fresh = self._claims.take(post, shown, depth or self._depth)
            job = self._job(post, policy, lock, depth)
            try:
                await self._look_at_all(job, fresh)
                known = await self._known(job) if len(fresh) < len(shown) else None
                if job.decide().actions:
                    await self._casework.settle(job)
                elif known is not None:
                    # Whoever else has the post in hand finishes its case.
                    shared = self._in_hand.is_shared(post)
                    await self._casework.settle(job, urgent_only=shared)
            except BaseException:
                # Whatever cut this short, a later try must find it to be looked at.
                for media in fresh:
                    self._claims.give_back(post, media)
                raise
        taken_down = job.case is not None and not _TAKES_DOWN.isdisjoint(job.case.decision.actions)
        deeper = job.worth_a_deeper_look and not taken_down and not job.retry
        return Handled(job.case, job.retry, deeper, tuple(job.gone))

    async def reconcile(self, cases: Iterable[Case]) -> None:
        """Finish the cases that a crash left between decision and outcome.

        What this process has in hand is passed over. An image that was still being screened at
        the crash gets its verdict here: UNSCREENED. The copies are gone with the process that
        made them; the notice goes out without them.
        """
        screening = Screening.failed(UnscreenedReason.CRASHED, "the bot stopped meanwhile")
        verdict = Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)
        for case in cases:
            if case.post in self._in_hand:
                continue
            with self._in_hand.hold(case.post) as lock:
                job = self._job(case.post, self._policy_for(case.post), lock)
                job.case, job.resumed = case, True
                for finding in case.findings:
                    if finding.verdict is None:
                        crashed = replace(finding, screening=screening, verdict=verdict)
                        job.findings[finding.media.media_id] = crashed
                await self._casework.settle(job)

    def _job(
        self, post: Post, policy: Policy, lock: asyncio.Lock, depth: Depth | None = None
    ) -> _Job:
        return _Job(
            post=post if policy.keep_text else replace(post, text=""),
            policy=policy,
            lock=lock,
            depth=depth or self._depth,
            slots=asyncio.Semaphore(self._slots_of_one),
        )

    async def _look_at_all(self, job: _Job, fresh: tuple[MediaRef, ...]) -> None:
        """Look at the images side by side; act at once on what must be out of sight."""
        job.findings = {m.media_id: MediaFinding(m) for m in fresh}
        urgent: set[Action] = set()
        async with aclosing(self._looks(job, fresh)) as looks:
            async for look in looks:
                self._note(job, look)
                wanted = URGENT & set(job.decide().actions)
                if not wanted <= urgent:
                    urgent |= wanted
                    await self._casework.settle(job, urgent_only=True)
        self._end_the_rest(job)

    def _note(self, job: _Job, look: _Look) -> None:
        """Keep what one look found where it belongs."""
        finding, media_id = look.finding, look.finding.media.media_id
        if look.gone:
            job.gone.append(finding)
            del job.findings[media_id]
        elif look.later:
            job.later.append(finding)
        elif _is_unscreened(finding) and self._claims.looked_at_before(job.post, finding.media):
            # A deeper look that failed takes nothing from the one that stands.
            del job.findings[media_id]
        else:
            job.findings[media_id] = finding
            job.worth_a_deeper_look |= not _is_unscreened(finding)

    def _end_the_rest(self, job: _Job) -> None:
        """Say what becomes of the images that could not be looked at."""
        if job.case is not None and _is_removed(job.case):
            # Nobody can look at them any more, and nobody sees them: that is how it ends.
            job.findings |= {f.media.media_id: f for f in job.later}
        else:
            for finding in job.later:
                self._claims.give_back(job.post, finding.media, failed=not _is_overloaded(finding))
            job.retry = bool(job.later)
        if job.case is not None or job.decide().actions:
            # A case that there is anyhow names them too; by themselves they are none.
            job.findings |= {f.media.media_id: f for f in job.gone}

    async def _known(self, job: _Job) -> Case | None:
        """Return the case of a post that was seen before, and find out what of it is back.

        Events come late and twice, and a post may name what was edited away meanwhile: Discord
        itself is asked whether a preview that was hidden is shown again.
        """
        try:
            case = await self._casework.known(job)
        except StoreError as error:
            log.error("case_not_read", key=job.post.key, detail=error.detail)
            job.retry = True
            return None
        if case is not None and may_be_back(case, job):
            job.back = await self._shown_now(job)
        if case is not None and not job.decide().actions:
            # What is clean is no matter of the case, unless the case waits for it.
            waiting = {f.media.media_id for f in case.findings if f.verdict is None}
            job.findings = {k: f for k, f in job.findings.items() if k in waiting}
        return case

    async def _shown_now(self, job: _Job) -> frozenset[str]:
        post: Post | None = job.post
        if self._refetch is not None:
            try:
                post = await self._seen_anew(job)
            except FetchError as error:
                # Where Discord will not tell, the event stands.
                job.retry |= error.transient
                post = None if error.transient else job.post
        return frozenset(m.media_id for m in post.media) if post else frozenset()

    async def _looks(self, job: _Job, media: tuple[MediaRef, ...]) -> AsyncGenerator[_Look, None]:
        """Yield what became of each image as soon as it stands."""
        tasks = [asyncio.create_task(self._look(job, m)) for m in media]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()

    async def _look(self, job: _Job, media: MediaRef) -> _Look:
        transient = False
        try:
            screening = await self._screen(job, media)
        except _Gone as error:
            screening = Screening.failed(UnscreenedReason.FETCH_FAILED, str(error))
            verdict = rules.judge(screening, job.policy)
            return _Look(MediaFinding(media, screening, verdict, self._clock()), gone=True)
        except FetchError as error:
            screening = Screening.failed(error.reason, error.message)
            tries = 1 + self._claims.failures(job.post, media)
            transient = error.transient and tries < _TRIES
        verdict = await self._judge(screening, job)
        finding = MediaFinding(media, screening, verdict, self._clock())
        if _is_unscreened(finding):
            _log_unscreened(job.post, finding)
        return _Look(finding, later=transient or _is_overloaded(finding))

    async def _judge(self, screening: Screening, job: _Job) -> Verdict:
        """Return the verdict by what was measured and by the server's lists of known images."""
        guild_id = job.post.place.guild_id
        try:
            return await judged(screening, guild_id, job.policy, self._known_images)
        except StoreError as error:
            # What was measured stands: no list keeps an image from being looked at.
            log.error("known_images_not_read", key=job.post.key, detail=error.detail)
            return rules.judge(screening, job.policy)

    async def _screen(self, job: _Job, media: MediaRef) -> Screening:
        try:
            return await self._fetch_and_screen(job, media)
        except FetchError as error:
            if not error.expired or self._refetch is None:
                raise
        post = await self._seen_anew(job)
        if post is None:
            raise _Gone("the message was deleted before it could be looked at")
        for fresh in post.media:
            if fresh.media_id == media.media_id:
                return await self._fetch_and_screen(job, fresh)
        raise _Gone("the image was taken out of the message before it could be looked at")

    async def _seen_anew(self, job: _Job) -> Post | None:
        """Return the message as it is now, asked for once; None where it is gone."""
        assert self._refetch is not None, "whoever calls this looks first"
        if job.refetched is None:
            job.refetched = asyncio.ensure_future(self._refetch.refetch(job.post))
        return await asyncio.shield(job.refetched)

    async def _fetch_and_screen(self, job: _Job, media: MediaRef) -> Screening:
        known = self._seen.get(media, job.depth)
        if known is not None:
            return known
        async with job.slots, self._slots:
            data = await self._media.fetch(media)
            screening = await self._screener.screen(data, depth=job.depth)
        self._seen.keep(media, job.depth, screening)
        return screening


class _Seen:
    """Screenings of pictures that Discord never changes under their id; the oldest go first.

    A custom emoji comes in message after message: without this each would be a download.
    """

    def __init__(self, limit: int = 4096) -> None:
        self._screenings: OrderedDict[tuple[str, Depth], Screening] = OrderedDict()
        self._limit = limit

    def get(self, media: MediaRef, depth: Depth) -> Screening | None:
        """Return what was found before, where the same picture was looked at to its end."""
        return self._screenings.get((media.media_id, depth)) if _is_lasting(media) else None

    def keep(self, media: MediaRef, depth: Depth, screening: Screening) -> None:
        """Keep what a complete look found."""
        if _is_lasting(media) and screening.unscreened is None:
            self._screenings[media.media_id, depth] = screening
            if len(self._screenings) > self._limit:
                self._screenings.popitem(last=False)


def _is_lasting(media: MediaRef) -> bool:
    return media.surface in _LASTING


class _Gone(Exception):
    """What was to be looked at is gone."""


def _is_removed(case: Case) -> bool:
    removal = case.outcome_of(Action.REMOVE)
    return removal is not None and removal.status is OutcomeStatus.DONE


def _is_unscreened(finding: MediaFinding) -> bool:
    return finding.verdict is not None and finding.verdict.kind is VerdictKind.UNSCREENED


def _is_overloaded(finding: MediaFinding) -> bool:
    return (
        _is_unscreened(finding)
        and finding.screening is not None
        and finding.screening.unscreened is UnscreenedReason.OVERLOADED
    )


def _log_unscreened(post: Post, finding: MediaFinding) -> None:
    assert finding.verdict is not None and finding.screening is not None
    log.warning(
        "unscreened",
        key=post.key,
        media_id=finding.media.media_id,
        reason=finding.verdict.reason,
        detail=finding.screening.detail,
    )
