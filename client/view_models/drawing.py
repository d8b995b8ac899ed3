"""What the agent has drawn on the shared screen, as one frozen value for whoever shows it."""

from dataclasses import dataclass

from client.domain.drawing import DrawingDesk
from shared.geometry import Rect
from shared.session.mark_board import Mark, MarkPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingView:
    """Everything of it that is to be seen now.

    Attributes:
        marks: the oldest first.
        pointer: where the agent points, or None.
        areas: the shared displays in desktop pixels; positions count across the box around them.
        name: who draws. Text from outside: show it as plain text only.
    """

    marks: tuple[Mark, ...] = ()
    pointer: MarkPoint | None = None
    areas: tuple[Rect, ...] = ()
    name: str = ""


def present_drawing(desk: DrawingDesk, name: str) -> DrawingView:
    """Describe what is drawn; `name` is the agent's."""
    if not desk.marks and desk.pointer is None:
        return DrawingView()
    return DrawingView(marks=desk.marks, pointer=desk.pointer, areas=desk.areas, name=name)
