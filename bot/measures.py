"""What a server's rules can say beyond verdicts and actions; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """Whether decisions are carried out, or only shown to moderators (observe mode)."""

    ACT = "act"
    OBSERVE = "observe"


class Flagged(StrEnum):
    """What follows for an explicit post.

    BLUR removes it and posts an unrecognisable copy, REMOVE posts a notice without one, ALERT only
    tells moderators.
    """

    BLUR = "blur"
    REMOVE = "remove"
    ALERT = "alert"


class Sanction(StrEnum):
    """What repeated cases can lead to, from the mildest to the gravest."""

    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"


class ReviewPicture(StrEnum):
    """What moderators are shown of an image: nothing, or the unrecognisable copy behind a spoiler.

    Nothing finer ever leaves the worker (docs/decisions/0017-review-without-the-picture.md).
    """

    NONE = "none"
    COPY = "copy"


class RaidResponse(StrEnum):
    """What follows for many flagged posts at once: tell moderators, or pause invites and DMs too.

    The pause is Discord's own (`docs/policy.md`).
    """

    ALERT = "alert"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Escalation:
    """From how many cases of one sender within which time a sanction follows.

    The case at hand counts; `timeout` is for how long, and at most 28 days (Discord's limit).
    """

    cases: int
    within: timedelta
    sanction: Sanction
    timeout: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class History:
    """A sender's earlier cases on the server, as far as they count, when one is decided at `at`.

    `earlier` are the moments at which explicit cases were opened that no moderator overturned.
    """

    at: datetime
    earlier: tuple[datetime, ...] = ()

    def cases_within(self, window: timedelta) -> int:
        """Return how many cases fall within a window that ends now, the one at hand among them."""
        return 1 + sum(self.at - window < moment < self.at for moment in self.earlier)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server has of its own beside its rules.

    `moderators_channel` is a channel's name or id, `language` that of public texts, `jurisdiction`
    where the server is, as a code of the guidance, or None.
    """

    moderators_channel: str
    language: str
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """What a server had of its own from a moment on, and who said so.

    `document` is JSON-ready data in the schema of `bot.rulebook`. `user_id` is None for the
    operator; a negative one stands for somebody whose data was erased.
    """

    guild_id: int
    version: int
    document: Mapping[str, Any]
    user_id: int | None
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was decided in observe mode and not done, in numbers: cases by verdict and by label.

    `actions` counts what would have been done, by action; all by the words of `bot.domain`.
    """

    cases: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
