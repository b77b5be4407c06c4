"""The parent's side of screening: keeps worker processes, and trusts nothing that they say."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import os
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain import Depth, Screening, UnscreenedReason
from bot.errors import ModelError, WorkerError
from bot.screening import depth as rules
from bot.screening import protocol, redact
from bot.screening.model import Model, load_manifest, weights_path
from bot.screening.process import WorkerProcess

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one file; Discord's own limit without a subscription is 10 MiB."""
MAX_WAITING = 1000
"""Screenings that may wait for a worker; one more is OVERLOADED at once."""
RECYCLE_AFTER = 500
"""Screenings after which a worker is replaced, so that nothing piles up in it."""
CACHE_SIZE = 512
"""Screenings that are kept in memory; with their copies about 20 MB."""
_RESERVE = 0.85
"""Share of the deadline after which a worker ends by itself and tells what it saw until then."""

_LASTING = frozenset(
    {
        None,
        UnscreenedReason.UNDECODABLE,
        UnscreenedReason.UNSUPPORTED,
    }
)
_Key = tuple[str, str, str]
"""The bytes' sha256, the network's version, the depth."""


@dataclass(frozen=True, slots=True)
class WorkerState:
    """One worker as it described itself: `isolation` maps each barrier to whether it holds."""

    pid: int
    isolation: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """What `doctor` and the log say about screening. `model_sha256` is the file's, in hex."""

    model: str
    model_sha256: str
    workers: tuple[WorkerState, ...]

    @property
    def reduced(self) -> tuple[str, ...]:
        """Return the barriers that some worker lacks, by name; empty is full isolation."""
        names = {name for worker in self.workers for name in worker.isolation}
        return tuple(sorted(n for n in names if not all(w.isolation.get(n) for w in self.workers)))


class ScreeningPool:
    """Worker processes that look at images, as many at once as there are workers."""

    def __init__(
        self,
        workers: int | None = None,
        *,
        model: Model | None = None,
        deadline: float = 10.0,
        max_bytes: int = MAX_BYTES,
        max_waiting: int = MAX_WAITING,
        recycle_after: int = RECYCLE_AFTER,
        cache_size: int = CACHE_SIZE,
        strict: bool = False,
    ) -> None:
        """Describe the pool; `start` starts it.

        `workers` are processes, by default one for each core; `model` is the network, by default
        the one that comes with the program; `deadline` is seconds from the
        moment that a worker takes a file until it is killed; `max_bytes` is a file's size;
        `cache_size` is in screenings, 0 for none.
        `strict` refuses to start where a barrier around the workers does not hold.
        """
        self._count = workers or os.cpu_count() or 1
        self._wanted = model
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._max_waiting = max_waiting
        self._recycle_after = recycle_after
        self._strict = strict
        self._model: Model | None = None
        self._idle: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        self._workers: list[WorkerProcess] = []
        self._jobs: dict[_Key, asyncio.Task[Screening]] = {}
        self._cache: OrderedDict[_Key, Screening] = OrderedDict()
        self._cache_size = cache_size
        self._closed = True
        self._replacing = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the workers. Raises ModelError for a missing or another network file, and
        WorkerError where no worker becomes ready, or where `strict` asks for more isolation
        than holds.
        """
        self._model = model = self._wanted or load_manifest()
        await asyncio.to_thread(weights_path, model)
        self._closed = False
        self._workers = [WorkerProcess(model) for _ in range(self._count)]
        try:
            await asyncio.gather(*(worker.start() for worker in self._workers))
            if self._strict and (missing := self.describe().reduced):
                raise WorkerError(
                    UnscreenedReason.CRASHED,
                    f"The screening workers are not fully isolated here: {', '.join(missing)} does"
                    " not hold. Use Linux 5.13 or newer on x86-64 or aarch64, or set"
                    " FLASHGUARD_ISOLATION=any.",
                )
        except BaseException:
            await self.close()
            raise
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End every worker; screenings that still run are CRASHED. Safe to call twice."""
        self._closed = True
        for worker in self._workers:
            await worker.stop()
        if self._jobs:
            await asyncio.gather(*self._jobs.values(), return_exceptions=True)
        for worker in self._workers:
            await worker.stop()
        self._workers.clear()

    async def screen(
        self, data: bytes, *, depth: Depth = Depth.FAST, keep: bool = True
    ) -> Screening:
        """Return what a file's bytes show; a failure is a Screening with its reason.

        Waits for a free worker; calls may run at once, as many as there are workers. A cancelled
        call lets its worker finish in the background, within the deadline. The same bytes at the
        same depth are looked at once: calls at the same time share the screening, later ones have
        it from a cache. Only what another try would find again is kept, so neither a timeout nor a
        crash is; with `keep=False` nothing is.
        """
        started = time.perf_counter()
        sha256 = await _sha256(data)
        # The network and every setting are the pool's own, for its life; they stand in the key all
        # the same, so that a cache that outlives it could not mix them up.
        key = (sha256, self._model.version if self._model else "", depth.value)
        if len(data) > self._max_bytes:
            found = Screening.failed(
                UnscreenedReason.TOO_LARGE,
                f"the file has {len(data)} bytes, over the limit of {self._max_bytes}",
            )
        elif self._closed:
            found = Screening.failed(UnscreenedReason.CRASHED, "the screening has been ended")
        elif (known := self._cache.get(key)) is not None:
            self._cache.move_to_end(key)
            found = known
        elif (job := self._jobs.get(key)) is not None:
            found = await asyncio.shield(job)
        elif len(self._jobs) >= self._count + self._max_waiting:
            found = Screening.failed(
                UnscreenedReason.OVERLOADED, f"{self._max_waiting} screenings are waiting already"
            )
        else:
            self._jobs[key] = job = asyncio.create_task(self._run(data, depth))
            job.add_done_callback(lambda done: self._done(key, done, keep))
            found = await asyncio.shield(job)
        return replace(
            found,
            size=len(data),
            sha256=sha256,
            model=self._model.version if self._model else None,
            model_sha256=self._model.sha256 if self._model else None,
            software=_software(),
            depth=depth,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def _done(self, key: _Key, job: asyncio.Task[Screening], keep: bool) -> None:
        """Forget a job; `keep` what it found where another try would find the same."""
        self._jobs.pop(key, None)
        if not job.cancelled() and job.exception() is None:
            found = job.result()
            if keep and found.unscreened in _LASTING and self._cache_size:
                self._cache[key] = found
                if len(self._cache) > self._cache_size:
                    self._cache.popitem(last=False)

    def describe(self) -> WorkerReport:
        """Return which network is loaded, and what holds each worker in."""
        model = self._model or load_manifest()
        return WorkerReport(
            model.version,
            model.sha256,
            tuple(WorkerState(w.pid, dict(w.isolation)) for w in self._workers if w.pid),
        )

    async def canary(self) -> bool:
        """Return whether a picture that the network must flag is flagged, through a worker.

        False means that the screening is blind. The picture is an abstract pattern.
        """
        found = await self.screen(canary_bytes())
        return found.redacted is not None and any(
            d.label in rules.EXPOSED and d.score >= rules.SURE for d in found.detections
        )

    async def _run(self, data: bytes, depth: Depth) -> Screening:
        worker = await self._idle.get()
        try:
            if self._closed:
                raise WorkerError(UnscreenedReason.CRASHED, "the screening has been ended")
            await self._renew(worker)
            request = protocol.Request(depth, self._deadline * _RESERVE)
            screening, grid = await worker.ask(request, data, self._deadline)
        except WorkerError as error:
            detail = f"{error.message} ({error.detail})" if error.detail else error.message
            return Screening.failed(error.reason, detail)
        except ModelError as error:
            return Screening.failed(UnscreenedReason.CRASHED, error.message)
        except OSError as error:  # the system has no more processes or descriptors
            return Screening.failed(
                UnscreenedReason.CRASHED, f"no worker could be started: {error.strerror}"
            )
        finally:
            self._idle.put_nowait(worker)
        return replace(screening, redacted=redact.encode(grid)) if grid else screening

    async def _renew(self, worker: WorkerProcess) -> None:
        """Start a worker that has ended, or replace one that is worn.

        Workers wear out at the same time, as they share the load; one at a time is replaced, and
        the others go on until then, so that screening never stands still for it.
        """
        if worker.pid is None:
            await worker.start()
        elif worker.is_worn(self._recycle_after) and not self._replacing:
            self._replacing = True
            try:
                await worker.stop()
                await worker.start()
            finally:
                self._replacing = False


def canary_bytes() -> bytes:
    """Return the abstract picture that the network must flag, from the package's own data."""
    return Path(__file__).with_name("canary.jpg").read_bytes()


@functools.cache
def _software() -> tuple[str, ...]:
    """Return the libraries that decode and measure, by name, each with its version."""
    found = []
    for name in (
        "av",
        "numpy",
        "onnxruntime",
        "pdqhash",
        "pillow",
        "pillow-heif",
        "rlottie-python",
    ):
        with suppress(PackageNotFoundError):  # not every one is needed on every machine
            found.append(f"{name} {version(name)}")
    return tuple(found)


async def _sha256(data: bytes) -> str:
    if len(data) < 1 << 20:
        return hashlib.sha256(data).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
