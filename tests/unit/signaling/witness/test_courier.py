import threading

import pytest

from signaling.witness.courier import Courier
from signaling.witness.delivery_queue import DeliveryQueue
from signaling.witness.target import DeliveryError


class _Target:
    """Takes checkpoints unless it is told to fail."""

    name = "file:/elsewhere"

    def __init__(self):
        self.taken: list[int] = []
        self.failures: list[Exception] = []
        self.tried = threading.Semaphore(0)

    def deliver(self, size, note):
        assert note == b"%d" % size
        try:
            if self.failures:
                raise self.failures.pop(0)
            self.taken.append(size)
        finally:
            self.tried.release()


@pytest.fixture
def target():
    return _Target()


@pytest.fixture
def courier(target, tmp_path):
    return Courier(target, DeliveryQueue(tmp_path), now=lambda: "then", backoff_first_s=0.01)


def _await_attempts(target, count):
    for _ in range(count):
        assert target.tried.acquire(timeout=10)


def test_courier_delivers_in_order(courier, target):
    for size in (5, 7):
        courier.put(size, b"%d" % size)
    assert courier.state.waiting == 2
    assert courier.deliver_waiting()
    assert target.taken == [5, 7]
    state = courier.state
    assert (state.waiting, state.delivered_size, state.delivered_at, state.problem) == (0, 7, "then", "")


def test_courier_takes_nothing_twice(courier, target):
    for size in (5, 5, 4):
        courier.put(size, b"%d" % size)
    courier.deliver_waiting()
    courier.put(5, b"5")
    courier.deliver_waiting()
    assert target.taken == [5]


@pytest.mark.parametrize("failure", [DeliveryError("http_503"), OSError("x"), RuntimeError("a fault of ours")])
def test_courier_keeps_what_was_not_taken_and_delivers_it_later(courier, target, failure):
    courier.put(5, b"5")
    courier.put(7, b"7")
    target.failures = [failure]
    assert not courier.deliver_waiting()
    assert courier.state.waiting == 2
    assert courier.state.problem
    assert courier.deliver_waiting()
    assert (target.taken, courier.state.problem) == ([5, 7], "")


def test_courier_in_its_thread_tries_again_until_it_is_taken(courier, target):
    target.failures = [DeliveryError("unreachable") for _ in range(4)]
    courier.put(5, b"5")
    courier.start()
    _await_attempts(target, 5)
    courier.put(7, b"7")
    _await_attempts(target, 1)
    courier.stop()
    assert target.taken == [5, 7]


def test_courier_that_is_stopped_leaves_the_rest_for_the_next(courier, target, tmp_path):
    target.failures = [DeliveryError("unreachable")] * 1_000_000
    courier.put(5, b"5")
    courier.start()
    _await_attempts(target, 2)
    courier.stop()
    later = _Target()
    assert Courier(later, DeliveryQueue(tmp_path), now=lambda: "").deliver_waiting()
    assert later.taken == [5]
