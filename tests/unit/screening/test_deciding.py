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


def test_fast_takes_one_look_and_confirms_with_four() -> None:
    (first,) = FAST.first_views(640, 480)
    assert first == View("plain", 0.5)
    more = FAST.confirming_views(replace(SEEN, view=first), 640, 480)
    assert [(v.name, round(v.scale * 640), v.mirror, v.part) for v in more] == [
        ("smaller", 256, False, None), ("mirrored", 320, True, None),
        ("larger", 368, False, None), ("larger", 416, False, None),
    ]  # fmt: skip


def test_a_larger_network_looks_at_its_own_size() -> None:
    views = Plan(Depth.STANDARD, 640).first_views(4000, 3000)
    assert [round(v.scale * 4000) for v in views] == [640, 1280, 384, 384, 384]


@pytest.mark.parametrize("score", [0.1, 0.3, 0.9])
def test_a_hit_or_a_near_miss_is_looked_at_again(score: float) -> None:
    assert depth.to_confirm([replace(SEEN, score=score)]) != []
    assert depth.to_confirm([replace(SEEN, score=0.099)]) == []
    assert depth.to_confirm([replace(SEEN, label=Label.FACE_FEMALE)]) == []


def test_one_noisy_look_neither_flags_nor_clears() -> None:
    noisy = replace(SEEN, score=0.6)
    assert depth.fuse(noisy, [[noisy], [], [], []], 4).score == 0
    near = replace(SEEN, score=0.12)
    agreed = [[replace(SEEN, score=0.8)]] * 3
    assert depth.fuse(near, [[near], *agreed], 4).score == pytest.approx((0.12 + 0.8 + 0.8) / 3)


def test_the_best_look_does_not_count() -> None:
    scores = [0.9, 0.1, 0.8, 0.4, 0.3, 0.2]
    first, *others = [replace(SEEN, score=score) for score in scores]
    fused = depth.fuse(first, [[first], *([other] for other in others)], 6)
    assert fused.score == pytest.approx((0.1 + 0.2 + 0.3 + 0.4 + 0.8) / 5)


def test_what_is_seen_elsewhere_or_as_something_else_does_not_confirm() -> None:
    elsewhere = replace(SEEN, box=(300, 300, 400, 400))
    other = replace(SEEN, label=Label.BUTTOCKS_EXPOSED)
    assert depth.fuse(SEEN, [[SEEN], [elsewhere], [other], [SEEN]], 4).score == pytest.approx(
        0.8 / 3
    )


def test_a_score_of_zero_is_a_score() -> None:
    zero = replace(SEEN, score=0.0)
    assert depth.fuse(SEEN, [[SEEN], [zero], [SEEN], [SEEN]], 4).score == pytest.approx(1.6 / 3)


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.sampled_from([4, 5, 6]))
def test_looks_are_only_spared_where_none_could_matter(scores: list[float], planned: int) -> None:
    seen = [replace(SEEN, score=score) for score in scores[:planned]]
    looks = [[one] for one in seen]
    whole = depth.fuse(seen[0], looks, planned).score
    for count in range(1, planned + 1):
        if depth.is_refuted(seen[0], looks[:count], planned):
            assert whole <= depth.fuse(seen[0], looks[:count], planned).score + 1e-9
            assert whole < depth.REDACT_FROM
    assert min(scores[:planned]) - 1e-9 <= whole <= sum(scores[:planned]) / planned + 1e-9


DOUBLE = View("double", 1.0)
STANDARD = Plan(Depth.STANDARD, 320)


def test_what_another_look_found_needs_five_more() -> None:
    """A small thing is looked at near its own scale, in its surroundings."""
    small = Finding(Label.ANUS_EXPOSED, 0.8, (100, 100, 140, 140), DOUBLE)
    more = STANDARD.confirming_views(small, 640, 480)
    assert [(v.name, v.scale, v.mirror) for v in more] == [
        ("double, smaller", 0.8, False), ("double, mirrored, smaller", 0.8, True),
        ("double, mirrored", 1.0, True),
        ("double, larger", 1.3, False), ("double, mirrored, larger", 1.3, True),
    ]  # fmt: skip
    assert {v.part for v in more} == {(0, 0, 320, 320)}


def test_what_fills_the_picture_has_to_show_in_the_whole_of_it() -> None:
    """Only the double look sees it, although it is large enough for the plain one."""
    large = Finding(Label.ANUS_EXPOSED, 0.7, (100, 100, 300, 300), DOUBLE)
    more = STANDARD.confirming_views(large, 640, 480)
    assert [(round(v.scale, 2), v.mirror) for v in more] == [
        (0.5, False), (0.5, True), (0.71, False), (0.71, True), (1.0, True),
    ]  # fmt: skip
    assert more[0].part is None
    assert depth.fuse(large, [[large], [], [], [], [large], [large]], 6).score < 0.35


@given(
    st.floats(1, 400), st.floats(1, 400), st.sampled_from([0.02, 0.3, 0.5, 1.0, 2.0]),
    st.sampled_from([(640, 480), (832, 624), (20_000, 100)]),
)  # fmt: skip
def test_looks_that_confirm_stay_in_reach(
    across: float, down: float, scale: float, size: tuple[int, int]
) -> None:
    finding = Finding(Label.ANUS_EXPOSED, 0.8, (5, 5, 5 + across, 5 + down), View("other", scale))
    own = max(scale, 320 / max(size))
    for view in STANDARD.confirming_views(finding, *size):
        assert 0.8 * 320 / max(size) <= view.scale <= 1.3 * own


def test_a_turned_look_is_confirmed_turned_and_at_the_plain_scale() -> None:
    turned = Finding(
        Label.ANUS_EXPOSED, 0.8, (100, 100, 300, 300), View("turned 90", 1 / 3, turn=90)
    )
    more = STANDARD.confirming_views(turned, 640, 480)
    assert {v.turn for v in more} == {90}
    assert [round(v.scale * 640) for v in more] == [256, 256, 320, 416, 416, 320]
    assert not STANDARD.counts(turned.view, 640, 480) and STANDARD.counts(DOUBLE, 640, 480)
    assert {v.part for v in more} == {None}


def test_what_the_plain_look_found_is_judged_by_itself() -> None:
    """A stronger finding of another look at the same place does not take its place."""
    plain = replace(SEEN, score=0.4)
    stronger = replace(SEEN, score=0.9, view=DOUBLE)
    weaker = replace(SEEN, score=0.5, view=replace(DOUBLE, turn=90))
    assert depth.to_confirm([stronger, plain, weaker]) == [plain, stronger]
    refuted = depth.fuse(stronger, [[stronger], [], [], []], 6)
    confirmed = depth.fuse(plain, [[plain]] * 4, 4)
    settled = depth.settle([stronger, plain, weaker], [confirmed, refuted])
    assert [f.score for f in settled] == [pytest.approx(0.4)]


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
    fused = [depth.fuse(f, [[f]] * 4, 4) for f in chosen]
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
