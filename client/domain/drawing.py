"""What the agent points at and draws on the shared screen, for the flow: kept, bounded, and gone when it must be."""

from collections.abc import Callable
from dataclasses import dataclass

from client.domain.ports import PeerPort
from shared.allowance import Allowance
from shared.capability import Capability
from shared.consent.machine import ConsentMachine
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.session.mark_board import Mark, MarkBoard, MarkPoint

POINTER_REST_MS = 3_000
"""A pointer nobody speaks of any more goes: the message that took it away may have been lost."""

AWAY_MS = 2_500
"""How long a desk that was found locked counts as such: it is looked at each second, and the answer may take one."""

MarkMessage = peer.MarkDraw | peer.MarkExtend | peer.MarksClear | peer.MarkPointer


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingCounts:
    """What was drawn since the last time; never what, never where."""

    marks: int
    moves: int


class DrawingDesk:
    """Lives in the network thread, beside the controller."""

    def __init__(self, peer_port: PeerPort) -> None:
        """Nothing is drawn; `peer_port` is the way to the agent."""
        self._peer = peer_port
        self._board = MarkBoard()
        self._clear_count = 0
        self._allowance = _new_allowance()
        self._pointer: MarkPoint | None = None
        self._pointer_allowance = _new_pointer_allowance()
        self._pointer_waits: MarkPoint | None = None  # the newest of those that came too fast
        self._pointer_seq = 0
        self._pointer_until_ms = 0
        self._away_until_ms = 0
        self._is_seen = False
        self._areas: tuple[Rect, ...] = ()
        self._drawn_count = self._moved_count = 0
        self.on_changed: Callable[[], None] = lambda: None
        """Told when something else is to be seen."""

    # --- what the windows read

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What the person is to see of it now, the oldest first."""
        return self._board.marks if self._is_seen else ()

    @property
    def pointer(self) -> MarkPoint | None:
        """Where the agent points now; None when at nothing, or while nothing is shown."""
        return self._pointer if self._is_seen else None

    @property
    def areas(self) -> tuple[Rect, ...]:
        """The shared displays in desktop pixels; together they are the picture that positions count across."""
        return self._areas

    # --- in

    def handle(self, message: MarkMessage, now_ms: int) -> None:
        """Take a message that may act; of a pointer that is told of too often the newest place, a moment later.

        Raises:
            ProtocolError: more drawings than a hand can draw, or a line longer than it may be.
        """
        if now_ms < self._away_until_ms:
            self.note_dropped(message, now_ms)
            return
        match message:
            case peer.MarkPointer():
                if not self._point(message, now_ms):
                    return
            case _ if not self._allowance.take(now_ms):
                raise ProtocolError("mark_flood")
            case peer.MarksClear():
                self._board.clear()
            case peer.MarkDraw(clear_count=count) if count == self._clear_count:
                self._draw(message, now_ms)
            case peer.MarkExtend(clear_count=count) if count == self._clear_count:
                self._extend(message, now_ms)
            case _:
                return  # drawn before the agent heard that everything was taken away
        self.on_changed()

    def note_dropped(self, message: object, now_ms: int) -> None:
        """A message was not let in because nothing is seen now: what the agent believes to be there is not.

        Raises:
            ProtocolError: as `handle`.
        """
        if not isinstance(message, peer.MarkDraw | peer.MarkExtend | peer.MarksClear):
            return
        if not self._allowance.take(now_ms):
            raise ProtocolError("mark_flood")
        if isinstance(message, peer.MarksClear) or message.clear_count == self._clear_count:
            self.clear()

    def clear(self) -> None:
        """Take everything away, and tell the agent."""
        self._board.clear()
        self._take_pointer_away()
        self._clear_count += 1
        self._peer.send(peer.MarksCleared(clear_count=self._clear_count))
        self.on_changed()

    def is_watch_needed(self, now_ms: int) -> bool:
        """Whether it matters if somebody watches the desk: something is drawn there, or would be but for its lock."""
        return bool(self._board.marks) or self._pointer is not None or now_ms < self._away_until_ms

    def leave_desk(self, now_ms: int) -> None:
        """Nobody watches the desk: it is clean from now on, until this has not been told for `AWAY_MS`."""
        self._away_until_ms = now_ms + AWAY_MS
        if self._board.marks or self._pointer is not None:
            self.clear()

    def follow(self, consent: ConsentMachine, monitors: tuple[peer.Monitor, ...]) -> None:
        """Show it only while the screen is seen, and only on the displays it was drawn over."""
        rights = consent.rights
        is_seen = Capability.VIEW in rights.usable and rights.cover == "none" and not consent.is_stalled
        areas = _areas_of(rights.monitor_ids, monitors) if Capability.VIEW in rights.granted else ()
        is_news = (is_seen, areas) != (self._is_seen, self._areas)
        is_elsewhere, self._areas = areas != self._areas, areas
        self._is_seen = is_seen
        if is_elsewhere and self._board.marks:
            self.clear()
        elif is_news:
            self.on_changed()

    def tick(self, now_ms: int) -> None:
        """Let time pass."""
        is_faded = self._board.expire(now_ms)
        is_gone = self._pointer is not None and now_ms >= self._pointer_until_ms
        if is_gone:
            self._take_pointer_away()
        waits = self._pointer_waits
        is_moved = waits is not None and self._pointer_allowance.take(now_ms)
        if waits is not None and is_moved:
            self._put_pointer(waits)
        if is_faded or is_gone or is_moved:
            self.on_changed()

    def forget(self) -> None:
        """The session is over; counts of the last one stay until they are taken."""
        self._board.clear()
        self._take_pointer_away()
        self._clear_count = self._pointer_seq = self._away_until_ms = 0
        self._allowance, self._pointer_allowance = _new_allowance(), _new_pointer_allowance()
        self._is_seen, self._areas = False, ()
        self.on_changed()

    def take_counts(self) -> DrawingCounts | None:
        """How much was drawn since the last call; None when nothing was."""
        counts = DrawingCounts(marks=self._drawn_count, moves=self._moved_count)
        self._drawn_count = self._moved_count = 0
        return counts if counts.marks or counts.moves else None

    # --- inside

    def _point(self, message: peer.MarkPointer, now_ms: int) -> bool:
        """Says whether something else is to be seen now."""
        if message.seq <= self._pointer_seq:
            return False
        self._pointer_seq = message.seq
        if not message.is_shown:
            # At once, however many came before it: what points at nothing costs no more than what is there.
            was_shown = self._pointer is not None
            self._take_pointer_away()
            return was_shown
        self._pointer_until_ms = now_ms + POINTER_REST_MS
        if not self._pointer_allowance.take(now_ms):
            self._pointer_waits = (message.x, message.y)
            return False
        return self._put_pointer((message.x, message.y))

    def _put_pointer(self, pointer: MarkPoint) -> bool:
        is_elsewhere = pointer != self._pointer
        self._moved_count += is_elsewhere
        self._pointer, self._pointer_waits = pointer, None
        return is_elsewhere

    def _take_pointer_away(self) -> None:
        self._pointer = self._pointer_waits = None

    def _draw(self, message: peer.MarkDraw, now_ms: int) -> None:
        mark = Mark(
            mark_id=message.mark_id,
            tool=message.tool,
            colour=message.colour,
            is_fading=message.is_fading,
            points=_points(message),
            changed_ms=now_ms,
        )
        if mark.length > limits.MARK_LENGTH_MAX:
            raise ProtocolError("mark_too_long")
        self._drawn_count += all(known.mark_id != mark.mark_id for known in self._board.marks)
        self._board.draw(mark)

    def _extend(self, message: peer.MarkExtend, now_ms: int) -> None:
        # It may have faded, or made room for others, while this was on its way.
        is_there = any(mark.mark_id == message.mark_id for mark in self._board.marks)
        if is_there and not self._board.extend(message.mark_id, _points(message), now_ms):
            raise ProtocolError("mark_too_long")


def _new_allowance() -> Allowance:
    return Allowance(per_s=limits.MARKS_PER_S, burst_max=limits.MARKS_BURST_MAX)


def _new_pointer_allowance() -> Allowance:
    return Allowance(per_s=limits.POINTERS_PER_S, burst_max=limits.POINTERS_BURST_MAX)


def _points(message: peer.MarkDraw | peer.MarkExtend) -> tuple[MarkPoint, ...]:
    return tuple((point.x, point.y) for point in message.points)


def _areas_of(monitor_ids: tuple[int, ...], monitors: tuple[peer.Monitor, ...]) -> tuple[Rect, ...]:
    return tuple(
        Rect(monitor.x_px, monitor.y_px, monitor.width_px, monitor.height_px)
        for monitor in monitors
        if monitor.monitor_id in monitor_ids or (not monitor_ids and monitor.is_primary)
    )
