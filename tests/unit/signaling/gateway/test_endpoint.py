import asyncio
from typing import Any

import msgspec
import pytest

from shared.clock import SystemClock
from signaling.domain.policy import ServerPolicy
from signaling.gateway.endpoint import ABORT_KEY, SignalingEndpoint
from tests.unit.signaling.domain.broker_room import BrokerRoom

HELLO = '{"type":"hello","protocol":1,"role":"client","program":"t","locale":"en"}'


class _Socket:
    """The other end of one ASGI call."""

    def __init__(self, *frames: Any, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.scope: Any = {"type": "websocket", "client": ("10.0.0.1", 5), "headers": list(headers)}
        self.scope["state"] = {ABORT_KEY: lambda: None}
        self.incoming: asyncio.Queue[Any] = asyncio.Queue()
        self.sent: list[Any] = []
        self.incoming.put_nowait({"type": "websocket.connect"})
        for frame in frames:
            kind = "bytes" if isinstance(frame, bytes) else "text"
            self.incoming.put_nowait({"type": "websocket.receive", kind: frame})

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        if message["type"] in {"websocket.close", "websocket.http.response.body"}:
            self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def run(self, endpoint: SignalingEndpoint) -> "_Socket":
        async with asyncio.timeout(5):
            await endpoint(self.scope, self.incoming.get, self.send)
        return self

    @property
    def close_code(self) -> int:
        return next(message["code"] for message in self.sent if message["type"] == "websocket.close")

    @property
    def errors(self) -> list[str]:
        frames = [
            msgspec.json.decode(message["text"]) for message in self.sent if message["type"] == "websocket.send"
        ]
        return [frame["code"] for frame in frames if frame["type"] == "error"]


def _endpoint(room: BrokerRoom, *, origins: frozenset[str] = frozenset()) -> SignalingEndpoint:
    return SignalingEndpoint(room.broker, clock=SystemClock(), policy=ServerPolicy(), allowed_origins=origins)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (((b"origin", b"https://evil.example"),), 403),
        (((b"origin", b"null"),), 403),
        (((b"origin", b"https://help.example"), (b"origin", b"https://evil.example")), 403),
    ],
)
async def test_endpoint_refuses_a_foreign_page_before_the_handshake(headers: Any, status: int):
    endpoint = _endpoint(BrokerRoom(), origins=frozenset({"https://help.example"}))
    socket = await _Socket(HELLO, headers=headers).run(endpoint)
    assert (socket.sent[0]["type"], socket.sent[0]["status"]) == ("websocket.http.response.start", status)


async def test_endpoint_lets_an_allowed_page_in():
    endpoint = _endpoint(BrokerRoom(), origins=frozenset({"https://help.example"}))
    socket = await _Socket(b"binary", headers=((b"origin", b"https://help.example"),)).run(endpoint)
    assert socket.sent[0] == {"type": "websocket.accept"}


async def test_endpoint_fault_of_ours_ends_that_socket_with_1011_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    room = BrokerRoom()
    room.ids = iter(range(100, 200))  # the endpoint counts its own sockets from 1
    bystander = room.enter()

    async def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(room.broker, "handle", fail)
    socket = await _Socket(HELLO).run(_endpoint(room))
    assert (socket.errors, socket.close_code) == (["internal"], 1011)
    assert bystander.close_codes == []
    assert room.broker.connections == (bystander.connection,)


async def test_endpoint_that_stops_takes_nobody_in():
    room = BrokerRoom()
    endpoint = _endpoint(room)
    await endpoint.drain()
    socket = await _Socket(HELLO).run(endpoint)
    assert socket.sent[0]["status"] == 503
    assert room.broker.connections == ()


async def test_endpoint_without_a_peer_address_counts_it_as_unknown():
    room = BrokerRoom(ServerPolicy(sockets_per_address=0))
    socket = _Socket(HELLO)
    socket.scope["client"] = None
    await socket.run(_endpoint(room))
    assert socket.sent[0]["status"] == 429
