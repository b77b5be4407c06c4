"""What becomes an entry at each step of a case, and what a recipient is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import Case, Outcome
from bot.evidence.export import case_json
from bot.evidence.ledger.leaf import CASE, Entry
from bot.evidence.ledger.log import Recorded
from bot.evidence.ledger.replay import Kind, json_safe, replayed
from bot.measures import PolicyVersion

__all__ = [
    "LIST_CHANGED",
    "POLICY_CHANGED",
    "RAID_CHANGED",
    "RECIPIENT",
    "Kind",
    "differences",
    "list_changed",
    "opened",
    "outcomes",
    "policy_changed",
    "policy_id",
    "raid_changed",
    "step",
    "updated",
]

POLICY_CHANGED = "policy.changed"
"""The entry of a server's rules that changed; its `case_id` is `policy/<server>/<version>`."""

LIST_CHANGED = "list.changed"
"""The entry of another server's list of known images that was taken in or taken off."""

RAID_CHANGED = "raid.changed"
"""The entry of what was done about a raid, by the program or a moderator."""

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
        "letter",
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
    safe = {name: json_safe(value) for name, value in fields.items()}
    return Entry(kind.value, case.case_id, at, {"number": case.number} | safe)


def policy_id(guild_id: int, version: int) -> str:
    """Return what a change of a server's rules is filed under."""
    return f"policy/{guild_id}/{version}"


def policy_changed(change: PolicyVersion) -> Entry:
    """Return the entry of a server's rules that changed: all of them, by whom, and why."""
    by = "operator" if change.user_id is None else str(change.user_id)
    return Entry(
        POLICY_CHANGED,
        policy_id(change.guild_id, change.version),
        change.at,
        {
            "guild": str(change.guild_id),
            "version": change.version,
            "document": json_safe(dict(change.document)),
            "by": by,
            "note": json_safe(change.note),
        },
    )


def list_changed(guild_id: int, what: str, source: str, images: int, at: datetime) -> Entry:
    """Return the entry of another server's list that was taken in ("on") or taken off ("off").

    It names nobody, so that it need not be erased for anybody.
    """
    fields = {"guild": str(guild_id), "what": what, "source": json_safe(source), "images": images}
    return Entry(LIST_CHANGED, "", at, fields)


def raid_changed(guild_id: int, what: str, by: str, at: datetime) -> Entry:
    """Return the entry of what was done about a raid: began, stricter, paused, ended."""
    return Entry(RAID_CHANGED, "", at, {"guild": str(guild_id), "what": what, "by": by})


def differences(case: Case, recorded: Sequence[Recorded]) -> list[str]:
    """Return the names of the fields in which a case is not what the ledger has of it, sorted.

    `case` is as the case store loads it, `recorded` all of its entries, oldest first. What counts
    is the newest entry that holds the whole case, and the outcomes and the end that came later.
    """
    kept = replayed(
        {name: each.value for name, each in entry.openings.items()} for entry in recorded
    )
    if kept is None:
        return sorted(case_json(case))
    now = {name: json_safe(value) for name, value in case_json(case).items()}
    # An older version's entries lack the fields that were not recorded then: null, as they are now.
    return sorted(name for name in now.keys() | kept.keys() if now.get(name) != kept.get(name))


def _whole(kind: Kind, case: Case, at: datetime) -> Entry:
    fields = {name: json_safe(value) for name, value in case_json(case).items() if name != CASE}
    return Entry(kind.value, case.case_id, at, fields)
