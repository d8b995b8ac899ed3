"""The rows as a table a person reads, our ratios to the others, and which goals are met."""

from collections.abc import Sequence

from tests.bench.picture.goals import OURS, Verdict
from tests.bench.picture.row import Row

COMPARED = ("tigervnc", "chromium")
_COLUMNS = (
    ("p50 ms", "latency_p50_ms", 8, ".1f"),
    ("p95", "latency_p95_ms", 7, ".1f"),
    ("p99", "latency_p99_ms", 7, ".1f"),
    ("shown/s", "pictures_per_s", 8, ".1f"),
    ("drawn", "drawn_per_s", 6, ".1f"),
    ("CPU %", "cpu_percent", 7, ".1f"),
    ("send", "sender_cpu_percent", 6, ".1f"),
    ("view", "viewer_cpu_percent", 6, ".1f"),
    ("bytes", "bytes", 12, ",d"),
    ("exact ms", "exact_after_ms", 9, ".0f"),
    ("first dB", "psnr_first_db", 9, ".1f"),
    ("300ms dB", "psnr_300ms_db", 9, ".1f"),
    ("OCR err", "ocr_error_first", 8, ".3f"),
    ("MiB", "rss_mib", 7, ".0f"),
    ("MiB/min", "rss_slope_mib_per_min", 8, ".1f"),
)
_RATIOS = (
    ("latency p50", "latency_p50_ms"),
    ("shown/s", "pictures_per_s"),
    ("CPU", "cpu_percent"),
    ("bytes", "bytes"),
    ("exact after", "exact_after_ms"),
)


def table_of(rows: Sequence[Row]) -> str:
    """Scenario by scenario, all tools under each other."""
    lines = [f"{'scenario':9}{'tool':14}" + "".join(f"{title:>{width}}" for title, _, width, _ in _COLUMNS)]
    before = None
    for row in rows:
        if before is not None and before != row.scenario:
            lines.append("")
        before = row.scenario
        cells = (_cell(getattr(row, name), width, form) for _, name, width, form in _COLUMNS)
        lines.append(f"{row.scenario:9}{row.tool:14}" + "".join(cells))
    return "\n".join(lines)


def ratios_of(rows: Sequence[Row]) -> str:
    """Ours divided by each other tool's; below one is less."""
    found = {(row.tool, row.scenario): row for row in rows}
    lines = [f"{'ours / theirs':23}" + "".join(f"{title:>13}" for title, _ in _RATIOS)]
    for other in COMPARED:
        for scenario in dict.fromkeys(row.scenario for row in rows):
            ours, theirs = found.get((OURS, scenario)), found.get((other, scenario))
            if ours is not None and theirs is not None:
                cells = (f"{_ratio(getattr(ours, name), getattr(theirs, name)):>13}" for _, name in _RATIOS)
                lines.append(f"{other:14}{scenario:9}" + "".join(cells))
    return "\n".join(lines) if len(lines) > 1 else ""


def verdicts_of(verdicts: Sequence[Verdict]) -> str:
    """One line a goal."""
    marks = {True: "met", False: "SHORT", None: "-"}
    lines = [f"{marks[each.is_met]:6}{each.scenario:9}{each.goal:42}{each.measured}" for each in verdicts]
    met, short, unknown = (sum(each.is_met is wanted for each in verdicts) for wanted in (True, False, None))
    return "\n".join([*lines, f"{met} met, {short} short" + (f", {unknown} not measured" if unknown else "")])


def _cell(value: float | None, width: int, form: str) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:>{width}{form}}"


def _ratio(ours: float | None, theirs: float | None) -> str:
    if ours is None or not theirs:
        return "-"
    return f"{ours / theirs:.3f}" if ours / theirs < 0.1 else f"{ours / theirs:.2f}"
