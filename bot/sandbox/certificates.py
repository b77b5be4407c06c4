"""The sandbox's own authority: certificates for Discord's names and for registered sites."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import trustme

from bot.sandbox.content import HOSTS

_NAMES = ("discord.com", "*.discord.com", "*.discord.gg", *HOSTS)


class Certificates:
    """An authority whose certificate lies in `folder` (0600), and contexts it made; keys stay in
    memory.

    `knows_host` tells whether a foreign name is a site that the sandbox plays; `asked` is told of
    every foreign name that somebody asked for, whether or not they then trust the answer.
    """

    def __init__(
        self, folder: Path, knows_host: Callable[[str], bool], asked: Callable[[str], None]
    ) -> None:
        self._authority = trustme.CA()
        self._folder = folder
        self._knows_host = knows_host
        self._asked = asked
        self._sites: dict[str, ssl.SSLContext] = {}
        self.ca_path = folder / "ca.pem"
        _write(self.ca_path, self._authority.cert_pem.bytes())
        self.context = self._context(*_NAMES)
        self.context.sni_callback = self._choose

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None and _is_discords(name):
            return
        # A literal address has no name to send.
        self._asked(name or "a literal address")
        if name is not None and self._knows_host(name):
            if name not in self._sites:
                self._sites[name] = self._context(name)
            connection.context = self._sites[name]

    def _context(self, *names: str) -> ssl.SSLContext:
        leaf = self._authority.issue_cert(*names)
        chain_path = self._folder / "chain.pem"
        _write(chain_path, b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _through_pipe(
            leaf.private_key_pem.bytes(), lambda pipe: context.load_cert_chain(chain_path, pipe)
        )
        return context


def _is_discords(name: str) -> bool:
    return name in _NAMES or name.endswith((".discord.com", ".discord.gg"))


def _write(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)


def _through_pipe(secret: bytes, use: Callable[[str], None]) -> None:
    """Hand a key to OpenSSL, which reads keys from files only, through a pipe."""
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
