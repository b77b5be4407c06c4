"""Untrusted Lottie animations to frames. Runs only in a worker.

The renderer believes what a file says: it draws a composition within itself until its stack ends,
and a thousand million copies of a shape until memory does. So the JSON is parsed and checked here,
and what was checked is written out again for it: it never parses the sender's bytes.
"""

from __future__ import annotations

import base64
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from PIL import Image
from rlottie_python.rlottie_wrapper import LottieAnimation

from bot.domain import UnscreenedReason
from bot.errors import WorkerError
from bot.screening.media import Frame, Media, check_size, flatten, orderly

SIDE = 320
"""Pixels of the longer side at which frames are drawn: Discord shows stickers at 160."""
MAX_BYTES = 4 * 1024 * 1024
"""Bytes of JSON; Discord allows stickers 512 KiB."""
MAX_SIDE = 4096
"""Units of a canvas's sides; Discord asks for 320."""
MAX_FRAMES = 1200
"""Frames of one animation: 20 seconds at 60; Discord allows stickers 5 seconds."""
MAX_NESTING = 100
"""Levels of JSON within JSON, and of compositions within compositions."""
MAX_DRAWN = 50_000
"""Layers and shapes of one frame, each counted as often as it is drawn."""
MAX_POINTS = 1000
"""Points of one star."""
AHEAD = 8
"""Frames from all over a long animation that are shown first, should time run out."""

_MARK = b"\xef\xbb\xbf"
"""UTF-8's byte order mark. (Its codec of that name would be loaded from a file, too late.)"""

Json = dict[str, Any]


def is_lottie(data: bytes) -> bool:
    """Return whether bytes look like a Lottie animation: a JSON object with layers and a rate."""
    start = data[:64].removeprefix(_MARK).lstrip()
    return start[:1] == b"{" and b'"layers"' in data and b'"fr"' in data


def open_lottie(data: bytes, open_within: Callable[[bytes], Media]) -> Media:
    """Open an animation; raise WorkerError where it is too large, or broken.

    Pictures that the file carries are opened with `open_within` and looked at by themselves too,
    since clients draw kinds that the renderer does not.
    """
    if len(data) > MAX_BYTES:
        raise WorkerError(UnscreenedReason.TOO_LARGE, "the LOTTIE file is over the size limit")
    claims = json.loads(data.removeprefix(_MARK).decode(), parse_constant=_refuse)
    width, height = check(claims)
    within = list(_take_pictures(claims))
    drawing = LottieAnimation.from_data(json.dumps(claims, allow_nan=False))
    if not drawing.animation_p:
        raise WorkerError(UnscreenedReason.UNDECODABLE, "the LOTTIE file cannot be drawn")
    frames = drawing.lottie_animation_get_totalframe()
    if frames > MAX_FRAMES + 1:
        raise _too_large(f"more than {MAX_FRAMES} frames")
    media = Media("LOTTIE", width, height, frames)
    media.stream = orderly(_stream(drawing, within, media, open_within), media)
    return media


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _too_large(claim: str) -> WorkerError:
    return WorkerError(UnscreenedReason.TOO_LARGE, f"the LOTTIE file claims {claim}")


def check(claims: Json) -> tuple[int, int]:
    """Return the canvas's width and height; raise WorkerError for what would harm the renderer.

    Pure. Besides, whatever a malformed file makes of it: KeyError, TypeError, ValueError, …
    """
    width, height, start, end = (float(claims[key]) for key in ("w", "h", "ip", "op"))
    if not all(map(math.isfinite, (width, height, start, end))):
        raise ValueError("a size or time is not finite")
    size = round(width), round(height)
    if max(size) > MAX_SIDE:
        raise _too_large(f"a canvas of {size[0]}x{size[1]}, over the limit of {MAX_SIDE}")
    check_size(*size)
    if not 0 <= end - start <= MAX_FRAMES:
        raise _too_large(f"less than no frames, or more than {MAX_FRAMES}")
    _check_nesting(claims)
    _Counter(claims).count()
    return size


def _check_nesting(claims: Json) -> None:
    level: list[Any] = [claims]
    for _ in range(MAX_NESTING):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise _too_large(f"more than {MAX_NESTING} levels")


class _Counter:
    """Counts what one frame draws, compositions within compositions multiplied out."""

    def __init__(self, claims: Json) -> None:
        self._layers = _dicts(claims["layers"])
        self._compositions: dict[str, list[Json]] = defaultdict(list)
        for asset in _dicts(claims.get("assets")):
            self._compositions[str(asset.get("id"))] += _dicts(asset.get("layers"))
        self._known: dict[str, int] = {}
        self._open: list[str] = []

    def count(self) -> None:
        """Raise WorkerError where it is too much, or without end."""
        self._composition(self._layers)

    def _composition(self, layers: list[Json]) -> int:
        _check_parents(layers)
        total = 0
        for layer in layers:
            total += 1 + _drawn(layer.get("shapes"))
            if "refId" in layer:
                total += self._within(str(layer["refId"]))
        if total > MAX_DRAWN:
            raise _too_large(f"more than {MAX_DRAWN} layers and shapes")
        return total

    def _within(self, name: str) -> int:
        if name in self._open:
            raise WorkerError(UnscreenedReason.UNDECODABLE, "the LOTTIE file contains itself")
        if len(self._open) >= MAX_NESTING:
            raise _too_large(f"more than {MAX_NESTING} levels")
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self._composition(self._compositions.get(name, []))
            self._open.pop()
        return self._known[name]


def _check_parents(layers: list[Json]) -> None:
    """Raise WorkerError where layers are each other's parents, which has no end."""
    parents = {str(layer.get("ind")): str(layer.get("parent")) for layer in layers}
    for start in parents:
        passed, at = {start}, parents[start]
        while at in parents:
            if at in passed:
                raise WorkerError(
                    UnscreenedReason.UNDECODABLE, "the LOTTIE file has layers in a circle"
                )
            if len(passed) > MAX_NESTING:
                raise _too_large(f"more than {MAX_NESTING} levels")
            passed.add(at)
            at = parents[at]


def _drawn(shapes: Any) -> int:
    """Return how many shapes are drawn, groups and their repeated copies multiplied out."""
    total, copies = 0, 1.0
    for shape in _dicts(shapes):
        total += 1 + _drawn(shape.get("it"))
        if shape.get("ty") == "sr" and _largest(shape.get("pt")) > MAX_POINTS:
            raise _too_large(f"a star of more than {MAX_POINTS} points")
        if shape.get("ty") == "rp":
            copies *= max(1.0, _largest(shape.get("c")))
    if total * copies > MAX_DRAWN:
        raise _too_large(f"more than {MAX_DRAWN} layers and shapes")
    return math.ceil(total * copies)


def _largest(value: Any) -> float:
    """Return the largest number in a value or its key frames."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return max(map(_largest, value), default=0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def _dicts(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _take_pictures(claims: Json) -> Iterator[bytes]:
    """Yield the pictures in a file, and take out the paths: the renderer would open those files."""
    for asset in _dicts(claims.get("assets")):
        source = asset.get("p")
        if isinstance(source, str) and source.startswith("data:"):
            yield base64.b64decode(source.partition(",")[2])
        elif "p" in asset:
            asset |= {"p": "", "u": ""}


def _stream(
    drawing: LottieAnimation,
    within: list[bytes],
    media: Media,
    open_within: Callable[[bytes], Media],
) -> Iterator[Frame]:
    scale = SIDE / max(media.width, media.height)
    size = max(1, round(media.width * scale)), max(1, round(media.height * scale))
    frames = media.frames or 0
    if frames > 4 * AHEAD:
        for index in range(0, frames, frames // AHEAD):
            yield _frame(drawing, index, size, ahead=True)
    for index in range(frames):
        yield _frame(drawing, index, size)
    problem: WorkerError | None = None
    for data in within:  # last: what was drawn above needs no second look
        try:
            inner = open_within(data)
            for frame in inner.stream:
                yield Frame(0, frame.pictures, ahead=True)
            problem = problem or inner.problem
        except WorkerError as error:
            problem = problem or error
    if problem is not None:
        raise WorkerError(
            # Never "unsupported", which says that nobody is shown it.
            UnscreenedReason.TOO_LARGE
            if problem.reason is UnscreenedReason.TOO_LARGE
            else UnscreenedReason.UNDECODABLE,
            "the LOTTIE file carries a picture that could not be looked at",
            problem.message,
        )


def _frame(
    drawing: LottieAnimation, index: int, size: tuple[int, int], ahead: bool = False
) -> Frame:
    raw = drawing.lottie_animation_render(frame_num=index, width=size[0], height=size[1])
    # Its buffers are BGRA, with colours multiplied by alpha already.
    picture = Image.frombuffer("RGBa", size, raw, "raw", "BGRa", 0, 1)
    return Frame(index, tuple(flatten(picture.convert("RGBA"))), ahead)
