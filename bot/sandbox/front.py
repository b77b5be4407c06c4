"""The TLS side: Discord's host names on one loopback port, each led to its part."""

from __future__ import annotations

import asyncio
import mimetypes
import os
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import trustme
from aiohttp import web

from bot.sandbox.cdn import CDN_HOST, MEDIA_HOST
from bot.sandbox.gateway import Gateway
from bot.sandbox.hub import Hub
from bot.sandbox.rest import Rest

_HOSTS = ("discord.com", "*.discord.com", "*.discord.gg", CDN_HOST, MEDIA_HOST)
_CHUNK = 64 * 1024
_ATTACHMENT_HEADERS = {
    "Cache-Control": "no-store",
    # On loopback attachments share the page's origin: a page among them must stay without power.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class Front:
    """Leads a request to REST, gateway or CDN by its host name."""

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
        if host.endswith("discord.gg"):
            return await self._gateway.handle(request)
        if host in (CDN_HOST, MEDIA_HOST):
            return await serve_attachment(self._hub, request, request.path)
        if host == "discord.com":
            if self._hub.limits.banned:
                return web.Response(status=429, text="<html>You are being banned</html>")
            return await self._rest.handle(request)
        self._hub.log.add(method=request.method, host=host, path=request.path, status=404, ms=0)
        return web.Response(status=404, text="The sandbox has no such host.")


async def serve_attachment(hub: Hub, request: web.Request, path: str) -> web.StreamResponse:
    """Serve `/attachments/<channel>/<id>/<name>` where the link is signed and not run out."""
    query, store = request.query, hub.backend.attachments
    key = path.removeprefix("/attachments/")
    data = store.get(key)
    try:
        valid = store.valid(key, query["ex"], query["is"], query["hm"])
    except (KeyError, ValueError):
        valid = False
    status = 200 if valid and data is not None else 404
    if fault := hub.faults.take("cdn_status"):
        status = int(fault.get("status", 500))
    hub.log.add(method=request.method, host=request.host, path=path, status=status, ms=0)
    if status != 200 or data is None:
        return web.Response(status=status, text="This content is no longer available.")
    response = web.StreamResponse(headers=_ATTACHMENT_HEADERS)
    response.content_type = _content_type(key)
    response.content_length = len(data)
    slow = hub.faults.take("cdn_slow")
    cut = hub.faults.take("cdn_truncated")
    await response.prepare(request)
    shown = data[: int(cut.get("bytes", len(data) // 2))] if cut else data
    pause = float(slow.get("seconds", 1.0)) if slow else 0.0
    step = max(1, min(_CHUNK, len(shown) // 10)) if slow else _CHUNK
    for start in range(0, len(shown), step):
        await response.write(shown[start : start + step])
        if pause:
            await asyncio.sleep(pause / 10)
    if cut and request.transport is not None:
        request.transport.close()
        return response
    await response.write_eof()
    return response


def _content_type(path: str) -> str:
    return mimetypes.guess_type(path)[0] or "application/octet-stream"


def tls_context(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make an authority and a certificate for Discord's names; keys stay in memory.

    Returns the server's context and the path of the authority's certificate (PEM, 0600). OpenSSL
    reads keys from files only, so the key is handed to it through a pipe.
    """
    authority = trustme.CA()
    leaf = authority.issue_cert(*_HOSTS)
    ca_path, chain_path = folder / "ca.pem", folder / "chain.pem"
    for path, data in (
        (ca_path, authority.cert_pem.bytes()),
        (chain_path, b"".join(pem.bytes() for pem in leaf.cert_chain_pems)),
    ):
        path.touch(mode=0o600)
        path.write_bytes(data)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _through_pipe(
        leaf.private_key_pem.bytes(), lambda pipe: context.load_cert_chain(chain_path, pipe)
    )
    return context, ca_path


def _through_pipe(secret: bytes, use: Callable[[str], None]) -> None:
    reader, writer = os.pipe()

    def write() -> None:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(secret)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        use(f"/dev/fd/{reader}")
    finally:
        os.close(reader)
        thread.join()
