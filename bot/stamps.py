"""Timestamps of the ledger by an outside authority: words, and when one is due; no libraries.

A stamp (RFC 3161) says that somebody else saw the hash of a checkpoint at a certain time. It is the
operator's choice, and the one request that ever leaves for a host that is not Discord's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AT_MOST_EVERY = timedelta(hours=1)
"""A growing ledger is stamped no more often: authorities are mostly somebody's free service."""
AT_LEAST_EVERY = timedelta(days=1)
"""One that does not grow is stamped so often, to show that it did not."""


class StampFailure(StrEnum):
    """Why there is no stamp."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MALFORMED = "malformed"
    WRONG_IMPRINT = "wrong_imprint"
    WRONG_NONCE = "wrong_nonce"
    NOT_TRUSTED = "not_trusted"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp that holds says: when (aware), and by whom, as the certificate names them.

    `root` is the SHA-256, in hexadecimal digits, of the certificate to which the signer's leads.
    """

    at: datetime
    authority: str
    root: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """What was stamped last: how many entries, and when that was kept (aware)."""

    size: int
    kept_at: datetime


def is_due(last: Stamped | None, size: int, now: datetime) -> bool:
    """Return whether a ledger, of which `size` entries are signed, is to be stamped now."""
    if last is None:
        return size > 0
    age = now - last.kept_at
    return age >= AT_LEAST_EVERY or (size > last.size and age >= AT_MOST_EVERY)
