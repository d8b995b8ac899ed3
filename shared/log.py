"""Structured logging for all three programs, with secrets taken out before a line is written."""

import logging
import sys
from typing import Any, TextIO

import structlog

REDACTED = "[redacted]"

# Matched against the whole key, not a part of it: `code` is a stable error name and stays readable.
SECRET_KEYS = frozenset(
    {
        "authorization",
        "body",
        "key",
        "password",
        "pairing_code",
        "private_key",
        "sdp",
        "secret",
        "session_token",
        "text",
        "token",
        "turn_password",
    }
)


def redact_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Structlog processor: replace the value of every key that can hold a secret."""
    for name in event:
        if name in SECRET_KEYS:
            event[name] = REDACTED
    return event


def configure_logging(*, as_json: bool, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log line of this process to one place.

    Args:
        as_json: one JSON object a line for servers; aligned text for a person at a terminal.
        level: a standard library level name.
        stream: where to write; standard error when None.
    """
    target = stream or sys.stderr
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=target.isatty(),
            # The pretty form prints the locals of every frame, and one of them may be a password.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact_secrets,
    ]
    structlog.configure(
        processors=[*shared_steps, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # At their lower levels these print whole frames: passwords, session descriptions, addresses.
    for talkative in ("aioice", "aiortc", "asyncio", "av", "libav", "websockets"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
