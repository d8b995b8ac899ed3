"""The link over which the console asks the X server whether a key is down, when its events have not said so yet."""

import functools

from PySide6.QtGui import QGuiApplication

from shared.xcb_link import XcbLink


@functools.cache
def held_keys() -> XcbLink | None:
    """That of the display Qt is on; None where it is no X server. For as long as the program runs."""
    return XcbLink() if QGuiApplication.platformName() == "xcb" else None
