"""Downloads over real sockets: only Discord's hosts, no redirects, limits of bytes and time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from bot.domain import MediaRef, Surface, UnscreenedReason
from bot.errors import FetchError
from bot.media import CdnSource
from bot.sandbox.connect import connector

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


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("cdn.discordapp.com", "media.discordapp.net").configure_cert(context)
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


async def test_a_redirect_is_not_followed(host: Host, source: CdnSource) -> None:
    host.answers = [answer(302, Location="https://cdn.discordapp.com/other.png")]
    error = await failure(source, media())
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert "302" in error.message
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


async def test_a_body_that_never_says_its_length_is_cut_at_the_limit(
    host: Host, source: CdnSource
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 100)

    host.answers = [endless]
    assert (await failure(source, media(size=10))).reason is UnscreenedReason.TOO_LARGE


async def test_a_slow_body_ends_at_the_deadline(host: Host, tmp_path: Path) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.sleep(60)
        return response

    host.answers = [slow]
    to_host = connector(host.port, tmp_path / "ca.pem")
    async with CdnSource(max_bytes=LIMIT, deadline=0.2, connector=to_host) as source:
        assert (await failure(source, media())).reason is UnscreenedReason.TIMEOUT


async def test_a_broken_answer_is_tried_again(host: Host, source: CdnSource) -> None:
    host.answers = [answer(503), answer(500), answer(body=b"here")]
    assert await source.fetch(media()) == b"here"
    host.answers = [answer(503)]
    error = await failure(source, media())
    assert error.reason is UnscreenedReason.FETCH_FAILED
    assert "503" in error.message


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
    assert (await failure(source, media())).reason is UnscreenedReason.FETCH_FAILED
    assert len(host.requests) == 1
