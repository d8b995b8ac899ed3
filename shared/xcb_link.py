"""One connection to an X server through libxcb, on which Qt stands anyway: who is let in, which keys are down."""

import ctypes
import os

_KEYMAP_AT, _KEYMAP_BYTES = 8, 32  # of the reply (X11 protocol, QueryKeymap)


class XcbLink:
    """A connection of its own, beside Qt's. One that failed, or whose server is gone, answers like an empty desk.

    Args:
        display_name: as in DISPLAY; None is the one of the environment.

    Raises:
        OSError: this computer has no libxcb.
    """

    def __init__(self, display_name: str | None = None) -> None:
        self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes, self._free.restype = (ctypes.c_void_p,), None
        xcb.xcb_connect.argtypes, xcb.xcb_connect.restype = (ctypes.c_char_p, ctypes.c_void_p), ctypes.c_void_p
        xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
        xcb.xcb_connection_has_error.restype = ctypes.c_int
        xcb.xcb_disconnect.argtypes, xcb.xcb_disconnect.restype = (ctypes.c_void_p,), None
        xcb.xcb_query_keymap.argtypes, xcb.xcb_query_keymap.restype = (ctypes.c_void_p,), ctypes.c_uint
        xcb.xcb_query_keymap_reply.argtypes = (ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)
        xcb.xcb_query_keymap_reply.restype = ctypes.c_void_p
        # Never null: libxcb gives a connection that has failed instead, and it has no answer to anything.
        self._connection = xcb.xcb_connect(None if display_name is None else os.fsencode(display_name), None)

    def is_let_in(self) -> bool:
        """Whether the server has accepted us, and is still there as far as we know."""
        return self._xcb.xcb_connection_has_error(self._connection) == 0

    def is_key_down(self, keycode: int) -> bool:
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
