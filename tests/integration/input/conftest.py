"""A desk, an injector on it, and a program that writes down all the input it gets."""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from Xlib.display import Display

from client.injection.x11 import X11Injector
from shared.xcb_link import XcbLink
from tests.desk.display import VirtualDisplay, stop_process

RECORDER = Path(__file__).with_name("input_recorder.py")


class Recorder:
    """The recording program as the tests see it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._notes: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.seen: list[dict[str, Any]] = []
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._notes.put(json.loads(line))

    def wait_for(self, condition: Callable[[dict[str, Any]], bool], timeout_s: float = 15.0) -> dict[str, Any]:
        """The next note that fulfils the condition; what came before it goes to `seen`."""
        until_s = time.monotonic() + timeout_s
        while True:
            left_s = until_s - time.monotonic()
            assert left_s > 0, f"nothing such among {self.seen}"
            try:
                note = self._notes.get(timeout=left_s)
            except queue.Empty:
                continue
            self.seen.append(note)
            if condition(note):
                return note


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(has_accessibility=False) as display:
        yield display


@pytest.fixture
def server(desk: VirtualDisplay) -> Iterator[Any]:
    """A connection of the test's own, to look at what the server believes."""
    display: Any = Display(desk.name)
    yield display
    display.close()


@pytest.fixture
def link(desk: VirtualDisplay) -> Iterator[XcbLink]:
    """The same for what needs the keyboard extension."""
    link = XcbLink(desk.name)
    yield link
    link.close()


@pytest.fixture
def injector(desk: VirtualDisplay) -> Iterator[X11Injector]:
    injector = X11Injector(desk.name)
    yield injector
    injector.close()


@pytest.fixture
def recorder(desk: VirtualDisplay) -> Iterator[Recorder]:
    """Started, in front and focused; its field covers 40,40 to 440,340."""
    process = subprocess.Popen(
        [sys.executable, str(RECORDER)],
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    recorder = Recorder(process)
    try:
        recorder.wait_for(lambda note: note["what"] == "focus", 30.0)
        yield recorder
    finally:
        stop_process(process)
        if process.stdout is not None:
            process.stdout.close()


def keys_down(server: Any) -> set[int]:
    """Keycodes the server believes are down."""
    bits = server.query_keymap()
    return {index * 8 + bit for index, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1}


def buttons_down(server: Any) -> int:
    """The button bits of the pointer state: 0 when none is down."""
    return server.screen().root.query_pointer().mask & 0x1F00
