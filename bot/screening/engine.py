"""One file's screening, step by step, inside a worker: open, choose, look, redact, fingerprint."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from bot.domain import Detection, Label, Screening, UnscreenedReason
from bot.errors import WorkerError
from bot.screening import colour, decode, fingerprint, redact, views
from bot.screening import depth as rules
from bot.screening.depth import View
from bot.screening.detector import Detector
from bot.screening.media import Media, Picture
from bot.screening.protocol import MAX_DETECTIONS, Grid, Request

_SAME_FRAME = 20.0
"""Difference, of 255, up to which a frame of an animation shows what another one did. A fade is
compared with the last picture looked at, not with the frame before, so it cannot creep past."""
_COPY_MAX = 0.1
"""The unrecognisable copy may show no sensitive label from this score on."""


class Engine:
    """The screening of files, one after the other, by one network."""

    def __init__(self, detector: Detector, clock: Callable[[], float] = time.monotonic) -> None:
        self._detector = detector
        self._clock = clock

    def screen(self, data: bytes, request: Request) -> tuple[Screening, Grid | None]:
        """Return what a file shows, and its copy's grid where something was found.

        Every failure is a Screening with its reason; MemoryError and what the network itself
        raises are the caller's.
        """
        run = _Run(self._detector, request, self._clock)
        try:
            return run.screen(data)
        except WorkerError as error:
            return replace(run.seen, unscreened=error.reason, detail=_say(error)), None


class _Run:
    """The state of one screening."""

    def __init__(self, detector: Detector, request: Request, clock: Callable[[], float]) -> None:
        self._detector = detector
        self._plan = rules.Plan(request.depth, detector.model.side)
        self._clock = clock
        self._end = clock() + request.budget
        self._best: dict[Label, Detection] = {}
        self._others: list[Detection] = []
        self._worst = 0.0
        self._picture: Image.Image | None = None
        self._complete = True
        self._late = False
        self.seen = Screening(depth=request.depth)

    def _expired(self) -> bool:
        return self._clock() >= self._end

    def screen(self, data: bytes) -> tuple[Screening, Grid | None]:
        media = decode.open_media(data, self._plan)
        self.seen = replace(
            self.seen,
            format=media.format,
            width=media.width,
            height=media.height,
            frames=media.frames,
        )
        problem = self._look_through(media)
        if problem is None:
            problem = media.problem
        if self.seen.frames_screened == 0 and problem is None:
            problem = WorkerError(UnscreenedReason.UNDECODABLE, "the file holds no picture")
        found = sorted([*self._best.values(), *self._others], key=lambda d: -d.score)
        screening = replace(
            self.seen,
            detections=tuple(found[:MAX_DETECTIONS]),
            frames=media.frames,
            unscreened=problem.reason if problem else None,
            detail=_say(problem) if problem else "",
        )
        return screening, self._copy()

    def _look_through(self, media: Media) -> WorkerError | None:
        """Look at every frame that differs from those looked at; return why it ended early."""
        known = colour.Known(_SAME_FRAME)
        for frame in media.stream:
            if self._late and self._expired():
                return self._timeout(media)
            self._late = True
            if self.seen.pdq is None and frame.pictures:
                self._fingerprint(frame.pictures[0].image)
            for picture in frame.pictures:
                if media.frames == 1:
                    self._look(picture, frame.index, media)
                elif not known.has(thumb := colour.thumb(picture.image)):
                    self._look(picture, frame.index, media)
                    known.add(thumb)
            if not self._complete:
                return self._timeout(media)
            if not frame.ahead:
                self.seen = replace(self.seen, frames_screened=self.seen.frames_screened + 1)
        return None

    def _timeout(self, media: Media) -> WorkerError:
        return WorkerError(
            UnscreenedReason.TIMEOUT,
            f"time ran out after {self.seen.frames_screened} of {media.frames or 'its'} frames",
        )

    def _look(self, picture: Picture, frame: int, media: Media) -> None:
        size = picture.image.size
        findings, complete = views.examine(self._detector, picture.image, self._plan, self._expired)
        self._complete &= complete
        scale = (media.width / size[0], media.height / size[1])
        for finding in findings:
            self._note(views.detection(finding, frame, picture.variant, scale))
            self._remember(finding, picture.image)

    def _note(self, detection: Detection) -> None:
        """Keep the best detection of each label, and of the others as many as fit."""
        best = self._best.get(detection.label)
        if best is None or detection.score > best.score:
            self._best[detection.label] = detection
            detection_or_none = best
        else:
            detection_or_none = detection
        if detection_or_none is not None and len(self._others) < MAX_DETECTIONS:
            self._others.append(detection_or_none)

    def _remember(self, finding: rules.Finding, image: Image.Image) -> None:
        """Keep the picture that is worst so far: it is the one of which a copy is made."""
        if (
            finding.label in rules.SENSITIVE
            and finding.score >= rules.REDACT_FROM
            and finding.score > self._worst
        ):
            self._worst = finding.score
            self._picture = image

    def _copy(self) -> Grid | None:
        """Return the finest grid whose drawing shows the detector nothing, where one is needed."""
        if self._picture is None:
            return None
        grid: Grid | None = None
        for grid in redact.grids(self._picture):
            if not self._shows(redact.draw(grid)):
                break
        return grid

    def _shows(self, image: Image.Image) -> bool:
        longest, canvas = max(image.size), views.Canvas(image)
        for side in (self._plan.side, 1.3 * self._plan.side):
            for finding in views.take(self._detector, canvas, View("copy", side / longest)):
                if finding.label in rules.SENSITIVE and finding.score >= _COPY_MAX:
                    return True
        return False

    def _fingerprint(self, image: Image.Image) -> None:
        (value, *turned), quality = fingerprint.dihedral(image)
        self.seen = replace(self.seen, pdq=value, pdq_quality=quality, turned=tuple(turned))


def _say(error: WorkerError) -> str:
    return f"{error.message} ({error.detail})" if error.detail else error.message
