"""The parent takes from a worker exactly what the schema allows."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Detection, Label, Screening, UnscreenedReason
from bot.screening import protocol
from bot.screening.protocol import Grid, ProtocolError

SEEN = Screening(
    detections=(Detection(Label.ANUS_EXPOSED, 0.75, (1, 2, 30, 40), 3, "mirrored"),),
    unscreened=UnscreenedReason.TIMEOUT,
    detail="time ran out",
    format="GIF",
    width=320,
    height=240,
    frames=10,
    frames_screened=4,
    pdq="0f" * 32,
    pdq_quality=88,
    turned=("1e" * 32,) * 7,
)
GRID = Grid(2, 1, b"abcdef")


def header(**changes: Any) -> dict[str, Any]:
    packed = protocol.pack(protocol.answer_header(SEEN, GRID), GRID.colours)
    return {**protocol.parse_object(packed[protocol.PREFIX.size :]), **changes}


def test_an_answer_comes_back_as_it_was_sent() -> None:
    assert protocol.parse_answer(header(), GRID.colours) == (SEEN, GRID)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "00"},
        {"detections": "x"},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, 1, 1], 0, "plain"]] * 101},
        {"detections": [["NOTHING", 0.5, [0, 0, 1, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", 1.01, [0, 0, 1, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", True, [0, 0, 1, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", "1", [0, 0, 1, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, -1, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, 1], 0, "plain"]]},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, 1, 1], 0.5, "plain"]]},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, 1, 1], 0, "x" * 41]]},
        {"detections": [["ANUS_EXPOSED", 0.5, [0, 0, 1, 1], 0, "a\nb"]]},
        {"unscreened": "fine"},
        {"detail": "x" * 301},
        {"detail": "\x1b[31m"},
        {"format": "EXE"},
        {"format": ["GIF"]},
        {"width": 0},
        {"height": 2**40},
        {"frames": -1},
        {"frames_screened": None},
        {"pdq": "0F" * 32},
        {"pdq": "0f" * 31},
        {"pdq_quality": 101},
        {"turned": ["0f" * 32] * 6},
        {"turned": ["0F" * 32] * 7},
        {"turned": "0f" * 32},
        {"grid": None},
        {"grid": [13, 1]},
        {"grid": [1, 1]},
        {"grid": [2]},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        protocol.parse_answer(header(**changes), GRID.colours)


def test_a_missing_field_is_refused() -> None:
    answer = header()
    del answer["pdq"]
    with pytest.raises(ProtocolError):
        protocol.parse_answer(answer, GRID.colours)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=5) | st.dictionaries(st.text(max_size=8), children, max_size=5)
    ),
    max_leaves=12,
)


@given(field=st.sampled_from(sorted(header())), value=_JSON)
def test_no_value_of_any_field_escapes_the_schema(field: str, value: Any) -> None:
    try:
        text = json.dumps(header(**{field: value})).encode()
        screening, grid = protocol.parse_answer(protocol.parse_object(text), GRID.colours)
    except ProtocolError:
        return
    assert all(0 <= d.score <= 1 for d in screening.detections)
    assert grid is None or grid.columns * grid.rows * 3 == len(grid.colours)


@given(st.binary(max_size=200))
def test_no_bytes_escape_the_header(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        assert isinstance(protocol.parse_object(data), dict)


def test_lengths_are_capped_before_anything_is_read() -> None:
    at = protocol.PREFIX.pack(protocol.MAX_HEADER, 432)
    assert protocol.unpack_lengths(at, 432) == (protocol.MAX_HEADER, 432)
    for lengths in [(protocol.MAX_HEADER + 1, 0), (0, 433)]:
        with pytest.raises(ProtocolError):
            protocol.unpack_lengths(protocol.PREFIX.pack(*lengths), 432)
