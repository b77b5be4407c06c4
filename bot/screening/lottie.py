"""Untrusted Lottie animations to frames. Runs only in a worker."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any

from PIL import Image

from bot.domain import UnscreenedReason
from bot.errors import WorkerError
from bot.screening.media import Frame, Media, flatten, orderly

try:
    rlottie: Any = importlib.import_module("rlottie_python")
except (ImportError, OSError):  # no wheel for this machine: Lottie is then unsupported, and said so
    rlottie = None

SIDE = 320
"""Pixels of the longer side at which frames are drawn: Discord shows stickers at 160."""
MAX_FRAMES = 1200
"""Frames of one animation: 20 seconds at 60; Discord allows stickers 5 seconds."""
MAX_BYTES = 4 * 1024 * 1024
"""Bytes of JSON; Discord allows stickers 512 KiB."""


def is_lottie(data: bytes) -> bool:
    """Return whether bytes look like a Lottie animation: a JSON object with layers and a rate."""
    return data[:64].lstrip()[:1] == b"{" and b'"layers"' in data and b'"fr"' in data


def open_lottie(data: bytes) -> Media:
    """Open an animation; raise WorkerError where it is too large, broken, or cannot be drawn here.

    Its claims are checked before the renderer, which believes them, sees it.
    """
    if rlottie is None:
        raise WorkerError(UnscreenedReason.UNSUPPORTED, "LOTTIE files cannot be drawn here")
    if len(data) > MAX_BYTES:
        raise WorkerError(UnscreenedReason.TOO_LARGE, "the LOTTIE file is over the size limit")
    claims = json.loads(data)
    width, height, start, end = (float(claims[key]) for key in ("w", "h", "ip", "op"))
    if not (1 <= width <= 4096 and 1 <= height <= 4096 and 0 <= end - start <= MAX_FRAMES):
        raise WorkerError(
            UnscreenedReason.TOO_LARGE,
            "the LOTTIE file claims too large a canvas or too many frames",
        )
    drawing: Any = rlottie.LottieAnimation.from_data(data=data.decode())
    if not drawing.animation_p:
        raise WorkerError(UnscreenedReason.UNDECODABLE, "the LOTTIE file cannot be drawn")
    frames = int(drawing.lottie_animation_get_totalframe())
    if frames > MAX_FRAMES:
        raise WorkerError(UnscreenedReason.TOO_LARGE, "the LOTTIE file has too many frames")
    media = Media("LOTTIE", round(width), round(height), frames)
    media.stream = orderly(_stream(drawing, media), media)
    return media


def _stream(drawing: Any, media: Media) -> Iterator[Frame]:
    scale = SIDE / max(media.width, media.height)
    size = max(1, round(media.width * scale)), max(1, round(media.height * scale))
    for index in range(media.frames or 0):
        raw = drawing.lottie_animation_render(frame_num=index, width=size[0], height=size[1])
        # Its buffers are BGRA, with colours multiplied by alpha already.
        picture = Image.frombuffer("RGBa", size, raw, "raw", "BGRa", 0, 1)
        yield Frame(index, tuple(flatten(picture.convert("RGBA"))))
