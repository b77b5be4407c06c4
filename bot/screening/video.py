"""Untrusted video to frames. Runs only in a worker.

Every frame is decoded once, in order; before that the key frames are shown alone, so that a video
too long for its time has been looked at from end to end, if not everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import av.subtitles.stream  # loaded by the first file otherwise, when no file can be opened
from PIL import Image

from bot.domain import UnscreenedReason
from bot.errors import WorkerError
from bot.screening.depth import Plan
from bot.screening.media import Frame, Media, Picture, check_size, orderly

_DEMUXERS = {"MP4": "mp4", "MOV": "mov", "WEBM": "matroska", "MKV": "matroska"}
MAX_AHEAD = 40
"""Key frames that are shown ahead, spread evenly over a video that has more."""
SHORT = 12.0
"""Seconds below which a video has no frames shown ahead: all of it is looked at anyway."""


def prepare() -> None:
    """Silence the codecs: what they would print has nowhere to go."""
    av.logging.set_level(None)


def open_video(data: bytes, name: str, plan: Plan) -> Media:
    """Open a video of a sniffed format; raise WorkerError where it holds none, or is too large.

    `frames` is what the file claims, or what its length and rate give; it is set right by the
    stream's end.
    """
    container = _open(data, name)
    try:
        if not container.streams:
            raise WorkerError(UnscreenedReason.UNDECODABLE, f"the {name} file holds nothing")
        if not container.streams.video:
            raise WorkerError(UnscreenedReason.UNSUPPORTED, f"the {name} file holds no picture")
        stream = container.streams.video[0]
        width, height = stream.codec_context.width, stream.codec_context.height
        check_size(width, height)
        frames = sum(_claimed(stream) for stream in container.streams.video)
        seconds = float(container.duration or 0) / av.time_base
        first = next(iter(_decoded(container)), None)
        if first is not None and _turned(first) in (90, 270):
            width, height = height, width
    finally:
        container.close()
    media = Media(name, width, height, max(0, frames) or None)
    media.stream = orderly(_stream(data, media, plan, seconds), media)
    return media


def _open(data: bytes, name: str) -> Any:
    """Open a container by the demuxer that was sniffed, and by no other: playlists are none."""
    container = av.open(io.BytesIO(data), "r", format=_DEMUXERS[name], metadata_errors="replace")
    for stream in container.streams.video:
        stream.codec_context.thread_type = "NONE"
        stream.codec_context.thread_count = 1
    return container


def _claimed(stream: Any) -> int:
    if stream.frames:
        return int(stream.frames)
    if stream.duration and stream.time_base and stream.average_rate:
        return round(float(stream.duration * stream.time_base * stream.average_rate))
    return 0


def _decoded(container: Any) -> Iterator[Any]:
    """Yield every frame of every picture stream: a cover counts, and so does a second track."""
    for packet in container.demux(container.streams.video):
        yield from packet.decode()


def _stream(data: bytes, media: Media, plan: Plan, seconds: float) -> Iterator[Frame]:
    if seconds > SHORT:
        yield from _ahead(data, media, plan)
    container = _open(data, media.format)
    try:
        index = -1
        for index, frame in enumerate(_decoded(container)):
            if media.frames is not None:
                media.frames = max(media.frames, index + 1)
            yield Frame(index, (Picture(_picture(frame, plan)),))
        media.frames = index + 1
    finally:
        container.close()


def _ahead(data: bytes, media: Media, plan: Plan) -> Iterator[Frame]:
    """Yield key frames from all over a video; they come again in their turn."""
    container = _open(data, media.format)
    try:
        stream = container.streams.video[0]
        keys = sum(packet.is_keyframe for packet in container.demux(stream))
        step = max(1, keys // MAX_AHEAD)
        container.seek(0)
        stream.codec_context.skip_frame = "NONKEY"
        rate = float(stream.average_rate or 25)
        for number, frame in enumerate(container.decode(stream)):
            if number % step == 0:
                index = max(0, round((frame.time or 0.0) * rate))
                yield Frame(index, (Picture(_picture(frame, plan)),), ahead=True)
    finally:
        container.close()


def _picture(frame: Any, plan: Plan) -> Image.Image:
    """Return a decoded frame as an upright RGB picture, reduced as far as its looks allow."""
    check_size(frame.width, frame.height)
    factor = plan.reduction(frame.width, frame.height)
    size = max(1, frame.width // factor), max(1, frame.height // factor)
    image: Image.Image = frame.to_image(width=size[0], height=size[1], interpolation="AREA")
    turn = _turned(frame)
    return image.rotate(turn, expand=True) if turn else image


def _turned(frame: Any) -> int:
    """Return the counter-clockwise degrees, in quarter turns, by which a frame is to be shown."""
    return int(round(frame.rotation / 90) * 90 % 360)
