"""The sandbox as a whole: started and stopped by whoever runs it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.errors import StartError
from bot.sandbox import world
from bot.sandbox.acts import Acts
from bot.sandbox.certificates import Certificates
from bot.sandbox.control import Control
from bot.sandbox.front import Front
from bot.sandbox.gateway import Gateway
from bot.sandbox.hub import Hub
from bot.sandbox.posting import Posting
from bot.sandbox.rest import Exchange, Rest
from bot.sandbox.views import Views

_log = logging.getLogger(__name__)


class Sandbox:
    """A local Discord: people's side on `url`, the bot's on `tls_port`. Loopback only.

    `case_feed` gives the cases that the page shows, newest first; `witness` is told of every
    REST exchange with the bot.

    Attributes (after `start`):
        url: where the page and the control interface are, `http://127.0.0.1:PORT`.
        tls_port: where `connect.connector` leads the bot.
        ca_path: the PEM file of the authority that signed the sandbox's certificate; it lies in
            a private temporary directory that `stop` removes. No key is ever on disk.
        token: the bot token that the sandbox accepts.
        application_id: the application's id, the bot's user id as well.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 8420,
        *,
        case_feed: Callable[[], Awaitable[list[dict[str, Any]]]] | None = None,
        witness: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._case_feed = case_feed
        self._witness = witness
        self._closing = contextlib.AsyncExitStack()
        self.url = ""
        self.tls_port = 0
        self.ca_path = Path()
        self.token = world.TOKEN
        self.application_id = world.BOT_ID

    async def start(self) -> None:
        """Open both ports and serve. Raises StartError where the port is taken."""
        if self._host not in ("127.0.0.1", "::1", "localhost"):
            raise StartError("The sandbox serves this machine only: its host must be 127.0.0.1.")
        hub = Hub()
        views = Views(hub)
        posting = Posting(hub, views)
        acts = Acts(hub, views, posting)
        gateway = Gateway(hub)
        control = Control(hub, views, acts, posting, gateway, self._case_feed)
        front = Front(hub, Rest(hub, acts.answered, self._witness), gateway)
        async with contextlib.AsyncExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="flashguard-sandbox-"))
            certificates = Certificates(
                Path(folder),
                lambda name: hub.backend.sites.knows_host(name),
                lambda name: hub.log.add(method="CONNECT", host=name, path="", status=0, ms=0),
            )
            self.ca_path = certificates.ca_path
            stack.callback(hub.close)
            tls = web.AppRunner(front.app(), access_log=None, shutdown_timeout=1.0)
            await tls.setup()
            stack.push_async_callback(tls.cleanup)
            plain = web.AppRunner(control.app(), access_log=None, shutdown_timeout=1.0)
            await plain.setup()
            stack.push_async_callback(plain.cleanup)
            await self._listen(web.TCPSite(tls, "127.0.0.1", 0, ssl_context=certificates.context))
            await self._listen(web.TCPSite(plain, self._host, self._port))
            self.tls_port = tls.addresses[0][1]
            control.port = plain.addresses[0][1]
            self.url = views.url = f"http://127.0.0.1:{control.port}"
            watcher = asyncio.create_task(control.watch_cases())
            watcher.add_done_callback(_report)
            stack.push_async_callback(_cancel, watcher)
            stack.push_async_callback(gateway.stop)
            stack.callback(views.stop)
            self._closing = stack.pop_all()

    async def stop(self) -> None:
        """Close every connection, stop serving and remove the temporary directory."""
        await self._closing.aclose()

    async def _listen(self, site: web.TCPSite) -> None:
        try:
            await site.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(
                    f"The sandbox cannot listen on {self._host}: {error.strerror}.", repr(error)
                ) from error
            raise StartError(
                f"Port {self._port} is taken. "
                "Choose another with --port or FLASHGUARD_SANDBOX_PORT.",
                repr(error),
            ) from error


def _report(task: asyncio.Task[None]) -> None:
    """Say it in the log where the watch over the cases ends before its time."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("The sandbox no longer shows new cases: %r", error)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
