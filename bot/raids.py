"""Raids: many flagged posts on a server in a short time; pure rules, the clock is passed in."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import Case, Policy, Threshold, VerdictKind

LASTS = timedelta(hours=1)
"""How long what is done about a raid lasts, unless somebody ends it before: long enough to come by,
short enough that a server is not paused for a night by mistake."""


@dataclass(frozen=True, slots=True)
class Raid:
    """A raid that is on: since when and until when it counts as one, and what is done about it.

    `posts` were flagged within `seconds` when it was noticed. `strict_until` and `paused_until` are
    None where that was not done, or was ended. `message_id` is the moderators' message.
    """

    guild_id: int
    since: datetime
    until: datetime
    posts: int = 0
    seconds: int = 0
    strict_until: datetime | None = None
    paused_until: datetime | None = None
    message_id: int | None = None

    def is_strict(self, now: datetime) -> bool:
        """Return whether the server is stricter at a moment."""
        return self.strict_until is not None and now < self.strict_until

    def is_paused(self, now: datetime) -> bool:
        """Return whether invites and direct messages are paused at a moment."""
        return self.paused_until is not None and now < self.paused_until


class RaidWatch:
    """Counts each server's newest flagged posts."""

    def __init__(self, servers: int = 10_000) -> None:
        """Remember so many servers; those with no flagged post for longest are forgotten first."""
        self._flagged: OrderedDict[int, deque[tuple[datetime, str]]] = OrderedDict()
        self._servers = servers

    def flagged(self, case: Case, policy: Policy, now: datetime) -> bool:
        """Take note of a case; return whether its server now has as many as make a raid.

        Only explicit images count, each case once, by the moment at which it was opened.
        """
        guild_id = case.post.place.guild_id
        if guild_id is None or case.decision.verdict.kind is not VerdictKind.EXPLICIT:
            return False
        seen = self._flagged.setdefault(guild_id, deque())
        self._flagged.move_to_end(guild_id)
        if all(key != case.post.key for _, key in seen):
            seen.append((case.opened_at, case.post.key))
        since = now - timedelta(seconds=policy.raid_seconds)
        while seen and (seen[0][0] < since or len(seen) > policy.raid_posts):
            seen.popleft()
        if len(self._flagged) > self._servers:
            self._flagged.popitem(last=False)
        return len(seen) >= policy.raid_posts


def stricter(policy: Policy) -> Policy:
    """Return a policy as it is during a raid: what would only be suspect is taken down too.

    Cases quote its version with "+raid".
    """
    thresholds = {
        label: Threshold(min(t.explicit, t.suspect), t.suspect)
        for label, t in policy.thresholds.items()
    }
    return replace(policy, version=f"{policy.version}+raid", thresholds=thresholds)
