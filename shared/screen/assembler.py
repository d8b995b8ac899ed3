"""RTP packets in any order to whole updates in order, each at once when its last piece is there."""

from dataclasses import dataclass, field

from shared.protocol import limits
from shared.screen.packet import parse_part
from shared.screen.update import peek_mends

REORDER_GRACE_MS = 4  # packets that overtake each other do so within a few milliseconds
TAIL_GRACE_MS = 25  # the rest of an update follows at once; after this silence its end was lost
TAIL_GRACE_GAPS = 4  # on a slow line, this many times the usual pause between packets
TAIL_ASK_MAX = 32  # if it was only late after all, no more than this travels twice
LOST_AFTER_MS = 200  # docs/protocol.md section 4
LOST_RATIO_MAX = 5  # a repair that goes on may take that much longer, on a line narrower than what was lost
RTT_GUESS_MS = 24  # until somebody has measured it
REPAIR_GUESS_MS = 250  # half way round the world and back; until the first repair shows how long it takes
REFRESH_RETRY_MS = 400  # a refresh or the whole answer to it may be lost as well
MISSING_MAX = 2_048  # as many packets as the sender keeps; beyond that asking is pointless
HELD_MAX_BYTES = 2 * limits.SCREEN_UPDATE_MAX_BYTES
HELD_MAX_UPDATES = 2 * limits.SCREEN_UNACKED_MAX  # an honest sender has half of that on the way, and a probe

_SEQ_MODULO = 1 << 16
_SEQ_HALF = 1 << 15


@dataclass(frozen=True, slots=True)
class WholeUpdate:
    """An encoded update, complete but not yet read.

    Attributes:
        data: as `encode_update` made it, if the sender is honest.
        first_packet_ms: when its first packet came, on the receiver's clock.
        arrived_ms: when the last one came that did not have to be asked for again.
        whole_ms: when nothing was missing any more, in it or before it.
    """

    data: bytes
    first_packet_ms: int
    arrived_ms: int
    whole_ms: int


@dataclass(frozen=True, slots=True)
class Repair:
    """What the receiver should ask for now.

    Attributes:
        again: RTP sequence numbers to ask for (once more).
        refresh: something is lost for good; the sender has to say it anew.
        next_poll_ms: call `poll` again after this long; None when nothing is amiss.
    """

    again: tuple[int, ...] = ()
    refresh: bool = False
    next_poll_ms: int | None = None


@dataclass(slots=True)
class _Partial:
    """An update that is still coming in. `start` and `end` are unwrapped sequence numbers."""

    start: int
    count: int
    timestamp: int
    first_packet_ms: int
    parts: dict[int, bytes] = field(default_factory=dict)
    size_bytes: int = 0
    arrived_ms: int = 0

    @property
    def end(self) -> int:
        return self.start + self.count

    @property
    def is_whole(self) -> bool:
        return len(self.parts) == self.count

    @property
    def mends(self) -> bool:
        return 0 in self.parts and peek_mends(self.parts[0])

    @property
    def may_mend(self) -> bool:
        return 0 not in self.parts or peek_mends(self.parts[0])


@dataclass(slots=True)
class _Hole:
    """A sequence number that did not come."""

    since_ms: int
    asked_ms: int | None = None
    asked_count: int = 0


class Assembler:
    """One sender's packets. Time is always an argument: milliseconds of any clock that never goes back.

    Every packet says its place in its update, so the first one seen already tells where the update begins and ends:
    no state is needed from the updates before, and a lost tail is noticed without waiting for what follows.
    """

    def __init__(self, lost_after_ms: int = LOST_AFTER_MS) -> None:
        self._lost_after_ms = lost_after_ms
        self._lost_floor_ms = lost_after_ms
        self._told_rtt_ms = float(RTT_GUESS_MS)
        self._repair_ms = float(REPAIR_GUESS_MS)
        self._repaired_ms = 0
        self._retry_ms = 30
        self._gap_ms = 0.0
        self._partials: dict[int, _Partial] = {}
        self._holes: dict[int, _Hole] = {}
        self._held_bytes = 0
        self._highest = -1  # unwrapped; -1 before the first packet
        self._floor = 0  # packets below this were delivered or given up
        self._awaits_key = True
        self._arrived_ms = 0
        self._refresh_asked_ms: int | None = None
        self._refresh_wanted = False
        self.malformed_count = 0
        self.lost_count = 0

    @property
    def needs_poll(self) -> bool:
        """Whether `poll` has something to watch; O(1)."""
        return bool(self._partials) or self._refresh_wanted or (self._awaits_key and self._highest >= 0)

    def set_rtt_ms(self, rtt_ms: float) -> None:
        """Tell how long there and back takes, so that nothing is asked for twice or given up before it could come.

        What repairs really took counts if it is less: a heartbeat that was lost itself and sent again is no measure.
        """
        self._told_rtt_ms = rtt_ms
        self._set_patience()

    def expect_key(self) -> None:
        """The picture cannot be continued: drop what is held and ask for what mends it."""
        self._give_up()

    def add(self, seq: int, timestamp: int, is_marker: bool, payload: bytes, now_ms: int) -> list[WholeUpdate]:
        """Take one packet; returns the updates that are whole and due now, mostly none or one. O(1) per packet.

        Args:
            seq: RTP sequence number, 16 bit.
            timestamp: RTP timestamp; one for each update.
            is_marker: the RTP marker bit, set on the last packet of an update.
            payload: one part, see `packet.py`.
            now_ms: when it came.
        """
        part = parse_part(payload)
        if part is None or is_marker != (part[0] == part[1] - 1):
            self.malformed_count += 1
            return []
        index, count, data = part
        position = self._unwrap(seq)
        start = position - index
        if start < self._floor:
            return []
        partial = self._partial(start, count, timestamp, now_ms)
        if partial is None:
            self.malformed_count += 1
            return []
        self._highest = max(self._highest, position)
        self._arrived_ms = now_ms
        if index in partial.parts:
            return []
        partial.parts[index] = data
        hole = self._holes.get(position)
        if hole is None or hole.asked_ms is None:
            partial.arrived_ms = now_ms
        else:
            self._note_repair(hole, now_ms)
        partial.size_bytes += len(data)
        self._held_bytes += len(data)
        if partial.size_bytes > limits.SCREEN_UPDATE_MAX_BYTES or self._held_bytes > HELD_MAX_BYTES:
            self._give_up()
            return []
        due: list[WholeUpdate] = []
        if partial.is_whole:
            due = self._take_due(partial, now_ms)
        if len(self._partials) > HELD_MAX_UPDATES:
            self._give_up()
        return due

    def _partial(self, start: int, count: int, timestamp: int, now_ms: int) -> _Partial | None:
        """The update this packet belongs to, begun with it if it is the first; None if it contradicts one."""
        partial = self._partials.get(start)
        if partial is not None:
            if partial.count != count or partial.timestamp != timestamp:
                return None
            self._gap_ms += 0.2 * (min(now_ms - self._arrived_ms, LOST_AFTER_MS) - self._gap_ms)
            return partial
        begun = _Partial(start, count, timestamp, now_ms)
        if any(other.start < begun.end and start < other.end for other in self._partials.values()):
            # Honest updates follow each other: what lies over another would be looked for twice at every poll.
            return None
        self._partials[start] = begun
        return begun

    def poll(self, now_ms: int) -> Repair:
        """Say what to ask for again, and whether something is lost for good."""
        if not self.needs_poll:
            return Repair()
        holes = self._find_holes(now_ms)
        if holes is None or any(self._is_hopeless(hole, now_ms) for hole in holes.values()):
            self._give_up()
            holes = {}
        self._holes = holes
        again: list[int] = []
        for position, hole in holes.items():
            asked_ms = hole.asked_ms
            grown_up = now_ms - hole.since_ms >= REORDER_GRACE_MS
            if grown_up and (asked_ms is None or now_ms - asked_ms >= self._retry_ms):
                hole.asked_ms = now_ms
                hole.asked_count += 1
                again.append(position % _SEQ_MODULO)
        refresh = self._is_refresh_due(now_ms)
        if self._partials:
            return Repair(tuple(again), refresh, REORDER_GRACE_MS + 1)
        return Repair(tuple(again), refresh, REFRESH_RETRY_MS // 4 if self._awaits_key else None)

    def _note_repair(self, hole: _Hole, now_ms: int) -> None:
        self._repaired_ms = now_ms
        if hole.asked_count == 1 and hole.asked_ms is not None:
            self._repair_ms += 0.25 * (now_ms - hole.asked_ms - self._repair_ms)
        else:
            # Nobody knows which request was answered (Karn 1987): perhaps all came too early.
            self._repair_ms *= 1.25
        self._set_patience()

    def _set_patience(self) -> None:
        rtt_ms = min(self._told_rtt_ms, self._repair_ms)
        self._retry_ms = round(max(20.0, 1.25 * rtt_ms))
        self._lost_after_ms = round(max(self._lost_floor_ms, 3 * rtt_ms))

    def _is_hopeless(self, hole: _Hole, now_ms: int) -> bool:
        if now_ms - hole.since_ms >= LOST_RATIO_MAX * self._lost_after_ms:
            return True
        # As long as other repairs arrive this one may be on its way behind them.
        return now_ms - max(hole.since_ms, self._repaired_ms) >= self._lost_after_ms

    def _is_refresh_due(self, now_ms: int) -> bool:
        if not self._awaits_key or self._highest < 0:
            self._refresh_wanted = False
            return False
        if self._refresh_asked_ms is None and not self._refresh_wanted:
            # The first picture is a key update by itself; ask only if it does not come.
            self._refresh_asked_ms = now_ms
            return False
        if self._refresh_asked_ms is not None and now_ms - self._refresh_asked_ms < REFRESH_RETRY_MS:
            return False
        self._refresh_asked_ms = now_ms
        self._refresh_wanted = True
        return True

    def _take_due(self, partial: _Partial, now_ms: int) -> list[WholeUpdate]:
        if partial.mends and (self._awaits_key or partial.start > self._floor):
            # It stands alone: whatever is missing before it is of no interest any more.
            self._drop_below(partial.start)
            self._awaits_key = self._refresh_wanted = False
            self._refresh_asked_ms = None
        elif self._awaits_key:
            if not any(other.start < partial.start and other.may_mend for other in self._partials.values()):
                # Useless without what was lost, and the proof that the sender does not know: ask at the next poll.
                self._drop_below(partial.end)
                self._refresh_wanted = True
            return []
        due: list[WholeUpdate] = []
        while (ready := self._partials.get(self._floor)) is not None and ready.is_whole:
            data = b"".join([ready.parts[index] for index in range(ready.count)])
            due.append(WholeUpdate(data, ready.first_packet_ms, ready.arrived_ms or now_ms, now_ms))
            self._drop_below(ready.end)
        return due

    def _drop_below(self, position: int) -> None:
        self._floor = position
        for start in [start for start in self._partials if start < position]:
            self._held_bytes -= self._partials.pop(start).size_bytes

    def _give_up(self) -> None:
        self.lost_count += 1
        self._drop_below(self._highest + 1)
        self._partials.clear()
        self._holes.clear()
        self._held_bytes = 0
        self._awaits_key = self._refresh_wanted = True

    def _find_holes(self, now_ms: int) -> dict[int, _Hole] | None:
        """Positions that should have come by now; None when there are too many to ask for."""
        is_quiet = now_ms - self._arrived_ms >= max(TAIL_GRACE_MS, TAIL_GRACE_GAPS * self._gap_ms)
        holes: dict[int, _Hole] = {}
        expected = None if self._awaits_key else self._floor
        for start in sorted(self._partials):
            partial = self._partials[start]
            if expected is not None and start - expected > MISSING_MAX:
                return None
            between = range(expected, start) if expected is not None else ()
            # Beyond the highest number seen the rest may still be on its way.
            arrived_end = min(partial.end, self._highest + 1)
            end = min(partial.end, arrived_end + TAIL_ASK_MAX) if is_quiet else arrived_end
            inside = () if partial.is_whole else range(start, end)
            for position in (*between, *(p for p in inside if p - start not in partial.parts)):
                holes[position] = self._holes.get(position) or _Hole(now_ms)
            if len(holes) > MISSING_MAX:
                return None
            expected = max(partial.end, expected or 0)
        return holes

    def _unwrap(self, seq: int) -> int:
        """The sequence number without its wrap at 65536, taken to be the one nearest to the highest so far."""
        if self._highest < 0:
            # One turn up, so that packets overtaken by the very first one do not go below zero.
            return seq + _SEQ_MODULO
        distance = (seq - self._highest) % _SEQ_MODULO
        return self._highest + (distance if distance < _SEQ_HALF else distance - _SEQ_MODULO)
