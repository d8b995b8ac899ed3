"""What the programs say before a window is tried."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.cli import preflight
from shared.cli.preflight import check_desktop, format_problems
from shared.cli.text import set_language
from tests.desk.display import VirtualDisplay

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs looking at")
RUNTIME_PACKAGES = Path(__file__).parents[4] / ".ci" / "debian-runtime.txt"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def _codes(environ: dict[str, str], **arguments: bool) -> list[str]:
    return [problem.code for problem in check_desktop(environ, can_load=lambda _: True, **arguments)]


def test_check_desktop_real_display_has_no_problem(virtual_display: VirtualDisplay):
    assert check_desktop(virtual_display.environment) == []


def test_check_desktop_without_display_says_so():
    problems = check_desktop({}, can_load=lambda _: True)
    assert [problem.code for problem in problems] == ["display_missing"]
    assert "DISPLAY" in problems[0].message
    assert problems[0].remedy


def test_check_desktop_display_nobody_serves_names_it():
    problems = check_desktop({"DISPLAY": ":4711"}, can_load=lambda _: True)
    assert [problem.code for problem in problems] == ["display_unreachable"]
    assert ":4711" in problems[0].message


def test_check_desktop_display_of_another_computer_that_is_not_there_names_it():
    problems = check_desktop({"DISPLAY": "localhost:4711"}, can_load=lambda _: True)
    assert [problem.code for problem in problems] == ["display_unreachable"]
    assert "localhost:4711" in problems[0].message


@pytest.mark.parametrize("display", ["nonsense", ":", ":x", "\0"])
def test_check_desktop_display_that_is_no_name_is_unreachable(display: str):
    assert _codes({"DISPLAY": display}) == ["display_unreachable"]


@pytest.mark.parametrize(
    "environ", [{"XDG_SESSION_TYPE": "wayland"}, {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}]
)
def test_check_desktop_wayland_client_is_told_to_sign_in_with_xorg(environ: dict[str, str]):
    problems = check_desktop(environ, can_load=lambda _: True)
    assert [problem.code for problem in problems] == ["wayland_session"]
    assert "Xorg" in problems[0].remedy


def test_check_desktop_wayland_console_is_welcome():
    assert _codes({"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}, needs_x11=False) == []


def test_check_desktop_offscreen_console_needs_no_display():
    assert _codes({"QT_QPA_PLATFORM": "offscreen"}, needs_x11=False) == []


@pytest.mark.parametrize(
    ("sudo", "words"),
    [
        ("/usr/bin/sudo", ": sudo apt-get update && sudo apt-get install libegl1 libxcb-cursor0"),
        (None, ": apt-get update && apt-get install libegl1 libxcb-cursor0"),
    ],
)
def test_check_desktop_missing_libraries_name_one_command_for_all(
    virtual_display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch, sudo: str | None, words: str
):
    monkeypatch.setattr(shutil, "which", lambda _name: sudo)
    absent = {"libxcb-cursor.so.0", "libEGL.so.1"}
    problems = check_desktop(virtual_display.environment, can_load=lambda soname: soname not in absent)
    assert [problem.code for problem in problems] == ["library_missing"]
    assert problems[0].remedy.endswith(words)


def test_can_load_a_library_that_does_not_exist_is_false():
    assert not preflight._can_load("libno-such-library-here.so.9")
    assert preflight._can_load("libxcb-cursor.so.0")


def test_check_desktop_finds_what_really_stops_qt(virtual_display: VirtualDisplay):
    """What Qt itself dies of is what the check reports first."""
    environment = virtual_display.environment | {"DISPLAY": ":4711"}
    qt = subprocess.run(
        [sys.executable, "-c", "from PySide6.QtWidgets import QApplication; QApplication([])"],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert qt.returncode != 0
    assert [problem.code for problem in check_desktop(environment)] == ["display_unreachable"]


def test_every_package_the_check_names_is_one_that_setup_installs():
    installed = set(RUNTIME_PACKAGES.read_text(encoding="utf-8").split())
    named = set((preflight._QT_LIBRARIES | preflight._XCB_LIBRARIES).values())
    # libx11-xcb1 comes with libxkbcommon-x11-0's own dependencies on every release that has it.
    assert named - installed == {"libx11-xcb1"}


def test_check_desktop_does_not_import_qt():
    code = (
        "import sys, os; from shared.cli.preflight import check_desktop; check_desktop(dict(os.environ));"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=RUNTIME_PACKAGES.parents[1], check=True, timeout=60)


@pytest.mark.parametrize("language", ["ru", "ro"])
def test_check_desktop_speaks_the_language_of_the_reader(language: str):
    english = format_problems(check_desktop({}, can_load=lambda _: True))
    set_language(language)
    translated = format_problems(check_desktop({}, can_load=lambda _: True))
    assert translated != english
    assert "DISPLAY" in translated
