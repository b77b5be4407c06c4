"""The whole case flow on one page, over Protocols.

    post → fetch → screen → judge → decide → open the case → act → record

Invariants kept here (docs/data-flow.md): the case is committed before the message is touched; if
that commit fails people are protected all the same and moderators are told; every failure is a
verdict; what a crash interrupted is finished at the next start.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import structlog

from bot import policy as rules
from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Depth,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Policy,
    Post,
    Screening,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError, StoreError

log = structlog.get_logger(__name__)


class MediaSource(Protocol):
    """Where an image's bytes come from."""

    async def fetch(self, media: MediaRef) -> bytes:
        """Return the bytes, or raise FetchError with the reason."""
        ...


class Screener(Protocol):
    """What looks at bytes; a failure is a Screening with its reason, never an exception."""

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        """Return all that was measured on one media item."""
        ...


class CaseStore(Protocol):
    """Where cases are kept. Each method has committed when it returns, or raises StoreError."""

    async def open_case(
        self,
        post: Post,
        findings: tuple[MediaFinding, ...],
        decision: Decision,
        at: datetime,
    ) -> Case:
        """Commit a new case, or return the one that this message already has, unchanged."""
        ...

    async def update_case(self, case: Case) -> None:
        """Commit a case's findings, decision and state as they now stand."""
        ...

    async def record(self, case_id: str, outcomes: tuple[Outcome, ...]) -> None:
        """Append outcomes."""
        ...

    async def close_case(self, case_id: str) -> None:
        """Mark a case as having its outcomes."""
        ...


class Enforcer(Protocol):
    """What acts on Discord; a failure is an Outcome, never an exception."""

    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        """Carry out one action of a case.

        `copies` are unrecognisable PNGs by media id. `resumed` says that an earlier process may
        already have done it, so that nothing is posted twice.
        """
        ...


class Moderator:
    """Runs the flow for each post. One instance serves all servers."""

    def __init__(
        self,
        *,
        media: MediaSource,
        screener: Screener,
        store: CaseStore,
        enforcer: Enforcer,
        policy_for: Callable[[Place], Policy],
        depth: Depth = Depth.FAST,
        parallel: int = 8,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together.

        `parallel` bounds how many images are held in memory at once; whatever waits holds
        references only. `clock` returns aware UTC times.
        """
        self._media = media
        self._screener = screener
        self._store = store
        self._enforcer = enforcer
        self._policy_for = policy_for
        self._depth = depth
        self._slots = asyncio.Semaphore(parallel)
        self._clock = clock
        self._claims = _Claims()

    async def handle(self, post: Post) -> Case | None:
        """Screen a post and do what its server's policy says; return its case where it has one.

        The first explicit image has the post removed at once; the other images of the post are
        screened to the end all the same, and stand in the same case. Events may come twice and
        edits bring known images again: each (message, media) is screened once.
        """
        policy = self._policy_for(post.place)
        if not rules.applies_to(post.place, policy):
            return None
        fresh = self._claims.take(post)
        if not fresh:
            return None

        findings = {m.media_id: MediaFinding(m) for m in fresh}
        case: Case | None = None
        async for finding in self._screen(fresh, policy):
            findings[finding.media.media_id] = finding
            decision = _decide(findings.values(), policy)
            if case is None and Action.REMOVE in decision.actions:
                case = await self._open(post, findings, policy)
                case = await self._act(case, Action.REMOVE, {})

        decision = _decide(findings.values(), policy)
        for finding in findings.values():
            if finding.verdict and finding.verdict.kind is VerdictKind.UNSCREENED:
                _log_unscreened(post, finding)
        if not decision.actions:
            return None
        if case is None:
            case = await self._open(post, findings, policy)
        else:
            case = await self._update(case, findings, policy)
        return await self._finish(case, _copies(findings.values()))

    async def reconcile(self, cases: Iterable[Case]) -> None:
        """Finish the cases that a crash left between decision and outcome.

        `cases` are those that were open before this process handled anything. An image that was
        still being screened then has its terminal state here: UNSCREENED. The copies are gone
        with the process that made them; the notice goes out without them.
        """
        for case in cases:
            crashed = Screening.failed(UnscreenedReason.CRASHED, "the bot stopped meanwhile")
            findings = tuple(
                f
                if f.verdict
                else MediaFinding(
                    f.media, crashed, Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED)
                )
                for f in case.findings
            )
            case = replace(case, findings=findings)
            try:
                await self._store.update_case(case)
            except StoreError as error:
                log.error("case_not_updated", case=case.case_id, detail=error.detail)
            await self._finish(case, {}, resumed=True)

    async def _screen(
        self, media: tuple[MediaRef, ...], policy: Policy
    ) -> AsyncIterator[MediaFinding]:
        """Yield each item's finding as soon as it stands."""
        tasks = [asyncio.create_task(self._look(m, policy)) for m in media]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()

    async def _look(self, media: MediaRef, policy: Policy) -> MediaFinding:
        async with self._slots:
            try:
                data = await self._media.fetch(media)
            except FetchError as error:
                screening = Screening.failed(error.reason, error.message)
            else:
                screening = await self._screener.screen(data, depth=self._depth)
        return MediaFinding(media, screening, rules.judge(screening, policy))

    async def _open(self, post: Post, findings: Mapping[str, MediaFinding], policy: Policy) -> Case:
        at = self._clock()
        found = tuple(findings.values())
        decision = _decide(found, policy)
        try:
            case = await self._store.open_case(post, found, decision, at)
        except StoreError as error:
            log.error("case_not_recorded", message_id=post.message_id, detail=error.detail)
            return Case("", 0, post, found, decision, at, recorded=False)
        if {f.media.media_id for f in case.findings} >= findings.keys():
            return case
        # An edit brought further images to a message that has a case already.
        return await self._update(case, findings, policy)

    async def _update(
        self, case: Case, findings: Mapping[str, MediaFinding], policy: Policy
    ) -> Case:
        merged = {f.media.media_id: f for f in case.findings} | dict(findings)
        case = replace(
            case,
            findings=tuple(merged.values()),
            decision=_decide(merged.values(), policy),
            state=CaseState.OPEN,
        )
        if case.recorded:
            try:
                await self._store.update_case(case)
            except StoreError as error:
                log.error("case_not_updated", case=case.case_id, detail=error.detail)
                return replace(case, recorded=False)
        return case

    async def _finish(
        self, case: Case, copies: Mapping[str, bytes], *, resumed: bool = False
    ) -> Case:
        for action in case.decision.actions:
            # Each action once; the moderators' entry is written again whenever a case moves.
            if action is Action.ALERT_MODERATORS or case.outcome_of(action) is None:
                case = await self._act(case, action, copies, resumed=resumed)
        if case.recorded:
            try:
                await self._store.close_case(case.case_id)
            except StoreError as error:
                log.error("case_not_closed", case=case.case_id, detail=error.detail)
        log.info(
            "case",
            case=case.case_id,
            number=case.number,
            verdict=case.decision.verdict.kind.value,
            outcomes={o.action.value: o.status.value for o in case.outcomes},
        )
        return replace(case, state=CaseState.CLOSED)

    async def _act(
        self, case: Case, action: Action, copies: Mapping[str, bytes], *, resumed: bool = False
    ) -> Case:
        if action in _SAYS_REMOVED and _removal_failed(case):
            # "An image was removed here" would be false, and would point at what still stands.
            outcome = Outcome(
                action, OutcomeStatus.SKIPPED, self._clock(), "the post could not be removed"
            )
        else:
            outcome = await self._enforcer.act(action, case, copies, resumed=resumed)
        case = case.with_outcomes((outcome,))
        if case.recorded:
            try:
                await self._store.record(case.case_id, (outcome,))
            except StoreError as error:
                # The action is done; the case stays open, so the next start finds it again.
                log.error("outcome_not_recorded", case=case.case_id, detail=error.detail)
                return replace(case, recorded=False)
        return case


class _Claims:
    """Which (message, media) were taken already; the oldest are forgotten first.

    65,536 entries are about 10 MB, and far more than the images of the few minutes in which
    Discord sends an event again.
    """

    def __init__(self, limit: int = 65_536) -> None:
        self._taken: OrderedDict[tuple[int, str], None] = OrderedDict()
        self._limit = limit

    def take(self, post: Post) -> tuple[MediaRef, ...]:
        fresh = []
        for media in post.media:
            key = (post.message_id, media.media_id)
            if key not in self._taken:
                self._taken[key] = None
                fresh.append(media)
        while len(self._taken) > self._limit:
            self._taken.popitem(last=False)
        return tuple(fresh)


_SAYS_REMOVED = (Action.REPOST_BLURRED, Action.NOTICE)


def _removal_failed(case: Case) -> bool:
    removal = case.outcome_of(Action.REMOVE)
    return removal is not None and removal.status is OutcomeStatus.FAILED


def _decide(findings: Iterable[MediaFinding], policy: Policy) -> Decision:
    return rules.decide((f.verdict for f in findings if f.verdict is not None), policy)


def _copies(findings: Iterable[MediaFinding]) -> dict[str, bytes]:
    """Return the unrecognisable copies of the images that the post was removed for."""
    return {
        f.media.media_id: f.screening.redacted
        for f in findings
        if f.screening is not None
        and f.screening.redacted is not None
        and f.verdict is not None
        and f.verdict.kind is not VerdictKind.CLEAN
    }


def _log_unscreened(post: Post, finding: MediaFinding) -> None:
    assert finding.verdict is not None and finding.screening is not None
    log.warning(
        "unscreened",
        message_id=post.message_id,
        media_id=finding.media.media_id,
        reason=finding.verdict.reason,
        detail=finding.screening.detail,
    )
