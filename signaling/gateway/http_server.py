"""uvicorn with our timeouts: bounds unfinished requests, cuts sockets that never end, and stops in order."""

import asyncio
import contextlib
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from shared.protocol import limits
from signaling.gateway.endpoint import ABORT_KEY
from signaling.gateway.listener import BACKLOG

REQUEST_HEAD_TIMEOUT_S = 10.0  # from connect to the end of the first request's headers
CLOSING_TIMEOUT_S = 12.0  # uvicorn waits 10 s for the closing handshake, but never for unread bytes
STOP_TIMEOUT_S = 3


class _PatientHttp(H11Protocol):
    """HTTP until the upgrade. A peer that dribbles its headers is cut: uvicorn itself has no limit for that."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._head_deadline = self.loop.call_later(REQUEST_HEAD_TIMEOUT_S, transport.abort)

    def handle_events(self) -> None:
        super().handle_events()
        if self.scope is not None or self.transport.get_protocol() is not self:
            self._head_deadline.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_deadline.cancel()
        super().connection_lost(exc)


class _CuttableSocket(WebSocketsSansIOProtocol):
    """A WebSocket that the endpoint can cut, and that ends even if the peer reads nothing any more."""

    async def run_asgi(self) -> None:
        self.scope.setdefault("state", {})[ABORT_KEY] = self.transport.abort
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.close":
            self.loop.call_later(CLOSING_TIMEOUT_S, self.transport.abort)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(CLOSING_TIMEOUT_S, self.transport.abort)


class HttpServer(uvicorn.Server):
    """Serves one application on one listening socket until it is told to stop."""

    def __init__(
        self,
        application: ASGIApp,
        *,
        tls: ssl.SSLContext | None,
        trusts_proxy: bool,
        on_ready: Callable[[], None],
        on_stop: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http=_PatientHttp,
                ws=_CuttableSocket,
                ws_max_size=limits.SIGNALING_FRAME_MAX_BYTES,
                ws_per_message_deflate=False,  # 40 KiB a socket less, and no decompression bombs
                ws_ping_interval=20.0,
                ws_ping_timeout=20.0,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=trusts_proxy,
                forwarded_allow_ips="127.0.0.1,::1",
                server_header=False,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=STOP_TIMEOUT_S,
                backlog=BACKLOG,
                ssl_context_factory=None if tls is None else lambda *_: tls,
            )
        )
        self._on_ready = on_ready
        self._on_stop = on_stop

    def stop(self) -> None:
        """Ask the server to stop; `serve` returns when it has."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, let the application say goodbye, then end what is left."""
        for server in self.servers:
            server.close()
        await self._on_stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; unlike uvicorn, end as a program that did what it was asked to."""
        loop = asyncio.get_running_loop()
        caught = []
        for number in (signal.SIGTERM, signal.SIGINT):
            # Not in the main thread (a server inside a test): then whoever started it calls `stop`.
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                loop.add_signal_handler(number, self.stop)
                caught.append(number)
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)
