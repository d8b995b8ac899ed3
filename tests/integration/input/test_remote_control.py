"""From an agent's batch to the X server and back to nothing: control port, gate, thread and watchdog together."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agent_console.domain.input_encoder import InputEncoder
from client.domain.own_windows import OwnWindows
from client.injection.remote_control import RemoteControl
from client.injection.watched import Watchdog, WatchedInjector
from client.injection.x11 import X11Injector
from shared.clock import SystemClock
from shared.errors import SetupError
from shared.geometry import Rect, normalize_point
from shared.keyboard import Usage
from shared.protocol.peer_messages import InputBatch, KeyChange, PointerButton
from tests.desk.display import VirtualDisplay, wait_until
from tests.integration.input.conftest import Recorder, buttons_down, keys_down

SCREEN = Rect(0, 0, 1280, 800)
CLOCK = SystemClock()


def _now_ms() -> int:
    return CLOCK.monotonic_ms()


class _Side:
    """The agent's encoder wired straight to the client's control port."""

    def __init__(self, desk: VirtualDisplay, *, watchdog: Watchdog | None = None) -> None:
        injector = X11Injector(desk.name)
        self.own_windows = OwnWindows()
        self.control = RemoteControl(
            WatchedInjector(injector, watchdog) if watchdog else injector,
            own_windows=self.own_windows,
            area_of=lambda _: SCREEN,
            watchdog=watchdog,
        )
        self.encoder = InputEncoder()
        self.epoch = 0

    def grant(self) -> None:
        self.epoch += 1
        self.control.heard(_now_ms())
        self.control.apply(is_on=True, epoch=self.epoch, monitor_ids=())
        self.encoder.set_epoch(self.epoch)

    def revoke(self) -> None:
        self.epoch += 1
        self.control.apply(is_on=False, epoch=self.epoch, monitor_ids=())

    def send(self, batch: InputBatch | None) -> None:
        while batch is not None:
            ack = self.control.handle(batch)
            batch = self.encoder.handle_ack(ack, _now_ms()) if ack else None

    def move(self, x_px: int, y_px: int) -> None:
        self.send(self.encoder.pointer(*normalize_point(x_px, y_px, SCREEN), _now_ms()))

    def key(self, usage: int, is_down: bool) -> None:
        self.send(self.encoder.key(usage, is_down, _now_ms()))

    def button(self, is_down: bool) -> None:
        self.send(self.encoder.button(PointerButton.LEFT, is_down, _now_ms()))


@pytest.fixture
def side(desk: VirtualDisplay) -> Iterator[_Side]:
    side = _Side(desk)
    yield side
    side.control.close()


def test_remote_control_agents_typing_reaches_a_field(side: _Side, recorder: Recorder) -> None:
    side.grant()
    side.move(200, 200)
    side.button(is_down=True)
    side.button(is_down=False)
    for usage in (0x0B, 0x08, 0x0F, 0x0F, 0x12):
        side.key(usage, is_down=True)
        side.key(usage, is_down=False)
    note = recorder.wait_for(lambda note: note["what"] == "key" and note["down"] and note["text"] == "o")
    assert note["all"] == "hello"
    counts = side.control.take_counts()
    assert counts is not None
    assert (counts.keys_down, counts.clicks, counts.moves) == (5, 1, 1)
    assert side.control.take_counts() is None


def test_remote_control_revoked_everything_is_up_and_late_input_is_dropped(side: _Side, server: Any) -> None:
    side.grant()
    side.move(900, 700)
    side.button(is_down=True)
    side.key(Usage.LEFT_SHIFT, is_down=True)
    wait_until(lambda: bool(keys_down(server)) and bool(buttons_down(server)), "it is all down")
    late = InputBatch(input_epoch=side.epoch, first_seq=4, events=[KeyChange(0x04, True)])
    side.revoke()
    assert keys_down(server) == set()
    assert buttons_down(server) == 0
    assert side.control.handle(late) is None
    side.grant()
    assert side.control.handle(late) is None
    time.sleep(0.1)
    assert keys_down(server) == set()


def test_remote_control_cut_stays_cut_until_a_new_epoch(side: _Side, server: Any) -> None:
    side.grant()
    side.key(0x04, is_down=True)
    wait_until(lambda: bool(keys_down(server)), "the key is down")
    side.control.cut()
    assert keys_down(server) == set()
    side.control.apply(is_on=True, epoch=side.epoch, monitor_ids=())
    assert not side.control.gate.is_open
    side.grant()
    assert side.control.gate.is_open


def test_remote_control_heartbeat_lost_releases_by_itself(side: _Side, server: Any) -> None:
    side.grant()
    side.control.heard(_now_ms() - 2_500)  # the last beat was a while ago
    side.key(0x04, is_down=True)
    wait_until(lambda: bool(keys_down(server)), "the key is down")
    wait_until(lambda: not keys_down(server), "silence lifts it", timeout_s=3)
    side.key(0x05, is_down=True)
    time.sleep(0.1)
    assert not keys_down(server)
    side.control.heard(_now_ms())
    side.key(0x06, is_down=True)
    wait_until(lambda: bool(keys_down(server)), "a beat in time, and it goes on as if nothing had been")


def test_remote_control_silent_input_releases_but_keeps_control(side: _Side, server: Any) -> None:
    """The agent's heartbeat goes on, the input channel is dead: nothing would ever lift the key."""
    side.grant()
    side.key(0x04, is_down=True)
    wait_until(lambda: bool(keys_down(server)), "the key is down")

    def is_up() -> bool:
        side.control.heard(_now_ms())
        return not keys_down(server)

    wait_until(is_up, "it is lifted", timeout_s=4)
    assert side.control.gate.is_open


def test_remote_control_hand_that_rests_keeps_the_key_down(side: _Side, server: Any) -> None:
    side.grant()
    side.key(Usage.LEFT_SHIFT, is_down=True)
    end_ms = _now_ms() + 3_000
    while _now_ms() < end_ms:
        side.control.heard(_now_ms())
        side.send(side.encoder.tick(_now_ms()))
        time.sleep(0.02)
    assert keys_down(server)


def test_remote_control_own_window_gets_no_click(side: _Side, recorder: Recorder) -> None:
    side.grant()
    side.own_windows.replace([Rect(40, 40, 400, 300)], is_focused=False)
    side.move(200, 200)
    side.button(is_down=True)
    side.button(is_down=False)
    side.key(0x04, is_down=True)  # focus is elsewhere as far as anybody told, so the key arrives: a mark to wait for
    recorder.wait_for(lambda note: note["what"] == "key" and note["down"])
    assert not [note for note in recorder.seen if note["what"] == "button"]


def test_watchdog_killed_is_started_again_and_knows_what_is_held(desk: VirtualDisplay, server: Any) -> None:
    watchdog = Watchdog(environment=desk.environment)
    watchdog.start()
    side = _Side(desk, watchdog=watchdog)
    side.grant()
    side.key(Usage.LEFT_SHIFT, is_down=True)
    wait_until(lambda: bool(keys_down(server)), "the key is down")
    first = watchdog.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: watchdog.pid not in (None, first), "another one runs")
    side.key(Usage.LEFT_CONTROL, is_down=True)
    wait_until(lambda: len(keys_down(server)) == 2, "control works on")
    second = watchdog._process
    assert second is not None
    assert second.stdin is not None
    second.stdin.close()  # as if the client died now
    wait_until(lambda: not keys_down(server), "the new one lifted the key", timeout_s=2)
    side.control.close()


def test_watchdog_missing_refuses_to_press(desk: VirtualDisplay, server: Any) -> None:
    side = _Side(desk, watchdog=Watchdog([sys.executable, "-c", "pass"]))
    side.grant()
    side.move(900, 700)
    side.key(0x04, is_down=True)
    wait_until(lambda: server.screen().root.query_pointer().root_x == 900, "the pointer moved, which holds nothing")
    time.sleep(0.1)
    assert keys_down(server) == set()
    side.control.close()


def test_watchdog_without_display_says_so(desk: VirtualDisplay) -> None:
    with pytest.raises(SetupError) as caught:
        Watchdog(environment=desk.environment | {"DISPLAY": ":4711"}).start()
    assert caught.value.reason == "watchdog_failed"


def test_remote_control_double_click_is_one_for_a_real_toolkit(side: _Side, recorder: Recorder) -> None:
    side.grant()
    side.move(173, 211)
    for _ in range(2):
        side.button(is_down=True)
        side.button(is_down=False)
        time.sleep(0.06)
    note = recorder.wait_for(lambda note: note["what"] == "double")
    assert (note["button"], note["x"], note["y"]) == ("LeftButton", 173, 211)
