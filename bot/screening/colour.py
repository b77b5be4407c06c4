"""Gamma, colour profiles, and how much two pictures differ."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

SIDE = 96
"""Pictures are compared at 96 × 96 pixels, pixel by pixel: a pixelated picture is not its sharp
original, although their mean colours are the same."""
_BLOCK = 4
_CELLS = (SIDE // _BLOCK) ** 2
_CHANGED = _CELLS // 40
"""Cells of 4 × 4 pixels that differ most, of which the mean is taken: a fortieth of the picture."""
TOLERANCE = 12.0
"""Mean difference, of 255, of the cells that differ most, up to which two pictures show the same.
It lies above the noise of re-encoding and far below any content that the network can see."""

_SRGB_GAMMA = 0.45455
_PROBE = Image.fromarray(
    np.stack(np.meshgrid(*[np.linspace(0, 255, 6)] * 3), axis=-1).reshape(6, 36, 3).astype(np.uint8)
)

Thumb = NDArray[np.uint8]


def thumb(image: Image.Image) -> Thumb:
    """Return an RGB picture reduced to (96, 96, 3)."""
    small = image.resize((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(small)


def distance(a: Thumb, b: Thumb) -> float:
    """Return how much two pictures differ: 0..255 over the cells that differ most."""
    change = (np.maximum(a, b) - np.minimum(a, b)).max(axis=2)
    blocks = change.reshape(SIDE // _BLOCK, _BLOCK, SIDE // _BLOCK, _BLOCK)
    cells = blocks.sum(axis=(1, 3), dtype=np.uint32).ravel()
    return float(np.partition(cells, -_CHANGED)[-_CHANGED:].mean()) / _BLOCK**2


class Known:
    """The pictures that were looked at, as thumbs, the latest first; bounded."""

    def __init__(self, tolerance: float, size: int = 32) -> None:
        self._tolerance = tolerance
        self._thumbs: deque[Thumb] = deque(maxlen=size)

    def has(self, thumb: Thumb) -> bool:
        """Return whether a picture that shows the same was looked at."""
        return any(distance(thumb, known) <= self._tolerance for known in self._thumbs)

    def add(self, thumb: Thumb) -> None:
        """Remember a picture that is looked at; the oldest is forgotten."""
        self._thumbs.appendleft(thumb)


def differ(a: Image.Image, b: Image.Image) -> bool:
    """Return whether two RGB pictures show something else."""
    return distance(thumb(a), thumb(b)) > TOLERANCE


def renderings(image: Image.Image, info: Mapping[str, Any]) -> Iterator[tuple[Image.Image, str]]:
    """Yield a picture (L, RGB, RGBA or CMYK) the ways that clients may render its colours.

    First as a browser does, by its profile or its gAMA chunk (which an sRGB chunk overrides), as
    "" ; then its raw samples, as some mobile clients do, where that makes a difference.
    """
    profile, gamma = info.get("icc_profile"), info.get("gamma")
    managed: Image.Image | None = None
    if isinstance(profile, bytes) and profile:
        managed = _by_profile(image, profile)
    elif isinstance(gamma, float) and gamma > 0 and "srgb" not in info:
        managed = _by_gamma(image, gamma)
    if managed is not None:
        yield managed, ""
    yield _plain(image), "raw" if managed is not None else ""


def _plain(image: Image.Image) -> Image.Image:
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def _by_gamma(image: Image.Image, gamma: float) -> Image.Image | None:
    """Return a picture as its gAMA says: sample ** (1 / (gamma × 2.2)) (PNG specification, 13.13).

    None where that is what the raw samples are already.
    """
    if abs(gamma - _SRGB_GAMMA) < 0.02:
        return None
    exponent = _SRGB_GAMMA / gamma
    curve = [round(255 * (i / 255) ** exponent) for i in range(256)]
    plain = _plain(image)
    straight = list(range(256))
    return plain.point(curve * 3 + (straight if plain.mode == "RGBA" else []))


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """Return a picture in sRGB; None where its profile is broken, foreign, or changes little."""
    mode = image.mode if image.mode in ("L", "CMYK") else "RGB"
    transform = _transform(profile, mode)
    if transform is None:
        return None
    if image.mode == "RGBA":
        alpha = image.getchannel("A")
        coloured = ImageCms.applyTransform(image.convert("RGB"), transform)
        assert coloured is not None
        coloured.putalpha(alpha)
        return coloured
    return ImageCms.applyTransform(image, transform)


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)), _srgb(), mode, "RGB"
        )
        if mode != "RGB":
            return transform
        probe = ImageCms.applyTransform(_PROBE, transform)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None
    assert probe is not None
    change = np.abs(np.asarray(probe).astype(int) - np.asarray(_PROBE).astype(int))
    return transform if change.max() > 2 * TOLERANCE else None


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
