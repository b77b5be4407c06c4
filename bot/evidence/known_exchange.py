"""Lists of known images as files, for other servers: fingerprints and nothing about people.

    {"format": "flashguard-known-images/1", "server": "...", "made_at": "...",
     "images": [{"list": "block", "sha256": "<64 hex digits>", "pdq": "<64 hex digits>"}, ...]}

Either fingerprint may be missing, or null. A file from elsewhere is a stranger's: its size, its
length and every field are checked, and what it brings raises suspicion at most.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ListError
from bot.known import KnownImage, KnownList

FORMAT = "flashguard-known-images/1"
MOST_BYTES = 8 * 1024 * 1024
"""Below the 10 MiB that a bot's file may have on Discord."""
MOST_IMAGES = 40_000
"""So many fit into that, at about 180 bytes each."""

_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Image(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    list: Literal["block", "allow"]
    sha256: _Hex | None = None
    pdq: _Hex | None = None


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    format: Literal["flashguard-known-images/1"]
    server: str = Field(default="", max_length=200)
    made_at: str = Field(default="", max_length=40)
    images: list[_Image] = Field(max_length=MOST_IMAGES)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings: the name of its server, its block list, and how many others it allows."""

    server: str
    blocked: tuple[KnownImage, ...]
    allowed: int


def dump(server: str, images: Sequence[KnownImage], at: datetime) -> bytes:
    """Return a server's own entries as a file: fingerprints, no numbers, no people, no dates."""
    entries = [{"list": i.on.value, "sha256": i.sha256, "pdq": i.pdq} for i in images[:MOST_IMAGES]]
    told = {"format": FORMAT, "server": server, "made_at": at.isoformat(), "images": entries}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def load(data: bytes) -> Brought:
    """Return what a file brings; raise ListError with what is wrong with it, and where."""
    if len(data) > MOST_BYTES:
        raise ListError(f"The file is larger than {MOST_BYTES // 2**20} MiB. Split it.")
    try:
        file = _File.model_validate(json.loads(data))
    except ValidationError as error:
        raise ListError(f"The file is no list of known images: {_where(error)}.") from None
    except (ValueError, RecursionError):
        raise ListError(
            "The file is no JSON. Use one that `/flashguard known export` made."
        ) from None
    for number, image in enumerate(file.images, 1):
        if image.sha256 is None and image.pdq is None:
            raise ListError(f"The file's image {number} has no fingerprint. Take that one out.")
    blocked = {
        (i.sha256 or i.pdq): KnownImage(KnownList.BLOCK, i.sha256, i.pdq)
        for i in file.images
        if i.list == "block"
    }
    allowed = sum(i.list == "allow" for i in file.images)
    return Brought(_plain(file.server), tuple(blocked.values()), allowed)


def _where(error: ValidationError) -> str:
    """Return the first thing that is wrong, without quoting a stranger's text."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = list(first["loc"])
    if len(place) > 1 and place[0] == "images" and isinstance(place[1], int):
        field = f", its “{_plain(str(place[2]))}”" if len(place) > 2 else ""
        return f"image {place[1] + 1}{field} does not fit ({first['type']})"
    return (
        f"“{_plain(str(place[0]))}” does not fit ({first['type']})" if place else "it is no object"
    )


def _plain(text: str) -> str:
    """Return a stranger's text on one line, printable and short."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:80]
