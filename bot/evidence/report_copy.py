"""A recipient's copy of a report: without the ids of others, which their receipt withholds too."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain import Case
from bot.evidence.report import LeftOut, Report
from bot.steps import Actor

_MENTION = re.compile(r"<@!?(-?\d+)>")
_MODERATOR = "a moderator"


def recipients_copy(report: Report, user_id: int) -> Report:
    """Return a report as one person may have it whom the image reached.

    Out go: everybody else who was replied to, mentioned or named in the sender's words; who of the
    moderators did what, and why they say they did; which other cases the sender has. How many
    people and cases are left out stays, so that nobody takes the copy for the whole.
    """
    case = report.case
    others = _others(case, user_id)
    return replace(
        report,
        case=_without_others(case, user_id),
        words=_unnamed(report.words, user_id) if report.words is not None else None,
        earlier=(),
        steps=[
            replace(step, who=_MODERATOR) if step.who.lstrip("-").isdecimal() else step
            for step in report.steps
        ],
        left_out=LeftOut(people=len(others), earlier=case.earlier.count),
    )


def _others(case: Case, user_id: int) -> set[int]:
    post = case.post
    named = {int(found) for found in _MENTION.findall(post.text)}
    reached = {post.reply_to_user_id, *post.mentioned_user_ids, *named}
    return {each for each in reached if each is not None} - {user_id, post.sender.user_id}


def _without_others(case: Case, user_id: int) -> Case:
    post = case.post
    return replace(
        case,
        post=replace(
            post,
            reply_to_user_id=user_id if post.reply_to_user_id == user_id else None,
            mentioned_user_ids=tuple(u for u in post.mentioned_user_ids if u == user_id),
            text=_unnamed(post.text, user_id),
        ),
        earlier=replace(case.earlier, numbers=()),
        steps=tuple(
            replace(step, user_id=None, note="") if step.by is Actor.MODERATOR else step
            for step in case.steps
        ),
    )


def _unnamed(text: str, user_id: int) -> str:
    return _MENTION.sub(lambda m: m[0] if int(m[1]) == user_id else "<@…>", text)
