"""Whatever is wrong at the command line is one clear sentence and the documented exit status."""

import asyncio
import contextlib
import hashlib
import socket
import sqlite3
import ssl
import stat
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.integration.server.commands import add, refused
from tests.integration.server.running_server import PASSWORD, ServerProcess, run_command, run_here


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def test_new_folder_has_private_files(tmp_path):
    folder = tmp_path / "a" / "b"
    assert add(folder).returncode == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes["audit-key.pem"] == 0o600
    assert modes["alongside.sqlite3"] == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "command",
    [("account", "list"), ("account", "disable", "ana@example.org"), ("audit", "list-sessions"), ("audit", "export")],
)
def test_commands_about_what_is_there_refuse_a_folder_without_a_server_and_make_nothing(tmp_path, command):
    folder = tmp_path / "mistyped"
    done = run_here(*command, "--data-dir", str(folder))
    assert (done.returncode, refused(done)) == (66, f"There is no data of a server in {folder}. Check --data-dir.")
    assert not folder.exists()
    (tmp_path / "empty").mkdir()
    assert run_here(*command, "--data-dir", str(tmp_path / "empty")).returncode == 66
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize(
    ("email", "password", "arguments", "status", "sentence"),
    [
        ("ana", PASSWORD, [], 2, "“ana” is not an e-mail address."),
        ("ana@example.org", "too short", [], 2, "The password must have at least 15 characters."),
        ("ana@example.org", "x" * 257, [], 2, "The password must have at most 256 characters."),
        (
            "ana@example.org",
            "passwordpassword",
            [],
            2,
            "The password repeats itself, so it is easy to guess. Take several different words.",
        ),
        ("ana@example.org", "Ana@Example.org", [], 2, "The password must not hold the e-mail address."),
        ("ana@example.org", PASSWORD, ["--name", "\u202e"], 2, "The name must have 1 to 80 visible characters."),
    ],
)
def test_account_add_bad_input_is_refused(tmp_path, email, password, arguments, status, sentence):  # noqa: PLR0917 - a table
    done = add(tmp_path, *arguments, email=email, password=password)
    assert (done.returncode, refused(done)) == (status, sentence)


def test_account_add_without_terminal_says_what_to_do(tmp_path):
    done = run_here("account", "add", "a@b.org", "--name", "A", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        2,
        "There is no terminal to ask for the password. Use --password-stdin.",
    )


def test_stolen_password_is_refused_and_so_is_a_file_that_cannot_tell(tmp_path):
    stolen = hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).hexdigest().upper()
    path, nonsense = tmp_path / "list", tmp_path / "nonsense"
    path.write_text(f"{'0' * 40}:1\r\n{stolen}:7\r\n")
    nonsense.write_text(PASSWORD)
    done = add(tmp_path, "--breached-passwords", str(path))
    assert (done.returncode, refused(done)) == (
        2,
        "This password was stolen somewhere before, and those who guess passwords know it. Take another.",
    )
    assert add(tmp_path, "--breached-passwords", str(nonsense)).returncode == 65
    assert add(tmp_path, "--breached-passwords", str(tmp_path / "none")).returncode == 66
    good = add(tmp_path, "--breached-passwords", str(path), password="vier eigene wörter, neu")
    assert good.returncode == 0
    options = ["--data-dir", str(tmp_path), "--password-stdin", "--breached-passwords", str(path)]
    again = run_here("account", "set-password", "ana@example.org", *options, stdin=PASSWORD + "\n")
    assert again.returncode == 2


def test_account_twice_and_unknown_are_refused(tmp_path):
    add(tmp_path)
    again = add(tmp_path, password="too short")
    assert (again.returncode, refused(again)) == (65, "ana@example.org has an account already.")
    unknown = run_here("account", "disable", "ion@example.org", "--data-dir", str(tmp_path))
    assert (unknown.returncode, refused(unknown)) == (65, "There is no account for ion@example.org.")


def test_unknown_role_and_option_are_usage_errors(tmp_path):
    assert add(tmp_path, "--role", "king").returncode == 2
    assert run_here("serve", "--colour").returncode == 2


def test_data_folder_not_writable_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    done = run_here("serve", "--port", "0", "--data-dir", str(tmp_path / "file" / "data"))
    assert (done.returncode, refused(done)) == (73, f"The data folder {tmp_path}/file/data cannot be written to.")


def test_port_in_use_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_here("serve", "--port", str(port), "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (69, f"Another program already uses port {port} on 127.0.0.1.")


def test_unknown_host_is_refused(tmp_path):
    done = run_here("serve", "--host", "256.1.1.1", "--behind-tls-proxy", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (69, "There is no network address 256.1.1.1.")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - refused is the point
def test_other_computers_without_tls_are_refused(tmp_path, host):
    done = run_here("serve", "--host", host, "--data-dir", str(tmp_path))
    assert done.returncode == 2
    assert refused(done).startswith("Without TLS this server listens on this computer only.")


def test_tls_files_one_missing_unreadable_mismatched_or_nonsense_are_refused(tmp_path):
    cert, key = _certificate(tmp_path, "one")
    _, other_key = _certificate(tmp_path, "two")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    missing = tmp_path / "missing.pem"
    cases = [
        ([cert, None], 2, "TLS needs both files: --tls-cert and --tls-key."),
        ([None, key], 2, "TLS needs both files: --tls-cert and --tls-key."),
        ([missing, key], 66, f"The file {missing} cannot be read."),
        ([cert, other_key], 65, f"The key {other_key} does not belong to the certificate {cert}."),
        ([nonsense, key], 65, f"{nonsense} and {key} are not a certificate and its unencrypted key."),
    ]
    for (cert_file, key_file), status, sentence in cases:
        options = [
            *(["--tls-cert", str(cert_file)] if cert_file else []),
            *(["--tls-key", str(key_file)] if key_file else []),
        ]
        done = run_here("serve", "--port", "0", *options, "--data-dir", str(tmp_path / "data"))
        assert (done.returncode, refused(done)) == (status, sentence)


async def test_tls_serves_wss_and_hsts(tmp_path):
    cert, key = _certificate(tmp_path, "one")
    with ServerProcess(tmp_path / "data", "--tls-cert", str(cert), "--tls-key", str(key)) as server:
        assert server.url.startswith("wss://127.0.0.1:")
        context = ssl.create_default_context(cafile=str(cert))

        def ask() -> str | None:
            url = f"{server.url.replace('wss', 'https')}/healthz"
            with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310 - our own server
                return answer.headers["strict-transport-security"]

        assert await asyncio.to_thread(ask) == "max-age=31536000"


def test_corrupt_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "alongside.sqlite3"
    path.write_bytes(b"this is not a database, it is a letter" * 200)
    before = path.read_bytes()
    done = run_here("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        65,
        f"The database {path} is damaged. Bring back a backup; nothing was changed.",
    )
    assert path.read_bytes() == before


def test_newer_database_is_refused(tmp_path):
    add(tmp_path)
    path = tmp_path / "alongside.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    done = run_here("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        65,
        f"The database {path} was made by a newer version. Update this program.",
    )


def test_audit_key_exposed_or_damaged_or_lost_is_refused(tmp_path):
    add(tmp_path)
    key = tmp_path / "audit-key.pem"
    key.chmod(0o644)
    done = run_here("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        65,
        f"Other users can read the audit key {key}. Run: chmod 600 {key}",
    )
    key.chmod(0o600)
    key.write_text("nonsense")
    done = run_here("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert done.returncode == 65
    refused(done)
    key.unlink()
    public = (tmp_path / "audit-key.pub").read_bytes()
    for command in (
        ["serve", "--port", "0"],
        ["account", "add", "bo@example.org", "--name", "Bo", "--password-stdin"],
    ):
        # In a process: a server that did start would keep the test waiting for ever.
        done = run_command(*command, "--data-dir", str(tmp_path), stdin=PASSWORD)
        assert (done.returncode, refused(done)) == (
            66,
            f"The audit key {key} is gone, and the record is sealed with it. Bring back a backup.",
        )
    assert not key.exists(), "a new one would make the old record look like somebody else's"
    assert (tmp_path / "audit-key.pub").read_bytes() == public


def test_audit_export_unknown_session_and_existing_file_are_refused(tmp_path):
    add(tmp_path)
    out = tmp_path / "out.jsonl"
    done = run_here("audit", "export", "--session", "0" * 32, "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (65, f"There is no session {'0' * 32}.")
    out.write_text("mine")
    done = run_here("audit", "export", "--out", str(out), "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (73, f"{out} is there already. Choose another name.")
    assert out.read_text() == "mine"


def test_audit_export_that_was_refused_is_not_on_record(tmp_path):
    add(tmp_path)
    (tmp_path / "there.jsonl").write_text("mine")
    for out in ("there.jsonl", "no/such/folder.jsonl", "."):
        assert run_here("audit", "export", "--out", str(tmp_path / out), "--data-dir", str(tmp_path)).returncode == 73
    assert "log:chain:exported" not in run_here("audit", "export", "--data-dir", str(tmp_path)).stdout


@pytest.mark.parametrize("origin", ["not a url", "help.example", "ftp://help.example", "http://help.example"])
def test_origin_that_nobody_could_dial_is_refused(tmp_path, origin):
    add(tmp_path)
    sentence = f"“{origin}” is no address of a server. Write it like https://help.example:8443."
    for command in (("serve", "--port", "0"), ("audit", "export")):
        done = run_here(*command, "--origin", origin, "--data-dir", str(tmp_path))
        assert (done.returncode, refused(done)) == (2, sentence)


def test_version_and_exit_statuses_are_told(tmp_path):
    assert run_here("--version").stdout == "alongside-server/0.1.0\n"
    for command in ((), ("serve",), ("account", "add"), ("audit", "export")):
        shown = run_here(*command, "--help").stdout
        assert "77  the system did not permit it" in shown
        assert "..." not in shown.replace("[ARGS]...", "")


def test_audit_export_is_itself_on_record(tmp_path):
    add(tmp_path)
    run_here("audit", "export", "--out", str(tmp_path / "first.jsonl"), "--data-dir", str(tmp_path))
    second = run_here("audit", "export", "--data-dir", str(tmp_path))
    assert second.stdout.count('"log:chain:exported"') == 1
    assert "correct horse" not in second.stdout


@pytest.mark.parametrize("command", [["serve"], ["account", "list"], ["audit", "export"]])
def test_data_folder_that_is_an_unset_variable_is_not_the_one_we_are_in(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    result = run_command(*command, "--data-dir", "")
    assert (result.returncode, result.stderr) == (2, "--data-dir was given without a folder.\n")
    assert list(tmp_path.iterdir()) == []


def test_data_folder_with_a_name_no_file_can_have_is_not_there(tmp_path):
    result = run_here("account", "list", "--data-dir", str(tmp_path / ("x" * 300)))
    assert result.returncode == 66
    assert "There is no data of a server" in result.stderr


def test_database_without_its_tables_is_damaged_and_not_unwritable(tmp_path):
    run_here(
        "account",
        "add",
        "ana@example.org",
        "--name",
        "Ana",
        "--password-stdin",
        "--data-dir",
        str(tmp_path),
        stdin=PASSWORD,
    )
    with contextlib.closing(sqlite3.connect(tmp_path / "alongside.sqlite3")) as connection:
        connection.execute("ALTER TABLE accounts RENAME TO gone")
    result = run_here("account", "list", "--data-dir", str(tmp_path))
    assert result.returncode == 65
    assert "is damaged" in result.stderr


def test_serve_organisation_nobody_could_be_shown_is_refused(tmp_path):
    result = run_command("serve", "--port", "0", "--organisation", "x" * 81, "--data-dir", str(tmp_path))
    assert result.returncode == 2
    assert result.stderr == "The organisation must have at most 80 visible characters.\n"
