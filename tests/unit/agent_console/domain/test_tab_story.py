"""What an agent is told of a tab, from the real flow."""

from agent_console.ui.story_words import SENTENCES
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.session.story import StoryEntry, StoryKind
from tests.fakes.office import Office

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def told(office: Office) -> list[tuple[StoryKind, Capability | None]]:
    items = office.controller.tabs[1].talk.view.items
    return [(item.kind, item.capability) for item in items if isinstance(item, StoryEntry)]


def test_tab_story_tells_a_whole_session():
    office = Office().sign_in()
    tab = office.to_bound()
    assert told(office) == [], "it is not on record yet"
    office.report()
    office.report(VIEW, epoch=2)
    office.hear(peer.CapabilityAnswer(request_id=1, capability=VIEW, outcome="granted"))
    tab.ask_for(CONTROL, "to help")
    request_id = office.peers[1].sent_of(peer.CapabilityRequest)[-1].request_id
    office.hear(peer.CapabilityAnswer(request_id=request_id, capability=CONTROL, outcome="denied"))
    office.report(VIEW, epoch=3, cover="paused")
    office.report(VIEW, epoch=4)
    office.report(epoch=5)
    tab.end()
    assert told(office) == [
        (StoryKind.CONNECTED, None),
        (StoryKind.RIGHT_ASKED, VIEW),
        (StoryKind.RIGHT_ON, VIEW),
        (StoryKind.RIGHT_ASKED, CONTROL),
        (StoryKind.RIGHT_DENIED, CONTROL),
        (StoryKind.PAUSED, None),
        (StoryKind.RESUMED, None),
        (StoryKind.RIGHT_OFF, VIEW),
        (StoryKind.ENDED, None),
    ]
    assert {kind for kind, _ in told(office)} <= {*SENTENCES, StoryKind.ENDED}


def test_tab_story_silent_line_is_told_once_it_is_back_and_holds_back_what_is_written():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(VIEW)
    for _ in range(14):
        office.clock.now_ms += 250
        tab.tick()
    tab.talk.say("are you there?")
    assert office.peers[1].sent_of(peer.ChatMessage) == []
    office.hear(peer.Heartbeat(seq=1, sent_mono_ms=1))
    tab.tick()
    assert told(office)[-1] == (StoryKind.LINE_SILENT, None)
    assert [message.text for message in office.peers[1].sent_of(peer.ChatMessage)] == ["are you there?"]
