"""Turns what the agent does on the picture into intents, and makes sure nothing stays held over there."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWheelEvent

from agent_console.domain.keymap import KeySource, usage_of
from agent_console.domain.viewport import Viewport
from agent_console.ui.held_keys import held_keys
from agent_console.ui.key_stroke import stroke_of
from agent_console.view_models.key_capture import LetGo, SendKey
from agent_console.view_models.key_typing import KeyboardMode, KeyTyping, SendText, TypingStep
from agent_console.view_models.screens import ConsoleIntents

_BUTTONS = {
    Qt.MouseButton.LeftButton: 1,
    Qt.MouseButton.MiddleButton: 2,
    Qt.MouseButton.RightButton: 3,
    Qt.MouseButton.BackButton: 8,
    Qt.MouseButton.ForwardButton: 9,
}
_SOURCES = {
    "wayland": KeySource.WAYLAND,
    "wayland-egl": KeySource.WAYLAND,
    "windows": KeySource.WINDOWS,
    "cocoa": KeySource.MACOS,
}

_DOUBT_MS = 6
"""Both halves of a repeat leave the X server together; six milliseconds are long for that and short for a hand.

On a busy machine they are not long enough: then the server is asked whether the key is down all the same."""


def key_source() -> KeySource:
    """Whose key numbers Qt reports here."""
    return _SOURCES.get(QGuiApplication.platformName(), KeySource.X11)


class _Release(NamedTuple):
    """A release that may be the first half of a repeat."""

    usage: int
    keycode: int
    stamp_ms: int


class RemoteInput:
    """The keys and buttons of one tab. Does nothing at all while control is off.

    Args:
        tab_id: whose.
        intents: where to.
        on_let_go: told when the keyboard came back, whatever the reason.
    """

    def __init__(self, tab_id: int, intents: ConsoleIntents, on_let_go: Callable[[], None]) -> None:
        self._tab_id = tab_id
        self._intents = intents
        self._on_let_go = on_let_go
        self._keys = KeyTyping()
        self._buttons_down: set[int] = set()
        self._last_point: tuple[int, int] | None = None
        self._source = key_source()
        self._held_keys = held_keys()
        self._release_in_doubt: _Release | None = None
        self._doubt = QTimer()
        self._doubt.setSingleShot(True)
        self._doubt.setInterval(_DOUBT_MS)
        self._doubt.timeout.connect(self._look_into_doubt)
        self.is_enabled = False
        self.is_captured = False

    @property
    def has_buttons_down(self) -> bool:
        """Whether a button was pressed on the picture and not released yet."""
        return bool(self._buttons_down)

    def capture(self) -> bool:
        """Keys go over there from now on; refused while control is off."""
        if self.is_enabled and not self.is_captured:
            self.is_captured = True
            self._keys.forget()
        return self.is_captured

    def let_go(self) -> None:
        """Stop capturing and have everything released; says so once, and only if there was anything."""
        if not (self.is_captured or self._buttons_down or self._keys.held):
            return
        was_captured, self.is_captured = self.is_captured, False
        self._drop_doubt()
        self._keys.forget()
        self._buttons_down.clear()
        self._last_point = None
        self._intents.release_all(self._tab_id)
        if was_captured:
            self._on_let_go()

    @property
    def mode(self) -> KeyboardMode:
        """What a press becomes."""
        return self._keys.mode

    def set_mode(self, mode: KeyboardMode) -> None:
        """Have presses become something else from now on; lets go of everything first."""
        self.let_go()
        self._keys.set_mode(mode)

    def key(self, event: QKeyEvent, *, is_down: bool) -> None:
        """A key went down or up while captured. A key by its place repeats over there by itself, a character here.

        X11 tells a repeat as a release and a press of the same instant; Qt marks the release only if the press has
        arrived already. So a release waits a few milliseconds for a press that would prove it no release at all, and
        longer while the X server says that the key is down.
        """
        if not self.is_captured or (event.isAutoRepeat() and not is_down):
            return
        usage = usage_of(self._source, event.nativeScanCode(), event.nativeVirtualKey())
        if usage is None:
            if is_down:  # a key without a number can still print
                self.commit(event.text())
            return
        stamp = int(event.timestamp())
        doubt = self._release_in_doubt
        is_repeat = is_down and bool(stamp) and doubt is not None and (doubt.usage, doubt.stamp_ms) == (usage, stamp)
        if is_repeat:
            self._drop_doubt()
        else:
            self._settle_doubt()
        if is_down:
            self._perform(self._keys.press(stroke_of(event, usage, self._source, is_repeat=is_repeat)))
        elif self._source is not KeySource.X11 or not stamp:
            self._perform(self._keys.release(usage))
        else:
            self._release_in_doubt = _Release(usage, event.nativeScanCode(), stamp)
            self._doubt.start()

    def commit(self, text: str) -> None:
        """A dead key, a compose sequence or an input method here has put this together."""
        if self.is_captured and text:
            self._settle_doubt()
            self._perform(self._keys.commit(text))

    def point(self, view: Viewport, x: float, y: float) -> None:
        """The pointer is at this widget position; beside the picture it counts while a button is held."""
        if not self.is_enabled:
            return
        point = view.normalized_at(x, y, is_dragging=bool(self._buttons_down))
        if point is not None and point != self._last_point:
            self._last_point = point
            self._intents.pointer_moved(self._tab_id, *point)

    def press(self, button: Qt.MouseButton, view: Viewport, x: float, y: float) -> None:
        """A button went down; it goes over when it was on the picture."""
        number = _BUTTONS.get(button)
        if number is None or not self.is_enabled or view.remote_at(x, y) is None:
            return
        self._touch_pointer()
        self.point(view, x, y)
        self._buttons_down.add(number)
        self._intents.button_changed(self._tab_id, number, is_down=True)

    def release(self, button: Qt.MouseButton, view: Viewport, x: float, y: float) -> None:
        """A button came up; only those that went down on the picture are let go of there."""
        number = _BUTTONS.get(button)
        if number is None or number not in self._buttons_down:
            return
        self.point(view, x, y)
        self._buttons_down.discard(number)
        self._intents.button_changed(self._tab_id, number, is_down=False)

    def wheel(self, event: QWheelEvent, view: Viewport) -> None:
        """The wheel turned over the picture."""
        x, y = event.position().x(), event.position().y()
        if not self.is_enabled or view.remote_at(x, y) is None:
            return
        angle = event.angleDelta()
        if self._source is KeySource.X11 and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            # Qt's X11 side turns the wheel sideways while Alt is held; over there Alt is held as well and decides.
            angle = angle.transposed()
        self._touch_pointer()
        self.point(view, x, y)
        if not angle.isNull():
            # Qt counts away from the person and to the left as positive, the wire counts down and right.
            self._intents.wheel_turned(self._tab_id, -angle.x(), -angle.y())

    def _touch_pointer(self) -> None:
        self._settle_doubt()
        self._perform(self._keys.touch_pointer())

    def _look_into_doubt(self) -> None:
        release = self._release_in_doubt
        if release is not None and self._held_keys is not None and self._held_keys.is_key_down(release.keycode):
            self._doubt.start()  # its press is on the way, be it of this instant or of a later one
        else:
            self._settle_doubt()

    def _settle_doubt(self) -> None:
        release = self._release_in_doubt
        if release is not None:
            self._drop_doubt()
            self._perform(self._keys.release(release.usage))

    def _drop_doubt(self) -> None:
        self._doubt.stop()
        self._release_in_doubt = None

    def _perform(self, steps: list[TypingStep]) -> None:
        for step in steps:
            match step:
                case SendKey(usage, is_down):
                    self._intents.key_changed(self._tab_id, usage, is_down=is_down)
                case SendText(text, is_repeat):
                    self._intents.text_typed(self._tab_id, text, is_repeat=is_repeat)
                case LetGo():
                    self.let_go()
