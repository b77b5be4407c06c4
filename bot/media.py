"""Downloads images: from Discord's hosts only, without redirects, within limits of bytes and time.

A link in a message is its sender's word. So the host is held against an exact list before a
request is made, redirects are refused, and the size is checked twice: as declared, then as real.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from bot.domain import MediaRef, UnscreenedReason
from bot.errors import FetchError

DISCORD_HOSTS = frozenset(
    {
        "cdn.discordapp.com",
        "media.discordapp.net",
        # The proxy through which Discord's clients see linked pictures.
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    }
)
"""Every host that an image is ever fetched from."""

_SIGNATURE = {"ex", "is", "hm"}
"""What Discord signs a link to a file with: until when, since when, and the code over both."""

_CHUNK = 64 * 1024
_ATTEMPTS = 3
_PAUSE = 0.25


class CdnSource:
    """Fetches media from Discord's content hosts."""

    def __init__(
        self,
        *,
        max_bytes: int,
        deadline: float = 10.0,
        connector: aiohttp.BaseConnector | None = None,
    ) -> None:
        """Set the limits: bytes of one image, and seconds for it with all attempts.

        `connector` leads elsewhere than to the real hosts (the sandbox); it is closed with the
        source.
        """
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._session = aiohttp.ClientSession(
            connector=connector,
            # No cookies: nothing that a host sets is ever sent back.
            cookie_jar=aiohttp.DummyCookieJar(),
            # A proxy or credentials from the environment would send the request elsewhere.
            trust_env=False,
            # Images come as they are. A few compressed bytes can hold more than memory does, and
            # would be counted too late.
            headers={"Accept-Encoding": "identity"},
            auto_decompress=False,
        )

    async def __aenter__(self) -> Self:
        """Return the source itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the source."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def fetch(self, media: MediaRef) -> bytes:
        """Return an image's bytes.

        Raises FetchError: `too_large` where the declared or the real size is over the limit,
        `timeout` past the deadline, `fetch_failed` for everything else (another host, a refusal,
        a broken connection). Failures of the server or the connection are tried again within the
        deadline; when that is no use, the error is `transient`. A signed link that is refused is
        `expired`: the message has a fresh one.
        """
        url = _checked(media.url)
        if media.size is not None and media.size > self._max_bytes:
            raise self._too_large(media.size)
        try:
            async with asyncio.timeout(self._deadline):
                for attempt in range(1, _ATTEMPTS + 1):
                    try:
                        return await self._get(url)
                    except _TryAgain as error:
                        if attempt == _ATTEMPTS:
                            raise FetchError(
                                UnscreenedReason.FETCH_FAILED,
                                f"Discord's content host did not deliver the image ({error}).",
                                transient=True,
                            ) from error
                        await asyncio.sleep(_PAUSE * attempt)
        except TimeoutError as error:
            raise FetchError(
                UnscreenedReason.TIMEOUT,
                f"The image was not downloaded within {self._deadline:g} seconds.",
                transient=True,
            ) from error
        raise AssertionError("the loop returns or raises")

    async def _get(self, url: URL) -> bytes:
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                if response.status >= 500 or response.status == 429:
                    raise _TryAgain(f"status {response.status}")
                if response.status != 200:
                    raise FetchError(
                        UnscreenedReason.FETCH_FAILED,
                        f"Discord's content host answered {response.status} for the image.",
                        # A file that is gone and a link that ran out answer alike.
                        expired=response.status in (403, 404) and url.query.keys() >= _SIGNATURE,
                    )
                return await self._read(response)
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            # The error's own text may hold the signed link; its type says enough.
            raise _TryAgain(type(error).__name__) from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        declared = _declared_length(response.headers)
        if declared is not None and declared > self._max_bytes:
            raise self._too_large(declared)
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise self._too_large(len(body))
        return bytes(body)

    def _too_large(self, size: int) -> FetchError:
        return FetchError(
            UnscreenedReason.TOO_LARGE,
            f"The image has {size:,} bytes or more; the limit is {self._max_bytes:,} "
            "(FLASHGUARD_MAX_MEDIA_BYTES).",
        )


class _TryAgain(Exception):
    """A failure that the next attempt may not have."""


def _checked(text: str) -> URL:
    """Return the address, or raise FetchError where it is not https on one of Discord's hosts."""
    try:
        # The signature in the query is bound to its exact spelling.
        url = URL(text, encoded=True)
        allowed = (
            url.scheme == "https"
            and url.host in DISCORD_HOSTS
            and url.port == 443
            and url.user is None
        )
    except ValueError:
        allowed = False
    if not allowed:
        raise FetchError(
            UnscreenedReason.FETCH_FAILED, "The image does not lie on one of Discord's hosts."
        )
    return url


def _declared_length(headers: Mapping[str, str]) -> int | None:
    value = headers.get("Content-Length", "")
    return int(value) if value.isdecimal() else None
