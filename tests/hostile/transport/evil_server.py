"""A signaling server gone bad, over real sockets, and two honest ends that pair and connect through it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection

from shared.pairing.code import PairingCode
from shared.pairing.description import DescriptionRefused, check_description, keep_one_fingerprint
from shared.pairing.exchange import AgentExchange, ClientExchange, PairingRefused, PairingStep
from shared.pairing.origin import OriginAccepted, canonical_origin
from shared.protocol import codec
from shared.protocol import sealed_messages as sealed
from shared.protocol import signaling_messages as m
from shared.protocol.peer_messages import ChannelLabel
from shared.transport.bound_link import BoundLink
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Connected, SignalingState
from shared.transport.tasks import TaskSet
from tests.integration.transport.peer_pair import End
from tests.integration.transport.small_server import greet, read, small_server, write

SESSION, SLOT = "ab" * 16, "cd" * 16
CODE = PairingCode("417", "38291560")
CARD = m.AgentCard(agent_id="agent:1", name="Ana", organisation="Help", domain="", account_created_on="2026-01-01")

Tamper = Callable[[str, m.Relay], list[tuple[str, m.Relay]]]
"""From who sent a relay message ("client", "agent") to what the server passes on, and to whom."""


def honest(sender: str, message: m.Relay) -> list[tuple[str, m.Relay]]:
    """Pass everything on unchanged."""
    return [("agent" if sender == "client" else "client", message)]


@dataclass
class EvilServer:
    """Introduces the two and treats their messages as `tamper` says."""

    tamper: Tamper = honest
    phases_seen: list[tuple[str, str]] = field(default_factory=list)
    bodies_seen: list[bytes] = field(default_factory=list)
    _sockets: dict[str, ServerConnection] = field(default_factory=dict)

    async def serve_socket(self, connection: ServerConnection) -> None:
        hello = await greet(connection)
        assert isinstance(hello, m.Hello)
        self._sockets[hello.role] = connection
        while True:
            message = await read(connection)
            if isinstance(message, m.Allocate):
                answer = m.Allocated(
                    request_id=message.request_id, slot_id=SLOT, nameplate=CODE.nameplate, expires_in_ms=600_000
                )
                await write(connection, answer)
            elif isinstance(message, m.Claim):
                told = m.Claimed(session_id=SESSION, session_token=SLOT, request_id=message.request_id)
                await write(connection, told)
                told = m.Claimed(session_id=SESSION, session_token=SLOT, slot_id=SLOT, agent=CARD)
                await write(self._sockets["client"], told)
            elif isinstance(message, m.Relay):
                self.phases_seen.append((hello.role, message.phase))
                self.bodies_seen.append(message.body)
                for receiver, passed in self.tamper(hello.role, message):
                    await write(self._sockets[receiver], passed)


class HonestEnd(End):
    """What client and console do alike: pair, check, connect, bind."""

    role = "client"

    def __init__(self, url: str, *, is_gated: bool = True) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.edit_remote_sdp: Callable[[str], str] = lambda sdp: sdp
        self.is_gated = is_gated
        self.tasks = TaskSet(self.role)
        self.is_connected = asyncio.Event()
        self.signaling = SignalingClient(
            url,
            role="client" if self.role == "client" else "agent",
            program="alongside-test/0",
            locale="en",
            on_message=self.on_signaling,
            on_state=self.on_state,
        )
        origin = canonical_origin(self.signaling.url)
        assert isinstance(origin, OriginAccepted)
        self.exchange = self.make_exchange(origin.origin)
        self.link = BoundLink(
            make_tags=self.make_tags, on_bound=self.on_bound, on_message=self.on_message, on_lost=self.on_lost
        )
        self.peer = self.make_peer()
        self.link.attach(self.peer)

    def options(self, **more: Any) -> Any:
        gated = {
            "on_channel_open": self.link.on_channel_open,
            "on_message": self.link.on_message,
            "on_lost": self.link.on_lost,
        }
        return super().options(check_description=self.check, **((gated if self.is_gated else {}) | more))

    def make_exchange(self, origin: str) -> Any:
        raise NotImplementedError

    def make_peer(self) -> Any:
        raise NotImplementedError

    def make_tags(self, own: str, seen: str) -> tuple[bytes, bytes] | None:
        return self.exchange.paired.make_bind_tags(own, seen) if self.exchange.paired else None

    def check(self, sdp: str) -> str | None:
        verdict = check_description(sdp)
        return verdict.problem if isinstance(verdict, DescriptionRefused) else None

    def on_state(self, state: SignalingState) -> None:
        if isinstance(state, Connected):
            self.is_connected.set()

    def on_signaling(self, message: m.FromServer) -> None:
        if isinstance(message, m.Claimed):
            self.relay(self.exchange.start())
        elif isinstance(message, m.Relay):
            step = self.exchange.handle_relay(message.phase, message.body)
            if isinstance(step, PairingRefused):
                self.refused.append(step.failure)
                self.changed.set()
            else:
                for body in step.send:
                    self.relay(body)
                self.tasks.start(self.follow(step), name="step")

    def relay(self, body: Any) -> None:
        self.signaling.send(m.Relay(session_id=SESSION, phase=body.phase.value, body=body.body))

    def seal(self, message: sealed.SessionOffer | sealed.SessionAnswer) -> None:
        assert self.exchange.paired is not None
        self.relay(self.exchange.paired.seal(codec.encode_sealed(message)))

    async def follow(self, step: PairingStep) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        await self.link.close()
        await self.signaling.close()
        await self.tasks.close()


class HonestClient(HonestEnd):
    """The assisted person's program."""

    def make_exchange(self, origin: str) -> ClientExchange:
        return ClientExchange(CODE, origin)

    def make_peer(self) -> Any:
        return self.offerer()

    async def follow(self, step: PairingStep) -> None:
        if step.is_verified:
            sdp = keep_one_fingerprint(await self.peer.make_offer())
            self.seal(
                sealed.SessionOffer(
                    sdp=sdp, client_key=b"k" * 32, program="t/0", os_family="linux", problem="", locale="en"
                )
            )
        elif step.opened is not None:
            answer = codec.decode_session_answer(step.opened)
            await self.peer.accept_answer(self.edit_remote_sdp(answer.sdp))


class HonestAgent(HonestEnd):
    """The agent's program."""

    role = "agent"

    def make_exchange(self, origin: str) -> AgentExchange:
        return AgentExchange(CODE, origin)

    def make_peer(self) -> Any:
        return self.answerer()

    async def follow(self, step: PairingStep) -> None:
        if step.opened is not None:
            offer = codec.decode_session_offer(step.opened)
            sdp = keep_one_fingerprint(await self.peer.answer(self.edit_remote_sdp(offer.sdp)))
            self.seal(sealed.SessionAnswer(sdp=sdp, agent_key=b"k" * 32, program="t/0", locale="en"))


@contextlib.asynccontextmanager
async def meeting(server: EvilServer, *, is_gated: bool = True) -> AsyncIterator[tuple[HonestClient, HonestAgent]]:
    """Both ends connected to the server; `introduce` lets it begin."""
    async with small_server(server.serve_socket) as port:
        url = f"ws://127.0.0.1:{port}"
        client, agent = HonestClient(url, is_gated=is_gated), HonestAgent(url, is_gated=is_gated)
        agent.changed = client.changed  # whichever is told something, a test that waits looks again
        try:
            for end in (client, agent):
                end.signaling.start()
            for end in (client, agent):
                await asyncio.wait_for(end.is_connected.wait(), 5)
            yield client, agent
        finally:
            await client.close()
            await agent.close()


async def introduce(client: HonestClient, agent: HonestAgent) -> None:
    """The code was read out and typed."""
    allocated = await client.signaling.request(m.Allocate(request_id=1))
    await agent.signaling.request(m.Claim(request_id=1, nameplate=allocated.nameplate))


def nothing_got_through(*ends: HonestEnd) -> bool:
    """No end was bound, no message reached its session, and none can be sent."""
    return all(not end.bound and not end.messages and not end.link.send(ChannelLabel.CONTROL, b"x") for end in ends)
