"""The network cut in two computes what the whole one does, and boxes only where something is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.errors import WorkerError
from bot.screening.detector import FLOOR, Detector
from bot.screening.graph import halves
from bot.screening.network import Network

from . import model_files
from .pictures import calm


@pytest.fixture(scope="module")
def uncut() -> Detector:
    return Detector(weights=model_files.original())


@pytest.mark.parametrize("size", [(320, 240), (213, 160), (160, 320), (640, 480)])
def test_the_halves_see_what_the_whole_sees(
    detector: Detector, uncut: Detector, fixtures: Path, size: tuple[int, int]
) -> None:
    seen = 0
    for path in sorted(fixtures.glob("*.jpg")):
        image = Image.open(path).convert("RGB").resize(size)
        for half, whole in zip(detector.look(image), uncut.look(image), strict=True):
            assert half.label is whole.label
            assert half.score == pytest.approx(whole.score, abs=1e-6)
            assert half.box == pytest.approx(whole.box, abs=0.01)
            seen += 1
    assert seen >= 4


class _Counted:
    def __init__(self, session: Any) -> None:
        self.session, self.runs = session, 0

    def run(self, *arguments: Any) -> Any:
        self.runs += 1
        return self.session.run(*arguments)


def test_boxes_are_computed_only_where_something_is_seen(fixtures: Path) -> None:
    network = Network(model_files.original())
    network._boxes = boxes = _Counted(network._boxes)
    nothing = _blob(calm())
    assert [len(scores) for _, scores, _ in network.run(nothing, FLOOR)] == [0]
    assert boxes.runs == 0
    something = _blob(Image.open(fixtures / "trigger_anus.jpg").convert("RGB"))
    both = network.run(np.concatenate([nothing, something]), FLOOR)
    assert [len(scores) > 0 for _, scores, _ in both] == [False, True]
    assert boxes.runs == 1


def _blob(image: Image.Image) -> np.ndarray[Any, np.dtype[np.float32]]:
    small = np.asarray(image.resize((320, 256)), np.float32) / 255
    return np.ascontiguousarray(small.transpose(2, 0, 1)[None])


@pytest.mark.parametrize("op", ["Identity", "ConstantOfShape"])
def test_a_graph_of_another_form_is_left_whole(op: str) -> None:
    assert halves(model_files.graph(sizes=("batch", 3, "height", "width"), op=op)) is None


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x3a\x7f\x0a", b"nonsense", bytes(64)])
def test_what_is_no_graph_is_left_whole(data: bytes) -> None:
    assert halves(data) is None


def test_a_graph_with_names_that_are_no_text_is_left_whole() -> None:
    data = model_files.graph(sizes=("batch", 3, "height", "width"))
    assert halves(data.replace(b"images", b"\xff\xfeages")) is None


def test_a_network_that_nobody_checked_is_left_whole() -> None:
    network = Network(model_files.original(), whole=True)
    assert [output.name for output in network.session.get_outputs()] == ["output0"]


def test_what_memory_does_not_allow_is_typed(detector: Detector) -> None:
    with pytest.raises(WorkerError, match="ran out of memory"):
        detector._network.run(np.zeros((1, 3, 33, 65), np.float32), FLOOR)
