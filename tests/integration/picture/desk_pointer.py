"""The person's pointer on a virtual display: windows that dress it, and a hand that moves it."""

from typing import Any

from Xlib import X
from Xlib import display as xdisplay
from Xlib.ext import xtest
from Xlib.protocol import rq

GLYPHS = {"arrow": 68, "text": 152, "hand": 60}
"""Glyphs of the server's own cursor font (X11/cursorfont.h)."""


class _CreatePicture(rq.Request):
    """RENDER 0.5 and later; python-xlib has none of it."""

    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(4),
        rq.RequestLength(),
        rq.Card32("picture"),
        rq.Card32("drawable"),
        rq.Card32("format"),
        rq.Card32("mask"),
    )


class _CreateCursor(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(27),
        rq.RequestLength(),
        rq.Card32("cursor"),
        rq.Card32("picture"),
        rq.Card16("x"),
        rq.Card16("y"),
    )


class _QueryFormats(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength())
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card32("count"),
        rq.Pad(20),
        rq.Binary("rest"),
    )


class DeskPointer:
    """One connection; one window over the whole screen whose cursor the test chooses."""

    def __init__(self, name: str) -> None:
        self._display: Any = xdisplay.Display(name)
        screen = self._display.screen()
        self._root = screen.root
        self._font = self._display.open_font("cursor")
        self.window = self._root.create_window(
            0,
            0,
            screen.width_in_pixels,
            screen.height_in_pixels,
            0,
            screen.root_depth,
            X.InputOutput,
            background_pixel=0x204060,
            override_redirect=True,
        )
        self.window.map()
        self.put_on("arrow")
        self.move(300, 200)

    def put_on(self, name: str) -> None:
        """Wear a cursor of the server's font."""
        glyph = GLYPHS[name]
        self._wear(self._font.create_glyph_cursor(self._font, glyph, glyph + 1, (0, 0, 0), (0xFFFF,) * 3))

    def hide(self) -> None:
        """Wear nothing, as programs do while somebody types."""
        bitmap = self._root.create_pixmap(1, 1, 1)
        gc = bitmap.create_gc(foreground=0)
        bitmap.fill_rectangle(gc, 0, 0, 1, 1)
        self._wear(bitmap.create_cursor(bitmap, (0, 0, 0), (0, 0, 0), 0, 0))

    def put_on_square(self, side_px: int, hotspot_px: int, argb: int) -> None:
        """Wear a square of one colour with transparency, as themes and games make them."""
        opcode = self._display.query_extension("RENDER").major_opcode
        pixmap = self._root.create_pixmap(side_px, side_px, 32)
        gc = pixmap.create_gc(foreground=argb)
        pixmap.fill_rectangle(gc, 0, 0, side_px, side_px)
        connection = self._display.display
        picture, cursor = connection.allocate_resource_id(), connection.allocate_resource_id()
        _CreatePicture(
            display=connection,
            opcode=opcode,
            picture=picture,
            drawable=pixmap.id,
            format=self._argb32(opcode),
            mask=0,
        )
        _CreateCursor(display=connection, opcode=opcode, cursor=cursor, picture=picture, x=hotspot_px, y=hotspot_px)
        self._wear(cursor)

    def move(self, x: int, y: int) -> None:
        """A hand moves it, as far as the server can tell."""
        xtest.fake_input(self._display, X.MotionNotify, 0, x=x, y=y)
        self._display.sync()

    def close(self) -> None:
        self._display.close()

    def _wear(self, cursor: Any) -> None:
        self.window.change_attributes(cursor=cursor)
        self._display.sync()

    def _argb32(self, opcode: int) -> int:
        """The number of the server's format with 32 bits and alpha highest (RENDER protocol, PICTFORMINFO)."""
        reply = _QueryFormats(display=self._display.display, opcode=opcode)
        for number in range(reply.count):
            entry = bytes(reply.rest[28 * number : 28 * (number + 1)])
            depth, alpha_shift = entry[5], int.from_bytes(entry[20:22], "little")
            alpha_mask = int.from_bytes(entry[22:24], "little")
            if (depth, alpha_shift, alpha_mask) == (32, 24, 255):
                return int.from_bytes(entry[:4], "little")
        raise AssertionError("no format with alpha")
