"""Repeated cases: what counts, what does not, and what a failing database means for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import policy as rules
from bot.domain import (
    Action,
    Case,
    Depth,
    OutcomeStatus,
    ProfileResponse,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.measures import Escalation, Flagged, History, Mode, Sanction
from bot.observing import EnforcerByMode
from tests.flow.world import CLEAN, EXPLICIT, NOW, POLICY, SUSPECT, World, make_post

DAY = timedelta(days=1)
STEPS = (
    Escalation(2, 30 * DAY, Sanction.TIMEOUT, timedelta(hours=2)),
    Escalation(3, 30 * DAY, Sanction.KICK),
    Escalation(4, 90 * DAY, Sanction.BAN),
)
ESCALATING = replace(POLICY, escalation=STEPS)
SANCTIONS = {Action.TIMEOUT, Action.KICK, Action.BAN}


def sanctions(case: Case | None) -> list[Action]:
    assert case is not None
    return [action for action in case.decision.actions if action in SANCTIONS]


async def test_each_case_leads_to_the_gravest_step_that_is_reached_and_to_one_alone() -> None:
    world = World({"a": EXPLICIT}, ESCALATING)
    seen = []
    for n in range(5):
        world.now = NOW + n * DAY
        seen.append(sanctions(await world.case(make_post("a", message_id=(n + 1) << 22))))
    assert seen == [[], [Action.TIMEOUT], [Action.KICK], [Action.BAN], [Action.BAN]]
    (case,) = [c for c in world.cases.values() if c.decision.timeout is not None]
    assert case.decision.timeout == timedelta(hours=2)


async def test_what_is_outside_the_window_or_not_explicit_does_not_count() -> None:
    world = World({"a": EXPLICIT, "b": SUSPECT, "c": CLEAN}, ESCALATING)
    await world.case(make_post("a", message_id=1 << 22))
    world.now = NOW + 31 * DAY
    await world.case(make_post("b", message_id=2 << 22))
    await world.case(make_post("c", message_id=3 << 22))
    assert sanctions(await world.case(make_post("a", message_id=4 << 22))) == []
    world.now += DAY
    case = await world.case(make_post("b", message_id=5 << 22))
    assert sanctions(case) == [], "only an explicit image leads to a sanction"


async def test_a_webhook_and_a_case_without_a_record_lead_to_no_sanction() -> None:
    world = World(
        {"a": EXPLICIT}, replace(ESCALATING, escalation=(Escalation(1, DAY, Sanction.BAN),))
    )
    post = make_post("a", message_id=1 << 22)
    webhook = replace(post, sender=replace(post.sender, webhook_id=9))
    assert sanctions(await world.case(webhook)) == []
    world.broken = True
    case = await world.case(make_post("a", message_id=2 << 22))
    assert sanctions(case) == [] and case is not None and not case.recorded
    assert case.outcome_of(Action.REMOVE) is not None, "people are protected all the same"


async def test_a_deeper_look_later_counts_only_what_came_before_the_case() -> None:
    world = World({"a": [SUSPECT, EXPLICIT], "b": EXPLICIT}, ESCALATING)
    first = make_post("a", message_id=1 << 22)
    assert sanctions(await world.case(first)) == []
    world.now += DAY
    await world.case(make_post("b", message_id=2 << 22))
    world.now += DAY
    assert sanctions(await world.case(first, depth=Depth.DEEP)) == []


def test_the_window_ends_at_its_very_moment() -> None:
    history = History(NOW, (NOW - 30 * DAY, NOW - 30 * DAY + timedelta(seconds=1), NOW))
    assert history.cases_within(30 * DAY) == 2


@pytest.mark.parametrize("in_message", [True, False])
def test_one_sanction_alone_even_beside_an_avatars(in_message: bool) -> None:
    policy = replace(
        ESCALATING,
        profiles=ProfileResponse.TIMEOUT,
        escalation=(Escalation(1, DAY, Sanction.BAN),),
    )
    found = [(Verdict(VerdictKind.EXPLICIT, score=0.9), Surface.AVATAR)]
    decision = rules.decide(found, policy, in_message=in_message, history=History(NOW))
    assert [a for a in decision.actions if a in SANCTIONS] == [Action.BAN]


def test_alert_only_never_touches_a_post_whatever_is_suspect_or_unscreened() -> None:
    policy = replace(POLICY, flagged=Flagged.ALERT)
    for surface in (Surface.ATTACHMENT, Surface.EMBED, Surface.REACTION):
        in_message = surface is not Surface.REACTION
        found = [(Verdict(VerdictKind.EXPLICIT, score=0.9), surface)]
        decision = rules.decide(found, policy, in_message=in_message)
        assert decision.actions == (Action.ALERT_MODERATORS,)


async def test_in_observe_mode_only_moderators_are_told() -> None:
    world = World({"a": EXPLICIT}, replace(ESCALATING, mode=Mode.OBSERVE))
    leaf = EnforcerByMode(world)
    post = make_post("a")
    case = Case("c", 1, post, (), rules.decide([], world.policy), NOW, recorded=False)
    for action in Action:
        outcome = await leaf.act(action, case, {"a": b"copy"}, resumed=False)
        simulated = outcome.status is OutcomeStatus.SIMULATED
        assert simulated is (action is not Action.ALERT_MODERATORS), action
    assert world.events == ["alert_moderators"]
    acting = replace(case, decision=replace(case.decision, mode=Mode.ACT))
    await leaf.act(Action.REMOVE, acting, {}, resumed=False)
    assert world.events == ["alert_moderators", "remove"]
