"""What lies on Discord's content hosts besides attachments: emoji, avatars, linked pictures.

Paths are those of the reference (Image Formatting, CDN Endpoints). Their links are not signed and
do not run out. Discord converts pictures to the format that the path's ending asks for; the
sandbox has no decoder and serves the bytes as they were given, with their own type. What matters
to somebody who screens is kept: an animation that is asked for as a still picture comes as its
first frame alone, and a still picture cannot be asked for as a GIF.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from bot.sandbox.cdn import CDN_HOST, MEDIA_HOST

PROXY_HOST = "images-ext-1.discordapp.net"
"""The host through which Discord's clients see pictures that lie elsewhere."""
MAX_STORED_BYTES = 256 * 1024 * 1024
"""All of them together; the oldest go first."""
PNG, APNG, LOTTIE, GIF = 1, 2, 3, 4
"""Sticker formats (reference: Sticker Format Types)."""

_STILL = frozenset({"png", "jpg", "jpeg", "webp", "avif"})
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8", "image/jpeg"),
    (b"{", "application/json"),
)


@dataclass(frozen=True)
class Found:
    """What a host answers: an HTTP status and, with a 200, bytes and their type."""

    status: int
    data: bytes = b""
    content_type: str = ""


class Assets:
    """Keeps the bytes in memory, each under its path without the ending that names a format."""

    def __init__(self) -> None:
        self._blobs: OrderedDict[str, bytes] = OrderedDict()
        self._total = 0

    def put(self, path: str, data: bytes) -> None:
        """Keep `data` under a path such as `emojis/123` or `external/…`."""
        self.forget(path)
        self._blobs[path] = data
        self._total += len(data)
        while self._total > MAX_STORED_BYTES and len(self._blobs) > 1:
            self._total -= len(self._blobs.popitem(last=False)[1])

    def put_hashed(self, folder: str, data: bytes) -> str:
        """Keep a picture that is addressed by its hash, and return the hash (`a_…` if animated)."""
        digest = hashlib.sha256(data).hexdigest()[:32]
        name = f"a_{digest}" if animated(data) else digest
        self.put(f"{folder}/{name}", data)
        return name

    def forget(self, path: str) -> None:
        """Drop what is kept under a path, if there is anything."""
        self._total -= len(self._blobs.pop(path, b""))

    def find(self, host: str, path: str, *, moving: bool = False) -> Found:
        """Answer for a host and a path with its leading slash; `moving` is `?animated=true`."""
        path = path.lstrip("/")
        if path.startswith("external/"):
            return self._whole(path) if host == PROXY_HOST else Found(404)
        if host not in (CDN_HOST, MEDIA_HOST):
            return Found(404)
        stem, _, ending = path.rpartition(".")
        data = self._blobs.get(stem)
        if data is None:
            return Found(404)
        if stem.startswith("stickers/"):
            return self._sticker(stem, data, host, ending)
        if ending == "gif":
            return self._whole(stem) if animated(data) else Found(415)
        if ending not in _STILL:
            return Found(415)
        if animated(data) and not (moving and ending == "webp"):
            data = first_frame(data)
        return Found(200, data, content_type(data))

    def _sticker(self, stem: str, data: bytes, host: str, ending: str) -> Found:
        # GIF stickers lie on the media host alone (reference: CDN Endpoints, Sticker).
        fitting = {
            PNG: ("png", (CDN_HOST, MEDIA_HOST)),
            APNG: ("png", (CDN_HOST, MEDIA_HOST)),
            LOTTIE: ("json", (CDN_HOST,)),
            GIF: ("gif", (MEDIA_HOST,)),
        }[sticker_format(data) or PNG]
        return self._whole(stem) if ending == fitting[0] and host in fitting[1] else Found(404)

    def _whole(self, path: str) -> Found:
        data = self._blobs.get(path)
        return Found(404) if data is None else Found(200, data, content_type(data))


def content_type(data: bytes) -> str:
    """Name the type of a file by its first bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "image/avif" if data[8:12] in (b"avif", b"avis") else "video/mp4"
    return next((t for magic, t in _MAGIC if data.startswith(magic)), "application/octet-stream")


def sticker_format(data: bytes) -> int | None:
    """Tell a sticker's format by its bytes; None where it is none of the four."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return APNG if b"acTL" in data[: data.find(b"IDAT")] else PNG
    if data.startswith(b"GIF8"):
        return GIF
    return LOTTIE if data.lstrip().startswith(b"{") else None


def animated(data: bytes) -> bool:
    """Tell whether Discord would keep a picture as an animation: a GIF of several frames."""
    return data.startswith(b"GIF8") and first_frame(data) != data


def first_frame(data: bytes) -> bytes:
    """Return a GIF cut after its first frame; all of it where it has one or cannot be read.

    Blocks as in the GIF89a specification: extensions (0x21), images (0x2C), a trailer (0x3B).
    """
    at, first = 13 + _table(data[10]) if len(data) > 13 else len(data), 0
    while at < len(data):
        if data[at] == 0x2C and first:
            return data[:first] + b"\x3b"
        if data[at] == 0x21:
            at = _blocks_end(data, at + 2)
        elif data[at] == 0x2C and at + 10 < len(data):
            at = first = _blocks_end(data, at + 10 + _table(data[at + 9]) + 1)
        else:
            break
    return data


def _table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1
