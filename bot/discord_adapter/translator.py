"""Commands in people's languages, as Discord lists them."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as At

from bot.locales import SOURCE, Locales

_DESCRIPTIONS = (At.command_description, At.group_description, At.parameter_description)


class CommandTranslator(app_commands.Translator):
    """Gives discord.py the names and descriptions of `config/locales/`."""

    def __init__(self, locales: Locales) -> None:
        """Take the languages."""
        self._locales = locales

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return a name or description in a language, or None where English stands for it."""
        words = self._locales.of(locale.value)
        key = key_of(context)
        if words.code == SOURCE or key is None or not words.has(key):
            return None
        return words.say(key)


def key_of(context: app_commands.TranslationContextTypes) -> str | None:
    """Return the key of a command's, group's or parameter's name or description."""
    data: Any = context.data
    if context.location is At.choice_name:
        return None
    part = "description" if context.location in _DESCRIPTIONS else "name"
    if isinstance(data, app_commands.Parameter):
        name = f"{data.command.qualified_name} {data.name}"
    else:
        name = data.qualified_name
    return f"command-{name.lower().replace(' ', '-')}.{part}"
