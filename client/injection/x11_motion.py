"""Reads from a raw motion event of an X server how far a mouse went, whatever kind of mouse it is."""

import struct
from collections.abc import Iterable
from typing import Any

from Xlib.ext import xinput

SCREEN_COUNTS = 2_000
"""A device that knows places instead of ways, such as a tablet, crosses a screen in about as many as a mouse."""

# device, time, detail, source device, length of the mask in words, flags, unused (XI2 protocol, RawEvent)
_HEAD = struct.Struct("=HIIHHI4x")
_FIXED = struct.Struct("=iI")  # FP3232: whole counts and 1/2^32 of one
_X_AND_Y = 2


class MotionReader:
    """Remembers what each device is and where it was; belongs to the listening thread."""

    def __init__(self) -> None:
        self._spans: dict[int, list[float]] = {}  # of devices that report places: how much of each axis is a screen
        self._places: dict[tuple[int, int], float] = {}

    def learn(self, devices: Iterable[Any]) -> None:
        """Take in the devices of the server, as XIQueryDevice lists them."""
        self._spans.clear()
        self._places.clear()
        for device in devices:
            axes = [each for each in device.classes if each.type == xinput.ValuatorClass][:_X_AND_Y]
            if any(axis.mode != xinput.ModeRelative for axis in axes):
                self._spans[device.deviceid] = [max(1.0, axis.max - axis.min) for axis in axes]

    def counts_of(self, data: bytes) -> float:
        """How far the pointer was moved, in counts of a mouse; 0 for a wheel and for the copy a master sends."""
        device_id, _, _, source_id, mask_words, _ = _HEAD.unpack_from(data)
        if device_id != source_id:
            return 0.0
        mask = data[_HEAD.size : _HEAD.size + 4 * mask_words]
        offset = _HEAD.size + 4 * mask_words
        counts = 0.0
        for axis in range(_X_AND_Y):
            if not mask or not mask[0] >> axis & 1:
                continue
            whole, part = _FIXED.unpack_from(data, offset)
            offset += _FIXED.size
            counts += abs(self._moved(device_id, axis, whole + part / 2**32))
        return counts

    def _moved(self, device_id: int, axis: int, value: float) -> float:
        spans = self._spans.get(device_id)
        if spans is None or axis >= len(spans):
            return value
        before = self._places.get((device_id, axis), value)
        self._places[device_id, axis] = value
        return (value - before) * SCREEN_COUNTS / spans[axis]
