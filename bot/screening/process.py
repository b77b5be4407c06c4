"""One worker process as its parent sees it: its pipes, its deadline and its death."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from bot.domain import Screening, UnscreenedReason
from bot.errors import ModelError, WorkerError
from bot.screening import protocol
from bot.screening.model import Model

RECYCLE_AFTER_SECONDS = 300.0
"""Seconds of work after which a process is replaced: it may use 900 of processor time in all."""
START_TIMEOUT = 60.0
"""Seconds that a worker may take until it is ready; 0.6 on an idle machine."""

_ENTRY = (
    "import sys; sys.path.append(sys.argv.pop()); from bot.screening.worker import main; main()"
)
_ROOT = str(Path(__file__).resolve().parents[2])


class WorkerProcess:
    """One process and its pipes. Whatever goes wrong with it ends in `stop`; `start` mends it."""

    def __init__(self, model: Model) -> None:
        """Describe a process that looks with this network; `start` starts it."""
        self.isolation: dict[str, bool] = {}
        self._model = model.dumps()
        self._served = 0
        self._busy = 0.0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Return the process id; None while there is no process."""
        return self._process.pid if self._process else None

    def is_worn(self, screenings: int) -> bool:
        """Return whether the process has done so many screenings, or so long, that it goes."""
        return self._served >= screenings or self._busy >= RECYCLE_AFTER_SECONDS

    async def start(self) -> None:
        """Start the process and wait until it is ready.

        Raises ModelError where it cannot load the network, WorkerError where it fails otherwise.
        """
        self._served, self._busy = 0, 0.0
        # Spawned from the loop's own thread: the worker's death is bound to that thread's.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-B", "-c", _ENTRY, str(os.getpid()), self._model, _ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                "PATH": "/usr/bin:/bin",
                "LC_ALL": "C.UTF-8",
                "ORT_DISABLE_TELEMETRY": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "MALLOC_ARENA_MAX": "1",
            },
            cwd="/",
            start_new_session=True,
        )  # fmt: skip
        self._process = process
        _widen(process)
        try:
            async with asyncio.timeout(START_TIMEOUT):
                header, _ = await self._receive(process, 0)
        except BaseException as error:
            status = await self.stop()
            if isinstance(error, TimeoutError | protocol.ProtocolError | EOFError):
                raise WorkerError(
                    UnscreenedReason.CRASHED,
                    "A screening worker does not start. Run `flashguard doctor`.",
                    f"{type(error).__name__}: {error}; {status}",
                ) from None
            raise
        if header.get("ready") is not True:
            await self.stop()
            raise ModelError(
                str(header.get("failed", "A screening worker does not start."))[:500],
                str(header.get("detail", ""))[:1000],
            )
        barriers = header.get("isolation")
        if isinstance(barriers, dict):
            self.isolation = {str(name)[:60]: held is True for name, held in barriers.items()}

    async def ask(
        self, request: protocol.Request, data: bytes, deadline: float
    ) -> tuple[Screening, protocol.Grid | None]:
        """Return the answer; raise WorkerError, with the worker gone, where there is none."""
        process = self._process
        assert process is not None and process.stdin is not None
        self._served += 1
        started = time.monotonic()
        try:
            async with asyncio.timeout(deadline):
                process.stdin.write(protocol.pack(protocol.request_header(request), data))
                process.stdin.write(data)
                await process.stdin.drain()
                header, body = await self._receive(process, protocol.MAX_ANSWER_BODY)
            self._busy += time.monotonic() - started
            return protocol.parse_answer(header, body)
        except TimeoutError:
            await self.stop()
            raise WorkerError(
                UnscreenedReason.TIMEOUT, f"the deadline of {deadline:g} s has passed"
            ) from None
        except protocol.ProtocolError as error:
            await self.stop()
            raise WorkerError(
                UnscreenedReason.CRASHED, "the worker's answer breaks the protocol", str(error)
            ) from None
        except (EOFError, OSError):
            status = await self.stop()
            raise WorkerError(UnscreenedReason.CRASHED, f"the worker ended: {status}") from None
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> str:
        """End the process if there is one, and return how it ended, in words."""
        process, self._process = self._process, None
        if process is None:
            return "it had not been started"
        await end(process)
        return _status(process.returncode)

    @staticmethod
    async def _receive(
        process: asyncio.subprocess.Process, max_body: int
    ) -> tuple[dict[str, Any], bytes]:
        assert process.stdout is not None
        read = process.stdout.readexactly
        lengths = protocol.unpack_lengths(await read(protocol.PREFIX.size), max_body)
        header, body = await read(lengths[0]), await read(lengths[1])
        return protocol.parse_object(header), body


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process, whatever it does, and close its pipes."""
    assert process.stdin is not None and process.stdout is not None
    # One that ended by itself is given a moment, so that its own status is reported.
    with contextlib.suppress(TimeoutError):
        if process.stdout.at_eof():
            await asyncio.wait_for(process.wait(), 1.0)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # asyncio waits for the pipe's end too, which it never sees while unread bytes fill its
        # buffer; a child of the process may hold the pipe open (where isolation is reduced).
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                while await process.stdout.read(1 << 16):
                    pass
                await process.wait()
    process.stdin.close()
    with contextlib.suppress(OSError, TimeoutError):
        await asyncio.wait_for(process.stdin.wait_closed(), 1.0)


def _widen(process: asyncio.subprocess.Process) -> None:
    """Let a picture of ordinary size pass to the worker in a few writes (Linux alone can)."""
    assert process.stdin is not None
    if sys.platform == "linux":
        import fcntl  # other systems may lack it

        with contextlib.suppress(OSError):  # a pipe it may not be, or the user's share is used up
            fcntl.fcntl(process.stdin.get_extra_info("pipe"), fcntl.F_SETPIPE_SZ, 1 << 20)


def _status(code: int | None) -> str:
    if code is None:
        return "its status is not known"
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit status {code}"
