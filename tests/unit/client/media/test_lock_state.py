"""Whether the screen is locked, asked of a real X server and of a logind that answers as the test wants."""

from pathlib import Path

import pytest
from Xlib import X
from Xlib.display import Display

from client.media.lock_state import is_screen_locked


def environment(folder: Path, answer: str) -> dict[str, str]:
    program = folder / "loginctl"
    program.write_text(f"#!/bin/sh\necho {answer}\n")
    program.chmod(0o755)
    return {"XDG_SESSION_ID": "7", "PATH": str(folder)}


def test_locked_when_the_screen_saver_is_on(display):
    connection = Display(display)
    assert is_screen_locked(display, {}) is False
    connection.force_screen_saver(X.ScreenSaverActive)
    connection.sync()
    assert is_screen_locked(display, {}) is True
    connection.force_screen_saver(X.ScreenSaverReset)
    connection.sync()
    assert is_screen_locked(display, {}) is False
    connection.close()


@pytest.mark.parametrize(("answer", "is_locked"), [("yes", True), ("no", False), ("", False)])
def test_locked_as_logind_says(display, tmp_path, answer, is_locked):
    assert is_screen_locked(display, environment(tmp_path, answer)) is is_locked


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_locked_is_unknown_when_nobody_can_be_asked():
    assert is_screen_locked(":9999", {}) is None
