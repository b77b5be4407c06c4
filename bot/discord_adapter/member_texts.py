"""What members are shown about a case, in their language: words only, nothing is sent from here.

Nothing here quotes a sender's text, links to a removed file or accuses anybody: "may contain".
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.appeals import TIME, Refusal
from bot.discord_adapter.desk import About
from bot.domain import Action, Card, Case, MediaFinding, OutcomeStatus, Strictness, VerdictKind
from bot.known import KnownAs
from bot.locales import Words
from bot.reviews import Review, decided, standing


def notice(case: Case, copies: int, words: Words, *, hidden: bool = False) -> str:
    """Return the public notice that stands in for a removed post.

    `copies` is how many unrecognisable copies are shown beside it. `hidden` says that the post
    still stands, and only the previews of its links were hidden.
    """
    images = len(case.findings)
    if is_mistake(case):
        text = words.say("notice-overturned")
    elif hidden:
        text = words.say("notice-hidden")
    elif case.decision.verdict.kind is VerdictKind.UNSCREENED:
        text = words.say("notice-unscreened")
    elif images == 1:
        text = words.say("notice-one")
    else:
        flagged = sum(_is_flagged(f) for f in case.findings)
        text = words.say("notice-many", images=images, flagged=flagged)
    if copies:
        text += " " + words.say("notice-copies", copies=copies)
    number = f"{words.say('case-number', case=str(case.number))} · " if case.recorded else ""
    return f"{text}\n-# {number}{words.say('notice-foot')}"


def why(case: Case | None, words: Words) -> str:
    """Return the private answer to "Why was this removed?" for whoever did not post it."""
    if case is not None and is_mistake(case):
        return words.say("why-overturned")
    found = ""
    if case is not None and case.decision.verdict.label is not None:
        found = " " + words.say("why-found", label=_label(case, words))
    elif case is not None and case.decision.verdict.known is KnownAs.BLOCKED:
        found = " " + words.say("why-known")
    return "\n\n".join(
        [
            words.say("why-rule") + found,
            words.say("why-kept"),
            f"{_mistake(case, words)} {words.say('why-not-again')}",
        ]
    )


def sender(
    case: Case,
    words: Words,
    strictness: Strictness,
    law: Sequence[Card],
    refused: Refusal | None = None,
    *,
    everywhere: bool = False,
) -> Card:
    """Return the private answer to "Why was this removed?" for whoever posted it.

    It says what happened, by which rule, what the law of the server's place says where that is
    known (`law`, no card or one), and what to do about a mistake: an appeal, how it stands, or
    why there is none (`refused`). `everywhere` says that age-restricted channels are screened too.
    """
    say, verdict = words.say, case.decision.verdict
    if is_mistake(case):
        undone = say("sender-what"), say("sender-overturned")
        told = (undone, _appeal(case, words, refused))
        return Card(say("sender-title"), told, (), say("disclaimer"))
    hidden = case.outcome_of(Action.SUPPRESS_PREVIEW)
    key = "sender-what-text"
    if verdict.kind is VerdictKind.UNSCREENED:
        key = "sender-what-unscreened"
    elif hidden is not None and hidden.status is OutcomeStatus.DONE:
        key = "sender-what-hidden"
    what = [say(key)]
    if verdict.label is not None:
        what.append(say("why-found", label=_label(case, words)))
    elif verdict.known is KnownAs.BLOCKED:
        what.append(say("why-known"))
    rule = [say(f"sender-rule-{strictness.value}")]
    if not everywhere:
        rule.append(say("sender-rule-nsfw"))
    sections = [
        (say("sender-what"), " ".join([*what, say("why-kept")])),
        (say("sender-rule"), " ".join(rule)),
        *(section for card in law[:1] for section in card.sections),
        _appeal(case, words, refused),
    ]
    footer = law[0].footer if law else say("disclaimer")
    return Card(say("sender-title"), tuple(sections), law[0].links if law else (), footer)


def is_mistake(case: Case) -> bool:
    """Return whether a moderator has decided that a case was a mistake."""
    standing = decided(case.steps)
    return standing is not None and standing.review is Review.OVERTURNED


def _appeal(case: Case, words: Words, refused: Refusal | None) -> tuple[str, str]:
    """Return what the sender can do about a mistake, or how their appeal stands."""
    say = words.say
    match refused:
        case None:
            how = say("appeal-how", day=words.day((case.opened_at + TIME).date()))
            how = f"**{say('case-number', case=str(case.number))}.** {how}"
            return say("sender-mistake"), f"{how} {say('why-not-again')} {say('sender-told')}"
        case Refusal.ALREADY:
            return say("appeal-yours"), say(f"appeal-stands-{standing(case.steps).value}")
        case Refusal.NOTHING_TO_APPEAL:
            return say("sender-mistake"), say("appeal-overturned")
        case _:
            mistake = f"{say('appeal-late')} {_mistake(case, words)}"
            return say("sender-mistake"), f"{mistake} {say('why-not-again')} {say('sender-told')}"


def about(what: About, words: Words) -> str:
    """Return how moderators are told what something is about; empty for nothing."""
    if what.number is not None:
        return words.say("tell-about-case", case=str(what.number))
    return words.say("tell-about-link") if what.link is not None else ""


def _label(case: Case, words: Words) -> str:
    assert case.decision.verdict.label is not None, "asked for only where there is one"
    return words.say(f"label-{case.decision.verdict.label.value}")


def _mistake(case: Case | None, words: Words) -> str:
    if case is not None and case.recorded:
        return words.say("why-mistake-case", case=str(case.number))
    return words.say("why-mistake")


def _is_flagged(finding: MediaFinding) -> bool:
    return finding.verdict is not None and finding.verdict.kind in (
        VerdictKind.EXPLICIT,
        VerdictKind.SUSPECT,
    )
