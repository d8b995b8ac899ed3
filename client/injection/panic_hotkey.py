"""The keys that stop everything, from any program and whatever the agent does: Ctrl+Alt+End."""

import sys
from collections.abc import Callable
from typing import Any, Protocol

from client.injection.pynput_modules import load_pynput

_STOP_TIMEOUT_S = 2.0


class PanicHotkey(Protocol):
    """The registered keys."""

    @property
    def label(self) -> str:
        """What to press, such as `Ctrl+Alt+End`; shown on the bar."""
        ...

    def close(self) -> None:
        """Give the keys back."""
        ...


def open_panic_hotkey(on_panic: Callable[[], None], *, platform: str = sys.platform) -> PanicHotkey:
    """Register the panic keys of this system.

    Args:
        on_panic: called on a thread of its own each time; must be quick and safe from any thread.
        platform: as `sys.platform` names it.

    Raises:
        SetupError: `panic_keys_unavailable` when every combination belongs to some other program,
            `display_unreachable` or `xinput_missing` when this display cannot tell; the bar must not promise any
            keys then.
    """
    if platform in ("win32", "darwin"):
        return _PynputPanicHotkey(on_panic)
    from client.injection.x11_panic_hotkey import X11PanicHotkey

    return X11PanicHotkey(on_panic)


class _PynputPanicHotkey:
    """Windows and macOS through pynput's global hot keys; written from its documentation, not yet run there."""

    label = "Ctrl+Alt+End"

    def __init__(self, on_panic: Callable[[], None]) -> None:
        keyboard, _ = load_pynput("panic_keys_unavailable")
        self._listener: Any = keyboard.GlobalHotKeys({"<ctrl>+<alt>+<end>": on_panic})
        self._listener.start()

    def close(self) -> None:
        """Give the keys back."""
        self._listener.stop()
        self._listener.join(_STOP_TIMEOUT_S)
