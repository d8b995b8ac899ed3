"""The bad line itself, with real packets: delay, loss, rate, order and outages really happen."""

import contextlib
import socket
import statistics
import threading
import time
from collections.abc import Iterator

import pytest

from tests.netlink.namespaces import BadLine, NoNamespacesError

PORT = 4_000


@pytest.fixture(scope="module")
def line() -> Iterator[BadLine]:
    try:
        with BadLine(seed=3) as made:
            yield made
    except NoNamespacesError as error:
        pytest.skip(str(error))


@pytest.fixture(autouse=True)
def perfect_again(line) -> Iterator[None]:
    yield
    line.set(delay_ms=0, loss_ratio=0, loss_burst=1, reorder_ratio=0, rate_kbps=0, queue_ms=250, is_down=False)


@pytest.fixture
def sockets(line) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A UDP socket on each side, the near one connected to the far one."""
    made: list[socket.socket] = []

    def make() -> None:
        line.enter_near()
        made.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        made[0].bind((line.near_address, PORT))
        line.enter_far()
        made.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        made[1].bind((line.far_address, PORT))
        made[0].connect((line.far_address, PORT))
        made[1].connect((line.near_address, PORT))

    # In a thread of its own, which takes the change of namespace with it when it ends.
    thread = threading.Thread(target=make)
    thread.start()
    thread.join(5)
    for one in made:
        one.settimeout(1.0)
    yield made[0], made[1]
    for one in made:
        one.close()


def receive_all(far: socket.socket, silence_s: float = 0.4) -> list[tuple[int, float]]:
    """Numbers in the packets and when they came, until nothing comes for a while."""
    seen: list[tuple[int, float]] = []
    far.settimeout(silence_s)
    with contextlib.suppress(TimeoutError):
        while True:
            data = far.recv(2_000)
            seen.append((int.from_bytes(data[:4], "big"), time.monotonic()))
    return seen


def send(near: socket.socket, count: int, size_bytes: int, *, every_s: float = 0.0) -> None:
    for number in range(count):
        near.send(number.to_bytes(4, "big") + bytes(size_bytes - 4))
        if every_s:
            time.sleep(every_s)


def round_trips_ms(near: socket.socket, far: socket.socket, count: int) -> list[float]:
    times: list[float] = []
    for _ in range(count):
        begun_s = time.monotonic()
        near.send(b"ping")
        far.send(far.recv(100))
        near.recv(100)
        times.append((time.monotonic() - begun_s) * 1000)
    return times


def test_delay_makes_the_round_trip_that_much_longer(line, sockets):
    near, far = sockets
    direct_ms = statistics.median(round_trips_ms(near, far, 20))
    line.set(delay_ms=30)
    far_ms = statistics.median(round_trips_ms(near, far, 20))
    assert far_ms - direct_ms == pytest.approx(60, abs=15)


def test_loss_takes_about_the_ratio_asked_for(line, sockets):
    near, far = sockets
    line.set(loss_ratio=0.2)
    before = line.tallies()[0]
    arrived = 0
    for _ in range(15):  # a socket nobody reads holds no more than about 250
        send(near, 100, 100)
        arrived += len(receive_all(far, 0.1))
    after = line.tallies()[0]
    assert after.offered - before.offered == 1_500
    assert arrived == 1_500 - (after.lost - before.lost)
    assert 200 < after.lost - before.lost < 400


def test_rate_stretches_a_burst_and_drops_what_the_queue_cannot_hold(line, sockets):
    near, far = sockets
    line.set(rate_kbps=2_000, queue_ms=100)
    send(near, 100, 1_000)  # 4 ms each on the line
    seen = receive_all(far)
    assert 20 < len(seen) < 35
    took_ms = (seen[-1][1] - seen[0][1]) * 1000
    assert took_ms / (len(seen) - 1) == pytest.approx(1_028 * 8 / 2_000, rel=0.25)
    assert line.tallies()[0].overflowed > 50


def test_reordering_changes_the_order_and_loses_nothing(line, sockets):
    near, far = sockets
    line.set(reorder_ratio=0.2, reorder_ms=10)
    send(near, 200, 100, every_s=0.001)
    numbers = [number for number, _ in receive_all(far)]
    assert sorted(numbers) == list(range(200))
    assert numbers != sorted(numbers)


def test_outage_swallows_everything_while_it_lasts_and_nothing_afterwards(line, sockets):
    near, far = sockets
    round_trips_ms(near, far, 3)
    with line.outage():
        near.send(b"lost")
        far.settimeout(0.3)
        with pytest.raises(TimeoutError):
            far.recv(100)
    far.settimeout(1.0)
    assert len(round_trips_ms(near, far, 3)) == 3
