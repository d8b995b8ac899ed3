"""The two ends of the obvious program: mss, a track of raw frames, stock aiortc with VP8, a widget that paints each frame.

    python -m tests.bench.picture.aiortc_stock_ends sender|viewer

Nothing of ours is installed in aiortc here. It leaves 127.0.0.1 out, so it needs another address to meet.
"""

import asyncio
import sys
import threading
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription, VideoStreamTrack

from tests.bench.picture.pipe import listen, tell


class ScreenTrack(VideoStreamTrack):
    """The whole screen at the pace of aiortc's own video tracks, 30 a second."""

    def __init__(self) -> None:
        super().__init__()
        import mss

        self._source = mss.MSS()

    async def recv(self) -> Any:
        import numpy as np
        from av import VideoFrame

        pts, time_base = await self.next_timestamp()
        shot = self._source.grab(self._source.monitors[1])
        frame = VideoFrame.from_ndarray(np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4), "bgra")
        frame.pts, frame.time_base = pts, time_base
        return frame


async def run_sender() -> None:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.addTrack(ScreenTrack())
    vp8 = [
        codec
        for codec in RTCRtpSender.getCapabilities("video").codecs
        if codec.mimeType in ("video/VP8", "video/rtx")
    ]
    pc.getTransceivers()[0].setCodecPreferences(vp8)
    await pc.setLocalDescription(await pc.createOffer())
    tell(pc.localDescription.sdp)
    answer = await asyncio.to_thread(listen)
    await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await asyncio.Event().wait()


def run_viewer() -> None:
    from PySide6.QtCore import Qt, Signal
    from PySide6.QtGui import QImage, QPainter, QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class View(QWidget):
        """Paints the newest frame."""

        arrived = Signal(object)

        def __init__(self) -> None:
            super().__init__(None, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint)
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
            self.arrived.connect(self.take)
            self.pixels: Any = None

        def take(self, pixels: Any) -> None:
            self.pixels = pixels
            self.update()

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - overrides
            if self.pixels is not None:
                height, width = self.pixels.shape[:2]
                painter = QPainter(self)
                painter.drawImage(
                    0, 0, QImage(self.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
                )
                painter.end()

    app = QApplication([])
    view = View()

    async def receive() -> None:
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        tracks: asyncio.Queue[Any] = asyncio.Queue()
        pc.on("track", tracks.put_nowait)
        await pc.setRemoteDescription(RTCSessionDescription(await asyncio.to_thread(listen), "offer"))
        await pc.setLocalDescription(await pc.createAnswer())
        tell(pc.localDescription.sdp)
        track = await tracks.get()
        while True:
            view.arrived.emit((await track.recv()).to_ndarray(format="bgra"))

    view.setGeometry(app.primaryScreen().geometry())
    view.show()
    threading.Thread(target=asyncio.run, args=(receive(),), daemon=True).start()
    app.exec()


if __name__ == "__main__":
    if sys.argv[1] == "sender":
        asyncio.run(run_sender())
    else:
        run_viewer()
