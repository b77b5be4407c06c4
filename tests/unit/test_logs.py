"""What the log says of an exception, and what it never does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import ROOT

_FAILS = """
import logging, sys, structlog
from bot import logs
logs.configure(sys.argv[1])
def fails():
    token = "s3cr" + "et"
    raise KeyError(len(token))
for log in (structlog.get_logger(), logging.getLogger("discord.http")):
    try:
        fails()
    except KeyError:
        log.exception("it_failed")
"""


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_traceback_says_where_but_shows_no_values(style: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FAILS, style], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert ran.stderr.count("it_failed") == 2
    assert ran.stderr.count("fails") >= 2 and "KeyError" in ran.stderr
    assert "s3cret" not in ran.stderr
