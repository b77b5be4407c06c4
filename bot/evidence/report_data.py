"""What a report's template is given: a case in texts that can be printed as they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.consents import ConsentState
from bot.domain import (
    Action,
    Case,
    MediaFinding,
    Outcome,
    OutcomeStatus,
    Policy,
    Post,
    Verdict,
    snowflake_time,
)
from bot.errors import ReportError
from bot.evidence.ledger.receipt import Receipt, stamped_at

if TYPE_CHECKING:
    from bot.evidence.report import Fact, OfficerPage, Report, Source

MAX_NAME, MAX_POINTS = 120, 48
"""Characters of a name that are printed, and those that are also spelt out; the rest is counted."""
MAX_MARKS = 2
"""Combining marks in a row that are printed as they are; Vietnamese and Hebrew need two."""
MAX_DETECTIONS = 20
"""Detections of one image that are listed, highest score first; the rest is counted."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def data_of(report: Report) -> dict[str, Any]:
    """Return what the template is given, ready for JSON; raise ReportError for a bad time zone."""
    case, post = report.case, report.case.post
    times = _Times(report.timezone)
    removed = case.outcome_of(Action.REMOVE)
    return {
        "number": case.number,
        "case_id": case.case_id,
        "recorded": case.recorded,
        "made_at": times.both(report.made_at),
        "made_for": _name(report.made_for),
        "version": report.version,
        "timezone": report.timezone,
        "server": _name(post.place.guild_name),
        "channel": _name(post.place.channel_name),
        "thread": post.place.parent_id is not None,
        "age_restricted": post.place.age_restricted,
        "subject": post.subject.partition(":")[0],
        "ids": _ids(post),
        "message_id": _message_id(post),
        "link": post.link if not post.subject else "",
        "posted": times.both(post.posted_at),
        "received": times.both(post.received_at),
        "opened": times.both(case.opened_at),
        "removed": times.both(removed.at) if _done(removed) and removed else None,
        "removed_after": _span(removed.at - post.posted_at) if _done(removed) and removed else "",
        "sender": _sender(post, times),
        "reached": _reached(post),
        "verdict": _verdict(case.decision.verdict),
        "files": [_file(f, report.policy) for f in case.findings],
        "policy": case.decision.policy_version,
        "strictness": report.policy.strictness.value if report.policy else "",
        "network": [list(each) for each in (report.network or {}).items()],
        "decoders": [list(each) for each in (report.decoders or {}).items()],
        "outcomes": [_outcome(each, times) for each in case.outcomes],
        "timeline": _timeline(report, times),
        "earlier": [_earlier(each, times) for each in report.earlier],
        "steps": [
            {
                "at": times.both(each.at),
                "what": clean(each.what)[:MAX_NAME],
                "who": _name(each.who),
                "position": each.position,
            }
            for each in report.steps
        ],
        "words": _lines(report.words) if report.words is not None else None,
        "consent": _consent(case.consent, times),
        "officer": _officer(report.officer),
        "proof": _proof(report.receipt, times),
        "left_out": asdict(report.left_out) if report.left_out else None,
    }


class _Times:
    """Instants as people read them, in UTC and in the time of a place."""

    def __init__(self, name: str) -> None:
        try:
            self._zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ReportError(
                f"There is no time zone {clean(name)[:60]}. Give one like Europe/London."
            ) from None
        self._only_utc = name == "UTC"

    def both(self, at: datetime) -> dict[str, str]:
        """Return the text in UTC, to the millisecond, and the local one ("" where it is UTC)."""
        utc, local = at.astimezone(UTC), at.astimezone(self._zone)
        offset = local.strftime("%z")
        return {
            "utc": f"{_stamp(utc)} UTC",
            "local": "" if self._only_utc else f"{_stamp(local)} (UTC{offset[:3]}:{offset[3:5]})",
        }


def _stamp(at: datetime) -> str:
    # Names of months as in the template, whatever the machine's locale is.
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
        at.month - 1
    ]
    return f"{at.day} {month} {at.year}, {at:%H:%M:%S}.{at.microsecond // 1000:03}"


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 0:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _name(text: str, most: int = MAX_NAME) -> dict[str, object]:
    """Return somebody's text as it may be printed, and its characters spelt out where that helps.

    What cannot be seen, and what changes the direction of what follows, is printed as its code.
    """
    unusual = any(not (c.isascii() or _is_latin(c)) or c != clean(c) for c in text)
    points = [f"U+{ord(c):04X}" for c in text[:MAX_POINTS]] if unusual else []
    return {
        "text": clean(text[:most]),
        "more": max(0, len(text) - most),
        "points": " ".join(points) + (" …" if points and len(text) > MAX_POINTS else ""),
    }


def _lines(text: str) -> list[dict[str, object]]:
    return [_name(line, 4000) for line in text.split("\n")]


def clean(text: str) -> str:
    """Return text of which every character can be seen, and stays in its own line."""
    joiners = "\u200d\ufe0f\ufe0e"  # They belong to emoji.
    shown, marks = [], 0
    for char in text:
        category = unicodedata.category(char)[0]
        marks = marks + 1 if category == "M" and char not in joiners else 0
        if marks > MAX_MARKS:
            # Piled up they would be printed over the lines above and below.
            shown.append(_code(char) if marks == MAX_MARKS + 1 else "")
        elif char in joiners or char == " " or category not in "CZ":
            shown.append(char)
        else:
            shown.append(_code(char))
    return "".join(shown)


def _code(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN ") and unicodedata.is_normalized(
        "NFC", char
    )


def _ids(post: Post) -> list[list[str]]:
    place = post.place
    found = [
        ["Message ID", _message_id(post)],
        ["Sender's user ID", str(post.sender.user_id)],
        ["Server ID", str(place.guild_id) if place.guild_id else ""],
        ["Channel ID", str(place.parent_id or place.channel_id)],
        ["Thread ID", str(place.channel_id) if place.parent_id else ""],
        ["Webhook ID", str(post.sender.webhook_id or "")],
    ]
    return [each for each in found if each[1]]


def _message_id(post: Post) -> str:
    """Return the message's id, or "" for what is none (an avatar): its id is made up of a time."""
    return str(post.message_id) if post.subject.partition(":")[0] in ("", "reaction") else ""


def _sender(post: Post, times: _Times) -> dict[str, object]:
    sender = post.sender
    return {
        "id": str(sender.user_id),
        "name": _name(sender.name),
        "display_name": _name(sender.display_name),
        "created": times.both(sender.account_created_at),
        # An account's id carries the time at which Discord made it.
        "created_agrees": snowflake_time(sender.user_id).date()
        == sender.account_created_at.astimezone(UTC).date(),
        "joined": times.both(sender.joined_at) if sender.joined_at else None,
        "joined_before": _days(sender.joined_at, post.posted_at),
        "age": _days(sender.account_created_at, post.posted_at),
        "roles": [str(role) for role in sender.role_ids],
        "is_bot": sender.is_bot,
        "webhook": str(sender.webhook_id) if sender.webhook_id else "",
    }


def _days(start: datetime | None, end: datetime) -> int | None:
    return (end - start).days if start and end >= start else None


def _reached(post: Post) -> dict[str, object]:
    return {
        "reply_to": str(post.reply_to_user_id) if post.reply_to_user_id else "",
        "mentioned": [str(user) for user in post.mentioned_user_ids],
        "audience": post.audience_size,
    }


def _consent(state: ConsentState | None, times: _Times) -> dict[str, object] | None:
    if state is None:
        return None
    return {
        "at": times.both(state.at),
        "asked": [str(user) for user in state.asked],
        "held": [
            {
                "giver": str(each.giver),
                "given": times.both(each.given_at),
                "expires": times.both(each.expires_at) if each.expires_at else None,
                "revoked": times.both(each.revoked_at) if each.revoked_at else None,
            }
            for each in state.held
        ],
    }


def _verdict(verdict: Verdict | None) -> dict[str, object]:
    if verdict is None:
        return {"kind": "pending", "label": "", "score": "", "reason": "", "known": ""}
    return {
        "kind": verdict.kind.value,
        "label": _words(verdict.label.value) if verdict.label else "",
        "score": _score(verdict.score),
        "reason": _words(verdict.reason.value) if verdict.reason else "",
        "known": verdict.known.value if verdict.known else "",
    }


def _words(name: str) -> str:
    return name.replace("_", " ").lower()


def _score(score: float | None) -> str:
    return f"{score:.2f}" if score is not None else ""


def _file(finding: MediaFinding, policy: Policy | None) -> dict[str, object]:
    ref, screening = finding.media, finding.screening
    found: dict[str, object] = {
        "id": ref.media_id,
        "surface": _words(ref.surface.value),
        "name": _name(ref.filename),
        "claimed_type": _name(ref.content_type or ""),
        "claimed_size": _bytes(ref.size),
        "verdict": _verdict(finding.verdict),
        "screened": screening is not None,
    }
    if screening is None:
        return found
    detections = []
    for each in screening.detections[:MAX_DETECTIONS]:
        threshold = policy.thresholds.get(each.label) if policy else None
        detections.append(
            {
                "label": _words(each.label.value),
                "score": _score(each.score),
                "explicit": _score(threshold.explicit) if threshold else "",
                "suspect": _score(threshold.suspect) if threshold else "",
                "frame": each.frame,
                "view": _words(each.view),
            }
        )
    width, height = screening.width, screening.height
    return found | {
        "format": clean(screening.format or ""),
        "size": _bytes(screening.size),
        "dimensions": f"{width} × {height} pixels" if width and height else "",
        "frames": screening.frames,
        "frames_screened": screening.frames_screened,
        "sha256": screening.sha256 or "",
        "pdq": screening.pdq or "",
        "pdq_quality": screening.pdq_quality,
        "model": clean(screening.model or ""),
        "depth": screening.depth.value,
        "detections": detections,
        "more_detections": max(0, len(screening.detections) - MAX_DETECTIONS),
    }


def _bytes(size: int | None) -> str:
    return f"{size:,} bytes" if size is not None else ""


def _done(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.status is OutcomeStatus.DONE


def _outcome(outcome: Outcome, times: _Times) -> dict[str, object]:
    return {
        "action": outcome.action.value,
        "status": outcome.status.value,
        "at": times.both(outcome.at),
        "detail": _name(outcome.detail, 300),
        "message_id": str(outcome.message_id or ""),
    }


def _timeline(report: Report, times: _Times) -> list[dict[str, object]]:
    """Return what happened, oldest first; the first line is Discord's own time."""
    case, post = report.case, report.case.post
    found: list[tuple[datetime, str, str]] = [
        (post.posted_at, "posted", ""),
        (post.received_at, "received", ""),
        (case.opened_at, "opened", ""),
        *((at, what, "") for what, at in (post.letter.way() if post.letter else ())),
        *((each.at, each.action.value, each.status.value) for each in case.outcomes),
    ]
    # Sorting is stable: what bears one time stays in the order of the flow.
    return [
        {"at": times.both(at), "what": what, "status": status}
        for at, what, status in sorted(found, key=lambda each: each[0])
    ]


def _earlier(case: Case, times: _Times) -> dict[str, object]:
    removed = case.outcome_of(Action.REMOVE)
    return {
        "number": case.number,
        "posted": times.both(case.post.posted_at),
        "channel": _name(case.post.place.channel_name),
        "verdict": _verdict(case.decision.verdict),
        "removed": _done(removed),
    }


def _officer(page: OfficerPage | None) -> dict[str, object] | None:
    """Return the page with its sources numbered in the order in which they are met."""
    if page is None:
        return None
    sources: dict[Source, int] = {}

    def numbered(facts: Iterable[Fact]) -> list[dict[str, object]]:
        return [
            {
                "label": fact.label,
                "text": fact.text,
                "source": sources.setdefault(fact.source, len(sources) + 1),
            }
            for fact in facts
        ]

    return {
        "place": page.place,
        "requests": numbered(page.requests),
        "preservation": numbered(page.preservation),
        "laws": numbered(page.laws),
        "deprivation": numbered(page.deprivation),
        "questions": list(page.questions),
        "sources": [
            {"url": s.url, "dated": s.dated, "read": s.read, "kind": s.kind.replace("_", " ")}
            for s in sources
        ],
    }


def _proof(receipt: Receipt | None, times: _Times) -> dict[str, object] | None:
    if receipt is None:
        return None
    return {
        "key": receipt.key,
        "checkpoint": receipt.checkpoint.strip("\n").split("\n"),
        "entries": [entry.position for entry in receipt.entries],
        "stamped": [
            {"size": size, "at": times.both(at)} for size, at in sorted(stamped_at(receipt))
        ],
    }
