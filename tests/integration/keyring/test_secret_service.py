"""Against a real Secret Service: gnome-keyring on a desk's own bus, looked into from outside."""

import asyncio
import gc
import json
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring.backend
import pytest
from keyring import core

from agent_console.domain.ports import KeptSignIn, KeyringProblem
from agent_console.keyring_store import KeyringStore
from agent_console.stay_choices import StayChoice, StayChoices
from agent_console.system_keyring import SERVICE, SystemKeyring
from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay
from tests.desk.keyring_daemon import KeyringDaemon
from tests.desk.person import Person

SERVER = "wss://help.example/v1/signaling"
KEPT = KeptSignIn(email="ana@example.org", token="7" * 32)
NEWER = KeptSignIn(email="ion@example.org", token="8" * 32)


@pytest.fixture
def desk(make_display: Callable[..., VirtualDisplay], monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualDisplay]:
    """A desk whose bus this process is on as well."""
    display = make_display()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", display.bus_address)
    monkeypatch.setenv("XDG_CONFIG_HOME", display.environment["XDG_CONFIG_HOME"])
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    yield display
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    core._keyring_backend = None
    with warnings.catch_warnings():
        # When a call fails the package leaves its connection to the bus for the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def daemon(desk: VirtualDisplay) -> Iterator[KeyringDaemon]:
    with KeyringDaemon(desk) as running:
        yield running


def test_secret_service_keeps_one_entry_a_server_that_others_can_see(daemon: KeyringDaemon):
    system = SystemKeyring()
    assert system.check() is None
    assert system.backend_name == "keyring.backends.SecretService.Keyring"
    assert system.read(SERVER) is None
    assert system.write(SERVER, KEPT) is None
    assert system.write(SERVER, NEWER) is None
    assert system.write("wss://other.example/v1/signaling", KEPT) is None
    entries = daemon.entries(SERVICE)
    assert entries.keys() == {SERVER, "wss://other.example/v1/signaling"}
    assert json.loads(entries[SERVER]) == {"server": SERVER, "email": NEWER.email, "token": NEWER.token}
    assert SystemKeyring().check() is None
    assert system.read(SERVER) == NEWER
    assert system.delete(SERVER) is None
    assert daemon.entries(SERVICE).keys() == {"wss://other.example/v1/signaling"}


def test_secret_service_that_is_not_there_is_missing(desk: VirtualDisplay):
    assert SystemKeyring().check() == "missing"


def test_secret_service_that_ended_meanwhile_is_a_problem_and_no_fault(desk: VirtualDisplay):
    with KeyringDaemon(desk):
        system = SystemKeyring()
        assert system.check() is None
    assert system.write(SERVER, KEPT) in {"missing", "failed"}


def test_secret_service_locked_asks_its_owner_and_a_no_is_a_problem(
    daemon: KeyringDaemon, desk: VirtualDisplay, tmp_path: Path
):
    system = SystemKeyring()
    assert system.check() is None
    assert system.write(SERVER, KEPT) is None
    daemon.lock()
    assert SystemKeyring().check() is None, "looking whether there is one asks nobody"
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(system.read(SERVER)), daemon=True)
    asking.start()
    with AccessibleDesk(desk) as eyes, Person(desk.name) as owner:
        owner.click(*eyes.wait_for(Role.BUTTON, "Cancel", timeout_s=20).center)
    asking.join(20)
    assert answers == ["locked"]


async def test_secret_service_that_hangs_is_given_up_and_taken_up_again(daemon: KeyringDaemon, tmp_path: Path):
    choices = StayChoices(tmp_path / "choices.json")
    choices.write(SERVER, StayChoice(email=KEPT.email, is_kept=True))
    first = SystemKeyring()
    assert first.check() is None
    assert first.write(SERVER, KEPT) is None
    daemon.hang()
    found: list[KeptSignIn | None] = []
    states: list[KeyringProblem | None] = []
    post: Any = asyncio.get_running_loop().call_soon_threadsafe
    store = KeyringStore(SERVER, SystemKeyring(), choices, post, limit_s=0.3)
    store.look(lambda _email, kept: found.append(kept), states.append)
    await _until(lambda: bool(states))
    assert (found, states) == ([None], ["slow"])
    daemon.go_on()
    await _until(lambda: states == ["slow", None])
    assert found == [None, KEPT]
    store.drop(KEPT.email)
    store.close(timeout_s=10)
    assert daemon.entries(SERVICE) == {}


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the store tells its own callbacks only
            await asyncio.sleep(0.01)
