"""The words of the inbox: letters between members, and the rules that bound them; no I/O.

Standard library only. A *letter* is a text with files that one person sends to another through
the bot. It is screened before it arrives, and arrives only where the other has opened an *inbox*.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

MAX_TEXT = 2000
"""Characters of a letter: as many as a message of Discord's may have."""
MAX_FILES = 10
"""Files of a letter: as many as Discord's forms take (API reference, "File Upload")."""
MAX_FILE = 10 * 1024 * 1024
"""Bytes of one file: what is larger a bot could not show (Discord's limit for bots)."""
MAX_ALL = 25 * 1024 * 1024
"""Bytes of all files of a letter. They are shown in messages of at most `MAX_FILE` bytes, of which
any two neighbours hold more than that: five messages hold 30 MiB, and an app that only a person
has installed may send five."""

DECIDE_WITHIN = timedelta(minutes=15)
"""How long a sender who was warned has to decide: the life of the answer that asks."""
DELIVER_WITHIN = timedelta(days=1)
"""How long an accepted letter waits for Discord to take it: as long as its files can be had."""
KEEP = timedelta(days=30)
"""How long a delivered letter can be reported or blocked from: time to think, and no longer."""
DAY = timedelta(days=1)
LINKS_LIVE = timedelta(days=1)
"""How long a link to an upload works where it does not say so itself (about a day)."""

PENDING = 5
"""Letters of one sender that wait for a decision or for delivery: more is no conversation."""
A_DAY = 20
"""Letters of one sender in 24 hours, to anybody: enough to write, too few to go through a server's
list of members."""
A_DAY_TO_ONE = 3
"""Letters of one sender to one person in 24 hours: whoever does not answer is left in peace."""


class LetterState(StrEnum):
    """Where a letter stands. One that was cancelled, declined or not admitted is gone instead."""

    WARNED = "warned"
    """The sender was told what it may contain, and has not decided yet."""
    ACCEPTED = "accepted"
    """It is to be delivered, if the recipient's inbox admits it."""
    DELIVERED = "delivered"
    """The recipient has it."""
    SEEN = "seen"
    """The recipient has viewed, once, what may be explicit in it."""


class Refusal(StrEnum):
    """Why a letter is not taken. None of these says anything about the recipient's inbox."""

    SELF = "self"
    BOT = "bot"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    PENDING = "pending"
    A_DAY = "a_day"
    A_DAY_TO_ONE = "a_day_to_one"
    UNSCREENED = "unscreened"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Inbox:
    """Somebody's open inbox. `language` is one of Discord's locales, their own at that time."""

    owner_id: int
    language: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sender has under way (`pending`), and sent in 24 hours: to anybody, and to one."""

    pending: int = 0
    a_day: int = 0
    a_day_to_one: int = 0


@dataclass(frozen=True, slots=True)
class Lettered:
    """What a case says of the letter that it is about; every instant is aware, in UTC.

    `warned_at` is when its sender was told what it may contain and that sending it to somebody who
    did not ask for it may be an offence; `went_on_at` is when they chose to send it all the same.
    Both are None for a letter in which nothing was flagged. `seen_at` is when the recipient chose
    to view what was flagged, None while they did not. Whom it was written to stands in the post.
    """

    sent_at: datetime
    delivered_at: datetime | None = None
    warned_at: datetime | None = None
    went_on_at: datetime | None = None
    seen_at: datetime | None = None

    def way(self) -> tuple[tuple[str, datetime], ...]:
        """Return what happened to it and when: "warned", "went_on", "delivered", "viewed"."""
        found = {
            "warned": self.warned_at,
            "went_on": self.went_on_at,
            "delivered": self.delivered_at,
            "viewed": self.seen_at,
        }
        return tuple((what, at) for what, at in found.items() if at is not None)


def unfit(sender_id: int, recipient_id: int, text: str, sizes: Collection[int]) -> Refusal | None:
    """Return why a letter is not taken by its form alone, or None. `sizes` are bytes of files."""
    if sender_id == recipient_id:
        return Refusal.SELF
    if not text.strip() and not sizes:
        return Refusal.EMPTY
    if len(text) > MAX_TEXT:
        return Refusal.TOO_LONG
    if len(sizes) > MAX_FILES:
        return Refusal.TOO_MANY
    if any(size > MAX_FILE for size in sizes) or sum(sizes) > MAX_ALL:
        return Refusal.TOO_LARGE
    return None


def over(tally: Tally) -> Refusal | None:
    """Return which limit one more letter would break, or None."""
    if tally.pending >= PENDING:
        return Refusal.PENDING
    if tally.a_day >= A_DAY:
        return Refusal.A_DAY
    if tally.a_day_to_one >= A_DAY_TO_ONE:
        return Refusal.A_DAY_TO_ONE
    return None


def expiry(url: str, now: datetime) -> datetime:
    """Return until when a link to an upload works.

    Signed links say so in `ex`, in hexadecimal seconds since 1970; what does not, or says
    something beyond a day, counts as good for `LINKS_LIVE`.
    """
    latest = now + LINKS_LIVE
    told = parse_qs(urlsplit(url).query).get("ex", [""])[0]
    try:
        return min(datetime.fromtimestamp(int(told, 16), UTC), latest)
    except (ValueError, OverflowError, OSError):
        return latest


def packed(sizes: Collection[int]) -> list[list[int]]:
    """Return the files' positions in messages of at most `MAX_FILE` bytes each, in order."""
    messages: list[list[int]] = []
    room = 0
    for position, size in enumerate(sizes):
        if not messages or size > room:
            messages.append([])
            room = MAX_FILE
        messages[-1].append(position)
        room -= size
    return messages
