"""What the intake asks of others, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain import Case, Depth, Post
from bot.gaps import Gap
from bot.intake.marks import Checkpoints


class Handled(Protocol):
    """What became of a post."""

    @property
    def case(self) -> Case | None:
        """The case that it has, where it has one."""
        ...

    @property
    def retry(self) -> bool:
        """Whether something failed that a later try may not have."""
        ...

    @property
    def deeper(self) -> bool:
        """Whether all was screened and nothing removed, so that a deeper look makes sense."""
        ...


class Handler(Protocol):
    """What looks at a post and acts; what it does has been committed when it returns."""

    async def handle(self, post: Post, *, depth: Depth | None = None) -> Handled:
        """Screen a post and do what the policy says."""
        ...

    async def reconcile(self, cases: Iterable[Case]) -> None:
        """Finish cases that a crash left open."""
        ...


class Refetch(Protocol):
    """Where a post's message can be had as it now is."""

    async def refetch(self, post: Post) -> Post | None:
        """Return the post as it now is, or None where the message is gone."""
        ...


class ProgressSink(Protocol):
    """Where checkpoints and gaps are kept."""

    async def save(self, checkpoints: Checkpoints, gaps: Sequence[Gap]) -> None:
        """Commit both in one transaction, or raise StoreError."""
        ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """The post will be handled."""


@dataclass(frozen=True, slots=True)
class Overloaded:
    """The post was not taken; a live message's channel will be read again from there."""

    waiting: int


OnDone = Callable[[Handled | None], None]
"""Called when a post is done: with what became of it, or None where nothing was looked at."""
