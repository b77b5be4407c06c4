"""The Merkle tree against published vectors, RFC 6962's definition, and bad proofs."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.ledger import merkle
from bot.evidence.ledger.merkle import (
    Builder,
    Node,
    ProofError,
    Span,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    node_hash,
    root_span,
    span_hash,
    verify_consistency,
    verify_inclusion,
)

# The tree that the reference implementations of Certificate Transparency are tested with.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(root)
    for root in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
INCLUSION = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
"""The proofs of the same test suites, by (leaf, size) and (old size, new size)."""


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH exactly as RFC 6962, section 2.1 writes it, over whole leaves."""
    n = len(leaves)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = max(2**i for i in range(n.bit_length()) if 2**i < n)
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of section 2.1.1."""
    n = len(leaves)
    if n == 1:
        return []
    k = max(2**i for i in range(n.bit_length()) if 2**i < n)
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of section 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [naive_root(leaves)]
    k = max(2**i for i in range(n.bit_length()) if 2**i < n)
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def stored(leaves: list[bytes]) -> dict[Node, bytes]:
    builder, nodes = Builder(), dict[Node, bytes]()
    for leaf in leaves:
        nodes |= builder.add(leaf_hash(leaf))
    return nodes


def hashes(spans: list[Span], nodes: dict[Node, bytes]) -> list[bytes]:
    return [span_hash(span, nodes.__getitem__) for span in spans]


def test_roots_are_those_that_are_published() -> None:
    builder = Builder()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        builder.add(leaf_hash(leaf))
        assert builder.root() == root
    assert merkle.EMPTY_ROOT.hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_proofs_are_those_that_are_published() -> None:
    nodes = stored(LEAVES)
    for (index, size), proof in INCLUSION.items():
        made = hashes(inclusion_spans(index, size), nodes)
        assert [each.hex() for each in made] == list(proof)
        verify_inclusion(leaf_hash(LEAVES[index]), index, size, made, ROOTS[size - 1])
    for (old, new), proof in CONSISTENCY.items():
        made = hashes(consistency_spans(old, new), nodes)
        assert [each.hex() for each in made] == list(proof)
        verify_consistency(old, new, made, ROOTS[old - 1], ROOTS[new - 1])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_roots_and_proofs_are_those_of_the_definition(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    nodes, root = stored(leaves), naive_root(leaves)
    assert span_hash(root_span(size), nodes.__getitem__) == root
    index = data.draw(st.integers(0, size - 1))
    path = hashes(inclusion_spans(index, size), nodes)
    assert path == naive_path(index, leaves)
    verify_inclusion(leaf_hash(leaves[index]), index, size, path, root)
    old = data.draw(st.integers(1, size))
    proof = hashes(consistency_spans(old, size), nodes)
    assert proof == naive_subproof(old, leaves, True)
    verify_consistency(old, size, proof, naive_root(leaves[:old]), root)


def test_every_small_tree_is_right() -> None:
    leaves = [bytes([n]) for n in range(34)]
    nodes = stored(leaves)
    roots = [naive_root(leaves[:n]) for n in range(35)]
    for size in range(1, 35):
        for index in range(size):
            path = hashes(inclusion_spans(index, size), nodes)
            verify_inclusion(leaf_hash(leaves[index]), index, size, path, roots[size])
        for old in range(1, size + 1):
            proof = hashes(consistency_spans(old, size), nodes)
            verify_consistency(old, size, proof, roots[old], roots[size])


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 40), st.data())
def test_a_proof_that_was_changed_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves = [bytes([n]) for n in range(size)]
    nodes, root = stored(leaves), naive_root(leaves)
    index = data.draw(st.integers(0, size - 1))
    leaf, path = leaf_hash(leaves[index]), hashes(inclusion_spans(index, size), nodes)
    other = data.draw(st.integers(0, 2**64).filter(lambda n: n != index))
    with pytest.raises(ProofError):
        verify_inclusion(leaf, other, size, path, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf, index, size, path, sha256(root).digest())
    with pytest.raises(ProofError):
        verify_inclusion(sha256(leaf).digest(), index, size, path, root)
    for bad in changed(path, data):
        with pytest.raises(ProofError):
            verify_inclusion(leaf, index, size, bad, root)


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 40), st.data())
def test_a_consistency_proof_that_was_changed_proves_nothing(
    size: int, data: st.DataObject
) -> None:
    leaves = [bytes([n]) for n in range(size)]
    nodes, root = stored(leaves), naive_root(leaves)
    old = data.draw(st.integers(1, size))
    before, proof = naive_root(leaves[:old]), hashes(consistency_spans(old, size), nodes)
    for start, end in ((sha256(before).digest(), root), (before, sha256(root).digest())):
        with pytest.raises(ProofError):
            verify_consistency(old, size, proof, start, end)
    for bad in changed(proof, data):
        with pytest.raises(ProofError):
            verify_consistency(old, size, bad, before, root)
    # A tree in which one of the first leaves was another is not its continuation.
    place = data.draw(st.integers(0, old - 1))
    forged = naive_root([*leaves[:place], b"other", *leaves[place + 1 : old]])
    with pytest.raises(ProofError):
        verify_consistency(old, size, proof, forged, root)


def changed(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    where = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    extra = data.draw(st.sampled_from([b"", b"short", b"\0" * 32, *proof]))
    bad = [
        [*proof, extra],
        [extra, *proof],
        proof[:-1],
        proof[1:],
        [*proof[:where], sha256(b"x").digest(), *proof[where + 1 :]],
        proof[::-1],
        proof * 20,
    ]
    return [each for each in bad if each != proof]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 5), (5, 5)])
def test_there_is_no_proof_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_spans(index, size)
    for root in (merkle.EMPTY_ROOT, ROOTS[0]):
        with pytest.raises(ProofError, match="there is no entry"):
            verify_inclusion(ROOTS[0], index, size, [], root)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 8), (-1, 3), (3, 2)])
def test_nothing_is_proved_about_an_empty_tree_or_backwards(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="No proof"):
        consistency_spans(old, new)
    with pytest.raises(ProofError, match="no proof"):
        verify_consistency(old, new, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    with pytest.raises(ValueError, match="no leaves"):
        root_span(0)
    with pytest.raises(ValueError, match="no leaves"):
        Builder().root()


def test_empty_roots_are_refused() -> None:
    with pytest.raises(ProofError, match="32 bytes"):
        verify_inclusion(ROOTS[0], 0, 1, [], b"")
    with pytest.raises(ProofError, match="32 bytes"):
        verify_consistency(1, 1, [], b"", b"")


def test_an_inner_node_is_no_leaf() -> None:
    """Its path is a shorter one that leads to the same root."""
    nodes = stored(LEAVES)
    root, half = ROOTS[7], [nodes[Node(2, 0)], nodes[Node(2, 1)]]
    for leaf, index, proof in ((root, 0, []), (half[0], 0, half[1:]), (half[1], 1, half[:1])):
        for place in (index, 4 * index, 7 * index):
            with pytest.raises(ProofError):
                verify_inclusion(leaf, place, 8, proof, root)
    # Nor does half a tree prove that the whole one continues it.
    with pytest.raises(ProofError, match="too short"):
        verify_consistency(2, 8, [nodes[Node(1, 1)]], nodes[Node(1, 0)], half[0])


def test_leaves_and_nodes_are_hashed_apart() -> None:
    """Or an inner node could be passed off as a leaf (second preimage)."""
    left, right = leaf_hash(LEAVES[0]), leaf_hash(LEAVES[1])
    assert leaf_hash(left + right) != node_hash(left, right)
    assert node_hash(left, right) == ROOTS[1]


def test_a_tree_of_a_million_million_leaves_has_short_proofs() -> None:
    size = 10**12 + 7
    for spans in (inclusion_spans(10**11, size), consistency_spans(10**11 + 1, size)):
        assert len(spans) <= 41
        assert sum(len(merkle.nodes_of(span)) for span in spans) <= 2 * 41
        assert all(node.ordinal << node.level < size for s in spans for node in merkle.nodes_of(s))
    for spans in (inclusion_spans(5, 8), consistency_spans(6, 8)):
        assert all(a != b for a, b in pairwise(spans))
