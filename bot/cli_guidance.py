"""The command line's `flashguard guidance`: the cards that people are shown, as text."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.app import load_guidance
from bot.domain import Card
from bot.errors import ConfigError
from bot.guidance import INCIDENTS
from bot.locales import LANGUAGES, SOURCE
from bot.settings import load_settings

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def guidance(
    where: Annotated[
        str | None, typer.Option(help="Place, as a code: GB-ENG, US-TX, FR. Without it anywhere.")
    ] = None,
    what: Annotated[
        str | None, typer.Option(help=f"What happened: {', '.join(INCIDENTS)}.")
    ] = None,
    lang: Annotated[
        str, typer.Option(help=f"Language of the cards: {', '.join(LANGUAGES)}.")
    ] = SOURCE,
    minor: Annotated[bool, typer.Option("--minor", help="Where anyone may be under 18.")] = False,
) -> None:
    """Show what somebody who asks for help is shown, without Discord."""
    loaded = load_guidance(load_settings())
    if where is not None and not loaded.knows(where):
        known = ", ".join(sorted(loaded.facts.places))
        raise ConfigError(f"There is no place {where!r}. Choose one of {known}.")
    if what is not None and what not in INCIDENTS:
        raise ConfigError(f"There is no incident {what!r}. Choose one of {', '.join(INCIDENTS)}.")
    if lang not in LANGUAGES:
        raise ConfigError(f"There is no language {lang!r}. Choose one of {', '.join(LANGUAGES)}.")
    out = Console(soft_wrap=True, highlight=False)
    for card in loaded.cards(where, what, language=lang, minor=minor):
        _print(out, card)


def _print(out: Console, card: Card) -> None:
    out.rule(f"[bold]{escape(card.title)}", align="left")
    for heading, text in card.sections:
        out.print(f"\n[bold underline]{escape(heading)}")
        out.print(_BOLD.sub(r"[bold]\1[/]", escape(text)))
    out.print()
    for link in card.links:
        out.print(f"[dim]{escape(link.label)}: {escape(link.url)}")
    out.print(f"[dim italic]{escape(card.footer)}\n")
