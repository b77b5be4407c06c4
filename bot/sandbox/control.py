"""The control interface: plain HTTP on loopback, for the page, for tests and for scripts.

docs/sandbox.md documents every path; `client.SandboxClient` speaks it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import FlashguardError
from bot.sandbox import tray, world
from bot.sandbox.acts import Acts
from bot.sandbox.api_error import ApiError
from bot.sandbox.asks import form, person, who
from bot.sandbox.backend import (
    PRIVILEGED,
    BackendError,
    Json,
    Overwrite,
    OverwriteType,
    Upload,
    api_error,
    permission_flag,
)
from bot.sandbox.content import serve_people
from bot.sandbox.faults import IMMEDIATE, check
from bot.sandbox.gateway import Gateway
from bot.sandbox.hub import Hub
from bot.sandbox.more import More
from bot.sandbox.posting import Posting
from bot.sandbox.private import Private
from bot.sandbox.views import Views

CaseFeed = Callable[[], Awaitable[list[Json]]]
CASE_POLL_S = 0.5
KEEP_ALIVE_S = 15.0
_STAFF = ("admin", "moderator")
_WEB = Path(__file__).parent / "web"
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class Control:
    """The control interface of one sandbox."""

    def __init__(
        self,
        hub: Hub,
        views: Views,
        acts: Acts,
        posting: Posting,
        gateway: Gateway,
        case_feed: CaseFeed | None = None,
    ) -> None:
        self._hub = hub
        self._views = views
        self._acts = acts
        self._posting = posting
        self._more = More(hub, posting)
        self._private = Private(hub, posting, views)
        self._gateway = gateway
        self._case_feed = case_feed
        self._cases: dict[str, str] = {}
        self.port = 0

    def app(self) -> web.Application:
        """Return the web application with all paths."""
        app = web.Application(middlewares=[self._guard], client_max_size=128 * 1024 * 1024)
        messages = "/api/channels/{channel}/messages"
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/api/state", self._state),
                web.get(messages, self._read),
                web.post(messages, self._send),
                web.patch(messages + "/{message}", self._edit),
                web.delete(messages + "/{message}", self._delete),
                web.post("/api/interactions/component", self._component),
                web.post("/api/interactions/command", self._command),
                web.post("/api/interactions/modal", self._modal),
                web.get("/api/events", self._events),
                web.get("/api/cases", self._list_cases),
                web.get("/api/log", self._log),
                web.get("/api/views", self._view),
                web.post("/api/faults", self._fault),
                web.get("/api/faults", self._faults),
                web.delete("/api/faults", self._faults),
                web.post("/api/portal", self._portal),
                web.post("/api/permissions", self._permissions),
                web.post("/api/clock", self._clock),
                web.post("/api/reset", self._reset),
                web.get("/cdn{path:/.+}", self._cdn),
                *self._more.routes(),
                *self._private.routes(),
                *tray.routes(),
                web.get("/{name:[a-z0-9_.-]+}", self._page),
            ]
        )
        return app

    # ---------------------------------------------------------------------------- the boundary

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse other hosts' pages (DNS rebinding, forged requests); turn refusals into JSON."""
        names = {f"{n}:{self.port}" for n in ("127.0.0.1", "localhost", "[::1]")}
        origin = request.headers.get("Origin")
        if request.host not in names or (origin and urlsplit(origin).netloc not in names):
            return _refusal(403, "The sandbox answers only pages and programs of this machine.")
        try:
            response = await handler(request)
        except ApiError as error:
            return _refusal(error.status, _sentence(error), error.code or None)
        except BackendError as error:
            translated = api_error(error)
            return _refusal(error.status, _sentence(translated), error.code)
        except FlashguardError as error:
            return _refusal(503, error.message)
        except web.HTTPException as error:
            return _refusal(error.status, f"{error.reason}.")
        except (KeyError, ValueError, TypeError) as error:
            return _refusal(400, f"Something is missing or malformed in the request: {error}.")
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Cache-Control"] = "no-store"
        return response

    async def _page(self, request: web.Request) -> web.StreamResponse:
        file = _WEB / request.match_info.get("name", "index.html")
        if not file.is_file():  # the route's pattern lets no name leave the folder
            raise web.HTTPNotFound
        return web.FileResponse(file)

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        return await serve_people(self._hub, request, request.match_info["path"])

    # ------------------------------------------------------------------------------- to look

    async def _state(self, request: web.Request) -> web.Response:
        # Without `as` the admin looks: a page that knows nobody yet asks who there is.
        user_id, backend = who(request.query.get("as", str(world.PEOPLE[0].id))), self._hub.backend
        guild = backend.get_guild(int(request.query.get("guild", world.GUILD_ID)))
        channels = self._more.places.listed(user_id, guild.id)
        first = next((int(c["id"]) for c in channels if c["kind"] == "text"), None)
        online = self._gateway.online
        return web.json_response(
            {
                "me": person(user_id).payload(),
                "people": [p.payload() for p in world.PEOPLE],
                "guild": {"id": str(guild.id), "name": guild.name},
                "guilds": self._more.servers.listed(user_id),
                "channels": channels,
                "commands": self._private.commands(user_id, first) if first else [],
                "bot": world.BOT.payload() if world.BOT_ID in guild.members else None,
                "bot_online": online,
                **self._private.state(user_id),
                "bot_role_id": next((str(r.id) for r in guild.roles.values() if r.managed), None),
            }
        )

    async def _read(self, request: web.Request) -> web.Response:
        limit, before = int(request.query.get("limit", "50")), request.query.get("before")
        messages = self._posting.read(
            who(request.query.get("as")),
            int(request.match_info["channel"]),
            max(1, min(limit, 100)),
            int(before) if before else None,
        )
        return web.json_response({"messages": messages})

    async def _log(self, request: web.Request) -> web.Response:
        return web.json_response(self._hub.log.since(int(request.query.get("since", "0"))))

    async def _view(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        frames = self._views.frames(who(request.query.get("as")))
        return web.json_response([frame for frame in frames if frame["n"] > since])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        user_id = who(request.query.get("as"))
        queue = self._views.open(user_id)
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        try:
            await response.prepare(request)
            await response.write(b": open\n\n")
            while True:
                try:
                    async with asyncio.timeout(KEEP_ALIVE_S):
                        frame = await queue.get()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if frame is None:
                    break
                head = f"id: {frame['n']}\nevent: {frame['event']}\ndata: "
                await response.write(f"{head}{json.dumps(frame['data'])}\n\n".encode())
            await response.write_eof()
        except ConnectionError:
            pass  # the person closed the page
        finally:
            self._views.shut(user_id, queue)
        return response

    # ------------------------------------------------------------------------------ the cases

    async def _list_cases(self, request: web.Request) -> web.Response:
        if person(who(request.query.get("as"))).role not in _STAFF:
            raise ApiError(403, 50013, "Only the admin and the moderator may see the cases.")
        cases = await self._case_feed() if self._case_feed else []
        return web.json_response({"cases": cases})

    async def watch_cases(self) -> None:
        """Send cases that are new or changed to the staff who look, until cancelled."""
        staff = [p.id for p in world.PEOPLE if p.role in _STAFF]
        while self._case_feed is not None:
            await asyncio.sleep(CASE_POLL_S)
            if not self._views.watched(staff):
                continue
            try:
                cases = await self._case_feed()
            except FlashguardError:
                continue  # the next look will tell
            for case in cases:
                text = json.dumps(case, sort_keys=True)
                if self._cases.get(str(case.get("number"))) != text:
                    self._cases[str(case.get("number"))] = text
                    for user_id in staff:
                        self._views.push(user_id, "case", {"case": case})

    # --------------------------------------------------------------------------------- to act

    async def _send(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        channel_id = int(request.match_info["channel"])
        return web.json_response(self._posting.send(who(body.get("as")), channel_id, body, files))

    async def _edit(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        where = int(request.match_info["channel"]), int(request.match_info["message"])
        return web.json_response(self._posting.edit(who(body.get("as")), *where, body, files))

    async def _delete(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        where = int(request.match_info["channel"]), int(request.match_info["message"])
        self._posting.delete(who(body.get("as")), *where)
        return web.json_response({})

    async def _component(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        return _interaction(self._acts.press(who(body.get("as")), body))

    async def _command(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        return _interaction(self._acts.command(who(body.get("as")), body, files))

    async def _modal(self, request: web.Request) -> web.Response:
        body, files = await form(request)
        fields: dict[str, list[Upload]] = {}
        for custom_id, numbers in dict(body.get("files") or {}).items():
            fields[custom_id] = [files[int(n)] for n in numbers]
        return _interaction(self._acts.submit(who(body.get("as")), body, fields))

    # ----------------------------------------------------------------------------- to arrange

    async def _fault(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        check(body)
        if body["kind"] in IMMEDIATE:
            await self._gateway.fault(body)
        elif body["kind"] == "expired_links":
            self._hub.backend.attachments.expired_links += int(body.get("times", 1))
        else:
            self._hub.faults.add(body)
        return web.json_response({})

    async def _faults(self, request: web.Request) -> web.Response:
        if request.method == "DELETE":
            self._hub.faults.clear()
            self._hub.backend.attachments.expired_links = 0
        waiting = self._hub.faults.waiting()
        return web.json_response({"waiting": waiting, "cut_off": self._hub.faults.cut_off})

    async def _portal(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        if not set(body) <= set(PRIVILEGED):
            raise ApiError(400, 0, f"The intents to switch are {', '.join(sorted(PRIVILEGED))}.")
        for name, allowed in body.items():
            approved = self._hub.backend.approved_intents
            approved.add(name) if allowed else approved.discard(name)
        return web.json_response({n: n in self._hub.backend.approved_intents for n in PRIVILEGED})

    async def _permissions(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        backend, target = self._hub.backend, int(body["target"])
        allow = sum(_permission(name) for name in body.get("allow", []))
        deny = sum(_permission(name) for name in body.get("deny", []))
        guild = next((g for g in backend.guilds.values() if target in g.roles), None)
        if body.get("channel_id"):
            kind = OverwriteType.ROLE if guild is not None else OverwriteType.MEMBER
            overwrite = Overwrite(target, kind, allow=allow, deny=deny)
            backend.set_overwrite(int(body["channel_id"]), overwrite)
        elif guild is None:
            raise ApiError(404, 10011, "Unknown Role")
        else:
            bits = guild.roles[target].permissions & ~deny | allow
            backend.edit_role(guild.id, target, {"permissions": bits})
        return web.json_response({})

    async def _clock(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        seconds = float(body["advance"])
        if seconds < 0:
            raise ApiError(400, 0, "Time goes forward only.")
        self._hub.backend.advance_clock(seconds)
        return web.json_response({"now": self._hub.backend.now_iso()})

    async def _reset(self, request: web.Request) -> web.Response:
        await form(request)
        backend = self._hub.backend
        # Of conversations nobody is told: they are not in the world that follows.
        gone: list[Json] = [
            {
                "ids": [str(m.id) for m in messages.values() if not m.is_ephemeral],
                "channel_id": str(channel_id),
                "guild_id": str(world.GUILD_ID),
            }
            for channel_id, messages in backend.messages.items()
            if messages and backend.channels[channel_id].guild_id == world.GUILD_ID
        ]
        self._hub.reset()
        self._cases.clear()
        self._gateway.renew([payload for payload in gone if payload["ids"]])
        self._views.clear()
        self._views.push_all("state", {})
        return web.json_response({})


def _refusal(status: int, sentence: str, code: int | None = None) -> web.Response:
    return web.json_response({"error": sentence, "code": code}, status=status)


def _sentence(error: ApiError) -> str:
    found: Any = error.errors
    while isinstance(found, dict) and "_errors" not in found and found:
        found = next(iter(found.values()))
    if isinstance(found, dict) and found.get("_errors"):
        return str(found["_errors"][0]["message"])
    return error.message


def _interaction(interaction_id: str) -> web.Response:
    return web.json_response({"interaction_id": interaction_id})


def _permission(name: str) -> int:
    try:
        return permission_flag(name)
    except AttributeError:
        raise ApiError(400, 0, f"There is no permission called {name!r}.") from None
