"""Faults that tests and people order: each kind waits in a queue until something meets it."""

from __future__ import annotations

import fnmatch
from typing import Any

from bot.sandbox.api_error import ApiError

IMMEDIATE = frozenset({"gateway_reconnect", "gateway_close", "gateway_abort", "invalid_session"})
"""Kinds that act on the gateway's open connections at once."""

QUEUED = {
    "http_status": {"method", "path", "status", "code", "message"},
    "rate_limited": {"method", "path", "retry_after", "global"},
    "latency": {"method", "path", "seconds"},
    "duplicate_event": {"event"},
    "drop_event": {"event"},
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

    def add(self, fault: dict[str, Any]) -> None:
        """Queue a fault; raises ApiError 400 for a kind or field that does not exist."""
        kind = fault.get("kind")
        if kind not in QUEUED:
            known = ", ".join(sorted({*QUEUED, *IMMEDIATE}))
            raise ApiError(400, 0, f"There is no fault called {kind!r}. Known are: {known}.")
        odd = set(fault) - QUEUED[kind] - {"kind", "times"}
        if odd:
            raise ApiError(400, 0, f"A {kind} fault has no field called {sorted(odd)[0]!r}.")
        self._queue.append({"times": 1, **fault})

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


def _fits(fault: dict[str, Any], facts: dict[str, str]) -> bool:
    return all(fnmatch.fnmatchcase(value, str(fault.get(key, "*"))) for key, value in facts.items())
