"""aiortc's SCTP with an end to what the other side can make it keep before anything of ours has seen a message.

aiortc 1.16 offers a window of 1 MiB (RFC 9260, section 6.2) and keeps whatever comes when that is ignored: halves of
messages that never end, on any of 65,536 streams. Who does that is no honest peer, and the association ends.
"""

from typing import Any

import structlog
from aiortc import RTCSctpTransport

STREAMS_MAX = 64
"""Data channels are numbered from 0 (RFC 8832, section 6); we open a handful."""
HELD_CHUNKS_MAX = 2_048
"""Twice what a whole window of full packets is; ever smaller ones cost as much each."""

_log = structlog.get_logger(__name__)


class BoundedSctpTransport(RTCSctpTransport):
    """Ends itself when too much waits to become a message; the data channels close with it."""

    async def _receive_data_chunk(self, chunk: Any) -> None:
        if self._association_state == self.State.CLOSED:
            return
        if chunk.stream_id < STREAMS_MAX:
            await super()._receive_data_chunk(chunk)
            held_count = sum(len(stream.reassembly) for stream in self._inbound_streams.values())
            if self._advertised_rwnd >= 0 and held_count <= HELD_CHUNKS_MAX:
                return
        _log.warning("sctp_bounds_passed", stream_id=chunk.stream_id, window_left_bytes=self._advertised_rwnd)
        self._inbound_streams.clear()
        await self._abort()
        self._set_state(self.State.CLOSED)
