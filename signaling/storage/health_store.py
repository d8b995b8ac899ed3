"""Counts for the health page what only the database knows: sessions that go on, pairings of the last hour."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from shared.audit.event import AuditTag
from shared.clock import format_utc_ms
from signaling.storage.models import IS_LIVE, audit_events, sessions

PAIRINGS_FOR = timedelta(hours=1)


def count_live_sessions(connection: Connection) -> int:
    """Sessions that are not over."""
    return connection.scalar(select(func.count()).select_from(sessions).where(IS_LIVE)) or 0


def count_pairings(connection: Connection, now: datetime) -> tuple[int, int]:
    """Pairings of the last hour that went well, and those that failed."""
    since = format_utc_ms(now - PAIRINGS_FOR)
    first = connection.scalar(select(func.min(audit_events.c.seq)).where(audit_events.c.ts >= since))
    if first is None:
        return 0, 0
    well, failed = (
        connection.scalar(
            select(func.count()).where(
                audit_events.c.tag == str(tag), audit_events.c.seq >= first, audit_events.c.ts >= since
            )
        )
        or 0
        for tag in (AuditTag.PAIR_OK, AuditTag.PAIR_FAILED)
    )
    return well, failed
