"""The network's arithmetic: floats in, scores out, and boxes only where they are asked for."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bot.domain import UnscreenedReason
from bot.errors import WorkerError
from bot.screening.graph import Halves, halves

Floats: TypeAlias = NDArray[np.float32]
Found: TypeAlias = tuple[NDArray[np.intp], Floats, Floats]
"""Of one picture: label numbers, scores, and boxes (n, 4) as left, top, right, bottom in pixels."""


class Network:
    """A loaded network, cut in two where its file has the form for it."""

    def __init__(self, weights: bytes, *, threads: int = 1, whole: bool = False) -> None:
        """Load a file that was checked; raise what onnxruntime raises for one that is no network.

        `whole` leaves the file uncut, for one that nobody has checked.

        One thread and no spinning: as many processes as cores are twice as fast as two threads
        each, and spinning threads take the time of the neighbouring process.
        """
        self._threads = threads
        self._cut: Halves | None = None if whole else halves(weights)
        self.session: Any = self._open(self._cut.classes if self._cut else weights)
        self._boxes: Any = self._open(self._cut.boxes) if self._cut else None
        self._input: str = self.session.get_inputs()[0].name

    def _open(self, weights: bytes) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena would keep the largest look's memory for good.
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def run(self, blob: Floats, floor: float) -> list[Found]:
        """Return what is seen from a score on in each picture of a (n, 3, height, width) batch.

        Raises WorkerError where the network fails, which for sizes that it takes means that memory
        has run out.
        """
        output = _run(self.session, {self._input: blob})
        if self._cut is None:
            return [_whole(one, floor) for one in output[0]]
        strides = len(self._cut.logits)
        logits, features = output[:strides], output[strides:]
        least = np.float32(np.log(floor / (1 - floor)))
        if all(one.max() < least for one in logits):
            return [_NOTHING] * len(blob)
        sides = _run(self._boxes, dict(zip(self._cut.features, features, strict=True)))
        return [
            _join([_level(one[i], box[i], blob.shape[2], least) for one, box in
                   zip(logits, sides, strict=True)])
            for i in range(len(blob))
        ]  # fmt: skip


def _run(session: Any, inputs: dict[str, Floats]) -> list[Floats]:
    try:
        output: list[Floats] = session.run(None, inputs)
    except Exception as error:  # noqa: BLE001 - its types are not public; `Fail` at a limit
        raise WorkerError(
            UnscreenedReason.TOO_LARGE,
            "the network ran out of memory",
            f"{type(error).__name__}: {error}"[:200],
        ) from None
    return output


_NOTHING: Found = np.empty(0, np.intp), np.empty(0, np.float32), np.empty((0, 4), np.float32)


def _join(levels: list[Found]) -> Found:
    labels, scores, boxes = (np.concatenate(parts) for parts in zip(*levels, strict=True))
    return labels, scores, boxes


def _whole(output: Floats, floor: float) -> Found:
    """Read the output of an uncut network: (4 + labels, anchors), boxes as centre and size."""
    labels, anchors = np.nonzero(output[4:] >= floor)
    x, y, w, h = output[:4, anchors]
    boxes = np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=1)
    return labels, output[4:][labels, anchors], boxes


def _level(logits: Floats, sides: Floats, height: int, least: np.float32) -> Found:
    """Read one stride's logits (labels, rows, columns) and sides (4 × bins, rows, columns).

    A side's distance from its anchor is the mean of a distribution over whole strides
    (Ultralytics' DFL, `ultralytics/nn/modules/block.py`); an anchor is the centre of its cell.
    """
    labels, rows, columns = np.nonzero(logits >= least)
    scores = (1 / (1 + np.exp(-logits[labels, rows, columns]))).astype(np.float32)
    bins = sides[:, rows, columns].reshape(4, len(sides) // 4, len(rows))
    weights = np.exp(bins - bins.max(axis=1, keepdims=True))
    steps = np.arange(bins.shape[1], dtype=np.float32)[None, :, None]
    left, top, right, bottom = (weights * steps).sum(axis=1) / weights.sum(axis=1)
    x, y = columns + np.float32(0.5), rows + np.float32(0.5)
    stride = np.float32(height / logits.shape[1])
    boxes = np.stack([x - left, y - top, x + right, y + bottom], axis=1) * stride
    return labels, scores, boxes.astype(np.float32)
