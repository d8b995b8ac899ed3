"""The network swallows everything, the person takes control back, the network returns: nothing that arrives late acts."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from Xlib.display import Display

from agent_console.domain.input_encoder import InputEncoder
from client.domain.own_windows import OwnWindows
from client.injection.remote_control import RemoteControl
from client.injection.x11 import X11Injector
from shared.geometry import Rect, normalize_point
from shared.keyboard import Usage
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, InputAck, InputBatch, PointerButton
from tests.desk.display import VirtualDisplay, wait_until
from tests.netlink.far_picture import FarPicture
from tests.netlink.namespaces import BadLine, NoNamespacesError

pytestmark = pytest.mark.hostile(21)

_SCREEN = Rect(0, 0, 1280, 800)
_REVOKED_WITHIN_MS = 50
_FLOOD_TICK_S = 0.002


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class _FarHand(FarPicture):
    """An agent that never stops, across a line; at the near end the client's own control of a real X display."""

    def __init__(self, line: BadLine, desk: VirtualDisplay) -> None:
        self.control = RemoteControl(
            X11Injector(desk.name), own_windows=OwnWindows(), area_of=lambda _: _SCREEN, watchdog=None
        )
        self.encoder = InputEncoder()
        self.batches_heard = 0
        self._is_working = True
        super().__init__(line, desk.name)
        self._worker = threading.Thread(target=self._work, daemon=True)

    def grant(self, epoch: int) -> None:
        self.control.heard(_now_ms())
        self.control.apply(is_on=True, epoch=epoch, monitor_ids=())
        self.encoder.set_epoch(epoch)
        self._worker.start()

    def finish(self) -> None:
        self._is_working = False
        self._worker.join(5)
        self.control.close()
        self.close()

    def _work(self) -> None:
        self._far.call(self._press)
        step = 0
        while self._is_working:
            step += 1
            self._far.call(self._move, normalize_point(100 + step % 900, 300 + step % 400, _SCREEN))
            time.sleep(_FLOOD_TICK_S)

    def _press(self) -> None:
        self._move(normalize_point(100, 300, _SCREEN))
        self._send(self.encoder.button(PointerButton.LEFT, is_down=True, now_ms=_now_ms()))
        self._send(self.encoder.key(Usage.LEFT_SHIFT, is_down=True, now_ms=_now_ms()))

    def _move(self, place: tuple[int, int]) -> None:
        self._send(self.encoder.pointer(*place, _now_ms()))
        self._send(self.encoder.tick(_now_ms()))

    def _send(self, batch: InputBatch | None) -> None:
        if batch is not None and self._answerer is not None:
            self._answerer.send(ChannelLabel.INPUT, codec.encode_peer(batch), topic="InputBatch")

    def _hear_near(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_agent(data, label)
        if not isinstance(message, InputBatch):
            super()._hear_near(label, data)
            return
        self.batches_heard += 1
        # The line is looked at as if it had been heard from: here it is the revocation that has to stop everything.
        self.control.heard(_now_ms())
        ack = self.control.handle(message)
        if ack is not None and self._offerer is not None:
            self._offerer.send(ChannelLabel.INPUT, codec.encode_peer(ack), topic="InputAck")

    def _hear_far(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_client(data, label)
        if isinstance(message, InputAck):
            self._send(self.encoder.handle_ack(message, _now_ms()))
        else:
            super()._hear_far(label, data)


@pytest.fixture
def line() -> Iterator[BadLine]:
    try:
        with BadLine(seed=21) as made:
            made.set(delay_ms=10)
            yield made
    except NoNamespacesError as error:
        pytest.skip(str(error))


@pytest.fixture
def server(desk: VirtualDisplay) -> Iterator[Any]:
    display: Any = Display(desk.name)
    yield display
    display.close()


def _is_anything_down(server: Any) -> bool:
    return any(server.query_keymap()) or server.screen().root.query_pointer().mask & 0x1F00 != 0


def test_revocation_into_a_dead_line_holds_and_late_input_does_nothing(
    line: BadLine, desk: VirtualDisplay, server: Any
) -> None:
    hand = _FarHand(line, desk)
    try:
        hand.grant(epoch=1)
        wait_until(lambda: any(server.query_keymap()), "the agent's Shift is down")
        wait_until(lambda: server.screen().root.query_pointer().mask & 0x100, "and the button")
        line.set(is_down=True)
        time.sleep(0.3)  # the agent goes on into nothing
        heard = hand.batches_heard
        began_ms = _now_ms()
        hand.control.apply(is_on=False, epoch=2, monitor_ids=())
        assert _now_ms() - began_ms <= _REVOKED_WITHIN_MS
        assert not _is_anything_down(server)
        where = server.screen().root.query_pointer()
        time.sleep(0.3)
        line.set(is_down=False)
        wait_until(lambda: hand.batches_heard > heard + 20, "what the agent sent meanwhile arrives", timeout_s=20)
        late = server.screen().root.query_pointer()
        assert (late.root_x, late.root_y) == (where.root_x, where.root_y)
        assert not _is_anything_down(server)
    finally:
        hand.finish()
