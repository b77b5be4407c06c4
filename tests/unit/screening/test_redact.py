"""Invariant 4: the copy is a function of at most 12 x 12 colours, and shows the network nothing."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.screening import depth, redact, views
from bot.screening.depth import View
from bot.screening.detector import Detector
from bot.screening.pool import ScreeningPool
from bot.screening.protocol import Grid


@st.composite
def drawn(draw: st.DrawFn) -> Grid:
    columns, rows = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    size = columns * rows * 3
    return Grid(columns, rows, draw(st.binary(min_size=size, max_size=size)))


@given(drawn())
@settings(max_examples=25, deadline=None)
def test_the_same_grid_gives_the_same_bytes_and_no_metadata(grid: Grid) -> None:
    data = redact.encode(grid)
    assert data == redact.encode(Grid(grid.columns, grid.rows, bytes(grid.colours)))
    kinds, at = set(), 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kinds.add(data[at + 4 : at + 8])
        at += 12 + length
    assert kinds == {b"IHDR", b"IDAT", b"IEND"}


@given(st.integers(1, 60), st.integers(1, 60), st.binary(min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_pictures_with_the_same_grid_cannot_be_told_apart(
    width: int, height: int, colour: bytes
) -> None:
    """Two pictures that differ inside their cells only have the same copy."""
    one = Image.new("RGB", (width * 12, height * 12), tuple(colour))
    grid = next(iter(redact.grids(one)))
    flat = Image.frombytes("RGB", (grid.columns, grid.rows), grid.colours)
    again = next(iter(redact.grids(flat.resize(one.size, Image.Resampling.NEAREST))))
    assert redact.encode(again) == redact.encode(grid)


def test_detail_inside_a_cell_does_not_reach_the_copy() -> None:
    def checks(size: int) -> Image.Image:
        tile = Image.new("L", (2 * size, 2 * size), 0)
        tile.paste(200, (0, 0, size, size))
        tile.paste(200, (size, size, 2 * size, 2 * size))
        picture = Image.new("L", (480, 480))
        for x in range(0, 480, 2 * size):
            for y in range(0, 480, 2 * size):
                picture.paste(tile, (x, y))
        return picture.convert("RGB")

    copies = {redact.encode(next(iter(redact.grids(checks(size))))) for size in (5, 10, 20)}
    assert len(copies) == 1


def test_grids_grow_coarser_down_to_one_colour() -> None:
    shapes = [(g.columns, g.rows) for g in redact.grids(Image.new("RGB", (640, 480)))]
    assert shapes == [(12, 9), (8, 6), (6, 4), (4, 3), (3, 2), (2, 2), (1, 1)]
    longest = next(redact.grids(Image.new("RGB", (9000, 30))))
    assert (longest.columns, longest.rows) == (12, 1)


async def test_the_network_sees_nothing_in_a_fixtures_copy(
    pool: ScreeningPool, detector: Detector, fixtures: Path
) -> None:
    for path in sorted(fixtures.glob("*.jpg")):
        found = await pool.screen(path.read_bytes())
        assert found.redacted is not None
        copy = Image.open(io.BytesIO(found.redacted))
        assert copy.mode == "RGB" and max(copy.size) == 288
        for side in (256, 320, 416):
            seen = views.take(detector, views.Canvas(copy), View("copy", side / max(copy.size)))
            assert [f for f in seen if f.label in depth.SENSITIVE and f.score >= 0.1] == []
