"""Hears what a hand does on an X server: keys, buttons, the wheel and the motion of every device but XTEST's.

And that nobody's hand does anything any more: the server's screen saver comes on.

On a display that never had a real device (Xvfb, a server that is itself remote), presses of programs are the only
kind there is; there every press counts that is not our injector's own. Motion does not count there, nor what stays
down.
"""

from collections.abc import Callable
from typing import Any

from Xlib.ext import screensaver

from client.injection.own_presses import OwnPresses
from client.injection.x11_listener import Devices, RawPress, X11Listener, sort_devices
from client.injection.x11_motion import MotionReader


class X11ActivitySource:
    """One connection and one thread of its own.

    Args:
        own_presses: what our injector presses.
        display_name: which server; that of the environment when None.

    Raises:
        SetupError: `display_unreachable` or `xinput_missing`.
    """

    def __init__(self, own_presses: OwnPresses, display_name: str | None = None) -> None:
        self._own_presses = own_presses
        self._on_press: Callable[[bool], None] = lambda _is_held: None
        self._on_moved: Callable[[float], None] = lambda _counts: None
        self._on_saver: Callable[[], None] = lambda: None
        self._motion = MotionReader()
        self._is_wanted = False
        self._devices = Devices(frozenset(), frozenset())
        self._had_real_devices = False
        self._held: set[RawPress] = set()
        self._listener = X11Listener(
            "local-hand",
            display_name,
            on_raw_press=self._hear_press,
            on_raw_release=self._hear_release,
            on_raw_motion=self._hear_motion,
            on_devices_changed=self._read_devices,
            on_event=self._hear_event,
        )
        self._read_devices()
        saver = self._listener.display.query_extension(screensaver.extname)
        self._saver_event: int | None = None if saver is None else saver.first_event
        if saver is not None:
            self._listener.root.screensaver_select_input(screensaver.NotifyMask)
            self._listener.display.flush()

    def start(
        self, on_press: Callable[[bool], None], on_moved: Callable[[float], None], on_saver: Callable[[], None]
    ) -> None:
        """Listen from now on."""
        self._on_press, self._on_moved, self._on_saver = on_press, on_moved, on_saver
        self._listener.start()

    def listen(self, *, is_wanted: bool) -> None:
        """Motion is asked for only while somebody wants it: a fast mouse sends a thousand a second."""
        self._is_wanted = is_wanted
        self._listener.post(self._choose_motion)

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _read_devices(self) -> None:
        found = self._listener.query_devices()
        self._devices = sort_devices(found)
        self._had_real_devices |= bool(self._devices.real_ids)
        self._motion.learn(found)
        self._held.clear()  # what a device held that went away, or slept, is let go of without a word
        self._choose_motion()

    def _choose_motion(self) -> None:
        self._listener.listen_motion(self._devices.real_ids if self._is_wanted else ())

    def _hear_press(self, press: RawPress) -> None:
        if press.device_id in self._devices.real_ids:
            self._held.add(press)
        if self._is_wanted and self._is_hand(press):
            self._on_press(bool(self._held))

    def _hear_release(self, press: RawPress) -> None:
        self._held.discard(press)
        if self._is_wanted and press.device_id in self._devices.real_ids:
            self._on_press(bool(self._held))

    def _hear_motion(self, data: bytes) -> None:
        counts = self._motion.counts_of(data)
        if self._is_wanted and counts > 0:
            self._on_moved(counts)

    def _hear_event(self, event: Any) -> None:
        if self._is_wanted and event.type == self._saver_event and event.state == screensaver.StateOn:
            self._on_saver()

    def _is_hand(self, press: RawPress) -> bool:
        if press.device_id in self._devices.real_ids:
            return True
        return not self._had_real_devices and not self._own_presses.take(press)
