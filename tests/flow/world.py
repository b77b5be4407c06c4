"""A whole world of hand-written parts behind the moderator, which note what happens in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    Depth,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Policy,
    Post,
    Response,
    Screening,
    Sender,
    Strictness,
    Surface,
    Threshold,
    UnscreenedReason,
    VerdictKind,
)
from bot.errors import FetchError, StoreError
from bot.measures import Mode
from bot.moderator import Handled, Moderator

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
POLICY = Policy(
    version="test/1",
    strictness=Strictness.STANDARD,
    thresholds={Label.MALE_GENITALIA_EXPOSED: Threshold(0.35, 0.2)},
    unscreened={UnscreenedReason.UNSUPPORTED: Response.ALLOW},
)
COPY = b"unrecognisable"
EXPLICIT = Screening(
    detections=(Detection(Label.MALE_GENITALIA_EXPOSED, 0.9, (0, 0, 9, 9)),), redacted=COPY
)
SUSPECT = Screening(detections=(Detection(Label.MALE_GENITALIA_EXPOSED, 0.25, (0, 0, 9, 9)),))
CLEAN = Screening()
OVERLOADED = Screening.failed(UnscreenedReason.OVERLOADED, "100 screenings are waiting already")


def make_post(
    *names: str,
    message_id: int = 1 << 60,
    age_restricted: bool = False,
    surface: Surface = Surface.ATTACHMENT,
    embeds: Iterable[str] = (),
    subject: str = "",
    seconds: float = 0,
    guild_id: int = 1,
) -> Post:
    """Return a post with media of these names, received some seconds after NOW."""
    refs = [MediaRef(n, surface, f"https://cdn/{n}") for n in names]
    refs += [MediaRef(n, Surface.EMBED, f"https://cdn/{n}") for n in embeds]
    return Post(
        message_id=message_id,
        place=Place(guild_id, "server", 2, "general", age_restricted=age_restricted),
        sender=Sender(3, "someone", "Someone", NOW),
        received_at=NOW + timedelta(seconds=seconds),
        media=tuple(refs),
        subject=subject,
    )


class World:
    """All parts behind the moderator, sharing one list of what happened in which order.

    What stands in `screenings` for an image is the answer each time; a list is answered one by
    one, its last for ever. `fresh` is what a refetch finds.
    """

    def __init__(
        self,
        screenings: Mapping[str, Screening | FetchError | list[Screening | FetchError]],
        policy: Policy = POLICY,
    ) -> None:
        self.events: list[str] = []
        self.screenings = dict(screenings)
        self.found: dict[str, Screening] = {}
        self.explicit: set[str] = set()
        # Downloads and screenings that wait for a test.
        self.late: dict[str, asyncio.Event] = {}
        self.holds: dict[str, asyncio.Event] = {}
        self.cases: dict[tuple[int | None, str], Case] = {}
        self.broken = False
        self.copies: Mapping[str, bytes] = {}
        self.refuse: set[Action] = set()
        self.states_at_acts: list[CaseState] = []
        self.now = NOW
        self.fresh: Post | FetchError | None = None
        self.at_once = self.most_at_once = 0
        self.policy = policy
        self.moderator = self.restarted()

    def restarted(self, *, parallel: int = 8) -> Moderator:
        """Return a moderator that knows nothing of what another one did before it."""
        self.moderator = Moderator(
            media=self,
            screener=self,
            store=self,
            enforcer=self,
            refetch=self,
            policy_for=lambda post: self.policy,
            parallel=parallel,
            clock=lambda: self.now,
        )
        return self.moderator

    async def handle(self, post: Post, *, depth: Depth | None = None) -> Handled:
        return await self.moderator.handle(post, depth=depth)

    async def case(self, post: Post, *, depth: Depth | None = None) -> Case | None:
        return (await self.handle(post, depth=depth)).case

    # MediaSource and Screener
    def _answer(self, name: str) -> Screening | FetchError:
        found = self.screenings[name]
        if not isinstance(found, list):
            return found
        return found.pop(0) if len(found) > 1 else found[0]

    async def fetch(self, media: MediaRef) -> bytes:
        self.events.append(f"fetch {media.media_id}")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if media.media_id in self.late:
            await self.late[media.media_id].wait()
        found = self._answer(media.url.rpartition("/")[2])
        if isinstance(found, FetchError):
            self.at_once -= 1
            raise found
        self.found[media.media_id] = found
        return media.media_id.encode()

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        name = data.decode()
        found = self.found[name]
        if name in self.holds:
            await self.holds[name].wait()
        await asyncio.sleep(0)
        self.at_once -= 1
        if found is EXPLICIT:
            self.explicit.add(name)
        return found

    # Refetch
    async def refetch(self, post: Post) -> Post | None:
        self.events.append("refetch")
        if isinstance(self.fresh, FetchError):
            raise self.fresh
        return self.fresh

    # CaseStore
    def _check(self) -> None:
        if self.broken:
            raise StoreError("The database cannot be written.", "disk full")

    def _key(self, case_id: str) -> tuple[int | None, str]:
        return next(key for key, case in self.cases.items() if case.case_id == case_id)

    async def open_case(
        self, post: Post, findings: tuple[MediaFinding, ...], decision: Decision, at: datetime
    ) -> Case:
        self._check()
        key = (post.place.guild_id, post.key)
        if key not in self.cases:
            number = len(self.cases) + 1
            self.cases[key] = Case(f"c{number}", number, post, findings, decision, at)
            self.events.append("open")
        return self.cases[key]

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        self._check()
        return self.cases.get((guild_id, key))

    async def strikes(self, post: Post, mode: Mode, since: datetime) -> tuple[datetime, ...]:
        self._check()
        return tuple(
            case.opened_at
            for key, case in self.cases.items()
            if key != (post.place.guild_id, post.key)
            and case.post.sender.user_id == post.sender.user_id
            and case.decision.mode is mode
            and case.decision.verdict.kind is VerdictKind.EXPLICIT
            and case.opened_at > since
        )

    async def update_case(self, case: Case) -> None:
        self._check()
        self.events.append("update")
        outcomes = self.cases[self._key(case.case_id)].outcomes
        self.cases[self._key(case.case_id)] = replace(case, outcomes=outcomes)

    async def record(self, case_id: str, outcomes: tuple[Outcome, ...]) -> None:
        self._check()
        key = self._key(case_id)
        self.cases[key] = self.cases[key].with_outcomes(outcomes)

    async def close_case(self, case_id: str) -> None:
        self._check()
        key = self._key(case_id)
        self.cases[key] = replace(self.cases[key], state=CaseState.CLOSED)
        self.events.append("close")

    # Enforcer
    async def act(
        self, action: Action, case: Case, copies: Mapping[str, bytes], *, resumed: bool
    ) -> Outcome:
        await asyncio.sleep(0)  # others come between, as with any request
        self.events.append(action.value + (" resumed" if resumed else ""))
        if action is Action.REPOST_BLURRED:
            self.copies = copies
        self.case_at_alert = case
        if case.recorded:
            key = (case.post.place.guild_id, case.post.key)
            self.states_at_acts.append(self.cases[key].state)
        failed = action in self.refuse
        status = OutcomeStatus.FAILED if failed else OutcomeStatus.DONE
        return Outcome(action, status, self.now, message_id=len(self.events))
