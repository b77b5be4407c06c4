"""The parent's side of the protocol: what a worker sends is a valid answer or a ProtocolError.

Half of the inputs are raw bytes; the others are a valid answer of which some fields are replaced,
so that every check behind the first one is reached.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterable
from typing import Any

import atheris

with atheris.instrument_imports(include=["bot.screening.protocol", "bot.screening.redact"]):
    from bot.domain import Detection, Label, Screening, UnscreenedReason
    from bot.screening import protocol, redact

_GRID = protocol.Grid(4, 3, bytes(range(36)))
_SEEN = Screening(
    detections=(Detection(Label.ANUS_EXPOSED, 0.75, (1, 2, 30, 40), 3, "mirrored"),),
    format="GIF",
    width=320,
    height=240,
    frames=10,
    frames_screened=4,
    pdq="0f" * 32,
    pdq_quality=88,
)
_VALID = protocol.answer_header(_SEEN, _GRID)
_ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**400, 0.5, -0.0, 1e308, 5e-324,
    "", "x" * 400, "\ud800", "\x1b[31m", "timeout", "GIF", "ANUS_EXPOSED", "0f" * 32, [], {}, [[]],
    ["ANUS_EXPOSED", 0.5, [0, 0, 1, 1], 0, "plain"], [1, 1], [12, 12], [4, 3],
]  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return inputs to start from: raw frames, and one for each field that is replaced."""
    failed = Screening.failed(UnscreenedReason.CRASHED, "why")
    for screening, grid in [(_SEEN, _GRID), (_SEEN, None), (failed, None)]:
        body = grid.colours if grid else b""
        frame = protocol.pack(protocol.answer_header(screening, grid), body) + body
        yield frame + b"\1"  # the last byte says that what is before it is raw
    for number in range(64):
        yield bytes([number, 255 - number]) * 20 + b"\0"


def check(data: bytes) -> None:
    """Take a worker's answer apart; raise whatever the parent must not be told."""
    provider = atheris.FuzzedDataProvider(data)
    stream = provider.ConsumeBytes(2**20) if provider.ConsumeBool() else _changed(provider)
    try:
        answer = _receive(stream)
    except protocol.ProtocolError:
        return
    if answer is not None:
        _must_be_sound(*answer)


def _changed(provider: Any) -> bytes:
    """Return a frame whose header is valid but for a few values, at any depth of it."""
    header = json.loads(json.dumps(_VALID))
    for _ in range(provider.ConsumeIntInRange(1, 4)):
        holder: Any = header
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = keys[provider.ConsumeIntInRange(0, len(keys) - 1)]
            if isinstance(holder[key], dict | list) and holder[key] and provider.ConsumeBool():
                holder = holder[key]
                continue
            holder[key] = _value(provider)
            break
    text = json.dumps(header).encode()[: protocol.MAX_HEADER]
    body: bytes = provider.ConsumeBytes(36).ljust(36, b"\0")
    return protocol.PREFIX.pack(len(text), len(body)) + text + body


def _value(provider: Any) -> Any:
    match provider.ConsumeIntInRange(0, 5):
        case 0:
            return provider.ConsumeUnicode(60)
        case 1:
            return provider.ConsumeInt(8)
        case 2:
            return provider.ConsumeFloat()
        case 3:
            return provider.ConsumeRegularFloat()
        case _:
            return copy.deepcopy(_ODD[provider.ConsumeIntInRange(0, len(_ODD) - 1)])


def _receive(stream: bytes) -> tuple[Screening, protocol.Grid | None] | None:
    """Read a frame as the parent does; None where the stream ends before the frame does."""
    size = protocol.PREFIX.size
    if len(stream) < size:
        return None
    header, body = protocol.unpack_lengths(stream[:size], protocol.MAX_ANSWER_BODY)
    if len(stream) < size + header + body:
        return None
    parsed = protocol.parse_object(stream[size : size + header])
    return protocol.parse_answer(parsed, stream[size + header : size + header + body])


def _must_be_sound(screening: Screening, grid: protocol.Grid | None) -> None:
    scores = [detection.score for detection in screening.detections]
    assert scores == sorted(scores, reverse=True)
    assert all(isinstance(score, float) and 0 <= score <= 1 for score in scores)
    text = screening.detail + "".join(d.view for d in screening.detections)
    assert text.isprintable()
    text.encode()  # what has a lone surrogate could be neither logged nor stored
    if grid is not None:
        assert redact.encode(grid).startswith(b"\x89PNG")
    # What is valid can be said again, and is then the same but for the digits of its scores.
    frame = protocol.pack(protocol.answer_header(screening, grid), grid.colours if grid else b"")
    again, same = protocol.parse_answer(
        protocol.parse_object(frame[protocol.PREFIX.size :]), grid.colours if grid else b""
    )
    assert same == grid and again.unscreened == screening.unscreened
    assert len(again.detections) == len(screening.detections)


def main() -> None:
    """Fuzz, or try the files that the command line names."""
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
