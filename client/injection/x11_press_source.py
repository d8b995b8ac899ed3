"""Hears every press and release on an X server and tells by its device whether a program made it."""

from collections.abc import Callable

from client.injection.x11_listener import Devices, RawPress, X11Listener


class X11PressSource:
    """Presses from the XTEST devices are injected, those from devices that existed as real ones are not.

    Args:
        display_name: which server; that of the environment when None.

    Raises:
        SetupError: `display_unreachable` or `xinput_missing`.
    """

    def __init__(self, display_name: str | None = None) -> None:
        self._on_press: Callable[[bool], None] | None = None
        self._on_release: Callable[[bool], None] | None = None
        self._listener = X11Listener(
            "local-input", display_name, on_raw_press=self._hear_press, on_raw_release=self._hear_release
        )
        self._devices: Devices = self._listener.read_devices()

    def start(self, on_press: Callable[[bool], None], on_release: Callable[[bool], None]) -> None:
        """Listen from now on."""
        self._on_press, self._on_release = on_press, on_release
        self._listener.start()

    def has_real_devices(self) -> bool:
        """Whether the server has a device of flesh and wire, as of the last `catch_up`."""
        return bool(self._devices.real_ids)

    def catch_up(self) -> bool:
        """Wait for every press the server has reported so far, and look at its devices anew."""
        return self._listener.call(self._read_devices) is True

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _read_devices(self) -> bool:
        self._devices = self._listener.read_devices()
        return True

    def _hear_press(self, press: RawPress) -> None:
        if self._on_press is not None:
            self._on_press(self._is_injected(press))

    def _hear_release(self, press: RawPress) -> None:
        if self._on_release is not None:
            self._on_release(self._is_injected(press))

    def _is_injected(self, press: RawPress) -> bool:
        if press.device_id not in self._devices.real_ids | self._devices.xtest_ids:
            self._read_devices()  # something was plugged in, or a program made itself a new virtual device
        return press.device_id not in self._devices.real_ids
