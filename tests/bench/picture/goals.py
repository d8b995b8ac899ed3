"""What the picture has to reach beside the other tools in the same run, and whether it did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bench.picture.row import Row

OURS = "alongside"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal: what it asks, what was measured, and whether that is enough. None: a row it needs was not measured."""

    scenario: str
    goal: str
    measured: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class _Goal:
    scenario: str
    text: str
    other: str | None
    judge: Callable[[Row, Row], tuple[float | None, float | None]]
    """From our row and the other's (ours again without one): what was measured, and the most it may be."""


def _less(name: str, factor: float, *, plus: float = 0.0) -> Callable[[Row, Row], tuple[float | None, float | None]]:
    def judge(ours: Row, other: Row) -> tuple[float | None, float | None]:
        limit = getattr(other, name)
        return getattr(ours, name), None if limit is None else limit * factor + plus

    return judge


def _at_most(name: str, limit: float) -> Callable[[Row, Row], tuple[float | None, float | None]]:
    return lambda ours, _: (getattr(ours, name), limit)


def _missing(share_shown: float) -> Callable[[Row, Row], tuple[float | None, float | None]]:
    """Pictures that were drawn and not shown, in percent."""
    return lambda ours, _: (_missing_percent(ours), round(100 * (1 - share_shown), 1))


def _not_exact(ours: Row, _: Row) -> tuple[float | None, float | None]:
    return (None if ours.is_exact_at_first_paint is None else float(not ours.is_exact_at_first_paint)), 0.0


def _bytes_a_change(ours: Row, _: Row) -> tuple[float | None, float | None]:
    return (ours.bytes / ours.changes if ours.changes else None), 1000.0


def _missing_beside(ours: Row, other: Row) -> tuple[float | None, float | None]:
    # Of those drawn: how many that are differs by chance, and is nothing the tool did.
    return _missing_percent(ours), _missing_percent(other)


def _missing_percent(row: Row) -> float | None:
    return round(100 * (1 - row.pictures_per_s / row.drawn_per_s), 1) if row.drawn_per_s else None


VNC, WEB = "tigervnc", "chromium"
MOVING = ("quiet", "typing", "scroll", "drag", "video", "switch")
GOALS = (
    _Goal("quiet", "latency p50 <= 0.6 x TigerVNC", VNC, _less("latency_p50_ms", 0.6)),
    _Goal("quiet", "58 of 60 shown (missing %)", None, _missing(58 / 60)),
    _Goal("quiet", "CPU <= TigerVNC + 5 %", VNC, _less("cpu_percent", 1, plus=5)),
    _Goal("quiet", "pictures not exact at first paint", None, _not_exact),
    _Goal("typing", "latency p50 <= 0.6 x TigerVNC", VNC, _less("latency_p50_ms", 0.6)),
    _Goal("typing", "every keystroke shown (missing %)", None, _missing(1)),
    _Goal("typing", "CPU <= TigerVNC + 5 %", VNC, _less("cpu_percent", 1, plus=5)),
    _Goal("typing", "<= 1000 bytes a keystroke", None, _bytes_a_change),
    _Goal("typing", "pictures not exact at first paint", None, _not_exact),
    _Goal("scroll", "latency p50 <= 0.5 x TigerVNC", VNC, _less("latency_p50_ms", 0.5)),
    _Goal("scroll", "28 of 30 shown (missing %)", None, _missing(28 / 30)),
    _Goal("scroll", "CPU <= TigerVNC", VNC, _less("cpu_percent", 1)),
    _Goal("scroll", "exact <= 150 ms after it stops", None, _at_most("exact_after_ms", 150)),
    _Goal("drag", "latency p50 <= 0.6 x TigerVNC", VNC, _less("latency_p50_ms", 0.6)),
    _Goal("drag", "28 of 30 shown (missing %)", None, _missing(28 / 30)),
    _Goal("drag", "exact <= 150 ms after it stops", None, _at_most("exact_after_ms", 150)),
    _Goal("video", "latency p50 <= 1.2 x TigerVNC", VNC, _less("latency_p50_ms", 1.2)),
    _Goal("video", "28 of 30 shown (missing %)", None, _missing(28 / 30)),
    _Goal("video", "CPU <= 1.3 x TigerVNC", VNC, _less("cpu_percent", 1.3)),
    _Goal("video", "bytes <= 1/8 of TigerVNC", VNC, _less("bytes", 1 / 8)),
    _Goal("switch", "exact as soon as TigerVNC", VNC, _less("exact_after_ms", 1)),
    _Goal("switch", "bytes <= TigerVNC", VNC, _less("bytes", 1)),
    _Goal("idle", "CPU <= 0.5 %", None, _at_most("cpu_percent", 0.5)),
    _Goal("idle", "<= 2 kbit/s (bytes/s)", None, _at_most("bytes_per_s", 250)),
    *(_Goal(each, "latency p50 <= 1/4 x Chromium", WEB, _less("latency_p50_ms", 1 / 4)) for each in MOVING),
    *(_Goal(each, "pictures missing (%) <= Chromium", WEB, _missing_beside) for each in MOVING),
    *(_Goal(each, "CPU <= 1/2 x Chromium", WEB, _less("cpu_percent", 1 / 2)) for each in ("idle", *MOVING)),
)


def judge(rows: Iterable[Row]) -> list[Verdict]:
    """Every goal of a scenario in which ours was measured."""
    found = {(row.tool, row.scenario): row for row in rows}
    verdicts: list[Verdict] = []
    for goal in GOALS:
        ours = found.get((OURS, goal.scenario))
        other = found.get((goal.other, goal.scenario)) if goal.other else ours
        if ours is None:
            continue
        if other is None:
            verdicts.append(Verdict(goal.scenario, goal.text, f"{goal.other} was not measured", None))
            continue
        value, limit = goal.judge(ours, other)
        said = f"{_said(value)}, at most {_said(limit)}"
        # What never happened is later than anything; being as late as never is no merit.
        is_met = value is not None and (limit is None or value <= limit)
        verdicts.append(Verdict(goal.scenario, goal.text, said, is_met))
    return verdicts


def _said(value: float | None) -> str:
    return "never" if value is None else f"{value:,.1f}" if abs(value) < 10_000 else f"{value:,.0f}"
