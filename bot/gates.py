"""A channel's gate: its words, and which permissions closing and opening it change; no I/O.

Overwrites are computed as Discord computes permissions: everybody's and the roles' own, then the
channel's overwrite of everybody, then those of the roles together, then the member's (Discord's
reference, "Permission Overwrites"). Only the bits of GATED are ever touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

ADMINISTRATOR, MANAGE_MESSAGES = 1 << 3, 1 << 13
PICTURES = {
    1 << 15: "Attach Files",
    1 << 14: "Embed Links",
    1 << 18: "Use External Emoji",
    1 << 37: "Use External Stickers",
    1 << 50: "Use External Apps",
}
"""By its bit, each permission by which a member shows a picture that nobody has looked at yet; the
names are those of Discord's settings (reference, "Bitwise Permission Flags")."""
GATED = sum(PICTURES)


class GateState(StrEnum):
    """Where a gate stands. What is CLOSING or OPENING after a crash is brought to its end."""

    CLOSING = "closing"
    CLOSED = "closed"
    OPENING = "opening"


class Kind(IntEnum):
    """Whose overwrite it is, by Discord's numbers."""

    ROLE = 0
    MEMBER = 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What one channel allows and denies one role or member: bit sets."""

    target_id: int
    kind: Kind
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """What an overwrite said before the gate, of the bits in GATED alone; whether it was there."""

    target_id: int
    kind: Kind
    existed: bool
    allow: int
    deny: int


@dataclass(frozen=True, slots=True)
class Change:
    """An overwrite as it is to be, or to be removed. `grants` says that it lets moderators in."""

    overwrite: Overwrite
    remove: bool = False
    grants: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of one channel: who closed it and when, and what it must put back."""

    channel_id: int
    guild_id: int
    state: GateState
    by_user_id: int
    since: datetime
    before: tuple[Before, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """Who had a message posted through a gate, and when; `channel_id` is a thread's in a thread."""

    message_id: int
    guild_id: int
    channel_id: int
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rights:
    """What a channel's permissions come from: the roles' own (by id), and its overwrites."""

    everyone_id: int
    roles: Mapping[int, int]
    overwrites: Mapping[int, Overwrite]

    def own(self, target_id: int, kind: Kind) -> Overwrite:
        """Return the overwrite of a role or member, an empty one where there is none."""
        return self.overwrites.get(target_id, Overwrite(target_id, kind))

    def held(self, target_id: int, kind: Kind) -> int:
        """Return what somebody may do here who has that one role, or that member's overwrite."""
        base = self.roles.get(self.everyone_id, 0)
        if kind is Kind.ROLE:
            base |= self.roles.get(target_id, 0)
        held = _through(base, self.own(self.everyone_id, Kind.ROLE))
        if target_id == self.everyone_id:
            return held
        return _through(held, self.own(target_id, kind))

    def moderates(self, target_id: int, kind: Kind) -> bool:
        """Return whether a role or a member's overwrite gives Manage Messages here."""
        return bool(self.held(target_id, kind) & MANAGE_MESSAGES)


def close(rights: Rights, before: Iterable[Before] = ()) -> tuple[list[Before], list[Change]]:
    """Return what closing a gate changes, and what of it must be remembered first.

    Nobody who may not manage messages has a bit of GATED afterwards; who may, keeps what they had.
    `before` is what is remembered already: the channel may have been changed since. Administrators
    pass every overwrite, so nothing is done about them. What moderators need comes first, so that
    they (and the bot, which is one) are shut out at no moment.
    """
    known = {b.target_id: b for b in before}
    was = replace(rights, overwrites=_as_before(rights, known))
    fresh, changes = [], []
    for change in sorted(_wanted(was), key=lambda c: not c.grants):
        wanted = change.overwrite
        now = rights.overwrites.get(wanted.target_id)
        if now == wanted or (now is None and not wanted.allow | wanted.deny):
            continue
        if wanted.target_id not in known:
            own = now or Overwrite(wanted.target_id, wanted.kind)
            allow, deny = own.allow & GATED, own.deny & GATED
            fresh.append(Before(own.target_id, own.kind, now is not None, allow, deny))
        changes.append(change)
    return fresh, changes


def reopen(rights: Rights, before: Iterable[Before]) -> list[Change]:
    """Return what puts a channel's overwrites back: the bits of GATED as they were, no others.

    What an administrator changed meanwhile stays. Roles that are gone are passed over, and so is
    an overwrite that was removed meanwhile and has nothing to be put back. Moderators come last.
    """
    changes = []
    for b in before:
        if b.kind is Kind.ROLE and b.target_id not in rights.roles:
            continue
        now = rights.overwrites.get(b.target_id)
        wanted = _put_back(now or Overwrite(b.target_id, b.kind), b)
        empty = not wanted.allow | wanted.deny
        if now is None and empty:
            continue
        remove = empty and not b.existed
        if remove or wanted != now:
            changes.append(Change(wanted, remove, rights.moderates(b.target_id, b.kind)))
    return sorted(changes, key=lambda c: c.grants)


def _wanted(was: Rights) -> Iterator[Change]:
    """Yield every overwrite as a gate wants it, computed from how things were without it."""
    everyone = was.own(was.everyone_id, Kind.ROLE)
    yield Change(replace(everyone, allow=everyone.allow & ~GATED, deny=everyone.deny | GATED))
    targets = dict.fromkeys(was.roles, Kind.ROLE)
    targets |= {o.target_id: o.kind for o in was.overwrites.values() if o.kind is Kind.MEMBER}
    for target_id, kind in targets.items():
        if target_id == was.everyone_id or was.roles.get(target_id, 0) & ADMINISTRATOR:
            continue
        own = was.own(target_id, kind)
        if was.moderates(target_id, kind):
            kept = was.held(target_id, kind) & GATED
            yield Change(replace(own, allow=own.allow | kept), grants=True)
        else:
            yield Change(replace(own, allow=own.allow & ~GATED))


def _as_before(rights: Rights, known: Mapping[int, Before]) -> dict[int, Overwrite]:
    found = dict(rights.overwrites)
    for b in known.values():
        found[b.target_id] = _put_back(rights.own(b.target_id, b.kind), b)
    return found


def _put_back(now: Overwrite, b: Before) -> Overwrite:
    return replace(now, allow=now.allow & ~GATED | b.allow, deny=now.deny & ~GATED | b.deny)


def _through(held: int, overwrite: Overwrite) -> int:
    return held & ~overwrite.deny | overwrite.allow
