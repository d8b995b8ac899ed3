"""Asks the X server whether a key is down, for when its events have not said so yet."""

import ctypes
import functools
import os

from PySide6.QtGui import QGuiApplication

_KEYMAP_AT, _KEYMAP_BYTES = 8, 32  # of the reply (X11 protocol, QueryKeymap)


class HeldKeys:
    """The keyboard of one display as its server knows it, asked through libxcb, on which Qt stands there anyway.

    Args:
        display_name: as in DISPLAY; None is the one of the environment. A display that cannot be reached, or is gone,
            holds no key.
    """

    def __init__(self, display_name: str | None = None) -> None:
        self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes, self._free.restype = (ctypes.c_void_p,), None
        xcb.xcb_connect.argtypes, xcb.xcb_connect.restype = (ctypes.c_char_p, ctypes.c_void_p), ctypes.c_void_p
        xcb.xcb_disconnect.argtypes, xcb.xcb_disconnect.restype = (ctypes.c_void_p,), None
        xcb.xcb_query_keymap.argtypes, xcb.xcb_query_keymap.restype = (ctypes.c_void_p,), ctypes.c_uint
        xcb.xcb_query_keymap_reply.argtypes = (ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)
        xcb.xcb_query_keymap_reply.restype = ctypes.c_void_p
        # Never null: what has failed is a connection too, and has no answer to anything.
        self._connection = xcb.xcb_connect(None if display_name is None else os.fsencode(display_name), None)

    def is_down(self, keycode: int) -> bool:
        """Whether the key of this X keycode is held now. One round trip to the server."""
        reply = self._xcb.xcb_query_keymap_reply(self._connection, self._xcb.xcb_query_keymap(self._connection), None)
        if not reply:
            return False
        keymap = ctypes.string_at(reply + _KEYMAP_AT, _KEYMAP_BYTES)
        self._free(reply)
        return bool(keymap[keycode // 8] >> keycode % 8 & 1)

    def close(self) -> None:
        """Leave the display; nothing may be asked any more."""
        self._xcb.xcb_disconnect(self._connection)


@functools.cache
def held_keys() -> HeldKeys | None:
    """Those of the display Qt is on; None where it is no X server. For as long as the program runs."""
    return HeldKeys() if QGuiApplication.platformName() == "xcb" else None
