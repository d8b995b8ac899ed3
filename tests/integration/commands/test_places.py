"""Folders, ports and files that cannot be used: one sentence naming the place, in the reader's language."""

import re
import socket
import subprocess
from pathlib import Path

import pytest

from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.integration.commands.command import (
    BIN,
    assert_each_its_own,
    assert_one_sentence,
    run,
    run_in_each_language,
)

DATA, UNREADABLE, UNAVAILABLE, CANNOT_CREATE = 65, 66, 69, 73
AUDIT_UNREADABLE = 4


def _assert_each(found: dict, status: int, place: str) -> None:
    for done in found.values():
        assert (done.status, done.out) == (status, "")
        assert_one_sentence(done.err)
        assert place in done.err
    assert_each_its_own([done.err for done in found.values()])


def test_client_whose_record_cannot_be_written_opens_no_window(virtual_display: VirtualDisplay, tmp_path: Path):
    (tmp_path / "file").touch()
    environment = {"DISPLAY": virtual_display.name, "XDG_STATE_HOME": str(tmp_path / "state")}
    folder = tmp_path / "file"
    found = run_in_each_language("client", home=tmp_path, **environment, XDG_DATA_HOME=str(folder))
    for done in found.values():
        assert (done.status, done.out) == (CANNOT_CREATE, "")
        assert_one_sentence(done.err, lines=2)  # the second names the log for support
        assert str(folder / "alongside" / "journal.jsonl") in done.err
    assert_each_its_own([done.err for done in found.values()])
    assert "Traceback" in (tmp_path / "state" / "alongside" / "log" / "alongside-client.log").read_text()


def test_data_folder_that_cannot_be_written_is_named_in_each_language(tmp_path: Path):
    folder = Path("/proc/no-such-folder")
    found = run_in_each_language("server", "serve", "--port", "0", "--data-dir", folder, home=tmp_path)
    _assert_each(found, CANNOT_CREATE, str(folder))


@pytest.mark.parametrize("command", [("account", "list"), ("audit", "list-sessions"), ("audit", "export")])
def test_data_folder_that_is_a_file_stops_every_command(command: tuple[str, ...], tmp_path: Path):
    (tmp_path / "file").touch()
    done = run("server", *command, "--data-dir", tmp_path / "file", home=tmp_path, LANGUAGE="en")
    assert (done.status, done.out) == (UNREADABLE, "")
    assert done.err == f"There is no data of a server in {tmp_path / 'file'}. Check --data-dir.\n"


def test_port_in_use_is_named_in_each_language(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = run_in_each_language(
            "server", "serve", "--port", port, "--data-dir", tmp_path / "data", home=tmp_path
        )
    _assert_each(found, UNAVAILABLE, port)
    assert not (tmp_path / "data").exists(), "nothing was begun"


@pytest.mark.parametrize("port", ["-1", "65536", "eighty"])
def test_port_that_is_none_is_refused(port: str, tmp_path: Path):
    done = run("server", "serve", "--port", port, "--data-dir", tmp_path / "data", home=tmp_path)
    assert done.status == 2
    assert "--port" in done.err


def test_second_server_on_one_data_folder_is_refused_and_the_first_goes_on(tmp_path: Path):
    data = tmp_path / "data"
    first = subprocess.Popen(
        [BIN / "alongside-server", "serve", "--port", "0", "--data-dir", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert first.stdout is not None
        ready = re.fullmatch(r"ready on ws://127\.0\.0\.1:(\d+)\n", first.stdout.readline())
        assert ready is not None
        done = run("server", "serve", "--port", "0", "--data-dir", data, home=tmp_path, LANGUAGE="ro")
        assert done.status == UNAVAILABLE
        assert done.err == f"Un alt server folosește deja dosarul de date {data}.\n"
        assert first.poll() is None
        with socket.create_connection(("127.0.0.1", int(ready[1])), timeout=5) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert line.recv(64).startswith(b"HTTP/1.1 200")
    finally:
        stop_process(first)
        first.communicate()


def test_tls_files_missing_or_with_something_else_in_them_are_named(tmp_path: Path):
    missing, letter = tmp_path / "missing.pem", tmp_path / "letter.pem"
    letter.write_text("Dear Ana,")
    serve = ("serve", "--port", "0", "--data-dir", tmp_path / "data")
    done = run("server", *serve, "--tls-cert", missing, "--tls-key", missing, home=tmp_path, LANGUAGE="ru")
    assert (done.status, done.err) == (UNREADABLE, f"Не удаётся прочитать файл {missing}.\n")  # noqa: RUF001 - Russian
    done = run("server", *serve, "--tls-cert", letter, "--tls-key", letter, home=tmp_path, LANGUAGE="en")
    assert done.status == DATA
    assert done.err == f"{letter} and {letter} are not a certificate and its unencrypted key.\n"
    assert not (tmp_path / "data").exists(), "nothing was begun"


def test_password_that_was_not_given_adds_nobody(tmp_path: Path):
    data = tmp_path / "data"
    arguments = ("account", "add", "ana@help.example", "--name", "Ana", "--data-dir", data)
    done = run("server", *arguments, home=tmp_path, LANGUAGE="en")
    assert done.status == 2
    assert_one_sentence(done.err)
    assert "--password-stdin" in done.err
    assert run("server", "account", "list", "--data-dir", data, home=tmp_path).out == ""


@pytest.mark.parametrize(
    "content", [b"", b"garbage\n", b"\xff\x00\xfe" * 1000, b'{"a": 1}\n', b"[" * 100_000, b"null\n"]
)
def test_audit_verify_garbage_is_unreadable_and_said_in_a_sentence(content: bytes, tmp_path: Path):
    path = tmp_path / "garbage.jsonl"
    path.write_bytes(content)
    done = run("audit", "verify", path, home=tmp_path)
    assert (done.status, done.err) == (AUDIT_UNREADABLE, "")
    assert_one_sentence(done.out)
    assert done.out.startswith("UNREADABLE: ")


@pytest.mark.parametrize("arguments", [("missing.jsonl",), (".",), ("/dev/null", "--pub", "missing.pub")])
def test_audit_verify_file_that_is_not_there_is_unreadable(arguments: tuple[str, ...], tmp_path: Path):
    done = run("audit", "verify", *arguments, home=tmp_path)
    assert done.status == AUDIT_UNREADABLE
    assert_one_sentence(done.out)


def test_programs_end_quietly_when_their_reader_has_gone(tmp_path: Path):
    # `alongside-server --help | head -n1`: whoever read has gone, nobody is left to be told.
    reader = subprocess.Popen(["head", "-c", "1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    program = subprocess.Popen(
        [BIN / "alongside-server", "serve", "--help"], stdout=reader.stdin, stderr=subprocess.PIPE, text=True
    )
    assert reader.stdin is not None
    reader.stdin.close()
    _, complaint = program.communicate(timeout=20)
    reader.wait(5)
    assert complaint == ""
    wait_until(lambda: program.poll() is not None, "it ended")
