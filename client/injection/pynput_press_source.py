"""Hears presses on Windows and macOS through pynput; written from its documentation, not yet run there.

pynput 1.8 tells for each event whether it was injected: by the hook flags `LLKHF_INJECTED` and `LLMHF_INJECTED` on
Windows, by the event's source process on macOS. A driver can strip the flags.
"""

import time
from collections.abc import Callable
from typing import Any

from client.injection.pynput_modules import load_pynput

_STOP_TIMEOUT_S = 2.0
_SETTLE_S = 0.05  # hooks run before the press is delivered, their thread a moment later


class PynputPressSource:
    """Two pynput listeners, for keys and buttons.

    Raises:
        SetupError: `input_library_missing`.
    """

    def __init__(self) -> None:
        self._modules = load_pynput()
        self._listeners: list[Any] = []

    def start(self, on_press: Callable[[bool], None], on_release: Callable[[bool], None]) -> None:
        """Listen from now on."""
        keyboard, mouse = self._modules

        def on_key(_key: Any, is_injected: bool) -> None:
            on_press(is_injected)

        def on_key_up(_key: Any, is_injected: bool) -> None:
            on_release(is_injected)

        def on_click(_x: int, _y: int, _button: Any, is_down: bool, is_injected: bool) -> None:
            (on_press if is_down else on_release)(is_injected)

        self._listeners = [
            keyboard.Listener(on_press=on_key, on_release=on_key_up),
            mouse.Listener(on_click=on_click),
        ]
        for listener in self._listeners:
            listener.start()

    def has_real_devices(self) -> bool:
        """A desktop of these systems always has some."""
        return True

    def catch_up(self) -> bool:
        """Give the hooks a moment; there is nothing to ask for completeness."""
        time.sleep(_SETTLE_S)
        return all(listener.running for listener in self._listeners)

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners:
            listener.stop()
        for listener in self._listeners:
            listener.join(_STOP_TIMEOUT_S)
