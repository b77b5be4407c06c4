"""Drives a running sandbox as its people: for tests, scripts, screenshots and the benchmark."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

import aiohttp

from bot.sandbox.person import (
    DEFAULT_TIMEOUT_S,
    POLL_S,
    Json,
    Person,
    SandboxError,
    components,
    named,
)

__all__ = ["FindPerson", "Json", "Person", "SandboxClient", "SandboxError", "components"]


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

    async def faults(self) -> Json:
        """Return the faults that still wait, and whether the gateway is cut off."""
        answer: Json = await self.request("GET", "/api/faults")
        return answer

    async def mend(self) -> None:
        """Forget every fault that still waits, and let the bot connect."""
        await self.request("DELETE", "/api/faults")

    async def portal(self, **intents: bool) -> Json:
        """Switch privileged intents of the application on or off."""
        answer: Json = await self.request("POST", "/api/portal", json=intents)
        return answer

    async def permissions(
        self,
        channel: str | None,
        target: str,
        *,
        allow: Sequence[str] = (),
        deny: Sequence[str] = (),
    ) -> None:
        """Set a channel's permission overwrite for a role or person (ids; a channel's name).

        Without a channel the role itself gains and loses the permissions.
        """
        channel_id = None if channel is None else await self.channel_id(channel, None)
        body = {"channel_id": channel_id, "target": target, "allow": allow, "deny": deny}
        await self.request("POST", "/api/permissions", json=body)

    async def overwrites(self, channel: str) -> list[Json]:
        """Return a channel's overwrites, {id, type, allow, deny}, in the order of their ids."""
        found: list[Json] = (await self._of(channel, "overwrites"))["overwrites"]
        return found

    async def webhooks(self, channel: str) -> list[Json]:
        """Return a channel's webhooks, {id, name, creator_id}."""
        found: list[Json] = (await self._of(channel, "webhooks"))["webhooks"]
        return found

    async def _of(self, channel: str, what: str) -> Json:
        path = f"/api/channels/{await self.channel_id(channel, None)}/{what}"
        answer: Json = await self.request("GET", path)
        return answer

    async def site(self, url: str, *files: bytes, **fields: Any) -> Json:
        """Register an address of the web outside, whose link then has a preview.

        Without `embed` (or `embeds`) file 0 is the picture at that address. In an embed pictures
        are named by the number of their file: `embed={"type": "rich", "image": 0, "video": 1,
        "author": {"name": "x", "icon": 2}}`. `delay=` seconds to the preview, `origin=` the number
        of the file that the address itself serves to whoever asks it.
        """
        answer: Json = await self.send("POST", "/api/sites", {"url": url, **fields}, named(files))
        return answer

    async def bulk(self, posts: Sequence[Json], seconds: float = 0.0) -> list[str]:
        """Post many messages, spread over some seconds; return their ids in order.

        A post is {"as", "channel_id", "content", "files": [(name, bytes)]} and what else a post
        may have; with "by" it is one by a webhook or the like. The same file counts once.
        """
        numbers: dict[tuple[str, bytes], int] = {}
        named_posts = []
        for post in posts:
            files = [numbers.setdefault(f, len(numbers)) for f in post.get("files", ())]
            named_posts.append({**post, "files": files})
        body = {"posts": named_posts, "seconds": seconds}
        ids: list[str] = (await self.send("POST", "/api/bulk", body, list(numbers)))["ids"]
        return ids

    async def counts(self) -> Json:
        """Return what really happened, counted by the sandbox (docs/sandbox.md)."""
        counted: Json = await self.request("GET", "/api/counts")
        return counted

    async def wait_counts(
        self, matches: Callable[[Json], bool], within: float = DEFAULT_TIMEOUT_S
    ) -> Json:
        """Wait until `matches` is true of the counts, and return them. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                if matches(counted := await self.counts()):
                    return counted
                await asyncio.sleep(0.1)

    async def automated(
        self,
        channel: str,
        content: str = "",
        *files: tuple[str, bytes],
        by: str = "webhook",
        avatar: bytes | None = None,
        **fields: Any,
    ) -> Json:
        """Post as no person does and return the message: `by` webhook, bot, app or crosspost.

        `name=` tells several apart, `username=` is shown in a webhook's place, `avatar` is the
        picture of the author, `embeds=`, `components=` and `flags=` are Discord's own. `as_=` is
        who runs the app.
        """
        body = {"content": content, "by": by, **fields}
        if "as_" in body:
            body["as"] = body.pop("as_")
        everything = list(files)
        if avatar is not None:
            body["avatar"] = len(everything)
            everything.append(("avatar.png", avatar))
        path = f"/api/channels/{await self.channel_id(channel, None)}/posts"
        return await self.send("POST", path, body, everything)

    async def edit_automated(
        self, message: Json, content: str, *files: tuple[str, bytes], **fields: Any
    ) -> Json:
        """Edit such a post."""
        path = f"/api/channels/{message['channel_id']}/posts/{message['id']}"
        return await self.send("PATCH", path, {"content": content, **fields}, files)

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

    async def send(
        self, method: str, path: str, body: Json, files: Sequence[tuple[str, bytes]] = ()
    ) -> Json:
        """Send JSON, or a form with files (name, bytes). Raises SandboxError."""
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body), content_type="application/json")
            for number, (name, data) in enumerate(files):
                form.add_field(f"files[{number}]", io.BytesIO(data), filename=name)
            answer: Json = await self.request(method, path, data=form)
        else:
            answer = await self.request(method, path, json=body)
        return answer

    async def download(self, url: str) -> bytes:
        """Return the bytes behind a `local_url`. Raises SandboxError where they are gone."""
        assert self._session is not None, "Use SandboxClient in an `async with` block."
        async with self._session.get(url) as response:
            if response.status != 200:
                raise SandboxError(response.status, None, "The file is not there any more.")
            return await response.read()

    async def channel_id(self, channel: str, as_id: str | None) -> str:
        """Return a channel's id by its name, or the id itself. Raises LookupError."""
        if channel.isdecimal():
            return channel
        for known in (await self.state(as_id))["channels"]:
            if known["name"] == channel.lstrip("#"):
                return str(known["id"])
        raise LookupError(f"This person sees no channel called {channel!r}.")


FindPerson = Callable[[str], Awaitable[Person]]
"""The type of `SandboxClient.person`, for fixtures that hand it on."""
