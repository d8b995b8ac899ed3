"""What may stand behind each command: addresses, files, options; every mistake is one sentence and status 2 or 66."""

from pathlib import Path

import pytest

from tests.integration.commands.command import assert_each_its_own, assert_one_sentence, run, run_in_each_language

USAGE, DATA, UNREADABLE = 2, 65, 66
DESKTOP = ("client", "console")
COMMANDS = [
    ("client",),
    ("console",),
    ("server",),
    ("server", "serve"),
    ("server", "account"),
    ("server", "account", "add"),
    ("server", "account", "list"),
    ("server", "account", "disable"),
    ("server", "audit"),
    ("server", "audit", "export"),
    ("server", "audit", "list-sessions"),
    ("audit",),
    ("audit", "verify"),
]


@pytest.mark.parametrize("program", DESKTOP)
def test_plain_way_to_another_host_is_refused_in_each_language(program: str, tmp_path: Path):
    found = run_in_each_language(program, "--server", "ws://help.example", home=tmp_path)
    for done in found.values():
        assert (done.status, done.out) == (USAGE, "")
        assert_one_sentence(done.err)
        assert "help.example" in done.err
        assert "https://" in done.err
    assert_each_its_own([done.err for done in found.values()])
    assert not list(tmp_path.rglob("*")), "nothing was begun"


@pytest.mark.parametrize(
    "address",
    [
        "http://[bad",
        "ftp://help.example",
        "wss://",
        "",
        "two words",
        "wss://help.example:99999",
        "wss://ana:secret@help.example",
        "wss://help.example/?a=b",
    ],
)
def test_address_that_is_none_is_refused_and_shown_how_to_write(address: str, tmp_path: Path):
    done = run("client", "--server", address, home=tmp_path, LANGUAGE="en")
    assert done.status == USAGE
    assert done.err == "This is no address of a server. Write it like help.example or https://help.example:8443.\n"


@pytest.mark.parametrize("program", DESKTOP)
def test_address_that_is_none_is_refused_in_each_language(program: str, tmp_path: Path):
    found = run_in_each_language(program, home=tmp_path, ALONGSIDE_SERVER="http://[bad")
    assert [done.status for done in found.values()] == [USAGE] * 3
    assert_each_its_own([done.err for done in found.values()])


@pytest.mark.parametrize("program", DESKTOP)
def test_language_option_speaks_before_any_window(program: str, tmp_path: Path):
    done = run(program, "--server", "http://[bad", "--lang", "ro", home=tmp_path, LANGUAGE="ru")
    assert done.err.startswith("Aceasta nu este adresa unui server.")


@pytest.mark.parametrize("typed", ["notanemail", "ana@", "@help.example", "ana@help@example", "a na@help.example"])
def test_email_address_that_is_none_is_refused(typed: str, tmp_path: Path):
    done = run("console", "--email", typed, home=tmp_path, LANGUAGE="en")
    assert (done.status, done.out, done.err) == (USAGE, "", f"“{typed}” is not an e-mail address.\n")
    assert not list(tmp_path.rglob("*")), "nothing was begun"


def test_email_address_that_is_none_is_refused_in_each_language(tmp_path: Path):
    found = run_in_each_language("console", "--email", "notanemail", home=tmp_path)
    assert [done.status for done in found.values()] == [USAGE] * 3
    assert_each_its_own([done.err for done in found.values()])


@pytest.mark.parametrize("program", DESKTOP)
def test_ca_file_missing_empty_or_no_certificate_is_refused(program: str, tmp_path: Path):
    (tmp_path / "empty.pem").touch()
    (tmp_path / "letter.pem").write_text("Dear Ana,")
    for name in ("empty.pem", "letter.pem"):
        done = run(program, "--ca-file", tmp_path / name, home=tmp_path, LANGUAGE="en")
        assert done.status == DATA
        assert done.err == f"{tmp_path / name} is not a file of certificates (PEM).\n"
    done = run(program, "--ca-file", tmp_path / "missing.pem", home=tmp_path, LANGUAGE="en")
    assert (done.status, done.err) == (UNREADABLE, f"The file {tmp_path / 'missing.pem'} cannot be read.\n")


@pytest.mark.parametrize("program", DESKTOP)
def test_unknown_language_is_refused_and_the_known_ones_are_named(program: str, tmp_path: Path):
    done = run(program, "--lang", "xx", home=tmp_path)
    assert done.status == USAGE
    assert done.err.splitlines()[-1] == "Error: Invalid value for '--lang': 'xx' is not one of 'en', 'ro', 'ru'."


def test_unknown_role_is_refused_and_the_known_ones_are_named(tmp_path: Path):
    done = run("server", "account", "add", "ana@help.example", "--name", "Ana", "--role", "boss", home=tmp_path)
    assert done.status == USAGE
    assert done.err.splitlines()[-1] == (
        "Error: Invalid value for '--role': 'boss' is not one of 'agent', 'lead', 'admin', 'auditor'."
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_the_command_does(command: tuple[str, ...], tmp_path: Path):
    program, *rest = command
    done = run(program, *rest, "--help", home=tmp_path)
    assert done.status == 0
    assert done.err == ""
    assert "usage: alongside-" in done.out.lower()
    assert f"alongside-{program}" in done.out
    assert len(done.out.splitlines()) > 4


@pytest.mark.parametrize("program", DESKTOP)
def test_help_has_an_example_and_the_exit_statuses(program: str, tmp_path: Path):
    out = run(program, "--help", home=tmp_path).out
    assert f"alongside-{program} --server help.example" in out
    for status in ("0 ", "2 ", "66 ", "70 ", "78 "):
        assert f"\n    {status}" in out


@pytest.mark.parametrize("program", DESKTOP)
def test_version_is_one_line(program: str, tmp_path: Path):
    done = run(program, "--version", home=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"alongside-{program}/")
    assert done.out.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_unknown_option_is_named_and_leads_to_help(command: tuple[str, ...], tmp_path: Path):
    program, *rest = command
    done = run(program, *rest, "--colour", home=tmp_path)
    assert done.status == (64 if program == "audit" else USAGE), "alongside-audit has a scale of its own"
    assert done.out == ""
    assert "--colour" in done.err or program == "audit"
    assert "help" in done.err or "usage" in done.err


@pytest.mark.parametrize("program", ["client", "console", "audit"])
def test_word_too_many_is_refused(program: str, tmp_path: Path):
    done = run(program, "surplus", home=tmp_path)
    assert done.status in {USAGE, 64}
    assert "surplus" in done.err
