"""Roles, overwrites, webhooks and slow mode, as a server's admins set them: for scenarios."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.sandbox import world
from bot.sandbox.api_error import ApiError
from bot.sandbox.asks import form
from bot.sandbox.backend import Backend, BackendError, Json, api_error, permission_flag, serializers
from bot.sandbox.hub import Hub


class Powers:
    """Routes that arrange what people may do, and show how it stands."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @property
    def _backend(self) -> Backend:
        return self._hub.backend

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        channel = "/api/channels/{channel}"
        return [
            web.post("/api/roles", self._make_role),
            web.delete("/api/roles/{role}", self._delete_role),
            web.get(channel + "/overwrites", self._overwrites),
            web.delete(channel + "/overwrites/{target}", self._delete_overwrite),
            web.get(channel + "/webhooks", self._webhooks),
            web.post(channel + "/webhooks", self._make_webhook),
            web.delete(channel + "/webhooks/{webhook}", self._delete_webhook),
            web.put(channel + "/slowmode", self._slow_down),
        ]

    async def _make_role(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        backend, guild_id = self._backend, int(body.get("guild_id") or world.GUILD_ID)
        bits = 0
        for name in body.get("permissions") or ():
            bits |= _flag(str(name))
        role = backend.create_role(guild_id, str(body["name"]), permissions=bits)
        for user_id in body.get("members") or ():
            backend.get_guild(guild_id).members[int(user_id)].role_ids.append(role.id)
        return web.json_response({"id": str(role.id)})

    async def _delete_role(self, request: web.Request) -> web.Response:
        role_id = _number(request, "role")
        guild = next((g for g in self._backend.guilds.values() if role_id in g.roles), None)
        if guild is None:
            raise ApiError(404, 10011, "Unknown Role")
        self._backend.delete_role(guild.id, role_id)
        for channel_id in guild.channel_ids:
            channel = self._backend.channels[channel_id]
            if any(o.target_id == role_id for o in channel.overwrites):
                self._backend.delete_overwrite(channel_id, role_id)
        return web.json_response({})

    async def _overwrites(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        payload: Any = serializers.channel_payload(self._backend, channel)
        found = sorted(payload["permission_overwrites"], key=lambda o: int(o["id"]))
        return web.json_response({"overwrites": found})

    async def _delete_overwrite(self, request: web.Request) -> web.Response:
        self._backend.delete_overwrite(self._channel(request).id, _number(request, "target"))
        return web.json_response({})

    async def _webhooks(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        known = [w for w in self._backend.webhooks.values() if w.channel_id == channel.id]
        shown: list[Json] = [
            {"id": str(w.id), "name": w.name, "creator_id": str(w.creator_id)} for w in known
        ]
        return web.json_response({"webhooks": shown})

    async def _make_webhook(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        owner = world.PEOPLE[0].id
        made = self._backend.create_webhook(self._channel(request).id, str(body["name"]), owner)
        return web.json_response({"id": str(made.id)})

    async def _delete_webhook(self, request: web.Request) -> web.Response:
        try:
            self._backend.delete_webhook(_number(request, "webhook"))
        except BackendError as error:
            raise api_error(error) from error
        return web.json_response({})

    async def _slow_down(self, request: web.Request) -> web.Response:
        body, _ = await form(request)
        seconds = int(body["seconds"])
        self._backend.edit_channel(self._channel(request).id, {"rate_limit_per_user": seconds})
        return web.json_response({})

    def _channel(self, request: web.Request) -> Any:
        try:
            return self._backend.get_channel(_number(request, "channel"))
        except BackendError as error:
            raise api_error(error) from error


def _number(request: web.Request, name: str) -> int:
    value = request.match_info[name]
    if not value.isdecimal():
        raise ApiError(400, 0, f"{value!r} is no id.")
    return int(value)


def _flag(name: str) -> int:
    try:
        return permission_flag(name)
    except AttributeError:
        raise ApiError(400, 0, f"There is no permission called {name!r}.") from None
