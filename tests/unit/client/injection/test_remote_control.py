"""The control port on an injector that touches nothing."""

from collections.abc import Iterator

import pytest

from client.domain.own_windows import OwnWindows
from client.domain.ports import ControlPort
from client.injection.null import NullInjector
from client.injection.remote_control import RemoteControl
from shared.clock import SystemClock
from shared.geometry import Rect
from shared.protocol.peer_messages import ButtonChange, InputAck, InputBatch, KeyChange, PointerButton, PointerMove
from tests.desk.display import wait_until

MONITORS = {1: Rect(0, 0, 100, 100), 2: Rect(100, 0, 100, 100)}


class _Control(RemoteControl):
    def __init__(self) -> None:
        self.sink = NullInjector()
        super().__init__(
            self.sink, own_windows=OwnWindows(), area_of=lambda monitor_ids: MONITORS.get((monitor_ids or (1,))[0])
        )
        self.heard(SystemClock().monotonic_ms())


@pytest.fixture
def control() -> Iterator[_Control]:
    control = _Control()
    yield control
    control.close()


def _batch(epoch: int, first: int, *events: KeyChange | PointerMove | ButtonChange) -> InputBatch:
    return InputBatch(input_epoch=epoch, first_seq=first, events=list(events))


def test_remote_control_is_a_control_port(control: _Control) -> None:
    port: ControlPort = control
    assert port.take_counts() is None


def test_remote_control_answers_and_injects(control: _Control) -> None:
    control.apply(is_on=True, epoch=5, monitor_ids=(2,))
    batch = _batch(5, 1, PointerMove(0, 0), ButtonChange(PointerButton.LEFT, True))
    assert control.handle(batch) == InputAck(input_epoch=5, last_seq=2)
    assert control.handle(batch) == InputAck(input_epoch=5, last_seq=2)
    wait_until(lambda: bool(control.sink.held_buttons), "the button is down")
    assert control.sink.record == [
        ("pointer_to", 100, 0),
        ("pointer_to", 100, 0),
        ("button", PointerButton.LEFT, True),
    ]


def test_remote_control_same_status_again_keeps_what_is_held(control: _Control) -> None:
    control.apply(is_on=True, epoch=5, monitor_ids=(1,))
    control.handle(_batch(5, 1, KeyChange(4, True)))
    wait_until(lambda: control.sink.held_keys == {4}, "the key is down")
    control.apply(is_on=True, epoch=5, monitor_ids=(1,))
    assert control.sink.held_keys == {4}
    assert control.handle(_batch(5, 2, KeyChange(4, False))) == InputAck(input_epoch=5, last_seq=2)


def test_remote_control_lets_go_and_stays_open(control: _Control) -> None:
    control.apply(is_on=True, epoch=5, monitor_ids=(1,))
    control.handle(_batch(5, 1, KeyChange(4, True)))
    wait_until(lambda: control.sink.held_keys == {4}, "the key is down")
    control.let_go()
    assert control.sink.held_keys == set()
    control.handle(_batch(5, 2, KeyChange(5, True)))
    wait_until(lambda: control.sink.held_keys == {5}, "another key is down")


def test_remote_control_new_epoch_starts_with_everything_up(control: _Control) -> None:
    control.apply(is_on=True, epoch=5, monitor_ids=(1,))
    control.handle(_batch(5, 1, KeyChange(4, True)))
    wait_until(lambda: control.sink.held_keys == {4}, "the key is down")
    control.apply(is_on=True, epoch=6, monitor_ids=(1,))
    assert control.sink.held_keys == set()
    assert control.handle(_batch(5, 2, KeyChange(4, False))) is None
    assert control.handle(_batch(6, 1, KeyChange(5, True))) == InputAck(input_epoch=6, last_seq=1)


def test_remote_control_off_answers_nothing(control: _Control) -> None:
    assert control.handle(_batch(0, 1, KeyChange(4, True))) is None
    control.apply(is_on=True, epoch=5, monitor_ids=(1,))
    control.apply(is_on=False, epoch=6, monitor_ids=(1,))
    assert control.handle(_batch(5, 1, KeyChange(4, True))) is None
    assert control.handle(_batch(6, 1, KeyChange(4, True))) is None


def test_remote_control_monitor_gone_takes_no_pointer(control: _Control) -> None:
    control.apply(is_on=True, epoch=5, monitor_ids=(3,))
    control.handle(_batch(5, 1, PointerMove(0, 0), KeyChange(4, True)))
    wait_until(lambda: control.sink.held_keys == {4}, "the key is down")
    assert control.sink.record == [("key", 4, True)]


def test_remote_control_closed_opens_no_more(control: _Control) -> None:
    control.close()
    control.apply(is_on=True, epoch=9, monitor_ids=(1,))
    assert not control.gate.is_open
