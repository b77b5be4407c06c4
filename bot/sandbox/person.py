"""One person of a running sandbox: what they post, press and see. `client.py` gives them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from bot.sandbox.client import SandboxClient

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


class Person:
    """One person of the sandbox. Channels are given by name or id, messages by object or id.

    `locale` is the language of their client, by Discord's codes; it may be set.
    """

    def __init__(self, client: SandboxClient, about: Json) -> None:
        self.client = client
        self.id = str(about["id"])
        self.name = str(about["name"])
        self.about = about
        self.locale = "en-US"

    async def post(
        self,
        channel: str,
        content: str = "",
        *files: tuple[str, bytes],
        reply_to: str | None = None,
        forward: Json | None = None,
        **fields: Any,
    ) -> Json:
        """Post a message with files (name, bytes) and return it.

        `forward` is a message, or its channel_id and message_id. `sticker_ids=`, `poll=` and
        `claims=` as docs/sandbox.md has them.
        """
        if forward is not None:
            source = forward.get("message_id", forward.get("id"))
            forward = {"channel_id": forward["channel_id"], "message_id": source}
        body = {"content": content, "reply_to": reply_to, "forward": forward, **fields}
        return await self._send("POST", await self._messages(channel), body, files)

    async def edit(
        self, message: Json, content: str | None, *files: tuple[str, bytes], **fields: Any
    ) -> Json:
        """Change one's message (None leaves the text); files are added. `keep=` old files' ids."""
        path = f"/api/channels/{message['channel_id']}/messages/{message['id']}"
        body = ({} if content is None else {"content": content}) | fields
        return await self._send("PATCH", path, body, files)

    async def react(self, message: Json, emoji: str, *, undo: bool = False) -> None:
        """React with a character or a custom emoji (`name:id`, `add_emoji(...)["reaction"]`)."""
        path = f"/api/channels/{message['channel_id']}/messages/{message['id']}/reactions/"
        method = "DELETE" if undo else "PUT"
        await self.client.request(method, path + quote(emoji, safe=""), json={"as": self.id})

    async def add_emoji(self, name: str, data: bytes, **fields: Any) -> Json:
        """Upload an emoji: {id, name, animated, text, reaction}. `external=True`: elsewhere."""
        return await self._send("POST", "/api/emojis", {"name": name, **fields}, named([data]))

    async def add_sticker(self, name: str, data: bytes, **fields: Any) -> Json:
        """Upload a sticker (PNG, APNG, Lottie, GIF). `external=True`: in another server."""
        return await self._send("POST", "/api/stickers", {"name": name, **fields}, named([data]))

    async def delete_expression(self, number: str, guild_id: str | None = None) -> None:
        """Delete a server's emoji or sticker by its id."""
        guild_id = guild_id or str((await self.client.state())["guild"]["id"])
        path = f"/api/guilds/{guild_id}/expressions/{number}"
        await self.client.request("DELETE", path, json={"as": self.id})

    async def make_channels(self, name: str, **fields: Any) -> list[Json]:
        """Make channels: `kind=`, `count=`, `nsfw=`, `hidden=`, `guild_id=`; return them."""
        answer = await self._send("POST", "/api/channels", {"name": name, **fields}, ())
        made: list[Json] = answer["channels"]
        return made

    async def start_thread(
        self, channel: str, name: str, content: str = "", *files: tuple[str, bytes], **fields: Any
    ) -> Json:
        """Start a thread or a forum post and return it. `private=`, `message_id=` as documented."""
        path = f"/api/channels/{await self.client.channel_id(channel, self.id)}/threads"
        return await self._send("POST", path, {"name": name, "content": content, **fields}, files)

    async def change_thread(self, thread: Json, **fields: Any) -> Json:
        """Change a thread: `archived=True`, `add=` somebody's id."""
        return await self._send("PATCH", f"/api/channels/{thread['id']}", fields, ())

    async def delete_channel(self, channel: Json) -> None:
        """Delete a channel or thread."""
        path = f"/api/channels/{channel['id']}"
        await self.client.request("DELETE", path, json={"as": self.id})

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
            "locale": self.locale,
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
            "channel_id": await self.client.channel_id(channel, self.id),
            "name": name,
            "type": type,
            "options": options or {},
            "target_id": target_id,
            "install": install,
            "locale": self.locale,
        }
        answer = await self._send("POST", "/api/interactions/command", body, files)
        return str(answer["interaction_id"])

    async def submit(
        self,
        interaction_id: str,
        fields: Json,
        claims: Sequence[Json] = (),
        **uploads: Sequence[tuple[str, bytes]],
    ) -> str:
        """Fill in and send the form that an interaction was answered with; return the new id.

        Files go by the custom id of their field: `proof=[("a.png", data)]`. `claims` says, file by
        file, what is told of them instead of the truth.
        """
        files = [file for chosen in uploads.values() for file in chosen]
        numbers = {name: [files.index(f) for f in chosen] for name, chosen in uploads.items()}
        body: Json = {"interaction_id": interaction_id, "fields": fields, "files": numbers}
        body |= {"locale": self.locale, "claims": list(claims)}
        answer = await self._send("POST", "/api/interactions/modal", body, files)
        return str(answer["interaction_id"])

    async def picture(self, of: str, data: bytes | None, **fields: Any) -> Json:
        """Set a picture, or clear it with None: `of` avatar, banner, member_avatar, icon, … .

        `guild_id=`, `role_id=`, `event_id=` as docs/sandbox.md has them. Returns {hash, event_id}.
        """
        files = [] if data is None else named([data])
        return await self._send("POST", "/api/pictures", {"of": of, **fields}, files)

    async def make_guild(self, name: str, **fields: Any) -> Json:
        """Make a second server with the bot in it: {id, name, bot_role_id, channels}."""
        return await self._send("POST", "/api/guilds", {"name": name, **fields}, ())

    async def join(self, guild_id: str) -> None:
        """Join a server."""
        await self._send("PUT", f"/api/guilds/{guild_id}/members", {}, ())

    async def leave(self, guild_id: str) -> None:
        """Leave a server."""
        await self._send("DELETE", f"/api/guilds/{guild_id}/members", {}, ())

    async def kick_bot(self, guild_id: str) -> None:
        """Take the bot out of a server."""
        await self._send("DELETE", f"/api/guilds/{guild_id}/bot", {}, ())

    async def invite_bot(self, guild_id: str) -> None:
        """Add the bot to a server again."""
        await self._send("PUT", f"/api/guilds/{guild_id}/bot", {}, ())

    async def views(self, since: int = 0) -> list[Json]:
        """Return the frames this person was sent: {n, at, event, data}, oldest first."""
        params = {"as": self.id, "since": str(since)}
        frames: list[Json] = await self.client.request("GET", "/api/views", params=params)
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
        seen: list[str] = []
        last = 0
        while True:
            for frame in await self.views(last):
                last = frame["n"]
                seen.append(frame["event"])
                if frame["event"] == event and matches(frame["data"]):
                    data: Json = frame["data"]
                    return data
            if time.monotonic() > ends:
                what = ", ".join(seen) or "nothing"
                raise TimeoutError(f"{self.name} waited for {event!r} and saw {what}.")
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
        return f"/api/channels/{await self.client.channel_id(channel, self.id)}/messages"

    async def _send(
        self, method: str, path: str, body: Json, files: Sequence[tuple[str, bytes]]
    ) -> Json:
        return await self.client.send(method, path, {"as": self.id, **body}, files)


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


def named(files: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Give pictures without a name one."""
    return [(f"picture-{number}", data) for number, data in enumerate(files)]
