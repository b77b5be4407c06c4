"""Discord's gateway: WebSocket sessions with zlib-stream, heartbeats, RESUME and intents."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import secrets
import time
import zlib
from collections import deque
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import intents, world
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import PRIVILEGED, Json, serializers
from bot.sandbox.hub import Hub

HEARTBEAT_MS = 41_250
REPLAY_LENGTH = 5_000
"""How many events a session keeps for RESUME; Discord gives no figure."""
_INBOUND_LIMIT_BYTES = 4_096
_INBOUND_PER_MINUTE = 120
_CLOSE_TIMEOUT_S = 2.0
_SESSION_LOST = frozenset({4003, 4004, 4005, 4007, 4009, 4010, 4011, 4012, 4013, 4014})
_ALL_INTENTS = (1 << 26) - 1


class _Close(Exception):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class _Connection:
    """One WebSocket: frames go out in order, through one compressor if zlib-stream was asked."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.socket = web.WebSocketResponse(compress=False, max_msg_size=_INBOUND_LIMIT_BYTES)
        self.session: _Session | None = None
        self._frames: asyncio.Queue[str | _Close] = asyncio.Queue()
        zipped = request.query.get("compress") == "zlib-stream"
        self._zip = zlib.compressobj() if zipped else None
        self._pump: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Shake hands and begin to send what is queued."""
        await self.socket.prepare(self.request)
        self._pump = asyncio.create_task(self._send_queued())

    def send(self, op: int, data: Any = None) -> None:
        self.send_text(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, frame: str) -> None:
        self._frames.put_nowait(frame)
        if self._frames.qsize() > REPLAY_LENGTH:
            self.abort()  # a client that does not read must not fill the memory

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def close(self, close: _Close) -> None:
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
                if isinstance(frame, _Close):
                    await self.socket.close(code=frame.code, message=frame.reason.encode())
                    return
                if self._zip is None:
                    await self.socket.send_str(frame)
                else:
                    packed = self._zip.compress(frame.encode())
                    await self.socket.send_bytes(packed + self._zip.flush(zlib.Z_SYNC_FLUSH))


class _Session:
    """What outlives a connection: the sequence, the intents and the events to replay."""

    def __init__(self, intents_bits: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents_bits
        self.shard = shard
        self.sequence = 0
        self.replay: deque[tuple[int, str]] = deque(maxlen=REPLAY_LENGTH)
        self.connection: _Connection | None = None

    def dispatch(self, event: str, payload: Any, *, keep: bool = True) -> None:
        self.sequence += 1
        frame = json.dumps({"op": 0, "t": event, "s": self.sequence, "d": payload})
        if keep:
            self.replay.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.send_text(frame)


class Gateway:
    """All sessions of the bot."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._sessions: dict[str, _Session] = {}
        self._connections: set[_Connection] = set()
        hub.listen(self._on_event)

    @property
    def online(self) -> bool:
        """Whether the bot is connected and identified."""
        return any(session.connection for session in self._sessions.values())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side closes it."""
        connection = _Connection(request)
        await connection.open()
        self._connections.add(connection)
        connection.send(10, {"heartbeat_interval": HEARTBEAT_MS, "_trace": []})
        try:
            await self._serve(connection)
        except _Close as close:
            await self._close(connection, close)
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            await connection.finish()
        return connection.socket

    async def stop(self) -> None:
        """Close every connection and forget every session."""
        for connection in list(self._connections):
            await self._close(connection, _Close(1001, "The sandbox is stopping"))
        self._sessions.clear()

    async def fault(self, fault: Json) -> None:
        """Do one of faults.IMMEDIATE to every open connection; 409 where there is none."""
        targets = [c for c in self._connections if c.session is not None]
        if not targets:
            raise ApiError(409, 0, "The bot is not connected, so nothing can happen to it.")
        for connection in targets:
            if fault["kind"] == "gateway_reconnect":
                connection.send(7)
            elif fault["kind"] == "invalid_session":
                resumable = bool(fault.get("resumable", False))
                connection.send(9, resumable)
                if not resumable:
                    self._forget(connection)
            elif fault["kind"] == "gateway_abort":
                self._detach(connection)
                connection.abort()
            else:
                code = int(fault.get("code", 4000))
                await self._close(connection, _Close(code, "Ordered by a fault"))

    def renew(self, forgotten: list[Json]) -> None:
        """After a reset, tell the sessions that messages are gone and what the server is now."""
        for session in list(self._sessions.values()):
            for payload in forgotten:
                self._offer(session, "MESSAGE_DELETE_BULK", payload)
            self._send_guilds(session)

    # --------------------------------------------------------------------------- conversation

    async def _serve(self, connection: _Connection) -> None:
        minute, count = time.monotonic(), 0
        while True:
            try:
                # A client that is alive sends a heartbeat in every interval.
                message = await connection.socket.receive(timeout=HEARTBEAT_MS * 1.5 / 1000)
            except TimeoutError:
                raise _Close(4009, "Session timed out.") from None
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                return
            if message.type is not WSMsgType.TEXT:
                raise _Close(4002, "Error while decoding payload.")
            if time.monotonic() - minute > 60:
                minute, count = time.monotonic(), 0
            count += 1
            if count > _INBOUND_PER_MINUTE:
                raise _Close(4008, "You are being rate limited.")
            try:
                frame = json.loads(message.data)
                self._on_frame(connection, frame["op"], frame.get("d"))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise _Close(4002, "Error while decoding payload.") from None

    def _on_frame(self, connection: _Connection, op: int, data: Any) -> None:
        if op == 1:
            connection.send(11)
        elif op == 2:
            self._identify(connection, data)
        elif op == 6:
            self._resume(connection, data)
        elif connection.session is None:
            raise _Close(4003, "Not authenticated.")
        elif op == 8:
            self._request_members(connection.session, data)
        elif op not in (3, 4, 31):
            raise _Close(4001, "Unknown opcode.")

    def _identify(self, connection: _Connection, data: Json) -> None:
        if connection.session is not None:
            raise _Close(4005, "Already authenticated.")
        if str(data.get("token", "")).removeprefix("Bot ") != world.TOKEN:
            raise _Close(4004, "Authentication failed.")
        bits = int(data.get("intents", -1))
        if not 0 <= bits <= _ALL_INTENTS:
            raise _Close(4013, "Invalid intent(s).")
        refused = set(PRIVILEGED) - self._hub.backend.approved_intents
        if any(bits & PRIVILEGED[name][0] for name in refused):
            raise _Close(4014, "Disallowed intent(s).")
        number, total = data.get("shard") or (0, 1)
        if not 0 <= number < total:
            raise _Close(4010, "Invalid shard.")
        session = _Session(bits, (number, total))
        self._sessions[session.id] = session
        self._attach(connection, session)
        backend = self._hub.backend
        ready: Json = {
            "v": 10,
            "user": backend.dispatch("GET", "/users/@me"),
            "guilds": [{"id": str(g), "unavailable": True} for g in self._guilds(session)],
            "session_id": session.id,
            "resume_gateway_url": "wss://gateway-us-east1-b.discord.gg",
            "application": {
                "id": str(backend.application_id),
                "flags": backend.application_flags,
            },
            "session_type": "normal",
            "private_channels": [],
            "relationships": [],
        }
        if data.get("shard"):
            ready["shard"] = [number, total]
        session.dispatch("READY", ready, keep=False)
        self._send_guilds(session)
        self._hub.backend.notify("BOT_ONLINE", {"online": True})

    def _resume(self, connection: _Connection, data: Json) -> None:
        session = self._sessions.get(str(data.get("session_id")))
        last = int(data.get("seq") or 0)
        token = str(data.get("token", "")).removeprefix("Bot ")
        oldest = session.replay[0][0] if session and session.replay else last + 1
        if session is None or token != world.TOKEN or last > session.sequence or oldest > last + 1:
            connection.send(9, False)
            return
        if session.connection is not None:
            self._detach(session.connection)
        self._attach(connection, session)
        for number, frame in session.replay:
            if number > last:
                connection.send_text(frame)
        session.dispatch("RESUMED", {}, keep=False)
        self._hub.backend.notify("BOT_ONLINE", {"online": True})

    def _request_members(self, session: _Session, data: Json) -> None:
        backend = self._hub.backend
        guild = backend.guilds.get(int(data["guild_id"]))
        everybody = not data.get("user_ids") and not data.get("query")
        if guild is None or (everybody and not session.intents & PRIVILEGED["members"][0]):
            return
        wanted = data.get("user_ids")
        wanted = [wanted] if isinstance(wanted, str) else wanted
        prefix, limit = str(data.get("query") or "").lower(), int(data.get("limit") or 0)
        members = [
            member
            for member in guild.members.values()
            if (str(member.user_id) in wanted if wanted else True)
            and (
                backend.users[member.user_id].name.lower().startswith(prefix)
                or (member.nick or "").lower().startswith(prefix)
            )
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [
                serializers.member_payload(backend, guild, m) for m in members[: limit or None]
            ],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [i for i in wanted or [] if int(i) not in guild.members],
        }
        if data.get("nonce") is not None:
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    # --------------------------------------------------------------------------------- events

    def _on_event(self, event: str, payload: Json) -> None:
        if event.startswith(("EPHEMERAL_", "BOT_")):
            return  # these are for people's clients only
        for session in list(self._sessions.values()):
            self._offer(session, event, payload)

    def _offer(self, session: _Session, event: str, payload: Json) -> None:
        backend, faults = self._hub.backend, self._hub.faults
        guild_id = payload.get("guild_id") or (payload.get("id") if "GUILD_" in event else None)
        if guild_id is not None and not _on_shard(int(guild_id), session.shard):
            return
        if not intents.wants(session.intents, event, payload):
            return
        if not backend.sees(backend.bot_user.id, event, payload):
            return
        if not session.intents & PRIVILEGED["message_content"][0]:
            payload = intents.censored(copy.deepcopy(payload), event, backend)
        if faults.take("drop_event", event=event):
            return
        times = 2 if faults.take("duplicate_event", event=event) else 1
        for _ in range(times):
            session.dispatch(event, payload)
            self._hub.log.add(event=event, id=payload.get("id"))

    def _guilds(self, session: _Session) -> list[int]:
        return [g for g in self._hub.backend.guilds if _on_shard(g, session.shard)]

    def _send_guilds(self, session: _Session) -> None:
        backend = self._hub.backend
        if not session.intents & 1:
            return
        for guild_id in self._guilds(session):
            payload: Json = dict(
                serializers.guild_create_payload(backend, backend.guilds[guild_id])
            )
            payload = intents.guild_as_seen(payload, session.intents, backend)
            session.dispatch("GUILD_CREATE", backend.attachments.signed(payload))
            self._hub.log.add(event="GUILD_CREATE", id=payload["id"])

    # ---------------------------------------------------------------------------- connections

    def _attach(self, connection: _Connection, session: _Session) -> None:
        connection.session, session.connection = session, connection

    def _detach(self, connection: _Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        # The client's own 1000 or 1001 ends the session (reference: Disconnecting).
        if connection.socket.close_code in (1000, 1001):
            self._sessions.pop(session.id, None)
        if not self.online:
            self._hub.backend.notify("BOT_ONLINE", {"online": False})

    def _forget(self, connection: _Connection) -> None:
        if connection.session is not None:
            self._sessions.pop(connection.session.id, None)
            self._detach(connection)
            connection.session = None

    async def _close(self, connection: _Connection, close: _Close) -> None:
        if close.code in _SESSION_LOST:
            self._forget(connection)
        else:
            self._detach(connection)
        await connection.close(close)


def _on_shard(guild_id: int, shard: tuple[int, int]) -> bool:
    return (guild_id >> 22) % shard[1] == shard[0]
