"""A relay on the media path: passes STUN on, and ends DTLS at itself with a certificate of its own when it is evil."""

import asyncio
import contextlib
import re
from types import TracebackType
from typing import Any, Self

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsParameters, RTCDtlsTransport

from shared.transport.tasks import TaskSet
from tests.hostile.transport.dtls_flood import addresses_in

Address = tuple[str, int]


def move_candidates(sdp: str, address: Address) -> str:
    """The same description, with the relay's address in place of every candidate's."""
    return re.sub(r"(a=candidate:\S+ 1 udp \d+) \S+ \d+", rf"\g<1> {address[0]} {address[1]}", sdp)


class _UnverifyingDtls(RTCDtlsTransport):
    """The attacker takes any certificate."""

    def _validate_peer_identity(self, remoteParameters: RTCDtlsParameters) -> None:  # noqa: N803 - overrides
        return


class _Leg(asyncio.DatagramProtocol):
    """One socket of the relay, and the attacker's end of DTLS towards whoever is there."""

    state = "completed"

    def __init__(self, relay: "TerminatingRelay", role: str) -> None:
        self._relay = relay
        self.role = role
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.other: _Leg | None = None
        self.target: Address | None = None
        self.transport: Any = None
        self.dtls: RTCDtlsTransport | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.target = (addr[0], addr[1])
        is_stun = data[0] < 4
        if self._relay.is_evil and not is_stun:
            self.inbox.put_nowait(data)
        elif self.other is not None and self.other.target is not None:
            self._relay.datagrams_passed += 1
            self.other.transport.sendto(data, self.other.target)

    async def _recv(self) -> bytes:
        return await self.inbox.get()

    async def _send(self, data: bytes) -> None:
        if self.target is not None:
            self.transport.sendto(data, self.target)

    async def terminate(self, dtls_role: str) -> None:
        """Speak DTLS as the other end would, with our own certificate."""
        self.dtls = _UnverifyingDtls(self, [RTCCertificate.generateCertificate()])
        self.dtls._set_role(dtls_role)
        await self.dtls.start(RTCDtlsParameters(fingerprints=[None]))
        if self.dtls.encrypted:
            self._relay.handshakes_done += 1


class TerminatingRelay:
    """Two sockets, one for each end; use it as a context."""

    def __init__(self, *, is_evil: bool = True) -> None:
        self.is_evil = is_evil
        self.handshakes_done = 0
        self.datagrams_passed = 0
        self._legs = {"client": _Leg(self, "controlled"), "agent": _Leg(self, "controlling")}
        self._tasks = TaskSet("relay")

    @property
    def client_side(self) -> Address:
        """The address the client sends to."""
        return self._address("client")

    @property
    def agent_side(self) -> Address:
        """The address the agent sends to."""
        return self._address("agent")

    def _address(self, name: str) -> Address:
        return self._legs[name].transport.get_extra_info("sockname")[:2]

    def set_targets(self, **descriptions: str) -> None:
        """Where each end really is, as its own description says; the attacker begins to wait for DTLS."""
        for name, sdp in descriptions.items():
            loopback = [address for address in addresses_in(sdp) if address[0] == "127.0.0.1"]
            self._legs[name].target = loopback[0]
        if self.is_evil:
            # The client offered `actpass` and the agent answered `active`: the attacker is what each of them expects.
            self._tasks.start(self._legs["client"].terminate("client"), name="towards client")
            self._tasks.start(self._legs["agent"].terminate("server"), name="towards agent")

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for leg in self._legs.values():
            await loop.create_datagram_endpoint(lambda leg=leg: leg, local_addr=("127.0.0.1", 0))
        client, agent = self._legs["client"], self._legs["agent"]
        client.other, agent.other = agent, client
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for leg in self._legs.values():
            if leg.dtls is not None:
                with contextlib.suppress(Exception):
                    await leg.dtls.stop()
            leg.transport.close()
        await self._tasks.close()
