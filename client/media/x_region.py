"""Regions of an X server: sets of pixels it keeps as rectangles (XFixes protocol 2.0, section "Region Objects")."""

import struct
from collections.abc import Sequence

from shared.geometry import Rect
from shared.xcb_link import XcbLink

RECTANGLE = struct.Struct("=hhHH")
_CREATE_REQUEST = struct.Struct("=BBHI")
_CREATE = 5
_FETCH_REQUEST = struct.Struct("=BBHI")
_FETCH = 19
_EXTENTS_AT, _RECTANGLES_AT = 8, 32


def create(link: XcbLink, opcode: int) -> int:
    """Make an empty region on the server and return its id; `opcode` is that of XFIXES there."""
    region = link.new_id()
    link.tell(_CREATE_REQUEST.pack(opcode, _CREATE, 0, region))
    return region


def fetch(link: XcbLink, opcode: int, region: int) -> tuple[Rect, Sequence[Rect]]:
    """The bounding box and the rectangles of a region; one round trip. Nothing of one that is not there."""
    reply = link.answer(link.ask(_FETCH_REQUEST.pack(opcode, _FETCH, 0, region)))
    if reply is None:
        return Rect(0, 0, 0, 0), ()
    rects = [Rect(*each) for each in RECTANGLE.iter_unpack(reply[_RECTANGLES_AT:])]
    return Rect(*RECTANGLE.unpack_from(reply, _EXTENTS_AT)), rects
