"""A picture shown one to one on a real display, at the density of the environment; tells whether it is exact there.

Every remote pixel has a colour of its own. Parts of it change and are painted as parts; then the display is read
back. `python -m tests.ui.agent_console.density_program [notice]` prints one JSON object.
"""

import json
import sys

import mss
import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import Trouble
from shared.ui.theme import apply_theme
from tests.ui.agent_console.recorder import SIGNED_IN, DrawnSurface, ManualClock, RecordedIntents, check_code, tab

WIDTH_PX, HEIGHT_PX = 900, 500
NEAR_PX = 30


def main() -> int:
    """Show, change parts, read back."""
    app = QApplication(sys.argv)
    apply_theme(app, density="console", scheme="light", high_contrast=False)
    window = ConsoleWindow(RecordedIntents(), check_code, ManualClock())
    window.show_account(SIGNED_IN)
    # With a notice above it the picture begins at another height, which may fall between two device pixels.
    trouble = Trouble(code="injection_unavailable") if "notice" in sys.argv else None
    window.show_tab(tab(1, trouble=trouble))
    surface = DrawnSurface(WIDTH_PX, HEIGHT_PX)
    pixels = np.frombuffer(surface.buffer, np.uint8).reshape(HEIGHT_PX, WIDTH_PX, 4)
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    pixels[:] = np.dstack([x % 251, y % 241, (x * 7 + y * 13) % 239, np.full_like(x, 255)])
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    if page is None:
        return 1
    window.toggle_panel()
    window.move(0, 0)
    window.show()
    page.remote.set_zoom(1.0)
    for _ in range(40):
        app.processEvents()
        app.thread().msleep(20)
    for place in range(60):
        left, top = 17 * place % (WIDTH_PX - 41), 23 * place % (HEIGHT_PX - 33)
        pixels[top : top + 33, left : left + 41, :3] ^= 0x2A
        window.picture_changed(1, [(left, top, 41, 33)])
        app.processEvents()
    for _ in range(20):
        app.processEvents()
        app.thread().msleep(20)
    port, view = page.remote.viewport(), page.remote.view
    ratio = port.devicePixelRatioF()
    corner = port.mapTo(window, QPoint(0, 0))
    frame = window.windowHandle().mapToGlobal(QPoint(0, 0))
    left = round((frame.x() + corner.x()) * ratio) + max(0, view.picture.x)
    top = round((frame.y() + corner.y()) * ratio) + max(0, view.picture.y)
    first_x, first_y = max(0, -view.picture.x), max(0, -view.picture.y)
    width = min(WIDTH_PX - first_x, view.device_width_px - 8)
    height = min(HEIGHT_PX - first_y, view.device_height_px - 8)
    with mss.MSS() as camera:
        shot = camera.grab(camera.monitors[0])
    whole = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)[:, :, :3]
    wanted = pixels[first_y : first_y + height, first_x : first_x + width, :3]
    # The window manager's frame may take a broken number of Qt's pixels: look for the place near where it must be.
    places = [(dx, dy) for dx in range(-NEAR_PX, NEAR_PX + 1) for dy in range(-NEAR_PX, NEAR_PX + 1)]
    middle = np.s_[200:202, 300:340]
    left, top = next(
        (
            (left + dx, top + dy)
            for dx, dy in places
            if min(left + dx, top + dy) >= 0
            and (whole[top + dy : top + dy + height, left + dx : left + dx + width][middle] == wanted[middle]).all()
        ),
        (left, top),
    )
    seen = whole[top : top + height, left : left + width]
    inner = np.s_[4:-4, 4:-4]  # the ring around the focus lies on the outermost pixels
    wrong = int((seen[inner] != wanted[inner]).any(axis=2).sum())
    print(
        json.dumps(
            {
                "ratio": ratio,
                "edge": [view.edge_x, view.edge_y],
                "is_exact": view.is_pixel_exact,
                "compared_px": seen[inner].shape[0] * seen[inner].shape[1],
                "wrong_px": wrong,
                "place": [left, top],
            }
        ),
        flush=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
