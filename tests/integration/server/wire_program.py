"""A client or console reduced to its socket: says exactly what a test tells it to, and hears everything."""

import asyncio
import itertools
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from shared.audit.chain import raw_public_key
from shared.audit.event import event_signing_bytes
from shared.protocol import codec
from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import RECOVERY_CODES

M = TypeVar("M")

CEILING_S = 8.0
_hosts = itertools.count()
CTS = "2026-11-22T10:00:00.000Z"


class Program:
    """One socket to the server, from a loopback address of its own, because limits count by address."""

    def __init__(self, url: str, role: Literal["client", "agent"], *, host: str | None = None) -> None:
        number = next(_hosts)
        self.host = host or f"127.1.{number // 250}.{number % 250 + 1}"
        self.url = f"{url}/v1/signaling"
        self.role: Literal["client", "agent"] = role
        self._socket: ClientConnection | None = None
        self._last_request_id = 0
        self.welcome: wire.Welcome | None = None

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None
        return self._socket

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self.url,
            compression=None,
            max_size=64 * 1024,
            ping_interval=None,
            close_timeout=1,
            local_addr=(self.host, 0),
        )
        await self.send(wire.Hello(protocol=1, role=self.role, program="alongside-test/0", locale="en"))
        self.welcome = await self.receive(wire.Welcome)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Close the socket."""
        await self.socket.close()

    async def send(self, message: wire.ToServer) -> None:
        await self.socket.send(codec.encode_signaling(message))

    async def send_raw(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    async def receive_any(self, timeout_s: float = CEILING_S) -> wire.FromServer:
        async with asyncio.timeout(timeout_s):
            frame = await self.socket.recv()
        return codec.decode_from_server(frame)

    async def receive(self, kind: type[M], timeout_s: float = CEILING_S) -> M:
        """The next message, which must be of that type."""
        message = await self.receive_any(timeout_s)
        assert isinstance(message, kind), message
        return message

    async def request(self, message: Any, kind: type[M]) -> M:
        """Send a request with the next request id and return its answer, which must come next and be of that type."""
        self._last_request_id += 1
        await self.send(msgspec.structs.replace(message, request_id=self._last_request_id))
        answer = await self.receive(kind)
        assert getattr(answer, "request_id", None) == self._last_request_id, answer
        return answer

    async def refused(self, message: Any) -> str:
        """Send a request that must be refused, and return the code."""
        return (await self.request(message, wire.Error)).code

    async def ending(self, timeout_s: float = CEILING_S) -> tuple[list[wire.FromServer], int | None]:
        """Everything that still comes until the server closes the socket, and its close code."""
        messages: list[wire.FromServer] = []
        try:
            while True:
                messages.append(await self.receive_any(timeout_s))
        except ConnectionClosed as closed:
            return messages, None if closed.rcvd is None else closed.rcvd.code

    async def sign_in(self, email: str, password: str) -> wire.SignedIn:
        paper = RECOVERY_CODES.get(email)
        message = wire.SignIn(
            request_id=1, email=email, password=password, second_factor=paper.pop() if paper else ""
        )
        return await self.request(message, wire.SignedIn)


@dataclass
class Pair:
    """A client and an agent in one session."""

    client: Program
    agent: Program
    session_id: str
    client_token: str
    agent_token: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    cseq: int = 0

    def event(self, tag: str, data: dict[str, str | int | bool], *, cseq: int | None = None) -> wire.AppendEvent:
        """The client's next event, signed."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        signed = event_signing_bytes(self.session_id, cseq, CTS, tag, "ok", data)
        return wire.AppendEvent(
            request_id=1,
            session_id=self.session_id,
            cseq=cseq,
            cts=CTS,
            tag=tag,
            outcome="ok",
            data=data,
            signature=self.key.sign(signed),
        )

    def asked(self, *, cseq: int | None = None) -> wire.AppendEvent:
        """A consent question, as an example of an event."""
        data: dict[str, str | int | bool] = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "monitor 1"}
        return self.event("session:consent:asked", data, cseq=cseq)

    async def relay(self, phase: Any, body: bytes, *, to_agent: bool) -> None:
        sender, receiver = (self.client, self.agent) if to_agent else (self.agent, self.client)
        await sender.send(wire.Relay(session_id=self.session_id, phase=phase, body=body))
        heard = await receiver.receive(wire.Relay)
        assert (heard.session_id, heard.phase, heard.body) == (self.session_id, phase, body)

    async def exchange_keys(self) -> None:
        await self.relay("pake_client", b"\x01pA", to_agent=True)
        await self.relay("pake_agent", b"\x01pBcB", to_agent=False)
        await self.relay("confirm_client", b"cA", to_agent=True)
        await self.relay("sealed", b"offer", to_agent=True)
        await self.relay("sealed", b"answer", to_agent=False)

    async def report_ok(self) -> None:
        await self.client.request(
            wire.ReportPairing(request_id=1, session_id=self.session_id, outcome="ok", transcript_hash=b"t" * 32),
            wire.PairingReported,
        )

    async def open(self) -> None:
        await self.client.request(
            wire.OpenSession(
                request_id=1,
                session_id=self.session_id,
                client_key=raw_public_key(self.key),
                agent_key=b"a" * 32,
                client_program="alongside-client/0",
                agent_program="alongside-console/0",
                os_family="linux",
            ),
            wire.SessionOpened,
        )
        await self.agent.receive(wire.SessionOpened)


async def claim_code(client: Program, agent: Program) -> Pair:
    """Allocate on one side, claim on the other."""
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    mine = await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    theirs = await client.receive(wire.Claimed)
    assert theirs.session_id == mine.session_id
    assert theirs.slot_id == slot.slot_id
    return Pair(client, agent, mine.session_id, theirs.session_token, mine.session_token)


async def open_session(client: Program, agent: Program) -> Pair:
    """Everything up to a session whose events can be appended."""
    pair = await claim_code(client, agent)
    await pair.exchange_keys()
    await pair.report_ok()
    await pair.open()
    return pair
