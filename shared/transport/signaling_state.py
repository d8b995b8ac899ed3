"""What the owner of a signaling client is told: where it stands, and why a connection ended. No I/O.

Reasons in `Waiting` and `Closed`, beside the server's own codes:

    server_unreachable        no way to the server, or it was lost
    server_stopping           it said that it is about to restart
    server_refused            something answers there, but not as our server (`detail`: the HTTP status, ...)
    certificate_invalid       the server cannot prove who it is (`detail`: expired, self_signed, wrong_host, ...)
    version_unsupported       no protocol version in common
    protocol_error            one side broke the rules of the wire
    closed                    we ended it ourselves
    internal                  a fault of ours, in the log
"""

import ssl
from dataclasses import dataclass

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidStatus,
    ProxyError,
)

from shared.protocol import signaling_messages as m
from shared.transport.server_address import describe_certificate_error

HTTP_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_WE_CLOSED_FOR = frozenset({1002, 1007, 1009})  # RFC 6455 section 7.4.1: broken frames, bad UTF-8, too large
_SERVER_CLOSED_FOR = frozenset({1008, 1009})
_NOT_FOR_US = frozenset({1000, 1001})  # it went in peace, so an error it named before is not why
_FINAL_CODES = frozenset({"protocol_error", "version_unsupported"})  # trying again would only repeat it


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """A connection is being made; `attempt` counts from 1 since the last success."""

    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """The server said welcome. On every such state the owner signs in and attaches anew."""

    welcome: m.Welcome
    is_return: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """No connection now; the next try comes by itself."""

    reason: str
    retry_in_ms: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Over for good: `closed` when we ended it, else why trying again would not help."""

    reason: str
    detail: str = ""


SignalingState = Connecting | Connected | Waiting | Closed


@dataclass(frozen=True, slots=True)
class Ending:
    """How one connection ended."""

    reason: str
    detail: str = ""
    is_final: bool = False
    at_least_ms: int = 0


def judge_failure(error: Exception, *, is_first: bool) -> Ending:
    """Why no connection could be made.

    Args:
        error: what the library raised.
        is_first: whether this server was never reached before. Then a wrong certificate or a foreign server is
            final, for most likely the address is wrong. Later it may be a hotel's portal, and we try on, with
            every check.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return Ending("certificate_invalid", describe_certificate_error(error), is_final=is_first)
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        return Ending("server_refused", str(status), is_final=is_first and status not in HTTP_TRY_AGAIN)
    if isinstance(error, ProxyError | InvalidProxy):
        return Ending("server_unreachable", "proxy")
    # The library also calls it an invalid message when the line drops in mid-handshake.
    was_cut = isinstance(error, InvalidMessage) and isinstance(error.__cause__, EOFError | ConnectionError)
    if isinstance(error, InvalidHandshake) and not was_cut:
        return Ending("server_refused", "not_websocket", is_final=is_first)
    if isinstance(error, ssl.SSLError):
        return Ending("server_refused", "tls", is_final=is_first)
    return Ending("server_unreachable", "timeout" if isinstance(error, TimeoutError) else "")


def judge_error(error: m.Error) -> Ending:
    """The server answered `hello` with an error, or said one before it closed."""
    return Ending(error.code, "by_server", is_final=error.code in _FINAL_CODES, at_least_ms=error.retry_after_ms or 0)


def judge_close(closed: ConnectionClosed, last_error: m.Error | None, *, was_stopping: bool) -> Ending:
    """Why a connection that stood was closed.

    Args:
        closed: both closing frames, as far as there were any.
        last_error: the server's last word, if that was an error.
        was_stopping: it had said that it is about to stop.
    """
    if last_error is not None and closed.rcvd is not None and closed.rcvd.code not in _NOT_FOR_US:
        return judge_error(last_error)
    if was_stopping:
        return Ending("server_stopping")
    if closed.sent is not None and closed.sent.code in _WE_CLOSED_FOR:
        return Ending("protocol_error", f"websocket_{closed.sent.code}", is_final=True)
    if closed.rcvd is not None and closed.rcvd.code in _SERVER_CLOSED_FOR:
        return Ending("protocol_error", "by_server", is_final=True)
    return Ending("server_unreachable")
