"""Decoding and geometry (bypasses 28 to 37): whatever the file hides is looked at, at any depth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageOps

from bot.domain import Depth, Label, Screening, UnscreenedReason
from bot.screening.depth import EXPOSED
from bot.screening.engine import Engine
from bot.screening.pool import ScreeningPool
from bot.screening.protocol import Request

from .films import CODECS, film
from .pictures import (
    animation,
    calm,
    gamma_chunk,
    lottie,
    pasted,
    png,
    saved,
    still_frames,
    trigger,
)

LABEL = Label.MALE_GENITALIA_EXPOSED


def look(engine: Engine, data: bytes, depth: Depth = Depth.FAST) -> Screening:
    return engine.screen(data, Request(depth, 120.0))[0]


def score(found: Screening) -> float:
    return max((d.score for d in found.detections if d.label in EXPOSED), default=0.0)


def _alpha(colour: int, invert: bool = False) -> Image.Image:
    """Return a picture of one colour, whose transparency alone is the trigger."""
    shape = trigger().convert("L")
    if invert:
        shape = ImageChops.invert(shape)
    return Image.merge("RGBA", [Image.new("L", shape.size, colour)] * 3 + [shape])


def _exif(orientation: int, kind: str) -> bytes:
    turn = Image.Transpose
    undo = {
        2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE,
        6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = trigger("upright_only_male_genitalia").transpose(undo[orientation])
    return saved(picture, kind, exif=exif)


def _gamma(gamma: float) -> bytes:
    """Return a PNG whose raw samples are near white, and whose gAMA makes the trigger of them."""
    samples = np.asarray(trigger()).astype(float) / 255
    raw = samples ** (gamma / 0.45455)
    return png((raw * 65535).round().astype(np.uint16), chunks=(gamma_chunk(gamma),))


def _grey() -> Image.Image:
    return trigger().convert("L")


FILES: dict[str, Callable[[], bytes]] = {
    "png": lambda: saved(trigger(), "PNG"),
    "png palette": lambda: saved(trigger().quantize(256), "PNG"),
    "png 1 bit": lambda: saved(_grey().convert("1"), "PNG"),
    "png 16 bits": lambda: png(np.asarray(trigger()).astype(np.uint16) * 257),
    "png grey 16 bits": lambda: saved(
        Image.fromarray(np.asarray(_grey()).astype(np.uint16) * 257), "PNG"
    ),
    "png grey with alpha": lambda: saved(
        Image.merge("LA", (_grey(), Image.new("L", (640, 480), 255))), "PNG"
    ),
    "png alpha, white": lambda: saved(_alpha(255), "PNG"),
    "png alpha, black": lambda: saved(_alpha(0, invert=True), "PNG"),
    "png alpha, as dark as the background": lambda: saved(_alpha(50), "PNG"),
    "webp alpha": lambda: saved(_alpha(0, invert=True), "WEBP", lossless=True),
    "avif alpha": lambda: saved(_alpha(255), "AVIF"),
    "png gamma": lambda: _gamma(0.02),
    "jpeg cmyk": lambda: saved(trigger().convert("CMYK"), "JPEG"),
    "jpeg progressive": lambda: saved(trigger(), "JPEG", progressive=True),
    "jpeg 12 megapixels": lambda: saved(trigger().resize((4000, 3000)), "JPEG"),
    "gif": lambda: saved(trigger(), "GIF"),
    "webp": lambda: saved(trigger(), "WEBP"),
    "avif": lambda: saved(trigger(), "AVIF"),
    "heic": lambda: saved(trigger(), "HEIF"),
    "bmp": lambda: saved(trigger(), "BMP"),
    "ico": lambda: saved(trigger().resize((256, 192)), "ICO"),
    "mpo, second picture": lambda: saved(calm(), "MPO", save_all=True, append_images=[trigger()]),
    **{f"jpeg exif {o}": lambda o=o: _exif(o, "JPEG") for o in range(2, 9)},  # type: ignore[misc]
    **{f"heic exif {o}": lambda o=o: _exif(o, "HEIF") for o in (3, 6, 8)},  # type: ignore[misc]
    "png exif 6": lambda: _exif(6, "PNG"),
    "avif exif 6": lambda: _exif(6, "AVIF"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_still_is_flagged_at_the_least_depth(engine: Engine, name: str) -> None:
    found = look(engine, FILES[name]())
    assert score(found) >= 0.35, found
    assert found.unscreened is None and found.frames == found.frames_screened


async def test_every_format_decodes_inside_the_lock_down(fixtures: Path) -> None:
    async with ScreeningPool(1) as pool:
        assert pool.describe().reduced == ()
        pid = pool.describe().workers[0].pid
        frames = still_frames(12, 6)
        files = {name: make() for name, make in FILES.items() if "exif" not in name}
        files |= {f"animated {kind}": animation(frames, kind) for kind in _ANIMATIONS}
        files |= {kind: film(still_frames(50, 25), kind) for kind in CODECS}
        for name, data in files.items():
            found = await pool.screen(data)
            assert score(found) >= 0.35 and found.unscreened is None, (name, found)
        assert pool.describe().workers[0].pid == pid, "one worker did it all"


_ANIMATIONS = ("GIF", "PNG", "WEBP", "AVIF")


@pytest.mark.parametrize("at", [0, 150, 299])
@pytest.mark.parametrize("kind", [*_ANIMATIONS, *CODECS])
def test_one_frame_of_300_is_found(engine: Engine, kind: str, at: int) -> None:
    """Bypasses 23 to 27: whatever the frame, the container or the name of the file."""
    frames = still_frames(300, at)
    data = film(frames, kind) if kind in CODECS else animation(frames, kind)
    found = look(engine, data)
    assert found.detections[0].label is LABEL and found.detections[0].score >= 0.35
    assert found.detections[0].frame == at
    assert (found.frames, found.frames_screened, found.unscreened) == (300, 300, None)


async def test_one_frame_of_a_lottie_sticker_is_found() -> None:
    """Inside the lock-down: the renderer starts threads of its own, after it."""
    async with ScreeningPool(1) as pool:
        for at in (0, 30, 58):
            found = await pool.screen(lottie((at, at + 1)))
            assert found.format == "LOTTIE" and found.unscreened is None, found
            assert score(found) >= 0.35 and found.detections[0].frame == at
            assert found.frames == found.frames_screened
        huge = lottie((0, 1), length=5000)
        assert (await pool.screen(huge)).unscreened is UnscreenedReason.TOO_LARGE


def test_a_pixelated_frame_does_not_stand_for_its_sharp_original(engine: Engine) -> None:
    sharp = trigger().resize((320, 240))
    pixelated = sharp.resize((24, 24), Image.Resampling.BOX).resize((320, 240), 0)
    only = look(engine, saved(pixelated, "PNG"))
    both = look(engine, animation([pixelated, sharp, pixelated], "PNG"))
    assert score(only) < 0.2 and score(both) >= 0.35


def test_a_slow_fade_is_found(engine: Engine) -> None:
    frames = [
        Image.blend(calm((320, 240)), trigger().resize((320, 240)), i / 99) for i in range(99)
    ]
    assert score(look(engine, animation([*frames, *frames[::-1]], "WEBP", lossless=True))) >= 0.35


@pytest.mark.parametrize("kind", ["GIF", "MP4 H.264"])
def test_the_last_of_many_distinct_frames_is_found(engine: Engine, kind: str) -> None:
    """Bypasses 24 and 26: 250 frames, each another picture, then the explicit one."""
    rng = np.random.default_rng(3)
    frames = [Image.fromarray(rng.integers(0, 255, (12, 16, 3), np.uint8)) for _ in range(250)]
    frames = [frame.resize((320, 240), Image.Resampling.BICUBIC) for frame in frames]
    frames.append(trigger().resize((320, 240)))
    data = film(frames, kind) if kind in CODECS else animation(frames, kind)
    found = look(engine, data)
    assert score(found) >= 0.35 and found.detections[0].frame == 250
    assert (found.frames_screened, found.unscreened) == (251, None)


def test_when_time_runs_out_the_screening_says_what_was_looked_at(engine: Engine) -> None:
    rng = np.random.default_rng(1)
    noise = [Image.fromarray(rng.integers(0, 255, (240, 320, 3), np.uint8)) for _ in range(60)]
    found, _ = engine.screen(animation(noise, "PNG"), Request(Depth.FAST, 0.2))
    assert found.unscreened is UnscreenedReason.TIMEOUT and found.frames == 60
    assert 0 < found.frames_screened < 60
    assert f"{found.frames_screened} of 60" in found.detail


def test_a_long_video_has_been_looked_at_from_end_to_end_before_time_runs_out(
    engine: Engine,
) -> None:
    """The explicit part lies at the end, and there is time for a small part of the frames only."""
    rng = np.random.default_rng(2)
    frames = [Image.fromarray(rng.integers(0, 255, (60, 80, 3), np.uint8)) for _ in range(500)]
    frames = [frame.resize((320, 240)) for frame in frames]
    frames[450:] = [trigger().resize((320, 240))] * 50
    found, _ = engine.screen(film(frames), Request(Depth.FAST, 1.0))
    assert found.unscreened is UnscreenedReason.TIMEOUT
    assert found.frames_screened < 300 and score(found) >= 0.35


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_standard_sees_turned_pictures(engine: Engine, turn: int) -> None:
    data = saved(trigger("upright_only_male_genitalia").rotate(turn, expand=True), "PNG")
    assert score(look(engine, data)) < 0.35
    found = look(engine, data, Depth.STANDARD)
    assert score(found) >= 0.35 and "turned" in found.detections[0].view
    assert (found.width, found.height) == ((640, 480) if turn == 180 else (480, 640))


@pytest.mark.parametrize("at", [(0, 0), (100, 4321), (50, 8003), (100, 11325)])
def test_standard_sees_along_long_pictures(engine: Engine, at: tuple[int, int]) -> None:
    data = saved(pasted((1000, 12000), at, 900), "JPEG", quality=92)
    found = look(engine, data, Depth.STANDARD)
    assert score(found) >= 0.35
    x, y, w, h = found.detections[0].box
    assert at[0] - 60 <= x and x + w <= at[0] + 960 and at[1] - 60 <= y
    assert y + h <= at[1] + 735
    wide = saved(pasted((12000, 1000), (at[1] % 11000, at[0]), 900), "JPEG", quality=92)
    assert score(look(engine, wide, Depth.STANDARD)) >= 0.35


def test_standard_sees_in_a_thin_strip(engine: Engine) -> None:
    data = saved(pasted((20000, 100), (14000, 10), 110), "JPEG", quality=95)
    assert score(look(engine, data, Depth.STANDARD)) >= 0.35


@pytest.mark.parametrize("at", [(0, 0), (1699, 1777), (3399, 3549)])
def test_deep_sees_a_small_tile_in_a_large_picture(engine: Engine, at: tuple[int, int]) -> None:
    data = saved(pasted((4000, 4000), at, 600), "JPEG", quality=92)
    found = look(engine, data, Depth.DEEP)
    assert score(found) >= 0.35
    x, y, w, h = found.detections[0].box
    assert at[0] - 60 <= x and x + w <= at[0] + 660 and at[1] - 60 <= y
    assert y + h <= at[1] + 510


@pytest.mark.parametrize("change", ["inverted", "swapped"])
def test_deep_sees_changed_colours(engine: Engine, change: str) -> None:
    """rgb_only loses all its score when inverted or with red and blue swapped."""
    picture = trigger("rgb_only_male_genitalia")
    changed = (
        ImageOps.invert(picture)
        if change == "inverted"
        else Image.merge("RGB", picture.split()[::-1])
    )
    assert score(look(engine, saved(changed, "PNG"))) < 0.2
    found = look(engine, saved(changed, "PNG"), Depth.DEEP)
    assert score(found) >= 0.35 and change in {d.view for d in found.detections} | {change}


@pytest.mark.parametrize("change", ["mirrored", "grey"])
def test_mirrored_and_grey_pictures_are_seen(engine: Engine, change: str) -> None:
    picture = ImageOps.mirror(trigger()) if change == "mirrored" else _grey()
    assert score(look(engine, saved(picture, "PNG"))) >= 0.35


def test_limits_hold_before_anything_is_decoded(engine: Engine) -> None:
    at, over = calm((10, 10)).resize((10_000, 5_000)), calm((10, 10)).resize((10_001, 5_000))
    assert look(engine, saved(at, "PNG", compress_level=1)).unscreened is None
    found = look(engine, saved(over, "PNG", compress_level=1))
    assert found.unscreened is UnscreenedReason.TOO_LARGE
    assert found.detail == "the picture has 10001x5000 pixels, over the limit of 50000000"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"II*\0", "TIFF"), (b"8BPS\0\1", "PSD"), (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"), (b"<?xml version='1.0'?><svg ", "SVG"),
        (b"%PDF-1.7", "PDF"),
    ],
)  # fmt: skip
def test_other_formats_never_reach_a_decoder(engine: Engine, head: bytes, name: str) -> None:
    found = look(engine, head + bytes(200))
    assert found.unscreened is UnscreenedReason.UNSUPPORTED and name in found.detail


def test_a_sound_track_alone_is_no_picture(engine: Engine) -> None:
    import io

    import av

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate = 44100
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        container.mux([*stream.encode(frame), *stream.encode()])
    found = look(engine, out.getvalue())
    assert found.unscreened is UnscreenedReason.UNSUPPORTED
    assert "holds no picture" in found.detail
