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
"""Beside 127.0.0.1 on the private line: WebRTC programs leave loopback addresses out."""

MTU_BYTES = 1_500
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS, _SIOCSIFADDR, _SIOCSIFMTU, _IFF_UP_RUNNING = 0x8914, 0x8916, 0x8922, 0x41


@dataclass(frozen=True, slots=True)
class Usage:
    """One reading; differences of two are what counts."""

    cpu_s: float
    rss_mib: float


def usage_of(leaders: Iterable[int]) -> Usage:
    """Of these processes and all they started, however deep, and whatever is left in their sessions."""
    stats = _read_stats()
    wanted = set(leaders)
    wanted |= {pid for pid, stat in stats.items() if stat.session in wanted}
    grown = True
    while grown:
        children = {pid for pid, stat in stats.items() if stat.parent in wanted} - wanted
        wanted |= children
        grown = bool(children)
    found = [stats[pid] for pid in wanted if pid in stats]
    return Usage(sum(stat.cpu_s for stat in found), sum(stat.rss_mib for stat in found))


def use_private_line() -> bool:
    """Put this process and its children on a loopback of their own; False where the system does not let us.

    Displays are still reached, over the sockets in the file system.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFMTU, struct.pack("16si", b"lo", MTU_BYTES) + bytes(8))
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP_RUNNING) + bytes(14))
        address = struct.pack("HH4s8s", socket.AF_INET, 0, socket.inet_aton(PRIVATE_ADDRESS), bytes(8))
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s", b"lo:1") + address)
    return True


def line_bytes() -> int:
    """What went over loopback so far, both ways, headers included."""
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        name, _, fields = line.partition(":")
        if name.strip() == "lo":
            return int(fields.split()[8])
    return 0


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
