"""Why a connection ended, and whether to try again."""

import ssl

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import (
    ConnectionClosedError,
    InvalidMessage,
    InvalidStatus,
    InvalidUpgrade,
    ProxyError,
)
from websockets.frames import Close
from websockets.http11 import Response

from shared.protocol import signaling_messages as m
from shared.transport.signaling_state import Ending, judge_close, judge_failure


def _status(code: int) -> InvalidStatus:
    return InvalidStatus(Response(code, "", Headers(), b""))


def _certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    return error


def _cut() -> InvalidMessage:
    error = InvalidMessage("did not receive a valid HTTP response")
    error.__cause__ = EOFError()
    return error


@pytest.mark.parametrize(
    ("error", "first", "later"),
    [
        (ConnectionRefusedError(), Ending("server_unreachable"), Ending("server_unreachable")),
        (TimeoutError(), Ending("server_unreachable", "timeout"), Ending("server_unreachable", "timeout")),
        (ProxyError("no"), Ending("server_unreachable", "proxy"), Ending("server_unreachable", "proxy")),
        (_cut(), Ending("server_unreachable"), Ending("server_unreachable")),
        (
            InvalidMessage("junk"),
            Ending("server_refused", "not_websocket", is_final=True),
            Ending("server_refused", "not_websocket"),
        ),
        (
            InvalidUpgrade("Upgrade"),
            Ending("server_refused", "not_websocket", is_final=True),
            Ending("server_refused", "not_websocket"),
        ),
        (_status(404), Ending("server_refused", "404", is_final=True), Ending("server_refused", "404")),
        (_status(502), Ending("server_refused", "502"), Ending("server_refused", "502")),
        (
            _certificate(10),
            Ending("certificate_invalid", "expired", is_final=True),
            Ending("certificate_invalid", "expired"),
        ),
        (
            _certificate(1234),
            Ending("certificate_invalid", "other", is_final=True),
            Ending("certificate_invalid", "other"),
        ),
        (ssl.SSLError(), Ending("server_refused", "tls", is_final=True), Ending("server_refused", "tls")),
    ],
)
def test_judge_failure_first_time_and_later(error: Exception, first: Ending, later: Ending):
    assert judge_failure(error, is_first=True) == first
    assert judge_failure(error, is_first=False) == later


def _closed(rcvd: int | None = None, sent: int | None = None) -> ConnectionClosedError:
    return ConnectionClosedError(Close(rcvd, "") if rcvd else None, Close(sent, "") if sent else None, None)


@pytest.mark.parametrize(
    ("closed", "last_error", "was_stopping", "ending"),
    [
        (_closed(), None, False, Ending("server_unreachable")),
        (_closed(rcvd=1001), None, True, Ending("server_stopping")),
        (_closed(rcvd=1008), None, False, Ending("protocol_error", "by_server", is_final=True)),
        (_closed(rcvd=1009), None, False, Ending("protocol_error", "by_server", is_final=True)),
        (_closed(sent=1002), None, False, Ending("protocol_error", "websocket_1002", is_final=True)),
        (_closed(sent=1011), None, False, Ending("server_unreachable")),
        (
            _closed(rcvd=1008),
            m.Error(code="protocol_error"),
            False,
            Ending("protocol_error", "by_server", is_final=True),
        ),
        # A code somebody else tried to use is news, not the reason for a line that drops an hour later.
        (_closed(), m.Error(code="code_taken"), False, Ending("server_unreachable")),
        (_closed(rcvd=1001), m.Error(code="code_taken"), False, Ending("server_unreachable")),
        (
            _closed(rcvd=1013),
            m.Error(code="server_busy", retry_after_ms=9_000),
            False,
            Ending("server_busy", "by_server", at_least_ms=9_000),
        ),
    ],
)
def test_judge_close(closed: ConnectionClosedError, last_error: m.Error | None, was_stopping: bool, ending: Ending):
    assert judge_close(closed, last_error, was_stopping=was_stopping) == ending
