"""What fuzzing found, each kept with its story: it failed once, and must not again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain import Screening
from bot.screening import protocol

ANSWER = protocol.answer_header(Screening(format="GIF", width=9, height=9, frames_screened=1), None)


def answer(**changes: Any) -> bytes:
    """Return the header of a valid answer with some fields changed."""
    return json.dumps({**ANSWER, **changes}).encode()


@pytest.mark.parametrize("score", [10**400, -(10**400)])
def test_a_score_too_large_for_a_float_is_refused(score: int) -> None:
    """JSON has integers of any length. `math.isfinite` raised OverflowError for this one, which
    no part of the parent expected: the screening ended in an exception instead of a reason.
    """
    row = ["ANUS_EXPOSED", score, [0, 0, 1, 1], 0, "plain"]
    with pytest.raises(protocol.ProtocolError):
        protocol.parse_answer(protocol.parse_object(answer(detections=[row])), b"")
