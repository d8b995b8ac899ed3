"""One line of the table, and the arithmetic from what was drawn and seen to it."""

import bisect
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What one tool did in one scenario. None: there is nothing to measure, or it never happened."""

    tool: str
    scenario: str
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    latency_p99_ms: float | None
    pictures_per_s: float
    drawn_per_s: float
    cpu_percent: float
    sender_cpu_percent: float
    viewer_cpu_percent: float
    displays_cpu_percent: float
    bytes: int
    bytes_per_s: float
    changes: int
    exact_after_ms: float | None
    exact_after_max_ms: float | None
    exact_count: int
    rest_count: int
    is_exact_at_first_paint: bool | None
    psnr_first_db: float | None
    psnr_300ms_db: float | None
    ocr_error_first: float | None
    rss_mib: float
    rss_slope_mib_per_min: float


def latencies_ms(drawn: Sequence[tuple[int, float]], seen: Sequence[tuple[int, float]]) -> list[float]:
    """For each picture that was seen, how long after it was drawn.

    A number may come again. What is seen is then the newest of that number drawn by that time; a picture never goes
    back, so what was shown before something already seen does not count.

    Args:
        drawn: number and second, in the order they were drawn.
        seen: number and second, in the order they appeared.
    """
    at_s = [when_s for _, when_s in drawn]
    newest = -1
    found: list[float] = []
    for number, when_s in seen:
        for index in range(bisect.bisect_right(at_s, when_s) - 1, newest, -1):
            if drawn[index][0] == number:
                newest = index
                found.append((when_s - at_s[index]) * 1000)
                break
    return found


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest of the values themselves; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100) - 1))]


def middle_of_rests(values_ms: Sequence[float | None]) -> float | None:
    """The median, where never is later than anything."""
    if not values_ms:
        return None
    ordered = sorted(values_ms, key=lambda value: float("inf") if value is None else value)
    return ordered[len(ordered) // 2]


def slope_per_min(samples: Sequence[tuple[float, float]]) -> float:
    """The straight line through (second, value), as growth a minute; 0 of fewer than three."""
    if len(samples) < 3:
        return 0.0
    seconds, values = zip(*samples, strict=True)
    return statistics.linear_regression(seconds, values).slope * 60


def rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)
