"""Lottie stickers: looked at over their whole length, and never believed."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain import Depth, Screening, UnscreenedReason
from bot.errors import WorkerError
from bot.screening import lottie
from bot.screening.depth import EXPOSED
from bot.screening.detector import Detector
from bot.screening.engine import Engine
from bot.screening.pool import ScreeningPool
from bot.screening.protocol import Request

from .pictures import saved, trigger

Json = dict[str, Any]
KEPT = {
    name: {"a": 0, "k": value}
    for name, value in {
        "o": 100, "r": 0, "p": [0, 0, 0], "a": [0, 0, 0], "s": [100, 100, 100],
    }.items()
}  # fmt: skip


def whole(layers: Any, length: float = 60, **more: Any) -> Json:
    """Return an animation of 320 × 240 at 30 frames a second."""
    canvas = {"w": 320, "h": 240}
    return {"v": "5.5.7", "fr": 30, "ip": 0, "op": length, **canvas, "layers": layers, **more}


def layer(kind: int, frames: tuple[int, int] = (0, 60), **more: Any) -> Json:
    """Return a layer: 0 is a composition, 2 a picture, 4 has shapes."""
    return {"ty": kind, "ind": 1, "ip": frames[0], "op": frames[1], "st": 0, "ks": KEPT, **more}


def square(side: float, colour: tuple[float, float, float] = (1, 0, 0), opacity: int = 100) -> Json:
    """Return a filled square."""
    return {
        "ty": "gr",
        "it": [
            {"ty": "rc", "p": _still([160, 120]), "s": _still([side, side]), "r": _still(0)},
            {"ty": "fl", "c": _still([*colour, 1]), "o": _still(opacity)},
            {"ty": "tr", **KEPT},
        ],
    }


def _still(value: Any) -> Json:
    return {"a": 0, "k": value}


def repeated(copies: Any) -> Json:
    """Return a repeater: that many copies of the shapes before it."""
    moved = {"ty": "tr", **KEPT, "so": _still(100), "eo": _still(100)}
    return {"ty": "rp", "c": copies, "o": _still(0), "m": 1, "tr": moved}


def star(points: float) -> Json:
    """Return a star."""
    sizes = {"or": 90, "ir": 40, "r": 0, "is": 0, "os": 0}
    return {
        "ty": "sr", "sy": 1, "pt": _still(points), "p": _still([160, 120]),
        **{name: _still(size) for name, size in sizes.items()},
    }  # fmt: skip


def carrying(picture: bytes, kind: str, frames: tuple[int, int] = (0, 60)) -> Json:
    """Return an animation that shows a picture which it carries, during some frames."""
    text = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
    asset = {"id": "i", "w": 320, "h": 240, "u": "", "e": 1, "p": text}
    return whole([layer(2, frames, refId="i")], assets=[asset])


def small_trigger(kind: str) -> bytes:
    return saved(trigger().resize((320, 240)), kind)


def packed(animation: Json) -> bytes:
    return json.dumps(animation).encode()


def look(engine: Engine, animation: Json, budget: float = 60.0) -> Screening:
    return engine.screen(packed(animation), Request(Depth.FAST, budget))[0]


def score(found: Screening) -> float:
    return max((d.score for d in found.detections if d.label in EXPOSED), default=0.0)


async def test_a_sticker_is_screened_inside_the_lock_down() -> None:
    """The renderer starts threads of its own, after the lock-down; nothing may load a file."""
    async with ScreeningPool(1) as pool:
        pid = pool.describe().workers[0].pid
        for at in (0, 30, 58):
            shown = whole([layer(4, (at, at + 1), shapes=mosaic())])
            found = await pool.screen(packed(shown))
            assert found.format == "LOTTIE" and found.unscreened is None, found
            assert score(found) >= 0.35 and found.detections[0].frame == at
            assert (found.width, found.height) == (320, 240)
            assert found.frames == found.frames_screened == 61
        assert pool.describe().workers[0].pid == pid


def mosaic() -> list[Json]:
    """Return a trigger drawn in shapes of 128 colours, two units high, without any picture."""
    small = trigger("trigger_female_breast").resize((160, 120), Image.Resampling.BOX)
    small = small.quantize(128, dither=Image.Dither.NONE)
    palette = small.getpalette() or []
    runs: dict[int, list[Json]] = {}
    for y in range(120):
        row = list(small.crop((0, y, 160, y + 1)).tobytes())
        start = 0
        for x in range(1, 161):
            if x == 160 or row[x] != row[start]:
                place = {"p": _still([start + x, 2 * y + 1]), "s": _still([2 * (x - start), 2])}
                runs.setdefault(row[start], []).append({"ty": "rc", **place, "r": _still(0)})
                start = x
    return [
        {
            "ty": "gr",
            "it": [
                *boxes,
                {"ty": "fl", "o": _still(100),
                 "c": _still([c / 255 for c in palette[3 * colour : 3 * colour + 3]] + [1])},
                {"ty": "tr", **KEPT},
            ],
        }
        for colour, boxes in runs.items()
    ]  # fmt: skip


@pytest.mark.parametrize("at", [0, 30, 59])
def test_one_frame_drawn_of_shapes_is_found(engine: Engine, at: int) -> None:
    found = look(engine, whole([layer(4, (at, at + 1), shapes=mosaic())]))
    assert score(found) >= 0.35 and found.unscreened is None
    assert found.detections[0].frame == at


@pytest.mark.parametrize("black", [True, False])
def test_a_sticker_is_looked_at_over_dark_and_light(engine: Engine, black: bool) -> None:
    """Its transparency alone shows something, over one of the two backgrounds."""
    shape = trigger().resize((320, 240)).convert("L")
    if black:
        shape = shape.point([255 - i for i in range(256)])
    colour = Image.new("L", shape.size, 0 if black else 255)
    picture = saved(Image.merge("RGBA", (colour, colour, colour, shape)), "PNG")
    found = look(engine, carrying(picture, "png"))
    assert score(found) >= 0.35
    assert found.detections[0].view.startswith("on light") is black


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_pictures_that_a_sticker_carries_are_looked_at(engine: Engine, kind: str) -> None:
    """The renderer draws neither WebP nor AVIF; browsers, which some clients are, do."""
    found = look(engine, carrying(small_trigger(kind), kind.lower()))
    assert score(found) >= 0.35 and found.unscreened is None


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"", "empty"),
        (packed(whole([])), "LOTTIE is no picture within a file"),
        (small_trigger("PNG")[:3000], "breaks off"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(30), "PNG"),
    ],
    ids=["svg", "empty", "lottie", "truncated", "broken"],
)
def test_a_picture_within_that_cannot_be_looked_at_is_never_clean(
    engine: Engine, picture: bytes, said: str
) -> None:
    """Nor `unsupported`, by which a policy tells what no client shows."""
    found = look(engine, carrying(picture, "png"))
    assert found.unscreened is UnscreenedReason.UNDECODABLE, found
    assert "carries a picture" in found.detail and said in found.detail
    assert found.frames_screened == 61, "all else was looked at"


def test_a_huge_picture_within_is_too_large(engine: Engine) -> None:
    """The renderer's own decoder would fail for want of memory, and draw nothing."""
    picture = saved(Image.new("1", (8000, 8000)), "PNG")
    found = look(engine, carrying(picture, "png"))
    assert found.unscreened is UnscreenedReason.TOO_LARGE


def test_paths_to_files_are_taken_out_before_the_renderer_sees_them() -> None:
    animation = whole([], assets=[{"id": "i", "u": "/etc/", "p": "hostname", "e": 0}])
    assert list(lottie._take_pictures(animation)) == []
    assert "hostname" not in json.dumps(animation) and "/etc/" not in json.dumps(animation)


def chain(links: int, each: int) -> Json:
    """Return compositions of which each draws the next one so many times."""
    assets: list[Json] = [
        {"id": str(i), "layers": [layer(0, refId=str(i + 1), w=320, h=240)] * each}
        for i in range(links)
    ]
    assets.append({"id": str(links), "layers": [layer(4, shapes=[square(40)])]})
    return whole([layer(0, refId="0", w=320, h=240)], assets=assets)


def nested(levels: int) -> Json:
    inner: Json = square(40)
    for _ in range(levels):
        inner = {"ty": "gr", "it": [inner]}
    return whole([layer(4, shapes=[inner])])


ITSELF = whole([layer(0, refId="a")], assets=[{"id": "a", "layers": [layer(0, refId="a")]}])
TWO = [{"id": n, "layers": [layer(0, refId=m)]} for n, m in (("a", "b"), ("b", "a"))]
CIRCLE = [layer(4, parent=2), {**layer(4, parent=3), "ind": 2}, {**layer(4, parent=1), "ind": 3}]
GROWING = {"a": 1, "k": [{"t": 0, "s": [1], "e": [1e9]}, {"t": 30, "s": [1e9]}]}

HOSTILE: dict[str, tuple[Json, str, str]] = {
    "a composition within itself": (ITSELF, "undecodable", "contains itself"),
    "two within each other": (whole([layer(0, refId="a")], assets=TWO), "undecodable", "itself"),
    "parents in a circle": (whole(CIRCLE), "undecodable", "in a circle"),
    "its own parent": (whole([layer(4, parent=1)]), "undecodable", "in a circle"),
    "10 ** 9 layers in ten lines": (chain(9, 10), "too_large", "layers and shapes"),
    "compositions 150 deep": (chain(150, 1), "too_large", "levels"),
    "groups 300 deep": (nested(300), "too_large", "levels"),
    "10 ** 9 copies": (
        whole([layer(4, shapes=[square(9), repeated(_still(1e9))])]), "too_large", "shapes"
    ),
    "copies that grow": (
        whole([layer(4, shapes=[square(9), repeated(GROWING)])]), "too_large", "shapes"
    ),
    "copies of copies": (
        whole([layer(4, shapes=[square(9), *[repeated(_still(100))] * 3])]), "too_large", "shapes"
    ),
    "a star of 10 ** 9 points": (whole([layer(4, shapes=[star(1e9)])]), "too_large", "star"),
    "a canvas of 10 ** 9": (whole([], w=1e9, h=1e9), "too_large", "canvas"),
    "a canvas of nothing": (whole([], w=0, h=0), "undecodable", "no pixels"),
    "a canvas below nothing": (whole([], w=-320, h=-240), "undecodable", "no pixels"),
    "10 ** 300 frames": (whole([], length=1e300), "too_large", "frames"),
    "1201 frames": (whole([], length=1201), "too_large", "frames"),
    "an end before its start": (whole([], length=-5), "too_large", "frames"),
    "layers that are none": (whole({"a": 1}), "undecodable", "drawn"),
    "a canvas that is a word": (whole([], w="wide"), "undecodable", "decoded"),
}  # fmt: skip


async def test_hostile_stickers_get_their_reason_and_kill_no_worker() -> None:
    async with ScreeningPool(1) as pool:
        pid = pool.describe().workers[0].pid
        for name, (animation, reason, said) in HOSTILE.items():
            found = await pool.screen(packed(animation))
            assert found.unscreened == reason and said in found.detail, (name, found)
        assert pool.describe().workers[0].pid == pid


TEXTS: dict[str, bytes] = {
    "not finite": packed(whole([])).replace(b'"op": 60', b'"op": 1e999'),
    "NaN": packed(whole([])).replace(b'"op": 60', b'"op": NaN'),
    "a number of 9000 digits": packed(whole([])).replace(b'"op": 60', b'"op": ' + b"9" * 9000),
    "no text": packed(whole([])).replace(b"5.5.7", b"\xff\xfe"),
    "cut short": packed(whole([]))[:-1],
    "deeper than Python": b'{"fr":1,"layers":' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_json_is_undecodable(engine: Engine, name: str) -> None:
    found, _ = engine.screen(TEXTS[name], Request(Depth.FAST, 60.0))
    assert found.unscreened is UnscreenedReason.UNDECODABLE and found.detail


def test_the_limits_let_pass_what_lies_at_them(engine: Engine) -> None:
    copies = layer(4, shapes=[square(9), repeated(_still(1000))])
    assert look(engine, whole([copies, layer(4, shapes=[star(1000)])], 2)).unscreened is None
    assert look(engine, chain(90, 1) | {"op": 2}).unscreened is None
    assert look(engine, whole([], 1200)).unscreened is None
    assert look(engine, whole([], 2, w=4096, h=1)).unscreened is None


def test_what_is_checked_is_what_is_drawn(engine: Engine) -> None:
    """Of two values of one name the renderer would take the first, and a browser the last."""
    frame = packed(whole([layer(4, shapes=mosaic())], 2))
    twice = frame[:-1] + b', "layers": []}'
    assert score(engine.screen(frame, Request(Depth.FAST, 60.0))[0]) >= 0.35
    found, _ = engine.screen(twice, Request(Depth.FAST, 60.0))
    assert found.unscreened is None and score(found) == 0


def test_a_file_with_a_byte_order_mark_is_read(engine: Engine) -> None:
    data = b"\xef\xbb\xbf" + packed(whole([layer(4, shapes=[square(50)])], 2))
    found, _ = engine.screen(data, Request(Depth.FAST, 60.0))
    assert found.format == "LOTTIE" and found.unscreened is None


def test_a_long_sticker_is_looked_at_from_end_to_end_before_time_runs_out(
    detector: Detector,
) -> None:
    """Every frame differs, the explicit part lies at the end, and time is counted in glances."""
    moving = [
        layer(4, (i, i + 1), shapes=[square(20 + i % 200, ((i % 7) / 7, (i % 5) / 5, 0.5))])
        for i in range(1100)
    ]
    glances = itertools.count()
    engine = Engine(detector, clock=lambda: float(next(glances)))
    found = look(engine, whole([*moving, layer(4, (1000, 1200), shapes=mosaic())], 1200), 100.0)
    assert found.unscreened is UnscreenedReason.TIMEOUT
    assert score(found) >= 0.35 and found.frames_screened < 200


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["a", "rp", "sr"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["w", "h", "ip", "op", "layers", "assets", "id", "refId", "ty", "it", "shapes",
                 "c", "k", "pt", "ind", "parent", "p"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(layers=_VALUES, assets=_VALUES, more=st.dictionaries(st.sampled_from("whi"), _VALUES))
def test_whatever_is_claimed_the_check_ends(layers: Any, assets: Any, more: Json) -> None:
    animation = whole(layers, assets=assets) | more
    try:
        width, height = lottie.check(animation)
    except (WorkerError, KeyError, TypeError, ValueError, OverflowError):
        return
    assert 1 <= width <= lottie.MAX_SIDE and 1 <= height <= lottie.MAX_SIDE


_FILES: dict[str, Callable[[], bytes]] = {"a list": lambda: b"[]", "JSON": lambda: b'{"a": 1}'}


@pytest.mark.parametrize("name", _FILES)
def test_other_json_is_no_sticker(engine: Engine, name: str) -> None:
    found, _ = engine.screen(_FILES[name](), Request(Depth.FAST, 60.0))
    assert found.unscreened is UnscreenedReason.UNSUPPORTED
