"""The person's program is killed or hangs while the agent holds keys and a button: a watchdog of its own lets go of all."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from Xlib.display import Display

from client.injection.watched import Watchdog, WatchedInjector
from client.injection.x11 import X11Injector
from tests.desk.display import VirtualDisplay, wait_until
from tests.integration.input.conftest import buttons_down, keys_down

pytestmark = pytest.mark.hostile(23)


@pytest.fixture
def server(desk: VirtualDisplay) -> Iterator[Any]:
    display: Any = Display(desk.name)
    yield display
    display.close()


def _is_running(pid: int) -> bool:
    try:
        with Path(f"/proc/{pid}/stat").open() as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_watchdog_client_killed_releases_keys_and_buttons(desk: VirtualDisplay, server: Any) -> None:
    program = textwrap.dedent("""
        import sys, time
        from client.injection.watched import WatchedInjector, Watchdog
        from client.injection.x11 import X11Injector
        from shared.protocol.peer_messages import PointerButton
        watchdog = Watchdog()
        watchdog.start()
        injector = WatchedInjector(X11Injector(), watchdog)
        injector.pointer_to(900, 700)
        for usage in (0xE0, 0xE1, 0xE2):
            injector.key(usage, True)
        injector.button(PointerButton.LEFT, True)
        injector.settle()
        print(watchdog.pid, flush=True)
        while True:
            watchdog.beat()
            time.sleep(0.2)
    """)
    client = subprocess.Popen(
        [sys.executable, "-c", program], env=desk.environment, stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    with client.stdout:
        watchdog_pid = int(client.stdout.readline())
        try:
            assert len(keys_down(server)) == 3
            assert buttons_down(server)
            time.sleep(2.5)  # longer than the silence it allows: an honest client is not interrupted
            assert len(keys_down(server)) == 3
        finally:
            os.kill(client.pid, signal.SIGKILL)
            client.wait()
    wait_until(lambda: not keys_down(server) and not buttons_down(server), "all is up", timeout_s=2)
    wait_until(lambda: not _is_running(watchdog_pid), "the watchdog ended too")


def test_watchdog_client_frozen_releases_within_its_patience(desk: VirtualDisplay, server: Any) -> None:
    watchdog = Watchdog(environment=desk.environment)
    watchdog.start()
    injector = WatchedInjector(X11Injector(desk.name), watchdog)
    injector.key(0xE1, is_down=True)
    injector.settle()
    assert keys_down(server)
    wait_until(lambda: not keys_down(server), "no beat came, so the key was lifted", timeout_s=4)
    injector.close()
    assert watchdog.pid is None
