"""The process between two network namespaces: reads IP packets from one TUN device, writes them late to the other.

Started by `namespaces.py` as `python -m tests.netlink.link NAMESPACE NAMESPACE SEED`. Takes one JSON object a line:
`{"there": {...}, "back": {...}}` sets fields of `Conditions` for packets from the first to the second and back. Each is
answered, once it is in force, with what happened to the packets so far, there and back. The end of the input ends it.
"""

import contextlib
import ctypes
import fcntl
import heapq
import json
import os
import select
import struct
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.netlink.line import Line

DEVICE = "tun0"
FULL_SIZE_BYTES = 65_536
READS_IN_A_ROW = 64

_CLONE_NEWNET = 0x4000_0000  # <linux/sched.h>
_TUNSETIFF = 0x4004_54CA  # <linux/if_tun.h>
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000


def enter_namespace(name: str) -> None:
    """Put the calling thread, and what it opens from now on, into a named network namespace (setns(2))."""
    handle = os.open(Path("/run/netns") / name, os.O_RDONLY | os.O_CLOEXEC)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.setns(handle, _CLONE_NEWNET):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), name)
    finally:
        os.close(handle)


def open_tun(namespace: str) -> int:
    """Make the TUN device of a namespace; it lives as long as the descriptor. Leaves this thread in there."""
    enter_namespace(namespace)
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return handle


class Link:
    """Two devices, a line each way, and what is on its way."""

    def __init__(self, handles: tuple[int, int], seed: int) -> None:
        self._handles = handles
        self._lines = (Line(seed), Line(seed + 1))
        self._on_the_way: list[tuple[float, int, int, bytes]] = []
        self._count = 0

    def run(self) -> None:
        """Carry packets until the input ends."""
        orders = b""
        while True:
            timeout_s = None
            if self._on_the_way:
                timeout_s = max(0.0, self._on_the_way[0][0] - time.monotonic())
            ready, _, _ = select.select([*self._handles, 0], [], [], timeout_s)
            # What is due goes out first: an order to go down must not swallow what was through already.
            self._deliver()
            for side in (0, 1):
                if self._handles[side] in ready:
                    self._take_from(side)
            if 0 in ready:
                read = os.read(0, FULL_SIZE_BYTES)
                if not read:
                    return
                *lines, orders = (orders + read).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line))

    def _take_from(self, side: int) -> None:
        for _ in range(READS_IN_A_ROW):
            try:
                packet = os.read(self._handles[side], FULL_SIZE_BYTES)
            except BlockingIOError:
                return
            due_s = self._lines[side].offer(len(packet), time.monotonic())
            if due_s is not None:
                self._count += 1
                heapq.heappush(self._on_the_way, (due_s, self._count, 1 - side, packet))

    def _deliver(self) -> None:
        now_s = time.monotonic()
        while self._on_the_way and self._on_the_way[0][0] <= now_s:
            _, _, side, packet = heapq.heappop(self._on_the_way)
            # The device over there may not be up yet, or be full: a line loses packets then, as this one does.
            with contextlib.suppress(OSError):
                os.write(self._handles[side], packet)

    def _obey(self, order: dict[str, dict[str, Any]]) -> None:
        for line, way in zip(self._lines, ("there", "back"), strict=True):
            line.conditions = replace(line.conditions, **order[way])
        print(json.dumps([asdict(line.tally) for line in self._lines]), flush=True)
        for line in self._lines:
            line.tally.queue_max_ms = 0.0


def main() -> None:
    first, second, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    handles = (open_tun(first), open_tun(second))
    os.nice(-10)  # late because others are busy would be a fault of the line
    print(json.dumps("ready"), flush=True)
    Link(handles, seed).run()


if __name__ == "__main__":
    main()
