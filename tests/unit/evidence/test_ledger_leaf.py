"""Leaves: canonical, salted, and opened only by exactly what was committed to."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.ledger.leaf import (
    Entry,
    LeafError,
    canonical,
    commit,
    commitment,
    commitments_of,
    open_leaf,
    parse,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2**52), 2**52)
    | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
    max_leaves=8,
)
NAMES = st.text(min_size=1).filter(lambda name: name not in {"kind", "case_id", "at"})


def entry(**fields: object) -> Entry:
    return Entry("case.opened", "ab", NOW, fields)


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    """The example of its section 3.2.2, and the order of names of section 3.2.3."""
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(value) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(names)))) == ordered


def test_a_leaf_is_reproduced_by_hand() -> None:
    leaf, disclosures = commit(entry(number=7))
    assert [json.loads(each)[1:] for each in disclosures] == [
        ["at", "2026-01-02T03:04:05.678901Z"],
        ["case_id", "ab"],
        ["kind", "case.opened"],
        ["number", 7],
    ]
    data = json.loads(leaf)
    assert data["format"] == "flashguard-leaf/1"
    for each in disclosures:
        hashed = urlsafe_b64decode(data["commitments"][json.loads(each)[1]] + "=")
        assert hashed == sha256(each.encode()).digest()
    assert leaf == json.dumps(data, separators=(",", ":"), sort_keys=True)


def test_times_are_in_utc_whatever_they_came_in() -> None:
    local = Entry("k", "", NOW.astimezone(timezone(timedelta(hours=9))), {})
    assert local.named()["at"] == "2026-01-02T03:04:05.678901Z"


@settings(deadline=None)
@given(st.dictionaries(NAMES, JSON, max_size=5))
def test_what_went_in_comes_out(fields: dict[str, Any]) -> None:
    leaf, disclosures = commit(Entry("k", "c", NOW, fields))
    opened = open_leaf(leaf, disclosures)
    assert {name: each.value for name, each in opened.items() if name in fields} == fields
    assert opened.keys() == fields.keys() | {"kind", "case_id", "at"}
    assert canonical(parse(leaf)) == leaf


def test_a_leaf_says_nothing_of_its_values() -> None:
    """Not even that two are the same: salts have 128 bits and are never used twice."""
    leaves = [commit(entry(name="somebody")) for _ in range(20)]
    assert len({json.loads(leaf)["commitments"]["name"] for leaf, _ in leaves}) == 20
    salts = {json.loads(each)[0] for _, disclosures in leaves for each in disclosures}
    assert len(salts) == 20 * 4
    assert all(len(urlsafe_b64decode(salt + "==")) == 16 for salt in salts)
    assert "somebody" not in leaves[0][0]


def test_values_that_json_would_change_are_refused() -> None:
    for value in (2**53, 2.0**53, float("nan"), float("inf"), "\ud800", b"x", {1: 2}, NOW):
        with pytest.raises(LeafError, match="canonical JSON"):
            commit(entry(x=value))
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(LeafError, match="canonical JSON"):
        commit(entry(x=deep))
    for name in ("kind", "case_id", "at"):
        with pytest.raises(LeafError, match=f"may not be called {name}"):
            commit(entry(**{name: "x"}))


def test_only_what_was_committed_to_opens_a_field() -> None:
    leaf, disclosures = commit(entry(number=7, word="a"))
    by_name = {json.loads(each)[1]: each for each in disclosures}
    other_leaf, others = commit(entry(number=7, word="a"))
    for bad, problem in (
        ([by_name["number"].replace("7", "8")], "not what was committed"),
        ([by_name["number"].replace("number", "word")], "not what was committed"),
        ([by_name["number"].replace("number", "unknown")], "not what was committed"),
        (others, "not what was committed"),
        ([by_name["number"]] * 2, "opened twice"),
        ([by_name["number"].replace(",7", ", 7")], "canonical"),
        ([by_name["number"].replace("7]", "7,7]")], "canonical"),
        (['["salt","number"]'], "canonical"),
        (['{"a":1}'], "canonical"),
        (["[" * 100_000], "not JSON"),
        (["\ud800"], "not JSON"),
        ([""], "not JSON"),
    ):
        with pytest.raises(LeafError, match=problem):
            open_leaf(leaf, bad)
    assert open_leaf(leaf, [by_name["word"]])["word"].value == "a"
    with pytest.raises(LeafError):
        open_leaf(other_leaf, disclosures)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("[]", "form"),
        ('{"commitments":{},"format":"flashguard-leaf/2"}', "version"),
        ('{"commitments":{"a":1},"format":"flashguard-leaf/1"}', "form"),
        ('{"commitments":{},"extra":1,"format":"flashguard-leaf/1"}', "form"),
        ('{"format":"flashguard-leaf/1","commitments":{}}', "not canonical"),
        ('{"commitments":{}, "format":"flashguard-leaf/1"}', "not canonical"),
        ('{"commitments":{"a":"x","a":"y"},"format":"flashguard-leaf/1"}', "stands twice"),
        ('{"commitments":NaN,"format":"flashguard-leaf/1"}', "not JSON"),
        ("9" * 10_000, "not JSON"),
    ],
)
def test_what_is_not_a_leaf_is_refused(text: str, problem: str) -> None:
    with pytest.raises(LeafError, match=problem):
        commitments_of(text)


def test_a_commitment_is_url_safe_base64_without_padding() -> None:
    assert commitment("") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
