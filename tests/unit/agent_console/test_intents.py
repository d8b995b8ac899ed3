"""The window's wishes reach the right tab in the flow's thread, or nobody when the tab is gone."""

from typing import Any

from agent_console.intents import Intents
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session.state import AgentState
from tests.fakes.clips import text_of
from tests.fakes.home import CARD, WELCOME
from tests.fakes.office import CODE, SIGN_IN_TOKEN, Office


class Later:
    """A loop that runs what it was told when the test says so."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def call(self, function: Any, *arguments: Any) -> None:
        self.calls.append((function, arguments))

    def run(self) -> None:
        calls, self.calls = self.calls, []
        for function, arguments in calls:
            function(*arguments)


def _make(office: Office) -> tuple[Intents, Later]:
    loop: Any = Later()
    return Intents(loop, office.controller), loop


def test_intents_act_in_the_flows_thread_only():
    office = Office().sign_in()
    intents, loop = _make(office)
    intents.use_code(CODE.digits)
    assert office.server.asked(signaling.Claim) == []
    loop.run()
    assert len(office.server.asked(signaling.Claim)) == 1


def test_intents_clips_reach_their_tab():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(Capability.CLIPBOARD_TO_USER)
    intents, loop = _make(office)
    intents.send_clip(1, text_of("hello"))
    intents.forget_clip(1)
    intents.send_clip(9, text_of("to nobody"))
    loop.run()
    assert len(office.peers[1].sent_of(peer.ClipOffer)) == 1
    assert tab.clips.view.came is None


def test_intents_input_and_rights_reach_their_tab():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(Capability.VIEW, Capability.CONTROL)
    intents, loop = _make(office)
    intents.pointer_moved(1, 10, 20)
    intents.button_changed(1, 1, is_down=True)
    intents.wheel_turned(1, 0, 120)
    intents.key_changed(1, 4, is_down=True)
    intents.text_typed(1, "я", is_repeat=False)
    intents.type_text(1, "ж")
    intents.release_all(1)
    intents.ask_for(1, Capability.CONTROL, "")
    intents.give_back(1, Capability.CONTROL)
    loop.run()
    assert office.peers[1].sent_of(peer.InputBatch)
    assert peer.TextTyped("я") in office.peers[1].sent_of(peer.InputBatch)[-1].events
    assert [message.capability for message in office.peers[1].sent_of(peer.CapabilityReturn)] == [Capability.CONTROL]
    assert not tab.machine.may_control
    intents.end(1)
    loop.run()
    assert tab.machine.state is AgentState.ENDED
    intents.close_tab(1)
    intents.sign_out()
    loop.run()
    assert office.controller.agent is None


def test_intents_for_a_tab_that_is_gone_do_nothing():
    office = Office().sign_in()
    intents, loop = _make(office)
    for act in (
        lambda: intents.key_changed(9, 4, is_down=True),
        lambda: intents.end(9),
        lambda: intents.close_tab(9),
        lambda: intents.release_all(9),
    ):
        act()
    loop.run()
    assert office.controller.tabs == {}


def test_intents_words_reach_their_tab():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report()
    office.hear(peer.ChatMessage(message_id=1, text="good day"))
    intents, loop = _make(office)
    intents.say(1, "hello")
    intents.note_read(1, 1)
    assert office.peers[1].sent_of(peer.ChatMessage) == []
    loop.run()
    assert [message.text for message in office.peers[1].sent_of(peer.ChatMessage)] == ["hello"]
    assert office.peers[1].sent_of(peer.ChatAck)[-1] == peer.ChatAck(delivered_id=1, shown_id=1)
    assert tab.talk.view.unread_count == 0


def test_intents_sign_in_carries_the_wish_to_stay():
    office = Office()
    intents, loop = _make(office)
    office.controller.look_for_sign_in()
    office.store.answer()
    intents.sign_in("ana@example.org", "secret", "", True)
    loop.run()
    office.controller.handle_server_reached(WELCOME)
    signed_in = signaling.SignedIn(request_id=1, agent=CARD, role="agent", token=SIGN_IN_TOKEN)
    office.server.answer(signaling.SignIn, signed_in)
    assert office.store.kept is not None


def test_intents_browser_sign_in_begins_and_is_given_up_in_the_flows_thread():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    intents, loop = _make(office)
    intents.sign_in_with_browser(True)
    assert not office.controller.browser.is_wanted
    loop.run()
    assert office.controller.browser.is_wanted
    intents.give_up_browser()
    loop.run()
    assert not office.controller.browser.is_wanted
