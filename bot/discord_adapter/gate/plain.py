"""Makes what a member wrote fit to be posted by a webhook: pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection

import discord

_EMOJI = re.compile(r"<a?:(\w{1,64}):(\d{15,20})>")
_FORBIDDEN = re.compile(r"(?i)(dis)(cord)|(cly)(de)")
"""Names that Discord refuses a webhook (reference, "Usernames and Nicknames")."""
_HAIR_SPACE = "\u200a"
_NAME_LENGTH = 80
_FILE_LENGTH = 60


def safe_name(name: str) -> str:
    """Return a member's name as a webhook may have it: 1 to 80 characters, no forbidden word.

    A space as thin as a hair parts the forbidden words, so that people read the name as it is.
    """
    parted = _FORBIDDEN.sub(lambda m: _HAIR_SPACE.join(filter(None, m.groups())), name.strip())
    return parted[:_NAME_LENGTH].strip() or "…"


def safe_text(text: str, own_emoji: Collection[int]) -> str:
    """Return a text in which emoji of other servers, which are pictures, are their names."""
    return _EMOJI.sub(lambda m: m[0] if int(m[2]) in own_emoji else f":{m[1]}:", text)


def shown_name(filename: str) -> str:
    """Return a file's name as a message shows it: of at most 60 characters, with no Markdown."""
    short = filename if len(filename) <= _FILE_LENGTH else filename[: _FILE_LENGTH - 1] + "…"
    return discord.utils.escape_markdown(short) or "?"
