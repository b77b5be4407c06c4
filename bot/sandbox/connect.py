"""Leads an unmodified discord.py client to the sandbox: real host names, a loopback socket.

The bot's process uses this, so it imports neither the sandbox's server nor its backend.
"""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult


class _Loopback(AbstractResolver):
    """Resolves every name to one loopback port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Hold nothing, so close nothing."""


class _SandboxConnector(aiohttp.TCPConnector):
    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[ResolveResult]:
        # aiohttp never asks the resolver about literal addresses (`http://93.184.216.34/`), and
        # such a request would leave the machine: send those to the sandbox too.
        return await self._resolver.resolve(host, port)


def connector(tls_port: int, ca_path: Path) -> aiohttp.BaseConnector:
    """Return a connector that sends every host to the sandbox and trusts its authority alone.

    Args:
        tls_port: the sandbox's TLS port on 127.0.0.1 (`Sandbox.tls_port`).
        ca_path: the PEM file of the sandbox's certificate authority (`Sandbox.ca_path`).

    Pass it as `discord.Client(..., connector=...)`; must be called inside a running loop.
    Raises OSError where the file cannot be read.
    """
    context = ssl.create_default_context(cafile=str(ca_path))
    return _SandboxConnector(resolver=_Loopback(tls_port), ssl=context, use_dns_cache=False)
