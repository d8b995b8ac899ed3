"""Whether the program whose clipboard it is answers, on a real X server with real programs."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from shared.ui.clip_owner import owner_answers
from tests.desk.copier import Copier
from tests.desk.display import VirtualDisplay, stop_process


@pytest.fixture
def desk(make_display: Callable[..., VirtualDisplay]) -> VirtualDisplay:
    return make_display(has_accessibility=False, has_window_manager=False)


def test_owner_that_runs_answers(desk: VirtualDisplay) -> None:
    copier = Copier.with_text(desk, "words")
    assert owner_answers(desk.name)
    assert copier.asked == [], "nothing of what was copied is read"


def test_clipboard_of_nobodys_is_answered_for(desk: VirtualDisplay) -> None:
    assert owner_answers(desk.name)
    copier = Copier.with_text(desk, "words")
    stop_process(copier.process)
    assert owner_answers(desk.name)


def test_owner_that_hangs_does_not_and_other_threads_run_meanwhile(desk: VirtualDisplay) -> None:
    copier = Copier.with_text(desk, "words")
    os.kill(copier.process.pid, signal.SIGSTOP)
    beats: list[int] = []
    is_over = threading.Event()

    def beat() -> None:
        while not is_over.wait(0.02):
            beats.append(1)

    heart = threading.Thread(target=beat)
    heart.start()
    try:
        assert not owner_answers(desk.name)
        assert len(beats) >= 5, "the interpreter was not held"
    finally:
        is_over.set()
        heart.join()
        os.kill(copier.process.pid, signal.SIGCONT)
    assert owner_answers(desk.name)
