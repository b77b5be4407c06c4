"""What admins are shown of a server's rules, in English: words only, nothing is sent from here."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.checks import Check
from bot.discord_adapter import texts
from bot.domain import Action, Label, Policy, Response, Strictness, UnscreenedReason
from bot.measures import Flagged, Mode, PolicyVersion, Sanction
from bot.rulebook import PolicyDocument, Rulebook
from bot.rulebook.keys import values
from bot.servers import Observation

STRICTNESS = {
    Strictness.GENITALS: "exposed genitals only",
    Strictness.STANDARD: "what most people mean by a nude or sexual image",
    Strictness.STRICT: "earlier, and covered genitals too",
}
FLAGGED = {
    Flagged.BLUR: "removed; a notice with an unrecognisable copy takes its place",
    Flagged.REMOVE: "removed; a notice without a copy takes its place",
    Flagged.ALERT: "left alone; moderators are told",
}
RESPONSES = {
    Response.ALLOW: "nothing",
    Response.ALERT: "moderators are told",
    Response.REMOVE: "removed, and moderators are told",
}
MODES = {
    Mode.ACT: "act",
    Mode.OBSERVE: "observe: moderators are told what would happen, and nothing else happens",
}
_SANCTIONS = {
    Sanction.TIMEOUT: "timeout",
    Sanction.KICK: "removed from the server",
    Sanction.BAN: "ban",
}
_WOULD = {
    Action.REMOVE: "posts removed",
    Action.SUPPRESS_PREVIEW: "link previews hidden",
    Action.REPOST_BLURRED: "notices with an unrecognisable copy",
    Action.NOTICE: "notices without a copy",
    Action.TIMEOUT: "members timed out",
    Action.KICK: "members removed",
    Action.BAN: "members banned",
}
_MARKS = {True: "✅", False: "⚠️", None: "ℹ️"}
_CHANGES = 8
_FIELD, _MESSAGE, _DESCRIPTION = 1024, 2000, 4096
"""Characters of an embed's field and description, and of a message (Discord's reference)."""


def shown(
    book: Rulebook, document: PolicyDocument, history: Sequence[PolicyVersion]
) -> discord.Embed:
    """Return what holds on a server, what of it is its own, and the newest changes."""
    policy = book.policy
    embed = discord.Embed(
        title=f"The rules of this server: {policy.version}",
        description="\n".join(summary(book)),
        colour=discord.Colour(0x334155),
    )
    own = [f"{key} = {value}" for key, value in values(document).items()]
    embed.add_field(
        name="Set by this server",
        value=_block(own) if own else "Nothing: everything is as the operator has it.",
        inline=False,
    )
    if history:
        lines = [_version(version) for version in history[:_CHANGES]]
        embed.add_field(name="The newest changes", value=_joined(lines, _FIELD), inline=False)
    embed.set_footer(text="/flashguard policy set changes one rule, undo takes a change back.")
    return embed


def summary(book: Rulebook) -> list[str]:
    """Return the rules that matter most, a line each."""
    policy, settings = book.policy, book.settings
    lines = [
        f"**Mode**: {MODES[policy.mode]}",
        f"**Strictness**: {policy.strictness.value}, {STRICTNESS[policy.strictness]}",
        f"**A flagged post**: {FLAGGED[policy.flagged]}",
        f"**Only suspect**: {RESPONSES[policy.suspect]}",
        f"**Could not be screened**: {unscreened(policy)}",
        f"**Repeated cases**: {_escalation(policy)}",
        f"**Newcomers**: {_newcomers(book)}",
        f"**Moderators' channel**: {_channel(settings.moderators_channel)}",
        f"**Language**: {settings.language} · **place**: {settings.jurisdiction or 'not named'}",
    ]
    if book.channels or book.categories or book.roles:
        lines.append(
            f"**Rules of their own**: {len(book.channels)} channels, {len(book.categories)}"
            f" categories, {len(book.roles)} roles"
        )
    return lines


def unscreened(policy: Policy) -> str:
    """Return what follows for what could not be screened, the common answer first."""
    by_response: dict[Response, list[str]] = {}
    for reason in UnscreenedReason:
        response = policy.unscreened.get(reason, Response.ALERT)
        by_response.setdefault(response, []).append(reason.value)
    order = sorted(by_response.items(), key=lambda each: -len(each[1]))
    first, *rest = [RESPONSES[response] for response, _ in order]
    exceptions = [
        f"{', '.join(reasons)}: {text}" for text, (_, reasons) in zip(rest, order[1:], strict=True)
    ]
    return f"{first} ({'; '.join(exceptions)})" if exceptions else first


def changed(change: PolicyVersion, before: PolicyDocument, after: PolicyDocument) -> str:
    """Return what a change changed, key by key."""
    old, new = values(before), values(after)
    lines = [
        f"{key}: {old.get(key, '(default)')} → {new.get(key, '(default)')}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    head = (
        f"This is **guild/{change.version}** from now on. `/flashguard policy undo` takes it back."
    )
    return f"{head}\n{_block(lines)}" if lines else head


def report(observation: Observation | None) -> str:
    """Return what a time in observe mode has shown."""
    if observation is None:
        return (
            "This server was never in observe mode. `/flashguard policy set key:mode value:observe`"
            " begins it: moderators are told what would happen, and nothing else happens."
        )
    since, until, found = observation.since, observation.until, observation.found
    start = f"since {discord.utils.format_dt(since, 'f')}" if since else "since I came"
    end = f" until {discord.utils.format_dt(until, 'f')}" if until else ", and it goes on"
    lines = [f"**Observe mode**, {start}{end}: {_count(found.cases, 'case', 'cases')}."]
    if not found.cases:
        return lines[0] + "\nNothing was found that your rules would have acted on."
    lines.append("**What was found**")
    lines += [f"• {kind}: {number}" for kind, number in _by_number(found.verdicts)]
    if found.labels:
        lines.append("**What it may have shown**")
        lines += [
            f"• {texts.LABELS[Label(label)]}: {number}"
            for label, number in _by_number(found.labels)
        ]
    lines.append("**What would have happened**")
    would = [
        f"• {_WOULD[Action(action)]}: {number}"
        for action, number in _by_number(found.actions)
        if Action(action) in _WOULD
    ]
    lines += would or ["• nothing beyond telling moderators"]
    if until is None:
        lines.append("`/flashguard policy set key:mode value:act` has it happen from then on.")
    return _joined(lines, _MESSAGE)


def checks(found: Sequence[Check]) -> str:
    """Return what was checked, a line each with its mend, within an embed's description."""
    lines = []
    for check in found:
        mend = f"\n-# → {check.mend}" if check.mend and check.ok is not True else ""
        lines.append(f"{_MARKS[check.ok]} {check.text}{mend}")
    return _joined(lines, _DESCRIPTION)


def checked(title: str, found: Sequence[Check]) -> discord.Embed:
    """Return an embed of what was checked; its title says how much of it wants mending."""
    wrong = sum(check.ok is False for check in found)
    verdict = "all is well" if not wrong else _count(wrong, "thing to mend", "things to mend")
    return discord.Embed(
        title=f"{title}: {verdict}",
        description=checks(found),
        colour=discord.Colour(0xB58900 if wrong else 0x15803D),
    )


def _version(version: PolicyVersion) -> str:
    who = "the operator" if version.user_id is None else f"<@{version.user_id}>"
    if version.user_id is not None and version.user_id < 0:
        who = "somebody whose data was erased"
    note = discord.utils.escape_markdown(version.note)
    return f"guild/{version.version} · {who} · {discord.utils.format_dt(version.at, 'R')} · {note}"


def _escalation(policy: Policy) -> str:
    steps = [
        f"{step.cases} in {_days(step.within.total_seconds())}: {_SANCTIONS[step.sanction]}"
        + (f" {_days(step.timeout.total_seconds())}" if step.sanction is Sanction.TIMEOUT else "")
        for step in policy.escalation
    ]
    return "; ".join(steps) or "nothing follows by itself"


def _newcomers(book: Rulebook) -> str:
    rule = book.newcomers
    if rule is None or (rule.account is None and rule.member is None):
        return "as everybody"
    who = []
    if rule.account is not None:
        who.append(f"an account younger than {rule.account.days} days")
    if rule.member is not None:
        who.append(f"here for less than {rule.member.days} days")
    what = []
    if rule.layer.strictness is not None:
        what.append(f"at least {rule.layer.strictness.value}")
    if rule.lower_by:
        what.append(f"thresholds lower by {rule.lower_by:g}")
    if rule.hold:
        what.append("removed where moderators would only be told")
    return f"{' or '.join(who)}: {', '.join(what) or 'nothing is different'}"


def _channel(name: str) -> str:
    return f"<#{name}>" if name.isdecimal() else f"#{name}"


def _days(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600)):
        if seconds % length == 0:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds / 60:.0f}m"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _by_number(counted: object) -> list[tuple[str, int]]:
    assert isinstance(counted, dict)
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _block(lines: list[str]) -> str:
    return f"```\n{_joined([line.replace('`', '’') for line in lines], _FIELD - 10)}\n```"


def _joined(lines: list[str], limit: int) -> str:
    """Join lines within a limit, saying how many are left out."""
    text = "\n".join(lines)
    if len(text) <= limit:
        return text
    kept = list(lines)
    while len(text) > limit:
        kept.pop()
        text = "\n".join([*kept, f"… and {len(lines) - len(kept)} more"])
    return text
