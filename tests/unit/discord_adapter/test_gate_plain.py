"""Names and texts are such as Discord takes from a webhook, and show no picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_adapter.gate.plain import safe_name, safe_text, shown_name


@given(
    st.text(max_size=100) | st.sampled_from(["Discord", "clyde", "disDISCORDcord", " ", "ClYdE x"])
)
def test_any_name_is_one_that_discord_takes(name: str) -> None:
    safe = safe_name(name)
    assert 1 <= len(safe) <= 80 and safe.strip() == safe
    assert not re.search(r"(?i)discord|clyde", safe)


@pytest.mark.parametrize(
    ("name", "safe"), [("Ines", "Ines"), ("MyDiscord", "MyDis\u200acord"), ("", "…")]
)
def test_a_name_reads_as_it_was(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_emoji_of_elsewhere_are_their_names() -> None:
    text = "a <:own:111111111111111111> b <a:odd:222222222222222222> c <:x:1> <@333333333333333333>"
    shown = safe_text(text, {111111111111111111})
    assert shown == "a <:own:111111111111111111> b :odd: c <:x:1> <@333333333333333333>"


@given(st.text(max_size=200))
def test_a_files_name_is_short_and_no_markdown(name: str) -> None:
    shown = shown_name(name)
    assert shown and len(shown) <= 121
    assert not re.search(r"(?<!\\)[*_~|`]", shown.replace("\\\\", ""))
