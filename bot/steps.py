"""What happens to a case after its actions: who did what, when; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepKind(StrEnum):
    """What was done with a case."""

    REVIEWED = "reviewed"
    OVERTURNED = "overturned"
    APPEALED = "appealed"
    EXPORTED = "exported"
    HELD = "held"
    RELEASED = "released"
    PSEUDONYMISED = "pseudonymised"
    ERASED = "erased"
    TIMED_OUT = "timed_out"
    BANNED = "banned"
    LIFTED = "lifted"
    SHIELDED = "shielded"
    LISTED = "listed"
    UNLISTED = "unlisted"


class Actor(StrEnum):
    """Who did it: the program by itself, the operator, a moderator, or a person it is about.

    Where it matters which person, it is the sender or a recipient; nobody is named.
    """

    PROGRAM = "program"
    OPERATOR = "operator"
    MODERATOR = "moderator"
    PERSON = "person"
    SENDER = "sender"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Step:
    """One later step. `at` is aware; `user_id` is a moderator's; `note` says why, in few words.

    A negative `user_id` stands for somebody whose data was erased.
    """

    kind: StepKind
    at: datetime
    by: Actor
    user_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The sender's cases on that server before this one: how many, and the newest numbers.

    As it was when the case was opened; `numbers` come newest first, at most 50 of them.
    """

    count: int = 0
    numbers: tuple[int, ...] = ()
