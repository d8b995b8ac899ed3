"""The processes of the picture bench: the two ends, and the programs that keep the first display busy."""

import asyncio
import json
import sys
import threading
import time
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from shared.protocol.codec import decode_from_agent, encode_peer
from shared.protocol.peer_messages import ChannelLabel, ScreenAck, ScreenRefresh
from shared.transport import aiortc_hooks
from shared.transport.loop_thread import LoopThread


def tell(message: Any) -> None:
    print(json.dumps(message), flush=True)


def hear() -> Any:
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    return json.loads(line)


def make_connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def run_host() -> None:
    """The assisted person's end: show the display of the environment."""
    from client.media.screen_sender import ScreenSender

    net = LoopThread()
    net.start()
    sender = ScreenSender()

    async def offer() -> RTCPeerConnection:
        pc = make_connection()
        pc.addTrack(sender.track)
        pc.getTransceivers()[0].setCodecPreferences(aiortc_hooks.screen_codecs())
        channel = pc.createDataChannel(ChannelLabel.FEEDBACK, ordered=False, maxRetransmits=0)

        @channel.on("message")
        def handle(data: bytes) -> None:
            message = decode_from_agent(data, ChannelLabel.FEEDBACK)
            if isinstance(message, ScreenAck):
                sender.handle_ack(message)
            elif isinstance(message, ScreenRefresh):
                sender.handle_refresh(message)

        @channel.on("open")
        def handle_open() -> None:
            sender.show()

        await pc.setLocalDescription(await pc.createOffer())
        return pc

    pc = net.run(offer()).result(20)
    tell(pc.localDescription.sdp)
    net.run(pc.setRemoteDescription(RTCSessionDescription(hear(), "answer"))).result(20)
    while hear() == "bytes":
        path = sender.track.path
        tell(path.bytes_sent if path else 0)


def run_viewer() -> None:
    """The agent's end: a widget over the whole display of the environment."""
    from PySide6.QtCore import QRect, Qt, Signal
    from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
    from PySide6.QtWidgets import QApplication, QWidget

    from agent_console.media.screen_receiver import ScreenReceiver

    class View(QWidget):
        """Paints what changed, straight from the canvas."""

        painted = Signal()

        def __init__(self) -> None:
            super().__init__(None, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint)
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
            self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
            self.painted.connect(self.take, Qt.ConnectionType.QueuedConnection)
            self.receiver: Any = None

        def take(self) -> None:
            region = QRegion()
            for rect in self.receiver.canvas.take_dirty():
                region += QRect(rect.x, rect.y, rect.width, rect.height)
            self.repaint(region)

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - overrides
            begun_s = time.perf_counter()
            with self.receiver.canvas.locked() as canvas:
                if canvas.width_px > 1:
                    shape = (canvas.width_px, canvas.height_px, canvas.stride_bytes)
                    image = QImage(canvas.buffer, *shape, QImage.Format.Format_RGB32)
                    painter = QPainter(self)
                    for rect in event.region():  # pyright: ignore[reportGeneralTypeIssues] - the stubs forget it
                        painter.drawImage(rect, image, rect)
                    painter.end()
            self.receiver.note_paint_ms((time.perf_counter() - begun_s) * 1000)

    app = QApplication([])
    view = View()
    net = LoopThread()
    net.start()
    channels: list[Any] = []

    def send(message: ScreenAck | ScreenRefresh) -> None:
        if channels:
            net.call(channels[0].send, encode_peer(message))

    receiver = view.receiver = ScreenReceiver(send_ack=send, send_refresh=send, on_painted_ready=view.painted.emit)

    async def answer(sdp: str) -> RTCPeerConnection:
        pc = make_connection()
        pc.on("datachannel", channels.append)
        await pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        listener = aiortc_hooks.PictureListener(receiver.handle_update, receiver.handle_refresh_wanted)
        aiortc_hooks.listen_for_picture(pc, listener)
        await pc.setLocalDescription(await pc.createAnswer())
        return pc

    pc = net.run(answer(hear())).result(20)
    tell(pc.localDescription.sdp)
    view.setGeometry(app.primaryScreen().geometry())
    view.show()

    def report_first_picture() -> None:
        while receiver.painted_count == 0:
            time.sleep(0.01)
        tell("painted")

    threading.Thread(target=report_first_picture, daemon=True).start()
    app.exec()


def run_scroll() -> None:
    """A full screen of text that moves up by a line 30 times a second."""
    from Xlib import X
    from Xlib import display as xdisplay

    display = xdisplay.Display()
    screen = display.screen()
    width, height, line = screen.width_in_pixels, screen.height_in_pixels, 18
    window = screen.root.create_window(
        0, 0, width, height, 0, screen.root_depth, X.InputOutput, background_pixel=0xFFFFFF, override_redirect=True
    )
    window.map()
    font = display.open_font("fixed")
    gc = window.create_gc(foreground=0x202020, background=0xFFFFFF, font=font, graphics_exposures=0)
    number = 0

    def write_line(y: int) -> None:
        nonlocal number
        number += 1
        words = " ".join(f"{(number * 7919 + word * 104729) % 999983:06d} line" for word in range(26))
        window.clear_area(0, y - 14, width, line)
        window.draw_text(gc, 4, y, words.encode())

    for y in range(14, height, line):
        write_line(y)
    display.sync()
    tell("ready")
    next_s = time.perf_counter()
    while True:
        window.copy_area(gc, window, 0, line, width, height - line, 0, 0)
        write_line(height - 4)
        display.sync()
        next_s += 1 / 30
        time.sleep(max(0.0, next_s - time.perf_counter()))


def run_video() -> None:
    """Moving colours in a window of 1280x720, 30 pictures a second."""
    import numpy as np
    from Xlib import X
    from Xlib import display as xdisplay

    display = xdisplay.Display()
    screen = display.screen()
    width, height, count = 1280, 720, 30
    window = screen.root.create_window(
        320, 180, width, height, 0, screen.root_depth, X.InputOutput, override_redirect=True
    )
    window.map()
    gc = window.create_gc(graphics_exposures=0)
    y, x = np.mgrid[0:height, 0:width]
    pixmaps = []
    for step in range(count):
        turn = 2 * np.pi * step / count
        waves = [np.sin(x / 60 + turn) + np.sin(y / 45 - turn + shift) for shift in (0, 2, 4)]
        pixels = np.zeros((height, width, 4), np.uint8)
        for index, wave in enumerate(waves):
            pixels[:, :, index] = (wave * 60 + 128).astype(np.uint8)
        pixmap = window.create_pixmap(width, height, screen.root_depth)
        for top in range(0, height, 32):
            part = np.ascontiguousarray(pixels[top : top + 32])
            pixmap.put_image(gc, 0, top, width, part.shape[0], X.ZPixmap, screen.root_depth, 0, part.tobytes())
        pixmaps.append(pixmap)
    display.sync()
    tell("ready")
    next_s = time.perf_counter()
    for step in range(10**9):
        window.copy_area(gc, pixmaps[step % count], 0, 0, width, height, 0, 0)
        display.sync()
        next_s += 1 / 30
        time.sleep(max(0.0, next_s - time.perf_counter()))


if __name__ == "__main__":
    sys.setswitchinterval(0.0005)
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    asyncio.set_event_loop(None)
    {"host": run_host, "viewer": run_viewer, "scroll": run_scroll, "video": run_video}[sys.argv[1]]()
