"""The rules that bound letters, at their limits and over them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox import (
    A_DAY,
    A_DAY_TO_ONE,
    LINKS_LIVE,
    MAX_ALL,
    MAX_FILE,
    MAX_FILES,
    MAX_TEXT,
    PENDING,
    Lettered,
    Refusal,
    Tally,
    expiry,
    over,
    packed,
    unfit,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("sender", "text", "sizes", "refusal"),
    [
        (1, "hello", [], None),
        (1, "", [1], None),
        (1, "x" * MAX_TEXT, [1] * MAX_FILES, None),
        (1, "", [MAX_FILE, MAX_FILE, 5 * MIB], None),
        (2, "hello", [], Refusal.SELF),
        (1, " \n\t", [], Refusal.EMPTY),
        (1, "x" * (MAX_TEXT + 1), [], Refusal.TOO_LONG),
        (1, "", [1] * (MAX_FILES + 1), Refusal.TOO_MANY),
        (1, "", [MAX_FILE + 1], Refusal.TOO_LARGE),
        (1, "", [9 * MIB, 9 * MIB, 8 * MIB], Refusal.TOO_LARGE),
    ],
)
def test_a_letter_is_taken_by_its_form(
    sender: int, text: str, sizes: list[int], refusal: Refusal | None
) -> None:
    assert unfit(sender, 2, text, sizes) is refusal


@pytest.mark.parametrize(
    ("tally", "refusal"),
    [
        (Tally(), None),
        (Tally(PENDING - 1, A_DAY - 1, A_DAY_TO_ONE - 1), None),
        (Tally(PENDING, 0, 0), Refusal.PENDING),
        (Tally(0, A_DAY, 0), Refusal.A_DAY),
        (Tally(0, A_DAY_TO_ONE, A_DAY_TO_ONE), Refusal.A_DAY_TO_ONE),
    ],
)
def test_one_letter_more_is_refused_at_each_limit(tally: Tally, refusal: Refusal | None) -> None:
    assert over(tally) is refusal


def test_a_link_says_itself_until_when_it_works_but_never_longer_than_a_day() -> None:
    def link(ex: str) -> datetime:
        return expiry(f"https://cdn.discordapp.com/a/b.png?ex={ex}&is=1&hm=2", NOW)

    soon = NOW + timedelta(hours=3)
    assert link(f"{int(soon.timestamp()):x}") == soon
    assert link(f"{int((NOW + timedelta(days=9)).timestamp()):x}") == NOW + LINKS_LIVE
    for odd in ("", "zz", "-1" * 40, "f" * 40):
        assert link(odd) <= NOW + LINKS_LIVE
    assert expiry("https://cdn.discordapp.com/a.png", NOW) == NOW + LINKS_LIVE


@given(st.lists(st.integers(1, MAX_FILE), max_size=MAX_FILES).filter(lambda s: sum(s) <= MAX_ALL))
def test_files_of_any_letter_fit_into_five_messages_in_their_order(sizes: list[int]) -> None:
    messages = packed(sizes)
    assert [p for message in messages for p in message] == list(range(len(sizes)))
    assert all(sum(sizes[p] for p in message) <= MAX_FILE for message in messages)
    assert len(messages) <= 5


def test_a_letters_way_names_only_what_happened() -> None:
    assert Lettered(NOW).way() == ()
    later = [NOW + timedelta(minutes=n) for n in range(4)]
    whole = Lettered(NOW, later[2], later[0], later[1], later[3])
    assert whole.way() == tuple(
        zip(("warned", "went_on", "delivered", "viewed"), later, strict=True)
    )
