"""The programs that carry keys from the agent's desk to the person's: ours, and the two VNC servers that live on X11."""

import contextlib
import time
from abc import abstractmethod

from Xlib.display import Display
from Xlib.error import XError

from tests.bench.competitor import Competitor, tigervnc_viewer, wait_for_port, x0tigervnc
from tests.bench.picture.pipe import Child
from tests.desk.display import VirtualDisplay, wait_until
from tests.netlink.free_port import free_port

_START_S = 30.0
_SETTLE_S = 1.0


class Tool(Competitor):
    """Joins two desks."""

    def __init__(self, agent: VirtualDisplay, person: VirtualDisplay) -> None:
        super().__init__()
        self.agent, self.person = agent, person


class Alongside(Tool):
    """The console's picture and the client's injector."""

    name = "alongside"

    def start(self) -> None:
        """One process with both ends."""
        child = Child("tests.bench.fidelity.console_end", self.person.name, environment=self.agent.environment)
        self._stops.append(child.stop)
        assert child.hear(_START_S) == "ready"


class _Vnc(Tool):
    @abstractmethod
    def _server(self, port: int) -> list[str]:
        """The command of the server."""

    def start(self) -> None:
        """Server there, viewer here, over the whole screen."""
        port = free_port()
        self._program(self._server(port), self.person)
        wait_for_port(port)
        self._program(tigervnc_viewer(port), self.agent)
        wait_until(lambda: _has_big_window(self.agent), "the viewer is there", timeout_s=_START_S)
        time.sleep(_SETTLE_S)


class TigerVnc(_Vnc):
    """X0tigervnc with its usual settings."""

    name = "tigervnc"
    programs = ("X0tigervnc", "xtigervncviewer")

    def _server(self, port: int) -> list[str]:
        return x0tigervnc(self.person, port)


class X11Vnc(_Vnc):
    """x11vnc with its usual settings, and the viewer of TigerVNC."""

    name = "x11vnc"
    programs = ("x11vnc", "xtigervncviewer")

    def _server(self, port: int) -> list[str]:
        return [
            "x11vnc",
            "-display",
            self.person.name,
            "-rfbport",
            str(port),
            "-localhost",
            "-nopw",
            "-quiet",
            "-forever",
        ]


TOOLS: dict[str, type[Tool]] = {each.name: each for each in (Alongside, TigerVnc, X11Vnc)}


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
