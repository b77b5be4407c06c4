"""Cases as rows, and rows as cases. Works in the caller's transaction, and decides nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consents import ConsentState
from bot.domain import (
    Action,
    Case,
    CaseState,
    Decision,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Post,
    Recording,
    Screening,
    VerdictKind,
)
from bot.evidence.dialects import upsert
from bot.evidence.tables import cases, counters, media, outcomes, shielded, steps
from bot.steps import Actor, Earlier, Step, StepKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POST: TypeAdapter[Post] = TypeAdapter(Post)
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
_FINDING: TypeAdapter[MediaFinding] = TypeAdapter(MediaFinding)
_EARLIER: TypeAdapter[Earlier] = TypeAdapter(Earlier)
_CONSENT: TypeAdapter[ConsentState | None] = TypeAdapter(ConsentState | None)

_NUMBERS = 50
"""Of a sender's earlier cases so many are named; a raid has thousands."""

_AT_ONCE = 500
"""Cases asked for at once by their ids: SQLite before 3.32 takes 999 variables."""

_BY_GRAVITY = (
    VerdictKind.CLEAN,
    VerdictKind.UNSCREENED,
    VerdictKind.SUSPECT,
    VerdictKind.EXPLICIT,
)
"""A verdict that is kept gives way to a graver one alone (a test holds it against the policy)."""


def new_id(at: datetime) -> str:
    """Return 24 hexadecimal digits that sort by time: 48 bits of milliseconds, 48 random ones."""
    return f"{microseconds(at) // 1000:012x}{secrets.token_hex(6)}"


def microseconds(at: datetime) -> int:
    """Return an aware instant as columns hold it."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    """Return what a column holds as an instant in UTC."""
    return _EPOCH + timedelta(microseconds=at)


async def next_number(connection: AsyncConnection, book: int) -> int:
    """Return the next number of a server's cases, or of a person's own; none is given twice."""
    counted = await connection.execute(
        upsert(connection, counters)
        .values(guild_id=book, last_number=1)
        .on_conflict_do_update(
            index_elements=[counters.c.guild_id],
            set_={"last_number": counters.c.last_number + 1},
        )
        .returning(counters.c.last_number)
    )
    return int(counted.scalar_one())


async def insert_case(connection: AsyncConnection, case: Case) -> None:
    """Add a case with its findings."""
    await connection.execute(
        insert(cases).values(
            case_id=case.case_id,
            guild_id=case.book,
            number=case.number,
            key=case.post.key,
            message_id=case.post.message_id,
            sender_id=case.post.sender.user_id,
            opened_at=microseconds(case.opened_at),
            state=case.state.value,
            earlier=_EARLIER.dump_python(case.earlier, mode="json"),
            held=case.held,
            **documents(case),
        )
    )
    await save_findings(connection, case)


def documents(case: Case) -> dict[str, object]:
    """Return the columns in which a case stands as documents."""
    return {
        "post": _POST.dump_python(_kept_post(case), mode="json"),
        "decision": _DECISION.dump_python(case.decision, mode="json"),
        "consent": _CONSENT.dump_python(_kept_consent(case), mode="json"),
    }


def kept(case: Case) -> Case:
    """Return a new case as it is recorded: without what never goes into a record of its kind."""
    recording = case.decision.recording
    return replace(
        case,
        post=_kept_post(case),
        findings=tuple(_kept(finding, recording) for finding in case.findings),
        consent=_kept_consent(case),
    )


async def save_findings(connection: AsyncConnection, case: Case) -> None:
    """Save a case's findings: what is recorded never gets milder.

    Where somebody may be under 18 no fingerprint is kept, not even a later look's.
    """
    known = await connection.execute(select(shielded).filter_by(case_id=case.case_id))
    may_be_minor = known.first() is not None
    for position, finding in enumerate(case.findings):
        row = _kept(finding, case.decision.recording)
        if may_be_minor and row.screening is not None:
            bare = replace(row.screening, sha256=None, pdq=None, pdq_quality=None)
            row = replace(row, screening=bare)
        values = {
            "verdict": row.verdict.kind.value if row.verdict else None,
            "sha256": row.screening.sha256 if row.screening else None,
            "finding": _FINDING.dump_python(row, mode="json"),
        }
        await connection.execute(
            upsert(connection, media)
            .values(
                case_id=case.case_id,
                media_id=finding.media.media_id,
                position=position,
                **values,
            )
            .on_conflict_do_update(
                index_elements=[media.c.case_id, media.c.media_id],
                set_=values,
                where=or_(media.c.verdict.is_(None), media.c.verdict.in_(_milder(finding))),
            )
        )


def _kept_post(case: Case) -> Post:
    """Return the post without its media: they are rows of their own, and links are no evidence."""
    post = replace(case.post, media=())
    if case.decision.recording is Recording.FULL:
        return post
    return replace(
        post,
        sender=replace(post.sender, role_ids=()),
        reply_to_user_id=None,
        mentioned_user_ids=(),
        audience_size=None,
        text="",
    )


def _kept_consent(case: Case) -> ConsentState | None:
    """Return the state of consent; the least record names nobody whom the post reached."""
    return case.consent if case.decision.recording is Recording.FULL else None


def _kept(finding: MediaFinding, recording: Recording) -> MediaFinding:
    """Return a finding without what never goes into a record: links, the unrecognisable copy."""
    ref, screening = replace(finding.media, url=""), finding.screening
    if recording is Recording.MINIMAL:
        ref = replace(ref, filename="", content_type=None, size=None)
    return replace(
        finding, media=ref, screening=_kept_screening(screening, recording) if screening else None
    )


def _kept_screening(screening: Screening, recording: Recording) -> Screening:
    kept = replace(screening, redacted=None)
    if recording is Recording.FULL:
        return kept
    # The verdict names what decided it; the file stays recognisable by its SHA-256 alone.
    return replace(kept, detections=(), pdq=None, pdq_quality=None)


def _milder(finding: MediaFinding) -> list[str]:
    """Return the verdicts that a finding's own may replace."""
    if finding.verdict is None:
        return []
    return [kind.value for kind in _BY_GRAVITY[: _BY_GRAVITY.index(finding.verdict.kind)]]


async def earlier_cases(connection: AsyncConnection, guild_id: int, sender_id: int) -> Earlier:
    """Return a sender's cases on a server until now."""
    theirs = select(cases).filter_by(guild_id=guild_id, sender_id=sender_id)
    count = await connection.execute(select(func.count()).select_from(theirs.subquery()))
    numbers = await connection.execute(
        theirs.with_only_columns(cases.c.number).order_by(cases.c.number.desc()).limit(_NUMBERS)
    )
    return Earlier(count.scalar_one(), tuple(numbers.scalars()))


async def insert_step(
    connection: AsyncConnection, case_id: str, guild_id: int, number: int, step: Step
) -> None:
    """Add a later step of a case."""
    await connection.execute(
        insert(steps).values(
            case_id=case_id,
            guild_id=guild_id,
            number=number,
            kind=step.kind.value,
            at=microseconds(step.at),
            by=step.by.value,
            user_id=step.user_id,
            note=step.note,
        )
    )


async def load(connection: AsyncConnection, query: Select[Any]) -> list[Case]:
    """Return the cases of a query over the table `cases`, in its order, each with all it has."""
    rows = (await connection.execute(query)).all()
    found: list[Case] = []
    for start in range(0, len(rows), _AT_ONCE):
        found += await _load(connection, rows[start : start + _AT_ONCE])
    return found


async def _load(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Case]:
    wanted = [row.case_id for row in rows]

    async def of(query: Select[Any]) -> dict[str, list[Row[Any]]]:
        return _grouped(await connection.execute(query))

    findings_of = await of(
        select(media).where(media.c.case_id.in_(wanted)).order_by(media.c.position)
    )
    outcomes_of = await of(
        select(outcomes).where(outcomes.c.case_id.in_(wanted)).order_by(outcomes.c.id)
    )
    steps_of = await of(select(steps).where(steps.c.case_id.in_(wanted)).order_by(steps.c.id))
    return [
        _case(
            row,
            findings_of.get(row.case_id, []),
            outcomes_of.get(row.case_id, []),
            steps_of.get(row.case_id, []),
        )
        for row in rows
    ]


def _grouped(rows: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row.case_id, []).append(row)
    return groups


def _case(
    row: Row[Any], found: list[Row[Any]], done: list[Row[Any]], later: list[Row[Any]]
) -> Case:
    findings = tuple(_FINDING.validate_python(f.finding) for f in found)
    post = replace(_POST.validate_python(row.post), media=tuple(f.media for f in findings))
    return Case(
        case_id=row.case_id,
        number=row.number,
        post=post,
        findings=findings,
        decision=_DECISION.validate_python(row.decision),
        opened_at=instant(row.opened_at),
        state=CaseState(row.state),
        outcomes=tuple(
            Outcome(
                Action(o.action), OutcomeStatus(o.status), instant(o.at), o.detail, o.message_id
            )
            for o in done
        ),
        earlier=_EARLIER.validate_python(row.earlier or {}),
        held=row.held,
        owner_id=-row.guild_id if row.guild_id < 0 else None,
        steps=tuple(step_of(s) for s in later),
        consent=_CONSENT.validate_python(row.consent),
    )


def step_of(row: Row[Any]) -> Step:
    """Return the step that stands in a row."""
    return Step(StepKind(row.kind), instant(row.at), Actor(row.by), row.user_id, row.note)
