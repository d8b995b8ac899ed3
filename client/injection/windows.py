"""Injects into Windows. Written from the documentation of pynput and SendInput; not yet run on a Windows computer.

Known limits: windows of a higher integrity level (an elevation dialog, the task manager run as administrator) and the
secure desktop take no input from an ordinary program, and Ctrl+Alt+Del cannot be sent. Keys go by the virtual-key
codes of a US keyboard, so on a computer with another layout letters may land elsewhere than on X11.
"""

import ctypes
from typing import Any

from client.injection.keymap import windows_vk
from client.injection.pynput_injector import PynputInjector
from shared.protocol.peer_messages import PointerButton

_PER_MONITOR_AWARE = 2


class WindowsInjector(PynputInjector):
    """pynput with Windows virtual-key codes."""

    def __init__(self) -> None:
        windll: Any = getattr(ctypes, "windll", None)
        if windll is not None:
            # Without this, Windows scales the positions of a program it takes for an old one.
            windll.shcore.SetProcessDpiAwareness(_PER_MONITOR_AWARE)
        super().__init__(
            windows_vk,
            {
                PointerButton.LEFT: "left",
                PointerButton.MIDDLE: "middle",
                PointerButton.RIGHT: "right",
                PointerButton.BACK: "x1",
                PointerButton.FORWARD: "x2",
            },
        )

    def _units(self, text: str) -> list[str]:
        """Windows takes units of UTF-16; a character beyond the first 65 536 is two of them."""
        units = text.encode("utf-16-le", "surrogatepass")
        return [chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2)]
