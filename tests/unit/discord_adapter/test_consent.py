"""The commands of consent can be used wherever their giver is, and a full list fits everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import app_commands

from bot.consents import MOST, Consent
from bot.discord_adapter import consent
from bot.locales import LANGUAGES
from tests.unit.guidance.product import LOCALES

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_it_is_there_on_servers_in_private_and_for_whoever_installed_it() -> None:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    consent.add_to(tree)
    command = tree.get_command("consent")
    assert isinstance(command, app_commands.Group)
    told = command.to_dict(tree)
    assert sorted(told["integration_types"]) == [0, 1]
    assert sorted(told["contexts"]) == [0, 1, 2]
    assert {c.name for c in command.commands} == {"allow", "list", "revoke"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("ends", [None, NOW + timedelta(days=365)])
def test_as_many_as_there_can_be_fit_into_one_answer(code: str, ends: datetime | None) -> None:
    every = tuple(Consent(1, 2**63 - 1 - n, NOW, ends) for n in range(MOST))
    embed = consent.listed(every, LOCALES.of(code))
    assert embed.title and len(embed.title) <= 256
    assert embed.description and len(embed.description) <= 4096
    assert embed.description.count("<@") == MOST
