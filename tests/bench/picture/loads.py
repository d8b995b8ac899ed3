"""The programs that work on the shown display. Each change carries a number in a coded patch.

    python -m tests.bench.picture.loads SCENARIO

Says it is ready; then for every `{"count": n}` it hears it says where text is to be looked at and which number will be
the last, makes n changes at the scenario's rate, and says when each was made. For n = 0 it comes to the top of all
windows. In between nothing changes.
"""

import sys
import time
from typing import Any

import numpy as np

from tests.bench.picture import scenes
from tests.bench.picture.coded_patch import LINE, NUMBERS, SQUARE, pixels_of
from tests.bench.picture.pipe import listen, tell
from tests.bench.picture.scenarios import SCENARIOS, Box, Scenario
from tests.bench.picture.stage import Stage


class Load:
    """Nothing happens; the desk is there."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stage = Stage()
        self.left, self.top, self.shape = scenario.patch
        self.step = 0
        self.prepare()
        self.stage.sync()

    def prepare(self) -> None:
        self.stage.show(scenes.desk())

    def number_at(self, step: int) -> int:
        """What the patch shows after that many changes."""
        return step % NUMBERS

    def text_box_at(self, step: int) -> Box:
        """Where what changed is to be judged."""
        return self.left, self.top, self.shape.width_px, self.shape.height_px

    def raise_all(self) -> None:
        """Come to the top: a tool may have opened a window meanwhile."""
        self.stage.raise_all()

    def change(self) -> float:
        """Make the change for `step` and return the second at which it was sent to the display."""
        raise NotImplementedError

    def run(self) -> None:
        """Work until the bench goes."""
        tell({"ready": True})
        while True:
            count = listen()["count"]
            if count == 0:
                self.raise_all()
                tell({"raised": True})
                continue
            last = self.step + count
            tell({"last_number": self.number_at(last), "text_box": self.text_box_at(last)})
            drawn: list[tuple[int, float]] = []
            next_s = time.monotonic()
            for _ in range(count):
                self.step += 1
                made_s = self.change()
                drawn.append((self.number_at(self.step), made_s))
                next_s += 1 / self.scenario.rate_per_s
                if count > 1:
                    time.sleep(max(0.0, next_s - time.monotonic()))
            tell({"drawn": drawn})


class Quiet(Load):
    """A patch of 32 pixels on the desk."""

    def change(self) -> float:
        return self.stage.put(pixels_of(self.step, SQUARE), self.left, self.top)


class Scroll(Load):
    """A code editor over the whole screen moves by a line; the patch is part of each line."""

    lines, shown_lines, pane_top_px = 500, 56, 36

    def prepare(self) -> None:
        self.stage.show(scenes.code_frame())
        pixels = np.asarray(scenes.code(self.lines)).copy()
        for line in range(self.lines):
            top = line * scenes.LINE_PX + 1
            patch = pixels_of(line, LINE)[:, :, :3]
            pixels[top : top + LINE.height_px, self.left : self.left + LINE.width_px] = patch
        self.code = self.stage.pixmap(pixels)
        self.row = (self.top - 1 - self.pane_top_px) // scenes.LINE_PX
        self._draw(0)

    def number_at(self, step: int) -> int:
        return step % (self.lines - self.shown_lines) + self.row

    def text_box_at(self, step: int) -> Box:
        return 60, 36 + 20 * scenes.LINE_PX, 900, 12 * scenes.LINE_PX

    def change(self) -> float:
        return self._draw(self.step % (self.lines - self.shown_lines))

    def _draw(self, first_line: int) -> float:
        part = (0, first_line * scenes.LINE_PX, scenes.WIDTH_PX, self.shown_lines * scenes.LINE_PX)
        return self.stage.copy(self.code, part, 0, self.pane_top_px)


class Drag(Load):
    """A window goes round on the desk; its content shows, where the watcher looks, another patch at each place."""

    stride_px, across, down = 32, 20, 9
    start = (220, 120)

    def prepare(self) -> None:
        super().prepare()
        way = [(step, 0) for step in range(self.across)]
        way += [(self.across, step) for step in range(self.down)]
        way += [(self.across - step, self.down) for step in range(self.across)]
        way += [(0, self.down - step) for step in range(self.down)]
        self.way = [(self.start[0] + x * self.stride_px, self.start[1] + y * self.stride_px) for x, y in way]
        pixels = np.asarray(scenes.window()).copy()
        for number, (left, top) in enumerate(self.way):
            x, y = self.left - left, self.top - top
            pixels[y : y + SQUARE.height_px, x : x + SQUARE.width_px] = pixels_of(number, SQUARE)[:, :, :3]
        self.window = self.stage.window(pixels, *self.way[0])

    def number_at(self, step: int) -> int:
        return step % len(self.way)

    def text_box_at(self, step: int) -> Box:
        left, top = self.way[self.number_at(step)]
        return left + 10, top + 436, 860, 176

    def change(self) -> float:
        return self.stage.move(self.window, *self.way[self.number_at(self.step)])


class Video(Load):
    """A film of 1280 x 720 in a window; the patch is in its corner."""

    place = (320, 180, 1280, 720)
    count = 60

    def prepare(self) -> None:
        super().prepare()
        left, top, width, height = self.place
        self.window = self.stage.window(np.zeros((height, width, 3), np.uint8), left, top)
        self.pictures = []
        for number, pixels in enumerate(scenes.moving_pictures(self.count, width, height)):
            x, y = self.left - left, self.top - top
            pixels[y : y + SQUARE.height_px, x : x + SQUARE.width_px] = pixels_of(number, SQUARE)[:, :, :3]
            self.pictures.append(self.stage.pixmap(pixels))

    def number_at(self, step: int) -> int:
        return step % self.count

    def text_box_at(self, step: int) -> Box:
        return self.place

    def change(self) -> float:
        _, _, width, height = self.place
        picture = self.pictures[self.number_at(self.step)]
        return self.stage.copy(picture, (0, 0, width, height), 0, 0, target=self.window)


class Switch(Load):
    """A desk full of windows and a spreadsheet take turns on the whole screen."""

    def prepare(self) -> None:
        super().prepare()
        pictures = (scenes.desk(), scenes.application())
        self.pictures = [self.stage.pixmap(np.asarray(picture)) for picture in pictures]

    def text_box_at(self, step: int) -> Box:
        return 780, 374, 900, 220

    def change(self) -> float:
        picture = self.pictures[self.step % 2]
        self.stage.put(pixels_of(self.step, SQUARE), self.left, self.top, target=picture)
        return self.stage.copy(picture, (0, 0, scenes.WIDTH_PX, scenes.HEIGHT_PX), 0, 0)


def main() -> None:
    """Be the load that was asked for."""
    name = sys.argv[1]
    loads: dict[str, Any] = {
        "idle": Load,
        "quiet": Quiet,
        "scroll": Scroll,
        "drag": Drag,
        "video": Video,
        "switch": Switch,
    }
    if name == "typing":
        from tests.bench.picture.typing_load import Typing

        loads[name] = Typing
    loads[name](SCENARIOS[name]).run()


if __name__ == "__main__":
    main()
