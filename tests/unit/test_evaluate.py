"""The figures are exact, behave as figures do, and come out of real screenings of real files."""

from __future__ import annotations

import csv
import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot import evaluate
from bot.charts import evaluation as charts
from bot.domain import (
    Detection,
    Label,
    Policy,
    Screening,
    Strictness,
    Threshold,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import ConfigError
from bot.evaluate import Counts, Proportion, Row, Truth
from bot.settings import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
E, O = Truth.EXPLICIT, Truth.ORDINARY  # noqa: E741


# ---------------------------------------------------------------- the figures


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in
        # Medicine 17, 857-872, table I, method 3 (the score method without correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(hits: int, of: int, low: float, high: float) -> None:
    found = Proportion(hits, of).interval
    assert found == pytest.approx((low, high), abs=5e-5)
    turned = Proportion(of - hits, of).interval
    assert turned == pytest.approx((1 - high, 1 - low), abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share_and_narrows_with_more_files(
    of: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, of))
    one = Proportion(hits, of)
    low, high = one.interval
    assert one.share is not None and 0 <= low <= one.share <= high <= 1 and low < high
    more_low, more_high = Proportion(10 * hits, 10 * of).interval
    assert more_high - more_low < high - low
    if hits < of:
        next_low, next_high = Proportion(hits + 1, of).interval
        assert next_low > low and next_high >= high


def test_nothing_tells_nothing() -> None:
    nothing = Proportion(0, 0)
    assert nothing.share is None and nothing.interval == (0.0, 1.0)
    assert str(nothing) == "no file to tell from"
    assert str(Proportion(3, 4)) == "75.0% (95 %: 30.1% to 95.4%), 3 of 4"


def test_precision_recall_and_false_positives_of_a_list() -> None:
    flags = [(E, True)] * 6 + [(E, False)] * 2 + [(O, True)] * 3 + [(O, False)] * 9
    counts = evaluate.count(flags)
    assert counts == Counts(6, 2, 3, 9)
    assert counts.precision.share == pytest.approx(6 / 9)
    assert counts.recall.share == pytest.approx(6 / 8)
    assert counts.false_positives.share == pytest.approx(3 / 12)


def test_a_curve_has_a_point_where_the_counts_change_and_nowhere_else() -> None:
    scores = [(E, 0.9), (O, 0.5), (E, 0.5), (E, 0.3), (O, 0.0), (O, 0.0), (E, 0.0)]
    points = [(p.threshold, p.counts) for p in evaluate.curve(scores)]
    assert points == [
        (0.9, Counts(1, 3, 0, 3)),
        (0.5, Counts(2, 2, 1, 2)),
        (0.3, Counts(3, 1, 1, 2)),
    ]
    assert evaluate.curve([]) == [] == evaluate.curve([(E, 0.0), (O, 0.0)])


SCORES = st.lists(st.tuples(st.sampled_from(Truth), st.integers(0, 20).map(lambda n: n / 20)))


@given(SCORES)
def test_a_lower_threshold_flags_whatever_a_higher_one_does(
    scores: list[tuple[Truth, float]],
) -> None:
    points = evaluate.curve(scores)
    for higher, lower in itertools.pairwise(points):
        assert higher.threshold > lower.threshold
        assert higher.counts.explicit_flagged <= lower.counts.explicit_flagged
        assert higher.counts.ordinary_flagged <= lower.counts.ordinary_flagged
        assert higher.counts != lower.counts
    for point in points:
        assert point.counts == evaluate.count((t, s >= point.threshold) for t, s in scores)


# ---------------------------------------------------------------- from screenings to figures


def row(truth: Truth, score: float, kind: VerdictKind, sha256: str, reason: bool = False) -> Row:
    why = UnscreenedReason.TIMEOUT if reason else None
    screening = Screening(sha256=sha256, unscreened=why)
    return Row(truth, 1, Path(sha256), Verdict(kind, why), score, screening)


def test_what_was_not_screened_is_counted_apart() -> None:
    found = evaluate.evaluation(
        [
            row(E, 0.9, VerdictKind.EXPLICIT, "a", reason=True),
            row(E, 0.3, VerdictKind.SUSPECT, "b"),
            row(E, 0.0, VerdictKind.UNSCREENED, "c", reason=True),
            row(O, 0.0, VerdictKind.UNSCREENED, "d", reason=True),
            row(O, 0.0, VerdictKind.CLEAN, "e"),
        ]
    )
    assert found.removed == Counts(1, 1, 0, 1) and found.noticed == Counts(2, 0, 0, 1)
    assert [r.screening.sha256 for r in found.unscreened] == ["c", "d"]
    text = "\n".join(evaluate.summary(found))
    assert "not screened: 1 explicit, 1 ordinary (timeout 2)" in text
    assert "counted as not removed: 33.3%" in text and "recall               50.0%" in text


def test_contradictions_and_copies_are_named() -> None:
    rows = [row(E, 0.5, VerdictKind.EXPLICIT, s) for s in "aab"]
    rows += [row(O, 0.0, VerdictKind.CLEAN, s) for s in "bcd"]
    found = evaluate.evaluation(rows)
    assert (found.contradictions, found.repeated) == (1, 1)
    text = "\n".join(evaluate.summary(found))
    assert "1 files lie in both folders" in text and "1 files are byte-for-byte copies" in text


def test_only_labels_of_the_preset_make_a_score() -> None:
    anus, belly = Label.ANUS_EXPOSED, Label.BELLY_EXPOSED
    box = (0, 0, 1, 1)
    screening = Screening(detections=(Detection(belly, 0.9, box), Detection(anus, 0.4, box)))
    policy = Policy("1", Strictness.STANDARD, {anus: Threshold(0.35, 0.2)}, {})
    assert evaluate.score(screening, policy) == 0.4
    assert evaluate.score(Screening(), policy) == 0.0


@pytest.mark.parametrize("rows", [[], [row(t, 0.0, VerdictKind.CLEAN, t.value) for t in Truth]])
def test_a_chart_is_drawn_of_nothing_too(rows: list[Row]) -> None:
    image = Image.open(io.BytesIO(charts.draw(evaluate.evaluation(rows), "none")))
    assert image.format == "PNG" and image.width > 1000


def test_a_chart_shows_what_it_is_given() -> None:
    """Without its blue curve the picture holds no blue; where a curve rises, its pixels do."""
    good = [row(E, 0.9, VerdictKind.EXPLICIT, "a"), row(O, 0.1, VerdictKind.CLEAN, "b")]
    poor = [row(E, 0.1, VerdictKind.CLEAN, "a"), row(O, 0.9, VerdictKind.EXPLICIT, "b")]
    heights = []
    for rows in (good, poor):
        found = Image.open(io.BytesIO(charts.draw(evaluate.evaluation(rows), ""))).convert("RGB")
        right = found.crop((found.width // 2, 0, found.width, found.height * 9 // 10))
        size = right.size
        blue = [
            (x, y)
            for x in range(size[0] // 2 - 20, size[0] // 2 + 20)
            for y in range(size[1])
            if right.getpixel((x, y)) == (0, 0x72, 0xB2)
        ]
        assert blue
        heights.append(min(y for _, y in blue))
    assert heights[0] < heights[1] - 200, "recall at a threshold of .5 is 1, then 0"


# ---------------------------------------------------------------- folders and files


def pattern(seed: int) -> Image.Image:
    """Return an ordinary abstract picture: stripes in two colours."""
    stripes = Image.new("RGB", (320, 240), (40 * seed % 255, 90, 160))
    for x in range(0, 320, 20 + 4 * seed):
        stripes.paste((220, 30 * seed % 255, 70), (x, 0, x + 10, 240))
    return stripes


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    root = tmp_path / "labelled"
    (root / "explicit" / "deeper").mkdir(parents=True)
    (root / "ordinary").mkdir()
    for name in ("trigger_anus", "trigger_male_genitalia"):
        data = (FIXTURES / f"{name}.jpg").read_bytes()
        (root / "explicit" / f"private name {name}.jpg").write_bytes(data)
    data = (FIXTURES / "trigger_female_breast.jpg").read_bytes()
    (root / "explicit" / "deeper" / "third.jpg").write_bytes(data)
    for seed in range(4):
        pattern(seed).save(root / "ordinary" / f"private name {seed}.png")
    (root / "ordinary" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return root


def flashguard(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "TERM": "dumb", "FLASHGUARD_WORKERS": "1"},
        capture_output=True,
        text=True,
        timeout=200,
    )


def test_a_labelled_folder_is_measured_and_no_image_or_name_is_written(
    labelled: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in labelled.rglob("*") if path.is_file()}
    done = flashguard(tmp_path, "evaluate", labelled, "--out", "results")
    assert done.returncode == 0, done.stderr
    assert "under 18" in done.stderr and "lawfully" in done.stderr
    assert "recall               100.0% (95 %: 43.9% to 100.0%), 3 of 3" in done.stdout
    assert "false positive rate  0.0% (95 %: 0.0% to 49.0%), 0 of 4" in done.stdout
    assert "not screened: 0 explicit, 1 ordinary (undecodable 1)" in done.stdout
    assert {p.name for p in (tmp_path / "results").iterdir()} == {"files.csv", "curve.png"}
    if os.name == "posix":
        assert all(p.stat().st_mode & 0o077 == 0 for p in (tmp_path / "results").iterdir())

    text = (tmp_path / "results" / "files.csv").read_text("utf-8")
    assert "private name" not in text and "private name" not in done.stdout + done.stderr
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["folder"], r["number"]) for r in rows] == [
        *(("explicit", str(n)) for n in (1, 2, 3)),
        *(("ordinary", str(n)) for n in (1, 2, 3, 4, 5)),
    ]
    assert [r["verdict"] for r in rows[:3]] == ["explicit"] * 3
    assert {r["model"] for r in rows} == {"320n@c15d8273adad"} and "sha256" not in rows[0]
    assert {r["reason"] for r in rows} == {"", "undecodable"}
    assert float(rows[0]["highest_score"]) == float(rows[0]["score"]) > 0.5

    with Image.open(tmp_path / "results" / "curve.png") as picture:
        assert picture.format == "PNG" and picture.width > 1000
    assert {p: p.read_bytes() for p in labelled.rglob("*") if p.is_file()} == before


def test_names_are_written_only_when_they_are_asked_for(labelled: Path, tmp_path: Path) -> None:
    (labelled / "notes.txt").write_text("mine", "utf-8")
    done = flashguard(tmp_path, "evaluate", labelled, "--names", "--strictness", "genitals")
    assert done.returncode == 0, done.stderr
    assert "Left out, not in explicit/ or ordinary/: notes.txt" in done.stderr
    assert "/genitals" in done.stdout and "0.0%" in done.stdout
    table = tmp_path / "var" / "evaluation" / "files.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert [Path(r["path"]).parts[0] for r in rows] == [r["folder"] for r in rows]
    assert rows[2]["path"] == "explicit/deeper/third.jpg"
    assert rows[2]["verdict"] == "clean", "breasts are none of the preset `genitals`"


def test_folders_named_otherwise_are_refused(labelled: Path, tmp_path: Path) -> None:
    (labelled / "ordinary").rename(labelled / "Ordinary")
    done = flashguard(tmp_path, "evaluate", labelled)
    assert done.returncode == 2 and "named exactly so" in done.stderr
    (labelled / "ordinary").mkdir()
    with pytest.raises(ConfigError, match="has no file"):
        evaluate.gather(labelled)
    (labelled / "Ordinary" / "broken.jpg").rename(labelled / "ordinary" / "broken.jpg")
    inside = flashguard(tmp_path, "evaluate", labelled, "--out", labelled / "explicit" / "out")
    assert inside.returncode == 2 and "lies in a labelled folder" in inside.stderr
