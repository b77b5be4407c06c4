"""The words for what a case's data name, and how names, times and counts are told."""

from __future__ import annotations

from typing import Any

from bot.evidence.report_document import BREAK, Run, Text, joined, mono, quiet, runs, say

Data = dict[str, Any]
"""What `report_data.data_of` returns, or a part of it."""

KINDS = {
    "explicit": "may contain nudity or sexual content (explicit)",
    "suspect": "may contain nudity or sexual content, with less certainty (suspect)",
    "clean": "nothing was found (clean)",
    "unscreened": "could not be looked at (unscreened)",
    "pending": "still being looked at",
}
ACTS = {
    "received": "The software was told of the message by Discord",
    "opened": "The case was written to the database",
    "remove": "Removal of the message",
    "suppress_preview": "Removal of the link's preview",
    "repost_blurred": "Posting of an unrecognisable copy",
    "notice": "Notice in the channel, in place of the message",
    "alert_moderators": "Entry for the moderators",
    "notify_sender": "Notice to the sender",
    "timeout": "Time-out of the sender",
    "kick": "Removal of the sender from the server",
    "ban": "Ban of the sender from the server",
    "hold": "Holding back of the message",
    "warned": "The sender of the letter was told what it may contain, and that sending such a "
    "picture to somebody who did not ask for it may be an offence; nothing had been sent yet",
    "went_on": "The sender chose to send it all the same",
    "delivered": "The letter was delivered",
    "viewed": "The person who received the letter chose to view it, once",
}
ENDS = {"done": "done", "failed": "FAILED", "skipped": "not needed", "simulated": "only simulated"}
STEPS = {
    "case.opened": "Case recorded",
    "case.updated": "Findings or decision added",
    "case.outcomes": "Results of actions recorded",
    "case.closed": "Handling finished",
    "case.reviewed": "Reviewed by a moderator",
    "case.acted": "Acted on by a moderator",
    "case.appealed": "Appealed against by the sender",
    "case.exported": "Report exported",
    "case.held": "Kept from deletion",
    "case.released": "No longer kept from deletion",
}
_PERMISSION = (
    "As it stood on {at}. With a permission (/consent allow) one person says that they want to see "
    "one other person's images without blur, in private. It does not count in a server's ordinary "
    "channels, nor where somebody may be under 18, and says nothing of what people told each other "
    "elsewhere."
)
KNOWN = {
    "blocked": "the same as one on the server’s own list of blocked images",
    "allowed": "the same as one that a moderator had let pass",
    "elsewhere": "the same as one on a list of blocked images from another server",
    "edited": "similar to one on a list of blocked images",
}
LETTER = "letter"
"""What the subject of a case is called that is about a letter of the program's inbox."""
NOT_RECORDED = [Run("not recorded", "quiet", emph=True)]


def name(told: Data) -> Text:
    """Return what somebody chose to call something, and how much of it was left out."""
    text = [Run(told["text"], "name")] if told["text"] else [Run("(empty)", emph=True)]
    return (
        [*text, *quiet(" … ({more} more characters)", more=told["more"])] if told["more"] else text
    )


def name_full(told: Data) -> Text:
    """Return a name, and its characters spelt out where they could be mistaken."""
    points = told["points"]
    if not points:
        return name(told)
    return [*name(told), BREAK, *quiet("Its characters: {points}", points=mono(points))]


def time(told: Data) -> Text:
    """Return an instant in UTC, and in the time of the place below it."""
    local = [BREAK, *quiet("{local}", local=told["local"])] if told["local"] else []
    return [*runs(told["utc"]), *local]


def count(number: int, one: str, many: str) -> str:
    """Return a number with what is counted."""
    return f"{number} {one if number == 1 else many}"


def consent(told: Data | None) -> Text:
    """Return what was on record of consent when the post was sent, and what that does not say."""
    if told is None:
        return NOT_RECORDED
    if not told["asked"]:
        found = say("The post was addressed to nobody in particular: no reply, no mention.")
    elif not told["held"]:
        found = say("Of those to whom the post was addressed, none had permitted its sender any.")
    else:
        found = joined(map(_permission, told["held"]), BREAK)
    return [*found, BREAK, *quiet(_PERMISSION, at=told["at"]["utc"])]


def _permission(told: Data) -> Text:
    ends = f"until {told['expires']['utc']}" if told["expires"] else "with no end"
    later = f", taken back on {told['revoked']['utc']}" if told["revoked"] else ""
    return say(
        "User ID {giver} had permitted the sender, on {given}, {ends}{later}.",
        giver=mono(told["giver"]),
        given=told["given"]["utc"],
        ends=ends,
        later=later,
    )


def verdict(told: Data) -> str:
    """Return a verdict in words, without accusing anybody."""
    label = f": “{told['label']}”, score {told['score']}" if told["label"] else ""
    reason = f": {told['reason']}" if told["reason"] else ""
    known = f"; {KNOWN.get(told['known'], told['known'])}" if told["known"] else ""
    return f"{KINDS.get(told['kind'], told['kind'])}{label}{reason}{known}"


def act(data: Data, what: str) -> str:
    """Return what happened, in words."""
    if what == "posted":
        if data["subject"] == LETTER:
            return (
                "The letter was handed to the program (time in the form’s ID, by Discord’s clock)"
            )
        if data["subject"]:
            return "The image was noticed"
        return "The message was posted (time in the message’s ID, by Discord’s clock)"
    return ACTS.get(what, what)
