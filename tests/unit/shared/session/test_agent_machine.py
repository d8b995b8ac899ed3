"""The console's side of a session told as stories."""

from shared.capability import Capability
from shared.consent.terms import ConsentTerms
from shared.ids import SessionId
from shared.session import commands as do
from shared.session import events as ev
from shared.session.agent_machine import AgentMachine
from shared.session.state import AgentState

BOTH = frozenset({Capability.VIEW, Capability.CONTROL})


def bound() -> AgentMachine:
    machine = AgentMachine(0)
    for event in (ev.CodeAccepted(session_id=SessionId("1" * 32)), ev.PairingVerified(), ev.PeerBound()):
        machine.handle(event, 0)
    assert machine.state is AgentState.BOUND
    return machine


def report(machine: AgentMachine, on: frozenset[Capability], epoch: int = 1, cover="none") -> list:
    return machine.handle(ev.RightsReported(input_epoch=epoch, on=on, cover=cover), 1)


def test_machine_asks_to_see_with_the_first_report_only() -> None:
    machine = bound()
    assert report(machine, frozenset()) == [do.AskRight(request_id=1, capability=Capability.VIEW, reason="")]
    assert report(machine, frozenset(), epoch=2) == []
    assert machine.right_state(Capability.VIEW) == "asked"


def test_machine_denied_right_is_refused_until_asked_again() -> None:
    machine = bound()
    report(machine, frozenset())
    machine.handle(ev.RightAnswered(request_id=1, capability=Capability.VIEW, outcome="denied"), 2)
    assert machine.right_state(Capability.VIEW) == "refused"
    assert machine.handle(ev.RightWanted(capability=Capability.VIEW, reason="again"), 3) == [
        do.AskRight(request_id=2, capability=Capability.VIEW, reason="again")
    ]


def test_machine_answer_to_a_question_never_asked_changes_nothing() -> None:
    machine = bound()
    machine.handle(ev.RightAnswered(request_id=99, capability=Capability.CONTROL, outcome="granted"), 2)
    assert machine.right_state(Capability.CONTROL) == "off"
    assert not machine.may_control


def test_machine_control_lost_releases_input() -> None:
    machine = bound()
    report(machine, BOTH)
    assert machine.may_control
    assert do.ReleaseInput() in report(machine, BOTH, epoch=2, cover="asking")
    assert not machine.may_control


def test_machine_new_epoch_forgets_input_under_way() -> None:
    machine = bound()
    report(machine, BOTH, epoch=1)
    assert do.ReleaseInput() in report(machine, BOTH, epoch=2)
    assert machine.input_epoch == 2


def test_machine_giving_view_back_gives_control_back() -> None:
    machine = bound()
    report(machine, BOTH)
    commands = machine.handle(ev.RightGivenBack(capability=Capability.VIEW), 2)
    assert commands == [do.ReleaseInput(), do.ReturnRight(capability=Capability.VIEW)]
    assert machine.on == frozenset()


def test_machine_rejected_code_ends_with_its_reason() -> None:
    machine = AgentMachine(0)
    machine.handle(ev.CodeRejected(code="code_taken"), 1)
    assert machine.state is AgentState.ENDED
    assert machine.trouble == "code_taken"


def test_machine_server_lost_keeps_a_verified_session() -> None:
    machine = bound()
    assert machine.handle(ev.ServerLost(code="server_unreachable"), 2) == []
    assert machine.state is AgentState.BOUND


def test_machine_silent_client_times_out() -> None:
    machine = AgentMachine(0)
    machine.handle(ev.CodeAccepted(session_id=SessionId("1" * 32)), 1_000)
    assert machine.handle(ev.Ticked(), 30_999) == []
    machine.handle(ev.Ticked(), 31_000)
    assert machine.trouble == "timeout"


def test_machine_wish_for_other_screens_is_answered_apart_from_the_right_to_see() -> None:
    machine = bound()
    wish = ev.ScreensWanted(monitor_ids=(2,), reason="the other one")
    assert machine.handle(wish, 1) == [], "there is nothing to see yet"
    report(machine, frozenset())
    report(machine, BOTH)
    machine.handle(ev.RightAnswered(request_id=1, capability=Capability.VIEW, outcome="granted"), 2)
    assert machine.handle(wish, 3) == [do.AskScreens(request_id=2, monitor_ids=(2,), reason="the other one")]
    assert machine.handle(wish, 4) == [], "one question at a time"
    assert machine.screens_state == "asked"
    machine.handle(ev.RightAnswered(request_id=2, capability=Capability.VIEW, outcome="denied"), 5)
    assert machine.screens_state == "refused"
    assert machine.right_state(Capability.VIEW) == "on"


def test_machine_wish_for_other_screens_ends_with_the_right_to_see() -> None:
    machine = bound()
    report(machine, frozenset())
    report(machine, BOTH)
    machine.handle(ev.ScreensWanted(monitor_ids=(2,), reason=""), 3)
    report(machine, frozenset(), epoch=3)
    assert machine.screens_state == "off"


def test_machine_forbidden_right_is_never_asked_for_whatever_is_said_later() -> None:
    machine = AgentMachine(0)
    machine.handle(ev.CodeAccepted(session_id=SessionId("1" * 32)), 0)
    machine.handle(ev.PolicyTold(forbidden=frozenset({Capability.VIEW})), 0)
    machine.handle(ev.PairingVerified(), 0)
    machine.handle(ev.PeerBound(), 0)
    assert report(machine, frozenset()) == [], "not even with the first report"
    assert machine.handle(ev.RightWanted(capability=Capability.VIEW, reason="x"), 1) == []
    machine.handle(ev.PolicyTold(forbidden=frozenset({Capability.CONTROL})), 1)
    assert machine.forbidden == BOTH
    assert machine.right_state(Capability.VIEW) == machine.right_state(Capability.CONTROL) == "forbidden"
    report(machine, frozenset({Capability.VIEW}))
    assert machine.right_state(Capability.VIEW) == "on", "what the person's program says is on, is on"


def test_machine_asks_for_nothing_without_the_reason_that_rules_want() -> None:
    machine = AgentMachine(0)
    machine.handle(ev.CodeAccepted(session_id=SessionId("1" * 32)), 0)
    machine.handle(ev.PolicyTold(terms=ConsentTerms(needs_reason=BOTH)), 0)
    machine.handle(ev.PairingVerified(), 0)
    machine.handle(ev.PeerBound(), 0)
    assert machine.needs_reason == BOTH
    assert report(machine, frozenset()) == [], "seeing is not asked for by itself: nobody has said why"
    assert machine.right_state(Capability.VIEW) == "off"
    assert machine.handle(ev.RightWanted(capability=Capability.VIEW, reason=" ?"), 1) == []
    asked = machine.handle(ev.RightWanted(capability=Capability.VIEW, reason="the printer"), 1)
    assert asked == [do.AskRight(request_id=1, capability=Capability.VIEW, reason="the printer")]
    report(machine, BOTH)
    assert machine.handle(ev.MoreTimeWanted(capability=Capability.CONTROL, reason=""), 2) == []
    assert machine.handle(ev.ScreensWanted(monitor_ids=(2,), reason=""), 2) == []
    assert machine.handle(ev.ScreensWanted(monitor_ids=(2,), reason="the other one"), 2) != []


def test_machine_that_was_told_nothing_learns_from_the_answer_that_a_reason_is_wanted() -> None:
    machine = bound()
    report(machine, frozenset({Capability.VIEW}))
    asked = machine.handle(ev.RightWanted(capability=Capability.CONTROL, reason=""), 1)
    assert isinstance(asked[0], do.AskRight)
    machine.handle(
        ev.RightAnswered(request_id=asked[0].request_id, capability=Capability.CONTROL, outcome="reason_needed"),
        2,
    )
    assert machine.right_state(Capability.CONTROL) == "off", "the person was not asked, so nobody said no"
    assert machine.needs_reason == {Capability.CONTROL}
    assert machine.handle(ev.RightWanted(capability=Capability.CONTROL, reason=""), 3) == []
    assert machine.handle(ev.RightWanted(capability=Capability.CONTROL, reason="the mouse"), 3) != []
