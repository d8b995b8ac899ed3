"""Looks, before any window is tried, at what this computer lacks, and says in words what to do about it."""

import contextlib
import ctypes
import re
import shutil
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.cli.text import tr
from shared.xcb_link import XcbLink

# Shared libraries that PySide6 expects of the system, and the Debian package each comes in.
_XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
_QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_LOCAL_DISPLAY = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_ANSWER_TIMEOUT_S = 2.0
_WINDOWLESS_PLATFORMS = frozenset({"minimal", "offscreen", "vnc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that keeps the windows from opening.

    Attributes:
        code: stable name, for the log.
        message: what is wrong, in the reader's language.
        remedy: what to do about it, in the reader's language.
    """

    code: str
    message: str
    remedy: str


def check_desktop(
    environ: Mapping[str, str],
    *,
    needs_x11: bool = True,
    can_load: Callable[[str], bool] | None = None,
) -> list[Problem]:
    """What stands in the way of a window here; empty when nothing does.

    Call it before PySide6 is imported: a missing library ends the import, and a missing display the whole process,
    with words that help nobody. Only Linux needs looking at.

    Args:
        environ: the environment variables of the session.
        needs_x11: the program shows or steers the whole desktop, which only X11 lets it do. The console does not:
            under Wayland its windows are ordinary windows.
        can_load: whether a shared library can be loaded; asks the system when None.
    """
    if not sys.platform.startswith("linux"):
        return []
    can_load = can_load or _can_load
    platform = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in _WINDOWLESS_PLATFORMS and not needs_x11:
        return _check_libraries(_QT_LIBRARIES, can_load)
    is_wayland = environ.get("XDG_SESSION_TYPE") == "wayland" or bool(environ.get("WAYLAND_DISPLAY"))
    if is_wayland and needs_x11:
        return [_wayland_problem(), *_check_libraries(_QT_LIBRARIES | _XCB_LIBRARIES, can_load)]
    if is_wayland and environ.get("WAYLAND_DISPLAY") and platform != "xcb":
        return _check_libraries(_QT_LIBRARIES | _WAYLAND_LIBRARIES, can_load)
    return [*_check_display(environ.get("DISPLAY", "")), *_check_libraries(_QT_LIBRARIES | _XCB_LIBRARIES, can_load)]


def format_problems(problems: list[Problem]) -> str:
    """The problems as text for a terminal: what is wrong, and below it what to do."""
    return "\n\n".join(f"{problem.message}\n{problem.remedy}" for problem in problems)


def _wayland_problem() -> Problem:
    return Problem(
        code="wayland_session",
        message=tr(
            "This desktop runs on Wayland, which does not let a program show your whole screen to somebody else."
        ),
        remedy=tr(
            "Log out. On the sign-in screen open the menu with the little gear, choose the entry with “X11” or "
            "“Xorg” in its name, and sign in again."
        ),
    )


def _check_display(display: str) -> list[Problem]:
    if not display:
        return [
            Problem(
                code="display_missing",
                message=tr("There is no screen to open a window on (DISPLAY is not set)."),
                remedy=tr("Start the program on a computer with a desktop, from a terminal window there."),
            )
        ]
    if _is_let_in(display):
        return []
    if _is_answered(display):
        return [
            Problem(
                code="display_refused",
                message=tr(
                    "The screen {display} answers, but does not let this user open a window.", display=display
                ),
                remedy=tr("Start the program as the user who is signed in at that screen, without sudo."),
            )
        ]
    return [
        Problem(
            code="display_unreachable",
            message=tr("The screen {display} does not answer.", display=display),
            remedy=tr("Check that the desktop is running and that DISPLAY names it; “:0” is the usual name."),
        )
    ]


def _check_libraries(package_of: Mapping[str, str], can_load: Callable[[str], bool]) -> list[Problem]:
    missing = sorted(name for name in package_of if not can_load(name))
    if not missing:
        return []
    packages = " ".join(package_of[name] for name in missing)
    sudo = "sudo " if shutil.which("sudo") else ""
    return [
        Problem(
            code="library_missing",
            message=tr(
                "This computer lacks parts of the system that windows need: {libraries}.",
                libraries=", ".join(missing),
            ),
            remedy=tr(
                "On Debian and Ubuntu this installs them: {command}",
                command=f"{sudo}apt-get update && {sudo}apt-get install {packages}",
            ),
        )
    ]


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _is_let_in(display: str) -> bool:
    """Whether the X server of that name accepts us, asked as Qt asks: through libxcb, with its permission file."""
    try:
        link = XcbLink(display)
    except OSError:
        return True  # the libraries that are missing are told about on their own
    try:
        return link.is_let_in()
    finally:
        link.close()


def _is_answered(display: str) -> bool:
    """Whether an X server of this computer listens: on Linux under an abstract name, in containers as a file."""
    local = _LOCAL_DISPLAY.fullmatch(display)
    if local is None:
        return False
    path = f"/tmp/.X11-unix/X{local[1]}"  # noqa: S108 -- the place is fixed by X11 itself
    for address in (f"\0{path}", path):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(_ANSWER_TIMEOUT_S)
            probe.connect(address)
            return True
    return False
