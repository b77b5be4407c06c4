"""Bad data is refused with the file and the field named; what is not verified is not shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain import Card
from bot.errors import GuidanceError
from bot.guidance import Guidance
from bot.settings import ROOT
from tests.unit.guidance.product import LOCALES

Change = Callable[[Any], object]
ENGLAND = "jurisdictions/GB-EAW.yaml"
RECEIVED = "unsolicited_image"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the facts, to be spoilt."""
    return Path(shutil.copytree(ROOT / "config" / "guidance", tmp_path / "guidance"))


def _change(folder: Path, name: str, change: Change) -> None:
    data = yaml.safe_load((folder / name).read_text("utf-8"))
    change(data)
    (folder / name).write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")


def _contact(data: Any, name: str) -> Any:
    return next(c for c in data["contacts"] if c["name"] == name)


def _load(folder: Path) -> Guidance:
    return Guidance.load(folder, LOCALES, today=lambda: date(2026, 11, 22))


def _words(cards: tuple[Card, ...]) -> str:
    return "\n".join(map(_of, cards))


def _of(card: Card) -> str:
    links = [f"{link.label} {link.url}" for link in card.links]
    return "\n".join([part for section in card.sections for part in section] + links)


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        (ENGLAND, lambda d: d["law"][0].update(penality={}), "law.0.penality"),
        (ENGLAND, lambda d: d["law"][0].update(statute=66), "law.0.statute"),
        (ENGLAND, lambda d: d["law"][0].update(confidence="sure"), "law.0.confidence"),
        (ENGLAND, lambda d: d["law"][0].update(incidents=["flashing"]), "law.0.incidents.0"),
        (ENGLAND, lambda d: d["law"][0].update(scope="maybe"), "law.0.scope"),
        (ENGLAND, lambda d: d["law"][0].pop("source"), "law.0"),
        (ENGLAND, lambda d: d["law"][0].pop("covers"), "law.0.covers"),
        (ENGLAND, lambda d: d["law"][0]["source"].update(read="lately"), "law.0.source.read"),
        (ENGLAND, lambda d: d["law"][0]["source"].update(url="cps"), "law.0.source.url"),
        (ENGLAND, lambda d: d["law"][0]["in_force"].update(since="2024"[:3]), "in_force.since"),
        (ENGLAND, lambda d: d["law"][0].update(plain="long " * 300), "law.0.plain"),
        (ENGLAND, lambda d: d["law"][0].pop("plain"), "law.0"),
        (
            ENGLAND,
            lambda d: d["law"][0]["source"].update(url="https://law.example/66A"),
            "law.0.source.url",
        ),
        (ENGLAND, lambda d: d["rights"][0].update(incidents=["parking"]), "rights.0.incidents.0"),
        (ENGLAND, lambda d: d["contacts"][0].update(crisis="yes"), "contacts.0.crisis"),
        ("bodies.yaml", lambda d: d.pop("laws"), "laws"),
        (ENGLAND, lambda d: d["contacts"][0].update(role="friend"), "contacts.0.role"),
        (
            ENGLAND,
            lambda d: d["contacts"][1]["link"].update(address="http://www.btp.police.uk/"),
            "contacts.1.link.address",
        ),
        (
            ENGLAND,
            lambda d: d["contacts"][1]["link"].update(address="https://btp.example/"),
            "contacts.1.link.address",
        ),
        (ENGLAND, lambda d: d.update(parent="UK"), "parent"),
        (ENGLAND, lambda d: d.update(parent=None), "parent"),
        ("jurisdictions/GB.yaml", lambda d: d.update(parent="GB-ENG"), "parent"),
        (ENGLAND, lambda d: d.update(code="GB-WLS"), "code"),
        (ENGLAND, lambda d: d.update(code="england"), "code"),
        (ENGLAND, lambda d: d.update(offered="yes"), "offered"),
        ("jurisdictions/INTL.yaml", lambda d: d.update(parent="GB"), "parent"),
        ("common.yaml", lambda d: d["discord"]["steps"][0].pop("text"), "discord.steps.0.text"),
        ("common.yaml", lambda d: d["evidence"].pop("do_not"), "evidence.do_not"),
        ("bodies.yaml", lambda d: d.update(hosts=[]), "hosts"),
    ],
)
def test_facts_that_do_not_fit_are_refused_by_file_and_field(
    folder: Path, name: str, change: Change, field: str
) -> None:
    _change(folder, name, change)
    with pytest.raises(GuidanceError) as caught:
        _load(folder)
    assert Path(name).name in str(caught.value) or field == "parent"
    assert field in str(caught.value)
    assert "docs/guidance.md" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (ENGLAND, "code: GB-EAW\ncode: GB-EAW\n", "line 2"),
        (ENGLAND, "code: [", "line 1"),
        (ENGLAND, "", "(all)"),
        (ENGLAND, "- England\n", "(all)"),
        (ENGLAND, "!!python/object/apply:os.getcwd []\n", "line 1"),
        ("common.yaml", "discord: 7\n", "discord"),
    ],
)
def test_files_that_cannot_be_read_as_facts_are_refused(
    folder: Path, name: str, text: str, said: str
) -> None:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(GuidanceError) as caught:
        _load(folder)
    assert Path(name).name in str(caught.value) and said in str(caught.value)


@pytest.mark.parametrize("name", ["common.yaml", "bodies.yaml", "jurisdictions/INTL.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(GuidanceError, match=Path(name).name):
        _load(folder)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / ENGLAND).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GuidanceError, match=r"GB-EAW\.yaml"):
        _load(folder)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match=r"common\.yaml"):
        _load(tmp_path / "nowhere")


def test_more_links_than_a_card_takes_go_on_another_card(folder: Path) -> None:
    def more(data: Any) -> None:
        first = _contact(data, "Find A Helpline")
        data["contacts"] += [
            {**first, "link": {**first["link"], "address": f"https://findahelpline.com/{n}"}}
            for n in range(14)
        ]

    _change(folder, "jurisdictions/INTL.yaml", more)
    before = len(_load(ROOT / "config" / "guidance").cards("INTL", "unsolicited_image"))
    found = _load(folder).cards("INTL", "unsolicited_image")
    assert len(found) >= before
    assert all(len(card.links) <= 10 for card in found), [len(c.links) for c in found]


# ---------------------------------------------------------------- confidence


def test_a_law_that_is_no_longer_verified_disappears(folder: Path) -> None:
    assert "section 66A" in _words(_load(folder).cards("GB-ENG", RECEIVED))
    _change(folder, ENGLAND, lambda d: d["law"][0].update(confidence="recalled"))
    words = _words(_load(folder).cards("GB-ENG", RECEIVED))
    assert "Sexual Offences Act" not in words and "2 years" not in words


def test_a_penalty_that_is_no_longer_verified_disappears_alone(folder: Path) -> None:
    _change(folder, ENGLAND, lambda d: d["law"][0]["penalty"].update(confidence="recalled"))
    words = _words(_load(folder).cards("GB-ENG", RECEIVED))
    assert "section 66A" in words and "2 years" not in words


def test_a_number_that_is_not_verified_disappears_alone(folder: Path) -> None:
    assert "116 123" in _words(_load(folder).cards("GB-ENG", RECEIVED))
    _change(
        folder,
        "jurisdictions/GB.yaml",
        lambda d: _contact(d, "Samaritans")["phone"].update(confidence="recalled"),
    )
    words = _words(_load(folder).cards("GB-ENG", RECEIVED))
    assert "116 123" not in words and "24 hours a day, every day" not in words
    assert "Samaritans" in words


@pytest.mark.parametrize("part", [None, "link"])
def test_a_contact_disappears_with_its_confidence_or_its_address(
    folder: Path, part: str | None
) -> None:
    def spoil(data: Any) -> None:
        contact = _contact(data, "Samaritans")
        (contact[part] if part else contact).update(confidence="recalled")

    _change(folder, "jurisdictions/GB.yaml", spoil)
    assert "Samaritans" not in _words(_load(folder).cards("GB-ENG", RECEIVED))


def test_the_footer_carries_the_oldest_date_of_what_is_shown(folder: Path) -> None:
    _change(
        folder,
        "jurisdictions/GB.yaml",
        lambda d: _contact(d, "Samaritans")["source"].update(read=date(2026, 3, 1)),
    )
    guidance = _load(folder)
    assert guidance.cards("GB-ENG", RECEIVED)[0].footer.endswith("Facts last checked 1 March 2026.")
    assert guidance.cards("GB-ENG", minor=True)[0].footer.endswith("22 November 2026.")


def test_steps_that_are_no_longer_verified_disappear(folder: Path) -> None:
    def doubt(data: Any) -> None:
        for step in data["discord"]["steps"]:
            step.update(confidence="recalled")

    _change(folder, "common.yaml", doubt)
    for minor in (False, True):
        words = _words(_load(folder).cards("GB-ENG", minor=minor, case_number=3))
        assert "Report Message" not in words and "child safety" not in words
