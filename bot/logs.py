"""Log lines: one structure for our own and the libraries' messages, on standard error."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer


def configure(style: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Send every log line to standard error, for people (`console`) or machines (`json`)."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Tracebacks go without local variables, which may be a token, a link or what somebody wrote.
    frames = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    plain = structlog.dev.plain_traceback
    renderer: list[structlog.typing.Processor] = (
        [frames, structlog.processors.JSONRenderer()]
        if style == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # discord.py tells of every session and every rate limit; what matters is a warning there.
    logging.getLogger("discord").setLevel(logging.WARNING)
    # It warns that voice is missing, which this bot never uses.
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    # It tells of each start that the tables are up to date.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
