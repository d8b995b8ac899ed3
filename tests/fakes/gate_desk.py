"""A desk with one monitor and the gate before it, for tests of what goes through."""

from typing import Any

from client.domain.input_gate import Injected, InputGate
from client.domain.own_windows import OwnWindows
from client.injection.null import NullInjector
from shared.geometry import Rect, normalize_point
from shared.keyboard import Usage
from shared.protocol.peer_messages import ButtonChange, KeyChange, PointerButton, PointerMove

SCREEN = Rect(0, 0, 1000, 500)
KEY_A, KEY_B = 0x04, 0x05
NOW_MS = 1_000


class GateDesk:
    """A gate that was heard of at `NOW_MS`, over a recording injector; still shut."""

    def __init__(self) -> None:
        self.sink = NullInjector()
        self.windows = OwnWindows()
        self.gate = InputGate(self.sink, self.windows)
        self.gate.set_area(SCREEN)
        self.gate.set_heartbeat(NOW_MS)

    def send(self, event: Any, *, now_ms: int = NOW_MS, epoch: int | None = None) -> Any:
        """Let the agent do something, in the present epoch unless another is given."""
        return self.gate.inject(event, self.gate.epoch if epoch is None else epoch, now_ms)

    def move(self, x_px: int, y_px: int) -> Any:
        """Let the agent put the pointer there."""
        return self.send(PointerMove(*normalize_point(x_px, y_px, SCREEN)))

    def hold_everything(self) -> None:
        """A button, a key and a modifier are down afterwards."""
        self.move(10, 10)
        assert self.send(ButtonChange(PointerButton.LEFT, True)) == Injected()
        assert self.send(KeyChange(KEY_A, True)) == Injected()
        assert self.send(KeyChange(Usage.LEFT_SHIFT, True)) == Injected()
