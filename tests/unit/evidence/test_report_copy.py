"""A recipient's copy names nobody but its recipient and the sender, in any format."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.report import Report, Step
from bot.evidence.report_copy import recipients_copy
from bot.evidence.report_export import Format, export
from bot.steps import Actor, Earlier, StepKind
from bot.steps import Step as CaseStep
from tests.unit.evidence.test_report import FOLDER, POSTED, make_report

INES, KOFI, YUKI = 701_701_701_701_701_701, 702_702_702_702_702_702, 703_703_703_703_703_703
TOMASZ = 704_704_704_704_704_704
people = st.sampled_from([INES, KOFI, YUKI])


def report(reply: int | None, mentioned: list[int], text: str) -> Report:
    made = make_report()
    post = replace(
        made.case.post, reply_to_user_id=reply, mentioned_user_ids=tuple(mentioned), text=text
    )
    at = POSTED + timedelta(days=1)
    case = replace(
        made.case,
        post=post,
        earlier=Earlier(2, (41_414_141, 42_424_242)),
        steps=(CaseStep(StepKind.HELD, at, Actor.MODERATOR, TOMASZ, "Tomasz was asked"),),
    )
    earlier = replace(case, number=42_424_242)
    return replace(
        made,
        case=case,
        words=text or None,
        earlier=[earlier],
        steps=[Step(at, "case.held", str(TOMASZ), 5), Step(at, "case.exported", "recipient", 6)],
    )


def words(data: bytes, form: Format) -> str:
    if form is not Format.PDF:
        return data.decode("utf-8")
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@settings(max_examples=25, deadline=None)
@given(st.none() | people, st.lists(people, max_size=3), st.lists(people, max_size=3))
def test_no_other_person_is_in_a_copy(
    reply: int | None, mentioned: list[int], named: list[int]
) -> None:
    whole = report(reply, mentioned, "for " + " ".join(f"<@!{user}>" for user in named))
    copy = recipients_copy(whole, INES)
    found = {reply, *mentioned, *named}
    assert copy.left_out is not None
    assert copy.left_out.people == len(found - {INES, None}) and copy.left_out.earlier == 2
    for form in (Format.JSON, Format.HTML, Format.CASE):
        told = words(export(copy, form, FOLDER), form)
        for other in (KOFI, YUKI, TOMASZ):
            assert str(other) not in told, form
        assert "Tomasz was asked" not in told and "42424242" not in told
        assert "41414141" not in told
        assert str(whole.case.post.sender.user_id) in told
        assert (str(INES) in told) == (INES in found)


def test_the_pdf_says_what_is_left_out_and_the_moderators_one_has_it() -> None:
    whole = report(KOFI, [INES, YUKI], "")
    told = words(export(recipients_copy(whole, INES), Format.PDF, FOLDER), Format.PDF)
    flat = " ".join(told.split())
    assert "the copy of somebody who received the image" in flat
    assert "Also addressed to 2 other people, left out here." in flat
    assert "There were 2 on record when this case was opened" in flat
    assert "a moderator" in flat and str(INES) in flat
    for other in (KOFI, YUKI, TOMASZ):
        assert str(other) not in flat
    moderators = words(export(whole, Format.PDF, FOLDER), Format.PDF)
    assert str(KOFI) in moderators and str(YUKI) in moderators and str(TOMASZ) in moderators
    assert "left out" not in moderators


@pytest.mark.parametrize("earlier", [0, 1])
def test_no_earlier_case_and_one_are_told_as_they_are(earlier: int) -> None:
    whole = report(None, [], "")
    whole = replace(whole, case=replace(whole.case, earlier=Earlier(earlier, ())))
    told = words(export(recipients_copy(whole, INES), Format.HTML, FOLDER), Format.HTML)
    assert ("There was 1 on record" in told) == (earlier == 1)
    assert ("None is on record" in told) == (earlier == 0)
