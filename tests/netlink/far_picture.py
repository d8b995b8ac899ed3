"""The picture's two real ends with a bad line between them: display, sender, peers, receiver, canvas."""

import asyncio
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from Xlib import X
from Xlib import display as xdisplay

from agent_console.media.screen_receiver import ScreenReceiver
from client.media.capture import MonitorCapture
from client.media.screen_sender import ScreenSender
from shared.clock import SystemClock
from shared.geometry import Rect
from shared.protocol import codec
from shared.protocol.peer_messages import CHANNEL_OF, ChannelLabel, Heartbeat, HeartbeatAck, ScreenAck, ScreenRefresh
from shared.screen.assembler import WholeUpdate
from shared.transport.aiortc_hooks import PictureListener
from shared.transport.heartbeat import Heartbeat as Beats
from shared.transport.loop_thread import LoopThread
from shared.transport.peer import PeerAnswerer, PeerOfferer
from tests.netlink.namespaces import BadLine

CONNECT_TIMEOUT_S = 20.0
DELAYS_KEPT = 4_096
_CAPTURED_MS = struct.Struct(">6xI")  # docs/protocol.md section 4

T = TypeVar("T")


class FarPicture:
    """Shows a display of this computer across a line. The person's end lives on its near side, the agent's on its far.

    Both are threads of this process, so that a test sees into both; their packets really cross the line.
    """

    def __init__(self, line: BadLine, display: str) -> None:
        """Connect; nothing is shown yet."""
        self._display = display
        self._clock = SystemClock()
        self._near, self._far = LoopThread("near"), LoopThread("far")
        self.sender = ScreenSender(display=display)
        self.receiver = ScreenReceiver(
            send_ack=self._note_painted,
            send_refresh=lambda message: self._far.call(self._send_far, message),
            on_painted_ready=self._note_ready,
        )
        self.refreshes: list[ScreenRefresh] = []
        self.delays_ms: deque[tuple[float, int]] = deque(maxlen=DELAYS_KEPT)
        self.losses: list[Any] = []
        self.on_paint: Callable[[], None] = lambda: None
        self._captured_ms: dict[int, int] = {}
        self._offerer: PeerOfferer | None = None
        self._answerer: PeerAnswerer | None = None
        self._beats: Beats | None = None
        self._beating: asyncio.TimerHandle | None = None
        self._is_measured = threading.Event()
        for net, enter in ((self._near, line.enter_near), (self._far, line.enter_far)):
            net.start()
            self._run(net, _call(enter))
        self._connect()

    @property
    def canvas(self) -> np.ndarray:
        """What the agent sees, without the fourth byte."""
        return self.receiver.canvas.snapshot()[:, :, :3]

    @property
    def rtt_ms(self) -> float:
        """The round trip as the heartbeat measured it."""
        return (self._beats.rtt_ms if self._beats else None) or 0.0

    def screen(self, rect: Rect | None = None) -> np.ndarray:
        """What is on the display now, read independently."""
        capture = MonitorCapture(None, tuple, self._display)
        try:
            return capture.grab(rect or Rect(0, 0, capture.area.width, capture.area.height))[:, :, :3]
        finally:
            capture.close()

    def settles(self, timeout_s: float = 20.0) -> bool:
        """Whether the canvas becomes the screen, exactly."""

        def is_same() -> bool:
            canvas, screen = self.canvas, self.screen()
            return canvas.shape == screen.shape and bool((canvas == screen).all())

        return until(is_same, timeout_s)

    def close(self) -> None:
        """End both ends."""
        self.sender.stop()
        self.receiver.stop()  # first: it answers through the far end's network thread
        if self._beating is not None:
            self._far.call(self._beating.cancel)
        for net, peer in ((self._near, self._offerer), (self._far, self._answerer)):
            if peer is not None:
                self._run(net, peer.close())
            net.stop()

    def _connect(self) -> None:
        options: dict[str, Any] = {"check_description": lambda _sdp: None, "on_lost": self.losses.append}
        is_open = threading.Event()

        async def make_near() -> PeerOfferer:
            return PeerOfferer(
                self.sender.track, on_message=self._hear_near, on_channel_open=lambda _label: None, **options
            )

        async def make_far() -> PeerAnswerer:
            def note_open(_label: ChannelLabel) -> None:
                if self._answerer is not None and self._answerer.is_open:
                    self._answerer.admit_screen()
                    self._beats = Beats(self._clock.monotonic_ms())
                    self._beat()
                    is_open.set()

            listener = PictureListener(self._note_whole, self.receiver.handle_refresh_wanted)
            return PeerAnswerer(listener, on_message=self._hear_far, on_channel_open=note_open, **options)

        self._offerer = self._run(self._near, make_near())
        self._answerer = self._run(self._far, make_far())
        offer = self._run(self._near, self._offerer.make_offer())
        answer = self._run(self._far, self._answerer.answer(offer))
        self._run(self._near, self._offerer.accept_answer(answer))
        if not is_open.wait(CONNECT_TIMEOUT_S) or not self._is_measured.wait(CONNECT_TIMEOUT_S):
            raise TimeoutError(f"no connection across the line: {self.losses}")

    def _run(self, net: LoopThread, work: Any) -> Any:
        return net.run(work).result(CONNECT_TIMEOUT_S)

    # --- near, in its loop

    def _hear_near(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_agent(data, label)
        if isinstance(message, Heartbeat):
            answer = HeartbeatAck(seq=message.seq, sent_mono_ms=message.sent_mono_ms)
            assert self._offerer is not None
            self._offerer.send(ChannelLabel.CONTROL, codec.encode_peer(answer))
        elif isinstance(message, ScreenAck):
            self.sender.handle_ack(message)
        elif isinstance(message, ScreenRefresh):
            self.refreshes.append(message)
            self.sender.handle_refresh(message)

    # --- far, in its loop unless said otherwise

    def _hear_far(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_client(data, label)
        if isinstance(message, HeartbeatAck) and self._beats is not None:
            self._beats.handle_heartbeat_ack(message, self._clock.monotonic_ms())
            assert self._answerer is not None
            self._answerer.set_rtt_ms(self.rtt_ms)
            self._is_measured.set()

    def _beat(self) -> None:
        assert self._beats is not None
        beat = self._beats.due_beat(self._clock.monotonic_ms())
        if beat is not None:
            self._send_far(beat)
        self._beating = asyncio.get_running_loop().call_later(0.1, self._beat)

    def _send_far(self, message: ScreenAck | ScreenRefresh | Heartbeat) -> None:
        assert self._answerer is not None
        self._answerer.send(CHANNEL_OF[type(message)], codec.encode_peer(message), topic=type(message).__name__)

    def _note_whole(self, whole: WholeUpdate) -> None:
        update_id = int.from_bytes(whole.data[2:6], "big")
        self._captured_ms[update_id] = _CAPTURED_MS.unpack_from(whole.data)[0]
        self.receiver.handle_update(whole)

    def _note_painted(self, ack: ScreenAck) -> None:
        """Decode thread, or the loop."""
        captured_ms = self._captured_ms.pop(ack.update_id, None)
        if captured_ms is not None:
            self.delays_ms.append((time.monotonic(), (self._clock.monotonic_ms() - captured_ms) % 2**32))
        for older in [each for each in tuple(self._captured_ms) if each < ack.update_id]:
            del self._captured_ms[older]
        self.on_paint()
        self._far.call(self._send_far, ack)

    def _note_ready(self) -> None:
        """Decode thread, or the loop."""
        self.receiver.canvas.take_dirty()


class Desk:
    """Draws on a display what people have on their screens: text that is typed, text that scrolls, a clock."""

    LINE_PX, CELL_PX = 18, 7
    PATCH = Rect(40, 40, 32, 32)

    def __init__(self, name: str) -> None:
        self._display = xdisplay.Display(name)
        screen = self._display.screen()
        self._depth = screen.root_depth
        self.width_px, self.height_px = screen.width_in_pixels, screen.height_in_pixels
        self._text = self._open_window(Rect(0, 0, self.width_px, self.height_px), background=0xFFFFFF)
        self._patch = self._open_window(self.PATCH, background=0)
        font = self._display.open_font("fixed")
        self._gc = self._text.create_gc(foreground=0x202020, background=0xFFFFFF, font=font, graphics_exposures=0)
        self._patch_gc = self._patch.create_gc()
        self._count = 0
        self._display.sync()

    def fill_with_text(self) -> None:
        """A whole screen of lines."""
        for y in range(self.LINE_PX, self.height_px, self.LINE_PX):
            self._write_line(y)
        self._display.sync()

    def scroll(self) -> None:
        """Everything a line up, and a new one below."""
        height_px = self.height_px - self.LINE_PX
        self._text.copy_area(self._gc, self._text, 0, self.LINE_PX, self.width_px, height_px, 0, 0)
        self._write_line(self.height_px - 4)
        self._display.sync()

    def type(self, number: int) -> Rect:
        """One more character in a white field; says where."""
        columns = (self.width_px - 600) // self.CELL_PX
        row, column = divmod(number, columns)
        cell = Rect(400 + column * self.CELL_PX, 300 + row % 12 * self.LINE_PX, self.CELL_PX, self.LINE_PX)
        self._text.clear_area(cell.x, cell.y, cell.width, cell.height)
        self._text.draw_text(self._gc, cell.x, cell.y + 14, bytes([33 + (number * 7 + row) % 90]))
        self._display.sync()
        return cell

    def colour_patch(self, colour: int) -> None:
        """A small square in one colour."""
        self._patch.configure(stack_mode=X.Above)
        self._patch_gc.change(foreground=colour)
        self._patch.fill_rectangle(self._patch_gc, 0, 0, self.PATCH.width, self.PATCH.height)
        self._display.sync()

    def close(self) -> None:
        self._display.close()

    def _open_window(self, rect: Rect, background: int) -> Any:
        window = self._display.screen().root.create_window(
            rect.x,
            rect.y,
            rect.width,
            rect.height,
            0,
            self._depth,
            X.InputOutput,
            background_pixel=background,
            override_redirect=True,
        )
        window.map()
        return window

    def _write_line(self, y: int) -> None:
        self._count += 1
        words = " ".join(f"{(self._count * 7919 + word * 104729) % 999983:06d} line" for word in range(26))
        self._text.clear_area(0, y - 14, self.width_px, self.LINE_PX)
        self._text.draw_text(self._gc, 4, y, words.encode())


def until(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Wait for something another thread does; says whether it came."""
    end_s = time.monotonic() + timeout_s
    while time.monotonic() < end_s:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


async def _call(function: Callable[[], T]) -> T:
    return function()
