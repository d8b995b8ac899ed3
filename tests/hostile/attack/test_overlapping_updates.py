"""A hostile sender that announces updates over each other and never finishes them costs the console little."""

import struct
import sys
from types import FrameType
from typing import Any

import pytest

from shared.screen import assembler as assembler_module
from shared.screen.assembler import HELD_MAX_UPDATES, MISSING_MAX, Assembler

pytestmark = pytest.mark.hostile(34)

POLL_MS = 5
POLLS = 60
COUNT = 2_040
LINES_MAX = 16 * MISSING_MAX  # eight for each missing packet are needed; looking over each update anew took eighty


def _part(index: int) -> bytes:
    return struct.pack(">HH", index, COUNT) + b"x" * 1_176


def _announce(assembler: Assembler, base: int, distance: int, now_ms: int) -> None:
    """The first packet of as many updates as are held, `distance` apart, and a late one of the first of them."""
    for number in range(HELD_MAX_UPDATES):
        seq = (base + number * distance) % 65_536
        assembler.add(seq, number, is_marker=False, payload=_part(0), now_ms=now_ms)
    assembler.add((base + 2_030) % 65_536, 0, is_marker=False, payload=_part(2_030), now_ms=now_ms)


def _lines_of_poll(assembler: Assembler, now_ms: int) -> int:
    """How many lines of the assembler one poll runs: what it costs, on any machine."""
    lines = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != assembler_module.__file__:
            return None
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assembler.poll(now_ms)
    finally:
        sys.settrace(before)
    return lines


def test_add_of_update_over_another_refuses_it():
    assembler = Assembler()
    _announce(assembler, base=0, distance=1, now_ms=0)
    assert assembler.malformed_count == HELD_MAX_UPDATES - 1


@pytest.mark.parametrize("distance", [1, COUNT - 1, COUNT])
def test_poll_over_announced_but_absent_packets_stays_cheap(distance: int):
    assembler = Assembler()
    now_ms = 0
    _announce(assembler, 0, distance, now_ms)
    for _ in range(POLLS):
        now_ms += POLL_MS
        assert _lines_of_poll(assembler, now_ms) < LINES_MAX
    assert assembler.lost_count >= 1
