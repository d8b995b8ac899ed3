"""The WebSocket endpoint: turns frames of one socket into messages for the broker, and does its waiting for it."""

import asyncio
import itertools
from typing import Any

import structlog
from starlette.types import Receive, Scope, Send

from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol import codec, limits
from signaling.domain.address import limit_key, mask_address
from signaling.domain.broker import CLOSE_INTERNAL, CLOSE_POLICY, CLOSE_TOO_BIG, Broker
from signaling.domain.conversation import Connection, SocketState
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.gateway.outbox import Outbox

_log = structlog.get_logger(__name__)

ABORT_KEY = "alongside.abort"
DRAIN_TIMEOUT_S = 2.0


def moment_of(clock: Clock) -> Moment:
    """One reading of both clocks."""
    return Moment(clock.monotonic_ms(), clock.utc_now())


class SignalingEndpoint:
    """An ASGI application for `/v1/signaling`; one call is one socket, from handshake to its end."""

    def __init__(
        self, broker: Broker, *, clock: Clock, policy: ServerPolicy, allowed_origins: frozenset[str]
    ) -> None:
        self._broker = broker
        self._clock = clock
        self._policy = policy
        self._allowed_origins = allowed_origins
        self._numbers = itertools.count(1)
        self._is_stopping = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await receive()  # websocket.connect
        host = scope["client"][0] if scope.get("client") else None
        address = limit_key(host)
        status = self._refusal(scope, address)
        if status:
            _log.info("socket_refused", status=status, ip_masked=mask_address(host))
            await _answer_http(send, status)
            return
        await send({"type": "websocket.accept"})
        outbox = Outbox(
            send,
            scope["state"][ABORT_KEY],
            max_frames=self._policy.outbox_max_frames,
            max_bytes=self._policy.outbox_max_bytes,
        )
        connection = self._broker.connect(
            connection_id=f"c{next(self._numbers)}",
            address=address,
            ip_masked=mask_address(host),
            send=outbox.send,
            close=outbox.close,
            now=moment_of(self._clock),
        )
        try:
            await self._converse(connection, receive)
        finally:
            await self._broker.disconnect(connection, moment_of(self._clock))
            _log.info("socket_ended", conn=connection.connection_id, side=connection.side, reason=connection.ending)
            await outbox.finish()

    async def drain(self) -> None:
        """Tell every program that the server stops, close its socket, and wait a moment for them to be gone."""
        self._is_stopping = True
        self._broker.say_stopping()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_TIMEOUT_S)

    def _refusal(self, scope: Scope, address: str) -> int:
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if any(origin.decode("latin-1") not in self._allowed_origins for origin in origins):
            return 403  # a web page is opening this socket, and no page of ours does (ASVS 5.0 4.4.2)
        if self._is_stopping:
            return 503
        return 0 if self._broker.may_connect(address) else 429

    async def _converse(self, connection: Connection, receive: Receive) -> None:
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            if connection.state is SocketState.CLOSED:
                continue  # only waiting for the closing handshake
            try:
                await self._handle_frame(connection, event.get("text"))
            except Exception:  # noqa: BLE001 - a fault of ours ends this socket and no other
                _log.exception("message_failed", conn=connection.connection_id)
                self._broker.break_off(connection, "internal", close_code=CLOSE_INTERNAL)

    async def _handle_frame(self, connection: Connection, text: str | None) -> None:
        wait_ms = self._broker.pace(connection, moment_of(self._clock))
        if wait_ms is None:
            return
        if wait_ms:
            await asyncio.sleep(wait_ms / 1000)
        if text is None:
            self._broker.break_off(connection, "protocol_error")
            return
        try:
            message = codec.decode_to_server(text)
        except ProtocolError as error:
            is_too_big = error.reason == "message_too_large" or len(text) > limits.SIGNALING_FRAME_MAX_BYTES
            close_code = CLOSE_TOO_BIG if is_too_big else CLOSE_POLICY
            self._broker.break_off(connection, "protocol_error", close_code=close_code)
            return
        await self._broker.handle(connection, message, moment_of(self._clock))


async def _answer_http(send: Send, status: int) -> None:
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})
