"""Hearing every press of every device, and asking questions in between."""

import threading
from typing import Any

import pytest
from Xlib import X

from client.injection.x11_listener import RawPress, X11Listener
from shared.errors import SetupError
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person


def test_listener_hears_each_press_once_with_its_device(desk: VirtualDisplay) -> None:
    heard: list[RawPress] = []
    listener = X11Listener("test", desk.name, on_raw_press=heard.append)
    devices = listener.read_devices()
    listener.start()
    with Person(desk.name) as somebody:
        somebody.press("a")
        somebody.click(900, 700)
    assert listener.call(lambda: len(heard)) == 2
    assert [(press.is_key, press.number) for press in heard] == [(True, 38), (False, 1)]
    assert {press.device_id for press in heard} <= devices.xtest_ids
    assert not devices.real_ids
    listener.close()


def test_listener_hears_releases_apart_from_presses(desk: VirtualDisplay) -> None:
    heard: list[RawPress] = []
    released: list[RawPress] = []
    listener = X11Listener("test", desk.name, on_raw_press=heard.append, on_raw_release=released.append)
    listener.start()
    with Person(desk.name) as somebody:
        somebody.press("a")
        somebody.click(900, 700)
    listener.call(lambda: None)
    assert released == heard
    assert len(released) == 2
    listener.close()


def test_listener_call_sees_everything_pressed_before_it(desk: VirtualDisplay) -> None:
    heard: list[RawPress] = []
    listener = X11Listener("test", desk.name, on_raw_press=heard.append)
    listener.start()
    with Person(desk.name) as somebody:
        for count in range(1, 20):
            somebody.press("a")
            assert listener.call(lambda: len(heard)) == count
    listener.close()


def test_listener_without_raw_presses_passes_other_events_on(desk: VirtualDisplay, server: Any) -> None:
    changed = threading.Event()
    listener = X11Listener("test", desk.name, on_event=lambda event: changed.set())
    listener.root.change_attributes(event_mask=X.PropertyChangeMask)
    listener.display.flush()
    listener.start()
    atom = server.intern_atom("_ALONGSIDE_TEST")
    listener.call(lambda: None)
    server.screen().root.change_property(atom, server.intern_atom("CARDINAL"), 32, [1])
    server.sync()
    assert changed.wait(2)
    listener.close()


def test_listener_after_close_does_not_answer(desk: VirtualDisplay) -> None:
    listener = X11Listener("test", desk.name, on_raw_press=lambda _: None)
    listener.start()
    listener.close()
    assert listener.call(lambda: 1) is None
    assert not listener.is_lost


def test_listener_server_gone_is_noticed(make_display: Any) -> None:
    desk = make_display(has_accessibility=False, has_window_manager=False)
    listener = X11Listener("test", desk.name, on_raw_press=lambda _: None)
    listener.start()
    desk.close()
    wait_until(lambda: listener.is_lost, "the loss was noticed")
    with pytest.raises(SetupError):
        X11Listener("test", "no-such-display")
    listener.close()
