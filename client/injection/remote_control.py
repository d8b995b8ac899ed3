"""Joins decoder, gate, injector thread and watchdog into the control port of the client."""

import threading
from collections.abc import Callable
from typing import Protocol

from client.domain.injector import Injector
from client.domain.input_decoder import InputDecoder
from client.domain.input_gate import InputGate
from client.domain.own_windows import OwnWindows
from client.domain.ports import InputCounts
from client.domain.refused_input import RefusedInput
from client.injection.injector_thread import InjectorThread
from shared.clock import Clock, SystemClock
from shared.geometry import Rect
from shared.protocol.peer_messages import InputAck, InputBatch, InputRefusal


class Pulse(Protocol):
    """Something that wants to know a few times a second that input handling is alive."""

    def beat(self) -> None:
        """All is well."""
        ...


class Hand(Protocol):
    """What hears the person's own mouse and keyboard."""

    def listen(self, *, is_wanted: bool) -> None:
        """Whether there is anything for it to hold back; returns at once."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class RemoteControl:
    """The agent's mouse and keyboard on this computer; a `ControlPort`. Every method may be called from any thread.

    Args:
        injector: where input goes; owned from now on.
        own_windows: filled by the user interface.
        area_of: physical pixels of the box around monitors by their ids, of the primary one for none; None when one
            of them is not there.
        clock: the clock `heard` takes its readings from.
        watchdog: told that all is well a few times a second.
        on_injected: told after input went in: something on the screen will change in a moment. On its own thread.
    """

    def __init__(
        self,
        injector: Injector,
        *,
        own_windows: OwnWindows,
        area_of: Callable[[tuple[int, ...]], Rect | None],
        clock: Clock | None = None,
        watchdog: Pulse | None = None,
        on_injected: Callable[[], None] = lambda: None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._area_of = area_of
        self._watchdog = watchdog
        self._gate = InputGate(injector, own_windows)
        self._decoder = InputDecoder()
        self._decoder_lock = threading.Lock()
        self._hand: Hand | None = None
        self._refused = RefusedInput()
        self._thread = InjectorThread(self._gate, self._clock, self._tick, self._refused, on_injected)
        self._thread.start()

    @property
    def gate(self) -> InputGate:
        """The gate itself, for the panic keys and for tests: shutting it needs nobody else."""
        return self._gate

    @property
    def hold_until_mono_ms(self) -> int | None:
        """Until when the agent's input waits for the person's own hand."""
        return self._gate.hold_until_mono_ms

    def attach_hand(self, hand: Hand) -> None:
        """Have the person's own mouse and keyboard heard while control is on; owned from now on."""
        self._hand = hand

    def apply(self, *, is_on: bool, epoch: int, monitor_ids: tuple[int, ...]) -> None:
        """Open or shut the gate; when it returns shut, nothing is injected any more and every key is up.

        Args:
            is_on: control is granted, no question is open, sharing is not paused.
            epoch: what input must carry from now on. An epoch that was open before stays shut.
            monitor_ids: the displays positions refer to, as one box.
        """
        if self._hand is not None:
            self._hand.listen(is_wanted=is_on)
        if not is_on:
            self._gate.revoke()
            with self._decoder_lock:
                self._decoder.set_epoch(None)
            return
        self._gate.set_area(self._area_of(monitor_ids))
        if self._gate.is_open and self._gate.epoch == epoch:
            return
        try:
            self._gate.open(epoch)
        except ValueError:
            # It was shut in this very epoch, by the panic keys or a display that is gone: only a new one opens it.
            return
        with self._decoder_lock:
            self._decoder.set_epoch(epoch)

    def cut(self) -> None:
        """Shut at once, whatever the rest of the program is doing; for the panic keys and the stop button."""
        self._gate.revoke()

    def let_go(self) -> None:
        """A window of ours got the keyboard: a key that is still down would go on repeating in it. Any thread."""
        if self._gate.has_held:
            self._gate.release_held()

    def handle(self, batch: InputBatch) -> InputAck | None:
        """Take what is new in a batch; it is injected within the next moments, in order.

        Returns:
            What to answer; None for a batch of another epoch, or when the system cannot keep up: the console repeats.
        """
        if not self._thread.has_room:
            return None
        with self._decoder_lock:
            decoded = self._decoder.decode(batch, self._clock.monotonic_ms())
            if decoded.events:  # inside the lock: two batches must not overtake each other here
                self._thread.submit(decoded.events, batch.input_epoch)
        return decoded.ack

    def heard(self, now_ms: int) -> None:
        """The agent's heartbeat came at that reading of the clock."""
        self._gate.set_heartbeat(now_ms)

    def take_counts(self) -> InputCounts | None:
        """What was injected since the last call; None when nothing was."""
        summary = self._gate.take_summary()
        if summary.first_mono_ms is None or summary.last_mono_ms is None:
            return None
        return InputCounts(
            keys_down=summary.keys,
            clicks=summary.clicks,
            moves=summary.moves,
            first_mono_ms=summary.first_mono_ms,
            last_mono_ms=summary.last_mono_ms,
        )

    def take_refused(self) -> dict[InputRefusal, int]:
        """How many presses and characters were refused since the last call, by reason."""
        return self._refused.take()

    def close(self) -> None:
        """Shut for good, end the thread, let go of the system."""
        self._gate.close()
        self._thread.stop()
        if self._hand is not None:
            self._hand.close()

    def _tick(self) -> None:
        now_ms = self._clock.monotonic_ms()
        self._gate.tick(now_ms)
        self._gate.rest()
        with self._decoder_lock:
            is_stale = self._decoder.must_release(now_ms)
        if is_stale and self._gate.has_held:
            self._gate.release_held()
        if self._watchdog is not None:
            self._watchdog.beat()
