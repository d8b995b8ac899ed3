"""When a checkpoint is due: often enough that little can be rewritten, seldom enough that a witness keeps up."""

CHECKPOINT_AFTER_MS = 60_000
CHECKPOINT_AFTER_EVENTS = 1_000


def is_checkpoint_due(*, new_events: int, is_session_closed: bool, waited_ms: int | None) -> bool:
    """Whether to sign now.

    Args:
        new_events: events since the last checkpoint.
        is_session_closed: one of them ends a session: its record is complete, and should be out of reach at once.
        waited_ms: since the last checkpoint by a monotonic clock; None when this process has signed none yet.
    """
    if new_events <= 0:
        return False
    is_time = waited_ms is None or waited_ms >= CHECKPOINT_AFTER_MS
    return is_session_closed or is_time or new_events >= CHECKPOINT_AFTER_EVENTS
