"""Our own two ends for the bench: the sender of the client and the canvas of the console, without their windows.

python -m tests.bench.picture.alongside_ends sender|viewer
"""

import asyncio
import sys
import time
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from shared.protocol.codec import decode_from_agent, encode_peer
from shared.protocol.peer_messages import ChannelLabel, ScreenAck, ScreenRefresh
from shared.transport import aiortc_hooks
from shared.transport.loop_thread import LoopThread, hand_over_often
from tests.bench.picture.pipe import listen, tell


def make_connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def run_sender() -> None:
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

        def handle(data: bytes) -> None:
            message = decode_from_agent(data, ChannelLabel.FEEDBACK)
            if isinstance(message, ScreenAck):
                sender.handle_ack(message)
            elif isinstance(message, ScreenRefresh):
                sender.handle_refresh(message)

        aiortc_hooks.listen_for_feedback(pc, handle)

        @channel.on("open")
        def handle_open() -> None:
            sender.show()

        await pc.setLocalDescription(await pc.createOffer())
        return pc

    pc = net.run(offer()).result(20)
    tell(pc.localDescription.sdp)
    net.run(pc.setRemoteDescription(RTCSessionDescription(listen(), "answer"))).result(20)
    listen()  # nothing more comes; it ends when the bench goes


def run_viewer() -> None:
    """The agent's end: a widget over the whole display of the environment."""
    from PySide6.QtCore import QRect, Qt, Signal
    from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
    from PySide6.QtWidgets import QApplication, QWidget

    from agent_console.media.screen_receiver import ScreenReceiver
    from shared.ui.garbage import GarbageWatch

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
    inlets: list[aiortc_hooks.PictureInlet] = []

    def send(message: ScreenAck | ScreenRefresh) -> None:
        net.call(inlets[0].send_feedback, encode_peer(message))

    receiver = view.receiver = ScreenReceiver(send_ack=send, send_refresh=send, on_painted_ready=view.painted.emit)

    async def answer(sdp: str) -> RTCPeerConnection:
        pc = make_connection()
        await pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        listener = aiortc_hooks.PictureListener(receiver.handle_update, receiver.handle_refresh_wanted)
        aiortc_hooks.listen_for_picture(pc, listener)
        inlets.append(aiortc_hooks.inlet_of(pc))
        await pc.setLocalDescription(await pc.createAnswer())
        return pc

    pc = net.run(answer(listen())).result(20)
    tell(pc.localDescription.sdp)
    view.setGeometry(app.primaryScreen().geometry())
    view.show()
    garbage = GarbageWatch()

    app.exec()
    garbage.close()


if __name__ == "__main__":
    hand_over_often()
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    asyncio.set_event_loop(None)
    {"sender": run_sender, "viewer": run_viewer}[sys.argv[1]]()
