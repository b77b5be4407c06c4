"""Assets, sites and counts by themselves: what they read, what they answer, what they refuse."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.sandbox.api_error import ApiError
from bot.sandbox.assets import (
    APNG,
    GIF,
    LOTTIE,
    PNG,
    PROXY_HOST,
    Assets,
    animated,
    content_type,
    first_frame,
    sticker_format,
)
from bot.sandbox.cdn import CDN_HOST, MEDIA_HOST
from bot.sandbox.counts import Counts
from bot.sandbox.sites import Sites, links, normal, proxy_url


def drawing(kind: str, frames: int = 1, colour: int = 0) -> bytes:
    file = io.BytesIO()
    images = [Image.new("RGB", (8, 6), (colour, n * 40, 9)) for n in range(frames)]
    images[0].save(file, kind, save_all=frames > 1, append_images=images[1:])
    return file.getvalue()


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_the_first_frame_of_a_gif_is_a_whole_picture(frames: int) -> None:
    data = drawing("GIF", frames)
    assert animated(data) is (frames > 1)
    still = Image.open(io.BytesIO(first_frame(data)))
    still.load()
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((3, 3)) == Image.open(io.BytesIO(data)).convert(
        "RGB"
    ).getpixel((3, 3))


@given(st.binary(max_size=300), st.booleans())
def test_whatever_calls_itself_a_gif_is_read_to_an_end(data: bytes, header: bool) -> None:
    first_frame(b"GIF89a" + data if header else data)


def test_formats_are_told_by_the_bytes() -> None:
    found = [drawing("PNG"), drawing("PNG", 3), b'{"v":"5"}', drawing("GIF", 2)]
    assert [sticker_format(data) for data in found] == [PNG, APNG, LOTTIE, GIF]
    assert sticker_format(b"\xff\xd8") is None
    types = [content_type(drawing(kind)) for kind in ("PNG", "GIF", "JPEG", "WEBP")]
    assert types == ["image/png", "image/gif", "image/jpeg", "image/webp"]


def test_assets_lie_on_their_own_hosts_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    assets = Assets()
    assets.put("emojis/1", drawing("PNG"))
    assert assets.find(CDN_HOST, "/emojis/1.png").status == 200
    assert assets.find(PROXY_HOST, "/emojis/1.png").status == 404
    assert assets.find(CDN_HOST, "/emojis/1.exe").status == 415
    assert assets.find(CDN_HOST, "/emojis/2.png").status == 404
    assets.put("external/x/https/a", b"x")
    assert assets.find(PROXY_HOST, "/external/x/https/a").data == b"x"
    assert assets.find(MEDIA_HOST, "/external/x/https/a").status == 404
    assets.forget("emojis/1")
    assert assets.find(CDN_HOST, "/emojis/1.png").status == 404
    monkeypatch.setattr("bot.sandbox.assets.MAX_STORED_BYTES", 10)
    for number in range(3):
        assets.put(f"icons/{number}", b"12345")
    kept = [assets.find(CDN_HOST, f"/icons/{number}.png").status for number in range(3)]
    assert kept == [404, 200, 200]


@given(st.text(max_size=400))
def test_links_are_parts_of_the_text(text: str) -> None:
    for link in links(text):
        assert link in text and link.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/x_(y)", ["https://a.example/x_(y)"]),
        ("[t](https://a.example/x).", ["https://a.example/x"]),
        ("https://a.example/x, https://b.example!", ["https://a.example/x", "https://b.example"]),
        ("<https://a.example/x>", []),
        ("```\nhttps://a.example/x\n```", []),
    ],
)
def test_where_a_link_ends(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


def test_addresses_are_the_same_however_they_are_written() -> None:
    assert normal("HTTPS://A.Example") == normal("https://a.example/")
    assert normal("https://a.example/B") != normal("https://a.example/b")
    assert proxy_url("https://a.example/b?c=d").endswith("/%3Fc%3Dd/https/a.example/b")
    assert proxy_url("https://a.example/b") != proxy_url("https://a.example/c")


def test_sites_refuse_what_is_no_site() -> None:
    sites = Sites(Assets())
    for body in (
        {},
        {"url": "http://a.example/"},
        {"url": "https://a.example/", "embed": {"type": "poem"}},
        {"url": "https://a.example/", "embed": {"image": 3}},
        {"url": "https://a.example/", "origin": 1},
    ):
        with pytest.raises(ApiError):
            sites.register(body, [b"x"])
    site = sites.register({"url": "https://a.example/", "embed": {"title": "t"}}, [])
    assert site.origin == b"" and site.embeds[0]["type"] == "rich"
    assert sites.knows_host("a.example") and not sites.knows_host("b.example")


def test_counts_tell_deletions_from_refusals() -> None:
    counts = Counts()
    counts.posted({"id": "70000", "channel_id": "50000"})
    path = "/channels/50000/messages/70000"
    for status, answer in ((204, None), (404, {"code": 10008}), (403, {"code": 50013})):
        counts.answered("DELETE", path, None, status, answer)
    counts.answered("PATCH", path, {"flags": 4, "tts": False}, 200, {})
    counts.answered("PATCH", path, {"content": "x"}, 200, {})
    counts.answered("DELETE", f"{path}/reactions/a:1", None, 204, None)
    counts.answered("DELETE", f"{path}/reactions/a:1/@me", None, 204, None)
    bulk = "/channels/50000/messages/bulk-delete"
    counts.answered("POST", bulk, {"messages": ["70000", "70001"]}, 204, None)
    summary = counts.summary()
    found = summary["messages"]["70000"]
    assert (found["deleted"], found["unknown"], found["refused"]) == (2, 1, 1)
    assert (found["suppressed"], found["reactions_cleared"]) == (1, 1)
    assert summary["messages"]["70001"]["deleted"] == 1
    assert summary["requests"]["DELETE /channels/*/messages/*"] == {"204": 1, "404": 1, "403": 1}
