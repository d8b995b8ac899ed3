"""What the X server says was drawn: rectangle by rectangle while that is little, all together when it is much.

A report of a single rectangle (DAMAGE level RawRectangles) leaves nothing to ask: who has heard it may read the
pixels at once. But a program that draws a thousand letters makes a thousand of them. Beyond a few between two looks
the server is told to sum up (level NonEmpty) and asked for the sum: one round trip, whatever was drawn.
"""

import struct
from collections.abc import Sequence

from client.media import x_region
from shared.geometry import Rect, bounding_box
from shared.xcb_link import SENT_BIT, Extension, XcbLink

SINGLE_REPORTS_MAX = 8
"""Between two looks; reading that many costs about as much as asking for a sum."""

REGION_RECTS_MAX = 64
"""Beyond this one bounding box is cheaper than many reads."""

LOOKS_MIN, LOOKS_MAX = 30, 960
"""So many looks pass before single reports are tried again; twice as many each time that was in vain."""

_RAW_RECTANGLES, _NON_EMPTY = 0, 3
_CREATE_REQUEST = struct.Struct("=BBHIIBxxx")  # damage, drawable, level
_CREATE = 1
_DESTROY_REQUEST = struct.Struct("=BBHI")
_DESTROY = 2
_SUBTRACT_REQUEST = struct.Struct("=BBHIII")  # damage, what to take away (0: all of it), where to put it (0: nowhere)
_SUBTRACT = 3
_NOTIFY = struct.Struct("=BBHIII8s8s")  # kind, level, serial, drawable, damage, time, area, the drawable's own place

_SERIALS = 1 << 16
_MORE_BIT = 0x80
"""Set in the level of a report that others of the same drawing follow (DAMAGE protocol, section 4)."""


class DamageReports:
    """Damage of the root window, its inferiors included, over one connection. Belongs to one thread."""

    def __init__(self, link: XcbLink, damage: Extension, xfixes: Extension) -> None:
        """Begin to listen; the first report is of everything.

        Args:
            link: a connection that was asked for the versions of DAMAGE and XFIXES; only reports come over it.
            damage: what the server calls that extension.
            xfixes: likewise.
        """
        self._link = link
        self._extension = damage
        self._xfixes_opcode = xfixes.opcode
        self._root = link.read_root()
        self._region = x_region.create(link, xfixes.opcode)
        self._damage = self._create(_RAW_RECTANGLES)
        self._is_summed = False
        self._valid_from: int | None = None  # the request with which the present reports became worth hearing
        self._single: list[Rect] = []
        self._has_sum = False
        self._looks = LOOKS_MIN  # since it changed from single to sum or back
        self._summed_looks = LOOKS_MIN

    @property
    def has_some(self) -> bool:
        """Whether something was reported since the last `take`."""
        return self._has_sum or bool(self._single)

    def note(self, event: bytes) -> None:
        """Take one event that came over the link."""
        kind, level, serial, _, damage, _, area, _ = _NOTIFY.unpack_from(event)
        if kind & ~SENT_BIT != self._extension.first_event:
            return
        is_present = damage == self._damage
        if is_present and self._is_stale(serial):
            return
        if level & ~_MORE_BIT != _RAW_RECTANGLES:
            self._has_sum |= is_present
            return
        # Also when it belongs to reports that were ended meanwhile: it was drawn before the sum began.
        self._single.append(Rect(*x_region.RECTANGLE.unpack(area)))
        if self._is_summed or len(self._single) > SINGLE_REPORTS_MAX:
            self._single = [bounding_box(self._single)]
            if not self._is_summed:
                if self._looks < LOOKS_MIN:
                    self._summed_looks = min(LOOKS_MAX, 2 * self._summed_looks)
                self._sum_up()

    def note_all_read(self) -> None:
        """Nothing is left of what the server sent. It answers at each change of reports, so nothing stale follows."""
        self._valid_from = None

    def rest(self) -> None:
        """Nobody will ask for a while: keep no more than a sum, or single reports would pile up in the server."""
        if not self._is_summed:
            self._sum_up()

    def take(self) -> Sequence[Rect]:
        """Where something was drawn since the last call, without overlaps; what is drawn later is reported anew."""
        single, self._single = _disjoint(self._single), []
        self._looks += 1
        if not self._is_summed:
            if self._looks >= LOOKS_MIN:
                self._summed_looks = LOOKS_MIN
            return single
        summed: Sequence[Rect] = ()
        if self._looks >= self._summed_looks:
            summed = self._sum_no_more()
        elif self._has_sum:
            self._subtract(self._damage, self._region)
            summed = self._fetch()
        self._has_sum = False
        return [bounding_box([*single, *summed])] if single and summed else single or summed

    def _sum_up(self) -> None:
        before, self._damage = self._damage, self._create(_NON_EMPTY)
        # New reports begin with everything. That is thrown away; what was drawn until here the old ones have said.
        self._valid_from = self._subtract(self._damage)
        self._destroy(before)
        self._link.sync()  # serial numbers come round: what is stale has to be here before many more are used
        self._is_summed, self._looks = True, 0

    def _sum_no_more(self) -> Sequence[Rect]:
        before, self._damage = self._damage, self._create(_RAW_RECTANGLES)
        # What was drawn until here is in the sum, so the new reports' beginning with everything is worth nothing.
        self._valid_from = self._subtract(before, self._region)
        self._destroy(before)
        self._is_summed, self._looks = False, 0
        return self._fetch()

    def _subtract(self, damage_id: int, parts: int = 0) -> int:
        """Empty the sum, into a region if one is given; returns the serial number of the request."""
        return self._link.tell(_SUBTRACT_REQUEST.pack(self._extension.opcode, _SUBTRACT, 0, damage_id, 0, parts))

    def _create(self, level: int) -> int:
        damage_id = self._link.new_id()
        self._link.tell(_CREATE_REQUEST.pack(self._extension.opcode, _CREATE, 0, damage_id, self._root, level))
        return damage_id

    def _destroy(self, damage_id: int) -> None:
        self._link.tell(_DESTROY_REQUEST.pack(self._extension.opcode, _DESTROY, 0, damage_id))

    def _fetch(self) -> Sequence[Rect]:
        # After the subtraction: what is drawn from then on is reported anew, so nothing is missed although the pixels
        # are read over another connection.
        extents, rects = x_region.fetch(self._link, self._xfixes_opcode, self._region)
        return rects if len(rects) <= REGION_RECTS_MAX else (extents,)

    def _is_stale(self, serial: int) -> bool:
        if self._valid_from is None:
            return False
        # Serial numbers are 16 bits: less than half a turn behind is before.
        return (serial - self._valid_from) % _SERIALS >= _SERIALS // 2


def _disjoint(rects: Sequence[Rect]) -> list[Rect]:
    """Boxes around those that overlap, until none do."""
    waiting, apart = list(rects), list[Rect]()
    while waiting:
        rect = waiting.pop()
        touching = next((other for other in apart if other.intersect(rect).area_px), None)
        if touching is None:
            apart.append(rect)
        else:
            apart.remove(touching)
            waiting.append(bounding_box([rect, touching]))
    return apart
