"""A person's own data by slash command: only theirs, only to them, and honest about what stays."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import discord
import pytest
from discord import app_commands

from bot.discord_adapter import privacy
from bot.errors import StoreError
from tests.unit.discord_adapter.test_panel import desk


@dataclass
class Numbers:
    erased: int = 0
    pseudonymised: int = 0
    steps: int = 0
    kept: int = 0
    held: int = 0


@dataclass
class People:
    """The record's side, as a person's questions reach it."""

    told: dict[str, object] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    asked: list[tuple[str, int]] = field(default_factory=list)
    broken: bool = False
    waiting: asyncio.Event | None = None

    async def export(self, user_id: int, at: datetime) -> dict[str, object]:
        self.asked.append(("export", user_id))
        if self.waiting:
            await self.waiting.wait()
        if self.broken:
            raise StoreError("The database db.example cannot be used.")
        return self.told

    async def erase(self, user_id: int, at: datetime) -> Numbers:
        self.asked.append(("erase", user_id))
        if self.broken:
            raise StoreError("The database db.example cannot be used.")
        return self.numbers


class Interaction:
    """What discord.py hands over, and what was answered: (kind, text, arguments)."""

    def __init__(self, people: People, user_id: int = 7) -> None:
        self.client = self
        self.desk = desk()
        self.locale = discord.Locale.british_english
        self.people = people
        self.user = discord.Object(user_id)
        self.response = self.followup = self
        self.answers: list[tuple[str, str, dict[str, Any]]] = []

    async def defer(self, **kwargs: Any) -> None:
        self.answers.append(("defer", "", kwargs))

    async def send(self, text: str, **kwargs: Any) -> None:
        self.answers.append(("send", text, kwargs))

    async def send_message(self, text: str, **kwargs: Any) -> None:
        self.answers.append(("send_message", text, kwargs))

    async def edit_original_response(self, content: str, **kwargs: Any) -> None:
        self.answers.append(("edit", content, kwargs))

    def as_discords(self) -> discord.Interaction[Any]:
        return cast(discord.Interaction[Any], self)


@pytest.fixture
def group() -> privacy.Privacy:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    privacy.add_to(tree)
    found = tree.get_command("privacy")
    assert isinstance(found, privacy.Privacy)
    assert {c.name for c in found.commands} == {"export", "erase"}
    return found


async def call(group: privacy.Privacy, name: str, interaction: Interaction) -> None:
    command: Any = group.get_command(name)
    await command.callback(group, interaction.as_discords())


def only_for_the_person(interaction: Interaction) -> bool:
    return all(a[2].get("ephemeral") for a in interaction.answers if a[0] != "edit")


async def test_a_copy_is_of_whoever_asks_and_for_them_alone(group: privacy.Privacy) -> None:
    people = People({"format": "f", "as_sender": [{"name": "Säröver"}], "as_recipient": []})
    interaction = Interaction(people, 7)
    await call(group, "export", interaction)
    assert people.asked == [("export", 7)]
    assert only_for_the_person(interaction)
    kind, text, arguments = interaction.answers[-1]
    assert kind == "send" and "all that is recorded about you" in text
    file: discord.File = arguments["file"]
    assert json.loads(file.fp.read()) == people.told and file.filename.endswith(".json")


async def test_who_is_not_in_the_record_is_told_so(group: privacy.Privacy) -> None:
    interaction = Interaction(People({"as_sender": [], "as_recipient": [], "as_moderator": []}))
    await call(group, "export", interaction)
    assert "Nothing is recorded about you" in interaction.answers[-1][1]


async def test_what_is_large_goes_compressed(
    group: privacy.Privacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "_MOST_BYTES", 300)
    interaction = Interaction(People({"as_sender": ["x" * 1000]}))
    await call(group, "export", interaction)
    file: discord.File = interaction.answers[-1][2]["file"]
    assert file.filename.endswith(".json.gz")
    assert json.loads(gzip.decompress(file.fp.read())) == {"as_sender": ["x" * 1000]}
    monkeypatch.setattr(privacy, "_MOST_BYTES", 10)
    await call(group, "export", interaction)
    assert "does not fit" in interaction.answers[-1][1]
    assert "file" not in interaction.answers[-1][2]


async def test_one_copy_at_a_time(group: privacy.Privacy) -> None:
    people = People({"as_sender": []}, waiting=asyncio.Event())
    first, second = Interaction(people, 7), Interaction(people, 8)
    task = asyncio.create_task(call(group, "export", first))
    while not people.asked:
        await asyncio.sleep(0)
    await call(group, "export", second)
    assert "try again" in second.answers[-1][1] and people.asked == [("export", 7)]
    assert people.waiting is not None
    people.waiting.set()
    await task
    assert "file" in first.answers[-1][2]


async def test_nothing_is_erased_before_the_person_says_so(group: privacy.Privacy) -> None:
    people = People(numbers=Numbers(erased=1, pseudonymised=2, steps=3, kept=4, held=5))
    interaction = Interaction(people, 7)
    await call(group, "erase", interaction)
    assert people.asked == [] and only_for_the_person(interaction)
    text, arguments = interaction.answers[-1][1:]
    assert "cannot be undone" in text and "What stays, and why" in text and len(text) <= 2000
    (button,) = arguments["view"].children
    await button.callback(interaction.as_discords())
    assert people.asked == [("erase", 7)]
    kind, told, arguments = interaction.answers[-1]
    assert kind == "edit" and arguments["view"] is None
    assert [int(n) for n in re.findall(r": (\d+)", told)] == [3, 3, 4, 5]


async def test_people_are_answered_in_their_own_language(group: privacy.Privacy) -> None:
    interaction = Interaction(People({"as_sender": []}))
    interaction.locale = discord.Locale.german
    await call(group, "export", interaction)
    await call(group, "erase", interaction)
    told, asked = (a for a in interaction.answers if a[0] != "defer")
    assert "Über dich ist nichts festgehalten" in told[1]
    assert "lässt sich nicht rückgängig machen" in asked[1]
    (button,) = asked[2]["view"].children
    assert button.item.label == "Meine Daten löschen"


async def test_a_failure_is_told_without_the_inside(group: privacy.Privacy) -> None:
    interaction = Interaction(People(broken=True))
    await call(group, "export", interaction)
    await privacy.EraseButton().callback(interaction.as_discords())
    for _, text, _ in (interaction.answers[1], interaction.answers[-1]):
        assert "try again later" in text and "db.example" not in text


async def test_the_button_is_known_again_after_a_restart() -> None:
    made = await privacy.EraseButton.from_custom_id(
        cast(Any, None), cast(Any, None), cast(Any, None)
    )
    assert made.item.custom_id == "fg:privacy:erase"
    assert privacy.EraseButton.__discord_ui_compiled_template__.fullmatch("fg:privacy:erase")
