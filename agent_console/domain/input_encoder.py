"""Numbers the agent's input and repeats it until the other side has it, over a channel that may lose anything.

Rules:

- Every batch starts with the oldest event that has no answer yet and carries all of them, so whatever arrives can be
  used at once; there are never more than one batch holds.
- Keys, buttons and characters leave at once. Pointer moves and wheel turns leave at most every few milliseconds and
  less often on a slow line; of moves that wait only the newest counts, turns that wait add up. Neither passes
  anything else.
- While something is held down the last event is repeated every half second, so that the other side can tell a hand
  that rests from a channel that died.
- Nothing survives a change of epoch: what was under way was meant for a moment that is over.

Time is an argument everywhere: `now_ms` is a monotonic reading in milliseconds.
"""

from collections import deque

from shared.protocol import limits
from shared.protocol.peer_messages import (
    ButtonChange,
    InputAck,
    InputBatch,
    InputEvent,
    KeyChange,
    PointerButton,
    PointerMove,
    TextTyped,
    WheelTurn,
)

MOVE_INTERVAL_MS = 8
"""A little more than 120 moves a second: faster than any screen shows them."""

HELD_REFRESH_MS = 500
"""A quarter of the silence after which the client lets go of held keys."""

RESEND_MIN_MS = 30
RESEND_MAX_MS = 400
_RESEND_START_MS = 100
_WAITING_MAX_EVENTS = 512  # seconds of furious typing into a dead line; by then control has ended anyway
_REPEAT_BACKLOG_MAX_EVENTS = 4  # a key that is held must not go on typing once it is up


class InputEncoder:
    """The agent's side of the input channel. Each method that returns a batch wants it sent at once."""

    def __init__(self) -> None:
        self._epoch: int | None = None
        self._last_position: PointerMove | None = None
        self._srtt_ms: float | None = None
        self._reset()

    def _reset(self) -> None:
        self._first_seq = 1
        self._unanswered: deque[InputEvent] = deque()
        self._sent_at_ms: deque[int] = deque()
        self._waiting: deque[InputEvent] = deque()
        self._is_urgent = False
        self._last_answered: InputEvent | None = None
        self._held: dict[InputEvent, None] = {}  # the down events, in the order they were made
        self._has_position = False
        self._last_sent_ms: int | None = None
        self._last_paced_ms: int | None = None
        self._resends = 0

    @property
    def epoch(self) -> int | None:
        """The epoch events are made for; None while there is no control."""
        return self._epoch

    @property
    def held(self) -> frozenset[InputEvent]:
        """The down events whose up event was not made yet."""
        return frozenset(self._held)

    @property
    def backlog(self) -> int:
        """Events the other side has not answered for, those that wait included."""
        return len(self._unanswered) + len(self._waiting)

    @property
    def is_idle(self) -> bool:
        """Whether the other side has answered for everything."""
        return not self._unanswered and not self._waiting

    def set_epoch(self, epoch: int | None) -> None:
        """Control began, changed or ended (`capability_status`); what was not answered for is dropped.

        A key that is physically down stays up on the other side until it is pressed anew, so the widget must not pass
        on auto-repeat.
        """
        if epoch != self._epoch:
            self._epoch = epoch
            self._reset()

    def pointer(self, x: int, y: int, now_ms: int) -> InputBatch | None:
        """The pointer moved to 0..65535 across the shared monitor."""
        self._last_position = PointerMove(x, y)
        if self._epoch is None:
            return None
        if self._waiting and isinstance(self._waiting[-1], PointerMove):
            self._waiting[-1] = self._last_position
        elif not self._append(self._last_position):
            return None
        self._has_position = True
        return self._flush_paced(now_ms)

    def wheel(self, dx: int, dy: int, now_ms: int) -> InputBatch | None:
        """The wheel turned by 1/120 notches, positive right and down."""
        if self._epoch is None or (dx == 0 and dy == 0):
            return None
        self._ensure_position()
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, WheelTurn):
            dx, dy = dx + last.dx, dy + last.dy
            self._waiting.pop()
        if dx == 0 and dy == 0:  # turned back before it left
            return None
        turn = WheelTurn(_clamp_wheel(dx), _clamp_wheel(dy))
        return self._flush_paced(now_ms) if self._append(turn) else None

    def button(self, button: PointerButton, is_down: bool, now_ms: int) -> InputBatch | None:
        """A mouse button went down or up at the last position."""
        if is_down and self._epoch is not None:
            self._ensure_position()
        return self._change(ButtonChange(button, True), ButtonChange(button, is_down), now_ms)

    def key(self, usage: int, is_down: bool, now_ms: int) -> InputBatch | None:
        """A key, by its HID usage, went down or up. Auto-repeat of a held key changes nothing."""
        return self._change(KeyChange(usage, True), KeyChange(usage, is_down), now_ms)

    def text(self, text: str, now_ms: int, *, is_repeat: bool = False) -> InputBatch | None:
        """A character was typed; one that a held key repeats is dropped while the line does not keep up."""
        if self._epoch is None or (is_repeat and self.backlog > _REPEAT_BACKLOG_MAX_EVENTS):
            return None
        if not self._append(TextTyped(text)):
            return None
        self._is_urgent = True
        return self._flush(now_ms)

    def release_all(self, now_ms: int) -> InputBatch | None:
        """Let go of everything: the picture lost the focus, or the tab changed."""
        for down in reversed(self._held):
            if isinstance(down, KeyChange):
                self._waiting.append(KeyChange(down.usage, False))
            elif isinstance(down, ButtonChange):
                self._waiting.append(ButtonChange(down.button, False))
            self._is_urgent = True
        self._held.clear()
        return self._flush(now_ms) if self._is_urgent else None

    def handle_ack(self, ack: InputAck, now_ms: int) -> InputBatch | None:
        """The other side handled everything up to a number; an answer that cannot be true is ignored."""
        answered = ack.last_seq - self._first_seq + 1
        if ack.input_epoch != self._epoch or not 0 < answered <= len(self._unanswered):
            return None
        sent_at_ms = now_ms
        for _ in range(answered):
            self._last_answered = self._unanswered.popleft()
            sent_at_ms = self._sent_at_ms.popleft()
        self._first_seq += answered
        self._resends = 0
        sample_ms = float(max(0, now_ms - sent_at_ms))
        self._srtt_ms = sample_ms if self._srtt_ms is None else 0.875 * self._srtt_ms + 0.125 * sample_ms
        if not self._waiting:
            return None
        return self._flush(now_ms) if self._is_urgent else self._flush_paced(now_ms)

    def tick(self, now_ms: int) -> InputBatch | None:
        """Send what is due: moves that waited, events without an answer, the sign that a hand still holds something.

        Call it when `next_due_ms` says so, or every few milliseconds.
        """
        due_ms = self.next_due_ms()
        if due_ms is None or now_ms < due_ms:
            return None
        if self._waiting and len(self._unanswered) < limits.INPUT_BATCH_MAX_EVENTS:
            return self._flush(now_ms)
        if self._unanswered:
            self._resends += 1
            return self._batch(now_ms)
        if self._last_answered is not None and self._epoch is not None:
            self._last_sent_ms = now_ms
            return InputBatch(input_epoch=self._epoch, first_seq=self._first_seq - 1, events=[self._last_answered])
        return None

    def next_due_ms(self) -> int | None:
        """When `tick` will next have something to send; None while nothing is owed."""
        if self._epoch is None or self._last_sent_ms is None:
            return None
        due_ms: list[int] = []
        if self._waiting and len(self._unanswered) < limits.INPUT_BATCH_MAX_EVENTS:
            paced_ms = (self._last_paced_ms or self._last_sent_ms) + self._pace_ms()
            due_ms.append(self._last_sent_ms if self._is_urgent else paced_ms)
        if self._unanswered:
            due_ms.append(self._last_sent_ms + self._resend_after_ms())
        elif self._held:
            due_ms.append(self._last_sent_ms + HELD_REFRESH_MS)
        return min(due_ms) if due_ms else None

    def _ensure_position(self) -> None:
        """A click must land where the agent sees the pointer, also as the first event of an epoch."""
        if not self._has_position and self._last_position is not None:
            self._has_position = self._append(self._last_position)

    def _append(self, event: InputEvent) -> bool:
        if len(self._waiting) >= _WAITING_MAX_EVENTS:
            return False
        self._waiting.append(event)
        return True

    def _change(self, down: InputEvent, event: InputEvent, now_ms: int) -> InputBatch | None:
        if self._epoch is None:
            return None
        if event is not down and event != down:
            if down not in self._held:
                return None
            del self._held[down]
            self._waiting.append(event)  # never refused: at most as many as are held
        else:
            if down in self._held or not self._append(event):
                return None
            self._held[down] = None
        self._is_urgent = True
        return self._flush(now_ms)

    def _flush_paced(self, now_ms: int) -> InputBatch | None:
        if self._last_paced_ms is not None and now_ms < self._last_paced_ms + self._pace_ms():
            return None
        return self._flush(now_ms)

    def _flush(self, now_ms: int) -> InputBatch | None:
        has_new = False
        while self._waiting and len(self._unanswered) < limits.INPUT_BATCH_MAX_EVENTS:
            event = self._waiting.popleft()
            if isinstance(event, PointerMove | WheelTurn):
                self._last_paced_ms = now_ms
            self._unanswered.append(event)
            self._sent_at_ms.append(now_ms)
            has_new = True
        if not self._waiting:
            self._is_urgent = False
        return self._batch(now_ms) if has_new else None

    def _batch(self, now_ms: int) -> InputBatch | None:
        if self._epoch is None:
            return None
        self._last_sent_ms = now_ms
        return InputBatch(input_epoch=self._epoch, first_seq=self._first_seq, events=list(self._unanswered))

    def _pace_ms(self) -> int:
        """Longer the more is under way, so that a slow line fills with keys before it fills with moves."""
        return MOVE_INTERVAL_MS * (1 + len(self._unanswered) // 8)

    def _resend_after_ms(self) -> int:
        first_ms = _RESEND_START_MS if self._srtt_ms is None else 2 * self._srtt_ms + 10
        return int(min(RESEND_MAX_MS, max(RESEND_MIN_MS, first_ms) * 1.5 ** min(self._resends, 8)))


def _clamp_wheel(turn: int) -> int:
    return max(-limits.WHEEL_MAX, min(limits.WHEEL_MAX, turn))
