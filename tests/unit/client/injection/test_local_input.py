"""Whose press answered: the rules, on scripted presses."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from client.injection.local_input import (
    ANSWER_AFTER_PRESS_MAX_MS,
    INJECTED_NEARBY_MS,
    AnswerSource,
    LocalInputJudge,
)


class _Presses:
    def __init__(self) -> None:
        self.press: Callable[[bool], None] = lambda _: None
        self.release: Callable[[bool], None] = lambda _: None
        self.has_devices = True
        self.is_complete = True

    def start(self, on_press: Callable[[bool], None], on_release: Callable[[bool], None]) -> None:
        self.press, self.release = on_press, on_release

    def has_real_devices(self) -> bool:
        return self.has_devices

    def catch_up(self) -> bool:
        return self.is_complete

    def close(self) -> None:
        self.is_complete = False


class _Clock:
    def __init__(self) -> None:
        self.now_ms = 10_000

    def monotonic_ms(self) -> int:
        return self.now_ms

    def utc_now(self) -> datetime:
        return datetime.fromtimestamp(0, UTC)


class _Scene:
    def __init__(self, *, has_devices: bool = True) -> None:
        self.presses, self.clock, self.injected = _Presses(), _Clock(), 0
        self.presses.has_devices = has_devices
        self.judge = LocalInputJudge(self.presses, lambda: self.injected, self.clock)

    def press(self, *, is_injected: bool, after_ms: int = 0) -> None:
        self.clock.now_ms += after_ms
        self.presses.press(is_injected)

    def release(self, *, is_injected: bool, after_ms: int = 0) -> None:
        self.clock.now_ms += after_ms
        self.presses.release(is_injected)


@pytest.fixture
def scene() -> _Scene:
    scene = _Scene()
    scene.judge.begin_question()
    return scene


def test_judge_real_press_is_local(scene: _Scene) -> None:
    scene.press(is_injected=False)
    assert scene.judge.judge_answer() is AnswerSource.LOCAL
    assert scene.judge.last_real_input_mono_ms == 10_000


@pytest.mark.parametrize("has_devices", [True, False])
def test_judge_old_press_does_not_cover_an_answer_that_had_none(has_devices: bool) -> None:
    scene = _Scene(has_devices=has_devices)
    scene.judge.begin_question()
    scene.press(is_injected=not has_devices)
    scene.release(is_injected=not has_devices, after_ms=80)
    scene.clock.now_ms += ANSWER_AFTER_PRESS_MAX_MS
    assert scene.judge.judge_answer() is (AnswerSource.LOCAL if has_devices else AnswerSource.VIRTUAL)
    scene.clock.now_ms += 1
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


@pytest.mark.parametrize("has_devices", [True, False])
def test_judge_press_held_for_long_answers_when_it_is_let_go(has_devices: bool) -> None:
    scene = _Scene(has_devices=has_devices)
    scene.judge.begin_question()
    scene.press(is_injected=not has_devices)
    scene.release(is_injected=not has_devices, after_ms=20_000)
    assert scene.judge.judge_answer() is (AnswerSource.LOCAL if has_devices else AnswerSource.VIRTUAL)


@pytest.mark.parametrize("has_devices", [True, False])
def test_judge_release_of_what_was_pressed_before_the_question_answers_nothing(has_devices: bool) -> None:
    scene = _Scene(has_devices=has_devices)
    scene.press(is_injected=not has_devices)
    scene.judge.begin_question()
    scene.release(is_injected=not has_devices)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_release_by_a_program_does_not_freshen_a_real_press(scene: _Scene) -> None:
    scene.press(is_injected=False)
    scene.release(is_injected=True, after_ms=ANSWER_AFTER_PRESS_MAX_MS + 1)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_injected_press_on_a_real_desk_is_injected(scene: _Scene) -> None:
    scene.press(is_injected=True)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_real_press_long_before_an_injected_one_does_not_help(scene: _Scene) -> None:
    scene.press(is_injected=False)
    scene.press(is_injected=True, after_ms=5_000)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


@pytest.mark.parametrize(
    ("after_ms", "source"),
    [(INJECTED_NEARBY_MS - 1, AnswerSource.INJECTED), (INJECTED_NEARBY_MS, AnswerSource.LOCAL)],
)
def test_judge_real_press_soon_after_an_injected_one_is_doubted(
    scene: _Scene, after_ms: int, source: AnswerSource
) -> None:
    scene.press(is_injected=True)
    scene.press(is_injected=False, after_ms=after_ms)
    assert scene.judge.judge_answer() is source


def test_judge_virtual_desk_accepts_virtual_presses_only() -> None:
    scene = _Scene(has_devices=False)
    scene.judge.begin_question()
    assert scene.judge.judge_answer() is AnswerSource.INJECTED
    scene.press(is_injected=True)
    assert scene.judge.judge_answer() is AnswerSource.VIRTUAL


def test_judge_desk_whose_devices_were_switched_off_accepts_no_virtual_press(scene: _Scene) -> None:
    scene.presses.has_devices = False
    scene.press(is_injected=True)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


@pytest.mark.parametrize("is_seen_at_the_answer", [True, False])
def test_judge_device_seen_only_for_a_moment_counts_for_good(is_seen_at_the_answer: bool) -> None:
    scene = _Scene(has_devices=False)
    for has_devices in (True, False):
        scene.presses.has_devices = has_devices
        scene.judge.begin_question()
        scene.press(is_injected=True)
        if is_seen_at_the_answer:
            assert scene.judge.judge_answer() is AnswerSource.INJECTED
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


@pytest.mark.parametrize("has_devices", [True, False])
def test_judge_our_injector_pressed_anything_is_injected(has_devices: bool) -> None:
    scene = _Scene(has_devices=has_devices)
    scene.judge.begin_question()
    scene.injected += 1
    scene.press(is_injected=not has_devices)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_presses_before_the_question_do_not_answer_it(scene: _Scene) -> None:
    scene.press(is_injected=False)
    scene.judge.begin_question()
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_without_a_question_is_injected() -> None:
    scene = _Scene()
    scene.press(is_injected=False)
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


def test_judge_that_cannot_hear_is_injected(scene: _Scene) -> None:
    scene.press(is_injected=False)
    scene.presses.is_complete = False
    assert scene.judge.judge_answer() is AnswerSource.INJECTED


@pytest.mark.parametrize("has_devices", [True, False])
def test_judge_press_outside_a_question_must_be_the_last_and_just_now(has_devices: bool) -> None:
    scene = _Scene(has_devices=has_devices)
    assert scene.judge.judge_press() is AnswerSource.INJECTED
    scene.injected += 5  # the agent works meanwhile, elsewhere
    scene.press(is_injected=not has_devices)
    believed = AnswerSource.LOCAL if has_devices else AnswerSource.VIRTUAL
    assert scene.judge.judge_press() is believed
    scene.clock.now_ms += ANSWER_AFTER_PRESS_MAX_MS + 1
    assert scene.judge.judge_press() is AnswerSource.INJECTED


def test_judge_press_right_after_the_agents_counts_but_not_before_it() -> None:
    scene = _Scene()
    scene.press(is_injected=True)
    scene.press(is_injected=False, after_ms=1)
    assert scene.judge.judge_press() is AnswerSource.LOCAL
    scene.press(is_injected=True, after_ms=1)
    assert scene.judge.judge_press() is AnswerSource.INJECTED


def test_judge_press_that_may_not_be_the_last_is_injected() -> None:
    scene = _Scene()
    scene.press(is_injected=False)
    scene.presses.is_complete = False
    assert scene.judge.judge_press() is AnswerSource.INJECTED
