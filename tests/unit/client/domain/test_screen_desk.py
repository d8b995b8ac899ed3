"""What the flow and the agent hear of the displays."""

from client.domain.ports import PictureHealth
from client.domain.screen_desk import ScreenDesk
from shared.capability import Capability
from shared.consent.machine import ConsentMachine
from shared.protocol import peer_messages as peer
from shared.session import events as ev
from tests.fakes.flow_ports import MONITOR, ListeningPeer, RecordingPicture


def seeing() -> ConsentMachine:
    consent = ConsentMachine()
    consent.ask(Capability.VIEW, request_id=1, reason="", now_ms=0)
    assert consent.prompt is not None
    prompt_id = consent.prompt.prompt_id
    consent.answer(prompt_id, is_allowed=True, source="local", shown_ms=3_000, monitor_ids=(1,), now_ms=0)
    consent.grant_recorded(prompt_id, 0)
    return consent


def test_desk_tells_the_agent_each_thing_once_and_anew_after_it_was_forgotten():
    picture, agent = RecordingPicture(), ListeningPeer()
    desk, consent = ScreenDesk(picture, agent), seeing()
    picture.health = PictureHealth.BLACK
    for _ in range(2):
        desk.tell(consent)
    assert [type(message) for message in agent.sent] == [peer.MonitorLayout, peer.ScreenStatus]
    desk.forget()
    desk.tell(consent)
    assert len(agent.sent) == 4


def test_desk_what_cannot_be_read_matters_only_to_who_may_see_it():
    picture = RecordingPicture()
    desk = ScreenDesk(picture, ListeningPeer())
    picture.health = PictureHealth.UNREADABLE
    assert desk.state(ConsentMachine()) == "fine"
    assert desk.state(seeing()) == "unreadable"


def test_desk_a_yes_to_a_display_that_is_not_there_is_news_at_every_look():
    picture = RecordingPicture()
    picture.displays = ()
    desk = ScreenDesk(picture, ListeningPeer())
    assert desk.monitors == ()
    assert desk.follow(ConsentMachine(), 0) is None
    assert desk.follow(seeing(), 0) == ev.MonitorsChanged(present=frozenset())
    picture.displays = (MONITOR,)
    assert desk.follow(seeing(), 1) == ev.MonitorsChanged(present=frozenset({1}))
    assert desk.follow(seeing(), 2) is None
    assert desk.has_news(2) is False, "what was there before anybody looked is not new"
