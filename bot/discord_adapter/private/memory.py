"""What is remembered between an answer and the press of its button: bounded, and never for long.

Nothing here is written down. It holds no image and no copy: what was found, and where it lies.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import MediaFinding, Post

KEPT_FOR = timedelta(minutes=15)
"""As long as Discord lets the answer itself be changed (an interaction's token)."""
_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that somebody asked about. `findings` is None where it was not looked at.

    `keepable` says that this person may keep a record of it, `minor` that they say that somebody in
    it may be under 18. `take_back` takes the unrecognisable copies out of the answer.
    """

    post: Post
    at: datetime
    findings: tuple[MediaFinding, ...] | None = None
    keepable: bool = False
    take_back: Callable[[], Awaitable[None]] | None = None
    minor: bool = False


class Memory:
    """What people asked about just now, each for the person who asked alone."""

    def __init__(self, limit: int = _LIMIT) -> None:
        """Remember so many messages at most; the oldest give way."""
        self._seen: OrderedDict[tuple[int, str], Seen] = OrderedDict()
        self._limit = limit

    def keep(self, user_id: int, ref: str, seen: Seen) -> None:
        """Remember a message by what a panel knows it by; that it may show a minor stays."""
        known = self._seen.pop((user_id, ref), None)
        minor = seen.minor or (known is not None and known.minor)
        findings = None if minor else seen.findings
        if findings is not None:
            findings = tuple(_bare(finding) for finding in findings)
        self._seen[user_id, ref] = replace(seen, findings=findings, minor=minor)
        while len(self._seen) > self._limit:
            self._seen.popitem(last=False)

    def get(self, user_id: int, ref: str, now: datetime) -> Seen | None:
        """Return what is still remembered of it, or None."""
        seen = self._seen.get((user_id, ref))
        return seen if seen is not None and now - seen.at < KEPT_FOR else None

    def may_be_minor(self, user_id: int, ref: str) -> Seen | None:
        """Note that somebody in it may be under 18; what was measured of it is forgotten.

        Returns what was remembered until now, or None.
        """
        seen = self._seen.get((user_id, ref))
        if seen is not None:
            self._seen[user_id, ref] = replace(seen, findings=None, take_back=None, minor=True)
        return seen


class Pace:
    """How often one person may ask: so many times in a while, and one thing at a time."""

    def __init__(self, times: int, within: timedelta) -> None:
        """Set the pace."""
        self._times, self._within = times, within
        self._asked: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._busy: set[int] = set()

    def begin(self, user_id: int, now: datetime) -> bool:
        """Return whether somebody may ask now; if so, `end` must follow."""
        asked = self._asked.setdefault(user_id, deque())
        self._asked.move_to_end(user_id)
        while asked and now - asked[0] >= self._within:
            asked.popleft()
        if user_id in self._busy or len(asked) >= self._times:
            return False
        asked.append(now)
        self._busy.add(user_id)
        while len(self._asked) > _LIMIT:
            self._asked.popitem(last=False)
        return True

    def end(self, user_id: int) -> None:
        """Note that somebody's question was answered."""
        self._busy.discard(user_id)


def _bare(finding: MediaFinding) -> MediaFinding:
    """Return a finding without the link and the unrecognisable copy."""
    screening = finding.screening
    return replace(
        finding,
        media=replace(finding.media, url=""),
        screening=replace(screening, redacted=None) if screening is not None else None,
    )
