"""A real X display, something that draws on it, and real peer connections from capture to canvas."""

import asyncio
import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection

from agent_console.media.screen_receiver import ScreenReceiver
from client.media.capture import MonitorCapture
from client.media.screen_sender import ScreenSender
from shared.geometry import Rect
from shared.protocol.peer_messages import ScreenAck, ScreenRefresh
from shared.screen.update import CoverReason
from shared.transport import aiortc_hooks
from shared.transport.aiortc_hooks import PictureListener
from tests.desk.bare_server import bare_server

WIDTH_PX, HEIGHT_PX = 1920, 1080


@contextlib.contextmanager
def run_xvfb(width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Iterator[str]:
    """A virtual display; yields its name."""
    with bare_server(width_px, height_px) as (name, _):
        yield name


class Painter:
    """Draws on a display through its own X connection."""

    def __init__(self, name: str):
        from Xlib import X
        from Xlib import display as xdisplay

        self._display = xdisplay.Display(name)
        self._screen = self._display.screen()
        self.window = self._screen.root.create_window(
            0,
            0,
            self._screen.width_in_pixels,
            self._screen.height_in_pixels,
            0,
            self._screen.root_depth,
            X.InputOutput,
            background_pixel=0x204060,
            override_redirect=True,
        )
        self.window.map()
        self._gc = self.window.create_gc()
        self.sync()

    def fill(self, x: int, y: int, width: int, height: int, colour: int) -> None:
        self._gc.change(foreground=colour)
        self.window.fill_rectangle(self._gc, x, y, width, height)
        self.sync()

    def noise(self, x: int, y: int, width: int, height: int, seed: int, *, step: int = 1) -> None:
        """Fill with colours that repeat every `step` pixels: at 1 nothing compresses it."""
        from Xlib import X

        chooser = np.random.default_rng(seed)
        small = chooser.integers(0, 255, (-(-height // step), -(-width // step), 4), np.uint8)
        pixels = small.repeat(step, 0).repeat(step, 1)[:height, :width]
        rows = max(1, 200_000 // (width * 4))
        for top in range(0, height, rows):
            part = np.ascontiguousarray(pixels[top : top + rows])
            self.window.put_image(
                self._gc, x, y + top, width, part.shape[0], X.ZPixmap, self._screen.root_depth, 0, part.tobytes()
            )
        self.sync()

    def sync(self) -> None:
        self._display.sync()

    def close(self) -> None:
        self._display.close()


def resize_display(name: str, width_px: int, height_px: int) -> None:
    """Switch a display to a size not above the one it was started with, as a new monitor mode would."""
    from Xlib import display as xdisplay
    from Xlib.ext import randr

    display = xdisplay.Display(name)
    root = display.screen().root
    display.xrandr_query_version()
    found = root.xrandr_get_screen_resources()
    modes = {(mode.width, mode.height): mode.id for mode in found.modes}
    if (width_px, height_px) not in modes:
        timing = {"dot_clock": width_px * height_px * 60, "h_skew": 0, "flags": 0}
        across = {"h_sync_start": width_px + 10, "h_sync_end": width_px + 20, "h_total": width_px + 30}
        down = {"v_sync_start": height_px + 5, "v_sync_end": height_px + 10, "v_total": height_px + 20}
        label = f"{width_px}x{height_px}"
        size = {"id": 0, "width": width_px, "height": height_px, "name_length": len(label)}
        made = root.xrandr_create_mode({**size, **timing, **across, **down}, label)
        display.xrandr_add_output_mode(found.outputs[0], made.mode)
        modes[width_px, height_px] = made.mode
    crtc, stamp = found.crtcs[0], found.config_timestamp
    display.xrandr_set_crtc_config(crtc, stamp, 0, 0, 0, randr.Rotate_0, [])
    root.xrandr_set_screen_size(width_px, height_px, 300, 200)
    mode = modes[width_px, height_px]
    display.xrandr_set_crtc_config(crtc, stamp, 0, 0, mode, randr.Rotate_0, [found.outputs[0]])
    display.sync()
    display.close()


class LoopThread:
    """An asyncio loop in a thread of its own, as both programs have it."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work, timeout_s: float = 20) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout_s)

    def stop(self) -> None:
        async def end_tasks():
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.run(end_tasks())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


class Picture:
    """One session: a sender of one display, a receiver, and a real connection between them."""

    def __init__(self, net: LoopThread, display: str, **options: Any):
        self.net = net
        self.display = display
        self.sender = ScreenSender(display=display, **options)
        self.acks: list[ScreenAck] = []
        self.refreshes: list[ScreenRefresh] = []
        self.covers: list[CoverReason] = []
        self.painted = threading.Event()
        self.ack_delay_s = 0.0
        self.receiver = ScreenReceiver(
            send_ack=self._ack,
            send_refresh=self._refresh,
            on_painted_ready=self._note_painted,
            on_cover=self.covers.append,
        )
        net.run(self._connect())

    @property
    def packets_sent(self) -> int:
        path = self.sender.track.path
        return path.packets_sent if path else 0

    @property
    def canvas(self) -> np.ndarray:
        return self.receiver.canvas.snapshot()

    @property
    def transport(self) -> Any:
        return self.rtp_sender.transport.transport

    def lose(self, should_drop: Callable[[int], bool]) -> None:
        """Drop the picture packets whose running number the function picks, resent ones included."""
        stock_send = self.transport._send
        count = 0

        async def lossy(data: bytes) -> None:
            nonlocal count
            if 127 < data[0] < 192 and (data[1] & 0x7F) in (110, 111):
                count += 1
                if should_drop(count):
                    return
            await stock_send(data)

        self.transport._send = lossy

    def narrow(self, rate_kbps: int) -> None:
        """Let everything through one after the other at this rate, as a slow line with a deep queue does."""
        stock_send = self.transport._send
        free_at_s = 0.0

        async def queued(data: bytes) -> None:
            nonlocal free_at_s
            now_s = self.net.loop.time()
            free_at_s = max(free_at_s, now_s) + len(data) * 8 / (rate_kbps * 1000)
            self.net.loop.call_at(free_at_s, lambda: asyncio.ensure_future(stock_send(data)))

        self.transport._send = queued

    def screen(self) -> np.ndarray:
        """What is on the display now, read independently."""
        capture = MonitorCapture(None, tuple, self.display)
        try:
            return capture.grab(Rect(0, 0, capture.area.width, capture.area.height))
        finally:
            capture.close()

    def settles(self, timeout_s: float = 10) -> bool:
        """Whether the canvas becomes the screen, exactly."""

        def is_same() -> bool:
            canvas, screen = self.canvas, self.screen()
            return canvas.shape == screen.shape and bool((canvas[:, :, :3] == screen[:, :, :3]).all())

        return until(is_same, timeout_s)

    def close(self) -> None:
        self.sender.stop()
        self.net.run(self._disconnect())
        self.receiver.stop()

    async def _connect(self) -> None:
        aiortc_hooks.install_hooks()
        aiortc_hooks.include_loopback_candidates("127.0.0.1")
        config = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self.sharer, self.viewer = RTCPeerConnection(config), RTCPeerConnection(config)
        self.rtp_sender = self.sharer.addTrack(self.sender.track)
        self.sharer.getTransceivers()[0].setCodecPreferences(aiortc_hooks.screen_codecs())
        self.sharer.createDataChannel("control")
        await self.sharer.setLocalDescription(await self.sharer.createOffer())
        await self.viewer.setRemoteDescription(self.sharer.localDescription)
        listener = PictureListener(self.receiver.handle_update, self.receiver.handle_refresh_wanted)
        aiortc_hooks.listen_for_picture(self.viewer, listener)
        await self.viewer.setLocalDescription(await self.viewer.createAnswer())
        await self.sharer.setRemoteDescription(self.viewer.localDescription)
        async with asyncio.timeout(10):
            while not self.sharer.connectionState == self.viewer.connectionState == "connected":  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def _disconnect(self) -> None:
        await self.sharer.close()
        await self.viewer.close()

    def _ack(self, ack: ScreenAck) -> None:
        if self.ack_delay_s:
            time.sleep(self.ack_delay_s)
        self.acks.append(ack)
        self.sender.handle_ack(ack)

    def _refresh(self, refresh: ScreenRefresh) -> None:
        self.refreshes.append(refresh)
        self.sender.handle_refresh(refresh)

    def _note_painted(self) -> None:
        self.receiver.canvas.take_dirty()
        self.painted.set()


def until(condition: Callable[[], bool], timeout_s: float = 10) -> bool:
    """Wait for something another thread does; says whether it came."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with run_xvfb() as name:
        yield name


@pytest.fixture
def painter(display) -> Iterator[Painter]:
    made = Painter(display)
    yield made
    made.close()


@pytest.fixture
def net() -> Iterator[LoopThread]:
    made = LoopThread()
    yield made
    made.stop()


@pytest.fixture
def open_pictures() -> Iterator[list[Picture]]:
    """Sessions that somebody closes: the end of the test, or the end of what they show."""
    opened: list[Picture] = []
    yield opened
    _close(opened)


def _close(opened: list[Picture]) -> None:
    while opened:
        opened.pop().close()


@pytest.fixture
def make_picture(net, open_pictures) -> Callable[..., Picture]:
    def make(display: str, **options: Any) -> Picture:
        open_pictures.append(Picture(net, display, **options))
        return open_pictures[-1]

    return make


@pytest.fixture
def picture(make_picture, display, painter) -> Picture:
    """A connected session that shows the test's display."""
    made = make_picture(display)
    made.sender.show()
    assert made.settles()
    return made


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., bool]:
    return until


@pytest.fixture
def other_display(open_pictures) -> Iterator[str]:
    """A second, smaller display; it is there until nobody shows it any more."""
    with run_xvfb(801, 601) as name:
        yield name
        _close(open_pictures)


@pytest.fixture
def doomed_display() -> Iterator[tuple[str, Callable[[], None]]]:
    """A display, and what kills its server."""
    # A number nobody takes over when the server is gone: the sender would find another display under its name.
    name = f":{20_000 + os.getpid() % 30_000}"
    server = subprocess.Popen(
        ["Xvfb", name, "-screen", "0", "320x200x24", "-nolisten", "tcp", "-noreset"], stderr=subprocess.DEVNULL
    )
    assert until(Path(f"/tmp/.X11-unix/X{name[1:]}").exists)  # noqa: S108 - where every X server has it

    def kill() -> None:
        server.kill()
        server.wait(5)

    yield name, kill
    kill()


@pytest.fixture
def resize() -> Callable[[str, int, int], None]:
    return resize_display


@pytest.fixture
def make_painter() -> Iterator[Callable[[str], Painter]]:
    made: list[Painter] = []

    def make(name: str) -> Painter:
        made.append(Painter(name))
        return made[-1]

    yield make
    for painter in made:
        painter.close()
