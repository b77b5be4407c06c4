"""What a check found, for operators and moderators alike; standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is as it should be, what there is, and the mend.

    `ok` is None for what somebody may want to know and need not mend.
    """

    name: str
    ok: bool | None
    text: str
    mend: str = ""
