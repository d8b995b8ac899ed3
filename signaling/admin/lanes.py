"""Draws a session as lanes: from its events to bars and marks on a line of time. Pure geometry, in promille."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.audit.event import REPLACED_SOURCES

_ON = "session:consent:granted"
_OFF = frozenset({"session:consent:revoked", "session:consent:expired"})
_PAUSED, _RESUMED = "session:consent:paused", "session:consent:resumed"
_CLOSED = "session:life:closed"
_MARKS: dict[str, str] = {
    "session:files:summary": "files",
    "session:clip:moved": "clip",
    "session:chat:summary": "chat",
    "session:drawing:summary": "drawing",
    "session:life:resumed": "line",
    "session:consent:denied": "denied",
    "session:consent:suspicious": "suspicious",
}
FULL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A time during which something was on; `start` and `width` in promille of the session."""

    start: int
    width: int
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened at one moment."""

    at: int
    kind: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One line of the drawing; `name` is a right, or `marks`."""

    name: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


def _is_end(data: dict[str, Any], opened_by: object) -> bool:
    """Whether what ended is the right itself, and not only one yes of several; `opened_by` began its bar."""
    if data.get("source") in REPLACED_SOURCES:
        return False
    return data.get("opened") is not False or data.get("prompt_id") == opened_by


def draw_lanes(records: Iterable[dict[str, Any]]) -> tuple[Lane, ...]:
    """Lanes for every right that was ever on, in the order in which they came, and one for single moments.

    Args:
        records: a session's events in order, as they were parsed; those of an unknown kind are passed over.
    """
    events = [(datetime.fromisoformat(record["ts"]), record) for record in records]
    if not events:
        return ()
    first, last = events[0][0], events[-1][0]
    length_s = max((last - first).total_seconds(), 0.001)

    def place(instant: datetime) -> int:
        return round((instant - first).total_seconds() / length_s * FULL)

    on_since: dict[str, int] = {}
    opened_by: dict[str, object] = {}  # the question whose yes began the bar that is being drawn
    paused_since: int | None = None
    bars: dict[str, list[Bar]] = {}
    marks: list[Mark] = []

    def end(right: str, at: int, *, is_paused: bool = False) -> None:
        start = on_since.pop(right, None)
        if start is not None:
            bars[right].append(Bar(start=start, width=max(at - start, 2), is_paused=is_paused))

    for instant, record in events:
        at, kind, data = place(instant), record["type"], record["data"]
        right = str(data.get("capability", ""))
        if kind == _ON:
            bars.setdefault(right, [])
            on_since.setdefault(right, at)
            opened_by.setdefault(right, data.get("prompt_id"))
        elif kind in _OFF and _is_end(data, opened_by.get(right)):
            opened_by.pop(right, None)
            end(right, at, is_paused=paused_since is not None)
        elif kind == _PAUSED and paused_since is None:
            paused_since = at
            for each in list(on_since):
                end(each, at)
                on_since[each] = at
        elif kind == _RESUMED and paused_since is not None:
            paused_since = None
            for each in list(on_since):
                end(each, at, is_paused=True)
                on_since[each] = at
        elif kind == _CLOSED:
            for each in list(on_since):
                end(each, at, is_paused=paused_since is not None)
        if kind in _MARKS:
            marks.append(Mark(at=at, kind=_MARKS[kind], seq=record["seq"]))
    for each in list(on_since):
        end(each, FULL, is_paused=paused_since is not None)
    lanes = [Lane(name=right, bars=tuple(found)) for right, found in bars.items()]
    return (*lanes, Lane(name="marks", marks=tuple(marks))) if marks else tuple(lanes)
