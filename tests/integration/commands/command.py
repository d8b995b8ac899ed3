"""Runs the four programs as people do in a terminal: a process each, the environment of a bare login, no screen."""

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
LANGUAGES = ("en", "ru", "ro")
_TIMEOUT_S = 30.0
_RUSSIAN_LETTERS_MIN = 12  # three words, whatever path stands between them
_OF_A_DESK = ("DISPLAY", "WAYLAND_", "XDG_", "QT_", "XAUTHORITY", "LANG", "LC_", "ALONGSIDE_", "DBUS_")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended.

    Attributes:
        status: exit status; negative for a signal.
        out: what it wrote to standard output.
        err: what it wrote to standard error.
    """

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both outputs."""
        return self.out + self.err


def run(program: str, *arguments: str | Path, home: Path, **environment: str) -> Done:
    """Run `alongside-<program>` to its end.

    Args:
        program: client, console, server or audit.
        arguments: its arguments.
        home: home directory, so that nothing of whoever runs the tests is read or written.
        environment: added to an environment without a desktop and without a language.
    """
    bare = {name: value for name, value in os.environ.items() if not name.startswith(_OF_A_DESK)}
    done = subprocess.run(
        [BIN / f"alongside-{program}", *arguments],
        env=bare | {"HOME": str(home), "COLUMNS": "200"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def run_in_each_language(program: str, *arguments: str | Path, home: Path, **environment: str) -> dict[str, Done]:
    """The same command for a reader of each language, named in LANGUAGE."""

    def speak(language: str) -> Done:
        return run(program, *arguments, home=home, **environment, LANGUAGE=language)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(LANGUAGES, pool.map(speak, LANGUAGES), strict=True))


def assert_one_sentence(text: str, *, lines: int = 1) -> None:
    """Whole sentences on so many lines, and nothing a person should not have to read."""
    found = text.strip().splitlines()
    assert len(found) == lines, text
    for line in found:
        assert line.endswith((".", "?")) or "apt-get install" in line, line
    for jargon in ("Errno", "Exception", "Error:", "site-packages", "qt.qpa", "<", "None"):
        assert jargon not in text, text


def assert_each_its_own(texts: Iterable[str]) -> None:
    """No language fell back to another: all say it differently, Russian in its letters."""
    _, russian, _ = found = tuple(texts)
    assert len({*found}) == len(LANGUAGES)
    assert sum("а" <= letter <= "я" for letter in russian) > _RUSSIAN_LETTERS_MIN  # noqa: RUF001 - Russian letters
