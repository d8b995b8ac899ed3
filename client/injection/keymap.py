"""Turns USB HID usages into the key numbers of the assisted computer's system."""

from collections.abc import Mapping

from shared.keyboard import KEY_BY_USAGE

X11_KEYCODE_OFFSET = 8
_X11_KEYCODE_MIN = 8
_X11_KEYCODE_MAX = 255


def x11_keycode(usage: int, keycode_by_name: Mapping[str, int]) -> int | None:
    """Find the X keycode of a physical key.

    Args:
        usage: HID usage on page 7.
        keycode_by_name: the server's own XKB key names; empty when the server would not tell, and then the numbering
            of evdev, which every current Linux server uses, is assumed.

    Returns:
        A keycode 8..255, or None when this server has no such key.
    """
    key = KEY_BY_USAGE.get(usage)
    if key is None:
        return None
    keycode = keycode_by_name.get(key.xkb_name) if keycode_by_name else key.evdev + X11_KEYCODE_OFFSET
    return keycode if keycode is not None and _X11_KEYCODE_MIN <= keycode <= _X11_KEYCODE_MAX else None


def windows_vk(usage: int) -> int | None:
    """Find the Windows virtual-key code of a physical key on a US keyboard."""
    key = KEY_BY_USAGE.get(usage)
    return key.windows_vk if key else None


def macos_key_code(usage: int) -> int | None:
    """Find the macOS virtual key code of a physical key."""
    key = KEY_BY_USAGE.get(usage)
    return key.macos if key else None
