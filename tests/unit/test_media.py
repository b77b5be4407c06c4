"""Downloads over real sockets: only Discord's hosts, no redirects, limits of bytes and time.

The numbers in the names are those of the known ways past moderation bots: 20 an origin that serves
two images, 21 lengths that are missing or lie, 22 redirects and slow bodies.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web

from bot.domain import MediaRef, Surface, UnscreenedReason
from bot.errors import FetchError
from bot.media import DISCORD_HOSTS, CdnSource
from bot.sandbox.connect import connector
from bot.settings import load_settings

LIMIT = 1000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Host:
    """A content host on loopback that answers as a test tells it to, and counts requests."""

    def __init__(self) -> None:
        self.answers: list[Handler] = []
        self.requests: list[web.Request] = []
        self.port = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)


def tls(tmp_path: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*DISCORD_HOSTS).configure_cert(context)
    return context


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    context = tls(tmp_path)
    host = Host()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", host.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    host.port = runner.addresses[0][1]
    yield host
    await runner.cleanup()


@pytest.fixture
async def source(host: Host, tmp_path: Path) -> AsyncIterator[CdnSource]:
    to_host = connector(host.port, tmp_path / "ca.pem")
    async with CdnSource(max_bytes=LIMIT, deadline=3, connector=to_host) as source:
        yield source


def media(url: str = "https://cdn.discordapp.com/a/b/c.png", size: int | None = None) -> MediaRef:
    return MediaRef("1", Surface.ATTACHMENT, url, size=size)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers=headers)

    return handle


async def failure(source: CdnSource, ref: MediaRef) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await source.fetch(ref)
    return caught.value


async def test_an_image_arrives_as_it_is_and_its_signature_untouched(
    host: Host, source: CdnSource
) -> None:
    host.answers = [answer(body=b"\x00\xffbytes")]
    url = "https://media.discordapp.net/attachments/1/2/a%20b.png?ex=6&is=5&hm=a%2Fb"
    assert await source.fetch(media(url)) == b"\x00\xffbytes"
    assert host.requests[0].raw_path == "/attachments/1/2/a%20b.png?ex=6&is=5&hm=a%2Fb"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.png",
        "https://cdn.discordapp.com.example.com/a.png",
        "https://discord.com/a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://cdn.discordapp.com@example.com/a.png",
        "https://someone@cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com:8443/a.png",
        "http://cdn.discordapp.com/a.png",
        "file:///etc/passwd",
        "//cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com:99999/a",
        "",
    ],
)
async def test_nothing_is_asked_of_any_other_host(host: Host, source: CdnSource, url: str) -> None:
    host.answers = [answer(body=b"x")]
    error = await failure(source, media(url))
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert host.requests == []


async def test_20_a_linked_picture_is_asked_of_the_proxy_alone(
    host: Host, source: CdnSource
) -> None:
    host.answers = [answer(body=b"what people see")]
    proxied = "https://images-ext-1.discordapp.net/external/x/https/evil.example/a.png"
    assert await source.fetch(media(proxied)) == b"what people see"
    await failure(source, media("https://evil.example/a.png"))
    assert [r.host for r in host.requests] == ["images-ext-1.discordapp.net"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_22_a_redirect_is_not_followed(host: Host, source: CdnSource, status: int) -> None:
    host.answers = [answer(status, Location="https://cdn.discordapp.com/a/b/c.png")]
    error = await failure(source, media())
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert error.message == f"Discord's content host answered {status} for the image."
    assert not error.transient and not error.expired
    assert len(host.requests) == 1


async def test_the_limit_itself_is_allowed_and_one_byte_more_is_not(
    host: Host, source: CdnSource
) -> None:
    host.answers = [answer(body=b"x" * LIMIT)]
    assert len(await source.fetch(media(size=LIMIT))) == LIMIT
    host.answers = [answer(body=b"x" * (LIMIT + 1))]
    assert (await failure(source, media())).reason is UnscreenedReason.TOO_LARGE


async def test_a_declared_size_over_the_limit_is_not_even_asked_for(
    host: Host, source: CdnSource
) -> None:
    host.answers = [answer(body=b"x")]
    error = await failure(source, media(size=LIMIT + 1))
    assert error.reason is UnscreenedReason.TOO_LARGE
    assert "FLASHGUARD_MAX_MEDIA_BYTES" in error.message
    assert host.requests == []


async def test_21_a_body_that_never_says_its_length_is_cut_at_the_limit(
    host: Host, source: CdnSource
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 100)

    host.answers = [endless]
    assert (await failure(source, media(size=10))).reason is UnscreenedReason.TOO_LARGE


async def test_22_a_slow_body_ends_at_the_deadline(host: Host, tmp_path: Path) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.sleep(60)
        return response

    host.answers = [slow]
    to_host = connector(host.port, tmp_path / "ca.pem")
    async with CdnSource(max_bytes=LIMIT, deadline=0.2, connector=to_host) as source:
        error = await failure(source, media())
    assert error.reason is UnscreenedReason.TIMEOUT
    assert error.message == "The image was not downloaded within 0.2 seconds."
    assert error.transient and not error.expired


async def test_a_broken_answer_is_tried_again(host: Host, source: CdnSource) -> None:
    host.answers = [answer(503), answer(500), answer(body=b"here")]
    assert await source.fetch(media()) == b"here"
    host.answers = [answer(503)]
    error = await failure(source, media())
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert error.message == "Discord's content host did not deliver the image (status 503)."
    assert error.transient and not error.expired


async def test_a_cut_off_body_is_tried_again_and_never_taken_for_whole(
    host: Host, source: CdnSource
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"x" * 100)
        assert request.transport is not None
        request.transport.abort()
        return response

    host.answers = [cut, answer(body=b"whole")]
    assert await source.fetch(media()) == b"whole"


@pytest.mark.parametrize("status", [403, 404, 204])
async def test_a_refusal_is_not_tried_again(host: Host, source: CdnSource, status: int) -> None:
    host.answers = [answer(status)]
    error = await failure(source, media())
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert not error.transient
    assert len(host.requests) == 1


SIGNED = "https://cdn.discordapp.com/attachments/1/2/a.png?ex=65a&is=65b&hm=0123abc&"


@pytest.mark.parametrize(
    ("url", "status", "expired"),
    [
        (SIGNED, 403, True),
        (SIGNED, 404, True),
        (SIGNED, 410, False),
        (SIGNED, 302, False),
        ("https://cdn.discordapp.com/emojis/1.webp?animated=true", 404, False),
        ("https://cdn.discordapp.com/a.png?ex=1&hm=2", 403, False),
    ],
)
async def test_only_a_signed_link_can_expire(
    host: Host, source: CdnSource, url: str, status: int, expired: bool
) -> None:
    host.answers = [answer(status)]
    assert (await failure(source, media(url))).expired is expired


@asynccontextmanager
async def raw_host(
    tmp_path: Path, answers: Sequence[bytes], *, hang_up: bool = True
) -> AsyncIterator[CdnSource]:
    """Lead to a host that answers each request with bytes as they stand, the last for ever."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                await reader.readuntil(b"\r\n\r\n")
                writer.write(left.pop(0) if len(left) > 1 else left[0])
                await writer.drain()
                if hang_up:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls(tmp_path))
    to_host = connector(server.sockets[0].getsockname()[1], tmp_path / "ca.pem")
    async with server, CdnSource(max_bytes=LIMIT, deadline=30, connector=to_host) as source:
        yield source


HEAD = b"HTTP/1.1 200 OK\r\n"


async def test_21_no_length_at_all(tmp_path: Path) -> None:
    async with raw_host(tmp_path, [HEAD + b"\r\n" + b"x" * LIMIT]) as source:
        assert await source.fetch(media(size=3)) == b"x" * LIMIT
    async with raw_host(tmp_path, [HEAD + b"\r\n" + b"x" * (LIMIT + 1)]) as source:
        assert (await failure(source, media(size=3))).reason is UnscreenedReason.TOO_LARGE


async def test_21_a_length_that_says_more_than_there_is(tmp_path: Path) -> None:
    short = HEAD + b"Content-Length: 500\r\n\r\n" + b"x" * 100
    async with raw_host(tmp_path, [short]) as source:
        error = await failure(source, media())
        assert error.reason is UnscreenedReason.FETCH_FAILED
        assert error.transient


async def test_21_a_length_over_the_limit_is_taken_at_its_word(tmp_path: Path) -> None:
    for length in (LIMIT + 1, 10**18):
        lie = HEAD + f"Content-Length: {length}\r\n\r\nx".encode()
        async with raw_host(tmp_path, [lie]) as source:
            error = await failure(source, media(size=1))
        assert error.reason is UnscreenedReason.TOO_LARGE
        assert error.message == (
            f"The image has {length:,} bytes or more; the limit is 1,000 "
            "(FLASHGUARD_MAX_MEDIA_BYTES)."
        )


async def test_21_a_length_that_says_less_does_not_spill_into_the_next_image(
    tmp_path: Path,
) -> None:
    spilled = HEAD + b"Content-Length: 7\r\n\r\nspilled"
    lie = HEAD + b"Content-Length: 5\r\n\r\n12345" + spilled
    own = HEAD + b"Content-Length: 3\r\n\r\nown"
    async with raw_host(tmp_path, [lie, own], hang_up=False) as source:
        assert await source.fetch(media()) == b"12345"
        await asyncio.sleep(0.05)  # time for what is too much to arrive
        assert await source.fetch(media()) == b"own"


@pytest.mark.parametrize("length", [b"-1", b"5, 6", b"x", b"9" * 4500])
async def test_21_a_length_that_is_none_is_a_failure(tmp_path: Path, length: bytes) -> None:
    odd = HEAD + b"Content-Length: " + length + b"\r\n\r\n12345"
    async with raw_host(tmp_path, [odd]) as source:
        assert (await failure(source, media())).reason in (
            UnscreenedReason.FETCH_FAILED,
            UnscreenedReason.TOO_LARGE,
        )


async def test_what_comes_compressed_is_not_blown_up(host: Host, source: CdnSource) -> None:
    bomb = gzip.compress(b"x" * 100_000)
    assert len(bomb) < LIMIT
    gzipped: Any = {"Content-Encoding": "gzip"}
    host.answers = [answer(body=bomb, **gzipped)]
    assert await source.fetch(media()) == bomb
    assert host.requests[0].headers["Accept-Encoding"] == "identity"


async def test_the_limit_at_its_default_lowered_and_raised(host: Host, tmp_path: Path) -> None:
    default = load_settings(token=None).max_media_bytes
    assert default == 52_428_800
    for limit, stated in ((default, "52,428,800"), (1024, "1,024"), (60_000_000, "60,000,000")):
        to_host = connector(host.port, tmp_path / "ca.pem")
        async with CdnSource(max_bytes=limit, deadline=60, connector=to_host) as source:
            host.answers = [answer(body=b"x" * limit)]
            assert len(await source.fetch(media(size=limit))) == limit
            host.answers = [answer(body=b"x" * (limit + 1))]
            for size in (limit + 1, None):
                error = await failure(source, media(size=size))
                assert error.reason is UnscreenedReason.TOO_LARGE
                assert error.message == (
                    f"The image has {limit + 1:,} bytes or more; the limit is {stated} "
                    "(FLASHGUARD_MAX_MEDIA_BYTES)."
                )
                assert not error.transient
