"""A whole desk without a screen: an X server, a window manager and an accessibility bus, gone when the test is."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.desk.keyboard import add_letters

START_TIMEOUT_S = 20.0
LOOKS_MIN = 3  # on a busy machine one look at every window may take as long as the wait it is part of
STOP_TIMEOUT_S = 3.0
_BUS_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")

_SECRETS = "org.freedesktop.secrets"
_BUS_CONFIG = """<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_AS_AT_A_DESK = ("env", "--default-signal")
"""Tests in a shell's background, or under `nohup`, ignore Ctrl+C and the terminal's end, and so would what they start."""


class DeskError(Exception):
    """The virtual desk could not be set up; the text says what is missing."""


class VirtualDisplay:
    """One person's desk: Xvfb on a free display number, openbox, and a private D-Bus session with AT-SPI.

    Use it as a context manager. Every process it started, and every one started through `start`, is ended at exit,
    also when the body failed half way.

    Args:
        width_px: width of the screen.
        height_px: height of the screen.
        has_window_manager: start openbox; without it windows are never active and have no frame.
        has_accessibility: start a session bus and the accessibility bus, so that `AccessibleDesk` can look.
    """

    def __init__(
        self,
        *,
        width_px: int = 1280,
        height_px: int = 800,
        has_window_manager: bool = True,
        has_accessibility: bool = True,
    ) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self._has_window_manager = has_window_manager
        self._has_accessibility = has_accessibility
        self._processes: list[subprocess.Popen[bytes]] = []
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self.name = ""
        self.server_pid = 0
        self.bus_address = ""

    @property
    def home(self) -> Path:
        """A home directory of its own, so that no test reads or writes the settings of who runs it."""
        if self._home is None:
            raise DeskError("the desk is not set up")
        return Path(self._home.name)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to run at this desk, and nothing of ours that would mislead it."""
        inherited = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("QT_", "XDG_", "DBUS_", "WAYLAND_", "AT_SPI_")) and key != "XAUTHORITY"
        }
        desk = {
            "DISPLAY": self.name,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "XDG_SESSION_TYPE": "x11",
            "QT_QPA_PLATFORM": "xcb",
        }
        if self.bus_address:
            desk["DBUS_SESSION_BUS_ADDRESS"] = self.bus_address
            # Qt otherwise waits for a screen reader to announce itself before it shows its tree.
            desk["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        return inherited | desk

    def __enter__(self) -> Self:
        self._home = tempfile.TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True)
        (self.home / "run").mkdir(mode=0o700)
        try:
            self.name = ":" + self.start_server()
            self.server_pid = self._processes[-1].pid
            add_letters(self.name)
            if self._has_accessibility:
                self._start_buses()
            if self._has_window_manager:
                self._start_window_manager()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(
        self,
        arguments: Sequence[str],
        *,
        environment: dict[str, str] | None = None,
        cwd: Path | None = None,
        log: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program at this desk.

        Args:
            arguments: program and arguments, never through a shell.
            environment: added to the desk's own.
            cwd: where it starts; here when None.
            log: both outputs go to the end of this file; they are dropped when None.
        """
        sink = log.open("ab") if log is not None else subprocess.DEVNULL
        try:
            process = subprocess.Popen(
                [*_AS_AT_A_DESK, *arguments],
                env=self.environment | (environment or {}),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        finally:
            if not isinstance(sink, int):
                sink.close()
        self._processes.append(process)
        return process

    def start_server(self) -> str:
        """Start the X server and return the number of its display once it answers."""
        size = f"{self.width_px}x{self.height_px}x24"
        return self.start_announcing(
            "Xvfb", "-displayfd", arguments=("-screen", "0", size, "-nolisten", "tcp", "-noreset")
        )

    def screenshot(self, path: Path) -> Path:
        """Save what the screen shows now as PNG and return the path."""
        import mss
        from PIL import Image

        with mss.MSS(display=self.name) as camera:
            shot = camera.grab(camera.monitors[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX").save(path)
        return path

    def close(self) -> None:
        """End everything that runs at this desk, youngest first. Safe to call twice."""
        processes, self._processes = self._processes[::-1], []
        for process in processes:
            stop_process(process)
        self.name = self.bus_address = ""
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def start_announcing(self, program: str, option: str, *, arguments: Sequence[str]) -> str:
        """Start a program that writes one line to a descriptor when it is ready, and return that line."""
        if shutil.which(program) is None:
            raise DeskError(f"{program} is not installed; `make setup` installs it")
        reading, writing = os.pipe()
        with os.fdopen(reading) as ready:
            try:
                process = subprocess.Popen(
                    [program, option, str(writing), *arguments],
                    pass_fds=[writing],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            finally:
                os.close(writing)
            self._processes.append(process)
            line = ready.readline().strip()
        if not line:
            raise DeskError(f"{program} ended before it was ready")
        return line

    def _start_buses(self) -> None:
        launcher = next((path for path in _BUS_LAUNCHERS if Path(path).exists()), None)
        if launcher is None or shutil.which("dbus-daemon") is None:
            raise DeskError("dbus and at-spi2-core are not installed; `make setup` installs them")
        reading, writing = os.pipe()
        with os.fdopen(reading) as ready:
            try:
                bus = subprocess.Popen(
                    ["dbus-daemon", f"--config-file={self._bus_config()}", "--nofork", f"--print-address={writing}"],
                    pass_fds=[writing],
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            finally:
                os.close(writing)
            self._processes.append(bus)
            self.bus_address = ready.readline().strip()
        if not self.bus_address:
            raise DeskError("dbus-daemon ended before it was ready")
        self.start([launcher, "--launch-immediately"])

    def _bus_config(self) -> Path:
        """A session bus that starts what the machine's would, except for a keyring: a desk has one only if asked for."""
        services = self.home / "services"
        services.mkdir()
        for service in Path("/usr/share/dbus-1/services").glob("*.service"):
            if _SECRETS not in service.read_text(encoding="utf-8"):
                (services / service.name).symlink_to(service)
        config = self.home / "bus.conf"
        config.write_text(_BUS_CONFIG.format(address=f"unix:path={self.home}/run/bus", services=services))
        return config

    def _start_window_manager(self) -> None:
        if shutil.which("openbox") is None:
            raise DeskError("openbox is not installed; `make setup` installs it")
        self.start(["openbox", "--sm-disable"])
        wait_until(self._is_managed, "openbox manages the screen", timeout_s=START_TIMEOUT_S)

    def _is_managed(self) -> bool:
        from Xlib import X
        from Xlib.display import Display

        display = Display(self.name)
        try:
            root = display.screen().root
            return (
                root.get_full_property(display.intern_atom("_NET_SUPPORTING_WM_CHECK"), X.AnyPropertyType) is not None
            )
        finally:
            display.close()


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """End a process and everything it started: politely first, for good after three seconds."""
    for number, patience_s in ((signal.SIGTERM, STOP_TIMEOUT_S), (signal.SIGKILL, STOP_TIMEOUT_S)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(patience_s)
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def wait_until(condition: Callable[[], bool], description: str, *, timeout_s: float = 10.0) -> None:
    """Look every 30 ms until the condition holds; three times at least, however long a look takes.

    Raises:
        TimeoutError: it did not within `timeout_s`; the text is the description of what was waited for.
    """
    end_s = time.monotonic() + timeout_s
    looks = 1
    while not condition():
        looks += 1
        if time.monotonic() > end_s and looks > LOOKS_MIN:
            raise TimeoutError(f"not within {timeout_s:g} s: {description}")
        time.sleep(0.03)
