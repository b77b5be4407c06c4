"""The real network, in RGB order, reports what each abstract fixture was made for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.domain import Label
from bot.screening.pool import ScreeningPool, canary_bytes

EXPECTED = {
    "trigger_male_genitalia.jpg": Label.MALE_GENITALIA_EXPOSED,
    "trigger_female_genitalia.jpg": Label.FEMALE_GENITALIA_EXPOSED,
    "trigger_female_breast.jpg": Label.FEMALE_BREAST_EXPOSED,
    "trigger_buttocks.jpg": Label.BUTTOCKS_EXPOSED,
    "trigger_anus.jpg": Label.ANUS_EXPOSED,
    "rgb_only_male_genitalia.jpg": Label.MALE_GENITALIA_EXPOSED,
    "upright_only_male_genitalia.jpg": Label.MALE_GENITALIA_EXPOSED,
}


async def test_every_fixture_is_seen_with_its_label(pool: ScreeningPool, fixtures: Path) -> None:
    for name, label in EXPECTED.items():
        found = await pool.screen((fixtures / name).read_bytes())
        best = found.detections[0]
        assert (best.label, best.score >= 0.6, best.frame) == (label, True, 0), name
        assert found.unscreened is None
        assert (found.format, found.width, found.height) == ("JPEG", 640, 480)
        assert (found.frames, found.frames_screened) == (1, 1)
        assert found.redacted is not None and found.redacted.startswith(b"\x89PNG")
        x, y, w, h = best.box
        assert 0 <= x < x + w <= 640 and 0 <= y < y + h <= 480


REFERENCE = """
import json, sys
from nudenet import NudeDetector
print(json.dumps([d["class"] for d in NudeDetector().detect(sys.argv[1])]))
"""


async def test_the_reference_is_blind_where_red_and_blue_are_swapped(
    pool: ScreeningPool, fixtures: Path
) -> None:
    """nudenet's own `detect` feeds the network BGR (its issue 203) and sees nothing here."""

    def seen_by_reference(name: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", REFERENCE, str(fixtures / name)],
            env={"PATH": os.environ["PATH"], "ORT_DISABLE_TELEMETRY": "1"},
            capture_output=True,
            check=True,
            timeout=120,
        )
        return list(json.loads(done.stdout.splitlines()[-1]))

    name = "rgb_only_male_genitalia.jpg"
    exposed = {label.value for label in EXPECTED.values()}
    assert not exposed & set(seen_by_reference(name))
    assert exposed & set(seen_by_reference("trigger_male_genitalia.jpg")), "it can see at all"
    found = await pool.screen((fixtures / name).read_bytes())
    assert found.detections[0].label is Label.MALE_GENITALIA_EXPOSED
    assert found.detections[0].score > 0.8


async def test_the_canary_is_flagged(pool: ScreeningPool, fixtures: Path) -> None:
    assert canary_bytes() == (fixtures / "trigger_male_genitalia.jpg").read_bytes()
    assert await pool.canary()
