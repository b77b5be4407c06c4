"""Runs every decoder once on a harmless picture, so that nothing is loaded after the lock-down."""

from __future__ import annotations

import io

import av
from PIL import Image, ImageCms

from bot.domain import Depth
from bot.screening.engine import Engine
from bot.screening.protocol import Request

_FILMS = ("mp4", "mov", "matroska")
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "ICO", "MPO")


def samples() -> list[bytes]:
    """Return one small file of each format, with a profile, transparency and two frames."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    one, other = Image.new("RGBA", (64, 48), (9, 90, 200, 128)), Image.new("RGBA", (64, 48))
    files = []
    for name in _FORMATS:
        flat = name in ("JPEG", "MPO", "BMP", "HEIF")
        first = one.convert("RGB") if flat else one
        second = other.convert("RGB") if flat else other
        out = io.BytesIO()
        if name in ("GIF", "PNG", "WEBP", "AVIF", "MPO"):
            first.save(out, name, save_all=True, append_images=[second], icc_profile=profile)
        else:
            first.save(out, name, icc_profile=profile)
        files.append(out.getvalue())
    sixteen = io.BytesIO()
    Image.new("I;16", (8, 8)).save(sixteen, "PNG")
    cmyk = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(cmyk, "JPEG")
    return [*files, sixteen.getvalue(), cmyk.getvalue(), *(_film(kind) for kind in _FILMS)]


def _film(kind: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.thread_count = 1
        frame = av.VideoFrame(64, 48, "yuv420p")
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    return out.getvalue()


def warm(engine: Engine) -> None:
    """Screen every sample, whole and cut short."""
    for data in samples():
        engine.screen(data, Request(Depth.FAST, 60.0))
        engine.screen(data[: len(data) * 3 // 4], Request(Depth.FAST, 60.0))
