"""A person at a desk with hardware: their mouse, keys and fingers are devices, and nothing of it is XTEST's."""

import struct

from Xlib import X

from tests.desk.display import DeskError
from tests.desk.hardware_display import HardwareDisplay
from tests.desk.person import Person

# The bodies of events in xf86-input-inputtest-protocol.h of xorg-server 21.1.
_MOTION, _BUTTON, _KEY, _TOUCH = 2, 4, 5, 6
_VALUATORS = struct.Struct("=I8s4x64d64d")  # whether unaccelerated, a bit for each axis, their values twice
_TOUCH_BEGIN, _TOUCH_UPDATE, _TOUCH_END = 18, 19, 20  # as XI2.h names them
_TOUCH_AXIS_MAX = 65_535
_LOOKS_MAX = 20


class HardwarePerson(Person):
    """A `Person` with real devices, and fingers besides. What was done has reached the server on return.

    Args:
        desk: whose devices they are.
    """

    def __init__(self, desk: HardwareDisplay) -> None:
        super().__init__(desk.name)
        self._desk = desk

    def move_by(self, dx: int, dy: int) -> None:
        """Move the mouse so many counts."""
        self._desk.send("mouse", _MOTION, struct.pack("=I4x", 0) + _valuators(dx, dy))

    def put_finger(self, x_px: int, y_px: int, finger: int = 1) -> None:
        """Lay a finger on the screen."""
        self._touch(_TOUCH_BEGIN, x_px, y_px, finger)

    def move_finger(self, x_px: int, y_px: int, finger: int = 1) -> None:
        """Move it there."""
        self._touch(_TOUCH_UPDATE, x_px, y_px, finger)

    def lift_finger(self, x_px: int, y_px: int, finger: int = 1) -> None:
        """Take it off."""
        self._touch(_TOUCH_END, x_px, y_px, finger)

    def touch(self, x_px: int, y_px: int) -> None:
        """Tap with a finger."""
        self.put_finger(x_px, y_px)
        self.lift_finger(x_px, y_px)

    def _touch(self, kind: int, x_px: int, y_px: int, finger: int) -> None:
        width, height = self._desk.width_px, self._desk.height_px
        place = _valuators((x_px + 0.5) * _TOUCH_AXIS_MAX / width, (y_px + 0.5) * _TOUCH_AXIS_MAX / height)
        self._desk.send("finger", _TOUCH, struct.pack("=II", finger, kind) + place)

    def _fake(self, kind: int, detail: int = 0, *, x: int = 0, y: int = 0) -> None:
        if kind == X.MotionNotify:
            self._move_mouse(x, y)
        elif kind in (X.ButtonPress, X.ButtonRelease):
            is_down = int(kind == X.ButtonPress)
            self._desk.send("mouse", _BUTTON, struct.pack("=iiI4x", 0, detail, is_down) + _valuators())
        else:
            self._desk.send("keyboard", _KEY, struct.pack("=iI", detail, int(kind == X.KeyPress)))

    def _move_mouse(self, x_px: int, y_px: int) -> None:
        """A mouse knows no places: move, look where the pointer went, and move again."""
        for _ in range(_LOOKS_MAX):
            at_x_px, at_y_px = self.position
            if (at_x_px, at_y_px) == (x_px, y_px):
                return
            self.move_by(x_px - at_x_px, y_px - at_y_px)
        raise DeskError(f"the mouse does not get to {x_px}, {y_px}")


def _valuators(*values: float) -> bytes:
    mask = ((1 << len(values)) - 1).to_bytes(8, "little")
    return _VALUATORS.pack(0, mask, *values, *[0.0] * (64 - len(values)), *[0.0] * 64)
