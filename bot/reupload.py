"""A picture that a sender uploads again with an appeal: looked at in memory, and forgotten.

Nothing of it is kept but how it compares with the case's, and what a new look finds: neither its
bytes nor its fingerprints, nor the unrecognisable copy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot import policy as rules
from bot.appeals import Match, compared
from bot.domain import Case, Depth, MediaRef, Policy, Post, Screening, VerdictKind
from bot.errors import FetchError
from bot.ports import MediaSource


class Eye(Protocol):
    """What looks at bytes; with `keep=False` it remembers nothing of them."""

    async def screen(self, data: bytes, *, depth: Depth, keep: bool) -> Screening:
        """Return all that was measured; a failure is a Screening with its reason."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """How an uploaded picture compares with the case's, and the verdict on it."""

    match: Match
    verdict: VerdictKind


class Reupload:
    """Compares what senders upload again."""

    def __init__(
        self, media: MediaSource, eye: Eye, policy_for: Callable[[Post], Policy], depth: Depth
    ) -> None:
        """Use the downloads, the screening and the rules of the bot."""
        self._media = media
        self._eye = eye
        self._policy_for = policy_for
        self._depth = depth

    async def look(self, case: Case, picture: MediaRef) -> Seen:
        """Return what a picture shows beside a case's; what cannot be had is not compared."""
        try:
            data = await self._media.fetch(picture)
        except FetchError:
            return Seen(Match.NOT_COMPARED, VerdictKind.UNSCREENED)
        screening = await self._eye.screen(data, depth=self._depth, keep=False)
        verdict = rules.judge(screening, self._policy_for(case.post))
        return Seen(compared(case.findings, screening), verdict.kind)
