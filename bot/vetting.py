"""Looks at files before anybody is shown them: nothing is recorded, kept or posted from here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot import policy as rules
from bot.domain import Depth, MediaRef, Policy, Post, Screening, Verdict
from bot.errors import FetchError
from bot.judging import judged
from bot.ports import KnownImages, MediaSource, Screener


@dataclass(frozen=True, slots=True)
class Vetted:
    """One file that was looked at; `data` are the very bytes, only where they may be shown."""

    media: MediaRef
    verdict: Verdict
    data: bytes | None = field(default=None, repr=False)


class Vetting:
    """Looks at files as the live flow does, at every one of its depths, one after the other."""

    def __init__(
        self,
        *,
        media: MediaSource,
        screener: Screener,
        policy_for: Callable[[Post], Policy],
        depths: Sequence[Depth],
        known: KnownImages | None = None,
        at_once: int = 2,
    ) -> None:
        """Tie the parts together; `depths` are those of the live flow, the quickest first.

        `known` are the servers' lists of known images.
        `at_once` bounds how many people's files are held in memory.
        """
        assert depths, "a file that nobody looks at is not vetted"
        self._media = media
        self._screener = screener
        self._policy_for = policy_for
        self._depths = tuple(depths)
        self._known = known
        self._room = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def looked_at(self, post: Post) -> AsyncIterator[tuple[Vetted, ...]]:
        """Yield what was found of each file of a post that is to be, in order.

        The bytes are held within the block. Raises StoreError where the server's lists of known
        images cannot be read: then it is not known what may be shown.
        """
        policy = self._policy_for(post)
        async with self._room:
            yield tuple(await asyncio.gather(*(self._look(post, policy, m) for m in post.media)))

    async def _look(self, post: Post, policy: Policy, media: MediaRef) -> Vetted:
        try:
            data = await self._media.fetch(media)
        except FetchError as error:
            return Vetted(media, rules.judge(Screening.failed(error.reason, ""), policy))
        for depth in self._depths:
            screening = await self._screener.screen(data, depth=depth)
            verdict = await judged(screening, post.place.guild_id, policy, self._known)
            if not rules.may_be_shown(verdict, policy):
                return Vetted(media, verdict)
        return Vetted(media, verdict, data)
