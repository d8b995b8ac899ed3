"""A real Secret Service at a virtual desk: gnome-keyring, unlocked, and what is in it as another program sees it."""

import os
import shutil
import signal
import subprocess
from contextlib import closing
from types import TracebackType
from typing import Self

import secretstorage
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desk.display import DeskError, VirtualDisplay, stop_process, wait_until

KEYRING_PASSWORD = "the login of a test"
BUS_NAME = "org.freedesktop.secrets"


class KeyringDaemon:
    """The person at this desk has just logged in: their keyring is there and open. A context manager."""

    def __init__(self, desk: VirtualDisplay) -> None:
        self._desk = desk
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if shutil.which("gnome-keyring-daemon") is None:
            raise DeskError("gnome-keyring is not installed; `make setup` installs it")
        process = self._process = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=self._desk.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdin is not None
        process.stdin.write(KEYRING_PASSWORD.encode())
        process.stdin.close()
        wait_until(self._is_open, "the keyring is there and open")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go_on()
        if self._process is not None:
            stop_process(self._process)

    def hang(self) -> None:
        """From now on it answers nothing, and is still on the bus."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again, also what was asked meanwhile."""
        self._signal(signal.SIGCONT)

    def lock(self) -> None:
        """As after the screen was locked by somebody careful: whoever wants something has to ask its owner."""
        with closing(self._connect()) as connection:
            secretstorage.get_default_collection(connection).lock()

    def entries(self, service: str) -> dict[str, str]:
        """What is kept under a service's name, by user name."""
        with closing(self._connect()) as connection:
            items = secretstorage.search_items(connection, {"service": service})
            return {item.get_attributes()["username"]: item.get_secret().decode() for item in items}

    def _connect(self) -> DBusConnection:
        return open_dbus_connection(self._desk.bus_address)

    def _is_open(self) -> bool:
        with closing(self._connect()) as connection:
            # Not get_default_collection: it would make one, and ask for a password for it.
            return secretstorage.check_service_availability(connection) and any(
                collection.collection_path.endswith("/login") and not collection.is_locked()
                for collection in secretstorage.get_all_collections(connection)
            )

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)
