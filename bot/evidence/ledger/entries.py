"""What becomes an entry at each step of a case, and what a recipient is shown of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain import Case, CaseState, Outcome
from bot.evidence.export import case_json
from bot.evidence.ledger.leaf import CASE, KIND, TIME, Entry
from bot.evidence.ledger.log import Recorded

_LARGEST = 2**53 - 1
"""The largest integer that canonical JSON keeps (RFC 8785, section 3.2.2.3)."""


class Kind(StrEnum):
    """What can happen to a case; docs/evidence.md says what each entry holds."""

    OPENED = "case.opened"
    UPDATED = "case.updated"
    OUTCOMES = "case.outcomes"
    CLOSED = "case.closed"
    REVIEWED = "case.reviewed"
    EXPORTED = "case.exported"
    HELD = "case.held"
    RELEASED = "case.released"


RECIPIENT = frozenset(
    {
        "number",
        "guild",
        "channel",
        "sender",
        "subject",
        "message_id",
        "link",
        "posted_at",
        "received_at",
        "opened_at",
        "media",
        "verdict",
        "policy_version",
        "actions",
        "outcomes",
    }
)
"""The fields that are opened in a recipient's receipt: all but those about other people."""


def opened(case: Case) -> Entry:
    """Return the entry of a case that is new, with all that is recorded of it."""
    return _whole(Kind.OPENED, case, case.opened_at)


def updated(case: Case, at: datetime) -> Entry:
    """Return the entry of a case whose findings, decision or state changed, as it now stands."""
    return _whole(Kind.UPDATED, case, at)


def outcomes(case: Case, done: Sequence[Outcome], at: datetime) -> Entry:
    """Return the entry of outcomes that are new."""
    fields = case_json(replace(case, outcomes=tuple(done)))
    return step(Kind.OUTCOMES, case, at, outcomes=fields["outcomes"])


def step(kind: Kind, case: Case, at: datetime, **fields: object) -> Entry:
    """Return the entry of any later step; `by` names who took it, as an id in text."""
    safe = {name: _safe(value) for name, value in fields.items()}
    return Entry(kind.value, case.case_id, at, {"number": case.number} | safe)


def differences(case: Case, recorded: Sequence[Recorded]) -> list[str]:
    """Return the names of the fields in which a case is not what the ledger has of it, sorted.

    `case` is as the case store loads it, `recorded` all of its entries, oldest first. What counts
    is the newest entry that holds the whole case, and the outcomes and the end that came later.
    """
    wholes = [n for n, each in enumerate(recorded) if _kind(each) in (Kind.OPENED, Kind.UPDATED)]
    if not wholes:
        return sorted(case_json(case))
    newest, later = recorded[wholes[-1]], recorded[wholes[-1] + 1 :]
    kept = {name: each.value for name, each in newest.openings.items()}
    for entry in later:
        if _kind(entry) is Kind.OUTCOMES:
            kept["outcomes"] = [*kept["outcomes"], *entry.openings["outcomes"].value]
        elif _kind(entry) is Kind.CLOSED:
            kept["state"] = CaseState.CLOSED.value
    now = {name: _safe(value) for name, value in case_json(case).items()}
    both = now.keys() | kept.keys() - {KIND, TIME}
    return sorted(name for name in both if now.get(name, ...) != kept.get(name, ...))


def _kind(entry: Recorded) -> Kind | None:
    value = entry.openings[KIND].value
    return Kind(value) if value in set(Kind) else None


def _whole(kind: Kind, case: Case, at: datetime) -> Entry:
    fields = {name: _safe(value) for name, value in case_json(case).items() if name != CASE}
    return Entry(kind.value, case.case_id, at, fields)


def _safe(value: object) -> object:
    """Return a value that canonical JSON can hold: what a stranger claims never spoils an entry.

    Lone surrogates (a file's name can have them) become U+FFFD, numbers too large become text.
    """
    match value:
        case bool() | None:
            return value
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case int() | float():
            return value if math.isfinite(value) and abs(value) <= _LARGEST else str(value)
        case dict():
            return {str(_safe(name)): _safe(each) for name, each in value.items()}
        case list() | tuple():
            return [_safe(each) for each in value]
        case _:
            return str(value)
