"""The thread that carries events through the gate."""

import threading

from client.domain.injector import TextOutcome
from client.domain.input_gate import InputGate
from client.injection.injector_thread import QUEUE_MAX_EVENTS, InjectorThread
from client.injection.null import NullInjector
from shared.clock import SystemClock
from shared.protocol.peer_messages import KeyChange, TextTyped
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


class _LateInjector(NullInjector):
    """Types nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_type = False
        self.asked = 0

    def text(self, text: str) -> TextOutcome:
        self.asked += 1
        return super().text(text) if self.may_type else TextOutcome.NOT_YET


def test_injector_thread_waits_for_text_in_order_and_can_be_shut_meanwhile() -> None:
    sink, ticks = _LateInjector(), threading.Event()
    gate = InputGate(sink)
    gate.set_heartbeat(CLOCK.monotonic_ms())
    epoch = gate.open()
    thread = InjectorThread(gate, CLOCK, ticks.set)
    thread.start()
    thread.submit([TextTyped("я"), KeyChange(4, True)], epoch)
    wait_until(lambda: sink.asked > 3, "it was asked again and again")
    ticks.clear()
    assert ticks.wait(2)
    assert sink.record == []
    sink.may_type = True
    wait_until(lambda: len(sink.record) == 2, "both were injected")
    assert sink.record == [("text", "я"), ("key", 4, True)]
    sink.may_type = False
    thread.submit([TextTyped("ж"), KeyChange(5, True)], epoch)
    gate.revoke()
    thread.stop()
    assert sink.record[2:] == [("release_all",)]


def test_injector_thread_says_once_a_batch_that_something_went_in() -> None:
    sink, told = NullInjector(), threading.Semaphore(0)
    gate = InputGate(sink)
    gate.set_heartbeat(CLOCK.monotonic_ms())
    epoch = gate.open()
    thread = InjectorThread(gate, CLOCK, lambda: None, on_injected=told.release)
    thread.start()
    thread.submit([KeyChange(4, True), KeyChange(4, False)], epoch)
    assert told.acquire(timeout=2)
    thread.submit([KeyChange(5, True)], epoch + 1)  # of another epoch: it does not pass
    thread.submit([KeyChange(6, True)], epoch)
    assert told.acquire(timeout=2)
    thread.stop()
    assert [call[1] for call in sink.record if call[2]] == [4, 6]
    assert not told.acquire(blocking=False)
