"""Hostile test 20: agents flood while the person revokes, again and again."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from Xlib.display import Display

from client.domain.input_gate import InputGate
from client.injection.null import NullInjector
from client.injection.x11 import X11Injector
from shared.geometry import Rect
from shared.protocol.peer_messages import ButtonChange, InputEvent, KeyChange, PointerButton, PointerMove
from tests.desk.display import VirtualDisplay

pytestmark = pytest.mark.hostile(20)

SCREEN = Rect(0, 0, 1_280, 800)
LETTERS = range(0x04, 0x1E)


CYCLES = int(os.environ.get("ALONGSIDE_REVOKE_CYCLES", "20000"))
"""How often the right is opened and taken back; a night's run sets a million (docs/security.md)."""


@contextmanager
def _threads_taking_turns_often() -> Iterator[None]:
    """Fifty times as often as usual: more races in less time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.000_1)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class _WatchingInjector(NullInjector):
    """Notes each call that comes while nothing may come."""

    def __init__(self) -> None:
        super().__init__(record_limit=10)
        self.is_forbidden = False
        self.illegal = 0
        self.calls = 0

    def _note(self, *call: Any) -> None:
        self.calls += 1
        if self.is_forbidden:
            self.illegal += 1
        super()._note(*call)


@contextmanager
def _flood(gate: InputGate, thread_count: int = 3) -> Iterator[None]:
    """Agents that press, release and move as fast as they can, with the epoch they see and with old ones."""
    is_stopping = threading.Event()

    def agent(seed: int) -> None:
        hand = random.Random(seed)
        while not is_stopping.is_set():
            event: InputEvent = hand.choice(
                (
                    KeyChange(hand.choice(LETTERS), hand.random() < 0.6),
                    ButtonChange(hand.choice((PointerButton.MIDDLE, PointerButton.BACK)), hand.random() < 0.6),
                    PointerMove(hand.randrange(60_000, 65_536), hand.randrange(60_000, 65_536)),
                )
            )
            gate.inject(event, gate.epoch - hand.choice((0, 0, 0, 1)), 0)

    agents = [threading.Thread(target=agent, args=(seed,)) for seed in range(thread_count)]
    for thread in agents:
        thread.start()
    try:
        yield
    finally:
        is_stopping.set()
        for thread in agents:
            thread.join()


def test_revoke_under_flood_nothing_comes_after_it_returns() -> None:
    sink = _WatchingInjector()
    gate = InputGate(sink)
    gate.set_area(SCREEN)
    gate.set_heartbeat(0)
    hand = random.Random(7)
    races = 0
    with _flood(gate, thread_count=1), _threads_taking_turns_often():
        for _ in range(CYCLES):
            sink.is_forbidden, calls_before = False, sink.calls
            gate.open()
            # A few instructions of the others, or none at all, between opening and shutting.
            time.sleep(hand.choice((0, 0, 0.000_02)))
            way = hand.choice(("revoke", "revoke", "pause", "prompt_open"))
            assert getattr(gate, way)() is True
            sink.is_forbidden = True
            races += sink.calls > calls_before
            assert not sink.held_keys
            assert not sink.held_buttons
            time.sleep(0)
            assert not sink.held_keys
            if way == "prompt_open":
                gate.revoke()
                gate.prompt_close()
    assert sink.illegal == 0
    assert races > CYCLES // 50, "the agent was at it while the right was taken back"


def test_revoke_under_flood_every_key_of_a_real_server_is_up(desk: VirtualDisplay) -> None:
    injector = X11Injector(desk.name)
    server: Any = Display(desk.name)
    gate = InputGate(injector)
    gate.set_area(SCREEN)
    gate.set_heartbeat(0)
    hand = random.Random(3)
    end_s = time.monotonic() + 2.5
    seen_down = 0
    with _flood(gate):
        while time.monotonic() < end_s:
            gate.open()
            time.sleep(0.002 + hand.random() * 0.004)
            seen_down += any(server.query_keymap())
            assert gate.revoke() is True
            assert not any(server.query_keymap())
            assert server.screen().root.query_pointer().mask & 0x1F00 == 0
            where = server.screen().root.query_pointer()
            time.sleep(hand.random() * 0.001)
            later = server.screen().root.query_pointer()
            assert not any(server.query_keymap())
            assert (where.root_x, where.root_y) == (later.root_x, later.root_y)
    assert seen_down > 10
    assert injector.error_count == 0
    gate.close()
    server.close()
