"""Serves what the content hosts hold, to the bot under their names and to people on loopback."""

from __future__ import annotations

import asyncio
import mimetypes

from aiohttp import web

from bot.sandbox.assets import PROXY_HOST, Found
from bot.sandbox.cdn import CDN_HOST, MEDIA_HOST
from bot.sandbox.hub import Hub

HOSTS = (CDN_HOST, MEDIA_HOST, PROXY_HOST, "images-ext-2.discordapp.net")
_CHUNK = 64 * 1024
_HEADERS = {
    "Cache-Control": "no-store",
    # On loopback attachments share the page's origin: a page among them must stay without power.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_GONE = "This content is no longer available."


async def serve_people(hub: Hub, request: web.Request, path: str) -> web.StreamResponse:
    """Serve a person's browser: what a client shows, without the faults ordered for the bot."""
    host = PROXY_HOST if path.startswith("/external/") else CDN_HOST
    if path.startswith("/stickers/") and path.endswith(".gif"):
        host = MEDIA_HOST
    found = _find(hub, request, host, path)
    if found.status != 200:
        return web.Response(status=found.status, text=_GONE)
    return web.Response(body=found.data, headers={**_HEADERS, "Content-Type": found.content_type})


async def serve_bot(hub: Hub, request: web.Request, host: str) -> web.StreamResponse:
    """Serve one request of the bot, with the faults that meet it, and note it in the log."""
    path, faults = request.path, hub.faults
    found = _find(hub, request, host, path)
    status, headers = found.status, dict(_HEADERS)
    if fault := faults.take("cdn_status", path=path):
        status = int(fault.get("status", 500))
    if fault := faults.take("cdn_redirect", path=path):
        status = 302
        headers["Location"] = str(fault.get("location") or request.url)
    hub.log.add(method=request.method, host=host, path=path, status=status, ms=0)
    if status != 200:
        return web.Response(status=status, headers=headers, text=_GONE)
    response = web.StreamResponse(headers=headers)
    response.content_type = found.content_type
    slow = faults.take("cdn_slow", path=path)
    cut = faults.take("cdn_truncated", path=path)
    lie = faults.take("cdn_length", path=path)
    data = found.data
    if lie and lie.get("says") is None:
        response.enable_chunked_encoding()  # no Content-Length at all
    else:
        response.content_length = int(lie["says"]) if lie else len(data)
    shown = data[: int(cut.get("bytes", len(data) // 2))] if cut else data
    pause = float(slow.get("seconds", 1.0)) if slow else 0.0
    step = max(1, min(_CHUNK, len(shown) // 10)) if slow else _CHUNK
    await response.prepare(request)
    for start in range(0, len(shown), step):
        await response.write(shown[start : start + step])
        if pause:
            await asyncio.sleep(pause / 10)
    if (cut or lie) and request.transport is not None:
        if not cut and lie and lie.get("says") is None:
            await response.write_eof()
        else:
            request.transport.close()
        return response
    await response.write_eof()
    return response


def _find(hub: Hub, request: web.Request, host: str, path: str) -> Found:
    if not path.startswith("/attachments/"):
        moving = request.query.get("animated") == "true"
        return hub.backend.assets.find(host, path, moving=moving)
    query, store = request.query, hub.backend.attachments
    key = path.removeprefix("/attachments/")
    data = store.get(key)
    try:
        valid = store.valid(key, query["ex"], query["is"], query["hm"])
    except (KeyError, ValueError):
        valid = False
    if not valid or data is None or host not in (CDN_HOST, MEDIA_HOST):
        return Found(404)
    # Discord names the type by the file's extension, so it may be wrong.
    return Found(200, data, mimetypes.guess_type(key)[0] or "application/octet-stream")
