"""What an opened file is: frames, each with the pictures that clients may show of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import av
from PIL import Image, UnidentifiedImageError

from bot.domain import UnscreenedReason
from bot.errors import WorkerError

MAX_PIXELS = 50_000_000
"""Pixels of one picture: the largest that phones take by default; 200 MB while it is flattened."""
MAX_TOTAL_PIXELS = 2_000_000_000
"""Pixels of all frames together: 300 frames of 1080p three times over."""
MAX_SIDE = 65_535
DARK = (49, 51, 56)
LIGHT = (255, 255, 255)
"""Discord's dark (#313338) and light backgrounds, over which transparent pictures are shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One RGB picture, upright; `variant` is "" for the way most clients show the file."""

    image: Image.Image
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What clients may show at one moment; `index` counts from 0 in the file.

    A frame shown `ahead` comes again in its turn, and does not count before.
    """

    index: int
    pictures: tuple[Picture, ...]
    ahead: bool = False


@dataclass(slots=True)
class Media:
    """An opened file. `stream` decodes as it is read; `problem` says, once it has ended, why it
    ended early. `frames` is None where the file does not say how many there are.
    """

    format: str
    width: int
    height: int
    frames: int | None
    stream: Iterator[Frame] = field(default_factory=lambda: iter(()))
    problem: WorkerError | None = None


def flatten(image: Image.Image) -> Iterator[Picture]:
    """Yield a picture over the dark background, and over the light one where it has holes."""
    if image.mode != "RGBA":
        yield Picture(image if image.mode == "RGB" else image.convert("RGB"))
        return
    alpha = image.getchannel("A")
    lowest = alpha.getextrema()[0]
    for background, name in ((DARK, ""), (LIGHT, "on light")):
        canvas = Image.new("RGB", image.size, background)
        canvas.paste(image, mask=alpha)
        yield Picture(canvas, name)
        if lowest == 255:
            return


def check_size(width: int, height: int) -> None:
    """Raise WorkerError for a picture that is too large to be decoded, or has no pixels."""
    if width < 1 or height < 1:
        raise WorkerError(UnscreenedReason.UNDECODABLE, "the picture has no pixels")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise WorkerError(
            UnscreenedReason.TOO_LARGE,
            f"the picture has {width}x{height} pixels, over the limit of {MAX_PIXELS}",
        )


def translate(name: str, error: BaseException) -> WorkerError:
    """Return what a decoder raised as a WorkerError: decoders raise anything on hostile bytes."""
    if isinstance(error, WorkerError):
        return error
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return WorkerError(UnscreenedReason.TOO_LARGE, "a frame is larger than the pixel limit")
    if isinstance(error, MemoryError | av.error.MemoryError):
        return WorkerError(
            UnscreenedReason.TOO_LARGE, f"the {name} file takes more memory than a worker has"
        )
    said = "" if isinstance(error, UnidentifiedImageError) else f": {error}"
    return WorkerError(
        UnscreenedReason.UNDECODABLE,
        f"the {name} file cannot be decoded",
        f"{type(error).__name__}{said}",
    )


def orderly(frames: Iterator[Frame], media: Media) -> Iterator[Frame]:
    """Yield frames until a decoder fails; note in `media.problem` what it was."""
    try:
        yield from frames
    except Exception as error:  # noqa: BLE001 - the worker's boundary: decoders raise anything
        media.problem = translate(media.format, error)
