"""Files that the tests make out of the abstract fixtures: one way past a screening each."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bot.screening import decode

FIXTURES = Path(__file__).parents[2] / "fixtures"


def trigger(name: str = "trigger_male_genitalia") -> Image.Image:
    """Return a fixture, decoded."""
    return Image.open(FIXTURES / f"{name}.jpg").convert("RGB")


decode.prepare()  # registers the writer of HEIC, too


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def calm(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return an ordinary picture: a smooth gradient, in which the network sees nothing."""
    x = np.linspace(60, 190, size[0])[None, :].repeat(size[1], 0)
    y = np.linspace(90, 160, size[1])[:, None].repeat(size[0], 1)
    return Image.fromarray(np.stack([x, y, (x + y) / 2], axis=-1).astype(np.uint8))


def still_frames(count: int, at: int, size: tuple[int, int] = (320, 240)) -> list[Image.Image]:
    """Return frames of which one, at a position, is the trigger; the others differ a little."""
    base = calm(size)
    frames = []
    for i in range(count):
        frame = base.copy()
        frame.paste((200, 40, 40), (i % 280, 100, i % 280 + 8, 108))
        frames.append(frame)
    frames[at] = trigger().resize(size)
    return frames


def animation(frames: list[Image.Image], kind: str, **options: Any) -> bytes:
    """Return frames as an animated file."""
    return saved(
        frames[0], kind, save_all=True, append_images=frames[1:], duration=40, loop=0, **options
    )


def png(samples: np.ndarray[Any, Any], *, chunks: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """Return an RGB or RGBA PNG of 8 or 16 bits a sample, with chunks of choice before the data."""
    height, width, channels = samples.shape
    depth = samples.dtype.itemsize
    rows = samples.astype(f">u{depth}").tobytes()
    line = width * channels * depth
    raw = b"".join(b"\0" + rows[i : i + line] for i in range(0, len(rows), line))

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, depth * 8, 2 if channels == 3 else 6, 0, 0, 0)
    middle = b"".join(chunk(kind, data) for kind, data in chunks)
    data = chunk(b"IDAT", zlib.compress(raw, 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + middle + data + chunk(b"IEND", b"")


def gamma_chunk(gamma: float) -> tuple[bytes, bytes]:
    """Return a gAMA chunk."""
    return b"gAMA", struct.pack(">I", round(gamma * 100_000))


def lottie(frames: tuple[int, int], length: int = 60) -> bytes:
    """Return a Lottie animation with the trigger as its embedded picture during some frames."""
    kept = {"o": 100, "r": 0, "p": [0, 0, 0], "a": [0, 0, 0], "s": [100, 100, 100]}
    picture = base64.b64encode(saved(trigger().resize((320, 240)), "PNG")).decode()
    asset = {"id": "i", "w": 320, "h": 240, "u": "", "e": 1}
    layer = {
        "ty": 2, "refId": "i", "ind": 1, "ip": frames[0], "op": frames[1], "st": 0,
        "ks": {name: {"a": 0, "k": value} for name, value in kept.items()},
    }  # fmt: skip
    whole = {"v": "5.5.7", "fr": 30, "ip": 0, "op": length, "w": 320, "h": 240}
    asset["p"] = f"data:image/png;base64,{picture}"
    return json.dumps({**whole, "assets": [asset], "layers": [layer]}).encode()


def pasted(
    size: tuple[int, int], at: tuple[int, int], width: int, name: str = "trigger_male_genitalia"
) -> Image.Image:
    """Return a large calm picture with a trigger of some width somewhere in it."""
    canvas = calm((640, 480)).resize(size)
    small = trigger(name)
    canvas.paste(small.resize((width, width * 3 // 4), Image.Resampling.BICUBIC), at)
    return canvas
