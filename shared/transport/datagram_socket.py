"""What every UDP socket of an ICE connection wants from the system."""

import asyncio
import socket
from typing import Any

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
