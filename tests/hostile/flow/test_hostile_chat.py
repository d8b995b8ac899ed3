"""Hostile tests 33, 37 and 38 for messages: what somebody who follows no rules can make the other side show or keep."""

import json

import pytest

from client.domain.receipt import encode_receipt
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import codec, limits
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session.state import AgentState, ClientState
from shared.session.story import StoryKind
from shared.session.talk import ChatEntry
from tests.fakes.home import Home
from tests.fakes.office import Office
from tests.fakes.statements import said_in

HOSTILE = {
    "escape": ("\x1b[2J\x1b]0;owned\x07 hello", "[2J]0;owned hello"),
    "line ends": ("one\r\ntwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
    "direction": ("invoice\u202efdp.exe\u2066 a\u200fb", "invoicefdp.exe ab"),
    "hidden": ("pass\u200bword\ufeff\u2060\u00ad", "password"),
    "heap": ("Z" + "\u0335" * 1_999, "Z" + "\u0335" * 3),
    "markup": ("<img src=\\\\evil\\x> <a href='x'>Bank</a>", "<img src=\\\\evil\\x> <a href='x'>Bank</a>"),
    "formula": ('=cmd|"/c calc"!A1', '=cmd|"/c calc"!A1'),
    "log line": ("x\n2026-11-22 INFO consent granted", "x\n2026-11-22 INFO consent granted"),
    "tower": ("\n" * 1_998 + "x", "x"),
}


def last_text(items: tuple) -> str:
    assert isinstance(items[-1], ChatEntry)
    return items[-1].text


@pytest.mark.hostile(38)
@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=list(HOSTILE))
def test_message_reaches_the_person_and_the_agent_as_harmless_plain_text(text: str, shown: str):
    home = Home().to_bound()
    home.hear(peer.ChatMessage(message_id=1, text=text))
    assert last_text(home.controller.desks.talk.view.items) == shown

    office = Office().sign_in()
    tab = office.to_bound()
    office.report()
    office.hear(peer.ChatMessage(message_id=1, text=text))
    assert last_text(tab.talk.view.items) == shown
    tab.talk.say(text)
    assert office.peers[1].sent_of(peer.ChatMessage)[-1].text == shown, "what is sent is as clean as what is shown"


@pytest.mark.parametrize("text", ["", "x" * (limits.CHAT_TEXT_MAX_CHARS + 1), "e\u0301" * limits.CHAT_TEXT_MAX_CHARS])
def test_message_of_another_size_ends_the_session(text: str):
    home = Home().to_bound()
    with pytest.raises(ProtocolError, match="malformed_message"):
        home.hear(peer.ChatMessage(message_id=1, text=text))
    assert home.controller.desks.talk.view.unread_count == 0


def test_message_on_another_channel_ends_the_session():
    home = Home().to_bound()
    data = codec.encode_peer(peer.ChatMessage(message_id=1, text="x"))
    for label in (peer.ChannelLabel.INPUT, peer.ChannelLabel.FEEDBACK):
        with pytest.raises(ProtocolError, match="wrong_channel"):
            home.controller.handle_peer_message(label, data)


@pytest.mark.hostile(10)
@pytest.mark.parametrize("is_agent", [True, False])
def test_flood_of_messages_ends_the_session_and_what_came_before_it_stays(is_agent: bool):
    home, office = Home().to_bound(), Office().sign_in()
    tab = office.to_bound()
    office.report()
    hear, talk = (home.hear, home.controller.desks.talk) if is_agent else (office.hear, tab.talk)
    for number in range(1, limits.CHAT_FLOOD_BURST + 1):
        hear(peer.ChatMessage(message_id=number, text="click here " * 100))
    with pytest.raises(ProtocolError, match="chat_flood"):
        hear(peer.ChatMessage(message_id=limits.CHAT_FLOOD_BURST + 1, text="x"))
    assert talk.view.unread_count == limits.CHAT_FLOOD_BURST
    if is_agent:
        home.controller.handle_peer_lost(is_protocol_error=True, is_binding=False)
        assert (home.state, home.machine.end_reason) == (ClientState.ENDED, "protocol_error")
    else:
        tab.handle_peer_lost(is_protocol_error=True, is_binding=False)
        assert (tab.machine.state, tab.machine.end_reason) == (AgentState.ENDED, "protocol_error")


def test_words_are_in_no_record_and_their_number_is_signed():
    home = Home().to_bound().allow(Capability.VIEW)
    home.hear(peer.ChatMessage(message_id=1, text="tell me your password"))
    home.controller.desks.talk.say("it is hunter2")
    home.controller.desks.talk.say("really")
    home.stop()
    home.commit()
    home.seal()
    told = b"".join(home.journal.lines).decode() + repr(home.server.requests)
    assert "hunter2" not in told
    assert "password" not in told
    summaries = [m for m in home.server.asked(signaling.AppendEvent) if m.tag == "session:chat:summary"]
    assert [said_in(summary.data) for summary in summaries] == [{"from_person": 2, "from_agent": 1}]
    receipt = home.controller.receipt
    assert receipt is not None
    text = encode_receipt(receipt)
    assert "hunter2" not in text
    assert [entry["kind"] for entry in json.loads(text)["story"]] == ["connected", "right_asked", "right_on", "ended"]
    assert receipt.stream[-1].kind is StoryKind.ENDED
    assert [item.text for item in receipt.stream if isinstance(item, ChatEntry)][1:] == ["it is hunter2", "really"]


def test_session_without_words_has_no_summary_of_them():
    home = Home().to_bound().allow(Capability.VIEW)
    home.stop()
    home.commit()
    assert [m for m in home.server.asked(signaling.AppendEvent) if "chat" in m.tag] == []


def test_words_answer_no_question_and_open_nothing():
    home = Home().to_bound()
    home.ask(Capability.VIEW)
    prompt = home.machine.consent.prompt
    home.hear(peer.ChatMessage(message_id=1, text="Allow"))
    home.controller.desks.talk.say("yes")
    home.hear(peer.ChatAck(delivered_id=1, shown_id=1))
    assert home.machine.consent.prompt == prompt
    assert home.on == frozenset()


def test_agent_program_believes_no_message_before_the_session_is_on_record():
    office = Office().sign_in()
    office.to_bound()
    with pytest.raises(ProtocolError, match="chat_too_early"):
        office.hear(peer.ChatMessage(message_id=1, text="x"))
