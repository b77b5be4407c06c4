"""What a letter looks like to its recipient, and a warning to its sender; nothing is sent here.

A letter's text is a stranger's: it can neither ping nor format, shows no emoji of anybody's, and
its links have no previews, because all of these would be pictures or claims that nobody screened.
It stands in an embed, in which Discord previews nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence

import discord

from bot.domain import Card, MediaFinding
from bot.letters import Letter
from bot.locales import Words

_COLOUR = discord.Colour(0x2563EB)
_ALARM = discord.Colour(0xC2410C)
_SPECIAL = re.compile(r"([\\*_~`|>#\[\]()<:@\-])")
"""What Discord's Markdown, mentions, custom emoji and masked links are made of."""
_BEFORE = re.compile(r"\\([\\*_~`|>#\[\]()<:@\-])")
_NAME = 80
_LINES = 1000
"""Characters of a field (Discord allows 1,024)."""


def plain(text: str) -> str:
    """Return a text that shows as it was written, whatever is in it; `written` undoes it."""
    return _SPECIAL.sub(r"\\\1", text)


def written(shown: str) -> str:
    """Return what somebody wrote from what `plain` made of it."""
    return _BEFORE.sub(r"\1", shown)


def short(name: str) -> str:
    """Return a name so that it can neither format nor run long."""
    name = " ".join(name.split())
    return plain(name if len(name) <= _NAME else name[: _NAME - 1] + "…")


def letter_embed(letter: Letter, words: Words, copies: int) -> discord.Embed:
    """Return a letter as its recipient sees it; `copies` unrecognisable pictures come with it."""
    say, sender = words.say, letter.sender
    embed = discord.Embed(
        title=say("letter-title", name=short(sender.display_name)),
        description=plain(letter.text) or None,
        colour=_ALARM if letter.shielded else _COLOUR,
    )
    who = f"<@{sender.user_id}> · {short(sender.name)} · `{sender.user_id}`"
    embed.add_field(name=say("letter-from"), value=who, inline=False)
    if letter.place.guild_name:
        server = short(letter.place.guild_name)
        embed.add_field(name=say("letter-where"), value=server, inline=False)
    if letter.findings:
        embed.add_field(name=say("letter-files"), value=_files(letter, words, copies), inline=False)
    embed.set_footer(text=say("letter-foot"))
    return embed


def _files(letter: Letter, words: Words, copies: int) -> str:
    if not letter.shielded:
        key = "letter-permitted" if letter.flagged else "letter-plain"
        return words.say(key, files=len(letter.findings))
    told = [words.say("letter-shielded", files=len(letter.findings))]
    if copies:
        told.append(words.say("letter-copies", copies=copies))
    return " ".join(told)


def copies_of(copies: Mapping[str, bytes]) -> list[discord.File]:
    """Return unrecognisable copies as files without names of anybody's."""
    return [
        discord.File(io.BytesIO(data), f"unrecognisable-{n}.png")
        for n, data in enumerate(copies.values(), 1)
    ]


def seen_in(findings: Iterable[MediaFinding], words: Words) -> str:
    """Return, line by line, what flagged files may show; an embed's field holds it."""
    lines = []
    for finding in findings:
        assert finding.verdict is not None and finding.verdict.label is not None
        label = words.say(f"label-{finding.verdict.label.value}")
        name = short(finding.media.filename)
        lines.append(words.say("letter-warned-file", file=name, label=label))
    return _fit(lines)


def unscreened_in(findings: Iterable[MediaFinding], words: Words) -> str:
    """Return, line by line, why files could not be screened."""
    lines = []
    for finding in findings:
        assert finding.verdict is not None
        if finding.verdict.reason is not None:
            why = words.say(f"letter-reason-{finding.verdict.reason.value}")
            lines.append(f"**{short(finding.media.filename)}**: {why}")
    return _fit(lines)


def _fit(lines: list[str]) -> str:
    text = "\n".join(lines)
    while len(text) > _LINES:
        lines = lines[:-1]
        text = "\n".join([*lines, "…"])
    return text


def warning(letter: Letter, words: Words, law: Sequence[Card]) -> Card:
    """Return what a sender is told before anything is sent; `law` is one card, or none."""
    say = words.say
    return Card(
        say("letter-warned-title"),
        (
            (say("letter-warned-seen"), seen_in(letter.flagged, words)),
            *([] if law else [(say("letter-warned-law-title"), say("letter-warned-law"))]),
            *(section for card in law[:1] for section in card.sections),
            (say("letter-warned-on"), say("letter-warned-then")),
        ),
        law[0].links if law else (),
        law[0].footer if law else say("disclaimer"),
    )
