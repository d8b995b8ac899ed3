"""uvicorn with our bounds: cuts requests and sockets that never end or only keep us busy, and stops in order."""

import asyncio
import contextlib
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from shared.protocol import limits
from signaling.domain.rate_limit import TokenBucket
from signaling.gateway.endpoint import ABORT_KEY
from signaling.gateway.listener import BACKLOG

_log = structlog.get_logger(__name__)

REQUEST_HEAD_TIMEOUT_S = 10.0  # from connect to the end of the first request's headers
REQUEST_BODY_TIMEOUT_S = 20.0  # from there to the end of its body; a form has 16 KiB at most
ANSWER_TIMEOUT_S = 30.0  # in which nothing of an answer is taken
CLOSING_TIMEOUT_S = 12.0  # uvicorn waits 10 s for the closing handshake, but never for unread bytes
STOP_TIMEOUT_S = 3

# Of frames that are no whole message: an honest program answers our ping every twenty seconds, and asks as often.
SMALL_FRAMES_BURST, SMALL_FRAMES_PER_S = 100, 5
PIECE_BYTES = 8 * 1024
"""Read at once. A frame can have six bytes: of all that one read of the socket brings, a quarter of a million bytes,
the frames alone keep the loop for half a second and take ten megabytes."""


class _PatientHttp(H11Protocol):
    """HTTP until the upgrade. A peer that dribbles, or takes no answer, is cut: uvicorn has no limit for either."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline = self.loop.call_later(REQUEST_HEAD_TIMEOUT_S, transport.abort)
        self._answer_deadline: asyncio.TimerHandle | None = None
        self._awaits_body = False

    def handle_events(self) -> None:
        super().handle_events()
        if self.transport.get_protocol() is not self or (self.cycle is not None and not self.cycle.more_body):
            self._deadline.cancel()
        elif self.cycle is not None and not self._awaits_body:
            self._awaits_body = True
            self._deadline.cancel()
            self._deadline = self.loop.call_later(REQUEST_BODY_TIMEOUT_S, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_awaiting_reader()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        self._stop_awaiting_reader()
        super().connection_lost(exc)

    def _await_reader(self) -> None:
        self._stop_awaiting_reader()
        self._answer_deadline = self.loop.call_later(ANSWER_TIMEOUT_S, self.transport.abort)

    def _stop_awaiting_reader(self) -> None:
        if self._answer_deadline is not None:
            self._answer_deadline.cancel()
            self._answer_deadline = None


class _CuttableSocket(WebSocketsSansIOProtocol):
    """A WebSocket that the endpoint can cut, that ends even if the peer reads nothing any more, and reads in pieces.

    The endpoint paces messages. What is none, pings and pieces of messages, never gets there and is counted here: a
    ping costs us an answer, which waits for a peer that reads nothing, and both go on for as long as the peer likes.
    """

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._unread = bytearray()
        self._small_frames = TokenBucket(
            rate_per_s=SMALL_FRAMES_PER_S, burst=SMALL_FRAMES_BURST, now_mono_ms=self._now_ms()
        )

    async def run_asgi(self) -> None:
        self.scope.setdefault("state", {})[ABORT_KEY] = self.transport.abort
        try:
            await super().run_asgi()
        finally:
            # Whoever said goodbye and reads nothing would keep the handle, and no limit counts it any more.
            self.loop.call_later(CLOSING_TIMEOUT_S, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        self._read_on()

    async def receive(self) -> Any:
        message = await super().receive()
        self._read_on()
        return message

    def handle_ping(self) -> None:
        if self._may_be_small():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._may_be_small():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if self._may_be_small():
            super().handle_cont(event)

    def _read_on(self) -> None:
        """Read what has come, a piece at a time, as long as the endpoint has taken every message before."""
        while self._unread and (self.close_sent or self.queue.empty()) and not self.transport.is_closing():
            piece = bytes(self._unread[:PIECE_BYTES])
            del self._unread[:PIECE_BYTES]
            super().data_received(piece)

    def _may_be_small(self) -> bool:
        if self.transport.is_closing():
            return False
        if self._small_frames.take(self._now_ms()) == 0:
            return True
        _log.info("frame_flood_cut")
        self.transport.abort()
        return False

    def _now_ms(self) -> int:
        return round(self.loop.time() * 1000)

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
