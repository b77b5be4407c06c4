"""Decoding: whatever the bytes, frames of upright RGB pictures, or a WorkerError.

In one process and without a lock-down, so that the coverage of the Python code guides it; files
and network are out of reach only as far as the decoders leave them alone.
"""

from __future__ import annotations

import itertools
import sys

import atheris

with atheris.instrument_imports(include=["bot.screening", "PIL", "pillow_heif"]):
    from PIL import Image

    from bot.domain import Depth
    from bot.errors import WorkerError
    from bot.screening import decode
    from bot.screening.depth import Plan
    from bot.screening.media import MAX_PIXELS

FRAMES = 12
"""Frames that are decoded of each file: later ones take the same ways."""
_PLAN = Plan(Depth.FAST, 320)


def check(data: bytes) -> None:
    """Decode a file as a worker does; raise whatever a worker must not be told."""
    try:
        media = decode.open_media(data, _PLAN)
    except WorkerError as error:
        assert error.message, "a failure says what it is"
        return
    frames = list(itertools.islice(media.stream, FRAMES))
    assert media.width >= 1 and media.height >= 1
    assert frames or media.problem is not None or not media.frames, "nothing, and no reason"
    for frame in frames:
        assert frame.pictures and frame.index >= 0
        for picture in frame.pictures:
            assert isinstance(picture.image, Image.Image) and picture.image.mode == "RGB"
            assert 0 < picture.image.width * picture.image.height <= MAX_PIXELS


def main() -> None:
    """Fuzz, or try the files that the command line names."""
    decode.prepare()
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
