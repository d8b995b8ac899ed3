"""What an agent's hand draws, and the messages that tell of it: shown here at once, told as often as a line likes."""

import math
from dataclasses import replace
from typing import Literal, get_args

from shared.geometry import NORMALIZED_MAX
from shared.protocol import peer_messages as peer
from shared.protocol.limits import MARK_LENGTH_MAX, MARK_LINE_MAX_POINTS, MARK_POINTS_MAX
from shared.session.mark_board import Mark, MarkBoard, MarkPoint

DrawingTool = Literal["pointer", "arrow", "box", "pen"]
TOOLS: tuple[DrawingTool, ...] = get_args(DrawingTool)
MarkMessage = peer.MarkDraw | peer.MarkExtend | peer.MarksClear | peer.MarkPointer

DRAW_INTERVAL_MS = 50
POINTER_INTERVAL_MS = 33
POINTER_KEEP_MS = 1_000
"""A pointer that rests is told again: the other side takes one away that nobody speaks of, and one may be lost."""
_STEP_NORM = 90
"""A line gets a point about each three pixels of a wide screen: finer than a hand, and little to send."""


class Drawer:
    """Keeps one tab's tool, its marks and what has not been told of them. Belongs to the Qt thread."""

    def __init__(self) -> None:
        """Nothing is drawn, and no tool in hand."""
        self._board = MarkBoard()
        self._clear_count = 0
        self._tool: DrawingTool | None = None
        self._last_id = 0
        self._mark: Mark | None = None
        self._told_points = 0
        self._is_untold = False
        self._drawn_ms = -DRAW_INTERVAL_MS
        self._pointer: MarkPoint | None = None
        self._told_pointer: MarkPoint | None = None
        self._pointer_seq = 0
        self._pointed_ms = -POINTER_INTERVAL_MS
        self.colour = 0
        self.is_fading = True

    @property
    def tool(self) -> DrawingTool | None:
        """What is in hand; None while the mouse does what it always does."""
        return self._tool

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is drawn, the oldest first."""
        return self._board.marks

    @property
    def in_hand(self) -> Mark | None:
        """The mark that is being drawn now."""
        return self._mark

    @property
    def needs_ticks(self) -> bool:
        """Whether something is to be told, repeated or taken away in time."""
        return self._is_untold or self._pointer is not None or any(mark.is_fading for mark in self.marks)

    def choose(self, tool: DrawingTool | None, now_ms: int) -> list[MarkMessage]:
        """Take another tool in hand, or none."""
        messages = self.release(now_ms) + self.leave(now_ms)
        self._tool = tool
        return messages

    def press(self, at: MarkPoint, now_ms: int) -> list[MarkMessage]:
        """The button went down there."""
        if self._tool is None or self._tool == "pointer":
            return []
        messages = self.release(now_ms)
        self._begin(self._tool, (at,), now_ms)
        return messages

    def move(self, at: MarkPoint, now_ms: int) -> list[MarkMessage]:
        """The mouse is there now."""
        if self._tool == "pointer":
            self._pointer = at
            return self._tell_pointer(now_ms)
        mark = self._mark
        if mark is None:
            return []
        if mark.tool != "pen":
            self._change(replace(mark, points=(mark.points[0], at), changed_ms=now_ms))
        elif math.dist(mark.points[-1], at) >= _STEP_NORM:
            longer = replace(mark, points=(*mark.points, at), changed_ms=now_ms)
            self._change(longer)
            if len(longer.points) >= MARK_LINE_MAX_POINTS or longer.length > MARK_LENGTH_MAX - NORMALIZED_MAX:
                messages = self.release(now_ms)
                self._begin("pen", (at,), now_ms)
                return messages
        return self._tell_mark() if now_ms - self._drawn_ms >= DRAW_INTERVAL_MS else []

    def release(self, now_ms: int) -> list[MarkMessage]:
        """The button came up, or something ended the drawing of this mark."""
        if self._mark is None:
            return []
        self._drawn_ms = now_ms
        messages = self._tell_mark()
        self._mark = None
        return messages

    def leave(self, now_ms: int) -> list[MarkMessage]:
        """The mouse is not over the picture any more: it points at nothing."""
        self._pointer = None
        return self._tell_pointer(now_ms)

    def clear(self) -> list[MarkMessage]:
        """Take everything away."""
        self._put_down()
        self._board.clear()
        return [peer.MarksClear()]

    def pause(self) -> None:
        """Nothing can be told for a while: the tool is put down, and what is not told yet waits."""
        self._tool = None
        self._pointer = self._told_pointer = None

    def tick(self, now_ms: int, *, may_tell: bool = True) -> list[MarkMessage]:
        """Let time pass; `may_tell` says whether what is told would be taken."""
        self._board.expire(now_ms)
        if not may_tell:
            return []
        messages: list[MarkMessage] = []
        if self._is_untold and now_ms - self._drawn_ms >= DRAW_INTERVAL_MS:
            self._drawn_ms = now_ms
            messages += self._tell_mark()
        return messages + self._tell_pointer(now_ms)

    def take_cleared(self, clear_count: int) -> bool:
        """Everything was taken away over there; says whether that is news."""
        if clear_count == self._clear_count:
            return False
        self._clear_count = clear_count
        self.forget()
        return True

    def forget(self) -> None:
        """The screen is not seen any more: over there nothing is left of it."""
        self._put_down()
        self._pointer = self._told_pointer = None
        self._board.clear()

    # --- inside

    def _begin(self, tool: Literal["arrow", "box", "pen"], points: tuple[MarkPoint, ...], now_ms: int) -> None:
        self._last_id += 1
        self._told_points = 0
        self._change(
            Mark(
                mark_id=self._last_id,
                tool=tool,
                colour=self.colour,
                is_fading=self.is_fading,
                points=points,
                changed_ms=now_ms,
            )
        )

    def _change(self, mark: Mark) -> None:
        self._mark = mark
        self._board.draw(mark)
        self._is_untold = True

    def _put_down(self) -> None:
        self._mark = None
        self._is_untold = False

    def _tell_mark(self) -> list[MarkMessage]:
        """Everything of the mark in hand that was not told yet."""
        mark, is_untold, self._is_untold = self._mark, self._is_untold, False
        if mark is None or not is_untold:
            return []
        self._drawn_ms = max(self._drawn_ms, mark.changed_ms)
        messages: list[MarkMessage] = []
        if mark.tool != "pen" or not self._told_points:
            first = mark.points[:MARK_POINTS_MAX]
            self._told_points = len(first)
            messages.append(
                peer.MarkDraw(
                    clear_count=self._clear_count,
                    mark_id=mark.mark_id,
                    tool=mark.tool,
                    colour=mark.colour,
                    is_fading=mark.is_fading,
                    points=_on_wire(first),
                )
            )
        while mark.tool == "pen" and self._told_points < len(mark.points):
            more = mark.points[self._told_points : self._told_points + MARK_POINTS_MAX]
            self._told_points += len(more)
            messages.append(
                peer.MarkExtend(clear_count=self._clear_count, mark_id=mark.mark_id, points=_on_wire(more))
            )
        return messages

    def _tell_pointer(self, now_ms: int) -> list[MarkMessage]:
        since_ms = now_ms - self._pointed_ms
        if self._pointer == self._told_pointer:
            if self._pointer is None or since_ms < POINTER_KEEP_MS:
                return []
        elif self._pointer is not None and since_ms < POINTER_INTERVAL_MS:
            return []
        x, y = self._pointer or self._told_pointer or (0, 0)
        is_shown = self._pointer is not None
        self._pointed_ms, self._told_pointer = now_ms, self._pointer
        self._pointer_seq += 1
        return [peer.MarkPointer(seq=self._pointer_seq, x=x, y=y, is_shown=is_shown)]


def _on_wire(points: tuple[MarkPoint, ...]) -> list[peer.MarkPoint]:
    return [peer.MarkPoint(x, y) for x, y in points]
