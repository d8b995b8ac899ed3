"""Asks the desktop whether its screen is locked or put to rest, as far as anybody knows."""

import os
import shutil
import subprocess
from collections.abc import Mapping

LOGIND_TIMEOUT_S = 1.0


def is_screen_locked(display: str | None = None, environment: Mapping[str, str] = os.environ) -> bool | None:
    """Whether the screen is locked or its saver is on; None when neither can be asked.

    Args:
        display: an X11 display such as `:7`; None is the one in the environment.
        environment: names the session logind knows (`XDG_SESSION_ID`).
    """
    answers = (_asks_logind(environment), _asks_screen_saver(display))
    if any(answers):
        return True
    return None if all(answer is None for answer in answers) else False


def _asks_logind(environment: Mapping[str, str]) -> bool | None:
    """`LockedHint` of org.freedesktop.login1: lock screens that take part in a session set it."""
    session_id = environment.get("XDG_SESSION_ID")
    program = shutil.which("loginctl", path=environment.get("PATH"))
    if not session_id or program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "show-session", session_id, "--property=LockedHint", "--value"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=LOGIND_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(answer.stdout.strip())


def _asks_screen_saver(name: str | None) -> bool | None:
    """MIT-SCREEN-SAVER: the X server's own saver, which lock programs of the old kind sit on."""
    try:
        from Xlib import display as xdisplay
        from Xlib.ext import screensaver

        connection = xdisplay.Display(name)
    except Exception:  # noqa: BLE001 - no library on this system, or no server
        return None
    try:
        if not connection.has_extension("MIT-SCREEN-SAVER"):
            return None
        return connection.screen().root.screensaver_query_info().state == screensaver.StateOn
    except Exception:  # noqa: BLE001 - the server left meanwhile
        return None
    finally:
        connection.close()
