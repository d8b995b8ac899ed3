"""What the kernel says of processes and of the line: processor time, memory, bytes; and a line nobody else uses."""

import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PRIVATE_ADDRESS = "10.77.0.1"
"""Of a network card that leads nowhere: WebRTC programs leave loopback out, and the kernel takes the short way anyway."""

MTU_BYTES = 1_500
_CLONE_NEWNET = 0x40000000
_SIOCADDRT, _SIOCSIFFLAGS, _SIOCSIFADDR, _SIOCSIFNETMASK, _SIOCSIFMTU = 0x890B, 0x8914, 0x8916, 0x891C, 0x8922
_IFF_UP_RUNNING, _RTF_UP = 0x41, 0x1
_TUN = "/dev/net/tun"
_TUNSETIFF, _IFF_TAP_NO_PI = 0x400454CA, 0x1002


@dataclass(frozen=True, slots=True)
class Usage:
    """One reading; differences of two are what counts."""

    cpu_s: float
    rss_mib: float


def usage_of(leaders: Iterable[int]) -> Usage:
    """Of these processes and their families."""
    stats = _read_stats()
    found = [stats[pid] for pid in _family(leaders, stats) if pid in stats]
    return Usage(sum(stat.cpu_s for stat in found), sum(stat.rss_mib for stat in found))


def family_of(leader: int) -> set[int]:
    """The process and all it started, however deep, and whatever is left in its session."""
    return _family([leader], _read_stats())


def _family(leaders: Iterable[int], stats: dict[int, "_Stat"]) -> set[int]:
    wanted = set(leaders)
    wanted |= {pid for pid, stat in stats.items() if stat.session in wanted}
    grown = True
    while grown:
        children = {pid for pid, stat in stats.items() if stat.parent in wanted} - wanted
        wanted |= children
        grown = bool(children)
    return wanted


def use_private_line() -> bool:
    """Put this process and its children on a loopback of their own; False where the system does not let us.

    Displays are still reached, over the sockets in the file system.
    """
    if not os.access(_TUN, os.R_OK | os.W_OK) or ctypes.CDLL(None).unshare(_CLONE_NEWNET) != 0:
        return False
    card = os.open(_TUN, os.O_RDWR | os.O_CLOEXEC)  # stays open: the card is there as long as we are
    fcntl.ioctl(card, _TUNSETIFF, struct.pack("16sH", b"eth0", _IFF_TAP_NO_PI) + bytes(22))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for name in (b"lo", b"eth0"):
            fcntl.ioctl(control, _SIOCSIFMTU, struct.pack("16si", name, MTU_BYTES) + bytes(20))
            fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh", name, _IFF_UP_RUNNING) + bytes(22))
        for request, address in ((_SIOCSIFADDR, PRIVATE_ADDRESS), (_SIOCSIFNETMASK, "255.255.255.0")):
            fcntl.ioctl(control, request, struct.pack("16s", b"eth0") + _socket_address(address) + bytes(8))
        # Chromium takes the address of the way out to the world, so there has to be one.
        name = ctypes.create_string_buffer(b"eth0")
        world = _socket_address("0.0.0.0")  # noqa: S104 - a route, not a binding
        way = struct.pack(
            "L16s16s16sHhLPh6xPLLH6x", 0, world, world, world, _RTF_UP, 0, 0, 0, 0, ctypes.addressof(name), 0, 0, 0
        )
        fcntl.ioctl(control, _SIOCADDRT, way)
    return True


def line_bytes() -> int:
    """What went over loopback so far, both ways, headers included."""
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        name, _, fields = line.partition(":")
        if name.strip() == "lo":
            return int(fields.split()[8])
    return 0


def _socket_address(address: str) -> bytes:
    return struct.pack("HH4s8s", socket.AF_INET, 0, socket.inet_aton(address), bytes(8))


@dataclass(frozen=True, slots=True)
class _Stat:
    parent: int
    session: int
    cpu_s: float
    rss_mib: float


def _read_stats() -> dict[int, _Stat]:
    tick_s, page_mib = 1 / os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE") / 2**20
    stats: dict[int, _Stat] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:  # ended meanwhile
                continue
            fields = text.rpartition(")")[2].split()
            cpu_s = (int(fields[11]) + int(fields[12])) * tick_s
            stats[int(entry.name)] = _Stat(int(fields[1]), int(fields[3]), cpu_s, int(fields[21]) * page_mib)
    return stats
