"""What each person's client is sent: kept for tests, and streamed to whoever looks."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import world
from bot.sandbox.backend import Json
from bot.sandbox.content import HOSTS
from bot.sandbox.hub import Hub

KEPT_FRAMES = 2_000
STREAM_BACKLOG = 1_000
"""A client that falls this far behind is cut off; it reconnects and loads the state anew."""


class Views:
    """One bounded record and any number of live streams for each person."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.url = ""
        self._numbers = 0
        self._frames: dict[int, deque[Json]] = {
            p.id: deque(maxlen=KEPT_FRAMES) for p in world.PEOPLE
        }
        self._streams: dict[int, set[asyncio.Queue[Json | None]]] = {
            p.id: set() for p in world.PEOPLE
        }
        hub.listen(self._on_event)

    def frames(self, user_id: int) -> list[Json]:
        """Return every frame that this person was sent since the start, oldest first (bounded)."""
        return list(self._frames[user_id])

    def push(self, user_id: int, event: str, data: Json) -> None:
        """Send one person one frame."""
        self._numbers += 1
        frame: Json = {"n": self._numbers, "at": time.time(), "event": event, "data": data}
        self._frames[user_id].append(frame)
        for queue in list(self._streams[user_id]):
            try:
                queue.put_nowait(frame)
            except asyncio.QueueFull:
                self._streams[user_id].discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    def push_all(self, event: str, data: Json) -> None:
        """Send everybody one frame."""
        for user_id in self._frames:
            self.push(user_id, event, data)

    def open(self, user_id: int) -> asyncio.Queue[Json | None]:
        """Open a live stream; None in it says that it has ended."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(STREAM_BACKLOG)
        self._streams[user_id].add(queue)
        return queue

    def shut(self, user_id: int, queue: asyncio.Queue[Json | None]) -> None:
        """Close a live stream."""
        self._streams[user_id].discard(queue)

    def watched(self, user_ids: list[int]) -> bool:
        """Tell whether anybody of these has a live stream open."""
        return any(self._streams[user_id] for user_id in user_ids)

    def stop(self) -> None:
        """End all live streams."""
        for streams in self._streams.values():
            for queue in streams:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(None)
            streams.clear()

    def clear(self) -> None:
        """Forget what was sent so far."""
        for frames in self._frames.values():
            frames.clear()

    def localised(self, value: Any) -> Any:
        """Return a copy in which every CDN link has a `local_url` beside it for a browser."""
        if isinstance(value, list):
            return [self.localised(item) for item in value]
        if not isinstance(value, dict):
            return value
        copied = {key: self.localised(item) for key, item in value.items()}
        for key in ("url", "icon_url"):
            shown = value.get(f"proxy_{key}") or value.get(key)
            path = urlsplit(shown).path if isinstance(shown, str) else ""
            if path and urlsplit(str(shown)).hostname in HOSTS:
                query = f"?{urlsplit(str(shown)).query}" if urlsplit(str(shown)).query else ""
                copied[f"local_{key}"] = f"{self.url}/cdn{path}{query}"
        return copied

    def _on_event(self, event: str, payload: Json) -> None:
        if event == "BOT_ONLINE":
            self.push_all("bot", payload)
        elif event.startswith("EPHEMERAL_"):
            self._on_ephemeral(event, payload)
        else:
            frames = self._translate(event, payload)
            for user_id in self._frames if frames else ():
                if self._hub.backend.sees(user_id, event, payload):
                    for name, data in frames:
                        self.push(user_id, name, data)

    def _translate(self, event: str, payload: Json) -> list[tuple[str, Json]]:
        if event == "MESSAGE_CREATE":
            return [("message", {"message": self.localised(payload)})]
        if event == "MESSAGE_UPDATE":
            return [("message_update", {"message": self.localised(payload)})]
        if event == "MESSAGE_DELETE":
            return [("message_delete", {"channel_id": payload["channel_id"], "id": payload["id"]})]
        if event == "MESSAGE_DELETE_BULK":
            where = payload["channel_id"]
            return [("message_delete", {"channel_id": where, "id": i}) for i in payload["ids"]]
        if event.startswith(("CHANNEL_", "GUILD_MEMBER", "GUILD_ROLE", "GUILD_UPDATE")):
            return [("state", {})]
        return []

    def _on_ephemeral(self, event: str, payload: Json) -> None:
        metadata = payload["interaction_metadata"]
        user_id = int(metadata["user"]["id"])
        name = {"EPHEMERAL_CREATE": "ephemeral", "EPHEMERAL_UPDATE": "ephemeral_update"}.get(event)
        if name is not None:
            data = {"message": self.localised(payload), "interaction_id": metadata["id"]}
            self.push(user_id, name, data)
        else:
            gone = {"id": payload["id"], "channel_id": payload["channel_id"]}
            self.push(user_id, "ephemeral_delete", gone)
