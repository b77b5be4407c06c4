"""Images that a server knows again: its lists, and how like a picture is to one on them.

Standard library only. Distances are between PDQ fingerprints, in bits of 256. A match is 31 or
less, and needs a quality of 50 ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
Algorithm", Facebook, 2019). Up to 60 it is a picture that shares a
large part with the other one; unrelated ones differ in about 128 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SAME, EDITED = 31, 60
"""Up to which distance a picture is the same one, and up to which it is possibly an edited one."""
TEXTURE = 50
"""From which PDQ quality on, in 0..100, a fingerprint says anything about a picture."""


class KnownList(StrEnum):
    """The two lists that a server has."""

    BLOCK = "block"
    ALLOW = "allow"


class Likeness(StrEnum):
    """How a picture is like one on a list."""

    SAME_FILE = "same_file"
    SAME_PICTURE = "same_picture"
    EDITED = "possibly_edited"


class KnownAs(StrEnum):
    """What the lists say of a picture: what a verdict keeps of them.

    BLOCKED and ALLOWED come from the server's own lists. ELSEWHERE is on a list that came from
    another server, EDITED is like a blocked one; neither removes anything by itself.
    """

    BLOCKED = "blocked"
    ALLOWED = "allowed"
    ELSEWHERE = "elsewhere"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network reported in a picture that a moderator let pass.

    `label` is the network's own name, `score` in 0..1, `box` (x, y, width, height) as shares of the
    picture's sides.
    """

    label: str
    score: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class KnownImage:
    """One entry of a server's list.

    `source` names the list that it came from with an import, and is empty for the server's own.
    `pdq` is 64 hex digits, and absent where the picture has too little texture. `seen` and `still`
    (it has one frame) are what an entry of the allow list needs to lower a verdict by likeness.
    `user_id` is the moderator's, negative where their data was erased.
    """

    on: KnownList
    sha256: str | None = None
    pdq: str | None = None
    source: str = ""
    seen: tuple[Seen, ...] = ()
    still: bool = False
    entry_id: int = 0
    case_number: int | None = None
    user_id: int | None = None
    added_at: datetime | None = None

    @property
    def own(self) -> bool:
        """Return whether the server's moderators put it there."""
        return not self.source


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a picture is like; `turned` says that only a turned or mirrored copy is."""

    image: KnownImage
    likeness: Likeness
    distance: int = 0
    turned: bool = False


def likeness(distance: int) -> Likeness | None:
    """Return what a distance between two fingerprints means, or None for pictures that differ."""
    if distance <= SAME:
        return Likeness.SAME_PICTURE
    return Likeness.EDITED if distance <= EDITED else None
