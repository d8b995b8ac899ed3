"""Which keyrings are trusted, what our entry holds, and what becomes of their errors; against backends in memory."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import keyring.backend
import pytest
from keyring import core
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from agent_console.domain.ports import KeptSignIn
from agent_console.system_keyring import SERVICE, TRUSTED, SystemKeyring

SERVER = "wss://help.example/v1/signaling"
KEPT = KeptSignIn(email="ana@example.org", token="7" * 32)


class PlainTextKeyring(KeyringBackend):
    """What somebody may have installed: it comes first by its own account, and writes what it gets into a file."""

    entries: ClassVar[dict[tuple[str, str], str]] = {}

    priority: Any = 90.0

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class BrokenKeyring(PlainTextKeyring):
    """Fails in the way it is told to."""

    error: Exception = RuntimeError()

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


@pytest.fixture(autouse=True)
def _nobodys_desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No bus, no setting; what the package remembers between two looks is forgotten."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    PlainTextKeyring.entries.clear()
    yield
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    core._keyring_backend = None


@pytest.fixture
def found() -> SystemKeyring:
    """A keyring that was found to be one we trust."""
    system = SystemKeyring()
    system._backend = PlainTextKeyring()
    return system


def test_keyring_without_a_bus_is_missing_and_said_in_one_line(capsys: pytest.CaptureFixture[str]):
    assert SystemKeyring().check() == "missing"
    log = capsys.readouterr().out
    assert log.count("keyring_unusable") == 1
    assert "keyring.backends.fail.Keyring" in log
    assert "Traceback" not in log


def test_keyring_that_writes_plain_text_is_not_chosen_however_high_it_puts_itself():
    assert PlainTextKeyring in keyring.backend.KeyringBackend._classes
    assert SystemKeyring().check() == "missing"


@pytest.mark.parametrize(
    "setting",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        f"{__name__}.PlainTextKeyring",
    ],
)
def test_keyring_that_somebody_has_set_is_used_only_if_we_trust_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str
):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", setting)
    system = SystemKeyring()
    assert system.check() == "untrusted"
    assert system.backend_name == setting
    assert setting in capsys.readouterr().out
    assert system.write(SERVER, KEPT) == "failed"
    assert PlainTextKeyring.entries == {}


@pytest.mark.parametrize("setting", ["keyrings.alt.file.PlaintextKeyring", "nonsense", ""])
def test_keyring_that_is_set_and_not_there_is_missing(monkeypatch: pytest.MonkeyPatch, setting: str):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", setting)
    assert SystemKeyring().check() == "missing"


def test_keyring_trusted_are_those_of_the_three_systems_and_no_other():
    assert {name.removeprefix("keyring.backends.") for name in TRUSTED} == {
        "SecretService.Keyring",
        "Windows.WinVaultKeyring",
        "macOS.Keyring",
    }


def test_keyring_entry_is_server_address_and_token_and_nothing_else(found: SystemKeyring):
    assert found.write(SERVER, KEPT) is None
    assert found.write("wss://other.example/v1/signaling", KEPT) is None
    assert PlainTextKeyring.entries.keys() == {(SERVICE, SERVER), (SERVICE, "wss://other.example/v1/signaling")}
    entry = json.loads(PlainTextKeyring.entries[SERVICE, SERVER])
    assert entry == {"server": SERVER, "email": KEPT.email, "token": KEPT.token}
    assert found.read(SERVER) == KEPT
    assert found.delete(SERVER) is None
    assert found.delete(SERVER) is None, "there is none any more"
    assert found.read(SERVER) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        json.dumps({"server": "wss://other.example", "email": KEPT.email, "token": KEPT.token}),
        json.dumps({"server": SERVER, "email": "<b>", "token": KEPT.token}),
        json.dumps({"server": SERVER, "email": KEPT.email, "token": "7" * 31}),
        json.dumps({"server": SERVER, "email": KEPT.email, "token": KEPT.token + "\n"}),
        json.dumps({"server": SERVER, "email": KEPT.email, "token": None}),
        json.dumps({"server": SERVER, "token": KEPT.token}),
    ],
)
def test_keyring_entry_that_is_not_ours_is_none(found: SystemKeyring, text: str):
    PlainTextKeyring.entries[SERVICE, SERVER] = text
    assert found.read(SERVER) is None


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (KeyringLocked(KEPT.token), "locked"),
        (InitError(KEPT.token), "missing"),
        (PasswordSetError(KEPT.token), "failed"),
        (OSError(KEPT.token), "failed"),
        (AssertionError(KEPT.token), "failed"),
    ],
)
def test_keyring_error_is_a_problem_and_a_line_without_what_it_says(
    error: Exception, problem: str, capsys: pytest.CaptureFixture[str]
):
    system = SystemKeyring()
    system._backend = BrokenKeyring()
    system._backend.error = error
    assert (system.read(SERVER), system.write(SERVER, KEPT), system.delete(SERVER)) == (problem,) * 3
    log = capsys.readouterr().out
    assert log.count("keyring_unusable") == 3
    assert type(error).__name__ in log
    assert KEPT.token not in log
    assert "Traceback" not in log
