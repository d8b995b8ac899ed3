"""The displays of this computer, under numbers that stay with each of them whatever is plugged in or out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mss

from client.media.capture import CaptureFailedError
from shared.geometry import Rect
from shared.protocol import limits
from shared.protocol.peer_messages import Monitor


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMonitor:
    """One display as the system lists it now.

    Attributes:
        key: what makes it the same display next time: the connector's name where there is one.
        name: what the system calls it; may be empty.
        area: physical pixels of the whole desktop.
        is_primary: whether programs start there.
    """

    key: str
    name: str
    area: Rect
    is_primary: bool


def read_monitors(display: str | None = None) -> tuple[FoundMonitor, ...]:
    """Ask the system which displays there are.

    Raises:
        CaptureFailedError: there is no screen to ask about.
    """
    try:
        return _read_randr(display)
    except Exception:  # noqa: BLE001 - no X11, no RandR 1.5, no library: whatever it was, there is another way
        return _read_mss(display)


def _read_randr(display: str | None) -> tuple[FoundMonitor, ...]:
    """By RandR 1.5 (randrproto section 7.8), which knows a monitor's name also when no output belongs to it."""
    from Xlib import display as xdisplay

    connection = xdisplay.Display(display)
    try:
        root = connection.screen().root
        return tuple(
            FoundMonitor(
                key=(name := connection.get_atom_name(item.name)),
                name=name,
                area=Rect(item.x, item.y, item.width_in_pixels, item.height_in_pixels),
                is_primary=bool(item.primary),
            )
            for item in root.xrandr_get_monitors().monitors
        )
    finally:
        connection.close()


def _read_mss(display: str | None) -> tuple[FoundMonitor, ...]:
    options: dict[str, Any] = {} if display is None else {"display": display}
    try:
        with mss.MSS(**options) as source:
            found = source.monitors[1:]
    except Exception as error:  # mss raises whatever its backend met
        raise CaptureFailedError(detail=type(error).__name__) from error
    return tuple(
        FoundMonitor(
            key=str(item.get("unique_id") or item.get("output") or number),
            name=str(item.get("name") or item.get("output") or ""),
            area=Rect(item["left"], item["top"], item["width"], item["height"]),
            is_primary=bool(item.get("is_primary")),
        )
        for number, item in enumerate(found, 1)
    )


class MonitorBook:
    """Gives every display a number, from 1, and never another one to the same display. Any thread.

    A number stands for a consent: were it to pass to another display when one is unplugged, that one would be shown
    without anybody's yes.
    """

    def __init__(
        self,
        display: str | None = None,
        *,
        read: Callable[[str | None], tuple[FoundMonitor, ...]] = read_monitors,
    ) -> None:
        """Know nothing yet.

        Args:
            display: an X11 display such as `:7`; None is the one in the environment.
            read: how the system is asked.
        """
        self._display = display
        self._read = read
        self._lock = threading.Lock()
        self._number_of: dict[str, int] = {}
        self._current: tuple[Monitor, ...] = ()

    @property
    def current(self) -> tuple[Monitor, ...]:
        """The displays as last asked for, by their numbers."""
        return self._current

    def refresh(self) -> tuple[Monitor, ...]:
        """Ask the system anew. Raises `CaptureFailedError`, and then leaves `current` as it was."""
        found = self._read(self._display)
        # New ones are numbered from left to right, as people count what stands before them.
        found = tuple(sorted(found, key=lambda item: (item.area.x, item.area.y)))[: limits.MONITORS_MAX]
        # Some systems do not name a main one; then it is the one at the corner of the desktop.
        has_primary = any(item.is_primary for item in found)
        with self._lock:
            numbers = self._number(found)
            monitors = [
                Monitor(
                    monitor_id=number,
                    name=item.name[: limits.MONITOR_NAME_MAX_CHARS],
                    x_px=item.area.x,
                    y_px=item.area.y,
                    width_px=item.area.width,
                    height_px=item.area.height,
                    is_primary=item.is_primary if has_primary else item is found[0],
                )
                for item, number in zip(found, numbers, strict=True)
            ]
            self._current = tuple(sorted(monitors, key=lambda monitor: monitor.monitor_id))
            return self._current

    def areas_of(self, monitor_ids: tuple[int, ...]) -> tuple[Rect, ...]:
        """Where these displays are by the last `refresh`; the main one when none is named.

        Raises:
            CaptureFailedError: `monitor_gone`, when one of them is not there.
        """
        wanted = {monitor.monitor_id: monitor for monitor in self._current}
        if not monitor_ids:
            monitor_ids = tuple(number for number, monitor in wanted.items() if monitor.is_primary)[:1]
        if not monitor_ids or not wanted.keys() >= set(monitor_ids):
            raise CaptureFailedError("monitor_gone")
        return tuple(monitor_area(wanted[number]) for number in monitor_ids)

    def _number(self, found: tuple[FoundMonitor, ...]) -> list[int]:
        keys = _unique_keys(found)
        here = {self._number_of[key] for key in keys if key in self._number_of}
        for key in keys:
            if key not in self._number_of:
                used = set(self._number_of.values())
                free = next((number for number in range(1, limits.MONITORS_MAX + 1) if number not in used), None)
                if free is None:
                    # Sixteen others were plugged in before: take the number of one that has long been gone.
                    old = next(old for old, number in self._number_of.items() if number not in here)
                    free = self._number_of.pop(old)
                self._number_of[key] = free
                here.add(free)
        return [self._number_of[key] for key in keys]


def monitor_area(monitor: Monitor) -> Rect:
    """Where a display lies on the desktop, in physical pixels."""
    return Rect(monitor.x_px, monitor.y_px, monitor.width_px, monitor.height_px)


def _unique_keys(found: tuple[FoundMonitor, ...]) -> list[str]:
    """Two displays of the same name are told apart by their order."""
    keys: list[str] = []
    for item in found:
        key, again = item.key, 2
        while key in keys:
            key, again = f"{item.key}#{again}", again + 1
        keys.append(key)
    return keys
