"""The heart of the server: takes each message of each socket, asks the right desk, and answers. No I/O of its own."""

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import signaling_messages as wire
from signaling.domain import notice
from signaling.domain.accounts import ROLE_MAY
from signaling.domain.browser_sign_in import BrowserSignIn
from signaling.domain.conversation import Binding, Connection, SocketState
from signaling.domain.denials import DenialRecorder
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.pairing_desk import PairingDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import (
    AccountDirectory,
    AuditUnwritableError,
    Bus,
    Deliver,
    Ledger,
    Moment,
    PairingState,
    PasswordChecker,
    SessionRecord,
    SessionStage,
    TooManyWaitingError,
)
from signaling.domain.rate_limit import OpenCount, TokenBucket, WindowLimit
from signaling.domain.record_desk import RecordDesk
from signaling.domain.session_desk import Refusal, SessionDesk
from signaling.domain.session_policy import PolicyBook
from signaling.domain.session_record import RecordLedger
from signaling.domain.session_rules import SessionRules
from signaling.domain.sign_in import SignInDesk
from signaling.domain.sign_in_watch import ACCESS_ENDED, SignInWatch

CLOSE_NORMAL = 1000  # RFC 6455 section 7.4.1
CLOSE_GOING_AWAY = 1001
CLOSE_POLICY = 1008
CLOSE_TOO_BIG = 1009
CLOSE_INTERNAL = 1011

_MINUTE_MS = 60_000

_Handler = Callable[[Connection, Any, Moment], Awaitable[Refusal | None]]


class Broker:
    """One node's conversations. Messages of one socket must be handed in one after the other; sockets may interleave.

    Nothing in here sleeps, opens a socket or reads a clock: time comes in as a `Moment`, the world through the ports.
    """

    def __init__(
        self,
        *,
        welcome: wire.Welcome,
        policy: ServerPolicy,
        state: PairingState,
        bus: Bus,
        ledger: Ledger,
        records: RecordLedger,
        accounts: AccountDirectory,
        policies: PolicyBook,
        passwords: PasswordChecker,
        hand_overs: HandOverDesk,
        random_below: Callable[[int], int],
        new_id: Callable[[], str],
    ) -> None:
        self._welcome = welcome
        self._policy = policy
        self._bus = bus
        self._ledger = ledger
        self._pairing = PairingDesk(
            state=state, bus=bus, ledger=ledger, policy=policy, random_below=random_below, new_id=new_id
        )
        self._sessions = SessionDesk(
            desk=self._pairing,
            bus=bus,
            ledger=ledger,
            policy=policy,
            new_id=new_id,
            sessions_of=self._sessions_of,
        )
        self._rules = SessionRules(book=policies, bus=bus)
        self._sign_in = SignInDesk(
            accounts=accounts, passwords=passwords, ledger=ledger, policy=policy, new_id=new_id
        )
        self.denials = DenialRecorder(ledger, policy)
        self._watch = SignInWatch(accounts=accounts, policy=policy)
        self._open_sockets = OpenCount(maximum=policy.sockets_per_address)
        self._allocations = WindowLimit(maximum=policy.allocations_per_minute, window_ms=_MINUTE_MS)
        self._connections: dict[str, Connection] = {}
        self._accounts_checked_mono_ms = 0
        self._handlers: dict[type, _Handler] = {
            wire.Hello: self._hello,
            wire.SignIn: self._handle_sign_in,
            wire.SignInAgain: self._handle_sign_in_again,
            wire.SignOut: self._handle_sign_out,
            wire.Allocate: self._allocate,
            wire.Release: self._release,
            wire.Claim: self._claim,
            wire.Relay: self._relay,
            wire.ReportPairing: self._sessions.report_pairing,
            wire.OpenSession: self._sessions.open_session,
            wire.AppendEvent: self._sessions.append_event,
            wire.CloseSession: self._sessions.close_session,
            wire.Attach: self._attach,
            **RecordDesk(records).handlers,
            **BrowserSignIn(hand_overs, self._sign_in, welcome.organisation).handlers,
        }

    @property
    def connections(self) -> tuple[Connection, ...]:
        """All open sockets of this node."""
        return tuple(self._connections.values())

    @property
    def sign_in_desk(self) -> SignInDesk:
        """Who may sign in: the limits on guesses are the same wherever somebody tries."""
        return self._sign_in

    async def watch_session(self, record: SessionRecord, now: Moment) -> None:
        """Seal a session that ends in any case, also when its programs stay silent."""
        await self._sessions.adopt(record, now)

    def may_connect(self, address: str) -> bool:
        """Whether one more socket from that address is allowed."""
        return self._open_sockets.may_open(address)

    def connect(
        self,
        *,
        connection_id: str,
        address: str,
        ip_masked: str,
        send: Callable[[wire.FromServer], None],
        close: Callable[[int], None],
        now: Moment,
    ) -> Connection:
        """Take in a new socket; it has ten seconds to say hello."""
        connection = Connection(
            connection_id=connection_id,
            address=address,
            ip_masked=ip_masked,
            outlet=send,
            cut=close,
            bucket=TokenBucket(
                rate_per_s=self._policy.socket_rate_per_s, burst=self._policy.socket_burst, now_mono_ms=now.mono_ms
            ),
            opened_mono_ms=now.mono_ms,
        )
        self._open_sockets.open(address)
        self._connections[connection_id] = connection
        return connection

    def pace(self, connection: Connection, now: Moment) -> int | None:
        """How many milliseconds to wait before handling this socket's next message; None when it is a flood.

        Whoever is slowed down too often without once being quiet for long enough to have the whole burst again floods
        us. A message that comes when no wait is due excuses nothing: behind a wait that took longer than it should,
        as on a busy machine, there is always one.
        """
        if connection.bucket.is_full(now.mono_ms):
            connection.paced = 0
        wait_ms = connection.bucket.take(now.mono_ms)
        connection.paced += wait_ms > 0
        if connection.paced > self._policy.socket_paced_max:
            connection.ending = "flood"
            connection.send(wire.Error(code="rate_limited", retry_after_ms=_MINUTE_MS))
            connection.end(CLOSE_POLICY)
            return None
        return wait_ms

    async def handle(self, connection: Connection, message: wire.ToServer, now: Moment) -> None:
        """Act on one message and answer it; a message that may not come ends this socket and changes nothing."""
        if connection.state is SocketState.CLOSED:
            return
        connection.used_mono_ms = now.mono_ms
        request_id = getattr(message, "request_id", None)
        try:
            connection.check_may_come(message)
            refusal = await self._role_refusal(connection, message, now)
            if refusal is None:
                refusal = await self._handlers[type(message)](connection, message, now)
        except ProtocolError:
            self.break_off(connection, "protocol_error", request_id=request_id)
            return
        except AuditUnwritableError as error:
            refusal = Refusal(error.reason)
        except TooManyWaitingError as error:
            refusal = Refusal(error.reason, limits.HEARTBEAT_INTERVAL_MS)
        if refusal is not None:
            connection.send(
                wire.Error(code=refusal.code, request_id=request_id, retry_after_ms=refusal.retry_after_ms)
            )

    def say_stopping(self) -> None:
        """Tell every program that the server is about to stop, and end its socket."""
        for connection in self.connections:
            connection.ending = "stopping"
            connection.send(wire.Stopping())
            connection.end(CLOSE_GOING_AWAY)

    def break_off(
        self, connection: Connection, code: str, *, close_code: int = CLOSE_POLICY, request_id: int | None = None
    ) -> None:
        """End one socket with an error as its last word."""
        if connection.state is not SocketState.CLOSED:
            connection.ending = code
        connection.send(wire.Error(code=code, request_id=request_id))
        connection.end(close_code)

    def deliver(self, connection: Connection, received: notice.Notice) -> None:
        """Act on a notice from another connection; never waits and never fails."""
        if connection.state is SocketState.CLOSED:
            return
        match received:
            case notice.CodeClaimed():
                self._on_claimed(connection, received)
            case notice.Replaced():
                self._on_replaced(connection, received)
            case _:
                binding = connection.sessions.get(received.session_id)
                if binding is not None:
                    self._on_session_notice(connection, binding, received)

    async def disconnect(self, connection: Connection, now: Moment) -> None:
        """A socket is gone, for whatever reason. Called exactly once for every `connect`."""
        connection.state = SocketState.CLOSED
        if self._connections.pop(connection.connection_id, None) is not None:
            self._open_sockets.close(connection.address)
        with contextlib.suppress(AuditUnwritableError):
            await self._pairing.leave(connection, now)
            await self._sessions.leave(connection, now)

    async def restore(self, now: Moment) -> None:
        """After a start: take up what an earlier run left waiting."""
        stale = {slot.slot_id for slot in await self._ledger.stale_slots(now.utc)}
        for slot in await self._ledger.waiting_slots():
            if slot.slot_id not in stale:
                await self._pairing.restore(slot, now)
        for record in await self._ledger.unfinished_sessions():
            await self._sessions.adopt(record, now)

    async def sweep(self, now: Moment) -> None:
        """Do what time asks for; to be called about once a second."""
        for connection in self.connections:
            await self._sweep_connection(connection, now)
        if now.mono_ms - self._accounts_checked_mono_ms >= self._policy.account_recheck_ms:
            self._accounts_checked_mono_ms = now.mono_ms
            await self._drop_signed_out(now)
            with contextlib.suppress(AuditUnwritableError):
                await self._sessions.sweep(now)
                await self._pairing.sweep(now)

    # What each message does

    async def _hello(self, connection: Connection, message: wire.Hello, _now: Moment) -> Refusal | None:
        connection.side = message.role
        connection.program = message.program
        connection.enter(SocketState.GREETED)
        connection.send(self._welcome)
        return None

    async def _handle_sign_in(self, connection: Connection, message: wire.SignIn, now: Moment) -> Refusal | None:
        return await self._sign_in.sign_in(connection, message, self._welcome.organisation, now)

    async def _handle_sign_in_again(
        self, connection: Connection, message: wire.SignInAgain, now: Moment
    ) -> Refusal | None:
        return await self._sign_in.sign_in_again(connection, message, self._welcome.organisation, now)

    async def _handle_sign_out(self, connection: Connection, _message: wire.SignOut, now: Moment) -> Refusal | None:
        await self._sign_in.sign_out(connection, now)
        connection.end(CLOSE_NORMAL)
        return None

    async def _allocate(self, connection: Connection, message: wire.Allocate, now: Moment) -> Refusal | None:
        if connection.is_only_closing:
            for binding in list(connection.sessions.values()):
                await self._sessions.end(connection, binding, "agent_left", now)
        if retry_ms := self._allocations.retry_after_ms(connection.address, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._allocations.add(connection.address, now.mono_ms)
        deliver = self._deliver_to(connection)
        slot = None
        if message.slot_id is not None:
            slot = await self._pairing.resume(connection, message.slot_id, deliver, now)
        if slot is None:
            slot = await self._pairing.allocate(connection, deliver, now)
        if slot is None:
            return Refusal("server_busy", _MINUTE_MS)
        connection.send(
            wire.Allocated(
                request_id=message.request_id,
                slot_id=slot.slot_id,
                nameplate=slot.nameplate,
                expires_in_ms=max(0, slot.expires_mono_ms - now.mono_ms),
            )
        )
        return None

    async def _release(self, connection: Connection, message: wire.Release, now: Moment) -> Refusal | None:
        if message.slot_id != connection.last_slot_id:
            raise ProtocolError("slot_not_held")
        if connection.slot is not None:
            await self._pairing.release(connection, now)
        for binding in list(connection.sessions.values()):
            # The code was claimed while this was on its way: the person wants none of it.
            await self._sessions.end(connection, binding, "user_stopped", now)
        connection.send(wire.Released(request_id=message.request_id))
        return None

    async def _claim(self, connection: Connection, message: wire.Claim, now: Moment) -> Refusal | None:
        deliver, organisation = self._deliver_to(connection), self._welcome.organisation
        claim = partial(self._sessions.claim, connection, message, deliver, organisation, now)
        return await self._rules.claim(connection, lambda at_once: claim(at_once=at_once), now)

    async def _relay(self, connection: Connection, message: wire.Relay, _now: Moment) -> Refusal | None:
        await self._sessions.relay(connection, message)
        return None

    async def _attach(self, connection: Connection, message: wire.Attach, now: Moment) -> Refusal | None:
        return await self._sessions.attach(connection, message, self._deliver_to(connection), now)

    async def _role_refusal(self, connection: Connection, message: wire.ToServer, now: Moment) -> Refusal | None:
        account = connection.account
        if account is None or type(message) in ROLE_MAY[account.role]:
            return None
        await self.denials.note(connection, account, str(message.__struct_config__.tag), now)
        return Refusal("not_allowed")

    # What other connections tell this one

    def _on_claimed(self, connection: Connection, received: notice.CodeClaimed) -> None:
        slot = connection.slot
        if slot is None or slot.slot_id != received.slot_id:
            return
        connection.slot = None
        connection.bind(
            Binding(
                session_id=received.session_id,
                side="client",
                stage=SessionStage.PAIRING,
                agent_id=received.agent.agent_id,
                slot_id=slot.slot_id,
                subscription=slot.subscription,
            )
        )
        connection.send(
            wire.Claimed(
                slot_id=received.slot_id,
                session_id=received.session_id,
                session_token=received.session_token,
                agent=received.agent,
            )
        )

    def _on_replaced(self, connection: Connection, received: notice.Replaced) -> None:
        if received.connection_id == connection.connection_id:
            return
        if received.session_id is not None:
            connection.unbind(received.session_id)
        elif connection.slot is not None and connection.slot.slot_id == received.slot_id:
            connection.slot.subscription.cancel()
            connection.slot = None
        if connection.side == "client":
            connection.ending = "replaced"
            connection.end(CLOSE_NORMAL)

    def _on_session_notice(self, connection: Connection, binding: Binding, received: notice.Notice) -> None:
        session_id = binding.session_id
        match received:
            case notice.Relayed():
                binding.note_phase(received.phase)
                connection.send(wire.Relay(session_id=session_id, phase=received.phase, body=received.body))
            case notice.PairingEnded(failure=None):
                binding.advance(SessionStage.PAIRED)
            case notice.PairingEnded(failure=str(failure)):
                connection.unbind(session_id)
                connection.send(wire.PairingFailed(session_id=session_id, failure=failure))
            case notice.SessionOpened():
                # The client asked for it and gets its answer; a second telling of the agent is left out.
                if binding.advance(SessionStage.OPEN) and connection.side == "agent":
                    connection.send(wire.SessionOpened(session_id=session_id))
            case notice.SessionEnded():
                self._on_session_ended(connection, binding, received)
            case notice.PresenceChanged(is_present=is_present) if binding.is_peer_present != is_present:
                binding.is_peer_present = is_present
                connection.send(wire.PeerPresence(session_id=session_id, is_present=is_present))
            case notice.PolicySet(forbidden=forbidden):
                connection.send(wire.SessionPolicy(session_id=session_id, forbidden=list(forbidden)))
            case notice.TermsSet(needs_reason=needs_reason, longest_ms=longest_ms):
                longest = [wire.RightLimit(capability=right, longest_ms=each) for right, each in longest_ms.items()]
                told = wire.SessionTerms(session_id=session_id, needs_reason=list(needs_reason), longest=longest)
                connection.send(told)
            case notice.CodeContested() if binding.stage is SessionStage.PAIRING:
                connection.send(wire.Error(code="code_taken"))
            case _:
                return

    @staticmethod
    def _on_session_ended(connection: Connection, binding: Binding, received: notice.SessionEnded) -> None:
        if received.seal is None and connection.side == "client":
            # The agent has left; the person's own program may still hand in its last events.
            binding.advance(SessionStage.CLOSING)
        else:
            connection.unbind(binding.session_id)
        connection.send(wire.SessionClosed(session_id=binding.session_id, reason=received.reason, seal=received.seal))

    def _sessions_of(self, connection: Connection) -> set[str]:
        """What this socket's account holds on all its sockets; a client is nobody else than its socket."""
        account = connection.account
        if account is None:
            return set(connection.sessions)
        own = (each for each in self.connections if each.account and each.account.account_id == account.account_id)
        return {session_id for each in own for session_id in each.sessions}

    def _deliver_to(self, connection: Connection) -> Deliver:
        return partial(self.deliver, connection)

    # What time asks for

    async def _sweep_connection(self, connection: Connection, now: Moment) -> None:
        if connection.state is SocketState.FRESH:
            if now.mono_ms - connection.opened_mono_ms >= self._policy.first_message_timeout_ms:
                self.break_off(connection, "protocol_error")
            return
        slot = connection.slot
        if slot is None or connection.state is SocketState.CLOSED or now.mono_ms < slot.expires_mono_ms:
            return
        # Unwritable now: the code is gone all the same, and the next start or sweep puts its end on record.
        with contextlib.suppress(AuditUnwritableError):
            await self._pairing.expire(connection, now)
        if connection.slot is None and not connection.sessions:
            connection.send(wire.CodeExpired(slot_id=slot.slot_id))

    async def _drop_signed_out(self, now: Moment) -> None:
        for connection, code in (await self._watch.look(self.connections, now)).items():
            if code == ACCESS_ENDED:
                for binding in list(connection.sessions.values()):
                    with contextlib.suppress(AuditUnwritableError):
                        await self._sessions.end(connection, binding, "admin_ended", now)
            # Else their sessions go on, as after any lost socket: whoever signs in again comes back to them.
            self.break_off(connection, code)
