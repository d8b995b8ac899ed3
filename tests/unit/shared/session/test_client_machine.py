"""The assisted person's session told as stories."""

import pytest

from shared.capability import Capability
from shared.consent.effect import ApplyRights, Record, TellAgent
from shared.consent.terms import NO_TERMS, ConsentTerms
from shared.ids import SessionId, SlotId
from shared.protocol.signaling_messages import AgentCard
from shared.session import commands as do
from shared.session import events as ev
from shared.session.client_machine import ClientMachine
from shared.session.state import ClientState
from shared.session.wrong_codes import FAILURES_BEFORE_LONG

CARD = AgentCard(
    agent_id="agent:7", name="Ana Pop", organisation="Contoso", domain="h.example", account_created_on="2026-01-02"
)
SLOT = SlotId("0" * 32)


def to_code_shown(machine: ClientMachine, now_ms: int = 0) -> None:
    machine.handle(ev.ServerReached(), now_ms)
    machine.handle(ev.HelpRequested(problem="no sound"), now_ms)
    machine.handle(ev.CodeAllocated(slot_id=SLOT, expires_in_ms=600_000), now_ms)
    assert machine.state is ClientState.CODE_SHOWN


def to_pairing(machine: ClientMachine, now_ms: int = 0) -> None:
    to_code_shown(machine, now_ms)
    machine.handle(ev.CodeClaimed(session_id=SessionId("1" * 32), agent=CARD), now_ms)


def to_bound(machine: ClientMachine, now_ms: int = 0) -> None:
    to_pairing(machine, now_ms)
    for event in (ev.PairingVerified(), ev.PeerBound(), ev.PairingReported(), ev.SessionRecorded()):
        machine.handle(event, now_ms)
    assert machine.state is ClientState.BOUND


def kinds(commands: list) -> list[type]:
    return [type(command) for command in commands]


def test_machine_asked_without_server_waits_and_asks_when_it_comes() -> None:
    machine = ClientMachine()
    assert machine.handle(ev.HelpRequested(problem=""), 0) == []
    assert machine.state is ClientState.ALLOCATING
    assert machine.handle(ev.ServerReached(), 5) == [do.RequestCode(secret_digits=8)]


def test_machine_whole_way_gives_the_commands_in_order() -> None:
    machine = ClientMachine()
    to_code_shown(machine)
    assert kinds(machine.handle(ev.CodeClaimed(session_id=SessionId("1" * 32), agent=CARD), 1)) == [do.StartExchange]
    assert kinds(machine.handle(ev.PairingVerified(), 2)) == [do.StartPeer]
    assert kinds(machine.handle(ev.PeerBound(), 3)) == [do.ReportPairing]
    assert kinds(machine.handle(ev.PairingReported(), 3)) == [do.OpenSession]
    assert kinds(machine.handle(ev.SessionRecorded(), 4)) == [ApplyRights]
    assert machine.bound_mono_ms == 4


def test_machine_wrong_code_burns_it_tells_the_server_and_goes_home() -> None:
    machine = ClientMachine()
    to_pairing(machine)
    commands = machine.handle(ev.PairingRefused(failure="wrong_code"), 1)
    assert do.ReportPairing(failure="wrong_code") in commands
    assert machine.state is ClientState.IDLE
    assert machine.trouble == "wrong_code"
    assert machine.problem == "no sound", "what the person wrote is not lost"


def test_machine_three_wrong_codes_in_ten_minutes_make_the_next_one_longer() -> None:
    machine = ClientMachine()
    for number in range(FAILURES_BEFORE_LONG):
        to_pairing(machine, number)
        machine.handle(ev.PairingRefused(failure="wrong_code"), number)
    assert machine.handle(ev.HelpRequested(problem=""), 10) == [do.RequestCode(secret_digits=12)]
    machine.handle(ev.HomeRequested(), 11)
    assert machine.handle(ev.HelpRequested(problem=""), 10 * 60_000 + 5) == [do.RequestCode(secret_digits=8)]


def test_machine_code_unused_for_ten_minutes_expires_by_our_own_clock() -> None:
    machine = ClientMachine()
    to_code_shown(machine, 1_000)
    assert machine.handle(ev.Ticked(), 600_999) == []
    assert machine.handle(ev.Ticked(), 601_000) == [do.ReleaseCode(slot_id=SLOT)]
    assert machine.trouble == "code_expired"


def test_machine_server_lost_with_code_shown_keeps_the_code_and_asks_for_the_same_slot() -> None:
    machine = ClientMachine()
    to_code_shown(machine)
    assert machine.is_code_held
    assert machine.handle(ev.ServerLost(code="server_unreachable"), 1_000) == []
    assert (machine.state, machine.is_code_held) == (ClientState.CODE_SHOWN, False)
    assert machine.handle(ev.ServerReached(), 2_000) == [do.ReclaimCode(slot_id=SLOT, secret_digits=8)]
    machine.handle(ev.CodeKept(expires_in_ms=999_999), 3_000)
    assert (machine.is_code_held, machine.trouble) == (True, None)
    assert machine.code_expires_mono_ms == 600_000, "being away makes no code live longer"
    machine.handle(ev.CodeKept(expires_in_ms=100_000), 4_000)
    assert machine.code_expires_mono_ms == 104_000


def test_machine_server_that_lost_the_code_gives_another_and_the_person_is_told() -> None:
    machine = ClientMachine()
    to_code_shown(machine)
    machine.handle(ev.ServerLost(code="server_unreachable"), 1)
    machine.handle(ev.ServerReached(), 2)
    machine.handle(ev.CodeAllocated(slot_id=SlotId("2" * 32), expires_in_ms=600_000), 3)
    assert (machine.state, machine.trouble) == (ClientState.CODE_SHOWN, "code_changed")
    assert machine.handle(ev.NewCodeRequested(), 4)[0] == do.ReleaseCode(slot_id=SlotId("2" * 32))


def test_machine_code_expires_while_the_server_is_away() -> None:
    machine = ClientMachine()
    to_code_shown(machine)
    machine.handle(ev.ServerLost(code="server_unreachable"), 1)
    machine.handle(ev.Ticked(), 600_000)
    assert (machine.state, machine.trouble) == (ClientState.IDLE, "code_expired")


def test_machine_code_refused_after_the_server_was_away_goes_home_with_the_reason() -> None:
    machine = ClientMachine()
    to_code_shown(machine)
    machine.handle(ev.ServerLost(code="server_unreachable"), 1)
    machine.handle(ev.ServerReached(), 2)
    assert machine.handle(ev.CodeRefused(code="rate_limited"), 3) == [do.ReleaseCode(slot_id=SLOT)]
    assert (machine.state, machine.trouble) == (ClientState.IDLE, "rate_limited")


def test_machine_server_lost_while_bound_keeps_the_session() -> None:
    machine = ClientMachine()
    to_bound(machine)
    machine.handle(ev.ServerLost(code="server_unreachable"), 1)
    assert machine.state is ClientState.BOUND
    answer = machine.handle(ev.RightAsked(request_id=3, capability=Capability.VIEW, reason=""), 2)
    assert answer == [TellAgent(request_id=3, capability=Capability.VIEW, outcome="unavailable")]


def test_machine_peer_asks_before_the_session_is_on_record_breaks_the_rules() -> None:
    machine = ClientMachine()
    to_pairing(machine)
    machine.handle(ev.PairingVerified(), 0)
    commands = machine.handle(ev.RightAsked(request_id=1, capability=Capability.VIEW, reason=""), 1)
    assert do.ClosePeer in kinds(commands)
    assert machine.state is ClientState.IDLE


@pytest.mark.parametrize("reason", ["user_stopped", "panic"])
def test_machine_stop_takes_rights_first_then_record_then_connection(reason) -> None:
    machine = ClientMachine()
    to_bound(machine)
    machine.handle(ev.RightAsked(request_id=1, capability=Capability.VIEW, reason=""), 0)
    prompt_id = machine.consent.prompt.prompt_id
    machine.handle(
        ev.QuestionAnswered(prompt_id=prompt_id, is_allowed=True, source="local", shown_ms=3_000, monitor_ids=(1,)), 1
    )
    machine.handle(ev.GrantRecorded(prompt_id=prompt_id), 2)
    commands = machine.handle(ev.StopPressed(reason=reason), 3)
    assert kinds(commands) == [ApplyRights, Record, do.ClosePeer, do.CloseSession]
    assert machine.state is ClientState.ENDED
    assert machine.end_reason == reason


def test_machine_ended_ignores_everything_but_going_home() -> None:
    machine = ClientMachine()
    to_bound(machine)
    machine.handle(ev.StopPressed(reason="user_stopped"), 1)
    for event in (ev.PeerBound(), ev.LineLost(), ev.RightReturned(capability=Capability.VIEW), ev.ResumePressed()):
        assert machine.handle(event, 2) == []
    machine.handle(ev.HomeRequested(), 3)
    assert machine.state is ClientState.IDLE


@pytest.mark.parametrize(("deadline_ms", "steps"), [(30_000, 0), (15_000, 1), (15_000, 2)])
def test_machine_pairing_that_takes_too_long_fails(deadline_ms: int, steps: int) -> None:
    machine = ClientMachine()
    to_pairing(machine)
    for event in (ev.PairingVerified(), ev.PeerBound())[:steps]:
        machine.handle(event, 0)
    assert machine.handle(ev.Ticked(), deadline_ms - 1) == []
    told = do.CloseSession(reason="failed") if steps == 2 else do.ReportPairing(failure="timeout")
    assert told in machine.handle(ev.Ticked(), deadline_ms)
    assert machine.trouble == "timeout"


def test_machine_journal_broken_pauses_once_and_says_why_on_record() -> None:
    machine = ClientMachine()
    to_bound(machine)
    commands = machine.handle(ev.JournalBroken(), 1)
    assert [command.data["source"] for command in commands if isinstance(command, Record)] == ["journal"]
    assert machine.handle(ev.JournalBroken(), 2) == [], "the entry about it could not be written either"
    assert machine.consent.is_paused
    assert machine.trouble == "journal_unwritable"


def test_machine_second_session_never_uses_an_epoch_of_the_first() -> None:
    machine = ClientMachine()
    to_bound(machine)
    for _ in range(3):
        machine.handle(ev.PausePressed(), 1)
        machine.handle(ev.ResumePressed(), 1)
    machine.handle(ev.StopPressed(reason="user_stopped"), 2)
    last = machine.consent.rights.epoch
    machine.handle(ev.HomeRequested(), 3)
    to_bound(machine, 4)
    assert machine.consent.rights.epoch > last, "the gate opens each epoch once, and a late batch must stay stale"


@pytest.mark.parametrize("event", [ev.StopPressed(reason="user_stopped"), ev.HomeRequested()])
def test_machine_given_up_before_the_session_opened_says_that_the_person_did_it(event: ev.ClientEvent) -> None:
    machine = ClientMachine()
    to_pairing(machine)
    for step in (ev.PairingVerified(), ev.PeerBound()):
        machine.handle(step, 1)
    assert machine.handle(event, 2) == [do.ClosePeer(reason="user_stopped"), do.CloseSession(reason="user_stopped")]


def test_machine_forbidden_right_is_refused_without_asking_the_person_and_cannot_be_offered() -> None:
    machine = ClientMachine()
    to_pairing(machine)
    machine.handle(ev.PolicyTold(forbidden=frozenset({Capability.VIEW, Capability.FILE_TO_USER})), 0)
    # What was forbidden once, no later word allows.
    machine.handle(ev.PolicyTold(forbidden=frozenset({Capability.CONTROL})), 0)
    for event in (ev.PairingVerified(), ev.PeerBound(), ev.PairingReported(), ev.SessionRecorded()):
        machine.handle(event, 0)
    assert machine.state is ClientState.BOUND
    for number, right in enumerate((Capability.VIEW, Capability.CONTROL), start=1):
        asked = ev.RightAsked(request_id=number, capability=right, reason="please")
        answer = TellAgent(request_id=number, capability=right, outcome="unavailable")
        assert machine.handle(asked, 1) == [answer]
        assert machine.handle(ev.RightOffered(capability=right), 1) == []
    assert not machine.consent.may_be_asked(Capability.FILE_TO_USER)
    assert machine.consent.may_be_asked(Capability.FILE_FROM_USER)
    assert machine.consent.prompt is None
    # It comes too late to change a session that goes on, and the next one starts without it.
    machine.handle(ev.PolicyTold(forbidden=frozenset(Capability)), 2)
    assert machine.consent.may_be_asked(Capability.CLIPBOARD_TO_USER)
    machine.handle(ev.StopPressed(reason="user_stopped"), 3)
    machine.handle(ev.HomeRequested(), 4)
    to_bound(machine, 5)
    assert machine.consent.may_be_asked(Capability.VIEW)


def test_machine_terms_add_up_until_the_session_is_bound_and_are_forgotten_with_it() -> None:
    machine = ClientMachine()
    to_pairing(machine)
    for terms in (
        ConsentTerms(needs_reason=frozenset({Capability.VIEW}), longest_ms={Capability.CONTROL: 120_000}),
        ConsentTerms(longest_ms={Capability.CONTROL: 600_000}),
        ConsentTerms(needs_reason=frozenset({Capability.CONTROL})),
    ):
        machine.handle(ev.PolicyTold(terms=terms), 0)
    for event in (ev.PairingVerified(), ev.PeerBound(), ev.PairingReported(), ev.SessionRecorded()):
        machine.handle(event, 0)
    assert machine.consent.terms.needs_reason == {Capability.VIEW, Capability.CONTROL}
    assert machine.consent.terms.longest_ms == {Capability.CONTROL: 120_000}
    effects = machine.handle(ev.RightAsked(request_id=1, capability=Capability.VIEW, reason=" "), 1)
    assert effects[-1] == TellAgent(request_id=1, capability=Capability.VIEW, outcome="reason_needed")
    assert machine.consent.prompt is None
    machine.handle(ev.StopPressed(reason="user_stopped"), 3)
    machine.handle(ev.HomeRequested(), 4)
    to_bound(machine, 5)
    assert machine.consent.terms == NO_TERMS
