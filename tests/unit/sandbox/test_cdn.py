from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.sandbox.cdn import AttachmentStore, clean_filename, image_size, unsigned


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + b"\0" * 600}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_image_size_reads_what_pillow_writes(kind: str, options: dict[str, object]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (321, 123), (10, 20, 30)).save(file, kind, **options)
    assert image_size(file.getvalue()) == (321, 123)
    for cut in range(40):
        image_size(file.getvalue()[:cut])  # never raises, whatever is missing


def test_image_size_reads_extended_webp() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (300, 200), (1, 2, 3, 4)).save(file, "WEBP", exif=b"Exif\0\0" + b"\0" * 20)
    assert image_size(file.getvalue()) == (300, 200)


@given(st.binary(max_size=200))
def test_image_size_never_raises(data: bytes) -> None:
    for start in (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBPVP8X"):
        image_size(start + data)


@given(st.text(max_size=300))
def test_clean_filename_cannot_leave_its_folder(name: str) -> None:
    cleaned = clean_filename(name)
    assert cleaned and "/" not in cleaned and "\\" not in cleaned and not cleaned.startswith(".")
    assert len(cleaned) <= 255


def test_signing_is_bound_to_path_and_time() -> None:
    now = 1_000_000.0
    store = AttachmentStore(lambda: now)
    attachment = store.store(7, 5, "a b.png", b"x", None)
    signed = store.sign(attachment["url"])
    assert unsigned(signed) == attachment["url"] and signed != attachment["url"]
    query = dict(part.split("=") for part in signed.partition("?")[2].strip("&").split("&"))
    good = ("5/7/a_b.png", query["ex"], query["is"], query["hm"])
    assert store.valid(*good)
    assert not store.valid("5/8/a_b.png", *good[1:])
    assert not store.valid(good[0], f"{int(good[1], 16) + 1:x}", *good[2:])
    now += 24 * 3600
    assert not store.valid(*good)


def test_signed_copies_and_leaves_other_links_alone() -> None:
    store = AttachmentStore(lambda: 0.0)
    url = store.store(1, 2, "a.png", b"x", None)["url"]
    payload = {"content": url, "url": "https://example.org/", "attachments": [{"url": url}]}
    signed = store.signed(payload)
    assert signed["content"] == url and signed["url"] == "https://example.org/"
    assert signed["attachments"][0]["url"] == store.sign(url)
    assert payload["attachments"] == [{"url": url}]


def test_the_oldest_go_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.cdn.MAX_STORED_BYTES", 10)
    store = AttachmentStore(lambda: 0.0)
    for number in range(3):
        store.store(number, 1, "a", b"12345", None)
    assert [store.get(f"1/{number}/a") for number in range(3)] == [None, b"12345", b"12345"]


def test_types_follow_the_name_and_may_be_missing() -> None:
    store = AttachmentStore(lambda: 0.0)
    assert store.store(1, 2, "a.png", b"not a picture", None)["content_type"] == "image/png"
    assert "content_type" not in store.store(1, 2, "a", b"\x89PNG", None)
    assert store.store(1, 2, "SPOILER_a.png", b"x", None)["flags"] == 8
