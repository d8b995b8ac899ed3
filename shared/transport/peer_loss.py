"""Why a peer connection is no more, as everything above it is told."""

from dataclasses import dataclass
from enum import StrEnum


class LossReason(StrEnum):
    """Why a connection is no more."""

    CONNECT_TIMEOUT = "connect_timeout"  # not all channels open within 15 s
    CONNECT_FAILED = "connect_failed"  # no path, or DTLS refused the other side's certificate
    CLOSED_BY_PEER = "closed_by_peer"  # it said goodbye
    PATH_LOST = "path_lost"  # no consent freshness (RFC 7675); after about 30 s, the heartbeat is faster
    BINDING_FAILED = "binding_failed"  # the other end of DTLS is not who shared the code
    PROTOCOL_ERROR = "protocol_error"
    SEND_BLOCKED = "send_blocked"  # the other end takes no control messages any more
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLoss:
    """Told once when a connection is lost; `detail` is for the log."""

    reason: LossReason
    detail: str = ""
