"""The one thread that carries input into the system, so that neither network nor window ever waits for it."""

import queue
import threading
import time
from collections.abc import Callable, Sequence

from client.domain.input_gate import InputGate, RefusalReason, Refused
from client.domain.refused_input import RefusedInput
from shared.clock import Clock
from shared.protocol.peer_messages import InputEvent

TICK_S = 0.25
"""How often the thread looks around when no input comes: a twelfth of the silence after which control stalls."""

QUEUE_MAX_EVENTS = 256
"""Eight full batches. A system that takes no more input than this falls behind for good; better to let it repeat."""

_ASK_AGAIN_S = 0.005
_NOT_YET = Refused(RefusalReason.NOT_YET)


class InjectorThread:
    """Takes events in the order they are submitted and passes each through the gate.

    Args:
        gate: decides about every single event, at the moment it would be injected.
        clock: the monotonic clock the gate's heartbeat is read from.
        on_tick: called on this thread a few times a second, busy or not.
        refused: told of every event that did not pass.
        on_injected: called on this thread after events of a batch have passed.
    """

    def __init__(
        self,
        gate: InputGate,
        clock: Clock,
        on_tick: Callable[[], None],
        refused: RefusedInput | None = None,
        on_injected: Callable[[], None] = lambda: None,
    ) -> None:
        self._gate = gate
        self._clock = clock
        self._on_tick = on_tick
        self._refused = refused or RefusedInput()
        self._on_injected = on_injected
        self._work: queue.SimpleQueue[tuple[Sequence[InputEvent], int] | None] = queue.SimpleQueue()
        self._pending = 0
        self._next_tick_ms = 0
        self._pending_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="injector", daemon=True)

    @property
    def has_room(self) -> bool:
        """Whether another batch would be taken now."""
        return self._pending < QUEUE_MAX_EVENTS

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def submit(self, events: Sequence[InputEvent], epoch: int) -> None:
        """Hand over events of one batch; returns at once."""
        with self._pending_lock:
            self._pending += len(events)
        self._work.put((events, epoch))

    def stop(self, timeout_s: float = 2.0) -> None:
        """End after the event in hand; what still waits is dropped by the gate, which the caller has shut before."""
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=TICK_S)
            except queue.Empty:
                work = ((), 0)
            if work is None:
                return
            events, epoch = work
            injected_count = sum([self._inject(event, epoch) for event in events])
            if events:
                with self._pending_lock:
                    self._pending -= len(events)
                self._gate.settle()
            if injected_count:
                self._on_injected()
            self._tick_if_due()

    def _inject(self, event: InputEvent, epoch: int) -> bool:
        # Waited here and not in the gate, which the person must be able to shut meanwhile.
        while (verdict := self._gate.inject(event, epoch, self._clock.monotonic_ms())) == _NOT_YET:
            time.sleep(_ASK_AGAIN_S)
            self._tick_if_due()
        if isinstance(verdict, Refused):
            self._refused.note(event, verdict.reason)
            return False
        return True

    def _tick_if_due(self) -> None:
        now_ms = self._clock.monotonic_ms()
        if now_ms >= self._next_tick_ms:
            self._next_tick_ms = now_ms + int(TICK_S * 1_000)
            self._on_tick()
