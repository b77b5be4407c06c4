"""Rate limits as Discord sets them: buckets a route and main parameter, and 50 a second in all.

Discord publishes the mechanism (reference: Rate Limits) but not the figures, and asks clients to
read the headers. The figures here are those commonly observed, so a bot must not rely on them.
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from dataclasses import dataclass

GLOBAL_LIMIT = 50
"""Requests a second in all; interaction endpoints are exempt (reference: Global Rate Limit)."""
INVALID_LIMIT = 10_000
"""Answers of 401, 403 or 429 in ten minutes after which the address is banned for a while."""
_YOUNG_S, _OLD_S = 10, 14 * 24 * 3600

_RULES: tuple[tuple[str, re.Pattern[str], int, float], ...] = tuple(
    (method, re.compile(pattern), limit, window)
    for method, pattern, limit, window in (
        ("POST", r"^/channels/(\d+)/messages$", 5, 5.0),
        ("PATCH", r"^/channels/(\d+)/messages/\d+$", 5, 5.0),
        ("DELETE", r"^/channels/(\d+)/messages/\d+$", 5, 1.0),
        ("POST", r"^/channels/(\d+)/messages/bulk-delete$", 1, 1.0),
        ("PUT", r"^/channels/(\d+)/messages/\d+/reactions/[^/]+/@me$", 1, 0.25),
        ("GET", r"^/channels/(\d+)/messages$", 5, 1.0),
        ("PATCH", r"^/guilds/(\d+)/members/\d+$", 10, 10.0),
        ("POST", r"^/webhooks/(\d+/[^/]+)$", 5, 2.0),
        ("PATCH", r"^/webhooks/(\d+/[^/]+)/messages/[^/]+$", 5, 2.0),
        ("DELETE", r"^/webhooks/(\d+/[^/]+)/messages/[^/]+$", 5, 2.0),
        ("PUT", r"^/applications/(\d+)/(?:guilds/\d+/)?commands$", 2, 5.0),
    )
)


@dataclass
class _Window:
    limit: int
    left: int
    ends: float


@dataclass(frozen=True)
class Verdict:
    """Headers for the answer, and how long to wait (seconds) where the request is refused."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False


class RateLimiter:
    """Counts requests. A fixed window opens with its first request, as Discord's do."""

    def __init__(self) -> None:
        self._windows: dict[str, _Window] = {}
        self._global = _Window(GLOBAL_LIMIT, GLOBAL_LIMIT, 0.0)
        self._invalid = _Window(INVALID_LIMIT, INVALID_LIMIT, 0.0)

    def check(self, method: str, path: str, *, message_age: float | None = None) -> Verdict:
        """Count one request; `message_age` (seconds) chooses among the buckets of a deletion."""
        now = time.monotonic()
        if not path.startswith(("/interactions/", "/webhooks/")):
            wait = _take(self._global, now, 1.0)
            if wait is not None:
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return Verdict(headers, wait, everywhere=True)
        for rule_method, pattern, limit, window in _RULES:
            found = pattern.match(path) if method == rule_method else None
            if found is None:
                continue
            kind = f"{method} {pattern.pattern} {_age_class(message_age)}"
            state = self._windows.setdefault(f"{kind} {found[1]}", _Window(limit, limit, 0.0))
            wait = _take(state, now, window)
            headers = _headers(state, kind, now)
            if wait is not None:
                headers["X-RateLimit-Scope"] = "user"
            if len(self._windows) > 5000:
                self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
            return Verdict(headers, wait)
        return Verdict({})

    def count_answer(self, status: int) -> None:
        """Count an answer towards the ban for too many invalid requests."""
        if status in (401, 403, 429):
            _take(self._invalid, time.monotonic(), 600.0)

    @property
    def banned(self) -> bool:
        """Whether the address has made too many invalid requests."""
        return self._invalid.left <= 0 and time.monotonic() < self._invalid.ends


def _age_class(age: float | None) -> str:
    if age is None:
        return ""
    return "young" if age < _YOUNG_S else "old" if age > _OLD_S else ""


def _take(window: _Window, now: float, length: float) -> float | None:
    if now >= window.ends:
        window.left, window.ends = window.limit, now + length
    if window.left <= 0:
        return window.ends - now
    window.left -= 1
    return None


def _headers(window: _Window, kind: str, now: float) -> dict[str, str]:
    after = max(0.0, window.ends - now)
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(window.left),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{math.ceil(after * 1000) / 1000:.3f}",
        "X-RateLimit-Bucket": hashlib.md5(kind.encode(), usedforsecurity=False).hexdigest(),
    }
