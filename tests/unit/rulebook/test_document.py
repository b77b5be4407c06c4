"""A document goes to TOML and back unchanged; what does not fit is refused with the mend."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Label, ProfileResponse, Response, Strictness, Threshold, UnscreenedReason
from bot.errors import ConfigError
from bot.measures import Escalation, Flagged, Mode, RaidResponse, ReviewPicture, Sanction
from bot.rulebook import PolicyDocument, from_data, read_toml, rulebook, write_toml
from bot.rulebook.keys import keys, values, with_value
from tests.unit.rulebook.test_layers import INSTALLATION

ID = "123456789012345678"


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def member(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([m.value for m in kind])


score = st.floats(0, 1).map(lambda s: round(s, 3))
common = {
    "strictness": some(member(Strictness)),
    "flagged": some(member(Flagged)),
    "suspect": some(member(Response)),
    "screen_age_restricted": some(st.booleans()),
    "keep_text": some(st.booleans()),
    "unscreened": st.dictionaries(member(UnscreenedReason), member(Response), max_size=3),
    "thresholds": st.dictionaries(
        member(Label),
        st.tuples(score, score).map(lambda p: {"explicit": max(p), "suspect": min(p)}),
        max_size=3,
    ),
}
override = st.fixed_dictionaries({**common, "exempt": some(st.booleans())})
overrides = st.dictionaries(st.integers(10**17, 10**19 - 1).map(str), override, max_size=2)
data = st.fixed_dictionaries(
    {
        **common,
        "mode": some(member(Mode)),
        "profiles": some(member(ProfileResponse)),
        "retention_days": some(st.integers(1, 3650)),
        "escalation": some(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "cases": st.integers(1, 100),
                        "within": st.sampled_from(["90m", "24h", "30d"]),
                        "action": st.sampled_from(["timeout", "timeout 90m", "kick", "ban"]),
                    }
                ),
                max_size=3,
            )
        ),
        "newcomers": some(
            st.fixed_dictionaries(
                {"account_days": some(st.integers(1, 99)), "hold": some(st.booleans())}
            )
        ),
        "review_picture": some(member(ReviewPicture)),
        "raid_response": some(member(RaidResponse)),
        "moderators_channel": some(st.text(min_size=1, max_size=100)),
        "channels": overrides,
        "categories": overrides,
        "roles": overrides,
    }
)
documents = data.map(lambda d: from_data(_without_nothing(d), "it"))


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nothing(v) for k, v in value.items() if v is not None}
    return value


@settings(deadline=None)
@given(documents)
def test_toml_and_back_is_the_same_document(document: PolicyDocument) -> None:
    again = read_toml(write_toml(document), "it")
    assert again.as_data() == document.as_data()
    assert from_data(document.as_data(), "it").as_data() == document.as_data()
    # It makes the same rules; whatever is valid by itself makes some.
    assert rulebook(again, INSTALLATION) == rulebook(document, INSTALLATION)


@settings(deadline=None)
@given(documents)
def test_setting_what_is_set_changes_nothing_and_default_takes_it_away(
    document: PolicyDocument,
) -> None:
    said = values(document)
    for key, value in said.items():
        if key != "moderators_channel":  # whose spaces are trimmed
            assert with_value(document, key, value).as_data() == document.as_data()
        assert key not in values(with_value(document, key, "default"))
    empty = document
    for key in said:
        empty = with_value(empty, key, "default")
    assert values(empty) == {}


def test_every_key_can_be_set_to_each_of_its_choices() -> None:
    for override in (False, True):
        prefix = f"roles.{ID}." if override else ""
        for key in keys(override=override):
            for choice in key.choices:
                document = with_value(PolicyDocument(), prefix + key.name, choice)
                assert values(document) == {prefix + key.name: choice}
            assert key.meaning, key.name


def test_an_escalation_is_read_in_both_its_forms() -> None:
    text = "2 in 30d: timeout 90m; 3 in 24h: kick; 4 in 90d: ban"
    document = with_value(PolicyDocument(), "escalation", text)
    steps = rulebook(document, INSTALLATION).policy.escalation
    assert steps == (
        Escalation(2, timedelta(days=30), Sanction.TIMEOUT, timedelta(minutes=90)),
        Escalation(3, timedelta(hours=24), Sanction.KICK),
        Escalation(4, timedelta(days=90), Sanction.BAN),
    )
    assert values(document)["escalation"] == text
    toml = write_toml(document)
    assert toml.count("[[escalation]]") == 3
    assert rulebook(read_toml(toml, "it"), INSTALLATION).policy.escalation == steps


def test_a_threshold_that_is_half_said_takes_the_other_half_from_the_preset() -> None:
    document = with_value(PolicyDocument(), "thresholds.ANUS_EXPOSED.explicit", "0.9")
    preset = INSTALLATION.presets[Strictness.STANDARD][Label.ANUS_EXPOSED]
    book = rulebook(document, INSTALLATION)
    assert book.policy.thresholds[Label.ANUS_EXPOSED] == Threshold(0.9, preset.suspect)
    with pytest.raises(ConfigError, match="needs both a score"):
        rulebook(with_value(PolicyDocument(), "thresholds.FACE_MALE.explicit", "0.9"), INSTALLATION)


def test_versions_are_quoted_and_only_a_servers_own_are() -> None:
    assert rulebook(PolicyDocument(), INSTALLATION).policy == INSTALLATION.policy
    book = rulebook(PolicyDocument(), INSTALLATION, version=3)
    assert book.policy.version == "guild/3"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[roles.x]\nexempt = true", "roles.x"),
        ("[roles.123456789012345678]\nmode = 'observe'", "there is no entry"),
        ("retention_days = 0", "retention_days is wrong"),
        ("language = 'xx'", "language is wrong"),
        ("jurisdiction = '../etc'", "jurisdiction is wrong"),
        ("[[escalation]]\ncases = 2\nwithin = 'soon'\naction = 'ban'", "90m, 24h or 30d"),
        ("[[escalation]]\ncases = 2\nwithin = '30d'\naction = 'timeout 29d'", "at most 28d"),
        ("[[escalation]]\ncases = 2\nwithin = '9999d'\naction = 'ban'", "at most 3650d"),
        ("a = [" + "[" * 50_000, "not valid TOML"),
        ("\x00", "not valid TOML"),
    ],
)
def test_what_does_not_fit_names_the_entry(toml: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_toml(toml, "rules.toml")
    assert says in caught.value.message and caught.value.message.startswith("rules.toml")


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300))
def test_no_file_does_anything_but_fit_or_be_refused(file: bytes | str) -> None:
    try:
        rulebook(read_toml(file, "rules.toml"), INSTALLATION)
    except ConfigError as error:
        assert error.message
