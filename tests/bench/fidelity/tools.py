"""The programs that carry keys from the agent's desk to the person's: ours, and the two VNC servers that live on X11."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable

from Xlib.display import Display
from Xlib.error import XError

from tests.bench.picture.pipe import Child
from tests.desk.display import VirtualDisplay, stop_process, wait_until

_START_S = 30.0
_SETTLE_S = 1.0


class Tool:
    """Joins two desks."""

    name = ""
    programs: tuple[str, ...] = ()

    def __init__(self, agent: VirtualDisplay, person: VirtualDisplay) -> None:
        self.agent, self.person = agent, person
        self._stops: list[Callable[[], None]] = []

    @classmethod
    def missing(cls) -> list[str]:
        """Programs it needs and this computer has not."""
        return [program for program in cls.programs if shutil.which(program) is None]

    def start(self) -> None:
        """Join them; returns when keys go over."""
        raise NotImplementedError

    def stop(self) -> None:
        """Part them."""
        while self._stops:
            self._stops.pop()()

    def _program(self, arguments: list[str], display: VirtualDisplay) -> subprocess.Popen[bytes]:
        process = display.start(arguments)
        self._stops.append(lambda: stop_process(process))
        return process


class Alongside(Tool):
    """The console's picture and the client's injector."""

    name = "alongside"

    def start(self) -> None:
        """One process with both ends."""
        child = Child("tests.bench.fidelity.console_end", self.person.name, environment=self.agent.environment)
        self._stops.append(child.stop)
        assert child.hear(_START_S) == "ready"


class _Vnc(Tool):
    port = 0

    def _server(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        """Server there, viewer here, over the whole screen."""
        self._program(self._server(), self.person)
        wait_until(lambda: _is_listening(self.port), "the server listens", timeout_s=_START_S)
        viewer = [
            "xtigervncviewer",
            "-FullScreen=1",
            "-RemoteResize=0",
            "-AlertOnFatalError=0",
            "-ReconnectOnError=0",
            f"127.0.0.1::{self.port}",
        ]
        self._program(viewer, self.agent)
        wait_until(lambda: _has_big_window(self.agent), "the viewer is there", timeout_s=_START_S)
        time.sleep(_SETTLE_S)


class TigerVnc(_Vnc):
    """X0tigervnc with its usual settings."""

    name = "tigervnc"
    port = 5_911
    programs = ("X0tigervnc", "xtigervncviewer")

    def _server(self) -> list[str]:
        return [
            "X0tigervnc",
            f"-display={self.person.name}",
            f"-rfbport={self.port}",
            "-localhost=1",
            "-SecurityTypes=None",
            "-AcceptSetDesktopSize=0",
        ]


class X11Vnc(_Vnc):
    """x11vnc with its usual settings, and the viewer of TigerVNC."""

    name = "x11vnc"
    port = 5_912
    programs = ("x11vnc", "xtigervncviewer")

    def _server(self) -> list[str]:
        return [
            "x11vnc",
            "-display",
            self.person.name,
            "-rfbport",
            str(self.port),
            "-localhost",
            "-nopw",
            "-quiet",
            "-forever",
        ]


TOOLS: dict[str, type[Tool]] = {each.name: each for each in (Alongside, TigerVnc, X11Vnc)}


def _is_listening(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _has_big_window(display: VirtualDisplay) -> bool:
    """Whether some program covers the screen."""
    server = Display(display.name)
    try:
        focus = server.get_input_focus().focus
        while not isinstance(focus, int) and focus.id != server.screen().root.id:
            size = focus.get_geometry()
            if size.width >= display.width_px and size.height >= display.height_px:
                return True
            focus = focus.query_tree().parent
    except XError:  # the window went while we looked
        return False
    finally:
        with contextlib.suppress(OSError):
            server.close()
    return False
