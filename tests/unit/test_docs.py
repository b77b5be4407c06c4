"""The documentation says what the code does; where one changes, the other must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.cli import cli
from bot.discord_adapter import commands
from bot.discord_adapter.client import PERMISSIONS
from bot.domain import Action, OutcomeStatus, UnscreenedReason, VerdictKind
from bot.settings import ROOT
from bot.stamps import StampFailure

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _words(name: str) -> str:
    return name.replace("_", " ").title()


def test_the_readmes_invite_link_asks_for_exactly_what_the_bot_needs() -> None:
    match = re.search(r"permissions=(\d+)", README)
    assert match and int(match[1]) == PERMISSIONS.value


def test_every_permission_that_is_asked_for_is_explained() -> None:
    explained = README.split("| Permission | What for |")[1].split("\n\n")[0]
    for name, on in PERMISSIONS:
        # discord.py's name for it is an old one.
        words = "View Channels" if name == "read_messages" else _words(name).replace(" In ", " in ")
        assert (words in explained) == on, name


def test_every_command_of_the_command_line_is_documented() -> None:
    text = README + (ROOT / "docs" / "operations.md").read_text("utf-8")
    for command in cli.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"flashguard {name}" in text or f"make {name}" in text, name


def _slash_commands() -> Iterator[str]:
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    commands.add_to(tree)
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield f"/{command.qualified_name}"


def test_every_slash_command_is_documented() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    found = list(_slash_commands())
    assert found
    for command in found:
        assert f"`{command}" in text, command


@pytest.mark.parametrize("word", [*VerdictKind, *OutcomeStatus])
def test_every_verdict_and_outcome_is_explained(word: VerdictKind | OutcomeStatus) -> None:
    assert word.name in (ROOT / "docs" / "concepts.md").read_text("utf-8")


@pytest.mark.parametrize("failure", StampFailure)
def test_every_failure_of_a_timestamp_is_documented(failure: StampFailure) -> None:
    assert f"`{failure.value}`" in _page("evidence.md")


@pytest.mark.parametrize("reason", UnscreenedReason)
def test_every_reason_is_documented_and_has_a_rule(reason: UnscreenedReason) -> None:
    assert f"`{reason.value}`" in (ROOT / "docs" / "concepts.md").read_text("utf-8")
    assert f"\n{reason.value} = " in (ROOT / "config" / "policies.toml").read_text("utf-8")


@pytest.mark.parametrize("action", Action)
def test_every_action_has_words_for_the_moderators_entry(action: Action) -> None:
    from bot.discord_adapter import texts

    assert texts._ACTIONS[action]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_local_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (page.parent / target).exists(), target
    for target in re.findall(r"`((?:docs|bot|config|tests|models|benchmarks)/[\w./-]+)`", text):
        assert (ROOT / target).exists(), target


def test_no_index_or_registry_is_named_in_the_locked_requirements() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://|--index|--find-links|--extra-index", text)
        pins = re.findall(r"^[a-zA-Z0-9_.-]+(?:\[\w+\])?==", text, re.MULTILINE)
        assert len(pins) > 40
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", text)[1:])


def test_every_bypass_names_the_tests_that_hold_it() -> None:
    rows = re.findall(r"^\| (\d+) \| .+? \| (.+) \|$", _page("bypasses.md"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 51))
    for number, named in rows:
        tests = re.findall(r"`([\w/]+\.py)::(\w+)`", named)
        assert tests and len(tests) == named.count("::"), number
        for file, test in tests:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text("utf-8"), (number, test)


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")
