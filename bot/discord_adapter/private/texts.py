"""The words of a private look: what was looked at, what it may contain, what could not be seen.

Nothing here says that an image is harmless, or accuses anybody: "may contain", "nothing found".
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import discord

from bot.domain import MediaFinding, Surface, VerdictKind
from bot.locales import Words

FILES = 10
"""Files of one message (Discord's reference)."""
MESSAGE = 2_000
"""Characters of a message (Discord's reference)."""
_MORE = 40
"""Characters that are kept free for how many lines were left out."""
_NAME = 60
_FLAGGED = (VerdictKind.EXPLICIT, VerdictKind.SUSPECT)
NAMED = (
    *(Surface.ATTACHMENT, Surface.EMBED, Surface.FORWARD, Surface.STICKER),
    *(Surface.EMOJI, Surface.COMPONENT, Surface.AVATAR),
)
"""The surfaces that a message has; each has a word of its own in the languages."""


def answer(
    findings: Sequence[MediaFinding],
    words: Words,
    *,
    copies: int = 0,
    foot: str | None = None,
    advice: bool = True,
) -> str:
    """Return the answer to a look at these images, one or more.

    `copies` is how many unrecognisable copies are shown beside it. `foot` says who sees it, and
    `advice` whether it says what to do next.
    """
    say = words.say
    head, after = f"**{say(_headline(findings))}**", []
    if copies:
        after.append(say("screen-copies", copies=copies))
    if advice and is_flagged(findings):
        after.append(say("screen-next"))
    after.append(f"-# {foot or say('screen-foot')}")
    # What was flagged is named first: the rest may not fit.
    ordered = sorted(findings, key=lambda finding: not _flagged(finding))
    lines = [f"• {line(finding, words)}" for finding in ordered]
    return "\n".join([head, *fitting(lines, [head, *after], words), *after])


def fitting(lines: Sequence[str], others: Sequence[str], words: Words) -> list[str]:
    """Return as many lines as a message has room for beside others, and how many are left out."""
    room = MESSAGE - sum(len(text) + 1 for text in others) - _MORE
    kept: list[str] = []
    for text in lines:
        room -= len(text) + 1
        if room < 0:
            return [*kept, words.say("screen-more", count=len(lines) - len(kept))]
        kept.append(text)
    return kept


def own_upload(findings: Sequence[MediaFinding], words: Words) -> str:
    """Return the answer about what somebody thinks of posting themselves."""
    say = words.say
    lines = [f"• {line(finding, words)}" for finding in findings]
    advice = [say("screen-own-flagged")] if is_flagged(findings) else []
    parts = [f"**{say(_headline(findings))}**", *lines, *advice, f"-# {say('screen-foot')}"]
    return "\n".join(parts)


def line(finding: MediaFinding, words: Words) -> str:
    """Return what became of one image, by its name, with how many frames were looked at."""
    say, verdict, screening = words.say, finding.verdict, finding.screening
    assert verdict is not None and screening is not None, "it was looked at, or it was tried"
    name = _name(finding, words)
    if verdict.kind is VerdictKind.UNSCREENED:
        why = say(f"screen-why-{verdict.reason}") if verdict.reason else ""
        return f"{say('screen-line-unscreened', name=name)} {why}".rstrip()
    if verdict.label is not None:
        key = "explicit" if verdict.kind is VerdictKind.EXPLICIT else "suspect"
        text = say(f"screen-line-{key}", name=name, label=say(f"label-{verdict.label.value}"))
    else:
        text = say("screen-line-clean", name=name)
    frames = screening.frames or 1
    if frames > 1:
        text += f" ({say('screen-frames', seen=screening.frames_screened, frames=frames)})"
    return text


def copies_of(findings: Sequence[MediaFinding]) -> list[discord.File]:
    """Return the unrecognisable copies of what was flagged, as files to be sent; at most ten."""
    found = [f.screening.redacted for f in findings if f.screening and _flagged(f)]
    return [
        discord.File(
            io.BytesIO(png),
            filename=f"unrecognisable-{number}.png",
            description="An unrecognisable copy: coarse colours only.",
        )
        for number, png in enumerate([png for png in found if png][:FILES], 1)
    ]


def is_flagged(findings: Sequence[MediaFinding]) -> bool:
    """Return whether anything in it may be what is looked for."""
    return any(_flagged(finding) for finding in findings)


def _flagged(finding: MediaFinding) -> bool:
    return finding.verdict is not None and finding.verdict.kind in _FLAGGED


def _headline(findings: Sequence[MediaFinding]) -> str:
    if is_flagged(findings):
        return "screen-flagged"
    kinds = {finding.verdict.kind for finding in findings if finding.verdict is not None}
    return "screen-partly" if VerdictKind.UNSCREENED in kinds else "screen-clean"


def _name(finding: MediaFinding, words: Words) -> str:
    """Return a file's name as text that formats and links nothing, or what else it is."""
    name = "".join(c for c in finding.media.filename if c.isprintable() and c != "`").strip()
    if not name:
        return words.say(f"screen-name-{finding.media.surface.value}")
    return f"`{name if len(name) <= _NAME else name[: _NAME - 1] + '…'}`"
