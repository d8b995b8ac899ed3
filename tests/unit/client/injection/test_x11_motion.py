"""How far a mouse went, read from the bytes of raw events: of mice, of tablets, and of what is no motion."""

import struct
from types import SimpleNamespace
from typing import Any

from Xlib.ext import xinput

from client.injection.x11_motion import SCREEN_COUNTS, MotionReader

MOUSE, TABLET, MASTER = 8, 9, 2


def _event(device_id: int, axes: dict[int, float], *, source_id: int | None = None) -> bytes:
    mask = sum(1 << axis for axis in axes)
    source = device_id if source_id is None else source_id
    values = b"".join(struct.pack("=iI", int(value // 1), int(value % 1 * 2**32)) for value in axes.values())
    head = struct.pack("=HIIHHI4x", device_id, 0, 0, source, 1, 0)
    return head + struct.pack("=I", mask) + values + values  # as told, and as the device said it


def _device(device_id: int, mode: int, greatest: float) -> Any:
    axes = [SimpleNamespace(type=xinput.ValuatorClass, mode=mode, min=0.0, max=greatest) for _ in range(3)]
    return SimpleNamespace(deviceid=device_id, classes=[SimpleNamespace(type=xinput.ButtonClass), *axes])


def _reader() -> MotionReader:
    reader = MotionReader()
    reader.learn([_device(MOUSE, xinput.ModeRelative, 0), _device(TABLET, xinput.ModeAbsolute, 65_535)])
    return reader


def test_motion_of_a_mouse_is_what_it_says() -> None:
    reader = _reader()
    assert reader.counts_of(_event(MOUSE, {0: 3, 1: -4})) == 7
    assert reader.counts_of(_event(MOUSE, {1: -0.5})) == 0.5
    assert reader.counts_of(_event(MOUSE, {0: 2, 3: 120})) == 2, "a wheel is no way"
    assert reader.counts_of(_event(MOUSE, {2: 15, 3: 120})) == 0


def test_motion_of_a_tablet_is_the_way_between_two_places() -> None:
    reader = _reader()
    assert reader.counts_of(_event(TABLET, {0: 30_000, 1: 30_000})) == 0, "where it was before nobody knows"
    assert round(reader.counts_of(_event(TABLET, {0: 30_000 + 65_535 / 2}))) == SCREEN_COUNTS // 2
    assert reader.counts_of(_event(TABLET, {1: 30_001})) < 0.1


def test_motion_told_again_by_the_master_does_not_count() -> None:
    assert _reader().counts_of(_event(MASTER, {0: 50}, source_id=MOUSE)) == 0
