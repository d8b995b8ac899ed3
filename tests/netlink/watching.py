"""How long what is drawn on one side of a bad line takes to be seen on the other."""

import threading
import time
from dataclasses import dataclass

import numpy as np

from shared.geometry import Rect
from tests.netlink.far_picture import Desk, FarPicture

_LEVELS = (20, 75, 130, 185, 240)
COLOURS = [(blue, green, red) for blue in _LEVELS for green in _LEVELS for red in _LEVELS]
"""So far apart that video does not mix them up, and so many that four seconds pass before one comes again."""

NEAR_ENOUGH = 45
NEVER_MS = 60_000.0
PATCH_PER_S = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was drawn.

    Attributes:
        drawn_s: when, on the monotonic clock.
        latency_ms: until it was seen; None when it never was.
    """

    drawn_s: float
    latency_ms: float | None


def percentile_ms(seen: list[Seen], percent: int) -> float:
    """Of those latencies; what was never seen counts as a minute, and so does nothing at all."""
    latencies_ms = sorted(NEVER_MS if one.latency_ms is None else one.latency_ms for one in seen) or [NEVER_MS]
    return latencies_ms[min(len(latencies_ms) - 1, len(latencies_ms) * percent // 100)]


def watch_typing(
    picture: FarPicture, desk: Desk, count: int, *, every_s: float, first: int = 0, patience_s: float = 5.0
) -> list[Seen]:
    """Type that many characters and see when each is there exactly as on the display."""
    waiting: list[tuple[float, Rect, np.ndarray]] = []
    seen: list[Seen] = []
    guard = threading.Lock()

    def look() -> None:
        now_s = time.monotonic()
        with guard:
            open_cells = list(waiting)
            waiting.clear()
            for drawn_s, cell, pixels in open_cells:
                if (picture.receiver.canvas.snapshot(cell)[:, :, :3] == pixels).all():
                    seen.append(Seen(drawn_s, (now_s - drawn_s) * 1000))
                else:
                    waiting.append((drawn_s, cell, pixels))

    picture.on_paint = look
    next_s = time.monotonic()
    for number in range(first, first + count):
        drawn_s = time.monotonic()
        cell = desk.type(number)
        with guard:
            waiting.append((drawn_s, cell, picture.screen(cell)))
        look()  # it may have been painted while its pixels were still being read
        next_s += every_s
        time.sleep(max(0.0, next_s - time.monotonic()))
    end_s = time.monotonic() + patience_s
    while waiting and time.monotonic() < end_s:
        time.sleep(0.01)
        look()
    picture.on_paint = lambda: None
    return sorted([*seen, *(Seen(drawn_s, None) for drawn_s, _, _ in waiting)], key=lambda one: one.drawn_s)


def watch_patch(picture: FarPicture, desk: Desk, seconds: float, *, scrolling: bool) -> list[Seen]:
    """Change the colour of a patch 30 times a second, over scrolling text if asked, and see which colours arrive when.

    A colour that was replaced before anybody saw it is no loss and is not counted: only the newest picture matters.
    """
    drawn: list[tuple[float, tuple[int, int, int]]] = []
    seen: list[Seen] = []
    guard = threading.Lock()
    spot = Rect(Desk.PATCH.x + 12, Desk.PATCH.y + 12, 8, 8)

    def look() -> None:
        now_s = time.monotonic()
        colour = picture.receiver.canvas.snapshot(spot)[:, :, :3].mean(axis=(0, 1))
        with guard:
            # The earliest that fits: a picture never goes back.
            for index, (drawn_s, code) in enumerate(drawn):
                if float(np.abs(colour - code).sum()) < NEAR_ENOUGH:
                    seen.append(Seen(drawn_s, (now_s - drawn_s) * 1000))
                    del drawn[: index + 1]
                    return

    picture.on_paint = look
    begun_s = next_s = time.monotonic()
    number = 0
    while time.monotonic() < begun_s + seconds:
        if scrolling:
            desk.scroll()
        blue, green, red = COLOURS[number * 31 % len(COLOURS)]
        with guard:
            drawn.append((time.monotonic(), (blue, green, red)))
        desk.colour_patch(red << 16 | green << 8 | blue)
        number += 1
        next_s += 1 / PATCH_PER_S
        time.sleep(max(0.0, next_s - time.monotonic()))
    picture.on_paint = lambda: None
    return seen
