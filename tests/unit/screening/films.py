"""Videos that the tests make, in the codecs that clients play."""

from __future__ import annotations

import io
from typing import Any

import av
from PIL import Image

CODECS = {
    "MP4 H.264": ("mp4", "libx264"),
    "MOV H.265": ("mov", "libx265"),
    "WEBM VP9": ("webm", "libvpx-vp9"),
    "MKV VP8": ("matroska", "libvpx"),
    "MP4 AV1": ("mp4", "libsvtav1"),
}


def film(frames: list[Image.Image], kind: str = "MP4 H.264", rate: int = 25) -> bytes:
    """Return frames as a video."""
    container_format, codec = CODECS[kind]
    av.logging.set_level(None)
    video_frame: Any = av.VideoFrame
    out = io.BytesIO()
    with av.open(out, "w", format=container_format) as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        if codec == "libx265":
            stream.options = {"x265-params": "log-level=none"}
        for frame in frames:
            container.mux(stream.encode(video_frame.from_image(frame)))
        container.mux(stream.encode())
    return out.getvalue()
