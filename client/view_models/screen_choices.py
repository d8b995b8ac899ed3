"""What the person can choose to show: each display with its place as seen from the window, and all as one."""

from dataclasses import dataclass
from typing import Literal

from client.view_models.screens import MonitorChoice
from shared.geometry import Rect, bounding_box
from shared.screen.canvas_size import fits_canvas

Place = Literal["here", "left", "right", "above", "below", "elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenChoice:
    """One display, or all of them.

    Attributes:
        monitor_ids: goes back with the answer, ascending.
        place: where it is, seen from the display the window is on; of several, `elsewhere`.
    """

    monitor_ids: tuple[int, ...]
    place: Place


def screen_choices(monitors: tuple[MonitorChoice, ...], here_id: int | None) -> tuple[ScreenChoice, ...]:
    """Every display by its number, then all together if there are several and their picture is not too large.

    Args:
        monitors: the displays.
        here_id: the one our window is on, if that is known.
    """
    here = next((_area(monitor) for monitor in monitors if monitor.monitor_id == here_id), None)
    choices = [
        ScreenChoice(
            monitor_ids=(monitor.monitor_id,),
            place="here" if monitor.monitor_id == here_id else _place(_area(monitor), here),
        )
        for monitor in sorted(monitors, key=lambda monitor: monitor.monitor_id)
    ]
    whole = bounding_box([_area(monitor) for monitor in monitors])
    if len(choices) > 1 and fits_canvas(whole):
        every = tuple(number for choice in choices for number in choice.monitor_ids)
        choices.append(ScreenChoice(monitor_ids=every, place="elsewhere"))
    return tuple(choices)


def choice_to_offer(
    choices: tuple[ScreenChoice, ...], *, wanted_ids: tuple[int, ...], shown_ids: tuple[int, ...]
) -> ScreenChoice | None:
    """Which choice stands marked at first: what was asked for, else what is shown, else where the window is."""
    for ids in (wanted_ids, shown_ids):
        for choice in choices:
            if choice.monitor_ids == ids:
                return choice
    return next((choice for choice in choices if choice.place == "here"), choices[0] if choices else None)


def _area(monitor: MonitorChoice) -> Rect:
    return Rect(monitor.x_px, monitor.y_px, monitor.width_px, monitor.height_px)


def _place(area: Rect, here: Rect | None) -> Place:
    if here is None:
        return "elsewhere"
    if area.x >= here.right_px:
        return "right"
    if area.right_px <= here.x:
        return "left"
    if area.y >= here.bottom_px:
        return "below"
    return "above" if area.bottom_px <= here.y else "elsewhere"
