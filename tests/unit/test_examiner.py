"""A private look: the flow's first steps, in order, and a failure is a verdict."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.domain import Depth, MediaRef, Screening, Surface, UnscreenedReason, VerdictKind
from bot.errors import FetchError
from bot.examiner import Examiner
from tests.flow.world import CLEAN, EXPLICIT, POLICY


@dataclass
class Media:
    """Discord's content host, and how much was asked of it at once."""

    now: int = 0
    most: int = 0
    asked: list[str] = field(default_factory=list)

    async def fetch(self, media: MediaRef) -> bytes:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        self.asked.append(media.media_id)
        if media.media_id == "gone":
            raise FetchError(UnscreenedReason.FETCH_FAILED, "It is gone.")
        return media.media_id.encode()


class Eye:
    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        assert depth is Depth.STANDARD
        return EXPLICIT if data == b"bad" else CLEAN


def refs(*names: str) -> list[MediaRef]:
    return [MediaRef(n, Surface.ATTACHMENT, "https://cdn.discordapp.com/x") for n in names]


async def test_each_image_has_its_verdict_in_order_and_few_are_held_at_once() -> None:
    media = Media()
    examiner = Examiner(media, Eye(), POLICY, depth=Depth.STANDARD, parallel=2)
    found = await examiner.examine(refs("fine", "bad", "gone", "fine2"))
    kinds = [f.verdict.kind for f in found if f.verdict]
    assert kinds == [
        VerdictKind.CLEAN,
        VerdictKind.EXPLICIT,
        VerdictKind.UNSCREENED,
        VerdictKind.CLEAN,
    ]
    assert media.most == 2 and sorted(media.asked) == ["bad", "fine", "fine2", "gone"]
    decision = examiner.decide(found)
    assert decision.verdict.kind is VerdictKind.EXPLICIT and decision.actions == ()


async def test_of_what_was_not_looked_at_nothing_is_said_to_be_clean() -> None:
    examiner = Examiner(Media(), Eye(), POLICY)
    assert examiner.decide(()).verdict.kind is VerdictKind.UNSCREENED
    assert await examiner.examine(()) == ()
