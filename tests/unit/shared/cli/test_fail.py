"""Whatever goes wrong ends in one sentence and a status."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from shared.cli.fail import run_program
from shared.cli.text import set_language
from shared.errors import (
    AlongsideError,
    DescriptionRefusedError,
    JournalWriteError,
    ProtocolError,
    SetupError,
    SignalingError,
)

ROOT = Path(__file__).parents[4]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def _raise(error: BaseException) -> Callable[[], int]:
    def main() -> int:
        raise error

    return main


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SignalingError(), ExitCode.UNAVAILABLE, "cannot reach the server"),
        (ProtocolError("malformed_message"), ExitCode.PROTOCOL, "malformed_message"),
        (DescriptionRefusedError(), ExitCode.PROTOCOL, "Nothing was shared"),
        (JournalWriteError(), ExitCode.CANNOT_CREATE, "nothing was allowed"),
        (SetupError("no_xtest"), ExitCode.SETUP, "no_xtest"),
        (AlongsideError("odd", size=3), ExitCode.INTERNAL, "odd (size=3)"),
        (FileNotFoundError(errno.ENOENT, "x", "/a/b"), ExitCode.UNREADABLE, "/a/b"),
        (PermissionError(errno.EACCES, "x", "/a/b"), ExitCode.NOT_PERMITTED, "/a/b"),
        (PermissionError(errno.EPERM, "x"), ExitCode.NOT_PERMITTED, "did not permit"),
        (OSError(errno.EADDRINUSE, "x"), ExitCode.UNAVAILABLE, "port"),
        (OSError(errno.ENOSPC, "x"), ExitCode.CANNOT_CREATE, "disk is full"),
        (OSError(errno.EROFS, "x", "/ro"), ExitCode.CANNOT_CREATE, "/ro"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), ExitCode.UNAVAILABLE, "network"),
        (TimeoutError(), ExitCode.UNAVAILABLE, "network"),
        (OSError(errno.EHOSTUNREACH, "x"), ExitCode.UNAVAILABLE, "network"),
        (OSError(errno.ELOOP, "Too many levels"), ExitCode.INTERNAL, "Too many levels"),
        (ZeroDivisionError("secret detail"), ExitCode.INTERNAL, "alongside-test"),
    ],
)
def test_run_program_error_becomes_a_sentence_and_a_status(
    error: BaseException,
    status: ExitCode,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    log = tmp_path / "logs" / "test.log"
    assert run_program(_raise(error), program="alongside-test", log_path=log) == status
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err
    assert "Traceback" not in shown.err
    assert str(log) in shown.err
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_run_program_unexpected_error_keeps_its_text_out_of_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    run_program(_raise(ZeroDivisionError("secret detail")), program="alongside-test", log_path=tmp_path / "log")
    assert "secret detail" not in capsys.readouterr().err


def test_run_program_log_that_cannot_be_written_still_gives_the_sentence(capsys: pytest.CaptureFixture[str]):
    status = run_program(_raise(SignalingError()), program="alongside-test", log_path=Path("/dev/null/no/log"))
    assert status == ExitCode.UNAVAILABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_run_program_keyboard_interrupt_is_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status = run_program(_raise(KeyboardInterrupt()), program="alongside-test", log_path=tmp_path / "log")
    assert status == 130
    assert capsys.readouterr().err == "\n"


@pytest.mark.parametrize(("answer", "status"), [(None, 0), (0, 0), (3, 3)])
def test_run_program_ordinary_end_gives_its_answer(answer: int | None, status: int):
    assert run_program(lambda: answer, program="alongside-test") == status


def test_run_program_system_exit_passes_through():
    with pytest.raises(SystemExit):
        run_program(_raise(SystemExit(2)), program="alongside-test")


def test_run_program_russian_reader_gets_russian(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    set_language("ru")
    run_program(_raise(SignalingError()), program="alongside-test", log_path=tmp_path / "log")
    assert "Не удаётся связаться с сервером" in capsys.readouterr().err  # noqa: RUF001 -- it is Russian


def test_run_program_reader_that_hangs_up_ends_it_quietly():
    code = (
        "import sys; from shared.cli.fail import run_program\n"
        "def main():\n  for _ in range(100000): print('x' * 100)\n"
        "sys.exit(run_program(main, program='alongside-test'))"
    )
    reading, writing = os.pipe()
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.read(reading, 10)
    os.close(reading)
    _, complaint = process.communicate(timeout=60)
    assert complaint == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (SignalingError("insecure_url", host="help.example"), ExitCode.USAGE, "help.example would not be protected"),
        (SignalingError("bad_url"), ExitCode.USAGE, "This is no address of a server."),
        (SetupError("bad_email", email="ana@"), ExitCode.USAGE, "“ana@” is not an e-mail address."),
        (SetupError("ca_file_unreadable", path="/a/b"), ExitCode.UNREADABLE, "/a/b cannot be read"),
        (SetupError("ca_file_malformed", path="/a/b"), ExitCode.DATA, "/a/b is not a file of certificates"),
    ],
)
def test_run_program_own_mistake_is_one_sentence_and_no_log(
    error: AlongsideError, status: ExitCode, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    log = tmp_path / "log"
    assert run_program(_raise(error), program="alongside-test", log_path=log) == status
    shown = capsys.readouterr().err
    assert sentence in shown
    assert shown.count("\n") == 1
    assert not log.exists()


def test_run_program_record_that_cannot_be_written_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    error = JournalWriteError(path="/a/journal.jsonl")
    status = run_program(_raise(error), program="alongside-test", log_path=tmp_path / "log")
    assert status == ExitCode.CANNOT_CREATE
    assert "/a/journal.jsonl" in capsys.readouterr().err
