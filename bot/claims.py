"""What is taken up: which images of which posts were looked at, and which posts are in hand.

Held in memory alone; after a restart the cases say what was done already.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.domain import Depth, MediaRef, Post

_RANK = {depth: rank for rank, depth in enumerate(Depth, 1)}

_PostKey = tuple[int | None, str]


def _key(post: Post) -> _PostKey:
    # With the server, because the same avatar can be seen on several.
    return post.place.guild_id, post.key


@dataclass(slots=True)
class _Taken:
    """How deep an image was looked at, how deep before that (0: not at all), and failures."""

    rank: int = 0
    before: int = 0
    failures: int = 0


class Claims:
    """Which images were taken already, and how deep; the oldest are forgotten first.

    65,536 entries are about 20 MB, and far more than the images of the few minutes in which
    Discord sends an event again.
    """

    def __init__(self, limit: int = 65_536) -> None:
        """Remember at most `limit` images."""
        self._taken: OrderedDict[tuple[_PostKey, str], _Taken] = OrderedDict()
        self._limit = limit

    def take(self, post: Post, media: Iterable[MediaRef], depth: Depth) -> tuple[MediaRef, ...]:
        """Return those that were not taken at this depth or a greater one; they are now."""
        fresh = []
        for ref in media:
            taken = self._taken.setdefault((_key(post), ref.media_id), _Taken())
            if taken.rank < _RANK[depth]:
                taken.before, taken.rank = taken.rank, _RANK[depth]
                fresh.append(ref)
        while len(self._taken) > self._limit:
            self._taken.popitem(last=False)
        return tuple(fresh)

    def give_back(self, post: Post, media: MediaRef, *, failed: bool = False) -> None:
        """Let an image be taken again at the same depth; `failed` counts as one of its tries."""
        if taken := self._taken.get((_key(post), media.media_id)):
            taken.rank = taken.before
            taken.failures += failed

    def failures(self, post: Post, media: MediaRef) -> int:
        """Return how many tries of an image have failed."""
        taken = self._taken.get((_key(post), media.media_id))
        return taken.failures if taken else 0

    def looked_at_before(self, post: Post, media: MediaRef) -> bool:
        """Return whether an image that is taken was taken at a smaller depth before."""
        taken = self._taken.get((_key(post), media.media_id))
        return taken is not None and taken.before > 0


@dataclass(slots=True)
class _Hold:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    holders: int = 0


class InHand:
    """The posts that are being handled, each with the lock under which its case is acted on."""

    def __init__(self) -> None:
        """Start with none."""
        self._held: dict[_PostKey, _Hold] = {}

    @contextmanager
    def hold(self, post: Post) -> Iterator[asyncio.Lock]:
        """Hold a post, as one of several perhaps, and yield its lock (not yet acquired)."""
        held = self._held.setdefault(_key(post), _Hold())
        held.holders += 1
        try:
            yield held.lock
        finally:
            held.holders -= 1
            if not held.holders:
                del self._held[_key(post)]

    def is_shared(self, post: Post) -> bool:
        """Return whether more than one hold a post."""
        return _key(post) in self._held and self._held[_key(post)].holders > 1

    def __contains__(self, post: Post) -> bool:
        """Return whether a post is held."""
        return _key(post) in self._held
