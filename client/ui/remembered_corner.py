"""The corner of the screen a small window stands in, kept from one session to the next."""

from PySide6.QtCore import QPoint

from client.ui.screen_geometry import nearest_corner
from shared.ui.i18n import language_settings


class RememberedCorner:
    """One window's corner: `name` is one of those of `corner_positions`."""

    def __init__(self, setting: str, default: str) -> None:
        """Read it from the person's settings; `default` is for the first time, and for a corner there is not."""
        self._setting = setting
        self._default = default
        self.name = str(language_settings().value(setting, default))

    def find(self, corners: dict[str, QPoint]) -> QPoint:
        """Where it is now."""
        return corners.get(self.name, corners[self._default])

    def keep(self, position: QPoint, corners: dict[str, QPoint]) -> None:
        """The window was put there by hand."""
        self.name = nearest_corner(position, corners)
        language_settings().setValue(self._setting, self.name)
