"""What the parts of the sandbox share: the world, the log, the faults and the timers."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.sandbox import world
from bot.sandbox.backend import Backend, Json, Listener
from bot.sandbox.counts import Counts
from bot.sandbox.faults import Faults
from bot.sandbox.limits import RateLimiter

LOG_LENGTH = 10_000


class Log:
    """What the bot sent and was sent: bounded, numbered, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Json] = deque(maxlen=LOG_LENGTH)
        self._next = 1

    def add(self, **entry: Any) -> None:
        """Note one thing; `at` is Unix time in seconds."""
        self._entries.append({"n": self._next, "at": time.time(), **entry})
        self._next += 1

    def since(self, number: int) -> list[Json]:
        """Return the entries numbered higher than `number`."""
        return [entry for entry in self._entries if entry["n"] > number]


class Hub:
    """One running sandbox's shared state. The world is replaced as a whole by `reset`."""

    def __init__(self) -> None:
        self.backend: Backend = world.build()
        self.faults = Faults()
        self.limits = RateLimiter()
        self.log = Log()
        self.counts = Counts()
        self._listeners: list[Listener] = [self._count]
        self.backend.listeners.append(self._count)
        self._timers: set[asyncio.TimerHandle] = set()

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event of the world, and of every world after it."""
        self._listeners.append(listener)
        self.backend.listeners.append(listener)

    def sent(self, event: str, payload: Any) -> None:
        """Note an event that left for the bot, in the log and in the counts."""
        about = payload.get("id") if isinstance(payload, dict) else None
        self.log.add(event=event, id=about)
        self.counts.sent(event, about)

    def _count(self, event: str, payload: Json) -> None:
        if event == "MESSAGE_CREATE" and payload["author"]["id"] != str(world.BOT_ID):
            self.counts.posted(payload)

    def reset(self) -> None:
        """Go back to the world as shipped; what the application registered at Discord stays."""
        old = self.backend
        self.close()
        self.faults.clear()
        self.limits = RateLimiter()
        self.counts = Counts()
        self.backend = world.build()
        self.backend.commands = old.commands
        for listener in self._listeners:
            self.backend.listeners.append(listener)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call a function after some time, unless the sandbox stops or is reset before."""

        def run() -> None:
            self._timers.discard(handle)
            call()

        handle = asyncio.get_running_loop().call_later(seconds, run)
        self._timers.add(handle)

    def close(self) -> None:
        """Cancel what is still to come."""
        for handle in self._timers:
            handle.cancel()
        self._timers.clear()
