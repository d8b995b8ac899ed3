"""The track of one peer connection: yields encoded updates as packets, a few at most, and never fails."""

import asyncio
import fractions
import threading
from collections import deque
from collections.abc import Callable

import av

from shared.protocol import limits
from shared.transport.aiortc_hooks import CLOCK_RATE_HZ, PicturePath, PictureTrack

_TIME_BASE = fractions.Fraction(1, CLOCK_RATE_HZ)
WAITING_MAX = limits.SCREEN_UNACKED_MAX + 1
"""What may be sent unacknowledged, and a probe."""


class ScreenTrack(PictureTrack):
    """Between the media thread, which offers, and the loop thread, which sends.

    Updates build on each other, so none is ever dropped here once it was taken: the media thread does not make more
    than the viewer acknowledges. `discard` drops all at once, and the next update must then be a key update.
    """

    def __init__(self, on_key_wanted: Callable[[], None]) -> None:
        super().__init__()
        self._on_key_wanted = on_key_wanted
        self._updates: deque[tuple[bytes, int]] = deque()
        self._guard = threading.Lock()
        self._net_loop: asyncio.AbstractEventLoop | None = None
        self._has_some = asyncio.Event()
        self._path: PicturePath | None = None
        self._pace_kbps: float | None = None
        self._last_pts = 0

    @property
    def path(self) -> PicturePath | None:
        """The way out, with its counters; None before the connection stands."""
        return self._path

    @property
    def rtt_ms(self) -> float | None:
        """How long there and back takes, as far as the connection knows by itself."""
        return self._path.read_rtt_ms() if self._path is not None else None

    def set_pace_kbps(self, pace_kbps: float | None) -> None:
        """How fast packets may leave from now on; None is as fast as they can. Any thread."""
        self._pace_kbps = pace_kbps
        if self._path is not None:
            self._path.pacer.set_rate_kbps(pace_kbps)

    @property
    def has_room(self) -> bool:
        """Whether `offer` would take an update now."""
        return len(self._updates) < WAITING_MAX

    def offer(self, update: bytes, captured_ms: int) -> bool:
        """Hand over an encoded update. Any thread.

        Returns:
            False when too much waits already: nothing was taken.
        """
        with self._guard:
            if len(self._updates) >= WAITING_MAX:
                return False
            # RTP tells updates apart by their timestamp, so no two may share one.
            self._last_pts = max(self._last_pts + 1, captured_ms * (CLOCK_RATE_HZ // 1000))
            self._updates.append((update, self._last_pts))
            loop = self._net_loop
        if loop is not None:
            self._wake(loop)
        return True

    def discard(self) -> bool:
        """Let nothing out of what was offered so far, half-sent updates included. Any thread.

        Returns:
            Whether it is certain; False when the loop thread did not answer within 200 ms.
        """
        with self._guard:
            self._updates.clear()
        path = self._path
        return path.cut() if path is not None else True

    async def recv(self) -> av.Packet:
        """The next update; waits as long as there is none."""
        if self._net_loop is None:
            with self._guard:
                self._net_loop = asyncio.get_running_loop()
        while True:
            self._has_some.clear()
            with self._guard:
                taken = self._updates.popleft() if self._updates else None
            if taken is not None:
                # From here to the first packet, which is never paced, nothing else runs in this thread, so `discard`
                # cannot fall between.
                packet = av.Packet(taken[0])
                packet.pts = taken[1]
                packet.time_base = _TIME_BASE
                return packet
            await self._has_some.wait()

    def bind_path(self, path: PicturePath) -> None:
        """See `PictureTrack`. What waited so far may be old: the new connection begins with a whole picture."""
        self._path = path
        path.pacer.set_rate_kbps(self._pace_kbps)
        self._on_key_wanted()

    def handle_key_wanted(self) -> None:
        """See `PictureTrack`."""
        self._on_key_wanted()

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.call_soon_threadsafe(self._has_some.set)
        except RuntimeError:
            # The loop has ended: nobody will ask for packets any more.
            self._net_loop = None
