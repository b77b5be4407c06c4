"""The index of fingerprints finds exactly what comparing with each one finds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence import known_index
from bot.evidence.known_index import FingerprintIndex

HEX = st.binary(min_size=32, max_size=32)


def slowly(wanted: bytes, codes: list[bytes], radius: int) -> list[tuple[int, int]]:
    distances = (
        (n, (int.from_bytes(wanted, "big") ^ int.from_bytes(code, "big")).bit_count())
        for n, code in enumerate(codes)
    )
    return sorted((d for d in distances if d[1] <= radius), key=lambda d: (d[1], d[0]))


@st.composite
def near_each_other(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """Return one fingerprint, and others that differ from it in any number of bits."""
    wanted = draw(HEX)
    codes = []
    for bits in draw(st.lists(st.integers(0, 80), max_size=12)):
        code = int.from_bytes(wanted, "big")
        for bit in random.Random(draw(st.integers())).sample(range(256), bits):
            code ^= 1 << bit
        codes.append(code.to_bytes(32, "big"))
    return wanted, codes


@pytest.mark.parametrize("few", [0, 1_000], ids=["tables", "one by one"])
@pytest.mark.parametrize("new", [3, 1_000], ids=["made anew", "added"])
@given(near_each_other(), st.integers(0, 60), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_nothing_in_reach_is_passed_over(
    few: int, new: int, given: tuple[bytes, list[bytes]], radius: int, first: int
) -> None:
    wanted, codes = given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_index, "_FEW", few)
        patch.setattr(known_index, "_NEW", new)
        start = codes[:first]
        index = FingerprintIndex(range(len(start)), b"".join(start))
        for number in range(len(start), len(codes)):
            index.add(number, codes[number].hex())
        assert len(index) == len(codes)
        found = [(each.entry_id, each.distance) for each in index.near(wanted.hex(), radius)]
    assert found == slowly(wanted, codes, radius)
