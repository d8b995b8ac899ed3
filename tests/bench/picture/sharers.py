"""The programs that show the first display on the second, each with its usual settings."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile

from tests.bench.competitor import Competitor, tigervnc_viewer, wait_for_port, x0tigervnc
from tests.bench.picture.machine import family_of
from tests.bench.picture.pipe import Child
from tests.bench.picture.signalling_page import SignallingPage
from tests.desk.display import VirtualDisplay, stop_process
from tests.netlink.free_port import free_port

ENDS = "tests.bench.picture"


class Sharer(Competitor):
    """Something that shows one display on another: a sender at the first, a viewer at the second."""

    needs_private_line = False  # for an address that is not 127.0.0.1

    def __init__(self, shown: VirtualDisplay, viewer: VirtualDisplay) -> None:
        super().__init__()
        self.shown, self.viewer = shown, viewer
        self.sender_pid = self.viewer_pid = 0

    def _child(self, module: str, role: str, display: VirtualDisplay) -> Child:
        child = Child(f"{ENDS}.{module}", role, environment=display.environment)
        self._stops.append(child.stop)
        return child

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
        port = free_port()
        self.sender_pid = self._program(x0tigervnc(self.shown, port), self.shown)
        wait_for_port(port)
        self.viewer_pid = self._program(tigervnc_viewer(port, "-AutoSelect=1"), self.viewer)


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
            _stop_family,
        )


SHARERS: dict[str, type[Sharer]] = {each.name: each for each in (Alongside, TigerVnc, Chromium, AiortcStock)}


def _stop_family(process: subprocess.Popen[bytes]) -> None:
    """Also those of its children that left for a session of their own, as browsers' crash handlers do."""
    family = family_of(process.pid) - {process.pid}
    stop_process(process)
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
