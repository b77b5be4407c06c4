"""The side panel: what was recorded, live, whoever one is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.server import Sandbox

from .conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASES: list[dict[str, Any]] = []


def case(number: int, **changes: Any) -> dict[str, Any]:
    """Return a case as the sandbox is fed them."""
    return {
        "number": number,
        "verdict": {"kind": "explicit", "label": "BUTTOCKS_EXPOSED", "score": 0.91, "reason": None},
        "state": "open",
        "sender": {"id": "1", "name": "Rowan"},
        "channel": "general",
        "posted_at": "2026-11-22T12:00:00.000+00:00",
        "opened_at": "2026-11-22T12:00:00.120+00:00",
        "media": [
            {
                "filename": "<b>x</b>.png",
                "surface": "attachment",
                "verdict": "explicit",
                "label": "BUTTOCKS_EXPOSED",
                "score": 0.91,
                "format": "png",
                "width": 640,
                "height": 480,
                "sha256": "ab" * 32,
                "pdq": "cd" * 32,
                "frames": 1,
                "frames_screened": 1,
                "elapsed_ms": 74.2,
            }
        ],
        "actions": ["remove", "notice"],
        "outcomes": [
            {
                "action": "remove",
                "status": "done",
                "at": "2026-11-22T12:00:00.181+00:00",
                "detail": "",
            }
        ],
        "recorded": True,
    } | changes


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """Start a sandbox that is fed the cases of this module."""

    async def feed() -> list[dict[str, Any]]:
        return list(CASES)

    CASES.clear()
    started = Sandbox(port=0, case_feed=feed)
    await started.start()
    yield started
    await started.stop()


async def test_a_case_appears_and_grows_while_one_looks(visit: Visit) -> None:
    await visit.open_as("rowan")
    panel = visit.page.locator("#case")
    await expect(panel).to_contain_text("No case yet.")
    CASES.insert(0, case(1))
    await expect(panel.get_by_role("heading", name="Case 1")).to_be_visible()
    for text in (
        "Explicit",
        "Buttocks exposed",
        "0.91",
        "+120 ms",
        "+181 ms",
        "Waiting",
        "<b>x</b>.png",
    ):
        await expect(panel).to_contain_text(text)

    done = [
        *case(1)["outcomes"],
        {
            "action": "notice",
            "status": "failed",
            "at": "2026-11-22T12:00:00.400+00:00",
            "detail": "No permission.",
        },
    ]
    CASES[0] = case(1, outcomes=done, state="closed", recorded=False)
    await expect(panel).to_contain_text("No permission.")
    await expect(panel).to_contain_text("Failed")
    await expect(panel).to_contain_text("The record could not be written")
    await expect(panel).not_to_contain_text("Waiting")


async def test_the_newest_case_is_shown_and_older_ones_can_be_chosen(visit: Visit) -> None:
    CASES[:] = [
        case(1, verdict={"kind": "unscreened", "label": None, "score": None, "reason": "too_large"})
    ]
    await visit.open_as("rowan")
    panel = visit.page.locator("#case")
    await expect(panel).to_contain_text("Not screened")
    await expect(panel).to_contain_text("Reason: too large")
    CASES.insert(0, case(2))
    await expect(panel.get_by_role("heading", name="Case 2")).to_be_visible()
    await panel.locator('[data-pick="1"]').click()
    await expect(panel.get_by_role("heading", name="Case 1")).to_be_visible()
