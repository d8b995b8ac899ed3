"""Log lines: one place, one form, and no secret in them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.log import REDACTED, SECRET_KEYS, configure_logging, redact_secrets


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_log_value_of_a_secret_key_never_reaches_the_line(key: str):
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    structlog.get_logger().info("something_happened", **{key: "417-382-915"})
    assert "417-382-915" not in stream.getvalue()
    assert _lines(stream)[0][key] == REDACTED


def test_log_error_code_is_no_secret():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    structlog.get_logger().warning("refused", code="rate_limited")
    assert _lines(stream)[0]["code"] == "rate_limited"


def test_log_json_line_has_event_level_and_instant():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    structlog.get_logger().info("socket_opened", session_id="a" * 32)
    line = _lines(stream)[0]
    assert (line["event"], line["level"], line["session_id"]) == ("socket_opened", "info", "a" * 32)
    assert str(line["timestamp"]).endswith("Z")


def test_log_line_break_from_outside_stays_in_its_line():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    structlog.get_logger().info("hello", program='x"\n{"event": "forged"}')
    assert [line["event"] for line in _lines(stream)] == ["hello"]


def test_log_standard_library_lines_take_the_same_form_and_place():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    logging.getLogger("uvicorn").warning("started on %s", "port 1")
    line = _lines(stream)[0]
    assert (line["event"], line["level"]) == ("started on port 1", "warning")


def test_log_bound_session_is_on_every_line():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    with structlog.contextvars.bound_contextvars(session_id="b" * 32):
        structlog.get_logger().info("inside")
    structlog.get_logger().info("outside")
    assert [line.get("session_id") for line in _lines(stream)] == ["b" * 32, None]


def test_log_below_its_level_writes_nothing():
    stream = io.StringIO()
    configure_logging(as_json=True, level="WARNING", stream=stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("other").info("quiet")
    assert stream.getvalue() == ""


def test_log_for_a_person_is_text_without_secrets():
    stream = io.StringIO()
    configure_logging(as_json=False, stream=stream)
    structlog.get_logger().info("signed_in", password="hunter2", agent="Ana")
    assert "signed_in" in stream.getvalue()
    assert "Ana" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_log_exception_is_part_of_the_json_line():
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)
    try:
        int("odd")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "ValueError: invalid literal" in str(_lines(stream)[0]["exception"])


def test_redact_secrets_leaves_everything_else():
    assert redact_secrets(None, "info", {"event": "x", "token": "t", "count": 3}) == {
        "event": "x",
        "token": REDACTED,
        "count": 3,
    }


def test_log_exception_of_a_library_never_prints_local_variables():
    stream = io.StringIO()
    configure_logging(as_json=False, stream=stream)

    def fail(password: str) -> None:
        raise ValueError(len(password))

    try:
        fail("correct horse".replace(" ", "-"))
    except ValueError:
        logging.getLogger("some.library").exception("callback failed")
    written = stream.getvalue()
    assert "ValueError" in written
    assert "correct-horse" not in written


def test_log_libraries_that_print_whole_frames_are_kept_quiet():
    stream = io.StringIO()
    configure_logging(as_json=False, level="DEBUG", stream=stream)
    logging.getLogger("websockets.client").debug("> TEXT sign_in secret")
    assert stream.getvalue() == ""
