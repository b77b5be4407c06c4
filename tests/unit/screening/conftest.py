"""Fixtures for everything that looks at pictures: one pool for each test that asks for it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before anything imports onnxruntime

import pytest

from bot.screening import decode
from bot.screening.detector import Detector
from bot.screening.engine import Engine
from bot.screening.pool import ScreeningPool

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector()


@pytest.fixture(scope="session")
def engine(detector: Detector) -> Iterator[Engine]:
    decode.prepare()
    yield Engine(detector)


@pytest.fixture
async def pool() -> AsyncIterator[ScreeningPool]:
    async with ScreeningPool(1) as running:
        yield running
