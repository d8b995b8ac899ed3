"""The pointer of an X server: what it looks like (XFIXES 2.0 and later), where it is, and when it begins to move.

Asked over the connection that tells of displays; the media thread waits for it and for the damage reports at once.
"""

from typing import Any

import numpy as np
from Xlib import error as xerror
from Xlib.ext import ge, xfixes, xinput
from Xlib.protocol import rq

from shared.errors import AlongsideError
from shared.screen.cursor import CursorImage

_XFIXES, _XINPUT = "XFIXES", "XInputExtension"
_NOTHING = CursorImage(width_px=1, height_px=1, hotspot_x_px=0, hotspot_y_px=0, pixels=bytes(4))


class CursorUnavailableError(AlongsideError):
    """This X server does not tell about its pointer."""

    code = "cursor_unavailable"


class _QueryInputVersion(rq.ReplyRequest):
    """XIQueryVersion for 2.1; python-xlib's own asks for 2.0, in which a grab silences raw events."""

    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(47), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card16("major"),
        rq.Card16("minor"),
        rq.Pad(20),
    )


class _GetCursorImage(rq.ReplyRequest):
    """XFixesGetCursorImage with the pixels as bytes; python-xlib's own makes a Python number of each."""

    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(4), rq.RequestLength())
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Card16("width"),
        rq.Card16("height"),
        rq.Card16("hotspot_x"),
        rq.Card16("hotspot_y"),
        rq.Card32("serial"),
        rq.Pad(8),
        rq.Binary("pixels"),
    )


class XCursorSource:
    """A `CursorSource` that costs nothing at rest: one event when the shape changes, one when a move begins.

    After the first move no more are asked for, or a mouse of 1000 reports a second would wake us for each of them:
    whoever follows the pointer reads its place by the clock from there on, and calls `await_move` when it rests.
    """

    def __init__(self, display: Any) -> None:
        """Use a connection; asks for nothing yet. Raises `CursorUnavailableError`."""
        self._display = display
        self._root = display.screen().root
        self._has_changed = self._has_moved = False
        if not (display.has_extension(_XFIXES) and display.has_extension(_XINPUT)):
            raise CursorUnavailableError
        display.xfixes_query_version()  # the server insists on being asked before anything else
        self._opcode = display.display.get_extension_major(_XFIXES)
        self._changed_event = display.query_extension(_XFIXES).first_event + xfixes.XFixesCursorNotify
        self._input_opcode = display.display.get_extension_major(_XINPUT)
        version = _QueryInputVersion(display=display.display, opcode=self._input_opcode, major=2, minor=1)
        if (version.major, version.minor) < (2, 1):
            raise CursorUnavailableError

    def start(self) -> None:
        """Report changes from now on; the present shape and place count as one."""
        self._display.xfixes_select_cursor_input(self._root, xfixes.XFixesDisplayCursorNotifyMask)
        self._display.flush()
        self._has_changed = self._has_moved = True

    def stop(self) -> None:
        """Report nothing any more: what nobody reads would pile up in the server."""
        self._display.xfixes_select_cursor_input(self._root, 0)
        self._select_moves(0)
        self._display.flush()
        self._has_changed = self._has_moved = False

    def note(self, event: Any) -> None:
        """Take an event of the connection that is not about damage."""
        if event.type == self._changed_event:
            self._has_changed = True
        elif event.type == ge.GenericEventCode and event.extension == self._input_opcode and not self._has_moved:
            self._has_moved = True
            self._select_moves(0)
            self._display.flush()

    @property
    def has_news(self) -> bool:
        """Whether something was reported that nobody took yet."""
        return self._has_changed or self._has_moved

    def take_changed(self) -> bool:
        """Whether the shape changed since the last call."""
        has_changed, self._has_changed = self._has_changed, False
        return has_changed

    def take_moved(self) -> bool:
        """Whether a move began since the last call."""
        has_moved, self._has_moved = self._has_moved, False
        return has_moved

    def await_move(self) -> None:
        """Report the next move; read the place once more afterwards, for what moved before."""
        self._select_moves(xinput.RawMotionMask)
        self._display.flush()

    def read_position(self) -> tuple[int, int]:
        """Where the pointer is, in desktop pixels; one round trip."""
        reply = self._root.query_pointer()
        return reply.root_x, reply.root_y

    def read_image(self) -> CursorImage:
        """What the pointer looks like; one round trip."""
        try:
            reply = _GetCursorImage(display=self._display.display, opcode=self._opcode)
        except xerror.XError:  # a server that was started without a pointer
            return _NOTHING
        count_px = reply.width * reply.height
        if not count_px:
            return _NOTHING
        # Each pixel is a number in the byte order of this computer, alpha highest (XFIXES 2.0, "Cursor Image").
        pixels = np.frombuffer(reply.pixels, np.dtype("=u4"), count_px).astype("<u4")
        return CursorImage(
            width_px=reply.width,
            height_px=reply.height,
            hotspot_x_px=min(reply.hotspot_x, reply.width - 1),
            hotspot_y_px=min(reply.hotspot_y, reply.height - 1),
            pixels=pixels.tobytes(),
        )

    def _select_moves(self, mask: int) -> None:
        self._root.xinput_select_events([(xinput.AllMasterDevices, mask)])
