"""A program switches off every mouse and keyboard of a desk, which needs no privilege, and presses for the person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xinput

from client.injection.local_input import AnswerSource, LocalInputJudge
from client.injection.x11_press_source import X11PressSource
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person

pytestmark = pytest.mark.hostile(17)


@pytest.fixture
def desk(make_display: Callable[..., VirtualDisplay]) -> VirtualDisplay:
    return make_display(has_accessibility=False, has_window_manager=False)


@pytest.fixture
def server(desk: VirtualDisplay) -> Iterator[Any]:
    display: Any = Display(desk.name)
    yield display
    display.close()


@pytest.fixture
def own_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk of a real person: the server's own mouse and keyboard are taken for ones a hand can reach."""
    monkeypatch.setattr("client.injection.x11_listener._VIRTUAL_SCREEN_DEVICES", frozenset())


def _switch_off(server: Any) -> None:
    enabled = server.intern_atom("Device Enabled")
    slaves = (xinput.SlavePointer, xinput.SlaveKeyboard)
    for device in server.xinput_query_device(xinput.AllDevices).devices:
        if device.use in slaves and "XTEST" not in str(device.name):
            server.xinput_change_device_property(device.deviceid, enabled, 19, X.PropModeReplace, (8, [0]))
    server.sync()
    left = [
        device.name
        for device in server.xinput_query_device(xinput.AllDevices).devices
        if device.use in slaves and "XTEST" not in str(device.name) and device.enabled
    ]
    assert left == []


@pytest.mark.usefixtures("own_devices")
@pytest.mark.parametrize("is_off_before_the_start", [True, False])
def test_press_of_a_program_after_it_switched_the_devices_off_is_injected(
    desk: VirtualDisplay, server: Any, is_off_before_the_start: bool
) -> None:
    if is_off_before_the_start:
        _switch_off(server)
    judge = LocalInputJudge(X11PressSource(desk.name), lambda: 0)
    try:
        judge.begin_question()
        if not is_off_before_the_start:
            _switch_off(server)
        with Person(desk.name) as program:
            program.press("Return")
        assert judge.judge_answer() is AnswerSource.INJECTED
    finally:
        judge.close()
