"""Untrusted bytes to pictures, by content and never by name. Runs only in a worker.

A file yields frames, and a frame the pictures that clients may show of it: over a dark and over a
light background where it is transparent, with and without its gamma or colour profile where that
matters, and each further picture that it hides.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
import pillow_heif
from PIL import Image, ImageFile

from bot.domain import UnscreenedReason
from bot.errors import WorkerError
from bot.screening import colour, lottie, video
from bot.screening.depth import Plan
from bot.screening.media import (
    MAX_PIXELS,
    MAX_TOTAL_PIXELS,
    Frame,
    Media,
    Picture,
    check_size,
    flatten,
    translate,
)

VIDEO = frozenset({"MP4", "MOV", "WEBM", "MKV"})
_PLUGINS = {
    "JPEG": ("JPEG", "MPO"),
    "PNG": ("PNG",),
    "GIF": ("GIF",),
    "WEBP": ("WEBP",),
    "AVIF": ("AVIF",),
    "HEIC": ("HEIF",),
    "BMP": ("BMP",),
    "ICO": ("ICO",),
}
_BRANDS = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"hevc": "HEIC",
    b"hevx": "HEIC",
    b"heim": "HEIC",
    b"heis": "HEIC",
    b"mif1": "HEIC",
    b"msf1": "HEIC",
    b"qt  ": "MOV",
}
_NAMED = (
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xffO\xffQ", "JPEG 2000"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"8BPS", "PSD"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"fLaC", "FLAC"),
)


def prepare() -> None:
    """Load every decoder now, and set Pillow up; to be called once, before the lock-down."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.preinit()
    Image.init()
    video.prepare()
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def sniff(data: bytes) -> str:
    """Return the format that a file's first bytes say; raise WorkerError for any other.

    Only formats that Discord's clients show reach a decoder; the rest is UNSUPPORTED, by name
    where it is known.
    """
    if not data:
        raise WorkerError(UnscreenedReason.UNDECODABLE, "the file is empty")
    head = data[:64]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _brand(data)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "WEBM" if b"webm" in data[:256] else "MKV"
    if head.startswith(b"BM") and len(head) >= 26:
        return "BMP"
    if head.startswith(b"\0\0\1\0") and len(head) >= 22:
        return "ICO"
    if lottie.is_lottie(data):
        return "LOTTIE"
    name = next((name for magic, name in _NAMED if head.startswith(magic)), None)
    if name is None and b"<svg" in data[:1024].lower():
        name = "SVG"
    raise WorkerError(
        UnscreenedReason.UNSUPPORTED,
        f"{name} is not a format that is shown as a picture"
        if name
        else "the file is in no known picture format",
    )


def _brand(data: bytes) -> str:
    """Return what an ISO base media file is: its main brand, or the first compatible one known."""
    end = min(int.from_bytes(data[:4], "big"), 256, len(data))
    brands = [data[8:12], *(data[i : i + 4] for i in range(16, end, 4))]
    if data[8:12] in (b"mif1", b"msf1"):
        brands = [*brands[1:], brands[0]]  # generic image brands: the particular one decides
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "MP4")


def open_media(data: bytes, plan: Plan) -> Media:
    """Open a still or an animation.

    Pictures are reduced while they are decoded as far as the depth's looks allow. Raises
    WorkerError: TOO_LARGE before anything is decoded, UNDECODABLE or UNSUPPORTED.
    """
    name = sniff(data)
    try:
        if name in VIDEO:
            return video.open_video(data, name, plan)
        if name == "LOTTIE":
            return lottie.open_lottie(data, lambda picture: _open_within(picture, plan))
        return _open_picture(data, name, plan)
    except Exception as error:  # noqa: BLE001 - the worker's boundary: decoders raise anything
        raise translate(name, error) from None


def _open_within(data: bytes, plan: Plan) -> Media:
    """Open a picture that another file carries; raise WorkerError for anything else."""
    name = sniff(data)
    if name not in _PLUGINS:
        raise WorkerError(UnscreenedReason.UNSUPPORTED, f"{name} is no picture within a file")
    try:
        return _open_picture(data, name, plan)
    except Exception as error:  # noqa: BLE001 - the worker's boundary: decoders raise anything
        raise translate(name, error) from None


def _open_picture(data: bytes, name: str, plan: Plan) -> Media:
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image = Image.open(io.BytesIO(data), formats=_PLUGINS[name])
    frames = int(getattr(image, "n_frames", 1))
    # Frames may claim another size than the file: Pillow checks theirs against this.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    check_size(*image.size)
    if name == "PNG" and frames > 1:
        name = "APNG"
    if image.format == "MPO":
        name = "MPO"
    if name == "ICO":
        frames = len(_ico_sizes(image))
    width, height = image.size
    if _orientation(image) >= 5:
        width, height = height, width
    media = Media(name, width, height, frames)
    media.stream = _stream(data, image, media, plan)
    return media


def _stream(data: bytes, image: Image.Image, media: Media, plan: Plan) -> Iterator[Frame]:
    """Yield an opened file's frames; where it breaks off, note why in `media.problem`."""
    total = 0
    for index in range(media.frames or 1):
        try:
            if media.format == "ICO":
                image.size = _ico_sizes(image)[index]  # type: ignore[misc]
            elif index:
                image.seek(index)
            check_size(*image.size)
            total += image.width * image.height
            if total > MAX_TOTAL_PIXELS:
                raise WorkerError(
                    UnscreenedReason.TOO_LARGE,
                    f"the animation has more than {MAX_TOTAL_PIXELS} pixels in all its frames",
                )
            yield Frame(index, _pictures(image, media.format, plan))
        except Exception as error:  # noqa: BLE001 - the worker's boundary: decoders raise anything
            if media.format == "MPO" and index > 0:
                # What an index points at that is no picture (editors that cut metadata away leave
                # it behind) nobody can be shown; the first picture, which clients show, was sound.
                media.frames = index
                return
            media.problem = translate(media.format, error)
            if media.problem.reason is UnscreenedReason.UNDECODABLE:
                yield from _rest(data, index, media, plan)
            return


def _rest(data: bytes, index: int, media: Media, plan: Plan) -> Iterator[Frame]:
    """Yield what clients show of a frame whose data break off: most show the part that came."""
    if media.format not in _SHOWN_IN_PART:
        return
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = Image.open(io.BytesIO(data), formats=_PLUGINS[_SHOWN_IN_PART[media.format]])
        if index:
            image.seek(index)
        check_size(*image.size)
        frame = Frame(index, _pictures(image, media.format, plan))
    except Exception:  # noqa: BLE001 - nothing can be shown; the problem is noted already
        return
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    assert media.problem is not None
    media.problem = WorkerError(
        media.problem.reason,
        f"the {media.format} file breaks off; the part that clients show was looked at",
        media.problem.detail,
    )
    yield frame


_SHOWN_IN_PART = {
    "JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "APNG": "PNG", "GIF": "GIF", "BMP": "BMP"
}  # fmt: skip


def _pictures(image: Image.Image, name: str, plan: Plan) -> tuple[Picture, ...]:
    """Return the pictures that clients may show of the frame at which an image stands."""
    factor = plan.reduction(*image.size)
    if name == "JPEG" and factor > 1:
        image.draft(None, (image.width // factor, image.height // factor))
    image.load()
    info = {str(key): value for key, value in image.info.items()}
    upright = _upright(_eight_bit(image), _orientation(image))
    shown: list[Picture] = []
    for rendering, variant in colour.renderings(upright, info):
        reduced = _reduce(rendering, plan)
        for flat in flatten(reduced):
            name = " ".join(filter(None, (variant, flat.variant)))
            if all(colour.differ(flat.image, other.image) for other in shown):
                shown.append(Picture(flat.image, name))
    turned = info.get("original_orientation")
    if isinstance(turned, int) and 2 <= turned <= 8:
        # HEIF is turned by its own boxes, and EXIF is to be ignored there; some viewers do not.
        shown.append(Picture(_upright(shown[0].image, turned), "turned by EXIF"))
    return tuple(shown)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return a picture in one of L, RGB, RGBA or CMYK, with 8 bits a sample."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N"):
        return Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        samples = np.asarray(image).astype(np.float64)
        peak = 65535.0 if image.mode == "I" else max(1.0, float(samples.max(initial=1.0)))
        return Image.fromarray((samples.clip(0, peak) * (255.0 / peak)).astype(np.uint8))
    if image.mode in ("LA", "La", "PA", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image.copy() if image.readonly or getattr(image, "is_animated", False) else image
    return image.convert("RGB")


def _reduce(image: Image.Image, plan: Plan) -> Image.Image:
    factor = plan.reduction(*image.size)
    return image.reduce(factor) if factor > 1 else image


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001 - malformed EXIF counts as none, as clients treat it
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(_TURNS[orientation]) if orientation > 1 else image


def _ico_sizes(image: Image.Image) -> list[tuple[int, int]]:
    return sorted(image.info.get("sizes", {image.size}), reverse=True)
