"""What a sender uploads again is compared and forgotten."""

from __future__ import annotations

from dataclasses import replace

from bot.appeals import Match
from bot.domain import (
    Case,
    Depth,
    MediaFinding,
    MediaRef,
    Screening,
    Surface,
    UnscreenedReason,
    VerdictKind,
)
from bot.errors import FetchError
from bot.reupload import Reupload, Seen
from bot.settings import load_policy, load_settings
from tests.unit.test_appeals import KNOWN
from tests.unit.test_appeals import case as empty_case

POLICY = load_policy(load_settings())
PICTURE = MediaRef("again", Surface.ATTACHMENT, "https://cdn.discordapp.com/x.png", "x.png")


def case() -> Case:
    return replace(empty_case(), findings=(MediaFinding(PICTURE, KNOWN),))


class Source:
    async def fetch(self, media: MediaRef) -> bytes:
        if media.filename == "gone":
            raise FetchError(UnscreenedReason.FETCH_FAILED, "It is gone.")
        return b"bytes"


class Eye:
    def __init__(self, found: Screening) -> None:
        self.found, self.kept = found, True

    async def screen(self, data: bytes, *, depth: Depth, keep: bool) -> Screening:
        assert data == b"bytes"
        self.kept = keep
        return self.found


async def test_it_is_compared_judged_and_not_remembered() -> None:
    eye = Eye(replace(KNOWN, sha256="cd" * 32))
    look = Reupload(Source(), eye, lambda post: POLICY, Depth.FAST)
    assert await look.look(case(), PICTURE) == Seen(Match.SAME, VerdictKind.CLEAN)
    assert eye.kept is False


async def test_what_cannot_be_had_or_seen_is_not_compared() -> None:
    look = Reupload(
        Source(),
        Eye(Screening.failed(UnscreenedReason.UNDECODABLE, "x")),
        lambda post: POLICY,
        Depth.FAST,
    )
    nothing = Seen(Match.NOT_COMPARED, VerdictKind.UNSCREENED)
    assert await look.look(case(), replace(PICTURE, filename="gone")) == nothing
    assert await look.look(case(), PICTURE) == nothing
