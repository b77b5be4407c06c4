"""A post's case: opened, brought up to date, acted on and recorded.

    open the case → act → record

The case is committed before the message is touched; if that commit fails people are protected all
the same, and moderators are told. Each action is carried out once, but for what comes back: a
preview that shows again, an emoji that is used again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot import policy as rules
from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Policy,
    Post,
    Response,
    Surface,
    VerdictKind,
)
from bot.errors import StoreError
from bot.measures import History
from bot.ports import CaseStore, Enforcer, Watch

log = structlog.get_logger(__name__)

URGENT = frozenset({Action.REMOVE, Action.SUPPRESS_PREVIEW})
"""What takes an image out of people's sight: it does not wait for the other images."""

_SUPPRESSIONS = 3
"""How often a preview is hidden; a message that shows it once more is removed."""

_NOTICES = frozenset({Action.REPOST_BLURRED, Action.NOTICE})
"""A case has one of them, which says what was done."""

_NOT_DONE = (OutcomeStatus.FAILED, OutcomeStatus.SKIPPED)


@dataclass(slots=True, kw_only=True)
class Work:
    """One post in hand: what was found in it so far, and its case where it has one.

    `lock` keeps others from acting on the same post. `back` are the media that are certainly shown
    although they were taken away before. `history` has the sender's earlier cases, where the policy
    asks for them. `moved` says that the case has findings which
    moderators were not told yet; `resumed`, that an earlier process may have acted already.
    """

    post: Post
    policy: Policy
    lock: asyncio.Lock
    findings: dict[str, MediaFinding] = field(default_factory=dict)
    case: Case | None = None
    acted: set[Action] = field(default_factory=set)
    back: frozenset[str] = frozenset()
    history: History | None = None
    moved: bool = False
    resumed: bool = False

    def decide(self, findings: Iterable[MediaFinding] | None = None) -> Decision:
        """Return what the policy says of these findings, or of all that there are by now."""
        return rules.decide(
            (
                (f.verdict, f.media.surface)
                for f in (self.findings.values() if findings is None else findings)
                if f.verdict is not None
            ),
            self.policy,
            in_message=not self.post.subject,
            history=self.history,
        )


class Casework:
    """Keeps cases and acts on them. One instance serves all servers."""

    def __init__(
        self,
        store: CaseStore,
        enforcer: Enforcer,
        clock: Callable[[], datetime],
        watch: Watch | None = None,
    ) -> None:
        """Tie the parts together; `clock` returns aware UTC times."""
        self._watch = watch
        self._store = store
        self._enforcer = enforcer
        self._clock = clock
        self._started = clock()

    async def settle(self, work: Work, *, urgent_only: bool = False) -> None:
        """Bring a post's case up to date and carry out what is due of its actions.

        With `urgent_only` the rest waits for a later call, and the case stays open.
        """
        async with work.lock:
            work.case = case = await self._open(work)
            if self._watch is not None:
                self._watch.flagged(case, work.policy)
            before = len(case.outcomes)
            for action in case.decision.actions:
                if urgent_only and action not in URGENT:
                    continue
                if action is Action.SUPPRESS_PREVIEW and _suppressions(case) >= _SUPPRESSIONS:
                    action = Action.REMOVE
                if action not in work.acted and _is_due(case, action, work):
                    work.acted.add(action)
                    work.case = case = await self._act(case, action, work)
            if not urgent_only:
                work.case = case = await self._close(case)
                if len(case.outcomes) > before:
                    _log(case)

    async def known(self, work: Work) -> Case | None:
        """Return the case that a post has by now, or None. Raises StoreError."""
        return await self._store.case_of(work.post.place.guild_id, work.post.key)

    async def _open(self, work: Work) -> Case:
        """Return the post's case with all that is known by now; it is committed, if it can be."""
        found, at = tuple(work.findings.values()), self._clock()
        try:
            work.history = await self._history(work, at)
            case = await self._store.open_case(work.post, found, work.decide(), at)
            if work.history is not None:
                # What came after this case was opened is no reason to be harder on it.
                work.history = replace(work.history, at=case.opened_at)
            # What was done while the database failed.
            done = work.case.outcomes if work.case else ()
            if missing := tuple(o for o in done if o not in case.outcomes):
                await self._store.record(case.case_id, missing)
                case = case.with_outcomes(missing)
            merged = _merged(case, work.findings)
            if merged != case.findings:
                work.moved = True
                decision = work.decide(merged)
                case = replace(case, findings=merged, decision=decision, state=CaseState.OPEN)
                await self._store.update_case(case)
        except StoreError as error:
            log.error("case_not_recorded", key=work.post.key, detail=error.detail)
            known = work.case or Case("", 0, work.post, found, work.decide(), at)
            merged = _merged(known, work.findings)
            return replace(known, findings=merged, decision=work.decide(merged), recorded=False)
        return case

    async def _history(self, work: Work, at: datetime) -> History | None:
        """Return the sender's earlier cases, asked for once and only where something turns on it.

        A webhook is nobody who could be timed out.
        """
        sender, steps = work.post.sender, work.policy.escalation
        explicit = work.decide().verdict.kind is VerdictKind.EXPLICIT
        if work.history is not None or not steps or not explicit:
            return work.history
        if sender.webhook_id is not None or not sender.user_id:
            return None
        since = at - max(step.within for step in steps)
        return History(at, await self._store.strikes(work.post, work.policy.mode, since))

    async def _act(self, case: Case, action: Action, work: Work) -> Case:
        lever = _lever(case) if action in _NOTICES else None
        if lever is not None and lever.status in _NOT_DONE:
            # "An image was removed here" would be false, and would point at what still stands.
            what = (
                "post could not be removed"
                if lever.action is Action.REMOVE
                else "preview could not be hidden"
            )
            outcome = Outcome(action, OutcomeStatus.SKIPPED, self._clock(), f"the {what}")
        else:
            resumed = work.resumed or case.opened_at < self._started
            copies = _copies(work.findings.values())
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

    async def _close(self, case: Case) -> Case:
        if case.recorded and case.state is CaseState.OPEN:
            try:
                await self._store.close_case(case.case_id)
            except StoreError as error:
                log.error("case_not_closed", case=case.case_id, detail=error.detail)
        return replace(case, state=CaseState.CLOSED)


def _is_due(case: Case, action: Action, work: Work) -> bool:
    """Return whether an action is to be carried out now."""
    last = case.outcome_of(action)
    if last is None:
        return not (action in _NOTICES and _has_notice(case))
    if action is Action.ALERT_MODERATORS and (work.moved or case.outcomes[-1] is not last):
        return True  # the entry is written again whenever the case moves
    if last.at >= work.post.received_at:
        return False  # this event is older than the action
    if last.status in _NOT_DONE:
        return True  # seen again, and perhaps it works now
    return action in URGENT and _comes_back(case, action, work)


def may_be_back(case: Case, work: Work) -> bool:
    """Return whether an event that is newer than the last hiding names a hidden preview."""
    last = case.outcome_of(Action.SUPPRESS_PREVIEW)
    named = {m.media_id for m in work.post.media}
    return (
        last is not None
        and last.status is OutcomeStatus.DONE
        and last.at < work.post.received_at
        and not named.isdisjoint(_hidden(case, work))
    )


def _comes_back(case: Case, action: Action, work: Work) -> bool:
    """Return whether what an action took away is shown again: a preview, an emoji, an icon."""
    if work.post.subject:
        return True
    if action is Action.REMOVE:
        return False  # a message that is gone stays so; only events of it come late
    return not _hidden(case, work).isdisjoint(work.back | work.findings.keys())


def _hidden(case: Case, work: Work) -> set[str]:
    """Return the previews, by media id, that a case has hidden."""
    return {
        f.media.media_id
        for f in case.findings
        if f.media.surface is Surface.EMBED
        and f.verdict is not None
        and rules.respond(f.verdict, work.policy) is Response.REMOVE
    }


def _merged(case: Case, findings: Mapping[str, MediaFinding]) -> tuple[MediaFinding, ...]:
    """Return a case's findings with further ones: what is recorded never gets milder."""
    merged = {f.media.media_id: f for f in case.findings}
    for media_id, finding in findings.items():
        known = merged.get(media_id)
        if (
            known is None
            or known.verdict is None
            or (finding.verdict is not None and rules.graver(finding.verdict, known.verdict))
        ):
            merged[media_id] = finding
    return tuple(merged.values())


def _lever(case: Case) -> Outcome | None:
    """Return how that ended which a case's notice is about."""
    removed = Action.REMOVE in case.decision.actions
    return case.outcome_of(Action.REMOVE if removed else Action.SUPPRESS_PREVIEW)


def _has_notice(case: Case) -> bool:
    return any(o.action in _NOTICES and o.status is OutcomeStatus.DONE for o in case.outcomes)


def _suppressions(case: Case) -> int:
    return sum(
        o.action is Action.SUPPRESS_PREVIEW and o.status is OutcomeStatus.DONE
        for o in case.outcomes
    )


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


def _log(case: Case) -> None:
    log.info(
        "case",
        case=case.case_id,
        number=case.number,
        verdict=case.decision.verdict.kind.value,
        outcomes={o.action.value: o.status.value for o in case.outcomes},
    )
