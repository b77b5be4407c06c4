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


def case_title(case: Case) -> str:
    """Return how the title of a case's entry starts, and no other case's."""
    return f"Case {case.number}:" if case.recorded else "Case without a record:"


def moderators_entry(case: Case) -> discord.Embed:
    """Return the moderators' entry of a case; it shows no picture and links to no file."""
    post, verdict = case.post, case.decision.verdict
    about = _about(post)
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
            name="What was done",
            value=_fit([_outcome(case, o) for o in done]),
            inline=False,
        )
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
    if verdict.label is None:
        return f"• {name}: nothing found"
    return f"• {name}: may show {LABELS[verdict.label]} (score {verdict.score:.2f})"


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
