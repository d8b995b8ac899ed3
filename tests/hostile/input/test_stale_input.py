"""Hostile test 22 and bad senders: input recorded earlier, replayed, doubled, or numbered to confuse."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.domain.input_decoder import InputDecoder
from client.domain.own_windows import OwnWindows
from client.injection.null import NullInjector
from client.injection.remote_control import RemoteControl
from shared.clock import SystemClock
from shared.geometry import Rect
from shared.protocol.peer_messages import InputBatch, KeyChange
from tests.desk.display import wait_until


class _Control(RemoteControl):
    def __init__(self) -> None:
        self.sink = NullInjector()
        super().__init__(self.sink, own_windows=OwnWindows(), area_of=lambda _: Rect(0, 0, 100, 100))
        self.beat()

    def beat(self) -> None:
        self.heard(SystemClock().monotonic_ms())

    def mark(self, epoch: int, seq: int) -> int:
        """Send one more honest key; when it is down, everything before it was dealt with. Returns the calls before."""
        before = len(self.sink.record)
        self.handle(InputBatch(input_epoch=epoch, first_seq=seq, events=[KeyChange(0x1D, True)]))
        wait_until(lambda: 0x1D in self.sink.held_keys, "the mark arrived")
        return before


@pytest.fixture
def control() -> Iterator[_Control]:
    control = _Control()
    yield control
    control.close()


RECORDED = [
    InputBatch(input_epoch=1, first_seq=1 + 2 * index, events=[KeyChange(usage, True), KeyChange(usage, False)])
    for index, usage in enumerate(range(0x04, 0x14))
]


@pytest.mark.hostile(22)
def test_replay_after_a_new_grant_injects_nothing(control: _Control) -> None:
    control.apply(is_on=True, epoch=1, monitor_ids=())
    for batch in RECORDED:
        assert control.handle(batch) is not None
    wait_until(lambda: len(control.sink.record) == 32, "the first time it counts")
    control.apply(is_on=False, epoch=2, monitor_ids=())
    control.apply(is_on=True, epoch=3, monitor_ids=())
    control.beat()
    for batch in RECORDED * 3:
        assert control.handle(batch) is None
    assert control.mark(3, 1) == 32


@pytest.mark.hostile(22)
def test_replay_in_the_same_epoch_injects_nothing_twice(control: _Control) -> None:
    control.apply(is_on=True, epoch=1, monitor_ids=())
    for batch in RECORDED + RECORDED[::-1] + RECORDED:
        control.handle(batch)
    wait_until(lambda: len(control.sink.record) == 32, "each came once")
    assert control.mark(1, 33) == 32


@pytest.mark.hostile(22)
def test_input_for_an_epoch_to_come_is_not_kept_for_it(control: _Control) -> None:
    control.apply(is_on=True, epoch=1, monitor_ids=())
    for batch in RECORDED:
        control.handle(InputBatch(input_epoch=3, first_seq=batch.first_seq, events=batch.events))
    control.apply(is_on=False, epoch=2, monitor_ids=())
    control.apply(is_on=True, epoch=3, monitor_ids=())
    assert control.mark(3, 1) == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.one_of(st.integers(0, 40), st.just(2**53 - 1), st.integers(0, 2**53 - 1)),
            st.integers(1, 32),
        ),
        max_size=60,
    )
)
def test_decoder_any_numbers_give_a_run_without_gap_or_repetition(batches: list[tuple[int, int, int]]) -> None:
    """Event n always presses key n modulo 200; whatever comes out must be 1, 2, 3 and so on."""
    decoder = InputDecoder()
    decoder.set_epoch(1)
    out: list[int] = []
    for epoch, first, count in batches:
        events = [KeyChange(4 + (first + index) % 200, True) for index in range(count)]
        decoded = decoder.decode(InputBatch(input_epoch=epoch, first_seq=first, events=list(events)), 0)
        out.extend(event.usage for event in decoded.events if isinstance(event, KeyChange))
        assert (decoded.ack is None) == (epoch != 1)
        if decoded.ack is not None:
            assert decoded.ack.last_seq == len(out)
    assert out == [4 + number % 200 for number in range(1, len(out) + 1)]
