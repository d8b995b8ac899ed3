"""The agent's side of one session: a mirror of what the client allows, never a source of rights."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Literal

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.terms import NO_TERMS, ConsentTerms
from shared.protocol.limits import CONNECT_TIMEOUT_MS, PAIRING_TIMEOUT_MS
from shared.protocol.signaling_messages import CloseReason
from shared.session import commands as do
from shared.session import events as ev
from shared.session.state import AgentState

RightState = Literal["off", "asked", "on", "refused", "forbidden"]
Commands = list[do.Command]
_Handler = Callable[..., list[do.Command]]


def _rows(states: Iterable[AgentState], handlers: dict[type, _Handler]) -> dict[tuple[AgentState, type], _Handler]:
    return {(state, event): handler for state in states for event, handler in handlers.items()}


class AgentMachine:
    """One tab of the console, from typed code to ended."""

    def __init__(self, now_ms: int) -> None:
        """A code has just been sent to the server."""
        self._state = AgentState.CLAIMING
        self._deadline_ms: int | None = now_ms + PAIRING_TIMEOUT_MS
        self._bound_ms = 0
        self._input_epoch = 0
        self._on: frozenset[Capability] = frozenset()
        self._cover: Literal["none", "asking", "paused"] = "none"
        self._has_status = False
        self._asked: dict[int, Capability] = {}
        self._refused: set[Capability] = set()
        self._forbidden: frozenset[Capability] = frozenset()
        self._terms = NO_TERMS
        self._screens_request_id: int | None = None
        self._were_screens_refused = False
        self._last_request_id = 0
        self._is_stalled = False
        self._end_reason: CloseReason | None = None
        self._trouble: str | None = None

    @property
    def state(self) -> AgentState:
        """Where we stand."""
        return self._state

    @property
    def bound_mono_ms(self) -> int:
        """When the person's program was verified."""
        return self._bound_ms

    @property
    def input_epoch(self) -> int:
        """The epoch input must carry to be heard."""
        return self._input_epoch

    @property
    def is_on_record(self) -> bool:
        """Whether the client has said so, by its first report; before that nothing we say would be listened to."""
        return self._state is AgentState.BOUND and self._has_status

    @property
    def on(self) -> frozenset[Capability]:
        """Rights the client says are on."""
        return self._on

    @property
    def cover(self) -> Literal["none", "asking", "paused"]:
        """Why the picture is withheld."""
        return self._cover

    @property
    def is_stalled(self) -> bool:
        """Whether the line is silent."""
        return self._is_stalled

    @property
    def end_reason(self) -> CloseReason | None:
        """Why the session is over."""
        return self._end_reason

    @property
    def trouble(self) -> str | None:
        """Code of a sentence for the agent."""
        return self._trouble

    @property
    def control_epoch(self) -> int | None:
        """The epoch of the control we have, also while the line is silent; None without control."""
        has_control = self._state is AgentState.BOUND and Capability.CONTROL in self._on and self._cover == "none"
        return self.input_epoch if has_control else None

    @property
    def may_control(self) -> bool:
        """Whether input is worth sending; the client decides for itself."""
        return self.control_epoch is not None and not self._is_stalled

    @property
    def may_ask_now(self) -> bool:
        """Whether a question would be listened to: the session is on record, and nothing is open or paused there."""
        return self._state is AgentState.BOUND and self._has_status and self._cover == "none"

    @property
    def forbidden(self) -> frozenset[Capability]:
        """Rights the organisation's rules keep from this session; the person's program refuses them too."""
        return self._forbidden

    @property
    def needs_reason(self) -> frozenset[Capability]:
        """Rights that rules let us ask for only with a reason in words; the person's program refuses others."""
        return self._terms.needs_reason

    def right_state(self, capability: Capability) -> RightState:
        """How far we are with one right."""
        if capability in self._on:
            return "on"
        if capability in self._forbidden:
            return "forbidden"
        if capability in self._asked.values():
            return "asked"
        return "refused" if capability in self._refused else "off"

    @property
    def screens_state(self) -> Literal["off", "asked", "refused"]:
        """How far we are with the wish for other displays; `off` also when it was fulfilled."""
        if self._screens_request_id is not None:
            return "asked"
        return "refused" if self._were_screens_refused else "off"

    def handle(self, event: ev.AgentEvent, now_ms: int) -> Commands:
        """Take one event at `now_ms` and return what is to be done, in order."""
        handler = self._TABLE.get((self._state, type(event)))
        return handler(self, event, now_ms) if handler is not None else []

    # --- becoming verified

    def _code_accepted(self, _event: ev.CodeAccepted, now_ms: int) -> Commands:
        self._state = AgentState.PAIRING
        self._deadline_ms = now_ms + PAIRING_TIMEOUT_MS
        return []

    def _code_rejected(self, event: ev.CodeRejected, _now_ms: int) -> Commands:
        return self._finish("failed", event.code)

    def _pairing_verified(self, _event: ev.PairingVerified, now_ms: int) -> Commands:
        self._state = AgentState.CONNECTING
        self._deadline_ms = now_ms + CONNECT_TIMEOUT_MS
        return [do.StartPeer()]

    def _policy_told(self, event: ev.PolicyTold, _now_ms: int) -> Commands:
        self._forbidden |= event.forbidden
        self._terms = self._terms.and_also(event.terms)
        return []

    def _code_contested(self, _event: ev.CodeContested, _now_ms: int) -> Commands:
        self._trouble = "code_contested"
        return []

    def _pairing_refused(self, event: ev.PairingRefused, _now_ms: int) -> Commands:
        return self._give_up(event.failure)

    def _peer_bound(self, _event: ev.PeerBound, now_ms: int) -> Commands:
        self._state = AgentState.BOUND
        self._deadline_ms = None
        self._bound_ms = now_ms
        return []

    # --- a verified session

    def _rights_reported(self, event: ev.RightsReported, _now_ms: int) -> Commands:
        is_first, self._has_status = not self._has_status, True
        could_control = self.may_control
        lost_epoch = event.input_epoch != self._input_epoch
        self._input_epoch = event.input_epoch
        self._on = event.on
        self._cover = event.cover
        if Capability.VIEW not in event.on:
            # A wish that crossed the end of that right on the way is not answered any more.
            self._screens_request_id, self._were_screens_refused = None, False
        if self._on:
            # The person has decided who may; that somebody else knew the code is news no more.
            self._trouble = None
        commands: Commands = []
        if could_control and (lost_epoch or not self.may_control):
            commands.append(do.ReleaseInput())
        if is_first:
            # The first report says the session is on record; before that a question would not be listened to.
            commands += self._ask(Capability.VIEW, "")
        return commands

    def _right_answered(self, event: ev.RightAnswered, _now_ms: int) -> Commands:
        is_known = event.request_id == self._screens_request_id
        if is_known:
            self._screens_request_id = None
            self._were_screens_refused = event.outcome not in ("granted", "reason_needed")
        elif self._asked.pop(event.request_id, None) is not None:
            is_known = True
            if event.outcome not in ("granted", "reason_needed"):
                self._refused.add(event.capability)
        if is_known and event.outcome == "reason_needed":
            # The person was not asked. Whatever the server told us, from now on we know.
            self._terms = self._terms.and_also(ConsentTerms(needs_reason=frozenset({event.capability})))
        return []

    def _right_wanted(self, event: ev.RightWanted, _now_ms: int) -> Commands:
        return self._ask(event.capability, event.reason) if self._has_status else []

    def _more_time_wanted(self, event: ev.MoreTimeWanted, _now_ms: int) -> Commands:
        return self._ask(event.capability, event.reason, is_on=True) if event.capability in self._on else []

    def _screens_wanted(self, event: ev.ScreensWanted, _now_ms: int) -> Commands:
        if Capability.VIEW not in self._on or self._screens_request_id is not None:
            return []
        if self._terms.lack_reason(Capability.VIEW, event.reason):
            return []
        self._last_request_id += 1
        self._screens_request_id, self._were_screens_refused = self._last_request_id, False
        return [do.AskScreens(request_id=self._last_request_id, monitor_ids=event.monitor_ids, reason=event.reason)]

    def _right_given_back(self, event: ev.RightGivenBack, _now_ms: int) -> Commands:
        if event.capability not in self._on:
            return []
        gone = {
            other
            for other in self._on
            if other is event.capability or event.capability in CAPABILITY_RULES[other].needs
        }
        self._on -= gone
        release: Commands = [do.ReleaseInput()] if Capability.CONTROL in gone else []
        return [*release, do.ReturnRight(capability=event.capability)]

    def _stalled(self, _event: ev.LineStalled, _now_ms: int) -> Commands:
        self._is_stalled = True
        return [do.ReleaseInput()]

    def _recovered(self, _event: ev.LineRecovered, _now_ms: int) -> Commands:
        self._is_stalled = False
        return []

    # --- endings

    def _end_pressed(self, _event: ev.EndPressed, _now_ms: int) -> Commands:
        return [
            *self._finish("agent_left", None),
            do.ClosePeer(reason="agent_left"),
            do.CloseSession(reason="agent_left"),
        ]

    def _peer_ended(self, event: ev.PeerEnded, _now_ms: int) -> Commands:
        return [*self._finish(event.reason, None), do.ClosePeer(reason=event.reason)]

    def _line_lost(self, _event: ev.LineLost, _now_ms: int) -> Commands:
        return [
            *self._finish("peer_lost", None),
            do.ClosePeer(reason="peer_lost"),
            do.CloseSession(reason="peer_lost"),
        ]

    def _server_lost_early(self, event: ev.ServerLost, _now_ms: int) -> Commands:
        return [*self._finish("failed", event.code), do.ClosePeer(reason="failed")]

    def _tick_deadline(self, _event: ev.Ticked, now_ms: int) -> Commands:
        if self._deadline_ms is not None and now_ms >= self._deadline_ms:
            return self._give_up("timeout")
        return []

    def _ask(self, capability: Capability, reason: str, *, is_on: bool = False) -> Commands:
        if capability in self._asked.values() or (capability in self._on and not is_on):
            return []
        if capability in self._forbidden and not is_on:
            return []
        if self._terms.lack_reason(capability, reason):
            return []
        self._last_request_id += 1
        self._asked[self._last_request_id] = capability
        self._refused.discard(capability)
        return [do.AskRight(request_id=self._last_request_id, capability=capability, reason=reason)]

    def _give_up(self, trouble: str) -> Commands:
        # The person's program is told through the server, or it would wait for us until its own time is up.
        return [*self._finish("failed", trouble), do.ClosePeer(reason="failed"), do.CloseSession(reason="failed")]

    def _finish(self, reason: CloseReason, trouble: str | None) -> Commands:
        self._state = AgentState.ENDED
        self._end_reason = reason
        self._trouble = trouble
        self._on = frozenset()
        self._asked.clear()
        self._deadline_ms = None
        return [do.ReleaseInput()]

    _TABLE: ClassVar[dict[tuple[AgentState, type], _Handler]] = {
        **_rows(
            [AgentState.CLAIMING, AgentState.PAIRING, AgentState.CONNECTING],
            {
                ev.PolicyTold: _policy_told,
                ev.PairingRefused: _pairing_refused,
                ev.PeerEnded: _peer_ended,
                ev.LineLost: _line_lost,
                ev.ServerLost: _server_lost_early,
                ev.EndPressed: _end_pressed,
                ev.Ticked: _tick_deadline,
            },
        ),
        **_rows([AgentState.CLAIMING], {ev.CodeAccepted: _code_accepted, ev.CodeRejected: _code_rejected}),
        **_rows([AgentState.PAIRING, AgentState.CONNECTING], {ev.CodeContested: _code_contested}),
        **_rows([AgentState.PAIRING], {ev.PairingVerified: _pairing_verified}),
        **_rows([AgentState.CONNECTING], {ev.PeerBound: _peer_bound}),
        **_rows(
            [AgentState.BOUND],
            {
                ev.PolicyTold: _policy_told,
                ev.RightsReported: _rights_reported,
                ev.RightAnswered: _right_answered,
                ev.RightWanted: _right_wanted,
                ev.MoreTimeWanted: _more_time_wanted,
                ev.ScreensWanted: _screens_wanted,
                ev.RightGivenBack: _right_given_back,
                ev.LineStalled: _stalled,
                ev.LineRecovered: _recovered,
                ev.LineLost: _line_lost,
                ev.PeerEnded: _peer_ended,
                ev.EndPressed: _end_pressed,
            },
        ),
    }
    """Everything that may happen, by state."""
