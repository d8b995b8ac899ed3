"""A server gone bad: stands before the real one, reads every message of both programs, and changes what it likes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from shared.protocol import codec
from shared.protocol import signaling_messages as m
from shared.transport.server_address import resolve_server_url

Tamper = Callable[[str, Any], list[Any]]
"""From whose socket it is about ("client", "agent") and a message to what is passed on in its place."""


def honest(_role: str, message: Any) -> list[Any]:
    """Pass everything on unchanged."""
    return [message]


class EvilRelay:
    """Honest until told otherwise."""

    def __init__(self, real_url: str) -> None:
        self.real_url = resolve_server_url(real_url)
        self.url = ""
        self.to_program: Tamper = honest
        self.to_server: Tamper = honest
        self.seen: list[tuple[str, Any]] = []
        self._programs: dict[str, ServerConnection] = {}

    def relayed(self, role: str, phase: str) -> list[m.Relay]:
        """What that program relayed in that phase."""
        return [
            message
            for who, message in self.seen
            if who == role and isinstance(message, m.Relay) and message.phase == phase
        ]

    async def tell(self, role: str, message: Any) -> None:
        """Say something to a program that the real server never said."""
        await self._programs[role].send(codec.encode_signaling(message))

    async def _serve(self, program: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async with connect(self.real_url, compression=None) as server:
                first = await program.recv()
                hello = codec.decode_to_server(first)
                assert isinstance(hello, m.Hello)
                self._programs[hello.role] = program
                await server.send(first)
                ways = {
                    asyncio.ensure_future(self._pump(program, server, hello.role, is_up=True)),
                    asyncio.ensure_future(self._pump(server, program, hello.role, is_up=False)),
                }
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(self, source: Any, sink: Any, role: str, *, is_up: bool) -> None:
        async for frame in source:
            if is_up:
                message = codec.decode_to_server(frame)
                self.seen.append((role, message))
                passed = self.to_server(role, message)
            else:
                passed = self.to_program(role, codec.decode_from_server(frame))
            for each in passed:
                await sink.send(codec.encode_signaling(each))


@contextlib.asynccontextmanager
async def evil_relay(real_url: str) -> AsyncIterator[EvilRelay]:
    """Run one on a free port."""
    relay = EvilRelay(real_url)
    async with serve(relay._serve, "127.0.0.1", 0, compression=None, close_timeout=0.2) as server:
        relay.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield relay
