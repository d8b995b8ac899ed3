"""Writes how long something has lasted the way a clock on the wall would."""

_MS_PER_S = 1000
_S_PER_MIN = 60


def format_elapsed(duration_ms: int) -> str:
    """Render milliseconds as `0:07`, `12:34` or `1:02:05`; never negative."""
    total_s = max(0, duration_ms) // _MS_PER_S
    minutes, seconds = divmod(total_s, _S_PER_MIN)
    hours, minutes = divmod(minutes, _S_PER_MIN)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def elapsed_since(started_at_mono_ms: int, now_mono_ms: int) -> str:
    """How long something that began at that reading has lasted; empty for 0, which says that it has not begun."""
    return format_elapsed(now_mono_ms - started_at_mono_ms) if started_at_mono_ms > 0 else ""
