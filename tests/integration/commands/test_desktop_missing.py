"""The two programs with windows on a computer that cannot show one: what is missing, what to do, and status 78."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.bare_server import bare_server
from tests.integration.commands.command import assert_each_its_own, assert_one_sentence, run, run_in_each_language

PROGRAMS = ("client", "console")
SETUP = 78


def _assert_all_say(found: dict, words: str) -> None:
    assert [done.status for done in found.values()] == [SETUP] * 3
    assert [done.out for done in found.values()] == [""] * 3
    for done in found.values():
        assert_one_sentence(done.err, lines=2)
    assert words in found["en"].err
    assert_each_its_own([done.err for done in found.values()])


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_display_is_told_in_each_language(program: str, tmp_path: Path):
    _assert_all_say(run_in_each_language(program, home=tmp_path), "There is no screen to open a window on")
    assert not list(tmp_path.rglob("*.log")), "what the sentence says needs no log"


@pytest.mark.parametrize("program", PROGRAMS)
def test_display_nobody_answers_is_named_in_each_language(program: str, tmp_path: Path):
    found = run_in_each_language(program, home=tmp_path, DISPLAY=":4711")
    _assert_all_say(found, "The screen :4711 does not answer.")
    assert all(":4711" in done.err for done in found.values())


@pytest.mark.parametrize("display", ["localhost:4711", "nonsense"])
def test_display_of_an_absent_computer_is_a_sentence_and_not_an_abort(display: str, tmp_path: Path):
    done = run("console", home=tmp_path, DISPLAY=display, LANGUAGE="en")
    assert done.status == SETUP
    assert f"The screen {display} does not answer." in done.err


@pytest.fixture
def guarded_display(tmp_path: Path) -> Iterator[str]:
    """An X server that lets in only who knows its cookie, as every real desktop does."""

    def counted(data: bytes) -> bytes:
        return struct.pack(">H", len(data)) + data

    cookie = tmp_path / "cookie"
    any_host = struct.pack(">H", 0xFFFF)
    entry = any_host + counted(b"") + counted(b"") + counted(b"MIT-MAGIC-COOKIE-1") + counted(os.urandom(16))
    cookie.write_bytes(entry)
    with bare_server(320, 200, cookie=cookie) as (name, _):
        yield name


@pytest.mark.parametrize("program", PROGRAMS)
def test_display_that_refuses_this_user_says_so(program: str, guarded_display: str, tmp_path: Path):
    done = run(program, home=tmp_path, DISPLAY=guarded_display, LANGUAGE="en")
    assert done.status == SETUP
    assert "does not let this user open a window" in done.err
    assert "without sudo" in done.err


def test_wayland_session_client_says_how_to_sign_in_with_xorg_in_each_language(tmp_path: Path):
    found = run_in_each_language("client", home=tmp_path, XDG_SESSION_TYPE="wayland", WAYLAND_DISPLAY="wayland-0")
    _assert_all_say(found, "This desktop runs on Wayland")
    assert all("Xorg" in done.err for done in found.values())


@pytest.mark.parametrize("program", PROGRAMS)
def test_missing_system_library_is_named_with_its_package_in_each_language(program: str, tmp_path: Path):
    # An empty file before the real one in the loader's path: for the loader the library cannot be had.
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libxcb-cursor.so.0").touch()
    with bare_server(320, 200) as (display, _):
        found = run_in_each_language(program, home=tmp_path, DISPLAY=display, LD_LIBRARY_PATH=str(tmp_path / "lib"))
    _assert_all_say(found, "libxcb-cursor.so.0")
    assert all("apt-get install libxcb-cursor0" in done.err for done in found.values())
