"""Decides, key by key, what goes to the other computer and when the agent wants the keyboard back.

Every key goes there while captured, so one gesture must stay at home: **a tap on the right Ctrl alone**, or, for
keyboards without one, **a tap on Ctrl+Alt+Shift alone**. "Alone" means nothing else went down before it came up; held
together with another key, each of them works over there as it would at a desk.
"""

from dataclasses import dataclass
from typing import Literal

RIGHT_CTRL_USAGE = 0xE4
_CHORD = (
    frozenset({0xE0, 0xE4}),  # left and right Ctrl (HID Usage Tables 1.5, section 10)
    frozenset({0xE1, 0xE5}),  # Shift
    frozenset({0xE2, 0xE6}),  # Alt
)
_MODIFIERS_OF_CHORD = frozenset().union(*_CHORD)


@dataclass(frozen=True, slots=True)
class SendKey:
    """Pass this key on."""

    usage: int
    is_down: bool


@dataclass(frozen=True, slots=True)
class LetGo:
    """The agent wants the keyboard back: release everything over there and stop capturing."""


CaptureStep = SendKey | LetGo
_ChordStage = Literal["apart", "complete", "spoilt"]


class KeyCapture:
    """The keys that are down, as the other computer believes; feed it every physical change once, no repeats."""

    def __init__(self) -> None:
        self._sent_down: set[int] = set()
        self._is_right_ctrl_held_back = False
        self._chord: _ChordStage = "apart"

    @property
    def held(self) -> frozenset[int]:
        """Usages that were sent down and not yet up."""
        return frozenset(self._sent_down)

    def change(self, usage: int, *, is_down: bool) -> list[CaptureStep]:
        """Take one physical change and say what follows, in order."""
        return self._press(usage) if is_down else self._release(usage)

    def touch_pointer(self) -> list[CaptureStep]:
        """A button or the wheel is used: a held right Ctrl was meant as a modifier, a chord is no tap any more."""
        if self._chord == "complete":
            self._chord = "spoilt"
        return self._send_held_back()

    def forget(self) -> None:
        """Start anew; the caller has told the other side to let go of everything."""
        self._sent_down.clear()
        self._is_right_ctrl_held_back = False
        self._chord = "apart"

    def _press(self, usage: int) -> list[CaptureStep]:
        if usage in self._sent_down or (usage == RIGHT_CTRL_USAGE and self._is_right_ctrl_held_back):
            return []
        if usage == RIGHT_CTRL_USAGE and not self._sent_down:
            self._is_right_ctrl_held_back = True
            return []
        steps = self._send_held_back()
        self._sent_down.add(usage)
        self._chord = self._chord_after_press()
        return [*steps, SendKey(usage, is_down=True)]

    def _release(self, usage: int) -> list[CaptureStep]:
        if usage == RIGHT_CTRL_USAGE and self._is_right_ctrl_held_back:
            self._is_right_ctrl_held_back = False
            return [LetGo()]
        if usage not in self._sent_down:
            return []
        if self._chord == "complete":
            return [LetGo()]
        self._sent_down.discard(usage)
        if not self._sent_down:
            self._chord = "apart"
        return [SendKey(usage, is_down=False)]

    def _send_held_back(self) -> list[CaptureStep]:
        if not self._is_right_ctrl_held_back:
            return []
        self._is_right_ctrl_held_back = False
        self._sent_down.add(RIGHT_CTRL_USAGE)
        return [SendKey(RIGHT_CTRL_USAGE, is_down=True)]

    def _chord_after_press(self) -> _ChordStage:
        if self._chord == "spoilt" or not self._sent_down <= _MODIFIERS_OF_CHORD:
            return "spoilt"
        return "complete" if all(self._sent_down & kind for kind in _CHORD) else "apart"
