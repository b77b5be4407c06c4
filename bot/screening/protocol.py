"""What parent and worker say to each other: length-prefixed frames of JSON and bytes.

A frame is two big-endian unsigned 32-bit lengths, a JSON object in UTF-8, and a body. A worker
may have been taken over by what it decoded, so the parent caps both lengths before it reads, and
takes an answer apart field by field. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.domain import Depth, Detection, Label, Screening, UnscreenedReason

PREFIX = struct.Struct(">II")
MAX_HEADER = 64 * 1024
"""Bytes of JSON in a frame: 100 detections take about 12 KiB."""
MAX_ANSWER_BODY = 12 * 12 * 3
"""Bytes beside an answer: the colours of the unrecognisable copy's grid, and nothing larger."""
MAX_DETECTIONS = 100
MAX_DETAIL = 300
MAX_VIEW = 40
MAX_SIDE = 2**31
_STILLS = {"JPEG", "MPO", "PNG", "GIF", "WEBP", "AVIF", "HEIC", "BMP", "ICO"}
_FORMATS = frozenset(_STILLS | {"APNG", "LOTTIE", "MP4", "MOV", "WEBM", "MKV"})
_HEX = frozenset("0123456789abcdef")


class ProtocolError(ValueError):
    """A frame that breaks the rules; whoever sent it is not to be trusted any more."""


@dataclass(frozen=True, slots=True)
class Request:
    """One image to screen. `budget` is the seconds that the worker may take by its own clock."""

    depth: Depth
    budget: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The colours of an unrecognisable copy: `columns` × `rows` RGB triples, row by row."""

    columns: int
    rows: int
    colours: bytes


def pack(header: Mapping[str, Any], body: bytes | memoryview = b"") -> bytes:
    """Return the prefix and header of a frame; the body follows it on the wire."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    return PREFIX.pack(len(text), len(body)) + text


def unpack_lengths(prefix: bytes, max_body: int) -> tuple[int, int]:
    """Return the lengths of header and body; raise ProtocolError where one is over its cap."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > max_body:
        raise ProtocolError(f"frame too long: {header} + {body} bytes")
    return header, body


def parse_object(header: bytes) -> dict[str, Any]:
    """Return a frame's JSON object; raise ProtocolError where it is anything else."""
    try:
        value = json.loads(header, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"header is not JSON: {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise ProtocolError("header is not an object")
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(name)


def request_header(request: Request) -> dict[str, Any]:
    """Return the header that asks for one screening."""
    return {"depth": request.depth.value, "budget": request.budget}


def parse_request(header: Mapping[str, Any]) -> Request:
    """Return the request in a header; raise ProtocolError where it is not one."""
    try:
        return Request(Depth(header["depth"]), float(header["budget"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(f"not a request: {error!r}") from None


def answer_header(screening: Screening, grid: Grid | None) -> dict[str, Any]:
    """Return the header that carries a worker's findings; `grid.colours` are the body."""
    return {
        "detections": [
            [d.label.value, round(d.score, 4), list(d.box), d.frame, d.view]
            for d in screening.detections[:MAX_DETECTIONS]
        ],
        "unscreened": screening.unscreened and screening.unscreened.value,
        "detail": _printable(screening.detail)[:MAX_DETAIL],
        "format": screening.format,
        "width": screening.width,
        "height": screening.height,
        "frames": screening.frames,
        "frames_screened": screening.frames_screened,
        "pdq": screening.pdq,
        "pdq_quality": screening.pdq_quality,
        "turned": list(screening.turned),
        "grid": [grid.columns, grid.rows] if grid else None,
    }


def parse_answer(header: Mapping[str, Any], body: bytes) -> tuple[Screening, Grid | None]:
    """Return what a worker found, every field checked for type, range and length.

    Fields that the parent knows itself (sha256, size, model, depth, time) are not taken from a
    worker. Raises ProtocolError at the first thing that is not as it should be.
    """
    expected = {
        "detections", "unscreened", "detail", "format", "width", "height", "frames",
        "frames_screened", "pdq", "pdq_quality", "turned", "grid",
    }  # fmt: skip
    if set(header) != expected:
        raise ProtocolError("answer has other fields")
    rows = header["detections"]
    if not isinstance(rows, list) or len(rows) > MAX_DETECTIONS:
        raise ProtocolError("detections are no short list")
    reason, pdq, fmt = header["unscreened"], header["pdq"], header["format"]
    try:
        unscreened = None if reason is None else UnscreenedReason(reason)
    except ValueError:
        raise ProtocolError("unknown reason") from None
    if fmt is not None and (not isinstance(fmt, str) or fmt not in _FORMATS):
        raise ProtocolError("unknown format")
    turned = header["turned"]
    if not isinstance(turned, list) or len(turned) not in (0, 7):
        raise ProtocolError("turned is not seven fingerprints, or none")
    for each in [*turned, *([] if pdq is None else [pdq])]:
        if not (isinstance(each, str) and len(each) == 64 and _HEX.issuperset(each)):
            raise ProtocolError("pdq is not 64 hex digits")
    detections = sorted((_parse_detection(row) for row in rows), key=lambda d: -d.score)
    screening = Screening(
        detections=tuple(detections),
        unscreened=unscreened,
        detail=_text(header["detail"], MAX_DETAIL),
        format=fmt,
        width=_optional_int(header["width"], 1, MAX_SIDE),
        height=_optional_int(header["height"], 1, MAX_SIDE),
        frames=_optional_int(header["frames"], 0, MAX_SIDE),
        frames_screened=_int(header["frames_screened"], 0, MAX_SIDE),
        pdq=pdq,
        pdq_quality=_optional_int(header["pdq_quality"], 0, 100),
        turned=tuple(turned),
    )
    return screening, _parse_grid(header["grid"], body)


def _parse_detection(row: Any) -> Detection:
    if not isinstance(row, list) or len(row) != 5:
        raise ProtocolError("a detection is not five fields")
    name, score, box, frame, view = row
    try:
        label = Label(name)
    except ValueError:
        raise ProtocolError("unknown label") from None
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise ProtocolError("a score is no number")
    if not 0 <= score <= 1:  # nor is NaN; and no function that takes floats fails on a huge int
        raise ProtocolError("a score is out of range")
    if not isinstance(box, list) or len(box) != 4:
        raise ProtocolError("a box is not four numbers")
    x, y, w, h = (_int(side, 0, MAX_SIDE) for side in box)
    return Detection(
        label, float(score), (x, y, w, h), _int(frame, 0, MAX_SIDE), _text(view, MAX_VIEW)
    )


def _parse_grid(shape: Any, body: bytes) -> Grid | None:
    if shape is None:
        if body:
            raise ProtocolError("colours without a grid")
        return None
    if not isinstance(shape, list) or len(shape) != 2:
        raise ProtocolError("a grid is not two sides")
    columns, rows = (_int(side, 1, 12) for side in shape)
    if len(body) != columns * rows * 3:
        raise ProtocolError("a grid's colours are not as many as its cells")
    return Grid(columns, rows, body)


def _int(value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ProtocolError("a number is out of range")
    return value


def _optional_int(value: Any, low: int, high: int) -> int | None:
    return None if value is None else _int(value, low, high)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ProtocolError("a text is too long or not printable")
    return value


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
