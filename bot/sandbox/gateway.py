"""Discord's gateway: WebSocket sessions with zlib-stream, heartbeats, RESUME and intents."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import intents, world
from bot.sandbox.api_error import ApiError
from bot.sandbox.backend import PRIVILEGED, Json, serializers
from bot.sandbox.hub import Hub
from bot.sandbox.sessions import Close, Connection, Session

HEARTBEAT_MS = 41_250
_INBOUND_PER_MINUTE = 120
_SESSION_LOST = frozenset({4003, 4004, 4005, 4007, 4009, 4010, 4011, 4012, 4013, 4014})
_ALL_INTENTS = (1 << 26) - 1


class Gateway:
    """All sessions of the bot."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        hub.listen(self._on_event)

    @property
    def online(self) -> bool:
        """Whether the bot is connected and identified."""
        return any(session.connection for session in self._sessions.values())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side closes it."""
        if self._hub.faults.cut_off:
            self._hub.log.add(method="GET", host=request.host, path="/", status=503, ms=0)
            return web.Response(status=503, text="The gateway is cut off by a fault.")
        connection = Connection(request)
        await connection.open()
        self._connections.add(connection)
        connection.send(10, {"heartbeat_interval": HEARTBEAT_MS, "_trace": []})
        try:
            await self._serve(connection)
        except Close as close:
            await self._close(connection, close)
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            await connection.finish()
        return connection.socket

    async def stop(self) -> None:
        """Close every connection and forget every session."""
        for connection in list(self._connections):
            await self._close(connection, Close(1001, "The sandbox is stopping"))
        self._sessions.clear()

    async def fault(self, fault: Json) -> None:
        """Do one of faults.IMMEDIATE; 409 where there is no connection for it."""
        if fault["kind"] == "disconnect":
            self._disconnect(fault)
            return
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
            elif fault["kind"] == "gateway_garbage":
                connection.send_text(str(fault.get("text", '{"op": 0, "t": ')))
            else:
                code = int(fault.get("code", 4000))
                await self._close(connection, Close(code, "Ordered by a fault"))

    def _disconnect(self, fault: Json) -> None:
        """Cut every connection and refuse new ones for a while; posts go on meanwhile."""
        seconds = float(fault.get("seconds", 5.0))
        self._hub.faults.cut(seconds, everything=bool(fault.get("everything")))
        for connection in list(self._connections):
            if not fault.get("resumable", True):
                self._forget(connection)
            self._detach(connection)
            connection.abort()
        if not fault.get("resumable", True):
            self._sessions.clear()

    def renew(self, forgotten: list[Json]) -> None:
        """After a reset, tell the sessions that messages are gone and what the server is now."""
        for session in list(self._sessions.values()):
            for payload in forgotten:
                self._offer(session, "MESSAGE_DELETE_BULK", payload)
            self._send_guilds(session)

    # --------------------------------------------------------------------------- conversation

    async def _serve(self, connection: Connection) -> None:
        minute, count = time.monotonic(), 0
        while True:
            try:
                # A client that is alive sends a heartbeat in every interval.
                message = await connection.socket.receive(timeout=HEARTBEAT_MS * 1.5 / 1000)
            except TimeoutError:
                raise Close(4009, "Session timed out.") from None
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                return
            if message.type is not WSMsgType.TEXT:
                raise Close(4002, "Error while decoding payload.")
            if time.monotonic() - minute > 60:
                minute, count = time.monotonic(), 0
            count += 1
            if count > _INBOUND_PER_MINUTE:
                raise Close(4008, "You are being rate limited.")
            try:
                frame = json.loads(message.data)
                self._on_frame(connection, frame["op"], frame.get("d"))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise Close(4002, "Error while decoding payload.") from None

    def _on_frame(self, connection: Connection, op: int, data: Any) -> None:
        if op == 1:
            connection.send(11)
        elif op == 2:
            self._identify(connection, data)
        elif op == 6:
            self._resume(connection, data)
        elif connection.session is None:
            raise Close(4003, "Not authenticated.")
        elif op == 8:
            self._request_members(connection.session, data)
        elif op not in (3, 4, 31):
            raise Close(4001, "Unknown opcode.")

    def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise Close(4005, "Already authenticated.")
        if str(data.get("token", "")).removeprefix("Bot ") != world.TOKEN:
            raise Close(4004, "Authentication failed.")
        bits = int(data.get("intents", -1))
        if not 0 <= bits <= _ALL_INTENTS:
            raise Close(4013, "Invalid intent(s).")
        refused = set(PRIVILEGED) - self._hub.backend.approved_intents
        if any(bits & PRIVILEGED[name][0] for name in refused):
            raise Close(4014, "Disallowed intent(s).")
        number, total = data.get("shard") or (0, 1)
        if not 0 <= number < total:
            raise Close(4010, "Invalid shard.")
        session = Session(bits, (number, total))
        # A bot that died leaves its session behind; nobody can know its id any more.
        for known in list(self._sessions.values()):
            if known.connection is None and known.shard == session.shard:
                del self._sessions[known.id]
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

    def _resume(self, connection: Connection, data: Json) -> None:
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
        for number, frame, event, about in session.replay:
            if number > last:
                connection.send_text(frame)
                self._hub.sent(event, {"id": about})
        session.dispatch("RESUMED", {}, keep=False)
        self._hub.backend.notify("BOT_ONLINE", {"online": True})

    def _request_members(self, session: Session, data: Json) -> None:
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

    def _offer(self, session: Session, event: str, payload: Json) -> None:
        backend, faults = self._hub.backend, self._hub.faults
        guild_id = payload.get("guild_id") or (payload.get("id") if "GUILD_" in event else None)
        if guild_id is not None and not _on_shard(int(guild_id), session.shard):
            return
        if guild_id is None and payload.get("channel_id") and session.shard[0] != 0:
            return  # conversations come on the first shard alone
        if not intents.wants(session.intents, event, payload):
            return
        # An interaction comes from wherever the person is, be the bot there or not.
        seen = event == "INTERACTION_CREATE" or backend.sees(backend.bot_user.id, event, payload)
        if not seen:
            if event not in ("CHANNEL_CREATE", "CHANNEL_UPDATE") or guild_id is None:
                return
            if not backend.in_guild(backend.bot_user.id, guild_id):
                return
            payload = intents.obfuscated(dict(payload))
        if event == "GUILD_CREATE":
            payload = intents.guild_as_seen(copy.deepcopy(payload), session.intents, backend)
        if not session.intents & PRIVILEGED["message_content"][0]:
            payload = intents.censored(copy.deepcopy(payload), event, backend)
        if session.connection is None:
            session.dispatch(event, payload)  # kept for RESUME; faults meet what is sent
            return
        if faults.take("drop_event", event=event):
            return
        if fault := faults.take("malformed_event", event=event):
            payload = fault.get("data", {"id": None})
        if fault := faults.take("reorder_event", event=event):
            session.hold(event, payload)
            self._hub.later(float(fault.get("seconds", 1.0)), session.release)
            self._hub.sent(event, payload)
            return
        times = 2 if faults.take("duplicate_event", event=event) else 1
        for _ in range(times):
            session.dispatch(event, payload)
            self._hub.sent(event, payload)

    def _guilds(self, session: Session) -> list[int]:
        backend = self._hub.backend
        mine = [g for g in backend.guilds if backend.in_guild(backend.bot_user.id, g)]
        return [g for g in mine if _on_shard(g, session.shard)]

    def _send_guilds(self, session: Session) -> None:
        backend = self._hub.backend
        if not session.intents & 1:
            return
        for guild_id in self._guilds(session):
            payload: Json = dict(
                serializers.guild_create_payload(backend, backend.guilds[guild_id])
            )
            payload = intents.guild_as_seen(payload, session.intents, backend)
            session.dispatch("GUILD_CREATE", backend.attachments.signed(payload))
            self._hub.sent("GUILD_CREATE", payload)

    # ---------------------------------------------------------------------------- connections

    def _attach(self, connection: Connection, session: Session) -> None:
        connection.session, session.connection = session, connection

    def _detach(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        # The client's own 1000 or 1001 ends the session (reference: Disconnecting).
        if connection.socket.close_code in (1000, 1001):
            self._sessions.pop(session.id, None)
        if not self.online:
            self._hub.backend.notify("BOT_ONLINE", {"online": False})

    def _forget(self, connection: Connection) -> None:
        if connection.session is not None:
            self._sessions.pop(connection.session.id, None)
            self._detach(connection)
            connection.session = None

    async def _close(self, connection: Connection, close: Close) -> None:
        if close.code in _SESSION_LOST:
            self._forget(connection)
        else:
            self._detach(connection)
        await connection.close(close)


def _on_shard(guild_id: int, shard: tuple[int, int]) -> bool:
    return (guild_id >> 22) % shard[1] == shard[0]
