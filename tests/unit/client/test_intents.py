"""Whatever narrows acts in the window's own thread, before the flow is even told."""

from pathlib import Path
from typing import Any, cast

import pytest

from client.domain.brake import Brake
from client.domain.overlay_mask import OverlayMask
from client.domain.own_windows import OwnWindows
from client.intents import Intents
from shared.capability import Capability
from shared.session import events as ev
from shared.session.clip import ClipProblem
from tests.fakes.clips import text_of

VIEW, CONTROL, FILES = Capability.VIEW, Capability.CONTROL, Capability.FILE_TO_USER
TO_USER = Capability.CLIPBOARD_TO_USER
PASSWORD = text_of("hunter2")
ALL_CUT = ["cut", "hide", "cut files None", "cut clips"]
OWN_FILES = Capability.FILE_FROM_USER


class Told:
    """Loop, gate, picture and judge in one: writes down who was told what, in order."""

    def __init__(self, verdict: str = "local") -> None:
        self.story: list[Any] = []
        self.value = verdict

    def call(self, _function: Any, *event: ev.ClientEvent) -> None:
        self.story += event or ("retry",)

    def retry(self) -> None:
        raise AssertionError("the socket lives in another thread")

    def dispatch(self, event: ev.ClientEvent) -> None:
        raise AssertionError("the flow lives in another thread")

    @property
    def desks(self) -> "Told":
        return self

    talk = drawing = clips = outbox = desks

    def offer(self, found: Any) -> None:
        raise AssertionError("the clipboards of a session live in another thread")

    def run(self, work: Any) -> None:
        self.work = work

    def choose(self, chosen: Any) -> None:
        self.story.append(chosen)

    def clear(self) -> None:
        raise AssertionError("the drawing lives in another thread")

    def say(self, text: str) -> None:
        raise AssertionError("the talk lives in another thread")

    def note_read(self, message_id: int) -> None:
        raise AssertionError("the talk lives in another thread")

    def cut(self) -> None:
        self.story.append("cut")

    def let_go(self) -> None:
        self.story.append("let go")

    def hide(self) -> None:
        self.story.append("hide")

    def cover(self, reason: str) -> None:
        self.story.append(f"cover {reason}")

    def judge_answer(self) -> "Told":
        return self

    def judge_press(self) -> "Told":
        return self


def make(told: Any, *, has_judge: bool = True, brake: Brake | None = None) -> tuple[Intents, OwnWindows]:
    windows = OwnWindows()
    intents = Intents(
        loop=told,
        server=told,
        controller=told,
        control=told,
        sender=told,
        judge=told if has_judge else None,
        own_windows=windows,
        brake=brake or Brake(),
        overlay=OverlayMask(),
        hold_files=lambda: told.story.append("hold files"),
        cut_files=lambda way: told.story.append(f"cut files {way}"),
        cut_clips=lambda: told.story.append("cut clips"),
    )
    return intents, windows


@pytest.mark.parametrize(
    ("act", "story"),
    [
        (lambda intents: intents.stop(), [*ALL_CUT, ev.StopPressed(reason="user_stopped")]),
        (lambda intents: intents.stop_because("panic"), [*ALL_CUT, ev.StopPressed(reason="panic")]),
        (lambda intents: intents.pause(), ["cut", "cover paused", "hold files", "cut clips", ev.PausePressed()]),
        (lambda intents: intents.take_back(TO_USER), ["cut", "cut clips", ev.RightTakenBack(capability=TO_USER)]),
        (lambda intents: intents.take_back(CONTROL), ["cut", ev.RightTakenBack(capability=CONTROL)]),
        (lambda intents: intents.take_back(VIEW), ["cut", "hide", ev.RightTakenBack(capability=VIEW)]),
        (
            lambda intents: intents.take_back(FILES),
            ["cut", "cut files to_user", ev.RightTakenBack(capability=FILES)],
        ),
        (
            lambda intents: intents.take_back(OWN_FILES),
            ["cut", "cut files from_user", ev.RightTakenBack(capability=OWN_FILES)],
        ),
        (lambda intents: intents.resume(), [ev.ResumePressed()]),
        (lambda intents: intents.ask_for_help("x"), ["retry", ev.HelpRequested(problem="x")]),
        (lambda intents: intents.make_new_code(), ["retry", ev.NewCodeRequested()]),
        (lambda intents: intents.go_home(), [ev.HomeRequested()]),
        (lambda intents: intents.say("x"), ["x"]),
        (lambda intents: intents.note_read(3), [3]),
    ],
)
def test_intents_narrow_here_and_now_then_tell_the_flow(act: Any, story: list[Any]):
    told = Told()
    act(make(told)[0])
    assert told.story == story


@pytest.mark.parametrize(
    ("verdict", "has_judge", "is_allowed", "source"),
    [
        ("local", True, True, "local"),
        ("injected", True, True, "injected"),
        ("local", False, True, "injected"),
        ("injected", True, False, "local"),
    ],
)
def test_intents_yes_needs_a_judge_and_a_no_does_not(verdict: str, has_judge: bool, is_allowed: bool, source: str):
    told = Told(verdict)
    make(told, has_judge=has_judge)[0].answer(3, is_allowed=is_allowed, monitor_ids=(1,), shown_ms=3_100)
    [event] = told.story
    assert (event.prompt_id, event.source, event.is_allowed, event.shown_ms) == (3, source, is_allowed, 3_100)


@pytest.mark.parametrize(
    ("verdict", "has_judge", "sent"),
    [
        ("local", True, PASSWORD),
        ("virtual", True, PASSWORD),
        ("injected", True, ClipProblem.NOT_BY_HAND),
        ("local", False, ClipProblem.NOT_BY_HAND),
    ],
)
def test_intents_what_is_copied_leaves_only_by_a_hand(verdict: str, has_judge: bool, sent: Any):
    told = Told(verdict)
    read: list[str] = []

    def read_clip(done: Any) -> None:
        read.append("read")
        done(PASSWORD)

    make(told, has_judge=has_judge)[0].send_copied(read_clip)
    assert told.story == [sent]
    assert read == (["read"] if sent == PASSWORD else []), "without a hand nothing is even read"


def test_intents_own_windows_are_known_at_once():
    told = Told()
    intents, windows = make(told)
    intents.set_own_windows([(1, 2, 3, 4)], is_focused=False)
    assert told.story == []
    intents.set_own_windows([(1, 2, 3, 4)], is_focused=True)
    assert windows.snapshot.is_focused
    assert told.story == ["let go"], "what the agent holds down would repeat itself in our window"
    assert len(windows.snapshot.rects) == 1


class Later:
    """A network thread that gets to its calls only when told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ev.ClientEvent]] = []

    def call(self, function: Any, event: ev.ClientEvent) -> None:
        self.calls.append((function, event))


class Flow:
    """Writes down what it hears, and whether the brake was still pressed then."""

    def __init__(self, brake: Brake) -> None:
        self.brake = brake
        self.story: list[Any] = []

    def dispatch(self, event: ev.ClientEvent) -> None:
        with self.brake.unless_pressed() as is_free:
            self.story.append((event, is_free))

    def reapply_rights(self) -> None:
        self.story.append("reapply")


@pytest.mark.parametrize("narrow", ["stop", "pause", "take_back"])
def test_intents_keep_everything_shut_until_the_flow_has_heard(narrow: str):
    brake, told, loop = Brake(), Told(), Later()
    flow: Any = Flow(brake)
    intents = Intents(
        loop=cast("Any", loop),
        server=cast("Any", None),
        controller=flow,
        control=cast("Any", told),
        sender=cast("Any", told),
        judge=None,
        own_windows=OwnWindows(),
        brake=brake,
        overlay=OverlayMask(),
    )
    getattr(intents, narrow)(*([VIEW] if narrow == "take_back" else []))
    with brake.unless_pressed() as is_free:
        assert not is_free, "a grant recorded in this moment would open again what was shut"
    function, event = loop.calls[0]
    function(event)
    assert flow.story == [(event, True), "reapply"]


def test_intents_overlay_is_known_at_once_and_clearing_is_told_to_the_flow():
    told, mask = Told(), OverlayMask()
    intents, _ = make(told)
    intents._overlay = mask
    intents.set_overlay(())
    assert mask.stamps == ()
    intents.clear_drawing()
    assert told.story == ["retry"]


async def test_intents_look_at_chosen_files_beside_everything_and_then_put_them_to_the_person(tmp_path: Path):
    (tmp_path / "setup.log").write_bytes(b"seven b")
    told = Told()
    make(told)[0].choose_files([tmp_path / "setup.log"])
    assert told.story == [], "no disk is waited for in the thread of the windows"
    await told.work
    [chosen] = told.story
    assert [(file.shown, file.size_bytes) for file in chosen.files] == [("setup.log", 7)]


def test_intents_nothing_opens_behind_the_curtain_until_the_last_dialog_is_gone():
    control, brake = Told(), Brake()
    intents = make(control, brake=brake)[0]

    def may_open() -> bool:
        with brake.unless_pressed() as is_free:
            return is_free

    intents.draw_curtain()
    intents.draw_curtain()
    control.call = lambda function, *_: function()  # as if this were the network thread
    control.reapply_rights = lambda: control.story.append(may_open())
    assert not may_open()
    intents.open_curtain()
    intents.open_curtain()
    assert control.story == [False, True]
