"""The network: pixels in, detections out. RGB order, letterbox and suppression are our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.domain import Label
from bot.screening.model import Model, load_manifest, read_weights
from bot.screening.network import Found, Network

STRIDE = 32
"""The network's coarsest step in pixels: its input's sides are multiples of it."""
FLOOR = 0.05
"""Scores below are noise: they are not reported, and no policy can ask for them."""
OVERLAP = 0.45
"""Boxes of one label that share more than this (intersection over union) are one (nudenet's)."""
MAX_PER_LOOK = 50

Pixels: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Hit:
    """One raw finding; `box` is (left, top, right, bottom) in pixels of what was looked at."""

    label: Label
    score: float
    box: tuple[float, float, float, float]


class Detector:
    """The loaded network. Not safe for threads that share it; one process has one."""

    def __init__(
        self, model: Model | None = None, *, weights: bytes | None = None, threads: int = 1
    ) -> None:
        """Load the manifest's network; raise ModelError where its file is not the one there.

        `weights` is for the trial of a file that no manifest names yet, in a process without files:
        it is taken whole.
        """
        self.model = model or load_manifest()
        known = read_weights(self.model) if weights is None else weights
        self._network = Network(known, threads=threads, whole=weights is not None)

    @property
    def session(self) -> Any:
        """Return onnxruntime's session, which knows the graph's inputs, outputs and metadata."""
        return self._network.session

    def look(self, image: Image.Image) -> list[Hit]:
        """Return what the network sees in an RGB picture of the size that it is to look at."""
        return self.look_at([image])[0]

    def look_at(self, images: list[Image.Image]) -> list[list[Hit]]:
        """Return what the network sees in RGB pictures, in one batch.

        Each picture is put into the top left corner of the smallest common canvas whose sides are
        multiples of the stride; the rest is black, as when the network was trained. Proportions
        are kept. Boxes reach no further than their picture. Raises WorkerError where the network
        fails, which for sizes that it takes means that memory has run out.
        """
        sides = [image.size for image in images]
        width, height = (_up(max(side)) for side in zip(*sides, strict=True))
        canvas: Pixels = np.zeros((len(images), height, width, 3), np.uint8)
        for slot, image in zip(canvas, images, strict=True):
            slot[: image.height, : image.width] = np.asarray(image)
        blob = np.ascontiguousarray(canvas.transpose(0, 3, 1, 2)).astype(np.float32)
        blob /= 255.0
        seen = self._network.run(blob, FLOOR)
        return [_hits(one, self.model.labels, side) for one, side in zip(seen, sides, strict=True)]


def _up(side: int) -> int:
    return -(-side // STRIDE) * STRIDE


def _hits(found: Found, labels: tuple[Label, ...], size: tuple[int, int]) -> list[Hit]:
    """Turn what the network found into hits: every label over the floor, not the top one only."""
    which, strength, boxes = found
    order = np.argsort(-strength, kind="stable")[:1000]
    which, strength, boxes = which[order], strength[order], boxes[order]
    limits = np.array([size[0], size[1], size[0], size[1]], np.float32)
    boxes = np.minimum(np.maximum(boxes, 0), limits)
    keep = suppress(boxes, which)[:MAX_PER_LOOK]
    return [Hit(labels[which[i]], min(1.0, float(strength[i])), _four(boxes[i])) for i in keep]


def _four(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(side) for side in box)
    return left, top, right, bottom


def suppress(boxes: NDArray[np.float32], labels: NDArray[np.intp]) -> list[int]:
    """Return the indices to keep of boxes that come strongest first (greedy, per label).

    `boxes` is (n, 4) as left, top, right, bottom; a box goes where a stronger one of its own label
    overlaps it by more than OVERLAP.
    """
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    alive = np.ones(len(boxes), bool)
    kept: list[int] = []
    for i in range(len(boxes)):
        if not alive[i]:
            continue
        kept.append(i)
        corner = np.maximum(boxes[i, :2], boxes[:, :2])
        opposite = np.minimum(boxes[i, 2:], boxes[:, 2:])
        shared = np.prod(np.maximum(opposite - corner, 0), axis=1)
        union = areas[i] + areas - shared
        alive &= ~((labels == labels[i]) & (shared > OVERLAP * union))
    return kept
