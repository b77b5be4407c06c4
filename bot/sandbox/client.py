"""Drives a running sandbox as its people: for tests, scripts, screenshots and the benchmark."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

import aiohttp

Json = dict[str, Any]
DEFAULT_TIMEOUT_S = 60.0
POLL_S = 0.02
_THINKING = 1 << 7


class SandboxError(Exception):
    """The sandbox refused an act, as Discord would: `status` (HTTP) and `code` (Discord's)."""

    def __init__(self, status: int, code: int | None, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class SandboxClient:
    """Talks to the control interface; `person` gives one of the people to act as.

    Use it as an asynchronous context manager:

        async with SandboxClient(sandbox.url) as client:
            rowan = await client.person("rowan")
            await rowan.post("general", "Hello")
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def person(self, name: str) -> Person:
        """Return the person with this name, or the first with this role ("newcomer")."""
        people = (await self.state())["people"]
        for person in [p for p in people if p["name"] == name] + people:
            if name in (person["name"], person["role"]):
                return Person(self, person)
        raise LookupError(f"Nobody in the sandbox is called {name!r}.")

    async def state(self, as_id: str | None = None) -> Json:
        """Return people, channels and commands as one person sees them; the admin by default."""
        params = {"as": as_id} if as_id else {}
        state: Json = await self.request("GET", "/api/state", params=params)
        return state

    async def wait_online(self, within: float = DEFAULT_TIMEOUT_S) -> None:
        """Wait until the bot is connected and identified (seconds). Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                if (await self.state())["bot_online"]:
                    return
                await asyncio.sleep(POLL_S)

    async def log(self, since: int = 0) -> list[Json]:
        """Return what the bot sent and was sent, numbered higher than `since`."""
        entries: list[Json] = await self.request("GET", "/api/log", params={"since": str(since)})
        return entries

    async def wait_log(
        self, matches: Callable[[Json], bool], within: float = DEFAULT_TIMEOUT_S
    ) -> Json:
        """Wait for a log entry for which `matches` is true. Raises TimeoutError."""
        async with asyncio.timeout(within):
            seen = 0
            while True:
                for entry in await self.log(seen):
                    seen = entry["n"]
                    if matches(entry):
                        return entry
                await asyncio.sleep(POLL_S)

    async def fault(self, kind: str, **fields: Any) -> None:
        """Order a fault (docs/sandbox.md lists the kinds)."""
        await self.request("POST", "/api/faults", json={"kind": kind, **fields})

    async def portal(self, **intents: bool) -> Json:
        """Switch privileged intents of the application on or off."""
        answer: Json = await self.request("POST", "/api/portal", json=intents)
        return answer

    async def permissions(
        self, channel: str, target: str, *, allow: Sequence[str] = (), deny: Sequence[str] = ()
    ) -> None:
        """Set a channel's permission overwrite for a role or person (ids; a channel's name)."""
        channel_id = await self._channel_id(channel, None)
        body = {"channel_id": channel_id, "target": target, "allow": allow, "deny": deny}
        await self.request("POST", "/api/permissions", json=body)

    async def advance_clock(self, seconds: float) -> None:
        """Push the sandbox's clock forward, to let links, tokens and timeouts run out."""
        await self.request("POST", "/api/clock", json={"advance": seconds})

    async def reset(self) -> None:
        """Go back to the world as shipped."""
        await self.request("POST", "/api/reset", json={})

    async def request(self, method: str, path: str, **options: Any) -> Any:
        """Send one request to the control interface and return its JSON. Raises SandboxError."""
        assert self._session is not None, "Use SandboxClient in an `async with` block."
        async with self._session.request(method, self.url + path, **options) as response:
            answer = await response.json()
            if response.status >= 400:
                raise SandboxError(response.status, answer.get("code"), answer["error"])
            return answer

    async def download(self, url: str) -> bytes:
        """Return the bytes behind a `local_url`. Raises SandboxError where they are gone."""
        assert self._session is not None, "Use SandboxClient in an `async with` block."
        async with self._session.get(url) as response:
            if response.status != 200:
                raise SandboxError(response.status, None, "The file is not there any more.")
            return await response.read()

    async def _channel_id(self, channel: str, as_id: str | None) -> str:
        if channel.isdecimal():
            return channel
        for known in (await self.state(as_id))["channels"]:
            if known["name"] == channel.lstrip("#"):
                return str(known["id"])
        raise LookupError(f"This person sees no channel called {channel!r}.")


class Person:
    """One person of the sandbox. Channels are given by name or id, messages by object or id."""

    def __init__(self, client: SandboxClient, about: Json) -> None:
        self.client = client
        self.id = str(about["id"])
        self.name = str(about["name"])
        self.about = about

    async def post(
        self,
        channel: str,
        content: str = "",
        *files: tuple[str, bytes],
        reply_to: str | None = None,
        forward: Json | None = None,
    ) -> Json:
        """Post a message with files (name, bytes) and return it."""
        body = {"content": content, "reply_to": reply_to, "forward": forward}
        return await self._send("POST", await self._messages(channel), body, files)

    async def edit(self, message: Json, content: str, *files: tuple[str, bytes]) -> Json:
        """Change one's message; files are added."""
        path = f"/api/channels/{message['channel_id']}/messages/{message['id']}"
        return await self._send("PATCH", path, {"content": content}, files)

    async def delete(self, message: Json) -> None:
        """Delete a message, or dismiss an answer that only this person sees."""
        path = f"/api/channels/{message['channel_id']}/messages/{message['id']}"
        await self.client.request("DELETE", path, json={"as": self.id})

    async def messages(
        self, channel: str, limit: int = 50, before: str | None = None
    ) -> list[Json]:
        """Return what this person sees of a channel, oldest first."""
        params = {"as": self.id, "limit": str(limit)} | ({"before": before} if before else {})
        answer = await self.client.request("GET", await self._messages(channel), params=params)
        found: list[Json] = answer["messages"]
        return found

    async def click(self, message: Json, custom_id: str, values: Sequence[str] = ()) -> str:
        """Press a button, or choose `values` from a menu; return the interaction's id."""
        body = {
            "as": self.id,
            "channel_id": message["channel_id"],
            "message_id": message["id"],
            "custom_id": custom_id,
            "values": list(values),
        }
        answer = await self.client.request("POST", "/api/interactions/component", json=body)
        return str(answer["interaction_id"])

    async def click_label(self, message: Json, label: str) -> str:
        """Press the button that carries this text; return the interaction's id."""
        for part in components(message):
            if part.get("label") == label and part.get("custom_id"):
                return await self.click(message, part["custom_id"])
        raise LookupError(f"The message has no button {label!r}.")

    async def command(
        self,
        channel: str,
        name: str,
        options: Json | None = None,
        *files: tuple[str, bytes],
        type: int = 1,
        target_id: str | None = None,
        install: str = "guild",
    ) -> str:
        """Run a command (type 1 slash, 2 on a person, 3 on a message).

        `install="user"` runs it as an app that only this person has installed. Returns the
        interaction's id.
        """
        body = {
            "channel_id": await self.client._channel_id(channel, self.id),
            "name": name,
            "type": type,
            "options": options or {},
            "target_id": target_id,
            "install": install,
        }
        answer = await self._send("POST", "/api/interactions/command", body, files)
        return str(answer["interaction_id"])

    async def submit(
        self, interaction_id: str, fields: Json, **uploads: Sequence[tuple[str, bytes]]
    ) -> str:
        """Fill in and send the form that an interaction was answered with; return the new id.

        Files go by the custom id of their field: `proof=[("a.png", data)]`.
        """
        files = [file for chosen in uploads.values() for file in chosen]
        numbers = {name: [files.index(f) for f in chosen] for name, chosen in uploads.items()}
        body = {"interaction_id": interaction_id, "fields": fields, "files": numbers}
        answer = await self._send("POST", "/api/interactions/modal", body, files)
        return str(answer["interaction_id"])

    async def views(self) -> list[Json]:
        """Return every frame this person was sent: {n, at, event, data}, oldest first."""
        frames: list[Json] = await self.client.request("GET", "/api/views", params={"as": self.id})
        return frames

    async def wait_for(
        self,
        event: str,
        matches: Callable[[Json], bool] = lambda data: True,
        within: float = DEFAULT_TIMEOUT_S,
    ) -> Json:
        """Wait for a frame of this event whose data match, past ones included; return the data.

        Raises TimeoutError, saying what was seen instead.
        """
        ends = time.monotonic() + within
        while True:
            frames = await self.views()
            for frame in frames:
                if frame["event"] == event and matches(frame["data"]):
                    data: Json = frame["data"]
                    return data
            if time.monotonic() > ends:
                seen = ", ".join(frame["event"] for frame in frames) or "nothing"
                raise TimeoutError(f"{self.name} waited for {event!r} and saw {seen}.")
            await asyncio.sleep(POLL_S)

    async def answer(self, interaction_id: str, within: float = DEFAULT_TIMEOUT_S) -> Json:
        """Wait for the finished message that only this person sees as an answer; return it.

        A "thinking…" message is waited through.
        """
        ends = time.monotonic() + within
        while True:
            answer: Json | None = None
            for frame in await self.views():
                data = frame["data"]
                if data.get("interaction_id") != interaction_id:
                    continue
                if frame["event"] == "interaction_failed":
                    raise SandboxError(0, None, data["message"])
                if frame["event"] in ("ephemeral", "ephemeral_update"):
                    # Follow-ups come after the answer; the first message is the answer itself.
                    message: Json = data["message"]
                    if answer is None or answer["id"] == message["id"]:
                        answer = message
            if answer is not None and not answer["flags"] & _THINKING:
                return answer
            if time.monotonic() > ends:
                raise TimeoutError(f"{self.name} got no answer to interaction {interaction_id}.")
            await asyncio.sleep(POLL_S)

    async def _messages(self, channel: str) -> str:
        return f"/api/channels/{await self.client._channel_id(channel, self.id)}/messages"

    async def _send(
        self, method: str, path: str, body: Json, files: Sequence[tuple[str, bytes]]
    ) -> Json:
        payload = {"as": self.id, **body}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(payload), content_type="application/json")
            for number, (name, data) in enumerate(files):
                form.add_field(f"files[{number}]", io.BytesIO(data), filename=name)
            answer: Json = await self.client.request(method, path, data=form)
        else:
            answer = await self.client.request(method, path, json=payload)
        return answer


FindPerson = Callable[[str], Awaitable[Person]]
"""The type of `SandboxClient.person`, for fixtures that hand it on."""


def components(message: Json) -> list[Json]:
    """Return every component of a message, nested ones included."""
    found: list[Json] = []
    waiting = list(message.get("components") or [])
    while waiting:
        part = waiting.pop(0)
        found.append(part)
        waiting[:0] = part.get("components") or []
        waiting[:0] = [part["accessory"]] if part.get("accessory") else []
    return found
