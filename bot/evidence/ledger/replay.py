"""What a case's entries say of it when they are read one after the other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from bot.domain import CaseState
from bot.evidence.ledger.leaf import KIND, TIME

_LARGEST = 2**53 - 1
"""The largest integer that canonical JSON keeps (RFC 8785, section 3.2.2.3)."""
_OUTCOMES, _STATE, _STEPS, _STEP, _HELD = "outcomes", "state", "steps", "step", "held"


class Kind(StrEnum):
    """What can happen to a case; docs/evidence.md says what each entry holds."""

    OPENED = "case.opened"
    UPDATED = "case.updated"
    OUTCOMES = "case.outcomes"
    CLOSED = "case.closed"
    REVIEWED = "case.reviewed"
    ACTED = "case.acted"
    APPEALED = "case.appealed"
    EXPORTED = "case.exported"
    HELD = "case.held"
    RELEASED = "case.released"


def replayed(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return a case's fields as its entries leave them, or None where none holds the case.

    `entries` are the fields by name, oldest first. What counts is the newest entry that holds the
    whole case, and the outcomes, the end and the steps that came later. A field that an entry does
    not show is not known, and left out.
    """
    kept: dict[str, Any] | None = None
    for entry in entries:
        kind = entry.get(KIND)
        if kind in (Kind.OPENED, Kind.UPDATED):
            kept = {name: value for name, value in entry.items() if name not in (KIND, TIME)}
        elif kept is None:
            continue
        elif kind == Kind.OUTCOMES and _OUTCOMES in kept:
            before, more = kept.pop(_OUTCOMES), entry.get(_OUTCOMES)
            if isinstance(before, list) and isinstance(more, list):
                kept[_OUTCOMES] = [*before, *more]
        elif kind == Kind.CLOSED and _STATE in kept:
            kept[_STATE] = CaseState.CLOSED.value
        elif _STEP in entry and isinstance(kept.get(_STEPS), list):
            kept[_STEPS] = [*kept[_STEPS], entry[_STEP]]
        if kept is not None and kind in (Kind.HELD, Kind.RELEASED) and _HELD in kept:
            kept[_HELD] = kind == Kind.HELD
    return kept


def json_safe(value: object) -> object:
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
            return {str(json_safe(name)): json_safe(each) for name, each in value.items()}
        case list() | tuple():
            return [json_safe(each) for each in value]
        case _:
            return str(value)
