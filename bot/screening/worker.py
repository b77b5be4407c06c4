"""A worker process: reads requests on one descriptor, answers on another, and holds nothing else.

Started by `pool` as `python -I`, with an environment of five variables and no secret in reach.
"""

from __future__ import annotations

import ctypes
import gc
import io
import os
import sys
import time

from bot.domain import Screening, UnscreenedReason
from bot.errors import FlashguardError
from bot.screening import lockdown, protocol
from bot.screening.model import Model


def main() -> None:
    """Serve requests until the parent closes the pipe.

    `argv[1]` is the parent's process id, `argv[2]` the network's entry (the default's if missing).
    """
    lockdown.die_with_parent(int(sys.argv[1]))
    requests = io.FileIO(0, "rb", closefd=False)
    # Libraries that print must not be able to break the frames: only this descriptor carries them.
    answers = io.FileIO(os.dup(1), "wb", closefd=False)
    os.dup2(2, 1)
    try:
        engine = _Worker()
    except FlashguardError as error:
        _send(answers, {"failed": error.message, "detail": error.detail[:1000]})
        return
    except Exception as error:  # noqa: BLE001 - the worker's boundary
        text = f"{type(error).__name__}: {error}"
        _send(
            answers,
            {"failed": "A screening worker cannot load its libraries.", "detail": text[:1000]},
        )
        return
    gc.collect()
    gc.freeze()  # what lives now lives on: later collections need not look at it
    _tidy()
    _send(answers, {"ready": True, "isolation": lockdown.lock(answers.fileno())})
    tidied = time.monotonic()
    while (frame := _receive(requests)) is not None:
        started = time.monotonic()
        header, body = frame
        answer, grid = engine.answer(header, body)
        _send(answers, protocol.answer_header(answer, grid), grid.colours if grid else b"")
        del frame, header, body, answer, grid
        if (ended := time.monotonic()) - started > _LONG or ended - tidied > _OFTEN:
            _tidy()
            tidied = ended


class _Worker:
    def __init__(self) -> None:
        from bot.screening import decode
        from bot.screening.detector import Detector
        from bot.screening.engine import Engine
        from bot.screening.warm import warm

        decode.prepare()
        self._engine = Engine(Detector(Model.loads(sys.argv[2]) if sys.argv[2:] else None))
        warm(self._engine)

    def answer(self, header: bytes, body: bytes) -> tuple[Screening, protocol.Grid | None]:
        """Return the screening for one request; whatever fails has its reason."""
        try:
            request = protocol.parse_request(protocol.parse_object(header))
            return self._engine.screen(body, request)
        except MemoryError:
            failure = Screening.failed(
                UnscreenedReason.TOO_LARGE, "the picture takes more memory than a worker has"
            )
        except Exception as error:  # noqa: BLE001 - the worker's boundary
            failure = Screening.failed(
                UnscreenedReason.CRASHED, f"the screening failed: {type(error).__name__}: {error}"
            )
        return failure, None


_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


_LONG = 0.2
"""Seconds of a screening after which the memory that it took is given back at once. What a shorter
one took is taken again by the next, and page faults for it would cost a tenth of its time."""
_OFTEN = 1.0
"""Seconds between two such tidyings while short screenings follow each other."""


def _tidy() -> None:
    """Give free memory back to the system: it must not stay for the worker's life."""
    gc.collect()
    if _trim is not None:
        _trim(0)


def _receive(stream: io.FileIO) -> tuple[bytes, bytes] | None:
    """Return the next frame; None where the parent has closed the pipe."""
    prefix = _exactly(stream, protocol.PREFIX.size)
    if prefix is None:
        return None
    header, body = (_exactly(stream, length) for length in protocol.PREFIX.unpack(prefix))
    return None if header is None or body is None else (header, body)


def _exactly(stream: io.FileIO, length: int) -> bytes | None:
    data = bytearray(length)
    left = memoryview(data)
    while left:
        count = stream.readinto(left)
        if not count:
            return None
        left = left[count:]
    return bytes(data)


def _send(stream: io.FileIO, header: dict[str, object], body: bytes = b"") -> None:
    left = memoryview(protocol.pack(header, body) + body)
    while left:
        left = left[stream.write(left) :]
