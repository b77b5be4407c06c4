"""Merkle trees as RFC 6962, section 2.1 defines them, over SHA-256; pure, no I/O.

The tree is addressed by *nodes*: node (level, ordinal) is the hash over the 2**level leaves
from ordinal * 2**level on, and exists once all of them do. Nodes never change, so they can be
stored; every root and proof is made of at most 2 * log2(size) of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
"""Bytes of a hash."""
MAX_PROOF = 64
"""Hashes of the longest proof that is read: a tree of 2**63 leaves needs no longer path."""


class Node(NamedTuple):
    """The place of a complete subtree: 2**level leaves, the ordinal-th such run from the left."""

    level: int
    ordinal: int


class Span(NamedTuple):
    """A run of leaves, `start` included and `end` not."""

    start: int
    end: int


Fetch = Callable[[Node], bytes]
"""Returns a stored node's hash."""


class ProofError(ValueError):
    """A proof does not show what it claims; the text says which step failed."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree with no leaves, which proves nothing and is never signed here."""


# ---------------------------------------------------------------- making


def completed_by(position: int) -> list[Node]:
    """Return the inner nodes that the leaf at a position (from 0) completes, lowest first."""
    nodes, level, index = [], 1, position
    while index & 1:
        index >>= 1
        nodes.append(Node(level, index))
        level += 1
    return nodes


def nodes_of(span: Span) -> list[Node]:
    """Return the complete subtrees that a span consists of, left to right.

    The span must be one that RFC 6962 hashes: it starts at a multiple of the largest power of two
    that is not greater than its length, as every span of `inclusion_spans` and the like does.
    """
    nodes, start = [], span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def span_hash(span: Span, fetch: Fetch) -> bytes:
    """Return the hash (MTH) of a span that is not empty.

    RFC 6962 splits at the largest power of two below the length, so every left part is complete
    and only the last one is split again: the hash folds from the right.
    """
    *left, last = (fetch(node) for node in nodes_of(span))
    for each in reversed(left):
        last = node_hash(each, last)
    return last


def root_span(size: int) -> Span:
    """Return the span of a whole tree; raise ValueError for one with no leaves."""
    if size < 1:
        raise ValueError("A tree with no leaves has nothing to prove.")
    return Span(0, size)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes are the inclusion proof (audit path) of a leaf, in order.

    Raises ValueError unless 0 <= index < size (RFC 6962, 2.1.1).
    """
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Return the spans whose hashes prove that a tree of `old` leaves is the start of one of `new`.

    Raises ValueError unless 1 <= old <= new: an empty tree is the start of every tree, so there
    is nothing to prove about it (RFC 6962, 2.1.2).
    """
    if not 1 <= old <= new:
        raise ValueError(f"No proof leads from a tree of {old} leaves to one of {new}.")
    spans, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start, whole = middle, False
    if not whole:
        spans.append(Span(start, end))
    return spans[::-1]


def _split(length: int) -> int:
    """Return the largest power of two that is smaller than a length of 2 or more."""
    return 1 << ((length - 1).bit_length() - 1)


# ---------------------------------------------------------------- checking


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Return if a leaf's hash stands at an index of the tree of a size and root, else ProofError.

    The algorithm is RFC 9162's, section 2.1.3.2, which defines the same trees.
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a tree of {size}")
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the inclusion proof is too short")
    if found != root:
        raise ProofError("the inclusion proof does not lead to the checkpoint's root")


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Return if the tree of `old` leaves is the start of that of `new`, else raise ProofError.

    The algorithm is RFC 9162's, section 2.1.4.2. Nothing is proved about an empty tree.
    """
    _check_hashes(old_root, new_root, *proof)
    if not 1 <= old <= new:
        raise ProofError(f"no proof leads from a tree of {old} entries to one of {new}")
    if old == new:
        if proof or old_root != new_root:
            raise ProofError("two trees of one size are the same tree or inconsistent")
        return
    if not proof:
        raise ProofError("the consistency proof is empty")
    path = iter(proof)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    # A complete old tree is itself the first node of the path.
    older = newer = old_root if place == 0 else next(path)
    for each in path:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if place & 1 or place == last:
            older, newer = node_hash(each, older), node_hash(each, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, each)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("the consistency proof is too short")
    if older != old_root:
        raise ProofError("the consistency proof does not lead to the old root")
    if newer != new_root:
        raise ProofError("the consistency proof does not lead to the new root")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise ProofError("a hash does not have 32 bytes")
    if len(hashes) > MAX_PROOF + 2:
        raise ProofError("the proof is too long")


class Builder:
    """A tree being built leaf by leaf from nothing, in memory that grows with log2(size)."""

    def __init__(self) -> None:
        """Begin with no leaves."""
        self.size = 0
        self._edge: list[tuple[Node, bytes]] = []

    def add(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf's hash; return each node that it completes with its hash, lowest first."""
        made = [(Node(0, self.size), leaf)]
        for node in completed_by(self.size):
            made.append((node, node_hash(self._edge.pop()[1], made[-1][1])))
        self.size += 1
        self._edge.append(made[-1])
        return made

    def root(self) -> bytes:
        """Return the root of the leaves so far; raise ValueError where there is none."""
        root_span(self.size)
        return span_hash(Span(0, self.size), dict(self._edge).__getitem__)
