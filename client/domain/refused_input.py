"""Counts what of the agent's input was refused for good, for a reason the agent can do something about."""

import threading

from client.domain.input_verdict import RefusalReason
from shared.protocol import limits
from shared.protocol.peer_messages import (
    ButtonChange,
    InputEvent,
    InputRefusal,
    KeyChange,
    PointerMove,
    TextTyped,
    WheelTurn,
)

_TOLD: dict[RefusalReason, InputRefusal] = {
    RefusalReason.OWN_WINDOW: "own_window",
    RefusalReason.UNTYPABLE: "untypable",
    RefusalReason.UNKNOWN_KEY: "untypable",
    RefusalReason.RESERVED_KEYS: "reserved_keys",
}


class RefusedInput:
    """How many presses and characters were refused since it was last taken, by reason. Any thread."""

    def __init__(self) -> None:
        self._counts: dict[InputRefusal, int] = {}
        self._lock = threading.Lock()

    def note(self, event: InputEvent, reason: RefusalReason) -> None:
        """This event was refused. What only lets go or moves is not counted: nobody misses it."""
        told = _TOLD.get(reason)
        if told is None:
            return
        match event:
            case PointerMove() | ButtonChange(is_down=False) | KeyChange(is_down=False):
                return
            case TextTyped() | ButtonChange() | WheelTurn() | KeyChange():
                pass
        with self._lock:
            self._counts[told] = min(self._counts.get(told, 0) + 1, limits.INPUT_REFUSED_MAX)

    def take(self) -> dict[InputRefusal, int]:
        """What was counted since the last call."""
        with self._lock:
            counts, self._counts = self._counts, {}
        return counts
