"""The path of a batch: an ICE connection of its own, without DTLS, and every private name of aioice it touches.

ICE (RFC 8445) finds a way through the same networks as the session, with STUN and TURN where the server has them. Its
user name and password come over the bound `control` channel. The datagrams that are not STUN go to one callback,
unread: `shared.transfer.packet_seal` decides which of them are the other side's. Used in the process for files only,
where `install` replaces aioice's protocol, for the stock one tries to read every datagram as STUN first.
"""

import asyncio
import functools
import ipaddress
from collections.abc import Callable, Sequence
from typing import Any, cast

import aioice.ice
import aioice.turn
from aioice import Candidate

from shared.transfer.packet_seal import FIRST_BYTE
from shared.transport.datagram_socket import is_stun, widen_buffers
from shared.transport.file_pipe import IceAddress

GATHER_TIMEOUT_S = 1.8  # as for the session itself
CONNECT_TIMEOUT_S = 12.0
SOCKET_BUFFER_BYTES = 4 * 1024 * 1024  # the kernel cuts it to what it allows

_names: Any = aioice.ice
_stock_host_addresses = aioice.ice.get_host_addresses


def install(*, has_loopback: bool) -> None:
    """Put our protocol in place of aioice's; with `has_loopback` two programs of one computer find each other."""
    _names.StunProtocol = _FileProtocol
    cast("Any", aioice.turn).UDP_SOCKET_BUFFER_SIZE = SOCKET_BUFFER_BYTES
    connection = _names.Connection
    if not isinstance(connection.get_component_candidates, functools.partialmethod):
        stock = connection.get_component_candidates
        connection.get_component_candidates = functools.partialmethod(stock, timeout=GATHER_TIMEOUT_S)
    _names.get_host_addresses = _with_loopback if has_loopback else _stock_host_addresses


class FilePath:
    """One attempt. Make, `gather`, `connect`, then `send`; `close` at the end."""

    def __init__(
        self, *, is_controlling: bool, servers: Sequence[IceAddress], on_datagram: Callable[[bytes], None]
    ) -> None:
        """Make a path that leads nowhere yet.

        Args:
            is_controlling: one of the two sides is.
            servers: STUN and TURN; the first of each kind is used.
            on_datagram: gets what is not STUN, from wherever it came.
        """
        stun = next((server for server in servers if not server.is_turn), None)
        turn = next((server for server in servers if server.is_turn), None)
        self._connection = _Connection(
            on_datagram,
            ice_controlling=is_controlling,
            stun_server=(stun.host, stun.port) if stun is not None else None,
            turn_server=(turn.host, turn.port) if turn is not None else None,
            turn_username=turn.username if turn is not None else None,
            turn_password=turn.password if turn is not None else None,
            turn_ssl=turn is not None and turn.is_tls,
            turn_transport=turn.transport if turn is not None else "udp",
        )
        self._send: Callable[[bytes], None] | None = None

    async def gather(self) -> tuple[str, str, list[str]]:
        """Find our addresses; returns user name, password and candidates as RFC 8839 writes them."""
        await self._connection.gather_candidates()
        candidates = [candidate.to_sdp() for candidate in self._connection.local_candidates]
        return self._connection.local_username, self._connection.local_password, candidates

    async def connect(self, username: str, password: str, candidates: Sequence[str]) -> None:
        """Find the way to the other side.

        Raises:
            ConnectionError: there is none, or not in time; also for addresses that are none.
        """
        connection = self._connection
        try:
            for text in candidates:
                candidate = Candidate.from_sdp(text)
                ipaddress.ip_address(candidate.host)  # never a name: this computer looks nothing up for a stranger
                await connection.add_remote_candidate(candidate)
            await connection.add_remote_candidate(None)
            connection.remote_username, connection.remote_password = username, password
            await asyncio.wait_for(connection.connect(), CONNECT_TIMEOUT_S)
        except (TimeoutError, ValueError, OSError) as error:
            raise ConnectionError("no_path") from error
        # aioice tells nobody which pair it chose, and its own `send` looks it up anew for each datagram.
        pair = cast("Any", connection)._nominated.get(1)  # noqa: SLF001 - no public name
        if pair is None:
            raise ConnectionError("no_path")
        transport, address = pair.protocol.transport, pair.remote_addr

        def send(data: bytes) -> None:
            # aioice's own send is a coroutine that does this and a look-up. It closes by itself when the other side
            # no longer consents (RFC 7675).
            if not transport.is_closing():
                transport.sendto(data, address)

        self._send = send

    def send(self, data: bytes) -> None:
        """Send one datagram; lost without a word when there is no path."""
        if self._send is not None:
            self._send(data)

    async def close(self) -> None:
        """Free the sockets."""
        self._send = None
        await self._connection.close()


class _Connection(aioice.ice.Connection):
    """ICE whose data goes to a callback at once instead of into a queue nobody would read in time."""

    def __init__(self, on_datagram: Callable[[bytes], None], **options: Any) -> None:
        super().__init__(components=1, **options)
        self.on_datagram = on_datagram

    def data_received(self, data: bytes, component: int) -> None:  # noqa: ARG002 - aioice calls it
        self.on_datagram(data)


class _FileProtocol(aioice.ice.StunProtocol):
    """Tells ours from STUN by the first byte, and lets nothing through that is neither."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        widen_buffers(transport, SOCKET_BUFFER_BYTES)

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        raw = cast("bytes", data)
        if raw and raw[0] == FIRST_BYTE:
            self.receiver.data_received(raw, 1)
        elif is_stun(raw):
            super().datagram_received(raw, addr)


def _with_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return [*_stock_host_addresses(use_ipv4, use_ipv6), *(["127.0.0.1"] if use_ipv4 else [])]
