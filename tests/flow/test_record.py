"""What the flow hands to the record: by which rules, when, and whether the sender's words."""

from __future__ import annotations

from dataclasses import replace

from tests.flow.world import EXPLICIT, NOW, POLICY, World, make_post


async def test_the_senders_words_are_kept_where_the_policy_keeps_them_and_nowhere_else() -> None:
    post = replace(make_post("a"), text="look at this")
    for keep, expected in ((False, ""), (True, "look at this")):
        world = World({"a": EXPLICIT}, replace(POLICY, keep_text=keep))
        case = await world.case(post)
        assert case is not None and case.post.text == expected
        assert world.cases[1, post.key].post.text == expected
        assert world.case_at_alert.post.text == expected


async def test_a_case_says_by_which_thresholds_and_when() -> None:
    world = World({"a": EXPLICIT})
    case = await world.case(make_post("a"))
    assert case is not None and case.decision.thresholds == POLICY.thresholds
    assert case.findings[0].screened_at == NOW
