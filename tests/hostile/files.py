"""Malformed files, generated: the same seed gives the same files. Nothing is downloaded."""

from __future__ import annotations

import base64
import io
import json
import os
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import Any

import av
import pillow_heif
from PIL import Image, ImageCms

os.environ.setdefault("SVT_LOG", "1")  # errors alone: the AV1 encoder talks much
pillow_heif.register_heif_opener()
av.logging.set_level(None)

VIDEOS = {
    "mp4": ("libx264", "libx265", "libvpx-vp9", "libsvtav1"),
    "mov": ("libx264", "libx265"),
    "webm": ("libvpx", "libvpx-vp9", "libsvtav1"),
    "matroska": ("libx264", "libx265", "libvpx", "libvpx-vp9", "libsvtav1"),
}
"""The codecs that are decoded, by container (FFmpeg's names)."""


def _picture() -> Image.Image:
    picture = Image.radial_gradient("L").resize((96, 64))
    return Image.merge("RGB", (picture, picture.rotate(180), picture.transpose(0)))  # type: ignore[arg-type]


def _saved(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    _picture().convert(mode).save(out, kind, **options)
    return out.getvalue()


def _moving(kind: str, **options: Any) -> bytes:
    frames = [_picture().rotate(30 * i) for i in range(2 if kind == "MPO" else 6)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], **options)
    return out.getvalue()


def _film(kind: str, codec: str, frames: list[Image.Image] | None = None) -> bytes:
    pictures = frames or [_picture().rotate(30 * i) for i in range(12)]
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        stream: Any = container.add_stream(codec, rate=10)
        video_frame: Any = av.VideoFrame
        (stream.width, stream.height), stream.pix_fmt = pictures[0].size, "yuv420p"
        quiet = {"x265-params": "log-level=none"}
        stream.options = (
            quiet if codec == "libx265" else {"preset": "ultrafast"} if codec == "libx264" else {}
        )
        for picture in pictures:
            container.mux(stream.encode(video_frame.from_image(picture)))
        container.mux(stream.encode())
    return out.getvalue()


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _ycck() -> bytes:
    """Return a CMYK JPEG whose Adobe segment says that its channels are YCCK."""
    data = bytearray(_saved("JPEG", "CMYK"))
    data[data.index(b"Adobe") + 11] = 2
    return bytes(data)


def _gamma() -> bytes:
    plain = _saved("PNG")
    return plain[:33] + _chunk(b"gAMA", struct.pack(">I", 20_000)) + plain[33:]


def _sticker() -> bytes:
    """Return a Lottie animation of a moving square and of a picture that it carries."""

    def still(value: Any) -> dict[str, Any]:
        return {"a": 0, "k": value}

    kept = {"o": still(100), "r": still(0), "p": still([0, 0]), "a": still([0, 0])}
    kept["s"] = still([100, 100])
    moving = {"a": 1, "k": [{"t": 0, "s": [0, 0], "e": [60, 40]}, {"t": 9, "s": [60, 40]}]}
    square = [
        {"ty": "rc", "p": moving, "s": still([30, 30]), "r": still(4)},
        {"ty": "st", "c": still([0, 0, 0, 1]), "o": still(100), "w": still(2)},
        {"ty": "fl", "c": still([1, 0, 0, 1]), "o": still(60)},
        {"ty": "tr", **kept},
    ]
    span = {"ip": 0, "op": 10, "st": 0, "ks": kept}
    layers = [
        {"ty": 4, "ind": 1, **span, "shapes": [{"ty": "gr", "it": square}]},
        {"ty": 0, "ind": 2, "parent": 1, **span, "refId": "comp", "w": 96, "h": 64},
    ]
    text = base64.b64encode(_saved("PNG")).decode()
    assets = [
        {"id": "i", "w": 96, "h": 64, "u": "", "e": 1, "p": f"data:image/png;base64,{text}"},
        {"id": "comp", "layers": [{"ty": 2, "ind": 1, **span, "refId": "i"}]},
    ]
    canvas = {"v": "5.5.7", "fr": 30, "ip": 0, "op": 10, "w": 96, "h": 64}
    return json.dumps({**canvas, "assets": assets, "layers": layers}).encode()


@cache
def valid() -> dict[str, bytes]:
    """Return one small valid file of each kind, by name."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        "jpeg": _saved("JPEG", exif=exif, icc_profile=_profile()),
        "jpeg progressive": _saved("JPEG", progressive=True),
        "jpeg cmyk": _saved("JPEG", "CMYK"),
        "jpeg ycck": _ycck(),
        "mpo": _moving("MPO"),
        "png": _saved("PNG", "RGBA", icc_profile=_profile()),
        "png palette": _saved("PNG", "P"),
        "png 16": _saved("PNG", "I;16"),
        "png 1": _saved("PNG", "1"),
        "png grey and alpha": _saved("PNG", "LA"),
        "png gamma": _gamma(),
        "apng": _moving("PNG"),
        "gif": _moving("GIF"),
        "webp": _saved("WEBP"),
        "webp lossless": _saved("WEBP", "RGBA", lossless=True),
        "webp animated": _moving("WEBP"),
        "avif": _saved("AVIF"),
        "avif animated": _moving("AVIF"),
        "heic": _saved("HEIF"),
        "bmp": _saved("BMP"),
        "ico": _saved("ICO"),
        "lottie": _sticker(),
        **{f"{kind} {codec}": _film(kind, codec) for kind in VIDEOS for codec in VIDEOS[kind]},
    }


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int, *middle: bytes, data: bytes = b"") -> bytes:
    """Return a PNG whose header claims a size that its data do not have."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(data or b"\0" * 1000)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header), *middle, _chunk(b"IDAT", body),
         _chunk(b"IEND", b"")]
    )  # fmt: skip


def _apng_bomb(frames: int) -> bytes:
    """Return an APNG of white frames of 7000 x 7000, a bit for each pixel: 6 KB each."""
    rows = zlib.compress((b"\0" + b"\xff" * 875) * 7000, 9)
    header = struct.pack(">IIBBBBB", 7000, 7000, 1, 0, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header)]
    parts.append(_chunk(b"acTL", struct.pack(">II", frames, 0)))
    for number in range(frames):
        order = 2 * number - (number > 0)
        control = struct.pack(">IIIIIHHBB", order, 7000, 7000, 0, 0, 1, 25, 0, 0)
        parts.append(_chunk(b"fcTL", control))
        data = struct.pack(">I", order + 1) + rows
        parts.append(_chunk(b"fdAT", data) if number else _chunk(b"IDAT", rows))
    return b"".join([*parts, _chunk(b"IEND", b"")])


def bombs() -> dict[str, bytes]:
    """Return small valid files that unfold to as much as the limits allow, and to more."""
    black = Image.new("RGB", (2048, 2048))
    flat = Image.new("L", (7000, 7000), 90)
    return {
        "JPEG of 49 megapixels": _dumped(flat, "JPEG", quality=30),
        "JPEG, progressive, of 49 megapixels": _dumped(flat, "JPEG", progressive=True),
        "WebP of 49 megapixels": _dumped(black.resize((16_000, 3000)), "WEBP", lossless=True),
        "PNG of 51 megapixels": _dumped(Image.new("1", (7150, 7150)), "PNG"),
        "BMP of 49 megapixels": _dumped(flat.convert("1"), "BMP"),
        "GIF of 49 megapixels": _dumped(flat, "GIF"),
        "APNG of 30 x 49 megapixels": _apng_bomb(30),
        "APNG of 60 x 49 megapixels": _apng_bomb(60),
        "MP4 of 200 x 4 megapixels": _film("mp4", "libx264", [black] * 200),
        "GIF of 5000 frames": _moving_dots(5000),
    }


def _dumped(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _moving_dots(count: int) -> bytes:
    """Return a GIF of 640 x 480 of which every frame sets one other pixel."""
    start = b"GIF89a" + struct.pack("<HHBBB", 640, 480, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    dot = b"\x02\x02\x4c\x01\0"
    frames = (b"," + struct.pack("<HHHHB", i % 640, i % 480, 1, 1, 0) + dot for i in range(count))
    return start + b"".join(frames) + b";"


def crafted() -> dict[str, bytes]:
    """Return files that each try one thing, by its story."""
    files = valid()
    jpeg, gif, mp4 = files["jpeg"], files["gif"], files["mp4 libx264"]
    deep_text = zlib.compress(b"x" * 100_000_000, 9)
    start = jpeg.index(b"\xff\xc0")
    lying_jpeg = jpeg[: start + 5] + struct.pack(">HH", 65535, 65535) + jpeg[start + 9 :]
    return {
        "empty": b"",
        "one byte": b"\xff",
        "text": b"hello\n" * 50,
        "a page": b"<!doctype html><script>alert(1)</script>",
        "JSON, deep": b"[" * 200_000,
        "zeroes": bytes(100_000),
        "PNG of 30000 x 30000": png_claiming(30_000, 30_000),
        "PNG of 0 x 0": png_claiming(0, 0),
        "PNG of 1 x 2**31-1": png_claiming(1, 2**31 - 1),
        "PNG of 2**32-1 x 2**32-1": png_claiming(2**32 - 1, 2**32 - 1),
        "PNG whose data are a bomb": png_claiming(10, 10, data=bytes(200_000_000)),
        "PNG at the limit, without data": png_claiming(7000, 7000),
        "PNG whose text is a bomb": png_claiming(9, 9, _chunk(b"zTXt", b"k\0\0" + deep_text)),
        "PNG whose profile is a bomb": png_claiming(9, 9, _chunk(b"iCCP", b"k\0\0" + deep_text)),
        "PNG whose profile is no profile": png_claiming(
            9, 9, _chunk(b"iCCP", b"k\0\0" + zlib.compress(b"acsp" * 99)), data=bytes(28 * 9)
        ),
        "PNG with gAMA 0": png_claiming(9, 9, _chunk(b"gAMA", bytes(4)), data=bytes(28 * 9)),
        "PNG with the largest gAMA": png_claiming(
            9, 9, _chunk(b"gAMA", b"\xff" * 4), data=bytes(28 * 9)
        ),
        "APNG that claims 2**31 frames": png_claiming(
            9, 9, _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)), data=bytes(28 * 9)
        ),
        "JPEG that claims 65535 x 65535": lying_jpeg,
        "JPEG in JPEG": jpeg[:20] + jpeg + jpeg,
        "JPEG with 20 MB behind it": jpeg + bytes(20_000_000),
        "GIF of 65535 x 65535": gif[:6] + b"\xff" * 4 + gif[10:],
        "GIF of 0 x 0": gif[:6] + bytes(4) + gif[10:],
        "GIF of 5000 empty frames": gif[:-1] + (b",\0\0\0\0\1\0\1\0\0\2\2D\1\0" * 5000) + b";",
        "GIF and ZIP": gif + b"PK\x03\x04" + bytes(100),
        "JPEG and HTML": jpeg + b"<script>alert(1)</script>",
        "PNG signature, JPEG within": b"\x89PNG\r\n\x1a\n" + jpeg,
        "RIFF of 4 GB": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 200,
        "BMP of -1 x -1": b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, -1, -1, 1, 24, 0)
        + bytes(60),
        "BMP, RLE, 2**31 wide": b"BM" + bytes(12)
        + struct.pack("<IiiHHI", 40, 2**31 - 1, 1, 1, 8, 1) + bytes(60),
        "ICO that points nowhere": b"\0\0\1\0\xff\xff" + b"\xff" * 64,
        "ICO within itself": b"\0\0\1\0\1\0" + struct.pack("<BBBBHHII", 9, 9, 0, 0, 1, 32, 99, 0),
        "MP4 of one box": struct.pack(">I", 24) + b"ftypisom" + bytes(12),
        "MP4 whose box is itself": mp4[:32] + struct.pack(">I", 0) + b"moov",
        "MP4 whose lengths are 2**64": mp4.replace(b"moov", b"moov\xff\xff\xff\xff", 1),
        "HEIC of one box": struct.pack(">I", 24) + b"ftypheic" + bytes(12),
        "AVIF with an MP4's inside": b"\0\0\0\x1cftypavif" + mp4[12:],
        "MKV of nothing": b"\x1aE\xdf\xa3" + bytes(100),
        "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "concat script": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "Lottie, no shape": b'{"v":"5","fr":30,"ip":0,"op":9,"layers":[]}',
        "Lottie, endless": b'{"v":"5","fr":60,"ip":0,"op":1e300,"w":512,"h":512,"layers":[]}',
        "Lottie, huge": b'{"v":"5","fr":60,"ip":0,"op":60,"w":1e9,"h":1e9,"layers":[]}',
        "Lottie, deep": b'{"fr":1,"layers":' + b"[" * 100_000,
        "Lottie within itself": _sticker().replace(b'"refId": "i"', b'"refId": "comp"'),
        "Lottie whose layers are each other's parents": _sticker().replace(
            b'"ind": 1,', b'"ind": 1, "parent": 2,'
        ),
        "Lottie with 10 ** 9 copies": _sticker().replace(
            b'{"ty": "st"', b'{"ty": "rp", "c": {"a": 0, "k": 1e9}}, {"ty": "st"'
        ),
        "Lottie whose picture is a bomb": _sticker().replace(
            base64.b64encode(_saved("PNG")), base64.b64encode(png_claiming(30_000, 30_000))
        ),
        "Lottie whose picture is a file": _sticker().replace(b"data:image/png;base64,", b"/etc/"),
    }  # fmt: skip


def cut() -> Iterator[tuple[str, bytes]]:
    """Yield (story, file): valid files cut at every tenth."""
    for name, data in valid().items():
        for tenth in range(1, 10):
            yield f"{name}, cut at {tenth}/10", data[: len(data) * tenth // 10]


def polyglots() -> Iterator[tuple[str, bytes]]:
    """Yield (story, file): each kind's first bytes before another kind's, or the whole before it.

    So does every file under a wrong name look to whoever goes by it; here nobody is told a name.
    """
    for (one, first), (other, second) in permutations(valid().items(), 2):
        yield f"{one}'s first bytes on {other}", first[:16] + second[16:]
    for (one, first), (other, second) in permutations(list(valid().items())[::5], 2):
        yield f"{one}, then {other}", first + second


def mutated(seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield (story, file) without end: valid files flipped, spliced and stretched."""
    files = valid()
    chance = random.Random(seed)
    names = sorted(files)
    number = 0
    while True:
        name = chance.choice(names)
        changed = bytearray(files[name])
        for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
            _change(chance, changed, files)
        yield f"{name}, mutation {number} of seed {seed}", bytes(changed)
        number += 1


def _change(chance: random.Random, data: bytearray, files: dict[str, bytes]) -> None:
    if not data:
        return
    at = chance.randrange(len(data))
    match chance.randrange(6):
        case 0:
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        case 2:
            data[at : at + 4] = chance.choice((b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff"))
        case 3:
            del data[at : at + chance.randrange(1, 40)]
        case 4:
            other = files[chance.choice(sorted(files))]
            start = chance.randrange(len(other))
            data[at:at] = other[start : start + chance.randrange(1, 200)]
        case _:
            data[at:at] = data[at : at + chance.randrange(1, 200)]
