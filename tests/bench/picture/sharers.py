"""The programs that show the first display on the second, each with its usual settings."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.picture.machine import family_of
from tests.bench.picture.pipe import Child
from tests.bench.picture.signalling_page import SignallingPage
from tests.desk.display import VirtualDisplay, stop_process, wait_until

VNC_PORT = 5_901
ENDS = "tests.bench.picture"


class Sharer:
    """Something that shows one display on another: a sender at the first, a viewer at the second."""

    name: str
    programs: tuple[str, ...] = ()
    needs_private_line = False  # for an address that is not 127.0.0.1

    def __init__(self, shown: VirtualDisplay, viewer: VirtualDisplay) -> None:
        self.shown, self.viewer = shown, viewer
        self._stops: list[Callable[[], None]] = []
        self.sender_pid = self.viewer_pid = 0

    @classmethod
    def missing(cls) -> list[str]:
        """The programs it needs and this computer has not."""
        return [program for program in cls.programs if shutil.which(program) is None]

    def start(self) -> None:
        """Start both ends; the picture may take a while. Call `stop` also when this raised."""
        raise NotImplementedError

    def stop(self) -> None:
        """End all its processes, the viewer first."""
        while self._stops:
            self._stops.pop()()

    def _child(self, module: str, role: str, display: VirtualDisplay) -> Child:
        child = Child(f"{ENDS}.{module}", role, environment=display.environment)
        self._stops.append(child.stop)
        return child

    def _program(self, arguments: list[str], display: VirtualDisplay) -> int:
        process = display.start(arguments, log=Path(os.devnull))
        self._stops.append(lambda: _stop_family(process))
        return process.pid

    def _join(self, module: str) -> None:
        """Two children of ours: the sender offers, the viewer answers."""
        sender = self._child(module, "sender", self.shown)
        viewer = self._child(module, "viewer", self.viewer)
        self.sender_pid, self.viewer_pid = sender.pid, viewer.pid
        viewer.say(sender.hear())
        sender.say(viewer.hear())


class Alongside(Sharer):
    """Our own two ends: capture to canvas to a Qt widget, over DTLS and SRTP."""

    name = "alongside"

    def start(self) -> None:
        self._join("alongside_ends")


class AiortcStock(Sharer):
    """The obvious program: mss, aiortc as it comes, VP8."""

    name = "aiortc-stock"
    needs_private_line = True

    def start(self) -> None:
        self._join("aiortc_stock_ends")


class TigerVnc(Sharer):
    """X0tigervnc, which watches XDamage, and its viewer, which chooses the coding by the speed of the line."""

    name = "tigervnc"
    programs = ("X0tigervnc", "xtigervncviewer")

    def start(self) -> None:
        self.sender_pid = self._program(
            [
                "X0tigervnc",
                f"-display={self.shown.name}",
                f"-rfbport={VNC_PORT}",
                "-localhost=1",
                "-SecurityTypes=None",
                "-AcceptSetDesktopSize=0",
            ],
            self.shown,
        )
        _wait_for_port(VNC_PORT)
        self.viewer_pid = self._program(
            [
                "xtigervncviewer",
                "-FullScreen=1",
                "-RemoteResize=0",
                "-AutoSelect=1",
                "-AlertOnFatalError=0",
                "-ReconnectOnError=0",
                f"127.0.0.1::{VNC_PORT}",
            ],
            self.viewer,
        )


class Chromium(Sharer):
    """getDisplayMedia of the entire screen, one RTCPeerConnection, a video element over the whole screen."""

    name = "chromium"
    programs = ("chromium",)

    def start(self) -> None:
        page = SignallingPage()
        self._stops.append(page.close)
        self.sender_pid = self._browser(
            self.shown,
            "--auto-select-desktop-capture-source=Entire screen",
            "--window-size=300,200",
            f"--app={page.address}/sender",
        )
        self.viewer_pid = self._browser(self.viewer, "--kiosk", f"--app={page.address}/viewer")
        page.wait_until_joined()

    def _browser(self, display: VirtualDisplay, *arguments: str) -> int:
        profile = tempfile.mkdtemp(prefix="bench-chromium-")
        self._stops.append(lambda: shutil.rmtree(profile, ignore_errors=True))
        return self._program(
            [
                "chromium",
                f"--user-data-dir={profile}",
                "--no-sandbox",
                "--test-type",  # no bar that warns of the line before
                "--no-first-run",
                "--no-default-browser-check",
                "--password-store=basic",
                "--disable-gpu",
                "--disable-quic",
                "--disable-sync",
                "--disable-extensions",
                "--disable-component-update",
                "--disable-background-networking",
                "--disable-backgrounding-occluded-windows",
                "--disable-renderer-backgrounding",
                "--disable-background-timer-throttling",
                "--autoplay-policy=no-user-gesture-required",
                "--disable-features=WebRtcHideLocalIpsWithMdns,GetDisplayMediaRequiresUserActivation",
                *arguments,
            ],
            display,
        )


SHARERS: dict[str, type[Sharer]] = {each.name: each for each in (Alongside, TigerVnc, Chromium, AiortcStock)}


def _stop_family(process: subprocess.Popen[bytes]) -> None:
    """Also those of its children that left for a session of their own, as browsers' crash handlers do."""
    family = family_of(process.pid) - {process.pid}
    stop_process(process)
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _wait_for_port(port: int) -> None:
    def is_open() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    wait_until(is_open, f"somebody listens on port {port}", timeout_s=15)
