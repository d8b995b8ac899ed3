"""Hears what a hand does on Windows and macOS through pynput; written from its documentation, not yet run there.

pynput 1.8 tells for each event whether it was injected, so our own input does not count. It gives places, not counts
of a mouse, so the threshold against a nudged mouse is in pixels there. What is down is not counted: these systems
repeat a key that is held, and a release on the secure desktop is never heard.
"""

from collections.abc import Callable
from typing import Any

from client.injection.pynput_modules import load_pynput

_STOP_TIMEOUT_S = 2.0


class PynputActivitySource:
    """Two pynput listeners, which run only while they are wanted. Each calls back on a thread of its own.

    Raises:
        SetupError: `input_library_missing`.
    """

    def __init__(self) -> None:
        self._modules = load_pynput()
        self._listeners: list[Any] = []
        self._on_press: Callable[[bool], None] = lambda _is_held: None
        self._on_moved: Callable[[float], None] = lambda _counts: None
        self._place: tuple[int, int] | None = None

    def start(
        self, on_press: Callable[[bool], None], on_moved: Callable[[float], None], on_saver: Callable[[], None]
    ) -> None:
        """Say where to report; pynput knows of no screen saver."""
        del on_saver
        self._on_press, self._on_moved = on_press, on_moved

    def listen(self, *, is_wanted: bool) -> None:
        """Start or stop the listeners."""
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.stop()
        if is_wanted:
            keyboard, mouse = self._modules
            self._listeners = [
                keyboard.Listener(on_press=self._hear_key, on_release=self._hear_key),
                mouse.Listener(on_move=self._hear_move, on_click=self._hear_click, on_scroll=self._hear_scroll),
            ]
            for listener in self._listeners:
                listener.start()

    def close(self) -> None:
        """Stop listening."""
        listeners = self._listeners
        self.listen(is_wanted=False)
        for listener in listeners:
            listener.join(_STOP_TIMEOUT_S)

    def _hear_key(self, _key: Any, is_injected: bool) -> None:
        if not is_injected:
            self._on_press(False)

    def _hear_click(self, _x: int, _y: int, _button: Any, _is_down: bool, is_injected: bool) -> None:
        self._hear_key(None, is_injected)

    def _hear_scroll(self, _x: int, _y: int, _dx: int, _dy: int, is_injected: bool) -> None:
        self._hear_key(None, is_injected)

    def _hear_move(self, x: int, y: int, is_injected: bool) -> None:
        before, self._place = self._place, (x, y)
        if before is not None and not is_injected:
            self._on_moved(abs(x - before[0]) + abs(y - before[1]))
