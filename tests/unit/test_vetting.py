"""What is shown to nobody before it was looked at: every failure and every doubt keeps it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import (
    Depth,
    Detection,
    Label,
    MediaRef,
    Place,
    Policy,
    Post,
    Response,
    Screening,
    Sender,
    Strictness,
    Surface,
    Threshold,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import FetchError, StoreError
from bot.known import KnownImage, KnownList, Likeness, Match
from bot.vetting import Vetting

LABEL = Label.MALE_GENITALIA_EXPOSED
PLACE = Place(1, "Club", 2, "general")
SENDER = Sender(3, "ines", "Ines", datetime(2020, 1, 1, tzinfo=UTC))
POLICY = Policy("test/1", Strictness.STANDARD, {LABEL: Threshold(0.35, 0.2)}, {})
EVERY = tuple(Depth)


def media(name: str) -> MediaRef:
    return MediaRef(name, Surface.ATTACHMENT, f"https://cdn/{name}", name)


def post(*names: str) -> Post:
    return Post(1, PLACE, SENDER, datetime.now(UTC), tuple(media(name) for name in names))


class World:
    """Files by their names, and what each depth finds in them."""

    def __init__(self, found: dict[tuple[str, Depth], Screening]) -> None:
        self.found = found
        self.looks: list[tuple[str, Depth]] = []

    async def fetch(self, media: MediaRef) -> bytes:
        if media.media_id == "expired":
            raise FetchError(UnscreenedReason.FETCH_FAILED, "gone", expired=True)
        return media.media_id.encode()

    async def screen(self, data: bytes, *, depth: Depth) -> Screening:
        self.looks.append((data.decode(), depth))
        return self.found.get((data.decode(), depth), Screening())


def vetting(world: World, policy: Policy = POLICY) -> Vetting:
    return Vetting(media=world, screener=world, policy_for=lambda post: policy, depths=EVERY)


class Lists:
    """A server's list with one image on it, or one that cannot be read."""

    def __init__(self, on: KnownList, *, broken: bool = False) -> None:
        self.on, self.broken = on, broken

    async def matches(self, guild_id: int | None, screening: Screening) -> tuple[Match, ...]:
        assert guild_id == PLACE.guild_id
        if self.broken:
            raise StoreError("The database does not answer.")
        return (Match(KnownImage(self.on, sha256=screening.sha256), Likeness.SAME_FILE),)


@pytest.mark.parametrize(("on", "shown"), [(KnownList.BLOCK, False), (KnownList.ALLOW, True)])
async def test_the_servers_lists_decide_before_anybody_sees_it(on: KnownList, shown: bool) -> None:
    found = explicit() if on is KnownList.ALLOW else Screening()
    world = World({("a", depth): replace(found, sha256="a" * 64) for depth in EVERY})
    looking = Vetting(
        media=world, screener=world, policy_for=lambda post: POLICY, depths=EVERY, known=Lists(on)
    )
    async with looking.looked_at(post("a")) as (seen,):
        assert (seen.data is not None) is shown


async def test_where_the_lists_cannot_be_read_nothing_is_shown() -> None:
    world = World({("a", depth): Screening(sha256="a" * 64) for depth in EVERY})
    lists = Lists(KnownList.BLOCK, broken=True)
    looking = Vetting(
        media=world, screener=world, policy_for=lambda post: POLICY, depths=EVERY, known=lists
    )
    with pytest.raises(StoreError):
        async with looking.looked_at(post("a")):
            pass


def explicit(score: float = 0.9) -> Screening:
    return Screening((Detection(LABEL, score, (0, 0, 1, 1)),))


async def test_every_depth_looks_and_the_bytes_are_those_that_were_looked_at() -> None:
    world = World({})
    async with vetting(world).looked_at(post("a", "b")) as (a, b):
        assert (a.data, b.data) == (b"a", b"b")
    assert sorted(world.looks) == sorted((name, depth) for name in "ab" for depth in EVERY)


@pytest.mark.parametrize("depth", EVERY)
async def test_what_any_depth_finds_keeps_the_bytes_back(depth: Depth) -> None:
    world = World(
        {("a", depth): explicit(), ("b", depth): Screening.failed(UnscreenedReason.TIMEOUT, "")}
    )
    async with vetting(world).looked_at(post("a", "b", "c")) as found:
        assert [v.data for v in found] == [None, None, b"c"]
        kinds = [v.verdict.kind for v in found]
    assert kinds == [VerdictKind.EXPLICIT, VerdictKind.UNSCREENED, VerdictKind.CLEAN]
    assert found[1].verdict.reason is UnscreenedReason.TIMEOUT


async def test_what_cannot_be_had_is_unscreened_and_not_looked_at() -> None:
    world = World({})
    async with vetting(world).looked_at(post("expired")) as (gone,):
        assert gone.data is None
        assert gone.verdict == Verdict(VerdictKind.UNSCREENED, UnscreenedReason.FETCH_FAILED)
    assert world.looks == []


async def test_a_suspect_passes_only_where_the_policy_lets_it() -> None:
    world = World({("a", Depth.FAST): explicit(0.25)})
    for suspect in Response:
        policy = replace(POLICY, suspect=suspect)
        async with vetting(world, policy).looked_at(post("a")) as (found,):
            assert (found.data is not None) is (suspect is Response.ALLOW)


verdicts = st.builds(
    Verdict,
    st.sampled_from(VerdictKind),
    st.none() | st.sampled_from(UnscreenedReason),
    st.none() | st.sampled_from(Label),
)
policies = st.builds(
    lambda suspect, unscreened: replace(POLICY, suspect=suspect, unscreened=unscreened),
    st.sampled_from(Response),
    st.dictionaries(st.sampled_from(UnscreenedReason), st.sampled_from(Response)),
)


@given(verdicts, policies)
def test_no_response_to_a_failure_lets_it_pass(verdict: Verdict, policy: Policy) -> None:
    if rules.may_be_shown(verdict, policy):
        assert verdict.kind in (VerdictKind.CLEAN, VerdictKind.SUSPECT)
        if verdict.kind is VerdictKind.SUSPECT:
            assert verdict.reason is None and policy.suspect is Response.ALLOW
