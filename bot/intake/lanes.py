"""The order in which posts are taken: fair where people wait, by trust where nobody does."""

from __future__ import annotations

import bisect
from collections import OrderedDict, deque
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Lane(IntEnum):
    """What comes first: new posts, then what was missed, then deeper looks at what seemed clean."""

    LIVE = 0
    BACKFILL = 1
    DEEPER = 2


class FairQueue(Generic[T]):
    """Round robin over servers, and inside each server over its senders; each sender in order.

    With n servers waiting, each has its turn at the latest after n - 1 others; the same holds for
    the senders among their server's turns. So a flood delays its own sender first.
    """

    def __init__(self) -> None:
        self._servers: OrderedDict[int, OrderedDict[int, deque[T]]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, item: T, *, server: int, sender: int) -> None:
        """Add an item behind those of the same sender."""
        senders = self._servers.setdefault(server, OrderedDict())
        senders.setdefault(sender, deque()).append(item)
        self._count += 1

    def take(self) -> T | None:
        """Remove and return the next item, or None where there is none."""
        if not self._servers:
            return None
        server, senders = next(iter(self._servers.items()))
        sender, items = next(iter(senders.items()))
        item = items.popleft()
        self._count -= 1
        if items:
            senders.move_to_end(sender)
        else:
            del senders[sender]
        if senders:
            self._servers.move_to_end(server)
        else:
            del self._servers[server]
        return item


Rank = tuple[int, int]
"""Trust (the lower, the sooner), then age (the newer, the sooner)."""


class RankedQueue(Generic[T]):
    """The lowest rank first, at most `limit` items: a full queue gives up its highest rank."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: list[tuple[Rank, int, T]] = []
        self._next = 0

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T, rank: Rank) -> T | None:
        """Add an item; return the one that had to go, or None."""
        bisect.insort(self._items, (rank, self._next, item), key=lambda entry: entry[:2])
        self._next += 1
        return self._items.pop()[2] if len(self._items) > self._limit else None

    def take(self) -> T | None:
        """Remove and return the item of the lowest rank, or None where there is none."""
        return self._items.pop(0)[2] if self._items else None
