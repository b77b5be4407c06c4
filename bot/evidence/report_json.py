"""A report as JSON, for machines: the whole case, and all that the other formats say of it.

docs/evidence.md documents every key. `case` is what the ledger's entries hold, in the same form, so
that `flashguard verify` can compare it with the receipt, field by field.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.domain import Case, Policy, snowflake_time
from bot.evidence.export import case_json
from bot.evidence.ledger.replay import json_safe

if TYPE_CHECKING:
    from bot.evidence.report import Report

FORMAT: Final = "flashguard-report/1"


def json_of(report: Report) -> bytes:
    """Return a report as JSON text in ASCII, ending with a line break."""
    return (json.dumps(report_json(report), indent=1) + "\n").encode("ascii")


def report_json(report: Report) -> dict[str, object]:
    """Return a report as a JSON-ready object: ids as text, times in ISO 8601 and UTC."""
    post = report.case.post
    found: dict[str, object] = {
        "format": FORMAT,
        "made_at": when(report.made_at),
        "made_for": report.made_for,
        "version": report.version,
        "timezone": report.timezone,
        "case": case_json(report.case),
        "audience_size": post.audience_size,
        "sender_id_made_at": when(snowflake_time(post.sender.user_id)),
        "words": report.words,
        "policy": _policy(report.policy),
        "network": dict(report.network or {}),
        "decoders": dict(report.decoders or {}),
        "earlier": [_earlier(each) for each in report.earlier],
        "custody": [
            {"at": when(each.at), "what": each.what, "who": each.who, "position": each.position}
            for each in report.steps
        ],
        "officer": asdict(report.officer) if report.officer else None,
        "receipt": report.receipt.model_dump() if report.receipt else None,
    }
    return {name: json_safe(value) for name, value in found.items()}


def when(at: datetime) -> str:
    """Return an instant in the form of the ledger: ISO 8601, UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _policy(policy: Policy | None) -> dict[str, object] | None:
    if policy is None:
        return None
    return {
        "version": policy.version,
        "strictness": policy.strictness.value,
        "thresholds": {
            label.value: {"explicit": each.explicit, "suspect": each.suspect}
            for label, each in policy.thresholds.items()
        },
    }


def _earlier(case: Case) -> dict[str, object]:
    told = case_json(case)
    kept = ("case_id", "number", "posted_at", "channel", "verdict", "outcomes")
    return {name: told[name] for name in kept}
