"""The two requests on XFIXES regions that python-xlib 0.33 lacks (XFixes protocol 2.0, section "Region Objects")."""

from collections.abc import Sequence
from typing import Any

from Xlib.protocol import rq, structs

from shared.geometry import Rect

_EXTENSION = "XFIXES"


class _CreateRegion(rq.Request):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(5), rq.RequestLength(), rq.Card32("region"))


class _FetchRegion(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(19), rq.RequestLength(), rq.Card32("region"))
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Object("extents", structs.Rectangle),
        rq.Pad(16),
        rq.List("rects", structs.Rectangle),
    )


def create(display: Any) -> int:
    """Make an empty region on the server and return its id."""
    region = display.display.allocate_resource_id()
    _CreateRegion(display=display.display, opcode=display.display.get_extension_major(_EXTENSION), region=region)
    return region


def fetch(display: Any, region: int) -> tuple[Rect, Sequence[Rect]]:
    """The bounding box and the rectangles of a region; one round trip."""
    reply = _FetchRegion(
        display=display.display, opcode=display.display.get_extension_major(_EXTENSION), region=region
    )
    return _to_rect(reply.extents), [_to_rect(item) for item in reply.rects]


def _to_rect(item: Any) -> Rect:
    return Rect(item.x, item.y, item.width, item.height)
