"""Measures what painting a 1080p picture costs the Qt thread: `python -m tests.ui.agent_console.paint_cost`.

Runs on a virtual display of its own (1920 x 1080), so that the copy to the X server is part of what is measured.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROUNDS = 60


def main() -> int:
    """Start a display, and the measuring program on it."""
    from tests.desk.display import VirtualDisplay

    with VirtualDisplay(width_px=1920, height_px=1080, has_accessibility=False) as display:
        command = [sys.executable, "-m", "tests.ui.agent_console.paint_cost", "measure"]
        return subprocess.run(command, cwd=ROOT, env=display.environment, check=False).returncode


def measure() -> int:
    """Paint each case many times and print milliseconds: inside paintEvent under the lock, and with flush and X."""
    from PySide6.QtWidgets import QApplication

    from agent_console.ui.main_window import ConsoleWindow
    from shared.ui.theme import apply_theme
    from tests.ui.agent_console import recorder as r

    app = QApplication(sys.argv)
    apply_theme(app, density="console", scheme="light", high_contrast=False)
    painted: list[float] = []
    window = ConsoleWindow(
        r.RecordedIntents(), r.check_code, r.ManualClock(), on_painted=lambda _tab_id, ms: painted.append(ms)
    )
    window.show_account(r.SIGNED_IN)
    window.show_tab(r.tab(1))
    surface = r.DrawnSurface(1920, 1080)
    r.draw_desktop(surface)
    window.attach_picture(1, surface, surface.lock)
    window.toggle_full_screen()
    page = window.page(1)
    if page is None:
        return 1
    for _ in range(20):
        app.processEvents()
        time.sleep(0.02)

    def run(name: str, rects: list[tuple[int, int, int, int]]) -> None:
        whole: list[float] = []
        painted.clear()
        for _ in range(ROUNDS):
            started_s = time.perf_counter()
            window.picture_changed(1, rects)
            app.processEvents()
            whole.append((time.perf_counter() - started_s) * 1000)
        quick = sorted(painted)
        lies = page.remote.view.picture
        print(
            f"{name:34} shown {lies.width}x{lies.height}: paint p50 {statistics.median(quick):6.2f} "
            f"p95 {quick[int(len(quick) * 0.95)]:6.2f} ms; event turn p50 {statistics.median(whole):6.2f} ms"
        )

    for name, zoom in (("scaled", 0.9), ("actual size", 1.0)):
        page.remote.set_zoom(zoom)
        app.processEvents()
        run(f"{name}, whole picture", [(0, 0, 1920, 1080)])
        run(f"{name}, 200 x 32 (a typed word)", [(400, 300, 200, 32)])
        run(f"{name}, 48 tiles of 64 x 64", [(64 * (n % 24), 128 * (n // 24), 64, 64) for n in range(48)])
    return 0


if __name__ == "__main__":
    sys.exit(measure() if sys.argv[1:] == ["measure"] else main())
