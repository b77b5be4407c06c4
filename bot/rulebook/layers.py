"""A server's rules in layers, as pure functions: which policy holds for one post.

    server → category → channel → thread    the most specific one that says something wins
    → the sender's roles                    one that is exempt ends it; others only add strictness
    → newcomers                             only add strictness

Nobody gets a milder treatment by a role than the place has, except by being exempt: a member has
many roles, and which of two that contradict each other "wins" would be a riddle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import (
    Label,
    Place,
    Policy,
    Post,
    Response,
    Sender,
    Strictness,
    Surface,
    Threshold,
    UnscreenedReason,
)
from bot.measures import Flagged, ServerSettings

_T = TypeVar("_T")

LOWEST = 0.05
"""No threshold is shifted below this score: the network reports so much of almost anything."""

_STRICTNESS = list(Strictness)
_RESPONSES = [Response.ALLOW, Response.ALERT, Response.REMOVE]
_FLAGGED = [Flagged.ALERT, Flagged.BLUR, Flagged.REMOVE]


@dataclass(frozen=True, slots=True)
class Layer:
    """What is different for one channel, category or role; None and nothing mean "as below it".

    `preset` are the thresholds that come with `strictness`; `thresholds` then replace single ones.
    """

    exempt: bool | None = None
    strictness: Strictness | None = None
    preset: Mapping[Label, Threshold] = field(default_factory=dict)
    thresholds: Mapping[Label, Threshold] = field(default_factory=dict)
    unscreened: Mapping[UnscreenedReason, Response] = field(default_factory=dict)
    suspect: Response | None = None
    flagged: Flagged | None = None
    screen_age_restricted: bool | None = None
    keep_text: bool | None = None


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Who is new, and what is stricter for them.

    Somebody is new whose account is younger than `account`, or who has been a member for less than
    `member`. `lower_by` is taken off every threshold. With `hold` nothing of theirs stays that
    moderators would only be told of.
    """

    account: timedelta | None = None
    member: timedelta | None = None
    layer: Layer = field(default_factory=Layer)
    lower_by: float = 0.0
    hold: bool = False

    def has(self, sender: Sender, at: datetime) -> bool:
        """Return whether a sender is new at a moment; a webhook never is.

        Where Discord does not say since when somebody is a member, their account alone counts.
        """
        if sender.webhook_id is not None or not sender.user_id:
            return False
        young = self.account is not None and at - sender.account_created_at < self.account
        joined = sender.joined_at
        return young or (
            self.member is not None and joined is not None and at - joined < self.member
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that a server has set: its policy, what differs where and for whom, its own settings.

    `version` counts a server's documents from 1; 0 is the installation's default.
    """

    policy: Policy
    settings: ServerSettings
    version: int = 0
    channels: Mapping[int, Layer] = field(default_factory=dict)
    categories: Mapping[int, Layer] = field(default_factory=dict)
    roles: Mapping[int, Layer] = field(default_factory=dict)
    newcomers: Newcomers | None = None

    def policy_for(self, post: Post) -> Policy:
        """Return the policy that holds for a post: where, by whom, at the moment it was posted."""
        in_place = not post.subject or any(m.surface is Surface.REACTION for m in post.media)
        # What shows on the whole server (an avatar, an icon) is in no channel.
        policy = self.policy_in(post.place) if in_place else self.policy
        theirs = [self.roles[role] for role in post.sender.role_ids if role in self.roles]
        if any(layer.exempt for layer in theirs):
            return replace(policy, exempt=True)
        for layer in theirs:
            policy = stricter(policy, layer)
        if self.newcomers is not None and self.newcomers.has(post.sender, post.posted_at):
            policy = for_newcomer(policy, self.newcomers)
        return policy

    def policy_in(self, place: Place) -> Policy:
        """Return the policy of a place, whoever posts there."""
        policy = self.policy
        for layers, where in (
            (self.categories, place.category_id),
            (self.channels, place.parent_id),
            (self.channels, place.channel_id),
        ):
            if where is not None and where in layers:
                policy = over(policy, layers[where])
        return policy


def over(policy: Policy, layer: Layer) -> Policy:
    """Return a policy with a more specific layer over it: what the layer says holds."""
    base = policy.thresholds if layer.strictness is None else layer.preset
    return replace(
        policy,
        exempt=_or(layer.exempt, policy.exempt),
        strictness=_or(layer.strictness, policy.strictness),
        thresholds={**base, **layer.thresholds},
        unscreened={**policy.unscreened, **layer.unscreened},
        suspect=_or(layer.suspect, policy.suspect),
        flagged=_or(layer.flagged, policy.flagged),
        screen_age_restricted=_or(layer.screen_age_restricted, policy.screen_age_restricted),
        keep_text=_or(layer.keep_text, policy.keep_text),
    )


def stricter(policy: Policy, layer: Layer) -> Policy:
    """Return a policy to which a layer adds strictness and from which it takes none.

    For each label the lower scores hold, for each response the stronger one.
    """
    other = over(policy, layer)
    labels = policy.thresholds.keys() | other.thresholds.keys()
    return replace(
        policy,
        strictness=max(policy.strictness, other.strictness, key=_STRICTNESS.index),
        thresholds={
            label: _lower(policy.thresholds.get(label), other.thresholds.get(label))
            for label in sorted(labels)
        },
        unscreened={
            reason: max(
                policy.unscreened.get(reason, Response.ALERT),
                other.unscreened.get(reason, Response.ALERT),
                key=_RESPONSES.index,
            )
            for reason in policy.unscreened.keys() | other.unscreened.keys()
        },
        suspect=max(policy.suspect, other.suspect, key=_RESPONSES.index),
        flagged=max(policy.flagged, other.flagged, key=_FLAGGED.index),
        screen_age_restricted=policy.screen_age_restricted or other.screen_age_restricted,
        keep_text=policy.keep_text or other.keep_text,
    )


def for_newcomer(policy: Policy, rule: Newcomers) -> Policy:
    """Return a policy as it is for somebody new."""
    policy = stricter(policy, rule.layer)
    if rule.lower_by:
        policy = replace(
            policy,
            thresholds={
                label: Threshold(_down(t.explicit, rule.lower_by), _down(t.suspect, rule.lower_by))
                for label, t in policy.thresholds.items()
            },
        )
    if rule.hold:
        policy = replace(
            policy,
            suspect=_held(policy.suspect),
            # A reason that is not named alerts, so a newcomer's goes too.
            unscreened={
                reason: _held(policy.unscreened.get(reason, Response.ALERT))
                for reason in UnscreenedReason
            },
            flagged=max(policy.flagged, Flagged.BLUR, key=_FLAGGED.index),
        )
    return policy


def _held(response: Response) -> Response:
    return Response.REMOVE if response is Response.ALERT else response


def _down(score: float, by: float) -> float:
    return min(score, max(LOWEST, round(score - by, 4)))


def _lower(one: Threshold | None, other: Threshold | None) -> Threshold:
    found = [threshold for threshold in (one, other) if threshold is not None]
    return Threshold(min(t.explicit for t in found), min(t.suspect for t in found))


def _or(said: _T | None, below: _T) -> _T:
    return below if said is None else said
