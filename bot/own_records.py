"""The word for a record of one's own: a person's tie to a case of which they want to hear more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.reviews import Standing


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One case of which a person asked for a record, or against which they appealed.

    `guild_name` is as it was then, empty where the case is gone. `until` is when the case's time
    is over: None for one that is held, and for one that is gone.
    """

    case_id: str
    number: int
    guild_id: int
    guild_name: str
    standing: Standing
    until: datetime | None = None

    @property
    def is_gone(self) -> bool:
        """Return whether the case was erased."""
        return self.standing in (Standing.EXPIRED, Standing.ERASED)
