"""What waits to be written to one socket: bounded, in order; a peer that does not read loses its socket."""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog
from starlette.types import Send

from shared.protocol import codec
from shared.protocol import signaling_messages as wire

_log = structlog.get_logger(__name__)


class Outbox:
    """Queues frames from anywhere in the loop's thread; writes them while there are any, in a task of its own.

    A socket with nothing to say has no task, which is what keeps thousands of idle ones cheap.
    """

    __slots__ = (
        "_abort",
        "_bytes",
        "_close_code",
        "_frames",
        "_is_over",
        "_max_bytes",
        "_max_frames",
        "_send",
        "_task",
    )

    def __init__(self, send: Send, abort: Callable[[], None], *, max_frames: int, max_bytes: int) -> None:
        self._send = send
        self._abort = abort
        self._max_frames = max_frames
        self._max_bytes = max_bytes
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._close_code: int | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    def send(self, message: wire.FromServer) -> None:
        """Queue a message. Never waits; when the peer does not read, its socket is cut."""
        if self._is_over or self._close_code is not None:
            return
        frame = codec.encode_signaling(message)
        if len(self._frames) >= self._max_frames or self._bytes + len(frame) > self._max_bytes:
            _log.warning("slow_peer_cut", frames=len(self._frames), size_bytes=self._bytes)
            self.abort()
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        self._wake()

    def close(self, code: int) -> None:
        """End the socket with that code after what is queued; what comes later is dropped."""
        if self._close_code is None:
            self._close_code = code
            self._wake()

    def abort(self) -> None:
        """Cut the socket at once."""
        self._is_over = True
        self._frames.clear()
        if self._task is not None:
            self._task.cancel()
        self._abort()

    async def finish(self) -> None:
        """Wait until nothing is written any more; the socket is gone already or will be."""
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        if self._task is None and not self._is_over:
            self._task = asyncio.get_running_loop().create_task(self._write(), name="outbox")

    async def _write(self) -> None:
        try:
            while self._frames:
                frame = self._frames.popleft()
                await self._send({"type": "websocket.send", "text": frame})
                self._bytes -= len(frame)
            if self._close_code is not None:
                self._is_over = True
                await self._send({"type": "websocket.close", "code": self._close_code})
        except OSError:
            # uvicorn's "client disconnected" is one; the reader of this socket finds out by itself.
            self._is_over = True
        finally:
            self._task = None
