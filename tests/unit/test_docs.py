"""The documentation says what the code does; where one changes, the other must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.cli import cli
from bot.cli_policy import policy_cli
from bot.discord_adapter import commands
from bot.discord_adapter.invites import PERMISSIONS
from bot.domain import Action, OutcomeStatus, UnscreenedReason, VerdictKind
from bot.evidence.ledger import entries
from bot.gates import GATED, PICTURES
from bot.known import KnownAs
from bot.rulebook import read_toml, rulebook
from bot.rulebook.keys import keys
from bot.settings import ROOT, load_installation, load_settings
from bot.stamps import StampFailure
from bot.steps import StepKind

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
    for command in policy_cli.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"flashguard policy {name}" in text, name


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


def test_every_rule_of_a_server_is_documented_with_what_it_takes() -> None:
    text = _page("policy.md")
    rows = {row.split(" |")[0]: row for row in text.split("\n| `")}
    for key in [*keys(), *keys(override=True)]:
        family, _, part = key.name.partition(".")
        if family == "thresholds":
            assert "`thresholds.<label>.explicit`" in text
        elif family == "unscreened":
            assert f"`{part}`" in rows["unscreened.<reason>`"]
        elif key.name == "exempt":
            assert "`exempt`" in text
        else:
            row = rows[f"{key.name}`"]
            assert key.meaning in row, key.name
            assert all(f"`{choice}`" in row for choice in key.choices), key.name


def test_the_example_of_a_policy_file_fits() -> None:
    example = _page("policy.md").split("```toml\n")[1].split("```")[0]
    document = read_toml(example, "docs/policy.md")
    assert rulebook(document, load_installation(load_settings())).roles


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


def test_the_gates_page_has_every_bit() -> None:
    page = _page("gate.md")
    for bit, name in PICTURES.items():
        assert f"| {name} | `1<<{bit.bit_length() - 1}` |" in page, name
    assert str(GATED) in page


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_review_and_raid_button_is_documented_with_the_right_that_it_needs() -> None:
    from bot.discord_adapter import raid_view, review

    page = (ROOT / "docs" / "review.md").read_text("utf-8")
    for act, button in review._BUTTONS.items():
        # "Ban them" is the answer to the question that "Ban" asks.
        label = review._BUTTONS["ban"].label if act == "ban-yes" else button.label
        assert f"| {label} | {button.called} |" in page, label
    for raid_button in raid_view._BUTTONS.values():
        assert f"**{raid_button.label}**" in page, raid_button.label


def test_every_step_and_every_kind_of_known_image_has_words() -> None:
    from bot.discord_adapter import texts
    from bot.evidence import report_phrases
    from bot.evidence.ledger.replay import Kind

    untold = {StepKind.PSEUDONYMISED, StepKind.ERASED}
    assert set(texts._STEPS) == set(StepKind) - untold
    assert set(texts._KNOWN) == set(KnownAs)
    assert set(report_phrases.KNOWN) == {known.value for known in KnownAs}
    assert {kind.value for kind in Kind} <= set(report_phrases.STEPS)
    evidence = (ROOT / "docs" / "evidence.md").read_text("utf-8")
    for kind in (*(k.value for k in Kind), entries.LIST_CHANGED, entries.RAID_CHANGED):
        assert f"`{kind}`" in evidence, kind
