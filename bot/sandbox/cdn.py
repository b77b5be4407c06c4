"""Attachments: where their bytes are kept, how their links are signed, and how they are served.

Links look like Discord's: `https://cdn.discordapp.com/attachments/<channel>/<id>/<name>` followed
by `?ex=<hex time>&is=<hex time>&hm=<signature>`, good for a day. They are stored unsigned and
signed whenever a payload leaves the sandbox, so fetching a message again renews them, which is
the documented way.
"""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
import re
import secrets
import struct
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

CDN_HOST = "cdn.discordapp.com"
MEDIA_HOST = "media.discordapp.net"
CDN_BASE = f"https://{CDN_HOST}/attachments/"
MEDIA_BASE = f"https://{MEDIA_HOST}/attachments/"
LINK_LIFETIME_S = 24 * 3600
"""How long a link works; Discord's reference says that they expire, observed links say a day."""

MAX_STORED_BYTES = 512 * 1024 * 1024
"""All attachments together; the oldest go first, so that a long run cannot eat the machine."""

_SIGNED_KEYS = frozenset({"url", "proxy_url", "icon_url", "proxy_icon_url"})
_SPOILER_FLAG = 1 << 3


class AttachmentStore:
    """Keeps attachments' bytes in memory and signs links to them. Times are Unix seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._secret = secrets.token_bytes(32)
        self._blobs: OrderedDict[str, bytes] = OrderedDict()
        self._total = 0
        self._shared: set[str] = set()
        self.expired_links = 0
        """How many of the links signed next are born expired (a fault for tests)."""

    def store(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        """Keep `data` and return Discord's attachment object, its links still unsigned."""
        name = clean_filename(filename)
        path = f"{channel_id}/{attachment_id}/{name}"
        self._blobs[path] = data
        self._total += len(data)
        while self._total > MAX_STORED_BYTES and len(self._blobs) > 1:
            self._total -= len(self._blobs.popitem(last=False)[1])
        attachment: dict[str, Any] = {
            "id": str(attachment_id),
            "filename": name,
            "size": len(data),
            "url": CDN_BASE + path,
            "proxy_url": MEDIA_BASE + path,
        }
        # Discord names the type by the file's extension alone, so it may be wrong or missing.
        if content_type := mimetypes.guess_type(name)[0]:
            attachment["content_type"] = content_type
        if description is not None:
            attachment["description"] = description
        if size := image_size(data):
            attachment["width"], attachment["height"] = size
        if name.startswith("SPOILER_"):
            attachment["flags"] = _SPOILER_FLAG
        return attachment

    def get(self, path: str) -> bytes | None:
        """Return the bytes kept under `<channel>/<id>/<name>`, or None."""
        return self._blobs.get(path)

    def keep(self, attachment: dict[str, Any]) -> None:
        """Keep an attachment past its message's deletion, because a forward shows it too."""
        self._shared.add(_path_of(attachment["url"]))

    def forget(self, attachment: dict[str, Any]) -> None:
        """Drop an attachment whose message was deleted.

        Discord promises no time: it may serve for minutes or not at all. At once is the strict
        reading, under which a bot that downloads too late is found out.
        """
        path = _path_of(attachment["url"])
        if path not in self._shared and (data := self._blobs.pop(path, None)) is not None:
            self._total -= len(data)

    def sign(self, url: str) -> str:
        """Add expiry, issue time and signature to a link to this store; leave others alone."""
        base = next((b for b in (CDN_BASE, MEDIA_BASE) if url.startswith(b)), None)
        if base is None:
            return url
        path = _path_of(url)
        issued = int(self._now())
        expires = issued + LINK_LIFETIME_S
        if self.expired_links > 0:
            self.expired_links -= 1
            issued, expires = issued - 2 * LINK_LIFETIME_S, issued - LINK_LIFETIME_S
        ex, is_ = f"{expires:x}", f"{issued:x}"
        return f"{base}{quote(path)}?ex={ex}&is={is_}&hm={self._signature(path, ex, is_)}&"

    def valid(self, path: str, ex: str, is_: str, hm: str) -> bool:
        """Tell whether a link's signature holds and its time has not run out."""
        if not hmac.compare_digest(hm, self._signature(path, ex, is_)):
            return False
        return int(is_, 16) <= self._now() + 60 and self._now() < int(ex, 16)

    def signed(self, value: Any, key: str = "") -> Any:
        """Return a deep copy of a payload in which every link to this store is signed.

        Signing and copying are one walk: the backend shares live lists between payloads, so what
        is sent must be a snapshot anyway.
        """
        if isinstance(value, dict):
            return {k: self.signed(v, k) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.signed(v, key) for v in value]
        if isinstance(value, str) and key in _SIGNED_KEYS:
            return self.sign(value)
        return value

    def _signature(self, path: str, ex: str, is_: str) -> str:
        text = f"{path}|{ex}|{is_}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


def unsigned(url: str) -> str:
    """Strip a link to this store of its signature, so that it can be stored; others stay."""
    return url.partition("?")[0] if url.startswith((CDN_BASE, MEDIA_BASE)) else url


def clean_filename(name: str) -> str:
    """Return the name as Discord keeps it: spaces become underscores, odd characters go."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].replace(" ", "_")
    return re.sub(r"[^\w.\-]", "", name)[-255:].lstrip(".") or "unknown"


def image_size(data: bytes) -> tuple[int, int] | None:
    """Read width and height in pixels from the header of a PNG, GIF, JPEG or WebP file.

    Like Discord, which shows them in the attachment; None where the header is none of these.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        # SOF0..SOF15 carry the size, but C4, C8 and CC among them are tables (ITU T.81, B.1.1.3).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _path_of(url: str) -> str:
    return unsigned(url).split("/attachments/", 1)[1]
