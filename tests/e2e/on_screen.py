"""The demo on a screen that is there: both real windows side by side, and a person who plays both people."""

import contextlib
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, XError
from Xlib.protocol.event import ClientMessage

from shared.cli.exit_code import ExitCode
from shared.cli.preflight import check_desktop, format_problems
from tests.desk.display import wait_until
from tests.e2e.story import BIN, EMAIL, PASSWORD, add_account

_CONSOLE_MIN_PX = 880
_PLACED_WITHIN_S = 40.0
_LOOK_AGAIN_S = 0.2
_SERVER_READY_S = 30.0
# Extended Window Manager Hints 1.5, _NET_MOVERESIZE_WINDOW: which of x, y, width, height are meant, and for whom.
_X, _Y, _WIDTH, _HEIGHT = (1 << bit for bit in (8, 9, 10, 11))
_FOR_A_PERSON = 2 << 12
_BY_THE_FRAME = 1  # gravity NorthWest: the place is the frame's, so that its title bar is on the screen too


def open_windows(folder: Path) -> int:
    """Start the server and both programs on the screen that is there, say what to do, and wait until they are closed.

    Args:
        folder: data and what the programs say go there.

    Returns:
        The exit status: that of a program that could not do its part, if there is one.
    """
    problems = check_desktop(os.environ, needs_x11=True)
    if problems:
        print(format_problems(problems), flush=True)
        return ExitCode.SETUP
    data = folder / "data"
    add_account(data)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        server = [BIN / "alongside-server", "serve", "--port", "0", "--data-dir", data]
        running["server"] = _start(server, folder / "server.log")
        url = _wait_for_url(running["server"], folder / "server.log")
        windows = {"client": ["--server", url], "console": ["--server", url, "--email", EMAIL]}
        for name, options in windows.items():
            running[name] = _start([BIN / f"alongside-{name}", *options], folder / f"{name}.log")
        with contextlib.suppress(XError, ConnectionClosedError, OSError):
            _place_side_by_side(running["client"], running["console"])
        print(
            f"""
Two windows are open now.
  1. In the small one press "I asked for help": it shows a code.
  2. In the large one sign in with the password   {PASSWORD}
     and type the code.
  3. Allow in the small window what you like. Ctrl+Alt+End stops everything.
Close both windows to end the demo.""",
            flush=True,
        )
        return _wait_for_end(running, folder)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    finally:
        for process in reversed(running.values()):
            process.terminate()
            process.wait()


def _start(command: list[Any], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as sink:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)


def _wait_for_url(server: subprocess.Popen[bytes], log: Path) -> str:
    ready = "ready on "

    def lines() -> list[str]:
        return [line for line in log.read_text(errors="replace").splitlines() if line.startswith(ready)]

    wait_until(lambda: bool(lines()) or server.poll() is not None, "the server is ready", timeout_s=_SERVER_READY_S)
    if not lines():
        raise RuntimeError(f"The server did not start: {log.read_text(errors='replace').strip()}")
    return lines()[0].removeprefix(ready)


def _wait_for_end(running: dict[str, subprocess.Popen[bytes]], folder: Path) -> int:
    """Wait until both windows are closed, or until one of the three programs ends as it should not."""
    while any(running[name].poll() is None for name in ("client", "console")):
        for name, process in running.items():
            if process.poll():
                said = (folder / f"{name}.log").read_text(errors="replace").strip()
                words = f"\nalongside-{name} ended with status {process.returncode}, so the demo is over. It said:\n"
                print(words + (said or "nothing"), flush=True)
                return process.returncode if process.returncode > 0 else ExitCode.INTERNAL
        time.sleep(_LOOK_AGAIN_S)
    return max(running[name].returncode for name in ("client", "console"))


def _place_side_by_side(client: subprocess.Popen[bytes], console: subprocess.Popen[bytes]) -> None:
    """Ask the window manager to put the two windows beside each other; on a narrow screen they overlap."""
    screen = Display()
    try:
        root = screen.screen().root
        deadline_s = time.monotonic() + _PLACED_WITHIN_S
        found: dict[int, Any] = {}
        while len(found) < 2 and time.monotonic() < deadline_s:
            found = {pid: window for pid, window in _managed(screen, root) if pid in {client.pid, console.pid}}
            if client.poll() is not None or console.poll() is not None:
                return
            time.sleep(_LOOK_AGAIN_S)
        if len(found) < 2:
            return
        left_px, top_px, width_px, height_px = _work_area(screen, root)
        small, large = found[client.pid], found[console.pid]
        sides = _property(screen, small, "_NET_FRAME_EXTENTS") or [0, 0, 0, 0]
        outer_px = small.get_geometry().width + sides[0] + sides[1]
        beside_px = max(_CONSOLE_MIN_PX, width_px - outer_px - sides[0] - sides[1])
        _move(screen, root, small, _X | _Y, left_px, top_px)
        at_px = left_px + min(outer_px, max(0, width_px - beside_px - sides[0] - sides[1]))
        size = (beside_px, height_px - sides[2] - sides[3])
        _move(screen, root, large, _X | _Y | _WIDTH | _HEIGHT, at_px, top_px, *size)
        screen.sync()
    finally:
        screen.close()


def _managed(screen: Any, root: Any) -> list[tuple[int, Any]]:
    windows = [screen.create_resource_object("window", each) for each in _property(screen, root, "_NET_CLIENT_LIST")]
    return [(pids[0], window) for window in windows if (pids := _property(screen, window, "_NET_WM_PID"))]


def _work_area(screen: Any, root: Any) -> tuple[int, int, int, int]:
    """What panels leave free: x, y, width, height in pixels; of the first desktop, of all screens together."""
    area = _property(screen, root, "_NET_WORKAREA")[:4]
    if len(area) == 4:
        return area[0], area[1], area[2], area[3]
    whole = root.get_geometry()
    return 0, 0, whole.width, whole.height


def _property(screen: Any, window: Any, name: str) -> list[int]:
    found = window.get_full_property(screen.intern_atom(name), X.AnyPropertyType)
    return list(found.value) if found is not None and found.property_type != Xatom.STRING else []


def _move(screen: Any, root: Any, window: Any, what: int, *numbers: int) -> None:
    values = [what | _FOR_A_PERSON | _BY_THE_FRAME, *numbers, *([0] * (4 - len(numbers)))]
    message = ClientMessage(
        window=window, client_type=screen.intern_atom("_NET_MOVERESIZE_WINDOW"), data=(32, values)
    )
    root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
