"""Looks at images for one person who asks: nothing is recorded, and nothing is done about it.

The same way as in the flow (fetch, screen, judge), by the operator's own rules, without a case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot import policy as rules
from bot.domain import (
    Decision,
    Depth,
    MediaFinding,
    MediaRef,
    Policy,
    Screening,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError
from bot.ports import MediaSource, Screener

log = structlog.get_logger(__name__)


class Examiner:
    """Screens media in memory, for private answers."""

    def __init__(
        self,
        media: MediaSource,
        screener: Screener,
        policy: Policy,
        *,
        depth: Depth = Depth.FAST,
        parallel: int = 2,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Tie the parts together.

        `parallel` bounds how many images are held in memory at once, whoever asks; what is posted
        on servers waits for no more than these.
        """
        self._media = media
        self._screener = screener
        self._policy = policy
        self._depth = depth
        self._slots = asyncio.Semaphore(parallel)
        self._clock = clock

    async def examine(self, media: Iterable[MediaRef]) -> tuple[MediaFinding, ...]:
        """Return what was found in each image, in their order; a failure is UNSCREENED."""
        return tuple(await asyncio.gather(*(self._examine(m) for m in media)))

    def decide(self, findings: Iterable[MediaFinding]) -> Decision:
        """Return the gravest verdict and the rules that it was reached by; no action follows.

        Of nothing, where nothing may be looked at, the verdict is UNSCREENED.
        """
        judged = [(f.verdict, f.media.surface) for f in findings if f.verdict is not None]
        decision = rules.decide(judged, self._policy)
        verdict = decision.verdict if judged else Verdict(VerdictKind.UNSCREENED)
        return replace(decision, verdict=verdict, actions=())

    async def _examine(self, media: MediaRef) -> MediaFinding:
        async with self._slots:
            try:
                data = await self._media.fetch(media)
                screening = await self._screener.screen(data, depth=self._depth)
            except FetchError as error:
                screening = Screening.failed(error.reason, error.message)
        if screening.unscreened is not None:
            # Whose it is stays out of the log: this is nobody's business but theirs.
            log.info("private_look_failed", reason=screening.unscreened, detail=screening.detail)
        verdict = rules.judge(screening, self._policy)
        return MediaFinding(media, screening, verdict, self._clock())
