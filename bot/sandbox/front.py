"""The TLS side: Discord's host names on one loopback port, each led to its part."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.content import HOSTS, serve_bot
from bot.sandbox.gateway import Gateway
from bot.sandbox.hub import Hub
from bot.sandbox.rest import Rest


class Front:
    """Leads a request to REST, gateway or content by its host name."""

    def __init__(self, hub: Hub, rest: Rest, gateway: Gateway) -> None:
        self._hub = hub
        self._rest = rest
        self._gateway = gateway

    def app(self) -> web.Application:
        """Return the web application: every method and path of every host."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request by its host name."""
        host = request.host.partition(":")[0]
        if self._hub.faults.all_cut_off and request.transport is not None:
            request.transport.abort()
            return web.Response(status=503)
        if host.endswith("discord.gg"):
            return await self._gateway.handle(request)
        if host in HOSTS:
            return await serve_bot(self._hub, request, host)
        if host == "discord.com":
            if self._hub.limits.banned:
                return web.Response(status=429, text="<html>You are being banned</html>")
            return await self._rest.handle(request)
        data = self._hub.backend.sites.serves(host, request.path_qs)
        status = 404 if data is None else 200
        self._hub.log.add(method=request.method, host=host, path=request.path, status=status, ms=0)
        return web.Response(status=status, body=data or b"The sandbox has no such host.")
