"""Looks at files that are in nobody's channel: fetched into memory, screened, and forgotten."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from bot import policy as rules
from bot.domain import (
    Depth,
    MediaFinding,
    MediaRef,
    Policy,
    Screening,
    UnscreenedReason,
    VerdictKind,
)
from bot.errors import FetchError
from bot.inbox import MAX_FILE
from bot.ports import MediaSource, Screener


class Gone(Exception):
    """A file cannot be had any more."""


class Changed(Exception):
    """A file is not the one that was screened."""


class NotNow(Exception):
    """A file cannot be had, or cannot be looked at, just now."""


class Looks:
    """Fetches and screens files; a bounded number of them is in memory at once."""

    def __init__(
        self,
        media: MediaSource,
        screener: Screener,
        *,
        depth: Depth,
        parallel: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take where files come from and what looks at them; `parallel` is the bound."""
        self._media = media
        self._screener = screener
        self._clock = clock
        self._depth = depth
        self._slots = asyncio.Semaphore(parallel)

    async def first(self, media: Iterable[MediaRef], policy: Policy) -> tuple[MediaFinding, ...]:
        """Return what is found in each file, in order; a failure is its verdict.

        Unrecognisable copies, which are never kept, are left out.
        """
        return tuple(await asyncio.gather(*(self._first(ref, policy) for ref in media)))

    async def _first(self, ref: MediaRef, policy: Policy) -> MediaFinding:
        try:
            found, _ = await self._look(ref, policy)
        except FetchError as error:
            screening = Screening.failed(error.reason, error.message)
            return MediaFinding(ref, screening, rules.judge(screening, policy), self._clock())
        assert found.screening is not None, "every look measures something"
        return replace(found, screening=replace(found.screening, redacted=None))

    async def again(
        self, findings: Iterable[MediaFinding], policy: Policy
    ) -> list[tuple[MediaFinding, bytes]]:
        """Return files anew, in order, each with what is found in it now.

        Raises Gone, Changed or NotNow where that is so of any of them.
        """
        return list(await asyncio.gather(*(self._again(found, policy) for found in findings)))

    async def _again(self, before: MediaFinding, policy: Policy) -> tuple[MediaFinding, bytes]:
        try:
            found, data = await self._look(before.media, policy)
        except FetchError as error:
            raise (NotNow if error.transient else Gone)(error.message) from error
        known = before.screening.sha256 if before.screening is not None else None
        if hashlib.sha256(data).hexdigest() != known:
            raise Changed
        if is_unscreened(found):
            raise NotNow
        return found, data

    async def _look(self, media: MediaRef, policy: Policy) -> tuple[MediaFinding, bytes]:
        async with self._slots:
            data = await self._media.fetch(media)
            if len(data) > MAX_FILE:
                raise FetchError(
                    UnscreenedReason.TOO_LARGE, f"The file has more than {MAX_FILE:,} bytes."
                )
            screening = await self._screener.screen(data, depth=self._depth)
        verdict = rules.judge(screening, policy)
        return MediaFinding(media, screening, verdict, self._clock()), data


def is_unscreened(finding: MediaFinding) -> bool:
    """Return whether a file could not be looked at."""
    return finding.verdict is not None and finding.verdict.kind is VerdictKind.UNSCREENED
