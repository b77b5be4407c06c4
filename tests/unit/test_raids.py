"""When many flagged posts are a raid, and how much stricter a server is during one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import policy as rules
from bot.domain import Case, Decision, Screening, Verdict, VerdictKind
from bot.raids import RaidWatch, stricter
from tests.flow.world import NOW, make_post
from tests.unit.test_policy import POLICY, screenings

RAID = replace(POLICY, raid_posts=3, raid_seconds=60)


def case(
    number: int, at: datetime, kind: VerdictKind = VerdictKind.EXPLICIT, guild_id: int = 1
) -> Case:
    post = make_post("a", message_id=number, guild_id=guild_id)
    return Case(str(number), number, post, (), Decision(Verdict(kind), "v"), at)


def told(*cases: Case) -> list[bool]:
    watch = RaidWatch()
    return [watch.flagged(each, RAID, each.opened_at) for each in cases]


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_as_many_as_the_policy_says_within_its_seconds_are_a_raid() -> None:
    assert told(*(case(n, after(30 * n)) for n in range(3))) == [False, False, True]
    assert told(*(case(n, after(31 * n)) for n in range(3))) == [False, False, False]
    assert told(*(case(n, after(n), guild_id=n % 2 + 1) for n in range(5)))[:4] == [False] * 4


def test_a_post_counts_once_and_only_if_it_is_explicit() -> None:
    assert told(*(case(1, after(n)) for n in range(9))) == [False] * 9
    suspect = [case(n, after(n), VerdictKind.SUSPECT) for n in range(9)]
    assert told(*suspect) == [False] * 9


@given(st.lists(st.integers(0, 600), max_size=40).map(sorted))
def test_it_is_as_if_every_post_were_counted_anew(seconds: list[int]) -> None:
    watch = RaidWatch()
    for number, at in enumerate(seconds):
        found = watch.flagged(case(number, after(at)), RAID, after(at))
        within = sum(at - RAID.raid_seconds <= s for s in seconds[: number + 1])
        assert found == (within >= RAID.raid_posts)


def test_no_more_servers_are_remembered_than_there_is_room_for() -> None:
    watch = RaidWatch(servers=2)
    for number, guild_id in enumerate((1, 1, 2, 3, 1)):
        found = watch.flagged(case(number, NOW, guild_id=guild_id), RAID, NOW)
    assert found is False, "the first server had been forgotten"


@given(screenings)
def test_a_raid_only_ever_makes_a_verdict_graver(screening: Screening) -> None:
    usual, during = rules.judge(screening, POLICY), rules.judge(screening, stricter(POLICY))
    assert not rules.graver(usual, during)
    assert during.kind is not VerdictKind.SUSPECT
    assert stricter(POLICY).version == "v+raid"
