"""Reads how this node is, for the health page: from the same sources as `/readyz`, the disk and the certificate."""

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from signaling.domain.health import HealthReading
from signaling.domain.ports import Moment
from signaling.domain.witness_view import LookAtWitness

_NAME_MAX_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSources:
    """Where each figure comes from; see `HealthReading`."""

    program: str
    started_at: datetime
    data_dir: Path
    certificate: Path | None
    not_ready: Callable[[], Awaitable[str | None]]
    sockets: Callable[[], int]
    live_sessions: Callable[[], Awaitable[int]]
    pairings: Callable[[datetime], Awaitable[tuple[int, int]]]
    waiting_steps: Callable[[], int]
    waiting_max: int
    look_at_witness: LookAtWitness


class HealthLook:
    """Looks at one node."""

    def __init__(self, sources: HealthSources) -> None:
        """Read the certificate once: a newer file is not served before the next start."""
        self._sources = sources
        self._certificate_until = certificate_end(sources.certificate)

    async def __call__(self, now: Moment) -> HealthReading:
        """Read everything."""
        sources = self._sources
        pairings, failures = await sources.pairings(now.utc)
        free, total = await asyncio.to_thread(disk_space, sources.data_dir)
        return HealthReading(
            now=now.utc,
            node=socket.gethostname()[:_NAME_MAX_CHARS],
            program=sources.program,
            started_at=sources.started_at,
            not_ready=await sources.not_ready(),
            sockets=sources.sockets(),
            live_sessions=await sources.live_sessions(),
            pairings=pairings,
            pairing_failures=failures,
            waiting_steps=sources.waiting_steps(),
            waiting_max=sources.waiting_max,
            disk_free_bytes=free,
            disk_total_bytes=total,
            witness=await sources.look_at_witness(now.utc),
            is_tls=sources.certificate is not None,
            certificate_until=self._certificate_until,
        )


def certificate_end(path: Path | None) -> datetime | None:
    """Until when the first certificate of a PEM chain is good; None without one, or when it cannot be read."""
    if path is None:
        return None
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError, IndexError):
        return None


def disk_space(folder: Path) -> tuple[int | None, int | None]:
    """Free and total bytes of the disk a folder lies on; None when the system does not say."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None, None
    return usage.free, usage.total
