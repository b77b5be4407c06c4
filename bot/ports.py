"""What the moderator needs from the world, as Protocols; each part behind them knows none of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain import (
    Action,
    Case,
    Decision,
    Depth,
    MediaFinding,
    MediaRef,
    Outcome,
    Policy,
    Post,
    Screening,
)
from bot.known import Match
from bot.measures import Mode


class MediaSource(Protocol):
    """Where an image's bytes come from."""

    async def fetch(self, media: MediaRef) -> bytes:
        """Return the bytes, or raise FetchError with the reason."""
        ...


class Refetch(Protocol):
    """Where a message can be seen anew, with fresh links."""

    async def refetch(self, post: Post) -> Post | None:
        """Return the message as it is now, or None where it is gone.

        Raises FetchError where Discord cannot be asked.
        """
        ...


class Screener(Protocol):
    """What looks at bytes; a failure is a Screening with its reason, never an exception."""

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        """Return all that was measured on one media item."""
        ...


class KnownImages(Protocol):
    """Where a server's lists of known images are."""

    async def matches(self, guild_id: int | None, screening: Screening) -> tuple[Match, ...]:
        """Return the entries that a picture is like. Raises StoreError."""
        ...


class Watch(Protocol):
    """What looks at how many flagged posts there are."""

    def flagged(self, case: Case, policy: Policy) -> None:
        """Take note of a case, again perhaps; nothing is waited for."""
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
        """Commit a new case, or return the one that this post's key already has, unchanged."""
        ...

    async def case_of(self, guild_id: int | None, key: str) -> Case | None:
        """Return the case that a post's key has on a server, or None."""
        ...

    async def strikes(self, post: Post, mode: Mode, since: datetime) -> tuple[datetime, ...]:
        """Return when the sender's other explicit cases on the server were opened, oldest first.

        Of one mode, since a moment, and without those that moderators overturned.
        """
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
