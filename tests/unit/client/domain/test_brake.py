"""What the person shut stays shut until the rules have heard of it, whatever opens in between."""

import threading
import time

from client.domain.brake import Brake, BrakedControl, BrakedPicture
from client.domain.ports import InputCounts
from shared.protocol.peer_messages import InputAck, InputBatch, InputRefusal, Monitor, ScreenAck, ScreenRefresh


class Control:
    """Remembers whether it is open; opening takes a moment, as it does on a real display."""

    def __init__(self) -> None:
        self.is_open = False
        self.opening = threading.Event()

    def apply(self, *, is_on: bool, epoch: int, monitor_ids: tuple[int, ...]) -> None:
        self.opening.set()
        if is_on:
            time.sleep(0.02)
        self.is_open = is_on

    def cut(self) -> None:
        self.is_open = False

    def handle(self, batch: InputBatch) -> InputAck | None:
        return InputAck(input_epoch=batch.input_epoch, last_seq=batch.first_seq)

    def heard(self, now_ms: int) -> None:
        del now_ms

    def take_refused(self) -> dict[InputRefusal, int]:
        return {"own_window": 2}

    def take_counts(self) -> InputCounts | None:
        return None


class Picture:
    """Remembers what it shows."""

    def __init__(self) -> None:
        self.shown: int | None = None
        self.calls: list[str] = []

    def show(self, monitor_ids: tuple[int, ...]) -> None:
        self.shown = monitor_ids

    def cover(self, reason: str) -> None:
        self.calls.append(reason)
        self.shown = None

    def hide(self) -> None:
        self.calls.append("hide")
        self.shown = None

    def handle_ack(self, message: ScreenAck) -> None:
        del message

    def handle_refresh(self, message: ScreenRefresh) -> None:
        del message

    def monitors(self) -> tuple[Monitor, ...]:
        return ()


def test_control_opens_when_nothing_was_shut() -> None:
    inner = Control()
    BrakedControl(inner, Brake()).apply(is_on=True, epoch=1, monitor_ids=(1,))
    assert inner.is_open


def test_control_shut_by_hand_does_not_open_until_it_was_heard() -> None:
    inner, brake = Control(), Brake()
    control = BrakedControl(inner, brake)
    brake.press()
    control.apply(is_on=True, epoch=1, monitor_ids=(1,))
    assert not inner.is_open
    brake.release()
    control.apply(is_on=True, epoch=2, monitor_ids=(1,))
    assert inner.is_open


def test_control_two_narrowings_need_two_hearings() -> None:
    inner, brake = Control(), Brake()
    control = BrakedControl(inner, brake)
    brake.press()
    brake.press()
    brake.release()
    control.apply(is_on=True, epoch=1, monitor_ids=(1,))
    assert not inner.is_open


def test_control_opening_at_the_very_moment_is_shut_by_the_cut_that_follows() -> None:
    inner, brake = Control(), Brake()
    control = BrakedControl(inner, brake)
    opener = threading.Thread(target=lambda: control.apply(is_on=True, epoch=1, monitor_ids=(1,)))
    opener.start()
    inner.opening.wait(1)
    brake.press()
    inner.cut()
    opener.join()
    assert not inner.is_open


def test_control_closing_never_waits_for_the_brake() -> None:
    inner, brake = Control(), Brake()
    inner.is_open = True
    with brake.unless_pressed():
        BrakedControl(inner, brake).apply(is_on=False, epoch=1, monitor_ids=())
    assert not inner.is_open


def test_picture_withheld_by_hand_is_not_shown_until_it_was_heard() -> None:
    inner, brake = Picture(), Brake()
    picture = BrakedPicture(inner, brake)
    brake.press()
    picture.show((1,))
    assert inner.shown is None
    brake.release()
    picture.show((1,))
    assert inner.shown == (1,)


def test_picture_covering_and_hiding_work_while_the_brake_is_pressed() -> None:
    inner, brake = Picture(), Brake()
    picture = BrakedPicture(inner, brake)
    brake.press()
    picture.cover("paused")
    picture.hide()
    assert inner.calls == ["paused", "hide"]
