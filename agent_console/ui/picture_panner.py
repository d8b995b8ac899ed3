"""Moves a picture that is larger than its room: by dragging it, and by resting the pointer at an edge."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QSize, QTimer

EDGE_PX = 16
"""How near to an edge the pointer must rest: wide enough to meet, narrower than anything one would aim at there."""

EDGE_WAIT_MS = 250
"""A pointer on its way out of the window has crossed the edge by then; one that rests there wants to see more."""

_STEP_MS = 16
_SPEED_PX = 18
"""Widget pixels a step, from the very edge: a screen's width in a second and a half."""


def edge_push(position_px: float, room_px: int) -> int:
    """How far to move at one step, in widget pixels: -1 or less near the left or upper end, 0 in the middle."""
    depth = max(EDGE_PX - position_px, position_px - (room_px - 1 - EDGE_PX))
    if depth <= 0 or room_px < 4 * EDGE_PX:
        return 0
    speed = 1 + round(_SPEED_PX * min(depth, EDGE_PX) / EDGE_PX)
    return -speed if position_px < room_px / 2 else speed


class PicturePanner(QObject):
    """Knows nothing of pictures: `move_by(x, y)` takes widget pixels and says whether anything moved.

    Args:
        move_by: moves what is seen; positive shows more of the right and of what is below.
        on_edge_moved: told after the picture has moved under a pointer that rests at an edge.
        parent: owner.
    """

    def __init__(
        self, move_by: Callable[[float, float], bool], on_edge_moved: Callable[[QPointF], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._move_by = move_by
        self._on_edge_moved = on_edge_moved
        self._grabbed: QPointF | None = None
        self._pointer = QPointF()
        self._push = (0, 0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    @property
    def is_dragging(self) -> bool:
        """Whether the picture is held."""
        return self._grabbed is not None

    def grab(self, at: QPointF) -> None:
        """Take hold of the picture here."""
        self.leave_edge()
        self._grabbed = at

    def drag(self, to: QPointF) -> None:
        """Pull it along."""
        if self._grabbed is not None:
            way = self._grabbed - to
            self._grabbed = to
            self._move_by(way.x(), way.y())

    def drop(self) -> None:
        """Let it lie."""
        self._grabbed = None

    def watch(self, at: QPointF, room: QSize) -> None:
        """The pointer is here; move once it has rested at an edge."""
        self._pointer = at
        self._push = edge_push(at.x(), room.width()), edge_push(at.y(), room.height())
        if self._push == (0, 0):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(EDGE_WAIT_MS)

    def leave_edge(self) -> None:
        """The pointer is elsewhere."""
        self._timer.stop()

    def _step(self) -> None:
        if self._move_by(*self._push):
            self._timer.setInterval(_STEP_MS)
            self._on_edge_moved(self._pointer)
        else:
            self._timer.stop()
