"""The thread that carries events through the gate."""

import threading

from client.domain.input_gate import InputGate
from client.injection.injector_thread import QUEUE_MAX_EVENTS, InjectorThread
from client.injection.null import NullInjector
from shared.clock import SystemClock
from shared.protocol.peer_messages import KeyChange
from tests.desk.display import wait_until

CLOCK = SystemClock()


class _SlowInjector(NullInjector):
    """Stands still until told to go on, as a busy display would."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()

    def key(self, usage: int, is_down: bool) -> None:
        self.may_go_on.wait(5)
        super().key(usage, is_down)


def test_injector_thread_keeps_the_order_and_ticks() -> None:
    sink, ticks = NullInjector(), threading.Event()
    gate = InputGate(sink)
    gate.set_heartbeat(CLOCK.monotonic_ms())
    epoch = gate.open()
    thread = InjectorThread(gate, CLOCK, ticks.set)
    thread.start()
    for usage in range(4, 24):
        thread.submit([KeyChange(usage, True), KeyChange(usage, False)], epoch)
    wait_until(lambda: len(sink.record) == 40, "all were injected")
    assert [call[1] for call in sink.record] == [usage for usage in range(4, 24) for _ in range(2)]
    assert ticks.wait(2)
    thread.stop()


def test_injector_thread_full_queue_says_so_and_recovers() -> None:
    sink = _SlowInjector()
    gate = InputGate(sink)
    gate.set_heartbeat(CLOCK.monotonic_ms())
    epoch = gate.open()
    thread = InjectorThread(gate, CLOCK, lambda: None)
    thread.start()
    batch = [KeyChange(4, True), KeyChange(4, False)] * 16
    submitted = 0
    while thread.has_room:
        thread.submit(batch, epoch)
        submitted += len(batch)
    assert submitted == QUEUE_MAX_EVENTS
    sink.may_go_on.set()
    wait_until(lambda: thread.has_room and len(sink.record) == submitted, "it caught up")
    thread.stop()


def test_injector_thread_stop_after_revoke_drops_what_waits() -> None:
    sink = _SlowInjector()
    gate = InputGate(sink)
    gate.set_heartbeat(CLOCK.monotonic_ms())
    epoch = gate.open()
    thread = InjectorThread(gate, CLOCK, lambda: None)
    thread.start()
    thread.submit([KeyChange(usage, True) for usage in range(4, 24)], epoch)
    sink.may_go_on.set()
    gate.revoke()
    count = len(sink.record)
    thread.stop()
    assert len(sink.record) == count
    assert not sink.held_keys
