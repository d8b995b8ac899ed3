"""A real file manager at a virtual desk, from which a person drags a file into another window."""

import re
from pathlib import Path
from typing import Any

from Xlib.display import Display

from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay, wait_until
from tests.desk.person import Person

_SIZE_PX = (620, 360)
_FRAME_MAX_PX = 40


class FileManager:
    """Thunar, showing one folder as a list.

    Args:
        desk: where it runs.
        at_desk: to see its window.
        person: whose hand it is.
        folder: what it shows; not empty.
        place_px: where its window goes, so that it covers nothing the test needs.
    """

    def __init__(
        self, desk: VirtualDisplay, at_desk: AccessibleDesk, person: Person, folder: Path, place_px: tuple[int, int]
    ) -> None:
        self._desk, self._at_desk, self._person = desk, at_desk, person
        desk.start(["thunar", str(folder)])
        at_desk.wait_for(None, re.compile(r"^\d+ files?: .* Free space"), timeout_s=30)
        wait_until(lambda: self._is_put(f"{folder.name} - Thunar", place_px), "the file manager is out of the way")
        person.click(place_px[0] + _SIZE_PX[0] - 60, place_px[1] + _SIZE_PX[1] - 60)  # an empty place of the list
        person.press("ctrl+2")

    def drag(self, name: str, to_px: tuple[int, int]) -> None:
        """Drag the file of this name there and let go once whoever is there has said that it may."""
        cell = self._at_desk.wait_for(Role.TABLE_CELL, name, timeout_s=15)
        self._person.drag(cell.center, to_px, rest_s=0.5)

    def _is_put(self, title: str, place_px: tuple[int, int]) -> bool:
        """Ask the window manager for that place, and look whether the window has it: its frame may come on top."""
        display: Any = Display(self._desk.name)
        try:
            root = display.screen().root
            for window in _all_below(root):
                if window.get_wm_name() == title:
                    window.configure(x=place_px[0], y=place_px[1], width=_SIZE_PX[0], height=_SIZE_PX[1])
                    display.sync()
                    corner = root.translate_coords(window, 0, 0)
                    return (
                        0 <= corner.x - place_px[0] <= _FRAME_MAX_PX and 0 <= corner.y - place_px[1] <= _FRAME_MAX_PX
                    )
            return False
        finally:
            display.close()


def _all_below(window: Any) -> list[Any]:
    children = window.query_tree().children
    return [*children, *(deeper for child in children for deeper in _all_below(child))]
