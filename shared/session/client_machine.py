"""The assisted person's session: one table of what may happen when.

What is not in the table changes nothing, or ends the session when the other side caused it. Pure: events and a
monotonic reading in, commands out. Rights live in `shared.consent.machine`; this machine decides when that one may be
spoken to.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from shared.capability import Capability
from shared.consent.effect import ConsentEffect
from shared.consent.machine import ConsentMachine
from shared.consent.terms import NO_TERMS
from shared.ids import SlotId
from shared.protocol.limits import CONNECT_TIMEOUT_MS, PAIRING_TIMEOUT_MS
from shared.protocol.signaling_messages import AgentCard, CloseReason, PairingFailure
from shared.session import commands as do
from shared.session import events as ev
from shared.session.consent_events import CONSENT_TABLE
from shared.session.state import ClientState
from shared.session.wrong_codes import WrongCodes

Commands = list[do.Command]
_Handler = Callable[..., list[do.Command]]

# Events that only a verified peer can cause; where the table does not expect them they break the rules of the wire.
_PEER_EVENTS = (ev.RightAsked, ev.ScreensAsked, ev.FilesOffered, ev.FilesAsked, ev.RightReturned)
_LIVE_STATES = (ClientState.CONNECTING, ClientState.OPENING, ClientState.BOUND)


def _rows(
    states: Iterable[ClientState], handlers: dict[type, "_Handler"]
) -> dict[tuple[ClientState, type], "_Handler"]:
    return {(state, event): handler for state in states for event, handler in handlers.items()}


class ClientMachine:
    """One request for help after another, each from code to receipt."""

    def __init__(self) -> None:
        """Start at home with nothing running."""
        self._state = ClientState.IDLE
        self._consent = ConsentMachine()
        self._slot_id: SlotId | None = None
        self._agent: AgentCard | None = None
        self._problem = ""
        self._code_expires_ms = 0
        self._deadline_ms: int | None = None
        self._bound_ms = 0
        self._end_reason: CloseReason | None = None
        self._trouble: str | None = None
        self._wrong_codes = WrongCodes()
        self._is_server_here = False
        self._is_code_held = False
        self._is_contested = False
        self._forbidden: frozenset[Capability] = frozenset()
        self._terms = NO_TERMS

    # --- what the state says

    @property
    def state(self) -> ClientState:
        """Where we stand."""
        return self._state

    @property
    def consent(self) -> ConsentMachine:
        """The rights of this session; read it, change it only through events."""
        return self._consent

    @property
    def agent(self) -> AgentCard | None:
        """Who typed the code, once somebody did."""
        return self._agent

    @property
    def problem(self) -> str:
        """What the person wrote."""
        return self._problem

    @property
    def code_expires_mono_ms(self) -> int:
        """When the shown code stops working."""
        return self._code_expires_ms

    @property
    def is_code_held(self) -> bool:
        """Whether the server holds the shown code now; while it is away nobody can use it."""
        return self._is_code_held

    @property
    def is_contested(self) -> bool:
        """Whether somebody else tried the code while this helper was using it."""
        return self._is_contested

    @property
    def bound_mono_ms(self) -> int:
        """When the helper was verified."""
        return self._bound_ms

    @property
    def end_reason(self) -> CloseReason | None:
        """Why the session is over."""
        return self._end_reason

    @property
    def trouble(self) -> str | None:
        """Code of the sentence the person should read now."""
        return self._trouble

    @property
    def is_server_here(self) -> bool:
        """Whether the server can be reached at the moment."""
        return self._is_server_here

    def wants_long_code(self, now_ms: int) -> bool:
        """Three codes were wrong within ten minutes: somebody may be guessing."""
        return self._wrong_codes.are_many(now_ms)

    # --- the table

    def handle(self, event: ev.ClientEvent, now_ms: int) -> Commands:
        """Take one event at `now_ms` and return what is to be done, in order."""
        handler = self._TABLE.get((self._state, type(event)))
        if handler is not None:
            return handler(self, event, now_ms)
        if isinstance(event, _PEER_EVENTS) and self._state in _LIVE_STATES:
            return self._end("protocol_error", now_ms)
        # A late answer or a button pressed twice: the world moved on meanwhile.
        return []

    # --- before anybody came

    def _request_help(self, event: ev.HelpRequested, now_ms: int) -> Commands:
        self._problem = event.problem
        return self._request_code(event, now_ms)

    def _request_code(self, _event: Any, now_ms: int) -> Commands:
        give_up = self._release()
        self._state = ClientState.ALLOCATING
        self._agent = None
        self._trouble = None if self._is_server_here else self._trouble
        return (
            [*give_up, do.RequestCode(secret_digits=self._wrong_codes.secret_digits(now_ms))]
            if self._is_server_here
            else give_up
        )

    def _go_home(self, _event: Any, _now_ms: int) -> Commands:
        give_up = self._release()
        self._reset()
        return give_up

    def _server_reached(self, _event: ev.ServerReached, now_ms: int) -> Commands:
        self._is_server_here = True
        self._trouble = None
        if self._state is ClientState.CODE_SHOWN and self._slot_id is not None:
            # The person may be reading the code aloud: it stays if the server still has it.
            return [do.ReclaimCode(slot_id=self._slot_id, secret_digits=self._wrong_codes.secret_digits(now_ms))]
        return self._request_code(None, now_ms) if self._state is ClientState.ALLOCATING else []

    def _server_lost(self, event: ev.ServerLost, now_ms: int) -> Commands:
        self._is_server_here = False
        self._trouble = event.code
        match self._state:
            case ClientState.CODE_SHOWN:
                self._is_code_held = False
            case ClientState.PAIRING | ClientState.CONNECTING | ClientState.OPENING:
                return self._fail("abandoned", now_ms, trouble=event.code)
            case ClientState.BOUND:
                return list(self._consent.record_lost(now_ms))
            case _:
                pass
        return []

    def _code_allocated(self, event: ev.CodeAllocated, now_ms: int) -> Commands:
        was_shown = self._state is ClientState.CODE_SHOWN
        self._slot_id = event.slot_id
        self._code_expires_ms = now_ms + event.expires_in_ms
        self._state = ClientState.CODE_SHOWN
        self._is_code_held = True
        self._trouble = "code_changed" if was_shown else None
        return []

    def _code_kept(self, event: ev.CodeKept, now_ms: int) -> Commands:
        # Two clocks count, the earlier end holds: a server cannot make a code live longer than it said at first.
        self._code_expires_ms = min(self._code_expires_ms, now_ms + event.expires_in_ms)
        self._is_code_held = True
        return []

    def _code_refused(self, event: ev.CodeRefused, _now_ms: int) -> Commands:
        give_up = self._release()
        self._reset()
        self._trouble = event.code
        return give_up

    def _code_expired(self, _event: Any, _now_ms: int) -> Commands:
        give_up = self._release()
        self._reset()
        self._trouble = "code_expired"
        return give_up

    def _code_claimed(self, event: ev.CodeClaimed, now_ms: int) -> Commands:
        self._agent = event.agent
        self._is_contested = False
        self._forbidden, self._terms = frozenset(), NO_TERMS
        self._slot_id = None
        self._trouble = None
        self._state = ClientState.PAIRING
        self._deadline_ms = now_ms + PAIRING_TIMEOUT_MS
        return [do.StartExchange()]

    # --- proving each other

    def _pairing_verified(self, _event: ev.PairingVerified, now_ms: int) -> Commands:
        self._state = ClientState.CONNECTING
        self._deadline_ms = now_ms + CONNECT_TIMEOUT_MS
        return [do.StartPeer()]

    def _code_contested(self, _event: ev.CodeContested, _now_ms: int) -> Commands:
        self._is_contested = True
        return []

    def _policy_told(self, event: ev.PolicyTold, _now_ms: int) -> Commands:
        # Only ever more: what was once forbidden in this session no later word allows.
        self._forbidden |= event.forbidden
        self._terms = self._terms.and_also(event.terms)
        return []

    def _pairing_refused(self, event: ev.PairingRefused, now_ms: int) -> Commands:
        return self._fail(event.failure, now_ms, trouble=event.failure)

    def _peer_bound(self, _event: ev.PeerBound, now_ms: int) -> Commands:
        self._state = ClientState.OPENING
        self._deadline_ms = now_ms + CONNECT_TIMEOUT_MS
        return [do.ReportPairing(failure=None)]

    def _pairing_reported(self, _event: ev.PairingReported, _now_ms: int) -> Commands:
        return [do.OpenSession()]

    def _session_recorded(self, _event: ev.SessionRecorded, now_ms: int) -> Commands:
        self._state = ClientState.BOUND
        self._deadline_ms = None
        self._bound_ms = now_ms
        offered = frozenset(Capability) - self._forbidden
        first_epoch = self._consent.rights.epoch + 1
        self._consent = ConsentMachine(offered=offered, first_epoch=first_epoch, terms=self._terms)
        return [do.ApplyRights()]

    def _session_refused(self, event: ev.SessionRefused, now_ms: int) -> Commands:
        return self._fail("abandoned", now_ms, trouble=event.code)

    def _peer_gone_early(self, _event: Any, now_ms: int) -> Commands:
        return self._fail("binding_failed", now_ms, trouble="peer_lost")

    def _stop_early(self, event: ev.StopPressed, now_ms: int) -> Commands:
        return self._fail("abandoned", now_ms, trouble=None, reason=event.reason)

    def _go_home_early(self, _event: ev.HomeRequested, now_ms: int) -> Commands:
        return self._fail("abandoned", now_ms, trouble=None, reason="user_stopped")

    # --- a verified session

    def _in_consent(self, event: ev.ClientEvent, now_ms: int) -> Commands:
        return list(CONSENT_TABLE[type(event)](self._consent, event, now_ms))

    def _resume(self, _event: ev.ResumePressed, _now_ms: int) -> Commands:
        self._trouble = None if self._is_server_here else self._trouble
        return list(self._consent.resume())

    def _grant_unrecorded(self, event: ev.GrantUnrecorded, _now_ms: int) -> Commands:
        # A broken disk here was told already, and says more.
        self._trouble = self._trouble or "audit_unwritable"
        return list(self._consent.grant_unrecorded(event.prompt_id))

    def _record_lost(self, event: ev.RecordLost, now_ms: int) -> Commands:
        if self._trouble in (None, "audit_unwritable"):
            self._trouble = event.code
        return list(self._consent.record_lost(now_ms))

    def _record_restored(self, _event: ev.RecordRestored, _now_ms: int) -> Commands:
        # Not at the new socket already: a server that answers but does not write must not keep rights open.
        self._consent.record_restored()
        self._trouble = None if self._trouble == "audit_unwritable" else self._trouble
        return []

    def _journal_broken(self, _event: ev.JournalBroken, _now_ms: int) -> Commands:
        # Pausing closes both rights in effect. The entries about it go to the server even where the disk refuses
        # them; a second failure on the way changes nothing more, for what is paused is not paused again.
        self._trouble = "journal_unwritable"
        return list(self._consent.pause("journal"))

    def _stop(self, event: ev.StopPressed, now_ms: int) -> Commands:
        return self._end(event.reason, now_ms)

    def _peer_ended(self, event: ev.PeerEnded, now_ms: int) -> Commands:
        return self._end(event.reason, now_ms)

    def _line_lost(self, _event: ev.LineLost, now_ms: int) -> Commands:
        return self._end("peer_lost", now_ms)

    # --- time

    def _tick_code(self, _event: ev.Ticked, now_ms: int) -> Commands:
        return self._code_expired(None, now_ms) if now_ms >= self._code_expires_ms else []

    def _tick_deadline(self, _event: ev.Ticked, now_ms: int) -> Commands:
        if self._deadline_ms is not None and now_ms >= self._deadline_ms:
            return self._fail("timeout", now_ms, trouble="timeout")
        return []

    # --- endings

    def _release(self) -> Commands:
        if self._slot_id is None:
            return []
        slot_id, self._slot_id = self._slot_id, None
        self._is_code_held = False
        return [do.ReleaseCode(slot_id=slot_id)]

    def _reset(self) -> None:
        self._state = ClientState.IDLE
        self._agent = None
        self._deadline_ms = None
        self._end_reason = None
        self._trouble = None
        self._consent = ConsentMachine(first_epoch=self._consent.rights.epoch + 1)

    def _fail(
        self, failure: PairingFailure, now_ms: int, *, trouble: str | None, reason: CloseReason = "failed"
    ) -> Commands:
        """No session came of it: burn the code, tell both, go home with a sentence."""
        if failure == "wrong_code":
            self._wrong_codes.add(now_ms)
        problem = self._problem
        # Once pairing was reported as done it cannot be reported as failed; what is open at the server is closed.
        is_reported = self._state is ClientState.OPENING
        self._reset()
        self._problem = problem
        self._trouble = trouble
        told: do.Command = do.CloseSession(reason=reason) if is_reported else do.ReportPairing(failure=failure)
        return [do.ClosePeer(reason=reason), told]

    def _end(self, reason: CloseReason, now_ms: int) -> Commands:
        """Rights go first, then the record, then the connection."""
        if self._state is not ClientState.BOUND:
            return self._fail("binding_failed", now_ms, trouble=reason)
        effects: list[ConsentEffect] = self._consent.end()
        self._state = ClientState.ENDED
        self._end_reason = reason
        self._deadline_ms = None
        return [*effects, do.ClosePeer(reason=reason), do.CloseSession(reason=reason)]

    _TABLE: ClassVar[dict[tuple[ClientState, type], _Handler]] = {
        **_rows(ClientState, {ev.ServerReached: _server_reached, ev.ServerLost: _server_lost}),
        **_rows([ClientState.IDLE], {ev.HelpRequested: _request_help}),
        **_rows(
            [ClientState.ALLOCATING],
            {
                ev.CodeAllocated: _code_allocated,
                ev.CodeRefused: _code_refused,
                ev.HomeRequested: _go_home,
                ev.StopPressed: _go_home,
            },
        ),
        **_rows(
            [ClientState.CODE_SHOWN],
            {
                ev.NewCodeRequested: _request_code,
                ev.HomeRequested: _go_home,
                ev.StopPressed: _go_home,
                ev.CodeAllocated: _code_allocated,
                ev.CodeKept: _code_kept,
                ev.CodeRefused: _code_refused,
                ev.CodeExpired: _code_expired,
                ev.CodeClaimed: _code_claimed,
                ev.Ticked: _tick_code,
            },
        ),
        **_rows(
            [ClientState.PAIRING, ClientState.CONNECTING, ClientState.OPENING],
            {
                ev.CodeContested: _code_contested,
                ev.PolicyTold: _policy_told,
                ev.PairingRefused: _pairing_refused,
                ev.PeerEnded: _peer_gone_early,
                ev.LineLost: _peer_gone_early,
                ev.StopPressed: _stop_early,
                ev.HomeRequested: _go_home_early,
                ev.Ticked: _tick_deadline,
            },
        ),
        **_rows([ClientState.PAIRING], {ev.PairingVerified: _pairing_verified}),
        **_rows([ClientState.CONNECTING], {ev.PeerBound: _peer_bound}),
        **_rows(
            [ClientState.OPENING],
            {
                ev.PairingReported: _pairing_reported,
                ev.SessionRecorded: _session_recorded,
                ev.SessionRefused: _session_refused,
            },
        ),
        **_rows([ClientState.BOUND], dict.fromkeys(CONSENT_TABLE, _in_consent)),
        **_rows(
            [ClientState.BOUND],
            {
                ev.ResumePressed: _resume,
                ev.GrantUnrecorded: _grant_unrecorded,
                ev.RecordLost: _record_lost,
                ev.RecordRestored: _record_restored,
                ev.JournalBroken: _journal_broken,
                ev.LineLost: _line_lost,
                ev.PeerEnded: _peer_ended,
                ev.StopPressed: _stop,
            },
        ),
        **_rows([ClientState.ENDED], {ev.HomeRequested: _go_home}),
    }
    """Everything that may happen, by state."""
