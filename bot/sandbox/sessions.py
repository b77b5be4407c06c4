"""The gateway's connections and sessions: what is sent, kept for RESUME, and held back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from typing import Any

from aiohttp import web

REPLAY_LENGTH = 5_000
"""How many events a session keeps for RESUME; Discord gives no figure."""
_INBOUND_LIMIT_BYTES = 4_096
_CLOSE_TIMEOUT_S = 2.0


class Close(Exception):
    """A reason to close a connection: a code of the gateway and its sentence."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One WebSocket: frames go out in order, through one compressor if zlib-stream was asked."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.socket = web.WebSocketResponse(compress=False, max_msg_size=_INBOUND_LIMIT_BYTES)
        self.session: Session | None = None
        self._frames: asyncio.Queue[str | Close] = asyncio.Queue()
        zipped = request.query.get("compress") == "zlib-stream"
        self._zip = zlib.compressobj() if zipped else None
        self._pump: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Shake hands and begin to send what is queued."""
        await self.socket.prepare(self.request)
        self._pump = asyncio.create_task(self._send_queued())

    def send(self, op: int, data: Any = None) -> None:
        """Queue a frame that is no event."""
        self.send_text(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, frame: str) -> None:
        """Queue a frame as it is."""
        self._frames.put_nowait(frame)
        if self._frames.qsize() > REPLAY_LENGTH:
            self.abort()  # a client that does not read must not fill the memory

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def close(self, close: Close) -> None:
        """Close after everything that is queued has gone out."""
        self._frames.put_nowait(close)
        if self._pump is not None:
            await asyncio.wait({self._pump}, timeout=_CLOSE_TIMEOUT_S)

    async def finish(self) -> None:
        """End the sending task."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    async def _send_queued(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                frame = await self._frames.get()
                if isinstance(frame, Close):
                    await self.socket.close(code=frame.code, message=frame.reason.encode())
                    return
                if self._zip is None:
                    await self.socket.send_str(frame)
                else:
                    packed = self._zip.compress(frame.encode())
                    await self.socket.send_bytes(packed + self._zip.flush(zlib.Z_SYNC_FLUSH))


class Session:
    """What outlives a connection: the sequence, the intents and the events to replay.

    Each of `replay` is its number, its frame, the event's name and the id that it is about.
    """

    def __init__(self, intents_bits: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents_bits
        self.shard = shard
        self.sequence = 0
        self.replay: deque[tuple[int, str, str, Any]] = deque(maxlen=REPLAY_LENGTH)
        self.connection: Connection | None = None
        self._held: list[tuple[str, Any]] = []

    def hold(self, event: str, payload: Any) -> None:
        """Keep an event back until the next one has gone out, or `release` is called."""
        self._held.append((event, payload))

    def release(self) -> None:
        """Send what was held back."""
        while self._held:
            self._send(*self._held.pop(0))

    def dispatch(self, event: str, payload: Any, *, keep: bool = True) -> None:
        """Send an event, and keep it for RESUME."""
        self._send(event, payload, keep)
        self.release()

    def _send(self, event: str, payload: Any, keep: bool = True) -> None:
        self.sequence += 1
        frame = json.dumps({"op": 0, "t": event, "s": self.sequence, "d": payload})
        if keep:
            about = payload.get("id") if isinstance(payload, dict) else None
            self.replay.append((self.sequence, frame, event, about))
        if self.connection is not None:
            self.connection.send_text(frame)
