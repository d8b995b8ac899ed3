"""What every UDP socket of an ICE connection needs: room in the system, and a look at what calls itself STUN."""

import asyncio
import socket
import struct
from typing import Any

import aioice.stun
import structlog

_log = structlog.get_logger(__name__)


def widen_buffers(transport: asyncio.BaseTransport, size_bytes: int) -> None:
    """Ask for room in both directions; the kernel cuts it to what it allows."""
    connected: Any = transport.get_extra_info("socket")
    if connected is None:
        return
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        try:
            connected.setsockopt(socket.SOL_SOCKET, option, size_bytes)
        except OSError:  # a wish, not a need
            _log.debug("socket_buffer_unchanged")


def is_stun(data: bytes) -> bool:
    """Whether a datagram is a STUN message (RFC 8489) that can be read to its end.

    aioice knows most damage, but an attribute of another length than it has falls out of it as a `struct.error`: any
    stranger could make the event loop report an error for every datagram.
    """
    try:
        aioice.stun.parse_message(data)
    except (ValueError, struct.error):
        return False
    return True
