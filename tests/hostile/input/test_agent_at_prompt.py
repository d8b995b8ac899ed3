"""Hostile test 16: while a question is up the agent clicks and types all over the screen; nothing arrives."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from client.domain.own_windows import OwnWindows
from client.injection.remote_control import RemoteControl
from client.injection.x11 import X11Injector
from shared.clock import SystemClock
from shared.geometry import Rect, normalize_point
from shared.protocol.peer_messages import ButtonChange, InputBatch, InputEvent, KeyChange, PointerButton, PointerMove
from tests.desk.display import VirtualDisplay, stop_process
from tests.desk.person import Person
from tests.integration.input.conftest import RECORDER, Recorder

SCREEN = Rect(0, 0, 1_280, 800)
ENTER, ESCAPE, TAB, SPACE = 0x28, 0x29, 0x2B, 0x2C


@pytest.fixture
def question(desk: VirtualDisplay) -> Iterator[Recorder]:
    """A window that would notice any press; it stands for the question."""
    process = subprocess.Popen(
        [sys.executable, str(RECORDER)],
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    recorder = Recorder(process)
    try:
        recorder.wait_for(lambda note: note["what"] == "focus", 30.0)
        yield recorder
    finally:
        stop_process(process)
        if process.stdout is not None:
            process.stdout.close()


def _everywhere() -> list[InputEvent]:
    """Clicks in a grid over the screen, and every key that could answer."""
    events: list[InputEvent] = []
    for x_px in range(20, SCREEN.width, 60):
        for y_px in range(20, SCREEN.height, 60):
            events.append(PointerMove(*normalize_point(x_px, y_px, SCREEN)))
            events.extend((ButtonChange(PointerButton.LEFT, True), ButtonChange(PointerButton.LEFT, False)))
    for usage in (ENTER, TAB, SPACE, ESCAPE) * 5:
        events.extend((KeyChange(usage, True), KeyChange(usage, False)))
    return events


def _batches(epoch: int, events: list[InputEvent]) -> Iterator[InputBatch]:
    for at in range(0, len(events), 32):
        yield InputBatch(input_epoch=epoch, first_seq=at + 1, events=events[at : at + 32])


@pytest.mark.hostile(16)
@pytest.mark.parametrize("way", ["status", "gate"])
def test_agent_at_prompt_no_click_and_no_key_reaches_it(desk: VirtualDisplay, question: Recorder, way: str) -> None:
    control = RemoteControl(X11Injector(desk.name), own_windows=OwnWindows(), area_of=lambda _: SCREEN)
    clock = SystemClock()
    control.heard(clock.monotonic_ms())
    control.apply(is_on=True, epoch=1, monitor_ids=())
    if way == "status":
        control.apply(is_on=False, epoch=2, monitor_ids=())
    else:
        control.gate.prompt_open()
    for epoch in (1, 2, 3, control.gate.epoch):
        for batch in _batches(epoch, _everywhere()):
            control.heard(clock.monotonic_ms())
            control.handle(batch)
    time.sleep(0.3)
    with Person(desk.name) as somebody:  # a mark of the person's own; whatever came before it was the agent's
        somebody.press("x")
    question.wait_for(lambda note: note["what"] == "key" and note["text"] == "x")
    presses = [note for note in question.seen if note["what"] in ("key", "button") and note.get("down")]
    assert len(presses) == 1
    assert control.take_counts() is None
    control.close()


def test_agent_before_prompt_same_input_does_arrive(desk: VirtualDisplay, question: Recorder) -> None:
    """The measure of the test above: without a question the very same input acts."""
    control = RemoteControl(X11Injector(desk.name), own_windows=OwnWindows(), area_of=lambda _: SCREEN)
    control.heard(SystemClock().monotonic_ms())
    control.apply(is_on=True, epoch=1, monitor_ids=())
    waiting = list(_batches(1, _everywhere()))
    while waiting:
        if control.handle(waiting[0]) is None:
            time.sleep(0.01)  # it asks for a repetition when it cannot keep up
        else:
            waiting.pop(0)
    question.wait_for(lambda note: note["what"] == "button" and note["down"])
    control.close()
