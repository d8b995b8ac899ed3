"""What a program that follows no rules can do to the other side's clipboard, and what it can get from it: nothing unasked."""

import hashlib
import json

import pytest

from client.domain.receipt import encode_receipt
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from shared.session.clip import ClipProblem
from shared.session.state import ClientState
from shared.session.story import StoryEntry, StoryKind
from tests.fakes.clips import ClipboardByHand, text_of
from tests.fakes.home import Home
from tests.fakes.office import Office
from tests.fakes.pictures import lying_png
from tests.fakes.statements import said_in

pytestmark = pytest.mark.hostile(28)

VIEW, TO_USER, FROM_USER = Capability.VIEW, Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER
PASSWORD = text_of("correct horse battery staple")
PART = limits.CLIP_PART_MAX_BYTES


def home_with(*rights: Capability) -> tuple[Home, ClipboardByHand]:
    home = Home().to_bound().allow(*rights)
    clipboard = ClipboardByHand()
    clips = home.controller.desks.clips
    clips.port, clipboard.desk = clipboard, clips
    return home, clipboard


def offer(data: bytes, *, clip_id: int = 1, kind="text", **changes) -> peer.ClipOffer:
    fields = {"clip_id": clip_id, "kind": kind, "size_bytes": len(data), "sha256": hashlib.sha256(data).digest()}
    return peer.ClipOffer(**{**fields, **changes})


def push(home: Home, data: bytes, *, clip_id: int = 1, kind="text") -> None:
    """Offer and send, whatever is answered."""
    home.hear(offer(data, clip_id=clip_id, kind=kind))
    for offset in range(0, len(data), PART):
        home.hear(peer.ClipPart(clip_id=clip_id, offset=offset, data=data[offset : offset + PART]))


def put_into(situation: str, home: Home, right: Capability) -> None:
    """The person's side in a state in which nothing may pass under this right."""
    match situation:
        case "paused":
            home.controller.dispatch(ev.PausePressed())
        case "asking":
            home.ask(VIEW, request_id=40)
        case "stalled":
            home.pass_time(3_100)
        case "taken back":
            home.controller.dispatch(ev.RightTakenBack(capability=right))
        case "time over":
            for _ in range(601):
                home.hear(peer.Heartbeat(seq=1, sent_mono_ms=1))
                home.pass_time(1_000)
        case "stopped":
            home.stop()
        case _:
            raise ValueError(situation)


def kinds_told(home: Home) -> list[StoryKind]:
    return [item.kind for item in home.controller.desks.talk.view.items if isinstance(item, StoryEntry)]


# --- 28: nothing leaves unless Send is pressed


@pytest.mark.parametrize("rights", [(), (TO_USER,), (FROM_USER,), (TO_USER, FROM_USER), (VIEW, TO_USER, FROM_USER)])
def test_no_message_of_the_agent_brings_out_what_is_copied(rights: tuple[Capability, ...]):
    home, _ = home_with(*rights)
    before = len(home.peer.sent_of(peer.ClipOffer))
    hostile = [peer.ClipStop(direction="from_user", clip_id=number, reason="refused") for number in range(1, 4)]
    if FROM_USER in rights:
        hostile += [peer.ClipAck(clip_id=number, received_bytes=1) for number in range(1, 4)]
    for message in hostile:
        home.hear(message)
    if TO_USER in rights:
        push(home, b"give me yours")
    home.pass_time(60_000 if not rights else 1_000)
    assert len(home.peer.sent_of(peer.ClipOffer)) == before == 0
    assert home.peer.sent_of(peer.ClipPart) == []


@pytest.mark.parametrize("rights", [(), (TO_USER,), (VIEW, TO_USER)])
def test_press_without_the_right_of_that_way_sends_nothing(rights: tuple[Capability, ...]):
    home, _ = home_with(*rights)
    home.controller.desks.clips.offer(PASSWORD)
    home.pass_time(1_000)
    assert home.peer.sent_of(peer.ClipOffer) == []


@pytest.mark.parametrize("situation", ["paused", "asking", "stalled", "taken back", "time over"])
def test_press_on_hold_sends_nothing(situation: str):
    home, _ = home_with(FROM_USER)
    put_into(situation, home, FROM_USER)
    assert not home.controller.desks.clips.view.may_send
    home.controller.desks.clips.offer(PASSWORD)
    home.pass_time(100)
    assert home.peer.sent_of(peer.ClipOffer) == []


def test_what_a_program_marks_as_a_secret_is_not_sent():
    home, _ = home_with(FROM_USER)
    home.controller.desks.clips.offer(ClipProblem.CONCEALED)
    assert home.peer.sent_of(peer.ClipOffer) == []


# --- what is put on the person's clipboard


@pytest.mark.parametrize("situation", ["paused", "asking", "stalled", "taken back"])
def test_what_comes_on_hold_is_not_put_and_the_agent_hears_it(situation: str):
    home, clipboard = home_with(TO_USER)
    put_into(situation, home, TO_USER)
    push(home, b"hello")
    assert clipboard.waiting == []
    assert home.peer.sent_of(peer.ClipStop) == [peer.ClipStop(direction="to_user", clip_id=1, reason="ended")]
    assert home.state is ClientState.BOUND


@pytest.mark.parametrize("situation", ["paused", "asking", "stalled", "taken back", "stopped"])
def test_half_of_something_is_dropped(situation: str):
    home, clipboard = home_with(TO_USER)
    data = b"x" * (3 * PART)
    home.hear(offer(data))
    home.hear(peer.ClipPart(clip_id=1, offset=0, data=data[:PART]))
    put_into(situation, home, TO_USER)
    assert home.controller.desks.clips._receiver is None
    assert clipboard.waiting == []
    assert clipboard.held == []


def test_text_is_put_plain_and_told_and_recorded_without_a_word_of_it():
    home, clipboard = home_with(TO_USER)
    push(home, "rm -rf ~\x00\x1b[201~\r\n\u202eabc".encode())
    clipboard.let()
    (clip,) = clipboard.held
    assert clip.text == "rm -rf ~[201~\nabc"
    assert StoryKind.CLIP_TEXT_PUT in kinds_told(home)
    home.stop()
    home.commit()
    home.seal()
    moved = [m for m in home.server.asked(signaling.AppendEvent) if m.tag == "session:clip:moved"]
    size = len(clip.data)
    assert [said_in(event.data) for event in moved] == [
        {"capability": "clipboard_to_user", "kind": "text", "bytes": size, "moved_bytes": size}
    ]
    receipt = home.controller.receipt
    assert receipt is not None
    text = encode_receipt(receipt)
    assert "rm -rf" not in text + b"".join(home.journal.lines).decode() + repr(home.server.requests)
    assert "clip_text_put" in [entry["kind"] for entry in json.loads(text)["story"]]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image", lying_png(30_000, 30_000)),
        ("image", b"GIF89a" + bytes(40)),
        ("image", b"MZ" + bytes(400)),
        ("text", b"\xff\xfe\x00"),
        ("text", b"\x00"),
    ],
)
def test_what_is_not_what_it_says_never_reaches_the_clipboard(kind: str, data: bytes):
    home, clipboard = home_with(TO_USER)
    push(home, data, kind=kind)
    assert clipboard.waiting == []
    assert home.peer.sent_of(peer.ClipStop)[-1].reason == "refused"
    assert home.state is ClientState.BOUND


def test_oversize_is_refused_before_a_byte_of_it_comes():
    home, _ = home_with(TO_USER)
    with pytest.raises(ProtocolError, match="clip_too_large"):
        home.hear(offer(b"x", size_bytes=limits.CLIP_TEXT_MAX_BYTES + 1))
    home, _ = home_with(TO_USER)
    with pytest.raises(ProtocolError, match="malformed_message"):
        home.hear(offer(b"x", kind="image", size_bytes=limits.CLIP_IMAGE_MAX_BYTES + 1))


def test_wrong_offset_other_content_and_a_second_offer_end_the_session():
    home, clipboard = home_with(TO_USER)
    home.hear(offer(b"hello"))
    with pytest.raises(ProtocolError, match="clip_out_of_order"):
        home.hear(peer.ClipPart(clip_id=1, offset=1, data=b"ello"))
    home, clipboard = home_with(TO_USER)
    home.hear(offer(b"hello"))
    with pytest.raises(ProtocolError, match="clip_checksum_differs"):
        home.hear(peer.ClipPart(clip_id=1, offset=0, data=b"hellO"))
    home, clipboard = home_with(TO_USER)
    home.hear(offer(b"hello"))
    with pytest.raises(ProtocolError, match="clip_overlaps"):
        home.hear(offer(b"hello", clip_id=2))
    assert clipboard.waiting == []


def test_parts_nobody_offered_change_nothing():
    home, clipboard = home_with(TO_USER)
    for number in range(1, 100):
        home.hear(peer.ClipPart(clip_id=number, offset=0, data=b"x" * PART))
    assert clipboard.waiting == []
    assert home.controller.desks.clips._receiver is None
    assert home.state is ClientState.BOUND


@pytest.mark.parametrize("is_on_hold", [True, False])
def test_flood_of_offers_ends_the_session(is_on_hold: bool):
    home, _ = home_with(TO_USER)
    if is_on_hold:
        home.controller.dispatch(ev.PausePressed())
    for number in range(1, limits.CLIP_FLOOD_BURST + 1):
        home.hear(offer(b"x", clip_id=number))
        home.hear(peer.ClipStop(direction="to_user", clip_id=number, reason="ended"))
    with pytest.raises(ProtocolError, match="clip_flood"):
        home.hear(offer(b"x", clip_id=limits.CLIP_FLOOD_BURST + 1))
    home.controller.handle_peer_lost(is_protocol_error=True, is_binding=False)
    assert (home.state, home.machine.end_reason) == (ClientState.ENDED, "protocol_error")


def test_agent_that_never_says_what_it_got_is_on_record_all_the_same():
    home, _ = home_with(FROM_USER)
    home.controller.desks.clips.offer(PASSWORD)
    assert StoryKind.CLIP_TEXT_SENT in kinds_told(home)
    long = text_of("y" * (5 * PART))
    home.controller.desks.clips.take(peer.ClipAck(clip_id=1, received_bytes=len(PASSWORD.data)))
    home.controller.desks.clips.offer(long)
    home.controller.dispatch(ev.RightTakenBack(capability=FROM_USER))
    home.pass_time(300)
    home.commit()
    moved = [m.data for m in home.server.asked(signaling.AppendEvent) if m.tag == "session:clip:moved"]
    assert [(entry["bytes"], entry["moved_bytes"]) for entry in moved] == [
        (len(PASSWORD.data), len(PASSWORD.data)),
        (5 * PART, limits.CLIP_WINDOW_PARTS * PART),
    ]
    assert kinds_told(home).count(StoryKind.CLIP_TEXT_SENT) == 1, "a part of it is no text"


def test_journal_that_breaks_while_a_right_is_narrowed_pauses_and_loses_nothing():
    home, _ = home_with(FROM_USER)
    home.controller.desks.clips.offer(text_of("y" * (5 * PART)))
    home.journal.is_full = True
    home.controller.dispatch(ev.RightTakenBack(capability=FROM_USER))
    home.pass_time(300)
    assert home.machine.consent.is_paused
    assert home.peer.sent_of(peer.CapabilityStatus)[-1].on == []


# --- a hostile person, at the agent's side


def test_console_takes_nothing_it_was_never_allowed_to_get():
    office = Office().sign_in()
    office.to_bound()
    office.report(VIEW)
    with pytest.raises(ProtocolError, match="right_never_given"):
        office.hear(offer(b"hello"))


def test_console_keeps_what_comes_out_of_its_clipboard_until_it_is_copied():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(FROM_USER)
    office.hear(offer(b"\x1b]0;owned\x07hello"))
    office.hear(peer.ClipPart(clip_id=1, offset=0, data=b"\x1b]0;owned\x07hello"))
    came = tab.clips.view.came
    assert came is not None
    assert came.text == "]0;ownedhello"
    assert office.peers[1].sent_of(peer.ClipOffer) == [], "what came is not sent back"
    office.report(epoch=2)
    assert tab.clips.view.came is not None, "it was sent, and the right to get more is over"


def test_console_refuses_pictures_that_unfold_to_anything():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(FROM_USER)
    data = lying_png(30_000, 30_000)
    office.hear(offer(data, kind="image"))
    office.hear(peer.ClipPart(clip_id=1, offset=0, data=data))
    assert tab.clips.view.came is None
    assert office.peers[1].sent_of(peer.ClipStop)[-1].reason == "refused"
