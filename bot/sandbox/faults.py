"""Faults that tests and people order: each kind waits in a queue until something meets it."""

from __future__ import annotations

import fnmatch
import time
from typing import Any

from bot.sandbox.api_error import ApiError

IMMEDIATE = {
    "gateway_reconnect": set[str](),
    "gateway_close": {"code"},
    "gateway_abort": set[str](),
    "gateway_garbage": {"text"},
    "invalid_session": {"resumable"},
    "disconnect": {"seconds", "resumable", "everything"},
}
"""Kinds that act on the gateway at once, and what each may say."""

QUEUED = {
    "http_status": {"method", "path", "status", "code", "message"},
    "rate_limited": {"method", "path", "retry_after", "global", "shared"},
    "latency": {"method", "path", "seconds"},
    "duplicate_event": {"event"},
    "drop_event": {"event"},
    "reorder_event": {"event", "seconds"},
    "malformed_event": {"event", "data"},
    "cdn_slow": {"path", "seconds"},
    "cdn_truncated": {"path", "bytes"},
    "cdn_status": {"path", "status"},
    "cdn_redirect": {"path", "location"},
    "cdn_length": {"path", "says"},
    "expired_links": set[str](),
}
"""Kinds that wait for the next fitting request, event or link, and what each may say."""


class Faults:
    """The queue. `times` (default 1) says how many fitting things a fault meets."""

    def __init__(self) -> None:
        self._queue: list[dict[str, Any]] = []
        self._cut_until = self._all_cut_until = 0.0

    def add(self, fault: dict[str, Any]) -> None:
        """Queue a fault that `check` found sound."""
        self._queue.append({"times": 1, **fault})

    def waiting(self) -> list[dict[str, Any]]:
        """Return the faults that still wait for something, oldest first."""
        return [dict(fault) for fault in self._queue]

    def cut(self, seconds: float, *, everything: bool = False) -> None:
        """Keep the gateway shut for some time, or with `everything` REST and the CDN as well."""
        self._cut_until = time.monotonic() + seconds
        if everything:
            self._all_cut_until = self._cut_until

    @property
    def cut_off(self) -> bool:
        """Whether the gateway refuses connections now."""
        return time.monotonic() < self._cut_until

    @property
    def all_cut_off(self) -> bool:
        """Whether nothing of Discord can be reached now."""
        return time.monotonic() < self._all_cut_until

    def take(self, kind: str, **facts: str) -> dict[str, Any] | None:
        """Return the first queued fault of this kind that fits the facts, and use it up once.

        `method` and `event` must be equal where the fault says them; `path` is a shell pattern.
        """
        for fault in self._queue:
            if fault["kind"] != kind or not _fits(fault, facts):
                continue
            fault["times"] -= 1
            if fault["times"] <= 0:
                self._queue.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """Forget every fault that still waits."""
        self._queue.clear()
        self._cut_until = self._all_cut_until = 0.0


def check(fault: dict[str, Any]) -> None:
    """Raise ApiError 400 for a kind or field of a fault that does not exist."""
    kind, known = fault.get("kind"), {**QUEUED, **IMMEDIATE}
    if kind not in known:
        names = ", ".join(sorted(known))
        raise ApiError(400, 0, f"There is no fault called {kind!r}. Known are: {names}.")
    odd = set(fault) - known[kind] - {"kind"} - ({"times"} if kind in QUEUED else set())
    if odd:
        raise ApiError(400, 0, f"A {kind} fault has no field called {sorted(odd)[0]!r}.")


def _fits(fault: dict[str, Any], facts: dict[str, str]) -> bool:
    return all(fnmatch.fnmatchcase(value, str(fault.get(key, "*"))) for key, value in facts.items())
