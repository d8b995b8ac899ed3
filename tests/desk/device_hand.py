"""A hand on the virtual display's own mouse and keyboard: to a program it is a real device, unlike XTEST's.

XTEST can press on behalf of any device (XTestFakeDeviceInput); python-xlib cannot say so, so the request is here.
`taken_for_real` makes our own programs, which know that nobody can reach these devices, treat them as real ones.
"""

import struct
from types import TracebackType
from typing import Any, Self

import pytest
from Xlib.display import Display
from Xlib.ext import xinput
from Xlib.protocol import rq

_EVENT = struct.Struct("=BBHI20xHBB")  # type, detail, sequence, time, …, unused, the device
_VALUATOR = struct.Struct("=BBHHBBiiiiii")
_KEY_PRESS, _KEY_RELEASE, _BUTTON_PRESS, _BUTTON_RELEASE, _MOTION = 1, 2, 3, 4, 5  # from the extension's first event
_RELATIVE = 1


class _FakeDeviceInput(rq.Request):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(2), rq.RequestLength(), rq.Binary("events"))


class DeviceHand:
    """Mouse and keyboard of an Xvfb. A context manager; not for several threads at once."""

    def __init__(self, display_name: str) -> None:
        self._display: Any = Display(display_name)
        self._first_event = self._display.query_extension("XInputExtension").first_event
        devices = {str(device.name).rstrip("\0 "): device for device in self._devices()}
        self.mouse_id = devices["Xvfb mouse"].deviceid
        self.keyboard_id = devices["Xvfb keyboard"].deviceid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.close()

    def move_by(self, dx: int, dy: int) -> None:
        """Move the mouse so many counts."""
        first = _EVENT.pack(self._first_event + _MOTION, _RELATIVE, 0, 0, 0, 0, self.mouse_id)
        second = _VALUATOR.pack(self._first_event, self.mouse_id, 0, 0, 2, 0, dx, dy, 0, 0, 0, 0)
        self._send(first + second)

    def click(self, button: int = 1) -> None:
        """Press a button and let go."""
        self._tap(_BUTTON_PRESS, _BUTTON_RELEASE, button, self.mouse_id)

    def tap(self, keycode: int) -> None:
        """Press a key and let go."""
        self._tap(_KEY_PRESS, _KEY_RELEASE, keycode, self.keyboard_id)

    def _tap(self, down: int, up: int, detail: int, device_id: int) -> None:
        for kind in (down, up):
            self._send(_EVENT.pack(self._first_event + kind, detail, 0, 0, 0, 0, device_id))

    def _send(self, events: bytes) -> None:
        _FakeDeviceInput(
            display=self._display.display,
            opcode=self._display.display.get_extension_major("XTEST"),
            events=events,
        )
        self._display.sync()

    def _devices(self) -> list[Any]:
        return self._display.xinput_query_device(xinput.AllDevices).devices


def taken_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on this process takes the display's own mouse and keyboard for ones a hand can reach."""
    monkeypatch.setattr("client.injection.x11_listener._VIRTUAL_SCREEN_DEVICES", frozenset())
