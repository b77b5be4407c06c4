"""Tries a network's file before anybody trusts it: in a process that is locked down first.

A worker loads the manifest's network and then gives everything up; here it is the other way
round, because parsing a hostile graph is already dangerous. The parent never parses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain import Depth, UnscreenedReason
from bot.errors import ModelError
from bot.screening import depth as rules
from bot.screening import lockdown, protocol
from bot.screening.model import STRIDE, Model, load_manifest
from bot.screening.process import end

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of a network's file: 640m has 99 MiB, and a worker's memory bounds it in any case."""
TIMEOUT = 120.0
"""Seconds that a trial may take; 3 for 320n on an idle machine."""
SIDES = range(160, 1281, STRIDE)
"""Pixels of the longer side that a network may have been trained on."""

_MAX_ANSWER = 16 * 1024
_ENTRY = "import sys; sys.path.append(sys.argv.pop()); from bot.screening.trial import main; main()"
_ROOT = str(Path(__file__).resolve().parents[2])
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "ORT_DISABLE_TELEMETRY": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}
_REFUSALS = {
    "load": "onnxruntime cannot load it",
    "memory": "it takes more memory than a screening process has",
    "input": "its input is not `images`: floats, batch × 3 × height × width, all but the 3 free"
    " (Ultralytics' export with dynamic=True)",
    "output": "its output is not `output0`: floats, batch × 22 (4 + 18 labels) × anchors",
    "labels": "its labels are not NudeNet's 18 in their order",
    "run": "it fails on pictures whose sides are multiples of 32",
    "values": "what it answers is not boxes, and scores between 0 and 1",
    "canary": "the canary could not be screened with it",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a network did in the locked-down process.

    `side` is pixels of the longer side; `score` is the fused score, in 0..1, of the canary's
    strongest exposed label, 0 where there is none; `names_labels` says whether the file itself
    says which labels it has. `lacking` are the barriers that this system does not have.
    """

    side: int
    score: float
    names_labels: bool
    lacking: tuple[str, ...] = ()

    @property
    def sees_the_canary(self) -> bool:
        """Return whether the abstract picture that a network must flag was flagged for sure."""
        return self.score >= rules.SURE


async def try_network(data: bytes, side: int | None = None) -> Trial:
    """Load a network's file in a locked-down process, look at the canary with it, and report.

    `side` is pixels of the longer side; None takes what the file says of itself, or 320. Raises
    ModelError, with the reason, for a file that is no network of the kind that Flashguard takes,
    whatever it does to the process.
    """
    if len(data) > MAX_BYTES:
        raise ModelError(
            f"The file is refused: it has more than {MAX_BYTES} bytes, the most that a network may"
            " have."
        )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", "-c", _ENTRY, str(os.getpid()), str(side or 0), _ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUT):
            return _parse(await _ask(process, data))
    except TimeoutError:
        raise ModelError(
            f"The file is refused: trying it took more than {TIMEOUT:g} seconds."
        ) from None
    except protocol.ProtocolError as error:
        raise ModelError(
            "The file is refused: it ended the process that tried it, or made it answer nonsense.",
            str(error),
        ) from None
    finally:
        await end(process)


async def _ask(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(OSError):  # it has ended already: its answer says why, or is none
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
    answer = b""
    while len(answer) <= _MAX_ANSWER and (part := await process.stdout.read(_MAX_ANSWER)):
        answer += part
    if len(answer) > _MAX_ANSWER:
        raise protocol.ProtocolError("the answer is too long")
    return answer


def _parse(text: bytes) -> Trial:
    """Return the answer, every field checked: whoever gave it had an unknown file inside."""
    answer = protocol.parse_object(text)
    refused = answer.get("refused")
    if refused is not None:
        detail = "".join(c if c.isprintable() else " " for c in str(answer.get("detail", "")))
        if not isinstance(refused, str) or refused not in _REFUSALS:
            raise protocol.ProtocolError("an unknown reason")
        raise ModelError(f"The file is refused: {_REFUSALS[refused]}.", detail[:1000])
    side, score, names = answer.get("side"), answer.get("score"), answer.get("names_labels")
    held = answer.get("isolation")
    if isinstance(side, bool) or not isinstance(side, int) or side not in SIDES:
        raise protocol.ProtocolError("no side")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise protocol.ProtocolError("no score")
    if not isinstance(names, bool) or not isinstance(held, dict):
        raise protocol.ProtocolError("a field is not what it should be")
    lacking = tuple(sorted(str(name)[:60] for name, holds in held.items() if holds is not True))
    return Trial(side, float(score), names, lacking)


# ---------------------------------------------------------------- inside the process


class _RefusedError(Exception):
    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, str(detail)[:1000]


def main() -> None:
    """Try the file on standard input, in the process that `try_network` starts.

    `argv[1]` is the parent's process id, `argv[2]` the side in pixels, 0 for the file's own word.
    """
    from bot.screening import decode
    from bot.screening.detector import Detector
    from bot.screening.engine import Engine
    from bot.screening.pool import canary_bytes

    lockdown.die_with_parent(int(sys.argv[1]))
    file = os.fdopen(0, "rb", buffering=0, closefd=False)
    # Libraries that print must not be able to break the answer: only this descriptor carries it.
    answers = os.fdopen(os.dup(1), "wb", buffering=0, closefd=False)
    os.dup2(2, 1)
    base, canary = load_manifest(), canary_bytes()
    decode.prepare()
    # Every library and data file is loaded by screening with the trusted network once.
    Engine(Detector(base)).screen(canary, protocol.Request(Depth.FAST, TIMEOUT))
    held = lockdown.lock(answers.fileno())
    try:
        answer = _try(file.readall(), base, int(sys.argv[2]), canary) | {"isolation": held}
    except _RefusedError as refusal:
        answer = {"refused": refusal.reason, "detail": refusal.detail}
    except MemoryError:
        answer = {"refused": "memory"}
    answers.write(json.dumps(answer).encode())


def _try(data: bytes, base: Model, side: int, canary: bytes) -> dict[str, Any]:
    from bot.screening.detector import Detector
    from bot.screening.engine import Engine

    try:
        detector = Detector(base, weights=data)
    except Exception as error:  # noqa: BLE001 - the worker's boundary; onnxruntime's are not public
        reason = "memory" if "bad_alloc" in str(error) else "load"
        raise _RefusedError(reason, f"{type(error).__name__}: {error}") from None
    session = detector.session
    _must_have_the_form(session, base)
    said = session.get_modelmeta().custom_metadata_map
    names = _must_have_the_labels(said.get("names"), base)
    if not side:
        stated = re.fullmatch(r"\[(\d{3,4}), \1\]", said.get("imgsz", ""))
        side = int(stated[1]) if stated and int(stated[1]) in SIDES else base.side
    for shape in ((1, 3, side, side), (1, 3, side - 64, side + STRIDE), (2, 3, STRIDE, 3 * STRIDE)):
        _must_run(session, base, shape)
    detector.model = replace(base, side=side)
    screening, _ = Engine(detector).screen(canary, protocol.Request(Depth.FAST, TIMEOUT))
    if screening.unscreened is UnscreenedReason.TOO_LARGE:
        raise _RefusedError("memory", screening.detail)
    if screening.unscreened is not None:
        raise _RefusedError("canary", screening.detail)
    seen = [d.score for d in screening.detections if d.label in rules.EXPOSED]
    return {"side": side, "score": round(max(seen, default=0.0), 4), "names_labels": names}


def _must_have_the_form(session: Any, base: Model) -> None:
    inputs = [(i.name, i.type, len(i.shape), i.shape[1:2]) for i in session.get_inputs()]
    if inputs != [(base.input_name, "tensor(float)", 4, [3])]:
        raise _RefusedError("input", inputs)
    shape = session.get_inputs()[0].shape
    if any(isinstance(size, int) for size in (shape[0], shape[2], shape[3])):
        raise _RefusedError("input", shape)
    outputs = [(o.name, o.type) for o in session.get_outputs()]
    if outputs != [("output0", "tensor(float)")]:
        raise _RefusedError("output", outputs)


def _must_have_the_labels(names: str | None, base: Model) -> bool:
    """Return whether a file says which labels it has (as Ultralytics' exports do: a dict's text).

    Refuses it where they are others, or the same in another order: every score would be misread.
    """
    if names is None:
        return False
    found = re.findall(r"(\d+): '(\w+)'", names)
    if found != [(str(i), label.value) for i, label in enumerate(base.labels)]:
        raise _RefusedError("labels", names)
    return True


def _must_run(session: Any, base: Model, shape: tuple[int, ...]) -> None:
    import numpy as np

    ramp = np.linspace(0.0, 1.0, int(np.prod(shape)), dtype=np.float32).reshape(shape)
    try:
        output = session.run(None, {base.input_name: ramp})[0]
    except Exception as error:  # noqa: BLE001 - the worker's boundary; onnxruntime's are not public
        raise _RefusedError("run", f"{shape}: {type(error).__name__}: {error}") from None
    if (
        output.ndim != 3
        or output.shape[:2] != (shape[0], 4 + len(base.labels))
        or 0 in output.shape
    ):
        raise _RefusedError("output", f"{shape}: {output.shape}")
    scores = output[:, 4:]
    if not (np.isfinite(output).all() and scores.min() >= -0.001 and scores.max() <= 1.001):
        raise _RefusedError("values", shape)
