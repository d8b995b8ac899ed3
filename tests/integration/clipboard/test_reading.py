"""What real programs have copied is read off a real X server, and one that hangs or dies holds nothing up."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from shared.protocol.limits import CLIP_IMAGE_MAX_PX, CLIP_TEXT_MAX_BYTES
from shared.session.clip import ClipProblem
from shared.ui import x_selection
from shared.ui.clipboard import gather, gather_text
from tests.desk.copier import BARE_NUMBER, Copier
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.qt_copier import QtCopier
from tests.fakes.pictures import png

BEAT_S = 0.02


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(has_accessibility=False, has_window_manager=False) as desk:
        yield desk


@contextmanager
def beating() -> Iterator[list[float]]:
    """Another thread of this program, which has to go on meanwhile."""
    beats: list[float] = []
    is_over = threading.Event()

    def beat() -> None:
        while not is_over.wait(BEAT_S):
            beats.append(1)

    heart = threading.Thread(target=beat)
    heart.start()
    try:
        yield beats
    finally:
        is_over.set()
        heart.join()


def test_text_is_read_and_nothing_else(desk: VirtualDisplay) -> None:
    copier = Copier(desk, {"UTF8_STRING": "настройка".encode(), "text/html": b"<b>x</b>", "image/png": png(4, 3)})
    assert gather(desk.name) == {"text/plain": "настройка".encode()}
    assert gather_text(desk.name) == "настройка"
    assert set(copier.asked) == {"UTF8_STRING"}


@pytest.mark.parametrize("name", ["text/plain;charset=utf-8", "text/plain", "STRING"])
def test_text_of_every_name_is_text(desk: VirtualDisplay, name: str) -> None:
    Copier(desk, {name: b"words" if name != "STRING" else "é".encode("latin-1")})
    assert gather(desk.name) == {"text/plain": b"words" if name != "STRING" else "é".encode()}


@pytest.mark.parametrize(("name", "value"), [("image/png", png(4, 3)), ("image/bmp", b"BM"), ("text/html", b"<b>")])
def test_without_text_the_picture_or_the_markup_is_read(desk: VirtualDisplay, name: str, value: bytes) -> None:
    Copier(desk, {name: value, "chemical/x-pdb": b"H"})
    assert gather(desk.name) == {name: value}


def test_blank_text_beside_a_picture_is_no_text(desk: VirtualDisplay) -> None:
    Copier(desk, {"UTF8_STRING": b" \n", "image/png": png(4, 3)})
    assert gather(desk.name) == {"image/png": png(4, 3)}


@pytest.mark.parametrize(
    ("hint", "found"), [(b"secret", ClipProblem.CONCEALED), (b"public", {"text/plain": b"words"})]
)
def test_hint_of_a_password_manager_is_read_first(desk: VirtualDisplay, hint: bytes, found: object) -> None:
    copier = Copier.with_text(desk, "words", **{"x-kde-passwordManagerHint": hint})
    assert gather(desk.name) == found
    assert copier.asked[0] == "x-kde-passwordManagerHint"
    assert (copier.asked == ["x-kde-passwordManagerHint"]) is (found is ClipProblem.CONCEALED)


@pytest.mark.parametrize("number", [0, 0x1FFF_FFFF])
def test_program_that_lists_what_is_no_form_is_read_all_the_same(desk: VirtualDisplay, number: int) -> None:
    Copier.with_text(desk, "words", **{f"{BARE_NUMBER}{number}": b""})
    assert gather(desk.name) == {"text/plain": b"words"}
    assert gather_text(desk.name) == "words"


def test_what_comes_in_pieces_is_whole(desk: VirtualDisplay) -> None:
    QtCopier(desk, "image/png", 3_000_000)
    assert gather(desk.name) == {"image/png": b"x" * 3_000_000}


@pytest.mark.parametrize(
    ("name", "size_bytes", "problem"),
    [
        ("text/plain;charset=utf-8", 9 * CLIP_TEXT_MAX_BYTES, ClipProblem.TEXT_TOO_LARGE),
        ("image/png", 4 * CLIP_IMAGE_MAX_PX + 100_000, ClipProblem.IMAGE_TOO_LARGE),
    ],
)
def test_what_is_far_too_large_is_not_taken_in(
    desk: VirtualDisplay, name: str, size_bytes: int, problem: ClipProblem
) -> None:
    QtCopier(desk, name, size_bytes)
    assert gather(desk.name) is problem


def test_clipboard_of_nobodys_is_empty(desk: VirtualDisplay) -> None:
    stop_process(Copier.with_text(desk, "words").process)
    wait_until(lambda: gather(desk.name) == {}, "nobody has the clipboard")
    assert gather_text(desk.name) == ""


def test_program_that_thinks_is_waited_for_while_everything_else_goes_on(desk: VirtualDisplay) -> None:
    copier = QtCopier(desk, "image/png", 300_000)
    os.kill(copier.process.pid, signal.SIGSTOP)
    goes_on = threading.Timer(2.0, os.kill, (copier.process.pid, signal.SIGCONT))
    goes_on.start()
    with beating() as beats:
        assert gather(desk.name) == {"image/png": b"x" * 300_000}
    goes_on.join()
    assert len(beats) > 1.0 / BEAT_S


def test_program_that_hangs_is_given_up(desk: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x_selection, "ANSWER_LIMIT_S", 1.0)
    copier = Copier.with_text(desk, "words")
    os.kill(copier.process.pid, signal.SIGSTOP)
    try:
        with beating() as beats:
            assert gather(desk.name) is ClipProblem.UNANSWERED
            assert gather_text(desk.name) is ClipProblem.UNANSWERED
        assert len(beats) > 1.0 / BEAT_S
    finally:
        os.kill(copier.process.pid, signal.SIGCONT)


def test_what_is_wanted_no_more_is_not_read(desk: VirtualDisplay) -> None:
    copier = Copier.with_text(desk, "words")
    os.kill(copier.process.pid, signal.SIGSTOP)
    is_cancelled = threading.Event()
    found: list[object] = []
    reading = threading.Thread(target=lambda: found.append(gather(desk.name, lambda: not is_cancelled.is_set())))
    reading.start()
    is_cancelled.set()
    reading.join(5)
    os.kill(copier.process.pid, signal.SIGCONT)
    assert found == [ClipProblem.UNANSWERED]
    assert gather_text(desk.name) == "words"
    assert copier.asked == ["UTF8_STRING"], "the second time"


@pytest.mark.parametrize("is_replaced", [False, True])
def test_program_that_goes_meanwhile_is_not_waited_for_and_the_next_is_not_read(
    desk: VirtualDisplay, is_replaced: bool
) -> None:
    copier = Copier.with_text(desk, "pressed for")
    os.kill(copier.process.pid, signal.SIGSTOP)
    found: list[object] = []
    reading = threading.Thread(target=lambda: found.append(gather(desk.name)))
    reading.start()
    time.sleep(0.3)  # it has asked
    successor: list[Callable[[], list[str]]] = []
    if is_replaced:
        password = Copier.with_text(desk, "hunter2")
        successor.append(lambda: password.asked)
    else:
        os.kill(copier.process.pid, signal.SIGKILL)
    reading.join(5)
    assert found == [ClipProblem.UNANSWERED]
    assert all(asked() == [] for asked in successor), "nobody pressed for that"
    if is_replaced:
        os.kill(copier.process.pid, signal.SIGCONT)
