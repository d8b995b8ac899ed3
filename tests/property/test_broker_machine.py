"""Drives the broker with many sockets whose steps interleave in every order, and holds its promises against it."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.audit.chain import raw_public_key
from shared.audit.event import event_signing_bytes
from shared.audit.verifier import Finding, verify_events
from shared.protocol import signaling_messages as wire
from signaling.bus.in_process import InProcessBus, InProcessPairingState
from signaling.domain import audit_log
from signaling.domain.accounts import Role
from signaling.domain.broker import Broker
from signaling.domain.conversation import Connection, SocketState
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment, SessionStage
from signaling.storage import account_store, audit_store, session_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import AccountKey
from signaling.storage.policy_book import DatabasePolicies
from signaling.storage.record_directory import DatabaseRecords
from tests.fakes.stepwise_ports import PlainPasswords, StepwiseLedger, memory_engine, no_wipe, run

PASSWORD = "a password of the test"
CTS = "2026-11-22T10:00:00.000Z"
SOCKETS_MAX = 7
MOSTLY = st.sampled_from([True, True, True, False])
POLICY = ServerPolicy(
    allocations_per_minute=10_000,
    sockets_per_address=10_000,
    claims_per_hour=10_000,
    pairing_failures_max=10_000,
    sign_in_failures_max=10_000,
    sign_in_failures_per_address_max=10_000,
    sessions_per_agent=2,
    second_factor_roles=frozenset(),  # that has tests of its own; here everybody may come and go
)


def _is_unknown_agent(connection: Connection) -> bool:
    return connection.side == "agent" and connection.state is SocketState.GREETED


@dataclass(eq=False)
class Socket:
    """One program as the test sees it."""

    connection: Connection
    role: Any
    heard: list[wire.FromServer] = field(default_factory=list)
    close_code: int | None = None
    work: Coroutine[Any, Any, None] | None = None
    token_said: str = ""

    def hear(self, message: wire.FromServer) -> None:
        assert self.close_code is None, "a message after the end"
        self.heard.append(message)


class BrokerMachine(RuleBasedStateMachine):
    """Any number of programs, right or wrong in what they say, and a record that now and then cannot be written."""

    @initialize()
    def start(self) -> None:
        self.mono_ms = 0
        self.key = Ed25519PrivateKey.generate()
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        for role in Role:
            self.ledger.now(
                lambda connection, role=role: account_store.add_account(
                    connection,
                    email=f"{role.value}@example.org",
                    name=role.value,
                    role=role,
                    organisation="",
                    password_hash=f"plain:{PASSWORD}",
                    now=self.now,
                )
            )
        self.numbers = iter(range(1, 10**9))
        self.digits = 0
        state = InProcessPairingState(lambda: self.mono_ms)
        accounts = DatabaseAccounts(self.ledger, AccountKey(b"k" * 32), POLICY.sign_in_times)
        self.broker = Broker(
            welcome=wire.Welcome(protocol=1, origin="http://127.0.0.1", organisation="Helpdesk"),
            policy=POLICY,
            state=state,
            bus=InProcessBus(),
            ledger=self.ledger,
            records=DatabaseRecords(self.ledger, no_wipe),
            accounts=accounts,
            policies=DatabasePolicies(self.ledger),
            passwords=PlainPasswords(),
            hand_overs=HandOverDesk(
                state=state,
                accounts=accounts,
                ledger=self.ledger,
                policy=POLICY,
                random_below=self.random_below,
                new_id=lambda: f"{next(self.numbers):032x}",
            ),
            random_below=self.random_below,
            new_id=lambda: f"{next(self.numbers):032x}",
        )
        self.sockets: list[Socket] = []
        self.claims_of: dict[str, str] = {}
        self.slot_ids: list[str] = []
        self.nameplates: list[str] = []
        self.tokens: dict[str, dict[str, str]] = {"client": {}, "agent": {}}
        self.sign_in_tokens: list[str] = []
        self.void_tokens: set[str] = set()
        self.committed: dict[str, int] = {}
        self.hashes: set[str] = set()
        for role, account in (("client", None), ("client", None), ("agent", Role.AGENT), ("agent", Role.LEAD)):
            self._connect(role, account)

    @property
    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime(2026, 11, 22, tzinfo=UTC) + timedelta(milliseconds=self.mono_ms))

    def random_below(self, size: int) -> int:
        # Few nameplates, so that they are used again and again and collide.
        self.digits += 1
        return self.digits % min(size, 7)

    # Sockets come, speak and go

    @precondition(lambda self: len(self.sockets) < SOCKETS_MAX)
    @rule(
        role=st.sampled_from(["client", "agent"]), account=st.sampled_from([Role.AGENT, Role.LEAD, Role.ADMIN, None])
    )
    def connect(self, role: Any, account: Role | None) -> None:
        self._connect(role, account)

    @rule(data=st.data(), steps=st.integers(1, 4))
    def a_pairing_goes_well(self, data: st.DataObject, steps: int) -> None:
        client = self._draw(data, lambda c: c.side == "client" and c.state is SocketState.GREETED)
        agent = self._draw(data, lambda c: c.account is not None and c.account.role in (Role.AGENT, Role.LEAD))
        if client is None or agent is None or not self.ledger.is_writable:
            return
        self._say(client, wire.Allocate(request_id=self._number()), runs_through=True)
        assert client.connection.slot is not None
        nameplate = client.connection.slot.nameplate
        self._say(agent, wire.Claim(request_id=self._number(), nameplate=nameplate), runs_through=True)
        if not client.connection.sessions:
            assert agent.heard[-1].code == "rate_limited"
            return
        session_id = next(iter(client.connection.sessions))
        for _ in range(steps):
            self._say(client, self._steps_on(client, session_id)[0], runs_through=True)
            assert isinstance(client.heard[-1], wire.PairingReported | wire.SessionOpened | wire.EventCommitted)

    @precondition(lambda self: self._any(lambda c: c.side == "client" and c.state is SocketState.GREETED))
    @rule(data=st.data(), runs_through=MOSTLY)
    def client_asks_for_a_code(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(data, lambda c: c.side == "client" and c.state is SocketState.GREETED)
        if socket:
            slot_id = data.draw(st.sampled_from([None, *self.slot_ids]))
            self._say(socket, wire.Allocate(request_id=self._number(), slot_id=slot_id), runs_through)

    @rule(data=st.data(), runs_through=MOSTLY)
    def agent_claims_a_code(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(data, lambda c: c.side == "agent" and c.account is not None)
        if socket and self.nameplates:
            nameplate = data.draw(st.sampled_from(self.nameplates))
            self._say(socket, wire.Claim(request_id=self._number(), nameplate=nameplate), runs_through)

    @precondition(lambda self: self._any(lambda c: c.side == "client" and bool(c.sessions)))
    @rule(data=st.data(), runs_through=MOSTLY)
    def client_takes_its_session_a_step_on(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(data, lambda c: c.side == "client" and bool(c.sessions))
        if socket:
            session_id = next(iter(socket.connection.sessions))
            self._say(socket, data.draw(st.sampled_from(self._steps_on(socket, session_id))), runs_through)

    @precondition(lambda self: self._any(lambda c: bool(c.sessions)))
    @rule(data=st.data(), runs_through=MOSTLY)
    def somebody_relays_or_closes(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(data, lambda c: bool(c.sessions))
        if socket:
            session_id = data.draw(st.sampled_from(sorted(socket.connection.sessions)))
            self._say(socket, data.draw(st.sampled_from(self._talk(socket, session_id))), runs_through)

    @rule(data=st.data(), runs_through=MOSTLY)
    def somebody_comes_back(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(
            data, lambda c: (c.side == "agent" and c.account is not None) or c.state is SocketState.GREETED
        )
        if socket and self.tokens[socket.role]:
            session_id = data.draw(st.sampled_from(sorted(self.tokens[socket.role])))
            token = self.tokens[socket.role][session_id]
            message = wire.Attach(request_id=self._number(), session_id=session_id, session_token=token)
            self._say(socket, message, runs_through)

    @precondition(lambda self: self.sockets)
    @rule(data=st.data(), runs_through=MOSTLY)
    def somebody_says_what_may_not_come(self, data: st.DataObject, runs_through: bool) -> None:
        socket = self._draw(data, lambda _: True)
        if socket:
            session_id = data.draw(st.sampled_from([*self.tokens["client"], "0" * 32]))
            anything: list[wire.ToServer] = [
                *self._steps_on(socket, session_id),
                *self._talk(socket, session_id),
                wire.Allocate(request_id=self._number()),
                wire.Release(
                    request_id=self._number(), slot_id=data.draw(st.sampled_from([*self.slot_ids, "0" * 32]))
                ),
                wire.Claim(request_id=self._number(), nameplate="999"),
                wire.Attach(request_id=self._number(), session_id=session_id, session_token="0" * 32),
            ]
            self._say(socket, data.draw(st.sampled_from(anything)), runs_through)

    @precondition(lambda self: self.sign_in_tokens and self._any(_is_unknown_agent))
    @rule(data=st.data())
    def agent_comes_back_with_a_token(self, data: st.DataObject) -> None:
        socket = self._draw(data, _is_unknown_agent)
        if socket and self.ledger.is_writable:
            token = data.draw(st.sampled_from(self.sign_in_tokens))
            self._say(socket, wire.SignInAgain(request_id=self._number(), token=token), runs_through=True)
            answer = socket.heard[-1]
            if token in self.void_tokens:
                assert isinstance(answer, wire.Error)
            else:
                assert isinstance(answer, wire.SignedIn) or answer.code == "signed_out"
            assert (socket.connection.account is not None) == isinstance(answer, wire.SignedIn)

    @precondition(lambda self: self._any(lambda c: c.account is not None))
    @rule(data=st.data())
    def agent_signs_out(self, data: st.DataObject) -> None:
        socket = self._draw(data, lambda c: c.account is not None)
        if socket and self.ledger.is_writable:
            token_hash = socket.connection.sign_in_hash
            self._say(socket, wire.SignOut(), runs_through=True)
            assert socket.close_code == 1000
            self.void_tokens |= {each for each in self.sign_in_tokens if audit_log.token_hash(each) == token_hash}

    @precondition(lambda self: any(socket.work for socket in self.sockets))
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        socket = data.draw(st.sampled_from([socket for socket in self.sockets if socket.work]))
        closed_before = {id(other): other.close_code for other in self.sockets}
        assert socket.work is not None
        try:
            socket.work.send(None)
        except StopIteration:
            socket.work = None
        for other in self.sockets:
            if other is not socket and closed_before[id(other)] is None:
                # Only a newer socket of the same program may end another, and says goodbye in a friendly way.
                assert other.close_code in (None, 1000)

    @precondition(lambda self: self.sockets)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        socket = data.draw(st.sampled_from(self.sockets))
        if socket.work is None:
            run(self.broker.disconnect(socket.connection, self.now))
            self.sockets.remove(socket)

    @rule(milliseconds=st.sampled_from([1, 1_000, 61_000, 600_000, 3_600_000]))
    def time_passes(self, milliseconds: int) -> None:
        if any(socket.work for socket in self.sockets):
            return
        self.mono_ms += milliseconds
        run(self.broker.sweep(self.now))

    @rule(is_writable=MOSTLY)
    def disk(self, is_writable: bool) -> None:
        self.ledger.is_writable = is_writable

    # What must hold at any time

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        for socket in getattr(self, "sockets", []):
            connection = socket.connection
            if connection.side == "client" and connection.state is not SocketState.CLOSED:
                assert len(connection.sessions) + (connection.slot is not None) <= 1
                assert (connection.state is SocketState.SESSION_BOUND) == bool(connection.sessions)
            if connection.sessions and connection.side == "agent":
                assert connection.account is not None
                assert connection.account.role in (Role.AGENT, Role.LEAD)
                assert len(connection.sessions) <= POLICY.sessions_per_agent

    @invariant()
    def every_session_has_one_socket_a_side_and_one_code(self) -> None:
        for side in ("client", "agent"):
            bound = [
                session_id
                for socket in getattr(self, "sockets", [])
                if socket.connection.side == side and socket.connection.state is not SocketState.CLOSED
                for session_id in socket.connection.sessions
            ]
            assert len(bound) == len(set(bound))

    def teardown(self) -> None:
        if not hasattr(self, "sockets"):
            return
        self.ledger.is_writable = True
        for socket in self.sockets:
            self._finish(socket)
        for socket in self.sockets:
            run(self.broker.disconnect(socket.connection, self.now))
        assert self.broker.connections == ()
        for _ in range(3):
            self.mono_ms += POLICY.client_absent_max_ms + 1
            run(self.broker.sweep(self.now))
        # Nothing stays unfinished for ever, and the record of all of it is whole.
        assert [session.stage for session in run(self.ledger.unfinished_sessions())] == []
        assert run(self.ledger.waiting_slots()) == []
        # A code leads to one session; others may only have found that its client was away.
        rows = self.ledger.now(session_store.read_all)
        met = [row.slot_id for row in rows if row.reason != "peer_lost"]
        assert len(met) == len(set(met))
        lines = self.ledger.now(lambda connection: list(audit_store.read_lines(connection, last_seq=10**9)))
        verdict = verify_events(lines)
        assert verdict.finding is Finding.INTACT, verdict
        stored = {json.loads(line)["hash"] for line in lines}
        assert self.hashes <= stored

    def _connect(self, role: Any, account: Role | None) -> None:
        socket = Socket(connection=None, role=role)

        def close(code: int) -> None:
            socket.close_code = code

        def hear(message: wire.FromServer) -> None:
            socket.hear(message)
            self._note(socket, message)

        socket.connection = self.broker.connect(
            connection_id=f"c{self._number()}", address="10.0.0.1", ip_masked="10.0.0.0/24",
            send=hear, close=close, now=self.now,
        )  # fmt: skip
        self.sockets.append(socket)
        run(
            self.broker.handle(
                socket.connection, wire.Hello(protocol=1, role=role, program="t", locale="en"), self.now
            )
        )
        if role == "agent" and account is not None and self.ledger.is_writable:
            message = wire.SignIn(request_id=1, email=f"{account.value}@example.org", password=PASSWORD)
            run(self.broker.handle(socket.connection, message, self.now))
            assert isinstance(socket.heard[-1], wire.SignedIn)

    def _note(self, socket: Socket, message: wire.FromServer) -> None:
        if isinstance(message, wire.SignedIn) and message.token is not None:
            self.sign_in_tokens.append(message.token)
        if isinstance(message, wire.Allocated):
            self.slot_ids.append(message.slot_id)
            self.nameplates.append(message.nameplate)
        if isinstance(message, wire.Claimed):
            self.tokens[socket.role][message.session_id] = message.session_token
            if message.slot_id is not None:
                assert self.claims_of.setdefault(message.slot_id, message.session_id) == message.session_id
        if isinstance(message, wire.Relay):
            assert message.session_id in self.tokens[socket.role]
            assert message.body.decode() == f"{'client' if socket.role == 'agent' else 'agent'}:{message.session_id}"
        if isinstance(message, wire.EventCommitted):
            self.committed[message.session_id] = max(message.cseq, self.committed.get(message.session_id, 0))
            self.hashes.add(message.event_hash)
        if isinstance(message, wire.Attached):
            assert socket.token_said == self.tokens[socket.role][message.session_id]
        if isinstance(message, wire.Attached) and socket.role == "client":
            # Everything acknowledged is there; one more may be, whose answer was lost with the socket.
            assert message.next_cseq > self.committed.get(message.session_id, 0)
            self.committed[message.session_id] = message.next_cseq - 1

    def _any(self, fits: Callable[[Connection], bool]) -> bool:
        return any(s.work is None and s.close_code is None and fits(s.connection) for s in self.sockets)

    def _draw(self, data: st.DataObject, fits: Callable[[Connection], bool]) -> Socket | None:
        free = [s for s in self.sockets if s.work is None and s.close_code is None and fits(s.connection)]
        return data.draw(st.sampled_from(free)) if free else None

    def _say(self, socket: Socket, message: wire.ToServer, runs_through: bool) -> None:
        if isinstance(message, wire.Attach):
            socket.token_said = message.session_token
        socket.work = self.broker.handle(socket.connection, message, self.now)
        if runs_through:
            self._finish(socket)

    def _finish(self, socket: Socket) -> None:
        if socket.work is not None:
            run(socket.work)
            socket.work = None

    def _number(self) -> int:
        return next(self.numbers)

    def _steps_on(self, socket: Socket, session_id: str) -> list[wire.ToServer]:
        ok = wire.ReportPairing(
            request_id=self._number(), session_id=session_id, outcome="ok", transcript_hash=b"t" * 32
        )
        failed = wire.ReportPairing(
            request_id=self._number(), session_id=session_id, outcome="failed", failure="wrong_code"
        )
        opening = wire.OpenSession(
            request_id=self._number(), session_id=session_id, client_key=raw_public_key(self.key), agent_key=b"a" * 32,
            client_program="c", agent_program="a", os_family="linux",
        )  # fmt: skip
        binding = socket.connection.sessions.get(session_id)
        steps: dict[SessionStage, list[wire.ToServer]] = {
            SessionStage.PAIRING: [ok, ok, ok, failed],
            SessionStage.PAIRED: [opening],
        }
        event = [self._event(session_id)]
        return [ok, failed, opening, *event] if binding is None else steps.get(binding.stage, list(event))

    def _talk(self, socket: Socket, session_id: str) -> list[wire.ToServer]:
        reason: Any = "user_stopped" if socket.role == "client" else "agent_left"
        body = f"{socket.role}:{session_id}".encode()
        own_phase: Any = f"pake_{socket.role}"
        return [
            wire.Relay(session_id=session_id, phase="sealed", body=body),
            wire.Relay(session_id=session_id, phase=own_phase, body=body),
            wire.CloseSession(request_id=self._number(), session_id=session_id, reason=reason),
        ]

    def _event(self, session_id: str) -> wire.AppendEvent:
        cseq = self.committed.get(session_id, 0) + 1
        fields: dict[str, Any] = {"epoch": 1, "source": "local"}
        tag = "session:consent:paused"
        signature = self.key.sign(event_signing_bytes(session_id, cseq, CTS, tag, "ok", fields))
        return wire.AppendEvent(
            request_id=self._number(), session_id=session_id, cseq=cseq, cts=CTS, tag=tag, outcome="ok",
            data=fields, signature=signature,
        )  # fmt: skip


BrokerMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)
TestBrokerMachine = BrokerMachine.TestCase
