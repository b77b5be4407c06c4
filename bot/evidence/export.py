"""Cases as data for machines: ids as text, because JavaScript's numbers end at 2**53."""

from __future__ import annotations

from datetime import datetime

from bot.consents import Consent, ConsentState
from bot.domain import Case, MediaFinding, Outcome, Verdict
from bot.inbox import Lettered
from bot.steps import Step


def case_json(case: Case) -> dict[str, object]:
    """Return a case as a JSON-ready object. Times are ISO 8601 in UTC with milliseconds.

    `subject` is null for a message; `key` is what the case is unique by on its server.
    """
    post, sender, place = case.post, case.post.sender, case.post.place
    return {
        "case_id": case.case_id,
        "number": case.number,
        "state": case.state.value,
        "recorded": case.recorded,
        "verdict": _verdict(case.decision.verdict),
        "policy_version": case.decision.policy_version,
        "thresholds": {
            label.value: {"explicit": t.explicit, "suspect": t.suspect}
            for label, t in case.decision.thresholds.items()
        },
        "recording": case.decision.recording.value,
        "actions": [action.value for action in case.decision.actions],
        "sender": {
            "id": str(sender.user_id),
            "name": sender.name,
            "display_name": sender.display_name,
            "account_created_at": _time(sender.account_created_at),
            "joined_at": _time(sender.joined_at),
            "role_ids": [str(role) for role in sender.role_ids],
            "is_bot": sender.is_bot,
            "webhook_id": _id(sender.webhook_id),
        },
        "guild": {"id": _id(place.guild_id), "name": place.guild_name},
        "channel": {
            "id": str(place.channel_id),
            "name": place.channel_name,
            "parent_id": _id(place.parent_id),
            "age_restricted": place.age_restricted,
        },
        "key": post.key,
        "subject": post.subject or None,
        "message_id": str(post.message_id),
        "link": post.link,
        "reply_to_user_id": _id(post.reply_to_user_id),
        "mentioned_user_ids": [str(user) for user in post.mentioned_user_ids],
        "audience_size": post.audience_size,
        "text": post.text or None,
        "posted_at": _time(post.posted_at),
        "received_at": _time(post.received_at),
        "opened_at": _time(case.opened_at),
        "media": [_media(finding) for finding in case.findings],
        "outcomes": [_outcome(outcome) for outcome in case.outcomes],
        "earlier": {"count": case.earlier.count, "numbers": list(case.earlier.numbers)},
        "held": case.held,
        "steps": [step_json(step) for step in case.steps],
        "consent": _consent_state(case.consent),
        "letter": _letter(post.letter) if post.letter is not None else None,
    }


def consent_json(consent: Consent) -> dict[str, object]:
    """Return a permission as a JSON-ready object."""
    return {
        "giver_id": str(consent.giver),
        "sender_id": str(consent.sender),
        "given_at": _time(consent.given_at),
        "expires_at": _time(consent.expires_at),
        "revoked_at": _time(consent.revoked_at),
    }


def step_json(step: Step) -> dict[str, object]:
    """Return a later step as a JSON-ready object."""
    return {
        "kind": step.kind.value,
        "at": _time(step.at),
        "by": step.by.value,
        "user_id": _id(step.user_id),
        "note": step.note,
    }


def _consent_state(state: ConsentState | None) -> dict[str, object] | None:
    if state is None:
        return None
    return {
        "at": _time(state.at),
        "asked": [str(user) for user in state.asked],
        "held": [consent_json(consent) for consent in state.held],
    }


def _letter(letter: Lettered) -> dict[str, object]:
    return {
        "sent_at": _time(letter.sent_at),
        "sender_warned_at": _time(letter.warned_at),
        "sender_went_on_at": _time(letter.went_on_at),
        "delivered_at": _time(letter.delivered_at),
        "viewed_at": _time(letter.seen_at),
    }


def _media(finding: MediaFinding) -> dict[str, object]:
    ref, screening, verdict = finding.media, finding.screening, finding.verdict
    told: dict[str, object] = {
        "media_id": ref.media_id,
        "surface": ref.surface.value,
        "filename": ref.filename,
        "content_type": ref.content_type,
        "claimed_size": ref.size,
        "verdict": verdict.kind.value if verdict else None,
        "label": verdict.label.value if verdict and verdict.label else None,
        "score": verdict.score if verdict else None,
        "reason": verdict.reason.value if verdict and verdict.reason else None,
        "screened_at": _time(finding.screened_at),
    } | _known(verdict)
    if screening is None:
        return told
    return told | {
        "detail": screening.detail,
        "format": screening.format,
        "size": screening.size,
        "width": screening.width,
        "height": screening.height,
        "frames": screening.frames,
        "frames_screened": screening.frames_screened,
        "sha256": screening.sha256,
        "pdq": screening.pdq,
        "pdq_quality": screening.pdq_quality,
        "model": screening.model,
        "model_sha256": screening.model_sha256,
        "software": list(screening.software),
        "depth": screening.depth.value,
        "elapsed_ms": screening.elapsed_ms,
        "detections": [
            {
                "label": d.label.value,
                "score": d.score,
                "box": list(d.box),
                "frame": d.frame,
                "view": d.view,
            }
            for d in screening.detections
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "kind": verdict.kind.value,
        "label": verdict.label.value if verdict.label else None,
        "score": verdict.score,
        "reason": verdict.reason.value if verdict.reason else None,
    } | _known(verdict)


def _known(verdict: Verdict | None) -> dict[str, object]:
    """Return what the server's lists say of an image; nothing for most."""
    return {"known": verdict.known.value} if verdict is not None and verdict.known else {}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "action": outcome.action.value,
        "status": outcome.status.value,
        "at": _time(outcome.at),
        "detail": outcome.detail,
        "message_id": _id(outcome.message_id),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def _id(snowflake: int | None) -> str | None:
    return str(snowflake) if snowflake is not None else None
