"""Listens to keys, buttons, mice and fingers of every device of an X server, on a thread and a connection of its own.

Raw events of the X Input Extension 2.1, and those of touch screens in 2.2, arrive whatever window has the focus and
whatever program has grabbed the keyboard, and they name the device: the XTEST extension has virtual devices of its
own, so injected input can be told apart.

They come over a link of their own (`XcbLink`): each key the agent types makes four of them, and python-xlib takes
a third of a millisecond of the interpreter to read those, just when the screen wants to be looked at.
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
from Xlib.ext import xinput

from shared.errors import SetupError
from shared.xcb_link import XcbLink

T = TypeVar("T")

CALL_TIMEOUT_S = 1.0  # an X server that takes longer is grabbed by somebody or gone
_GENERIC_EVENT = 35
_EVENT_HEAD = struct.Struct("=BBHIH")  # kind, extension, sequence, words that follow, kind within the extension
_RAW_HEAD = struct.Struct("=HIIHHI")  # device, time, detail, source device, valuators, flags (XI2 protocol, RawEvent)
_QUERY_VERSION_REQUEST = struct.Struct("=BBHHH")
_QUERY_VERSION = 47
_SELECT_REQUEST = struct.Struct("=BBHIHxxHHI")  # XISelectEvents: window, one mask, its device, one word, that word
_SELECT_EVENTS = 46
_VERSION_AT = 8
_RAW_TOUCH_BEGIN, _RAW_TOUCH_UPDATE, _RAW_TOUCH_END = 22, 23, 24  # XI 2.2; python-xlib does not name them
_RAW_DOWN = frozenset({xinput.RawKeyPress, xinput.RawButtonPress, _RAW_TOUCH_BEGIN})
_RAW_UP = frozenset({xinput.RawKeyRelease, xinput.RawButtonRelease, _RAW_TOUCH_END})
_RAW_MOTION = frozenset({xinput.RawMotion, _RAW_TOUCH_UPDATE})
_RAW_TOUCH = frozenset({_RAW_TOUCH_BEGIN, _RAW_TOUCH_END})
_RAW_PRESS = _RAW_DOWN | _RAW_UP
_RAW_KEY = frozenset({xinput.RawKeyPress, xinput.RawKeyRelease})
_STOP_TIMEOUT_S = 2.0
_VIRTUAL_SCREEN_DEVICES = frozenset({"Xvfb mouse", "Xvfb keyboard"})  # no hand can reach these


@dataclass(frozen=True, slots=True)
class RawPress:
    """One key, button or finger went down, or up again.

    Attributes:
        device_id: the device it came from, never a master.
        is_key: a key, else a button or a finger.
        number: X keycode or button number; 0 for a finger on a touch screen.
        touch: which finger: the server's number for this touch; 0 for keys and buttons.
    """

    device_id: int
    is_key: bool
    number: int
    touch: int = 0


@dataclass(frozen=True, slots=True)
class Devices:
    """The input devices of a server at one moment."""

    xtest_ids: frozenset[int]
    real_ids: frozenset[int]


class X11Listener:
    """One thread, with one connection for raw events and one for all else. Callbacks run there and must be quick.

    Args:
        name: of the thread.
        display_name: which server; that of the environment when None.
        on_raw_press: called for each press of any device; presses are not asked for when None.
        on_raw_release: called for each release likewise; only together with `on_raw_press`.
        on_raw_motion: called with the data of each raw motion, of a finger too, of the devices named by
            `listen_motion`.
        on_devices_changed: called when a device came, went, or was switched on or off; only with `on_raw_press`.
        on_event: called for every event that `display` was asked for.

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
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._is_stopping = False
        self._is_lost = False
        self._has_touch = False
        self._xinput_opcode = 0
        self._raw: XcbLink | None = None
        try:
            if on_raw_press is not None:
                self._raw = XcbLink(display_name)
                self._select_raw(self._raw)
        except SetupError:
            self._close_all()
            raise
        except OSError as error:
            self._close_all()
            raise SetupError("display_unreachable") from error

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
        if self._raw is None:
            return
        wanted = frozenset(device_ids)
        masks = [(device_id, 0) for device_id in self._moving - wanted]
        masks += [(device_id, self._mask_of(_RAW_MOTION)) for device_id in wanted - self._moving]
        for device_id, mask in masks:  # one by one: a device that is gone by now must not cost the others
            self._select(self._raw, device_id, mask)
        self._moving = wanted
        self._raw.flush()

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

    def _select_raw(self, raw: XcbLink) -> None:
        extension = raw.read_extension("XInputExtension")
        if extension is None:
            raise SetupError("xinput_missing")
        # For 2.2: in 2.0 a grab silences raw events.
        asked = raw.ask(_QUERY_VERSION_REQUEST.pack(extension.opcode, _QUERY_VERSION, 0, 2, 2))
        reply = raw.answer(asked)
        major, minor = (0, 0) if reply is None else struct.unpack_from("=HH", reply, _VERSION_AT)
        if (major, minor) < (2, 1):
            raise SetupError("xinput_missing")
        self._xinput_opcode = extension.opcode
        self._has_touch = (major, minor) >= (2, 2)
        mask = self._mask_of(_RAW_DOWN)
        if self._on_raw_release is not None:
            mask |= self._mask_of(_RAW_UP)
        if self._on_devices_changed is not None:
            mask |= xinput.HierarchyChangedMask
        self._select(raw, xinput.AllDevices, mask)
        raw.sync()

    def _select(self, raw: XcbLink, device_id: int, mask: int) -> None:
        head = self._xinput_opcode, _SELECT_EVENTS, 0, self.root.id, 1
        raw.tell(_SELECT_REQUEST.pack(*head, device_id, 1, mask))

    def _mask_of(self, kinds: Collection[int]) -> int:
        """The bits that ask for these events; an older server has no touch and would refuse all of them."""
        return sum(1 << kind for kind in kinds if self._has_touch or kind < _RAW_TOUCH_BEGIN)

    def _run(self) -> None:
        try:
            sources = [self.display.fileno(), self._wake_read, *(() if self._raw is None else (self._raw.fileno(),))]
            while not self._is_stopping:
                # Requests made by callbacks may have read events into memory: those wake no select.
                if not self._drain():
                    select.select(sources, [], [])
                self._run_calls()
        except (xerror.ConnectionClosedError, OSError, ValueError):  # a closed socket has the number -1
            self._is_lost = not self._is_stopping

    def _drain(self) -> bool:
        """Tell of everything that has arrived; says whether that was anything."""
        raw_events = [] if self._raw is None else self._raw.take_events()
        for event in raw_events:
            self._hear_raw(event)
        count = self.display.pending_events()
        for _ in range(count):
            event = self.display.next_event()
            if self._on_event is not None:
                self._on_event(event)
        return bool(raw_events or count)

    def _run_calls(self) -> None:
        if not select.select([self._wake_read], [], [], 0)[0]:
            return
        os.read(self._wake_read, 4096)
        while not self._is_stopping and not self._calls.empty():
            call = self._calls.get()
            # Afterwards every earlier event is in our memory.
            self.display.sync()
            if self._raw is not None:
                self._raw.sync()
            self._drain()
            call()

    def _hear_raw(self, event: bytes) -> None:
        kind, extension, _, _, evtype = _EVENT_HEAD.unpack_from(event)
        if (kind, extension) != (_GENERIC_EVENT, self._xinput_opcode):
            return
        if evtype in _RAW_PRESS:
            hear = self._on_raw_press if evtype in _RAW_DOWN else self._on_raw_release
            press = _raw_press_of(evtype, event)
            if hear is not None and press is not None:
                hear(press)
        elif evtype in _RAW_MOTION:
            if self._on_raw_motion is not None:
                self._on_raw_motion(event[_EVENT_HEAD.size :])
        elif evtype == xinput.HierarchyChanged and self._on_devices_changed is not None:
            self._on_devices_changed()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"!")

    def _close_all(self) -> None:
        with contextlib.suppress(xerror.ConnectionClosedError, OSError, TypeError):
            self.display.close()
        if self._raw is not None and not self._thread.is_alive():  # a thread that hangs may still be using it
            self._raw.close()
        for fd in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(fd)


def _raw_press_of(evtype: int, event: bytes) -> RawPress | None:
    device_id, _, number, source_id, _, _ = _RAW_HEAD.unpack_from(event, _EVENT_HEAD.size)
    if device_id != source_id:  # the master's copy of what its device sent
        return None
    if evtype in _RAW_TOUCH:  # what it tells is the number of the touch, which is no button's
        return RawPress(device_id, is_key=False, number=0, touch=number)
    return RawPress(device_id, evtype in _RAW_KEY, number)


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
