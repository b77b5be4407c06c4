"""What moderators are shown about a case, in English: words only, nothing is sent from here.

Nothing here quotes a sender's text, links to a removed file or accuses anybody: "may contain".
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import discord

from bot.domain import (
    Action,
    Case,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Post,
    Sender,
    Surface,
    UnscreenedReason,
    VerdictKind,
)
from bot.known import KnownAs
from bot.measures import Mode
from bot.steps import Step, StepKind

LABELS: dict[Label, str] = {
    Label.FEMALE_GENITALIA_COVERED: "covered female genitals",
    Label.FACE_FEMALE: "a woman's face",
    Label.BUTTOCKS_EXPOSED: "bare buttocks",
    Label.FEMALE_BREAST_EXPOSED: "a bare female breast",
    Label.FEMALE_GENITALIA_EXPOSED: "exposed female genitals",
    Label.MALE_BREAST_EXPOSED: "a bare male chest",
    Label.ANUS_EXPOSED: "an exposed anus",
    Label.FEET_EXPOSED: "bare feet",
    Label.BELLY_COVERED: "a covered belly",
    Label.FEET_COVERED: "covered feet",
    Label.ARMPITS_COVERED: "covered armpits",
    Label.ARMPITS_EXPOSED: "bare armpits",
    Label.FACE_MALE: "a man's face",
    Label.BELLY_EXPOSED: "a bare belly",
    Label.MALE_GENITALIA_EXPOSED: "exposed male genitals",
    Label.ANUS_COVERED: "a covered anus",
    Label.FEMALE_BREAST_COVERED: "a covered female breast",
    Label.BUTTOCKS_COVERED: "covered buttocks",
}

REASONS: dict[UnscreenedReason, str] = {
    UnscreenedReason.TOO_LARGE: "it is larger than the limits allow",
    UnscreenedReason.TIMEOUT: "the time for it ran out",
    UnscreenedReason.UNDECODABLE: "it is damaged, or not what it says it is",
    UnscreenedReason.UNSUPPORTED: "it is not a kind of image that Discord shows",
    UnscreenedReason.FETCH_FAILED: "it could not be downloaded from Discord",
    UnscreenedReason.OVERLOADED: "there was too much to screen at that moment",
    UnscreenedReason.CRASHED: "the screening process ended unexpectedly",
}

_OUTCOMES: dict[OutcomeStatus, str] = {
    OutcomeStatus.DONE: "✅",
    OutcomeStatus.FAILED: "❌",
    OutcomeStatus.SKIPPED: "➖",
    OutcomeStatus.SIMULATED: "🧪",
}

_ACTIONS: dict[Action, str] = {
    Action.REMOVE: "Post removed",
    Action.SUPPRESS_PREVIEW: "Preview hidden",
    Action.REPOST_BLURRED: "Notice with an unrecognisable copy posted",
    Action.NOTICE: "Notice posted",
    Action.ALERT_MODERATORS: "Moderators told",
    Action.NOTIFY_SENDER: "Sender told",
    Action.TIMEOUT: "Member timed out",
    Action.KICK: "Sender removed from the server",
    Action.BAN: "Sender banned",
    Action.HOLD: "Held for moderators",
}

_KINDS: dict[Surface, str] = {
    Surface.EMBED: "link preview",
    Surface.STICKER: "sticker",
    Surface.EMOJI: "emoji",
    Surface.REACTION: "emoji",
    Surface.SERVER_EMOJI: "emoji",
    Surface.SERVER_STICKER: "sticker",
    Surface.ROLE_ICON: "icon of",
    Surface.EVENT_COVER: "cover of",
}

_REMOVALS: dict[Surface, str] = {
    Surface.REACTION: "Reaction cleared",
    Surface.SERVER_EMOJI: "Emoji deleted",
    Surface.SERVER_STICKER: "Sticker deleted",
    Surface.SERVER_ICON: "Icon cleared",
    Surface.SERVER_BANNER: "Banner cleared",
    Surface.SERVER_SPLASH: "Splash cleared",
    Surface.ROLE_ICON: "Role's icon cleared",
    Surface.EVENT_COVER: "Event's cover cleared",
}

_OTHERS_PROFILE = (
    "No bot can take it away. A moderator can talk to the member, time them out or remove them."
)

_ABOUT: dict[Surface, str] = {
    Surface.REACTION: "A custom emoji that somebody reacted with.",
    Surface.AVATAR: f"A member's avatar. {_OTHERS_PROFILE}",
    Surface.BANNER: f"The banner of a member's profile. {_OTHERS_PROFILE}",
    Surface.SERVER_EMOJI: "One of this server's emoji.",
    Surface.SERVER_STICKER: "One of this server's stickers.",
    Surface.SERVER_ICON: "This server's icon.",
    Surface.SERVER_BANNER: "This server's banner.",
    Surface.SERVER_SPLASH: "The picture behind this server's invitations or in Discovery.",
    Surface.ROLE_ICON: "A role's icon: it shows beside the name of everybody who has the role.",
    Surface.EVENT_COVER: "The cover of a scheduled event.",
}

_TITLES: dict[VerdictKind, str] = {
    VerdictKind.EXPLICIT: "may contain a sexual image",
    VerdictKind.SUSPECT: "an image to look into",
    VerdictKind.UNSCREENED: "an image could not be screened",
    VerdictKind.CLEAN: "nothing found",
}

_COLOURS: dict[VerdictKind, discord.Colour] = {
    VerdictKind.EXPLICIT: discord.Colour(0xC2410C),
    VerdictKind.SUSPECT: discord.Colour(0xB58900),
    VerdictKind.UNSCREENED: discord.Colour(0x64748B),
    VerdictKind.CLEAN: discord.Colour(0x15803D),
}


_STEPS: dict[StepKind, str] = {
    StepKind.REVIEWED: "✅ Upheld",
    StepKind.OVERTURNED: "↩️ Overturned: it was a mistake",
    StepKind.APPEALED: "✋ Appealed against",
    StepKind.TIMED_OUT: "⏳ Sender timed out",
    StepKind.BANNED: "⛔ Sender banned",
    StepKind.LIFTED: "↩️ Taken back",
    StepKind.SHIELDED: "🛡️ May involve a child",
    StepKind.LISTED: "🗂️ Put on a list of known images",
    StepKind.UNLISTED: "🗂️ Taken off a list of known images",
    StepKind.EXPORTED: "📄 Exported",
    StepKind.HELD: "📌 Kept for an authority",
    StepKind.RELEASED: "📌 Not kept any longer",
}
"""What was done with a case later, as its entry shows it; the rest is no matter of moderators."""

_KNOWN: dict[KnownAs, str] = {
    KnownAs.BLOCKED: "on this server's list of blocked images",
    KnownAs.ALLOWED: "on this server's list of images to let pass",
    KnownAs.ELSEWHERE: "on a list of blocked images from another server",
    KnownAs.EDITED: "possibly an edited copy of a blocked image",
}


def case_title(case: Case) -> str:
    """Return how the title of a case's entry starts, and no other case's."""
    return f"Case {case.number}:" if case.recorded else "Case without a record:"


def moderators_entry(case: Case) -> discord.Embed:
    """Return the moderators' entry of a case; it shows no picture and links to no file."""
    if case.shielded:
        return _ids_only(case)
    post, verdict = case.post, case.decision.verdict
    about = _about(post)
    if case.decision.mode is Mode.OBSERVE:
        about.append("🧪 **Observe mode: nothing was done.** Below is what would have happened.")
    if not case.recorded:
        about.append(
            "⚠️ **This case could not be written to the database**, so this entry is its only "
            "record. Check the disk and the bot's log."
        )
    embed = discord.Embed(
        title=f"{case_title(case)} "
        + (_TITLES[verdict.kind] if post.letter is None else "a letter was reported"),
        description="\n".join(about) or None,
        colour=_COLOURS[verdict.kind],
        timestamp=post.posted_at,
    )
    embed.add_field(name="Sender", value=_sender(post.sender), inline=False)
    embed.add_field(
        name="Where",
        value=_where(post),
        inline=False,
    )
    embed.add_field(
        name="Sent" if post.letter else "Noticed" if post.subject else "Posted",
        value=_when(post.posted_at, "F"),
        inline=False,
    )
    images = _fit([_finding(f) for f in case.findings]) or "None"
    embed.add_field(name="Images", value=images, inline=False)
    done = [o for o in case.outcomes if o.action is not Action.ALERT_MODERATORS]
    if done:
        embed.add_field(
            name="What was done" if case.decision.mode is Mode.ACT else "What would have been done",
            value=_fit([_outcome(case, o) for o in done]),
            inline=False,
        )
    if case.earlier.count:
        embed.add_field(name="Earlier cases of this sender", value=_earlier(case), inline=False)
    _add_steps(embed, case)
    embed.set_footer(
        text="The image is not kept. Please do not ask anybody to send it again. "
        f"Policy {case.decision.policy_version}."
    )
    return embed


def _about(post: Post) -> list[str]:
    """Return what a case is about, where it is no message; of a letter, what its sender knew."""
    if post.letter is None:
        return [_ABOUT[post.media[0].surface]] if post.subject and post.media else []
    letter, to = post.letter, ", ".join(f"<@{user}> · `{user}`" for user in post.mentioned_user_ids)
    told = [f"A letter to {to or 'a member'}, who asked for this entry."]
    if letter.warned_at is not None:
        told.append(
            f"Its sender was told what it may contain {_when(letter.warned_at, 'F')}, before it"
            " was sent"
            + (f", and went on {_when(letter.went_on_at, 'F')}." if letter.went_on_at else ".")
        )
    return told


def _where(post: Post) -> str:
    if post.letter is not None:
        return f"In private, from <#{post.place.channel_id}>. No moderator can see a letter."
    if not post.place.channel_id:
        return "On the whole server"
    return f"<#{post.place.channel_id}> · message `{post.message_id}`\n{post.link}"


def _ids_only(case: Case) -> discord.Embed:
    """Return the entry of a case in which somebody may be under 18: ids, and nothing of it."""
    post = case.post
    embed = discord.Embed(
        title=f"{case_title(case)} may involve a child",
        description="Nothing more is shown or kept of it than these ids, which Discord and the"
        " police can work with. Please do not look for the image, and do not ask anybody for it.",
        colour=discord.Colour(0x7C3AED),
        timestamp=post.posted_at,
    )
    ids = [("Sender", post.sender.user_id), ("Channel", post.place.channel_id)]
    ids.append(("Message", post.message_id))
    for name, number in ids:
        embed.add_field(name=name, value=f"`{number}`")
    _add_steps(embed, case)
    return embed


def _earlier(case: Case) -> str:
    numbers = [str(number) for number in case.earlier.numbers[:20]]
    more = case.earlier.count - len(numbers)
    listed = ", ".join(numbers) + (f" and {more} more" if more else "")
    return f"{case.earlier.count}: {listed}\n-# `/flashguard case` shows each of them."


def _add_steps(embed: discord.Embed, case: Case) -> None:
    """Add what moderators did with a case, the newest ten."""
    done = [step for step in case.steps if step.kind in _STEPS][-10:]
    if done:
        lines = [f"{_STEPS[s.kind]}{_detail(s)} · {_who(s)} {_when(s.at, 'R')}" for s in done]
        embed.add_field(name="Review", value=_fit(lines), inline=False)


def _detail(step: Step) -> str:
    return f" ({_plain(step.note, 60)})" if step.note else ""


def _who(step: Step) -> str:
    if step.user_id is None:
        return f"the {step.by.value}"
    return f"<@{step.user_id}>" if step.user_id > 0 else "somebody whose data was erased"


def found(case: Case) -> str:
    """Return in one line what the program reported of a case."""
    title = _TITLES[case.decision.verdict.kind]
    return f"{title[0].upper()}{title[1:]}."


def _sender(sender: Sender) -> str:
    name = _plain(sender.name, 64)
    if sender.webhook_id is not None:
        return (
            f"The webhook {name} · `{sender.webhook_id}`\n"
            "It can be stopped in the server's settings, under Integrations."
        )
    if not sender.user_id:
        return "Discord does not say who. The server's audit log may."
    joined = f", joined {_when(sender.joined_at, 'R')}" if sender.joined_at else ""
    return (
        f"<@{sender.user_id}> · {name} · `{sender.user_id}`\n"
        f"account made {_when(sender.account_created_at, 'R')}{joined}"
    )


def _finding(finding: MediaFinding) -> str:
    name, verdict = _media(finding.media), finding.verdict
    if verdict is None:
        return f"• {name}: being screened"
    if verdict.kind is VerdictKind.UNSCREENED:
        assert verdict.reason is not None
        return f"• {name}: not screened, {REASONS[verdict.reason]}"
    known = f"; {_KNOWN[verdict.known]}" if verdict.known else ""
    if verdict.label is None:
        return f"• {name}: {known.removeprefix('; ') or 'nothing found'}"
    return f"• {name}: may show {LABELS[verdict.label]} (score {verdict.score:.2f}){known}"


def _media(media: MediaRef) -> str:
    """Return what an image is called: its name where it has one, and how it came."""
    kind, name = _KINDS.get(media.surface, ""), _plain(media.filename, 60)
    if not kind:
        return name or "image"
    return f"{kind} {name}" if name else kind


def _outcome(case: Case, outcome: Outcome) -> str:
    post = case.post
    after = (outcome.at - post.posted_at).total_seconds()
    detail = f" ({outcome.detail})" if outcome.detail else ""
    done = _ACTIONS[outcome.action]
    if outcome.action is Action.REMOVE and post.subject and post.media:
        done = _REMOVALS.get(post.media[0].surface, done)
    # A reaction comes long after the message that it is under.
    since = "" if post.subject else f", {after:.2f} s after the post"
    return f"{_OUTCOMES[outcome.status]} {done}{detail}{since}"


def _fit(lines: list[str], limit: int = 1024) -> str:
    """Join lines within an embed field's limit, saying how many are left out."""
    text = "\n".join(lines)
    if len(text) <= limit:
        return text
    kept = lines[:]
    while len(text) > limit:
        kept.pop()
        text = "\n".join([*kept, f"… and {len(lines) - len(kept)} more"])
    return text


def _plain(text: str, limit: int) -> str:
    """Return a person's text so that it can neither format, ping nor run long."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return discord.utils.escape_mentions(discord.utils.escape_markdown(short))


def _when(at: datetime, style: Literal["F", "R"]) -> str:
    return discord.utils.format_dt(at, style)
