"""The cards on the command line, and the page of the facts: both are what the data say."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from bot.cli_guidance import guidance
from bot.errors import ConfigError
from bot.settings import ROOT
from docs.write_guidance import PAGE, page
from tests.unit.guidance.product import GUIDANCE, LOCALES

APP = typer.Typer()
APP.command()(guidance)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(APP, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_cards_are_printed_in_order_with_their_links() -> None:
    shown = run("--where", "GB-ENG", "--what", "unsolicited_image")
    assert shown.index("First steps") < shown.index("Who to tell") < shown.index("section 66A")
    assert "https://www.police.uk/" in shown and "not legal advice" in shown
    assert "**" not in shown


def test_a_language_and_the_route_for_minors_can_be_chosen() -> None:
    french = run("--where", "FR", "--what", "deepfake", "--lang", "fr")
    assert LOCALES.of("fr").say("reply") in french and "You owe" not in french
    minor = run("--where", "GB-SCT", "--minor")
    assert "Childline" in minor and "What the law says" not in minor


def test_without_options_it_is_what_holds_anywhere() -> None:
    assert "Find A Helpline" in run()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--where", "ENGLAND"], "GB-ENG"),
        (["--what", "spam"], "unsolicited_image"),
        (["--lang", "tr"], "pt-BR"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(arguments: list[str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        CliRunner().invoke(APP, arguments, catch_exceptions=False)


def test_the_page_of_the_facts_is_current() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text, GUIDANCE.facts) == text, "run: python -m docs.write_guidance"
    for field in ("unless_nearer", "needs_image", "person_shown", "crisis", "incidents"):
        assert f"`{field}" in text
    assert str(ROOT) not in text


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="mark"):
        page("# Nothing\n", GUIDANCE.facts)
