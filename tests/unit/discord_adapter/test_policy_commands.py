"""What is offered while somebody types, and how the set-up's choices travel in custom ids."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checks import Check
from bot.discord_adapter import policy_texts
from bot.discord_adapter.policy_commands import PolicyGroup
from bot.discord_adapter.setup import SetupButton, SetupMenu
from bot.discord_adapter.setup_choices import LANGUAGES, NOWHERE, Choices
from bot.domain import Response, Strictness, UnscreenedReason
from bot.measures import Flagged, Mode
from bot.rulebook import PolicyDocument, rulebook
from tests.unit.guidance.product import PLACES
from tests.unit.rulebook.test_document import documents
from tests.unit.rulebook.test_layers import INSTALLATION

choices = st.builds(
    Choices,
    channel=st.integers(0, 2**63 - 1),
    place=st.sampled_from([NOWHERE, *PLACES]),
    language=st.sampled_from(list(LANGUAGES)),
    strictness=st.sampled_from(Strictness),
    flagged=st.sampled_from(Flagged),
    unscreened=st.sampled_from(Response),
    mode=st.sampled_from(Mode),
)


@given(choices)
@settings(deadline=None)
def test_choices_survive_their_custom_id_and_fit_it(chosen: Choices) -> None:
    assert Choices.unpacked(chosen.packed()) == chosen
    for made in (SetupButton("rules", chosen), SetupMenu("unscreened", chosen)):
        custom_id = made.custom_id
        assert len(custom_id) <= 100
        match = made.template.fullmatch(custom_id)
        assert match and Choices.unpacked(match["state"]) == chosen


@given(choices, documents)
@settings(deadline=None)
def test_a_set_up_keeps_what_it_does_not_ask(chosen: Choices, document: PolicyDocument) -> None:
    after = chosen.over(document)
    assert after.flagged is chosen.flagged and after.mode is chosen.mode
    for name in ("channels", "escalation", "newcomers", "thresholds"):
        assert after.as_data().get(name) == document.as_data().get(name)
    assert UnscreenedReason.UNSUPPORTED not in after.unscreened or (
        after.unscreened[UnscreenedReason.UNSUPPORTED]
        == document.unscreened[UnscreenedReason.UNSUPPORTED]
    )
    assert chosen.over(after) == after


def _typing(**given: object) -> Any:
    fields = {"channel": None, "role": None, "key": None} | given
    return SimpleNamespace(namespace=SimpleNamespace(**fields))


async def test_keys_and_values_are_offered_while_somebody_types() -> None:
    group: Any = PolicyGroup()
    found = await group._keys(_typing(), "newc")
    assert {c.name for c in found} >= {"newcomers.hold", "newcomers.account_days"}
    assert len(await group._keys(_typing(), "")) == 25
    assert "exempt" in {c.name for c in await group._keys(_typing(role=1), "")}
    assert "exempt" not in {c.name for c in await group._keys(_typing(), "exempt")}
    found = await group._values(_typing(key="flagged"), "")
    assert [c.value for c in found] == ["blur", "remove", "alert", "default"]
    assert [c.value for c in await group._values(_typing(key="nothing"), "")] == ["default"]


@given(documents)
@settings(deadline=None)
def test_whatever_is_set_can_be_shown(document: PolicyDocument) -> None:
    book = rulebook(document, INSTALLATION, version=1)
    embed = policy_texts.shown(book, document, [])
    assert len(embed) <= 6000 and len(embed.description or "") <= 4096
    assert all(len(field.value or "") <= 1024 for field in embed.fields)


@pytest.mark.parametrize("ok", [True, False, None])
def test_a_check_shows_its_mend_unless_all_is_well(ok: bool | None) -> None:
    embed = policy_texts.checked("Checked", [Check("x", ok, "It is so.", "Do this.")])
    assert ("Do this." in (embed.description or "")) is (ok is not True)
    assert ("1 thing to mend" in (embed.title or "")) is (ok is False)


def test_a_hundred_things_to_mend_fit_one_answer() -> None:
    many = [Check("x", False, "y" * 90, "z" * 90)] * 100
    embed = policy_texts.checked("Checked", many)
    assert len(embed.description or "") <= 4096 and "more" in (embed.description or "")
