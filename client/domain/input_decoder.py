"""Turns input batches, which may be lost, doubled or late, into each event exactly once and in order."""

from dataclasses import dataclass

from shared.protocol.peer_messages import InputAck, InputBatch, InputEvent

GAP_RELEASE_MS = 1_000
"""An honest console fills a gap within a round trip or two, so after this long held keys are let go."""

SILENCE_RELEASE_MS = 2_000
"""A console that holds a key repeats itself every half second; four misses mean that its path is dead."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came of one batch.

    Attributes:
        events: new events, in the order the agent made them; each number appears once in an epoch.
        ack: what to tell the console; None for a batch of another epoch, which gets no answer.
    """

    events: tuple[InputEvent, ...] = ()
    ack: InputAck | None = None


_NOTHING = Decoded()


class InputDecoder:
    """Keeps count of one epoch's events. Not thread-safe: it belongs to the thread that injects.

    Numbers start at 1 in every epoch. A batch always begins with the oldest event the console has no answer for, so
    an honest console never leaves a gap; one that does gets nothing injected until the missing events come.
    """

    def __init__(self) -> None:
        self._epoch: int | None = None
        self._next_seq = 1
        self._gap_since_mono_ms: int | None = None
        self._heard_mono_ms: int | None = None

    @property
    def epoch(self) -> int | None:
        """The epoch whose batches are taken."""
        return self._epoch

    def set_epoch(self, epoch: int | None) -> None:
        """Take batches of this epoch only, counting anew; None takes none."""
        if epoch == self._epoch:
            return
        self._epoch = epoch
        self._next_seq = 1
        self._gap_since_mono_ms = None
        self._heard_mono_ms = None

    def decode(self, batch: InputBatch, now_mono_ms: int) -> Decoded:
        """Pick the new events out of a batch.

        Args:
            batch: as it came from the wire, already within the limits of the protocol.
            now_mono_ms: the monotonic clock; only differences matter.
        """
        if batch.input_epoch != self._epoch:
            return _NOTHING
        events: tuple[InputEvent, ...] = ()
        if batch.first_seq > self._next_seq:
            if self._gap_since_mono_ms is None:
                self._gap_since_mono_ms = now_mono_ms
        else:
            self._gap_since_mono_ms = None
            if batch.first_seq + len(batch.events) >= self._next_seq:
                self._heard_mono_ms = now_mono_ms  # what repeats only things long over is no sign of a hand
            events = tuple(batch.events[self._next_seq - batch.first_seq :])
            self._next_seq += len(events)
        return Decoded(events, InputAck(input_epoch=batch.input_epoch, last_seq=self._next_seq - 1))

    def must_release(self, now_mono_ms: int) -> bool:
        """Whether keys still held should be let go, because what would release them may never come.

        Call it a few times a second while something is held. Counting goes on: events that do come are applied.
        """
        if self._gap_since_mono_ms is not None and now_mono_ms - self._gap_since_mono_ms >= GAP_RELEASE_MS:
            return True
        return self._heard_mono_ms is not None and now_mono_ms - self._heard_mono_ms >= SILENCE_RELEASE_MS
