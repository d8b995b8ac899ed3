"""Listens to keys, buttons, mice and fingers of every device of an X server, on a thread and a connection of its own.

Raw events of the X Input Extension 2.1, and those of touch screens in 2.2, arrive whatever window has the focus and
whatever program has grabbed the keyboard, and they name the device: the XTEST extension has virtual devices of its
own, so injected input can be told apart.
"""

import contextlib
import os
import queue
import select
import struct
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from Xlib import error as xerror
from Xlib.display import Display
from Xlib.ext import ge, xinput
from Xlib.protocol import rq

from shared.errors import SetupError

T = TypeVar("T")

CALL_TIMEOUT_S = 1.0  # an X server that takes longer is grabbed by somebody or gone
_RAW_HEAD = struct.Struct("=HIIHHI")  # device, time, detail, source device, valuators, flags (XI2 protocol, RawEvent)
_RAW_TOUCH_BEGIN, _RAW_TOUCH_UPDATE, _RAW_TOUCH_END = 22, 23, 24  # XI 2.2; python-xlib does not name them
_RAW_DOWN = frozenset({xinput.RawKeyPress, xinput.RawButtonPress, _RAW_TOUCH_BEGIN})
_RAW_UP = frozenset({xinput.RawKeyRelease, xinput.RawButtonRelease, _RAW_TOUCH_END})
_RAW_MOTION = frozenset({xinput.RawMotion, _RAW_TOUCH_UPDATE})
_RAW_TOUCH = frozenset({_RAW_TOUCH_BEGIN, _RAW_TOUCH_END})
_RAW_KEY = frozenset({xinput.RawKeyPress, xinput.RawKeyRelease})
_STOP_TIMEOUT_S = 2.0
_VIRTUAL_SCREEN_DEVICES = frozenset({"Xvfb mouse", "Xvfb keyboard"})  # no hand can reach these


class _QueryVersion(rq.ReplyRequest):
    """XIQueryVersion for 2.2; python-xlib's own asks for 2.0, in which a grab silences raw events."""

    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(47), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card16("major"),
        rq.Card16("minor"),
        rq.Pad(20),
    )


@dataclass(frozen=True, slots=True)
class RawPress:
    """One key, button or finger went down, or up again.

    Attributes:
        device_id: the device it came from, never a master.
        is_key: a key, else a button or a finger.
        number: X keycode or button number; 0 for a finger on a touch screen.
    """

    device_id: int
    is_key: bool
    number: int


@dataclass(frozen=True, slots=True)
class Devices:
    """The input devices of a server at one moment."""

    xtest_ids: frozenset[int]
    real_ids: frozenset[int]


class X11Listener:
    """One connection, one thread. Callbacks run on that thread and must be quick.

    Args:
        name: of the thread.
        display_name: which server; that of the environment when None.
        on_raw_press: called for each press of any device; presses are not asked for when None.
        on_raw_release: called for each release likewise; only together with `on_raw_press`.
        on_raw_motion: called with the data of each raw motion, of a finger too, of the devices named by
            `listen_motion`.
        on_devices_changed: called when a device came, went, or was switched on or off; only with `on_raw_press`.
        on_event: called for every other event of this connection.

    Raises:
        SetupError: `display_unreachable`, or `xinput_missing` when presses were asked for.
    """

    def __init__(
        self,
        name: str,
        display_name: str | None = None,
        *,
        on_raw_press: Callable[[RawPress], None] | None = None,
        on_raw_release: Callable[[RawPress], None] | None = None,
        on_raw_motion: Callable[[bytes], None] | None = None,
        on_devices_changed: Callable[[], None] | None = None,
        on_event: Callable[[Any], None] | None = None,
    ) -> None:
        try:
            self.display: Any = Display(display_name)
        except (xerror.DisplayError, OSError) as error:
            raise SetupError("display_unreachable") from error
        self.display.set_error_handler(lambda *_: None)
        self.root: Any = self.display.screen().root
        self._on_raw_press = on_raw_press
        self._on_raw_release = on_raw_release
        self._on_raw_motion = on_raw_motion
        self._on_devices_changed = on_devices_changed
        self._moving: frozenset[int] = frozenset()
        self._on_event = on_event
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake_read, self._wake_write = os.pipe()
        self._is_stopping = False
        self._is_lost = False
        self._has_touch = False
        try:
            self._xinput_opcode = self._select_raw() if on_raw_press is not None else None
        except SetupError:
            self._close_all()
            raise
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_lost(self) -> bool:
        """Whether the server went away."""
        return self._is_lost

    def start(self) -> None:
        """Begin to listen; once."""
        self._thread.start()

    def call(self, function: Callable[[], T]) -> T | None:
        """Run something on the listening thread, after all events the server has sent so far.

        Returns:
            What it returned; None if the server did not answer in time or is gone.
        """
        answer: queue.SimpleQueue[T] = queue.SimpleQueue()
        self._calls.put(lambda: answer.put(function()))
        self._wake()
        try:
            return answer.get(timeout=CALL_TIMEOUT_S)
        except queue.Empty:
            return None

    def post(self, function: Callable[[], None]) -> None:
        """Run something on the listening thread, without waiting for it."""
        self._calls.put(function)
        self._wake()

    def listen_motion(self, device_ids: Collection[int]) -> None:
        """Hear of the motion of these devices and no other; only before `start`, through `call` or `post`."""
        wanted = frozenset(device_ids)
        masks = [(device_id, 0) for device_id in self._moving - wanted]
        masks += [(device_id, self._mask_of(_RAW_MOTION)) for device_id in wanted - self._moving]
        for mask in masks:  # one by one: a device that is gone by now must not cost the others
            self.root.xinput_select_events([mask])
        self._moving = wanted
        self.display.flush()

    def close(self) -> None:
        """Stop listening and close the connection; not from a callback."""
        self._is_stopping = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join(_STOP_TIMEOUT_S)
        self._close_all()

    def read_devices(self) -> Devices:
        """Ask the server for its devices; only before `start` or through `call`.

        A device that is disabled, or cut loose from the pointer and keyboard it belongs to, is still there: any
        program can do either to it without a privilege.
        """
        return sort_devices(self.query_devices())

    def query_devices(self) -> list[Any]:
        """All devices as the server describes them; see `read_devices` for when."""
        return self.display.xinput_query_device(xinput.AllDevices).devices

    def _select_raw(self) -> int:
        extension = self.display.query_extension("XInputExtension")
        if extension is None:
            raise SetupError("xinput_missing")
        version = _QueryVersion(display=self.display.display, opcode=extension.major_opcode, major=2, minor=2)
        if (version.major, version.minor) < (2, 1):
            raise SetupError("xinput_missing")
        self._has_touch = (version.major, version.minor) >= (2, 2)
        mask = self._mask_of(_RAW_DOWN)
        if self._on_raw_release is not None:
            mask |= self._mask_of(_RAW_UP)
        if self._on_devices_changed is not None:
            mask |= xinput.HierarchyChangedMask
        self.root.xinput_select_events([(xinput.AllDevices, mask)])
        self.display.sync()
        return extension.major_opcode

    def _mask_of(self, kinds: Collection[int]) -> int:
        """The bits that ask for these events; an older server has no touch and would refuse all of them."""
        return sum(1 << kind for kind in kinds if self._has_touch or kind < _RAW_TOUCH_BEGIN)

    def _run(self) -> None:
        try:
            while not self._is_stopping:
                # Requests made by callbacks may have read events into memory: those wake no select.
                if not self.display.pending_events():
                    select.select([self.display.fileno(), self._wake_read], [], [])
                self._drain()
                self._run_calls()
        except (xerror.ConnectionClosedError, OSError, ValueError):  # a closed socket has the number -1
            self._is_lost = not self._is_stopping

    def _drain(self) -> None:
        while self.display.pending_events():
            event = self.display.next_event()
            press = self._raw_press_of(event)
            if press is not None:
                hear = self._on_raw_press if event.evtype in _RAW_DOWN else self._on_raw_release
                if hear is not None:
                    hear(press)
            elif self._is_input_event(event, _RAW_MOTION):
                if self._on_raw_motion is not None and isinstance(event.data, bytes):
                    self._on_raw_motion(event.data)
            elif self._is_input_event(event, {xinput.HierarchyChanged}):
                if self._on_devices_changed is not None:
                    self._on_devices_changed()
            elif event.type != ge.GenericEventCode and self._on_event is not None:
                self._on_event(event)

    def _run_calls(self) -> None:
        if not select.select([self._wake_read], [], [], 0)[0]:
            return
        os.read(self._wake_read, 4096)
        while not self._calls.empty():
            call = self._calls.get()
            self.display.sync()  # afterwards every earlier event is in our memory
            self._drain()
            call()

    def _raw_press_of(self, event: Any) -> RawPress | None:
        if not self._is_input_event(event, _RAW_DOWN | _RAW_UP) or not isinstance(event.data, bytes):
            return None
        device_id, _, number, source_id, _, _ = _RAW_HEAD.unpack_from(event.data)
        if device_id != source_id:  # the master's copy of what its device sent
            return None
        # A finger is told by the number of its touch, which is no button's.
        return RawPress(device_id, event.evtype in _RAW_KEY, 0 if event.evtype in _RAW_TOUCH else number)

    def _is_input_event(self, event: Any, kinds: Collection[int]) -> bool:
        return event.type == ge.GenericEventCode and event.extension == self._xinput_opcode and event.evtype in kinds

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"!")

    def _close_all(self) -> None:
        with contextlib.suppress(xerror.ConnectionClosedError, OSError, TypeError):
            self.display.close()
        for fd in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(fd)


def sort_devices(devices: list[Any]) -> Devices:
    """Tell the devices no hand can reach from the real ones."""
    xtest: set[int] = set()
    real: set[int] = set()
    for device in devices:
        if device.use not in (xinput.SlavePointer, xinput.SlaveKeyboard, xinput.FloatingSlave):
            continue
        name = device.name if isinstance(device.name, str) else bytes(device.name).decode("utf-8", "replace")
        name = name.rstrip("\0 ")
        if name.endswith(("XTEST pointer", "XTEST keyboard")):
            xtest.add(device.deviceid)
        elif name not in _VIRTUAL_SCREEN_DEVICES:
            real.add(device.deviceid)
    return Devices(frozenset(xtest), frozenset(real))
