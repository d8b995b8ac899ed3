"""Both session machines under every order of events: they never break, and never do things out of turn."""

from dataclasses import fields

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared.capability import Capability
from shared.consent.effect import ApplyRights, ConsentMark, Record
from shared.consent.grant import BatchScope
from shared.ids import PromptId, SessionId, SlotId
from shared.protocol.signaling_messages import AgentCard
from shared.session import commands as do
from shared.session import events as ev
from shared.session.agent_machine import AgentMachine
from shared.session.client_machine import ClientMachine
from shared.session.state import AgentState, ClientState

CARD = AgentCard(
    agent_id="agent:7",
    name="Ana Pop",
    organisation="Contoso",
    domain="help.contoso.example",
    account_created_on="2026-01-02",
)
CAPABILITIES = st.sampled_from([Capability.VIEW, Capability.CONTROL, Capability.TERMINAL])
REASONS = st.sampled_from(["user_stopped", "panic", "agent_left", "peer_lost"])

CLIENT_EVENTS = st.one_of(
    st.builds(ev.HelpRequested, problem=st.just("the printer")),
    st.builds(ev.NewCodeRequested),
    st.builds(ev.HomeRequested),
    st.builds(
        ev.QuestionAnswered,
        prompt_id=st.integers(1, 4).map(PromptId),
        is_allowed=st.booleans(),
        source=st.sampled_from(["local", "virtual", "injected"]),
        shown_ms=st.sampled_from([0, 5_000]),
        monitor_ids=st.just((1,)),
    ),
    st.builds(ev.RightTakenBack, capability=CAPABILITIES),
    st.builds(ev.PausePressed),
    st.builds(ev.ResumePressed),
    st.builds(ev.StopPressed, reason=REASONS),
    st.builds(ev.ServerReached),
    st.builds(ev.ServerLost, code=st.just("server_unreachable")),
    st.builds(ev.CodeAllocated, slot_id=st.just(SlotId("0" * 32)), expires_in_ms=st.just(600_000)),
    st.builds(ev.CodeAllocated, slot_id=st.just(SlotId("2" * 32)), expires_in_ms=st.just(600_000)),
    st.builds(ev.CodeKept, expires_in_ms=st.just(600_000)),
    st.builds(ev.CodeRefused, code=st.just("rate_limited")),
    st.builds(ev.CodeExpired),
    st.builds(ev.CodeClaimed, session_id=st.just(SessionId("1" * 32)), agent=st.just(CARD)),
    st.builds(ev.CodeContested),
    st.builds(ev.PairingVerified),
    st.builds(ev.PairingRefused, failure=st.sampled_from(["wrong_code", "timeout"])),
    st.builds(ev.PeerBound),
    st.builds(ev.PairingReported),
    st.builds(ev.SessionRecorded),
    st.builds(ev.SessionRefused, code=st.just("audit_unwritable")),
    st.builds(ev.GrantRecorded, prompt_id=st.integers(1, 4).map(PromptId)),
    st.builds(ev.GrantUnrecorded, prompt_id=st.integers(1, 4).map(PromptId)),
    st.builds(ev.RecordLost),
    st.builds(ev.RecordRestored),
    st.builds(ev.JournalBroken),
    st.builds(ev.RightAsked, request_id=st.integers(1, 9), capability=CAPABILITIES, reason=st.just("")),
    st.builds(
        ev.FilesOffered,
        request_id=st.integers(1, 9),
        batch=st.just(BatchScope(batch_id=1, file_count=1, total_bytes=1)),
        reason=st.just(""),
    ),
    st.builds(ev.BatchEnded, capability=CAPABILITIES),
    st.builds(ev.RightReturned, capability=CAPABILITIES),
    st.builds(ev.PeerEnded, reason=REASONS),
    st.builds(ev.LineStalled),
    st.builds(ev.LineRecovered),
    st.builds(ev.LineLost),
    st.builds(ev.Ticked),
)

WAY_IN: dict[ClientState, list[ev.ClientEvent]] = {
    ClientState.IDLE: [ev.ServerReached(), ev.HelpRequested(problem="")],
    ClientState.ALLOCATING: [ev.ServerReached(), ev.CodeAllocated(slot_id=SlotId("0" * 32), expires_in_ms=600_000)],
    ClientState.CODE_SHOWN: [ev.CodeClaimed(session_id=SessionId("1" * 32), agent=CARD)],
    ClientState.PAIRING: [ev.PairingVerified()],
    ClientState.CONNECTING: [ev.PeerBound()],
    ClientState.OPENING: [ev.PairingReported(), ev.SessionRecorded()],
}


class ClientSession(RuleBasedStateMachine):
    """Any event at any time, with a push along the way in so that long walks get somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = ClientMachine()
        self.now_ms = 0
        self.is_session_open = False
        self.has_slot = False
        self.granted_rows: set[int] = set()

    def take(self, event: ev.ClientEvent) -> None:
        before = self.machine.state
        rights_before = self.machine.consent.rights.granted
        commands = self.machine.handle(event, self.now_ms)
        for command in commands:
            match command:
                case do.RequestCode():
                    assert self.machine.is_server_here
                    assert self.machine.state is ClientState.ALLOCATING
                case do.ReclaimCode():
                    assert self.machine.is_server_here
                    assert self.machine.state is ClientState.CODE_SHOWN
                case do.OpenSession():
                    assert before is ClientState.OPENING, "no session before the peer proved itself"
                    self.is_session_open = True
                case do.CloseSession():
                    assert before in (ClientState.OPENING, ClientState.BOUND)
                case do.ReportPairing(failure=str()):
                    assert before is not ClientState.OPENING, "it was reported as done already"
                case Record(mark=ConsentMark.GRANTED):
                    assert isinstance(event, ev.QuestionAnswered)
                case Record() | do.TellAgent():
                    assert before is ClientState.BOUND
                case _:
                    pass
        if self.machine.state is ClientState.ENDED and before is not ClientState.ENDED:
            assert before is ClientState.BOUND
            kinds = [type(command) for command in commands]
            assert kinds[0] is ApplyRights, "rights go before anything else is done about the end"
            assert kinds.index(do.ClosePeer) < kinds.index(do.CloseSession)
        widened = self.machine.consent.rights.granted - rights_before
        assert not widened or isinstance(event, ev.GrantRecorded)

    @rule(event=CLIENT_EVENTS)
    def anything_happens(self, event: ev.ClientEvent) -> None:
        self.take(event)

    @rule()
    def things_go_well(self) -> None:
        for event in WAY_IN.get(self.machine.state, []):
            self.take(event)

    @rule(capability=st.sampled_from([Capability.VIEW, Capability.CONTROL]))
    def person_allows(self, capability: Capability) -> None:
        for event in (ev.ServerReached(), ev.RecordRestored(), ev.LineRecovered(), ev.ResumePressed()):
            self.take(event)
        self.take(ev.RightAsked(request_id=1, capability=capability, reason=""))
        prompt = self.machine.consent.prompt
        if self.machine.state is ClientState.BOUND and prompt is not None:
            answer = ev.QuestionAnswered(
                prompt_id=prompt.prompt_id, is_allowed=True, source="local", shown_ms=3_000, monitor_ids=(1,)
            )
            self.take(answer)
            self.take(ev.GrantRecorded(prompt_id=prompt.prompt_id))

    @rule(step_ms=st.sampled_from([10, 1_000, 31_000, 700_000]))
    def time_passes(self, step_ms: int) -> None:
        self.now_ms += step_ms
        self.take(ev.Ticked())

    @invariant()
    def rights_exist_only_while_bound(self) -> None:
        if self.machine.state is not ClientState.BOUND:
            assert self.machine.consent.rights.granted == frozenset()
            assert self.machine.consent.prompt is None


ClientSession.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestClientSession = ClientSession.TestCase

AGENT_EVENTS = st.one_of(
    st.builds(ev.CodeAccepted, session_id=st.just(SessionId("1" * 32))),
    st.builds(ev.CodeRejected, code=st.just("code_unknown")),
    st.builds(ev.CodeContested),
    st.builds(ev.PairingVerified),
    st.builds(ev.PairingRefused, failure=st.just("wrong_code")),
    st.builds(ev.PeerBound),
    st.builds(
        ev.RightAnswered,
        request_id=st.integers(1, 5),
        capability=CAPABILITIES,
        outcome=st.sampled_from(["granted", "denied", "unavailable"]),
    ),
    st.builds(
        ev.RightsReported,
        input_epoch=st.integers(0, 5),
        on=st.frozensets(CAPABILITIES),
        cover=st.sampled_from(["none", "asking", "paused"]),
    ),
    st.builds(ev.RightWanted, capability=CAPABILITIES, reason=st.just("")),
    st.builds(ev.RightGivenBack, capability=CAPABILITIES),
    st.builds(ev.EndPressed),
    st.builds(ev.PeerEnded, reason=REASONS),
    st.builds(ev.LineStalled),
    st.builds(ev.LineRecovered),
    st.builds(ev.LineLost),
    st.builds(ev.ServerLost, code=st.just("server_unreachable")),
    st.builds(ev.Ticked),
)


class AgentSession(RuleBasedStateMachine):
    """The console's side never believes more than the client said, and asks only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = AgentMachine(0)
        self.now_ms = 0
        self.reported: frozenset[Capability] = frozenset()

    @rule(event=AGENT_EVENTS, step_ms=st.sampled_from([0, 10, 16_000, 31_000]))
    def anything_happens(self, event: ev.AgentEvent, step_ms: int) -> None:
        self.now_ms += step_ms
        before = self.machine.state
        could_control = self.machine.may_control
        commands = self.machine.handle(event, self.now_ms)
        if isinstance(event, ev.RightsReported) and before is AgentState.BOUND:
            self.reported = event.on
        if could_control and not self.machine.may_control:
            assert any(isinstance(command, do.ReleaseInput) for command in commands), "keys would stay down"
        for command in commands:
            if isinstance(command, do.AskRight):
                assert before is AgentState.BOUND
        if before is AgentState.ENDED:
            assert commands == []
            assert self.machine.state is AgentState.ENDED

    @rule()
    def things_go_well(self) -> None:
        for event in (ev.CodeAccepted(session_id=SessionId("1" * 32)), ev.PairingVerified(), ev.PeerBound()):
            self.anything_happens(event, 0)

    @invariant()
    def believes_no_more_than_was_said(self) -> None:
        assert self.machine.on <= self.reported


AgentSession.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestAgentSession = AgentSession.TestCase


def test_events_are_plain_values_without_secrets() -> None:
    names = {field.name for event in (*ev.ClientEvent.__args__, *ev.AgentEvent.__args__) for field in fields(event)}
    assert not names & {"code_digits", "secret", "password", "token", "sdp"}
