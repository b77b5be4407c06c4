"""Consent: one person's revocable permission to one other; standard library only.

It says that the giver wants to see this one sender's images without blur, where the giver asked the
bot to look for them. It never says so for a server's ordinary channels, where others look on, and
never where somebody may be under 18. The other person is told neither of it nor of its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST = 50
"""Permissions of one person that are in force at a time: a list of them fits into one answer."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One permission: `giver` may be sent images by `sender`. Instants are aware.

    `expires_at` is None where the giver named no end, `revoked_at` while they have not taken it
    back. A negative id stands for somebody whose data was erased.
    """

    giver: int
    sender: int
    given_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Return whether it is in force at a moment: from when it was given until it ends."""
        ends = [end for end in (self.expires_at, self.revoked_at) if end is not None]
        return self.given_at <= at and all(at < end for end in ends)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What was known of consent when a post was sent: a fact for the record, and no judgement.

    `at` is the moment that was asked about, `asked` are the people to whom the post was addressed
    (replied to, mentioned), and `held` the permissions to its sender that were in force then.
    """

    at: datetime
    asked: tuple[int, ...] = ()
    held: tuple[Consent, ...] = ()


def in_force(consents: Iterable[Consent], at: datetime) -> tuple[Consent, ...]:
    """Return those of the permissions that are in force at a moment, in their order."""
    return tuple(consent for consent in consents if consent.holds(at))
