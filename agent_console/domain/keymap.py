"""Turns the key numbers Qt reports on the agent's computer into USB HID usages, whatever layout is active there."""

from collections.abc import Callable
from enum import StrEnum

from shared.keyboard import KEYS, PhysicalKey

X11_KEYCODE_OFFSET = 8
"""X keycodes start at 8 (X11 protocol, section 4.7.5), Linux event codes at 0."""

WINDOWS_EXTENDED = 0x100
"""The bit Qt adds to a scan code whose message had the extended-key flag."""


class KeySource(StrEnum):
    """Whose key numbers these are."""

    X11 = "x11"
    WAYLAND = "wayland"
    WINDOWS = "windows"
    MACOS = "macos"


def usage_of(source: KeySource, native_scan_code: int, native_virtual_key: int) -> int | None:
    """Find the HID usage of a key.

    Args:
        source: the system Qt runs on.
        native_scan_code: `QKeyEvent.nativeScanCode()`: an evdev keycode plus 8 on X11 and Wayland, a set 1 scan code
            on Windows, of no use on macOS.
        native_virtual_key: `QKeyEvent.nativeVirtualKey()`; looked at on macOS only, where it is the key's place.

    Returns:
        The usage, or None for a key the wire has no number for.
    """
    if source is KeySource.MACOS:
        return _BY_MACOS.get(native_virtual_key)
    if source is KeySource.WINDOWS:
        plain = native_scan_code & ~WINDOWS_EXTENDED
        # Some drivers flag right shift as extended, although the keyboard has no second one to tell it from.
        return _BY_WINDOWS.get(native_scan_code, _BY_WINDOWS.get(plain) if plain == _RIGHT_SHIFT_SCAN else None)
    return _BY_EVDEV.get(native_scan_code - X11_KEYCODE_OFFSET)


_RIGHT_SHIFT_SCAN = 0x36


def _index(number_of: Callable[[PhysicalKey], int | None]) -> dict[int, int]:
    """Number to usage; where two usages share a switch the first, the US one, wins."""
    usages: dict[int, int] = {}
    for key in KEYS:
        number = number_of(key)
        if number is not None:
            usages.setdefault(number, key.usage)
    return usages


_BY_EVDEV = _index(lambda key: key.evdev)
_BY_WINDOWS = _index(lambda key: key.windows_scan)
_BY_MACOS = _index(lambda key: key.macos)
