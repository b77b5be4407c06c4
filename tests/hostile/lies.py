"""Valid files whose headers claim another size: nothing, a line, or more than any memory."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator

from .files import valid

SIZES = ((0, 0), (1, 0), (1, 2**32 - 1), (30_000, 30_000), (65_535, 65_535), (2**32 - 1,) * 2)
"""Claimed width and height; a field that is too small for one gets the most that it can hold."""

_ENTRIES = (b"avc1", b"hev1", b"hvc1", b"vp09", b"av01")


def _field(form: str, value: int) -> bytes:
    return struct.pack(form, min(value, 256 ** struct.calcsize(form) - 1))


def _png(data: bytes, width: int, height: int) -> bytes:
    header = b"IHDR" + _field(">I", width) + _field(">I", height) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def _jpeg(data: bytes, width: int, height: int) -> bytes:
    for start in (b"\xff\xc0\0\x11", b"\xff\xc2\0\x11", b"\xff\xc0\0\x14", b"\xff\xc2\0\x14"):
        data = _over(data, start, 5, _field(">H", height) + _field(">H", width))
    return data


def _gif(data: bytes, width: int, height: int) -> bytes:
    """The file's size; `_gif_frame` changes that of its first frame."""
    return data[:6] + _field("<H", width) + _field("<H", height) + data[10:]


def _gif_frame(data: bytes, width: int, height: int) -> bytes:
    return _over(data, b",\0\0\0\0", 5, _field("<H", width) + _field("<H", height))


def _webp(data: bytes, width: int, height: int) -> bytes:
    canvas = b"".join(
        _field("<I", min(max(0, side - 1), 2**24 - 1))[:3] for side in (width, height)
    )
    data = _over(data, b"VP8X", 12, canvas)
    stream = _field("<H", min(width, 2**14 - 1)) + _field("<H", min(height, 2**14 - 1))
    data = _over(data, b"\x9d\x01\x2a", 3, stream)
    bits = min(max(0, width - 1), 2**14 - 1) | min(max(0, height - 1), 2**14 - 1) << 14
    return _over(data, b"VP8L", 9, _field("<I", bits))


def _iso(data: bytes, width: int, height: int) -> bytes:
    data = _over(data, b"ispe", 8, _field(">I", width) + _field(">I", height))
    for entry in _ENTRIES:
        data = _over(data, entry, 28, _field(">H", width) + _field(">H", height))
    return data


def _matroska(data: bytes, width: int, height: int) -> bytes:
    """PixelWidth and PixelHeight hold one byte in so small a film."""
    data = _over(data, b"\xb0\x81\x60", 2, _field(">B", width))
    return _over(data, b"\xba\x81\x40", 2, _field(">B", height))


def _bmp(data: bytes, width: int, height: int) -> bytes:
    return data[:18] + _field("<I", width) + _field("<I", height) + data[26:]


def _ico(data: bytes, width: int, height: int) -> bytes:
    data = data[:6] + _field(">B", width) + _field(">B", height) + data[8:]
    at = data.find(b"IHDR")
    return data if at < 0 else data[: at - 12] + _png(data[at - 12 :], width, height)


def _lottie(data: bytes, width: int, height: int) -> bytes:
    return json.dumps({**json.loads(data), "w": width, "h": height}).encode()


def _over(data: bytes, mark: bytes, after: int, new: bytes) -> bytes:
    """Return data with the bytes that follow each mark, after some more, replaced."""
    changed, at = bytearray(data), data.find(mark)
    while at >= 0:
        changed[at + after : at + after + len(new)] = new
        at = data.find(mark, at + 1)
    return bytes(changed)


_Lie = Callable[[bytes, int, int], bytes]
_LIES: tuple[tuple[tuple[str, ...], _Lie], ...] = (
    (("png", "apng"), _png),
    (("jpeg", "mpo"), _jpeg),
    (("gif",), _gif),
    (("gif",), _gif_frame),
    (("webp",), _webp),
    (("avif", "heic", "mp4", "mov"), _iso),
    (("webm", "matroska"), _matroska),
    (("bmp",), _bmp),
    (("ico",), _ico),
    (("lottie",), _lottie),
)


def lying() -> Iterator[tuple[str, bytes]]:
    """Yield (story, file): every kind claiming each of the sizes."""
    for name, data in valid().items():
        for kinds, lie in _LIES:
            if name.split()[0] in kinds:
                for width, height in SIZES:
                    claimed = lie(data, width, height)
                    assert claimed != data, f"{name} still tells the truth"
                    yield f"{name} claiming {width} x {height} ({lie.__name__})", claimed
