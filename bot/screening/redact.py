"""The unrecognisable copy: a picture that is a function of at most 12 × 12 colours.

The worker sends the grid, not a picture; the parent draws it. So what leaves a worker cannot hold
more than these colours, whatever happened inside it (invariant 4).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from bot.screening.protocol import Grid

MAX_CELLS = 12
"""Cells along the longer side; from 144 mean colours no shape can be computed back."""
STEPS = (12, 8, 6, 4, 3, 2, 1)
"""Cells along the longer side, tried in order until the detector finds nothing in the copy."""
_CELL = 24
"""Pixels that a cell takes in the drawn copy: 288 along the longer side."""


def grids(image: Image.Image) -> Iterator[Grid]:
    """Yield ever coarser grids of an RGB picture; the last is one colour for the whole of it."""
    for cells in STEPS:
        scale = cells / max(image.size)
        columns, rows = (max(1, round(side * scale)) for side in image.size)
        small = image.resize((columns, rows), Image.Resampling.BOX, reducing_gap=2.0)
        yield Grid(columns, rows, small.tobytes())


def draw(grid: Grid) -> Image.Image:
    """Return a grid as a smooth RGB picture; the same grid gives the same pixels.

    A lone row or column is drawn 12 to 1 at the most, so the picture keeps the grid's own shape.
    """
    small = Image.frombytes("RGB", (grid.columns, grid.rows), grid.colours)
    longest = max(grid.columns, grid.rows)
    cell = _CELL * MAX_CELLS // longest
    return small.resize((grid.columns * cell, grid.rows * cell), Image.Resampling.BICUBIC)


def encode(grid: Grid) -> bytes:
    """Return a grid drawn as a PNG without metadata: the same grid gives the same bytes."""
    out = io.BytesIO()
    draw(grid).save(out, "PNG", compress_level=6)
    return out.getvalue()
