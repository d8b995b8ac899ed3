"""A screen turns into a forbidden colour whenever the picture is withheld, at random, many times: not a pixel of it arrives."""

import random
import time
from collections.abc import Iterator

import numpy as np
import pytest

from shared.screen.update import CoverReason
from tests.integration.picture.conftest import LoopThread, Painter, Picture, run_xvfb, until

pytestmark = pytest.mark.hostile(29)

_WIDTH_PX, _HEIGHT_PX = 800, 600
_FORBIDDEN = 0xFF0000
_ROUNDS = 40


class _Watched(Picture):
    """Looks at the canvas each time something was painted on it."""

    def __init__(self, net: LoopThread, display: str) -> None:
        self.forbidden_count = 0
        self.painted_count = 0
        super().__init__(net, display)

    def _note_painted(self) -> None:
        super()._note_painted()
        self.painted_count += 1
        # Wide bounds: a picture coded as video is near its colours, not on them.
        pixels = self.canvas[:, :, :3].astype(np.int16)
        self.forbidden_count += int(((pixels[:, :, 2] > 140) & (pixels[:, :, 1] < 110)).sum())


@pytest.fixture
def scene() -> Iterator[tuple[_Watched, Painter]]:
    with run_xvfb(_WIDTH_PX, _HEIGHT_PX) as name:
        net, painter = LoopThread(), Painter(name)
        watched = _Watched(net, name)
        watched.sender.show()
        yield watched, painter
        watched.close()
        painter.close()
        net.stop()


def _paint_allowed(painter: Painter, chance: random.Random) -> None:
    colour = 0x00FF00 | chance.randrange(0x60)
    if chance.random() < 0.5:
        painter.fill(0, 0, _WIDTH_PX, _HEIGHT_PX, colour)
        return
    for _ in range(20):
        painter.fill(chance.randrange(700), chance.randrange(500), 100, 100, colour)
    painter.fill(0, 0, _WIDTH_PX, _HEIGHT_PX, colour)


def test_forbidden_colour_never_arrives_however_the_picture_is_withheld(scene: tuple[_Watched, Painter]):
    watched, painter = scene
    chance = random.Random(29)
    painter.fill(0, 0, _WIDTH_PX, _HEIGHT_PX, 0x00FF00)
    assert until(lambda: watched.canvas.shape[0] == _HEIGHT_PX and watched.settles())
    for _ in range(_ROUNDS):
        _paint_allowed(painter, chance)
        time.sleep(chance.random() * 0.06)  # in the middle of a capture, a send, a repair
        how = chance.choice(["question", "pause", "taken back"])
        if how == "taken back":
            assert watched.sender.hide()
        else:
            assert watched.sender.cover(CoverReason.ASKING if how == "question" else CoverReason.PAUSED)
        painter.fill(0, 0, _WIDTH_PX, _HEIGHT_PX, _FORBIDDEN)
        time.sleep(chance.random() * 0.08)
        assert watched.screen()[300, 400, :3].tolist() == [0, 0, 0xFF], "it really is on the screen"
        painter.fill(0, 0, _WIDTH_PX, _HEIGHT_PX, 0x00FF00)
        if how == "taken back":
            watched.sender.show()
        else:
            watched.sender.uncover()
    assert watched.settles()
    assert watched.painted_count > _ROUNDS / 2
    assert watched.forbidden_count == 0
