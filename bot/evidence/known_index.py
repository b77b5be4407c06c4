"""Finds fingerprints near a given one among very many, exactly: nothing in reach is passed over.

Few are compared one by one. Many are found by multi-index hashing (Norouzi, Punjani and Fleet,
"Fast Exact Search in Hamming Space with Multi-Index Hashing", 2014): a fingerprint of 256 bits is
16 chunks of 16 bits, and two that differ in at most r bits have a chunk in which they differ in at
most r / 16. So only those are compared that share a chunk, or nearly do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_CHUNKS, _BITS = 16, 16
_FEW = 20_000
"""So many are compared one by one: that takes a quarter of a millisecond, and no tables."""
_NEW = 4_096
"""So many new ones are compared one by one before the tables are made anew."""


class Near(NamedTuple):
    """What is near: its number, and in how many bits it differs."""

    entry_id: int
    distance: int


class FingerprintIndex:
    """Fingerprints of 64 hex digits by numbers; made at once, added to, never taken from.

    What is gone must be told by whoever keeps the entries: an answer is where to look.
    """

    def __init__(self, ids: Sequence[int] = (), codes: bytes = b"") -> None:
        """Take the first fingerprints, 32 bytes each, one after the other."""
        self._ids: Array = np.asarray(ids, dtype=np.int64)
        self._codes: Array = _codes(codes)
        self._new_ids: list[int] = []
        self._new_codes: Array = _codes(b"")
        self._tables = _Tables(self._codes) if len(self._ids) > _FEW else None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids) + len(self._new_ids)

    def add(self, entry_id: int, digits: str) -> None:
        """Add one; every few thousand this takes as long as making the tables does."""
        self._new_ids.append(entry_id)
        self._new_codes = np.concatenate([self._new_codes, _codes(bytes.fromhex(digits))])
        if len(self._new_ids) >= _NEW:
            self._ids = np.concatenate([self._ids, np.asarray(self._new_ids, dtype=np.int64)])
            self._codes = np.concatenate([self._codes, self._new_codes])
            self._new_ids, self._new_codes = [], _codes(b"")
            self._tables = _Tables(self._codes) if len(self._ids) > _FEW else None

    def near(self, digits: str, radius: int) -> list[Near]:
        """Return all within so many bits of a fingerprint, the nearest first."""
        wanted = _codes(bytes.fromhex(digits))[0]
        found = self._among_new(wanted, radius)
        if self._tables is None:
            distances = _distances(self._codes, wanted)
            places = np.flatnonzero(distances <= radius)
            distances = distances[places]
        else:
            places, distances = self._tables.near(self._codes, wanted, radius)
        for place, distance in zip(places, distances, strict=True):
            found.append(Near(int(self._ids[place]), int(distance)))
        return sorted(found, key=lambda each: (each.distance, each.entry_id))

    def _among_new(self, wanted: Array, radius: int) -> list[Near]:
        distances = _distances(self._new_codes, wanted)
        return [
            Near(entry_id, int(distance))
            for entry_id, distance in zip(self._new_ids, distances, strict=True)
            if distance <= radius
        ]


class _Tables:
    """For each chunk, which fingerprints have which value in it."""

    def __init__(self, codes: Array) -> None:
        chunks = codes.view(np.uint16)
        self._places: list[Array] = []
        self._starts: list[Array] = []
        for n in range(_CHUNKS):
            values = chunks[:, n]
            self._places.append(np.argsort(values, kind="stable").astype(np.uint32))
            counts = np.bincount(values, minlength=1 << _BITS)
            self._starts.append(np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32))

    def near(self, codes: Array, wanted: Array, radius: int) -> tuple[Array, Array]:
        """Return the places of all within a radius, and their distances."""
        masks = _MASKS[radius // _CHUNKS]
        parts = []
        for places, starts, value in zip(
            self._places, self._starts, wanted.view(np.uint16), strict=True
        ):
            values = masks ^ value
            parts.append(places[_ranges(starts[values], starts[values + 1])])
        candidates = np.concatenate(parts)
        distances = _distances(codes[candidates], wanted)
        close = distances <= radius
        # One that shares several chunks was found several times.
        places, first = np.unique(candidates[close], return_index=True)
        return places, distances[close][first]


def _masks(bits: int) -> Array:
    """Return every value of a chunk in which at most so many bits are set."""
    sets = [c for count in range(bits + 1) for c in combinations(range(_BITS), count)]
    return np.array([sum(1 << bit for bit in each) for each in sets], dtype=np.int64)


_MASKS = [_masks(bits) for bits in range(5)]


def _ranges(starts: Array, ends: Array) -> Array:
    """Return all integers of the ranges, one after the other."""
    lengths = ends.astype(np.int64) - starts
    offsets = np.repeat(starts.astype(np.int64) - np.cumsum(lengths) + lengths, lengths)
    return offsets + np.arange(len(offsets))


def _codes(fingerprints: bytes) -> Array:
    """Return fingerprints as rows of four 64-bit words."""
    return np.frombuffer(fingerprints, dtype=np.uint64).reshape(-1, 4)


def _distances(codes: Array, wanted: Array) -> Array:
    distances: Array = np.bitwise_count(codes ^ wanted).sum(axis=1, dtype=np.uint16)
    return distances
