"""Who may appeal until when, and when an uploaded picture counts as the case's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.appeals import TIME, Match, Refusal, compared, distance, refusal
from bot.domain import (
    Case,
    Decision,
    MediaFinding,
    MediaRef,
    Place,
    Post,
    Screening,
    Sender,
    Surface,
    Verdict,
    VerdictKind,
)
from bot.steps import Actor, Step, StepKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWN = Screening(sha256="ab" * 32, pdq="0f" * 32, pdq_quality=90)
SENDER = 7
bits = st.sets(st.integers(0, 255), max_size=256)


def case(*steps: Step) -> Case:
    post = Post(1 << 60, Place(5, "Club", 6, "general"), Sender(SENDER, "r", "R", NOW), NOW)
    return Case("c", 1, post, (), Decision(Verdict(VerdictKind.SUSPECT), "p"), NOW, steps=steps)


def of(*screenings: Screening | None) -> list[MediaFinding]:
    return [MediaFinding(MediaRef("m", Surface.ATTACHMENT, ""), each) for each in screenings]


def flipped(pdq: str, which: set[int]) -> str:
    return f"{int(pdq, 16) ^ sum(1 << n for n in which):064x}"


@given(bits)
def test_the_distance_decides_where_the_bytes_differ(which: set[int]) -> None:
    again = replace(KNOWN, sha256="cd" * 32, pdq=flipped("0f" * 32, which))
    assert again.pdq is not None and distance("0f" * 32, again.pdq) == len(which)
    found = compared(of(KNOWN), again)
    wanted = Match.SAME if len(which) <= 31 else Match.EDITED if len(which) <= 60 else Match.OTHER
    assert found is wanted


@given(bits)
def test_equal_bytes_are_the_same_whatever_else_is_known(which: set[int]) -> None:
    known = replace(KNOWN, pdq=None, pdq_quality=None)
    assert compared(of(known), replace(KNOWN, pdq=flipped("0f" * 32, which))) is Match.SAME


def test_the_closest_of_several_pictures_counts() -> None:
    far = replace(KNOWN, sha256="11" * 32, pdq="f0" * 32)
    near = replace(KNOWN, sha256="22" * 32, pdq=flipped("0f" * 32, set(range(40))))
    again = replace(KNOWN, sha256="33" * 32)
    assert compared(of(far), again) is Match.OTHER
    assert compared(of(far, None, near), again) is Match.EDITED


@pytest.mark.parametrize(
    ("known", "again"),
    [
        (None, KNOWN),
        (replace(KNOWN, sha256=None, pdq=None), replace(KNOWN, sha256="cd" * 32)),
        (replace(KNOWN, pdq_quality=49), replace(KNOWN, sha256="cd" * 32)),
        (KNOWN, replace(KNOWN, sha256="cd" * 32, pdq_quality=49)),
        (KNOWN, replace(KNOWN, sha256="cd" * 32, pdq=None, pdq_quality=None)),
        (replace(KNOWN, sha256=None, pdq=None), replace(KNOWN, sha256=None, pdq=None)),
    ],
)
def test_without_two_fingerprints_that_tell_nothing_is_said(
    known: Screening | None, again: Screening
) -> None:
    assert compared(of(known), again) is Match.NOT_COMPARED


def test_only_the_sender_can_appeal_once_in_fourteen_days() -> None:
    appealed = Step(StepKind.APPEALED, NOW, Actor.SENDER)
    upheld = Step(StepKind.REVIEWED, NOW, Actor.MODERATOR, 1)
    overturned = Step(StepKind.OVERTURNED, NOW, Actor.MODERATOR, 1)
    second = timedelta(seconds=1)
    assert timedelta(days=14) == TIME
    assert refusal(case(), SENDER, NOW + TIME) is None
    assert refusal(case(upheld), SENDER, NOW) is None
    assert refusal(case(), SENDER, NOW + TIME + second) is Refusal.TOO_LATE
    assert refusal(case(), 8, NOW) is Refusal.NOT_THE_SENDER
    assert refusal(case(overturned), SENDER, NOW) is Refusal.NOTHING_TO_APPEAL
    assert refusal(case(appealed), SENDER, NOW) is Refusal.ALREADY
    assert refusal(case(appealed, upheld), SENDER, NOW) is Refusal.ALREADY
