"""The words for what was seen and what was not.

A checkpoint says up to where a channel is done; a gap is an interval of it that nobody screened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Checkpoint(NamedTuple):
    """A channel's server, the id up to which everything in it is done, and whether it is a thread.

    Threads that are archived are not among what a new session lists; channels always are.
    """

    guild_id: int
    last_id: int
    thread: bool = False


class GapReason(StrEnum):
    """Why an interval of a channel could not be screened."""

    NO_VIEW = "no_view"
    NO_HISTORY = "no_history"
    NO_CONNECT = "no_connect"
    HIDDEN = "hidden"
    REFUSED = "refused"
    DELETED = "deleted"
    MALFORMED = "malformed"
    GAVE_UP = "gave_up"
    OVERLOADED = "overloaded"


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages of a channel after the id `from_id`, up to and with `to_id`, that were not screened.

    `channel_id` is 0 for what cannot be named: `count` channels that Discord hides from the bot.
    `gap_id` is 0 until it has been recorded.
    """

    guild_id: int
    channel_id: int
    from_id: int
    to_id: int
    reason: GapReason
    noticed_at: datetime
    count: int = 1
    gap_id: int = 0
