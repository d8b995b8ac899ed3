"""Which STUN and TURN servers are asked for candidates, and for how long."""

import functools
from collections.abc import Sequence
from typing import Any

import aioice.ice
import structlog
from aiortc import RTCIceServer
from aiortc.rtcicetransport import parse_stun_turn_uri

from shared.protocol.signaling_messages import IceServer

_log = structlog.get_logger(__name__)

GATHER_TIMEOUT_S = 1.8  # below the two seconds a peer has to close in; a STUN server that lives answers in 0.3 s

_stock_get_candidates = aioice.ice.Connection.get_component_candidates


def limit_gathering() -> None:
    """Give a silent STUN or TURN server 1.8 s instead of aioice's five. May be called again.

    aiortc gathers before it hands out a description, so the five seconds would stand between the code and the
    picture; and a gathering that is cancelled leaves its queries behind, so closing has to wait for its end.
    """
    names: Any = aioice.ice.Connection
    if names.get_component_candidates is _stock_get_candidates:
        names.get_component_candidates = functools.partialmethod(_stock_get_candidates, timeout=GATHER_TIMEOUT_S)


def convert_ice_servers(servers: Sequence[IceServer]) -> list[RTCIceServer]:
    """Take over what aiortc can parse: one odd URL from the server must not stop a connection without it."""
    converted: list[RTCIceServer] = []
    for server in servers:
        urls: list[str] = []
        for url in server.urls:
            try:
                parse_stun_turn_uri(url)
            except ValueError:
                _log.warning("ice_server_ignored", url=url)
            else:
                urls.append(url)
        if urls:
            converted.append(RTCIceServer(urls=urls, username=server.username, credential=server.credential))
    return converted
