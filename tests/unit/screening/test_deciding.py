"""What looks say together (bypasses 38, 39, 42): pure rules, and their effect on real pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain import Depth, Label
from bot.screening import depth, fingerprint
from bot.screening.depth import EXPOSED, Finding, Plan, View
from bot.screening.detector import FLOOR, Detector, suppress
from bot.screening.engine import Engine
from bot.screening.protocol import Request

from .pictures import saved, trigger

FAST = Plan(Depth.FAST, 320)
PLAIN = View("plain", 0.5)
SEEN = Finding(Label.ANUS_EXPOSED, 0.8, (10, 10, 110, 110), PLAIN)


def test_fast_takes_one_look_and_confirms_with_three() -> None:
    (first,) = FAST.first_views(640, 480)
    assert first == View("plain", 0.5)
    more = FAST.confirming_views(replace(SEEN, view=first), 640, 480)
    assert [(v.name, round(v.scale * 640), v.mirror, v.part) for v in more] == [
        ("mirrored", 320, True, None), ("smaller", 256, False, None), ("larger", 416, False, None),
    ]  # fmt: skip


def test_a_larger_network_looks_at_its_own_size() -> None:
    views = Plan(Depth.STANDARD, 640).first_views(4000, 3000)
    assert [round(v.scale * 4000) for v in views] == [640, 1280, 427, 427, 427]


@pytest.mark.parametrize("score", [0.1, 0.3, 0.9])
def test_a_hit_or_a_near_miss_is_looked_at_again(score: float) -> None:
    assert depth.to_confirm([replace(SEEN, score=score)]) != []
    assert depth.to_confirm([replace(SEEN, score=0.099)]) == []
    assert depth.to_confirm([replace(SEEN, label=Label.FACE_FEMALE)]) == []


def test_one_noisy_look_neither_flags_nor_clears() -> None:
    noisy = replace(SEEN, score=0.6)
    assert depth.fuse(noisy, [[], [], []]).score == pytest.approx(0.15)
    near = replace(SEEN, score=0.12)
    agreed = [[replace(SEEN, score=0.8)]] * 3
    assert depth.fuse(near, agreed).score == pytest.approx(0.63)


def test_what_is_seen_elsewhere_or_as_something_else_does_not_confirm() -> None:
    elsewhere = replace(SEEN, box=(300, 300, 400, 400))
    other = replace(SEEN, label=Label.BUTTOCKS_EXPOSED)
    assert depth.fuse(SEEN, [[elsewhere], [other], []]).score == pytest.approx(0.2)


def test_a_score_of_zero_is_a_score() -> None:
    zero = replace(SEEN, score=0.0)
    assert depth.fuse(SEEN, [[zero], [SEEN], [SEEN]]).score == pytest.approx(0.6)


_FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(sorted(EXPOSED)),
        st.floats(FLOOR, 1),
        st.tuples(
            st.integers(0, 300), st.integers(0, 300), st.integers(301, 640), st.integers(301, 480)
        ).map(lambda b: (float(b[0]), float(b[1]), float(b[2]), float(b[3]))),
        st.just(PLAIN),
    ),
    max_size=12,
)


@given(_FINDINGS)
def test_no_label_is_lost_on_the_way(findings: list[Finding]) -> None:
    """Every label that could matter is confirmed, or stands as it is: not the top one only."""
    chosen = depth.to_confirm(findings)
    fused = [depth.fuse(f, [[f], [f], [f]]) for f in chosen]
    settled = depth.settle(findings, fused)
    assert {f.label for f in settled} == {f.label for f in findings}
    for label in {f.label for f in findings}:
        best = max(f.score for f in findings if f.label is label)
        assert max(f.score for f in settled if f.label is label) == pytest.approx(best)
    assert [f.score for f in settled] == sorted((f.score for f in settled), reverse=True)


@given(
    st.integers(1, 30_000),
    st.integers(1, 30_000),
    st.sampled_from(Depth),
    st.sampled_from([320, 640]),
)
def test_decoding_keeps_what_the_looks_need(
    width: int, height: int, level: Depth, side: int
) -> None:
    plan = Plan(level, side)
    factor = plan.reduction(width, height)
    assert factor >= 1
    if factor > 1:
        least = {Depth.FAST: 1.3 * side, Depth.STANDARD: 2.6 * side}[level]
        assert max(width, height) // factor >= least
    small = max(1, width // factor), max(1, height // factor)
    for view in plan.first_views(*small):
        assert view.scale > 0


def test_suppression_keeps_the_stronger_box_of_each_label() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 1, 10, 10], [0, 0, 10, 10], [20, 20, 30, 30]], np.float32)
    assert suppress(boxes, np.array([3, 3, 5, 3])) == [0, 2, 3]


def test_a_picture_alone_and_in_a_batch_is_seen_alike(detector: Detector, fixtures: Path) -> None:
    images = [
        Image.open(p).convert("RGB").resize((320, 240)) for p in sorted(fixtures.glob("*.jpg"))
    ]
    for alone, together in zip(map(detector.look, images), detector.look_at(images), strict=True):
        assert [h.label for h in alone] == [h.label for h in together]
        for a, b in zip(alone, together, strict=True):
            assert a.score == pytest.approx(b.score, abs=1e-3)


def test_a_picture_changed_a_little_is_flagged_and_matches(engine: Engine) -> None:
    """Bypass 42: one byte changed, re-encoded, resized, cropped a little."""
    original = trigger("trigger_female_genitalia")
    data = (Path(__file__).parents[2] / "fixtures" / "trigger_female_genitalia.jpg").read_bytes()
    variants = {
        "one byte": data + b"\0",
        "re-encoded": saved(original, "JPEG", quality=60),
        "resized": saved(original.resize((500, 375)), "WEBP"),
        "cropped": saved(original.crop((8, 6, 632, 474)), "PNG"),
    }
    first = engine.screen(data, Request(Depth.FAST, 60))[0]
    for name, changed in variants.items():
        found = engine.screen(changed, Request(Depth.FAST, 60))[0]
        assert found.detections[0].score >= 0.35, name
        assert first.pdq is not None and found.pdq is not None
        if name != "cropped":
            assert bin(int(first.pdq, 16) ^ int(found.pdq, 16)).count("1") <= 31, name


def test_dihedral_fingerprints_match_turned_and_mirrored_copies() -> None:
    picture = trigger()
    own, _ = fingerprint.dihedral(picture)
    assert len(set(own)) == 8 and own[0] == fingerprint.pdq(picture)[0]
    for turned in (
        picture.transpose(Image.Transpose.ROTATE_90),
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        picture.transpose(Image.Transpose.ROTATE_180),
    ):
        value = int(fingerprint.pdq(turned)[0], 16)
        assert min(bin(value ^ int(other, 16)).count("1") for other in own) <= 4
