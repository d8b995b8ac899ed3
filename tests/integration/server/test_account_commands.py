"""People and what they sign in with, from the command line: everything secret is said once, and kept sealed."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pyotp.totp import TOTP

from shared.cli.exit_code import ExitCode
from signaling.domain.passwords import is_password_right
from signaling.domain.ports import Moment
from signaling.domain.second_factor import FactorMethod, FactorProblem, NewFactor, normalize_code
from signaling.storage import account_store, factor_store
from signaling.storage.account_key import load_or_create_account_key
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from tests.integration.server.commands import add, refused
from tests.integration.server.running_server import PASSWORD, run_here


def _factor_of(printed: str) -> NewFactor:
    """The second factor as the command printed it."""
    secret = re.search(
        r"^otpauth://totp/Alongside:ana%40example\.org\?secret=([A-Z2-7]{32})&issuer=Alongside$",
        printed,
        re.MULTILINE,
    )
    assert secret is not None, printed
    codes = re.findall(r"^  ((?:[2-9a-z]{6}-){3}[2-9a-z]{6})$", printed, re.MULTILINE)
    assert len(codes) == 10
    assert secret[1] in printed.replace(" ", "").split("Byhand:")[1], "the same, to be typed"
    return NewFactor(secret=secret[1], recovery_codes=tuple(codes))


def test_account_add_list_disable(tmp_path):
    added = add(tmp_path, "--role", "lead").stdout
    assert added.endswith("Added Ana Pop <ana@example.org> as lead.\n")
    factor = _factor_of(added)
    listed = run_here("account", "list", "--data-dir", str(tmp_path)).stdout
    assert listed.rstrip("\n").split("\t") == [
        "agent:1", "ana@example.org", "lead", "active", "Ana Pop", "", "second factor",
    ]  # fmt: skip
    assert "argon2" not in listed
    assert factor.secret not in listed
    assert run_here("account", "disable", "ANA@example.org", "--data-dir", str(tmp_path)).returncode == 0
    assert "\tdisabled\t" in run_here("account", "list", "--data-dir", str(tmp_path)).stdout
    assert run_here("account", "enable", "ANA@example.org", "--data-dir", str(tmp_path)).returncode == 0
    assert "\tactive\t" in run_here("account", "list", "--data-dir", str(tmp_path)).stdout


def test_account_second_factor_is_printed_once_and_a_new_one_voids_it(tmp_path):
    first = _factor_of(add(tmp_path).stdout)
    done = run_here("account", "second-factor", "ana@example.org", "--data-dir", str(tmp_path))
    second = _factor_of(done.stdout)
    assert first.secret != second.secret
    assert not set(first.recovery_codes) & set(second.recovery_codes)
    key, now = load_or_create_account_key(tmp_path), Moment(0, datetime.now(UTC))
    engine = open_engine(database_path(tmp_path))
    with engine.begin() as connection:
        answers = [
            factor_store.use_code(connection, 1, code, key=key, now=now)
            for factor in (first, second)
            for code in (TOTP(factor.secret).at(now.utc), normalize_code(factor.recovery_codes[0]))
        ]
    engine.dispose()
    assert answers == [FactorProblem.WRONG] * 2 + [FactorMethod.TOTP, FactorMethod.RECOVERY]
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert second.secret.encode() not in everything
    assert normalize_code(second.recovery_codes[1]).encode() not in everything


def test_account_only_agents_may_do_without_a_second_factor(tmp_path):
    for role in ("lead", "admin", "auditor"):
        done = add(tmp_path, "--role", role, "--password-only")
        assert (done.returncode, refused(done)) == (
            2,
            "Only agents may sign in with a password alone. Leave out --password-only.",
        )
    assert add(tmp_path, "--password-only").stdout == "Added Ana Pop <ana@example.org> as agent.\n"
    assert "\tpassword alone\n" in run_here("account", "list", "--data-dir", str(tmp_path)).stdout
    done = run_here("account", "set-role", "ana@example.org", "admin", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        65,
        "This role needs a second factor. Run first: alongside-server account second-factor ana@example.org",
    )
    assert run_here("account", "second-factor", "ana@example.org", "--data-dir", str(tmp_path)).returncode == 0
    done = run_here("account", "set-role", "ana@example.org", "admin", "--data-dir", str(tmp_path))
    assert done.stdout == "ana@example.org is admin now, and has to sign in again.\n"


def test_account_set_password_checks_it_and_replaces_the_old_one(tmp_path):
    add(tmp_path)

    def set_password(password: str):
        arguments = ("account", "set-password", "ana@example.org", "--password-stdin", "--data-dir", str(tmp_path))
        return run_here(*arguments, stdin=password + "\n")

    short = set_password("too short")
    assert (short.returncode, refused(short)) == (2, "The password must have at least 15 characters.")
    assert set_password("another good one, quite long").stdout == (
        "ana@example.org has a new password, and has to sign in again.\n"
    )
    engine = open_engine(database_path(tmp_path))
    with engine.begin() as connection:
        account = account_store.find_account(connection, "ana@example.org")
    engine.dispose()
    assert account is not None
    assert is_password_right("another good one, quite long", account.password_hash)
    assert not is_password_right(PASSWORD, account.password_hash)


@pytest.mark.parametrize(
    "command", [("enable",), ("set-role",), ("set-password", "--password-stdin"), ("second-factor",)]
)
def test_account_nobody_has_cannot_be_changed(tmp_path, command):
    add(tmp_path)
    name, *options = command
    role = ["agent"] if name == "set-role" else []
    done = run_here("account", name, "ion@example.org", *role, *options, "--data-dir", str(tmp_path), stdin=PASSWORD)
    assert (done.returncode, refused(done)) == (65, "There is no account for ion@example.org.")


def test_account_key_lost_or_exposed_is_said_and_never_made_anew(tmp_path):
    add(tmp_path)
    key = tmp_path / "account-key"
    key.chmod(0o644)
    done = run_here("account", "list", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (65, f"Other users can read the key {key}. Run: chmod 600 {key}")
    key.chmod(0o600)
    key.unlink()
    done = run_here("account", "list", "--data-dir", str(tmp_path))
    assert (done.returncode, refused(done)) == (
        66,
        f"The key {key} is gone or damaged, and second factors are sealed with it. Bring back a backup.",
    )
    assert not key.exists()


def _into_pipe(*arguments: str, is_closed: bool) -> tuple[int, str, str]:
    """Run a command whose reader has gone, or reads one line and goes; its status, what it wrote and said."""
    reading, writing = os.pipe()
    if is_closed:
        os.close(reading)
    command = [sys.executable, "-m", "signaling", *arguments]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(writing)
    written = ""
    if not is_closed:
        with os.fdopen(reading, encoding="utf-8") as pipe:
            written = pipe.read()
    return done.returncode, written, done.stderr


def test_second_factor_that_nobody_could_read_does_not_count(tmp_path):
    first = _factor_of(add(tmp_path).stdout)
    command = ("account", "second-factor", "ana@example.org", "--data-dir", str(tmp_path))
    status, _, said = _into_pipe(*command, is_closed=True)
    assert status == ExitCode.CANNOT_CREATE
    assert said.startswith("The second factor could not be written out, so nothing was changed.")
    assert said.count("\n") == 1
    key, now = load_or_create_account_key(tmp_path), Moment(0, datetime.now(UTC))
    engine = open_engine(database_path(tmp_path))
    with engine.begin() as connection:
        used = factor_store.use_code(connection, 1, normalize_code(first.recovery_codes[0]), key=key, now=now)
    engine.dispose()
    assert used is FactorMethod.RECOVERY, "the old one counts"
    status, written, _ = _into_pipe(*command, is_closed=False)
    assert (status, len(_factor_of(written).recovery_codes)) == (0, 10)


def test_account_whose_second_factor_nobody_could_read_is_not_added(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "signaling", "account", "add", "ana@example.org", "--name", "Ana"]
    command += ["--password-stdin", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, stdout=writing, input=PASSWORD.encode(), stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.returncode == ExitCode.CANNOT_CREATE
    assert run_here("account", "list", "--data-dir", str(tmp_path)).stdout == ""
