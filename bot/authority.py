"""The way to a timestamping authority: the one host beside Discord's that is ever asked.

Only where the operator has named one (FLASHGUARD_TIMESTAMP_URL); what is sent is the hash of a
checkpoint and a random number, and nothing that a host sends is kept but its answer.
"""

from __future__ import annotations

import ssl

import aiohttp

from bot.errors import StampError
from bot.stamps import StampFailure

_MOST = 64 * 1024
_QUERY = "application/timestamp-query"  # RFC 3161, section 3.4


class HttpAuthority:
    """An authority at an https address."""

    def __init__(
        self, url: str, *, deadline: float = 20.0, trust: ssl.SSLContext | None = None
    ) -> None:
        """Ask at an address, within so many seconds; `trust` is for another web than the usual."""
        self._url, self._deadline = url, deadline
        self._trust: ssl.SSLContext | bool = trust or True

    async def ask(self, query: bytes) -> bytes:
        """Return the answer to a request of RFC 3161; raise StampError where there is none."""
        try:
            async with (
                aiohttp.ClientSession(
                    timeout=aiohttp.ClientTimeout(total=self._deadline),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    # A proxy or credentials from the environment would send it elsewhere.
                    trust_env=False,
                    headers={"User-Agent": "Flashguard"},
                ) as session,
                session.post(
                    self._url,
                    data=query,
                    headers={"Content-Type": _QUERY},
                    allow_redirects=False,
                    ssl=self._trust,
                ) as answer,
            ):
                if answer.status != 200:
                    raise StampError(
                        StampFailure.REFUSED,
                        f"The timestamping authority answered with status {answer.status}. Check "
                        "FLASHGUARD_TIMESTAMP_URL.",
                    )
                data = bytearray()
                async for chunk in answer.content.iter_chunked(8192):
                    data += chunk
                    if len(data) > _MOST:
                        raise StampError(
                            StampFailure.MALFORMED,
                            "The timestamping authority's answer is too long to be a timestamp.",
                        )
                return bytes(data)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise StampError(
                StampFailure.UNREACHABLE,
                "The timestamping authority cannot be reached. Check FLASHGUARD_TIMESTAMP_URL and "
                "this machine's connection.",
                type(error).__name__,
            ) from None
