"""The socket to the server: says hello, matches answers to requests, comes back by itself when the line drops.

`SignalingError.reason` is the server's own code, or one of ours: those of `signaling_state`, `bad_url` and
`insecure_url` when the client is made, `request_timeout` when connected but unanswered, `send_queue_full` when the
server takes nothing any more.
"""

import asyncio
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidProxy

from shared.errors import ProtocolError, SignalingError
from shared.protocol import browser_messages as browser
from shared.protocol import codec, limits
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as m
from shared.transport import server_address
from shared.transport.reconnect import Backoff, delay_after_announced_stop_ms
from shared.transport.signaling_state import (
    Closed,
    Connected,
    Connecting,
    Ending,
    SignalingState,
    Waiting,
    judge_close,
    judge_error,
    judge_failure,
)
from shared.transport.tasks import TaskSet

_log = structlog.get_logger(__name__)

OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 1.0  # we said all we had to say; the kernel finishes the rest
PING_INTERVAL_S = 20.0  # below the idle limits of common proxies (60 s)
PING_TIMEOUT_S = 10.0
REQUEST_TIMEOUT_MS = 10_000
SEND_QUEUE_MAX = 256  # far more than one session says in an outage; beyond that the server is stuck

ANSWER_OF: dict[type, type] = {
    m.SignIn: m.SignedIn,
    m.SignInAgain: m.SignedIn,
    browser.BeginBrowserSignIn: browser.BrowserSignInBegun,
    browser.FinishBrowserSignIn: browser.BrowserSignedIn,
    m.Allocate: m.Allocated,
    m.Release: m.Released,
    m.Claim: m.Claimed,
    m.ReportPairing: m.PairingReported,
    m.OpenSession: m.SessionOpened,
    m.AppendEvent: m.EventCommitted,
    m.CloseSession: m.SessionClosed,
    m.Attach: m.Attached,
    record.ListCategories: record.Categories,
    record.FileSession: record.RecordKept,
    record.TellProblem: record.RecordKept,
    record.RateSession: record.RecordKept,
    record.ReportSession: record.RecordKept,
    record.HandReceipt: record.RecordKept,
}
"""What the server answers to each request, other than `error`."""


@dataclass(slots=True)
class _Socket:
    """What belongs to one connection and dies with it."""

    connection: ClientConnection
    outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(SEND_QUEUE_MAX))
    pending: dict[int, tuple[type, asyncio.Future[Any]]] = field(default_factory=dict)
    last_request_id: int = 0
    last_error: m.Error | None = None
    is_stopping: bool = False


class _Connect(connect):
    """The library's connector without redirects: the server we pair through is the one that was named."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class SignalingClient:
    """Keeps one socket to the server. Everything here runs in the loop thread, the callbacks too."""

    def __init__(
        self,
        url: str,
        *,
        role: Literal["client", "agent"],
        program: str,
        locale: str,
        on_message: Callable[[m.FromServer], None],
        on_state: Callable[[SignalingState], None],
        ssl_context: ssl.SSLContext | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Check the address; nothing is dialled before `start`.

        Args:
            url: the server as it was typed; see `server_address.resolve_server_url`.
            role: which program this is.
            program: name and version for `hello`, at most 64 characters.
            locale: BCP 47 tag of the person's language.
            on_message: every message that is not the answer to a request. May raise `ProtocolError` when the
                message may not come now, which closes the connection for good.
            on_state: every change of state, in order.
            ssl_context: for an authority of one's own, from `server_address.make_tls_context(ca_file)`.
            chance: random numbers 0..1 for the jitter of delays.

        Raises:
            SignalingError: `bad_url`, `insecure_url`.
            SetupError: `insecure_tls_context` when the context leaves out a check.
        """
        self._url = server_address.resolve_server_url(url)
        self._tls = ssl_context
        if ssl_context is not None:
            server_address.check_tls_context(ssl_context)
        self._hello = m.Hello(protocol=limits.PROTOCOL_VERSION, role=role, program=program, locale=locale)
        self._on_message = on_message
        self._on_state = on_state
        self._chance = chance
        self._backoff = Backoff()
        self._tasks = TaskSet("signaling")
        self._socket: _Socket | None = None
        self._state: SignalingState | None = None
        self._was_connected = False
        self._is_closing = False

    @property
    def url(self) -> str:
        """The address that is dialled."""
        return self._url

    @property
    def state(self) -> SignalingState | None:
        """The latest state; None before `start`."""
        return self._state

    def start(self) -> None:
        """Begin to connect, and to reconnect until `close`. Once only."""
        if self._state is not None:
            raise RuntimeError("a signaling client starts once")
        self._enter(Connecting(attempt=1))
        self._tasks.start(self._keep_connected(), name="connection")

    def send(self, message: m.ToServer) -> None:
        """Send a message that has no answer (`relay`); messages keep their order.

        Raises:
            SignalingError: `server_unreachable` while not connected; `send_queue_full`.
            ProtocolError: the message is larger than a frame may be.
        """
        self._put(self._connected_socket(), message)

    async def request(self, message: m.ToServer, *, timeout_ms: int = REQUEST_TIMEOUT_MS) -> Any:
        """Send a request and wait for its answer.

        Args:
            message: one of those in `ANSWER_OF`; its `request_id` is replaced by this socket's next one.
            timeout_ms: how long to wait for the answer.

        Returns:
            The answer, of the type `ANSWER_OF` names. What the server sent after it is delivered after it.

        Raises:
            SignalingError: the server's own code (and `retry_after_ms`), `request_timeout`, or
                `server_unreachable` when there is no connection or it is lost meanwhile. After the last two it is
                unknown whether the request took effect.
        """
        answer_type = ANSWER_OF[type(message)]
        socket = self._connected_socket()
        socket.last_request_id += 1
        request_id = socket.last_request_id
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        socket.pending[request_id] = (answer_type, future)
        try:
            self._put(socket, msgspec.structs.replace(message, request_id=request_id))
            async with asyncio.timeout(timeout_ms / 1000):
                return await future
        except TimeoutError:
            raise SignalingError("request_timeout", request=type(message).__name__) from None
        finally:
            socket.pending.pop(request_id, None)

    async def close(self) -> None:
        """Say goodbye and leave nothing behind. Afterwards the state is `Closed`."""
        self._is_closing = True
        if self._socket is not None:
            await self._flush(self._socket)
        await self._tasks.close()
        self._enter(Closed(reason="closed"))

    # The connection's life

    async def _keep_connected(self) -> None:
        while True:
            try:
                ending = await self._connect_once()
            except Exception:
                # A fault of ours, most likely in a callback: say so rather than stand there connected to nobody.
                self._enter(Closed(reason="internal"))
                raise
            if ending.is_final:
                _log.warning("signaling_ended", reason=ending.reason, detail=ending.detail)
                self._enter(Closed(reason=ending.reason, detail=ending.detail))
                return
            if ending.reason == "server_stopping":
                delay_ms = max(delay_after_announced_stop_ms(self._chance()), ending.at_least_ms)
            else:
                delay_ms = self._backoff.next_delay_ms(self._chance(), at_least_ms=ending.at_least_ms)
            _log.info("signaling_waits", reason=ending.reason, detail=ending.detail, retry_in_ms=delay_ms)
            self._enter(Waiting(reason=ending.reason, detail=ending.detail, retry_in_ms=delay_ms))
            await asyncio.sleep(delay_ms / 1000)
            self._enter(Connecting(attempt=self._backoff.failures + 1))

    async def _connect_once(self) -> Ending:
        is_secure = self._url.startswith("wss:")
        options: dict[str, Any] = {}
        if is_secure:
            context = self._tls or server_address.make_tls_context()
            server_address.check_tls_context(context)
            options["ssl"] = context
        try:
            connection = await _Connect(
                self._url,
                compression=None,
                max_size=limits.SIGNALING_FRAME_MAX_BYTES,
                open_timeout=OPEN_TIMEOUT_S,
                ping_interval=PING_INTERVAL_S,
                ping_timeout=PING_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
                user_agent_header=self._hello.program,
                # What is unencrypted stays on this computer, so it never goes through a proxy.
                proxy=True if is_secure else None,
                **options,
            )
        except (OSError, InvalidHandshake, InvalidProxy) as error:
            return judge_failure(error, is_first=not self._was_connected)
        socket = _Socket(connection)
        try:
            return await self._converse(socket)
        finally:
            self._drop(socket)
            # Closing waits for the other side; abandoning the socket at once is no less safe.
            connection.transport.abort()

    async def _converse(self, socket: _Socket) -> Ending:
        connection = socket.connection
        try:
            welcome = await self._greet(connection)
            if isinstance(welcome, Ending):
                return welcome
            self._socket = socket
            self._backoff.reset()
            self._enter(Connected(welcome=welcome, is_return=self._was_connected))
            self._was_connected = True
            async with TaskSet("signaling socket") as tasks:
                tasks.start(self._write(socket), name="writer")
                while True:
                    self._handle(socket, self._decode(await connection.recv()))
                    # `recv` does not yield while frames wait. Whoever asked must see the answer before the message
                    # after it is handled, or a relay that follows `claimed` at once meets a session nobody knows yet.
                    await asyncio.sleep(0)
        except ConnectionClosed as closed:
            return judge_close(closed, socket.last_error, was_stopping=socket.is_stopping)
        except ProtocolError as error:
            _log.warning("server_broke_protocol", reason=error.reason)
            await connection.close(1009 if error.reason == "message_too_large" else 1008, "protocol_error")
            return Ending("protocol_error", error.reason, is_final=True)

    async def _greet(self, connection: ClientConnection) -> m.Welcome | Ending:
        await connection.send(codec.encode_signaling(self._hello))
        try:
            async with asyncio.timeout(limits.FIRST_MESSAGE_TIMEOUT_MS / 1000):
                first = self._decode(await connection.recv())
        except TimeoutError:
            return Ending("server_refused", "silent", is_final=not self._was_connected)
        if isinstance(first, m.Error):
            return judge_error(first)
        if not isinstance(first, m.Welcome):
            raise ProtocolError("not_welcome")
        if first.protocol != limits.PROTOCOL_VERSION:
            await connection.close(1008, "version_unsupported")
            return Ending("version_unsupported", str(first.protocol), is_final=True)
        return first

    async def _write(self, socket: _Socket) -> None:
        try:
            while True:
                frame = await socket.outbox.get()
                await socket.connection.send(frame)
                socket.outbox.task_done()
        except ConnectionClosed:
            return  # the reader sees it too and says why

    # What arrives

    @staticmethod
    def _decode(frame: str | bytes) -> m.FromServer:
        if isinstance(frame, bytes):
            raise ProtocolError("binary_frame")
        return codec.decode_from_server(frame)

    def _handle(self, socket: _Socket, message: m.FromServer) -> None:
        request_id = getattr(message, "request_id", None)
        socket.last_error = message if isinstance(message, m.Error) else None
        if request_id is not None:
            self._handle_answer(socket, request_id, message)
            return
        if isinstance(message, m.Welcome):
            raise ProtocolError("second_welcome")
        if isinstance(message, m.Stopping):
            socket.is_stopping = True
        self._on_message(message)

    def _handle_answer(self, socket: _Socket, request_id: int, message: m.FromServer) -> None:
        if request_id > socket.last_request_id:
            raise ProtocolError("answer_to_nothing")
        answer_type, future = socket.pending.get(request_id, (None, None))
        if answer_type is None or future is None or future.done():
            return  # too late: whoever asked has given up
        if isinstance(message, m.Error):
            fields = {} if message.retry_after_ms is None else {"retry_after_ms": message.retry_after_ms}
            future.set_exception(SignalingError(message.code, **fields))
        elif isinstance(message, answer_type):
            future.set_result(message)
        else:
            raise ProtocolError("wrong_answer")

    def _drop(self, socket: _Socket) -> None:
        if self._socket is socket:
            self._socket = None
        for _, future in socket.pending.values():
            if not future.done():
                future.set_exception(SignalingError("server_unreachable"))

    # Small things

    def _connected_socket(self) -> _Socket:
        if self._socket is None:
            raise SignalingError("server_unreachable")
        return self._socket

    @staticmethod
    def _put(socket: _Socket, message: m.ToServer) -> None:
        try:
            socket.outbox.put_nowait(codec.encode_signaling(message))
        except asyncio.QueueFull:
            raise SignalingError("send_queue_full") from None

    async def _flush(self, socket: _Socket) -> None:
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await socket.outbox.join()
                await socket.connection.close()
        except TimeoutError:
            _log.info("signaling_closed_unflushed", waiting=socket.outbox.qsize())

    def _enter(self, state: SignalingState) -> None:
        if isinstance(self._state, Closed) or (self._is_closing and not isinstance(state, Closed)):
            return
        self._state = state
        self._on_state(state)
