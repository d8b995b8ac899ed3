"""The one door to time: rules take readings as arguments, only shells ask this clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where a shell gets its readings."""

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed moment; never jumps when somebody sets the wall clock."""
        ...

    def utc_now(self) -> datetime:
        """The wall clock, aware and in UTC; for people and records, never for expiry."""
        ...


class SystemClock:
    """The clock of the computer we run on."""

    def monotonic_ms(self) -> int:
        """Milliseconds of `time.monotonic`."""
        return time.monotonic_ns() // 1_000_000

    def utc_now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


def format_utc_ms(instant: datetime) -> str:
    """Render an aware instant as `2026-11-22T02:25:43.120Z`, the form used in every record (RFC 3339)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"
