"""Hostile tests 16, 19, 22 and 33: what a console that follows no rules can bring about, message by message."""

import contextlib
import itertools
from collections.abc import Callable
from typing import Any, get_args

import pytest

from client.domain.own_windows import OwnWindows
from client.injection.null import NullInjector
from client.injection.remote_control import RemoteControl
from shared.capability import CAPABILITY_RULES, Capability
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID, OfferedFile
from shared.session import events as ev
from shared.session.state import ClientState
from shared.transport.file_source import Chosen, SourceFile
from tests.desk.display import wait_until
from tests.fakes.files import ListeningFiles
from tests.fakes.home import Home

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
TO_USER, FROM_USER = Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER
BATCH = peer.InputBatch(input_epoch=0, first_seq=1, events=[peer.KeyChange(4, True)])

MESSAGES: dict[type, Any] = {
    peer.Bind: peer.Bind(tag=b"\x00" * 32),
    peer.Heartbeat: peer.Heartbeat(seq=1, sent_mono_ms=1),
    peer.HeartbeatAck: peer.HeartbeatAck(seq=1, sent_mono_ms=1),
    peer.CapabilityRequest: peer.CapabilityRequest(request_id=77, capability=CONTROL),
    peer.CapabilityReturn: peer.CapabilityReturn(capability=CONTROL),
    peer.SessionEnd: peer.SessionEnd(reason="agent_left"),
    peer.InputBatch: BATCH,
    peer.ScreenAck: peer.ScreenAck(update_id=1, first_packet_to_whole_ms=1, repair_ms=1, decode_ms=1, paint_ms=1),
    peer.ScreenRefresh: peer.ScreenRefresh(after_update_id=1),
    peer.ScreenRequest: peer.ScreenRequest(request_id=78, monitor_ids=[2]),
    peer.ChatMessage: peer.ChatMessage(message_id=1, text="hello"),
    peer.ChatAck: peer.ChatAck(delivered_id=0, shown_id=0),
    peer.MarkDraw: peer.MarkDraw(
        clear_count=0, mark_id=1, tool="pen", colour=0, is_fading=False, points=[peer.MarkPoint(1, 1)]
    ),
    peer.MarkExtend: peer.MarkExtend(clear_count=0, mark_id=1, points=[peer.MarkPoint(2, 2)]),
    peer.MarksClear: peer.MarksClear(),
    peer.MarkPointer: peer.MarkPointer(seq=1, x=1, y=1, is_shown=True),
    peer.FileRequest: peer.FileRequest(request_id=80, reason="the log file"),
    peer.FileOffer: peer.FileOffer(
        request_id=79,
        batch_id=1,
        file_count=1,
        total_bytes=3,
        first_index=0,
        files=[OfferedFile(path="a", size_bytes=3)],
    ),
    peer.FileLink: peer.FileLink(
        batch_id=1, attempt=1, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[]
    ),
    peer.FileHold: peer.FileHold(batch_id=1, is_held=True),
    peer.FileStop: peer.FileStop(batch_id=1, reason="cancelled"),
    peer.ClipOffer: peer.ClipOffer(clip_id=1, kind="text", size_bytes=3, sha256=bytes(32)),
    peer.ClipPart: peer.ClipPart(clip_id=1, offset=0, data=b"abc"),
    peer.ClipAck: peer.ClipAck(clip_id=1, received_bytes=3),
    peer.ClipStop: peer.ClipStop(direction="to_user", clip_id=1, reason="ended"),
}

ACTS_UNDER = {
    peer.InputBatch: CONTROL,
    peer.ScreenAck: VIEW,
    peer.ScreenRefresh: VIEW,
    peer.ScreenRequest: VIEW,
    peer.MarkDraw: VIEW,
    peer.MarkExtend: VIEW,
    peer.MarksClear: VIEW,
    peer.MarkPointer: VIEW,
    peer.ClipOffer: TO_USER,
    peer.ClipPart: TO_USER,
    peer.ClipAck: FROM_USER,
}
"""Written down here a second time, so that a slip in the program's own table shows."""

PICTURE_MESSAGES = {peer.ScreenAck, peer.ScreenRefresh}

FORBIDDEN = {peer.Bind, peer.HeartbeatAck}
"""What ends the session whatever is on: a second proof, an answer to a beat nobody sent."""


def _bound() -> Home:
    return Home().to_bound()


def _opening() -> Home:
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    home.describe()
    home.controller.handle_bound()
    assert home.state is ClientState.OPENING
    return home


def _asking(home: Home) -> None:
    home.ask(CONTROL if VIEW in home.on and CONTROL not in home.on else VIEW, request_id=50)


def _paused(home: Home) -> None:
    home.controller.dispatch(ev.PausePressed())
    home.commit()


def _stalled(home: Home) -> None:
    home.pass_time(3_100)
    assert home.machine.consent.is_stalled


NOT_BEFORE_THE_RECORD = {peer.ChatMessage, peer.ChatAck}
"""Nobody writes to somebody who is not yet known to be there."""

SITUATIONS: dict[str, Callable[[Home], None]] = {
    "plain": lambda _home: None,
    "paused": _paused,
    "asking": _asking,
    "stalled": _stalled,
}

RIGHTS: list[tuple[Capability, ...]] = [
    (*seen, *copied)
    for seen in ((), (VIEW,), (VIEW, CONTROL))
    for copied in ((), (TO_USER,), (FROM_USER,), (TO_USER, FROM_USER))
]
"""Every subset of what is offered that can come about: control needs seeing."""


def _acted(home: Home) -> tuple[int, int]:
    return len(home.recording.batches), len(home.picture.acks)


@pytest.mark.hostile(33)
def test_matrix_covers_every_message_a_console_may_send():
    assert set(MESSAGES) == set(get_args(peer.FromAgent))


@pytest.mark.hostile(33)
@pytest.mark.parametrize(
    ("kind", "rights", "situation"),
    [
        pytest.param(kind, rights, name, id=f"{kind.__name__}-{'+'.join(rights) or 'nothing'}-{name}")
        for kind, rights, name in itertools.product(MESSAGES, RIGHTS, SITUATIONS)
    ],
)
def test_message_acts_only_under_its_right(kind: type, rights: tuple[Capability, ...], situation: str):
    home = _bound().allow(*rights)
    SITUATIONS[situation](home)
    before, on_before, usable = _acted(home), home.on, home.machine.consent.rights.usable
    prompt_before = home.machine.consent.prompt
    needed = ACTS_UNDER.get(kind)
    is_refused = kind in FORBIDDEN or (needed is not None and needed not in on_before)

    if is_refused:
        with pytest.raises(ProtocolError):
            home.hear(MESSAGES[kind])
    else:
        home.hear(MESSAGES[kind])
    home.commit()

    drawing = home.controller.desks.drawing
    is_drawn = bool(drawing.marks) or drawing.pointer is not None
    may_draw = VIEW in home.machine.consent.rights.usable and not home.machine.consent.is_stalled
    assert is_drawn == (may_draw and kind in (peer.MarkDraw, peer.MarkPointer))
    is_taken = home.controller.desks.clips._receiver is not None
    may_take = TO_USER in usable and not home.machine.consent.is_stalled
    assert is_taken == (may_take and kind is peer.ClipOffer)
    acted = tuple(after - earlier for after, earlier in zip(_acted(home), before, strict=True))
    may_act = needed is not None and needed in usable
    assert acted == (int(may_act and kind is peer.InputBatch), int(may_act and kind in PICTURE_MESSAGES))
    assert home.on <= on_before, "no message of the agent ever opens a right"
    if kind is not peer.SessionEnd:
        assert home.state is ClientState.BOUND
    may_ask = kind is peer.CapabilityRequest or (kind is peer.ScreenRequest and may_act)
    if not may_ask and kind is not peer.SessionEnd:
        # Only a right given back may close the question about what needs it; nothing answers it with yes.
        assert home.machine.consent.prompt == prompt_before


@pytest.mark.hostile(33)
@pytest.mark.parametrize("kind", MESSAGES)
def test_message_before_the_session_is_on_record_acts_never(kind: type):
    home = _opening()
    ends = {peer.CapabilityRequest, peer.CapabilityReturn, peer.SessionEnd}
    if kind in FORBIDDEN or kind in ACTS_UNDER or kind in NOT_BEFORE_THE_RECORD:
        with pytest.raises(ProtocolError):
            home.hear(MESSAGES[kind])
        # That is what the link makes of it.
        home.controller.handle_peer_lost(is_protocol_error=True, is_binding=False)
        assert home.state is ClientState.IDLE
    else:
        home.hear(MESSAGES[kind])
        assert home.state is (ClientState.IDLE if kind in ends else ClientState.OPENING)
    assert _acted(home) == (0, 0)
    assert home.on == frozenset()
    assert not home.recording.was_ever_on
    assert home.picture.shown is None


@pytest.mark.hostile(33)
@pytest.mark.parametrize("kind", MESSAGES)
def test_message_after_the_end_acts_never(kind: type):
    home = _bound().allow(VIEW, CONTROL)
    home.stop()
    before = _acted(home)
    with contextlib.suppress(ProtocolError):
        home.hear(MESSAGES[kind])
    assert _acted(home) == before
    assert home.state is ClientState.ENDED
    assert home.on == frozenset()


@pytest.mark.hostile(33)
@pytest.mark.parametrize("capability", [each for each in Capability if not CAPABILITY_RULES[each].offered])
def test_right_that_is_not_offered_is_never_put_to_the_person(capability: Capability):
    home = _bound().allow(VIEW)
    home.ask(capability, request_id=9)
    assert home.machine.consent.prompt is None
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"


@pytest.mark.hostile(33)
def test_message_crossing_a_revocation_is_dropped_and_one_never_allowed_ends_the_session():
    home = _bound().allow(VIEW, CONTROL)
    home.controller.dispatch(ev.RightTakenBack(capability=CONTROL))
    home.hear(BATCH)
    assert home.recording.batches == []
    assert home.state is ClientState.BOUND

    other = _bound().allow(VIEW)
    with pytest.raises(ProtocolError, match="right_never_given"):
        other.hear(BATCH)
    other.controller.handle_peer_lost(is_protocol_error=True, is_binding=False)
    assert (other.state, other.machine.end_reason) == (ClientState.ENDED, "protocol_error")


@pytest.mark.hostile(33)
def test_right_of_the_last_session_excuses_nothing_in_the_next():
    home = _bound().allow(VIEW, CONTROL)
    home.stop()
    home.commit()
    home.seal()
    home.controller.dispatch(ev.HomeRequested())
    home.controller.dispatch(ev.HelpRequested(problem=""))
    home.give_code()
    home.claim()
    home.exchange()
    home.describe()
    home.controller.handle_bound()
    with pytest.raises(ProtocolError, match="right_never_given"):
        home.hear(BATCH)


# --- files from the person


FILES = Capability.FILE_FROM_USER
_THEIR_FILES = {
    "link": peer.FileLink(
        batch_id=FROM_USER_FIRST_ID, attempt=1, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[]
    ),
    "hold": peer.FileHold(batch_id=FROM_USER_FIRST_ID, is_held=False),
    "stop": peer.FileStop(batch_id=FROM_USER_FIRST_ID, reason="cancelled"),
    "request": peer.FileRequest(request_id=81),
    "right": peer.CapabilityRequest(request_id=82, capability=FILES),
}


@pytest.mark.hostile(33)
@pytest.mark.parametrize("situation", [*SITUATIONS, "chosen", "said yes"])
@pytest.mark.parametrize("name", _THEIR_FILES)
def test_message_about_files_of_the_person_moves_none_before_the_recorded_yes(name: str, situation: str):
    port = ListeningFiles()
    home = Home(files=port).to_bound().allow(VIEW)
    if situation in SITUATIONS:
        SITUATIONS[situation](home)
    else:
        file = SourceFile(path="/home/ion/a", shown="secret", size_bytes=7, device=1, inode=1)
        home.controller.desks.outbox.choose(Chosen(files=[file]))
        if situation == "said yes":
            home.say()
    home.hear(_THEIR_FILES[name])
    assert port.workers == []
    assert home.peer.sent_of(peer.FileOffer) == []
    assert FILES not in home.on
    prompt = home.machine.consent.prompt
    assert prompt is None or prompt.is_choosing or situation in ("asking", "chosen")


# --- 16: the agent at the question


@pytest.mark.hostile(16)
def test_input_while_a_question_is_open_never_reaches_the_gate():
    home = _bound().allow(VIEW, CONTROL)
    home.controller.dispatch(ev.RightTakenBack(capability=VIEW))
    home.commit()
    home.ask(VIEW, request_id=5)
    assert home.machine.consent.prompt is not None
    for first in range(1, 200, 2):
        keys = [peer.KeyChange(0x28, True), peer.KeyChange(0x28, False)]
        epoch = home.machine.consent.rights.epoch
        home.hear(peer.InputBatch(input_epoch=epoch, first_seq=first, events=keys))
    assert home.recording.batches == []
    assert home.on == frozenset()
    home.pass_time(30_000)
    assert home.machine.consent.prompt is None
    assert home.tags()[-1] == "denied", "silence is a no"


@pytest.mark.hostile(16)
def test_gate_is_shut_and_the_picture_covered_before_the_question_can_be_seen():
    home = _bound().allow(VIEW)
    seen: list[tuple[Any, bool]] = []

    def look() -> None:
        if home.machine.consent.prompt is not None:
            seen.append((home.picture.shown, home.recording.is_on))

    home.controller._on_changed = look
    home.ask(CONTROL, request_id=5)
    assert seen == [("asking", False)]


@pytest.mark.hostile(17)
@pytest.mark.parametrize(("source", "shown_ms"), [("injected", 10_000), ("local", 2_999), ("virtual", 0)])
def test_yes_by_a_program_or_in_haste_opens_nothing_and_goes_on_record(source: str, shown_ms: int):
    home = _bound()
    home.ask(VIEW)
    home.say(source=source, shown_ms=shown_ms)
    home.commit()
    assert home.on == frozenset()
    assert home.machine.consent.prompt is not None, "the person still decides"
    assert home.tags()[-1] == "suspicious"


# --- 19: asking without end


@pytest.mark.hostile(19)
def test_prompt_spam_shows_one_question_and_after_three_refusals_none():
    home = _bound()
    for number in range(100):
        home.ask(VIEW, request_id=number + 1)
    assert home.tags() == ["asked"]
    assert [answer.outcome for answer in home.peer.sent_of(peer.CapabilityAnswer)] == ["unavailable"] * 99
    for number in range(3):
        home.say(is_allowed=False)
        home.ask(VIEW, request_id=200 + number)
    home.commit()
    assert home.machine.consent.prompt is None
    assert home.tags() == ["asked", "denied"] * 3
    for number in range(100):
        home.ask(VIEW, request_id=300 + number)
    assert home.machine.consent.prompt is None
    assert home.tags() == ["asked", "denied"] * 3


@pytest.mark.hostile(19)
@pytest.mark.parametrize(
    "ask",
    [
        lambda number: peer.CapabilityRequest(request_id=number, capability=VIEW),
        lambda number: peer.ScreenRequest(request_id=number, monitor_ids=[1]),
        lambda _number: peer.CapabilityReturn(capability=CONTROL),
        lambda number: peer.FileRequest(request_id=number),
    ],
    ids=["right", "screens", "giving_back", "files"],
)
def test_questions_without_end_end_the_session_and_those_of_a_hand_do_not(ask: Callable[[int], Any]):
    home = _bound().allow(VIEW)
    numbers = itertools.count(1_000)

    def ask_often(count: int) -> None:
        for _ in range(count):
            home.hear(ask(next(numbers)))

    ask_often(limits.ASKS_BURST // 2)
    for _ in range(20 * limits.ASKS_PER_S):
        home.clock.now_ms += 1_000 // limits.ASKS_PER_S
        ask_often(1)
    with pytest.raises(ProtocolError, match="ask_flood"):
        ask_often(limits.ASKS_BURST + 1)


# --- 22: input of an earlier epoch


@pytest.mark.hostile(22)
def test_input_recorded_under_one_grant_does_nothing_under_the_next():
    sink = NullInjector()
    control = RemoteControl(sink, own_windows=OwnWindows(), area_of=lambda _monitor: Rect(0, 0, 100, 100))
    try:
        home = Home(control=control).to_bound().allow(VIEW, CONTROL)
        control.heard(control._clock.monotonic_ms())
        epoch = home.machine.consent.rights.epoch
        recorded = peer.InputBatch(
            input_epoch=epoch, first_seq=1, events=[peer.KeyChange(5, True), peer.KeyChange(5, False)]
        )
        home.hear(recorded)
        wait_until(lambda: len(sink.record) == 2, "the first time it counts")
        for again in (
            lambda: home.controller.dispatch(ev.PausePressed()) or home.controller.dispatch(ev.ResumePressed()),
            lambda: home.controller.dispatch(ev.RightTakenBack(capability=CONTROL)) or home.allow(CONTROL),
        ):
            again()
            home.commit()
            control.heard(control._clock.monotonic_ms())
            assert CONTROL in home.machine.consent.rights.usable
            assert home.machine.consent.rights.epoch > epoch
            for _ in range(10):
                home.hear(recorded)
        now = home.machine.consent.rights.epoch
        home.hear(peer.InputBatch(input_epoch=now, first_seq=1, events=[peer.KeyChange(9, True)]))
        wait_until(lambda: 9 in sink.held_keys, "what is new counts")
        assert [call for call in sink.record if call[:2] == ("key", 5)] == [("key", 5, True), ("key", 5, False)]
    finally:
        control.close()
