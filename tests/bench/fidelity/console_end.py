"""Our two ends without the network between: the console's picture here, the client's injector on another display.

`python -m tests.bench.fidelity.console_end DISPLAY`; says `ready` once keys go over.
"""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from agent_console.domain.input_encoder import InputEncoder
from agent_console.ui.remote_view import RemoteView
from client.domain.own_windows import OwnWindows
from client.injection.remote_control import RemoteControl
from client.injection.watched import Watchdog, WatchedInjector
from client.injection.x11 import X11Injector
from shared.clock import SystemClock
from shared.geometry import Rect
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, InputBatch, PointerButton
from shared.ui.theme import apply_theme
from tests.ui.agent_console.recorder import RecordedIntents

_TICK_MS = 8
_BEAT_MS = 500


class _Wire(RecordedIntents):
    """Intents to encoder, encoder to bytes, bytes to the gate; answers the same way back."""

    def __init__(self, display_name: str) -> None:
        super().__init__()
        self._clock = SystemClock()
        self._watchdog = Watchdog(environment=os.environ | {"DISPLAY": display_name})
        self._watchdog.start()
        self._control = RemoteControl(
            WatchedInjector(X11Injector(display_name), self._watchdog),
            own_windows=OwnWindows(),
            area_of=lambda _: Rect(0, 0, 1_280, 800),
            watchdog=self._watchdog,
        )
        self._encoder = InputEncoder()
        self.beat()
        self._control.apply(is_on=True, epoch=1, monitor_ids=())
        self._encoder.set_epoch(1)

    def beat(self) -> None:
        """The agent is there."""
        self._control.heard(self._clock.monotonic_ms())

    def tick(self) -> None:
        """Repeat what has no answer."""
        self._send(self._encoder.tick(self._clock.monotonic_ms()))

    def close(self) -> None:
        """Give everything back."""
        self._control.close()

    def key_changed(self, tab_id: int, usage: int, *, is_down: bool) -> None:
        self._send(self._encoder.key(usage, is_down, self._clock.monotonic_ms()))

    def text_typed(self, tab_id: int, text: str, *, is_repeat: bool) -> None:
        self._send(self._encoder.text(text, self._clock.monotonic_ms(), is_repeat=is_repeat))

    def button_changed(self, tab_id: int, button: int, *, is_down: bool) -> None:
        self._send(self._encoder.button(PointerButton(button), is_down, self._clock.monotonic_ms()))

    def release_all(self, tab_id: int) -> None:
        self._send(self._encoder.release_all(self._clock.monotonic_ms()))

    def _send(self, batch: InputBatch | None) -> None:
        while batch is not None:
            message = codec.decode_from_agent(codec.encode_peer(batch), ChannelLabel.INPUT)
            assert isinstance(message, InputBatch)
            ack = self._control.handle(message)
            batch = self._encoder.handle_ack(ack, self._clock.monotonic_ms()) if ack is not None else None


def main() -> int:
    """Run until killed."""
    app = QApplication(sys.argv)
    apply_theme(app, density="console", scheme="light", high_contrast=False)
    wire = _Wire(sys.argv[1])
    view = RemoteView(1, wire)
    view.setWindowTitle("console")
    view.resize(600, 400)
    view.set_control(is_on=True)
    view.show()
    view.activateWindow()
    ticker, beats = QTimer(), QTimer()
    ticker.timeout.connect(wire.tick)
    ticker.start(_TICK_MS)
    beats.timeout.connect(wire.beat)
    beats.start(_BEAT_MS)

    def capture() -> None:
        view.setFocus()
        if view.isActiveWindow() and view.hasFocus():
            view.capture()
        if view.is_captured:
            print('"ready"', flush=True)
        else:
            QTimer.singleShot(50, capture)

    QTimer.singleShot(200, capture)
    app.aboutToQuit.connect(wire.close)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
