"""The bot's side of the wire by hand: bare REST requests and gateway frames."""

from __future__ import annotations

import asyncio
import io
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Json = dict[str, Any]
ALL_INTENTS = (1 << 26) - 1


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return int(self.body["code"])


class Wire:
    """Sends what it is told to, right or wrong."""

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self.session = session
        self.token = token

    async def call(self, method: str, path: str, **options: Any) -> Answer:
        """Send one REST request with the bot's token, unless `headers` say otherwise."""
        headers = {"Authorization": f"Bot {self.token}"} | options.pop("headers", {})
        url = "https://discord.com" + ("" if path.startswith("/api/") else "/api/v10") + path
        async with self.session.request(method, url, headers=headers, **options) as response:
            body = await response.json() if response.status != 204 else None
            return Answer(response.status, body, dict(response.headers))

    async def patiently(self, method: str, path: str, **options: Any) -> Answer:
        """Send one REST request, and wait as told where the bucket is empty."""
        while (answer := await self.call(method, path, **options)).status == 429:
            await asyncio.sleep(answer.body["retry_after"])
        return answer

    async def post_files(self, path: str, payload: Json, *files: tuple[str, bytes]) -> Answer:
        """Send a form of `payload_json` and `files[n]`."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(payload))
        for number, (name, data) in enumerate(files):
            form.add_field(f"files[{number}]", io.BytesIO(data), filename=name)
        return await self.call("POST", path, data=form)

    @asynccontextmanager
    async def gateway(self, query: str = "") -> AsyncIterator[Socket]:
        """Open a gateway connection and take its HELLO."""
        url = f"wss://gateway.discord.gg/?v=10&encoding=json{query}"
        async with self.session.ws_connect(url, autoclose=False) as raw:
            socket = Socket(raw, self.token)
            assert (await socket.frame())["op"] == 10
            yield socket


class Socket:
    """One gateway connection."""

    def __init__(self, raw: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.raw = raw
        self.token = token

    async def send(self, op: int, data: Any) -> None:
        await self.raw.send_json({"op": op, "d": data})

    async def frame(self) -> Json:
        """Return the next frame."""
        frame: Json = await self.raw.receive_json(timeout=5)
        return frame

    async def event(self, name: str) -> Json:
        """Return the next event of this name, passing others by."""
        while True:
            frame = await self.frame()
            if frame["t"] == name:
                return frame

    async def identify(self, intents: int = ALL_INTENTS, **more: Any) -> Json:
        """Identify; return READY's data."""
        body = {"token": self.token, "intents": intents, "properties": {}, **more}
        await self.send(2, body)
        ready: Json = (await self.event("READY"))["d"]
        return ready

    async def quiet(self) -> list[Json]:
        """Return the frames that come before the answer to a heartbeat: none is missed."""
        await self.send(1, None)
        frames = []
        while (frame := await self.frame())["op"] != 11:
            frames.append(frame)
        return frames

    async def closed(self) -> int | None:
        """Wait for the close; return its code."""
        while True:
            message = await self.raw.receive(timeout=5)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
                return int(message.data) if message.data else self.raw.close_code
